"""The base classes of records: they check themselves, hash by id, print briefly and cannot be changed.

`Record` is for what has an id, `Part` for a value inside a record. A subclass annotates its fields; `_schema` compiles
the annotations, and everything else follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from attrs import frozen

from osteopharm.errors import InvalidRecordError, Problem
from osteopharm.model._immutable import repr_html
from osteopharm.model._schema import Id, WrongType, problems_of, table_of


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
