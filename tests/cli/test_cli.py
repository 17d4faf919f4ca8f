"""The command: what a person types and what comes back."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import shlex
import struct
import subprocess
import sys
import termios
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields, has
from tests.seeds import small_folder

import osteopharm
from osteopharm import cli
from osteopharm._sanitize import plain
from osteopharm.cli import printing, records, terminal
from osteopharm.cli.commands import run
from osteopharm.io import BUNDLED
from osteopharm.model.kinds import KINDS, RECORD_TYPES

ROOT = Path(__file__).parents[2]
SECOND = ROOT / "docs" / "examples" / "second-document"
ONE_OF_EACH = {
    "registry": "rxnorm-2025-10-06",
    "label": "label-prolia-us",
    "publication": "romosozumab-bone-forming-2019",
    "company": "radius-health",
    "drug class": "bisphosphonates",
    "medication": "denosumab",
    "combination": "alendronic-acid-and-colecalciferol",
    "concept": "bone-healing",
    "claim": "romosozumab-2019-formation",
    "mechanism": "feared-impairment-of-healing",
    "disclosure": "af20-anderson-amgen",
    "look_alike": "calcitriol-for-calcitonin",
    "spelling rule": "acid",
}
MARKUP = " [bold red]x[/] [link=x]y[/link] :smile: \u202ez"


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")


def test_about_says_what_this_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm about` prints the attribution."""
    assert run(["about"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert " ".join(" ".join(lines).split()) == " ".join(str(osteopharm.load().attribution()).split())
    assert max(map(len, lines)) <= 80


def test_about_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm about --json` gives the same to a program."""
    assert run(["about", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    sources = {source["id"]: source for source in told["sources"]}

    assert len(sources) == len(osteopharm.load().sources)
    assert (
        sources["anderson-freedman-2020"]["sha256"]
        == "bfadce783de65dd4ccabeb439c49b21c5877b8e7788da016c924db5fe414ab7c"
    )
    assert "no clinician has reviewed them" in told["not_advice"]


def test_about_as_json_holds_every_kind_of_source(capsys: pytest.CaptureFixture[str]) -> None:
    """Each source says what kind it is and what is known of it, and nothing that is not."""
    assert run(["about", "--json"]) == 0
    sources = {source["id"]: source for source in json.loads(capsys.readouterr().out)["sources"]}
    document = osteopharm.load().documents["anderson-freedman-2020"]

    assert {source["kind"] for source in sources.values()} == {"document", "registry", "label", "publication"}
    assert sources["anderson-freedman-2020"] == {
        "kind": "document",
        "id": "anderson-freedman-2020",
        "name": "Anderson and Freedman 2020, first page",
        "attribution": document.attribution,
        "license": document.license,
        "sha256": document.sha256,
    }
    assert sources["rxnorm-2025-10-06"] == {
        "kind": "registry",
        "id": "rxnorm-2025-10-06",
        "name": "RxNorm, Current Prescribable Content of 2025-10-06",
        "publisher": "US National Library of Medicine",
        "release": "2025-10-06",
        "license": "public in the United States",
    }
    assert sources["label-prolia-us"] == {
        "kind": "label",
        "id": "label-prolia-us",
        "name": "Prolia",
        "publisher": "Amgen, Inc",
        "region": "US",
        "date": "2026-03-10",
    }
    assert sources["romosozumab-bone-forming-2019"] == {
        "kind": "publication",
        "id": "romosozumab-bone-forming-2019",
        "name": "Histomorphometry and microCT after 2 and 12 months of romosozumab, 2019",
        "publisher": "JBMR",
        "date": "2019",
        "pmid": "31233639",
        "doi": "10.1002/jbmr.3735",
    }


def test_claims_by_name_of_the_entities(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids and names, in any case, narrow the list; each claim shows its id, axes and statement."""
    assert run(["claims", "--about", "Bisphosphonates", "--on", "spine  fusion", "--certainty", "theoretical"]) == 0
    assert capsys.readouterr().out.split("\n") == [
        "af20-s07-fusion-healing-feared  affirmed, theoretical, reasoning",
        "  Bisphosphonates will interfere with bone healing after fusion, as spine",
        "  surgeons fear.",
        "1 claim",
        "",
    ]


def test_claims_as_json_are_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` prints the rows of the same set."""
    assert run(["claims", "--on", "bone-healing", "--polarity", "denied", "--json"]) == 0
    expected = osteopharm.load().claims.on("bone-healing").where(polarity="denied").to_rows()

    assert json.loads(capsys.readouterr().out) == expected


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--polarity", "denied"),
        ("--certainty", "probable"),
        ("--study-kind", "animal-studies"),
        ("--species", "human"),
        ("--species", "dog"),
        ("--design", "case-control"),
        ("--finding", "mixed"),
        ("--benefit", "harm"),
        ("--held-by", "others"),
        ("--scope", "class-as-a-whole"),
        ("--relation", "member-of"),
        ("--citation", "4"),
    ],
)
def test_every_filter_narrows(capsys: pytest.CaptureFixture[str], option: str, value: str) -> None:
    """Each filter of the command gives the claims that the filter of the library gives: some, and not all."""
    claims = osteopharm.load().claims
    given: Any = {option.removeprefix("--").replace("-", "_"): int(value) if option == "--citation" else value}
    expected = [claim.id for claim in claims.where(**given)]
    assert run(["claims", option, value, "--json"]) == 0
    found = [row["id"] for row in json.loads(capsys.readouterr().out)]

    assert found == expected
    assert 0 < len(found) < len(claims)


def test_within_lists_the_claims_about_members(capsys: pytest.CaptureFixture[str]) -> None:
    """`--within` lists the claims about a class and about all its members, whatever name it is given by."""
    assert run(["claims", "--within", "Bisphosphonates", "--on", "hip fracture", "--json"]) == 0
    found = {row["id"] for row in json.loads(capsys.readouterr().out)}

    assert found == {claim.id for claim in osteopharm.load().claims.within("bisphosphonates").on("hip-fracture")}
    assert len(found) > 5


def test_no_claim_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Filters that leave nothing give an empty list and no error."""
    assert run(["claims", "--about", "anabolic", "--polarity", "denied"]) == 0
    assert capsys.readouterr().out == "0 claims\n"


def test_an_empty_answer_says_where_claims_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Where only the members of a class have claims, the option that lists them is named."""
    assert run(["claims", "--about", "bisphosphonates", "--on", "hip-fracture"]) == 0
    out = " ".join(capsys.readouterr().out.split())

    assert out.startswith("0 claims about bisphosphonates themselves, ")
    assert out.endswith("use --within bisphosphonates")


def test_what_a_class_lends_and_what_is_withheld(capsys: pytest.CaptureFixture[str]) -> None:
    """A claim said of a class says so, and one that a member is excepted from is listed with the reason."""
    merged = osteopharm.read_seeds(SECOND, extend=osteopharm.load())
    printing.claims(merged.claims.about("fictodronate").on("callus-remodeling"), json=False)
    printing.claims(merged.claims.about("fictodronate").on("bone-turnover"), json=False)
    told = capsys.readouterr().out

    assert "not inherited: In animals with fractures, bisphosphonates slow the remodeling" in told
    assert "Bisphosphonates rapidly decrease bone turnover. (inherited from\n  bisphosphonates)" in told


@pytest.mark.parametrize(
    ("id", "words"),
    [
        (
            "bisphosphonates",
            ["drug class", "parents", "antiresorptive medications", "af20-s13-pyrophosphate-analogs"],
        ),
        ("antiresorptive", ["members", "denosumab", "claims on it"]),
        ("denosumab", ["medication", "Denosumab is an"]),
        ("mevalonate-pathway-enzyme", ["concept", "target", "The page does not name the enzyme."]),
        ("A key ENZYME of the mevalonate pathway", ["mevalonate-pathway-enzyme"]),
        ("af20-s03-one-in-five", ["at least 20 percent of patients", "citations", "“Osteoporosis is also very common"]),
        ("af20-s07-fusion-healing-feared", ["held by", "holder      spine surgeons", "A concern, not a finding."]),
        ("af20-s13-pyrophosphate-analogs", ["truncated by the document  yes"]),
        ("feared-impairment-of-healing", ["mechanism", "(-1, theoretical)"]),
        ("af20-anderson-amgen", ["person      Dr. Anderson", "company     Amgen", "kind        consultant"]),
        (
            "romosozumab-2019-formation",
            [
                "provenance  romosozumab-bone-forming-2019, abstract",
                "relation    increases",
                "object      bone formation",
            ],
        ),
        (
            "label-prolia-us",
            ["label          Prolia", "company        Amgen, Inc", "region         US", "date           2026-03-10"],
        ),
        ("rxnorm-2025-10-06", ["registry ", "publisher  US National Library of Medicine", "release    2025-10-06"]),
        ("romosozumab-bone-forming-2019", ["publication ", "publisher      JBMR", "pmid           31233639", "doi "]),
        ("calcitriol-for-calcitonin", ["look-alike    calcitriol", "mistaken for  calcitonin"]),
        ("acid", ["spelling rule  acid", "ending         ic acid", "attested in    zoledronic\n"]),
        ("colecalciferol", ["medication ", "  adjunct\n"]),
        ("estradiol", ["other uses", "hormone therapy, contraceptives"]),
        ("Fosamax", ["medication       alendronic acid"]),
        ("  fosamax once weekly ", ["medication       alendronic acid"]),
        ("ALENDRONATE SODIUM", ["medication       alendronic acid"]),
        ("Fosamax Plus D", ["combination  alendronic acid and colecalciferol", "components   alendronic acid\n"]),
        ("Didronel PMO", ["etidronic acid and calcium (sequential)", "other ingredients  calcium\n"]),
        ("Etidronic acid and calcium (sequential)", ["id                 etidronic-acid-and-calcium"]),
        ("SERMs", ["drug class", "raloxifene", "SERM (kind: abbreviation)"]),
        (
            "anderson-freedman-2020",
            ["certainty: probable", "Matched by author", "Dr. Anderson: royalties", "[1,2]", "[…]"],
        ),
    ],
)
def test_show_prints_what_is_known(capsys: pytest.CaptureFixture[str], id: str, words: list[str]) -> None:
    """`osteopharm show` takes the id of any record, or an entity's name, and tells what is known of it."""
    assert run(["show", id]) == 0
    told = capsys.readouterr().out

    for expected in words:
        assert expected in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_show_a_medication_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """Each brand has its markets one per line, each label its regimens; what belongs together stands together."""
    registry = osteopharm.load().sources["rxnorm-2025-10-06"]
    sources = (registry,)
    builders = osteopharm.DrugClass(id="bone-builders", name="bone builders", sources=sources)
    label = osteopharm.Label(id="label-bonio-us", name="Bonio", region="US", accessed_from=("a shelf",), date="2024")
    medication = osteopharm.Medication(
        id="bonium",
        name="bonium",
        sources=sources,
        classes=(builders,),
        names=(
            osteopharm.model.Name(name="bonium sodium", kind=osteopharm.model.NameKind.SALT, sources=sources),
            osteopharm.model.Name(
                name="BON",
                kind=osteopharm.model.NameKind.ABBREVIATION,
                sources=sources,
                excluded_from_search="too short",
            ),
            osteopharm.model.Name(name="bonium calcium", kind=osteopharm.model.NameKind.SALT, sources=sources),
        ),
        brands=(
            osteopharm.Brand(
                name="Bonio",
                sources=sources,
                markets=(
                    osteopharm.model.Market(
                        region="US",
                        sources=sources,
                        company="Dog",
                        osteoporosis_indication=osteopharm.model.OsteoporosisIndication.MIXED,
                        status="withdrawn",
                        note="It barked.",
                    ),
                    osteopharm.model.Market(
                        region="EU",
                        sources=sources,
                        osteoporosis_indication=osteopharm.model.OsteoporosisIndication.NO,
                        reference_brand="Bone",
                    ),
                ),
                presentations=(
                    osteopharm.model.Presentation(strength="5 mg", sources=sources),
                    osteopharm.model.Presentation(strength="9 mg", sources=sources),
                ),
            ),
            osteopharm.Brand(
                name="Bare", sources=sources, excluded_from_search="an everyday word", note="Little is known."
            ),
        ),
        labels=(
            osteopharm.model.LabelFacts(
                label=label,
                regimens=(
                    osteopharm.model.Regimen(
                        text="5 mg orally once daily, with a full glass of water and much patience",
                        osteoporosis_indications=("treatment-men", "treatment-postmenopausal"),
                        duration_limit="a year",
                    ),
                    osteopharm.model.Regimen(osteoporosis_indications=("none",), other_indications="barking"),
                ),
                contraindications=("cats",),
                boxed_warning="none",
            ),
        ),
        identifiers=(osteopharm.model.Identifier(curie="rxnorm:1", sources=sources, form="bonium sodium"),),
    )
    compendium = osteopharm.Compendium(sources=[registry, label], drug_classes=[builders], medications=[medication])
    records.record(compendium, medication, json=False)

    assert capsys.readouterr().out.splitlines() == [
        "medication     bonium",
        "id             bonium",
        "sources        RxNorm, Current Prescribable Content of 2025-10-06",
        "classes        bone builders",
        "names          bonium sodium (kind: salt)",
        "               BON (kind: abbreviation; excluded from search: too short)",
        "               bonium calcium (kind: salt)",
        "brands         Bonio",
        "                 markets:",
        "                   US (Dog): labeled for osteoporosis: mixed (status: withdrawn;",
        "                     note: It barked.)",
        "                   EU: labeled for osteoporosis: no (reference brand: Bone)",
        "                 presentations: 5 mg; 9 mg",
        "               Bare",
        "                 excluded from search: an everyday word",
        "                 note: Little is known.",
        "identifiers    rxnorm:1 (form: bonium sodium)",
        "labels         label of Bonio, US, 2024",
        "                 regimens:",
        "                   5 mg orally once daily, with a full glass of water and much",
        "                     patience",
        "                     osteoporosis indications:",
        "                       treatment-men",
        "                       treatment-postmenopausal",
        "                     duration limit: a year",
        "                   barking (osteoporosis indications: none; other indications:",
        "                     barking)",
        "                 contraindications: cats",
        "                 boxed warning: none",
        "all ancestors  bone builders",
    ]


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("denosumab", "Xgeva markets: US (Amgen): labeled for osteoporosis: no (status: authorized)"),
        ("denosumab", "Pralia markets: JP (Daiichi Sankyo): labeled for osteoporosis: mixed"),
        ("denosumab", "US (Sandoz): labeled for osteoporosis: yes (reference brand: Prolia"),
        ("denosumab", "HK (Sandoz Hong Kong Limited): labeled for osteoporosis: unknown note: The page lists licenses"),
        ("denosumab", "note: The same substance as Prolia."),
        ("denosumab", "osteoporosis indications: none other indications: skeletal-related-events"),
        ("denosumab", "renal threshold: boxed warning applies at eGFR < 30 or dialysis"),
        ("estradiol", "Depo excluded from search: an everyday short form and part of other trade names"),
        ("alendronic-acid", "unii:2UY4M2U3RA form: alendronate sodium note: UNII also names it"),
        ("alendronic-acid", "ABDP kind: abbreviation excluded from search: too short"),
        ("alendronic-acid", "combined in alendronic acid and alfacalcidol (sequential)"),
    ],
)
def test_show_lists_products(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], id: str, line: str
) -> None:
    """What was read of a brand, a market, a label, a name or an identifier is in the words of the command."""
    monkeypatch.delenv("COLUMNS")
    assert run(["show", id]) == 0

    assert line in " ".join(capsys.readouterr().out.split())


