"""The shapes of the answers that tools give: plain dicts, from which their JSON Schemas are made.

Every list that can be long is one page of it, with a count of what was left out.
"""

from __future__ import annotations

from typing import NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

documented = with_config(ConfigDict(use_attribute_docstrings=True))


@documented
class Page(TypedDict):
    """Which part of a list this is."""

    total: int
    """How many there are in all."""
    left_out: int
    """How many come after these."""
    next_offset: int | None
    """The offset with which to ask on; null at the end."""


@documented
class Ref(TypedDict):
    """A record by its id."""

    id: str
    """The id, which other tools accept."""
    name: str
    """The name."""
    kind: str
    """The kind: medication, combination, drug-class, or the kind of a concept, such as outcome."""


@documented
class MentionAnswer(TypedDict):
    """A stretch of the given text, and what it names."""

    start: int
    """The offset of its first character in the given text."""
    end: int
    """The offset after its last character."""
    text: str
    """Its words, as given."""
    entity: Ref
    """What it names."""
    brand: str | None
    """The brand by which it does so."""


@documented
class MentionsAnswer(TypedDict):
    """The mentions in a text, in its order."""

    mentions: list[MentionAnswer]
    """The mentions of this page."""
    page: Page
    """Which part of all mentions they are."""


@documented
class ProductAnswer(TypedDict):
    """What one product string was identified as."""

    text: str
    """The string, as given."""
    medications: list[Ref]
    """The medications in it; empty where none was found."""
    drug_classes: list[Ref]
    """The classes of the medications."""
    action: str | None
    """The action of the treatments on bone: antiresorptive, anabolic or both; null if unknown."""
    brands: list[str]
    """The brands in it."""
    labeled_for_osteoporosis: bool | None
    """Whether the product is labeled for osteoporosis; null means not known, and never no."""
    strength: str | None
    """The strength that the string gives."""
    dosage_form: str | None
    """The dosage form that the string gives."""
    route: str | None
    """The route that the string gives or its dosage form implies."""
    dosing_interval: str | None
    """From one dose to the next, as an ISO 8601 duration; null where labels differ or none was read."""
    matches: list[MentionAnswer]
    """The names that were found in it."""
    similar_names: list[str]
    """Where nothing was found: names that may have been meant. They are offered, not taken."""


@documented
class ProductsAnswer(TypedDict):
    """What product strings were identified as, in the order given."""

    products: list[ProductAnswer]
    """An answer for each string."""


@documented
class EntityAnswer(TypedDict):
    """A medication, combination, drug class or concept in short."""

    id: str
    """The id."""
    name: str
    """The name."""
    kind: str
    """The kind."""
    role: str | None
    """For a medication: treatment or adjunct."""
    action: str | None
    """For a medication or combination: its action on bone; null if unknown."""
    belongs_to: list[Ref]
    """Its classes or broader concepts, nearest first; for a combination, its components."""
    members: list[Ref]
    """The members of a class, nearest first."""
    other_names: list[str]
    """Some other names or synonyms."""
    brands: list[str]
    """Some of its brands."""
    codes: list[str]
    """Its codes in other systems, such as atc:M05BA04."""
    other_uses: str | None
    """Uses other than osteoporosis that make the name alone inconclusive about the indication."""
    claims: int
    """How many claims there are about it, with those inherited from its classes; list them with search_claims."""
    note: str | None
    """A comment of the curators."""
    left_out: dict[str, int]
    """How many items each shortened list lacks; get_medication gives all."""


@documented
class RegisterEntry(TypedDict):
    """What a register says of a code."""

    term: str
    """What the register calls it."""
    source: str
    """The register."""
    valid_until: str | None
    """When the code ended, if it did."""
    unit: str | None
    """The amount of one billed unit, for HCPCS."""


