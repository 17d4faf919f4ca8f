"""The record types, their parts and the enums: immutable, and checked when they are made.

Each module lists its public names in its ``__all__``; all of them can be imported from here. They are imported when
the first of them is used here: what finds names needs few of the modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteopharm.model.claims import *
    from osteopharm.model.companies import *
    from osteopharm.model.documents import *
    from osteopharm.model.entities import *
    from osteopharm.model.enums import *
    from osteopharm.model.identifiers import *
    from osteopharm.model.lookalikes import *
    from osteopharm.model.mechanisms import *
    from osteopharm.model.product_level import *
    from osteopharm.model.products import *
    from osteopharm.model.relations import *
    from osteopharm.model.sources import *
    from osteopharm.model.strengths import *
    from osteopharm.model.studies import *

_MODULES = (
    "claims",
    "companies",
    "documents",
    "entities",
    "enums",
    "identifiers",
    "lookalikes",
    "mechanisms",
    "product_level",
    "products",
    "relations",
    "sources",
    "strengths",
    "studies",
)


def _public() -> dict[str, object]:
    """The public names of all the modules, with what they name."""
    modules = [import_module(f"{__name__}.{each}") for each in _MODULES]
    return {name: getattr(module, name) for module in modules for name in module.__all__}


def __getattr__(name: str) -> object:
    public = _public()
    globals().update(public, __all__=sorted(public))
    if name not in globals():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = globals()[name]
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_public()})
