"""The pages on the evidence: every finding is linked to the editorial, or listed with the reason why not."""

from __future__ import annotations

import re
from pathlib import Path

import osteopharm

DOCS = Path(__file__).parents[2] / "docs"
COMPENDIUM = osteopharm.load()


def test_every_finding_is_linked_or_listed() -> None:
    """No finding was passed over: each has a link, or is on the page under a reason, and none has both."""
    page = (DOCS / "editorial-and-studies.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `([a-z0-9-]+)`: ", page, re.MULTILINE)
    linked = {link.claim.id for link in COMPENDIUM.claim_links.values()}
    findings = {claim.id for claim in COMPENDIUM.claims if claim.study is not None}

    assert len(set(listed)) == len(listed) > 50
    assert set(listed) == findings - linked, "link it, or list it in docs/editorial-and-studies.md with the reason"


def test_the_listed_statements_are_those_of_the_claims() -> None:
    """Each entry of the page has the statement of its claim."""
    page = (DOCS / "editorial-and-studies.md").read_text(encoding="utf-8")

    for id, statement in re.findall(r"^- `([a-z0-9-]+)`: (.+)$", page, re.MULTILINE):
        assert statement == COMPENDIUM.claims[id].statement
