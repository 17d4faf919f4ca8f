"""The tools that language models call: one method each, from checked arguments to a plain answer.

Knows neither the protocol nor the layout of schemas. The docstring of a method is what a model reads about the tool.
"""

# pydantic reads the annotations of methods only where they are evaluated, so they are not postponed here.
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from osteopharm.agents.answers import (
    ClaimsAnswer,
    CodelistAnswer,
    CodelistRowAnswer,
    EvidenceAnswer,
    LinkAnswer,
    LookUpAnswer,
    MechanismAnswer,
    MedicationAnswer,
    MentionsAnswer,
    Page,
    PathAnswer,
    ProductsAnswer,
    QuoteCheckAnswer,
    RestingClaim,
)
from osteopharm.agents.claim_answers import claim_answer, exception_answers, quote_answer, step_answer
from osteopharm.agents.pages import Shortener, page_of, ref, refs
from osteopharm.agents.record_answers import LISTS, code_answer, entity_answer, mention_answer, product_answer
from osteopharm.codelists import CodelistRow
from osteopharm.compendium import Compendium
from osteopharm.errors import AmbiguousNameError
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.documents import Passage
from osteopharm.model.entities import Combination, Medication
from osteopharm.model.enums import (
    Benefit,
    Certainty,
    Design,
    EntityKind,
    Finding,
    HeldBy,
    LinkKind,
    Polarity,
    Species,
    StudyKind,
)
from osteopharm.model.identifiers import SYSTEMS
from osteopharm.model.relations import Relation
from osteopharm.model.segmentation import nearest_stretch
from osteopharm.names.codes import CodeMatch

LONGEST_TEXT = 200_000
"""The longest text in which mentions are sought, in characters."""
SHORTEST_QUOTE = 8
"""The shortest quote that is checked, in characters: a single word proves nothing."""
LONGEST_QUOTE = 5_000
"""The longest quote that is checked, in characters."""
MOST_PLACES = 20
"""How many places of a quote are listed."""

Name = Annotated[str, Field(min_length=1, max_length=200)]
Limit = Annotated[int, Field(ge=1, le=50, description="How many to return at most.")]
Offset = Annotated[
    int, Field(ge=0, le=1_000_000, description="How many to skip: next_offset of the answer before; 0 at first.")
]
Market = Annotated[
    str | None,
    Field(
        pattern="^[A-Z]{2}$",
        description="The market whose labels count, such as US, EU, UK or JP; left out: all. They differ.",
    ),
]
Section = Literal["summary", "names", "brands", "codes", "labels", "products"]