@documented
class CodeAnswer(TypedDict):
    """What a code means."""

    code: str
    """The code with the prefix of its system."""
    is_group: bool
    """Whether it is the code of a group, which does not say which member is meant."""
    medications: list[Ref]
    """The medications that it means: one, the components of a combination, or the members of a group."""
    drug_classes: list[Ref]
    """Their classes."""
    action: str | None
    """The action of the treatments on bone; null if unknown."""
    brands: list[str]
    """The brands that the code, with the billed units, may mean."""
    products: list[str]
    """Some of the products that it means."""
    labeled_for_osteoporosis: bool | None
    """Whether the product is labeled for osteoporosis; null where the code does not decide it."""
    dosing_interval: str | None
    """From one dose to the next, as an ISO 8601 duration."""
    undecided: str | None
    """Why the code does not decide what the product is labeled for."""
    registers: list[RegisterEntry]
    """Some of the entries of registers that have the code."""
    left_out: dict[str, int]
    """How many items each shortened list lacks."""


@documented
class LookUpAnswer(TypedDict):
    """What a name or code means: an entity or a code, the other one is null."""

    asked: str
    """The name or code, as given."""
    entity: EntityAnswer | None
    """The entity that has the name."""
    brand: str | None
    """The brand, where the name is one."""
    brand_labeled_for_osteoporosis: bool | None
    """Whether that brand is labeled for osteoporosis; null where markets differ or it is not known."""
    code: CodeAnswer | None
    """What the code means."""


@documented
class NameAnswer(TypedDict):
    """A name of a medication."""

    name: str
    """The name."""
    kind: str
    """The kind of name: brand, inn, synonym ..."""
    languages: list[str]
    """Its languages; empty for English."""
    not_searched_because: str | None
    """Why it is not recognized in texts; null where it is."""


@documented
class BrandAnswer(TypedDict):
    """A brand and its markets."""

    name: str
    """The trade name."""
    labeled_for_osteoporosis: bool | None
    """Whether it is labeled for osteoporosis; null where markets differ or it is not known."""
    markets: list[str]
    """Each market with its company and what it is labeled for there."""


@documented
class LabelAnswer(TypedDict):
    """What was read in one label, which is not all that the label says."""

    label: str
    """The id of the label among the sources."""
    region: str
    """Where the label applies."""
    date: str | None
    """The date of the version that was read."""
    regimens: list[str]
    """The dosing regimens, in the curators' words."""
    contraindications: list[str]
    """The contraindications that were recorded; there may be others."""
    warnings: list[str]
    """The warnings that were recorded; there may be others."""
    boxed_warning: str | None
    """The boxed warning; null if not read."""


@documented
class ProductRecord(TypedDict):
    """A product: a medication at a strength, in a form, by a route."""

    id: str
    """The id."""
    product: str
    """The product in words."""
    labels: list[str]
    """What it is labeled for, market by market."""


@documented
class MedicationAnswer(TypedDict):
    """A medication or combination, with the sections that were asked for."""

    id: str
    """The id."""
    name: str
    """The name."""
    summary: NotRequired[EntityAnswer]
    """The record in short."""
    names: NotRequired[list[NameAnswer]]
    """Its names other than brands."""
    brands: NotRequired[list[BrandAnswer]]
    """Its brands."""
    codes: NotRequired[list[str]]
    """Its codes in other systems, with the form that each identifies."""
    labels: NotRequired[list[LabelAnswer]]
    """What was read in its labels."""
    products: NotRequired[list[ProductRecord]]
    """Its products."""
    pages: dict[str, Page]
    """For each list, which part of it this is."""


@documented
class SourceAnswer(TypedDict):
    """Where a claim comes from."""

    id: str
    """The id of the source."""
    kind: str
    """document, publication, label or registry."""
    name: str
    """Its name."""
    citation: str | None
    """The bibliographic record of a publication, as far as it was read."""
    pmid: str | None
    """The PubMed identifier."""
    doi: str | None
    """The DOI."""
    locator: str | None
    """The place in a source whose text does not ship with the library."""


