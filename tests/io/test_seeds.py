"""Seed folders: what they may leave out, where tables may be, and where a problem is reported."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.seeds import linked_from, small_part

import osteopharm
from osteopharm import EvidenceClaim, Product
from osteopharm._files import ProblemCollector
from osteopharm.io.files import read_csv
from osteopharm.io.product_tables import tables_in
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


@cache
def base() -> osteopharm.Compendium:
    """The part of the bundled data that the folders below link to: to build all of it anew takes long."""
    whole = osteopharm.load()
    concepts = (whole.concepts[id] for id in ("fracture", "bone-strength"))
    small = small_part().records
    return linked_from([*small, *concepts, whole.claims["fit1-01"], *whole.dosage_forms.values()])


def read(tmp_path: Path, **tables: Any) -> osteopharm.Compendium:
    """A part of the bundled data with a folder of some files, by their path without the ending."""
    folder = SeedFolder(tables={f"{name}.toml": table for name, table in tables.items()})
    return osteopharm.read_seeds(folder.write(tmp_path), extend=base())


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
        osteopharm.read_seeds(folder, extend=base())

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


def table_problems(tmp_path: Path, **tables: str | bytes) -> list[tuple[str, str, str]]:
    """The file, place and message of each problem of a folder with some tables of products and codes."""
    for name, content in tables.items():
        path = tmp_path / "catalog" / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(tmp_path, extend=base())
    return [(problem.file, problem.path, problem.message) for problem in caught.value.problems]


USES = (
    "of,brand,strength,dosage_form,route,market,labeled_for_osteoporosis,label_decides,indications,dose,interval,"
    "purpose,interval_decides,source,date,note\n"
)
FORMS = "kind,name,broader,implies_route,words\n"
PILL = "alendronic-acid,Fosamax,70 mg,pill,,US,yes,,,,P1W,,,rxnorm-2025-10-06,,\n"


@pytest.mark.parametrize(
    ("content", "path", "message"),
    [
        (b"\xff", "$", "is not UTF-8 at byte 0"),
        ("of,brand\n", "$", "has the columns of, brand"),
        ("", "$", "has the columns "),
        (USES + "alendronic-acid,Fosamax\n", "$.rows[0]", "has 2 cells, and the header has 16"),
        (USES + 'alendronic-acid,"Fosamax\n', "$", "is not CSV: unexpected end of data"),
        (USES + "alendronic-acid,,,,,US,yes,,,,,,,rxnorm-2025-10-06,,\n", "$.rows[0]", "names no product"),
        (
            USES + PILL.replace("yes", "maybe"),
            "$.rows[0].labeled_for_osteoporosis",
            "is 'maybe', not yes or no",
        ),
    ],
)
def test_a_faulty_table_of_products_is_refused(tmp_path: Path, content: str | bytes, path: str, message: str) -> None:
    """A table of products has its columns, whole rows, a product in each, and yes or no where that is asked."""
    assert ("catalog/products/uses.csv", path, message) in table_problems(tmp_path, products__uses=content)


def test_long_names_make_ids_that_differ(tmp_path: Path) -> None:
    """A product with names too long for an id has one of bounded length, in which it differs from others."""
    brands = [f"Fosamax {'and Fosamax ' * 20}{number}" for number in (1, 2)]
    path = tmp_path / "catalog" / "products" / "uses.csv"
    path.parent.mkdir(parents=True)
    path.write_text(USES + "".join(PILL.replace("Fosamax", brand) for brand in brands))
    first, second = (each.table["id"] for each in tables_in(tmp_path, ProblemCollector()) if each.type is Product)

    assert first != second
    assert (len(first), first[:60]) == (len(second), second[:60])
    assert len(first) <= 120


def test_a_table_that_is_a_link_out_is_refused(tmp_path: Path) -> None:
    """A table of products that leads out of the folder is not read."""
    outside = tmp_path / "outside.csv"
    outside.write_text(USES + PILL)
    (tmp_path / "seeds" / "catalog" / "products").mkdir(parents=True)
    (tmp_path / "seeds" / "catalog" / "products" / "uses.csv").symlink_to(outside)
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(tmp_path / "seeds", extend=base())

    assert {(problem.file, problem.message) for problem in caught.value.problems} == {
        ("catalog/products/uses.csv", "is a link that leaves the folder")
    }


def test_a_folder_that_does_not_belong_there(tmp_path: Path) -> None:
    """A folder of an unknown name in the catalog is refused, with the known names."""
    (tmp_path / "catalog" / "pills").mkdir(parents=True)
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(tmp_path)
    (problem,) = caught.value.problems

    assert (problem.file, problem.message) == ("catalog/pills", "does not belong in a seed folder")
    assert "registries" in problem.hint


def test_the_cells_of_a_table_have_the_types_of_their_fields(tmp_path: Path) -> None:
    """A nested field, a number and a truth in a cell are read as such; a cell that does not fit is a text."""
    problems = ProblemCollector()
    path = tmp_path / "table.csv"
    path.write_text(
        "result.study.participants,result.higher_is_better,result.effect.value,id\n12,true,0.5,a\nx,no,y,b\n"
    )
    read = read_csv(path, "table.csv", EvidenceClaim, problems)
    assert read is not None
    first, second = read

    assert first == (
        0,
        {"result": {"study": {"participants": 12}, "higher_is_better": True, "effect": {"value": 0.5}}, "id": "a"},
    )
    assert second == (
        1,
        {"result": {"study": {"participants": "x"}, "higher_is_better": "no", "effect": {"value": "y"}}, "id": "b"},
    )
    assert problems.problems == []
