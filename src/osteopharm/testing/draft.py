"""Records in the making: every field is drawn as its schema asks, and links lead to records that were made before.

A class needs an entry in ``_MAKERS`` only where its fields depend on each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from hypothesis import strategies as st

from osteopharm.model._record import Part, Record
from osteopharm.model._schema import (
    AtLeast,
    Between,
    CalendarDate,
    Choice,
    Field,
    Form,
    Link,
    Many,
    Nested,
    Pattern,
    Positive,
    Scalar,
    schema_of,
)
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.companies import Alias, Company, Disclosure
from osteopharm.model.documents import Document, Passage
from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication, Synonym, lineage
from osteopharm.model.enums import (
    ArmRole,
    Contrast,
    EntityKind,
    Finding,
    HeldBy,
    InactiveControl,
    LinkKind,
    Measure,
    Polarity,
    Sequencing,
)
from osteopharm.model.identifiers import Identifier
from osteopharm.model.kinds import RECORD_TYPES
from osteopharm.model.lookalikes import LookAlikePattern
from osteopharm.model.mechanisms import CausalStep, Mechanism
from osteopharm.model.product_level import Product, ProductCode, ProductLabel
from osteopharm.model.products import Brand, Name
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Publication, Reference
from osteopharm.model.studies import Arm, Effect, Interval, StudyResult
from osteopharm.names.normalize import folded_name
from osteopharm.testing.pools import CODES, IDS, NAMES, PHRASES, STRENGTHS
from osteopharm.testing.texts import documents, passages

T = TypeVar("T")
PartT = TypeVar("PartT", bound=Part)
RecordT = TypeVar("RecordT", bound=Record)
Given = dict[str, Any]

CONCEPT_KINDS = [kind for kind in EntityKind if kind not in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION)]
CAUSAL_RELATIONS = [
    *(relation for relation in Relation if relation.is_within(Relation.AFFECTS)),
    *(Relation.BINDS, Relation.MAINTAINS, Relation.PRECEDES, Relation.PART_OF),
]
"""The relations that the steps of a mechanism can have."""


@cache
def between(least: int, most: int) -> st.SearchStrategy[int]:
    """Whole numbers; kept, because making a strategy takes longer than drawing from it."""
    return st.integers(least, most)


class Draft:
    """Records that are being made.

    Args:
        draw: given by Hypothesis.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.records: dict[type[Record], list[Any]] = {each: [] for each in RECORD_TYPES}
        self._taken: set[str | bytes] = set()

    def of(self, *types: type[Record]) -> list[Any]:
        """The records of some types that were made so far."""
        return [record for each in types for record in self.records[each]]

    def one(self, options: Sequence[T]) -> T:
        """One of several options."""
        return options[self.draw(between(0, len(options) - 1))]

    def some(self, options: Sequence[T], least: int = 0, most: int = 2) -> tuple[T, ...]:
        """A few of several options, none of them twice."""
        left = list(options)
        count = self.draw(between(min(least, len(left)), min(max(most, least), len(left))))
        return tuple(left.pop(self.draw(between(0, len(left) - 1))) for _ in range(count))

    def times(self, most: int, make: Callable[[], T], least: int = 0) -> tuple[T, ...]:
        """A few of what ``make`` makes."""
        return tuple(make() for _ in range(self.draw(between(least, most))))

    def new_id(self) -> str:
        """An id that no record has yet."""
        return self._new(IDS, "-", str)

    def new_name(self) -> str:
        """A name that no record has yet, and that stays different from theirs when both are normalized."""
        return self._new(NAMES, " ", folded_name)

    def new_code(self) -> str:
        """A code that no record has yet."""
        return self.one([code for code in CODES if code not in self._taken])

    def _new(self, pool: Sequence[str], joint: str, key: Callable[[str], str | bytes]) -> str:
        drawn = self.one(pool)
        while key(drawn) in self._taken:
            drawn = f"{drawn}{joint}{len(self._taken)}"
        self._taken.add(key(drawn))
        return drawn

    def add(self, record_type: type[RecordT], **given: Any) -> RecordT:
        """Make a record and keep it, so that later ones can link to it."""
        record = self.make(record_type, **given)
        self.records[record_type].append(record)
        return record

    def can_make(self, record_type: type) -> bool:
        """Whether there are records for every link that a record of a type must have."""
        return all(len(self.of(*types)) >= least for types, least in needed_by(record_type).items())

    def _is_possible(self, form: Form) -> bool:
        return not isinstance(form, Nested) or self.can_make(form.type)

    def make(self, cls: type[PartT], **given: Any) -> PartT:
        """A record or nested value; the fields that are not given are drawn."""
        values = _MAKERS[cls](self, given) if cls in _MAKERS else given
        for field in schema_of(cls):
            if field.name not in values:
                values[field.name] = self._field(field)
        return cls(**values)

    def _field(self, field: Field) -> Any:
        if field.optional and not (self._is_possible(field.form) and self.draw(st.booleans())):
            return None
        return self.value(field.form)

    def value(self, form: Form) -> Any:
        """A value of a form."""
        match form:
            case Link(types):
                return self.one(self.of(*types))
            case Choice(enum):
                return self.one(list(enum))
            case Nested(cls):
                return self.make(cls)
            case Many(Link(types)):
                return self.some(self.of(*types), least=form.least)
            case Many(item):
                if not self._is_possible(item):
                    return ()
                made = self.times(2, lambda: self.value(item), least=form.least)
                return tuple(dict.fromkeys(made))
            case _:
                assert isinstance(form, Scalar)  # noqa: S101 - what can be one of several, a maker gives
                return self._scalar(form.type, form.rules)

    def _scalar(self, type_: type, rules: Sequence[Any]) -> Any:
        if type_ is bool:
            return self.draw(st.booleans())
        if type_ is str:
            # The rule shows how to write it: "'2023', '2023-09' or '2023-09-12'".
            shown = [
                each
                for rule in rules
                for pattern in (rule.form if isinstance(rule, CalendarDate) else rule,)
                if isinstance(pattern, Pattern)
                for each in re.findall("'([^']+)'", pattern.example)
                if not [*rule.problems("", each)]
            ]
            return self.one(shown or PHRASES)
        least, most = -1000, 1000
        for rule in rules:
            match rule:
                case AtLeast(bound):
                    least, most = bound, bound + 5000
                case Between(low, high):
                    least, most = low, high
                case Positive():  # pragma: no branch - numbers have no other rules
                    least = 1
        number = self.draw(between(least, most))
        return number if type_ is int or self.draw(st.booleans()) else min(number + 0.25, most)

    @property
    def entities(self) -> list[Entity]:
        """What a claim can be about."""
        return self.of(DrugClass, Medication, Concept)


