"""What a notebook shows for a record or a set of claims: the cards of the reader page, without its document."""

from __future__ import annotations

from osteopharm.claims import ClaimSet
from osteopharm.claims.balance import FINDING_HEAD, Balance, finding_cells
from osteopharm.claims.conflict import Conflict
from osteopharm.model.causality import Mechanism
from osteopharm.model.companies import Company
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication, directly_above
from osteopharm.model.evidence import Bearing, Disclosure, EvidenceClaim
from osteopharm.model.sources import Label, Publication, Register
from osteopharm.model.studies import Overlap
from osteopharm.model.wording import Decoy, SpellingRule
from osteopharm.views.layout import lay_out
from osteopharm.views.reader import environment

MOST_CARDS = 100
"""A set of more claims than this shows only so many, and says how many it leaves out."""

Shown = (
    Balance
    | Bearing
    | ClaimSet
    | Combination
    | Company
    | Concept
    | Conflict
    | Decoy
    | Disclosure
    | Document
    | DrugClass
    | EvidenceClaim
    | Label
    | Mechanism
    | Medication
    | Overlap
    | Publication
    | Register
    | SpellingRule
)


def as_html(thing: Shown) -> str:
    """An HTML fragment for a notebook; it brings its own style, holds no script and asks for nothing.

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
