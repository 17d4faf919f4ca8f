"""The project is written in plain words: idioms that readers stumbled over must not come back.

Spelling is the task of codespell, whose settings are in ``pyproject.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.rules import each_of

ROOT = Path(__file__).parent.parent

IDIOMS = {
    r"(?:is|are|was|were|be|been|not) told|told (?:of|apart)|tells? of": ("report, describe, inherit, list"),
    r"(?:stands?|stood|standing) (?:a(?:lone|part|t)|by|for|beside|in|on|under|behind|there|here|once|above|below|after"
    r"|before|first|last|as|directly)": "be in, be listed, mean, occur",
    r"bears? (?:on|out|an?|the|no|its|that|them)|bearings": "concern, support, have, link",
    r"falls? under": "belong to",
    r"reckon(?:s|ed|ing)?": "compute",
    r"mend(?:s|ed|ing)?": "correct",
    r"for the eye": "for display",
    r"(?:where|there|here)(?:of|upon|with)": "of which",
    r"that it is": "a direct statement",
    r"(?<!there )(?:is|are|was|were) no (?!longer|more|less)": "is not a",
    r"(?:the|a|this) (?:door|room|seal|noun)|sealed|nouns|rooms|doors": (
        "optional feature, module, checksum, record type"
    ),
    r"com(?:e|es|ing) to (?:its|the|an) effect|com(?:e|es|ing) to change": "mechanism, change",
    r"hangs? (?:on|off|under)": "depend on",
    r"faults? of the scan": "OCR errors",
    r"set off against": "compare with",
    r"whose task it is|sees? to it": "a direct statement",
}
ANY = re.compile(rf"\b(?:{'|'.join(IDIOMS)})\b", re.IGNORECASE)
"""Whether a text has an idiom at all; which one is asked line by line."""
PATTERNS = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), cure) for words, cure in IDIOMS.items()]

SUFFIXES = {".cff", ".css", ".editorconfig", ".html", ".md", ".py", ".toml", ".yaml", ".yml"}
FOLDERS = ("src", "docs", "seeds", "tests", ".ci", ".github")
GENERATED = {"_build", "_drawings", "_parts", "_pictures", "_reader", "__pycache__", "records"}
QUOTED = re.compile(r"^\s*(?:(?:quote|context|title|publisher|authors|reported|accessed_from) = |\{ name = )")
"""Lines of seeds with the words of a source."""


def pages() -> Iterator[Path]:
    """The files that people write and read."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and (path.suffix or path.name) in SUFFIXES)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            known = path.suffix in SUFFIXES or path.parent.name == ".ci"
            if path.is_file() and known and not GENERATED & set(path.relative_to(ROOT).parts):
                yield path


def offenders(text: str) -> Iterator[tuple[int, str, str]]:
    """The number of a line, the idiom in it, and the words to use instead; names are read as words, too."""
    text = text.replace("_", " ")
    lines = text.splitlines() if ANY.search(text) else []
    for number, line in enumerate(lines, 1):
        if not QUOTED.match(line):
            for pattern, cure in PATTERNS:
                yield from ((number, found[0], cure) for found in pattern.finditer(line))


def test_no_idiom_comes_back() -> None:
    """No page, docstring, message or statement uses an idiom of the list."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {idiom!r} (use: {cure})"
        for path in pages()
        if path != Path(__file__)
        for number, idiom, cure in offenders(path.read_text(encoding="utf-8"))
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "The claim is told of each member.",
        "A code stands for a form.",
        "What bears on the claim",
        "It falls under the bisphosphonates.",
        "This is no calcitonin.",
        "The note says that it is indirect.",
        "name = 'The doors of the library'",
        "def test_what_is_told() -> None:",
    ],
)
def test_an_idiom_is_found(text: str) -> None:
    """Each of these sentences has one idiom."""
    assert len([*offenders(text)]) == 1


@each_of(
    "text",
    [
        "There is no default.",
        "It is no longer needed.",
        "unable to sit or stand upright",
        'quote = "a fracture that bears on the bone"',
        "the standard error of the mean",
        "a mendeleev table",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    """None of these lines has an idiom, or the words are those of a source."""
    assert [*offenders(text)] == []