@cache
def needed_by(cls: Any) -> Mapping[tuple[type[Record], ...], int]:
    """How many records of which types a record or nested value must link to; two links lead to two records."""
    needed: Counter[tuple[type[Any], ...]] = Counter()
    for field in schema_of(cls):
        match field.form:
            case Link(types) if field.is_required:
                needed[types] += 1
            case Many(Link(types)) as many if many.least:
                needed[types] = max(needed[types], many.least)
            case _:
                pass
    return needed


# What makes the fields that depend on each other; the others are drawn as the schema asks.


def _record(draft: Draft, given: Given) -> Given:
    return {"id": draft.new_id(), **given}


def _entity(draft: Draft, given: Given) -> Given:
    return {"id": draft.new_id(), "name": draft.new_name(), **given}


def _publication(draft: Draft, given: Given) -> Given:
    # No two have the same identifiers.
    place = len(draft.of(Publication))
    return {
        "id": draft.new_id(),
        "pmid": draft.one((None, f"{place + 1}")),
        "doi": draft.one((None, f"10.1002/lumo.{place}")),
        **given,
    }


def _concept(draft: Draft, given: Given) -> Given:
    return {"kind": draft.one(CONCEPT_KINDS), **_entity(draft, given)}


def _combination(draft: Draft, given: Given) -> Given:
    components = draft.some(draft.of(Medication), least=1)
    others = draft.some(PHRASES, least=2 - min(len(components), 2))
    return {"components": components, "other_ingredients": others, **_entity(draft, given)}


