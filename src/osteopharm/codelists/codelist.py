"""A list of codes, with what each of them means, and the layouts in which studies exchange such lists."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from attrs import field, frozen

from osteopharm._tables import JOINER, Columns, Row, Tabular, csv_text
from osteopharm._words import counted
from osteopharm.errors import UnknownValueError
from osteopharm.model._immutable import repr_html
from osteopharm.model.entities import Combination, DrugClass, Medication
from osteopharm.model.product_level import Product
from osteopharm.model.sources import Source
from osteopharm.names.codes import SYSTEM_OF_URI, system_of

__all__ = ["Codelist", "CodelistComparison", "CodelistRow", "compare_codelists"]

URIS = {system: uri for uri, system in reversed([*SYSTEM_OF_URI.items()])}
"""The URI with which FHIR names each system; systems without one have none that servers know."""
_OMOP_SOURCE = re.compile(r"(RxNorm) ([0-9]+)")
"""How the note of an OMOP concept names the code of which it was made."""


@frozen(kw_only=True, repr=False)
class CodelistRow:
    """A code of a list, and what it means.

    Attributes:
        system: the system of the code, by its name here.
        code: the code, in the normal form of its system.
        term: what the register calls it.
        entities: the medications or combinations that it means.
        brands: the names of the brands that it may mean.
        products: the products that registers give the code.
        labeled_for_osteoporosis: whether the product is labeled for osteoporosis; None where the code does not decide.
        undecided: why the code does not decide what was asked of it; None where it does.
        unit: the amount of one billed unit, for HCPCS.
        billed_units: how many billed units of it are labeled for osteoporosis, where the units decide.
        other_units: how many billed units of it are not.
        market: the market of the register; None for an international code.
        sources: the registers that give it.
        date: the date of the newest of them, where they have one.
        valid_until: when the code ended, if it did.

    >>> import osteopharm
    >>> [row] = osteopharm.load().codelist("romosozumab", systems="hcpcs")
    >>> print(row)
    hcpcs:J3111 Injection, romosozumab-aqqg, 1 mg
    """

    system: str
    code: str
    term: str = field(eq=False)
    entities: tuple[Medication | Combination, ...] = field(eq=False)
    brands: tuple[str, ...] = field(default=(), eq=False)
    products: tuple[Product, ...] = field(default=(), eq=False)
    labeled_for_osteoporosis: bool | None = field(default=None, eq=False)
    undecided: str | None = field(default=None, eq=False)
    unit: str | None = field(default=None, eq=False)
    billed_units: tuple[str, ...] = field(default=(), eq=False)
    other_units: tuple[str, ...] = field(default=(), eq=False)
    market: str | None = field(default=None, eq=False)
    sources: tuple[Source, ...] = field(default=(), eq=False)
    date: str | None = field(default=None, eq=False)
    valid_until: str | None = field(default=None, eq=False)
    note: str | None = field(default=None, eq=False)

    @property
    def curie(self) -> str:
        """The code with the prefix of its system."""
        return f"{self.system}:{self.code}"

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications: those of a combination are its components."""
        each = (entity.components if isinstance(entity, Combination) else (entity,) for entity in self.entities)
        return tuple(dict.fromkeys(medication for components in each for medication in components))

    @property
    def drug_classes(self) -> tuple[DrugClass, ...]:
        """The classes of the medications."""
        return tuple(dict.fromkeys(each for medication in self.medications for each in medication.classes))

    @property
    def strengths(self) -> tuple[str, ...]:
        """The strengths of the products."""
        return tuple(dict.fromkeys(product.strength for product in self.products if product.strength))

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes of the products, where they are written."""
        return tuple(dict.fromkeys(product.route for product in self.products if product.route))

    def to_row(self) -> Row:
        """The row as flat values; several values of one column are joined by semicolons.

        >>> import osteopharm
        >>> [row] = osteopharm.load().codelist("denosumab", systems="atc")
        >>> row.to_row()["code"], row.to_row()["labeled_for_osteoporosis"]
        ('M05BX04', None)
        """
        return {
            "system": self.system,
            "code": self.code,
            "term": self.term,
            "product": _joined(product.id for product in self.products),
            "entity": _joined(entity.id for entity in self.entities),
            "medications": _joined(medication.id for medication in self.medications),
            "drug_classes": _joined(drug_class.id for drug_class in self.drug_classes),
            "brands": _joined(self.brands),
            "labeled_for_osteoporosis": self.labeled_for_osteoporosis,
            "undecided": self.undecided,
            "unit": self.unit,
            "billed_units": _joined(self.billed_units),
            "other_units": _joined(self.other_units),
            "market": self.market,
            "sources": _joined(source.id for source in self.sources),
            "date": self.date,
            "valid_until": self.valid_until,
        }

    def __repr__(self) -> str:
        return f"<CodelistRow {self.curie}>"

    def __str__(self) -> str:
        return f"{self.curie} {self.term}"


ROW_COLUMNS: Columns = dict.fromkeys(
    (
        *("system", "code", "term", "product", "entity", "medications", "drug_classes", "brands"),
        *("labeled_for_osteoporosis", "undecided", "unit", "billed_units", "other_units", "market", "sources"),
        *("date", "valid_until"),
    ),
    str,
) | {"labeled_for_osteoporosis": bool}
"""The columns of `CodelistRow.to_row`."""


@frozen(repr=False)
class Codelist(Tabular):
    """A list of codes. Immutable; no code occurs twice, and ``| & - ^`` combine two lists.

    Attributes:
        rows: the codes, sorted by system and code.
        title: what the list is of, in words.
        undecided: the codes that may belong to the list, and do not decide whether they do; each says why.
        is_restricted: whether it contains only some products of its medications, by label, route or dosage form.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> injected = compendium.codelist("bisphosphonates", systems="hcpcs", labeled_for_osteoporosis=True)
    >>> [(row.code, row.billed_units) for row in injected]
    [('J1740', ()), ('J3488', ()), ('J3489', ('5',)), ('Q2051', ('5',))]
    >>> "hcpcs:J3487" in injected
    False
    """

    rows: tuple[CodelistRow, ...]
    title: str = field(default="codes", eq=False)
    undecided: tuple[CodelistRow, ...] = field(default=(), eq=False)
    is_restricted: bool = field(default=False, eq=False)

    @classmethod
    def of(
        cls,
        rows: Iterable[CodelistRow],
        title: str,
        undecided: Iterable[CodelistRow] = (),
        *,
        is_restricted: bool = False,
    ) -> Codelist:
        """A list of rows in any order; of rows with the same code, the first is kept."""
        kept = {row.curie: row for row in reversed([*rows])}
        others = {row.curie: row for row in undecided if row.curie not in kept}
        by_code = (tuple(row for _, row in sorted(found.items())) for found in (kept, others))
        return cls(next(by_code), title, next(by_code), is_restricted)

    @cached_property
    def _by_curie(self) -> dict[str, CodelistRow]:
        return {row.curie: row for row in self.rows}

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems of the codes, sorted."""
        return tuple(sorted({row.system for row in self.rows}))

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications that the codes mean, sorted by id."""
        found = {medication.id: medication for row in self.rows for medication in row.medications}
        return tuple(medication for _, medication in sorted(found.items()))

    def where(self, *, system: str) -> Codelist:
        """The codes of one system.

        Raises:
            UnknownValueError: the system is unknown.

        >>> import osteopharm
        >>> osteopharm.load().codelist("romosozumab").where(system="ATC")
        <Codelist romosozumab: 1 code>
        """
        prefix = system_of(system)
        return self._kept(lambda row: row.system == prefix)

    def _kept(self, wanted: Callable[[CodelistRow], bool]) -> Codelist:
        return self._of(filter(wanted, self.rows), self.title, filter(wanted, self.undecided), self)

    def _of(
        self, rows: Iterable[CodelistRow], title: str, undecided: Iterable[CodelistRow], other: Codelist
    ) -> Codelist:
        return Codelist.of(rows, title, undecided, is_restricted=self.is_restricted or other.is_restricted)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[CodelistRow]:
        return iter(self.rows)

    def __contains__(self, code: object) -> bool:
        return (code.curie if isinstance(code, CodelistRow) else code) in self._by_curie

    def __or__(self, other: Codelist) -> Codelist:
        rows, undecided = (*self.rows, *other.rows), (*self.undecided, *other.undecided)
        return self._of(rows, _titled(self, "or", other), undecided, other)

    def __and__(self, other: Codelist) -> Codelist:
        return self._of((row for row in self.rows if row in other), _titled(self, "and", other), (), other)

    def __sub__(self, other: Codelist) -> Codelist:
        rows = (row for row in self.rows if row not in other)
        return self._of(rows, _titled(self, "without", other), self.undecided, other)

    def __xor__(self, other: Codelist) -> Codelist:
        return (self - other) | (other - self)

    def to_rows(self) -> list[Row]:
        """A row for each code: its system, term, product, medications, classes, label, billed units, source and date.

        >>> import osteopharm
        >>> osteopharm.load().codelist("romosozumab", systems="atc").to_rows()[0]["drug_classes"]
        'sclerostin-inhibitors'
        """
        return [row.to_row() for row in self.rows]

    def _columns(self) -> Columns:
        return ROW_COLUMNS

    def to_csv(self) -> str:
        """The codes of one system as CSV with the columns ``code`` and ``term``, as OpenCodelists takes them.

        Where billed units decide, a third column ``billed_units`` gives those that are labeled for osteoporosis.

        Raises:
            ValueError: the codes are of several systems, which this layout cannot tell apart; use `where`.

        >>> import osteopharm
        >>> print(osteopharm.load().codelist("denosumab", systems="atc").to_csv(), end="")
        code,term
        M05BX04,denosumab
        """
        if len(self.systems) > 1:
            raise ValueError(f"the codes are of several systems ({', '.join(self.systems)}): choose one with where()")
        columns = ("code", "term", "billed_units") if any(row.billed_units for row in self.rows) else ("code", "term")
        return csv_text(columns, self.to_rows())

    def to_codelist_generator(self) -> str:
        """The OMOP concepts as CSV with the columns ``codelist_name`` and ``concept_id``.

        The R packages omopgenerics and CodelistGenerator import this layout.

        >>> import osteopharm
        >>> osteopharm.load().codelist("romosozumab").to_codelist_generator().splitlines()[:2]
        ['codelist_name,concept_id', 'romosozumab,1511251']
        """
        concepts = self.where(system="omop")
        rows: list[Row] = [{"codelist_name": self.title, "concept_id": row.code} for row in concepts]
        return csv_text(("codelist_name", "concept_id"), rows)

    def to_omop_concept_set(self) -> dict[str, Any]:
        """The OMOP concepts as a concept set expression, as ATLAS imports it; what was not read is None.

        Descendants are included unless the list is restricted by label, route or dosage form and the concept is not
        that of one strength: below risedronic acid there is the strength for Paget disease, too.

        >>> import osteopharm
        >>> found = osteopharm.load().codelist("romosozumab").to_omop_concept_set()
        >>> found["items"][0]["concept"]["CONCEPT_ID"], found["items"][0]["concept"]["CONCEPT_CODE"]
        (1511251, '2123126')
        """
        return {"items": [_omop_item(row, self.is_restricted) for row in self.where(system="omop")]}

    def to_fhir_valueset(self, url: str | None = None) -> dict[str, Any]:
        """The codes as a FHIR ValueSet, valid in R4, R4B and R5.

        Args:
            url: the canonical URL of the value set, if it is to have one.

        Raises:
            UnknownValueError: a system has no URI in FHIR; leave it out with `where`.

        >>> import osteopharm
        >>> found = osteopharm.load().codelist("denosumab", systems="atc").to_fhir_valueset()
        >>> found["compose"]["include"]
        [{'system': 'http://www.whocc.no/atc', 'concept': [{'code': 'M05BX04', 'display': 'denosumab'}]}]
        """
        for system in self.systems:
            if system not in URIS:
                raise UnknownValueError("system", system, sorted(URIS))
        included = [
            {
                "system": URIS[system],
                "concept": [{"code": row.code, "display": row.term} for row in self.rows if row.system == system],
            }
            for system in self.systems
        ]
        return {
            "resourceType": "ValueSet",
            **({"url": url} if url else {}),
            "title": self.title,
            "status": "draft",
            "experimental": True,
            "description": "Made by osteopharm. Not medical advice; no clinician has reviewed it.",
            **({"date": max(dates)} if (dates := [row.date for row in self.rows if row.date]) else {}),
            **({"compose": {"include": included}} if included else {}),
        }

    def to_json(self) -> str:
        r"""The rows as JSON, for files.

        >>> import osteopharm
        >>> osteopharm.load().codelist("denosumab", systems="atc").to_json()[:21]
        '[\n  {\n    "system": "'
        """
        return json.dumps(self.to_rows(), ensure_ascii=False, indent=2) + "\n"

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<Codelist {self.title}: {counted(len(self), 'code')}>"

    def __str__(self) -> str:
        heading = f"{self.title}: {counted(len(self), 'code')}"
        if self.undecided:
            heading += f", {len(self.undecided):,} undecided"
        return "\n".join([heading, *(f"  {row}" for row in self.rows)])


def _omop_item(row: CodelistRow, is_restricted: bool) -> dict[str, Any]:
    descends = bool(row.strengths) or not is_restricted
    made_of = _OMOP_SOURCE.match(row.note or "")
    concept = {
        "CONCEPT_ID": int(row.code),
        "CONCEPT_NAME": row.term,
        "STANDARD_CONCEPT": None,
        "STANDARD_CONCEPT_CAPTION": None,
        "INVALID_REASON": None,
        "INVALID_REASON_CAPTION": None,
        "CONCEPT_CODE": made_of[2] if made_of else None,
        "DOMAIN_ID": "Drug",
        "VOCABULARY_ID": made_of[1] if made_of else None,
        "CONCEPT_CLASS_ID": None,
    }
    return {"concept": concept, "isExcluded": False, "includeDescendants": descends, "includeMapped": False}


@frozen(kw_only=True, repr=False)
class CodelistComparison(Tabular):
    """Two lists of codes, side by side.

    Attributes:
        both: the codes of both lists.
        only_first: the codes of the first alone.
        only_second: the codes of the second alone.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> first = compendium.codelist("denosumab", systems="atc")
    >>> print(compare_codelists(first, compendium.codelist("RANKL inhibitors", systems="atc")))
    denosumab and RANKL inhibitors: 1 code in both, 0 only in the first, 0 only in the second
    """

    both: Codelist
    only_first: Codelist
    only_second: Codelist

    def to_rows(self) -> list[Row]:
        """A row for each code, with the list that has it: ``both``, ``first`` or ``second``."""
        parts = (("both", self.both), ("first", self.only_first), ("second", self.only_second))
        return [{"in": name, **row.to_row()} for name, part in parts for row in part]

    def _columns(self) -> Columns:
        return {"in": str, **ROW_COLUMNS}

    def __repr__(self) -> str:
        return f"<CodelistComparison {self}>"

    def __str__(self) -> str:
        both, first, second = len(self.both), len(self.only_first), len(self.only_second)
        head = f"{self.both.title}: {counted(both, 'code')} in both"
        return f"{head}, {first:,} only in the first, {second:,} only in the second"


def compare_codelists(first: Codelist, second: Codelist) -> CodelistComparison:
    """What two lists have in common, and what only one of them has.

    Args:
        first: a list.
        second: another one.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> one, two = (compendium.codelist(name, systems="atc") for name in ("denosumab", "romosozumab"))
    >>> len(compare_codelists(one, two).only_second)
    1
    """
    return CodelistComparison(both=first & second, only_first=first - second, only_second=second - first)


def _joined(parts: Iterable[str]) -> str | None:
    return JOINER.join(parts) or None


def _titled(first: Codelist, word: str, second: Codelist) -> str:
    return first.title if first.title == second.title else f"{first.title} {word} {second.title}"
