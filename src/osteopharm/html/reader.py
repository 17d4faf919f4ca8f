"""The HTML view of a document: its text with every claim highlighted, and the claims beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from osteopharm._sanitize import plain
from osteopharm._words import in_words
from osteopharm.attribution import NOT_ADVICE
from osteopharm.claims.conflict import Conflict
from osteopharm.claims.evidence import BEARING_IN_WORDS, told_with_figures
from osteopharm.compendium import Compendium
from osteopharm.html import labels
from osteopharm.html.escaping import shown
from osteopharm.html.layout import Line, Marked, Stretch, lay_out
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.documents import Document
from osteopharm.model.enums import Certainty, LinkKind, Polarity, StudyKind


@frozen(kw_only=True)
class Choice:
    """A value by which the page can be filtered."""

    axis: str
    """The field, with hyphens."""
    value: str
    """The value, as in the data."""
    words: str
    """The value in plain words."""
    count: int
    """The number of claims that have it."""


def reader_html(document: Document | str, compendium: Compendium) -> str:
    """The HTML view of a document with every claim highlighted: one self-contained page, without scripts.

    Args:
        document: a document of the compendium, or its id.
        compendium: the compendium with its claims, their conflicts and its disclosures.

    Returns:
        A complete HTML document. It makes no requests; filtering and highlighting are done by style sheets.

    Raises:
        UnknownIdError: the compendium has no such document.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> page = reader_html("anderson-freedman-2020", compendium)
    >>> "<script" in page, page.count('<article class="claim"')
    (False, 46)
    """
    document = compendium.documents[document]
    lines = lay_out(document, compendium.claims)
    marked = [each for line in lines for each in line.claims]
    labels = {each.claim.id: each.label for each in marked}
    page: str = (
        environment()
        .get_template("reader.html")
        .render(
            document=document,
            lines=lines,
            marked=marked,
            filters=_filters([each.claim for each in marked]),
            tensions=_tensions(compendium, labels),
            corroborations={each.claim.id: compendium.evidence_for(each.claim).claim_links for each in marked},
            interests=[entry for entry in compendium.disclosures.values() if entry.provenance.source == document],
            not_advice=NOT_ADVICE,
        )
    )
    return page


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; every value that they insert is escaped."""
    made = Environment(
        loader=PackageLoader("osteopharm.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown_unless_markup,
    )
    made.filters.update(plain=plain, in_words=in_words)
    made.globals.update(
        axes_in_words=labels.axes_in_words,
        link_words=BEARING_IN_WORDS,
        counted_in_words=counted_in_words,
        signs=labels.SIGNS,
        told_with_figures=told_with_figures,
        words_of=words_of,
    )
    return made


def _shown_unless_markup(value: object) -> object:
    return value if isinstance(value, Markup) else shown(value)


def _filters(claims: Sequence[EvidenceClaim]) -> dict[str, list[Choice]]:
    axes: list[tuple[str, str, dict[Any, str], Callable[[EvidenceClaim], Any]]] = [
        ("certainty", "Certainty", labels.CERTAINTY, lambda claim: claim.certainty),
        ("polarity", "Affirmed or denied", labels.POLARITY, lambda claim: claim.polarity),
        ("study-kind", "Kind of evidence", labels.STUDY_KIND, lambda claim: claim.study_kind),
    ]
    orders: dict[str, Sequence[Any]] = {"certainty": [*Certainty], "polarity": [*Polarity], "study-kind": [*StudyKind]}
    return {
        heading: [
            Choice(axis=axis, value=value.value, words=words[value], count=count)
            for value in orders[axis]
            if (count := sum(pick(claim) is value for claim in claims))
        ]
        for axis, heading, words, pick in axes
    }


def _tensions(compendium: Compendium, labels: dict[str, str]) -> dict[str, list[tuple[EvidenceClaim, str | None, str]]]:
    """The conflicts of each claim: the other claim, its label on this page if it has one, and the differing fields."""
    found: dict[str, list[tuple[EvidenceClaim, str | None, str]]] = {}
    for conflict in compendium.claims.conflicts():
        axes = ", ".join(axis.replace("_", " ") for axis in conflict.differs_in) or "nothing but polarity"
        for claim, other in _both_ways(conflict):
            found.setdefault(claim.id, []).append((other, labels.get(other.id), axes))
    return found


def counted_in_words(claim_links: Sequence[ClaimLink]) -> str:
    """The number of links for, against and qualifying a claim, in words."""
    counts = {kind: sum(claim_link.kind is kind for claim_link in claim_links) for kind in LinkKind}
    return ", ".join(f"{count} {BEARING_IN_WORDS[kind]}" for kind, count in counts.items() if count)


def _both_ways(conflict: Conflict) -> list[tuple[EvidenceClaim, EvidenceClaim]]:
    return [(conflict.first, conflict.second), (conflict.second, conflict.first)]


_CORRECTION = Markup(
    '<span class="correction" data-corrected="{0}" title="the scan reads: {1}"><span>{2}</span></span>'
)
_LAYER = Markup(
    '<span class="m" data-claim="{0}" data-certainty="{1}" data-polarity="{2}" data-study-kind="{3}"'
    ' style="--lane:{4}">{5}</span>'
)
_KEY = Markup(
    '<a class="key" href="#{0}" data-certainty="{1}" data-polarity="{2}" data-study-kind="{3}"'
    ' aria-label="claim {4}, {5}">{4}<span aria-hidden="true">{6}</span></a>'
)


def words_of(line: Line) -> Markup:
    """A sentence as HTML, each stretch inside the claims that cover it, with a key where a claim ends."""
    return Markup("").join(part for stretch in line.stretches for part in (_stretch(stretch), _keys_after(stretch)))


def _stretch(stretch: Stretch) -> Markup:
    words = shown(stretch.text)
    if stretch.correction is not None:
        words = _CORRECTION.format(plain(stretch.correction.corrected), plain(stretch.correction.original), words)
    if stretch.citations:
        words = Markup('<sup title="a number of the document\'s reference list, which is not here">{0}</sup>').format(
            words
        )
    for each in reversed(stretch.covering):
        words = _LAYER.format(each.claim.id, *_values(each), each.lane, words)
    return words


def _keys_after(stretch: Stretch) -> Markup:
    return Markup("").join(
        _KEY.format(
            each.claim.id,
            *_values(each),
            each.label,
            labels.POLARITY[each.claim.polarity],
            labels.SIGNS[each.claim.polarity],
        )
        for each in stretch.ending
    )


def _values(each: Marked) -> tuple[str, str, str]:
    return each.claim.certainty.value, each.claim.polarity.value, each.claim.study_kind.value