@documented
class QuoteAnswer(TypedDict):
    """The exact words of a document."""

    text: str
    """The words, letter for letter."""
    document: str
    """The id of the document."""
    start: int
    """The offset of the first character in the document."""
    end: int
    """The offset after the last character."""
    sha256: str
    """The SHA-256 of the whole document in UTF-8."""


@documented
class FiguresAnswer(TypedDict):
    """What a study found, with the figures as printed."""

    study: str | None
    """The name of the study."""
    design: str
    """Its design."""
    population: str | None
    """Its population, in the curators' words."""
    participants: int | None
    """How many were studied."""
    timepoint: str | None
    """The time of the measurement."""
    intervention: str | None
    """The intervention arm, with its figures as printed."""
    comparator: str
    """The comparator."""
    comparator_arm: str | None
    """The comparator arm, with its figures as printed."""
    measured_as: str | None
    """What was measured, where it is not the object of the claim itself."""
    finding: str
    """How the outcome differed with the intervention."""
    benefit: str | None
    """Whether that is a benefit or a harm; null where neither is better."""
    effect: str | None
    """The size of the difference, with interval and p value, as printed."""


@documented
class ClaimAnswer(TypedDict):
    """One statement of a source, with the quote or the publication and figures behind it."""

    id: str
    """The id."""
    statement: str
    """The statement, in the curators' words. Quote the source, not this."""
    subject: Ref
    """What it is about."""
    relation: str
    """The relation between subject and object."""
    object: Ref
    """The other entity."""
    polarity: str
    """Whether the source affirms the statement, denies it or leaves it unresolved."""
    certainty: str
    """How certain the source is: stated, probable or theoretical."""
    held_by: str
    """Whether the authors hold it, or report it as the view of others."""
    holder: str | None
    """Whose view it is, where it is the view of others."""
    study_kind: str
    """The kind of evidence for it."""
    species: str
    """The species studied."""
    scope: str
    """Whether a claim about a class applies to each member or to the class as a whole."""
    setting: list[str]
    """The conditions, procedures or populations to which it is restricted."""
    inherited: bool
    """Whether the claim is about a class of what was asked for, and not about that itself."""
    source: SourceAnswer
    """Where it comes from."""
    quote: QuoteAnswer | None
    """The words of the document that make the claim; null where the text does not ship with the library."""
    context: list[QuoteAnswer]
    """Other words of the document that are needed to understand the quote."""
    is_cut_off: bool
    """Whether the document breaks off inside the sentence."""
    figures: FiguresAnswer | None
    """What the study found, where the claim reports the result of one study."""
    note: str | None
    """A comment of the curators."""


@documented
class ExceptionAnswer(TypedDict):
    """A claim about a class that does not apply to the member that was asked for."""

    claim: str
    """The id of the claim."""
    statement: str
    """Its statement."""
    reason: str
    """Why it does not apply."""


@documented
class ClaimsAnswer(TypedDict):
    """Claims, in the order of their sources."""

    claims: list[ClaimAnswer]
    """The claims of this page."""
    page: Page
    """Which part of all that match they are."""
    exceptions: list[ExceptionAnswer]
    """Claims about a class that are known not to apply to what was asked for."""
    hint: str | None
    """Where claims are to be found when there are none here."""


@documented
class LinkAnswer(TypedDict):
    """A claim that concerns another one."""

    kind: str
    """supports, contradicts or qualifies."""
    reason: str
    """The reason for the judgment, by the curators."""
    claim: ClaimAnswer
    """The claim."""


@documented
class EvidenceAnswer(TypedDict):
    """The claims for and against a claim. Nothing is weighed."""

    claim: ClaimAnswer
    """The claim that was asked for."""
    counts: dict[str, int]
    """How many claims support, contradict and qualify it. Publications may share patients: do not weigh by counts."""
    links: list[LinkAnswer]
    """The claims of this page: first what supports it, then what contradicts and what qualifies it."""
    page: Page
    """Which part of all of them they are."""


