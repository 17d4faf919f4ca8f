"""Publications as a bibliography: BibTeX, RIS and CSL-JSON, and "author year" as a short label.

Holds the reading of authors as they were printed. Adds nothing that the record of a publication does not have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

from attrs import frozen

from osteopharm.errors import UnknownValueError
from osteopharm.model.sources import Publication, Source

_INITIALED = re.compile(r"(?P<family>.+?) (?P<given>(?:(?![\d_])\w){1,4}(?: (?:Jr|Sr|2nd|3rd))?)")
_ET_AL = re.compile(r",? et al\.?$")
_LONGEST_FAMILY = 3
"""A name of more words without initials is a group's."""


@frozen
class _Author:
    family: str
    given: str | None = None
    is_group: bool = False


def author_year(publication: Publication) -> str:
    """The family name of the first author and the year, as far as they were read; else the publication's name.

    >>> import osteopharm
    >>> author_year(osteopharm.load().sources["fit1-1996"])
    'Black 1996'
    """
    authors, _ = _authors(publication)
    if not authors:
        return publication.name
    return f"{authors[0].family} {publication.date[:4]}" if publication.date else authors[0].family


def bibliography(sources: Iterable[Source], form: str) -> str:
    """The publications among some sources, each once and in order, as a bibliography.

    Args:
        sources: the sources; registries, labels and documents are left out.
        form: ``"bibtex"``, ``"ris"`` or ``"csl-json"``.

    Raises:
        UnknownValueError: there is no such format.
    """
    write = _FORMS.get(form)
    if write is None:
        raise UnknownValueError("bibliography format", form, _FORMS)
    return write([each for each in dict.fromkeys(sources) if isinstance(each, Publication)])


def _authors(publication: Publication) -> tuple[list[_Author], bool]:
    """The authors of a publication, and whether more of them were printed as "et al"."""
    if publication.authors is None:
        return [], False
    found = []
    more = False
    for part in re.split(r"[;,]", publication.authors):
        name = _ET_AL.sub("", f" {part.strip()}").strip()
        more = more or name != part.strip()
        if not name:
            continue
        read = _INITIALED.fullmatch(name)
        if read and read["given"].split()[0].isupper():
            found.append(_Author(read["family"], read["given"]))
        else:
            found.append(_Author(name, is_group=len(name.split()) > _LONGEST_FAMILY))
    return found, more


def _fields(publication: Publication) -> Iterator[tuple[str, str]]:
    """What BibTeX calls the fields of a publication, with their values."""
    for name, value in (
        ("title", publication.title),
        ("journal", publication.publisher),
        ("year", publication.date and publication.date[:4]),
        ("volume", publication.volume),
        ("number", publication.issue),
        ("pages", publication.pages and re.sub(r"(?<=\w)-(?=\w)", "--", publication.pages)),
        ("doi", publication.doi),
        ("pmid", publication.pmid),
    ):
        if value:
            yield name, value


def _is_article(publication: Publication) -> bool:
    return publication.publisher is not None and any((publication.volume, publication.pmid, publication.doi))


_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in " ".join(text.split()))


def _to_bibtex(publications: list[Publication]) -> str:
    entries = []
    for publication in publications:
        authors, more = _authors(publication)
        names = [
            f"{{{_escaped(each.family)}}}"
            if each.is_group or not each.given
            else f"{_escaped(each.family)}, {_escaped(each.given)}"
            for each in authors
        ]
        names += ["others"] if more and names else []
        lines = [f"  author = {{{' and '.join(names)}}}"] if names else []
        for name, value in _fields(publication):
            kept = value if name in ("doi", "pmid") else _escaped(value)
            lines.append(f"  {name} = {{{{{kept}}}}}" if name == "title" else f"  {name} = {{{kept}}}")
        if not publication.title:
            lines.append(f"  note = {{{_escaped(publication.name)}}}")
        kind = "article" if _is_article(publication) else "misc"
        entries.append(f"@{kind}{{{publication.id},\n" + ",\n".join(lines) + "\n}\n")
    return "\n".join(entries)


_RIS = {
    "title": "TI",
    "journal": "JO",
    "year": "PY",
    "volume": "VL",
    "number": "IS",
    "doi": "DO",
    "pmid": "AN",
}


def _to_ris(publications: list[Publication]) -> str:
    entries = []
    for publication in publications:
        lines = [("TY", "JOUR" if _is_article(publication) else "GEN"), ("ID", publication.id)]
        lines += [
            ("AU", f"{each.family}, {each.given}" if each.given else each.family) for each in _authors(publication)[0]
        ]
        for name, value in _fields(publication):
            if name == "pages":
                first, _, last = value.partition("--")
                lines += [("SP", first)] + ([("EP", last)] if last else [])
            else:
                lines.append((_RIS[name], " ".join(value.split())))
        if not publication.title:
            lines.append(("TI", publication.name))
        lines.append(("ER", ""))
        entries.append("".join(f"{tag}  - {value}\n" for tag, value in lines))
    return "\n".join(entries)


def _to_csl(publications: list[Publication]) -> str:
    return json.dumps([_csl(publication) for publication in publications], ensure_ascii=False, indent=1)


def _csl(publication: Publication) -> dict[str, object]:
    authors = [
        {"family": each.family, "given": each.given} if each.given else {"literal": each.family}
        for each in _authors(publication)[0]
    ]
    date = [int(part) for part in publication.date.split("-")] if publication.date else None
    fields: dict[str, object] = {
        "id": publication.id,
        "type": "article-journal" if _is_article(publication) else "document",
        "title": publication.title or publication.name,
        "author": authors,
        "container-title": publication.publisher,
        "issued": {"date-parts": [date]} if date else None,
        "volume": publication.volume,
        "issue": publication.issue,
        "page": publication.pages,
        "DOI": publication.doi,
        "PMID": publication.pmid,
    }
    return {name: value for name, value in fields.items() if value}


_FORMS: dict[str, Callable[[list[Publication]], str]] = {"bibtex": _to_bibtex, "ris": _to_ris, "csl-json": _to_csl}
