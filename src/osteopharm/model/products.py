"""What medications are sold and written as: names, brands with their markets, and what their labels say.

Holds the parts of which a medication or a fixed combination is made up. Knows neither of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import isfinite

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import repr_by_text
from osteopharm.model.enums import NameKind, OsteoporosisIndication
from osteopharm.model.identifiers import Identifier
from osteopharm.model.sources import Label, Source, region, sources_faults

__all__ = ["Brand", "Dose", "LabelFacts", "Market", "Name", "Presentation", "Regimen"]

DURATION = re.compile(r"P[1-9][0-9]*[YMWD]")
"""An interval between doses: an ISO 8601 duration of one unit."""


@frozen(kw_only=True)
class Name:
    """A name under which a medication, a combination or a class is written.

    Attributes:
        name: the name.
        kind: what kind of name it is.
        sources: the sources that give it; at least one.
        excluded_from_search: why product strings and prose are not searched for it, or None where they are.
        languages: the languages in which it is the name, as codes such as ``nl`` or ``zh-Hans``; empty where that
            was not read, and for English.

    >>> import osteopharm
    >>> names = osteopharm.load().medications["alendronic-acid"].names
    >>> [name.name for name in names if name.kind == "usan"]
    ['alendronate sodium']
    """

    name: str
    kind: NameKind
    sources: tuple[Source, ...]
    excluded_from_search: str | None = None
    languages: tuple[str, ...] = ()

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Name",
            self.name,
            checks.text("name", self.name),
            checks.instance("kind", self.kind, NameKind),
            sources_faults("sources", self.sources),
            checks.optional_text("excluded_from_search", self.excluded_from_search),
            checks.texts("languages", self.languages),
        )

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Market:
    """A brand in one region.

    Attributes:
        region: where: two letters, such as ``US`` or ``EU``.
        sources: the sources that say so; at least one.
        company: whose brand it is there, or None where that was not read.
        osteoporosis_indication: whether it is labeled there for osteoporosis.
        reference_brand: of a biosimilar, the brand that it follows; or None.
        status: whether it is still on the market, in the source's word; or None where that was not read.
        note: what a reader should know about it, or None.

    >>> import osteopharm
    >>> brands = {brand.name: brand for brand in osteopharm.load().medications["denosumab"].brands}
    >>> print(brands["Prolia"].markets[0])
    US (Amgen): labeled for osteoporosis: yes
    """

    region: str
    sources: tuple[Source, ...]
    company: str | None = None
    osteoporosis_indication: OsteoporosisIndication = OsteoporosisIndication.UNKNOWN
    reference_brand: str | None = None
    status: str | None = None
    note: str | None = None

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Market",
            self.region,
            region("region", self.region),
            sources_faults("sources", self.sources),
            checks.optional_text("company", self.company),
            checks.instance("osteoporosis_indication", self.osteoporosis_indication, OsteoporosisIndication),
            checks.optional_text("reference_brand", self.reference_brand),
            checks.optional_text("status", self.status),
            checks.optional_text("note", self.note),
        )

    def __str__(self) -> str:
        company = f" ({self.company})" if self.company else ""
        return f"{self.region}{company}: labeled for osteoporosis: {self.osteoporosis_indication.value}"


@frozen(kw_only=True)
class Presentation:
    """A strength in which a brand is sold.

    Attributes:
        strength: the strength, as the source writes it: an amount (``150 mg``), an amount in a volume
            (``5 mg/100 mL``), or a volume and a concentration (``1.7 mL of 70 mg/mL``).
        sources: the sources that give it; at least one.

    >>> import osteopharm
    >>> brands = {brand.name: brand for brand in osteopharm.load().medications["denosumab"].brands}
    >>> print(brands["Prolia"].presentations[0])
    60 mg/1 mL
    """

    strength: str
    sources: tuple[Source, ...]

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Presentation",
            self.strength,
            checks.text("strength", self.strength),
            sources_faults("sources", self.sources),
        )

    def __str__(self) -> str:
        return self.strength


@frozen(kw_only=True)
class Brand:
    """A trade name, with the regions in which it is known to be one.

    Attributes:
        name: the trade name.
        sources: the sources that give it; at least one.
        markets: the regions, each with its company and whether the brand is labeled for osteoporosis there.
        presentations: the strengths that a source gives for it.
        identifiers: its identifiers in other systems.
        excluded_from_search: why product strings and prose are not searched for it, or None where they are.
        note: what a reader should know about it, or None.
        name_variants: how the same brand is written in other scripts; each is searched like the name.

    >>> import osteopharm
    >>> brands = osteopharm.load().medications["denosumab"].brands
    >>> {brand.name: brand.labeled_for_osteoporosis for brand in brands if brand.name in ("Prolia", "Xgeva")}
    {'Prolia': True, 'Xgeva': False}
    """

    name: str
    sources: tuple[Source, ...]
    markets: tuple[Market, ...] = ()
    presentations: tuple[Presentation, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    excluded_from_search: str | None = None
    note: str | None = None
    name_variants: tuple[str, ...] = ()

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Brand",
            self.name,
            checks.text("name", self.name),
            sources_faults("sources", self.sources),
            checks.tuple_of("markets", self.markets, Market),
            checks.tuple_of("presentations", self.presentations, Presentation),
            checks.tuple_of("identifiers", self.identifiers, Identifier),
            checks.optional_text("excluded_from_search", self.excluded_from_search),
            checks.optional_text("note", self.note),
            checks.texts("name_variants", self.name_variants),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        yield from repeated("markets", "region", [(market.region, market.company) for market in self.markets])

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether it is labeled for osteoporosis: where all its markets of which that is known agree; else None."""
        known = {market.osteoporosis_indication for market in self.markets} - {OsteoporosisIndication.UNKNOWN}
        labeled = {value is not OsteoporosisIndication.NO for value in known}
        return labeled.pop() if len(labeled) == 1 else None

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Dose:
    """An amount, with its unit, as the label prints it.

    Attributes:
        value: the amount.
        unit: its unit.

    >>> print(Dose(value=70, unit="mg"))
    70 mg
    """

    value: float
    unit: str

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        number = checks.instance("value", self.value, int, float, exact=True)
        if not number and not (self.value > 0 and (isinstance(self.value, int) or isfinite(self.value))):
            number = [Fault("value", f"{self.value} is no amount", "give the amount that the label prints")]
        checks.refuse("Dose", self.value, number, checks.text("unit", self.unit))

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


