"""A set of claims, its filters and the answers that it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from osteopharm._suggest import nearest
from osteopharm._tables import Columns, Row, Tabular
from osteopharm.claims._index import ClaimIndex
from osteopharm.claims.export import CLAIM_COLUMNS, claim_row
from osteopharm.collection import id_of
from osteopharm.errors import UnknownIdError, UnknownValueError
from osteopharm.model._immutable import Immutable, repr_html
from osteopharm.model._record import validate
from osteopharm.model._schema import form_of
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.entities import Entity, lineage
from osteopharm.model.enums import (
    ArmRole,
    Benefit,
    Certainty,
    Design,
    EntityKind,
    Finding,
    HeldBy,
    Polarity,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Source
from osteopharm.model.studies import Overlap

if TYPE_CHECKING:
    from osteopharm.claims.conflict import Conflict
    from osteopharm.claims.counts import ClaimCounts
    from osteopharm.claims.effects import Effects
    from osteopharm.claims.overlaps import OverlapSelection

__all__ = ["ClaimSet"]

AxisT = TypeVar("AxisT", Polarity, Certainty, StudyKind, Species, Design, Finding, Benefit, HeldBy, Scope, Relation)


class ClaimSet(Immutable, Tabular, Sequence[EvidenceClaim]):
    """Claims in a stable order; immutable.

    An int gives a claim, a slice a ClaimSet, a str the claim of that id. Every filter gives a ClaimSet.
    Wherever an entity is asked for, the entity, its id or, with a look-up, any of its names is accepted.

    Args:
        claims: the claims, in order.
        entities: the entities that may be asked for, beside those that the claims name.
        claim_links: how the claims support, contradict or qualify each other; those with exceptions keep claims
            from being inherited.
        overlaps: which publications share trials or patients.
        lookup: gives the entity that a text names; without it, only ids are known.

    Raises:
        InvalidRecordError: one of the claims is of another type or occurs twice.

    >>> import osteopharm
    >>> claims = osteopharm.load().claims
    >>> print(claims.about("bisphosphonates").on("fracture-risk").where(study_kind="not-given"))
    1 claim about bisphosphonates
      af20-s09-fracture-risk-lower: Bisphosphonates lower the risk of fracture.
    """

    __slots__ = ("__weakref__", "_about", "_all", "_below", "_by_id", "_claims", "_within", "exceptions")

    _all: ClaimIndex
    _by_id: Mapping[str, EvidenceClaim]
    _claims: tuple[EvidenceClaim, ...]
    _about: Entity | None
    _within: Entity | None
    _below: tuple[EvidenceClaim, ...]
    exceptions: tuple[ClaimLink, ...]
    """After `about`: the claim links that except the entity from a claim of its class, each with its reason."""

    def __init__(
        self,
        claims: Iterable[EvidenceClaim],
        *,
        entities: Iterable[Entity] = (),
        claim_links: Iterable[ClaimLink] = (),
        overlaps: Iterable[Overlap] = (),
        lookup: Callable[[Entity | str], Entity] | None = None,
    ) -> None:
        ordered = tuple(claims)
        validate(lambda: "ClaimSet", list(form_of(tuple[EvidenceClaim, ...]).problems("claims", ordered)))
        self._fill(ClaimIndex(ordered, entities, claim_links, overlaps, lookup), ordered)

    def _fill(
        self,
        everything: ClaimIndex,
        claims: tuple[EvidenceClaim, ...],
        about: Entity | None = None,
        within: Entity | None = None,
        below: tuple[EvidenceClaim, ...] = (),
        exceptions: tuple[ClaimLink, ...] = (),
    ) -> None:
        put = object.__setattr__
        put(self, "_all", everything)
        put(self, "_claims", claims)
        put(self, "_about", about)
        put(self, "_within", within)
        put(self, "_below", below)
        put(self, "exceptions", exceptions)

    def _subset(self, claims: Iterable[EvidenceClaim], **changed: Any) -> ClaimSet:
        subset = ClaimSet.__new__(ClaimSet)
        kept = {
            "about": self._about,
            "within": self._within,
            "below": self._below,
            "exceptions": self.exceptions,
        }
        ClaimSet._fill(subset, self._all, tuple(claims), **{**kept, **changed})
        return subset

    def _index(self) -> Mapping[str, EvidenceClaim]:
        try:
            return self._by_id
        except AttributeError:
            object.__setattr__(self, "_by_id", MappingProxyType({claim.id: claim for claim in self._claims}))
            return self._by_id

    @overload
    def __getitem__(self, key: int | str | EvidenceClaim) -> EvidenceClaim: ...
    @overload
    def __getitem__(self, key: slice) -> ClaimSet: ...
    def __getitem__(self, key: int | str | EvidenceClaim | slice) -> EvidenceClaim | ClaimSet:
        """A claim by its position or id, or a slice of the set.

        Raises:
            IndexError: there is no such position.
            UnknownIdError: no claim of the set has that id.
        """
        if isinstance(key, slice):
            return self._subset(self._claims[key])
        if isinstance(key, int):
            return self._claims[key]
        id = id_of(key)
        found = self._index().get(id)
        if found is None:
            raise UnknownIdError(id, "claim", nearest(id, self._index()))
        return found

    def get(self, claim: EvidenceClaim | str) -> EvidenceClaim | None:
        """The claim that an id, or the claim itself, names; None if the set has none."""
        return self._index().get(id_of(claim))

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return item in self._index()
        return isinstance(item, EvidenceClaim) and self._index().get(item.id) == item

    def __len__(self) -> int:
        return len(self._claims)

    def __iter__(self) -> Iterator[EvidenceClaim]:
        return iter(self._claims)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ClaimSet):
            return NotImplemented
        return self._claims == other._claims

    def __hash__(self) -> int:
        return hash(self._claims)

    def __reduce__(self) -> tuple[object, ...]:
        known = self._all
        whole = (known.claims, tuple(known.entities.values()), known.claim_links, known.overlaps, known.lookup)
        mine = (self._claims, self._about, self._within, self._below, self.exceptions)
        return _rebuilt, (whole, mine)

    @property
    def overlaps(self) -> tuple[Overlap, ...]:
        """Which publications share trials or patients, of all that are known."""
        return self._all.overlaps

    def about(self, entity: Entity | str, *, inherited: bool = True) -> ClaimSet:
        """Claims about an entity: its own first, then those inherited from its classes, nearest first.

        An inherited claim keeps the class as its ``subject``. Claims on a class as a whole are not inherited,
        nor are those that a qualifying link excepts for the entity: see `exceptions`. Claims about its members
        are not included: see `within`.

        Args:
            entity: the entity, its id or a name of it.
            inherited: whether claims about its classes are included.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> claims = osteopharm.load().claims.about("alendronic-acid").where(source="anderson-freedman-2020")
        >>> claims[0].subject
        <DrugClass bisphosphonates>
        """
        asked = self._all.entity(entity)
        claims, exceptions = self._all.about(asked, inherited=inherited)
        mine = self._among_mine(claims)
        if exceptions:
            exceptions = tuple(claim_link for claim_link in exceptions if claim_link.target.id in self._index())
        below = self._all.below.get(asked.id, frozenset())
        return self._subset(
            mine,
            about=asked,
            within=None,
            below=tuple(claim for claim in self._claims if claim.id in below) if below else (),
            exceptions=exceptions,
        )

    def within(self, entity: Entity | str) -> ClaimSet:
        """Claims about an entity and about all its members, in the order of the set; nothing is inherited.

        Args:
            entity: the entity, its id or a name of it.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> claims = osteopharm.load().claims.on("hip-fracture")
        >>> len(claims.about("bisphosphonates")), len(claims.within("bisphosphonates")) > 5
        (0, True)
        """
        asked = self._all.entity(entity)
        below = self._all.below.get(asked.id, frozenset())
        mine = [claim for claim in self._claims if claim.subject == asked or claim.id in below]
        return self._subset(mine, about=None, within=asked, below=(), exceptions=())

    def involving(self, agent: Entity | str) -> ClaimSet:
        """Claims of studies in which an agent, or a member of it, was given in a treated arm, alone or with others.

        A claim about several agents given together or one after the other is about that treatment, not about one
        of the agents; this finds it.

        Args:
            agent: the class or medication, its id or a name of it.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> claims = osteopharm.load().claims.on("spine-fusion").involving("denosumab")
        >>> {claim.subject.id for claim in claims}
        {'teriparatide-with-denosumab'}
        """
        asked = self._all.entity(agent)
        return self._filtered(
            lambda claim: any(
                arm.role is ArmRole.INTERVENTION and any(asked in lineage(each) for each in arm.agents)
                for arm in (claim.result.arms if claim.result else ())
            )
        )

    def _among_mine(self, claims: Sequence[EvidenceClaim]) -> Sequence[EvidenceClaim]:
        if len(self._claims) == len(self._all.claims):
            return claims
        mine = self._index()
        return [claim for claim in claims if claim.id in mine]

    def on(self, entity: Entity | str, *, include_setting: bool = True) -> ClaimSet:
        """Claims that have an entity, or a narrower one, as their object or setting.

        Args:
            entity: the entity, its id or a name of it.
            include_setting: whether claims are included that name it only as their setting.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> [claim.relation.value for claim in osteopharm.load().claims.on("spinal-fracture")]
        ['affects', 'impairs', 'affects']
        """
        asked = self._all.entity(entity)
        if not include_setting:
            return self._filtered(lambda claim: asked in lineage(claim.object))
        ids = self._all.on(asked)
        return self._filtered(lambda claim: claim.id in ids)

    def _filtered(self, fits: Callable[[EvidenceClaim], bool]) -> ClaimSet:
        return self._subset(
            filter(fits, self._claims),
            below=tuple(filter(fits, self._below)),
            exceptions=tuple(claim_link for claim_link in self.exceptions if fits(claim_link.target)),
        )

    @property
    def hint(self) -> str | None:
        """Where claims are to be found when the set is empty; None when it is not, or when there are none.

        >>> import osteopharm
        >>> osteopharm.load().claims.about("rankl-inhibitors").on("hip-fracture").hint
        '0 claims about RANKL inhibitors themselves, 1 about their members: use within("rankl-inhibitors")'
        """
        return self._hint_to('use within("{id}")')

    def _hint_to(self, ask: str) -> str | None:
        """The hint with the words of a caller for how to ask, in which ``{id}`` is what was asked about."""
        if self._claims or not self._below or self._about is None:
            return None
        name, count = self._about.name, len(self._below)
        return f"0 claims about {name} themselves, {count} about their members: {ask.format(id=self._about.id)}"

    def where(
        self,
        *,
        polarity: Polarity | str | None = None,
        certainty: Certainty | str | None = None,
        study_kind: StudyKind | str | None = None,
        species: Species | str | None = None,
        design: Design | str | None = None,
        finding: Finding | str | None = None,
        benefit: Benefit | str | None = None,
        held_by: HeldBy | str | None = None,
        scope: Scope | str | None = None,
        relation: Relation | str | None = None,
        source: Source | str | None = None,
        citation: int | None = None,
    ) -> ClaimSet:
        """The claims that have all the given values; each is an enum member or its value.

        Args:
            polarity: affirmed, denied or unresolved.
            certainty: how sure the source is.
            study_kind: the kind of evidence behind the claim.
            species: the species studied; ``animal`` includes every animal.
            design: the design of the study.
            finding: what the study found.
            benefit: what that means for those treated.
            held_by: whether the authors hold it, or others whom they report.
            scope: whether it applies to each member or to the class as a whole.
            relation: this relation or a narrower one.
            source: the source that makes the claim, or its id.
            citation: a number of the document's reference list that the claim cites.

        Raises:
            UnknownValueError: an axis has no such value, or no claim cites such a number.
            UnknownIdError: no claim comes from such a source.

        >>> import osteopharm
        >>> [claim.id for claim in osteopharm.load().claims.where(certainty="probable", citation=8)][:1]
        ['af20-s12-fractures-unaffected']
        """
        given = (polarity, certainty, study_kind, finding, benefit, held_by, scope)
        axes = [
            (name, member)
            for (name, axis), value in zip(_AXES.items(), given, strict=True)
            if (member := member_of_axis(name, axis, value)) is not None
        ]
        tests: list[Callable[[EvidenceClaim], bool]] = []
        if (wanted_relation := member_of_axis("relation", Relation, relation)) is not None:
            tests.append(lambda claim: claim.relation.is_within(wanted_relation))
        if (wanted_species := member_of_axis("species", Species, species)) is not None:
            tests.append(lambda claim: claim.species.is_within(wanted_species))
        if (wanted_design := member_of_axis("design", Design, design)) is not None:
            tests.append(lambda claim: claim.study is not None and claim.study.design is wanted_design)
        if source is not None:
            origin = self._all.source(source)
            tests.append(lambda claim: claim.provenance.source == origin)
        if citation is not None:
            self._all.refuse_unknown_citation(citation)
            tests.append(lambda claim: citation in claim.citations)
        return self._filtered(
            lambda claim: (
                all(getattr(claim, name) is member for name, member in axes) and all(fits(claim) for fits in tests)
            )
        )

    def by_subject(self) -> dict[Entity, ClaimSet]:
        """The claims of each subject, in the order in which the subjects first appear.

        >>> import osteopharm
        >>> next(iter(osteopharm.load().claims.by_subject()))
        <Concept osteoporosis>
        """
        groups: dict[Entity, list[EvidenceClaim]] = {}
        for claim in self._claims:
            groups.setdefault(claim.subject, []).append(claim)
        return {subject: self._subset(claims) for subject, claims in groups.items()}

    def conflicts(self) -> tuple[Conflict, ...]:
        """The pairs of claims of which one denies what the other affirms, in settings that meet, in the set's order.

        A pair that only repeats another one with a narrower denial of the same words is left out.
        """
        from osteopharm.claims.conflict import conflicts_among

        return conflicts_among(self._claims)

    def conflicts_of(self, claims: Iterable[EvidenceClaim]) -> tuple[Conflict, ...]:
        """The conflicts of the set in which one of some claims has a part.

        >>> import osteopharm
        >>> all_claims = osteopharm.load().claims
        >>> conflicts = all_claims.conflicts_of([all_claims["af20-s07-healing-impaired"]])
        >>> [conflict.second.id for conflict in conflicts]
        ['af20-s12-fractures-unaffected']
        """
        asked = frozenset(claims)
        return tuple(each for each in self._conflicts() if each.first in asked or each.second in asked)

    def _conflicts(self) -> tuple[Conflict, ...]:
        # The whole set is asked again and again, once for each explanation.
        if len(self._claims) == len(self._all.claims):
            return self._all.conflicts
        return self.conflicts()

    def counts(self) -> ClaimCounts:
        """How many claims there are by their axes, and how many findings: counts, not a synthesis."""
        from osteopharm.claims.counts import ClaimCounts

        return ClaimCounts.of(self._claims, self._all.overlaps)

    def without_overlaps(self) -> OverlapSelection[ClaimSet]:
        """The claims without those of studies that overlap with another one of the set.

        Trials are kept rather than the meta-analyses that pool them, a trial rather than its subgroups and
        extensions, a study with a figure rather than one without, and a larger one rather than a smaller one.
        What is left out is listed with the reason. Filter for one outcome first: a publication is kept or left
        out as a whole.

        >>> import osteopharm
        >>> chosen = osteopharm.load().claims.on("hip-fracture").within("risedronic-acid").without_overlaps()
        >>> [(each.publication.id, each.kept.id) for each in chosen.excluded]
        [('masud-2009', 'hip-2001')]
        """
        from osteopharm.claims.overlaps import OverlapSelection, choose

        excluded = choose(self._claims, self._all.overlaps)
        dropped = {each.publication for each in excluded}
        return OverlapSelection(
            claims=self._filtered(lambda claim: claim.result is None or claim.provenance.source not in dropped),
            excluded=tuple(excluded),
        )

    def to_effects(self) -> Effects:
        """The effects of independent studies, a row each, ready for a package that pools them.

        Each row has the effect and its standard error on the scale on which it is pooled. What is left out is
        listed with the reason. Nothing is pooled here.

        >>> import osteopharm
        >>> effects = osteopharm.load().claims.on("hip-fracture").within("bisphosphonates").to_effects()
        >>> [(row["study"], row["measure"], round(row["effect"], 3)) for row in effects.rows]
        [('Black 1996', 'HR', -0.713), ('McClung 2001', 'RR', -0.357), ('Black 2007', 'HR', -0.528)]
        """
        from osteopharm.claims.effects import effects_of

        return effects_of(self, self.overlaps)

    def references(self, form: Literal["bibtex", "ris", "csl-json"]) -> str:
        """The publications behind the claims, each once, as a bibliography in one of three formats.

        Args:
            form: ``"bibtex"``, ``"ris"`` or ``"csl-json"``.

        Raises:
            UnknownValueError: there is no such format.

        >>> import osteopharm
        >>> print(osteopharm.load().claims.where(source="fit1-1996")[:1].references("ris").splitlines()[0])
        TY  - JOUR
        """
        from osteopharm.claims.references import bibliography

        return bibliography((claim.provenance.source for claim in self._claims), form)

    def to_rows(self) -> list[Row]:
        """The claims as flat dicts of strings, numbers and None, ready for any data frame.

        Entities are given by id; several values of one axis are joined by semicolons. ``inherited_by`` is the id of
        the entity that `about` asked for, where the claim is inherited from its class; otherwise None.

        >>> import osteopharm
        >>> row = osteopharm.load().claims.to_rows()[0]
        >>> row["id"], row["subject"], row["relation"], row["object"]
        ('af20-s01-bone-density-diminished', 'osteoporosis', 'involves-decreased', 'bone-mineral-density')
        """
        return [claim_row(claim, self.is_inherited(claim)) for claim in self._claims]

    def _columns(self) -> Columns:
        return CLAIM_COLUMNS

    def is_inherited(self, claim: EvidenceClaim) -> str | None:
        """The id of the entity that `about` asked for, where the claim is inherited from its class; otherwise None."""
        asked = self._about
        if asked is None or asked.kind not in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION):
            return None
        return None if claim.subject == asked else asked.id

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<ClaimSet of {len(self)}>"

    def __str__(self) -> str:
        about = f" about {self._about.name}" if self._about else ""
        about = f" about {self._within.name} and members" if self._within else about
        lines = [f"{len(self)} claim{'' if len(self) == 1 else 's'}{about}"]
        for claim in self._claims:
            inherited = f" (inherited from {claim.subject.name})" if self.is_inherited(claim) else ""
            lines.append(f"  {claim.id}: {claim.statement}{inherited}")
        lines += [f"  excepted: {claim_link.target.statement} ({claim_link.reason})" for claim_link in self.exceptions]
        return "\n".join([*lines, f"  {self.hint}"] if self.hint else lines)


_AXES: dict[str, Any] = {
    "polarity": Polarity,
    "certainty": Certainty,
    "study_kind": StudyKind,
    "finding": Finding,
    "benefit": Benefit,
    "held_by": HeldBy,
    "scope": Scope,
}
"""The axes of a claim on which `ClaimSet.where` asks for just one value, in the order of its arguments."""


def _rebuilt(whole: tuple[Any, ...], mine: tuple[Any, ...]) -> ClaimSet:
    claims, entities, claim_links, overlaps, lookup = whole
    made = ClaimSet(claims, entities=entities, claim_links=claim_links, overlaps=overlaps, lookup=lookup)
    ClaimSet._fill(made, made._all, *mine)  # noqa: SLF001 - a part of ClaimSet, outside it only so that it pickles
    return made


def member_of_axis(name: str, axis: type[AxisT], value: AxisT | str | None) -> AxisT | None:
    """The member of an axis that a filter names; None stays None.

    Raises:
        UnknownValueError: the axis has no such value.
    """
    if value is None or isinstance(value, axis):
        return value
    if isinstance(value, str):
        for member in axis:
            if member.value == value:
                return member
    raise UnknownValueError(name, value, [member.value for member in axis])