def _named(draft: Draft, given: Given) -> Given:
    return {"name": draft.new_name(), **given}


def _synonym(draft: Draft, given: Given) -> Given:
    ambiguous = draft.one((None, *PHRASES))
    needs_context = ambiguous is not None and draft.draw(st.booleans())
    return {"ambiguous": ambiguous, "needs_context": needs_context, **_named(draft, given)}


def _brand(draft: Draft, given: Given) -> Given:
    from osteopharm.model.products import Market, Presentation

    markets = {(each.region, each.company): each for each in draft.times(2, lambda: draft.make(Market))}
    strengths = draft.some(("5 mg", "5 mg/100 mL", "1.7 mL of 70 mg/mL"))
    presentations = tuple(draft.make(Presentation, strength=each) for each in strengths)
    variants = draft.times(2, draft.new_name)
    return {
        **_named(draft, given),
        "name_variants": variants,
        "markets": tuple(markets.values()),
        "presentations": presentations,
    }


def _identifier(draft: Draft, given: Given) -> Given:
    curie = draft.new_code()
    draft._taken.add(curie)  # noqa: SLF001 - the same module
    return {"curie": curie, **given}


def _pattern(draft: Draft, given: Given) -> Given:
    return {"id": draft.new_id(), "pattern": draft.one(("lumo", "vek[,;] .*", r"\bzo\b")), **given}


def _product(draft: Draft, given: Given) -> Given:
    return {"id": draft.new_id(), "strength": draft.one((None, *STRENGTHS)), **given}


def _product_label(draft: Draft, given: Given) -> Given:
    return {"dose": draft.one((None, *STRENGTHS)), **given}


def _product_code(draft: Draft, given: Given) -> Given:
    system, _, code = draft.one(CODES).partition(":")
    return {"id": draft.new_id(), "system": system, "code": code, **given}


def _document(draft: Draft, given: Given) -> Given:
    document = draft.draw(documents(draft.new_id()))
    return {**{field.name: getattr(document, field.name) for field in schema_of(Document)}, **given}


def _passage(draft: Draft, given: Given) -> Given:
    return _fields_of(draft.draw(passages(draft.one(draft.of(Document))))) | given


def _fields_of(part: Part) -> Given:
    return {field.name: getattr(part, field.name) for field in schema_of(type(part))}


def _company(draft: Draft, given: Given) -> Given:
    used = {
        each
        for company in draft.of(Company)
        for each in (company.name, *company.name_variants, *(alias.name for alias in company.aliases))
    }
    # Some names are those of disclosures and markets.
    declared = [disclosure.company for disclosure in draft.of(Disclosure)]
    left = [each for each in dict.fromkeys([*declared, *PHRASES]) if each not in used]
    names = draft.some(left, least=1, most=4)
    aliases = tuple(draft.make(Alias, name=each) for each in names[3:])
    return {"id": draft.new_id(), "name": names[0], "name_variants": names[1:3], "aliases": aliases, **given}


def _claim(draft: Draft, given: Given) -> Given:
    if "provenance" not in given:
        given = {**given, "provenance": draft.make(Reference)}
    result = given.get("result")
    fitting = list(Relation)
    if result is not None:
        # Against another drug the finding says which did better, so the relation has no direction.
        signs = {None} if result.has_active_comparator else {None, result.finding.direction}
        fitting = [each for each in Relation if each.sign in signs]
        given = {"polarity": draft.one([Polarity.AFFIRMED, Polarity.UNRESOLVED]), **given}
    relation, subject, object = _triple(draft, fitting)
    holder = draft.one([None, *(each for each in draft.of(Concept) if each.kind is EntityKind.POPULATION)])
    held_by = HeldBy.AUTHORS if holder is None else HeldBy.OTHERS
    entities = {"relation": relation, "subject": subject, "object": object, "holder": holder, "held_by": held_by}
    return {"id": draft.new_id(), **entities, "result": None, "citations": (), "context": (), **given}


