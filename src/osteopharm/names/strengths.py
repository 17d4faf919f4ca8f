"""Strengths in product strings: an amount, or an amount in a volume, in one unit each.

Says what is written and compares it exactly. Never guesses a unit, and never rounds.
"""

from __future__ import annotations

import re
from fractions import Fraction

Strength = tuple[Fraction, str, Fraction | None]
"""An amount, its unit (``mg``, ``iu`` or ``usp``), and the millilitres in which it is; None where none are given."""

_UNITS: dict[str, tuple[str, Fraction]] = {
    "mg": ("mg", Fraction(1)),
    "g": ("mg", Fraction(1000)),
    **dict.fromkeys(("mcg", "µg", "μg", "ug", "microgram", "micrograms"), ("mg", Fraction(1, 1000))),
    **dict.fromkeys(("iu", "unit", "units", "unt"), ("iu", Fraction(1))),
    # A USP unit is not taken for an international one: no source read says so.
    **dict.fromkeys(("usp units", "usp unit"), ("usp", Fraction(1))),
}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\d+,\d{1,2}"
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?P<amount>{_NUMBER})\s*(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})\b"
    rf"(?:\s*/\s*(?P<volume>{_NUMBER})?\s*ml\b)?"
)
_VOLUME = re.compile(rf"(?<![\d.,/])(?P<volume>{_NUMBER})\s*ml\b")


def strengths(text: str) -> frozenset[Strength]:
    """The strengths that a product string gives.

    A volume that stands by itself beside a concentration multiplies it: ``1.7 ML denosumab 70 MG/ML`` are
    119 mg in 1.7 mL.

    >>> strengths("Zoledronic acid 5mg/100ml infusion bottles") == strengths("100 ML zoledronic acid 0.05 MG/ML")
    True
    """
    lowered = text.casefold()
    found: set[Strength] = set()
    rest = lowered
    for match in _AMOUNT.finditer(lowered):
        unit, factor = _UNITS[match["unit"]]
        amount = _number(match["amount"]) * factor
        per_volume = match[0].endswith("ml")
        volume = (_number(match["volume"]) if match["volume"] else Fraction(1)) if per_volume else None
        found.add((amount, unit, volume))
        rest = rest.replace(match[0], " ", 1)
    standing = _VOLUME.search(rest)
    if standing is None:
        return frozenset(found)
    filled = _number(standing["volume"])
    return frozenset(
        (amount * filled, unit, filled) if volume == 1 else (amount, unit, volume) for amount, unit, volume in found
    )


def _number(written: str) -> Fraction:
    thousands = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written)
    return Fraction(written.replace(",", "" if thousands else "."))
