"""Strengths in product strings, in whatever spelling: the amounts, and what contains them.

Compares strengths exactly as written, without guessing units or rounding. The size of a pack is not a strength.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from osteopharm.model._patterns import lazily
from osteopharm.model.strengths import Amount, Strength

__all__ = ["read_strength"]

MOST_REMEMBERED = 4096
"""How many strengths are remembered."""
LONGEST_READ = 2_000
"""How many characters of a product string are read for its strength."""

_MILLIGRAMS = {
    Fraction(1): (
        "mg mgs milligram milligrams milligramme milligrammes milligramm miligramos milligrammi milligrammaa "
        "мг 毫克 밀리그램 مجم ملغ"
    ),
    Fraction(1, 1_000_000): "ng nanogram nanograms nanogramme nanogrammes",
    Fraction(1000): "g gm gms gram grams gramme grammes gramm gr \u0433 克",
    Fraction(1, 1000): (
        "mcg mcgs ug µg microg microgram micrograms microgramme microgrammes mikrogramm mikrogram microgramos "
        "microgrammi mikrogrammaa mikrog мкг 微克 마이크로그램 ميكروغرام"
    ),
}
_INTERNATIONAL_UNITS = (
    "iu i.u. i.u ie i.e. i.e ui u.i. u.i ut unt u unit units unite unites unita einheiten enheter eenheden j.m. jm "
    "ме ед "
    "單位 单位 単位 국제단위"
)
_MILLILITERS = {
    Fraction(1): (
        "ml mls milliliter milliliters millilitre millilitres mililitro mililitros millilitro millilitri millilitraa "
        "cc мл"
    ),
    Fraction(1, 1000): (
        "µl ul microl mikrol microliter microliters microlitre microlitres microlitro microlitros microlitri mikroliter "
        "mikrolitraa мкл"
    ),
}


def _each_word(unit: str, written: dict[Fraction, str]) -> dict[str, tuple[str, Fraction]]:
    """For each word, a unit and how many of it one is."""
    return {word: (unit, factor) for factor, words in written.items() for word in words.split()}


_VOLUMES = _each_word("mL", _MILLILITERS)
_UNITS: dict[str, tuple[str, Fraction]] = {
    **_each_word("mg", _MILLIGRAMS),
    **dict.fromkeys(_INTERNATIONAL_UNITS.split(), ("IU", Fraction(1))),
    # A USP unit is not taken for an international one: no source read says so.
    **dict.fromkeys(("usp units", "usp unit"), ("USP units", Fraction(1))),
    "mmol": ("mmol", Fraction(1)),
    "%": ("%", Fraction(1)),
}
_CONTAINERS: dict[str, tuple[str, Fraction]] = {
    **_VOLUMES,
    **dict.fromkeys(("g", "gm", "gram", "gramme", "\u0433"), ("g", Fraction(1))),
    "mg": ("g", Fraction(1, 1000)),
    **dict.fromkeys(
        ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures", "ore", "timer", "ч"),
        ("h", Fraction(1)),
    ),
    **dict.fromkeys(("day", "d", "24hr", "24h", "tag", "jour"), ("h", Fraction(24))),
    **dict.fromkeys(
        (
            "actuation",
            "actuations",
            "actuat",
            "act",
            "spray",
            "dose",
            "doses",
            "dosis",
            "dos",
            "doz",
            "puff",
            "ha",
            "доза",
        ),
        ("dose", Fraction(1)),
    ),
}
_GRAMS = frozenset(_MILLIGRAMS[Fraction(1000)].split())
_NANOGRAMS = frozenset(_MILLIGRAMS[Fraction(1, 1_000_000)].split())
"""A strength in capsules; beside a volume it is what a laboratory found."""

LAST_LETTER = "\u024f"
"""The last letter that goes on with a word in Latin letters: a unit may end before those beyond it."""

_PLAIN = r"[0-9]{1,12}(?:[.,][0-9]{1,24})?"
_GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,9})?"
_NUMBER = rf"(?:{_GROUPED}|{_PLAIN})(?![0-9])"


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of several words, with no letter of its own script after it."""
    scripts: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        last = word[-1]
        ends = (
            rf"(?![a-z\u00df-{LAST_LETTER}])"
            if "a" <= last <= "z"
            else r"(?![\u0400-\u04ff])"
            if "\u0400" <= last <= "\u04ff"
            else ""
        )
        scripts.setdefault(ends, []).append(re.escape(word))
    return "(?:" + "|".join(f"(?:{'|'.join(found)}){ends}" for ends, found in scripts.items()) + ")"


