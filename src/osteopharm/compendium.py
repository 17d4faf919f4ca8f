"""The compendium: all records together, immutable, with one method for each question.

The methods are thin: the logic is in the modules that they call, which are imported when they are first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from osteopharm.collection import Collection, id_of
from osteopharm.errors import Problem, UnknownNameError
from osteopharm.model._immutable import Immutable, computed, repr_html
from osteopharm.model.kinds import COLLECTIONS, KINDS, Records, kind_in_words

if TYPE_CHECKING:
    from decimal import Decimal

    from osteopharm.attribution import Attribution
    from osteopharm.claims import ClaimSet
    from osteopharm.claims.evidence import EvidenceSummary
    from osteopharm.codelists import Codelist, CodelistCheck
    from osteopharm.codelists.checking import Checker
    from osteopharm.codelists.selection import Selector
    from osteopharm.disclosures import Interest
    from osteopharm.mechanisms.comparison import Comparison
    from osteopharm.mechanisms.explanation import Explanation
    from osteopharm.mechanisms.graph import CausalGraph
    from osteopharm.model._record import Record
    from osteopharm.model.claims import ClaimLink, EvidenceClaim
    from osteopharm.model.companies import Company, Disclosure
    from osteopharm.model.documents import Document
    from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication
    from osteopharm.model.enums import EntityKind
    from osteopharm.model.lookalikes import LookAlike, LookAlikePattern, SpellingRule
    from osteopharm.model.mechanisms import Mechanism
    from osteopharm.model.product_level import DosageForm, Product, ProductCode
    from osteopharm.model.products import Brand
    from osteopharm.model.sources import Source
    from osteopharm.model.studies import Overlap
    from osteopharm.names.annotation import AnnotationCache
    from osteopharm.names.codes import CodeMatch, Codes
    from osteopharm.names.identification import Identification
    from osteopharm.names.lexicon import Lexicon
    from osteopharm.names.lookup import NameIndex
    from osteopharm.names.matcher import ProductMatcher
    from osteopharm.names.mention import Mention
    from osteopharm.names.product_context import ProductContext
    from osteopharm.names.search import NameSearch
    from osteopharm.names.suggestions import Suggester, Suggestion

__all__ = ["Compendium"]

RecordT = TypeVar("RecordT", bound="Record")
Drugs: TypeAlias = "DrugClass | Medication | Combination | str | Iterable[DrugClass | Medication | Combination | str]"
"""One or several classes, medications or combinations, or their ids or names."""


class Compendium(Immutable):
    """All records together. Immutable, picklable and safe to share between threads.

    Make one with `osteopharm.load`, `osteopharm.read_seeds` or `osteopharm.load_json`; making one from
    records in Python runs the same checks. Each argument takes records in any order.

    Where a method takes an entity, it accepts the object, its id, or any of its names: see `lookup`.

    Raises:
        InvalidRecordError: two records share an id, two entities share a name, a record links to one that
            is missing, or a sentence of a document is neither covered by a claim nor listed as uncovered.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> len(compendium.claims) > 200, compendium.medications["denosumab"].role.value
    (True, 'treatment')
    """

    __slots__ = ("__weakref__", "_computed", "_records")

    sources: Collection[Source]
    """The documents, registries, labels and publications."""
    companies: Collection[Company]
    """The companies, with the variants of their names."""
    drug_classes: Collection[DrugClass]
    """The drug classes."""
    medications: Collection[Medication]
    """The medications."""
    combinations: Collection[Combination]
    """The fixed combinations."""
    concepts: Collection[Concept]
    """What drugs act on and claims are about."""
    claims: ClaimSet
    """Every claim, source by source, in the order of the text."""
    mechanisms: Collection[Mechanism]
    """The mechanisms."""
    disclosures: Collection[Disclosure]
    """The interests that authors declare."""
    claim_links: Collection[ClaimLink]
    """Which claims support, contradict or qualify which others."""
    overlaps: Collection[Overlap]
    """Publications that share trials or patients."""
    look_alikes: Collection[LookAlike]
    """Words that look like the name of a medication and mean something else."""
    spelling_rules: Collection[SpellingRule]
    """Regular variants of the endings of nonproprietary names."""
    look_alike_patterns: Collection[LookAlikePattern]
    """Regular ways of writing that contain a name and mean no medicine."""
    dosage_forms: Collection[DosageForm]
    """The vocabulary of dosage forms and routes."""
    products: Collection[Product]
    """The medications and combinations at a strength, in a form, by a route, with their labels."""
    product_codes: Collection[ProductCode]
    """The codes that registers give products."""

    _records: Records
    _computed: dict[str, Any]

    def __init__(self, **collections: Iterable[Record]) -> None:
        unknown = sorted(collections.keys() - COLLECTIONS.keys())
        if unknown:
            raise TypeError(f"a compendium has no collection {unknown[0]!r}; it has {', '.join(COLLECTIONS)}")
        given = {
            name: tuple(records.values() if isinstance(records, Mapping) else records)
            for name, records in collections.items()
        }
        from osteopharm.model._record import validate

        validate(lambda: "Compendium", [each for name, records in given.items() for each in _misplaced(name, records)])
        records = Records(record for found in given.values() for record in found)
        from osteopharm import integrity  # the bundled records were checked when they were built

        found = [
            Problem(f"{record.id}.{problem.path}", problem.message, problem.hint)
            for record, problem in integrity.problems(records)
        ]
        validate(lambda: "Compendium", found)
        self._fill(records)

    @classmethod
    def _of_checked(cls, records: Records) -> Compendium:
        """A compendium of records in which `integrity.problems` found nothing."""
        compendium = cls.__new__(cls)
        compendium._fill(records)  # noqa: SLF001 - a compendium made here
        return compendium

    def _fill(self, records: Records) -> None:
        object.__setattr__(self, "_records", records)
        object.__setattr__(self, "_computed", {})

    def _collection(self, kind: str, records: Iterable[RecordT]) -> Collection[RecordT]:
        types = (KINDS[each] for each in COLLECTIONS.get(kind, (kind,)))
        return Collection(kind_in_words(kind), records, describe=self._describe, types=types)

    def _claims(self) -> ClaimSet:
        from osteopharm.claims import ClaimSet
        from osteopharm.model.claims import EvidenceClaim

        records = self._records
        return ClaimSet(
            sorted(records.of(EvidenceClaim), key=_reading_order),
            entities=records.entities,
            claim_links=self.claim_links.values(),
            overlaps=self.overlaps.values(),
            lookup=self._entity,
        )

    @computed
    def records(self) -> Records:
        """All records, each type in its stable order."""
        collections = ((name, getattr(self, name)) for name in COLLECTIONS)
        return Records(
            record for name, found in collections for record in (found if name == "claims" else found.values())
        )

    @computed
    def documents(self) -> Collection[Document]:
        """The sources whose text is bundled.

        >>> import osteopharm
        >>> len(osteopharm.load().documents["anderson-freedman-2020"].sentences)
        13
        """
        from osteopharm.model.documents import Document

        return self._collection("documents", self._records.of(Document))

    @computed
    def brands(self) -> Collection[Brand]:
        """The brands of all medications and combinations, by name.

        >>> import osteopharm
        >>> osteopharm.load().brands["Xgeva"].labeled_for_osteoporosis
        False
        """
        from osteopharm.model.products import Brand

        products: Iterable[Medication | Combination] = (*self.medications.values(), *self.combinations.values())
        brands = (brand for each in products for brand in each.brands)
        return Collection("brand", brands, error=UnknownNameError, types=(Brand,))

    def __getitem__(self, record: Record | str) -> Record:
        """The record with an id, of whatever type: ids are unique across all types.

        Raises:
            UnknownIdError: there is none; the error offers similar ids.

        >>> import osteopharm
        >>> osteopharm.load()["denosumab"]
        <Medication denosumab>
        """
        return self._all[record]

    @computed
    def _all(self) -> Collection[Record]:
        return Collection("record", self._records, describe=self._describe, types=KINDS.values())

    # Names

    @overload
    def lookup(self, name: str) -> DrugClass | Medication | Combination | Concept: ...
    @overload
    def lookup(self, name: RecordT) -> RecordT: ...
    def lookup(self, name: Any) -> Any:
        """The drug class, medication, combination or concept that an id, a name, a brand or a synonym names.

        Case, accents, punctuation and blanks do not matter. Nothing is guessed. A record is returned as it is in this
        compendium, so that methods can take either.

        Args:
            name: the id, the name, or the record itself.

        Raises:
            AmbiguousNameError: several records have that name.
            UnknownNameError: none has it; the error offers similar names, or says what the text is instead.

        >>> import osteopharm
        >>> compendium = osteopharm.load()
        >>> compendium.lookup("FOSAMAX"), compendium.lookup("SERMs")
        (<Medication alendronic-acid>, <DrugClass selective-estrogen-receptor-modulators>)
        >>> compendium.lookup("Fosavance"), compendium.lookup("bone healing")
        (<Combination alendronic-acid-and-colecalciferol>, <Concept bone-healing>)
        """
        if isinstance(name, str):
            return self._find(name, "drug_classes", "medications", "combinations", "concepts")
        return self._own(name)

    def _own(self, record: object) -> Record:
        """The record of this compendium that has the id of a record."""
        from osteopharm.model._record import Record

        if not isinstance(record, Record):
            return self._all[id_of(record)]
        found: Record = getattr(self, record.collection)[record]
        return found

    def _find(self, name: object, *kinds: str) -> Any:
        """The record of one of some kinds that an id, a name or the record itself names."""
        if isinstance(name, str):
            by_id = (getattr(self, kind).get(name) for kind in kinds)
            return next(filter(None, by_id), None) or self._names.look_up(name, *map(KINDS.__getitem__, kinds))
        found = self._own(name)
        if found.plural in kinds:
            return found
        from osteopharm.names.lookup import wrong_type

        raise wrong_type(found.id, found, *map(KINDS.__getitem__, kinds))

    def _entity(self, name: Entity | str) -> Entity:
        found: Entity = self._find(name, "drug_classes", "medications", "concepts")
        return found

    def _agent(self, name: DrugClass | Medication | str) -> DrugClass | Medication:
        found: DrugClass | Medication = self._find(name, "drug_classes", "medications")
        return found

    def _describe(self, text: str) -> str:
        """What a text is that is not in a collection."""
        from osteopharm.model._schema import a_or_an

        if text in self._all:
            return f"{text} is {a_or_an(kind_in_words(self._all[text].plural))}"
        found = self._names.describe(text)
        return f"{found}; use lookup()" if self._names.find(text) else found

    @computed
    def _names(self) -> NameIndex:
        from osteopharm.names.lookup import NameIndex

        concepts = self.concepts.values()
        return NameIndex((*self._searched, *concepts), lambda: self._lexicon, lambda: self.codes)

    @computed
    def _searched(self) -> tuple[Medication | Combination | DrugClass, ...]:
        return (*self.medications.values(), *self.combinations.values(), *self.drug_classes.values())

    @computed
    def _lexicon(self) -> NameSearch:
        def make() -> Lexicon:
            from osteopharm.names.lexicon import Lexicon

            rules, look_alikes = self.spelling_rules.values(), self.look_alikes.values()
            patterns = self.look_alike_patterns.values()
            return Lexicon(self._searched, look_alikes, rules, lambda: self._context.forms.endings, patterns)

        # What `load` puts there: the lexicon was prepared when the bundled data were built.
        prepared: Any = self._computed.get("_prepared")
        if prepared is None or prepared.lines is None:
            return make()
        from osteopharm.names.prepared import PreparedLexicon

        return PreparedLexicon(prepared.lines, self._records.find, make)

    @computed
    def _concept_lexicon(self) -> Lexicon:
        from osteopharm.names.kinds import concept_lexicon

        return concept_lexicon(self.concepts.values())

    @computed
    def _context(self) -> ProductContext:
        from osteopharm.names.product_context import ProductContext

        def forms() -> Iterable[DosageForm]:
            return self.dosage_forms.values()

        def products() -> Iterable[Product]:
            return self.products.values()

        def combinations() -> Iterable[Combination]:
            return self.combinations.values()

        return ProductContext(combinations, forms, products)

    @computed
    def _matcher(self) -> ProductMatcher:
        from osteopharm.names.look_alikes import LookAlikePatterns
        from osteopharm.names.matcher import ProductMatcher

        def patterns() -> Iterable[LookAlikePattern]:
            return self.look_alike_patterns.values()

        lexicon = self._lexicon
        return ProductMatcher(lexicon, self._context, LookAlikePatterns(patterns, lexicon.words_of_patterns))

    @computed
    def _annotated(self) -> AnnotationCache:
        from osteopharm.names.annotation import AnnotationCache

        return AnnotationCache(self._matcher, self._context)

    @computed
    def _suggester(self) -> Suggester:
        from osteopharm.names.suggestions import Suggester

        return Suggester(self._searched, self._lexicon.made, self._context.forms.words)

    @computed
    def codes(self) -> Codes:
        """The index of codes, which looks up many faster than `by_code` one by one."""
        from osteopharm.names.codes import Codes

        def codes() -> Iterable[ProductCode]:
            return self.product_codes.values()

        return Codes(self.medications.values(), self.combinations.values(), codes, self._context)

    def identify(self, text: str, *, market: str | None = None) -> Identification:
        """What is in a product: its medications, brands, strength and form, and whether it is labeled for osteoporosis.

        Case, accents, punctuation, brackets, salts and company names do not matter. Nothing is guessed: a misspelled
        name is not found (see `suggest`).

        Args:
            text: a product string, as a registry, a pharmacy or a health record writes it.
            market: the market whose labels count, such as ``US`` or ``UK``; all of them if omitted.

        Raises:
            InvalidArgumentError: ``text`` is not a str.
            UnknownValueError: ``market`` is not written with two capital letters.

        >>> import osteopharm
        >>> found = osteopharm.load().identify("Calcium carbonate 1.25g / Risedronate 35mg")
        >>> found.medications, found.action.value
        ((<Medication risedronic-acid>,), 'antiresorptive')
        """
        try:
            # The property takes as long as the folding of a string.
            matcher: ProductMatcher = self._computed["_matcher"]
        except KeyError:
            matcher = self._matcher
        return matcher.identify(text, market)

    def identify_all(self, texts: Iterable[str], *, market: str | None = None) -> tuple[Identification, ...]:
        """What is in each of many products, as `identify` finds it; faster than one by one.

        Args:
            texts: product strings, such as a column of a table.
            market: the market whose labels count, such as ``US`` or ``UK``; all of them if omitted.

        Raises:
            TypeError: a text is not a str.
            UnknownValueError: ``market`` is not written with two capital letters.

        >>> import osteopharm
        >>> osteopharm.load().identify_all(["FOSAMAX 70 MG TAB", "aspirin 75 mg"])
        (<Identification: alendronic-acid>, <Identification: nothing found>)
        """
        return tuple(self._matcher.identify_all([*texts], market))

    def find_mentions(
        self, text: str, *, kinds: EntityKind | str | Iterable[EntityKind | str] | None = None
    ) -> tuple[Mention, ...]:
        """The medications, combinations and classes that a text names, and concepts if asked, with their positions.

        The longest name wins, and only whole words match; positions are counted in characters of the text as given.
        Names that can mean something else as well are not found.

        Args:
            text: running text, such as an abstract or a note.
            kinds: the kinds to find, such as ``["medication", "outcome", "condition", "procedure"]``, or ``EntityKind``
                itself for all; by default medications, with their combinations, and drug classes.

        Raises:
            InvalidArgumentError: ``text`` is not a str.
            UnknownValueError: there is no such kind.

        >>> import osteopharm
        >>> for mention in osteopharm.load().find_mentions("Bisphosphonates such as zoledronic acid (Aclasta®)."):
        ...     print(mention)
        Bisphosphonates (0 to 15): bisphosphonates
        zoledronic acid (24 to 39): zoledronic acid
        Aclasta (41 to 48): zoledronic acid
        >>> for mention in osteopharm.load().find_mentions("Prolia after a hip fracture.", kinds=["outcome"]):
        ...     print(mention)
        hip fracture (15 to 27): hip fracture
        """
        if kinds is None:
            return self._matcher.mentions(text)
        from osteopharm.names.kinds import kinds_of, mentions_of_kinds

        return mentions_of_kinds(text, kinds_of(kinds), self._matcher.named, lambda: self._concept_lexicon)

    def suggest(self, text: str, most: int = 5) -> tuple[Suggestion, ...]:
        """The names most similar to one that was not found, best first, one per entity. Needs the extra ``suggest``.

        Args:
            text: the name, with whatever else the product string has.
            most: how many to return; those that tie with the last are returned as well.

        Raises:
            MissingExtraError: rapidfuzz is not installed.
            InvalidArgumentError: ``text`` is not a str, or ``most`` is not a whole number of at least one.

        >>> import osteopharm
        >>> [suggestion.name for suggestion in osteopharm.load().suggest("Fosamx 70mg tablets")][:1]
        ['Fosamax']
        """
        return self._suggester.suggest(text, most)

    def by_identifier(
        self, code: str, *, system: str | None = None, units: float | Decimal | None = None, market: str | None = None
    ) -> CodeMatch:
        """What a code of another system means: its products and medications, and what it leaves undecided.

        The code of a combination gives its components, that of a group (``atc:M05BA``) its members.

        Args:
            code: the code with the prefix of its system, such as ``rxnorm:904433``; or, with ``system``, the bare code.
                An NDC may have ten figures or eleven, with hyphens or without.
            system: the system, such as ``ndc``.
            units: how many units were billed, which decides where one code covers several strengths.
            market: the market whose labels count; that of the code, and then all, when left out.

        Raises:
            InvalidArgumentError: ``code`` is not a string, or ``units`` is not a number above zero.
            UnknownIdError: nothing here has that code.
            UnknownValueError: the system is unknown, or ``market`` is not written with two capital letters.

        >>> import osteopharm
        >>> found = osteopharm.load().by_identifier("atc:M05BB03")
        >>> found.medications
        (<Medication alendronic-acid>, <Medication colecalciferol>)
        """
        return self.codes.look_up(code, system=system, units=units, market=market)

    def by_code(
        self, system: str, code: str | int, *, units: float | Decimal | None = None, market: str | None = None
    ) -> CodeMatch:
        """What a bare code of a system means; see `by_identifier`.

        Args:
            system: the system, such as ``hcpcs``.
            code: the code.
            units: how many units were billed.
            market: the market whose labels count; that of the code, and then all, when left out.

        Raises:
            InvalidArgumentError: ``code`` is not a string, or ``units`` is not a number above zero.
            UnknownIdError: nothing here has that code.
            UnknownValueError: the system is unknown, or ``market`` is not written with two capital letters.

        >>> import osteopharm
        >>> found = osteopharm.load().by_code("ndc", "55513-710-01")
        >>> found.code, found.labeled_for_osteoporosis, found.dosing_interval
        ('55513071001', True, 'P6M')
        """
        return self.codes.look_up(code, system=system, units=units, market=market)

    # Classes

    @computed
    def _selector(self) -> Selector:
        from osteopharm.codelists.selection import Selector

        return Selector(
            medications=self.medications.values(),
            combinations=self.combinations.values(),
            product_codes=self.product_codes.values(),
            products=self.products.values(),
            codes=self.codes,
            forms=self._context.forms,
            terms=self.dosage_forms.values(),
        )

    def _drugs(self, what: Any) -> tuple[DrugClass | Medication | Combination, ...]:
        """The classes, medications and combinations that one or several ids or names mean."""
        several = () if what is None else what if isinstance(what, Iterable) and not isinstance(what, str) else [what]
        return tuple(self._find(each, "drug_classes", "medications", "combinations") for each in several)

    def codelist(
        self,
        what: Drugs | None = None,
        *,
        systems: str | Iterable[str] | None = None,
        labeled_for_osteoporosis: bool | None = None,
        route: str | None = None,
        dosage_form: str | None = None,
        market: str | None = None,
    ) -> Codelist:
        """The codes of medications and of the combinations that contain them, each with its product, label and source.

        A code that does not decide what is asked is not in the list, but in its ``undecided``. Where billed units
        decide the label, the code is in the list with the units that do.

        Args:
            what: a class, medication or combination, its id or name, or several; all treatments if omitted.
            systems: the systems of codes, such as ``"ndc"``; those of health records and registers if omitted.
            labeled_for_osteoporosis: whether the products are to be labeled for osteoporosis; all if omitted.
            route: a route, such as ``oral``.
            dosage_form: a dosage form, such as ``tablet``.
            market: the market whose registers and labels count, such as ``US``; international codes stay.

        Raises:
            AmbiguousNameError: several records have a name.
            UnknownNameError: no record has a name.
            UnknownValueError: a system, route, dosage form or market is unknown.

        >>> import osteopharm
        >>> found = osteopharm.load().codelist("denosumab", systems="hcpcs", labeled_for_osteoporosis=True)
        >>> [(row.code, row.billed_units) for row in found][:1]
        [('J0897', ('60',))]
        """
        asked = (systems, labeled_for_osteoporosis, route, dosage_form, market)
        return self._selector.select(self._selector.request(self._drugs(what), *asked))

    @computed
    def _checker(self) -> Checker:
        from osteopharm.codelists.checking import Checker

        return Checker(self._selector, self.identify, self.look_alikes.values())

    def check_codelist(
        self,
        codes: object,
        *,
        what: Drugs | None = None,
        system: str | None = None,
        market: str | None = None,
        dated: str | None = None,
    ) -> CodelistCheck:
        """What is missing in somebody's list of codes, what should not be in it, and what is unknown.

        Args:
            codes: the path of a CSV, TSV or JSON file; a data frame (extra ``frames``); an OMOP concept set or a FHIR
                ValueSet as dicts; CURIEs; rows; or a `.Codelist`. A file has a header, and UTF-8 as its encoding.
            what: what the list should contain; if omitted, the widest class with all that it has, or all treatments.
            system: the system of codes that do not say theirs, such as ``ndc``.
            market: the market whose labels count; if omitted, that of the codes.
            dated: the date of the list, such as ``2019-06``.

        Raises:
            AmbiguousNameError: several records have a name.
            DataError: the list cannot be read, or does not say which codes it has and of which system.
            InvalidArgumentError: the list has no known layout.
            UnknownNameError: no record has a name.
            UnknownValueError: the system or market is unknown.

        >>> import osteopharm
        >>> found = osteopharm.load().check_codelist(["J3489"], what="zoledronic acid", system="hcpcs")
        >>> found.faults[-1].message
        'keep only rows with 5 billed units: with 4 it is not labeled'
        """
        from osteopharm.codelists.reading import read_list

        return self._checker.check(read_list(codes, system), self._drugs(what), market, dated)

    @computed
    def _members(self) -> Mapping[str, tuple[DrugClass | Medication, ...]]:
        return MappingProxyType(_members((*self.drug_classes.values(), *self.medications.values())))

    def members(self, drug_class: DrugClass | str) -> tuple[DrugClass | Medication, ...]:
        """The classes and medications that belong to a class, direct members first.

        Args:
            drug_class: the class, or an id or name of it.

        Raises:
            UnknownNameError: there is no such class.

        >>> import osteopharm
        >>> [member.id for member in osteopharm.load().members("sclerostin inhibitors")]
        ['romosozumab']
        """
        return self._members.get(self._find(drug_class, "drug_classes").id, ())

    def ancestors(self, entity: Entity | str) -> tuple[Entity, ...]:
        """The classes of a medication or class, or the broader concepts of a concept, nearest first.

        Args:
            entity: the entity, or an id or name of it.

        Raises:
            AmbiguousNameError: several entities have that name.
            UnknownNameError: there is no such entity.

        >>> import osteopharm
        >>> osteopharm.load().ancestors("Prolia")
        (<DrugClass rankl-inhibitors>, <DrugClass antiresorptive>)
        """
        from osteopharm.model.entities import lineage

        return tuple(lineage(self._entity(entity)))[1:]

    def is_a(self, entity: Entity | str, other: Entity | str) -> bool:
        """Whether an entity is another one or belongs to it.

        Args:
            entity: the entity, or an id or name of it.
            other: the class or concept, or an id or name of it.

        Raises:
            AmbiguousNameError: several entities have that name.
            UnknownNameError: there is no such entity.

        >>> import osteopharm
        >>> compendium = osteopharm.load()
        >>> compendium.is_a("denosumab", "antiresorptive"), compendium.is_a("antiresorptive", "denosumab")
        (True, False)
        """
        from osteopharm.model.entities import lineage

        return self._entity(other) in lineage(self._entity(entity))

    # Mechanisms

    @computed
    def _graph(self) -> CausalGraph:
        from osteopharm.mechanisms.graph import CausalGraph

        return CausalGraph(self.mechanisms.values())

    def causal_graph(self) -> CausalGraph:
        """The steps of all mechanisms, as one signed graph.

        >>> import osteopharm
        >>> edge = osteopharm.load().causal_graph().edges[0]
        >>> edge.mechanism in osteopharm.load().mechanisms
        True
        """
        return self._graph

    def explain(self, agent: DrugClass | Medication | str, outcome: Concept | str) -> Explanation:
        """How a class or medication changes an outcome: every sourced path. Needs the extra ``graph``.

        Steps of a class apply to its members, and the answer names the class.

        Args:
            agent: the class or medication, or an id or name of it.
            outcome: the concept, or an id or name of it.

        Raises:
            AmbiguousNameError: several entities have that name.
            UnknownNameError: there is no such class, medication or concept.
            MissingExtraError: networkx is not installed.
            TooManyPathsError: there are more than 5,000 paths.

        >>> import osteopharm
        >>> explanation = osteopharm.load().explain("Fosamax", "fracture risk")
        >>> explanation.sign, explanation.inherited_from(explanation.paths[0])
        (-1, <DrugClass nitrogen-containing-bisphosphonates>)
        """
        from osteopharm.mechanisms.explanation import explain

        return explain(
            self._agent(agent), self._find(outcome, "concepts"), self._graph, self.claim_links.values(), self.claims
        )

    def compare(self, first: DrugClass | Medication | str, second: DrugClass | Medication | str) -> Comparison:
        """Two classes or medications side by side: classes, targets, signs, labels and claims. Needs ``graph``.

        Args:
            first: the class or medication, or an id or name of it.
            second: the other one.

        Raises:
            AmbiguousNameError: several entities have that name.
            UnknownNameError: there is no such class or medication.
            MissingExtraError: networkx is not installed.
            TooManyPathsError: there are more than 5,000 paths to one of the outcomes that are compared.

        >>> import osteopharm
        >>> osteopharm.load().compare("Forteo", "Prolia").first.agent
        <Medication teriparatide>
        """
        from osteopharm.mechanisms.comparison import COMPARED_OUTCOMES, Comparison, side

        outcomes = [self.concepts[id] for id in COMPARED_OUTCOMES if id in self.concepts]
        known = outcomes, self._graph, self.claim_links.values(), self.claims
        return Comparison(first=side(self._agent(first), *known), second=side(self._agent(second), *known))

    def medications_targeting(self, target: Concept | str) -> tuple[Medication, ...]:
        """The medications that inhibit, activate or bind a target, or whose class does.

        Steps that are only observed do not count, nor do those that change only how much there is of the target.

        Args:
            target: the concept, or an id or name of it.

        Raises:
            AmbiguousNameError: several concepts have that name.
            UnknownNameError: there is no such concept.

        >>> import osteopharm
        >>> osteopharm.load().medications_targeting("RANKL")
        (<Medication denosumab>,)
        """
        from osteopharm.mechanisms.targets import targeting

        links = self.claim_links.values()
        return targeting(self._find(target, "concepts"), self.medications.values(), self._graph, links)

    def medications_sharing(self, mechanism: Mechanism | str) -> tuple[Medication, ...]:
        """The medications that share a mechanism: those that it applies to, or that act on what it starts from.

        Args:
            mechanism: the mechanism, or its id.

        Raises:
            UnknownIdError: there is no such mechanism.

        >>> import osteopharm
        >>> len(osteopharm.load().medications_sharing("bisphosphonate-antiresorption")) > 8
        True
        """
        from osteopharm.mechanisms.targets import sharing

        links = self.claim_links.values()
        return sharing(self.mechanisms[id_of(mechanism)], self.medications.values(), self._graph, links)

    # Evidence

    def evidence_for(self, claim: EvidenceClaim | str) -> EvidenceSummary:
        """The claims that support, contradict or qualify a claim, by study kind and species.

        Args:
            claim: the claim, or its id.

        Raises:
            UnknownIdError: there is no such claim.

        >>> import osteopharm
        >>> found = osteopharm.load().evidence_for("af20-s12-fractures-unaffected")
        >>> len(found.supporting) > 3, len(found.contradicting) > 1
        (True, True)
        """
        from osteopharm.claims.evidence import EvidenceSummary

        asked = self.claims[id_of(claim)]
        return EvidenceSummary.of(asked, self._links_to.get(asked.id, ()))

    @computed
    def _links_to(self) -> dict[str, list[ClaimLink]]:
        """The claim links by the claim that they concern."""
        found: dict[str, list[ClaimLink]] = {}
        for claim_link in self.claim_links.values():
            found.setdefault(claim_link.target.id, []).append(claim_link)
        return found

    def conflicts_of_interest(self, item: EvidenceClaim | Medication | str) -> tuple[Interest, ...]:
        """The declared interests in companies that have a brand of a medication.

        For a claim these are the interests that its own source declares, in the medications of its subject. They are
        facts about interests, not a judgment.

        Args:
            item: a claim or its id, or a medication or an id or name of it.

        Raises:
            AmbiguousNameError: several medications have that name.
            UnknownNameError: there is no such claim or medication.

        >>> import osteopharm
        >>> print(osteopharm.load().conflicts_of_interest("Evenity")[0])
        Dr. Anderson: consultant, Amgen. Amgen has Evenity (romosozumab)
        """
        from osteopharm.disclosures import interests, interests_behind

        claim = self.claims.get(id_of(item))
        parties = self.disclosures.values(), self.companies.values()
        if claim is not None:
            return tuple(interests_behind(claim, *parties, self.medications.values()))
        return tuple(interests(*parties, [self._find(item, "medications")]))

    # The whole

    def to_frames(self, engine: str | None = None) -> dict[str, Any]:
        """The medications, their names and their codes as three data frames. Needs the extra ``frames`` and the engine.

        ``medications`` has a row for each medication and combination, ``names`` one for each name and brand, ``codes``
        one for each code; the column ``medication`` of the latter two is the ``id`` of the first.

        Args:
            engine: ``"pandas"``, ``"polars"`` or ``"pyarrow"``; by default the first of them that is installed.

        Raises:
            MissingExtraError: narwhals is not installed.
            UnknownValueError: there is no such engine.
            ImportError: the engine is not installed.

        >>> import osteopharm
        >>> frames = osteopharm.load().to_frames("polars")
        >>> list(frames), frames["codes"].columns
        (['medications', 'names', 'codes'], ['medication', 'brand', 'system', 'code', 'form', 'sources'])
        """
        from osteopharm._tables import frame_of
        from osteopharm.names.tables import TABLES

        products: list[Medication | Combination] = [*self.medications.values(), *self.combinations.values()]
        return {name: frame_of(rows(products), columns, engine) for name, (rows, columns) in TABLES.items()}

    def attribution(self) -> Attribution:
        """What the data are made of, under which licenses, and what they are not.

        >>> import osteopharm
        >>> osteopharm.load().attribution().data_license
        'CC0-1.0 for the records; the text of a document stays under its own terms'
        """
        from importlib.metadata import version

        from osteopharm.attribution import Attribution

        return Attribution(version=version("osteopharm"), sources=tuple(self.sources.values()), contents=self.contents)

    @property
    def contents(self) -> str:
        """How many records of each type there are, in words."""
        return ", ".join(self._counts) or "no records"

    @property
    def _counts(self) -> list[str]:
        counted = [(len(getattr(self, kind)), kind) for kind in COLLECTIONS]
        return [f"{count} {kind_in_words(kind, count)}" for count, kind in counted if count]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Compendium):
            return NotImplemented
        return self.records == other.records

    def __hash__(self) -> int:
        return hash(self.records)

    def __reduce__(self) -> tuple[object, ...]:
        return Compendium._of_checked, (self.records,)

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<Compendium: {self.contents}>"

    def __str__(self) -> str:
        return "\n".join(["compendium", *(f"  {count}" for count in self._counts)])


def _of_kind(name: str) -> computed[Compendium, Collection[Any] | ClaimSet]:
    def collection(compendium: Compendium) -> Collection[Any] | ClaimSet:
        if name == "claims":
            return compendium._claims()  # noqa: SLF001 - a part of the class
        return compendium._collection(name, compendium._records.of(name))  # noqa: SLF001 - likewise

    collection.__name__ = name
    return computed(collection)


# A collection is made when it is first asked for. Type checkers see the annotations of the class.
for _name in COLLECTIONS:
    setattr(Compendium, _name, _of_kind(_name))


def _members(entities: Iterable[DrugClass | Medication]) -> dict[str, tuple[DrugClass | Medication, ...]]:
    """The members of each class by its id, nearest first."""
    from osteopharm.model.entities import lineage

    below: dict[str, list[tuple[int, str, DrugClass | Medication]]] = {}
    for member in entities:
        for above, distance in lineage(member).items():
            if distance:
                below.setdefault(above.id, []).append((distance, member.id, member))
    return {id: tuple(entry[2] for entry in sorted(found)) for id, found in below.items()}


def _misplaced(name: str, records: Iterable[object]) -> Iterator[Problem]:
    from osteopharm.model._schema import wrong_type

    types = tuple(KINDS[kind] for kind in COLLECTIONS[name])
    for at, record in enumerate(records):
        if type(record) not in types:
            yield wrong_type(f"{name}[{at}]", record, types)


def _reading_order(claim: EvidenceClaim) -> tuple[bool, str, int, int, int, str]:
    """What documents claim comes first, in the order of their text; then what other sources claim."""
    from osteopharm.model.sources import Reference

    where = claim.provenance
    if isinstance(where, Reference):
        return True, where.source.id, 0, 0, 0, claim.id
    return False, where.source.id, claim.sentences[0].number, where.start, where.end, claim.id
