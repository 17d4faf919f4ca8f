"""The subjects and objects of claims: drug classes, medications and concepts; and the fixed combinations.

`lineage` walks up from an entity to its classes or broader concepts. The way back, from a class to its members, is a
query on the compendium.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from attrs import frozen

from osteopharm._suggest import nearest
from osteopharm.errors import Problem, UnknownNameError, UnknownValueError
from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Items
from osteopharm.model.enums import Action, EntityKind, Role, SynonymMatch
from osteopharm.model.identifiers import SYSTEMS, Identifier
from osteopharm.model.products import Brand, LabelFacts, Name, repeated
from osteopharm.model.sources import Sources

__all__ = ["Combination", "Concept", "DrugClass", "Entity", "Medication", "Synonym", "lineage"]

MAXIMUM_DEPTH = 50
"""The most levels of a hierarchy."""


@frozen(kw_only=True)
class DrugClass(Record, plural="drug_classes", seeds="catalog/drug-classes.toml"):
    """A class of medications.

    >>> import osteopharm
    >>> osteopharm.load().drug_classes["bisphosphonates"].parents
    (<DrugClass antiresorptive>,)
    """

    name: str
    """The name, as the literature writes it."""
    sources: Sources
    """The sources that name it; at least one."""
    parents: tuple[DrugClass, ...] = ()
    """The classes that it belongs to. There may be several, because a class can act in two ways."""
    names: tuple[Name, ...] = ()
    """Other names."""
    identifiers: tuple[Identifier, ...] = ()
    """Identifiers in other systems."""
    note: str | None = None
    """A comment for readers."""

    upward_field: ClassVar[str] = "parents"

    def _cross_field_problems(self) -> Iterator[Problem]:
        yield from _hierarchy_problems(self)
        yield from _repeated_names(self)

    @property
    def kind(self) -> EntityKind:
        """`EntityKind.DRUG_CLASS`."""
        return EntityKind.DRUG_CLASS

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Medication(Record, plural="medications", seeds="catalog/medications/"):
    """One active ingredient, under its International Nonproprietary Name (INN). Its id is the INN with hyphens.

    >>> import osteopharm
    >>> denosumab = osteopharm.load().medications["denosumab"]
    >>> denosumab.classes, denosumab.role.value
    ((<DrugClass rankl-inhibitors>,), 'treatment')
    """

    name: str
    """The INN."""
    sources: Sources
    """The sources that name it; at least one."""
    classes: Annotated[tuple[DrugClass, ...], Items(1, "name the class that the medication belongs to")]
    """The classes that it belongs to; at least one."""
    role: Role = Role.TREATMENT
    """Whether it is a treatment, or is given together with one."""
    names: tuple[Name, ...] = ()
    """Other names: national names, salts, spelling variants."""
    brands: tuple[Brand, ...] = ()
    """The brands, each with its markets."""
    identifiers: tuple[Identifier, ...] = ()
    """Identifiers in other systems, each with the form that it identifies."""
    labels: tuple[LabelFacts, ...] = ()
    """What was read in its labels."""
    other_uses: str | None = None
    """Uses other than osteoporosis that make the name alone inconclusive about the indication."""
    note: str | None = None
    """A comment for readers."""

    upward_field: ClassVar[str] = "classes"

    def _cross_field_problems(self) -> Iterator[Problem]:
        yield from _hierarchy_problems(self)
        yield from _repeated_names(self)

    @property
    def kind(self) -> EntityKind:
        """`EntityKind.MEDICATION`."""
        return EntityKind.MEDICATION

    @property
    def action(self) -> Action | None:
        """Its action on bone, by its classes: antiresorptive, anabolic or both; None for an adjunct or if unknown.

        >>> import osteopharm
        >>> osteopharm.load().medications["romosozumab"].action.value
        'both'
        """
        return action_of([self]) if self.role is Role.TREATMENT else None

    def brand(self, name: str) -> Brand:
        """The brand with a name, in any case.

        Raises:
            UnknownNameError: it has no such brand; the error offers similar names.

        >>> import osteopharm
        >>> osteopharm.load().medications["denosumab"].brand("prolia").labeled_for_osteoporosis
        True
        """
        return _brand(self, name)

    def codes(self, system: str) -> tuple[str, ...]:
        """Its codes in another system, such as ``rxnorm``, ``atc`` or ``unii``, without those of its brands.

        Raises:
            UnknownValueError: the system is unknown.

        >>> import osteopharm
        >>> osteopharm.load().medications["denosumab"].codes("atc")
        ('M05BX04',)
        """
        return _codes(self, system)

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Combination(Record, plural="combinations", seeds="catalog/combinations.toml"):
    """A fixed combination of several active ingredients in one product.

    >>> import osteopharm
    >>> osteopharm.load().combinations["alendronic-acid-and-colecalciferol"].components
    (<Medication alendronic-acid>, <Medication colecalciferol>)
    """

    name: str
    """The name."""
    sources: Sources
    """The sources that name it; at least one."""
    components: Annotated[tuple[Medication, ...], Items(1, "name the cataloged medication that it contains")]
    """The medications that it contains, in the order of its name; at least one."""
    other_ingredients: tuple[str, ...] = ()
    """The names of active ingredients that are not cataloged as medications."""
    names: tuple[Name, ...] = ()
    """Other names."""
    brands: tuple[Brand, ...] = ()
    """The brands, each with its markets."""
    identifiers: tuple[Identifier, ...] = ()
    """Identifiers in other systems."""
    labels: tuple[LabelFacts, ...] = ()
    """What was read in its labels."""
    note: str | None = None
    """A comment for readers."""

    def _cross_field_problems(self) -> Iterator[Problem]:
        if len(self.components) + len(self.other_ingredients) == 1:
            yield Problem("components", "is one ingredient alone", "name the others, here or in other_ingredients")
        yield from _repeated_names(self)

    @property
    def action(self) -> Action | None:
        """The action on bone of the treatments in it; None if unknown."""
        return action_of(each for each in self.components if each.role is Role.TREATMENT)

    def brand(self, name: str) -> Brand:
        """The brand with a name, in any case.

        Raises:
            UnknownNameError: it has no such brand; the error offers similar names.
        """
        return _brand(self, name)

    def codes(self, system: str) -> tuple[str, ...]:
        """Its codes in another system, such as ``rxnorm`` or ``atc``, without those of its brands.

        Raises:
            UnknownValueError: the system is unknown.
        """
        return _codes(self, system)

    def __str__(self) -> str:
        return self.name


Drug = Medication | Combination
"""What is sold under brands."""


@frozen(kw_only=True)
class Synonym(Part):
    """Other words for a concept, for looking it up.

    >>> import osteopharm
    >>> [name.name for name in osteopharm.load().concepts["bone-mineral-density"].synonyms if name.name == "BMD"]
    ['BMD']
    """

    name: str
    """The words."""
    sources: Sources
    """The sources that use them; at least one."""
    match: SynonymMatch = SynonymMatch.EXACT
    """How their meaning compares with the concept."""
    locator: str | None = None
    """Where they were read, in a source that gathers texts."""
    ambiguous: str | None = None
    """What else they mean, where they do not name this concept alone; a look-up then offers candidates."""
    needs_context: bool = False
    """Whether they are not looked up by themselves, though no other record has them."""

    in_text: ClassVar[tuple[str, ...]] = ("name",)

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.needs_context and self.ambiguous is None:
            yield Problem("ambiguous", "is missing", "say what else the words mean, or drop needs_context")

    def __str__(self) -> str:
        return self.name


@frozen(kw_only=True)
class Concept(Record, plural="concepts", seeds="catalog/concepts.toml"):
    """What drugs act on and claims are about, such as a target, a cell, an outcome, a condition or a population.

    >>> import osteopharm
    >>> fracture = osteopharm.load().concepts["spinal-fracture"]
    >>> fracture.kind.value, fracture.broader
    ('condition', (<Concept fracture>,))
    """

    name: str
    """The name."""
    kind: EntityKind
    """The kind of concept: any `EntityKind` but drug class and medication."""
    sources: Sources
    """The sources that mention it; at least one."""
    broader: tuple[Concept, ...] = ()
    """The broader concepts."""
    xrefs: tuple[Identifier, ...] = ()
    """Cross-references to other vocabularies and databases."""
    synonyms: tuple[Synonym, ...] = ()
    """Other words for it."""
    note: str | None = None
    """A comment for readers."""

    upward_field: ClassVar[str] = "broader"

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.kind in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION):
            yield Problem("kind", f"a concept cannot be a {self.kind.value}", f"make it a {self.kind.value} record")
        yield from _hierarchy_problems(self)
        yield from repeated("xrefs", "curie", [each.curie for each in self.xrefs])
        yield from repeated("synonyms", "name", [each.name.casefold() for each in self.synonyms])

    def __str__(self) -> str:
        return self.name


Entity = DrugClass | Medication | Concept
"""What a claim may have as its subject or object."""


def lineage(entity: Entity) -> dict[Entity, int]:
    """An entity and its ancestors, nearest first, each with its distance; 0 is the entity itself.

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


