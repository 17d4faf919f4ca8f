"""Where a record comes from: a document whose text ships with us, or a registry, label or publication that does not.

Holds the records of those others and `Reference`, a place in one of them. Never holds their text: facts and
figures are taken from them, words are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_html
from osteopharm.model.documents import Document

__all__ = ["Label", "Publication", "Reference", "Registry", "Source"]

DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
"""A date as far as it is known: a year, a month or a day."""
REGION = re.compile(r"[A-Z]{2}")
"""A region: an ISO 3166 code of a country, UK, or EU."""


@frozen(kw_only=True)
class Registry:
    """A registry, vocabulary or database, in one of its releases.

    Attributes:
        id: its id.
        name: its name, with the release.
        publisher: who publishes it.
        release: the release that was read: a date, or a version.
        license: under which terms it may be used.
        accessed_from: in which public copies it was read, where it was not read at its publisher.
        note: what a reader should know about it, or None.

    >>> import osteopharm
    >>> osteopharm.load().sources["rxnorm-2025-10-06"].publisher
    'US National Library of Medicine'
    """

    id: str
    name: str
    publisher: str
    release: str
    license: str
    accessed_from: tuple[str, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Registry",
            self.id,
            *_common(self),
            checks.text("publisher", self.publisher),
            checks.text("release", self.release),
            checks.text("license", self.license),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.publisher})"


@frozen(kw_only=True)
class Label:
    """The official label of a product in one region, in one of its versions.

    Attributes:
        id: its id.
        name: the product, as the label names it.
        region: where it holds: two letters, such as ``US`` or ``EU``.
        accessed_from: in which public copies it was read; at least one.
        company: whose product it is, or None where that was not read.
        date: the date of the version that was read (``2015-02``, ``2023-09-12``), or None where that was not read.
        note: what a reader should know about it, or None.

    >>> import osteopharm
    >>> label = osteopharm.load().sources["label-prolia-us"]
    >>> label.region, label.date
    ('US', '2026-03-10')
    """

    id: str
    name: str
    region: str
    accessed_from: tuple[str, ...]
    company: str | None = None
    date: str | None = None
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Label",
            self.id,
            *_common(self),
            region("region", self.region),
            [Fault("accessed_from", "is empty", "say where the label was read")] if self.accessed_from == () else [],
            checks.optional_text("company", self.company),
            date("date", self.date),
        )

    @property
    def publisher(self) -> str:
        """The company; where it was not read, the region's label."""
        return self.company or f"label in {self.region}"

    def __str__(self) -> str:
        dated = f", {self.date}" if self.date else ""
        return f"label of {self.name}, {self.region}{dated}"


@frozen(kw_only=True)
class Publication:
    """A paper, an article or a page that somebody has published.

    Attributes:
        id: its id.
        name: what to call it: authors and year, or the publisher and what it tells.
        publisher: the journal or the site, or None where that was not read.
        title: its title, or None where that was not read.
        authors: its authors as far as they were read, or None.
        date: when it was published, as far as that was read, or None.
        volume: the volume of the journal, or None.
        issue: the issue, or None.
        pages: the pages or the number of the article, or None.
        pmid: its number in PubMed, or None.
        doi: its DOI, or None.
        accessed_from: in which public copies it was read.
        note: what a reader should know about it, or None.

    >>> import osteopharm
    >>> osteopharm.load().sources["romosozumab-bone-forming-2019"].pmid
    '31233639'
    """

    id: str
    name: str
    publisher: str | None = None
    title: str | None = None
    authors: str | None = None
    date: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    pmid: str | None = None
    doi: str | None = None
    accessed_from: tuple[str, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Publication",
            self.id,
            *_common(self),
            *(checks.optional_text(field, getattr(self, field)) for field in _PRINTED),
            date("date", self.date),
            checks.pattern("pmid", self.pmid, re.compile(r"[1-9][0-9]{0,8}"), "'31233639'"),
            checks.pattern("doi", self.doi, re.compile(r"10\.[0-9]{4,9}/\S+"), "'10.1002/jbmr.3735'"),
        )

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
        told = ", ".join(part for part in (self.publisher, self.date) if part)
        return f"{self.name} ({told})" if told else self.name


_PRINTED = ("publisher", "title", "authors", "volume", "issue", "pages")
"""The fields of a publication that are texts as printed."""

Source = Document | Registry | Label | Publication
"""Where a record comes from."""


@frozen(kw_only=True)
class Reference:
    """A place in a source whose text does not ship with us.

    Attributes:
        source: the registry, label or publication.
        locator: where in it.
        extractions: how often it was read for the facts that stand on it: 2 where a second reader confirmed them.

    >>> import osteopharm
    >>> print(osteopharm.load().claims["romosozumab-2019-formation"].provenance)
    romosozumab-bone-forming-2019, abstract
    """

    source: Registry | Label | Publication
    locator: str
    extractions: int = 1

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Reference",
            getattr(self.source, "id", ""),
            checks.instance("source", self.source, Registry, Label, Publication),
            checks.text("locator", self.locator),
            checks.whole_number("extractions", self.extractions, least=1),
        )

    def __str__(self) -> str:
        return f"{self.source.id}, {self.locator}"


def sources_faults(field: str, value: object) -> list[Fault]:
    """The faults of the sources of a fact: there must be one at least."""
    if value == ():
        return [Fault(field, "is empty", "name the source that says so")]
    return checks.tuple_of(field, value, Document, Registry, Label, Publication)


def date(field: str, value: object) -> list[Fault]:
    """The faults of a date that is known to the year, the month or the day, or not at all."""
    return checks.pattern(field, value, DATE, "'2023', '2023-09' or '2023-09-12'")


def region(field: str, value: object) -> list[Fault]:
    """The faults of a region."""
    return checks.pattern(field, value, REGION, "'US', 'EU' or 'JP'", optional=False)


def _common(source: Registry | Label | Publication) -> Iterable[list[Fault]]:
    return (
        checks.identifier("id", source.id),
        checks.text("name", source.name),
        checks.texts("accessed_from", source.accessed_from),
        checks.optional_text("note", source.note),
    )
