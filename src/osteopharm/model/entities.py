"""What claims speak of: drug classes, medications and concepts, and how one falls under another.

Holds the three kinds of entity, the fixed combinations of medications, and the walk up from an entity to its
classes or broader concepts. Never holds what is claimed of them; the way back, from a class to its members, is
a query on the compendium.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_by_text, repr_html
from osteopharm.model.enums import EntityKind, Role, SynonymMatch
from osteopharm.model.identifiers import Identifier
from osteopharm.model.products import Brand, LabelFacts, Name, product_faults, repeated
from osteopharm.model.sources import Source, sources_faults

__all__ = ["Combination", "Concept", "DrugClass", "Entity", "Medication", "Synonym", "lineage"]

MAXIMUM_DEPTH = 50
"""How many levels an entity may lie below the uppermost of what it falls under."""


@frozen(kw_only=True)
class DrugClass:
    """A class of medications.

    Attributes:
        id: its id.
        name: its name, as the field writes it.
        sources: the sources that name it; at least one.
        parents: the classes it belongs to. There may be several, because a class can act in two ways.
        names: other names under which it is written.
        identifiers: its identifiers in other systems.
        note: what a reader should know about this record, or None.

    >>> import osteopharm
    >>> osteopharm.load().drug_classes["bisphosphonates"].parents
    (<DrugClass antiresorptive>,)
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    parents: tuple[DrugClass, ...] = ()
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        _refuse_entity(self, checks.tuple_of("parents", self.parents, DrugClass), *product_faults(self))

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
        role: whether it treats the disease, or is given beside a treatment.
        names: the other names under which it is written: national names, salts, spellings.
        brands: its brands, each with its markets.
        identifiers: its identifiers in other systems, each with the form that it stands for.
        labels: what was read in its labels.
        other_uses: what products that name it are sold for beside osteoporosis, where its name alone
            therefore tells nothing of that; otherwise None.
        note: what a reader should know about this record, or None.

    >>> import osteopharm
    >>> denosumab = osteopharm.load().medications["denosumab"]
    >>> denosumab.classes, denosumab.role.value
    ((<DrugClass rankl-inhibitors>,), 'treatment')
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    classes: tuple[DrugClass, ...]
    role: Role = Role.TREATMENT
    names: tuple[Name, ...] = ()
    brands: tuple[Brand, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    labels: tuple[LabelFacts, ...] = ()
    other_uses: str | None = None
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        classes = checks.tuple_of("classes", self.classes, DrugClass)
        if self.classes == ():
            classes = [Fault("classes", "is empty", "name the class that the medication belongs to")]
        _refuse_entity(
            self,
            classes,
            checks.instance("role", self.role, Role),
            *product_faults(self),
            checks.optional_text("other_uses", self.other_uses),
        )

    @property
    def kind(self) -> EntityKind:
        """`EntityKind.MEDICATION`."""
        return EntityKind.MEDICATION

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Combination:
    """A fixed combination: a product that holds several active ingredients.

    Attributes:
        id: its id.
        name: its name.
        sources: the sources that name it; at least one.
        components: the medications in it, in the order of its name; at least one.
        partners: the names of those ingredients that are not cataloged as medications here.
        names: the other names under which it is written.
        brands: its brands, each with its markets.
        identifiers: its identifiers in other systems.
        labels: what was read in its labels.
        note: what a reader should know about this record, or None.

    Raises:
        InvalidRecordError: it holds fewer than two ingredients, or a field has the wrong type.

    >>> import osteopharm
    >>> osteopharm.load().combinations["alendronic-acid-and-colecalciferol"].components
    (<Medication alendronic-acid>, <Medication colecalciferol>)
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    components: tuple[Medication, ...]
    other_ingredients: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    brands: tuple[Brand, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    labels: tuple[LabelFacts, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Combination",
            self.id,
            *_common_faults(self),
            checks.tuple_of("components", self.components, Medication),
            checks.texts("other_ingredients", self.other_ingredients),
            *product_faults(self),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        if not self.components:
            yield Fault("components", "is empty", "name the cataloged medication that it holds")
        elif len(self.components) + len(self.other_ingredients) < 2:  # noqa: PLR2004 - two are what makes a combination
            yield Fault("components", "is one ingredient alone", "name the others, here or among the partners")
        yield from product_sense(self)

    def __str__(self) -> str:
        return self.name


Product = Medication | Combination
"""What is sold under names and brands."""


@frozen(kw_only=True)
class Synonym:
    """Other words for a concept, for looking it up.

    Attributes:
        name: the words.
        sources: the sources that use them; at least one.
        match: how their meaning compares with the concept.
        locator: where in a source that gathers texts they were read, or None.
        ambiguous: what else they mean, where they do not name this concept alone; or None. A look-up then offers
            candidates, and prose is not searched for them.

    >>> import osteopharm
    >>> [name.name for name in osteopharm.load().concepts["bone-mineral-density"].synonyms if name.name == "BMD"]
    ['BMD']
    """

    name: str
    sources: tuple[Source, ...]
    match: SynonymMatch = SynonymMatch.EXACT
    locator: str | None = None
    ambiguous: str | None = None

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Synonym",
            self.name,
            checks.text("name", self.name),
            sources_faults("sources", self.sources),
            checks.instance("match", self.match, SynonymMatch),
            checks.optional_text("locator", self.locator),
            checks.optional_text("ambiguous", self.ambiguous),
        )

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
        synonyms: other words for it.
        xrefs: what other vocabularies and databases call it.
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
    synonyms: tuple[Synonym, ...] = ()
    xrefs: tuple[Identifier, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        kind = checks.instance("kind", self.kind, EntityKind)
        if not kind and self.kind in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION):
            kind = [Fault("kind", f"a concept is no {self.kind.value}", f"make it a {self.kind.value} record")]
        _refuse_entity(
            self,
            kind,
            checks.tuple_of("broader", self.broader, Concept),
            checks.tuple_of("synonyms", self.synonyms, Synonym),
            checks.tuple_of("xrefs", self.xrefs, Identifier),
        )

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
    {<Medication denosumab>: 0, <DrugClass rankl-inhibitors>: 1, <DrugClass antiresorptive>: 2}
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


def product_sense(product: DrugClass | Product) -> Iterator[Fault]:
    """The faults that names, brands and identifiers show when they are seen together."""
    yield from repeated("names", "name", [name.name.casefold() for name in product.names])
    yield from repeated("identifiers", "curie", [each.curie for each in product.identifiers])
    if not isinstance(product, DrugClass):
        yield from repeated("brands", "name", [brand.name.casefold() for brand in product.brands])


def _common_faults(entity: Entity | Combination) -> Iterable[list[Fault]]:
    return (
        checks.identifier("id", entity.id),
        checks.text("name", entity.name),
        sources_faults("sources", entity.sources),
        checks.optional_text("note", entity.note),
    )


def _refuse_entity(entity: Entity, *more: list[Fault]) -> None:
    checks.refuse(type(entity).__name__, entity.id, *_common_faults(entity), *more, sense=lambda: _entity_sense(entity))


def _entity_sense(entity: Entity) -> Iterator[Fault]:
    if max(lineage(entity).values()) > MAXIMUM_DEPTH:
        field = UPWARD_FIELDS[type(entity)]
        yield Fault(field, f"leads more than {MAXIMUM_DEPTH} levels up", "hang it in higher up")
    if isinstance(entity, Concept):
        yield from repeated("synonyms", "name", [each.name.casefold() for each in entity.synonyms])
        yield from repeated("xrefs", "curie", [each.curie for each in entity.xrefs])
    else:
        yield from product_sense(entity)