_ACTIONS = {"antiresorptive": Action.ANTIRESORPTIVE, "anabolic": Action.ANABOLIC}
"""The ids of the classes by which an action is known."""


def action_of(treatments: Iterable[DrugClass | Medication]) -> Action | None:
    """The action on bone of treatments taken together, by their classes; None if unknown.

    >>> import osteopharm
    >>> action_of([osteopharm.load().medications["romosozumab"]]).value
    'both'
    """
    above = {each.id for treatment in treatments for each in lineage(treatment)}
    found = [action for id, action in _ACTIONS.items() if id in above]
    return Action.BOTH if len(found) > 1 else next(iter(found), None)


def _brand(product: Medication | Combination, name: str) -> Brand:
    found = {brand.name.casefold(): brand for brand in product.brands}
    if name.casefold() not in found:
        near = nearest(name, [brand.name for brand in product.brands])
        raise UnknownNameError(name, f"brand of {product.name}", near)
    return found[name.casefold()]


def _codes(product: Medication | Combination, system: str) -> tuple[str, ...]:
    if system not in SYSTEMS:
        raise UnknownValueError("system", system, SYSTEMS)
    return tuple(each.local for each in product.identifiers if each.prefix == system)


def directly_above(entity: Entity) -> tuple[Entity, ...]:
    """The classes or broader concepts that an entity names itself.

    >>> import osteopharm
    >>> directly_above(osteopharm.load().concepts["fracture"])
    ()
    """
    above: tuple[Entity, ...] = getattr(entity, entity.upward_field)
    return above


def _hierarchy_problems(entity: Entity) -> Iterator[Problem]:
    if max(lineage(entity).values()) > MAXIMUM_DEPTH:
        message = f"makes the hierarchy deeper than {MAXIMUM_DEPTH} levels"
        yield Problem(entity.upward_field, message, "attach it to a higher class or concept")


def _repeated_names(owner: DrugClass | Medication | Combination) -> Iterator[Problem]:
    yield from repeated("names", "name", [name.name.casefold() for name in owner.names])
    yield from repeated("identifiers", "curie", [each.curie for each in owner.identifiers])
    if not isinstance(owner, DrugClass):
        yield from repeated("brands", "name", [brand.name.casefold() for brand in owner.brands])
