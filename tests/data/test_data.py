"""Every record that ships, held against the rules for curators; a failure says what to do about it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from attrs import fields, has
from tests.rules import each_of, for_each
from tests.seeds import SEEDS

import osteopharm
from osteopharm import ClaimLink, Concept, Document, DrugClass, EvidenceClaim, Mechanism, Medication, Passage
from osteopharm.model import CausalStep, Disclosure, Reference
from osteopharm.model._record import Record
from osteopharm.model.kinds import KINDS
from osteopharm.model.product_level import ProductCode

# By which letters the ids of a document's claims and disclosures begin.
PREFIXES = {"anderson-freedman-2020": "af20"}
# How many claims a document is to be split into.
SPLIT_INTO = {"anderson-freedman-2020": range(35, 51)}

MOST_WORDS = 30
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

COMPENDIUM = osteopharm.load()
# Claims that quote a document, and those that refer to a source whose text does not ship.
CLAIMS = [claim for claim in COMPENDIUM.claims if isinstance(claim.provenance, Passage)]
REFERRING = [claim for claim in COMPENDIUM.claims if isinstance(claim.provenance, Reference)]
DOCUMENTS = list(COMPENDIUM.documents.values())
# What a document speaks of; what the catalog alone holds is held to its own rules, in another file.
ENTITIES = [
    entity for entity in COMPENDIUM.records.entities if any(isinstance(source, Document) for source in entity.sources)
]
DISCLOSURES = list(COMPENDIUM.disclosures.values())
MECHANISMS = list(COMPENDIUM.mechanisms.values())
RECORDS = list(COMPENDIUM.records)
MEMBERS = [entity for entity in ENTITIES if isinstance(entity, DrugClass | Medication)]
STEPS = [(mechanism, place) for mechanism in MECHANISMS for place in range(len(mechanism.steps))]
TOML_FILES = sorted(SEEDS.rglob("*.toml"))


def by_place(step: tuple[Mechanism, int]) -> str:
    return f"{step[0].id}-{step[1]}"


def by_path(path: Path) -> str:
    return path.relative_to(SEEDS).as_posix()


each_claim = for_each(CLAIMS)
each_referring_claim = for_each(REFERRING)
each_claim_of_any_kind = for_each([*CLAIMS, *REFERRING])
each_entity = for_each(ENTITIES)
each_document = for_each(DOCUMENTS)
each_disclosure = for_each(DISCLOSURES)
each_member = for_each(MEMBERS)
each_record = for_each(RECORDS)
each_step = for_each(STEPS, by_place)
each_toml_file = for_each(TOML_FILES, by_path)


# What is said below of words: those that carry no meaning of their own, and whether a word is in a text
# in this form or an inflected one.

STRUCTURE_WORDS = {"a", "after", "and", "as", "be", "before", "by", "can", "during", "in", "of", "on", "or", "the"} | {
    "their",
    "through",
    "to",
    "with",
}


def significant_words(name: str) -> list[str]:
    """The words of a name that carry its meaning."""
    return [word for word in re.findall(r"[^\W\d_]+", name.casefold()) if word not in STRUCTURE_WORDS]


def occurs(word: str, text: str) -> bool:
    """Whether a text holds a word that begins as this one does, up to three letters from its end."""
    stem = word[: max(4, len(word) - 3)]
    return any(found.startswith(stem) for found in re.findall(r"[^\W\d_]+", text.casefold()))


def corrected(document: Document, stretch: str) -> str:
    """A stretch of a document with the OCR errors corrected."""
    for correction in document.corrections:
        stretch = stretch.replace(correction.original, correction.corrected)
    return stretch


def passage_of(claim: EvidenceClaim) -> Passage:
    """The words that make a claim."""
    assert isinstance(claim.provenance, Passage), f"{claim.id} quotes nothing"
    return claim.provenance


def quoted(claim: EvidenceClaim) -> str:
    """All that a claim quotes, in readable words."""
    made = passage_of(claim)
    return " ".join(corrected(made.source, passage.quote) for passage in (*claim.context, made))


@each_of(
    ("word", "text", "expected"),
    [
        ("osteoclasts", "induces osteoclastic apoptosis", True),
        ("generics", "generic options", True),
        ("fusion", "after fractures", False),
        ("size", "a larger callus", False),
        ("bone", "the callus", False),
    ],
)
def test_occurs_is_neither_blind_nor_fooled(word: str, text: str, expected: bool) -> None:
    """The look for an inflected word finds "osteoclastic" for "osteoclasts" and nothing for a word not there."""
    assert expected == occurs(word, text)


# Documents


@each_document
def test_document_has_a_prefix(document: Document) -> None:
    """Each document has the letters by which the ids of its claims begin."""
    assert document.id in PREFIXES, f"add {document.id!r} and its short prefix to PREFIXES in this test"


@each_document
def test_every_sentence_is_accounted_for(document: Document) -> None:
    """Each sentence of a document is covered by a claim, or listed with a reason; never both, never neither."""
    covered = {
        sentence.number for claim in CLAIMS if claim.provenance.source == document for sentence in claim.sentences
    }
    listed = {entry.sentence for entry in document.uncovered}
    missing = sorted({sentence.number for sentence in document.sentences} - covered - listed)

    assert missing == [], f"claim what sentences {missing} say, or list them under 'uncovered' with the reason"
    assert not covered & listed, f"sentences {sorted(covered & listed)} carry claims: take them off 'uncovered'"


@each_document
def test_document_is_split_finely(document: Document) -> None:
    """A document gives as many claims as was settled for it: one for each thing that it says."""
    wanted = SPLIT_INTO[document.id]
    count = sum(claim.provenance.source == document for claim in CLAIMS)

    assert count in wanted, (
        f"{document.id} has {count} claims, not {wanted.start} to {wanted.stop - 1}: "
        "split claims that say several things, or join those that say one"
    )


@each_document
def test_document_has_its_terms(document: Document) -> None:
    """Each document has a license or says that none is stated, and says whose text it is."""
    assert document.license.strip(), f"say under which terms the text of {document.id} is here"
    assert document.attribution.strip(), f"say whose text {document.id} is"


@each_document
def test_corrections_change_the_look_and_not_the_words(document: Document) -> None:
    """A correction joins, parts or re-cases what the scan broke, and changes no letter."""
    for correction in document.corrections:
        before, after = ("".join(form.split()).casefold() for form in (correction.original, correction.corrected))

        assert after == before, (
            f"correct {correction.original!r} without changing a letter: {correction.corrected!r} does"
        )


# Claims


@each_claim
def test_quotes_are_at_their_offsets(claim: EvidenceClaim) -> None:
    """Each quote and each context is what the text holds between its offsets, and is in the text once."""
    for passage in (passage_of(claim), *claim.context):
        text = passage.source.text

        assert passage.quote == text[passage.start : passage.end], f"formatting: run `osteopharm build` ({claim.id})"
        assert text.count(passage.quote) == 1, f"{claim.id}: quote more words, until {passage.quote!r} is the only one"


@each_claim
def test_quotes_hold_whole_words(claim: EvidenceClaim) -> None:
    """No quote begins or ends within a word, or with white space."""
    for passage in (passage_of(claim), *claim.context):
        text, quote = passage.source.text, passage.quote
        around = text[max(0, passage.start - 1) : passage.start], text[passage.end : passage.end + 1]

        assert quote == quote.strip(), f"{claim.id}: take the white space off the ends of {quote!r}"
        assert not (around[0].isalnum() and quote[0].isalnum()), f"{claim.id}: {quote!r} begins within a word"
        assert not (around[1].isalnum() and quote[-1].isalnum()), f"{claim.id}: {quote!r} ends within a word"


@each_claim
def test_quotes_are_the_smallest(claim: EvidenceClaim) -> None:
    """A claim quotes from one sentence, leaves its citation mark and full stop out, and no more than it needs."""
    (sentence,) = claim.sentences
    quote = passage_of(claim).quote

    assert len(quote) <= len(sentence.text), f"{claim.id}: quote fewer words than the whole sentence"
    assert quote[-1] not in ".!?0123456789", f"{claim.id}: leave the full stop and the citation mark out of the quote"


@each_claim
def test_context_is_before_the_quote(claim: EvidenceClaim) -> None:
    """What a pronoun points back to precedes it, in the same document, and is not part of the quote."""
    for passage in claim.context:
        assert passage.source == passage_of(claim).source, f"{claim.id}: take the context from the claim's document"
        assert passage.start < passage_of(claim).start, f"{claim.id}: {passage.quote!r} follows the quote"
        assert passage.quote not in passage_of(claim).quote, f"{claim.id}: the quote holds {passage.quote!r} already"


@each_claim
def test_pronouns_have_a_context(claim: EvidenceClaim) -> None:
    """A quote that points back ("they", "this", "these mechanisms", "a similar ...") has a context."""
    words = set(re.findall(r"\w+", passage_of(claim).quote.casefold()))
    pointing = words & {"they", "their", "this", "these", "such", "similar"}

    assert claim.context or not pointing, f"{claim.id}: add as context what {sorted(pointing)} points back to"


@each_claim
def test_id_names_document_and_sentence(claim: EvidenceClaim) -> None:
    """The id of a claim begins with its document's prefix and the number of the sentence that it quotes."""
    prefix = f"{PREFIXES[passage_of(claim).source.id]}-s{claim.sentences[0].number:02}-"

    assert claim.id.startswith(prefix), f"{claim.id} quotes sentence {claim.sentences[0].number}: call it {prefix}…"
    assert len(claim.id) > len(prefix), f"say in the id {claim.id} what is claimed"