def _triple(draft: Draft, relations: Sequence[Relation]) -> tuple[Relation, Entity, Entity]:
    def pairs(relation: Relation) -> list[tuple[Entity, Entity]]:
        subjects = [entity for entity in draft.entities if entity.kind in relation.subject_kinds]
        objects = [entity for entity in draft.entities if entity.kind in relation.object_kinds]
        return [(subject, object) for subject in subjects for object in objects if subject != object]

    relation = draft.one([relation for relation in relations if pairs(relation)])
    return relation, *draft.one(pairs(relation))


def _interval(_: Draft, given: Given) -> Given:
    return {"low": 0.5, "high": 1.5, "level": 95, **given}


def _effect(draft: Draft, given: Given) -> Given:
    return _fields_of(draft.draw(effects())) | given


def _result(draft: Draft, given: Given) -> Given:
    """A finding that matches its effect, and arms that match the comparator."""
    effect = draft.draw(st.none() | effects())
    fitting = list(Finding)
    if effect is not None and effect.includes_null:
        fitting = [Finding.NO_DIFFERENCE_SHOWN]
    elif effect is not None and effect.sign:
        fitting.remove(Finding.DECREASE if effect.sign > 0 else Finding.INCREASE)
    agents = draft.of(DrugClass, Medication)
    # In the files an id such as "placebo" means an inactive control.
    active = [agent for agent in agents if agent.id not in list(InactiveControl)]
    comparator = draft.one([*InactiveControl, *active])
    sides = (agents[:2], () if isinstance(comparator, InactiveControl) else (comparator,))
    arms = tuple(draft.make(Arm, role=role, agents=tuple(side)) for role, side in zip(ArmRole, sides, strict=True))
    return {
        "finding": draft.one(fitting),
        "comparator": comparator,
        "effect": effect,
        "arms": draft.one([(), arms]) if all(arm.agents for arm in arms[:1]) else (),
        **given,
    }


def _arm(draft: Draft, given: Given) -> Given:
    total = draft.one([None, draft.draw(between(1, 5000))])
    events = draft.one([None, draft.draw(between(0, 5000 if total is None else total))])
    # Of the three figures, a percentage that is printed follows from the other two.
    share = None if total is None or events is None else 100 * events / total
    figures = {"total": total, "events": events, "percentage": draft.one((None, share))}
    agents = given["agents"] if "agents" in given else draft.some(draft.of(DrugClass, Medication), least=1)
    sequence = draft.one(list(Sequencing)) if len(agents) > 1 else None
    return {**figures, "agents": agents, "sequence": sequence, "reported": draft.one(PHRASES), **given}


def _claim_link(draft: Draft, given: Given) -> Given:
    claim, target = draft.some(draft.of(EvidenceClaim), least=2)
    kind = draft.one(list(LinkKind))
    below = [each for each in draft.of(DrugClass, Medication) if target.subject in [*lineage(each)][1:]]
    exceptions = draft.some(below) if kind is LinkKind.QUALIFIES else ()
    return {"id": draft.new_id(), "claim": claim, "target": target, "kind": kind, "exceptions": exceptions, **given}


def _mechanism(draft: Draft, given: Given) -> Given:
    """One object to four, each reached by one step or by two parallel ones."""
    acting = [concept for concept in draft.of(Concept) if concept.kind in Relation.AFFECTS.subject_kinds]
    agent = draft.one([*draft.of(DrugClass, Medication), *acting])
    affected = [each for each in draft.of(Concept) if each.kind in Relation.AFFECTS.object_kinds and each != agent]
    reached: list[Entity] = [agent]
    steps: list[CausalStep] = []
    for object in draft.some(affected, least=1, most=4):
        made = [draft.make(CausalStep, subject=draft.one(reached), object=object) for _ in range(draft.one([1, 1, 2]))]
        # Two steps between the same two differ in their relation.
        kept = {(step.subject, step.relation): step for step in made}.values()
        steps += kept
        if any(step.not_chainable_because is None for step in kept):
            reached.append(object)
    return {"id": draft.new_id(), "agent": agent, "steps": tuple(steps), **given}


