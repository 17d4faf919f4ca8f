"""The nouns of osteopharm and the axes of a claim: immutable records that check themselves.

Each module imports only those above it in this list: axes, relations, scanning, documents, sources,
identifiers, products, companies, entities, wording, evidence, causality. Nothing here reads a file.
"""
