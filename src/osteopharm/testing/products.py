"""Strategies for what is named and sold: sources whose text does not ship, names, brands, codes and labels.

Holds `Draft`, the part of a compendium in the making that hands out what is not taken yet and makes the
facts that classes, medications and combinations have in common. Never holds those records themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from string import ascii_uppercase, digits
from typing import Any, TypeVar

from hypothesis import strategies as st

from osteopharm.model.documents import Document
from osteopharm.model.enums import NameKind, OsteoporosisIndication
from osteopharm.model.identifiers import SYSTEMS, Identifier, cas_check_digit, unii_check_character
from osteopharm.model.products import Brand, Dose, LabelFacts, Market, Name, Presentation, Regimen
from osteopharm.model.sources import Label, Publication, Registry, Source
from osteopharm.names.normalize import folded_name, name_words
from osteopharm.testing.texts import ids, notes, phrases

T = TypeVar("T")

_dates = st.none() | st.from_regex(
    r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]))?)?", fullmatch=True
)
_years = st.none() | st.integers(1900, 2100)
_pmids = st.none() | st.integers(1, 99_999_999).map(str)
_dois = st.none() | st.integers(1, 9999).map("10.1234/made.up.{}".format)
_regions = st.sampled_from(["EU", "JP", "UK", "US"])
# Some names with capitals, figures and hyphens, and every one with a word in Latin letters.
written_names = (
    (phrases | phrases.map(str.title) | phrases.map("{} 10".format) | phrases.map(lambda name: name.replace(" ", "-")))
    .filter(name_words)
    .filter(lambda name: name == " ".join(name.split()))
)
"""Names of which at least one word is in Latin letters."""


REMARKS = ("mg", "by mouth", "Größe ≥ 10 µg", "not read; “as printed”")
# Of the many texts on a product few are drawn letter by letter: that would take most of the time.
remarks = st.none() | st.sampled_from(REMARKS)
few_remarks = st.lists(st.sampled_from(REMARKS), max_size=2, unique=True).map(tuple)


@cache
def between(least: int, most: int) -> st.SearchStrategy[int]:
    """Whole numbers; kept, because making a strategy takes longer than drawing from it."""
    return st.integers(least, most)


@cache
def texts(most: int = 2, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """A few texts, none of them twice."""
    return st.lists(phrases, min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def registries(draw: st.DrawFn, id: str | None = None) -> Registry:
    """Registers, read at their publisher or in copies.

    Args:
        draw: given by Hypothesis.
        id: the id that the registry is to have; any when left out.
    """
    return Registry(
        id=draw(ids()) if id is None else id,
        name=draw(phrases),
        publisher=draw(phrases),
        release=draw(phrases),
        license=draw(phrases),
        accessed_from=draw(texts()),
        note=draw(notes),
    )


@st.composite
def labels(draw: st.DrawFn, id: str | None = None) -> Label:
    """Labels of products, with and without a company and a date.

    Args:
        draw: given by Hypothesis.
        id: the id that the label is to have; any when left out.
    """
    return Label(
        id=draw(ids()) if id is None else id,
        name=draw(phrases),
        region=draw(_regions),
        accessed_from=draw(texts(least=1)),
        company=draw(notes),
        date=draw(_dates),
        note=draw(notes),
    )


@st.composite
def publications(draw: st.DrawFn, id: str | None = None) -> Publication:
    """Publications, with and without a title, a date and the numbers by which they are found.

    Args:
        draw: given by Hypothesis.
        id: the id that the publication is to have; any when left out.
    """
    return Publication(
        id=draw(ids()) if id is None else id,
        name=draw(phrases),
        publisher=draw(notes),
        title=draw(notes),
        authors=draw(notes),
        date=draw(_dates),
        volume=draw(notes),
        issue=draw(notes),
        pages=draw(notes),
        pmid=draw(_pmids),
        doi=draw(_dois),
        accessed_from=draw(texts()),
        note=draw(notes),
    )


_CHECKED = {
    "cas": st.from_regex(r"[1-9][0-9]{3,8}", fullmatch=True).map(
        lambda figures: f"{figures[:-2]}-{figures[-2:]}-{cas_check_digit(figures)}"
    ),
    "unii": st.text(digits + ascii_uppercase, min_size=9, max_size=9).map(
        lambda letters: letters + unii_check_character(letters)
    ),
}


@cache
def curies(system: str | None = None) -> st.SearchStrategy[str]:
    """Compact identifiers, each of the form of its system and with its check digit.

    Args:
        system: the prefix of the system; of every system when left out.

    >>> from hypothesis import given, settings
    >>> from osteopharm.model.identifiers import curie_faults
    >>> @settings(max_examples=5)
    ... @given(curies())
    ... def test_a_drawn_code_has_no_faults(curie):
    ...     assert curie_faults("curie", curie) == []
    >>> test_a_drawn_code_has_no_faults()
    """

    def of(prefix: str) -> st.SearchStrategy[str]:
        local = _CHECKED.get(prefix, st.from_regex(SYSTEMS[prefix].form, fullmatch=True))
        return local.map(f"{prefix}:{{}}".format)

    return of(system) if system else st.sampled_from(sorted(SYSTEMS)).flatmap(of)


@cache
def doses() -> st.SearchStrategy[Dose]:
    """Amounts, whole and broken."""
    amounts = st.integers(1, 1000) | st.floats(0, exclude_min=True, allow_infinity=False)
    return st.builds(Dose, value=amounts, unit=st.sampled_from(REMARKS))


@cache
def regimens() -> st.SearchStrategy[Regimen]:
    """Regimens, from those of which nothing was read to those of which all was."""
    return st.builds(
        Regimen,
        text=remarks,
        dose=st.none() | doses(),
        interval=st.none() | st.sampled_from(["P1D", "P1W", "P1M", "P6M", "P1Y"]),
        osteoporosis_indications=few_remarks,
        other_indications=remarks,
        duration_limit=remarks,
    )


class Draft:
    """A compendium in the making: its sources, and what is taken by the records that are there.

    Args:
        draw: given by Hypothesis.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.taken: set[str | bytes] = set()
        self.documents: list[Document] = []
        self.registries: list[Registry] = []
        self.labels: list[Label] = []
        self.publications: list[Publication] = []

    @property
    def sources(self) -> list[Source]:
        """The sources that are there."""
        return [*self.documents, *self.elsewhere]

    @property
    def elsewhere(self) -> list[Registry | Label | Publication]:
        """The sources whose text does not ship."""
        return [*self.registries, *self.labels, *self.publications]

    def new_id(self) -> str:
        """An id that no record has yet."""
        id = self.draw(ids())
        while id in self.taken:
            id = f"{id}-{len(self.taken)}"
        self.taken.add(id)
        return id

    def new_name(self) -> str:
        """A name that no record has yet, and that is not taken for one of theirs when both are folded."""
        name = self.draw(written_names)
        while folded_name(name) in self.taken:
            name = f"{name} {len(self.taken)}"
        self.taken.add(folded_name(name))
        return name

    def new_code(self) -> str:
        """A code that no record has yet."""
        curie = self.draw(curies())
        while curie in self.taken:
            curie = self.draw(curies())
        self.taken.add(curie)
        return curie

    def some(self, records: Sequence[T], least: int = 0, most: int = 3) -> tuple[T, ...]:
        """A few of the records that are there, none of them twice."""
        left = list(records)
        count = self.draw(between(min(least, len(left)), min(most, len(left))))
        return tuple(left.pop(self.draw(between(0, len(left) - 1))) for _ in range(count))

    def one(self, records: Sequence[T]) -> T:
        """One of the records that are there."""
        return records[self.draw(between(0, len(records) - 1))]

    def times(self, most: int, make: Callable[[], T], least: int = 0) -> tuple[T, ...]:
        """A few of what ``make`` makes."""
        return tuple(make() for _ in range(self.draw(between(least, most))))

    def resting_on(self) -> tuple[Source, ...]:
        """The sources of a fact."""
        return self.some(self.sources, least=1, most=2)

    def common(self) -> dict[str, Any]:
        """What classes, medications, combinations and concepts have in common."""
        return {
            "id": self.new_id(),
            "name": self.new_name(),
            "sources": self.some(self.sources, least=1),
            "note": self.draw(notes),
        }

    def named(self) -> dict[str, Any]:
        """The names and codes of a class, a medication or a combination."""
        return {"names": self.times(2, self.name), "identifiers": self.times(2, self.identifier)}

    def sold(self) -> dict[str, Any]:
        """The names, codes, brands and labels of a medication or a combination."""
        facts = {"brands": self.times(2, self.brand), "labels": self.times(1, self.label_facts) if self.labels else ()}
        return {**self.named(), **facts}

    def name(self) -> Name:
        """A name that no record has yet."""
        kind = self.one(list(NameKind))
        return Name(name=self.new_name(), kind=kind, sources=self.resting_on(), excluded_from_search=self.draw(remarks))

    def identifier(self) -> Identifier:
        """A code that no record has yet."""
        return Identifier(
            curie=self.new_code(), sources=self.resting_on(), form=self.draw(remarks), note=self.draw(remarks)
        )

    def brand(self) -> Brand:
        """A brand whose name no record has yet."""
        return Brand(
            name=self.new_name(),
            sources=self.resting_on(),
            markets=self._apart(lambda market: (market.region, market.company), self.times(2, self.market)),
            presentations=self._apart(lambda each: each.strength, self.times(2, self.presentation)),
            identifiers=self.times(1, self.identifier),
            excluded_from_search=self.draw(remarks),
            note=self.draw(remarks),
        )

    def market(self) -> Market:
        """A market of a brand."""
        return Market(
            region=self.draw(_regions),
            sources=self.resting_on(),
            company=self.draw(remarks),
            osteoporosis_indication=self.one(list(OsteoporosisIndication)),
            reference_brand=self.draw(remarks),
            status=self.draw(remarks),
            note=self.draw(remarks),
        )

    def presentation(self) -> Presentation:
        """A strength of a brand."""
        form = self.one(["{} mg", "{} mg/5 mL", "{} mL of 2 mg/mL"])
        return Presentation(strength=form.format(self.draw(between(1, 100))), sources=self.resting_on())

    def label_facts(self) -> LabelFacts:
        """What was read in one of the labels that are there."""
        return LabelFacts(
            label=self.one(self.labels),
            regimens=self._apart(lambda regimen: regimen, self.times(2, lambda: self.draw(regimens()))),
            routes=self.draw(few_remarks),
            dosage_forms=self.draw(few_remarks),
            contraindications=self.draw(few_remarks),
            warnings=self.draw(few_remarks),
            boxed_warning=self.draw(remarks),
            renal_threshold=self.draw(remarks),
            first_approval_year=self.draw(_years),
            status=self.draw(remarks),
        )

    def _apart(self, key: Callable[[T], object], facts: Iterable[T]) -> tuple[T, ...]:
        return tuple({key(fact): fact for fact in facts}.values())
