"""How names are written: spellings that follow a rule, and words that look like a name and are none.

Holds `SpellingRule` and `LookAlike`. Neither says anything of medicine but what its sources say.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_html
from osteopharm.model.entities import Medication
from osteopharm.model.sources import Source, sources_faults

__all__ = ["LookAlike", "SpellingRule"]


@frozen(kw_only=True)
class LookAlike:
    """Words that hold or look like the name of a medication, and mean something else.

    Attributes:
        id: its id.
        text: the words. Where they stand, no name inside them is found.
        reason: what they mean, and what they must not be taken for.
        mistaken_for: the medications that must not be found.
        blocks_whole_string: whether those are not to be found anywhere in a product string that holds the words;
            otherwise only the words themselves are passed over.
        sources: the sources that give the words; may be empty where they are everyday ones.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> compendium.look_alikes["calcitriol-for-calcitonin"].mistaken_for
    (<Medication calcitonin>,)
    """

    id: str
    text: str
    reason: str
    mistaken_for: tuple[Medication, ...]
    blocks_whole_string: bool = False
    sources: tuple[Source, ...] = ()

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        mistaken = checks.tuple_of("mistaken_for", self.mistaken_for, Medication)
        if self.mistaken_for == ():
            mistaken = [Fault("mistaken_for", "is empty", "name the medication that must not be found")]
        checks.refuse(
            "LookAlike",
            self.id,
            checks.identifier("id", self.id),
            checks.text("text", self.text),
            checks.text("reason", self.reason),
            mistaken,
            checks.instance("blocks_whole_string", self.blocks_whole_string, bool),
            [] if self.sources == () else sources_faults("sources", self.sources),
        )

    def __str__(self) -> str:
        return f"{self.text}: {self.reason}"


@frozen(kw_only=True)
class SpellingRule:
    """A regular way in which nonproprietary names change their ending from one language or custom to another.

    Product strings are searched for what the rule makes of every nonproprietary name. The rule itself is read
    off names that a source prints.

    Attributes:
        id: its id.
        ending: the ending of the name that the rule applies to.
        becomes: the endings that take its place.
        witnesses: names that a source prints and the rule makes; at least one.
        sources: the sources that print them; at least one.
        note: what a reader should know about it, or None.

    >>> import osteopharm
    >>> rule = osteopharm.load().spelling_rules["acid"]
    >>> list(rule.apply("alendronic acid"))[:2]
    ['alendronic', 'alendronate']
    """

    id: str
    ending: str
    replacements: tuple[str, ...]
    attested: tuple[str, ...]
    sources: tuple[Source, ...]
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "SpellingRule",
            self.id,
            checks.identifier("id", self.id),
            checks.text("ending", self.ending),
            checks.texts("replacements", self.replacements),
            checks.texts("attested", self.attested),
            sources_faults("sources", self.sources),
            checks.optional_text("note", self.note),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        for field in ("replacements", "attested"):
            if not getattr(self, field):
                yield Fault(field, "is empty", "a rule makes something, and a source shows it")

    def apply(self, name: str) -> Iterator[str]:
        """What the rule makes of a name; nothing where the name has another ending."""
        if name.endswith(self.ending) and len(name) > len(self.ending):
            stem = name.removesuffix(self.ending)
            yield from (stem + ending for ending in self.replacements)

    def __str__(self) -> str:
        return f"-{self.ending} becomes {', '.join('-' + ending for ending in self.replacements)}"
