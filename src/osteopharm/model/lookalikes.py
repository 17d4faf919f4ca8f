"""How names are written: regular spelling variants, and words that look like a name but mean something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from attrs import frozen

from osteopharm.model._record import Record
from osteopharm.model._schema import Items
from osteopharm.model.entities import Medication
from osteopharm.model.sources import Source, Sources

__all__ = ["LookAlike", "SpellingRule"]


@frozen(kw_only=True)
class LookAlike(Record, plural="look_alikes", seeds="catalog/look-alikes.toml"):
    """Words that contain or resemble the name of a medication and mean something else.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> compendium.look_alikes["calcitriol-for-calcitonin"].mistaken_for
    (<Medication calcitonin>,)
    """

    text: str
    """The words. Names inside them are not recognized."""
    reason: str
    """What the words mean, and what they must not be mistaken for."""
    mistaken_for: Annotated[tuple[Medication, ...], Items(1, "name the medication that must not be recognized")]
    """The medications that must not be recognized; at least one."""
    blocks_whole_string: bool = False
    """Whether those medications are not recognized anywhere in a product string that contains the words. Otherwise only
    the words themselves are skipped."""
    sources: tuple[Source, ...] = ()
    """The sources of the words; empty for everyday ones."""

    def __str__(self) -> str:
        return f"{self.text}: {self.reason}"


@frozen(kw_only=True)
class SpellingRule(Record, plural="spelling_rules", seeds="catalog/spelling-rules.toml"):
    """A regular change of the ending of nonproprietary names between languages or conventions.

    The variants that the rule generates from nonproprietary names are recognized in product strings.

    >>> import osteopharm
    >>> rule = osteopharm.load().spelling_rules["acid"]
    >>> list(rule.apply("alendronic acid"))[:2]
    ['alendronic', 'alendronate']
    """

    ending: str
    """The ending to which the rule applies."""
    replacements: Annotated[tuple[str, ...], Items(1, "give the endings that replace it")]
    """The endings that replace it; at least one."""
    attested: Annotated[tuple[str, ...], Items(1, "give a name that a source prints")]
    """Names that a source prints and the rule generates; at least one."""
    sources: Sources
    """The sources that print those names; at least one."""
    note: str | None = None
    """A comment for readers."""

    def apply(self, name: str) -> Iterator[str]:
        """The variants of a name; none where the name has another ending."""
        if name.endswith(self.ending) and len(name) > len(self.ending):
            stem = name.removesuffix(self.ending)
            yield from (stem + ending for ending in self.replacements)

    def __str__(self) -> str:
        return f"-{self.ending} becomes {', '.join('-' + ending for ending in self.replacements)}"
