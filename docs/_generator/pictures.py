"""The forest plot of the worked example and the answers of the notebook page, as HTML that fits its column."""

from __future__ import annotations

from osteopharm import Compendium
from osteopharm.html.forest import forest_html
from osteopharm.html.notebook import Shown, as_html

from .links import path_of


def pictures(compendium: Compendium) -> dict[str, str]:
    """The pictures by file name; none for an outcome without effects in the compendium."""
    if "spine-fusion" not in compendium.concepts:
        return {}
    claims = compendium.claims.on("spine-fusion", include_setting=False).where(species="human", design="meta-analysis")
    drawn = forest_html(claims, lambda claim: f"records/{path_of(claim).replace('.md', '.html')}")
    found = {"spine-fusion.html": str(drawn)} if drawn else {}
    found["notebook-identification.html"] = _in_a_notebook(compendium.identify("Xgeva 120 mg vial"))
    found["notebook-comparison.html"] = _in_a_notebook(compendium.compare("denosumab", "romosozumab"))
    return found


def _in_a_notebook(answer: Shown) -> str:
    """What a notebook shows of an answer; its text is not to be read as Markdown or searched for."""
    return f'<div class="notebook">{as_html(answer)}</div>'
