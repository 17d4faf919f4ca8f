"""Where a product string names a company in brackets: what occurs there names no medicine.

Holds the words by which a company is known as one, in the customs of product registries.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteopharm.model._patterns import lazily

_LAST_WORDS = frozenset(
    # Kept as running text, which is how one reads them.
    (  # noqa: SIM905
        "ab ag aps as bv co company corp corporation distribution europe france gmbh generics health healthcare "
        "holdings inc international ireland kg laboratories laboratory labs lda limited llc llp ltd lp nv oy oyj "
        "pharma pharmaceutical pharmaceuticals plc pty pvt sa sas sarl se sl spa sro srl uk us usa"
    ).split()
)
"""The last words of companies' names: legal forms, trades and countries."""


LONGEST_LAST_WORD = 40
"""How long the last word of a company's name may be, with dots and brackets."""

_MARKS = lazily("[(),]")


def company_spans(text: str) -> Iterator[tuple[int, int]]:
    """The bracketed stretches of a product string that name a company, each up to the word that tells so.

    >>> text = "Alendronic acid 70mg tablets (Teva UK Ltd)"
    >>> [text[start:end] for start, end in company_spans(text)]
    ['(Teva UK ']
    """
    opened: list[int] = []
    comma = -1
    for mark in _MARKS.finditer(text):
        end = mark.start()
        match mark[0]:
            case "(":
                opened.append(end)
            case ",":
                comma = end
            case _ if opened:
                start = opened.pop()
                last = text.rfind(" ", max(start, end - LONGEST_LAST_WORD), end) + 1
                # A list within brackets may name the product and its company together.
                if start < last and comma < start and _is_company(text[last:end]):
                    yield start, last


def closes_company(stretch: str) -> bool:
    """Whether a bracket closes in a stretch without blanks, after a word that may be the last of a company's name.

    >>> closes_company("Ltd)"), closes_company("salmon)")
    (True, False)
    """
    at_most = stretch[: LONGEST_LAST_WORD + 1]
    return any(mark == ")" and _is_company(stretch[:end]) for end, mark in enumerate(at_most))


def _is_company(last_word: str) -> bool:
    return last_word.strip("()").replace(".", "").casefold() in _LAST_WORDS
