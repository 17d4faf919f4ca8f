"""The errors of osteopharm: one tree, fields first, text built from the fields.

Holds every exception that the library raises, and the two records that they carry.
Never holds a check: whoever finds a fault decides which of these to raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from osteopharm._sanitize import plain

__all__ = [
    "AmbiguousNameError",
    "ColumnExistsError",
    "DataError",
    "Fault",
    "InvalidRecordError",
    "InvalidTableError",
    "MissingExtraError",
    "OsteopharmError",
    "Problem",
    "QuoteError",
    "UnknownColumnError",
    "UnknownIdError",
    "UnknownValueError",
]


class OsteopharmError(Exception):
    """The base of every error that osteopharm raises on purpose.

    >>> issubclass(DataError, OsteopharmError)
    True
    """

    # Exceptions pickle by calling their class with ``args``; ours keep fields in ``args`` for that
    # and build their text in ``__str__``.


@frozen
class Fault:
    """What is wrong with one field of one record, and how to mend it.

    Attributes:
        field: the path of the field inside its record, such as ``citations[0]``; empty for the whole record.
        message: what is wrong.
        hint: what to do about it.

    >>> print(Fault("name", "is empty", "give the name that the source uses"))
    name: is empty (give the name that the source uses)
    """

    field: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        cure = f" ({self.hint})" if self.hint else ""
        return plain(f"{where}{self.message}{cure}")


@frozen
class Problem:
    """A fault in a seed folder or a JSON file, with its place.

    Attributes:
        file: the file, relative to the folder that was read, with forward slashes.
        path: the place inside that file, such as ``$.claims[3].subject``; ``$`` is the whole file.
        message: what is wrong.
        hint: what to do about it.

    >>> print(Problem("catalog/concepts.toml", "$.concepts[0].kind", "unknown kind 'organ'", "use 'cell'"))
    catalog/concepts.toml: $.concepts[0].kind: unknown kind 'organ'
        hint: use 'cell'
    """

    file: str
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        cure = f"\n    hint: {plain(self.hint)}" if self.hint else ""
        return f"{plain(self.file)}: {plain(self.path)}: {plain(self.message)}{cure}"


class DataError(OsteopharmError, ValueError):
    """Data could not be read; ``problems`` lists every fault that was found, not only the first.

    Attributes:
        problems: a tuple of `Problem`, sorted by file and place.

    >>> print(DataError([Problem("a.toml", "$", "is not UTF-8", "save the file as UTF-8")]))
    1 problem:
    a.toml: $: is not UTF-8
        hint: save the file as UTF-8
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        heading = "1 problem:" if count == 1 else f"{count} problems:"
        return "\n".join([heading, *map(str, self.problems)])


class InvalidRecordError(OsteopharmError, ValueError):
    """A record was built from values that do not fit; ``faults`` lists all of them.

    Attributes:
        record: which record, as ``Concept 'bone-healing'``.
        faults: a tuple of `Fault`.

    >>> print(InvalidRecordError("Concept 'x'", [Fault("name", "is empty")]))
    Concept 'x': name: is empty
    """

    def __init__(self, record: str, faults: Iterable[Fault]) -> None:
        self.record = record
        self.faults = tuple(faults)
        super().__init__(record, self.faults)

    def __str__(self) -> str:
        return f"{self.record}: " + "; ".join(map(str, self.faults))


class QuoteError(OsteopharmError, ValueError):
    """A quote does not pin one stretch of its document: it is not there, or it is there more than once.

    Attributes:
        quote: the quote that was looked for.
        occurrences: how often it stands in the document.
        nearest: the stretch of the document most like it, or None.

    >>> print(QuoteError("bone heeling", 0, "bone healing"))
    the quote 'bone heeling' is not in the text (the nearest stretch is 'bone healing')
    """

    def __init__(self, quote: str, occurrences: int, nearest: str | None = None) -> None:
        self.quote = quote
        self.occurrences = occurrences
        self.nearest = nearest
        super().__init__(quote, occurrences, nearest)

    @property
    def message(self) -> str:
        """What is wrong, without the cure."""
        if self.occurrences:
            return f"the quote {_short(self.quote)} stands {self.occurrences} times in the text"
        return f"the quote {_short(self.quote)} is not in the text"

    @property
    def hint(self) -> str:
        """The cure."""
        if self.occurrences:
            return "quote more words, until the quote is the only one of its kind"
        if self.nearest is None:
            return "copy the words from the document, letter for letter"
        return f"the nearest stretch is {self.nearest!r}"

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})"


class UnknownIdError(OsteopharmError, LookupError):
    """No record has that id.

    Attributes:
        id: the id that was asked for.
        kind: what was looked for, such as ``medication``.
        suggestions: a tuple of the ids most like it, best first; may be empty.

    >>> print(UnknownIdError("denosumap", "medication", ["denosumab"]))
    no medication has the id 'denosumap'; did you mean 'denosumab'?
    """

    def __init__(self, id: str, kind: str, suggestions: Sequence[str] = ()) -> None:
        self.id = id
        self.kind = kind
        self.suggestions = tuple(suggestions)
        super().__init__(id, kind, self.suggestions)

    def __str__(self) -> str:
        return f"no {self.kind} has the id {_short(self.id)}{did_you_mean(self.suggestions)}"


