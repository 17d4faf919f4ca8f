"""What a record is called on the pages, where its page lies, and the numbers by which a page cites sources."""

from __future__ import annotations

from collections.abc import Iterable

from osteopharm import ClaimLink, EvidenceClaim, Label, LookAlike, Source
from osteopharm.model._record import Record

from .markdown import escape, link, section

DICTIONARY = "../../data-dictionary.md"
"""The data dictionary, from the page of a record."""


def collection_of(record: Record) -> str:
    """The collection in which a record stands; the sources of every kind stand in one.

    >>> import osteopharm
    >>> collection_of(osteopharm.load().sources["rxnorm-2025-10-06"])
    'sources'
    """
    return record.collection


def folder(collection: str) -> str:
    """The folder in which the pages of a collection lie.

    >>> folder("drug_classes")
    'drug-classes'
    """
    return collection.replace("_", "-")


def title(record: Record) -> str:
    """What a record is called on the pages, as it stands in the data."""
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


def path_of(record: Record) -> str:
    """Where the page of a record lies in the folder of the records."""
    return f"{folder(collection_of(record))}/{record.id}.md"


def to(record: Record, text: object | None = None, *, up: str = "../") -> str:
    """A link to the page of a record, from the page of another; or from wherever ``up`` leads to the records."""
    return link(title(record) if text is None else text, f"{up}{path_of(record)}")


def told(claim: EvidenceClaim) -> str:
    """A claim in a list, with the axes by which claims are told apart."""
    axes = f"{claim.polarity.value}, {claim.certainty.value}, {claim.study_kind.value}"
    return f"{to(claim)} ({escape(axes)})"


def slug(cls: type) -> str:
    """The heading under which a noun or an axis stands in the data dictionary."""
    return cls.__name__.lower()


class Numbered:
    """The sources of a page, numbered in the order in which it cites them."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def cite(self, sources: Iterable[Source]) -> str:
        """The numbers of some sources, each a link to the page of its source."""
        return " ".join(to(each, self._numbers.setdefault(each, len(self._numbers) + 1)) for each in sources)

    def listing(self) -> str:
        """The section in which the numbers are told; it comes last."""
        return section("Sources", "\n".join(f"{number}. {to(source)}" for source, number in self._numbers.items()))
