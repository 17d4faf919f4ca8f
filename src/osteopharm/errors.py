"""The errors of osteopharm: one tree, fields first, text built from the fields.

Every exception that the library raises on purpose, and `Problem`, which two of them carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from osteopharm._sanitize import plain

__all__ = [
    "AmbiguousNameError",
    "ColumnExistsError",
    "DataError",
    "InvalidArgumentError",
    "InvalidRecordError",
    "InvalidTableError",
    "MissingExtraError",
    "OsteopharmError",
    "Problem",
    "QuoteError",
    "TooManyPathsError",
    "UnknownColumnError",
    "UnknownIdError",
    "UnknownNameError",
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
class Problem:
    """What is wrong in one place, and how to fix it.

    >>> print(Problem("name", "is empty", "give the name that the source uses"))
    name: is empty (give the name that the source uses)
    >>> print(Problem("$.concepts[0].kind", "unknown kind 'organ'", "use 'cell'", file="catalog/concepts.toml"))
    catalog/concepts.toml: $.concepts[0].kind: unknown kind 'organ'
        hint: use 'cell'
    """

    path: str
    """The path of the field: in a record, such as ``citations[0]``, or in a file, such as ``$.claims[3].subject``."""
    message: str
    """What is wrong."""
    hint: str = ""
    """What to do about it."""
    file: str = ""
    """The file, relative to the folder that was read, with forward slashes; empty for a record made in Python."""

    def __str__(self) -> str:
        # A problem of the file as a whole has no place in it.
        path = "" if self.path == "$" else self.path
        where = "".join(f"{plain(part)}: " for part in (self.file, path) if part)
        if self.file:
            hint = f"\n    hint: {plain(self.hint)}" if self.hint else ""
            return f"{where}{plain(self.message)}{hint}"
        return plain(f"{where}{self.message}{f' ({self.hint})' if self.hint else ''}")


class DataError(OsteopharmError, ValueError):
    """Data could not be read; ``problems`` lists every problem, not only the first.

    Attributes:
        problems: a tuple of `osteopharm.errors.Problem`, sorted by file and place.

    >>> print(DataError([Problem("$", "is not UTF-8", "save the file as UTF-8", "a.toml")]))
    1 problem:
    a.toml: is not UTF-8
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
    """A record was made from invalid values; ``problems`` lists all that is wrong.

    Attributes:
        record: which record, as ``Concept 'bone-healing'``.
        problems: a tuple of `osteopharm.errors.Problem`.

    >>> print(InvalidRecordError("Concept 'x'", [Problem("name", "is empty")]))
    Concept 'x': name: is empty
    """

    def __init__(self, record: str, problems: Iterable[Problem]) -> None:
        self.record = record
        self.problems = tuple(problems)
        super().__init__(record, self.problems)

    def __str__(self) -> str:
        return f"{self.record}: " + "; ".join(map(str, self.problems))