@each_claim_of_any_kind
def test_statement_is_one_short_sentence(claim: EvidenceClaim) -> None:
    """A statement is one sentence with a capital, a full stop and at most thirty words."""
    statement = claim.statement
    words = statement.split()

    assert statement[0].isupper(), f"{claim.id}: begin the statement with a capital"
    assert statement.endswith("."), f"{claim.id}: end the statement in a full stop"
    assert not re.search(r"[.!?;](?=.)", statement), f"{claim.id}: make one sentence, or two claims"
    assert statement == " ".join(words), f"{claim.id}: leave single spaces between the words"
    assert len(words) <= MOST_WORDS, f"{claim.id}: {len(words)} words; say it in {MOST_WORDS}"


@each_referring_claim
def test_reference_says_where(claim: EvidenceClaim) -> None:
    """A claim without a quote says in which part of its source it is made, and the source can be looked up."""
    where = claim.provenance
    assert isinstance(where, Reference)

    assert where.locator.strip(), f"{claim.id}: say where in {where.source.id} it is made"
    assert where.source.accessed_from, f"{where.source.id}: say where it was read"


@each_claim
def test_statement_is_in_our_words(claim: EvidenceClaim) -> None:
    """A statement may be as plain as its quote, and differs from it by being a whole sentence of ours."""
    assert claim.statement != passage_of(claim).quote, f"{claim.id}: say it in our words; the quote is kept beside it"


