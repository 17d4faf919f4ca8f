"""osteopharm: the pharmacology of osteoporosis as typed, tested, importable data.

Holds the public names, and brings each in when it is first used: importing the package reads no data.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteopharm.attribution import Attribution
    from osteopharm.claims import ClaimSet
    from osteopharm.claims.conflict import Conflict
    from osteopharm.claims.counts import ClaimCount, ClaimCounts, FindingRow
    from osteopharm.claims.evidence import EvidenceSummary
    from osteopharm.claims.overlaps import ExcludedStudy, OverlapSelection
    from osteopharm.collection import Collection
    from osteopharm.compendium import Compendium
    from osteopharm.disclosures import Interest
    from osteopharm.errors import (
        AmbiguousNameError,
        ColumnExistsError,
        DataError,
        InvalidRecordError,
        InvalidTableError,
        MissingExtraError,
        NoEffectsError,
        OsteopharmError,
        Problem,
        QuoteError,
        UnknownColumnError,
        UnknownIdError,
        UnknownValueError,
    )
    from osteopharm.io import dump_json, load, load_json, read_seeds
    from osteopharm.mechanisms.comparison import Comparison, Side
    from osteopharm.mechanisms.explanation import Explanation
    from osteopharm.mechanisms.graph import CausalEdge, CausalGraph
    from osteopharm.model.claims import ClaimLink, EvidenceClaim, Quantity
    from osteopharm.model.companies import Alias, Company, Disclosure
    from osteopharm.model.documents import (
        BibliographicRecord,
        Citation,
        Document,
        OcrCorrection,
        Passage,
        Sentence,
        UncoveredSentence,
    )
    from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication
    from osteopharm.model.enums import (
        Action,
        ArmRole,
        Benefit,
        Bound,
        Certainty,
        Contrast,
        Design,
        DisclosureKind,
        EntityKind,
        Finding,
        HeldBy,
        InactiveControl,
        LinkKind,
        Measure,
        NameKind,
        OsteoporosisIndication,
        Polarity,
        Role,
        Scope,
        Sequencing,
        Species,
        StudyKind,
    )
    from osteopharm.model.identifiers import Identifier
    from osteopharm.model.lookalikes import LookAlike, SpellingRule
    from osteopharm.model.mechanisms import CausalPath, CausalStep, Mechanism
    from osteopharm.model.products import Brand, Dose, LabelFacts, Market, Name, Presentation, Regimen
    from osteopharm.model.relations import Relation
    from osteopharm.model.segmentation import CitationStyle
    from osteopharm.model.sources import Label, Publication, Reference, Registry, Source
    from osteopharm.model.studies import Arm, Effect, Interval, Overlap, Study, StudyResult
    from osteopharm.names.identification import Identification
    from osteopharm.names.mention import Mention
    from osteopharm.names.suggestions import Suggestion

_HOMES = {
    "claims": ("ClaimSet",),
    "claims.counts": ("ClaimCounts", "ClaimCount", "FindingRow"),
    "claims.conflict": ("Conflict",),
    "claims.evidence": ("EvidenceSummary",),
    "claims.overlaps": ("OverlapSelection", "ExcludedStudy"),
    "collection": ("Collection",),
    "attribution": ("Attribution",),
    "compendium": ("Compendium",),
    "errors": (
        "AmbiguousNameError",
        "ColumnExistsError",
        "DataError",
        "InvalidTableError",
        "InvalidRecordError",
        "MissingExtraError",
        "NoEffectsError",
        "OsteopharmError",
        "Problem",
        "QuoteError",
        "UnknownColumnError",
        "UnknownIdError",
        "UnknownValueError",
    ),
    "io": ("dump_json", "load", "load_json", "read_seeds"),
    "mechanisms.comparison": ("Comparison", "Side"),
    "mechanisms.explanation": ("Explanation",),
    "mechanisms.graph": ("CausalEdge", "CausalGraph"),
    "disclosures": ("Interest",),
    "model.enums": (
        "ArmRole",
        "Benefit",
        "Contrast",
        "Design",
        "Finding",
        "InactiveControl",
        "Measure",
        "Sequencing",
        "Action",
        "LinkKind",
        "Bound",
        "Certainty",
        "DisclosureKind",
        "EntityKind",
        "HeldBy",
        "OsteoporosisIndication",
        "NameKind",
        "Polarity",
        "Role",
        "Scope",
        "Species",
        "StudyKind",
    ),
    "model.mechanisms": ("CausalPath", "CausalStep", "Mechanism"),
    "model.companies": ("Alias", "Company", "Disclosure"),
    "model.documents": (
        "BibliographicRecord",
        "Citation",
        "Document",
        "OcrCorrection",
        "Passage",
        "Sentence",
        "UncoveredSentence",
    ),
    "model.entities": ("Combination", "Concept", "DrugClass", "Entity", "Medication"),
    "model.claims": ("ClaimLink", "EvidenceClaim", "Quantity"),
    "model.identifiers": ("Identifier",),
    "model.products": ("Brand", "Dose", "LabelFacts", "Market", "Name", "Presentation", "Regimen"),
    "model.relations": ("Relation",),
    "model.segmentation": ("CitationStyle",),
    "model.sources": ("Label", "Publication", "Reference", "Registry", "Source"),
    "model.studies": ("Arm", "Effect", "Interval", "Overlap", "Study", "StudyResult"),
    "model.lookalikes": ("LookAlike", "SpellingRule"),
    "names.identification": ("Identification",),
    "names.mention": ("Mention",),
    "names.suggestions": ("Suggestion",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Action",
    "Alias",
    "AmbiguousNameError",
    "Arm",
    "ArmRole",
    "Attribution",
    "Benefit",
    "BibliographicRecord",
    "Bound",
    "Brand",
    "CausalEdge",
    "CausalGraph",
    "CausalPath",
    "CausalStep",
    "Certainty",
    "Citation",
    "CitationStyle",
    "ClaimCount",
    "ClaimCounts",
    "ClaimLink",
    "ClaimSet",
    "Collection",
    "ColumnExistsError",
    "Combination",
    "Company",
    "Comparison",
    "Compendium",
    "Concept",
    "Conflict",
    "Contrast",
    "DataError",
    "Design",
    "Disclosure",
    "DisclosureKind",
    "Document",
    "Dose",
    "DrugClass",
    "Effect",
    "Entity",
    "EntityKind",
    "EvidenceClaim",
    "EvidenceSummary",
    "ExcludedStudy",
    "Explanation",
    "Finding",
    "FindingRow",
    "HeldBy",
    "Identification",
    "Identifier",
    "InactiveControl",
    "Interest",
    "Interval",
    "InvalidRecordError",
    "InvalidTableError",
    "Label",
    "LabelFacts",
    "LinkKind",
    "LookAlike",
    "Market",
    "Measure",
    "Mechanism",
    "Medication",
    "Mention",
    "MissingExtraError",
    "Name",
    "NameKind",
    "NoEffectsError",
    "OcrCorrection",
    "OsteopharmError",
    "OsteoporosisIndication",
    "Overlap",
    "OverlapSelection",
    "Passage",
    "Polarity",
    "Presentation",
    "Problem",
    "Publication",
    "Quantity",
    "QuoteError",
    "Reference",
    "Regimen",
    "Registry",
    "Relation",
    "Role",
    "Scope",
    "Sentence",
    "Sequencing",
    "Side",
    "Source",
    "Species",
    "SpellingRule",
    "Study",
    "StudyKind",
    "StudyResult",
    "Suggestion",
    "UncoveredSentence",
    "UnknownColumnError",
    "UnknownIdError",
    "UnknownValueError",
    "dump_json",
    "load",
    "load_json",
    "read_seeds",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
