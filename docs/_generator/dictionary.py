"""The data dictionary: every record type with its fields and every enum with its values."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from osteopharm import (
    Arm,
    BibliographicRecord,
    CausalStep,
    ClaimLink,
    Combination,
    Company,
    Concept,
    Disclosure,
    Document,
    DrugClass,
    Effect,
    EntityKind,
    EvidenceClaim,
    Label,
    LookAlike,
    Mechanism,
    Medication,
    OcrCorrection,
    Overlap,
    Publication,
    Quantity,
    Registry,
    Relation,
    SpellingRule,
    Study,
    UncoveredSentence,
)
from osteopharm.model.documents import Passage
from osteopharm.model.kinds import KINDS

from .markdown import bullets, page, prose, section, table
from .model import KEYS, axes, keys_of, meanings, member_meanings, parts, record_types, summary, types_of, words

PLACES: MappingProxyType[type, tuple[str, str]] = MappingProxyType(
    {
        Document: ("`seeds/<document-id>/source.toml`, and its text in `document.txt` beside it", ""),
        BibliographicRecord: ("`seeds/<document-id>/source.toml`", "[record]"),
        OcrCorrection: ("`seeds/<document-id>/source.toml`", "[[corrections]]"),
        UncoveredSentence: ("`seeds/<document-id>/source.toml`", "[[uncovered]]"),
        Registry: ("`seeds/catalog/sources.toml`", "[[registries]]"),
        Label: ("`seeds/catalog/sources.toml`", "[[labels]]"),
        Publication: (
            "`seeds/catalog/sources.toml`, or `seeds/literature/publications.toml` for studies",
            "[[publications]]",
        ),
        Company: ("`seeds/catalog/companies.toml`", "[[companies]]"),
        DrugClass: ("`seeds/catalog/drug-classes.toml`", "[[drug_classes]]"),
        Medication: ("`seeds/catalog/medications/<id>.toml`, one file each", ""),
        Combination: ("`seeds/catalog/combinations.toml`", "[[combinations]]"),
        Concept: ("`seeds/catalog/concepts.toml`", "[[concepts]]"),
        EvidenceClaim: ("`seeds/<document-id>/claims.toml` or `seeds/literature/claims.toml`", "[[claims]]"),
        Quantity: ("the file of the claim", "quantity = { … }"),
        Study: ("`seeds/literature/claims.toml`", "study = { … }"),
        Effect: ("`seeds/literature/claims.toml`", "effect = { … }"),
        Arm: ("`seeds/literature/claims.toml`", "arms = [{ … }, { … }]"),
        Overlap: ("`seeds/literature/overlaps.toml`", "[[overlaps]]"),
        Mechanism: ("`seeds/catalog/mechanisms.toml`", "[[mechanisms]]"),
        CausalStep: ("`seeds/catalog/mechanisms.toml`", "[[mechanisms.steps]]"),
        Disclosure: ("`seeds/<document-id>/source.toml`", "[[disclosures]]"),
        ClaimLink: ("`seeds/literature/claim-links.toml`", "[[claim_links]]"),
        LookAlike: ("`seeds/catalog/look-alikes.toml`", "[[look_alikes]]"),
        SpellingRule: ("`seeds/catalog/spelling-rules.toml`", "[[spelling_rules]]"),
    }
)
"""The file and table of each record type in a seed folder; the others are nested in these tables."""

# What the files ask for otherwise than Python does.
_IN_FILES: MappingProxyType[tuple[type, str], str] = MappingProxyType(
    {
        (Document, "id"): "the name of the folder",
        (Document, "text"): "the file `document.txt`",
        (Document, "sha256"): "in the files, yes",
        (Medication, "id"): "the name of the file",
    }
)
_SIMPLE: MappingProxyType[object, str] = MappingProxyType(
    {
        str: "text",
        bool: "boolean",
        int: "integer",
        float: "number",
        Passage: "quote: words that occur exactly once in the document",
    }
)
_SIGNS = {1: "+1", -1: "-1", None: "none"}

_OPENING = """\
Every field of a record and every value of an enum.
This page is generated from the model of osteopharm.
[](axes.md) explains the classification of claims with examples, and [](your-own-document.md) shows complete files.

