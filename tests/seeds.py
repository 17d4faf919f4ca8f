"""What the seeds in this repository build, and a part of it that is so small that a test can read it often."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from attrs import fields, has

import osteopharm
from osteopharm import Compendium
from osteopharm.model._record import Record
from osteopharm.model.kinds import COLLECTIONS
from osteopharm.testing import SeedFolder

SEEDS = Path(__file__).parents[1] / "seeds"


@cache
def built() -> Compendium:
    """What the seeds in this repository build: to read them all takes seconds."""
    return osteopharm.read_seeds(SEEDS)


def linked_from(roots: Iterable[Record]) -> Compendium:
    """A compendium of some records and all that they link to."""
    found: dict[str, Record] = {}
    rest: list[Any] = list(roots)
    while rest:
        value = rest.pop()
        if isinstance(value, tuple):
            rest.extend(value)
        elif has(type(value)) and getattr(value, "id", None) not in found:
            if isinstance(value, Record):
                found[value.id] = value
            rest.extend(getattr(value, field.name) for field in fields(type(value)))
    return Compendium(
        **{
            collection: [record for record in found.values() if record.plural in plurals]
            for collection, plurals in COLLECTIONS.items()
        }
    )


@cache
def small_part() -> Compendium:
    """The editorial with its claims and disclosures, all classes, two medications and the look-alikes of one."""
    whole = osteopharm.load()
    editorial = whole.documents["anderson-freedman-2020"]
    return linked_from(
        [
            *(claim for claim in whole.claims if claim.provenance.source == editorial),
            *whole.disclosures.values(),
            *whole.drug_classes.values(),
            whole.medications["denosumab"],
            whole.medications["alendronic-acid"],
            *(each for each in whole.look_alikes.values() if whole.medications["calcitonin"] in each.mistaken_for),
        ]
    )


def small_folder() -> SeedFolder:
    """The seed folder of the small part, to be changed by a test."""
    return SeedFolder.of(small_part())
