"""Companies, and the names under which sources write them.

A company links the interests that authors declare with the brands of medications. It says nothing of either.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_by_text, repr_html
from osteopharm.model.enums import Certainty
from osteopharm.model.sources import Source, sources_faults

__all__ = ["Alias", "Company"]


@frozen(kw_only=True)
class Alias:
    """A name that is taken to mean a company, though no source says so.

    Attributes:
        name: the name, as a source writes it.
        certainty: how sure the curators are of it.
        reason: why it is taken to mean the company.

    >>> import osteopharm
    >>> osteopharm.load().companies["radius-health"].aliases[0].certainty.value
    'probable'
    """

    name: str
    certainty: Certainty
    reason: str

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Alias",
            self.name,
            checks.text("name", self.name),
            checks.instance("certainty", self.certainty, Certainty),
            checks.text("reason", self.reason),
        )

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Company:
    """A company, with the names under which sources write it.

    Attributes:
        id: its id.
        name: its name.
        sources: the sources that name it; at least one.
        name_variants: how sources write it beside that, with legal forms and countries.
        aliases: names that are taken to mean it, each with the reason.
        note: what a reader should know about it, or None.

    >>> import osteopharm
    >>> osteopharm.load().companies["radius-health"].aliases[0].name
    'Radius Medical'
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    name_variants: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Company",
            self.id,
            checks.identifier("id", self.id),
            checks.text("name", self.name),
            sources_faults("sources", self.sources),
            checks.texts("name_variants", self.name_variants),
            checks.tuple_of("aliases", self.aliases, Alias),
            checks.optional_text("note", self.note),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        known = {self.name, *self.name_variants}
        for place, alias in enumerate(self.aliases):
            if alias.name in known:
                yield Fault(f"aliases[{place}].name", "is written by a source already", "leave the alias out")

    def alias(self, name: str) -> Alias | None:
        """The alias by which a name means this company; None where a source writes it so, or it means another."""
        return next((alias for alias in self.aliases if alias.name == name), None)

    def matches(self, name: str) -> bool:
        """Whether a name means this company, be it by an alias."""
        return name == self.name or name in self.name_variants or self.alias(name) is not None

    def __str__(self) -> str:
        return self.name
