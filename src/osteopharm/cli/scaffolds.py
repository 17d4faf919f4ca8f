"""The files of new records, with what is known filled in and comments that say what is missing."""

from __future__ import annotations

import re
import sys
from hashlib import sha256
from pathlib import Path

from osteopharm.cli.terminal import text_of
from osteopharm.errors import DataError, Problem
from osteopharm.io.files import write_text
from osteopharm.model.documents import Document
from osteopharm.names.normalize import fold

_MEDICATION = """\
# {name}: what is unknown is left out. `osteopharm check` lists what is missing or wrong.

name = {quoted}
# The ids of its classes: `osteopharm list drug-classes`.
classes = []
# The ids of the sources that name it, at least one: `osteopharm list sources`.
sources = []

names = [
    # {{ name = "...", kind = "synonym", sources = ["..."] }},
]
identifiers = [
    # {{ curie = "atc:...", sources = ["..."] }},
]
"""

_PUBLICATION = """\
# {name}: its record, then what it found. Facts are written in our words; figures are as printed.

name = {quoted}
# title = "..."
# authors = "..."
# publisher = "..."
# date = "2026"
# pmid = "..."
# doi = "10...."
# Where it was read, such as "PubMed, record 12345678 (abstract)".
accessed_from = []

# [[studies]]
# name = "..."
# design = "randomized-trial"
# population = "..."
# participants = 100
#
# [[studies.findings]]
# id = "{id}-01"
# statement = "..."
# subject = "..."
# relation = "decreases"
# object = "hip-fracture"
# finding = "decrease"
# higher_is_better = false
# comparator = "placebo"
# effect = {{ measure = "RR", value = 0.5, interval = {{ low = 0.3, high = 0.8 }} }}
# species = "human"
# locator = "abstract"
"""

_SOURCE = """\
# {name}. document.txt has a checksum: never edit it after claims quote it.

name = {quoted}
sha256 = "{digest}"
# Under which terms the text may be shipped, and whom to name.
license = ""
attribution = ""

# A sentence from which no claim is taken needs an entry with the reason.
{uncovered}"""

_UNCOVERED = """
# Sentence {number}: {start}
[[uncovered]]
sentence = {number}
reason = ""
"""

_CLAIMS = """\
# The claims of {name}, by sentence. Each quotes the words that say it; then the sentence is no longer listed
# under uncovered in source.toml. The values are in the data dictionary.
{sentences}"""

_CLAIM = """
# Sentence {number}: {text}

# [[claims]]
# id = "{id}-s{number:02}"
# statement = "..."
# subject = "..."
# relation = "..."
# object = "..."
# polarity = "affirmed"
# certainty = "stated"
# held_by = "authors"
# study_kind = "not-given"
# species = "not-given"
# scope = "each-member"
# quote = "..."
"""

LONGEST_START = 60
"""How many characters of a sentence a comment shows where its words are not needed."""


def write_new(kind: str, name: str, seeds: Path, text: Path | None) -> None:
    """Write the files of a new medication, publication or document; an existing file is never replaced.

    Raises:
        DataError: the name has no letters, a file exists, or the text of a document is missing or not readable.
        OSError: a file cannot be written.
    """
    id = "-".join(re.findall("[a-z0-9]+", fold(name).decode(errors="replace")))
    if not id:
        raise _refused(name, "has no letter of which an id can be made", "give a name with Latin letters")
    if (kind == "document") != (text is not None):
        hint = "add --text FILE" if kind == "document" else "leave --text out: only a document has one"
        raise _refused(name, "needs its text" if kind == "document" else "is not a document", hint)
    if kind == "medication":
        files = {seeds / "catalog" / "medications" / f"{id}.toml": _MEDICATION.format(name=name, quoted=_quoted(name))}
    elif kind == "publication":
        files = {seeds / "studies" / f"{id}.toml": _PUBLICATION.format(name=name, quoted=_quoted(name), id=id)}
    else:
        assert text is not None  # noqa: S101 - checked above
        files = _document(id, name, seeds / id, text_of(text))
    for file in files:
        if file.exists():
            raise _refused(str(file), "exists", "choose another name, or edit that file")
    for file, content in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, content)
        sys.stdout.write(f"wrote {file}\n")
    sys.stdout.write(f"fill in what is empty, then: osteopharm check {seeds} --extend-bundled\n")


def _document(id: str, name: str, folder: Path, text: str) -> dict[Path, str]:
    document = Document(id=id, name=name, text=text, license="?", attribution="?")
    sentences = [(each.number, " ".join(each.text.split())) for each in document.sentences]
    uncovered = "".join(_UNCOVERED.format(number=number, start=words[:LONGEST_START]) for number, words in sentences)
    claims = "".join(_CLAIM.format(number=number, text=words, id=id) for number, words in sentences)
    return {
        folder / "document.txt": text,
        folder / "source.toml": _SOURCE.format(
            name=name, quoted=_quoted(name), digest=sha256(text.encode()).hexdigest(), uncovered=uncovered
        ),
        folder / "claims.toml": _CLAIMS.format(name=name, sentences=claims),
    }


def _quoted(text: str) -> str:
    """A text as a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def _refused(what: str, message: str, hint: str) -> DataError:
    return DataError([Problem("$", message, hint, what)])