@frozen(kw_only=True)
class Regimen:
    """One way in which a label says that a product is to be given. What was not read is None or empty.

    Attributes:
        text: the regimen, in our words.
        dose: the amount given each time.
        interval: from one dose to the next, as an ISO 8601 duration; None too where doses are no plain repeat.
        osteoporosis_indications: for which forms of osteoporosis; ``("none",)`` where the label was read to have none.
        other_indications: for what else, in our words.
        duration_limit: how long it may be given, in our words.

    >>> import osteopharm
    >>> print(osteopharm.load().medications["denosumab"].labels[0].regimens[0])
    60 mg subcutaneously every 6 months
    """

    text: str | None = None
    dose: Dose | None = None
    interval: str | None = None
    osteoporosis_indications: tuple[str, ...] = ()
    other_indications: str | None = None
    duration_limit: str | None = None

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Regimen",
            self.text,
            checks.optional_text("text", self.text),
            checks.instance("dose", self.dose, Dose, type(None)),
            checks.pattern("interval", self.interval, DURATION, "'P1W' (weekly) or 'P6M' (every six months)"),
            checks.texts("osteoporosis_indications", self.osteoporosis_indications),
            checks.optional_text("other_indications", self.other_indications),
            checks.optional_text("duration_limit", self.duration_limit),
        )

    def __str__(self) -> str:
        return self.text or self.other_indications or "; ".join(self.osteoporosis_indications) or "regimen not read"


@frozen(kw_only=True)
class LabelFacts:
    """What was read in a label. A list holds what was read there, and not necessarily all that the label says.

    What was not read is None or empty; that is unknown, and never "none".

    Attributes:
        label: the label.
        regimens: how the product is to be given, and for what.
        routes: by which way.
        dosage_forms: in which forms.
        contraindications: the contraindications recorded.
        warnings: the warnings recorded.
        boxed_warning: of what a boxed warning warns; ``none`` where the label was read to have none.
        renal_threshold: from which kidney function on it is restricted.
        first_approval_year: the year of approval that the label prints, often that of the ingredient.
        status: whether it is still authorized, in the source's word.

    >>> import osteopharm
    >>> facts = osteopharm.load().medications["romosozumab"].labels[0]
    >>> facts.regimens[0].interval, facts.regimens[0].duration_limit
    ('P1M', '12 monthly doses')
    """

    label: Label
    regimens: tuple[Regimen, ...] = ()
    routes: tuple[str, ...] = ()
    dosage_forms: tuple[str, ...] = ()
    contraindications: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    boxed_warning: str | None = None
    renal_threshold: str | None = None
    first_approval_year: int | None = None
    status: str | None = None

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        year = self.first_approval_year
        checks.refuse(
            "LabelFacts",
            getattr(self.label, "id", ""),
            checks.instance("label", self.label, Label),
            checks.tuple_of("regimens", self.regimens, Regimen),
            checks.texts("routes", self.routes),
            checks.texts("dosage_forms", self.dosage_forms),
            checks.texts("contraindications", self.contraindications),
            checks.texts("warnings", self.warnings),
            checks.optional_text("boxed_warning", self.boxed_warning),
            checks.optional_text("renal_threshold", self.renal_threshold),
            [] if year is None else checks.whole_number("first_approval_year", year, least=1900),
            checks.optional_text("status", self.status),
        )

    def __str__(self) -> str:
        return str(self.label)


def product_faults(product: object) -> Iterable[list[Fault]]:
    """The faults of the fields that medications and combinations share: names, brands, identifiers and labels."""
    names, brands = getattr(product, "names", ()), getattr(product, "brands", ())
    return (
        checks.tuple_of("names", names, Name),
        checks.tuple_of("brands", brands, Brand),
        checks.tuple_of("identifiers", getattr(product, "identifiers", ()), Identifier),
        checks.tuple_of("labels", getattr(product, "labels", ()), LabelFacts),
    )


def repeated(field: str, key: str, values: Iterable[object]) -> Iterator[Fault]:
    """A fault for each value that stands in a list of records a second time."""
    first: dict[object, int] = {}
    for place, value in enumerate(values):
        if first.setdefault(value, place) != place:
            message = f"stands at {field}[{first[value]}] already"
            yield Fault(f"{field}[{place}].{key}", message, "make the two one")
