"""Pictures of what studies found. Behind the extra ``plot``, which brings matplotlib.

Draws the figures that claims hold, and reckons none of its own: no weight, no pooled estimate.
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("matplotlib") is None:
    raise MissingExtraError("plot")

from osteopharm.plots.forest import forest_plot, save_forest_plot

__all__ = ["forest_plot", "save_forest_plot"]