def test_statements_differ() -> None:
    """No two claims are reported in the same words."""
    first: dict[str, str] = {}
    for claim in CLAIMS:
        other = first.setdefault(claim.statement.casefold(), claim.id)

        assert other == claim.id, f"{claim.id} and {other} say the same: join them, or say how they differ"


@each_claim
def test_claim_speaks_of_what_it_quotes(claim: EvidenceClaim) -> None:
    """Of every entity on a claim, a word is in the quote or its context."""
    entities = [claim.subject, claim.object, *claim.setting, *([claim.holder] if claim.holder else [])]
    words = quoted(claim)
    for entity in entities:
        named = significant_words(entity.name)

        assert any(occurs(word, words) for word in named), (
            f"{claim.id}: neither quote nor context speaks of {entity.id}: quote more, or add a context"
        )


# The words by which a source is less than sure.
HEDGES = {"stated": set[str](), "probable": {"likely", "appear"}, "theoretical": {"theoretical", "may", "concern"}}


@each_claim
def test_certainty_is_in_the_quote(claim: EvidenceClaim) -> None:
    """A claim that is less than stated quotes the hedge; one that is stated quotes no "likely" or "theoretical"."""
    words = set(re.findall(r"\w+", passage_of(claim).quote.casefold()))
    wanted = HEDGES[claim.certainty.value]

    if wanted:
        assert words & wanted, f"{claim.id} is {claim.certainty.value}: quote one of {sorted(wanted)}"
    else:
        hedges = words & {"likely", "appear", "appears", "theoretical", "may", "might", "possibly"}

        assert not hedges, f"{claim.id} is stated but quotes {sorted(hedges)}: quote less, or lower its certainty"


@each_claim
def test_polarity_is_in_the_quote(claim: EvidenceClaim) -> None:
    """A denial quotes its "not", an open question its "conflicting", and an affirmation neither."""
    words = set(re.findall(r"\w+", passage_of(claim).quote.casefold()))
    signal = {"affirmed": set[str](), "denied": {"not"}, "unresolved": {"conflicting"}}[claim.polarity.value]

    assert words & {"not", "no", "conflicting"} == signal, f"{claim.id}: quote the words that make it {claim.polarity}"


