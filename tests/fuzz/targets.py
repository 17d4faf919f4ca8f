"""What is fuzzed: each target takes bytes, and raises unless they are answered or refused, in time and as promised."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import osteopharm
from osteopharm import fhir
from osteopharm._files import ProblemCollector
from osteopharm.cli import json_lines
from osteopharm.io.build import build
from osteopharm.io.files import parse_json
from osteopharm.io.seeds import from_json
from osteopharm.model._record import Record

COMPENDIUM = osteopharm.load()
SLOWEST = 2.0
"""The CPU seconds that a small input may take."""
SECONDS_OF_A_BYTE = 1e-3
"""And how many more for each byte."""
SEPARATOR = b"\xff"
"""Separates the files of a seed folder: no file in UTF-8 has this byte."""
PLACES = (
    "catalog/concepts.toml",
    "catalog/drug-classes.toml",
    "catalog/registries.toml",
    "catalog/medications/a.toml",
    "catalog/products/forms.csv",
    "catalog/products/uses.csv",
    "catalog/codes/ndc.csv",
    "studies/a.toml",
    "studies/links.toml",
    "mechanisms/a.toml",
    "a/document.txt",
    "a/source.toml",
    "a/claims.toml",
    "README.md",
)


def text_of(data: bytes) -> str:
    """The text in some bytes; what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def identify(data: bytes) -> None:
    """Any string is identified, and whatever is asked of the answer is answered."""
    found = COMPENDIUM.identify(text_of(data))
    str(found)
    repr(found)
    assert found.labeled_for_osteoporosis in (True, False, None)
    assert bool(found) == bool(found.medications or found.matches)
    assert hash(found) == hash(COMPENDIUM.identify(text_of(data)))


def find_mentions(data: bytes) -> None:
    """Mentions are in the text, in order, and do not overlap."""
    text, end = text_of(data), 0
    for mention in COMPENDIUM.find_mentions(text):
        assert text[mention.start : mention.end] == mention.text
        assert end <= mention.start < mention.end
        end = mention.end


def load_json(data: bytes) -> None:
    """Any JSON is a compendium or a list of problems, each with its message."""
    problems = ProblemCollector()
    with suppress(UnicodeDecodeError):
        text = data.decode()
        found = parse_json(text, "a.json", problems)
        try:
            made = build([] if found is None else from_json(found, "a.json", problems), None, problems)
        except osteopharm.DataError as error:
            assert all(problem.message and problem.file for problem in error.problems)  # noqa: PT017 - not a test
        else:
            assert osteopharm.Compendium(**_collections(made)) == made


def _collections(made: osteopharm.Compendium) -> dict[str, list[Record]]:
    from osteopharm.model.kinds import COLLECTIONS

    return {name: list(made.records.of(name)) for name in COLLECTIONS}


def read_seeds(data: bytes) -> None:
    """Any files in a seed folder are a compendium or a list of problems; nothing outside the folder changes."""
    with TemporaryDirectory(prefix="fuzz-") as place:
        folder = Path(place, "seeds")
        folder.mkdir()
        for part in data.split(SEPARATOR)[:20]:
            file = folder / PLACES[part[0] % len(PLACES) if part else 0]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(part[1:])
        with suppress(osteopharm.DataError):
            osteopharm.read_seeds(folder)
        assert [each.name for each in Path(place).iterdir()] == ["seeds"]


def read_fhir(data: bytes) -> None:
    """Any file is a list of events or of problems."""
    with TemporaryDirectory(prefix="fuzz-") as place:
        file = Path(place, "a.ndjson")
        file.write_bytes(data)
        try:
            events = fhir.read_fhir(file)
        except osteopharm.DataError as error:
            assert error.problems  # noqa: PT017 - not a test
        else:
            assert all(event.resource_type in fhir.DATES for event in events)


def annotate_lines(data: bytes) -> None:
    """Lines of NDJSON are kept byte for byte, or refused."""
    from io import BytesIO

    with TemporaryDirectory(prefix="fuzz-") as place:
        file = Path(place, "a.ndjson")
        file.write_bytes(data)
        lines, written = json_lines.Lines(file), BytesIO()
        with suppress(osteopharm.OsteopharmError):
            _, found = json_lines.count(lines, "product", None)
            json_lines.write(lines, "product", found, written)
            for before, after in zip(data.split(b"\n"), written.getvalue().split(b"\n"), strict=True):
                assert after.startswith(before.rstrip()[:-1].rstrip())


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (identify, find_mentions, load_json, read_seeds, read_fhir, annotate_lines)
}


def run(name: str, data: bytes) -> None:
    """Give bytes to a target, and hold the time that it takes against the bound."""
    start = process_time()
    TARGETS[name](data)
    took = process_time() - start
    assert took <= SLOWEST + SECONDS_OF_A_BYTE * len(data), f"{name} took {took:.1f} s for {len(data)} bytes"