def test_show_a_decoy_that_vetoes(capsys: pytest.CaptureFixture[str]) -> None:
    """A look-alike that blocks the whole string says so; others don't."""
    look_alikes = osteopharm.load().look_alikes.values()
    told = {}
    for look_alike in look_alikes:
        records.record(osteopharm.load(), look_alike, json=False)
        told[look_alike.id] = "blocks whole string" in capsys.readouterr().out

    assert {look_alike.id: look_alike.blocks_whole_string for look_alike in look_alikes} == told
    assert {True, False} == set(told.values())


def test_show_a_claim_link(capsys: pytest.CaptureFixture[str]) -> None:
    """A claim link shows both claims, the kind, the reason and the members it excepts."""
    merged = osteopharm.read_seeds(SECOND, extend=osteopharm.load())
    [claim_link] = [
        each for each in merged.claim_links.values() if "fictodronate" in {member.id for member in each.exceptions}
    ]
    records.record(merged, claim_link, json=False)
    told = capsys.readouterr().out

    assert "qualifies" in told
    assert "fictodronate" in told
    assert claim_link.reason in told


def test_show_a_document_without_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    """A document of which no publication is known shows no match."""
    merged = osteopharm.read_seeds(SECOND, extend=osteopharm.load())
    records.record(merged, merged.sources["glass-rabbits-note"], json=False)

    assert "certainty" not in capsys.readouterr().out


