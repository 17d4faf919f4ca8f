"""Strengths: the amount of each ingredient of a product, and what it is contained in.

Holds `Amount` and `Strength`, their one normal spelling, and when two strengths can be those of one product. Reading
them from product strings, in whatever spelling, is left to `osteopharm.names.strengths`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import field, frozen

from osteopharm.errors import InvalidRecordError, Problem
from osteopharm.model._patterns import lazily
from osteopharm.model._record import validate

__all__ = ["Amount", "Strength"]

UNITS = ("mg", "IU", "USP units", "mmol", "mL", "%")
"""The units in which amounts are held: every mass is held in milligrams."""
CONTAINERS = ("mL", "g", "h", "dose")
"""What an amount may be contained in, or released over."""
TOLERANCE = Fraction(1, 100)
"""Registers round concentrations: 120 mg in 1.7 mL is written ``70 MG/ML``, 25 mcg in 24 hours ``0.00104 MG/HR``."""
LEAST_CONTENT = Fraction(1, 10)
"""No container holds fewer milliliters."""
_EXACT = Fraction(1, 1_000_000)
"""Some registers write amounts as binary fractions print: 0.00549999999999999968 mg."""

_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,9})?"
_AMOUNT = lazily(
    rf"(?P<value>{_NUMBER})(?: (?P<unit>mg|mcg|IU|USP units|mL|mmol)|(?P<percent>%))"
    rf"(?:/(?:(?P<volume>{_NUMBER}) )?(?P<per>mL|g|h|dose|actuation))?"
)
_LEAST_MILLIGRAMS = 1


def _at_least_one(volume: Fraction | None) -> Fraction:
    return Fraction(1) if volume is None else volume


@frozen(kw_only=True)
class Amount:
    """The amount of one ingredient.

    Attributes:
        value: how much; a mass in milligrams.
        unit: its unit: ``mg``, ``IU``, ``USP units``, ``mmol``, ``mL`` or ``%``.
        per: what it is contained in or released over, or None: ``mL``, ``g``, ``h`` or ``dose``.
        volume: how much of that a container holds; None where only a concentration is given.

    >>> print(Amount(value=Fraction("0.625"), unit="mg"))
    625 mcg
    >>> print(Amount(value=Fraction(5), unit="mg", per="mL", volume=Fraction(100)))
    5 mg/100 mL
    """

    value: Fraction
    unit: str
    per: str | None = None
    volume: Fraction | None = field(default=None, eq=_at_least_one)

    def __attrs_post_init__(self) -> None:
        validate(lambda: "Amount", list(self._problems()))

    def _problems(self) -> Iterator[Problem]:
        if not isinstance(self.value, Fraction) or self.value <= 0:
            yield Problem("value", f"{self.value!r:.100} is not an amount", "give a Fraction above 0")
        if self.unit not in UNITS:
            yield Problem("unit", f"{self.unit!r:.100} is not a unit of strengths", f"use one of {', '.join(UNITS)}")
        if self.per is not None and self.per not in CONTAINERS:
            yield Problem("per", f"{self.per!r:.100} contains no amount", f"use one of {', '.join(CONTAINERS)}")
        if self.volume is not None and not (isinstance(self.volume, Fraction) and self.volume > 0 and self.per):
            yield Problem("volume", f"{self.volume!r:.100} holds nothing", "give a Fraction above 0, and what it is of")

    def __repr__(self) -> str:
        return f"<Amount {self}>"

    @property
    def concentration(self) -> Fraction:
        """The amount in one unit of what contains it."""
        return self.value / _at_least_one(self.volume)

    def fits(self, other: Amount) -> bool:
        """Whether both can be the amount of one product: the same concentration and content, as far as both give them.

        >>> five = Amount(value=Fraction(5), unit="mg", per="mL", volume=Fraction(100))
        >>> five.fits(Amount(value=Fraction("0.05"), unit="mg", per="mL"))
        True
        >>> five.fits(Amount(value=Fraction(5), unit="mg"))
        True
        """
        if self.unit != other.unit:
            return self._as_ten_milligrams(other) or other._as_ten_milligrams(self)
        if self.per == other.per and self.per is not None:
            # Syringes of 3 mg in 3 mL and vials of 6 mg in 6 mL have one concentration, and other uses.
            has_contents = self._is_content and other._is_content
            return _near(self.concentration, other.concentration) and (
                not has_contents or _near(self.value, other.value)
            )
        if "dose" in (self.per, other.per) or None in (self.per, other.per):
            return not (self._is_by_weight or other._is_by_weight) and _near(self.value, other.value, _EXACT)
        # A register gives creams by the milliliter that their labels give by the gram.
        return {self.per, other.per} == {"g", "mL"} and _near(self.concentration, other.concentration)

    @property
    def _is_content(self) -> bool:
        """Whether it says what a container holds: 20 mcg in 0.08 mL are what a pen gives at a time."""
        return self.volume is not None and (self.per != "mL" or self.volume >= LEAST_CONTENT)

    @property
    def _is_by_weight(self) -> bool:
        """Whether it says how strong a cream is, and nothing of how much of it there is."""
        return self.per == "g" and self.volume is None

    def _as_ten_milligrams(self, other: Amount) -> bool:
        # One percent are 10 mg in a gram or a milliliter.
        if self.unit != "%" or other.unit != "mg" or other.per not in ("g", "mL"):
            return False
        return _near(self.value * 10, other.concentration)

    def __str__(self) -> str:
        if self.unit == "%":
            return f"{_decimal(self.value)}%"
        if self.unit == "mg" and self.value < _LEAST_MILLIGRAMS:
            written = f"{_decimal(self.value * 1000)} mcg"
        else:
            written = f"{_decimal(self.value)} {self.unit}"
        if self.per is None:
            return written
        return f"{written}/{self.per}" if self.volume is None else f"{written}/{_decimal(self.volume)} {self.per}"


def _in_any_order(parts: tuple[Amount, ...]) -> tuple[object, ...]:
    return tuple(sorted((part.unit, part.per or "", part.value, _at_least_one(part.volume)) for part in parts))


@frozen(kw_only=True)
class Strength:
    """The strength of a product: the amount of each of its ingredients.

    Two strengths are equal when they hold the same amounts, in whatever order and spelling.

    Attributes:
        parts: the amounts, in the order of the ingredients; at least one.

    >>> Strength.parse("5 mg/100 mL").fits(Strength.parse("50 mcg/mL"))
    True
    """

    parts: tuple[Amount, ...] = field(eq=_in_any_order)

    def __attrs_post_init__(self) -> None:
        found = []
        if not isinstance(self.parts, tuple) or not all(isinstance(part, Amount) for part in self.parts):
            found.append(Problem("parts", "is not a tuple of amounts", "give a tuple of Amount"))
        elif not self.parts:
            found.append(Problem("parts", "is empty", "give the amount of an ingredient"))
        validate(lambda: "Strength", found)

    def __repr__(self) -> str:
        return f"<Strength {self}>"

    @classmethod
    def parse(cls, text: str) -> Strength:
        """The strength that a text in the normal spelling gives, as the tables of products write it.

        Args:
            text: amounts such as ``70 mg``, ``60 mg/1 mL`` or ``25 mcg/24 h``, joined by a plus sign between spaces.

        Raises:
            InvalidRecordError: it is not in the normal spelling.

        >>> Strength.parse("70 mg + 5600 IU").parts
        (<Amount 70 mg>, <Amount 5600 IU>)
        """
        found = [_AMOUNT.fullmatch(part) for part in text.split(" + ")]
        if None in found:
            hint = "write '70 mg', '60 mg/1 mL', '25 mcg/24 h' or '70 mg + 5600 IU'"
            raise InvalidRecordError("Strength", [Problem("text", f"{text!r:.100} is not a strength", hint)])
        return cls(parts=tuple(_amount(match) for match in found if match is not None))

    def fits(self, other: Strength) -> bool:
        """Whether both can be the strength of one product, as far as they name the same ingredients.

        Every amount of the strength with fewer amounts has to fit one of the other: a register may leave out an
        ingredient, or add the weight of the salt.

        >>> seventy = Strength.parse("70 mg")
        >>> seventy.fits(Strength.parse("70 mg + 5600 IU")), seventy.fits(Strength.parse("40 mg"))
        (True, False)
        """
        fewer, more = sorted((self.parts, other.parts), key=len)
        left = list(more)
        for part in fewer:
            fitting = next((each for each in left if part.fits(each)), None)
            if fitting is None:
                return False
            left.remove(fitting)
        return True

    def __str__(self) -> str:
        return " + ".join(map(str, self.parts))


def _amount(match: re.Match[str]) -> Amount:
    value, unit = Fraction(match["value"]), match["unit"] or "%"
    if unit == "mcg":
        value, unit = value / 1000, "mg"
    volume = Fraction(match["volume"]) if match["volume"] else None
    per = "dose" if match["per"] == "actuation" else match["per"]
    return Amount(value=value, unit=unit, per=per, volume=volume)


def _near(one: Fraction, other: Fraction, tolerance: Fraction = TOLERANCE) -> bool:
    # In whole numbers, over one denominator: fractions take ten times as long.
    first, second = one.numerator * other.denominator, other.numerator * one.denominator
    return abs(first - second) * tolerance.denominator <= tolerance.numerator * max(first, second)


def _decimal(value: Fraction) -> str:
    """A number without an exponent; what has no end as a decimal is cut after nine places."""
    whole, rest = divmod(value, 1)
    return f"{whole}{f'{float(rest):.9f}'[1:]}".rstrip("0").rstrip(".") if rest else str(whole)
