"""From a text to medications: product strings, names, brands and codes, and mentions in running text.

Its names are imported when they are used: what finds names needs none of what reads codes.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteopharm.names.codes import *
    from osteopharm.names.identification import *
    from osteopharm.names.mention import *
    from osteopharm.names.suggestions import *

_HOME_OF = {
    "CodeMatch": "codes",
    "Identification": "identification",
    "Mention": "mention",
    "Suggestion": "suggestions",
}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