_UNIT, _CONTAINER = _any_of(_UNITS), _any_of(_CONTAINERS)
_INTERNATIONAL = _any_of([word for word, (unit, _) in _UNITS.items() if unit == "IU"])
_VOLUME = _any_of(_VOLUMES)
_BEFORE = r"(?<![0-9.,])"
_PER_WORDS = ("per", "in", "pro", "par", "por", "je")
PER = rf"(?:/|\b(?:{'|'.join(_PER_WORDS)})\b)"
"""A pattern for what is between an amount and what contains it."""
WORDS_OF_AMOUNTS = frozenset(re.findall("[a-z]+", " ".join((*_UNITS, *_CONTAINERS, *_PER_WORDS))))
"""The words in ASCII of which amounts are written."""
# Two numbers that share their units: "70-2800 MG-UNIT".
_PAIR = rf"{_BEFORE}(?P<first>{_NUMBER}) ?[-/] ?(?P<second>{_NUMBER}) ?(?P<one>{_UNIT}) ?[-/] ?(?P<two>{_UNIT})"
# Two numbers that share one unit: "0.625-2.5 MG". What ends a word is none of them: "D3-1000".
_SHARED = rf"(?:(?<![a-z])(?P<shared>{_NUMBER}) ?[-/] ?)?"
# Figures in groups of three: units are counted in thousands, and never in thousandths.
_IN_GROUPS = rf"(?<![a-z])(?P<grouped>[1-9][0-9]{{0,2}}(?:[ .'][0-9]{{3}}){{1,3}}) ?(?={_INTERNATIONAL})"
_AMOUNT = lazily(
    rf"{_PAIR}|{_BEFORE}(?:{_IN_GROUPS}|{_SHARED}(?P<amount>{_NUMBER}) ?-?)(?P<unit>{_UNIT})"
    # A stop that ends an abbreviation or a word in brackets may precede what contains the amount: "5 mg (base)/100 mL".
    rf"(?P<per>\.?(?: ?\([a-z ,]{{1,24}}\))? ?{PER} ?(?P<volume>{_NUMBER})? ?(?P<container>{_CONTAINER}))?"
)
_FILLED = lazily(rf"{_BEFORE}(?<!/)(?<!/ )(?P<volume>{_NUMBER}) ?(?P<container>{_VOLUME})")
_FIGURES = lazily(rf"[0-9][0-9.,]*+(?=[ -]{{0,2}}[-/'0-9{re.escape(''.join(sorted({word[0] for word in _UNITS})))}])")
"""A run of figures before what a unit, another figure or the stroke of a pair begins with."""


def read_strength(text: str) -> Strength | None:
    """The strength that a product string gives, its amounts in the order of the string; None where it gives none.

    A volume that is by itself beside a concentration is what is filled in: ``1.7 ML denosumab 70 MG/ML`` are
    119 mg in 1.7 mL. A weight beside a concentration by weight is the size of a tube.

    >>> print(read_strength("Zoledronic Acid Injection, 5 mg (base)/100 mL"))
    5 mg/100 mL
    >>> read_strength("100 ML zoledronic acid 0.05 MG/ML") == read_strength("zoledronic acid 5mg in 100ml")
    True
    """
    return strength_of(written_amounts(text))


Written = tuple[tuple[str, ...], str | None]
"""The amounts as a string writes them, and the volume that is by itself beside them."""


def written_amounts(text: str) -> Written:
    """The amounts in a product string as it writes them; tables have few of them in many strings."""
    lowered = text[:LONGEST_READ]
    if lowered.isascii():
        lowered = lowered.lower()
    else:
        normal = unicodedata.normalize("NFKC", lowered).replace("μ", "µ")
        lowered = normal.casefold().replace("μ", "µ")
    if "_" in lowered or "  " in lowered or not lowered.isprintable():
        # Every run of blanks is one, so that no pattern has to go back over it.
        lowered = " ".join(lowered.replace("_", " ").split())
    found: list[re.Match[str]] = []
    end = 0
    # An amount is a run of figures and then a unit: the pattern is tried there, and nowhere else.
    for run in _FIGURES.finditer(lowered):
        start = run.start()
        if start >= end and (match := _AMOUNT.match(lowered, start)):
            end = match.end()
            if not _is_result(match):
                found.append(match)
    if not found:
        return (), None
    volume = _lone_volume(lowered, found) if any(map(_is_concentration, found)) else None
    return tuple([match[0] for match in found]), volume


def strength_of(written: Written) -> Strength | None:
    """The strength of written amounts; None where there are none."""
    return _strength(*written) if written[0] else None


@lru_cache(maxsize=MOST_REMEMBERED)
def _strength(written: tuple[str, ...], filled: str | None) -> Strength | None:
    """The strength of amounts, and of the volume that is by itself beside them."""
    matches = [match for each in written if (match := _AMOUNT.fullmatch(each))]
    amounts = [(amount, is_weight) for match in matches for amount, is_weight in _amounts(match)]
    if any("mg/mg" in each for each in written):
        return _by_weight([amount for amount, _ in amounts])
    if any(amount.per == "g" or amount.unit == "%" for amount, _ in amounts):
        amounts = [(amount, is_weight) for amount, is_weight in amounts if not is_weight]
    volume = None if filled is None else _milliliters_of(filled)
    parts = [amount if volume is None else _filled(amount, volume) for amount, _ in amounts]
    return Strength(parts=tuple(dict.fromkeys(parts))) if parts else None


