"""The HTML of records, sets of claims and answers in a notebook."""

from __future__ import annotations

from osteopharm.claims import ClaimSet
from osteopharm.claims.conflict import Conflict
from osteopharm.claims.counts import FINDING_HEAD, ClaimCounts, finding_cells
from osteopharm.html.answers import Answer, table_of
from osteopharm.html.layout import lay_out
from osteopharm.html.reader import environment
from osteopharm.model._describe import describe, title_of
from osteopharm.model._record import Record
from osteopharm.model.documents import Document
from osteopharm.model.kinds import kind_in_words

MOST_CARDS = 100
"""The most claims of a set that are shown; the number of the others is stated."""

Shown = Record | ClaimSet | ClaimCounts | Conflict | Answer


def as_html(thing: Shown) -> str:
    """An HTML fragment for a notebook, with its own style, without scripts and without requests.

    >>> import osteopharm
    >>> "<dt>company</dt><dd>Amgen</dd>" in as_html(osteopharm.load().disclosures["af20-anderson-amgen"])
    True
    """
    if not isinstance(thing, Record | ClaimSet | ClaimCounts | Conflict):
        answer: str = environment().get_template("answer.html").render(table=table_of(thing))
        return answer
    fragment: str = (
        environment()
        .get_template("notebook.html")
        .render(
            thing=thing,
            kind=type(thing).__name__,
            title=title_of(thing) if isinstance(thing, Record) else "",
            in_words=kind_in_words(thing.plural) if isinstance(thing, Record) else "",
            description=describe(thing) if isinstance(thing, Record) else (),
            lines=lay_out(thing, ()) if isinstance(thing, Document) else (),
            most=MOST_CARDS,
            finding_head=FINDING_HEAD,
            finding_cells=finding_cells,
        )
    )
    return fragment
