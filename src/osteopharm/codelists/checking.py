"""What is wrong with somebody's list of codes: what is missing, what is in it and should not be, what is unknown."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property

from attrs import evolve, frozen

from osteopharm._sanitize import plain
from osteopharm._tables import JOINER, Columns, Row, Tabular
from osteopharm._words import counted
from osteopharm.codelists.codelist import Codelist, CodelistComparison, CodelistRow, compare_codelists
from osteopharm.codelists.reading import Entry, ForeignList
from osteopharm.codelists.selection import Owner, Request, Selector
from osteopharm.model._immutable import repr_html
from osteopharm.model.entities import Combination, DrugClass, Entity, lineage
from osteopharm.model.enums import Role
from osteopharm.model.identifiers import SYSTEMS
from osteopharm.model.lookalikes import LookAlike
from osteopharm.names.codes import CodeMatch
from osteopharm.names.identification import Identification

__all__ = ["CodelistCheck", "CodelistFinding", "FindingKind"]

MOST_SHOWN = 6
"""How many codes of one finding the text of a report lists; the rows have all."""
LONGEST_LOOK_ALIKE = 8
"""How many words of a term are looked up together."""
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}(?:\.0+)?")


class FindingKind(StrEnum):
    """What is found in a list.

    >>> FindingKind("unknown code").is_fault
    True
    """

    MISSING_MEDICATION = "missing medication"
    """No code of a medication or combination is in the list."""
    MISSING_ROUTE = "missing route"
    """No code of a route of a medication is in the list."""
    MISSING_STRENGTH = "missing strength"
    """No code of a strength of a medication is in the list."""
    MISSING_CODE = "missing code"
    """Codes of a medication are not in the list."""
    NOT_LABELED = "not labeled for osteoporosis"
    """The code is that of a product with another use, such as an oncology strength."""
    OTHER_MEDICATION = "other medication"
    """The code is that of a medication that the list is not about."""
    LOOK_ALIKE = "look-alike"
    """The term looks like the name of a medication, and means something else."""
    OTHER_USES = "also covers other uses"
    """The code covers products that are not labeled for osteoporosis beside those that are."""
    UNITS_NEEDED = "units needed"
    """The code covers products with different labels, and the list does not give the billed units."""
    UNKNOWN_CODE = "unknown code"
    """The code is not in the data."""
    AMBIGUOUS_CODE = "ambiguous code"
    """The code can be written for several, such as an NDC of ten figures without hyphens."""
    ANOTHER_FORM = "another form"
    """The code is not in the form in which most tables write it."""
    DUPLICATE = "duplicate"
    """The code is in the list twice."""
    ENDED = "ended"
    """The code is no longer valid; data from before still have it."""
    OLDER = "older than our source"
    """The list is older than the registers that were read here."""
    UNDECIDED = "undecided"
    """The code does not decide what the product is labeled for. This is not a fault of the list."""

    @property
    def is_fault(self) -> bool:
        """Whether it is to be corrected; an ended or undecided code may be meant."""
        return self not in (FindingKind.UNDECIDED, FindingKind.ENDED)


@frozen(kw_only=True)
class CodelistFinding:
    """One finding in a list.

    Attributes:
        kind: what kind of finding it is.
        codes: the codes, with the prefixes of their systems.
        entity: the medication or combination, where it is about one.
        place: where in the list it is; empty for what is missing.
        message: what is wrong, and what to do.

    >>> import osteopharm
    >>> found = osteopharm.load().check_codelist(["atc:M05BA03"], what="bisphosphonates").findings
    >>> [finding.codes for finding in found if finding.kind is FindingKind.NOT_LABELED]
    [('atc:M05BA03',)]
    """

    kind: FindingKind
    codes: tuple[str, ...]
    message: str
    entity: Owner | None = None
    place: str = ""

    def to_row(self) -> Row:
        """The finding as flat values.

        >>> CodelistFinding(kind=FindingKind.DUPLICATE, codes=("atc:M05",), message="twice").to_row()["is_fault"]
        True
        """
        return {
            "kind": self.kind.value,
            "is_fault": self.kind.is_fault,
            "place": self.place or None,
            "entity": self.entity.id if self.entity else None,
            "codes": JOINER.join(self.codes) or None,
            "message": self.message,
        }

    def __str__(self) -> str:
        shown = ", ".join(self.codes[:MOST_SHOWN])
        more = f" and {len(self.codes) - MOST_SHOWN:,} more" if len(self.codes) > MOST_SHOWN else ""
        where = f"{self.place}: " if self.place else ""
        return plain(f"{where}{self.message}{f': {shown}{more}' if shown else ''}")


@frozen(kw_only=True, repr=False)
class CodelistCheck(Tabular):
    """What was found in somebody's list of codes. `str` gives the report, `to_html` one for browsers.

    Attributes:
        codelist: the codes of the list that are known here, with what they are.
        expected: the list that the compendium gives for the same medications and systems, labeled for osteoporosis.
        findings: what was found, in the order of `FindingKind`.

    >>> import osteopharm
    >>> print(osteopharm.load().check_codelist(["atc:M05BX04"], what="romosozumab"))
    checked against romosozumab, labeled for osteoporosis: 1 code known, 2 faults
    missing medication
      romosozumab has no code in the list: atc:M05BX06
    other medication
      item 1: denosumab is not romosozumab: atc:M05BX04
    """

    codelist: Codelist
    expected: Codelist
    findings: tuple[CodelistFinding, ...]

    @property
    def faults(self) -> tuple[CodelistFinding, ...]:
        """The findings that are to be corrected."""
        return tuple(finding for finding in self.findings if finding.kind.is_fault)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is to be corrected."""
        return not self.faults

    @property
    def comparison(self) -> CodelistComparison:
        """How the known codes of the list differ from those that are expected."""
        return compare_codelists(self.codelist, self.expected)

    def to_rows(self) -> list[Row]:
        """A row for each finding."""
        return [finding.to_row() for finding in self.findings]

    def _columns(self) -> Columns:
        return {"kind": str, "is_fault": bool, "place": str, "entity": str, "codes": str, "message": str}

    @property
    def _heading(self) -> str:
        known = f"{counted(len(self.codelist), 'code')} known, {counted(len(self.faults), 'fault')}"
        return f"checked against {self.expected.title}: {known}"

    @property
    def _by_kind(self) -> Iterator[tuple[FindingKind, list[CodelistFinding]]]:
        for kind in FindingKind:
            if found := [finding for finding in self.findings if finding.kind is kind]:
                yield kind, found

    def to_html(self) -> str:
        """The report as an HTML page of its own, without scripts; all text of the list is escaped.

        >>> import osteopharm
        >>> osteopharm.load().check_codelist(["atc:<b>"]).to_html().count("&lt;b&gt;")
        1
        """
        parts = [
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Check of a code list</title>',
            f"<h1>Check of a code list</h1><p>{html.escape(plain(self._heading))}</p>",
        ]
        for kind, found in self._by_kind:
            items = "".join(f"<li>{html.escape(str(finding))}</li>" for finding in found)
            parts.append(f"<h2>{kind.value}</h2><ul>{items}</ul>")
        parts.append("<p>Not medical advice; no clinician has reviewed the records of osteopharm.</p></html>\n")
        return "\n".join(parts)

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<CodelistCheck: {counted(len(self.faults), 'fault')}>"

    def __str__(self) -> str:
        lines = [plain(self._heading)]
        for kind, found in self._by_kind:
            lines += [kind.value, *(f"  {finding}" for finding in found)]
        return "\n".join(lines)


