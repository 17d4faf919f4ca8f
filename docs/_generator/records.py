"""The page of each record: every field in words, what it links to, and what links to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs

from osteopharm import (
    Bearing,
    CausalStep,
    Compendium,
    Concept,
    Disclosure,
    Document,
    DrugClass,
    Entity,
    EvidenceClaim,
    Mechanism,
    Medication,
    Passage,
)
from osteopharm.records import KINDS, Record, noun

from .markdown import bullets, escape, link, outside_link, page, prose, quote, section, table
from .model import member_meanings, summary, types_of, words

NOT_GIVEN = "not given"
_DICTIONARY = "../../data-dictionary.md"
_SIGNS = {1: "+1", -1: "-1", None: "no sign"}
# Fields that a page shows elsewhere than in its table.
_SHOWN_APART = {"text", "record", "mends", "uncovered", "steps", "provenance", "context"}
_KIND_OF = {cls: kind for kind, cls in KINDS.items()}


def record_pages(compendium: Compendium) -> dict[str, str]:
    """The page of each record and the lists of them, by their paths in the folder ``records``."""
    pages = Pages(compendium)
    found = {"index.md": pages.index()}
    for kind in KINDS:
        found[f"{folder(kind)}/index.md"] = pages.list_of(kind)
    for record in compendium.records:
        name = f"{folder(_KIND_OF[type(record)])}/{record.id}.md"
        if name in found:
            raise ValueError(f"two pages would be {name}: a record may not have the id 'index'")
        found[name] = pages.record(record)
    return found


def folder(kind: str) -> str:
    """The folder in which the pages of a kind of record lie.

    >>> folder("drug_classes")
    'drug-classes'
    """
    return kind.replace("_", "-")


def title(record: Record) -> str:
    """What a record is called on the pages, as it stands in the data."""
    return str(getattr(record, "statement", None) or getattr(record, "name", None) or record)


def to(record: Record, text: object | None = None) -> str:
    """A link to the page of a record, from the page of another."""
    target = f"../{folder(_KIND_OF[type(record)])}/{record.id}.md"
    return link(title(record) if text is None else text, target)


def told(claim: EvidenceClaim) -> str:
    """A claim in a list, with the axes by which claims are told apart."""
    axes = f"{claim.polarity.value}, {claim.certainty.value}, {claim.study_kind.value}"
    return f"{to(claim)} ({escape(axes)})"


class Pages:
    """The pages of a compendium's records.

    Args:
        compendium: the compendium.
    """

    def __init__(self, compendium: Compendium) -> None:
        self._compendium = compendium
        self._conflicts: defaultdict[str, list[str]] = defaultdict(list)
        for conflict in compendium.claims.conflicts():
            axes = ", ".join(map(words, conflict.differs_in)) or "nothing but polarity"
            for claim, other in ((conflict.first, conflict.second), (conflict.second, conflict.first)):
                self._conflicts[claim.id].append(f"{told(other)}; they differ in: {axes}")

    def index(self) -> str:
        """The page on which all kinds of record are listed."""
        colophon = self._compendium.colophon()
        rows = [
            [
                link(noun(kind, 2), f"{folder(kind)}/index.md"),
                str(len(self._compendium.records.of(kind))),
                prose(summary(cls)),
            ]
            for kind, cls in KINDS.items()
        ]
        return page(
            "# The records",
            "Every record that ships, each on a page of its own under a lasting address: "
            "`records/<kind>/<id>.html`.\nThese pages are made from the data at each build.",
            f":::{{important}}\n{escape(colophon.not_advice)}\n:::",
            table(["kind", "records", "what it is"], rows),
            f"The records: {escape(colophon.data_licence)}.\n"
            "What the fields and values mean is in the [data dictionary](../data-dictionary.md).",
            "```{toctree}\n:hidden:\n\n" + "\n".join(f"{folder(kind)}/index" for kind in KINDS) + "\n```",
        )

    def list_of(self, kind: str) -> str:
        """The page that lists the records of a kind."""
        records = self._compendium.records.of(kind)
        cls = KINDS[kind]
        heading = noun(kind, 2)
        return page(
            f"# {heading[0].upper()}{heading[1:]}",
            f"{prose(summary(cls))}\nWhat each field means: [data dictionary]({_DICTIONARY}#{_slug(cls)}).",
            *(
                self._claim_lists()
                if cls is EvidenceClaim
                else [bullets(map(_entry, records))]
                if records
                else ["There are none yet."]
            ),
        )

    def _claim_lists(self) -> Iterator[str]:
        for source in self._compendium.sources:
            rows = [
                [
                    str(claim.sentences[0].number),
                    to(claim),
                    escape(claim.polarity.value),
                    escape(claim.certainty.value),
                    escape(claim.study_kind.value),
                ]
                for claim in self._compendium.claims
                if claim.provenance.source == source
            ]
            listed = table(["sentence", "claim", "polarity", "certainty", "study kind"], rows) if rows else ""
            yield section(escape(source.name), listed)

    def record(self, record: Record) -> str:
        """The page of a record."""
        kind = _KIND_OF[type(record)]
        match record:
            case EvidenceClaim():
                before, after = self._of_claim(record)
            case Document():
                before, after = [], self._of_document(record)
            case DrugClass() | Medication() | Concept():
                before, after = [], self._of_entity(record)
            case Mechanism():
                before, after = [], self._of_mechanism(record)
            case Disclosure():
                before, after = [section("In the words of the source", *_passage(record.provenance))], []
            case Bearing():
                before, after = [], []
        return page(
            "---\norphan: true\n---",
            f"# {escape(title(record))}",
            f"{noun(kind).capitalize()} `{record.id}` · {link(f'all {noun(kind, 2)}', 'index.md')}"
            f" · {link('what the fields mean', f'{_DICTIONARY}#{_slug(type(record))}')}",
            *before,
            section("The record", fields(record)),
            *after,
        )

    def _of_claim(self, claim: EvidenceClaim) -> tuple[list[str], list[str]]:
        reader = f"../../reader/{claim.provenance.source.id}.html#{claim.id}"
        cut_off = "The document breaks off inside this sentence." if claim.is_cut_off else ""
        before = [
            section(
                "In the words of the source",
                *_passage(claim.provenance),
                cut_off,
                outside_link("See it marked on the reader page", reader) + ".",
            ),
            section("Context", *(block for passage in claim.context for block in _passage(passage))),
        ]
        mechanisms = [
            f"{to(mechanism)}: {_step(step)}"
            for mechanism in self._compendium.mechanisms
            for step in mechanism.steps
            if claim in step.claims
        ]
        bearings = [_bearing(each) for each in self._compendium.bearings if claim in (each.claim, each.on)]
        after = [
            section("What conflicts with it", bullets(self._conflicts[claim.id])),
            section("What bears on it", bullets(bearings)),
            section("Mechanisms that use it", bullets(mechanisms)),
        ]
        return before, after

    def _of_entity(self, entity: Entity) -> list[str]:
        compendium = self._compendium
        about = compendium.claims.about(entity)
        said = [
            told(claim) + ("" if claim.subject == entity else f", as said of {to(claim.subject)}") for claim in about
        ]
        withheld = [f"{told(bearing.on)}: {escape(bearing.reason)} ({to(bearing.claim)})" for bearing in about.withheld]
        members: Iterable[Entity] = ()
        if isinstance(entity, DrugClass):
            members = compendium.members(entity)
        elif isinstance(entity, Concept):
            members = [other for other in compendium.concepts if entity in compendium.ancestors(other)]
        mechanisms = [
            to(mechanism)
            for mechanism in compendium.mechanisms
            if any(entity in (step.subject, step.object) for step in mechanism.steps)
        ]
        return [
            section("Narrower concepts" if isinstance(entity, Concept) else "Members", bullets(map(to, members))),
            section("Claims about it", bullets(said)),
            section("Not told of it", bullets(withheld)),
            section("Claims on it", bullets(map(told, compendium.claims.on(entity)))),
            section("Claims that it holds", bullets(told(each) for each in compendium.claims if each.holder == entity)),
            section("Mechanisms that it is part of", bullets(mechanisms)),
        ]

    def _of_mechanism(self, mechanism: Mechanism) -> list[str]:
        rows = [
            [
                _step(step),
                _SIGNS[step.sign],
                escape(step.certainty.value),
                "; ".join(map(to, step.claims)),
                escape(step.note or ""),
            ]
            for step in mechanism.steps
        ]
        paths = [
            " → ".join(to(entity) for entity in (path.steps[0].subject, *(step.object for step in path.steps)))
            + f" ({_SIGNS[path.sign]}, {escape(path.certainty.value)})"
            for path in mechanism.paths
        ]
        header = ["step", "sign", "certainty", "claims", "note"]
        return [
            section("Steps", "A step is as certain as the least certain of its claims.", table(header, rows)),
            section("Paths", "A path has the product of its steps' signs.", bullets(paths)),
        ]

    def _of_document(self, document: Document) -> list[str]:
        record = document.record
        mends = [[escape(mend.scan), escape(mend.readable), escape(mend.reason)] for mend in document.mends]
        interests = [to(each) for each in self._compendium.disclosures if each.provenance.source == document]
        block = document.disclosure_block
        named = [
            f"{noun(kind, 2)}: {'; '.join(map(to, entities))}"
            for kind in ("drug_classes", "medications", "concepts")
            if (
                entities := [
                    each for each in self._compendium.records.of(kind) if document in getattr(each, "sources", ())
                ]
            )
        ]
        return [
            section("Published as", fields(record) if record else ""),
            section("Faults of the scan", table(["scan", "readable", "reason"], mends) if mends else ""),
            section(
                "The text and its claims",
                outside_link("Read it as a page, with each claim marked", f"../../reader/{document.id}.html") + ".",
                *self._sentences(document),
            ),
            section("Disclosures", quote(block.quote) if block else "", bullets(interests)),
            section("What it speaks of", bullets(named)),
        ]

    def _sentences(self, document: Document) -> Iterator[str]:
        reasons = {entry.sentence: entry.reason for entry in document.uncovered}
        for sentence in document.sentences:
            yield f"### Sentence {sentence.number}"
            yield quote(f"{sentence.text}{' […]' if sentence.is_cut_off else ''}")
            if sentence.is_cut_off:
                yield "The document breaks off here."
            if sentence.number in reasons:
                yield f"No claim is taken from it: {escape(reasons[sentence.number])}"
            yield bullets(told(claim) for claim in self._compendium.claims if sentence in claim.sentences)


def fields(noun: attrs.AttrsInstance) -> str:
    """The fields of a noun in a table, but for those that its page shows elsewhere."""
    rows = [[words(name), value(getattr(noun, name))] for name in types_of(type(noun)) if name not in _SHOWN_APART]
    return table(["field", "value"], rows)


def value(found: object) -> str:
    r"""The value of a field as a piece of Markdown.

    >>> value(()), value((7, 8)), value("a*b")
    ('not given', '7; 8', 'a\\*b')
    """
    match found:
        case None | ():
            return NOT_GIVEN
        case tuple():
            return "; ".join(map(value, found))
        case StrEnum():
            meaning = prose(member_meanings(type(found))[found.value])
            return f"[`{found.value}`]({_DICTIONARY}#{_slug(type(found))}): {meaning}"
        case Document() | DrugClass() | Medication() | Concept() | EvidenceClaim() | Mechanism():
            return to(found)
        case _:
            return escape(found)


def _passage(passage: Passage) -> Iterator[str]:
    source = passage.source
    yield quote(passage.quote)
    where = [
        link(f"sentence {each.number}", f"../sources/{source.id}.md#sentence-{each.number}")
        for each in passage.sentences
    ]
    yield f"{', '.join([to(source), *where])}, characters {passage.start} to {passage.end}"


def _step(step: CausalStep) -> str:
    return f"{to(step.subject)} {escape(step.relation.value)} {to(step.object)}"


def _bearing(bearing: Bearing) -> str:
    return f"{to(bearing.claim)} {to(bearing, bearing.kind.value)} {to(bearing.on)}: {escape(bearing.reason)}"


def _slug(cls: type) -> str:
    return cls.__name__.lower()


def _entry(record: Record) -> str:
    kind = f" ({escape(record.kind.value)})" if isinstance(record, Concept) else ""
    return f"{to(record)}{kind}"
