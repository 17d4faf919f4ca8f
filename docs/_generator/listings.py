"""The entries of records that have no page of their own: a title to which links lead, and the fields as a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from osteopharm import Compendium, Label, Mechanism, Registry
from osteopharm.model import Company, SpellingRule
from osteopharm.model._describe import Entry, Line, describe
from osteopharm.model._record import Record
from osteopharm.model.kinds import COLLECTIONS, kind_in_words

from .companies import company_sections
from .findings import claim_card
from .links import anchored, to
from .markdown import escape
from .mechanisms import mechanism_sections
from .products import products
from .sources import Resting

Details = Callable[[Record], Iterator[str]]


def listed(records: Iterable[Record], compendium: Compendium, resting: Resting) -> Iterator[str]:
    """The entries of some records of one type."""
    for record in records:
        match record:
            case Mechanism():
                yield f"({record.id})=\n## {escape(record.name)}"
                yield from _line(record)
                yield from mechanism_sections(record)
            case Company():
                yield f"({record.id})=\n## {escape(record.name)}"
                yield from company_sections(record, compendium)
            case Registry() | Label():
                yield f"- {anchored(record)}\n" + "".join(
                    f"\n  {line}\n" for line in _source(record, compendium, resting)
                )
            case _:
                made = _made_by(record, compendium) if isinstance(record, SpellingRule) else ()
                yield _entry(record, (*_line(record), *made))


def _entry(record: Record, lines: Iterable[str]) -> str:
    return f"- {anchored(record)}\n" + "".join(f"\n  {line}\n" for line in lines)


def _line(record: Record, apart: Iterable[str] = ("id", "steps")) -> Iterator[str]:
    """The fields of a record in one line, with links to other records."""
    shown = [_labeled(line) for line in describe(record) if line.label not in apart]
    if shown:
        yield " · ".join(shown)


def _labeled(line: Line) -> str:
    return f"{escape(line.label)}: {'; '.join(map(_value, line.entries))}"


def _value(entry: Entry) -> str:
    text = to(entry.record, entry.text) if entry.record is not None else escape(entry.text)
    details = "; ".join(_labeled(line) for line in entry.details)
    return f"{text} ({details})" if details else text


def _source(source: Registry | Label, compendium: Compendium, resting: Resting) -> Iterator[str]:
    yield from _line(source)
    if isinstance(source, Label):
        read = [to(drug) for drug in products(compendium) if any(facts.label == source for facts in drug.labels)]
        if read:
            yield f"Facts read in it: {'; '.join(read)}."
    found = resting[source.id]
    rows = [
        f"{kind_in_words(collection, 2)}: {'; '.join(map(to, found[collection]))}"
        for collection in COLLECTIONS
        if found[collection] and collection != "claims"
    ]
    if rows:
        yield f"Used by {'. '.join(rows)}."
    for claim in compendium.claims:
        if claim.provenance.source == source:
            yield claim_card(claim, compendium)


def _made_by(rule: SpellingRule, compendium: Compendium) -> Iterator[str]:
    made = [
        f"{to(medication)}: {escape(', '.join(names))}"
        for medication in compendium.medications.values()
        if (names := list(rule.apply(medication.name.casefold())))
    ]
    if made:
        yield f"Generated names: {'; '.join(made)}."
