"""Writing an export to a path: one file, or a folder of several; as a whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from osteopharm.compendium import Compendium
from osteopharm.errors import DataError, Problem, UnknownValueError
from osteopharm.export.annotations import web_annotations
from osteopharm.export.fhir import fhir_bundle
from osteopharm.export.kgx import kgx_jsonl, kgx_tsv
from osteopharm.export.packaging import data_package
from osteopharm.export.rdf import rdf_turtle
from osteopharm.export.sqlite import sqlite_database
from osteopharm.export.sssom import sssom_tsv
from osteopharm.export.typescript import typescript_declaration
from osteopharm.io.files import write_bytes
from osteopharm.io.json_schema import json_schema

__all__ = ["write_export"]

Content = str | bytes | Mapping[str, str | bytes]
"""What a file has, or what each file of a folder has."""


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[Compendium], Content]] = {
    "fhir": lambda compendium: _json(fhir_bundle(compendium)),
    "fhir-r4b": lambda compendium: _json(fhir_bundle(compendium, "R4B")),
    "sssom": sssom_tsv,
    "kgx": kgx_jsonl,
    "kgx-tsv": kgx_tsv,
    "rdf": rdf_turtle,
    "web-annotations": lambda compendium: _json(web_annotations(compendium)),
    "sqlite": sqlite_database,
    "data-package": data_package,
    "data-package-parquet": partial(data_package, tables="parquet"),
    "json-schema": lambda _: _json(json_schema()),
    "typescript": lambda _: typescript_declaration(),
}
"""The formats by name, each with what makes the content of its file, or of the files of its folder.

>>> [*FORMATS][:4]
['fhir', 'fhir-r4b', 'sssom', 'kgx']
"""


def write_export(compendium: Compendium, format: str, path: str | os.PathLike[str]) -> int:
    """Write a compendium in a format: the same records give the same bytes.

    Args:
        compendium: the records.
        format: one of the formats of the command ``osteopharm export``, such as ``"kgx"`` or ``"sqlite"``.
        path: the file; for formats of several files, a folder, which is made. A folder that is there is replaced if it
            has nothing but files that the format writes.

    Returns:
        The number of files.

    Raises:
        UnknownValueError: there is no such format.
        MissingExtraError: the format needs an extra that is not installed.
        DataError: the folder has files of somebody else.
        OSError: the path cannot be written.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import osteopharm
    >>> with TemporaryDirectory() as folder:
    ...     write_export(osteopharm.Compendium(), "kgx", Path(folder, "graph"))
    2
    """
    if format not in FORMATS:
        raise UnknownValueError("format", format, FORMATS)
    content = FORMATS[format](compendium)
    target = Path(path)
    if not isinstance(content, Mapping):
        write_bytes(target, _bytes(content))
        return 1
    try:
        _write_folder(target, {name: _bytes(each) for name, each in content.items()})
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
    return len(content)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a folder beside it, and put it in its place when all are there."""
    target = path.resolve()
    foreign = sorted({each.name for each in target.iterdir()} - files.keys()) if target.exists() else []
    if foreign:
        message = f"has files that are not of this format, such as {foreign[0]!r:.100}"
        raise DataError([Problem("$", message, "give a new folder, or an empty one", str(path))])
    new, old = (target.with_name(f".{target.name}.{os.getpid()}.{name}") for name in ("partial", "old"))
    try:
        new.mkdir()
        for name, data in files.items():
            (new / name).write_bytes(data)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    finally:
        for each in (new, old):
            shutil.rmtree(each, ignore_errors=True)
