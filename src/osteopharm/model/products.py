"""The parts of medications and fixed combinations: names, brands with their markets, and what their labels say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from attrs import frozen

from osteopharm._words import in_words
from osteopharm.errors import Problem
from osteopharm.model._record import Part
from osteopharm.model._schema import LAST_YEAR, Between, Pattern, Positive
from osteopharm.model.enums import NameKind, OsteoporosisIndication
from osteopharm.model.identifiers import Identifier
from osteopharm.model.sources import Label, Region, Sources

__all__ = ["Brand", "Dose", "LabelFacts", "Market", "Name", "Presentation", "Regimen"]

Duration = Annotated[str, Pattern(r"P[1-9][0-9]*[YMWD]", "'P1W' (weekly) or 'P6M' (every six months)")]
"""An interval between doses: an ISO 8601 duration of one unit."""


@frozen(kw_only=True)
class Name(Part):
    """A name of a medication, a combination or a class.

    >>> import osteopharm
    >>> names = osteopharm.load().medications["alendronic-acid"].names
    >>> [name.name for name in names if name.kind == "usan"]
    ['alendronate sodium']
    """

    name: str
    """The name."""
    kind: NameKind
    """The kind of name."""
    sources: Sources
    """The sources that give it; at least one."""
    excluded_from_search: str | None = None
    """Why the name is not recognized in product strings and text; None where it is."""
    languages: tuple[str, ...] = ()
    """The languages of the name, as codes such as ``nl`` or ``zh-Hans``; empty for English or if not read."""

    in_text: ClassVar[tuple[str, ...]] = ("name",)

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Market(Part):
    """A brand in one region. What was not read is None.

    >>> import osteopharm
    >>> brands = {brand.name: brand for brand in osteopharm.load().medications["denosumab"].brands}
    >>> print(brands["Prolia"].markets[0])
    US (Amgen): labeled for osteoporosis: yes
    """

    region: Region
    """The region: two letters, such as ``US`` or ``EU``."""
    sources: Sources
    """The sources for this market; at least one."""
    company: str | None = None
    """The company that markets the brand there."""
    osteoporosis_indication: OsteoporosisIndication = OsteoporosisIndication.UNKNOWN
    """Whether it is labeled for osteoporosis there."""
    reference_brand: str | None = None
    """The reference brand of a biosimilar."""
    status: str | None = None
    """The marketing status, in the source's word."""
    note: str | None = None
    """A comment for readers."""

    in_text: ClassVar[tuple[str, ...]] = ("region", "company", "osteoporosis_indication")

    def __str__(self) -> str:
        company = f" ({self.company})" if self.company else ""
        return f"{self.region}{company}: labeled for osteoporosis: {self.osteoporosis_indication.value}"


@frozen(kw_only=True)
class Presentation(Part):
    """A strength in which a brand is sold.

    >>> import osteopharm
    >>> brands = {brand.name: brand for brand in osteopharm.load().medications["denosumab"].brands}
    >>> print(brands["Prolia"].presentations[0])
    60 mg/1 mL
    """

    strength: str
    """The strength, as the source writes it: an amount (``150 mg``), an amount in a volume (``5 mg/100 mL``), or a
    volume and a concentration (``1.7 mL of 70 mg/mL``)."""
    sources: Sources
    """The sources that give it; at least one."""

    in_text: ClassVar[tuple[str, ...]] = ("strength",)

    def __str__(self) -> str:
        return self.strength