@documented
class StepAnswer(TypedDict):
    """One step of a mechanism."""

    subject: str
    """Where it starts."""
    relation: str
    """The relation."""
    object: str
    """Where it ends."""
    sign: int | None
    """1: more of the subject means more of the object; -1: less; null: not known."""
    certainty: str
    """How certain its sources are."""
    is_observed: bool
    """Whether it is an observed effect, not a part of the mechanism."""
    disputed: str | None
    """The evidence against it."""
    claims: list[str]
    """The ids of the claims that support it."""
    sources: list[str]
    """The ids of the sources that support it."""


@documented
class PathAnswer(TypedDict):
    """A chain of steps from the agent to the outcome."""

    sign: int | None
    """The sign of the whole path."""
    certainty: str
    """The certainty of its weakest step."""
    inherited_from: str | None
    """The class from which it is inherited."""
    steps: list[StepAnswer]
    """The steps."""


@documented
class MechanismAnswer(TypedDict):
    """How an agent changes an outcome: sourced paths, side by side, never added up."""

    agent: Ref
    """The class or medication."""
    outcome: Ref
    """The outcome."""
    in_words: str
    """The answer in a few words."""
    sign: int | None
    """The sign on which all undisputed paths agree; null where they do not."""
    disagrees: bool
    """Whether two paths have opposite signs."""
    paths: list[PathAnswer]
    """The paths of this page, the shortest first."""
    page: Page
    """Which part of all paths they are."""
    isolated_steps: list[StepAnswer]
    """Steps that hold only by themselves and are never chained."""
    exceptions: list[ExceptionAnswer]
    """Claims of a class that do not apply to the agent."""
    gaps: list[Ref]
    """What the agent reaches and from which no sourced step continues to the outcome."""
    contradicting: list[str]
    """The ids of claims that contradict the claims which the steps cite."""


@documented
class CodelistRowAnswer(TypedDict):
    """A code of a list."""

    system: str
    """The system."""
    code: str
    """The code."""
    term: str
    """What the register calls it."""
    labeled_for_osteoporosis: bool | None
    """Whether the product is labeled for osteoporosis; null where the code does not decide it."""
    billed_units: list[str]
    """How many billed units are labeled for osteoporosis, where the units decide."""
    other_units: list[str]
    """How many billed units are not."""
    market: str | None
    """The market of the register; null for an international code."""
    sources: list[str]
    """The registers that give it."""
    valid_until: str | None
    """When the code ended, if it did."""
    undecided: str | None
    """Why the code does not decide what was asked."""


@documented
class CodelistAnswer(TypedDict):
    """A list of codes."""

    title: str
    """What the list is of."""
    codes: list[CodelistRowAnswer]
    """The codes of this page, sorted by system and code."""
    page: Page
    """Which part of the list they are."""
    undecided: int
    """How many codes do not decide whether they belong to the list: ask for them with undecided=true."""


@documented
class RestingClaim(TypedDict):
    """A claim that rests on the words that were asked for, or on some of them."""

    overlap: str
    """How its quote and the given text overlap: same, within the text, contains the text, part, or context."""
    claim: ClaimAnswer
    """The claim."""


@documented
class QuoteCheckAnswer(TypedDict):
    """Whether words are in a document, and what rests on them."""

    match: str
    """exact: letter for letter; white-space: only white space differs; none: the words are in no document."""
    quotes: list[QuoteAnswer]
    """The words of the document, at each place where they are."""
    sentences: list[str]
    """The sentences around them, in full."""
    claims: list[RestingClaim]
    """The claims that rest on them; each says how certain the source is."""
    left_out: dict[str, int]
    """How many items each shortened list lacks."""
    nearest: str | None
    """Where there is no match: the words of a document most like the given ones. They are another text."""
    documents: list[str]
    """The ids of the documents that were searched."""
