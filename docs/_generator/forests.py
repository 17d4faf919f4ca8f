"""The forest plots of record pages, as HTML that fits its column."""

from __future__ import annotations

from osteopharm.claims import ClaimSet
from osteopharm.html.forest import forest_html

from .links import path_of

MOST = 40
"""With more effects the evidence explorer shows them; a page of hundreds of lines would be no picture."""


def forest(claims: ClaimSet) -> str:
    """The effects of some claims, each linked to its claim; empty without effects, or with too many to see at once."""
    effects = [claim for claim in claims if claim.effect is not None]
    if not effects or len(effects) > MOST:
        return ""
    drawn = forest_html(claims, lambda claim: f"../{path_of(claim).replace('.md', '.html')}")
    return f"```{{raw}} html\n{drawn}```" if drawn else ""
