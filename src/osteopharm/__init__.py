"""osteopharm: the pharmacology of osteoporosis as typed, tested, importable data.

Holds the public names, and brings each in when it is first used: importing the package reads no data.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteopharm.claims import ClaimSet
    from osteopharm.claims.balance import Balance, BalanceRow, FindingRow
    from osteopharm.claims.conflict import Conflict
    from osteopharm.claims.corroboration import Corroboration
    from osteopharm.claims.independence import Independent, LeftOut
    from osteopharm.collection import Collection
    from osteopharm.colophon import Colophon
    from osteopharm.compendium import Compendium
    from osteopharm.errors import (
        AmbiguousNameError,
        ColumnClashError,
        DataError,
        Fault,
        FrameTypeError,
        InvalidRecordError,
        MissingExtraError,
        NothingToDrawError,
        OsteopharmError,
        Problem,
        QuoteError,
        UnknownColumnError,
        UnknownIdError,
        UnknownValueError,
    )
    from osteopharm.loading import dump_json, load, load_json, read_seeds
    from osteopharm.mechanisms.comparison import Comparison, Side
    from osteopharm.mechanisms.explanation import Explanation
    from osteopharm.mechanisms.graph import CausalEdge, CausalGraph
    from osteopharm.mechanisms.interests import Interest
    from osteopharm.model.axes import (
        Action,
        BearingKind,
        Bound,
        Certainty,
        DisclosureKind,
        EntityKind,
        HeldBy,
        Labelled,
        NameKind,
        Polarity,
        Role,
        Scope,
        Species,
        StudyKind,
    )
    from osteopharm.model.causality import CausalPath, CausalStep, Mechanism
    from osteopharm.model.companies import Alias, Company
    from osteopharm.model.documents import (
        BibliographicRecord,
        Citation,
        Document,
        Mend,
        Passage,
        Sentence,
        UncoveredSentence,
    )
    from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication
    from osteopharm.model.evidence import Bearing, Disclosure, EvidenceClaim, Quantity
    from osteopharm.model.identifiers import Identifier
    from osteopharm.model.products import Brand, Dose, LabelFacts, Market, Name, Presentation, Regimen
    from osteopharm.model.relations import Relation
    from osteopharm.model.scanning import CitationStyle
    from osteopharm.model.sources import Label, Publication, Reference, Register, Source
    from osteopharm.model.studies import Arm, Effect, Interval, Overlap, Study
    from osteopharm.model.study_axes import (
        ArmRole,
        Benefit,
        Contrast,
        Design,
        Finding,
        Inactive,
        Measure,
        Sequencing,
    )
    from osteopharm.model.wording import Decoy, SpellingRule
    from osteopharm.names.identification import Identification
    from osteopharm.names.mention import Mention
    from osteopharm.names.suggestions import Suggestion

_HOMES = {
    "claims": ("ClaimSet",),
    "claims.balance": ("Balance", "BalanceRow", "FindingRow"),
    "claims.conflict": ("Conflict",),
    "claims.corroboration": ("Corroboration",),
    "claims.independence": ("Independent", "LeftOut"),
    "collection": ("Collection",),
    "colophon": ("Colophon",),
    "compendium": ("Compendium",),
    "errors": (
        "AmbiguousNameError",
        "ColumnClashError",
        "DataError",
        "Fault",
        "FrameTypeError",
        "InvalidRecordError",
        "MissingExtraError",
        "NothingToDrawError",
        "OsteopharmError",
        "Problem",
        "QuoteError",
        "UnknownColumnError",
        "UnknownIdError",
        "UnknownValueError",
    ),
    "loading": ("dump_json", "load", "load_json", "read_seeds"),
    "mechanisms.comparison": ("Comparison", "Side"),
    "mechanisms.explanation": ("Explanation",),
    "mechanisms.graph": ("CausalEdge", "CausalGraph"),
    "mechanisms.interests": ("Interest",),
    "model.axes": (
        "Action",
        "BearingKind",
        "Bound",
        "Certainty",
        "DisclosureKind",
        "EntityKind",
        "HeldBy",
        "Labelled",
        "NameKind",
        "Polarity",
        "Role",
        "Scope",
        "Species",
        "StudyKind",
    ),
    "model.causality": ("CausalPath", "CausalStep", "Mechanism"),
    "model.companies": ("Alias", "Company"),
    "model.documents": (
        "BibliographicRecord",
        "Citation",
        "Document",
        "Mend",
        "Passage",
        "Sentence",
        "UncoveredSentence",
    ),
    "model.entities": ("Combination", "Concept", "DrugClass", "Entity", "Medication"),
    "model.evidence": ("Bearing", "Disclosure", "EvidenceClaim", "Quantity"),
    "model.identifiers": ("Identifier",),
    "model.products": ("Brand", "Dose", "LabelFacts", "Market", "Name", "Presentation", "Regimen"),
    "model.relations": ("Relation",),
    "model.scanning": ("CitationStyle",),
    "model.sources": ("Label", "Publication", "Reference", "Register", "Source"),
    "model.studies": ("Arm", "Effect", "Interval", "Overlap", "Study"),
    "model.study_axes": (
        "ArmRole",
        "Benefit",
        "Contrast",
        "Design",
        "Finding",
        "Inactive",
        "Measure",
        "Sequencing",
    ),
    "model.wording": ("Decoy", "SpellingRule"),
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
    "Balance",
    "BalanceRow",
    "Bearing",
    "BearingKind",
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
    "ClaimSet",
    "Collection",
    "Colophon",
    "ColumnClashError",
    "Combination",
    "Company",
    "Comparison",
    "Compendium",
    "Concept",
    "Conflict",
    "Contrast",
    "Corroboration",
    "DataError",
    "Decoy",
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
    "Explanation",
    "Fault",
    "Finding",
    "FindingRow",
    "FrameTypeError",
    "HeldBy",
    "Identification",
    "Identifier",
    "Inactive",
    "Independent",
    "Interest",
    "Interval",
    "InvalidRecordError",
    "Label",
    "LabelFacts",
    "Labelled",
    "LeftOut",
    "Market",
    "Measure",
    "Mechanism",
    "Medication",
    "Mend",
    "Mention",
    "MissingExtraError",
    "Name",
    "NameKind",
    "NothingToDrawError",
    "OsteopharmError",
    "Overlap",
    "Passage",
    "Polarity",
    "Presentation",
    "Problem",
    "Publication",
    "Quantity",
    "QuoteError",
    "Reference",
    "Regimen",
    "Register",
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
