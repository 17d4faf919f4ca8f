"""Where a record comes from: a document whose text ships with us, or a registry, label or publication.

Holds the records of the latter three, whose text does not ship, and `Reference`, a place in one of them. Facts and
figures are taken from them, wording is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar

from attrs import frozen

from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Doi, Items, Pattern, PositiveInt, RealDay
from osteopharm.model.documents import Document

__all__ = ["Label", "Publication", "Reference", "Registry", "Source"]

Date = Annotated[
    str,
    Pattern(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?", "'2023', '2023-09' or '2023-09-12'"),
    RealDay(),
]
"""A date, known to the year, the month or the day."""
Region = Annotated[str, Pattern(r"[A-Z]{2}", "'US', 'EU' or 'JP'")]
"""A region: an ISO 3166 code of a country, UK, or EU."""


@frozen(kw_only=True)
class Registry(Record, plural="registries", seeds="catalog/registries.toml", collection="sources"):
    """A registry, vocabulary or database, in one of its releases.

    >>> import osteopharm
    >>> osteopharm.load().sources["rxnorm-2025-10-06"].publisher
    'US National Library of Medicine'
    """

    name: str
    """The name, with the release."""
    publisher: str
    """Who publishes it."""
    release: str
    """The release that was read: a date, or a version."""
    license: str
    """The terms of use."""
    accessed_from: tuple[str, ...] = ()
    """The public copies that were read, where it was not read at its publisher."""
    note: str | None = None
    """A comment for readers."""

    def __str__(self) -> str:
        return f"{self.name} ({self.publisher})"


@frozen(kw_only=True)
class Label(Record, plural="labels", seeds="catalog/labels/", collection="sources"):
    """The official label of a product in one region, in one of its versions.

    >>> import osteopharm
    >>> label = osteopharm.load().sources["label-prolia-us"]
    >>> label.region, label.date
    ('US', '2026-03-10')
    """

    name: str
    """The name of the product, as the label has it."""
    region: Region
    """Where the label applies: two letters, such as ``US`` or ``EU``."""
    accessed_from: Annotated[tuple[str, ...], Items(1, "say where the label was read")]
    """The public copies that were read; at least one."""
    company: str | None = None
    """The company that markets the product; None if not read."""
    date: Date | None = None
    """The date of the version that was read (``2015-02``, ``2023-09-12``); None if not read."""
    note: str | None = None
    """A comment for readers."""

    @property
    def publisher(self) -> str:
        """The company, or the region where the company was not read."""
        return self.company or f"label in {self.region}"

    def __str__(self) -> str:
        dated = f", {self.date}" if self.date else ""
        return f"label of {self.name}, {self.region}{dated}"


@frozen(kw_only=True)
class Publication(Record, plural="publications", seeds="catalog/publications.toml", collection="sources"):
    """A published paper, article or web page. What was not read is None.

    >>> import osteopharm
    >>> osteopharm.load().sources["romosozumab-bone-forming-2019"].pmid
    '31233639'
    """

    name: str
    """A short name: authors and year, or the publisher and the subject."""
    publisher: str | None = None
    """The journal or the website."""
    title: str | None = None
    """The title, as printed."""
    authors: str | None = None
    """The authors, as far as they were read."""
    date: Date | None = None
    """The date of publication, as far as it was read."""
    volume: str | None = None
    """The volume of the journal, as printed."""
    issue: str | None = None
    """The issue, as printed."""
    pages: str | None = None
    """The pages or the number of the article, as printed."""
    pmid: Annotated[str | None, Pattern(r"[1-9][0-9]{0,8}", "'31233639'")] = None
    """The PubMed identifier."""
    doi: Doi | None = None
    """The DOI."""
    accessed_from: tuple[str, ...] = ()
    """The public copies that were read."""
    note: str | None = None
    """A comment for readers."""

    also_shown: ClassVar[Mapping[str, str]] = MappingProxyType({"citation": "citation"})

    @property
    def citation(self) -> str:
        """The bibliographic record as far as it was read: authors, title, journal, year, volume, issue, pages.

        >>> import osteopharm
        >>> osteopharm.load().sources["romosozumab-bone-forming-2019"].citation.endswith("2019.")
        True
        """
        place = f"{self.volume or ''}{f'({self.issue})' if self.issue else ''}"
        where = ":".join(part for part in (place, self.pages) if part)
        dated = ";".join(part for part in (self.date and self.date[:4], where) if part)
        journal = " ".join(part for part in (self.publisher, dated) if part)
        return " ".join(f"{part.rstrip('.')}." for part in (self.authors, self.title, journal) if part)

    def __str__(self) -> str:
        known = ", ".join(part for part in (self.publisher, self.date) if part)
        return f"{self.name} ({known})" if known else self.name


Source = Document | Registry | Label | Publication
"""Where a record comes from."""
Sources = Annotated[tuple[Source, ...], Items(1, "name the source that says so")]
"""The sources of a fact; at least one."""


@frozen(kw_only=True)
class Reference(Part):
    """A place in a source whose text does not ship with us.

    >>> import osteopharm
    >>> print(osteopharm.load().claims["romosozumab-2019-formation"].provenance)
    romosozumab-bone-forming-2019, abstract
    """

    source: Registry | Label | Publication
    """The registry, label or publication."""
    locator: str
    """The place in the source."""
    extractions: PositiveInt = 1
    """How many readers extracted the facts: 2 where a second reader confirmed them."""

    in_text: ClassVar[tuple[str, ...]] = ("source", "locator")

    def __str__(self) -> str:
        return f"{self.source.id}, {self.locator}"
