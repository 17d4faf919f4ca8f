"""The data dictionary: each noun with its fields, each axis with its values, read off the model."""

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
from .model import KEYS, axes, keys_of, meanings, member_meanings, nouns, parts, summary, types_of, words

PLACES: MappingProxyType[type, tuple[str, str]] = MappingProxyType(
    {
        Document: ("`seeds/<document-id>/source.toml`, and its text in `document.txt` beside it", ""),
        BibliographicRecord: ("`seeds/<document-id>/source.toml`", "[record]"),
        OcrCorrection: ("`seeds/<document-id>/source.toml`", "[[corrections]]"),
        UncoveredSentence: ("`seeds/<document-id>/source.toml`", "[[uncovered]]"),
        Registry: ("`seeds/catalog/sources.toml`", "[[registries]]"),
        Label: ("`seeds/catalog/sources.toml`", "[[labels]]"),
        Publication: (
            "`seeds/catalog/sources.toml`, or `seeds/literature/publications.toml` where it reports a study",
            "[[publications]]",
        ),
        Company: ("`seeds/catalog/companies.toml`", "[[companies]]"),
        DrugClass: ("`seeds/catalog/drug-classes.toml`", "[[drug_classes]]"),
        Medication: ("`seeds/catalog/medications/<id>.toml`, a file for each", ""),
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
"""Where each noun stands in a seed folder: the file, and the table in it. The others stand in the tables of these."""

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
        bool: "truth value",
        int: "whole number",
        float: "number",
        Passage: "quote: words that stand once in the document",
    }
)
_SIGNS = {1: "+1", -1: "-1", None: "none"}

_OPENING = """\
Every field that a record has and every value that an axis takes.
This page is made from the model of osteopharm.
[](axes.md) explains the axes with examples, and [](your-own-document.md) shows whole files.

The keys are those of the seed files, which people edit, and of the JSON that ships.
A link to another record stands in a file as its id, a passage as its quote, an axis as one of its values.
A key that is not required is left out where there is nothing to say; a key that is not listed here is refused.
In Python the field has the name of the key, but for `quote` and `reference`, which are `provenance` there:
a claim quotes a document whose text ships, or refers to a place in another source."""


def dictionary_page() -> str:
    """The data dictionary as a page in Markdown."""
    return page(
        "# Data dictionary",
        _OPENING,
        section("The nouns", *map(_noun, nouns())),
        section("The axes", *map(_axis, axes())),
    )


def _noun(noun: type) -> str:
    rows = [
        [f"`{key}`", in_words(annotation), _required(noun, key, name), prose(meanings(noun)[name])]
        for key, (name, annotation) in keys_of(noun).items()
    ]
    header = ["key", "type", "required", "what it means"]
    return f"### {noun.__name__}\n\n{prose(summary(noun))}\n{_place(noun)}\n\n{table(header, rows)}"


def _place(noun: type) -> str:
    if noun in PLACES:
        file, entry = PLACES[noun]
        return f"In {file}{f', under `{entry}`' if entry else ''}."
    return f"It stands in:\n\n{_standing(noun)}"


def _standing(part: type) -> str:
    """The fields in which a part or an axis stands."""
    return bullets(
        f"`{key}` of [{noun.__name__}](#{noun.__name__.lower()})"
        for noun in nouns()
        for key, (_, annotation) in keys_of(noun).items()
        if part in parts(annotation)
    )


def _required(noun: type, key: str, name: str) -> str:
    if name == "provenance" and len(set(parts(types_of(noun)[name]))) > 1:
        return "one of " + " and ".join(f"`{each}`" for each in KEYS.values())
    told = _IN_FILES.get((noun, key))
    return told or ("yes" if getattr(attrs.fields(noun), name).default is attrs.NOTHING else "no")


def in_words(annotation: Any) -> str:
    """The type of a field in plain words.

    >>> in_words(tuple[int, ...])
    'list of whole numbers'
    """
    if get_origin(annotation) is tuple:
        form, colon, rest = in_words(get_args(annotation)[0]).partition(":")
        return f"list of {form}s{colon}{rest}"
    if get_origin(annotation) in (Union, UnionType):
        # Several kinds of record share one word before them: "id of a drug class or medication".
        several = [in_words(part) for part in get_args(annotation) if part is not type(None)]
        return " or ".join([several[0], *(each.removeprefix("id: ") for each in several[1:])])
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    target = f"[{words(annotation.__name__)}](#{annotation.__name__.lower()})"
    if issubclass(annotation, StrEnum):
        return f"value: {target}"
    return f"id: {target}" if annotation in KINDS.values() else f"table: {target}"


def _axis(axis: type[StrEnum]) -> str:
    header = ["value", "what it means"]
    rows = [[f"`{member.value}`", prose(member_meanings(axis)[member.value])] for member in axis]
    more = ""
    if axis is Relation:
        header += ["sign", "broader"]
        for row, relation in zip(rows, Relation, strict=True):
            row += [_SIGNS[relation.sign], f"`{relation.broader.value}`" if relation.broader else "none"]
        more = f"\n\nThe kinds of subject and object that each relation takes:\n\n{_kinds_taken()}"
    used = f"It stands in:\n\n{_standing(axis)}"
    return f"### {axis.__name__}\n\n{prose(summary(axis))}\n{used}\n\n{table(header, rows)}{more}"


def _kinds_taken() -> str:
    rows = [[f"`{each.value}`", _kinds(each.subject_kinds), _kinds(each.object_kinds)] for each in Relation]
    return table(["relation", "kinds of subject", "kinds of object"], rows)


def _kinds(kinds: frozenset[EntityKind]) -> str:
    excluded = [kind for kind in EntityKind if kind not in kinds]
    if len(excluded) <= 1:
        return f"any{''.join(f' but {words(kind.value)}' for kind in excluded)}"
    return ", ".join(kind.value.replace("-", " ") for kind in EntityKind if kind in kinds)
