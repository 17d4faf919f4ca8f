"""Seed folders: what they may leave out, where tables may be, and where a problem is reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import osteopharm
from osteopharm.model import Design, Finding, HeldBy, Polarity, Scope, Species, StudyKind
from osteopharm.testing import SeedFolder

PAPER = {
    "name": "A paper",
    "studies": [
        {
            "design": "randomized-trial",
            "name": "ONE",
            "subject": "alendronic-acid",
            "comparator": "placebo",
            "locator": "abstract",
            "extractions": 2,
            "findings": [
                {
                    "id": "one-1",
                    "statement": "Alendronic acid lowered fractures.",
                    "relation": "decreases",
                    "object": "fracture",
                    "finding": "decrease",
                    "effect": {"measure": "RR", "value": 0.5, "low": 0.4, "high": 0.6},
                },
                {
                    "id": "one-2",
                    "statement": "Alendronic acid was not shown to change fractures.",
                    "relation": "affects",
                    "object": "fracture",
                    "finding": "no-difference-shown",
                },
            ],
        },
        {
            "design": "animal-experiment",
            "findings": [
                {
                    "id": "two-1",
                    "statement": "In rats, alendronic acid raised strength.",
                    "subject": "alendronic-acid",
                    "relation": "increases",
                    "object": "bone-strength",
                    "finding": "increase",
                    "comparator": "control",
                    "species": "rat",
                    "locator": "text",
                }
            ],
        },
    ],
}


def read(tmp_path: Path, **tables: Any) -> osteopharm.Compendium:
    """The bundled data with a folder of some files, by their path without the ending."""
    folder = SeedFolder(tables={f"{name}.toml": table for name, table in tables.items()})
    return osteopharm.read_seeds(folder.write(tmp_path), extend=osteopharm.load())


def places(tmp_path: Path, **tables: Any) -> list[str]:
    """The places of the problems of such a folder."""
    with pytest.raises(osteopharm.DataError) as caught:
        read(tmp_path, **tables)
    return [problem.path for problem in caught.value.problems]


def test_findings_are_claims_with_what_follows_filled_in(tmp_path: Path) -> None:
    """Study kind, species and polarity follow from the design and the finding, the rest from the study above."""
    claims = read(tmp_path, **{"studies/a-paper": PAPER}).claims
    first, second, third = claims["one-1"], claims["one-2"], claims["two-1"]

    assert first.result is not None
    assert (first.result.study.design, first.result.study.name) == (Design.RANDOMIZED_TRIAL, "ONE")
    assert (first.result.finding, first.result.effect) == (Finding.DECREASE, first.effect)
    assert str(first.effect) == "RR 0.5 (95% CI 0.4 to 0.6)"
    assert (first.polarity, second.polarity) == (Polarity.AFFIRMED, Polarity.UNRESOLVED)
    assert (first.study_kind, first.species) == (StudyKind.CLINICAL_STUDIES, Species.HUMAN)
    assert (third.study_kind, third.species) == (StudyKind.ANIMAL_STUDIES, Species.RAT)
    assert (first.held_by, first.scope) == (HeldBy.AUTHORS, Scope.EACH_MEMBER)
    assert str(first.provenance) == "a-paper, abstract"
    assert first.provenance.source.name == "A paper"


@pytest.mark.parametrize(
    ("study", "finding", "expected"),
    [
        ({"design": "a guess"}, {}, ["$.studies[0].design"]),
        ({"design": 7}, {}, ["$.studies[0].design"]),
        ({"participants": 0}, {}, ["$.studies[0].participants"]),
        ({"subject": "nothing"}, {}, ["$.studies[0].subject"]),
        ({"comparator": "nothing"}, {}, ["$.studies[0].comparator"]),
        ({"extractions": 0}, {}, ["$.studies[0].extractions"]),
        ({"nonsense": 1}, {}, ["$.studies[0].nonsense"]),
        ({}, {"finding": "less"}, ["$.studies[0].findings[0].finding"]),
        (
            {},
            {"effect": {"measure": "RR", "value": 0.5, "low": "0.4", "high": 0.6}},
            ["$.studies[0].findings[0].effect.low"],
        ),
        ({}, {"effect": {"measure": "RR", "value": 0.5, "low": 0.4}}, ["$.studies[0].findings[0].effect.high"]),
        (
            {},
            {"effect": {"measure": "RR", "value": 0.9, "low": 0.4, "high": 0.6}},
            ["$.studies[0].findings[0].effect.low"],
        ),
        ({}, {"effect": "RR 0.5"}, ["$.studies[0].findings[0].effect"]),
        ({}, {"locator": ""}, ["$.studies[0].findings[0].locator"]),
        ({}, {"statement": 7}, ["$.studies[0].findings[0].statement"]),
        ({"findings": 7}, {}, ["$.studies[0].findings"]),
        ({"findings": [7]}, {}, ["$.studies[0].findings[0]"]),
    ],
)
def test_a_problem_of_a_finding_is_at_its_place(
    tmp_path: Path, study: dict[str, Any], finding: dict[str, Any], expected: list[str]
) -> None:
    """Whether the study or the finding gives a value, a problem with it is reported where it is written."""
    first = PAPER["studies"][0]
    assert isinstance(first, dict)
    findings = [{**first["findings"][0], **finding}]

    assert (
        places(
            tmp_path, **{"studies/a-paper": {"name": "A paper", "studies": [{**first, "findings": findings, **study}]}}
        )
        == expected
    )


def test_a_study_without_findings_is_refused(tmp_path: Path) -> None:
    """A study is there for its findings."""
    assert places(tmp_path, **{"studies/a-paper": {"name": "A paper", "studies": [{"design": "cohort"}]}}) == [
        "$.studies[0].findings"
    ]


def test_a_broken_publication_is_the_only_problem(tmp_path: Path) -> None:
    """When the file of a publication cannot be read, links to its claims are not reported as missing."""
    link = {"id": "x", "claim": "one-1", "target": "fit1-01", "kind": "supports", "reason": "made up"}
    folder = SeedFolder(tables={"studies/links.toml": {"claim_links": [link]}}).write(tmp_path)
    (folder / "studies" / "a-paper.toml").write_text("name = ")
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(folder, extend=osteopharm.load())

    assert [problem.file for problem in caught.value.problems] == ["studies/a-paper.toml"]


def rows(tmp_path: Path, text: str) -> osteopharm.Compendium:
    """The registries in a table."""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "registries.csv").write_text(text, encoding="utf-8")
    return osteopharm.read_seeds(tmp_path)


def test_a_table_gives_a_record_for_each_row(tmp_path: Path) -> None:
    """A record type that names a file may have its rows in a CSV file of that name."""
    read = rows(
        tmp_path, 'id,name,publisher,release,license,accessed_from\na,"A, the",P,1,free,one; two\nb,B,P,2,free,\n'
    )
    a, b = read.sources["a"], read.sources["b"]

    assert (a.name, a.to_dict()["accessed_from"]) == ("A, the", ["one", "two"])
    assert "accessed_from" not in b.to_dict()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,nmae\n", "unknown column 'nmae'"),
        ("id,id\n", "has a column twice"),
        ("id,name,publisher,release,license\na,A,P,1\n", "has 4 cells, and the header has 5"),
        ('id,name\n"a,A\n', "is not CSV: unexpected end of data"),
        ("id,name,publisher,release,license\nA a,A,P,1,free\n", "'A a' is not an id"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """Unknown and repeated columns, rows of another length and open quotation marks are refused."""
    with pytest.raises(osteopharm.DataError) as caught:
        rows(tmp_path, text)

    assert message in [problem.message for problem in caught.value.problems]


def test_a_table_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """A table in another encoding is one problem."""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "registries.csv").write_bytes(b"\xff")
    with pytest.raises(osteopharm.DataError, match="is not UTF-8"):
        osteopharm.read_seeds(tmp_path)