class Toolbox:
    """The tools for one compendium.

    Args:
        compendium: the records that answer.
    """

    def __init__(self, compendium: Compendium) -> None:
        self._compendium = compendium

    def identify_products(
        self,
        *,
        texts: Annotated[
            list[Annotated[str, Field(max_length=1000)]],
            Field(
                min_length=1,
                max_length=50,
                description="Product strings, as a pharmacy, register or health record writes them.",
            ),
        ],
        market: Market = None,
    ) -> ProductsAnswer:
        """Identify product strings: medications, class, brand, strength, and whether it is labeled for osteoporosis.

        For one product each, such as "zoledronic acid 5 mg/100 mL". For running text use find_mentions. Nothing is
        guessed: for a misspelled name the answer offers similar names. null means unknown, never no.
        """
        found = [self._compendium.identify(text, market=market) for text in texts]
        return ProductsAnswer(
            products=[
                product_answer(text, each, () if each else self._similar(text))
                for text, each in zip(texts, found, strict=True)
            ]
        )

    def _similar(self, text: str) -> list[str]:
        return [str(each) for each in self._compendium.suggest(text, 3)]

    def find_mentions(
        self,
        *,
        text: Annotated[str, Field(max_length=LONGEST_TEXT, description="Running text, such as an abstract or note.")],
        kinds: Annotated[
            list[EntityKind],
            Field(min_length=1, description="What to find: medications (with combinations), classes, concepts."),
        ] = [EntityKind.MEDICATION, EntityKind.DRUG_CLASS],  # noqa: B006 - never changed
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> MentionsAnswer:
        """Find what a text mentions, with exact character offsets: medications, classes and, if asked, concepts.

        Whole words only; the longest name wins; names that can mean something else are not found. Negation is not
        read: a mention does not say that a patient takes the medication.
        """
        found, page = page_of(self._compendium.find_mentions(text, kinds=kinds), offset, limit)
        return MentionsAnswer(mentions=[mention_answer(mention) for mention in found], page=page)

    def look_up(
        self,
        *,
        name_or_code: Annotated[
            Name, Field(description="An id, name, brand or synonym; or a code: rxnorm:904433, ndc:55513-710-01, J0897.")
        ],
        units: Annotated[
            float | None,
            Field(gt=0, description="How many units were billed, for HCPCS: decides where one code has two labels."),
        ] = None,
        market: Market = None,
    ) -> LookUpAnswer:
        """Look up one name or one code: a medication, brand, class, concept, or what a code of a register means.

        The whole text must be the name or code. A name that can mean several things is refused with the candidates.
        """
        found = self._code(name_or_code, units, market)
        if found is not None:
            return LookUpAnswer(
                asked=name_or_code, entity=None, brand=None, brand_labeled_for_osteoporosis=None,
                code=code_answer(found),
            )  # fmt: skip
        entity = self._compendium.lookup(name_or_code)
        brands = entity.brands if isinstance(entity, Medication | Combination) else ()
        asked = " ".join(name_or_code.casefold().split())
        brand = next((each for each in brands if each.name.casefold() == asked), None)
        return LookUpAnswer(
            asked=name_or_code,
            entity=entity_answer(self._compendium, entity),
            brand=brand.name if brand else None,
            brand_labeled_for_osteoporosis=brand.labeled_for_osteoporosis if brand else None,
            code=None,
        )

    def _code(self, text: str, units: float | None, market: str | None) -> CodeMatch | None:
        """What a text means as a code, with the prefix of its system or, where only one system has it, without."""
        codes, stripped = self._compendium.codes, text.strip()
        system, colon, _ = stripped.partition(":")
        if colon and re.fullmatch(r"[\w.-]+", system) and not stripped.endswith(":"):
            return codes.look_up(stripped, units=units, market=market)
        if not re.search(r"[0-9]", stripped):
            return None
        fitting = (system for system, each in SYSTEMS.items() if each.form.fullmatch(stripped.upper()))
        found = [match for each in fitting if (match := codes.find(each, stripped, units=units, market=market))]
        if len(found) > 1:
            raise AmbiguousNameError(text, [match.curie for match in found])
        return found[0] if found else None

    def get_medication(
        self,
        *,
        id: Annotated[Name, Field(description="The id or any name of a medication or combination.")],
        sections: Annotated[
            list[Section],
            Field(min_length=1, description="What to return; products and codes are long: ask for few at a time."),
        ] = ["summary"],  # noqa: B006 - never changed
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> MedicationAnswer:
        """Get sections of one medication or combination: summary, names, brands, codes, labels, products.

        What was not read in a label is missing: contraindications and warnings are those recorded, not all. For
        claims use search_claims, for mechanisms explain_mechanism.
        """
        drug = self._compendium._find(id, "medications", "combinations")  # noqa: SLF001 - the one look-up by kind
        found: dict[str, Any] = {}
        pages: dict[str, Page] = {}
        for section in dict.fromkeys(sections):
            if section == "summary":
                found[section] = entity_answer(self._compendium, drug)
            else:
                read, write = LISTS[section]
                items, pages[section] = page_of([*read(self._compendium, drug)], offset, limit)
                found[section] = [write(item) for item in items]
        answer: Any = {"id": drug.id, "name": drug.name, "pages": pages, **found}
        return cast("MedicationAnswer", answer)

    def search_claims(
        self,
        *,
        about: Annotated[
            Name | None, Field(description="The subject: an id or name of a class, medication or concept.")
        ] = None,
        on: Annotated[
            Name | None,
            Field(description="The object or setting, with narrower ones: an id or name, such as spine fusion."),
        ] = None,
        members: Annotated[
            bool, Field(description="With about: also claims about the members of the class, and none inherited.")
        ] = False,
        polarity: Annotated[Polarity | None, Field(description="Whether the source affirms or denies it.")] = None,
        certainty: Annotated[Certainty | None, Field(description="How certain the source is.")] = None,
        study_kind: Annotated[StudyKind | None, Field(description="The kind of evidence.")] = None,
        species: Annotated[Species | None, Field(description="The species studied; animal is every animal.")] = None,
        design: Annotated[Design | None, Field(description="The design of the study.")] = None,
        finding: Annotated[Finding | None, Field(description="What the study found.")] = None,
        benefit: Annotated[Benefit | None, Field(description="What the finding means for those treated.")] = None,
        held_by: Annotated[HeldBy | None, Field(description="Whether the authors hold it, or report others.")] = None,
        relation: Annotated[Relation | None, Field(description="This relation or a narrower one.")] = None,
        source: Annotated[Name | None, Field(description="The id of the source.")] = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> ClaimsAnswer:
        """Search claims by subject, object and axes; each with its exact quote, or its publication and figures.

        Without about and on, all claims are searched. A claim with inherited=true is about a class of what was asked.
        "No difference shown" is not a denial. Cite the quote or the figures, never the statement alone.
        """
        found = self._compendium.claims
        if about is not None:
            found = found.within(about) if members else found.about(about)
        if on is not None:
            found = found.on(on)
        found = found.where(
            polarity=polarity, certainty=certainty, study_kind=study_kind, species=species, design=design,
            finding=finding, benefit=benefit, held_by=held_by, relation=relation, source=source,
        )  # fmt: skip
        shown, page = page_of(found, offset, limit)
        hint = found._hint_to("ask again with members=true")  # noqa: SLF001 - an argument in place of the method
        return ClaimsAnswer(
            claims=[claim_answer(claim, inherited=found.is_inherited(claim) is not None) for claim in shown],
            page=page,
            exceptions=exception_answers(found.exceptions),
            hint=hint,
        )

    def evidence_for(
        self,
        *,
        claim: Annotated[Name, Field(description="The id of a claim, as search_claims gives it.")],
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> EvidenceAnswer:
        """List the claims that support, contradict or qualify a claim, each with the curators' reason.

        Nothing is weighed or pooled, and publications may share patients.
        """
        found = self._compendium.evidence_for(claim)
        shown, page = page_of(found.claim_links, offset, limit)
        return EvidenceAnswer(
            claim=claim_answer(found.claim),
            counts={kind.value: sum(link.kind is kind for link in found.claim_links) for kind in LinkKind},
            links=[
                LinkAnswer(kind=link.kind.value, reason=link.reason, claim=claim_answer(link.claim)) for link in shown
            ],
            page=page,
        )

    def explain_mechanism(
        self,
        *,
        agent: Annotated[Name, Field(description="An id or name of a class or medication.")],
        outcome: Annotated[Name, Field(description="An id or name of an outcome, such as fracture risk.")],
        limit: Limit = 5,
        offset: Offset = 0,
    ) -> MechanismAnswer:
        """Explain how a class or medication changes an outcome: every sourced path of signed steps.

        Paths are listed side by side and never added up. No path means that no source here gives one.
        """
        found = self._compendium.explain(agent, outcome)
        shown, page = page_of(found.paths, offset, limit)
        paths = [
            PathAnswer(
                sign=path.sign,
                certainty=path.certainty.value,
                inherited_from=above.name if (above := found.inherited_from(path)) else None,
                steps=[step_answer(step) for step in path.steps],
            )
            for path in shown
        ]
        contradicting = (link.claim.id for link in found.claim_links if link.kind is LinkKind.CONTRADICTS)
        return MechanismAnswer(
            agent=ref(found.agent),
            outcome=ref(found.outcome),
            in_words=found.in_words,
            sign=found.sign,
            disagrees=found.disagrees,
            paths=paths,
            page=page,
            isolated_steps=[step_answer(step) for step in found.isolated_steps],
            exceptions=exception_answers(found.exceptions),
            gaps=refs(found.gaps),
            contradicting=list(dict.fromkeys(contradicting)),
        )

    def codelist(
        self,
        *,
        what: Annotated[
            list[Name],
            Field(max_length=50, description="Classes, medications or combinations; left out: all treatments."),
        ] = [],  # noqa: B006 - never changed
        systems: Annotated[
            list[Name], Field(max_length=50, description="Systems of codes, such as ndc, hcpcs, rxnorm, atc, dmd.")
        ] = [],  # noqa: B006 - never changed
        labeled_for_osteoporosis: Annotated[
            bool | None, Field(description="Whether the products are to be labeled for osteoporosis; left out: all.")
        ] = None,
        route: Annotated[Name | None, Field(description="A route, such as oral.")] = None,
        dosage_form: Annotated[Name | None, Field(description="A dosage form, such as tablet.")] = None,
        market: Market = None,
        undecided: Annotated[bool, Field(description="List the codes that do not decide instead.")] = False,
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> CodelistAnswer:
        """List the codes of medications and their combinations, each with its term, label and register.

        Codes that do not decide what was asked are counted apart. A published study should pin the version.
        """
        found = self._compendium.codelist(
            what or None, systems=systems or None, labeled_for_osteoporosis=labeled_for_osteoporosis,
            route=route, dosage_form=dosage_form, market=market,
        )  # fmt: skip
        shown, page = page_of(found.undecided if undecided else found.rows, offset, limit)
        return CodelistAnswer(
            title=found.title, codes=[_row(row) for row in shown], page=page, undecided=len(found.undecided)
        )

    def verify_quote(
        self,
        *,
        text: Annotated[
            str,
            Field(
                min_length=SHORTEST_QUOTE,
                max_length=LONGEST_QUOTE,
                description="The words to check, as they were quoted.",
            ),
        ],
        document: Annotated[Name | None, Field(description="The id of the document; left out: all.")] = None,
    ) -> QuoteCheckAnswer:
        """Check whether words are in a document, letter for letter, and which claims rest on them.

        Only an exact match is a quote. The nearest words are another text: correct the quote before you use it. That
        words are in the document does not make them true: read how certain the source is.
        """
        known = self._compendium.documents
        searched = [known[document]] if document is not None else [*known.values()]
        exact = [(each, *place) for each in searched for place in _places(each.text, re.escape(text))]
        words = r"\s+".join(map(re.escape, text.split()))
        found = exact or ([(each, *place) for each in searched for place in _places(each.text, words)] if words else [])
        passages = [
            Passage(source=each, start=start, end=end, quote=each.text[start:end]) for each, start, end in found
        ]
        shorten = Shortener()
        return QuoteCheckAnswer(
            match="exact" if exact else "white-space" if found else "none",
            quotes=[quote_answer(each) for each in shorten("quotes", passages, MOST_PLACES)],
            sentences=shorten("sentences", dict.fromkeys(each.text for place in passages for each in place.sentences)),
            claims=shorten("claims", self._resting_on(passages), MOST_PLACES),
            left_out=shorten.left_out,
            nearest=None
            if found
            else next(filter(None, (nearest_stretch(each.text, text) for each in searched)), None),
            documents=[each.id for each in searched],
        )

    def _resting_on(self, passages: list[Passage]) -> Iterator[RestingClaim]:
        for claim in self._compendium.claims:
            overlap = next(filter(None, (_overlap(claim, passage) for passage in passages)), None)
            if overlap is not None:
                yield RestingClaim(overlap=overlap, claim=claim_answer(claim))


def _places(text: str, pattern: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in re.finditer(pattern, text))


def _overlap(claim: EvidenceClaim, passage: Passage) -> str | None:
    """How the quote of a claim overlaps with a passage; None where it does not."""
    own = claim.provenance
    if isinstance(own, Passage) and _meet(own, passage):
        if (own.start, own.end) == (passage.start, passage.end):
            return "same"
        if passage.start <= own.start and own.end <= passage.end:
            return "within the text"
        return "contains the text" if own.start <= passage.start and passage.end <= own.end else "part"
    return "context" if any(_meet(each, passage) for each in claim.context) else None


def _meet(first: Passage, second: Passage) -> bool:
    return first.source == second.source and first.start < second.end and second.start < first.end


def _row(row: CodelistRow) -> CodelistRowAnswer:
    return CodelistRowAnswer(
        system=row.system,
        code=row.code,
        term=row.term,
        labeled_for_osteoporosis=row.labeled_for_osteoporosis,
        billed_units=list(row.billed_units),
        other_units=list(row.other_units),
        market=row.market,
        sources=[source.name for source in row.sources],
        valid_until=row.valid_until,
        undecided=row.undecided,
    )