@each_claim
def test_species_is_in_the_words(claim: EvidenceClaim) -> None:
    """A claim about humans or animals quotes the word."""
    words = {"human": "human", "animal": "animal", "not-given": ""}[claim.species.value]

    assert words in quoted(claim).casefold(), f"{claim.id}: quote the word {words!r}, or give no species"


@each_claim
def test_quantity_is_in_the_quote(claim: EvidenceClaim) -> None:
    """The number of a quantity is in the quote, in figures or in words."""
    if claim.quantity is not None:
        forms = {str(claim.quantity.value), {2: "two"}.get(int(claim.quantity.value), "")} - {""}
        words = set(re.findall(r"\w+", passage_of(claim).quote.casefold()))

        assert forms & words, f"{claim.id}: none of {sorted(forms)} is in the quote"


# Classes, medications and concepts


@each_member
def test_every_class_link_is_claimed(member: DrugClass | Medication) -> None:
    """What a document names belongs to a class that it names because a claim that quotes it says so."""
    above = [each for each in COMPENDIUM.ancestors(member) if each in MEMBERS]
    claimed = {
        claim.object
        for claim in COMPENDIUM.claims.about(member, inherited=False).where(relation="member-of", polarity="affirmed")
    }
    claimed |= {above for kind in claimed for above in COMPENDIUM.ancestors(kind)}
    unclaimed = [parent.id for parent in above if parent not in claimed]

    assert unclaimed == [], f"claim that {member.id} is a member of {unclaimed}, or take the link out"


def test_every_claimed_membership_is_a_link() -> None:
    """What a claim affirms to belong to a class belongs to it in the catalog too."""
    for claim in COMPENDIUM.claims.where(relation="member-of", polarity="affirmed"):
        above = COMPENDIUM.ancestors(claim.subject)

        assert claim.object in above, f"{claim.id}: put {claim.subject.id} under {claim.object.id} in the catalog"


def used() -> Iterator[str]:
    """The ids of all entities that a claim or a mechanism speaks of."""
    for claim in CLAIMS:
        yield from (claim.subject.id, claim.object.id, *(place.id for place in claim.setting))
        if claim.holder is not None:
            yield claim.holder.id
    for mechanism in MECHANISMS:
        yield mechanism.agent.id
        for step in mechanism.steps:
            yield from (step.subject.id, step.object.id)


@each_entity
def test_every_entity_is_used(entity: DrugClass | Medication | Concept) -> None:
    """Each entity that a document names is there because a claim or a mechanism speaks of it."""
    assert entity.id in set(used()), f"nothing speaks of {entity.id}: make a claim about it, or take it out"


# Words of names that no source uses, each with the reason why the name does.
OUR_WORDS = {
    "callus-size": {"size": "the page says that a larger callus is formed; what is larger is its size"},
    "deformity-surgery-patients": {"having": "the page says undergoing"},
    "elective-spine-surgery-patients": {"having": "the page says undergoing"},
    "revision-surgery-patients": {"having": "the page says undergoing"},
    "treated-after-fracture": {"people": "the page says humans"},
    "treated-before-fracture": {"people": "the page says humans"},
}


@each_entity
def test_names_are_words_of_the_source(entity: DrugClass | Medication | Concept) -> None:
    """Every word of a name is in a source of the entity, in some inflection, unless a note explains the name."""
    if entity.note is None:
        documents = [source for source in entity.sources if isinstance(source, Document)]
        words = " ".join(corrected(document, document.text) for document in documents)
        excused = OUR_WORDS.get(entity.id, {})
        missing = [word for word in significant_words(entity.name) if not occurs(word, words) and word not in excused]

        assert missing == [], (
            f"the sources of {entity.id} do not use {missing}: name it in their words, explain the name in its note, "
            "or give the reason in OUR_WORDS in this test"
        )


@for_each(OUR_WORDS, str)
def test_exceptions_are_needed(id: str) -> None:
    """No exception outlives its reason: the entity is there, and the source still does not use the word."""
    entity = COMPENDIUM.lookup(id)
    words = " ".join(source.text for source in entity.sources if isinstance(source, Document))
    stale = [word for word in OUR_WORDS[id] if occurs(word, words) or word not in significant_words(entity.name)]

    assert stale == [], f"take {stale} of {id} out of OUR_WORDS in this test"


# Mechanisms