@frozen(kw_only=True)
class Brand(Part):
    """A trade name, with the regions where it is known to be used.

    >>> import osteopharm
    >>> brands = osteopharm.load().medications["denosumab"].brands
    >>> {brand.name: brand.labeled_for_osteoporosis for brand in brands if brand.name in ("Prolia", "Xgeva")}
    {'Prolia': True, 'Xgeva': False}
    """

    name: str
    """The trade name."""
    sources: Sources
    """The sources that give it; at least one."""
    markets: tuple[Market, ...] = ()
    """The markets, each with its company and whether the brand is labeled for osteoporosis there."""
    presentations: tuple[Presentation, ...] = ()
    """The strengths that sources give for it."""
    identifiers: tuple[Identifier, ...] = ()
    """Identifiers in other systems."""
    excluded_from_search: str | None = None
    """Why the name is not recognized in product strings and text; None where it is."""
    note: str | None = None
    """A comment for readers."""
    name_variants: tuple[str, ...] = ()
    """How the same brand is written in other scripts; each is searched like the name."""

    in_text: ClassVar[tuple[str, ...]] = ("name",)

    def _cross_field_problems(self) -> Iterator[Problem]:
        yield from repeated("markets", "region", [(market.region, market.company) for market in self.markets])

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether it is labeled for osteoporosis, where all markets for which that is known agree; otherwise None."""
        known = {market.osteoporosis_indication for market in self.markets} - {OsteoporosisIndication.UNKNOWN}
        labeled = {value is not OsteoporosisIndication.NO for value in known}
        return labeled.pop() if len(labeled) == 1 else None

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Dose(Part):
    """An amount with its unit, as the label prints it.

    >>> print(Dose(value=70, unit="mg"))
    70 mg
    """

    value: Annotated[float, Positive()]
    """The amount."""
    unit: str
    """The unit."""

    in_text: ClassVar[tuple[str, ...]] = ("value", "unit")

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


@frozen(kw_only=True)
class Regimen(Part):
    """One dosing regimen of a label. What was not read is None or empty.

    >>> import osteopharm
    >>> print(osteopharm.load().medications["denosumab"].labels[0].regimens[0])
    60 mg subcutaneously every 6 months
    """

    text: str | None = None
    """The regimen, in our words."""
    dose: Dose | None = None
    """The amount of each dose."""
    interval: Duration | None = None
    """The time between doses, as an ISO 8601 duration; None also where doses are not evenly spaced."""
    osteoporosis_indications: tuple[str, ...] = ()
    """The forms of osteoporosis; ``("none",)`` where the label was read and has none."""
    other_indications: str | None = None
    """Other indications, in our words."""
    duration_limit: str | None = None
    """The longest duration of treatment, in our words."""

    in_text: ClassVar[tuple[str, ...]] = ("text",)

    def __str__(self) -> str:
        indications = "; ".join(map(in_words, self.osteoporosis_indications))
        return self.text or self.other_indications or indications or "regimen not read"


@frozen(kw_only=True)
class LabelFacts(Part):
    """What was read in a label, which is not necessarily all that the label says.

    What was not read is None or empty; that means unknown, never "none".

    >>> import osteopharm
    >>> facts = osteopharm.load().medications["romosozumab"].labels[0]
    >>> facts.regimens[0].interval, facts.regimens[0].duration_limit
    ('P1M', '12 monthly doses')
    """

    label: Label
    """The label."""
    regimens: tuple[Regimen, ...] = ()
    """The dosing regimens and their indications."""
    routes: tuple[str, ...] = ()
    """The routes of administration."""
    dosage_forms: tuple[str, ...] = ()
    """The dosage forms."""
    contraindications: tuple[str, ...] = ()
    """The contraindications that were read."""
    warnings: tuple[str, ...] = ()
    """The warnings that were read."""
    boxed_warning: str | None = None
    """The boxed warning; ``none`` where the label was read and has none."""
    renal_threshold: str | None = None
    """The kidney function below which use is restricted."""
    first_approval_year: Annotated[int | None, Between(1900, LAST_YEAR)] = None
    """The year of first approval that the label prints, often that of the ingredient."""
    status: str | None = None
    """The authorization status, in the source's word."""

    in_text: ClassVar[tuple[str, ...]] = ("label",)

    def __str__(self) -> str:
        return str(self.label)


def repeated(field: str, key: str, values: Iterable[object]) -> Iterator[Problem]:
    """A problem for each value that occurs in a list a second time."""
    first: dict[object, int] = {}
    for place, value in enumerate(values):
        if first.setdefault(value, place) != place:
            message = f"is a duplicate of {field}[{first[value]}]"
            yield Problem(f"{field}[{place}].{key}", message, "merge them")