class QuoteError(OsteopharmError, ValueError):
    """A quote does not pin one stretch of its document: it is not there, or it is there more than once.

    Attributes:
        quote: the quote that was looked for.
        occurrences: how often it is in the document.
        nearest: the stretch of the document most like it, or None.

    >>> print(QuoteError("bone heeling", 0, "bone healing"))
    the quote 'bone heeling' is not in the text (the nearest words are 'bone healing')
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
            return f"the quote {shown(self.quote)} occurs {self.occurrences} times in the text"
        return f"the quote {shown(self.quote)} is not in the text"

    @property
    def hint(self) -> str:
        """The cure."""
        if self.occurrences:
            return "quote more words, until the quote is unique"
        if self.nearest is None:
            return "copy the words from the document, letter for letter"
        return f"the nearest words are {self.nearest!r}"

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})"


class UnknownIdError(OsteopharmError, LookupError):
    """No record has that id.

    Attributes:
        id: the id that was asked for.
        kind: what was looked for, such as ``medication``.
        suggestions: a tuple of similar ids, best first; may be empty.
        note: what the text is instead, such as a brand; may be empty.

    >>> print(UnknownIdError("denosumap", "medication", ["denosumab"]))
    no medication has the id 'denosumap'; did you mean 'denosumab'?
    """

    def __init__(self, id: str, kind: str, suggestions: Sequence[str] = (), note: str = "") -> None:
        self.id = id
        self.kind = kind
        self.suggestions = tuple(suggestions)
        self.note = note
        super().__init__(id, kind, self.suggestions, note)

    def __str__(self) -> str:
        note = f": {self.note}" if self.note else ""
        return plain(f"no {self.kind} has the {self._looked_at} {shown(self.id)}{note}{did_you_mean(self.suggestions)}")

    @property
    def _looked_at(self) -> str:
        return "id"


class UnknownNameError(UnknownIdError):
    """No record has that id or name.

    >>> print(UnknownNameError("Fosamx", "medication", ["Fosamax"]))
    no medication has the id or name 'Fosamx'; did you mean 'Fosamax'?
    """

    @property
    def _looked_at(self) -> str:
        return "id or name"


class AmbiguousNameError(OsteopharmError, LookupError):
    """A name matches more than one record.

    Attributes:
        name: the name that was looked up.
        candidates: a tuple of what it matches: ids, or names of ingredients.
        reasons: a tuple with the reason for each candidate why the name alone does not decide; may be empty.

    >>> print(AmbiguousNameError("Fosamax Plus D", ["alendronic-acid", "colecalciferol"]))
    'Fosamax Plus D' matches more than one: 'alendronic-acid', 'colecalciferol'; name one of them
    """

    def __init__(self, name: str, candidates: Iterable[str], reasons: Iterable[str] = ()) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.reasons = tuple(reasons)
        super().__init__(name, self.candidates, self.reasons)

    def __str__(self) -> str:
        if self.reasons:
            pairs = zip(self.candidates, self.reasons, strict=True)
            meanings = ", ".join(f"{candidate!r} ({reason})" for candidate, reason in pairs)
            return plain(f"{shown(self.name)} alone does not decide; it can mean {meanings}; use the id")
        candidates = ", ".join(map(repr, self.candidates))
        return plain(f"{shown(self.name)} matches more than one: {candidates}; name one of them")


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
        return f"{self.axis} has no value {shown(self.value)}; use one of {allowed}"


class UnknownColumnError(OsteopharmError, LookupError):
    """A table has no column of that name.

    Attributes:
        column: the name that was asked for.
        suggestions: a tuple of the names most like it, best first; where none is like it, the first few there are.
        hint: what adds the column, where that is known; empty otherwise.

    >>> print(UnknownColumnError("durg", ["drug"]))
    the table has no column 'durg'; did you mean 'drug'?
    """

    def __init__(self, column: str, suggestions: Sequence[str] = (), hint: str = "") -> None:
        self.column = column
        self.suggestions = tuple(suggestions)
        self.hint = hint
        super().__init__(column, self.suggestions, hint)

    def __str__(self) -> str:
        cure = f"; {self.hint}" if self.hint else did_you_mean(self.suggestions)
        return plain(f"the table has no column {shown(self.column)}{cure}")


class ColumnExistsError(OsteopharmError, ValueError):
    """A table has columns already that have the names of those to be added.

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


class InvalidArgumentError(OsteopharmError, TypeError, ValueError):
    """An argument has the wrong type, or a value that it cannot have.

    Attributes:
        argument: which argument, such as ``the units``.
        found: what it is.
        expected: what is wanted.

    >>> print(InvalidArgumentError("the units", "are NaN", "give a number above 0"))
    the units are NaN; give a number above 0
    """

    def __init__(self, argument: str, found: str, expected: str) -> None:
        self.argument = argument
        self.found = found
        self.expected = expected
        super().__init__(argument, found, expected)

    def __str__(self) -> str:
        return plain(f"{self.argument} {self.found}; {self.expected}")


class InvalidTableError(OsteopharmError, TypeError):
    """Something is not a table, a column holds no text or no codes, or a value in it is none.

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
    """An optional dependency is missing.

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
    none of the 2 claims has an effect to draw
    """

    def __init__(self, claims: int) -> None:
        self.claims = claims
        super().__init__(claims)

    def __str__(self) -> str:
        return f"none of the {self.claims} claims has an effect to draw" if self.claims else "there is no claim to draw"


class TooManyPathsError(OsteopharmError, ValueError):
    """More paths lead from an agent to an outcome than can be listed.

    Attributes:
        agent: the id of the agent.
        outcome: the id of the outcome.
        most: the most paths that are listed.

    >>> print(TooManyPathsError("denosumab", "fracture-risk", 5000))
    more than 5,000 paths lead from 'denosumab' to 'fracture-risk'; ask for an outcome that is nearer
    """

    def __init__(self, agent: str, outcome: str, most: int) -> None:
        self.agent = agent
        self.outcome = outcome
        self.most = most
        super().__init__(agent, outcome, most)

    def __str__(self) -> str:
        paths = f"more than {self.most:,} paths lead from {shown(self.agent)} to {shown(self.outcome)}"
        return plain(f"{paths}; ask for an outcome that is nearer")


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


def shown(value: object, limit: int = 120) -> str:
    """The repr of a value, cut so that a huge or hostile one cannot flood a message.

    >>> shown("x" * 200, limit=5), shown(10**5000)
    ("'xxxx…", 'an int that is too long to print')
    """
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - whatever somebody else's __repr__ raises
        return f"an {type(value).__name__} that is too long to print"
    return text if len(text) <= limit else f"{text[:limit]}…"