@each_step
def test_step_cites_claims_about_it(step: tuple[Mechanism, int]) -> None:
    """Each claim that a step cites speaks of what the step reaches."""
    made: CausalStep = step[0].steps[step[1]]
    for claim in made.claims:
        assert made.object in {claim.subject, claim.object}, (
            f"{step[0].id}: {claim.id} does not speak of {made.object.id}: cite it on the step that it makes"
        )


@each_step
def test_step_cites_no_denial(step: tuple[Mechanism, int]) -> None:
    """A step says that something happens, so each claim that it cites is affirmed and may apply to members."""
    made: CausalStep = step[0].steps[step[1]]
    for claim in made.claims:
        found = (claim.polarity.value, claim.scope.value)

        assert found == ("affirmed", "each-member"), f"{step[0].id}: {claim.id} is {found}; no step can rest on it"


@each_step
def test_step_that_no_claim_makes_has_a_note(step: tuple[Mechanism, int]) -> None:
    """Where no cited claim joins the step's own two ends, nor reaches its end from the agent, the step has a note.

    A step that references alone make needs none.
    """
    mechanism, place = step
    made: CausalStep = mechanism.steps[place]
    starts = {made.subject, mechanism.agent}
    made_outright = any(claim.subject in starts and claim.object == made.object for claim in made.claims)

    assert made_outright or not made.claims or made.note, (
        f"{mechanism.id}: say in a note how step {place} was read off its claims"
    )


# Disclosures


@each_disclosure
def test_disclosure_quotes_its_company_and_kind(disclosure: Disclosure) -> None:
    """The quote names the company and the kind of interest."""
    quote = disclosure.provenance.quote
    kind = {"consultant": "consultant", "stock": "stock", "royalties": "royalties"}[disclosure.kind.value]

    assert quote.endswith(disclosure.company), f"{disclosure.id}: end the quote with the company"
    assert kind in quote, f"{disclosure.id}: quote the words for {disclosure.kind.value}"


@each_disclosure
def test_disclosure_is_in_the_block(disclosure: Disclosure) -> None:
    """Person and quote are in the disclosure block of the document, and the id begins with its prefix."""
    document = disclosure.provenance.source
    block = document.disclosure_block

    assert block is not None, f"{document.id}: say with which words the disclosures start"
    assert block.start <= disclosure.provenance.start, f"{disclosure.id}: quote the disclosures, not the body"
    assert disclosure.provenance.end <= block.end, f"{disclosure.id}: quote the disclosures, not what follows"
    assert disclosure.person in block.quote, f"{disclosure.id}: name the person as the document does"
    assert disclosure.id.startswith(f"{PREFIXES[document.id]}-"), f"{disclosure.id}: begin with the document's prefix"


# All records, and the files they are written in


@each_record
def test_id_is_in_lower_case(record: Record) -> None:
    """Every id is made of lower-case words and figures, joined by hyphens."""
    assert ID.fullmatch(record.id), f"write {record.id!r} in lower case, with hyphens"


def texts(record: Record) -> Iterator[str]:
    """All that curators wrote on a record for people to read."""
    match record:
        case Document():
            yield from (record.name, record.license, record.attribution)
            yield from (correction.reason for correction in record.corrections)
            yield from (entry.reason for entry in record.uncovered)
            if record.record is not None:
                yield record.record.basis
        case EvidenceClaim():
            yield from (record.statement, record.note or "")
        case Mechanism():
            yield from (record.name, record.note or "", *(step.note or "" for step in record.steps))
        case Disclosure():
            yield from (record.person, record.company)
        case ClaimLink():
            yield record.reason
        case ProductCode():
            return  # as its register prints it
        case _:
            yield from written(record)


