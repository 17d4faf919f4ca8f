"""Where a product string names a company in brackets: what occurs there names no medicine.

Holds the words by which a company is known as one, in the customs of product registries.
"""

from __future__ import annotations

from collections.abc import Iterator

_LAST_WORDS = frozenset(
    # Kept as running text, which is how one reads them.
    (  # noqa: SIM905
        "ab ag aps as bv co company corp corporation distribution europe france gmbh generics health healthcare "
        "holdings inc international ireland kg laboratories laboratory labs lda limited llc llp ltd lp nv oy oyj "
        "pharma pharmaceutical pharmaceuticals plc pty pvt sa sas sarl se sl spa sro srl uk us usa"
    ).split()
)
"""The last words of companies' names: legal forms, trades and countries."""


def company_spans(text: str) -> Iterator[tuple[int, int]]:
    """The bracketed stretches of a product string that name a company, each up to the word that tells so.

    >>> text = "Alendronic acid 70mg tablets (Teva UK Ltd)"
    >>> [text[start:end] for start, end in company_spans(text)]
    ['(Teva UK ']
    """
    end = text.find(")")
    while end >= 0:
        last = text.rfind(" ", 0, end) + 1
        if text[last:end].strip("()").replace(".", "").casefold() in _LAST_WORDS:
            start = _opening(text, end)
            # A list within brackets may name the product and its company together.
            if 0 <= start < last and "," not in text[start:end]:
                yield start, last
        end = text.find(")", end + 1)


def _opening(text: str, end: int) -> int:
    """Where the bracket opens that closes at ``end``; -1 where none does."""
    depth = 0
    for place in range(end, -1, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return -1
