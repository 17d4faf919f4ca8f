"""Markdown, and the only way to put text from the data into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import punctuation

from osteopharm._sanitize import plain

_SPECIAL = re.compile(f"[{re.escape(punctuation)}]")
_SPACE = re.compile("[ \t\n]+")


def escape(text: object) -> str:
    r"""Text from the data as one line of Markdown, with all punctuation escaped.

    Controls and marks of text direction are written as their code points.

    >>> print(escape("<b>[x](javascript:y)"))
    \<b\>\[x\]\(javascript\:y\)
    """
    return _SPECIAL.sub(r"\\\g<0>", _SPACE.sub(" ", plain(text)).strip())


def prose(text: str) -> str:
    r"""Text of a docstring as Markdown: text in backticks is code, the rest is plain.

    >>> print(prose("as ``fractures [1,2]``, or None."))
    as `fractures [1,2]`\, or None\.
    """
    parts = re.split("`+", text)
    return "".join(f"`{part}`" if place % 2 else _escape_inner(part) for place, part in enumerate(parts))


def _escape_inner(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", _SPACE.sub(" ", text))


def link(text: object, target: str) -> str:
    """A link to another page."""
    return f"[{escape(text)}]({target})"


def outside_link(text: object, target: str) -> str:
    """A link to a file that is not a documentation page."""
    return f"{link(text, target)}{{.external}}"


def quote(text: object) -> str:
    """A block quote."""
    return f"> {escape(text)}"


def bullets(items: Iterable[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {item}" for item in items)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def filled_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table without its empty columns; empty if none is left."""
    kept = [place for place, _ in enumerate(header) if any(row[place] for row in rows)]
    return table([header[place] for place in kept], [[row[place] for place in kept] for row in rows]) if kept else ""


def literal(lines: Iterable[str], style: str) -> str:
    """Lines of plain text in a literal block.

    Args:
        lines: the lines.
        style: the class of the block in HTML.
    """
    text = "\n".join(lines)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}{{code-block}} text\n:class: {style}\n\n{text}\n{fence}"


def page(*blocks: str) -> str:
    """The blocks that are not empty, as a page."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def section(title: str, *blocks: str) -> str:
    """A section with a heading; empty if it has no content."""
    found = [block for block in blocks if block]
    return "\n\n".join([f"## {title}", *found]) if found else ""