def _step(draft: Draft, given: Given) -> Given:
    if "subject" not in given:
        return _fields_of(draft.one(draft.make(Mechanism).steps)) | given
    subject, object = given["subject"], given["object"]
    fitting = [
        relation
        for relation in CAUSAL_RELATIONS
        if subject.kind in relation.subject_kinds and object.kind in relation.object_kinds
    ]
    sources = draft.of(*schema_of(Reference)[0].form.types)
    references = tuple(draft.make(Reference, source=source) for source in draft.some(sources))
    seldom = [None, None, None, "in one study only"]
    agents = draft.of(DrugClass, Medication)
    if isinstance(subject, DrugClass | Medication):
        agents = [agent for agent in agents if subject in lineage(agent)]
    return {
        "relation": draft.one(fitting),
        "applies_to": draft.some(agents) if draft.draw(st.booleans()) else (),
        "references": references,
        "reference_certainty": draft.value(_CERTAINTY) if references else None,
        "claims": draft.some(draft.of(EvidenceClaim), least=0 if references else 1),
        "not_chainable_because": draft.one(seldom),
        "disputed": draft.one(seldom),
        "observed": isinstance(subject, DrugClass | Medication) and draft.draw(st.booleans()),
        **given,
    }


_CERTAINTY = next(field.form for field in schema_of(CausalStep) if field.name == "reference_certainty")


@st.composite
def effects(draw: st.DrawFn) -> Effect:
    """Effects of every measure, with and without a value and an interval that contains it.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(effects())
    ... def test_an_effect_is_in_its_interval(effect):
    ...     assert effect.interval is None or effect.value in effect.interval
    >>> test_an_effect_is_in_its_interval()
    """
    measure = draw(st.sampled_from(Measure))
    is_difference = measure is Measure.RISK_DIFFERENCE
    in_percent = is_difference and draw(st.booleans())
    figures = sorted(draw(_figures(*_bounds(measure, in_percent=in_percent))))
    value = draw(st.sampled_from([None, figures[1]]))
    interval = None if value is None else draw(st.sampled_from([None, Interval(low=figures[0], high=figures[2])]))
    return Effect(
        measure=measure,
        value=value,
        interval=interval,
        p=draw(st.sampled_from([None, "<0.001", "0.3", "= 0.04"])),
        contrast=draw(st.sampled_from(Contrast)) if is_difference else Contrast.INTERVENTION_VS_COMPARATOR,
        in_percent=in_percent,
    )


@cache
def _figures(least: float, most: float) -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(least, most), min_size=3, max_size=3)


def _bounds(measure: Measure, *, in_percent: bool) -> tuple[float, float]:
    match measure:
        case Measure.RISK_DIFFERENCE:
            return (-100, 100) if in_percent else (-1, 1)
        case Measure.PERCENT_CHANGE:
            return -100, 1000
        case Measure.PROPORTION:
            return 0, 100
        case _:
            return 0.001, 1000


_MAKERS: Mapping[type, Callable[[Draft, Given], Given]] = MappingProxyType(
    {
        **dict.fromkeys(RECORD_TYPES, _record),
        Arm: _arm,
        Brand: _brand,
        CausalStep: _step,
        ClaimLink: _claim_link,
        Combination: _combination,
        Company: _company,
        Concept: _concept,
        Document: _document,
        DrugClass: _entity,
        Effect: _effect,
        EvidenceClaim: _claim,
        Identifier: _identifier,
        Interval: _interval,
        LookAlikePattern: _pattern,
        Mechanism: _mechanism,
        Medication: _entity,
        Name: _named,
        Passage: _passage,
        Product: _product,
        ProductCode: _product_code,
        ProductLabel: _product_label,
        Publication: _publication,
        StudyResult: _result,
        Synonym: _synonym,
    }
)
