"""Claims, quotes and causal steps as plain answers."""

from __future__ import annotations

from collections.abc import Iterable

from osteopharm.agents.answers import (
    ClaimAnswer,
    ExceptionAnswer,
    FiguresAnswer,
    QuoteAnswer,
    SourceAnswer,
    StepAnswer,
)
from osteopharm.agents.pages import ref
from osteopharm.claims.export import comparator_name
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.documents import Passage
from osteopharm.model.enums import ArmRole
from osteopharm.model.mechanisms import CausalStep
from osteopharm.model.sources import Publication, Reference
from osteopharm.model.studies import StudyResult


def claim_answer(claim: EvidenceClaim, *, inherited: bool = False) -> ClaimAnswer:
    """A claim with its quote or its publication and figures."""
    where = claim.provenance
    return ClaimAnswer(
        id=claim.id,
        statement=claim.statement,
        subject=ref(claim.subject),
        relation=claim.relation.value,
        object=ref(claim.object),
        polarity=claim.polarity.value,
        certainty=claim.certainty.value,
        held_by=claim.held_by.value,
        holder=claim.holder.name if claim.holder else None,
        study_kind=claim.study_kind.value,
        species=claim.species.value,
        scope=claim.scope.value,
        setting=[place.name for place in claim.setting],
        inherited=inherited,
        source=_source(where),
        quote=quote_answer(where) if isinstance(where, Passage) else None,
        context=[quote_answer(passage) for passage in claim.context],
        is_cut_off=claim.is_cut_off,
        figures=_figures(claim, claim.result) if claim.result else None,
        note=claim.note,
    )


def quote_answer(passage: Passage) -> QuoteAnswer:
    """The words of a document with their offsets and its digest."""
    return QuoteAnswer(
        text=passage.quote,
        document=passage.source.id,
        start=passage.start,
        end=passage.end,
        sha256=passage.source.sha256,
    )


def _source(where: Passage | Reference) -> SourceAnswer:
    source = where.source
    publication = source if isinstance(source, Publication) else None
    return SourceAnswer(
        id=source.id,
        kind=type(source).__name__.lower(),
        name=source.name,
        citation=publication.citation if publication else None,
        pmid=publication.pmid if publication else None,
        doi=publication.doi if publication else None,
        locator=where.locator if isinstance(where, Reference) else None,
    )


def _figures(claim: EvidenceClaim, result: StudyResult) -> FiguresAnswer:
    arms = {role: "; ".join(str(arm) for arm in result.arms if arm.role is role) or None for role in ArmRole}
    return FiguresAnswer(
        study=result.study.name,
        design=result.study.design.value,
        population=result.study.population,
        participants=result.study.participants,
        timepoint=result.study.timepoint,
        intervention=arms[ArmRole.INTERVENTION],
        comparator=comparator_name(claim) or "",
        comparator_arm=arms[ArmRole.COMPARATOR],
        measured_as=result.measured_as,
        finding=result.finding.value,
        benefit=result.benefit.value if result.benefit else None,
        effect=str(result.effect) if result.effect else None,
    )


def exception_answers(links: Iterable[ClaimLink]) -> list[ExceptionAnswer]:
    """The claims about a class that do not apply to a member, each with the reason."""
    return [
        ExceptionAnswer(claim=link.target.id, statement=link.target.statement, reason=link.reason) for link in links
    ]


def step_answer(step: CausalStep) -> StepAnswer:
    """A step of a mechanism with its sources."""
    return StepAnswer(
        subject=step.subject.name,
        relation=step.relation.value,
        object=step.object.name,
        sign=step.sign,
        certainty=step.certainty.value,
        is_observed=step.observed,
        disputed=step.disputed,
        claims=[claim.id for claim in step.claims],
        sources=[source.id for source in step.sources],
    )
