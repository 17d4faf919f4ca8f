"""What a test needs and may be absent: engines, Spark, a browser, validators of exports, protocols of language models.

Where a part is absent the test is skipped with the reason. OSTEOPHARM_REQUIRE names the parts, separated by commas,
for which that is a failure instead: `agents`, `browser`, `engines`, `medspacy`, `spark`, `validators`.
"""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest


def missing(part: str, what: str) -> NoReturn:
    """Skip the test, or fail if the part is required here."""
    if part in os.environ.get("OSTEOPHARM_REQUIRE", "").split(","):
        pytest.fail(f"{what} is missing, and {part} is required here", pytrace=False)
    pytest.skip(f"{what} is missing", allow_module_level=True)


def module(part: str, name: str) -> Any:
    """A module that belongs to a part."""
    if find_spec(name.partition(".")[0]) is None:
        missing(part, name)
    return import_module(name)


def node_module(name: str) -> Path:
    """The folder of a package of npm, below the folder that OSTEOPHARM_NODE names."""
    home = os.environ.get("OSTEOPHARM_NODE")
    folder = Path(home or ".") / "node_modules" / name
    if home is None or shutil.which("node") is None or not folder.is_dir():
        missing("validators", f"node with {name}")
    return folder


def require_spark() -> None:
    """Skip the test, or fail, if Spark cannot run.

    Whatever starts the session, there is no Python for its workers: the library must not need one.
    """
    os.environ["PYSPARK_PYTHON"] = "/no/python/is/here"
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    if shutil.which("java") is None:
        missing("spark", "java")
    module("spark", "pyspark")
