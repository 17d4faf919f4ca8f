"""The base classes of records: they check themselves, hash by id, print briefly and cannot be changed.

`Record` is for what has an id, `Part` for a value inside a record. A subclass annotates its fields; `_schema` compiles
the annotations, and everything else follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar, overload

from attrs import frozen

from osteopharm.errors import InvalidRecordError, MissingExtraError, Problem
from osteopharm.model._schema import Id, WrongType, problems_of, table_of

OwnerT = TypeVar("OwnerT")
ValueT = TypeVar("ValueT")


class Part:
    """A value inside a record, without an id of its own.

    A subclass is decorated with ``attrs.frozen(kw_only=True)`` and may define ``_cross_field_problems`` for what shows
    only when several fields are seen together. ``in_text`` names the fields that its text has, ``also_shown`` the
    properties that a card shows, with their labels.
    """

    __slots__ = ()

    is_record: ClassVar[bool] = False
    in_text: ClassVar[tuple[str, ...]] = ()
    also_shown: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "__str__" in cls.__dict__:
            _define(cls, "__repr__", Part.__repr__)

    def __attrs_post_init__(self) -> None:
        validate(self._title, problems_of(self), self._cross_field_problems)

    def _cross_field_problems(self) -> Iterable[Problem]:
        """What is wrong when the fields are seen together; each has the right type by then."""
        return ()

    def _title(self) -> str:
        """How errors refer to it."""
        return type(self).__name__

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as in the JSON files: links as ids, enums as values, defaults left out.

        >>> import osteopharm
        >>> osteopharm.load().drug_classes["bisphosphonates"].to_dict()["parents"]
        ['antiresorptive']
        """
        return table_of(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


@frozen(kw_only=True)
class Record(Part):
    """A record with an id, to which other records can refer.

    A subclass names its plural, and the seed file or folder that holds its records::

        @frozen(kw_only=True)
        class Company(Record, plural="companies", seeds="catalog/companies.toml"): ...
    """

    id: Id
    """The id: lower-case words joined by hyphens, unique across all records."""

    is_record: ClassVar[bool] = True
    plural: ClassVar[str] = ""
    seeds: ClassVar[str] = ""
    collection: ClassVar[str] = ""
    title_field: ClassVar[str] = "id"

    def __init_subclass__(cls, *, plural: str = "", seeds: str = "", collection: str = "", **more: Any) -> None:
        super().__init_subclass__(**more)
        if plural:  # attrs makes each class a second time to give it slots, then without these arguments
            cls.plural, cls.seeds, cls.collection = plural, seeds, collection or plural
        if "name" in cls.__annotations__:
            cls.title_field = "name"
        _define(cls, "__repr__", Record.__repr__, instead_of=Part.__repr__)
        _define(cls, "__hash__", Record.__hash__)

    def _title(self) -> str:
        return f"{type(self).__name__} {self.id!r:.100}"

    def __hash__(self) -> int:
        # Hashing the fields would walk through everything that the record links to.
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    def _repr_html_(self) -> str | None:
        return repr_html(self)


def _define(cls: type, name: str, method: Callable[..., Any], instead_of: object = None) -> None:
    # attrs writes its own __repr__ and __hash__ unless the class itself has one; an inherited one does not count.
    if cls.__dict__.get(name, instead_of) is instead_of:
        setattr(cls, name, method)


def validate(
    title: Callable[[], str],
    problems: list[Problem],
    cross_field: Callable[[], Iterable[Problem]] | None = None,
) -> None:
    """Raise one error with every problem; return when there is none.

    Args:
        title: what was being made, such as ``Concept 'bone-healing'``.
        problems: what is wrong with the fields, one by one.
        cross_field: finds what is wrong when the fields are seen together; not called when a type is wrong. A field
            that has a problem already is not reported again.

    Raises:
        InvalidRecordError: there is a problem.
    """
    if cross_field is not None and not any(isinstance(problem, WrongType) for problem in problems):
        reported = {_root(problem) for problem in problems}
        problems += [problem for problem in cross_field() if _root(problem) not in reported]
    if problems:
        raise InvalidRecordError(title(), problems)


def _root(problem: Problem) -> str:
    return problem.path.partition("[")[0].partition(".")[0]


def repr_html(self: object) -> str | None:
    """What a notebook shows; None where the extra ``html`` is missing, so that the notebook shows the plain text."""
    as_html = _notebook_view()
    return None if as_html is None else as_html(self)


@lru_cache(maxsize=1)
def _notebook_view() -> Callable[[object], str] | None:
    # The view registers itself as an entry point, so that records need not import it.
    from importlib.metadata import entry_points

    for view in entry_points(group="osteopharm.notebook"):
        with suppress(MissingExtraError):
            found: Callable[[object], str] = view.load()
            return found
    return None


class Immutable:
    """A base for classes that are not attrs classes and cannot be changed once they are made.

    A subclass has ``__slots__``: what has a ``__dict__`` can be changed through `vars`. A copy is the object itself.
    """

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed (tried to set {name!r})")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed (tried to delete {name!r})")


class computed(Generic[OwnerT, ValueT]):  # noqa: N801 - used like property
    """Like `functools.cached_property`, for a class with slots, one of which is ``_computed``, a dict.

    Every thread gets the same value, even if several compute it at once.

    Args:
        function: the method that computes the value.
    """

    def __init__(self, function: Callable[[OwnerT], ValueT]) -> None:
        self.function = function
        self.name = function.__name__
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, owner: None, _: type) -> Self: ...
    @overload
    def __get__(self, owner: OwnerT, _: type) -> ValueT: ...
    def __get__(self, owner: Any, _: type) -> Any:
        if owner is None:
            return self
        made = owner._computed  # noqa: SLF001 - a slot for this
        try:
            return made[self.name]
        except KeyError:
            return made.setdefault(self.name, self.function(owner))
