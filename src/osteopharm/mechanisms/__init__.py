"""Mechanisms that reason: the signed causal graph, and the questions that go across it.

Each module imports only those above it in this list: graph, explanation, comparison, interests. Signs,
certainties and sources are reckoned here; the search for paths is left to networkx (extra ``graph``).
"""