The keys are those of the seed files, which curators edit, and of the JSON that ships.
In a file, a reference to another record is its id, a passage is its quote, and an enum member is its value.
Optional keys are left out if there is no value; unknown keys are rejected.
In Python, fields have the names of the keys, except that `quote` and `reference` are `provenance`:
a claim quotes a document whose text ships, or refers to a location in another source."""


def dictionary_page() -> str:
    """The data dictionary as a page in Markdown."""
    return page(
        "# Data dictionary",
        _OPENING,
        section("Records", *map(_record_type, record_types())),
        section("Enums", *map(_axis, axes())),
    )


def _record_type(record_type: type) -> str:
    rows = [
        [f"`{key}`", in_words(annotation), _required(record_type, key, name), prose(meanings(record_type)[name])]
        for key, (name, annotation) in keys_of(record_type).items()
    ]
    header = ["key", "type", "required", "meaning"]
    return (
        f"### {record_type.__name__}\n\n{prose(summary(record_type))}\n{_place(record_type)}\n\n{table(header, rows)}"
    )


def _place(record_type: type) -> str:
    if record_type in PLACES:
        file, entry = PLACES[record_type]
        return f"In {file}{f', under `{entry}`' if entry else ''}."
    return f"Used in:\n\n{_used_in(record_type)}"


def _used_in(part: type) -> str:
    """The fields that use a part or an enum."""
    return bullets(
        f"`{key}` of [{record_type.__name__}](#{record_type.__name__.lower()})"
        for record_type in record_types()
        for key, (_, annotation) in keys_of(record_type).items()
        if part in parts(annotation)
    )


def _required(record_type: type, key: str, name: str) -> str:
    if name == "provenance" and len(set(parts(types_of(record_type)[name]))) > 1:
        return "one of " + " and ".join(f"`{each}`" for each in KEYS.values())
    stated = _IN_FILES.get((record_type, key))
    return stated or ("yes" if getattr(attrs.fields(record_type), name).default is attrs.NOTHING else "no")


def in_words(annotation: Any) -> str:
    """The type of a field in plain words.

    >>> in_words(tuple[int, ...])
    'list of integers'
    """
    if get_origin(annotation) is tuple:
        form, colon, rest = in_words(get_args(annotation)[0]).partition(":")
        return f"list of {form}s{colon}{rest}"
    if get_origin(annotation) in (Union, UnionType):
        # Several record types share one prefix: "id of a drug class or medication".
        several = [in_words(part) for part in get_args(annotation) if part is not type(None)]
        return " or ".join([several[0], *(each.removeprefix("id: ") for each in several[1:])])
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    target = f"[{words(annotation.__name__)}](#{annotation.__name__.lower()})"
    if issubclass(annotation, StrEnum):
        return f"value: {target}"
    return f"id: {target}" if annotation in KINDS.values() else f"table: {target}"


def _axis(axis: type[StrEnum]) -> str:
    header = ["value", "meaning"]
    rows = [[f"`{member.value}`", prose(member_meanings(axis)[member.value])] for member in axis]
    more = ""
    if axis is Relation:
        header += ["sign", "broader"]
        for row, relation in zip(rows, Relation, strict=True):
            row += [_SIGNS[relation.sign], f"`{relation.broader.value}`" if relation.broader else "none"]
        more = f"\n\nThe kinds of subject and object of each relation:\n\n{_kinds_taken()}"
    used = f"Used in:\n\n{_used_in(axis)}"
    return f"### {axis.__name__}\n\n{prose(summary(axis))}\n{used}\n\n{table(header, rows)}{more}"


def _kinds_taken() -> str:
    rows = [[f"`{each.value}`", _kinds(each.subject_kinds), _kinds(each.object_kinds)] for each in Relation]
    return table(["relation", "kinds of subject", "kinds of object"], rows)


def _kinds(kinds: frozenset[EntityKind]) -> str:
    excluded = [kind for kind in EntityKind if kind not in kinds]
    if len(excluded) <= 1:
        return f"any{''.join(f' except {words(kind.value)}' for kind in excluded)}"
    return ", ".join(kind.value.replace("-", " ") for kind in EntityKind if kind in kinds)
