"""Lists of records, and the search through their names and statements."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from osteopharm._words import counted
from osteopharm.cli.terminal import as_json, table, write
from osteopharm.compendium import Compendium
from osteopharm.errors import UnknownValueError
from osteopharm.model._describe import title_of
from osteopharm.model._record import Record
from osteopharm.model.claims import ClaimLink
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
from osteopharm.model.kinds import COLLECTIONS, KINDS, kind_in_words
from osteopharm.names.normalize import fold

LISTABLE = tuple(dict.fromkeys(each.replace("_", "-") for each in (*COLLECTIONS, *KINDS)))
"""What can be listed: the kinds of record, and all sources."""
FIRST = (Medication, DrugClass, Concept, Combination)
"""The types that a search lists before the others."""


def listing(compendium: Compendium, kind: str, *, json: bool) -> None:
    """Print the records of a kind, each with its id and title.

    Raises:
        UnknownValueError: there is no such kind.
    """
    if kind not in LISTABLE:
        raise UnknownValueError("kind of record", kind, LISTABLE)
    _print(compendium.records.of(kind.replace("-", "_")), with_kind=False, json=json)


def search(compendium: Compendium, text: str, kind: str | None, most: int, *, json: bool) -> None:
    """Print the records that have all words of a text in their id, their names or their statement, best first.

    Raises:
        UnknownValueError: there is no such kind.
    """
    if kind is not None and kind not in LISTABLE:
        raise UnknownValueError("kind of record", kind, LISTABLE)
    words = _folded(text).split()
    among: Iterable[Record] = compendium.records.of(kind.replace("-", "_")) if kind else _named(compendium)
    ranked = [(rank, place, record) for place, record in enumerate(among) if (rank := _rank(record, words))]
    ranked.sort(key=lambda entry: entry[:2])
    found = [record for _, _, record in ranked]
    if not found and not json:
        write(f"nothing found; similar names: osteopharm suggest {shlex.quote(text)}" if words else "nothing found")
        return
    _print(found[:most], with_kind=True, json=json)
    if len(found) > most and not json:
        write(f"{len(found) - most} more: use --most, or --kind")


def _named(compendium: Compendium) -> Iterator[Record]:
    """All records but the links between claims, which have no words of their own."""
    return (record for record in compendium.records if not isinstance(record, ClaimLink))


def _rank(record: Record, words: list[str]) -> tuple[int, int, int] | None:
    """How well a record fits; the important types first.

    First come names that are the text, then those with words that begin as its words do, then those that have its
    words inside others: fusion is in infusion.
    """
    if not words:
        return None
    best: int | None = None
    for place, text in enumerate(_texts(record)):
        found = f" {_folded(text)}"
        if found == " ".join(["", *words]):
            rank = 0
        elif all(f" {word}" in found for word in words):
            rank = 2
        elif all(word in found for word in words):
            rank = 4
        else:
            continue
        rank += place > 0  # not its title
        best = rank if best is None else min(best, rank)
    if best is None:
        return None
    kind = FIRST.index(type(record)) if type(record) in FIRST else len(FIRST)
    return best, kind, len(title_of(record))


def _folded(text: str) -> str:
    """A text in lower case without accents."""
    return fold(text).decode(errors="replace").strip()


def _texts(record: Record) -> Iterator[str]:
    yield title_of(record)
    yield record.id.replace("-", " ")
    for name in ("names", "brands", "synonyms"):
        yield from (each.name for each in getattr(record, name, ()))
    for name in ("title", "reason"):
        text = getattr(record, name, None)
        if isinstance(text, str):
            yield text


def _print(found: tuple[Record, ...] | list[Record], *, with_kind: bool, json: bool) -> None:
    if json:
        as_json([{"kind": kind_in_words(each.plural), "id": each.id, "title": title_of(each)} for each in found])
        return
    rows = [(kind_in_words(each.plural), each.id, title_of(each)) for each in found]
    # A kind whose records have no title has only ids.
    titled = any(id != title for _, id, title in rows)
    columns = slice(0 if with_kind else 1, 3 if titled else 2)
    table(("kind", "id", "title")[columns], [row[columns] for row in rows])
    write(counted(len(found), "record"))
