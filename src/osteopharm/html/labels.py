"""The values of a claim in plain words, with signs that distinguish them without color."""

from __future__ import annotations

from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.enums import Certainty, HeldBy, Polarity, Scope, Species, StudyKind

SIGNS = {Polarity.AFFIRMED: "\u2713", Polarity.DENIED: "\u2717", Polarity.UNRESOLVED: "?"}
"""A sign for each polarity."""

POLARITY = {
    Polarity.AFFIRMED: "affirmed",
    Polarity.DENIED: "denied",
    Polarity.UNRESOLVED: "left open",
}
CERTAINTY = {
    Certainty.STATED: "plainly stated",
    Certainty.PROBABLE: "hedged (likely)",
    Certainty.THEORETICAL: "as a theory",
}
STUDY_KIND = {
    StudyKind.CLINICAL_STUDIES: "results in people",
    StudyKind.ANIMAL_STUDIES: "animal studies",
    StudyKind.REASONING: "reasoning",
    StudyKind.DEFINITION: "definition or classification",
    StudyKind.NOT_GIVEN: "kind of evidence not given",
}
SPECIES = {
    Species.HUMAN: "in people",
    Species.ANIMAL: "in animals",
    Species.RAT: "in rats",
    Species.RABBIT: "in rabbits",
    Species.DOG: "in dogs",
    Species.PIG: "in pigs",
    Species.NOT_GIVEN: None,
}
# These kinds of study already name the species.
_SPECIES_IMPLIED = {(StudyKind.CLINICAL_STUDIES, Species.HUMAN), (StudyKind.ANIMAL_STUDIES, Species.ANIMAL)}
SCOPE = {
    Scope.EACH_MEMBER: None,
    Scope.CLASS_AS_A_WHOLE: "applies to the class as a whole, not to each member",
}


def axes_in_words(claim: EvidenceClaim) -> str:
    """The values of a claim as one line of plain words.

    >>> import osteopharm
    >>> axes_in_words(osteopharm.load().claims["af20-s07-fusion-healing-feared"])
    'affirmed, as a theory, by spine surgeons; reasoning; where: spine fusion'
    """
    holder = "" if claim.held_by is HeldBy.AUTHORS or claim.holder is None else f", by {claim.holder.name}"
    parts = [
        f"{POLARITY[claim.polarity]}, {CERTAINTY[claim.certainty]}{holder}",
        STUDY_KIND[claim.study_kind],
        None if (claim.study_kind, claim.species) in _SPECIES_IMPLIED else SPECIES[claim.species],
        f"where: {', '.join(place.name for place in claim.setting)}" if claim.setting else None,
        str(claim.quantity) if claim.quantity else None,
        SCOPE[claim.scope],
    ]
    return "; ".join(part for part in parts if part)
