"""The functions of the package that ask the bundled compendium."""

from __future__ import annotations

from collections.abc import Iterable

from osteopharm.io import load
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
from osteopharm.model.enums import EntityKind
from osteopharm.names.identification import Identification
from osteopharm.names.mention import Mention

__all__ = ["find_mentions", "identify", "lookup"]


def identify(text: str, *, market: str | None = None) -> Identification:
    """What is in a product: `Compendium.identify` of the bundled compendium.

    Args:
        text: a product string.
        market: the market whose labels count, such as ``US``; by default all.

    Raises:
        InvalidArgumentError: ``text`` is not a str.
        UnknownValueError: ``market`` is not two capital letters.

    >>> import osteopharm
    >>> osteopharm.identify("FOSAMAX 70 MG TAB").labeled_for_osteoporosis
    True
    """
    return load().identify(text, market=market)


def find_mentions(
    text: str, *, kinds: EntityKind | str | Iterable[EntityKind | str] | None = None
) -> tuple[Mention, ...]:
    """What a text mentions: `Compendium.find_mentions` of the bundled compendium.

    Args:
        text: running text.
        kinds: the kinds to find, such as ``["medication", "outcome"]``; by default medications and drug classes.

    Raises:
        InvalidArgumentError: ``text`` is not a str.
        UnknownValueError: there is no such kind.

    >>> import osteopharm
    >>> [mention.entity for mention in osteopharm.find_mentions("She took Fosamax.")]
    [<Medication alendronic-acid>]
    """
    return load().find_mentions(text, kinds=kinds)


def lookup(name: str) -> DrugClass | Medication | Combination | Concept:
    """The entity with an id or name: `Compendium.lookup` of the bundled compendium.

    Args:
        name: an id, a name, a brand or a synonym, in any case.

    Raises:
        AmbiguousNameError: several entities have that name.
        UnknownNameError: none has it.

    >>> import osteopharm
    >>> osteopharm.lookup("fosamax")
    <Medication alendronic-acid>
    """
    return load().lookup(name)
