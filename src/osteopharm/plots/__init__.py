"""Pictures of what studies found and of who was treated when. Behind the extra ``plot``, which brings matplotlib.

Draws the figures that claims hold, and computes none of its own: no weight, no pooled estimate. The swimmer plot of
episodes needs the extra ``frames`` too.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from osteopharm.errors import MissingExtraError

if find_spec("matplotlib") is None:
    raise MissingExtraError("plot")

from osteopharm.plots.forest import forest_plot, save_forest_plot

if TYPE_CHECKING:
    from osteopharm.plots.swimmer import swimmer_plot

__all__ = ["forest_plot", "save_forest_plot", "swimmer_plot"]


def __getattr__(name: str) -> Any:
    """The swimmer plot when it is first asked for: forest plots need no table."""
    if name != "swimmer_plot":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from osteopharm.plots.swimmer import swimmer_plot

    return swimmer_plot
