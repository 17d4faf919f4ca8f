"""A set of claims, and the filters and questions to put to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, overload

from osteopharm._suggest import nearest
from osteopharm._tables import Row, Tabular
from osteopharm.claims._index import ClaimIndex
from osteopharm.claims.export import claim_row
from osteopharm.collection import id_of
from osteopharm.errors import UnknownIdError, UnknownValueError
from osteopharm.model._record import Immutable, repr_html, validate
from osteopharm.model._schema import form_of
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.entities import Entity, lineage
from osteopharm.model.enums import (
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
    from osteopharm.claims.overlaps import OverlapSelection

__all__ = ["ClaimSet"]

AxisT = TypeVar("AxisT", Polarity, Certainty, StudyKind, Species, Design, Finding, Benefit, HeldBy, Scope, Relation)


class ClaimSet(Immutable, Tabular, Sequence[EvidenceClaim]):
    """Claims in a stable order, and the questions to ask of them; immutable.

    An int gives a claim, a slice a ClaimSet, a str the claim of that id. Every filter gives a ClaimSet.
    Wherever an entity is asked for, its id will do.

    Args:
        claims: the claims, in the order in which they are to stand.
        entities: the entities that may be asked for, beside those of which the claims speak.
        claim links: how the claims relate to each other; members that they except do not inherit the claim.
        overlaps: which publications share trials or patients.
        lookup: finds an entity by id or name; by default, entities are found by id.

    Raises:
        InvalidRecordError: one of the claims is none, or occurs twice.

    >>> import osteopharm
    >>> claims = osteopharm.load().claims
    >>> print(claims.about("bisphosphonates").on("fracture-risk").where(study_kind="not-given"))
    1 claim about bisphosphonates
      af20-s09-fracture-risk-lower: Bisphosphonates lower the risk of fracture.
    """

    __slots__ = ("__weakref__", "_all", "_by_id", "_claims", "_inherited_by", "exceptions")

    _all: ClaimIndex
    _by_id: Mapping[str, EvidenceClaim]
    _claims: tuple[EvidenceClaim, ...]
    _inherited_by: Entity | None
    exceptions: tuple[ClaimLink, ...]
    """After `about`: the claim links by which claims are not inherited by the entity, each with its reason."""

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
        self._fill(ClaimIndex(ordered, entities, claim_links, overlaps, lookup), ordered, None, ())

    def _fill(
        self,
        everything: ClaimIndex,
        claims: tuple[EvidenceClaim, ...],
        inherited_by: Entity | None,
        exceptions: tuple[ClaimLink, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "_all", everything)
        put(self, "_claims", claims)
        put(self, "_inherited_by", inherited_by)
        put(self, "exceptions", exceptions)

    def _subset(
        self,
        claims: Iterable[EvidenceClaim],
        inherited_by: Entity | None = None,
        exceptions: tuple[ClaimLink, ...] | None = None,
    ) -> ClaimSet:
        subset = ClaimSet.__new__(ClaimSet)
        inherited_by = self._inherited_by if inherited_by is None else inherited_by
        exceptions = self.exceptions if exceptions is None else exceptions
        ClaimSet._fill(subset, self._all, tuple(claims), inherited_by, exceptions)
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
        """A claim by its place or id, or a stretch of the set.

        Raises:
            IndexError: there is no such place.
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
        everything = self._all
        parts = (everything.claims, tuple(everything.entities.values()), everything.claim_links, everything.overlaps)
        return _rebuilt, (*parts, everything.lookup, self._claims, self._inherited_by, self.exceptions)

    @property
    def overlaps(self) -> tuple[Overlap, ...]:
        """Which publications share trials or patients, of all that are known."""
        return self._all.overlaps

    def about(self, entity: Entity | str, *, inherited: bool = True) -> ClaimSet:
        """Claims about an entity: its own first, then those inherited from its classes, nearest first.

        An inherited claim keeps the class as its ``subject``. Claims on a class as a whole are not inherited,
        nor are those that a qualifying link excepts for the entity: see `exceptions`.

        Args:
            entity: the entity, or its id.
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
        return self._subset(mine, asked, exceptions)

    def _among_mine(self, claims: Sequence[EvidenceClaim]) -> Sequence[EvidenceClaim]:
        if len(self._claims) == len(self._all.claims):
            return claims
        mine = self._index()
        return [claim for claim in claims if claim.id in mine]

    def on(self, entity: Entity | str, *, include_setting: bool = True) -> ClaimSet:
        """Claims that have an entity, or a narrower one, as their object or setting.

        Args:
            entity: the entity, or its id.
            include_setting: whether claims are included that name it only as their setting.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> [claim.relation.value for claim in osteopharm.load().claims.on("spinal-fracture")]
        ['affects', 'impairs', 'improves']
        """
        asked = self._all.entity(entity)
        if not include_setting:
            return self._filtered(lambda claim: asked in lineage(claim.object))
        ids = self._all.on(asked)
        return self._filtered(lambda claim: claim.id in ids)

    def _filtered(self, fits: Callable[[EvidenceClaim], bool]) -> ClaimSet:
        exceptions = tuple(claim_link for claim_link in self.exceptions if fits(claim_link.target))
        return self._subset([claim for claim in self._claims if fits(claim)], exceptions=exceptions)

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
            study_kind: the type of study behind the claim.
            species: in whom it was seen; ``animal`` takes in every animal.
            design: how the study behind it was made.
            finding: what the study found.
            benefit: what that means for those treated.
            held_by: whether the authors hold it.
            scope: generic or collective.
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
        wanted: dict[str, object] = {
            "polarity": member_of_axis("polarity", Polarity, polarity),
            "certainty": member_of_axis("certainty", Certainty, certainty),
            "study_kind": member_of_axis("study_kind", StudyKind, study_kind),
            "finding": member_of_axis("finding", Finding, finding),
            "benefit": member_of_axis("benefit", Benefit, benefit),
            "held_by": member_of_axis("held_by", HeldBy, held_by),
            "scope": member_of_axis("scope", Scope, scope),
        }
        axes = [(axis, member) for axis, member in wanted.items() if member is not None]
        within = member_of_axis("relation", Relation, relation)
        seen_in = member_of_axis("species", Species, species)
        made_as = member_of_axis("design", Design, design)
        origin = None if source is None else self._all.source(source)
        if citation is not None:
            self._all.refuse_unknown_citation(citation)

        def fits(claim: EvidenceClaim) -> bool:
            return (
                all(getattr(claim, axis) is member for axis, member in axes)
                and (seen_in is None or claim.species.is_within(seen_in))
                and (made_as is None or (claim.result is not None and claim.result.study.design is made_as))
                and (within is None or claim.relation.is_within(within))
                and (origin is None or claim.provenance.source == origin)
                and (citation is None or citation in claim.citations)
            )

        return self._filtered(fits)

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
        """Every two claims of the set of which one denies what the other affirms, in the set's order."""
        from osteopharm.claims.conflict import Conflict

        found = []
        denials = {place for place, claim in enumerate(self._claims) if claim.polarity is Polarity.DENIED}
        for place in sorted(denials):
            for other, claim in enumerate(self._claims):
                first, second = (claim, self._claims[place]) if other < place else (self._claims[place], claim)
                if conflict := Conflict.between(first, second):
                    found.append((min(place, other), max(place, other), conflict))
        return tuple(conflict for *_, conflict in sorted(found, key=lambda entry: entry[:2]))

    def counts(self) -> ClaimCounts:
        """How many claims there are by their axes, and how many findings: counts, not a synthesis."""
        from osteopharm.claims.counts import ClaimCounts

        return ClaimCounts.of(self._claims, self._all.overlaps)

    def without_overlaps(self) -> OverlapSelection[ClaimSet]:
        """The claims without those of studies that share trials or patients with a larger one of the set.

        Larger studies are taken before smaller ones; what is left out is reported, with the reason. Which studies a
        meta-analysis pooled is known only where an `Overlap` says so: look at designs before counting both.

        >>> import osteopharm
        >>> chosen = osteopharm.load().claims.on("screw-loosening").without_overlaps()
        >>> [each.publication.id for each in chosen.excluded]
        ['buerba-2018', 'fretes-2019', 'liu-2018']
        """
        from osteopharm.claims.overlaps import OverlapSelection, choose

        excluded = choose(self._claims, self._all.overlaps)
        dropped = {each.publication for each in excluded}
        return OverlapSelection(
            claims=self._filtered(lambda claim: claim.result is None or claim.provenance.source not in dropped),
            excluded=tuple(excluded),
        )

    def to_rows(self) -> list[Row]:
        """The claims as flat dicts of strings, numbers and None, ready for any data frame.

        Entities are given as ids; several values of one axis are joined by ``; ``. ``inherited_by`` is the id of
        the entity that `about` asked for, where the claim is said of its class; otherwise None.

        >>> import osteopharm
        >>> row = osteopharm.load().claims.to_rows()[0]
        >>> row["id"], row["subject"], row["relation"], row["object"]
        ('af20-s01-bone-density-diminished', 'osteoporosis', 'involves-decreased', 'bone-mineral-density')
        """
        return [claim_row(claim, self.is_inherited(claim)) for claim in self._claims]

    def is_inherited(self, claim: EvidenceClaim) -> str | None:
        """The id of the entity asked for with `about`, where the claim is said of its class and not of itself."""
        asked = self._inherited_by
        if asked is None or asked.kind not in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION):
            return None
        return None if claim.subject == asked else asked.id

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<ClaimSet of {len(self)}>"

    def __str__(self) -> str:
        about = f" about {self._inherited_by.name}" if self._inherited_by else ""
        lines = [f"{len(self)} claim{'' if len(self) == 1 else 's'}{about}"]
        for claim in self._claims:
            said = f" (said of its class, {claim.subject.name})" if self.is_inherited(claim) else ""
            lines.append(f"  {claim.id}: {claim.statement}{said}")
        lines += [
            f"  not inherited: {claim_link.target.statement} ({claim_link.reason})" for claim_link in self.exceptions
        ]
        return "\n".join(lines)


def _rebuilt(
    claims: tuple[EvidenceClaim, ...],
    entities: tuple[Entity, ...],
    claim_links: tuple[ClaimLink, ...],
    overlaps: tuple[Overlap, ...],
    lookup: Callable[[Entity | str], Entity] | None,
    mine: tuple[EvidenceClaim, ...],
    inherited_by: Entity | None,
    exceptions: tuple[ClaimLink, ...],
) -> ClaimSet:
    whole = ClaimSet(claims, entities=entities, claim_links=claim_links, overlaps=overlaps, lookup=lookup)
    return whole if mine == claims and inherited_by is None else whole._subset(mine, inherited_by, exceptions)  # noqa: SLF001 - a part of ClaimSet, outside it only so that it pickles


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
