"""Reading and writing compendia: seeds that people edit, JSON that ships.

Everything is checked and nothing is coerced: a fault anywhere raises one `DataError` that lists all of them.
What reads and writes comes in when it is used: the file that ships does without most of it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Lock
from typing import Any

from osteopharm.compendium import Compendium
from osteopharm.io import bundled
from osteopharm.model.kinds import LISTED_KINDS, quotes_document

__all__ = ["dump_json", "load", "load_json", "read_seeds"]

BUNDLED = Path(__file__).parent.parent / "data" / "compendium.json"

_loaded: list[Compendium] = []
_lock = Lock()


def load() -> Compendium:
    """The compendium that ships with the library. Read once; every call gives the same object, in any thread.

    Raises:
        DataError: the installed data are damaged.

    >>> import osteopharm
    >>> osteopharm.load() is osteopharm.load()
    True
    """
    if not _loaded:
        with _lock:
            if not _loaded:
                _loaded.append(_bundled())
    return _loaded[0]


def _bundled() -> Compendium:
    data = BUNDLED.read_bytes() if BUNDLED.is_file() else b""
    return bundled.assemble(json.loads(data)) if bundled.has_valid_checksum(data) else load_json(BUNDLED)


def load_json(path: str | os.PathLike[str]) -> Compendium:
    """The compendium in a JSON file that `dump_json` wrote.

    Args:
        path: the file; at most 64 MiB.

    Raises:
        DataError: the file cannot be read, or is not a sound compendium; lists every problem.

    >>> from tempfile import TemporaryDirectory
    >>> import osteopharm
    >>> with TemporaryDirectory() as folder:
    ...     osteopharm.dump_json(osteopharm.load(), f"{folder}/mine.json")
    ...     osteopharm.load_json(f"{folder}/mine.json") == osteopharm.load()
    True
    """
    from osteopharm.io.build import link
    from osteopharm.io.files import ProblemCollector, read_json
    from osteopharm.io.seeds import from_json

    finds = ProblemCollector()
    path = Path(path)
    data = read_json(path, finds)
    records = [] if data is None else from_json(data, path.name, finds)
    return link(records, None, finds)


def read_seeds(path: str | os.PathLike[str], extend: Compendium | None = None) -> Compendium:
    """The compendium of a seed folder, by itself or together with another compendium.

    Args:
        path: the folder: ``catalog/``, ``literature/`` and a folder for each document. Each file has at most 4 MiB.
        onto: a compendium whose records the folder may link to; the result holds them too.

    Raises:
        DataError: something in the folder is wrong; lists every problem with file, place and cure.

    >>> import osteopharm
    >>> try:
    ...     osteopharm.read_seeds("no-such-folder", extend=osteopharm.load())
    ... except osteopharm.DataError as error:
    ...     print(error)
    1 problem:
    no-such-folder: $: is not a folder
        hint: give the folder that holds the seeds
    """
    from osteopharm.io.build import link
    from osteopharm.io.files import ProblemCollector
    from osteopharm.io.seeds import from_folder

    finds = ProblemCollector()
    return link(from_folder(Path(path), finds), extend, finds)


def dump_json(compendium: Compendium, path: str | os.PathLike[str]) -> None:
    """Write a compendium as canonical JSON: the same records always give the same bytes.

    Args:
        compendium: what to write.
        path: the file; it is replaced as a whole, or left as it is when writing fails.

    Raises:
        OSError: the file cannot be written.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import osteopharm
    >>> with TemporaryDirectory() as folder:
    ...     osteopharm.dump_json(osteopharm.load(), Path(folder, "mine.json"))
    ...     Path(folder, "mine.json").stat().st_size > 40_000
    True
    """
    from osteopharm.io.files import write_text

    write_text(Path(path), json_text(compendium))


def json_text(compendium: Compendium) -> str:
    """The canonical JSON of a compendium, with its seal, ending in a line feed."""
    from osteopharm.io.seeds import FORMAT, FORMAT_VERSION
    from osteopharm.io.structure import unstructure

    data: dict[str, Any] = {"format": FORMAT, "version": FORMAT_VERSION, "documents": []}
    records = compendium.records
    for document in records.documents:
        table = unstructure("documents", document)
        for kind in ("disclosures", "claims"):
            table[kind] = [unstructure(kind, record) for record in records.quoting(document, kind)]
        data["documents"].append(table)
    for kind in LISTED_KINDS:
        data[kind] = [unstructure(kind, record) for record in records.of(kind) if not quotes_document(record)]
    return bundled.with_checksum(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