def test_show_as_json_is_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    """`show --json` prints a record of any type as the bundled file has it."""
    bundled = json.loads(BUNDLED.read_text(encoding="utf-8"))
    tables = [table for kind in KINDS for table in bundled[kind][:2]]
    for table in tables:
        assert run(["show", table["id"], "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == table


def spiked(thing: Any) -> Any:
    """A record with markup at the end of each text of it, and of what is in it, that has no fixed form."""
    changes: dict[str, Any] = {}
    for field in fields(type(thing)):
        value = getattr(thing, field.name)
        if type(value) is str:
            spike: Any = f"{value}{MARKUP}"
        elif isinstance(value, tuple):
            spike = tuple(
                f"{each}{MARKUP}" if type(each) is str else spiked(each) if has(type(each)) else each for each in value
            )
        elif isinstance(value, osteopharm.Label | osteopharm.Concept | osteopharm.Medication | osteopharm.DrugClass):
            spike = spiked(value)
        else:
            continue
        try:
            evolve(thing, **{field.name: spike})
        except osteopharm.InvalidRecordError:
            continue
        changes[field.name] = spike
    return evolve(thing, **changes)


@pytest.mark.parametrize("id", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_text_from_the_data_is_not_markup(capsys: pytest.CaptureFixture[str], id: str) -> None:
    """Square brackets, names of emoji and marks of direction in any text of a record are printed and do nothing."""
    record = spiked(osteopharm.load()[id])
    records.record(osteopharm.load(), record, json=False)
    printed = "".join(capsys.readouterr().out.split())
    spikes = printed.count("".join(plain(MARKUP).split()))

    assert spikes >= 1
    assert printed.count("[boldred]") == printed.count("[link=x]") == printed.count(":smile:") == spikes
    assert "\u202e" not in printed
    assert "\x1b" not in printed


def test_answers_with_markup_are_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """The answer is printed as it is, and so are the names in it, a list of claims and the attribution."""
    [registry, denosumab] = (spiked(osteopharm.load()[id]) for id in ("rxnorm-2025-10-06", "denosumab"))
    claim = spiked(osteopharm.load().claims["romosozumab-2019-formation"])
    printing.claims(osteopharm.ClaimSet([claim]), json=False)
    printing.attribution(osteopharm.Compendium(sources=[registry]).attribution(), json=False)
    printing.mentions([osteopharm.Mention(0, 6, f"Prolia{MARKUP}", denosumab)], json=False)
    printing.suggestions([osteopharm.names.Suggestion("Prolia", denosumab, 1)], json=False)
    assert run(["identify", f"Prolia{MARKUP}"]) == 0
    printed = capsys.readouterr().out

    assert "".join(printed.split()).count("".join(plain(MARKUP).split())) == 8
    assert "\u202e" not in printed


def test_an_unknown_name_offers_the_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled id ends with exit code 1 and the near ids on standard error; nothing on standard output."""
    assert run(["show", "denosumap"]) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert printed.err == (
        "osteopharm: no record has the id or name 'denosumap'; "
        "did you mean one of 'denosumab', 'Denosumabe', 'denosumab-nxxp'?\n"
    )


def test_a_misspelled_brand_offers_the_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no id is near, the names and brands that are near are offered, as they are written; else none."""
    assert run(["show", "Fosamx"]) == 1
    assert run(["show", "qqqqqqqq"]) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert printed.err.splitlines() == [
        "osteopharm: no record has the id or name 'Fosamx'; did you mean one of 'Fosamax', 'Ossmax', 'Fosamax Plus'?",
        "osteopharm: no record has the id or name 'qqqqqqqq'",
    ]


def test_claims_are_about_what_a_combination_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """Claims about a brand are those about its medication; for a combination, what it holds is offered."""
    assert run(["claims", "--about", "Prolia"]) == 0
    assert "Denosumab is an antiresorptive medication." in capsys.readouterr().out
    for option in ("--about", "--on"):
        assert run(["claims", option, "Didronel PMO"]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("osteopharm: 'Didronel PMO' matches more than one: 'etidronic-acid', 'calcium'")


@pytest.mark.parametrize(
    "words", [["claims", "--certainty", "maybe"], ["shew", "x"], ["show"], ["claims", "--citation", "x"]]
)
def test_words_that_are_not_understood(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """Words that the command does not know end with exit code 1 and a message on standard error."""
    assert run(words) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert printed.err


def test_an_unknown_citation_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A number that the document's reference list does not have is refused with those it has."""
    assert run(["claims", "--citation", "9"]) == 1
    assert "use one of '1', '2'" in capsys.readouterr().err


@pytest.mark.slow
def test_build_writes_the_shipped_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm build seeds -o FILE` writes byte for byte what ships."""
    target = tmp_path / "compendium.json"

    assert run(["build", str(ROOT / "seeds"), "-o", str(target)]) == 0
    assert target.read_bytes() == BUNDLED.read_bytes()
    assert f"{len(osteopharm.load().claims)} claims" in capsys.readouterr().out


def test_a_faulty_folder_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a fault in the seeds, build and check end with 1, list it, and write no file."""
    folder = small_folder()
    folder.tables["catalog/concepts.toml"]["concepts"][0]["kind"] = "organ"
    seeds = folder.write(tmp_path / "seeds")

    for words in (["build", str(seeds), "-o", str(tmp_path / "out.json")], ["check", str(seeds)]):
        assert run(words) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "catalog/concepts.toml: $.concepts[0].kind: unknown EntityKind 'organ'" in printed.err
    assert not (tmp_path / "out.json").exists()


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the output cannot be written, the command says why and ends with 1."""
    seeds = small_folder().write(tmp_path / "seeds")

    assert run(["build", str(seeds), "-o", str(tmp_path / "missing" / "out.json")]) == 1
    assert "No such file or directory" in capsys.readouterr().err


def test_check_onto_the_shipped_data(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of one's own is checked by itself, or together with what ships."""
    assert run(["check", str(SECOND), "--extend-bundled"]) == 0
    assert capsys.readouterr().out.startswith(f"no problems: {len(osteopharm.load().sources) + 1} sources, ")
    assert run(["check", str(SECOND)]) == 1
    assert "unknown id 'bisphosphonates'" in capsys.readouterr().err


def test_the_command_runs_as_a_process() -> None:
    """The installed command answers and passes its exit code on."""
    found = subprocess.run(
        [Path(sys.executable).with_name("osteopharm"), "show", "x"], capture_output=True, check=False
    )

    assert found.returncode == 1


def run_as_process(*words: str, pipe: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command run as a process, if need be within a line of the shell."""
    command = str(Path(sys.executable).with_name("osteopharm"))
    line = ["bash", "-c", f"{shlex.join([command, *words])} {pipe}"] if pipe else [command, *words]
    return subprocess.run(line, capture_output=True, check=False, env={**os.environ, **environment})


def test_a_reader_that_has_read_enough_is_not_an_error() -> None:
    """Piped into head, the command ends without a word on standard error."""
    # The reader must be gone before anything is written, or the little that is printed fits into the pipe.
    found = run_as_process("html", pipe="| true")

    assert found.stderr == b""


@pytest.mark.slow
def test_an_old_terminal_gets_code_points() -> None:
    """Where the output's encoding lacks a letter, its code point is printed; JSON stays JSON, the page stays UTF-8."""
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    shown = run_as_process("show", "af20-s07-healing-impaired", **ascii_only)
    rows = run_as_process("claims", "--on", "bone-healing", "--json", **ascii_only)
    page = run_as_process("html", **ascii_only)

    assert (shown.returncode, rows.returncode, page.returncode) == (0, 0, 0)
    assert rb"\u201ctheir theoretical negative effect on bone healing\u201d" in shown.stdout
    assert json.loads(rows.stdout) == osteopharm.load().claims.on("bone-healing").to_rows()
    assert "\u2713" in page.stdout.decode("utf-8")


def test_main_passes_the_arguments_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry point runs the arguments of the process and leaves with the exit code."""
    monkeypatch.setattr(sys, "argv", ["osteopharm", "about"])
    with pytest.raises(SystemExit) as caught:
        cli.main()

    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("osteopharm ")


def test_read_writes_the_reader_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm html` writes the page to a file or to standard output; the only document need not be named."""
    target = tmp_path / "page.html"

    assert run(["html", "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"wrote {target}\n"
    assert run(["html", "anderson-freedman-2020"]) == 0
    assert capsys.readouterr().out == target.read_text(encoding="utf-8")
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_read_refuses_what_is_not_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    """A document that is not there is an error with the near ids."""
    assert run(["html", "anderson-2020"]) == 1
    assert "did you mean 'anderson-freedman-2020'?" in capsys.readouterr().err


def test_a_pipe_gets_whole_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no width is asked for and nobody looks, no line is folded, filled with blanks or colored."""
    monkeypatch.delenv("COLUMNS")
    assert run(["claims", "--about", "bisphosphonates", "--on", "spine-fusion"]) == 0
    assert run(["show", "anderson-freedman-2020"]) == 0
    told = capsys.readouterr().out

    assert "  Bisphosphonates will interfere with bone healing after fusion, as spine surgeons fear.\n" in told
    assert osteopharm.load().documents["anderson-freedman-2020"].corrected_text.partition("\n")[0] in told
    assert all(line == line.rstrip() for line in told.splitlines())
    assert "\x1b" not in told


@pytest.mark.parametrize("columns", [20, 30, 50])
def test_a_narrow_terminal_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """In a narrow terminal words are folded, never cut: every letter of the quote is there, and no line is too long."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["show", "af20-s07-fusion-healing-feared"]) == 0
    assert run(["claims", "--on", "spine-fusion"]) == 0
    told = capsys.readouterr().out
    claim = osteopharm.load().claims["af20-s07-fusion-healing-feared"]

    assert all(len(line) <= columns for line in told.splitlines())
    assert isinstance(claim.provenance, osteopharm.Passage)
    assert "".join(claim.provenance.quote.split()) in "".join(told.split())


@pytest.mark.parametrize("columns", [1, 20, 47])
def test_every_record_in_a_narrow_terminal_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """However narrow it is, every letter of records of every type is printed in its order, and no line is too long."""
    of_type = [osteopharm.load().records.of(each) for each in RECORD_TYPES]
    chosen = [record for found in of_type for record in found[:: len(found) // 5 + 1]]
    printed = []
    for width in (None, str(columns)):
        if width is None:
            monkeypatch.delenv("COLUMNS")
        else:
            monkeypatch.setenv("COLUMNS", width)
        for record in chosen:
            records.record(osteopharm.load(), record, json=False)
        printed.append(capsys.readouterr().out)
    whole, folded = printed

    assert "".join(whole.split()) == "".join(folded.split())
    assert all(len(line) <= max(columns, terminal.NARROWEST) for line in folded.splitlines())


@pytest.mark.parametrize("columns", [20, 80])
def test_answers_in_a_narrow_terminal_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """Products, suggestions and claims are folded like records."""
    words = [
        ["identify", "Fosavance 70mg/5600IU", "x" * 100],
        ["suggest", "prolja"],
        ["claims", "--on", "bone-healing"],
    ]
    monkeypatch.delenv("COLUMNS")
    assert [run(each) for each in words] == [0, 0, 0]
    whole = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", str(columns))
    assert [run(each) for each in words] == [0, 0, 0]
    folded = capsys.readouterr().out

    assert "".join(whole.split()) == "".join(folded.split())
    assert all(len(line) <= columns for line in folded.splitlines())


def test_a_terminal_is_as_wide_as_it_says() -> None:
    """In a terminal the lines are as long as it is wide, and what one looks for is bold."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 40, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    command = [
        str(Path(sys.executable).with_name("osteopharm")),
        "identify",
        "Fosamax Plus D 70 mg/2800 IU tablets, four of them",
    ]
    subprocess.run(command, stdin=theirs, stdout=theirs, check=True, env=environment | {"TERM": "xterm"})
    os.close(theirs)
    told = os.read(ours, 10_000).decode().replace("\r\n", "\n")
    os.close(ours)

    assert told.splitlines() == [
        "\x1b[1mFosamax Plus D 70 mg/2800 IU tablets,\x1b[0m",
        "\x1b[1mfour of them\x1b[0m",
        "  alendronic acid (nitrogen-containing",
        "  bisphosphonates)",
        "  colecalciferol (vitamin D and",
        "  analogues, adjunct)",
        "  labeled for osteoporosis: yes; action:",
        "  antiresorptive; brand: Fosamax Plus D",
    ]


def test_main_writes_to_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard output is a stream of another kind, as in some notebooks, the command writes to it too."""
    stream = StringIO()
    monkeypatch.setattr(sys, "argv", ["osteopharm", "about"])
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit) as caught:
        cli.main()

    assert caught.value.code == 0
    assert stream.getvalue().startswith("osteopharm ")


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Give the command something to read on standard input."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data), encoding="utf-8"))


def test_identify_says_what_is_in_products(capsys: pytest.CaptureFixture[str]) -> None:
    """Each product is printed with its medications, their classes, its labeling, the action and the brand."""
    products = [
        "FOSAMAX 70 MG TAB",
        "Xgeva 120 mg",
        "vitamin D3 1000 IU",
        "Fosavance 70mg/5600IU",
        "raloxifene 60 mg; alendronate 70 mg",
        "estradiol 1 mg",
        "aspirin 81 mg",
    ]
    assert run(["identify", *products]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "FOSAMAX 70 MG TAB",
        "  alendronic acid (nitrogen-containing bisphosphonates)",
        "  labeled for osteoporosis: yes; action: antiresorptive; brand: Fosamax",
        "Xgeva 120 mg",
        "  denosumab (RANKL inhibitors)",
        "  labeled for osteoporosis: no; action: antiresorptive; brand: Xgeva",
        "vitamin D3 1000 IU",
        "  colecalciferol (vitamin D and analogues, adjunct)",
        "  labeled for osteoporosis: unknown",
        "Fosavance 70mg/5600IU",
        "  alendronic acid (nitrogen-containing bisphosphonates)",
        "  colecalciferol (vitamin D and analogues, adjunct)",
        "  labeled for osteoporosis: yes; action: antiresorptive; brand: Fosavance",
        "raloxifene 60 mg; alendronate 70 mg",
        "  raloxifene (selective estrogen receptor modulators)",
        "  alendronic acid (nitrogen-containing bisphosphonates)",
        "  labeled for osteoporosis: yes; action: antiresorptive",
        "estradiol 1 mg",
        "  estradiol (estrogens)",
        "  labeled for osteoporosis: unknown; action: antiresorptive",
        "aspirin 81 mg",
        "  nothing found; similar names: osteopharm suggest 'aspirin 81 mg'",
    ]


def test_identify_as_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json` each product is a line of its own, so that a program can read while the command still runs."""
    assert run(["identify", "Fosavance 70mg/5600IU", "aspirin", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert rows == [
        {
            "text": "Fosavance 70mg/5600IU",
            "medications": ["alendronic-acid", "colecalciferol"],
            "treatments": ["alendronic-acid"],
            "drug_classes": ["nitrogen-containing-bisphosphonates", "vitamin-d-analogues"],
            "action": "antiresorptive",
            "brands": ["Fosavance"],
            "labeled_for_osteoporosis": True,
            "matches": [
                {
                    "start": 0,
                    "end": 9,
                    "text": "Fosavance",
                    "entity": "alendronic-acid-and-colecalciferol",
                    "brand": "Fosavance",
                }
            ],
        },
        {
            "text": "aspirin",
            "medications": [],
            "treatments": [],
            "drug_classes": [],
            "action": None,
            "brands": [],
            "labeled_for_osteoporosis": None,
            "matches": [],
        },
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "not ended"])
def test_identify_reads_a_product_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: str, last: bool
) -> None:
    """Without arguments each line of standard input is a product, an empty one too, whatever ends the lines."""
    products = ["Fosamax 70 mg", "", "  ", "aspirin", "Oestrad\u0131ol \U0001f9b4 \u202etab\tlet"]
    feed(monkeypatch, (end.join(products) + (end if last else "")).encode())
    assert run(["identify", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.split("\n")[:-1]]

    assert products == [row["text"] for row in rows]
    assert [row["medications"] for row in rows[:4]] == [["alendronic-acid"], [], [], []]


def test_identify_of_no_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Empty input gives empty output and no error."""
    feed(monkeypatch, b"")
    assert run(["identify"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("columns", [None, pytest.param("80", marks=pytest.mark.slow)])
def test_identify_takes_a_huge_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str | None
) -> None:
    """A line of a megabyte is one product, is reported whole, and in a file or a pipe is on one line."""
    line = "tablet " * 150_000 + "Fosamax"
    feed(monkeypatch, f"{line}\nProlia\n".encode())
    if columns is None:
        monkeypatch.delenv("COLUMNS")
    assert run(["identify"]) == 0
    told = capsys.readouterr().out.splitlines()

    assert " ".join(part.strip() for part in told[:-5]) == line
    assert told[-5] == "  alendronic acid (nitrogen-containing bisphosphonates)"
    assert told[-3:-1] == ["Prolia", "  denosumab (RANKL inhibitors)"]
    assert (len(told) == 6) == (columns is None)


def test_identify_shows_what_would_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences and marks of direction in a product are reported by their code points."""
    assert run(["identify", "\x1b[2K Fosamax\u202e", "--", "-Prolia"]) == 0
    told = capsys.readouterr().out.splitlines()

    assert told[0] == "<U+001B>[2K Fosamax<U+202E>"
    assert told[1] == "  alendronic acid (nitrogen-containing bisphosphonates)"
    assert told[3:5] == ["-Prolia", "  denosumab (RANKL inhibitors)"]


def test_identify_refuses_what_is_not_utf_8(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line in another encoding is rejected with its number; the lines before it are answered."""
    feed(monkeypatch, "Prolia\nAlendrons\u00e4ure\nXgeva\n".encode("latin-1"))
    assert run(["identify"]) == 1
    printed = capsys.readouterr()

    assert printed.out.startswith("Prolia\n  denosumab")
    assert "Xgeva" not in printed.out
    assert printed.err.splitlines() == [
        "osteopharm: 1 problem:",
        "standard input: line 2: is not UTF-8 at byte 9",
        "    hint: encode the input as UTF-8",
    ]


@pytest.mark.slow
def test_identify_ends_where_the_reader_does() -> None:
    """Piped into head, `identify` ends with its reader, however much there would still be to read and to print."""
    command = shlex.quote(str(Path(sys.executable).with_name("osteopharm")))
    for option in ("", "--json"):
        line = f"yes 'Fosamax 70 mg' | {command} identify {option} | head -n 1"
        found = subprocess.run(["bash", "-c", line], capture_output=True, check=False, timeout=60)

        assert b"Fosamax 70 mg" in found.stdout
        assert found.stdout.count(b"\n") == 1
        assert found.stderr == b""


def test_identify_takes_arguments_of_any_bytes() -> None:
    """An argument that is not UTF-8 is reported with the code points of what could not be read."""
    command = os.fsencode(Path(sys.executable).with_name("osteopharm"))
    found = subprocess.run([command, b"identify", b"Fosamax \xe4"], capture_output=True, check=True)

    assert found.stdout.startswith(b"Fosamax <U+DCE4>" + os.linesep.encode())
    assert b"alendronic acid" in found.stdout


def test_suggest_ranks_what_may_be_meant(capsys: pytest.CaptureFixture[str]) -> None:
    """Each suggestion is reported with what it names and how like the text it is, the best first."""
    assert run(["suggest", "alendronat sodum"]) == 0
    told = capsys.readouterr().out.splitlines()
    expected = osteopharm.load().suggest("alendronat sodum")

    assert told[0] == "alendronate sodium (alendronic acid), 0.88"
    assert [str(each) for each in expected] == told


def test_suggest_shows_ties(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that tie with the last one wanted are shown too; with more wanted, more are shown."""
    text = "incdronic acid"
    counts = []
    for most in (1, 2, 10):
        assert run(["suggest", text, "--most", str(most), "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)
        found = osteopharm.load().suggest(text, most)
        counts.append(len(rows))

        assert rows == [{"name": each.name, "entity": each.entity.id, "score": each.score} for each in found]
        assert len(rows) >= most or most == 10

    assert counts == sorted(counts)
    assert run(["suggest", "estrtriol", "--most", "1"]) == 0
    told = capsys.readouterr().out.splitlines()

    assert told == [
        "estradiol (estradiol), 0.78",
        "estriol (estriol), 0.78",
        "ethinyl estradiol (ethinylestradiol), 0.78",
    ]


@pytest.mark.parametrize("text", ["xqzzzqj", "", " ", "\u9aa8\U0001f9b4", "a" * 100_000])
def test_suggest_may_know_nothing_like_it(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """Where nothing is like the text the command says so; as JSON, the list is empty."""
    assert run(["suggest", text]) == 0
    assert run(["suggest", text, "--json"]) == 0
    assert capsys.readouterr().out == "no similar names\n[]\n"


@pytest.mark.parametrize("most", ["0", "-1", "many"])
def test_suggest_wants_one_at_least(capsys: pytest.CaptureFixture[str], most: str) -> None:
    """No number below one makes sense."""
    assert run(["suggest", "prolja", "--most", most]) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert "--most" in printed.err


def test_suggest_without_its_extra_says_how_to_install_it() -> None:
    """Where rapidfuzz is not installed, `suggest` ends with 1 and one line that names the pip command."""
    program = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "rapidfuzz" else found(name, *rest)
sys.argv = ["osteopharm", "suggest", "prolja"]
from osteopharm.cli import main; main()
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == "osteopharm: this needs the extra 'suggest': pip install 'osteopharm[suggest]'\n"


PROSE = (
    "Denosumab (Prolia\u00ae) is one.\r\n"
    "SERMs, \U0001f9b4 and Fosamax Plus D\u2122 are others; procalcitonin is none.\n"
)


@pytest.mark.parametrize("from_standard_input", [True, False], ids=["-", "file"])
def test_mentions_have_their_places(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, from_standard_input: bool
) -> None:
    """Each mention is reported with its place and what it names; `-` reads the same from standard input."""
    file = tmp_path / "note.txt"
    file.write_bytes(PROSE.encode())
    feed(monkeypatch, PROSE.encode())
    name = "-" if from_standard_input else str(file)
    assert run(["mentions", name]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "Denosumab (0 to 9): denosumab",
        "Prolia (11 to 17): denosumab",
        "SERMs (29 to 34): selective estrogen receptor modulators",
        "Fosamax Plus D (42 to 56): alendronic acid and colecalciferol",
        "4 mentions",
    ]


def test_mentions_of_concepts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With --kind, which may be repeated, concepts are found, and only what is asked for."""
    feed(monkeypatch, b"Prolia, a hip fracture, spinal fusion and osteoporosis.")
    assert run(["mentions", "-", "--kind", "outcome", "--kind", "condition"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "hip fracture (10 to 22): hip fracture",
        "spinal fusion (24 to 37): spine fusion",
        "osteoporosis (42 to 54): osteoporosis",
        "3 mentions",
    ]


def test_mentions_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON the places slice the text as it was given, whatever ends its lines, to the very words."""
    feed(monkeypatch, PROSE.encode())
    assert run(["mentions", "-", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)

    assert [PROSE[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
    assert [(row["entity"], row["brand"]) for row in rows] == [
        ("denosumab", None),
        ("denosumab", "Prolia"),
        ("selective-estrogen-receptor-modulators", None),
        ("alendronic-acid-and-colecalciferol", "Fosamax Plus D"),
    ]


@pytest.mark.parametrize(("text", "count"), [("", "0 mentions"), ("Only Prolia.", "1 mention")])
def test_mentions_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, count: str
) -> None:
    """The last line counts; a text without a mention is not an error."""
    feed(monkeypatch, text.encode())
    assert run(["mentions", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == count


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing.txt", "is not a file"),
        (".", "is not a file"),
        ("latin.txt", "is not UTF-8 at byte 9"),
        ("large.txt", "has more than 67,108,864 bytes"),
        ("\u202enot-there", "is not a file"),
    ],
)
def test_mentions_refuses_what_is_not_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, told: str
) -> None:
    """A file that is missing, is a folder, is too large or is not UTF-8 ends with 1 and says why."""
    monkeypatch.chdir(tmp_path)
    Path("latin.txt").write_bytes("Alendrons\u00e4ure".encode("latin-1"))
    with Path("large.txt").open("wb") as file:
        file.truncate(terminal.LARGEST_TEXT + 1)
    assert run(["mentions", name]) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert f"{plain(name)}: {told}" in printed.err


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Alendrons\u00e4ure".encode("latin-1"), "is not UTF-8 at byte 9"),
        (bytes(terminal.LARGEST_TEXT + 1), "has more than 67,108,864 bytes"),
    ],
    ids=["not UTF-8", "too large"],
)
def test_mentions_refuses_the_same_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: bytes, told: str
) -> None:
    """Standard input has the same limits as a file."""
    feed(monkeypatch, data)
    assert run(["mentions", "-"]) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert f"standard input: {told}" in printed.err


def test_claims_of_other_sources_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """A claim of a publication is listed like one of the page, and its row names the source and the place."""
    assert run(["claims", "--about", "Evenity", "--on", "bone resorption"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "romosozumab-2019-resorption  affirmed, stated, clinical studies",
        "  After two and after twelve months, romosozumab had decreased the resorption of",
        "  bone.",
        "1 claim",
    ]


def test_what_contains_a_name_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a text that only contains a name, the error says so, and offers nothing similar."""
    assert run(["show", "Fosamax 70 mg"]) == 1
    printed = capsys.readouterr()

    assert printed.err.endswith("'Fosamax 70 mg': it contains a name of alendronic-acid\n")


def test_empty_values_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """A label whose value is empty is not printed, nor is an empty item of a list; zero is a value."""
    terminal.fields([("none", None), ("blank", ""), ("zero", 0), ("some", ("", "x", None))])
    printed = capsys.readouterr().out

    assert "none" not in printed
    assert "blank" not in printed
    assert [line.split() for line in printed.splitlines()] == [["zero", "0"], ["some", "x"]]
