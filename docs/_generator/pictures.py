"""The forest plot of the worked example, as HTML that fits its column."""

from __future__ import annotations

from osteopharm import Compendium
from osteopharm.html.forest import forest_html

from .links import path_of


def pictures(compendium: Compendium) -> dict[str, str]:
    """The pictures by file name; none for an outcome without effects in the compendium."""
    if "spine-fusion" not in compendium.concepts:
        return {}
    claims = compendium.claims.on("spine-fusion", include_setting=False).where(species="human", design="meta-analysis")
    drawn = forest_html(claims, lambda claim: f"records/{path_of(claim).replace('.md', '.html')}")
    return {"spine-fusion.html": drawn} if drawn else {}
