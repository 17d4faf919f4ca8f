"""osteopharm: the pharmacology of osteoporosis as typed, tested, importable data.

Holds the public names, and brings each in when it is first used: importing the package reads no data.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteopharm.claims import Balance, BalanceRow, ClaimSet, Conflict
    from osteopharm.collection import Collection
    from osteopharm.compendium import Colophon, Compendium
    from osteopharm.errors import (
        DataError,
        Fault,
        InvalidRecordError,
        MissingExtraError,
        OsteopharmError,
        Problem,
        QuoteError,
        UnknownIdError,
        UnknownValueError,
    )
    from osteopharm.loading import dump_json, load, load_json, read_seeds
    from osteopharm.model.axes import (
        BearingKind,
        Bound,
        Certainty,
        DisclosureKind,
        EntityKind,
        HeldBy,
        Polarity,
        Scope,
        Species,
        StudyKind,
    )
    from osteopharm.model.causality import CausalPath, CausalStep, Mechanism
    from osteopharm.model.documents import (
        BibliographicRecord,
        Citation,
        Document,
        Mend,
        Passage,
        Sentence,
        UncoveredSentence,
    )
    from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, Source
    from osteopharm.model.evidence import Bearing, Disclosure, EvidenceClaim, Quantity
    from osteopharm.model.relations import Relation
    from osteopharm.model.scanning import CitationStyle

_HOMES = {
    "claims": ("Balance", "BalanceRow", "ClaimSet", "Conflict"),
    "collection": ("Collection",),
    "compendium": ("Colophon", "Compendium"),
    "errors": (
        "DataError",
        "Fault",
        "InvalidRecordError",
        "MissingExtraError",
        "OsteopharmError",
        "Problem",
        "QuoteError",
        "UnknownIdError",
        "UnknownValueError",
    ),
    "loading": ("dump_json", "load", "load_json", "read_seeds"),
    "model.axes": (
        "BearingKind",
        "Bound",
        "Certainty",
        "DisclosureKind",
        "EntityKind",
        "HeldBy",
        "Polarity",
        "Scope",
        "Species",
        "StudyKind",
    ),
    "model.causality": ("CausalPath", "CausalStep", "Mechanism"),
    "model.documents": (
        "BibliographicRecord",
        "Citation",
        "Document",
        "Mend",
        "Passage",
        "Sentence",
        "UncoveredSentence",
    ),
    "model.entities": ("Concept", "DrugClass", "Entity", "Medication", "Source"),
    "model.evidence": ("Bearing", "Disclosure", "EvidenceClaim", "Quantity"),
    "model.relations": ("Relation",),
    "model.scanning": ("CitationStyle",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Balance",
    "BalanceRow",
    "Bearing",
    "BearingKind",
    "BibliographicRecord",
    "Bound",
    "CausalPath",
    "CausalStep",
    "Certainty",
    "Citation",
    "CitationStyle",
    "ClaimSet",
    "Collection",
    "Colophon",
    "Compendium",
    "Concept",
    "Conflict",
    "DataError",
    "Disclosure",
    "DisclosureKind",
    "Document",
    "DrugClass",
    "Entity",
    "EntityKind",
    "EvidenceClaim",
    "Fault",
    "HeldBy",
    "InvalidRecordError",
    "Mechanism",
    "Medication",
    "Mend",
    "MissingExtraError",
    "OsteopharmError",
    "Passage",
    "Polarity",
    "Problem",
    "Quantity",
    "QuoteError",
    "Relation",
    "Scope",
    "Sentence",
    "Source",
    "Species",
    "StudyKind",
    "UncoveredSentence",
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
