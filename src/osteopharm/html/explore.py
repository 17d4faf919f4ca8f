"""Pages to explore the records: findings with their forest plot, products with their codes, the graph of mechanisms.

Each is one file that makes no requests and can be read without a script.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from attrs import frozen

from osteopharm._words import in_words, interval_in_words, plural
from osteopharm.attribution import NOT_ADVICE
from osteopharm.compendium import Compendium
from osteopharm.html.forest import forest_html
from osteopharm.html.reader import environment
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import Combination, DrugClass, Entity, Medication
from osteopharm.model.enums import EntityKind, Species
from osteopharm.model.mechanisms import CausalStep
from osteopharm.model.product_level import Product
from osteopharm.model.studies import StudyResult

__all__ = ["evidence_html", "mechanisms_html", "products_html"]


@frozen(kw_only=True)
class Finding:
    """A row of the table of findings."""

    claim: EvidenceClaim
    """The claim."""
    drugs: str
    """The ids by which it is found: its subject and the classes of that."""
    outcomes: str
    """The ids of its object and of what that is narrower than."""
    species: str
    """The species and, for an animal, ``animal``."""
    design: str
    """The design, as in the data."""
    design_words: str
    """The design and the species in words."""
    finding: str
    """How the outcome differed."""
    against: str
    """The comparator."""
    study: str
    """The study or its source, and the publication."""


@frozen(kw_only=True)
class ProductRow:
    """A row of the table of products."""

    product: Product
    """The product."""
    is_first: bool
    """Whether it is the first of its medication, to which links lead."""
    labeled: str
    """``yes``, ``no``, both or ``unknown``."""
    markets: str
    """The markets in which it is labeled for osteoporosis, and those in which it is not."""
    intervals: str
    """The intervals between doses, in words."""
    codes: tuple[str, ...]
    """Its codes."""


@frozen(kw_only=True)
class Node:
    """An entity of the graph, with the steps that lead to it and from it."""

    entity: Entity
    """The entity."""
    kind: str
    """Its kind, in words."""
    into: tuple[CausalStep, ...]
    """The steps that end in it."""
    out: tuple[CausalStep, ...]
    """The steps that begin with it."""
    classes: tuple[DrugClass, ...] = ()
    """The classes of a drug or class that are in the graph."""
    members: tuple[Entity, ...] = ()
    """The members of a class that are in the graph."""


def evidence_html(compendium: Compendium) -> str:
    """A page of all findings of studies: filters by drug, outcome, species and design, a table, and a forest plot.

    Args:
        compendium: the compendium.

    >>> import osteopharm
    >>> page = evidence_html(osteopharm.load())
    >>> page.count('<tr data-row="') > 200, "://" in page.partition("<main>")[0]
    (True, False)
    """
    claims = [(claim, claim.result) for claim in compendium.claims if claim.result is not None]
    rows = [_finding(claim, result, compendium) for claim, result in claims]
    subjects = {entity for claim, _ in claims for entity in (claim.subject, *compendium.ancestors(claim.subject))}
    objects = {entity for claim, _ in claims for entity in (claim.object, *compendium.ancestors(claim.object))}
    return _rendered(
        "evidence.html",
        rows=rows,
        drugs=_options(subjects),
        outcomes=_options(objects),
        species=_words({value for row in rows for value in row.species.split()}),
        designs=_words({row.design for row in rows}),
        plot=forest_html(compendium.claims),
    )


def _finding(claim: EvidenceClaim, result: StudyResult, compendium: Compendium) -> Finding:
    design, species = result.study.design.value, claim.species.value
    comparator = result.comparator
    in_animals = claim.species.is_within(Species.ANIMAL) and claim.species is not Species.ANIMAL
    return Finding(
        claim=claim,
        drugs=_ids((claim.subject, *compendium.ancestors(claim.subject))),
        outcomes=_ids((claim.object, *compendium.ancestors(claim.object))),
        species=f"{species} animal" if in_animals else species,
        design=design,
        design_words=f"{in_words(design)}, {in_words(species)}",
        finding=in_words(result.finding.value),
        against=comparator.name if isinstance(comparator, DrugClass | Medication) else in_words(comparator.value),
        study=str(claim.provenance.source),
    )


def products_html(compendium: Compendium) -> str:
    """A page of all products, each with what it is labeled for and its codes; filters by medication, label and words.

    Args:
        compendium: the compendium.

    >>> import osteopharm
    >>> page = products_html(osteopharm.load())
    >>> '<tr id="denosumab"' in page, "rxnorm" in page
    (True, True)
    """
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for code in compendium.product_codes.values():
        codes[code.identifies.id].append(str(code))
    products = sorted(compendium.products.values(), key=lambda each: each.of.name.casefold())
    seen: set[str] = set()
    rows = []
    for product in products:
        rows.append(_product(product, tuple(codes[product.id]), is_first=product.of.id not in seen))
        seen.add(product.of.id)
    drugs = _options({product.of for product in products})
    return _rendered("products.html", rows=rows, drugs=drugs, codes=sum(len(row.codes) for row in rows))


def _product(product: Product, codes: tuple[str, ...], *, is_first: bool) -> ProductRow:
    markets = {
        word: sorted({each.market for each in product.labels if each.labeled_for_osteoporosis is value})
        for word, value in (("yes", True), ("no", False))
    }
    known = {word: found for word, found in markets.items() if found}
    return ProductRow(
        product=product,
        is_first=is_first,
        labeled=" ".join(known) or "unknown",
        markets="; ".join(f"{word}: {', '.join(found)}" for word, found in known.items()),
        intervals=", ".join(
            dict.fromkeys(interval_in_words(each.interval) for each in product.labels if each.interval)
        ),
        codes=codes,
    )


def mechanisms_html(compendium: Compendium) -> str:
    """A page on which the graph of mechanisms is clicked through, from drug to target to outcome, without a script.

    Args:
        compendium: the compendium.

    >>> import osteopharm
    >>> '<a href="#rankl">RANKL</a>' in mechanisms_html(osteopharm.load())
    True
    """
    steps = list(dict.fromkeys(step for mechanism in compendium.mechanisms.values() for step in mechanism.steps))
    entities = {entity.id: entity for step in steps for entity in (step.subject, step.object)}
    for entity in tuple(entities.values()):
        if isinstance(entity, DrugClass | Medication):
            entities |= {above.id: above for above in compendium.ancestors(entity)}
    nodes = [_node(entity, steps, entities, compendium) for entity in sorted(entities.values(), key=_by_kind)]
    index: dict[str, list[Entity]] = {}
    for node in nodes:
        index.setdefault(plural(node.kind), []).append(node.entity)
    return _rendered("mechanisms.html", nodes=nodes, steps=len(steps), index=list(index.items()), marks=_marks)


_ORDER = (
    *(EntityKind.MEDICATION, EntityKind.DRUG_CLASS, EntityKind.TARGET, EntityKind.PATHWAY, EntityKind.CELL),
    *(EntityKind.PROCESS, EntityKind.OUTCOME, EntityKind.SUBSTANCE, EntityKind.CONDITION, EntityKind.QUALITY),
    *(EntityKind.PROCEDURE, EntityKind.POPULATION),
)


def _by_kind(entity: Entity) -> tuple[int, str]:
    return _ORDER.index(entity.kind), entity.name.casefold()


def _kind(entity: Entity) -> str:
    kind: EntityKind = entity.kind
    return in_words(kind.value)


def _node(entity: Entity, steps: Iterable[CausalStep], known: dict[str, Entity], compendium: Compendium) -> Node:
    above: tuple[DrugClass, ...] = ()
    members: tuple[Entity, ...] = ()
    if isinstance(entity, Medication):
        above = entity.classes
    elif isinstance(entity, DrugClass):
        above = entity.parents
        members = tuple(each for each in compendium.members(entity) if each.id in known)
    return Node(
        entity=entity,
        kind=_kind(entity),
        into=_ordered(step for step in steps if step.object == entity),
        out=_ordered(step for step in steps if step.subject == entity),
        classes=tuple(each for each in above if each.id in known),
        members=members,
    )


def _ordered(steps: Iterable[CausalStep]) -> tuple[CausalStep, ...]:
    """Steps that say how a drug acts, then effects that were merely observed, then those that are part of no path."""
    return tuple(sorted(steps, key=lambda step: (step.not_chainable_because is not None, step.observed)))


def _marks(step: CausalStep) -> str:
    """What limits a step: its certainty, and whether it is observed, disputed or isolated."""
    marks = [step.certainty.value] if step.certainty.value != "stated" else []
    marks += [
        word
        for word, holds in (
            ("observed", step.observed),
            ("disputed", step.disputed),
            ("isolated", step.not_chainable_because),
        )
        if holds
    ]
    return f" ({', '.join(marks)})" if marks else ""


def _rendered(template: str, **given: object) -> str:
    page: str = environment().get_template(template).render(not_advice=NOT_ADVICE, **given)
    return page


def _ids(entities: Iterable[Entity]) -> str:
    return " ".join(dict.fromkeys(entity.id for entity in entities))


def _options(entities: Iterable[Entity | Combination]) -> list[tuple[str, str]]:
    return sorted(((each.id, each.name) for each in entities), key=lambda entry: entry[1].casefold())


def _words(values: Iterable[str]) -> list[tuple[str, str]]:
    return sorted((value, in_words(value)) for value in values)
