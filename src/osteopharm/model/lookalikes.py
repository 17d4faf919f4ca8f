"""How names are written: regular spelling variants, and words that look like a name but mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar

from attrs import frozen

from osteopharm.errors import Problem
from osteopharm.model._record import Record
from osteopharm.model._schema import Items, Label, Pattern
from osteopharm.model.entities import Medication
from osteopharm.model.sources import Source, Sources

__all__ = ["LookAlike", "LookAlikePattern", "SpellingRule"]


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

    title_field: ClassVar[str] = "text"

    def __str__(self) -> str:
        return f"{self.text}: {self.reason}"


@frozen(kw_only=True)
class LookAlikePattern(Record, plural="look_alike_patterns", seeds="catalog/look-alike-patterns.toml"):
    """A regular way of writing that contains a name and means no medicine, such as that of laboratory tests.

    >>> import osteopharm
    >>> osteopharm.load().look_alike_patterns["sensitive-assay"].examples[0]
    'Estradiol, Sensitive'
    """

    pattern: str
    """A pattern of Python's ``re``, for the text in lower case without accents."""
    words: Annotated[tuple[str, ...], Items(1, "give a word without which the pattern cannot match")]
    """The pattern is tried where one of these words is in the text; at least one."""
    reason: str
    """What it means."""
    examples: Annotated[tuple[str, ...], Items(1, "give a text in which no medicine may be found")]
    """Texts in which no medicine may be found; at least one."""
    only_the_match: bool = False
    """Whether only names inside the match are skipped. Otherwise nothing is recognized in the whole text."""
    yields_to_product: bool = True
    """Whether it is passed over where the text gives a dosage form, a route or a strength."""
    sources: tuple[Source, ...] = ()
    """The sources of the examples; empty for everyday ones."""

    def _cross_field_problems(self) -> Iterator[Problem]:
        try:
            re.compile(self.pattern)
        except re.error as error:
            yield Problem("pattern", f"is not a pattern: {error}", "write it as for Python's re")

    def __str__(self) -> str:
        return f"{self.id}: {self.reason}"


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
    """The endings that replace it; at least one. A ``~`` in one is the part before the ending."""
    attested: Annotated[tuple[str, ...], Items(1, "give a name that a source prints"), Label("attested in")]
    """Names that a source prints and the rule generates; at least one."""
    sources: Sources
    """The sources that print those names; at least one."""
    letters: tuple[Annotated[str, Pattern(".+>.+", "'x>ks'")], ...] = ()
    """Changes of letters before the ending that go with it, in the order in which they are made. Names with and
    without them are recognized."""
    note: str | None = None
    """A comment for readers."""

    def apply(self, name: str) -> Iterator[str]:
        """The variants of a name; none where the name has another ending."""
        if name.endswith(self.ending) and len(name) > len(self.ending):
            stem = changed = name.removesuffix(self.ending)
            for change in self.letters:
                before, _, after = change.partition(">")
                changed = changed.replace(before, after)
            for each in dict.fromkeys((stem, changed)):
                for ending in self.replacements:
                    yield ending.replace("~", each) if "~" in ending else each + ending

    def __str__(self) -> str:
        return f"-{self.ending} becomes {', '.join('-' + ending for ending in self.replacements)}"
