"""The page of each record: first what it answers, then its fields, links and backlinks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from osteopharm import (
    Combination,
    Compendium,
    Concept,
    Document,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    Label,
    Medication,
    Passage,
    Publication,
    Registry,
)
from osteopharm._words import in_words, plural
from osteopharm.claims import ClaimSet
from osteopharm.model import Entity, Reference
from osteopharm.model._record import Record
from osteopharm.model.kinds import COLLECTIONS, KINDS, kind_in_words

from . import products, sources
from .companies import interest_lines
from .explanations import explanation_blocks, step_text
from .findings import claim_card, findings_table, links_from, weighed
from .forests import forest
from .links import (
    DICTIONARY,
    LISTED,
    WITHOUT_PAGES,
    Numbered,
    claim_entry,
    collection_of,
    folder,
    is_finding,
    path_of,
    slug,
    title,
    to,
)
from .listings import listed
from .markdown import bullets, escape, link, outside_link, page, prose, quote, section, table
from .model import summary, words
from .values import fields

SOURCES = COLLECTIONS["sources"]
_SHOWN_APART = sources.APART | products.APART | {"provenance", "context"}
_CITING = (DrugClass, Medication, Combination, Concept)
_SOURCES_SUMMARY = "Sources of records: documents, whose text ships, and registries, labels and publications."
_OWN_LISTS = (Registry, Label)
"""The kinds of source that have a list of their own, beside that of all sources."""


def record_pages(compendium: Compendium) -> dict[str, str]:
    """The page of each record and the lists of them, by their paths in the folder ``records``."""
    pages = Pages(compendium)
    found = {"index.md": pages.index()}
    for collection in COLLECTIONS:
        found[f"{folder(collection)}/index.md"] = pages.list_of(collection)
    for kind in _OWN_LISTS:
        found[f"sources/{kind.plural}.md"] = pages.list_of_sources(kind)
    for record in compendium.records:
        if isinstance(record, (*WITHOUT_PAGES, *LISTED)) or (isinstance(record, EvidenceClaim) and is_finding(record)):
            continue
        name = path_of(record)
        if name in found:
            raise ValueError(f"two pages would be {name}: a record may not have the id 'index'")
        found[name] = pages.record(record)
    return found


class Pages:
    """The pages of a compendium's records.

    Args:
        compendium: the compendium.
    """

    def __init__(self, compendium: Compendium) -> None:
        self._compendium = compendium
        self._resting = sources.resting_on_sources(compendium)
        self._conflicts: defaultdict[str, list[str]] = defaultdict(list)
        for conflict in compendium.claims.conflicts():
            axes = ", ".join(map(words, conflict.differs_in)) or "nothing but polarity"
            for claim, other in ((conflict.first, conflict.second), (conflict.second, conflict.first)):
                self._conflicts[claim.id].append(f"{claim_entry(other)}; they differ in: {axes}")

    def index(self) -> str:
        """The page that lists all record types."""
        attribution = self._compendium.attribution()
        rows = [
            [
                link(kind_in_words(kind, 2), _list_path(kind, collection)),
                str(len(self._compendium.records.of(kind))),
                prose(summary(cls)),
            ]
            for kind, cls in KINDS.items()
            for collection in ["sources" if kind in SOURCES else kind]
        ]
        return page(
            "# The records",
            "Every record that ships, generated from the data.\n"
            "Medications, combinations, classes, concepts, publications and the claims of documents have a page each; "
            "a finding is on the page of its publication, and the other records are on the page of their kind.",
            f":::{{important}}\n{escape(attribution.not_advice)}\n:::",
            table(["kind", "records", "what it is"], rows),
            f"The records: {escape(attribution.data_license)}.\n"
            "The [data dictionary](../data-dictionary.md) explains the fields and values; "
            "[the catalog](../catalog.md) is an overview of the medications.",
            "```{toctree}\n:hidden:\n\n" + "\n".join(f"{folder(each)}/index" for each in COLLECTIONS) + "\n```",
        )

    def list_of(self, collection: str) -> str:
        """The page that lists the records of a collection."""
        records = self._compendium.records.of(collection)
        heading = kind_in_words(collection, 2)
        cls = KINDS.get(collection)
        what = f"{prose(summary(cls))}\nFields: [data dictionary]({DICTIONARY}#{slug(cls)})." if cls else ""
        if cls in WITHOUT_PAGES:
            everyone = outside_link("all of them with their codes, to filter", "../../explore/products.html")
            elsewhere = f"{len(records):,} records, on the pages of their medications and combinations; {everyone}."
            return page(f"# {heading[0].upper()}{heading[1:]}", what, elsewhere)
        lists: dict[str, Callable[[], Iterator[str]]] = {
            "claims": self._claim_lists,
            "concepts": self._concept_lists,
            "sources": self._source_lists,
        }
        if cls in LISTED:
            entries = listed(records, self._compendium, self._resting)
        else:
            entries = lists.get(collection, lambda: iter([bullets(map(_entry, records))]))()
        return page(f"# {heading[0].upper()}{heading[1:]}", what or _SOURCES_SUMMARY, *(list(entries) or ["None yet."]))

    def list_of_sources(self, kind: type[Registry | Label]) -> str:
        """The page of all registries or labels, with what rests on each."""
        entries = listed(self._compendium.records.of(kind), self._compendium, self._resting)
        return page(
            "---\norphan: true\n---",
            f"# {kind_in_words(kind.plural, 2).capitalize()}",
            f"{prose(summary(kind))}\nFields: [data dictionary]({DICTIONARY}#{slug(kind)}).",
            *entries,
        )

    def _concept_lists(self) -> Iterator[str]:
        """The concepts by kind and name: outcomes first, for which most readers come."""
        concepts = sorted(self._compendium.concepts.values(), key=lambda each: each.name.casefold())
        kinds = sorted({each.kind for each in concepts}, key=lambda kind: (kind is not EntityKind.OUTCOME, kind.value))
        for kind in kinds:
            yield section(
                plural(in_words(kind)).capitalize(), bullets(to(each) for each in concepts if each.kind is kind)
            )

    def _source_lists(self) -> Iterator[str]:
        for kind in SOURCES:
            records = self._compendium.records.of(kind)
            if KINDS[kind] in _OWN_LISTS:
                yield section(
                    kind_in_words(kind, 2).capitalize(),
                    link(f"{len(records)} {kind_in_words(kind, 2)}", f"{kind}.md") + ".",
                )
            else:
                yield section(kind_in_words(kind, 2).capitalize(), bullets(map(to, records)) or "There are none yet.")

    def _claim_lists(self) -> Iterator[str]:
        for source in self._compendium.sources.values():
            rows = [
                [
                    escape(_place(claim)),
                    to(claim),
                    escape(claim.polarity.value),
                    escape(claim.certainty.value),
                    escape(claim.study_kind.value),
                ]
                for claim in self._compendium.claims
                if claim.provenance.source == source
            ]
            header = ["sentence" if isinstance(source, Document) else "where", "claim", "polarity"]
            found = table([*header, "certainty", "study kind"], rows) if rows else ""
            yield section(escape(title(source)), found)

    def record(self, record: Record) -> str:
        """The page of a record."""
        collection = collection_of(record)
        numbered = Numbered()
        # A page that cites sources for names and markets cites all of them by number.
        cited = {"sources": numbered.cite(record.sources)} if isinstance(record, _CITING) else {}
        before, after = self._around(record, numbered)
        return page(
            "---\norphan: true\n---",
            f"# {escape(title(record))}",
            f"{kind_in_words(record.plural).capitalize()} `{record.id}`"
            f" · {link(f'all {kind_in_words(collection, 2)}', 'index.md')}"
            f" · {link('fields explained', f'{DICTIONARY}#{slug(type(record))}')}",
            *before,
            section("The record", fields(record, _SHOWN_APART, cited)),
            *after,
            numbered.listing(),
        )

    def _around(self, record: Record, numbered: Numbered) -> tuple[Iterable[str], Iterable[str]]:
        """The sections before and after the fields of a record."""
        match record:
            case EvidenceClaim():
                return self._of_claim(record)
            case DrugClass() | Medication():
                return self._of_agent(record), self._references_of(record, numbered)
            case Concept():
                return self._of_concept(record), self._references_of(record, numbered)
            case Combination():
                contents = section("Ingredients", products.ingredients(record))
                sold = products.product_table(record, self._compendium)
                return [contents, sold], [*products.product_sections(record, numbered)]
            case Publication():
                after = sources.source_sections(record, self._compendium, self._resting)
                return self._of_publication(record), after
            case Document():
                return [], sources.source_sections(record, self._compendium, self._resting)
            case _:
                return [], []

    def _of_claim(self, claim: EvidenceClaim) -> tuple[list[str], list[str]]:
        mechanisms = [
            f"{to(mechanism)}: {step_text(step)}"
            for mechanism in self._compendium.mechanisms.values()
            for step in mechanism.steps
            if claim in step.claims
        ]
        before = []
        where = claim.provenance
        if isinstance(where, Passage):
            reader = f"../../reader/{where.source.id}.html#{claim.id}"
            before = [
                *_passage(where),
                "The document is truncated inside this sentence." if claim.is_cut_off else "",
                outside_link("Show it on the reader page", reader) + ".",
            ]
        before += [section(heading, bullets(entries)) for heading, entries in weighed(claim, self._compendium)]
        before.append(section("Conflicting claims", bullets(self._conflicts[claim.id])))
        after = [
            section("Context", *(block for passage in claim.context for block in _passage(passage))),
            section("What it says of other claims", bullets(links_from(claim, self._compendium))),
            section("Mechanisms that cite it", bullets(mechanisms)),
        ]
        return before, after

    def _of_publication(self, publication: Publication) -> Iterator[str]:
        yield escape(publication.citation) if publication.title else ""
        claims = [claim for claim in self._compendium.claims if claim.provenance.source == publication]
        yield section("What it found", findings_table(claims, publication))
        conflicts = [f"{to(claim)}: conflicts with {entry}" for claim in claims for entry in self._conflicts[claim.id]]
        yield section("Its claims", *(claim_card(claim, self._compendium) for claim in claims), bullets(conflicts))

    def _of_agent(self, agent: DrugClass | Medication) -> Iterator[str]:
        """What the page of a class or medication says first."""
        compendium = self._compendium
        yield _lead(agent)
        if isinstance(agent, DrugClass):
            yield section("Members", class_tree(compendium, agent))
        else:
            yield products.product_table(agent, compendium)
            yield products.brand_table(agent)
        yield section("How it acts", *self._explained(agent))
        about = compendium.claims.about(agent)
        own = compendium.claims.about(agent, inherited=False)
        yield self._evidence("Evidence by outcome", agent, about, own)
        said = [
            claim_entry(claim) + ("" if claim.subject == agent else f", inherited from {to(claim.subject)}")
            for claim in about
            if claim.result is None
        ]
        yield section("Claims about it", bullets(said))
        exceptions = [
            f"{claim_entry(claim_link.target)} {escape(claim_link.reason)} ({to(claim_link.claim)})"
            for claim_link in about.exceptions
        ]
        yield section("Exceptions: claims that it does not inherit", bullets(exceptions))

    def _of_concept(self, concept: Concept) -> Iterator[str]:
        """What the page of an outcome or another concept says first: every drug, every study."""
        claims = self._compendium.claims.on(concept)
        kind, above = in_words(concept.kind), ", ".join(map(to, concept.broader))
        yield (
            f"**{_capitalized(concept.name)}** is {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
            f"{f', narrower than {above}' if above else ''}."
        )
        yield self._evidence("Evidence", concept, claims, claims)
        yield section("Claims on it", bullets(claim_entry(each) for each in claims if each.result is None))
        about = self._compendium.claims.about(concept)
        yield section("Claims about it", bullets(map(claim_entry, about)))

    def _evidence(self, heading: str, entity: Entity, claims: ClaimSet, own: ClaimSet) -> str:
        """The findings among some claims, and the plot of those that are not inherited."""
        found = sorted((claim for claim in claims if claim.result), key=lambda claim: claim.object.name.casefold())
        more = outside_link("Filter all findings in the evidence explorer", "../../explore/evidence.html")
        inherited = " Findings on a class are listed under the class." if len(own) < len(claims) else ""
        return section(
            heading,
            f"What studies found, as they print it; nothing is pooled or weighed.{inherited} {more}." if found else "",
            forest(own),
            findings_table(found, entity),
        )

    def _references_of(self, entity: Entity, numbered: Numbered) -> Iterator[str]:
        """Names, codes, backlinks: what the page of a class, medication or concept has below."""
        compendium = self._compendium
        mechanisms = [
            to(mechanism)
            for mechanism in compendium.mechanisms.values()
            if any(entity in (step.subject, step.object) for step in mechanism.steps)
        ]
        if isinstance(entity, Concept):
            narrower = [other for other in compendium.concepts.values() if entity in compendium.ancestors(other)]
            yield section("Also known as", products.synonym_table(entity.synonyms, numbered))
            yield section("Narrower concepts", bullets(map(to, narrower)))
            yield section("Codes in other vocabularies", products.identifier_table(entity.xrefs, numbered))
        else:
            yield from products.product_sections(entity, numbered)
            yield section("Claims on it", bullets(map(claim_entry, compendium.claims.on(entity))))
        if isinstance(entity, Medication):
            touching = bullets(interest_lines(compendium.conflicts_of_interest(entity)))
            fact = "A fact about interests, not a judgment." if touching else ""
            yield section("Interests in companies that own a brand of it", fact, touching)
            containing = [each for each in compendium.combinations.values() if entity in each.components]
            yield section("Combinations that contain it", bullets(map(to, containing)))
            look_alikes = [each for each in compendium.look_alikes.values() if entity in each.mistaken_for]
            yield section("Look-alikes", bullets(f"{to(each)}: {escape(each.reason)}" for each in look_alikes))
        yield section(
            "Claims held by it", bullets(claim_entry(each) for each in compendium.claims if each.holder == entity)
        )
        yield section("Mechanisms that include it", bullets(mechanisms))

    def _explained(self, agent: DrugClass | Medication) -> Iterator[str]:
        blocks = list(explanation_blocks(agent, self._compendium))
        if blocks:
            yield "Only steps with a source; [how to read this](../../mechanisms.md)."
            acting = {mechanism.agent for mechanism in self._compendium.mechanisms.values()}
            members = self._compendium.members(agent) if isinstance(agent, DrugClass) else ()
            further = [to(member) for member in members if member in acting]
            if further:
                yield f"Some members have sourced steps of their own: {', '.join(further)}."
            yield from blocks


def _list_path(kind: str, collection: str) -> str:
    return f"{folder(collection)}/index.md{f'#{kind}' if kind in SOURCES else ''}"


def _lead(agent: DrugClass | Medication) -> str:
    """The first sentence of the page: what it is, its class, its action."""
    name = _capitalized(agent.name)
    above = agent.parents if isinstance(agent, DrugClass) else agent.classes
    kind = "a class of drugs" if isinstance(agent, DrugClass) else _ROLES.get(agent.role.value, agent.role.value)
    among = f", among the {', '.join(map(to, above))}" if above else ""
    known = agent.action if isinstance(agent, Medication) else None
    action = f"; its action is {known.value}" if known else ""
    return f"**{name}** is {kind}{among}{action}."


def _capitalized(name: str) -> str:
    return escape(name[0].upper() + name[1:])


_ROLES = {"treatment": "a treatment of osteoporosis", "adjunct": "an adjunct in the treatment of osteoporosis"}


def class_tree(compendium: Compendium, drug_class: DrugClass, up: str = "../", depth: int = 0) -> str:
    """The members of a class, as a nested list."""
    lines = []
    for each in compendium.drug_classes.values():
        if drug_class in each.parents:
            lines += [f"{'  ' * depth}- {to(each, up=up)}", class_tree(compendium, each, up, depth + 1)]
    for medication in compendium.medications.values():
        if drug_class in medication.classes:
            role = "" if medication.role.value == "treatment" else f" ({escape(medication.role.value)})"
            lines.append(f"{'  ' * depth}- {to(medication, up=up)}{role}")
    return "\n".join(line for line in lines if line)


def _passage(passage: Passage) -> Iterator[str]:
    source = passage.source
    yield quote(passage.quote)
    where = [
        link(f"sentence {each.number}", f"../sources/{source.id}.md#sentence-{each.number}")
        for each in passage.sentences
    ]
    yield f"{', '.join([to(source), *where])}, characters {passage.start} to {passage.end}"


def _place(claim: EvidenceClaim) -> str:
    where = claim.provenance
    return where.locator if isinstance(where, Reference) else str(claim.sentences[0].number)


def _entry(record: Record) -> str:
    match record:
        case Medication() if record.role.value != "treatment":
            return f"{to(record)} ({escape(record.role.value)})"
        case _:
            return to(record)
