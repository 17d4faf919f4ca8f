"""What claims speak of: drug classes, medications and concepts, and how one falls under another.

Holds the three kinds of entity and the walk up from one to its classes or broader concepts. Never
holds what is claimed of them; the way back, from a class to its members, is a query on the compendium.
"""

from __future__ import annotations

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model.axes import EntityKind
from osteopharm.model.documents import Document
from osteopharm.model.identity import hash_by_id, repr_by_id, repr_html

__all__ = ["Concept", "DrugClass", "Entity", "Medication", "Source", "lineage"]

MAXIMUM_DEPTH = 50
"""How many levels an entity may lie below the uppermost of what it falls under."""

Source = Document
"""Where a record comes from."""


@frozen(kw_only=True)
class DrugClass:
    """A class of medications.

    Attributes:
        id: its id.
        name: its name, as the field writes it.
        sources: the sources that name it; at least one.
        parents: the classes it belongs to. There may be several, because a class can act in two ways.
        note: what a reader should know about this record, or None.

    >>> import osteopharm
    >>> osteopharm.load().drug_classes["bisphosphonates"].parents
    (<DrugClass antiresorptive>,)
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    parents: tuple[DrugClass, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        _refuse_entity(self, checks.tuple_of("parents", self.parents, DrugClass))

    @property
    def kind(self) -> EntityKind:
        """`EntityKind.DRUG_CLASS`."""
        return EntityKind.DRUG_CLASS

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Medication:
    """One active ingredient, under its International Nonproprietary Name.

    Attributes:
        id: the INN in lower case with hyphens.
        name: the INN.
        sources: the sources that name it; at least one.
        classes: the classes it belongs to; at least one.
        note: what a reader should know about this record, or None.

    >>> import osteopharm
    >>> osteopharm.load().medications["denosumab"].classes
    (<DrugClass antiresorptive>,)
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    classes: tuple[DrugClass, ...]
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        classes = checks.tuple_of("classes", self.classes, DrugClass)
        if self.classes == ():
            classes = [Fault("classes", "is empty", "name the class that the medication belongs to")]
        _refuse_entity(self, classes)

    @property
    def kind(self) -> EntityKind:
        """`EntityKind.MEDICATION`."""
        return EntityKind.MEDICATION

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Concept:
    """What drugs act on and claims speak of: a target, a cell, a process, an outcome, a condition ...

    Attributes:
        id: its id.
        name: its name.
        kind: what kind of thing it is; any `EntityKind` but drug class and medication.
        sources: the sources that speak of it; at least one.
        broader: the concepts it falls under.
        note: what a reader should know about this record, or None.

    >>> import osteopharm
    >>> fracture = osteopharm.load().concepts["spinal-fracture"]
    >>> fracture.kind.value, fracture.broader
    ('condition', (<Concept fracture>,))
    """

    id: str
    name: str
    kind: EntityKind
    sources: tuple[Source, ...]
    broader: tuple[Concept, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        kind = checks.instance("kind", self.kind, EntityKind)
        if not kind and self.kind in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION):
            kind = [Fault("kind", f"a concept is no {self.kind.value}", f"make it a {self.kind.value} record")]
        _refuse_entity(self, kind, checks.tuple_of("broader", self.broader, Concept))

    def __str__(self) -> str:
        return self.name


Entity = DrugClass | Medication | Concept
"""What a claim may have as its subject or object."""

UPWARD_FIELDS: dict[type[Entity], str] = {DrugClass: "parents", Medication: "classes", Concept: "broader"}
"""The field by which each kind of entity names what it falls under."""


def lineage(entity: Entity) -> dict[Entity, int]:
    """An entity and all that it falls under, nearest first, each with its distance; 0 is the entity itself.

    >>> import osteopharm
    >>> lineage(osteopharm.load().medications["denosumab"])
    {<Medication denosumab>: 0, <DrugClass antiresorptive>: 1}
    """
    found: dict[Entity, int] = {entity: 0}
    nearest: list[Entity] = [entity]
    distance = 0
    while nearest:
        distance += 1
        above = [parent for child in nearest for parent in directly_above(child) if parent not in found]
        nearest = list(dict.fromkeys(above))
        found.update(dict.fromkeys(nearest, distance))
    return found


def directly_above(entity: Entity) -> tuple[Entity, ...]:
    """The classes or broader concepts that an entity itself names.

    >>> import osteopharm
    >>> directly_above(osteopharm.load().concepts["fracture"])
    ()
    """
    match entity:
        case DrugClass():
            return entity.parents
        case Medication():
            return entity.classes
        case _:
            return entity.broader


def _refuse_entity(entity: Entity, *more: list[Fault]) -> None:
    sources = checks.tuple_of("sources", entity.sources, Source)
    if entity.sources == ():
        sources = [Fault("sources", "is empty", "name the source that speaks of it")]
    checks.refuse(
        type(entity).__name__,
        entity.id,
        checks.identifier("id", entity.id),
        checks.text("name", entity.name),
        sources,
        checks.optional_text("note", entity.note),
        *more,
        sense=lambda: _depth_faults(entity),
    )


def _depth_faults(entity: Entity) -> list[Fault]:
    if max(lineage(entity).values()) <= MAXIMUM_DEPTH:
        return []
    return [Fault(UPWARD_FIELDS[type(entity)], f"leads more than {MAXIMUM_DEPTH} levels up", "hang it in higher up")]
