"""The page of each record: its fields, links and backlinks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from osteopharm import (
    ClaimLink,
    Combination,
    Compendium,
    Concept,
    Document,
    DrugClass,
    EvidenceClaim,
    Mechanism,
    Medication,
    Passage,
)
from osteopharm.model import Company, Disclosure, Entity, LookAlike, Reference, SpellingRule
from osteopharm.model._record import Record
from osteopharm.model.kinds import COLLECTIONS, KINDS, noun
from osteopharm.model.sources import Label, Publication, Registry

from . import products, sources
from .companies import company_sections, interest_lines
from .explanations import explanation_blocks, step_text
from .links import DICTIONARY, WITHOUT_PAGES, Numbered, claim_entry, collection_of, folder, path_of, slug, title, to
from .markdown import bullets, escape, link, outside_link, page, prose, quote, section, table
from .mechanisms import mechanism_sections
from .model import summary, words
from .values import fields

SOURCES = COLLECTIONS["sources"]
_SHOWN_APART = sources.APART | products.APART | {"steps", "provenance", "context", "name_variants", "aliases"}
_CITING = (DrugClass, Medication, Combination, Concept)
_SOURCES_SUMMARY = "Sources of records: documents, whose text ships, and registries, labels and publications."


def record_pages(compendium: Compendium) -> dict[str, str]:
    """The page of each record and the lists of them, by their paths in the folder ``records``."""
    pages = Pages(compendium)
    found = {"index.md": pages.index()}
    for collection in COLLECTIONS:
        found[f"{folder(collection)}/index.md"] = pages.list_of(collection)
    for record in compendium.records:
        if isinstance(record, WITHOUT_PAGES):
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
                link(noun(kind, 2), f"{folder(collection)}/index.md{f'#{kind}' if kind in SOURCES else ''}"),
                str(len(self._compendium.records.of(kind))),
                prose(summary(cls)),
            ]
            for kind, cls in KINDS.items()
            for collection in ["sources" if kind in SOURCES else kind]
        ]
        return page(
            "# The records",
            "Every record that ships, each on its own page with a permanent address: "
            "`records/<collection>/<id>.html`.\nThese pages are generated from the data.",
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
        heading = noun(collection, 2)
        cls = KINDS.get(collection)
        what = f"{prose(summary(cls))}\nFields: [data dictionary]({DICTIONARY}#{slug(cls)})." if cls else ""
        lists: dict[str, Callable[[], Iterator[str]]] = {
            "claims": self._claim_lists,
            "sources": lambda: sources.source_lists(self._compendium),
        }
        if cls in WITHOUT_PAGES:
            elsewhere = f"{len(records):,} records, on the pages of their medications and combinations."
            return page(f"# {heading[0].upper()}{heading[1:]}", what, elsewhere)
        listed = lists.get(collection, lambda: iter([bullets(map(_entry, records)) or "None yet."]))
        return page(f"# {heading[0].upper()}{heading[1:]}", what or _SOURCES_SUMMARY, *listed())

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
            listed = table([*header, "certainty", "study kind"], rows) if rows else ""
            yield section(escape(title(source)), listed)

    def record(self, record: Record) -> str:
        """The page of a record."""
        collection = collection_of(record)
        numbered = Numbered()
        # A page that cites sources for names and markets cites all of them by number.
        cited = {"sources": numbered.cite(record.sources)} if isinstance(record, _CITING) else {}
        before, after = self._around(record, numbered)
        record_fields = section("The record", fields(record, _SHOWN_APART, cited))
        return page(
            "---\norphan: true\n---",
            f"# {escape(title(record))}",
            f"{noun(record.plural).capitalize()} `{record.id}`"
            f" · {link(f'all {noun(collection, 2)}', 'index.md')}"
            f" · {link('fields explained', f'{DICTIONARY}#{slug(type(record))}')}",
            *before,
            record_fields,
            *after,
            numbered.listing(),
        )

    def _around(self, record: Record, numbered: Numbered) -> tuple[Iterable[str], Iterable[str]]:
        """The sections before and after the fields of a record."""
        match record:
            case EvidenceClaim():
                return self._of_claim(record)
            case DrugClass() | Medication() | Concept():
                return [], self._of_entity(record, numbered)
            case Combination():
                contents = section("Ingredients", products.ingredients(record))
                sold = products.product_table(record, self._compendium)
                return [], [contents, *products.product_sections(record, numbered), sold]
            case Mechanism():
                return [], mechanism_sections(record)
            case Company():
                return [], company_sections(record, self._compendium)
            case Disclosure():
                return [section("Quote", *_passage(record.provenance))], []
            case SpellingRule():
                return [], [section("Generated names", bullets(self._made_by(record)))]
            case Document() | Registry() | Label() | Publication():
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
        claim_links = [
            _claim_link(each) for each in self._compendium.claim_links.values() if claim in (each.claim, each.target)
        ]
        after = [
            section("Conflicting claims", bullets(self._conflicts[claim.id])),
            section("Linked claims", bullets(claim_links)),
            section("Mechanisms that cite it", bullets(mechanisms)),
        ]
        where = claim.provenance
        if isinstance(where, Reference):
            place = f"{to(where.source)}, {escape(where.locator)}."
            extractions = "Two readers extracted it.\n" if where.extractions > 1 else ""
            unshipped = f"{place}\n{extractions}The text of this source does not ship with osteopharm."
            return [section("Reference", unshipped)], after
        reader = f"../../reader/{where.source.id}.html#{claim.id}"
        before = [
            section(
                "Quote",
                *_passage(where),
                "The document is truncated inside this sentence." if claim.is_cut_off else "",
                outside_link("Show it on the reader page", reader) + ".",
            ),
            section("Context", *(block for passage in claim.context for block in _passage(passage))),
        ]
        return before, after

    def _of_entity(self, entity: Entity, numbered: Numbered) -> Iterator[str]:
        compendium = self._compendium
        about = compendium.claims.about(entity)
        said = [
            claim_entry(claim) + ("" if claim.subject == entity else f", inherited from {to(claim.subject)}")
            for claim in about
        ]
        exceptions = [
            f"{claim_entry(claim_link.target)}: {escape(claim_link.reason)} ({to(claim_link.claim)})"
            for claim_link in about.exceptions
        ]
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
            if isinstance(entity, DrugClass):
                yield section("Members", class_tree(compendium, entity))
            yield from products.product_sections(entity, numbered)
            yield section("Mechanism of action", *self._explained(entity))
        if isinstance(entity, Medication):
            yield products.product_table(entity, compendium)
            touching = bullets(interest_lines(compendium.conflicts_of_interest(entity)))
            fact = "A fact about interests, not a judgment." if touching else ""
            yield section("Interests in companies that own a brand of it", fact, touching)
            containing = [each for each in compendium.combinations.values() if entity in each.components]
            yield section("Combinations that contain it", bullets(map(to, containing)))
            look_alikes = [each for each in compendium.look_alikes.values() if entity in each.mistaken_for]
            yield section("Look-alikes", bullets(f"{to(each)}: {escape(each.reason)}" for each in look_alikes))
        yield section("Claims about it", bullets(said))
        yield section("Exceptions: claims that it does not inherit", bullets(exceptions))
        yield section("Claims on it", bullets(map(claim_entry, compendium.claims.on(entity))))
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

    def _made_by(self, rule: SpellingRule) -> Iterator[str]:
        for medication in self._compendium.medications.values():
            made = list(rule.apply(medication.name.casefold()))
            if made:
                yield f"{to(medication)}: {escape(', '.join(made))}"


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


def _claim_link(claim_link: ClaimLink) -> str:
    kind = to(claim_link, claim_link.kind.value)
    return f"{to(claim_link.claim)} {kind} {to(claim_link.target)}: {escape(claim_link.reason)}"


def _entry(record: Record) -> str:
    match record:
        case Concept():
            return f"{to(record)} ({escape(record.kind.value)})"
        case LookAlike():
            return f"{to(record)}: {escape(record.reason)}"
        case Medication() if record.role.value != "treatment":
            return f"{to(record)} ({escape(record.role.value)})"
        case _:
            return to(record)
