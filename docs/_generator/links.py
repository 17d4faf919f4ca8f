"""Titles, paths and links of record pages, and numbered citations."""

from __future__ import annotations

from collections.abc import Iterable

from osteopharm import ClaimLink, EvidenceClaim, Label, Mechanism, Registry
from osteopharm._words import in_words
from osteopharm.model import Company, Disclosure, LookAlike, Overlap, Reference, Source, SpellingRule
from osteopharm.model._record import Record
from osteopharm.model.lookalikes import LookAlikePattern
from osteopharm.model.product_level import DosageForm, Product, ProductCode

from .markdown import escape, link, section

WITHOUT_PAGES = (Product, ProductCode)
"""The types of record that the page of their medication or combination lists, because there are thousands."""

LISTED = (
    *(ClaimLink, Company, Disclosure, DosageForm, LookAlike, LookAlikePattern, Mechanism, Overlap, SpellingRule),
    *(Label, Registry),
)
"""The types of record that have an entry on the page of their type, not a page of their own."""

DICTIONARY = "../../data-dictionary.md"
"""The data dictionary, relative to the page of a record."""


def collection_of(record: Record) -> str:
    """The collection of a record; all kinds of source share one.

    >>> import osteopharm
    >>> collection_of(osteopharm.load().sources["rxnorm-2025-10-06"])
    'sources'
    """
    return record.collection


def folder(collection: str) -> str:
    """The folder of the pages of a collection.

    >>> folder("drug_classes")
    'drug-classes'
    """
    return collection.replace("_", "-")


def title(record: Record) -> str:
    """The title of a record, as in the data."""
    match record:
        case EvidenceClaim():
            return record.statement
        case LookAlike():
            return record.text
        case Label():
            return f"L{str(record).removeprefix('l')}"
        case ClaimLink():
            return str(record)
        case _:
            return str(getattr(record, "name", None) or record)


def page_of(record: Record) -> str:
    """The path of the page that shows a record, in the folder of the records.

    A finding is on the page of its publication, and a minor record on the page of its type.
    """
    if isinstance(record, Label | Registry):
        return f"sources/{record.plural}.md"
    if isinstance(record, LISTED):
        return f"{folder(collection_of(record))}/index.md"
    if isinstance(record, EvidenceClaim) and is_finding(record):
        return page_of(record.provenance.source)
    return f"{folder(collection_of(record))}/{record.id}.md"


def is_finding(claim: EvidenceClaim) -> bool:
    """Whether a claim is shown on the page of its publication or label, because no text of it ships."""
    return isinstance(claim.provenance, Reference)


def path_of(record: Record) -> str:
    """The path of a record in the folder of the records, with its anchor if it has no page of its own."""
    page = page_of(record)
    return page if page.endswith(f"/{record.id}.md") else f"{page}#{record.id}"


def anchored(record: Record, text: object | None = None) -> str:
    """The title of a record, or another text, as the place to which its links lead."""
    return f"[{escape(title(record) if text is None else text)}]{{#{record.id}}}"


def to(record: Record, text: object | None = None, *, up: str = "../") -> str:
    """A link to the page of a record; ``up`` leads from the linking page to the folder of the records."""
    shown = title(record) if text is None else text
    return escape(shown) if isinstance(record, WITHOUT_PAGES) else link(shown, f"{up}{path_of(record)}")


def claim_entry(claim: EvidenceClaim) -> str:
    """A claim in a list, with its classification."""
    axes = ", ".join(map(in_words, (claim.polarity, claim.certainty, claim.study_kind)))
    return f"{to(claim)} ({escape(axes)})"


def slug(cls: type) -> str:
    """The anchor of a record type or enum in the data dictionary."""
    return cls.__name__.lower()


class Numbered:
    """The sources of a page, numbered in order of citation."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def cite(self, sources: Iterable[Source]) -> str:
        """The numbers of sources, each linked to the page of its source."""
        return " ".join(to(each, self._numbers.setdefault(each, len(self._numbers) + 1)) for each in sources)

    def listing(self) -> str:
        """The last section, which lists the numbers."""
        return section("Sources", "\n".join(f"{number}. {to(source)}" for source, number in self._numbers.items()))
