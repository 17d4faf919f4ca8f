"""Reading and writing compendia: seeds that people edit, JSON that ships.

Everything is checked and nothing is coerced: if anything is wrong, one `DataError` lists every problem.
The modules that check are imported when they are used: the bundled file does not need them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Lock
from typing import Any

from osteopharm.compendium import Compendium
from osteopharm.errors import DataError, Problem
from osteopharm.io import bundled
from osteopharm.io.bundled import FORMAT, FORMAT_VERSION
from osteopharm.model.kinds import KINDS

__all__ = ["dump_json", "load", "load_json", "read_seeds"]

LEXICON = "lexicon.jsonl"
"""The name of the file with the prepared lexicon, beside the bundled compendium."""
BUNDLED = Path(__file__).parent.parent / "data" / "compendium.json"

_loaded: list[Compendium] = []
_lock = Lock()


def load() -> Compendium:
    """The bundled compendium. Every call returns the same object, in any thread; it is read as far as it is used.

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
    if not BUNDLED.is_file():
        raise _damaged("is not a file")
    data = BUNDLED.read_bytes()
    if not bundled.has_valid_checksum(data):
        raise _damaged("does not have the checksum that it was built with: the installed data were changed")
    compendium = Compendium._of_checked(bundled.BundledRecords(data))  # noqa: SLF001 - the bundled data are checked
    prepared = bundled.PreparedFile(BUNDLED.with_name(LEXICON), bundled.checksum_of(data))
    compendium._computed["_prepared"] = prepared  # noqa: SLF001 - it is made of these data
    return compendium


def write_lexicon(compendium: Compendium, path: Path) -> None:
    """Write the prepared lexicon of a compendium beside the file in which it was written."""
    from osteopharm.io.files import write_text
    from osteopharm.names.prepared import prepared_text

    checksum = bundled.checksum_of(path.read_bytes())
    write_text(path.with_name(LEXICON), prepared_text(compendium._lexicon, checksum))  # noqa: SLF001 - it has no other


def _damaged(message: str) -> DataError:
    hint = "install osteopharm again; in a checkout, build the file from the seeds"
    return DataError([Problem("$", message, hint, BUNDLED.name)])


def load_json(path: str | os.PathLike[str]) -> Compendium:
    """The compendium in a JSON file that `dump_json` wrote.

    Args:
        path: the file; at most 64 MiB.

    Raises:
        DataError: the file cannot be read, or something in it is wrong, such as a checksum that is not that of the
            rest; lists every problem.
        InvalidArgumentError: ``path`` is not a path.

    >>> from tempfile import TemporaryDirectory
    >>> import osteopharm
    >>> mine = osteopharm.Compendium(sources=[osteopharm.load().sources["mesh-2025-07"]])
    >>> with TemporaryDirectory() as folder:
    ...     osteopharm.dump_json(mine, f"{folder}/mine.json")
    ...     osteopharm.load_json(f"{folder}/mine.json") == mine
    True
    """
    from osteopharm._files import ProblemCollector, path_of, read_text
    from osteopharm.io.build import build
    from osteopharm.io.files import MAXIMUM_JSON_FILE, parse_json
    from osteopharm.io.seeds import from_json

    problems = ProblemCollector()
    path = path_of(path)
    text = read_text(path, path.name, MAXIMUM_JSON_FILE, problems)
    data = None if text is None else parse_json(text, path.name, problems)
    if data is not None and "checksum" in data and not bundled.has_valid_checksum(str(text).encode()):
        hint = "get the file again; if it was edited on purpose, leave the key out"
        problems.add(path.name, "$.checksum", "is not the checksum of the rest of the file", hint)
    return build([] if data is None else from_json(data, path.name, problems), None, problems)


def read_seeds(path: str | os.PathLike[str], extend: Compendium | None = None) -> Compendium:
    """The compendium of a seed folder, by itself or together with the records of another compendium.

    Args:
        path: the folder, with ``catalog/``, ``studies/``, ``mechanisms/`` and a folder for each document. No file may
            have more than 4 MiB.
        extend: a compendium whose records the folder may link to; the result contains them too.

    Raises:
        DataError: something in the folder is wrong; lists every problem with its file, place and hint.
        InvalidArgumentError: ``path`` is not a path.

    >>> import osteopharm
    >>> try:
    ...     osteopharm.read_seeds("no-such-folder", extend=osteopharm.load())
    ... except osteopharm.DataError as error:
    ...     print(error)
    1 problem:
    no-such-folder: is not a folder
        hint: give the folder that contains the seeds
    """
    from osteopharm._files import ProblemCollector, path_of
    from osteopharm.io.build import build
    from osteopharm.io.seeds import from_folder

    problems = ProblemCollector()
    return build(from_folder(path_of(path), problems), extend, problems)


def dump_json(compendium: Compendium, path: str | os.PathLike[str]) -> None:
    """Write a compendium as canonical JSON: the same records always give the same bytes.

    Args:
        compendium: what to write.
        path: the file; it is replaced as a whole, or left as it is when writing fails.

    Raises:
        InvalidArgumentError: ``path`` is not a path.
        OSError: the file cannot be written.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import osteopharm
    >>> with TemporaryDirectory() as folder:
    ...     osteopharm.dump_json(osteopharm.load(), Path(folder, "mine.json"))
    ...     Path(folder, "mine.json").stat().st_size > 40_000
    True
    """
    from osteopharm._files import path_of
    from osteopharm.io.files import write_text

    write_text(path_of(path), json_text(compendium))


def json_text(compendium: Compendium) -> str:
    """The canonical JSON of a compendium, with its checksum, ending in a line feed."""
    data: dict[str, Any] = {"format": FORMAT, "version": FORMAT_VERSION}
    for kind in KINDS:
        data[kind] = [record.to_dict() for record in compendium.records.of(kind)]
    return bundled.with_checksum(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
