"""The docstrings below fields and enum members, which exist in the source only.

The data dictionary, the JSON Schema and the documentation read them; nothing else imports this module.
"""

from __future__ import annotations

import ast
import inspect
from enum import StrEnum
from functools import cache
from textwrap import dedent


def summary(cls: type) -> str:
    """The first line of the docstring of a class.

    >>> from osteopharm.model import Overlap
    >>> summary(Overlap)
    'Publications that share trials or patients, and so must not be counted twice.'
    """
    return (inspect.getdoc(cls) or "").partition("\n")[0]


@cache
def field_descriptions(cls: type) -> dict[str, str]:
    """The description of each field of a record class, its base classes included.

    >>> from osteopharm.model import Quantity
    >>> field_descriptions(Quantity)["unit"]
    'The unit, or what is counted.'
    """
    found: dict[str, str] = {}
    for each in reversed(cls.__mro__):
        if each.__module__.startswith("osteopharm."):
            found |= _descriptions(each)
    return found


def value_descriptions(enum: type[StrEnum]) -> dict[str, str]:
    """The description of each value of an enum.

    >>> from osteopharm.model import Bound
    >>> value_descriptions(Bound)["at-least"]
    'That much or more.'
    """
    described = _descriptions(enum)
    return {member.value: described.get(member.name, "") for member in enum}


@cache
def _descriptions(cls: type) -> dict[str, str]:
    (tree,) = ast.parse(dedent(inspect.getsource(cls))).body
    found: dict[str, str] = {}
    name = ""
    for node in getattr(tree, "body", ()):
        match node:
            case ast.AnnAssign(target=ast.Name(id=field)) | ast.Assign(targets=[ast.Name(id=field)]):
                name = field
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[name] = " ".join(inspect.cleandoc(text).split())
                name = ""
            case _:
                name = ""
    return found
