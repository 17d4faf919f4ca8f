"""The forest plots of the pages, as SVG in a scrolling box."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from osteopharm import Compendium
from osteopharm.plots import save_forest_plot

from .boxes import boxed

_ABOUT = "Forest plot of spine fusion in people, by the meta-analyses"


def pictures(compendium: Compendium) -> dict[str, str]:
    """The pictures by file name; none for an outcome without effects in the compendium."""
    if "spine-fusion" not in compendium.concepts:
        return {}
    claims = compendium.claims.on("spine-fusion", include_setting=False).where(species="human", design="meta-analysis")
    if not any(claim.effect for claim in claims):
        return {}
    with TemporaryDirectory() as folder:
        path = Path(folder, "spine-fusion.svg")
        save_forest_plot(claims, path)
        drawn = path.read_text(encoding="utf-8")
    return {"spine-fusion.html": boxed(drawn[drawn.index("<svg ") :], _ABOUT, "drawing plot")}
