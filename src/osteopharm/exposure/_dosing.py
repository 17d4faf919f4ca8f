"""How long one product lasts, by its labels: the interval, who gives it, and how many days one unit covers.

This is the one place where exposure reads labels. Every interval comes with the labels that say it; where labels
disagree or say nothing, the answer is the reason why there is none. Knows no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction

from attrs import evolve, frozen

from osteopharm._tables import JOINER
from osteopharm.compendium import Compendium
from osteopharm.model.entities import Combination, Medication
from osteopharm.model.products import LabelFacts, Regimen
from osteopharm.names.identification import Identification
from osteopharm.names.products import EUROPE
from osteopharm.names.strengths import strengths

__all__ = [
    "ADMINISTERED",
    "BY_QUANTITY",
    "BY_SUPPLY",
    "Dosing",
    "dosing_of",
    "interval_in_days",
]

ADMINISTERED, BY_SUPPLY, BY_QUANTITY = "administered", "days supply", "quantity x interval"
"""How the days of a row may be known."""

NOT_FOUND = "no medication found"
NOT_A_TREATMENT = "not a treatment of osteoporosis"
NOT_LABELED = "not labeled for osteoporosis"
LABEL_UNKNOWN = "not known whether labeled for osteoporosis"
SEVERAL = "several treatments"
NO_INTERVAL = "interval unknown"
DISAGREE = "regimens disagree"
NO_STRENGTH = "strength unknown"
NO_DOSES = "doses per unit unknown"

INJECTED = frozenset({"subcutaneous", "intramuscular", "intravenous", "injection", "infusion", "parenteral"})
"""The routes of what has to be injected or infused."""
MONTH = Fraction(1461, 48)
"""The mean length of a month in days, leap years included: 30.4375."""
LEAST_ADMINISTERED = 28
"""What is injected or infused so many days apart, or more, is administered."""
UNITS = {"D": Fraction(1), "W": Fraction(7), "M": MONTH, "Y": Fraction(365)}
ALIKE = Fraction(1, 100)
"""By so much may two strengths differ that are one: 1.17 mL of 90 mg/mL are 105.3 mg, and are sold as 105 mg."""
MOST_UNITS = 4
"""Of so many units a dose may consist."""

TREATMENT, PREVENTION = "treatment", "prevention"
PURPOSES = (TREATMENT, PREVENTION)
"""For what a product may be given."""
CONTAINER = re.compile(r"(?P<strength>[\d.]+ m?c?g/[\d.]+ mL), (?P<doses>\d+) doses")
"""How a label states the doses of a pen: ``600 mcg/2.4 mL, 28 doses of 20 mcg``."""

Amount = tuple[Fraction, str]
"""How much, and its unit."""


@frozen(kw_only=True)
class Dosing:
    """How long a product lasts.

    Attributes:
        treatment: the ids of the treatments in it; None where there are none.
        interval: from one dose to the next, as an ISO 8601 duration; None where that is not known.
        is_administered: whether it is injected or infused a month or more apart.
        is_injected: whether it is injected or infused at all; None where that is not known.
        days_per_unit: how many days a tablet, a syringe or a pen covers; None where that is not known.
        amount: the milligrams of one unit; None where that is not known.
        has_strength: whether the string gives a strength.
        source: for what the interval is, and the labels that say it.
        reason: why no days follow from the product; None where some do.
        unit_reason: why no days follow from a quantity; None where some do.
    """

    treatment: str | None = None
    interval: str | None = None
    is_administered: bool = False
    is_injected: bool | None = None
    days_per_unit: float | None = None
    amount: float | None = None
    has_strength: bool = False
    source: str | None = None
    reason: str | None = None
    unit_reason: str | None = None

    @property
    def days(self) -> int | None:
        """The interval in days."""
        return None if self.interval is None else interval_in_days(self.interval)


@frozen
class _Fit:
    """A regimen that fits a product, with its label and how many units make one dose."""

    facts: LabelFacts
    regimen: Regimen
    units: Fraction | None


def interval_in_days(interval: str) -> int:
    """An ISO 8601 duration of one unit in whole days; a month has 30.4375, a year 365.

    >>> [interval_in_days(each) for each in ("P1D", "P1W", "P1M", "P3M", "P6M", "P1Y")]
    [1, 7, 30, 91, 183, 365]
    """
    return round(int(interval[1:-1]) * UNITS[interval[-1]])


def dosing_of(text: str, compendium: Compendium, *, market: str | None, purpose: str) -> Dosing:
    """How long the product in a string lasts.

    Args:
        text: the product string.
        compendium: where to look.
        market: the region whose labels are taken, where there are some.
        purpose: ``treatment`` or ``prevention``: which of two intervals is taken where a label has both.

    >>> import osteopharm
    >>> dosing = dosing_of("Prolia 60 mg/mL syringe", osteopharm.load(), market="US", purpose="treatment")
    >>> dosing.interval, dosing.is_administered, dosing.source
    ('P6M', True, 'treatment of osteoporosis, P6M: label-prolia-us')
    """
    found = compendium.identify(text, market=market)
    if not found:
        return Dosing(reason=NOT_FOUND)
    treatments = found.treatments
    if not treatments:
        return Dosing(reason=NOT_A_TREATMENT)
    named = JOINER.join(sorted(each.id for each in treatments))
    if found.labeled_for_osteoporosis is not True:
        return Dosing(treatment=named, reason=LABEL_UNKNOWN if found.labeled_for_osteoporosis is None else NOT_LABELED)
    labels = _labels(found, treatments, compendium)
    if not labels and len(treatments) > 1:
        return Dosing(treatment=named, reason=SEVERAL)
    labels = [each for each in labels if _holds_in(each.label.region, market)] or labels
    written = {(amount, unit) for amount, unit, _ in strengths(text)}
    fits = list(_fits(labels, written))
    dosing = _by_labels(labels, fits, written, purpose) if fits else _by_products(found, labels, market, purpose)
    return evolve(dosing, treatment=named, has_strength=bool(written))


def _labels(found: Identification, treatments: Sequence[Medication], compendium: Compendium) -> list[LabelFacts]:
    """The labels of the product: those of its brand or of that brand's reference, else all of the medication."""
    present = set(found.medications)
    wanted = set() if len(treatments) == 1 else set(treatments)
    whole: list[Medication | Combination] = [
        each for each in compendium.combinations.values() if present >= set(each.components) >= wanted
    ]
    if not wanted:
        whole.append(treatments[0])
    labels = [facts for each in whole for facts in each.labels]
    names = [brand.name for brand in found.brands]
    names += [market.reference_brand for brand in found.brands for market in brand.markets if market.reference_brand]
    for name in names:
        if of_brand := [facts for facts in labels if facts.label.name.casefold().startswith(name.casefold())]:
            return of_brand
    return labels


