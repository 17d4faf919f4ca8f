"""Companies, and the names under which sources write them.

A company connects the interests that authors disclose with the brands of medications.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from attrs import frozen

from osteopharm.errors import Problem
from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Label
from osteopharm.model.documents import Passage
from osteopharm.model.enums import Certainty, DisclosureKind
from osteopharm.model.sources import Sources

__all__ = ["Alias", "Company", "Disclosure"]


@frozen(kw_only=True)
class Alias(Part):
    """A name that probably means a company, although no source says so.

    >>> import osteopharm
    >>> osteopharm.load().companies["radius-health"].aliases[0].certainty.value
    'probable'
    """

    name: str
    """The name, as a source writes it."""
    certainty: Certainty
    """How sure the curators are."""
    reason: str
    """Why the name is taken to mean the company."""

    in_text: ClassVar[tuple[str, ...]] = ("name",)

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Company(Record, plural="companies", seeds="catalog/companies.toml"):
    """A company, with the names under which sources write it.

    >>> import osteopharm
    >>> osteopharm.load().companies["radius-health"].aliases[0].name
    'Radius Medical'
    """

    name: str
    """The name."""
    sources: Sources
    """The sources that name it; at least one."""
    name_variants: tuple[str, ...] = ()
    """Other ways in which sources write the name, with legal forms and countries."""
    aliases: Annotated[tuple[Alias, ...], Label("also known as")] = ()
    """Names that probably mean the company, each with the reason."""
    note: str | None = None
    """A comment for readers."""

    def _cross_field_problems(self) -> Iterator[Problem]:
        known = {self.name, *self.name_variants}
        for place, alias in enumerate(self.aliases):
            if alias.name in known:
                yield Problem(f"aliases[{place}].name", "is already a name that a source writes", "remove the alias")

    def alias(self, name: str) -> Alias | None:
        """The alias that has this name, or None."""
        return next((alias for alias in self.aliases if alias.name == name), None)

    def matches(self, name: str) -> bool:
        """Whether a name means this company, as a source writes it or by an alias."""
        return name == self.name or name in self.name_variants or self.alias(name) is not None

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Disclosure(Record, plural="disclosures"):
    """An interest that the author of a document discloses. It states an interest, not a judgment.

    >>> import osteopharm
    >>> print(osteopharm.load().disclosures["af20-anderson-amgen"])
    Dr. Anderson: consultant, Amgen
    """

    person: str
    """The person, as the document names them."""
    company: str
    """The company, as the document names it."""
    kind: DisclosureKind
    """The kind of interest."""
    provenance: Passage
    """The passage that discloses it."""

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.provenance.sentences:
            yield Problem("provenance", "quotes the body of the document", "quote the disclosures")

    def __str__(self) -> str:
        return f"{self.person}: {self.kind.value}, {self.company}"
