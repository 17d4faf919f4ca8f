"""Annotates data frames of any size, on their own engine. Needs the extra ``frames``.

Only the distinct values of one column are collected and identified in Python; the engine joins the results. The cost
grows with the number of distinct values, not with the rows. No engine is imported here.
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("narwhals") is None:
    raise MissingExtraError("frames")

from osteopharm.frames.annotating import annotate, annotate_codes, annotate_long

__all__ = ["annotate", "annotate_codes", "annotate_long"]
