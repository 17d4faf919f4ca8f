"""Tables of any size, on the engine they already live on. Behind the extra ``frames``.

Only the distinct values of one column are brought to Python and identified there; the engine joins what was found.
So the cost grows with the distinct values and not with the rows, and nothing but them crosses from a cluster.
No engine is imported here: a table brings its own.
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("narwhals") is None:
    raise MissingExtraError("frames")

from osteopharm.frames.annotating import annotate, annotate_codes, annotate_long

__all__ = ["annotate", "annotate_codes", "annotate_long"]