def written(value: object, *, outermost: bool = True) -> Iterator[str]:
    """The texts of a record and of what stands inside it, without those of the records to which it links."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from written(item, outermost=False)
    elif has(type(value)) and (outermost or type(value) not in KINDS.values()):
        for field in fields(type(value)):  # type: ignore[arg-type]
            yield from written(getattr(value, field.name), outermost=False)


# Web addresses, with and without their scheme; files of public repositories, packages and articles; a DOI, doses,
# numbers of licenses and lists of symbols have strokes too.
WEB_ADDRESS = re.compile(
    r"(?:https?://|\b(?:[\w-]+\.)+[a-z]{2,}/|\bPMC\d+/)\S+|\b[\w-]+/[\w-]+ annotations/\S+"
    r"|\((?:eccode\.json|targets_and_families\.csv)\)|\b10\.\d{4,}/\S+|\bmg/kg/day\b|\bEMEA/H/C/\d+"
    r"|\b(?:PA\d+|[\d.]+)(?:/[\d.]+)+|\b[A-Z]{2,}(?:/[A-Z]{2,})+\b"
)
WORKING_FILE = re.compile(
    r"[\w.-]*/[\w./-]*/|~/|[a-z]:\\|\b[\w-]+\.(?:txt|toml|jsonl?|py|md|csv|bin)\b|\bseeds?\b|\bshared/|\bissue #\d",
    re.IGNORECASE,
)


@each_record
def test_no_text_names_a_working_file(record: Record) -> None:
    """A record cites its public origin: no text of it names a path, a file or an issue of ours."""
    for text in texts(record):
        found = WORKING_FILE.findall(WEB_ADDRESS.sub("", text))

        assert found == [], f"{record.id}: take {found} out; cite the public origin"


@each_record
def test_texts_are_neat(record: Record) -> None:
    """No text of a record begins or ends with white space, or holds a line break or two spaces."""
    for text in texts(record):
        assert text == " ".join(text.split()), f"{record.id}: correct the white space in {text!r}"


@each_of(
    "text",
    [
        "see our/working/copy",
        "/home/me/data/x",
        "from claims.toml",
        "from brands.csv",
        "pubmedqa_osteo.jsonl",
        "per issue #99",
        "C:\\data",
    ],
)
def test_working_files_are_recognized(text: str) -> None:
    """Look-alike: the look for working files would see one."""
    assert WORKING_FILE.search(WEB_ADDRESS.sub("", text))


@each_of(
    "text",
    [
        "10.3171/2020.5.focus20413",
        "10.1093/jbmr/zjae201",
        "RANKL/RANK/OPG",
        "and/or",
        "Dr. Anderson",
        "a note of 20%.",
        "drugs.com/pro/xgeva.html",
        "5 to 10 mg/kg/day",
        "2.5/17.5/75 mg",
        "PA0170/017/001",
        "EMEA/H/C/000501",
    ],
)
def test_other_texts_are_not_taken_for_files(text: str) -> None:
    """Look-alike: a DOI, an "and/or", a web address, a dose and a license are not working files."""
    assert WORKING_FILE.search(WEB_ADDRESS.sub("", text)) is None


def test_there_are_seed_files() -> None:
    """The tests below look at the files that curators edit, and find them."""
    assert {"claims.toml", "source.toml", "concepts.toml", "links.toml"} <= {path.name for path in TOML_FILES}


@each_toml_file
def test_toml_is_neat(path: Path) -> None:
    """Seed files are UTF-8 without a mark, with LF line ends, one final newline, no tabs and no trailing blanks."""
    raw = path.read_bytes()
    name = by_path(path)
    lines = raw.decode().split("\n")

    assert not raw.startswith(b"\xef\xbb\xbf"), f"{name}: save it without a byte order mark"
    assert b"\r" not in raw, f"{name}: save it with LF line ends"
    assert b"\t" not in raw, f"{name}: put spaces for tabs"
    assert raw.endswith(b"\n"), f"{name}: end it with a newline"
    assert not raw.endswith(b"\n\n"), f"{name}: end it with one newline"
    trailing = [number for number, line in enumerate(lines, 1) if line != line.rstrip()]

    assert trailing == [], f"{name}: take the trailing blanks off lines {trailing}"
    assert "\n\n\n" not in raw.decode(), f"{name}: leave one blank line, not two"


@each_toml_file
def test_toml_says_what_it_holds(path: Path) -> None:
    """A seed file that holds many records begins with a comment that says which."""
    if path.parent.name not in {"labels", "mechanisms", "medications", "studies"}:
        assert path.read_text(encoding="utf-8").startswith("# "), f"{by_path(path)}: begin with what the file holds"


def test_medication_files_are_named_by_their_inn() -> None:
    """The file of a medication is its INN in lower case with hyphens."""
    for medication in COMPENDIUM.medications.values():
        assert medication.name.casefold().replace(" ", "-") == medication.id, f"call the file {medication.name}.toml"


@pytest.mark.facts
def test_the_page_is_the_seed_document() -> None:
    """The pinned text is the project's seed document, byte for byte, where that lies at hand."""
    facts = os.environ.get("OSTEOPHARM_FACTS")
    if facts is None:
        pytest.skip("OSTEOPHARM_FACTS names no folder of fact tables")
    pinned = (SEEDS / "anderson-freedman-2020" / "document.txt").read_bytes()

    assert pinned == Path(facts, "seed", "document.txt").read_bytes()
