"""What a set of claims looks up: every entity, every claim, and which members are exceptions to which claims.

A set and all sets filtered from it share one `ClaimIndex`; its look-ups are cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from osteopharm._suggest import nearest
from osteopharm.collection import id_of
from osteopharm.errors import UnknownIdError, UnknownValueError
from osteopharm.model._record import Record
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.entities import Entity, lineage
from osteopharm.model.enums import Scope
from osteopharm.model.sources import Source
from osteopharm.model.studies import Overlap

if TYPE_CHECKING:
    from osteopharm.claims.conflict import Conflict


class ClaimIndex:
    """All entities, all claims, all claim links and all overlaps, for a set of claims and those filtered from it.

    Args:
        claims: the claims.
        entities: the entities that may be asked for, beside those that the claims name.
        claim_links: how the claims support, contradict or qualify each other.
        overlaps: which publications share trials or patients.
        lookup: gives the entity that a text names; without it, only ids are known.
    """

    def __init__(
        self,
        claims: Iterable[EvidenceClaim],
        entities: Iterable[Entity],
        claim_links: Iterable[ClaimLink],
        overlaps: Iterable[Overlap],
        lookup: Callable[[Entity | str], Entity] | None = None,
    ) -> None:
        self.claims = tuple(claims)
        self._given = tuple(entities)
        self.claim_links = tuple(claim_links)
        self.overlaps = tuple(overlaps)
        self.lookup = lookup
        self._about: dict[str, tuple[tuple[EvidenceClaim, ...], tuple[ClaimLink, ...]]] = {}
        self._on: dict[str, frozenset[str]] = {}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The entities that may be asked for, by id: those given and those that the claims name."""
        found = {entity.id: entity for entity in self._given}
        for claim in self.claims:
            for entity in (claim.subject, claim.object, *claim.setting):
                if entity.id not in found:
                    found.update({above.id: above for above in lineage(entity)})
        return found

    @cached_property
    def _by_subject(self) -> dict[str, list[EvidenceClaim]]:
        found: dict[str, list[EvidenceClaim]] = {}
        for claim in self.claims:
            found.setdefault(claim.subject.id, []).append(claim)
        return found

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """The ids of the claims about the members of each entity, however far down; not about the entity itself."""
        found: dict[str, set[str]] = {}
        for claims in self._by_subject.values():
            for above in list(lineage(claims[0].subject))[1:]:
                found.setdefault(above.id, set()).update(claim.id for claim in claims)
        return {id: frozenset(ids) for id, ids in found.items()}

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts of all claims."""
        from osteopharm.claims.conflict import conflicts_among

        return conflicts_among(self.claims)

    @cached_property
    def _exceptions(self) -> dict[str, list[ClaimLink]]:
        found: dict[str, list[ClaimLink]] = {}
        for claim_link in self.claim_links:
            if claim_link.exceptions:
                found.setdefault(claim_link.target.id, []).append(claim_link)
        return found

    def entity(self, given: Entity | str) -> Entity:
        """The entity that an object, an id or, with a look-up, any of its names means."""
        id = id_of(given)
        found = self.entities.get(id)
        if found is None and self.lookup is not None and isinstance(given, str | Record):
            found = self.entities.get(self.lookup(given).id)
        if found is None:
            raise UnknownIdError(id, "entity", nearest(id, self.entities))
        return found

    def source(self, given: Source | str) -> Source:
        """The source of some claim that an object or an id names."""
        sources = {claim.provenance.source.id: claim.provenance.source for claim in self.claims}
        id = id_of(given)
        if id not in sources:
            raise UnknownIdError(id, "source", nearest(id, sources))
        return sources[id]

    def refuse_unknown_citation(self, number: object) -> None:
        """Raise an error unless some claim cites that number."""
        numbers = sorted({number for claim in self.claims for number in claim.citations})
        if type(number) is not int or number not in numbers:
            raise UnknownValueError("citation", number, map(str, numbers))

    def about(
        self, entity: Entity, *, inherited: bool = True
    ) -> tuple[tuple[EvidenceClaim, ...], tuple[ClaimLink, ...]]:
        """The claims about an entity, nearest first, and the links that keep others from being inherited."""
        if not inherited:
            return tuple(self._by_subject.get(entity.id, ())), ()
        known = self._about.get(entity.id)
        if known is None:
            known = self._about[entity.id] = self._look_about(entity)
        return known

    def _look_about(self, entity: Entity) -> tuple[tuple[EvidenceClaim, ...], tuple[ClaimLink, ...]]:
        above = lineage(entity)
        claims: list[EvidenceClaim] = []
        exceptions = []
        for kin in above:
            for claim in self._by_subject.get(kin.id, ()):
                if kin != entity and claim.scope is not Scope.EACH_MEMBER:
                    continue
                excepting = [each for each in self._exceptions.get(claim.id, ()) if each.is_exception(above)]
                if excepting and kin != entity:
                    exceptions += excepting
                else:
                    claims.append(claim)
        return tuple(claims), tuple(exceptions)

    def on(self, entity: Entity) -> frozenset[str]:
        """The ids of the claims whose object or setting is that entity or a narrower one."""
        known = self._on.get(entity.id)
        if known is None:
            known = self._on[entity.id] = frozenset(
                claim.id
                for claim in self.claims
                if any(entity in lineage(place) for place in (claim.object, *claim.setting))
            )
        return known
