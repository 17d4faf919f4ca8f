"""The checks that every noun runs when it is made.

Holds small functions that look at one field and return the faults they find, so that a noun can
report all of its faults at once. Never coerces a value, and knows no noun.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from itertools import chain

from attrs import frozen

from osteopharm._sanitize import UNFIT, code_point
from osteopharm.errors import Fault, InvalidRecordError

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""The form of an id: lower-case words and figures, joined by single hyphens."""

MAXIMUM_IDENTIFIER_LENGTH = 120


@frozen
class WrongType(Fault):
    """A fault that keeps the checks of sense from being run: they could not make anything of the value."""


def refuse(
    noun: str, name: object, *checks: Iterable[Fault], sense: Callable[[], Iterable[Fault]] | None = None
) -> None:
    """Raise one `InvalidRecordError` with every fault that is found; return when there is none.

    Args:
        noun: what was being made, such as ``Concept``.
        name: what it is called in the message, usually its id.
        checks: the faults of form that were found, field by field.
        sense: finds the faults that show only when the fields are seen together; not called when a type is wrong.

    Raises:
        InvalidRecordError: there is a fault.
    """
    faults = list(chain.from_iterable(checks))
    if sense is not None and not any(isinstance(fault, WrongType) for fault in faults):
        told = {_root(fault) for fault in faults}
        faults += [fault for fault in sense() if _root(fault) not in told]
    if faults:
        raise InvalidRecordError(f"{noun} {name!r:.100}", faults)


def _root(fault: Fault) -> str:
    return fault.field.partition("[")[0]


def identifier(field: str, value: object) -> list[Fault]:
    """The faults of an id.

    >>> identifier("id", "bone-healing")
    []
    >>> print(*identifier("id", "Bone healing"))
    id: 'Bone healing' is not an id (use lower-case words and figures joined by hyphens, such as 'bone-healing')
    """
    if not isinstance(value, str):
        return instance(field, value, str)
    if len(value) > MAXIMUM_IDENTIFIER_LENGTH:
        return [Fault(field, f"is longer than {MAXIMUM_IDENTIFIER_LENGTH} characters", "shorten the id")]
    if IDENTIFIER.fullmatch(value):
        return []
    hint = "use lower-case words and figures joined by hyphens, such as 'bone-healing'"
    return [Fault(field, f"{value!r} is not an id", hint)]


def text(field: str, value: object) -> list[Fault]:
    """The faults of a text that must say something: it is no string, is blank or is not Unicode text.

    >>> text("name", "bone healing")
    []
    >>> print(*text("name", " "))
    name: is blank (write the text, or leave the field out where that is allowed)
    """
    if not isinstance(value, str):
        return instance(field, value, str)
    if not value or value.isspace():
        return [Fault(field, "is blank", "write the text, or leave the field out where that is allowed")]
    unfit = unfit_character(value)
    return [] if unfit is None else [Fault(field, f"holds {unfit}", "take the character out")]


def optional_text(field: str, value: object) -> list[Fault]:
    """The faults of a text that may be None."""
    return [] if value is None else text(field, value)


def texts(field: str, value: object) -> list[Fault]:
    """The faults of a tuple of texts, each of which must say something."""
    faults = tuple_of(field, value, str)
    if faults or not isinstance(value, tuple):
        return faults
    return [fault for place, item in enumerate(value) for fault in text(f"{field}[{place}]", item)]


def pattern(field: str, value: object, form: re.Pattern[str], example: str, *, optional: bool = True) -> list[Fault]:
    r"""The faults of a text that must have a form, and may be None unless ``optional`` is false.

    >>> print(*pattern("date", "May 2023", re.compile(r"\d{4}"), "'2023'"))
    date: 'May 2023' has the wrong form (write it as '2023')
    """
    if value is None and optional:
        return []
    faults = text(field, value)
    if faults or (isinstance(value, str) and form.fullmatch(value)):
        return faults
    return [Fault(field, f"{value!r:.100} has the wrong form", f"write it as {example}")]


def whole_number(field: str, value: object, *, least: int) -> list[Fault]:
    """The faults of a whole number that may not be smaller than ``least``.

    >>> print(*whole_number("year", True, least=1))
    year: is a bool, not an int
    """
    if type(value) is not int:
        return instance(field, value, int, exact=True)
    return [] if value >= least else [Fault(field, f"{value} is below {least}", f"give {least} or more")]


def instance(field: str, value: object, *kinds: type, exact: bool = False) -> list[Fault]:
    """The faults of a value that must be of one of ``kinds``.

    Args:
        field: the name of the field.
        value: what the field was given.
        kinds: the types it may have.
        exact: whether a subtype is refused too (a bool is an int, and no number).
    """
    if isinstance(value, kinds) and not (exact and type(value) not in kinds):
        return []
    wanted = " or ".join(with_article(kind) for kind in kinds)
    hint = ""
    for kind in kinds:
        if issubclass(kind, Enum):
            hint = "use one of " + ", ".join(repr(member.value) for member in kind)
    return [WrongType(field, f"is {with_article(type(value))}, not {wanted}", hint)]


def each(field: str, values: Iterable[object], *kinds: type, exact: bool = False) -> list[Fault]:
    """The faults of values each of which must be of one of ``kinds``."""
    return [
        fault
        for place, value in enumerate(values)
        for fault in instance(f"{field}[{place}]", value, *kinds, exact=exact)
    ]


def tuple_of(field: str, value: object, *kinds: type) -> list[Fault]:
    """The faults of a tuple whose items must be of one of ``kinds``, none of them twice.

    >>> print(*tuple_of("citations", [1], int))
    citations: is a list, not a tuple
    >>> print(*tuple_of("citations", (1, 1), int))
    citations[1]: repeats citations[0] (leave one of them out)
    """
    if not isinstance(value, tuple):
        return instance(field, value, tuple)
    if not value:
        return []
    faults = each(field, value, *kinds, exact=int in kinds)
    if not faults:
        first: dict[object, int] = {}
        for place, item in enumerate(value):
            if first.setdefault(item, place) != place:
                repeated = f"repeats {field}[{first[item]}]"
                faults.append(Fault(f"{field}[{place}]", repeated, "leave one of them out"))
    return faults


def unfit_character(value: str) -> str | None:
    r"""What stands in a string that no text may hold, in words; None if nothing does.

    >>> unfit_character("µg"), unfit_character("\x1b[2J")
    (None, 'the control character U+001B')
    """
    # What is printable throughout holds no control and no surrogate, and asking so is many times quicker.
    found = None if value.isprintable() else UNFIT.search(value)
    if found is None:
        return None
    if "\ud800" <= found[0] <= "\udfff":
        return "a lone surrogate, which is not Unicode text"
    return f"the control character {code_point(found[0])}"


def with_article(kind: type) -> str:
    """The name of a type as it stands in a sentence.

    >>> with_article(int), with_article(str)
    ('an int', 'a str')
    """
    return "None" if kind is type(None) else a_or_an(kind.__name__)


def a_or_an(noun: str) -> str:
    """A noun with its article.

    >>> a_or_an("outcome"), a_or_an("cell")
    ('an outcome', 'a cell')
    """
    return f"an {noun}" if noun[0] in "aeiouAEIOU" else f"a {noun}"
