"""Hypothesis strategies for records of every type, for whole compendia and for whole valid seed folders.

For the tests of those who build on osteopharm, with the extra ``testing``. What the strategies draw is valid and made
up; it says nothing about medicine.

>>> from hypothesis import given, settings
>>> from osteopharm.testing import claims
>>> @settings(max_examples=5)
... @given(claims())
... def test_every_quote_is_a_substring(claim):
...     quoted = [claim.provenance] if claim.sentences else []
...     assert all(passage.quote in passage.source.text for passage in (*quoted, *claim.context))
>>> test_every_quote_is_a_substring()
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("hypothesis") is None or find_spec("tomli_w") is None:
    raise MissingExtraError("testing")

from osteopharm.testing.compendia import (
    claim_links,
    claims,
    combinations,
    companies,
    compendia,
    concepts,
    disclosures,
    drug_classes,
    labels,
    look_alikes,
    mechanisms,
    medications,
    overlaps,
    publications,
    records_of,
    registries,
    spelling_rules,
)
from osteopharm.testing.draft import effects
from osteopharm.testing.folders import SeedFolder, seed_folders
from osteopharm.testing.pools import curies
from osteopharm.testing.texts import documents, passages

__all__ = [
    "SeedFolder",
    "claim_links",
    "claims",
    "combinations",
    "companies",
    "compendia",
    "concepts",
    "curies",
    "disclosures",
    "documents",
    "drug_classes",
    "effects",
    "labels",
    "look_alikes",
    "mechanisms",
    "medications",
    "overlaps",
    "passages",
    "publications",
    "records_of",
    "registries",
    "seed_folders",
    "spelling_rules",
]