class Checker:
    """Checks lists.

    Args:
        selector: finds the codes that a list should have.
        identify: finds the medications that a term names.
        look_alikes: words that look like names of medications.
    """

    def __init__(
        self, selector: Selector, identify: Callable[[str], Identification], look_alikes: Iterable[LookAlike]
    ) -> None:
        self._selector, self._identify = selector, identify
        self._look_alikes = {_words(each.text): each for each in look_alikes}

    def check(
        self,
        given: ForeignList,
        what: Sequence[DrugClass | Owner],
        market: str | None,
        dated: str | None,
    ) -> CodelistCheck:
        """What is wrong with a list.

        Args:
            given: the list.
            what: what it should be of; if empty, the class that contains all it has, or else all treatments.
            market: the market whose labels count.
            dated: the date of the list.

        Raises:
            UnknownValueError: ``market`` is not a market.
        """
        known: list[CodelistRow] = []
        codes: dict[str, tuple[Entry, CodeMatch]] = {}
        findings: list[CodelistFinding] = []
        for entry in given.entries:
            match = self._match(entry, market)
            if isinstance(match, CodelistFinding):
                findings.append(match)
            elif match.curie in codes:
                findings.append(_finding(FindingKind.DUPLICATE, entry, match, "the code is in the list already"))
            else:
                codes[match.curie] = entry, match
                known += self._rows(match, market)
                if match.code != entry.code and entry.system == "ndc":
                    message = f"{entry.code} is {match.code} in eleven figures"
                    findings.append(_finding(FindingKind.ANOTHER_FORM, entry, match, message))
        request = self._request(known, what, given.entries, market)
        expected = self._selector.select(request)
        for entry, match in codes.values():
            findings += self._in_list(entry, match, request, market)
        codelist = Codelist.of(known, "the list")
        findings += _missing(codelist, expected, request.owners)
        findings += _older(dated or given.date, expected)
        order = [*FindingKind]
        ordered = sorted(findings, key=lambda finding: order.index(finding.kind))
        return CodelistCheck(codelist=codelist, expected=expected, findings=tuple(ordered))

    def _match(self, entry: Entry, market: str | None) -> CodeMatch | CodelistFinding:
        """What a code means, or why that is not known."""
        if entry.system in SYSTEMS:
            units = float(entry.units) if _WHOLE_NUMBER.fullmatch(entry.units) else None
            match = self._selector.codes.find(entry.system, entry.code, units=units or None, market=market)
            if match is not None:
                return match
        kind, message = FindingKind.UNKNOWN_CODE, "the code is not in the data"
        if entry.system not in SYSTEMS:
            message = f"{entry.system} is not a system of codes that is known here"
        elif entry.system == "ndc" and entry.code.isdecimal() and len(entry.code) == _TEN_FIGURES:
            kind = FindingKind.AMBIGUOUS_CODE
            message = "ten figures without hyphens may be the code of several packages, or of none here: write eleven"
        if look_alike := self._look_alike(entry.term):
            kind, message = FindingKind.LOOK_ALIKE, f"{entry.term} is not a medication of the list: {look_alike.reason}"
        elif named := self._identify(entry.term).medications:
            message += f"; its term names {', '.join(each.name for each in named)}"
        code = f"{entry.system}:{entry.code}"
        return CodelistFinding(kind=kind, codes=(code,), place=entry.place, message=message)

    def _look_alike(self, term: str) -> LookAlike | None:
        words = _words(term).split()
        places = ((at, at + length) for at in range(len(words)) for length in range(1, LONGEST_LOOK_ALIKE + 1))
        phrases = (" ".join(words[start:end]) for start, end in places)
        return next((self._look_alikes[phrase] for phrase in phrases if phrase in self._look_alikes), None)

    def _rows(self, match: CodeMatch, market: str | None) -> Iterator[CodelistRow]:
        """The row of a code; of a group, or of a product whose packages have codes, those of what is in it."""
        if not match.is_group and self._selector.is_listed(match.system, match.code):
            yield self._selector.row(match.system, match.code, market)
            return
        for row in self._selector.below(match.system, match.code):
            yield self._selector.row(match.system, row, market)

    def _request(
        self,
        known: Sequence[CodelistRow],
        what: Sequence[DrugClass | Owner],
        entries: Iterable[Entry],
        market: str | None,
    ) -> Request:
        systems = {entry.system for entry in entries} & SYSTEMS.keys()
        # A list of one market is not asked for the codes of another.
        markets = {row.market for row in known} - {None}
        own = markets.pop() if len(markets) == 1 else None
        asked = tuple(what) or self._common_class(known)
        request = self._selector.request(asked, systems, True, None, None, market)
        if market is None and own is not None:
            request = evolve(request, registers=own, title=f"{request.title}, {own}")
        return request

    def _common_class(self, known: Sequence[CodelistRow]) -> tuple[DrugClass, ...]:
        """The widest class that has all that is in a list; none where only all treatments have."""
        # A combination is in the class of each of its treatments.
        treatments = [[each for each in row.medications if each.role is Role.TREATMENT] for row in known]
        classes = [{above for each in found for above in lineage(each)} for found in treatments if found]
        common = set.intersection(*classes) if classes else set()
        # Antiresorptive and anabolic drugs have an action in common: a list is seldom meant to be of one of them.
        narrow = [each for each in common if isinstance(each, DrugClass) and each not in self._actions]
        return (min(narrow, key=lambda each: (len(lineage(each)), each.id)),) if narrow else ()

    @cached_property
    def _actions(self) -> frozenset[Entity]:
        """The classes that contain classes and are in none."""
        below = {each for medication in self._selector.medications for each in medication.classes}
        return frozenset(
            above for each in below for above in lineage(each) if above is not each and len(lineage(above)) == 1
        )

    def _in_list(
        self, entry: Entry, match: CodeMatch, request: Request, market: str | None
    ) -> Iterator[CodelistFinding]:
        """What is wrong with a code that is known."""
        rows = [*self._rows(match, market)]
        owners = set(request.owners)
        asked = request.title.partition(",")[0]
        others = [row for row in rows if owners.isdisjoint(row.entities)]
        if others:
            names = ", ".join(dict.fromkeys(entity.name for row in others for entity in row.entities))
            kind = FindingKind.OTHER_MEDICATION
            yield _finding(kind, entry, match, f"{names} is not {asked}", entity=others[0].entities[0])
        rows = [row for row in rows if row not in others]
        for row in rows:
            label, undecided = row.labeled_for_osteoporosis, row.undecided
            if match.units is not None:
                label, undecided = match.labeled_for_osteoporosis, match.undecided
            entity = row.entities[0]
            if label is False:
                uses = self._selector.uses(row)
                used = f"; its label: {', '.join(uses)}" if uses else ""
                within = f", by {row.curie}" if match.is_group else ""
                message = f"{' or '.join(row.brands) or row.term} is not labeled for osteoporosis{within}{used}"
                yield _finding(FindingKind.NOT_LABELED, entry, match, message, entity=entity)
            elif label is None and row.other_units and match.units is None:
                billed, other = ", ".join(row.billed_units), ", ".join(row.other_units)
                message = f"keep only rows with {billed or 'no'} billed units: with {other} it is not labeled"
                yield _finding(FindingKind.UNITS_NEEDED, entry, match, message, entity=entity)
            elif label is None and (others_of := self._selector.other_uses(row)):
                within = f" ({row.curie})" if match.is_group else ""
                message = f"{entity.name}{within} covers {', '.join(others_of)}, not labeled for osteoporosis"
                yield _finding(FindingKind.OTHER_USES, entry, match, message, entity=entity)
            elif label is None:
                yield _finding(FindingKind.UNDECIDED, entry, match, f"{entity.name}: {undecided}", entity=entity)
            if row.valid_until is not None:
                yield _finding(FindingKind.ENDED, entry, match, f"the code ended on {row.valid_until}", entity=entity)