def _is_concentration(match: re.Match[str]) -> bool:
    """Whether an amount is that in one milliliter, which may have to be multiplied by a volume."""
    return match["volume"] is None and match["container"] in _VOLUMES


def _is_result(match: re.Match[str]) -> bool:
    """Whether an amount is what a laboratory found."""
    return match["unit"] in _NANOGRAMS and match.string.startswith(("/", " /"), match.end("unit"))


def _by_weight(amounts: list[Amount]) -> Strength | None:
    """The strength of a gel whose concentration RxNorm gives by weight, with the weight that is filled in."""
    weight = next((amount.value / 1000 for amount in amounts if amount.per is None and amount.unit == "mg"), None)
    parts = [
        amount if weight is None else Amount(value=amount.value * weight, unit=amount.unit, per="g", volume=weight)
        for amount in amounts
        if amount.per == "g"
    ]
    return Strength(parts=tuple(dict.fromkeys(parts))) if parts else None


def _amounts(match: re.Match[str]) -> Iterator[tuple[Amount, bool]]:
    """The amounts in a match, each with whether it is a weight in grams by itself."""
    if match["first"]:
        yield from _amount(_number(match["first"]), match["one"])
        yield from _amount(_number(match["second"]), match["two"])
        return
    # Two ingredients do not share international units: in "vitamin D 3-1000 IU" the 3 belongs to the name.
    if match["shared"] and _UNITS[match["unit"]][0] == "mg":
        yield from _contained(match, _number(match["shared"]))
    grouped = match["grouped"]
    yield from _contained(match, Fraction(re.sub("[ .']", "", grouped)) if grouped else _number(match["amount"]))


def _contained(match: re.Match[str], number: Fraction) -> Iterator[tuple[Amount, bool]]:
    """A number of a match as an amount, with what contains it; more where two amounts are written with a stroke."""
    if not match["per"]:
        for amount, _ in _amount(number, match["unit"]):
            yield amount, match["unit"] in _GRAMS
    else:
        per, size = _CONTAINERS[match["container"]]
        if match["container"] == "mg" and match["volume"]:
            # Two amounts with a stroke between them: "500 mg/400 mg".
            yield from _amount(number, match["unit"])
            yield from _amount(_number(match["volume"]), "mg")
        elif match["container"] == "mg":
            yield from _amount(number / size, match["unit"], per)
        else:
            volume = size * _number(match["volume"]) if match["volume"] else None if size == 1 else size
            yield from _amount(number, match["unit"], per, volume)


def _amount(
    number: Fraction, written: str, per: str | None = None, volume: Fraction | None = None
) -> Iterator[tuple[Amount, bool]]:
    unit, factor = _UNITS[written]
    if number > 0 and (volume is None or volume > 0):
        yield Amount(value=number * factor, unit=unit, per=per, volume=volume), False


def _lone_volume(lowered: str, found: list[re.Match[str]]) -> str | None:
    """The volume that is by itself in a string, as it is written."""
    taken = [match.span() for match in found]
    for match in _FILLED.finditer(lowered):
        is_zero = not match["volume"].strip("0.,")
        if not is_zero and not any(start <= match.start() < end for start, end in taken):
            return match[0]
    return None


def _milliliters_of(written: str) -> Fraction:
    [match] = _FILLED.finditer(written)
    return _number(match["volume"]) * _CONTAINERS[match["container"]][1]


def _filled(amount: Amount, volume: Fraction) -> Amount:
    """A concentration multiplied by the volume that is filled in; any other amount as it is."""
    if amount.per != "mL" or amount.volume is not None:
        return amount
    return Amount(value=amount.value * volume, unit=amount.unit, per="mL", volume=volume)


def _number(written: str) -> Fraction:
    if re.fullmatch(_GROUPED, written):
        return Fraction(written.replace(",", ""))
    return Fraction(written.replace(",", "."))


def strengths(text: str) -> frozenset[tuple[Fraction, str, Fraction | None]]:
    """The amounts in a text, each with its unit and the milliliters that contain it.

    >>> sorted(strengths("70 mg + 5600 IU"))
    [(Fraction(70, 1), 'mg', None), (Fraction(5600, 1), 'iu', None)]
    """
    found = read_strength(text)
    parts = () if found is None else found.parts
    return frozenset(
        (part.value, "usp" if part.unit == "USP units" else part.unit.lower(), _milliliters(part)) for part in parts
    )


def _milliliters(part: Amount) -> Fraction | None:
    return (part.volume or Fraction(1)) if part.per == "mL" else None