def _by_products(found: Identification, labels: Sequence[LabelFacts], market: str | None, purpose: str) -> Dosing:
    """What the products say that fit the string, where no regimen of a label document does."""
    brands = {brand.name for brand in found.brands}
    products = [each for each in found.products if not brands or each.brand in brands]
    rows = [
        (product, label)
        for product in products
        for label in product.labels
        if label.interval is not None
        and label.interval_decides
        and label.labeled_for_osteoporosis is not False
        and (purpose in label.purposes or not label.purposes)
    ]
    rows = [row for row in rows if _holds_in(row[1].market, market)] or rows
    written = found.route or ""
    routes = {route for each in products for route in (each.route or written).split("; ") if route}
    routes = routes or {route for facts in labels for route in facts.routes}
    is_injected = _is_injected(routes)
    intervals = {label.interval for _, label in rows if label.interval is not None}
    if len(intervals) != 1 or is_injected is None:
        return Dosing(is_injected=is_injected, unit_reason=DISAGREE if len(intervals) > 1 else NO_INTERVAL)
    (interval,) = intervals
    return Dosing(
        interval=interval,
        is_administered=is_injected and interval_in_days(interval) >= LEAST_ADMINISTERED,
        is_injected=is_injected,
        source=_source(purpose, interval, {label.source.id for _, label in rows}),
        unit_reason=NO_DOSES,
    )


def _holds_in(region: str, market: str | None) -> bool:
    """Whether a label of a region holds in the market: one of the European Union does in its countries."""
    return market is None or region == market or (region == "EU" and market in EUROPE)


def _is_injected(routes: AbstractSet[str]) -> bool | None:
    """Whether all routes, or none, are those of injections and infusions; None where they differ or none is known."""
    are_injected = {route in INJECTED for route in routes}
    return are_injected.pop() if len(are_injected) == 1 else None


def _source(use: str, interval: str, ids: Iterable[str]) -> str:
    return f"{use} of osteoporosis, {interval}: {JOINER.join(sorted(ids))}"