_TEN_FIGURES = 10


def _missing(codelist: Codelist, expected: Codelist, owners: Iterable[Owner]) -> Iterator[CodelistFinding]:
    """What is missing of each medication and combination: all of it, a route, a strength, or codes."""
    for owner in owners:
        wanted = [row for row in expected if owner in row.entities]
        missing = [row for row in wanted if row not in codelist]
        if not missing:
            continue
        curies = tuple(row.curie for row in missing)
        if len(missing) == len(wanted) and not any(owner in row.entities for row in codelist):
            message = f"{owner.name} has no code in the list"
            if isinstance(owner, Combination):
                message += f" (with {', '.join(each.name for each in owner.components)})"
            yield CodelistFinding(kind=FindingKind.MISSING_MEDICATION, codes=curies, entity=owner, message=message)
            continue
        own = [row for row in codelist if owner in row.entities]
        reported: set[str] = set()
        kinds: list[tuple[FindingKind, str, Callable[[CodelistRow], tuple[str, ...]]]] = [
            (FindingKind.MISSING_ROUTE, "route", lambda row: row.routes),
            (FindingKind.MISSING_STRENGTH, "strength", lambda row: row.strengths),
        ]
        for kind, word, values in kinds:
            present = {value for row in own for value in values(row)}
            absent = {value: None for row in missing for value in values(row) if value not in present}
            for value in absent if present else ():
                those = tuple(row.curie for row in missing if value in values(row) and row.curie not in reported)
                if those:
                    reported.update(those)
                    message = f"{owner.name} lacks the {word} {value}"
                    yield CodelistFinding(kind=kind, codes=those, entity=owner, message=message)
        rest = tuple(curie for curie in curies if curie not in reported)
        if rest:
            message = f"{owner.name} lacks {counted(len(rest), 'code')}"
            yield CodelistFinding(kind=FindingKind.MISSING_CODE, codes=rest, entity=owner, message=message)


def _older(dated: str | None, expected: Codelist) -> Iterator[CodelistFinding]:
    """Whether a list is older than the registers that were read here."""
    newest = max((row.date for row in expected if row.date), default=None)
    if dated is not None and newest is not None and dated[: len(newest)] < newest[: len(dated)]:
        message = f"the list is of {dated}, and the registers that were read here are as new as {newest}"
        yield CodelistFinding(kind=FindingKind.OLDER, codes=(), message=message)


def _finding(
    kind: FindingKind, entry: Entry, match: CodeMatch, message: str, *, entity: Owner | None = None
) -> CodelistFinding:
    return CodelistFinding(kind=kind, codes=(match.curie,), place=entry.place, message=message, entity=entity)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
