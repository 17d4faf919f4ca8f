"""Time on treatment: from rows of dispensings to episodes, on the engine that the table is on. Behind ``frames``.

What a row covers follows from its product's label, product by product; episodes, status at an event, switches and
coverage follow from that. Only distinct values come to Python; all else is done by the engine, in window functions.
No engine is imported here: a table brings its own.
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("narwhals") is None:
    raise MissingExtraError("frames")

from osteopharm.exposure._supply import ExcludedRowsWarning
from osteopharm.exposure.coverage import coverage
from osteopharm.exposure.days_covered import add_days_covered
from osteopharm.exposure.diagnosis import Diagnosis, Problem, account, diagnose
from osteopharm.exposure.episodes import episodes
from osteopharm.exposure.late import late_doses
from osteopharm.exposure.sensitivity import sensitivity
from osteopharm.exposure.sequences import sequences, switches
from osteopharm.exposure.status import status_at

__all__ = [
    "Diagnosis",
    "ExcludedRowsWarning",
    "Problem",
    "account",
    "add_days_covered",
    "coverage",
    "diagnose",
    "episodes",
    "late_doses",
    "sensitivity",
    "sequences",
    "status_at",
    "switches",
]
