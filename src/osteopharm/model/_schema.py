"""The schema of a record class: what each of its fields must be, compiled once from the annotations.

A field is written once. Its annotation says what it must be (`str`, an enum, another record, ``tuple[X, ...]``,
``X | None``), the markers in ``Annotated`` add rules, and the docstring beneath it says what it means. Checks,
reading, writing, links, cards, the data dictionary and the JSON Schema all follow from what is compiled here.
This module knows no record type.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from inspect import get_annotations
from math import isfinite
from string import ascii_letters, digits
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, ClassVar, Protocol, Union, get_args, get_origin
from unicodedata import category

from attrs import NOTHING, Factory, fields, frozen, has

from osteopharm._sanitize import UNFIT, code_point
from osteopharm.errors import Problem

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""The form of an id: lower-case words and figures, joined by single hyphens."""

MAXIMUM_IDENTIFIER_LENGTH = 120

LARGEST_NUMBER = 2**53
"""Beyond this, not every whole number is exact in JSON and in data frames; no source has such a number."""

_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that have no form: fillers of Hangul, and the empty pattern of Braille."""
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"))
"""Categories of Unicode without a form of their own. What is not assigned yet may be a letter in a newer Unicode."""
_PLAIN = frozenset(ascii_letters + digits)
"""Characters that are seen and fit for any text."""

_NONE: tuple[Problem, ...] = ()
_ANYTHING: Mapping[str, Any] = MappingProxyType({})


@frozen
class WrongType(Problem):
    """A problem that keeps the cross-field checks from running: they expect values of the right type."""


class Rule(Protocol):
    """What a value of the right type must also fulfill; an instance goes into ``Annotated``."""

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The keywords of JSON Schema that say the same, as far as JSON Schema can."""
        ...

    def problems(self, path: str, value: Any) -> Iterable[Problem]:
        """What is wrong with a value of the right type."""
        ...


@frozen
class Pattern:
    r"""The form that a text must have.

    >>> print(*Pattern(r"\d{4}", "'2023'").problems("date", "May 2023"))
    date: 'May 2023' has the wrong form (write it as '2023')
    """

    regex: str
    example: str

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The same pattern, anchored at both ends."""
        return {"pattern": f"^(?:{self.regex})$"}

    def problems(self, path: str, value: str) -> Iterable[Problem]:
        """One problem unless the whole text has the form."""
        if re.fullmatch(self.regex, value, re.ASCII):
            return _NONE
        return (Problem(path, f"{value!r:.100} has the wrong form", f"write it as {self.example}"),)


@frozen
class CalendarDate:
    """A date in a form that begins with a year, in the calendar, of a year in which something could be printed.

    >>> print(*CalendarDate(Pattern(".*", "'2023'")).problems("date", "2023-02-31"))
    date: '2023-02-31' is not a day of the calendar (check the date)
    """

    form: Pattern

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The form alone: JSON Schema has no calendar."""
        return self.form.json_schema

    def problems(self, path: str, value: str) -> Iterable[Problem]:
        """One problem unless the text has the form and is in the calendar."""
        if found := tuple(self.form.problems(path, value)):
            return found
        from datetime import date  # bundled dates were checked when they were built

        year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
        try:
            date(year, month, day)
        except ValueError:
            return (Problem(path, f"{value!r:.100} is not a day of the calendar", "check the date"),)
        return YEARS.problems(path, year)


@frozen
class AtLeast:
    """The smallest value that a number may have.

    >>> print(*AtLeast(1).problems("year", 0))
    year: 0 is below 1 (give 1 or more)
    """

    least: int

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The keyword ``minimum``."""
        return {"minimum": self.least}

    def problems(self, path: str, value: float) -> Iterable[Problem]:
        """One problem if the number is smaller."""
        if value >= self.least:
            return _NONE
        return (Problem(path, f"{value} is below {self.least}", f"give {self.least} or more"),)


@frozen
class Between:
    """The range of a number, both ends included.

    >>> print(*Between(0, 100).problems("percentage", 120))
    percentage: 120 is not between 0 and 100 (check the number and its unit)
    """

    least: int
    most: int

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The keywords ``minimum`` and ``maximum``."""
        return {"minimum": self.least, "maximum": self.most}

    def problems(self, path: str, value: float) -> Iterable[Problem]:
        """One problem if the number is outside."""
        if self.least <= value <= self.most:
            return _NONE
        message = f"{value} is not between {self.least} and {self.most}"
        return (Problem(path, message, "check the number and its unit"),)