class AmbiguousNameError(OsteopharmError, LookupError):
    """A name stands for more than one medication.

    Attributes:
        name: the name that was asked for.
        candidates: a tuple of the ids of what it stands for.

    >>> print(AmbiguousNameError("Fosamax Plus D", ["alendronic-acid", "colecalciferol"]))
    'Fosamax Plus D' is not one medication but 'alendronic-acid', 'colecalciferol'; identify() gives them all
    """

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(name, self.candidates)

    def __str__(self) -> str:
        candidates = ", ".join(map(repr, self.candidates))
        return f"{_short(self.name)} is not one medication but {candidates}; identify() gives them all"


class UnknownValueError(OsteopharmError, ValueError):
    """A filter was given a value that its axis does not have.

    Attributes:
        axis: the name of the filter, such as ``certainty``.
        value: the value that was given.
        allowed: a tuple of the values that the axis has.

    >>> print(UnknownValueError("polarity", "maybe", ["affirmed", "denied"]))
    polarity has no value 'maybe'; use one of 'affirmed', 'denied'
    """

    def __init__(self, axis: str, value: object, allowed: Iterable[str]) -> None:
        self.axis = axis
        self.value = value
        self.allowed = tuple(allowed)
        super().__init__(axis, value, self.allowed)

    def __str__(self) -> str:
        allowed = ", ".join(map(repr, self.allowed))
        return f"{self.axis} has no value {_short(self.value)}; use one of {allowed}"


class UnknownColumnError(OsteopharmError, LookupError):
    """A table has no column of that name.

    Attributes:
        column: the name that was asked for.
        suggestions: a tuple of the names most like it, best first; where none is like it, the first few there are.

    >>> print(UnknownColumnError("durg", ["drug"]))
    the table has no column 'durg'; did you mean 'drug'?
    """

    def __init__(self, column: str, suggestions: Sequence[str] = ()) -> None:
        self.column = column
        self.suggestions = tuple(suggestions)
        super().__init__(column, self.suggestions)

    def __str__(self) -> str:
        return plain(f"the table has no column {_short(self.column)}{did_you_mean(self.suggestions)}")


class ColumnExistsError(OsteopharmError, ValueError):
    """A table has columns already that bear the names of those to be added.

    Attributes:
        columns: a tuple of the names in the table that clash.

    >>> print(ColumnExistsError(["brand"]))
    the table has 'brand' already, and a column of that name would be added; rename it first
    """

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(self.columns)

    def __str__(self) -> str:
        columns = ", ".join(map(repr, self.columns))
        return plain(f"the table has {columns} already, and a column of that name would be added; rename it first")


class InvalidTableError(OsteopharmError, TypeError):
    """Something is no table, a column holds no text or no codes, or a value in it is none.

    Attributes:
        what: what is wrong, such as ``the column 'drug'``.
        found: what it is or holds.
        expected: what is wanted.

    >>> print(InvalidTableError("the column 'drug'", "holds Int64", "give a column of text"))
    the column 'drug' holds Int64; give a column of text
    """

    def __init__(self, what: str, found: str, expected: str) -> None:
        self.what = what
        self.found = found
        self.expected = expected
        super().__init__(what, found, expected)

    def __str__(self) -> str:
        return plain(f"{self.what} {self.found}; {self.expected}")


class MissingExtraError(OsteopharmError, ImportError):
    """A door of the library needs packages that are not installed.

    Attributes:
        extra: the name of the extra that brings them.

    >>> print(MissingExtraError("cli"))
    this needs the extra 'cli': pip install 'osteopharm[cli]'
    """

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(extra)

    def __str__(self) -> str:
        return f"this needs the extra '{self.extra}': pip install 'osteopharm[{self.extra}]'"


class NoEffectsError(OsteopharmError, ValueError):
    """None of some claims has a figure that could be drawn.

    Attributes:
        claims: how many claims there were.

    >>> print(NoEffectsError(2))
    none of the 2 claims has an effect to draw; see `ClaimSet.counts` for what there is
    """

    def __init__(self, claims: int) -> None:
        self.claims = claims
        super().__init__(claims)

    def __str__(self) -> str:
        told = f"none of the {self.claims} claims has an effect to draw" if self.claims else "there is no claim to draw"
        return f"{told}; see `ClaimSet.counts` for what there is"


def did_you_mean(suggestions: Sequence[str]) -> str:
    """The end of a sentence that offers near names; empty when there are none.

    >>> did_you_mean(["a", "b"])
    "; did you mean one of 'a', 'b'?"
    """
    if not suggestions:
        return ""
    if len(suggestions) == 1:
        return f"; did you mean {suggestions[0]!r}?"
    return f"; did you mean one of {', '.join(map(repr, suggestions))}?"


def _short(value: object, limit: int = 120) -> str:
    """The repr of a value, cut so that a huge or hostile one cannot flood a message."""
    shown = repr(value)
    return shown if len(shown) <= limit else f"{shown[:limit]}…"
