"""The HTML cards of records and sets of claims in a notebook."""

from __future__ import annotations

from osteopharm.claims import ClaimSet
from osteopharm.claims.conflict import Conflict
from osteopharm.claims.counts import FINDING_HEAD, ClaimCounts, finding_cells
from osteopharm.html.layout import lay_out
from osteopharm.html.reader import environment
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.companies import Company, Disclosure
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication, directly_above
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.sources import Label, Publication, Registry
from osteopharm.model.studies import Overlap

MOST_CARDS = 100
"""The most claims of a set that are shown; the number of the others is stated."""

Shown = (
    ClaimCounts
    | ClaimLink
    | ClaimSet
    | Combination
    | Company
    | Concept
    | Conflict
    | LookAlike
    | Disclosure
    | Document
    | DrugClass
    | EvidenceClaim
    | Label
    | Mechanism
    | Medication
    | Overlap
    | Publication
    | Registry
    | SpellingRule
)


def as_html(thing: Shown) -> str:
    """An HTML fragment for a notebook, with its own style, without scripts and without requests.

    >>> import osteopharm
    >>> "<dt>company</dt><dd>Amgen</dd>" in as_html(osteopharm.load().disclosures["af20-anderson-amgen"])
    True
    """
    fragment: str = (
        environment()
        .get_template("notebook.html")
        .render(
            thing=thing,
            kind=type(thing).__name__,
            lines=lay_out(thing, ()) if isinstance(thing, Document) else (),
            above=directly_above(thing) if isinstance(thing, DrugClass | Medication | Concept) else (),
            most=MOST_CARDS,
            finding_head=FINDING_HEAD,
            finding_cells=finding_cells,
        )
    )
    return fragment