def _by_labels(labels: Sequence[LabelFacts], fits: Sequence[_Fit], written: set[Amount], purpose: str) -> Dosing:
    """What the label documents say whose regimens fit the string."""
    use, fits = _for_purpose(fits, purpose)
    routes = {route for facts in ([fit.facts for fit in fits] or labels) for route in facts.routes}
    is_injected = _is_injected(routes)
    intervals = {fit.regimen.interval for fit in fits}
    if len(intervals) != 1 or is_injected is None:
        why = DISAGREE if len(fits) > 1 else NO_INTERVAL
        return Dosing(is_injected=is_injected, unit_reason=why)
    (interval,) = intervals
    if interval is None:
        return Dosing(is_injected=is_injected, unit_reason=NO_INTERVAL)
    source = _source(use, interval, {fit.facts.label.id for fit in fits})
    length = interval_in_days(interval)
    is_administered = is_injected and length >= LEAST_ADMINISTERED
    per_unit, reason = _per_unit(fits, written, length, is_swallowed=bool(routes & {"oral", "transdermal"}))
    amounts = {amount for amount, unit in written if unit == "mg"}
    return Dosing(
        interval=interval,
        is_administered=is_administered,
        is_injected=is_injected,
        days_per_unit=per_unit,
        amount=float(max(amounts)) if amounts else None,
        source=source,
        unit_reason=reason,
    )


def _fits(labels: Iterable[LabelFacts], written: set[Amount]) -> Iterator[_Fit]:
    """The regimens that a product of the written strengths may be given by; all of them where none is written."""
    for facts in labels:
        sold = {each[:2] for form in facts.dosage_forms for each in strengths(form)}
        for regimen in facts.regimens:
            if regimen.dose is None:
                continue
            doses = {each[:2] for each in strengths(f"{regimen.dose.value} {regimen.dose.unit}")}
            containers = {amount[:2] for strength, _ in _containers(facts) for amount in strengths(strength)}
            if not written:
                possible = {_units(dose, amount) for dose in doses for amount in sold}
                yield _Fit(facts, regimen, possible.pop() if len(possible) == 1 else None)
            elif any(_is_alike(dose, amount) for dose in doses for amount in written):
                yield _Fit(facts, regimen, Fraction(1))
            elif any(_is_alike(amount, held) for amount in written for held in containers):
                yield _Fit(facts, regimen, None)
            else:
                # Several units make a dose, or several doses are in one unit, where the label names that strength.
                named = [amount for amount in written if any(_is_alike(amount, each) for each in sold)]
                units = [number for dose in doses for amount in named if (number := _units(dose, amount))]
                if units or (named and set(facts.routes) <= INJECTED):
                    yield _Fit(facts, regimen, units[0] if units else None)


def _for_purpose(fits: Sequence[_Fit], purpose: str) -> tuple[str, list[_Fit]]:
    """For what they are given, and the regimens for that: the purpose; failing that, whatever else of osteoporosis."""
    other = PREVENTION if purpose == TREATMENT else TREATMENT
    wanted, rest = ([fit for fit in fits if _is_for(fit.regimen, use)] for use in (purpose, other))
    return (purpose, wanted) if wanted else (other, rest)


def _is_for(regimen: Regimen, use: str) -> bool:
    codes = regimen.osteoporosis_indications
    if use == PREVENTION:
        return any(code.startswith("prevention") for code in codes)
    # Where no code fits, a label that says osteoporosis at all has its treatment.
    without_code = not codes and (regimen.other_indications or "").startswith("osteoporosis")
    return without_code or any(code.startswith("treatment") or code == "glucocorticoid-induced" for code in codes)


def _per_unit(
    fits: Sequence[_Fit], written: set[Amount], length: int, *, is_swallowed: bool
) -> tuple[float | None, str | None]:
    """How many days a unit covers, or why that is not known."""
    if is_swallowed or length >= UNITS["W"]:
        units = {fit.units for fit in fits}
        if len(units) == 1 and (number := units.pop()) is not None:
            return float(length / number), None
        return None, NO_STRENGTH if not written else NO_DOSES
    # A pen or a spray holds many doses, not all of what is in it: its label has to say how many.
    doses = {
        int(number)
        for fit in fits
        for strength, number in _containers(fit.facts)
        if not written or any(_is_alike(amount, each[:2]) for amount in written for each in strengths(strength))
    }
    return (float(doses.pop() * length), None) if len(doses) == 1 else (None, NO_DOSES)


def _containers(facts: LabelFacts) -> list[tuple[str, str]]:
    return [(match["strength"], match["doses"]) for form in facts.dosage_forms for match in CONTAINER.finditer(form)]


def _units(dose: Amount, amount: Amount) -> Fraction | None:
    """How many units of an amount make a dose, where that is a whole number of few."""
    number = round(dose[0] / amount[0])
    whole = (amount[0] * number, amount[1])
    return Fraction(number) if 0 < number <= MOST_UNITS and _is_alike(dose, whole) else None


def _is_alike(first: Amount, second: Amount) -> bool:
    return first[1] == second[1] and abs(first[0] - second[0]) <= ALIKE * second[0]