FIRST_YEAR, LAST_YEAR = 1450, 2100
"""The first and the last year in which something can have been printed."""
YEARS = Between(FIRST_YEAR, LAST_YEAR)


@frozen
class Positive:
    """A number above zero.

    >>> print(*Positive().problems("value", 0))
    value: 0 is not above 0 (give the amount that the source gives)
    """

    json_schema: ClassVar[Mapping[str, Any]] = MappingProxyType({"exclusiveMinimum": 0})

    def problems(self, path: str, value: float) -> Iterable[Problem]:
        """One problem unless the number is above zero."""
        if value > 0:
            return _NONE
        return (Problem(path, f"{value} is not above 0", "give the amount that the source gives"),)


@frozen
class Items:
    """The fewest items that a tuple may have, and what to do when there are fewer.

    >>> print(*Items(1, "name the source").problems("sources", ()))
    sources: is empty (name the source)
    """

    least: int
    hint: str

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The keyword ``minItems``."""
        return {"minItems": self.least}

    def problems(self, path: str, value: tuple[Any, ...]) -> Iterable[Problem]:
        """One problem if there are fewer items."""
        if len(value) >= self.least:
            return _NONE
        return (Problem(path, f"has fewer than {self.least}" if value else "is empty", self.hint),)


@frozen
class _IdForm:
    json_schema: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {"pattern": f"^(?:{IDENTIFIER.pattern})$", "maxLength": MAXIMUM_IDENTIFIER_LENGTH}
    )

    def problems(self, path: str, value: str) -> Iterable[Problem]:
        if len(value) > MAXIMUM_IDENTIFIER_LENGTH:
            return (Problem(path, f"is longer than {MAXIMUM_IDENTIFIER_LENGTH} characters", "shorten the id"),)
        if IDENTIFIER.fullmatch(value):
            return _NONE
        hint = "use lower-case words and figures joined by hyphens, such as 'bone-healing'"
        return (Problem(path, f"{value!r} is not an id", hint),)


@frozen
class Label:
    """The words beside a field on a card, where they are not its name."""

    text: str


@frozen
class Unlisted:
    """Marks a field that cards do not show, because its record shows it in another way."""


@frozen
class Pinned:
    """Marks a field that files must give although Python computes it when it is left out."""

    hint: str


Doi = Annotated[str, Pattern(r"10\.[0-9]{4,9}/[!-~]+", "'10.1002/jbmr.3735'")]
"""A digital object identifier."""
Year = Annotated[int, YEARS]
"""The year of a publication."""
Id = Annotated[str, _IdForm()]
"""The id of a record."""
PositiveInt = Annotated[int, AtLeast(1)]
"""A whole number of at least 1."""
Count = Annotated[int, AtLeast(0)]
"""A whole number of at least 0."""


# The forms of values. They are distinguished with ``match`` by what reads, writes and shows them.


@frozen
class Scalar:
    """A text, a number or a truth value, with its rules; nothing is coerced, and a bool is not a number."""

    type: type
    rules: tuple[Rule, ...] = ()

    @property
    def types(self) -> tuple[builtins.type, ...]:
        """The types of Python that it accepts."""
        return (int, float) if self.type is float else (self.type,)

    def problems(self, path: str, value: object) -> Iterable[Problem]:
        """What is wrong with a value."""
        if self.type is str and isinstance(value, str):
            # Most texts are printable and begin with a letter or figure, and this is many times faster to find out.
            if not (value.isprintable() and value[:1] in _PLAIN) and (found := _text_problem(path, str(value))):
                return (found,)
        elif type(value) not in self.types:
            return (wrong_type(path, value, self.types),)
        elif type(value) is float and not isfinite(value):
            return (WrongType(path, f"{value} is not a finite number", "give the number that the source gives"),)
        elif type(value) is int and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
            return (WrongType(path, f"is beyond {LARGEST_NUMBER:,}", "give the number that the source gives"),)
        if self.rules:
            return [problem for rule in self.rules for problem in rule.problems(path, value)]
        return _NONE


@frozen
class Choice:
    """A member of a closed enum; files hold its value."""

    enum: type[StrEnum]

    @property
    def values(self) -> list[str]:
        """The values of the enum."""
        return [member.value for member in self.enum]

    @property
    def types(self) -> tuple[type, ...]:
        """The enum."""
        return (self.enum,)

    def problems(self, path: str, value: object) -> Iterable[Problem]:
        """What is wrong with a value."""
        return _NONE if type(value) is self.enum else (wrong_type(path, value, self.types),)


@frozen
class Link:
    """A reference to another record, of one of several types; files hold its id."""

    types: tuple[type, ...]

    def problems(self, path: str, value: object) -> Iterable[Problem]:
        """What is wrong with a value."""
        return _NONE if isinstance(value, self.types) else (wrong_type(path, value, self.types),)


@frozen
class Nested:
    """A value without an id of its own, held by a record; files hold it as a table."""

    type: type

    @property
    def types(self) -> tuple[builtins.type, ...]:
        """The class of the value."""
        return (self.type,)

    def problems(self, path: str, value: object) -> Iterable[Problem]:
        """What is wrong with a value: a nested value has already checked itself."""
        return _NONE if isinstance(value, self.type) else (wrong_type(path, value, self.types),)


@frozen
class Many:
    """A tuple of values of one form, none of them twice."""

    item: Form
    rules: tuple[Rule, ...] = ()

    types: ClassVar[tuple[type, ...]] = (tuple,)

    @property
    def least(self) -> int:
        """The fewest items that it may have."""
        return max((rule.least for rule in self.rules if isinstance(rule, Items)), default=0)

    def problems(self, path: str, value: object) -> Iterable[Problem]:
        """What is wrong with a value."""
        if not isinstance(value, tuple):
            return (wrong_type(path, value, self.types),)
        found = [
            problem for place, item in enumerate(value) for problem in self.item.problems(f"{path}[{place}]", item)
        ]
        return found or self.own_problems(path, value)

    def own_problems(self, path: str, value: tuple[Any, ...]) -> Iterable[Problem]:
        """What is wrong with a tuple whose items are right: one is repeated, or there are too few."""
        found = [problem for rule in self.rules for problem in rule.problems(path, value)]
        if len(value) > 1:
            first: dict[object, int] = {}
            for place, item in enumerate(value):
                if first.setdefault(item, place) != place:
                    message = f"repeats the entry at [{first[item]}]"
                    found.append(Problem(f"{path}[{place}]", message, "leave one of them out"))
        return found


@frozen
class OneOf:
    """A value of one of several forms, which differ in their types."""

    options: tuple[Form, ...]

    @property
    def types(self) -> tuple[type, ...]:
        """The types of all options."""
        return tuple(type for option in self.options for type in option.types)

    def option_of(self, value: object) -> Form | None:
        """The option to whose types a value belongs, or None."""
        return next((option for option in self.options if isinstance(value, option.types)), None)

    def option_in_file(self, value: object) -> Form:
        """The option that a value in a file is for: the enum that has it, or the table with the most keys of its."""
        if isinstance(value, dict):
            tables = [option for option in self.options if isinstance(option, Nested)] or self.options
            return max(tables, key=lambda option: len(value.keys() & _names(option)))
        choices = (option for option in self.options if isinstance(option, Choice) and value in option.values)
        return next(choices, self.options[-1])

    def problems(self, path: str, value: object) -> Iterable[Problem]:
        """What is wrong with a value."""
        option = self.option_of(value)
        return (wrong_type(path, value, self.types),) if option is None else option.problems(path, value)


Form = Scalar | Choice | Link | Nested | Many | OneOf
"""What a value must be."""


@frozen
class Field:
    """A field of a record, compiled from its annotation."""

    name: str
    form: Form
    optional: bool
    default: Any
    label: str
    is_listed: bool
    pinned: Pinned | None

    @property
    def is_required(self) -> bool:
        """Whether Python needs a value for it."""
        return self.default is NOTHING

    @property
    def in_files(self) -> bool:
        """Whether files must give it."""
        return self.is_required or self.pinned is not None

    @property
    def is_computed(self) -> bool:
        """Whether it is computed from the other fields when it is left out."""
        return isinstance(self.default, Factory)  # type: ignore[arg-type]  # attrs types Factory as a function

    def problems(self, value: object) -> Iterable[Problem]:
        """What is wrong with a value of this field."""
        return _NONE if value is None and self.optional else self.form.problems(self.name, value)

    def default_for(self, record: object) -> Any:
        """The value that it has when none is given, for a record whose other fields are set."""
        return self.default.factory(record) if self.is_computed else self.default


def schema_of(cls: type) -> tuple[Field, ...]:
    """The fields of a record class or nested value, in the order of the class."""
    return _compiled(cls)


@cache
def _compiled(cls: Any) -> tuple[Field, ...]:
    hints: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        # `typing.get_type_hints` takes several times as long for the same.
        hints |= get_annotations(base, eval_str=True)
    return tuple(_field(each.name, hints[each.name], each.default) for each in fields(cls) if each.init)


def _field(name: str, annotation: Any, default: Any) -> Field:
    markers: list[Any] = []
    if get_origin(annotation) is Annotated:
        annotation, *markers = get_args(annotation)
    parts = _union(annotation)
    optional = NoneType in parts
    if optional:
        kept = tuple(part for part in parts if part is not NoneType)
        annotation = kept[0] if len(kept) == 1 else Union[kept]  # noqa: UP007 - made at run time
        if get_origin(annotation) is Annotated:
            annotation, *inner = get_args(annotation)
            markers += inner
    rules = tuple(marker for marker in markers if hasattr(marker, "problems"))
    return Field(
        name=name,
        form=_form(annotation, rules),
        optional=optional,
        default=default,
        label=next((each.text for each in markers if isinstance(each, Label)), name.replace("_", " ")),
        is_listed=not any(isinstance(each, Unlisted) for each in markers),
        pinned=next((each for each in markers if isinstance(each, Pinned)), None),
    )


def form_of(annotation: Any) -> Form:
    """The form that an annotation asks for; ``None`` among its options is left out.

    >>> form_of(tuple[int, ...])
    Many(item=Scalar(type=<class 'int'>, rules=()), rules=())
    """
    return _field("", annotation, NOTHING).form


def _union(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _form(annotation: Any, rules: tuple[Rule, ...]) -> Form:
    if get_origin(annotation) is tuple:
        return Many(form_of(get_args(annotation)[0]), rules)
    parts = _union(annotation)
    links = tuple(part for part in parts if is_record(part))
    if len(parts) > 1 and len(links) < len(parts):
        options = [form_of(part) for part in parts if part not in links]
        return OneOf((*options, Link(links)) if links else tuple(options))
    if links:
        return Link(links)
    if has(annotation):
        return Nested(annotation)
    if annotation in (str, int, float, bool):
        return Scalar(annotation, rules)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Choice(annotation)
    raise TypeError(f"no form is known for the annotation {annotation!r}")


def is_record(cls: Any) -> bool:
    """Whether a class is a record type, which others refer to by id."""
    return isinstance(cls, type) and bool(getattr(cls, "is_record", False))


@cache
def _names(option: Form) -> frozenset[str]:
    return frozenset(field.name for field in schema_of(option.type)) if isinstance(option, Nested) else frozenset()


def problems_of(record: object) -> list[Problem]:
    """What is wrong with the fields of a record, one by one."""
    found: list[Problem] = []
    for field in schema_of(type(record)):
        found += field.problems(getattr(record, field.name))
    return found


def links_of(record: object) -> Iterator[tuple[str, Any]]:
    """The records to which a record or nested value refers, each with the path of the reference."""
    for field in linked_fields(type(record)):
        yield from _links(field.form, field.name, getattr(record, field.name))


def _linked_fields(cls: type) -> tuple[Field, ...]:
    return tuple(field for field in schema_of(cls) if leads_to_records(field.form))


def _pinned_fields(cls: type) -> tuple[tuple[str, Pinned], ...]:
    return tuple((field.name, field.pinned) for field in schema_of(cls) if field.pinned is not None)


# Type checkers do not see that a class with its own __hash__ may be a key of a cache, so they get the types.
linked_fields: Callable[[type], tuple[Field, ...]] = cache(_linked_fields)
"""The fields of a class that can lead to records. By class, since a form takes long to hash."""

pinned_fields: Callable[[type], tuple[tuple[str, Pinned], ...]] = cache(_pinned_fields)
"""The names of the fields of a class that files must give, though Python does without."""


def _links(form: Form, path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if value is None:
        return
    match form:
        case Link():
            yield path, value
        case Nested():
            yield from ((f"{path}.{inner}", record) for inner, record in links_of(value))
        case Many():
            for place, item in enumerate(value):
                yield from _links(form.item, f"{path}[{place}]", item)
        case OneOf():  # pragma: no branch - the other forms lead to no record
            option = form.option_of(value)
            if option is not None and leads_to_records(option):
                yield from _links(option, path, value)


@cache
def leads_to_records(form: Form) -> bool:
    """Whether a value of a form can refer to a record, itself or in a nested value."""
    match form:
        case Link():
            return True
        case Nested():
            return any(leads_to_records(field.form) for field in schema_of(form.type))
        case Many():
            return leads_to_records(form.item)
        case OneOf():
            return any(map(leads_to_records, form.options))
        case _:
            return False


def table_of(record: object) -> dict[str, Any]:
    """A record as plain data: links as ids, enums as values, tuples as lists; defaults are left out."""
    table: dict[str, Any] = {}
    for field in schema_of(type(record)):
        value = getattr(record, field.name)
        if field.in_files or value != field.default_for(record):
            table[field.name] = _plain(field.form, value)
    return table


def _plain(form: Form, value: Any) -> Any:
    match form:
        case Scalar():  # as most are
            return value
        case Link():
            return value.id
        case Nested():
            return table_of(value)
        case Choice():
            return value.value
        case Many():
            return [_plain(form.item, item) for item in value]
        case OneOf():  # pragma: no branch - there is no other form
            option = form.option_of(value)
            assert option is not None  # noqa: S101 - the value has been checked
            return _plain(option, value)


def wrong_type(path: str, value: object, types: Iterable[type]) -> WrongType:
    """The problem of a value that has none of the types.

    >>> print(wrong_type("year", "2020", [int]))
    year: is a str, not an int
    """
    known = tuple(types)
    wanted = " or ".join(with_article(each) for each in known)
    hint = ""
    for each in known:
        if issubclass(each, StrEnum):
            hint = "use one of " + ", ".join(repr(member.value) for member in each)
    return WrongType(path, f"is {with_article(type(value))}, not {wanted}", hint)


def _text_problem(path: str, value: str) -> Problem | None:
    unfit = unfit_character(value)
    if unfit is not None:
        return Problem(path, f"contains {unfit}", "remove the character")
    if not has_visible(value):
        return Problem(path, "is blank", "write the text, or leave the field out where that is allowed")
    return None


def has_visible(value: str) -> bool:
    r"""Whether a text has a character that can be seen: a letter, a figure or a sign.

    >>> has_visible("\u200b\u3164"), has_visible("\u200ba")
    (False, True)
    """
    return any(category(letter) not in _INVISIBLE and letter not in _UNSEEN for letter in value)


def unfit_character(value: str) -> str | None:
    r"""The first character that no text may contain, in words; None if there is none.

    >>> unfit_character("µg"), unfit_character("\x1b[2J")
    (None, 'the control character U+001B')
    """
    # A printable text contains no control character and no surrogate, and this is many times faster to find out.
    found = None if value.isprintable() else UNFIT.search(value)
    if found is None:
        return None
    if "\ud800" <= found[0] <= "\udfff":
        return "a lone surrogate, which is not Unicode text"
    return f"the control character {code_point(found[0])}"


def with_article(kind: type) -> str:
    """The name of a type in a sentence.

    >>> with_article(int), with_article(str)
    ('an int', 'a str')
    """
    return "None" if kind is NoneType else a_or_an(kind.__name__)


def a_or_an(word: str) -> str:
    """A word with its article.

    >>> a_or_an("outcome"), a_or_an("cell")
    ('an outcome', 'a cell')
    """
    return f"an {word}" if word[0] in "aeiouAEIOU" else f"a {word}"
