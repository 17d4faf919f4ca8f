"""The forest plots that the pages show, as SVG."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from osteopharm import Compendium
from osteopharm.plots import save_forest_plot


def pictures(compendium: Compendium) -> dict[str, str]:
    """The pictures by the names of their files; none of an outcome that the compendium does not have."""
    found = {}
    if "spine-fusion" in compendium.concepts:
        claims = compendium.claims.directly_on("spine-fusion").where(species="human")
        if any(claim.effect for claim in claims):
            with TemporaryDirectory() as folder:
                path = Path(folder, "spine-fusion.svg")
                save_forest_plot(claims, path)
                found[path.name] = path.read_text(encoding="utf-8")
    return found
