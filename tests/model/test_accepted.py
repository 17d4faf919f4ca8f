"""What was accepted though wrong, each kind with what is like it and right."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of
from tests.seeds import SEEDS

import osteopharm
from osteopharm.model import Arm, Effect
from osteopharm.model.enums import ArmRole, Measure

REGISTRY = osteopharm.Registry(id="r", name="r", publisher="r", release="1", license="CC0-1.0")
UNSEEN = "\u200b\u200d\u2060\ufeff\u00ad\u3164\u115f\u2800\u034f\ufe0f \u3000\u00a0"


def concept(id: str, name: str) -> osteopharm.Concept:
    """A concept of a name."""
    return osteopharm.Concept(id=id, name=name, kind=osteopharm.EntityKind.OUTCOME, sources=(REGISTRY,))


def publication(**more: Any) -> osteopharm.Publication:
    """A publication."""
    return osteopharm.Publication(**{"id": "p", "name": "p", **more})


@given(name=st.text(st.sampled_from(UNSEEN), min_size=1, max_size=5))
def test_names_that_nobody_can_see(name: str) -> None:
    """A text of characters that have no form is blank; with one letter it is not."""
    with pytest.raises(osteopharm.InvalidRecordError, match="name: is blank"):
        concept("a", name)
    assert concept("a", f"{name}é").name == f"{name}é"


@given(letters=st.text(st.sampled_from("éüñåçÉ가"), min_size=1, max_size=4), composed=st.booleans())
def test_twins_by_normalization(letters: str, composed: bool) -> None:
    """Names that look alike (composed or not, with unseen characters between) are one name; others are two."""
    one, other = normalize("NFC", letters), normalize("NFD", letters)
    if composed:
        one, other = other, one
    twins = [concept("a", one), concept("b", f"{other[:1]}\u200b{other[1:]}")]
    with pytest.raises(osteopharm.InvalidRecordError, match="is also the name of 'a'"):
        osteopharm.Compendium(sources=[REGISTRY], concepts=twins)
    assert osteopharm.Compendium(sources=[REGISTRY], concepts=[twins[0], concept("b", letters + "x")])


@each_of("written", ["2023-02-31", "2023-02-29", "2023-04-31", "0000", "0000-01", "1023-01-01", "9999"])
def test_days_that_never_were(written: str) -> None:
    """A date must be in the calendar, and of a time when something was printed."""
    with pytest.raises(osteopharm.InvalidRecordError, match="date: "):
        publication(date=written)


@given(
    day=st.dates(min_value=__import__("datetime").date(1500, 1, 1), max_value=__import__("datetime").date(2100, 1, 1))
)
def test_days_that_were(day: Any) -> None:
    """Every day of the calendar is a date, and so are its month and its year."""
    for written in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        assert publication(date=written).date == written


@each_of("year", [99999, 0, -1, 2101, 10**400])
def test_years(year: int) -> None:
    """A year of publication is one in which something can have been printed."""
    record = osteopharm.load().documents["anderson-freedman-2020"].record
    assert record is not None
    with pytest.raises(osteopharm.InvalidRecordError, match="year: "):
        evolve(record, year=year)
    assert evolve(record, year=2026).year == 2026


@each_of("doi", ["banana", "10.1/x", "https://doi.org/10.1002/x", "10.1002/ x", "10.1002/", "10.1002/\u200b"])
def test_dois(doi: str) -> None:
    """Only a DOI is a DOI, in every record that has one."""
    record = osteopharm.load().documents["anderson-freedman-2020"].record
    assert record is not None
    with pytest.raises(osteopharm.InvalidRecordError, match="doi: "):
        publication(doi=doi)
    with pytest.raises(osteopharm.InvalidRecordError, match="doi: "):
        evolve(record, doi=doi)


@each_of("p", ["banana", "", "5", "-0.1", "0.1.2", "<", "<banana", "1.5", "0,05", "p<0.05", "0.0 5"])
def test_p_values(p: str) -> None:
    """A p value is a number from 0 to 1, perhaps with a sign before it, or the words for not significant."""
    with pytest.raises(osteopharm.InvalidRecordError, match="p: "):
        Effect(measure=Measure.RISK_RATIO, value=0.5, p=p)


@each_of("p", ["<0.001", "<.001", "0.04", ".0001", "not significant", ">0.05", "< 0.05", "1.00", "NS"])
def test_p_values_as_printed(p: str) -> None:
    """P values are accepted as publications print them."""
    assert Effect(measure=Measure.RISK_RATIO, value=0.5, p=p).p == p


@given(events=st.integers(0, 100), total=st.integers(1, 100), percentage=st.floats(0, 100))
def test_percentages(events: int, total: int, percentage: float) -> None:
    """A percentage may be up to three points from events by total, and no further."""
    if events <= total:
        figures: dict[str, Any] = {"events": events, "total": total, "percentage": percentage}
        arm: dict[str, Any] = {"role": ArmRole.COMPARATOR, "given": "placebo", "reported": "x"}
        if abs(100 * events / total - percentage) <= 3:
            assert Arm(**arm, **figures).percentage == percentage
        else:
            with pytest.raises(osteopharm.InvalidRecordError, match="contradicts"):
                Arm(**arm, **figures)


@pytest.mark.parametrize(("field", "values"), [("pmid", ("1", "1")), ("doi", ("10.1002/abc", "10.1002/ABC"))])
def test_publications_twice(field: str, values: tuple[str, str]) -> None:
    """Two publications have different PMIDs and, whatever their case, DOIs."""
    twins = [publication(**{"id": id, "name": id, field: value}) for id, value in zip("ab", values, strict=True)]
    with pytest.raises(osteopharm.InvalidRecordError, match=f"b.{field}: '.*' is also that of 'a'"):
        osteopharm.Compendium(sources=twins)
    assert osteopharm.Compendium(sources=twins[:1])


@each_of("number", [2**53 + 1, -(2**53) - 1, 10**400])
def test_numbers_are_bounded(number: int) -> None:
    """No field takes a whole number that JSON and data frames would round."""
    with pytest.raises(osteopharm.InvalidRecordError, match="total: is beyond 9,007,199,254,740,992"):
        Arm(role=ArmRole.COMPARATOR, given="placebo", reported="x", total=number)


SLOW = ("catalog/drug-classes.toml", "catalog/products")


@pytest.mark.parametrize("part", ["studies", *(pytest.param(each, marks=pytest.mark.slow) for each in SLOW)])
def test_one_cause_is_one_problem(part: str, tmp_path: Path) -> None:
    """Where a folder or file is a link that leaves the seeds, that is the only problem."""
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    (seeds / part).rename(tmp_path / "elsewhere")
    (seeds / part).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(seeds)

    assert [(each.file, each.message) for each in caught.value.problems] == [(part, "is a link that leaves the folder")]
