"""The tools as functions: what they answer, what they refuse, and the schemas that describe both."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.parts import needs

import osteopharm
from osteopharm.errors import AmbiguousNameError, InvalidRecordError, UnknownIdError, UnknownNameError

pytestmark = needs("agents", "mcp")

from osteopharm.agents import call_function, function_schemas  # noqa: E402 - needs the packages above
from osteopharm.agents.functions import functions_of  # noqa: E402
from osteopharm.agents.toolbox import Toolbox  # noqa: E402

SNAPSHOT = Path(__file__).with_name("schemas.json")
COMPENDIUM = osteopharm.load()
FUNCTIONS = functions_of(COMPENDIUM)
PAGE = "anderson-freedman-2020"


def ask(name: str, **arguments: Any) -> Any:
    """The answer of a tool, which fits its schema."""
    answer = FUNCTIONS[name].call(arguments)
    fits(name).validate(answer)
    return answer


@cache
def fits(name: str) -> Any:
    """The check of the answers of a tool."""
    return jsonschema.Draft202012Validator(FUNCTIONS[name].returns)


def told(name: str, **arguments: Any) -> list[str]:
    """The text of the answer of a tool, line by line."""
    return FUNCTIONS[name].text(ask(name, **arguments)).split("\n")


def ids(refs: list[dict[str, str]]) -> list[str]:
    """The ids of references."""
    return [each["id"] for each in refs]


# Schemas


def test_the_schemas_are_those_of_the_snapshot() -> None:
    """What models read about the tools changes only on purpose: write schemas.json again with the line below."""
    # python -c "import json; from osteopharm.agents import function_schemas as f; print(json.dumps(f(), indent=1))"
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == function_schemas()


def test_the_schemas_are_schemas() -> None:
    """Each is a valid JSON Schema of an object; that of the arguments has no references and refuses others."""
    for each in function_schemas():
        for schema in (each["parameters"], each["returns"]):
            jsonschema.Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert each["parameters"]["additionalProperties"] is False
        assert "$ref" not in json.dumps(each["parameters"])
        assert ">>>" not in json.dumps(each)
        assert all("description" in field for field in each["parameters"]["properties"].values())
        assert each["description"].count("\n\n") >= 1


def test_every_tool_is_described_and_typed() -> None:
    """The tools are nine, named by verb and noun where they can be, and no method is left out."""
    assert [*FUNCTIONS] == [name for name in vars(Toolbox) if not name.startswith("_")]
    assert [*FUNCTIONS] == [
        "identify_products", "find_mentions", "look_up", "get_medication", "search_claims", "evidence_for",
        "explain_mechanism", "codelist", "verify_quote",
    ]  # fmt: skip


# Answers


def test_identify_products() -> None:
    """Each string is answered by itself; labels are yes, no or unknown; a misspelled name gets similar names only."""
    texts = ["Prolia 60 mg", "Xgeva 120 mg", "zoledronic acid", "Fosamx 70mg", "aspirin"]
    found = ask("identify_products", texts=texts)["products"]

    assert [each["text"] for each in found] == texts
    assert [each["labeled_for_osteoporosis"] for each in found] == [True, False, None, None, None]
    assert [ids(each["medications"]) for each in found] == [["denosumab"], ["denosumab"], ["zoledronic-acid"], [], []]
    assert found[0]["dosing_interval"] == "P6M"
    assert found[0]["strength"] == "60 mg"
    assert found[0]["matches"][0]["brand"] == "Prolia"
    assert found[3]["similar_names"][0].startswith("Fosamax (alendronic acid)")
    classes = "denosumab; classes: rankl-inhibitors; action: antiresorptive"
    assert told("identify_products", texts=texts)[:2] == [
        f"Prolia 60 mg: {classes}; brand: Prolia; labeled for osteoporosis",
        f"Xgeva 120 mg: {classes}; brand: Xgeva; not labeled for osteoporosis",
    ]
    assert told("identify_products", texts=["Fosamx", "aspirin"])[1] == "aspirin: nothing found"


def test_a_market_decides() -> None:
    """Labels of one market are those of that market alone."""
    found = [
        ask("identify_products", texts=["Didronel 400 mg"], market=market)["products"][0]["labeled_for_osteoporosis"]
        for market in ("US", "JP", "EU")
    ]

    assert found == [False, True, None]


def test_find_mentions_in_pages() -> None:
    """Mentions have exact offsets; a page says how many come after it, and its offset continues the list."""
    text = "Fosamax, Prolia and hip fractures. " * 4
    first = ask("find_mentions", text=text, limit=3)
    kinds = ["medication", "outcome", "condition"]
    rest = ask("find_mentions", text=text, kinds=kinds, limit=50, offset=3)

    assert first["page"] == {"total": 8, "left_out": 5, "next_offset": 3}
    assert [text[each["start"] : each["end"]] for each in first["mentions"]] == ["Fosamax", "Prolia", "Fosamax"]
    assert rest["page"] == {"total": 12, "left_out": 0, "next_offset": None}
    assert rest["mentions"][2]["entity"]["id"] == "hip-fracture"
    assert told("find_mentions", text=text, limit=1) == [
        "8 mentions",
        "0-7 Fosamax: alendronic-acid (medication)",
        "7 more of 8: ask again with offset=1",
    ]


@pytest.mark.parametrize(
    ("name", "id", "kind", "brand"),
    [
        ("fosamax", "alendronic-acid", "medication", "Fosamax"),
        ("Fosavance", "alendronic-acid-and-colecalciferol", "combination", "Fosavance"),
        ("SERMs", "selective-estrogen-receptor-modulators", "drug-class", None),
        ("spinal fusion", "spine-fusion", "outcome", None),
        ("osteoporosis", "osteoporosis", "condition", None),
    ],
)
def test_look_up_names(name: str, id: str, kind: str, brand: str | None) -> None:
    """A name, brand or synonym gives the one record, and says whether it is a brand."""
    found = ask("look_up", name_or_code=name)

    assert (found["entity"]["id"], found["entity"]["kind"], found["brand"]) == (id, kind, brand)
    assert found["code"] is None
    assert any(line.startswith(f"{id}: ") for line in told("look_up", name_or_code=name))


@pytest.mark.parametrize(
    ("code", "units", "labeled"),
    [
        ("hcpcs:J0897", 60, True),
        ("J0897", 120, False),
        ("J0897", None, None),
        ("ndc:55513-710-01", None, True),
        ("atc:M05BA", None, None),
    ],
)
def test_look_up_codes(code: str, units: float | None, labeled: bool | None) -> None:
    """A code is looked up with its system, or without where only one has it; billed units decide the label."""
    found = ask("look_up", name_or_code=code, units=units)

    assert found["entity"] is None
    assert found["code"]["labeled_for_osteoporosis"] is labeled
    assert (found["code"]["undecided"] is None) == (labeled is not None)
    assert told("look_up", name_or_code=code, units=units)[0].startswith(found["code"]["code"])


def test_a_long_entry_says_what_it_lacks() -> None:
    """Lists inside an answer are short, and their rest is counted."""
    entity = ask("look_up", name_or_code="denosumab")["entity"]

    assert len(entity["brands"]) == 10
    assert entity["left_out"]["brands"] == len(COMPENDIUM.medications["denosumab"].brands) - 10
    assert told("look_up", name_or_code="denosumab")[-1].startswith("left out: ")
    assert ask("look_up", name_or_code="bisphosphonates")["entity"]["members"]


def test_a_code_that_several_systems_may_have() -> None:
    """A bare code that means something in several systems is refused with the candidates; a name is not a code."""
    numbers: dict[str, set[str]] = {}
    for record in COMPENDIUM.product_codes.values():
        numbers.setdefault(record.code, set()).add(record.system)
    shared = sorted(code for code, systems in numbers.items() if len(systems) > 1)

    for code in shared[:3]:
        with pytest.raises(AmbiguousNameError):
            ask("look_up", name_or_code=code)
    assert ask("look_up", name_or_code="IL-6")["entity"]["id"] == "interleukin-6"


def test_get_medication() -> None:
    """Each section that is asked for is there, in pages; the others are not."""
    every = ["summary", "names", "brands", "codes", "labels", "products"]
    found = ask("get_medication", id="Fosamax", sections=every, limit=2)

    assert found["id"] == "alendronic-acid"
    assert {*found} == {"id", "name", "pages", *every}
    assert all(len(found[section]) == 2 for section in every[1:])
    assert found["pages"]["brands"]["total"] == len(COMPENDIUM.medications["alendronic-acid"].brands)
    assert "summary" not in ask("get_medication", id="alendronic-acid", sections=["labels"])
    assert ask("get_medication", id="Fosavance")["summary"]["belongs_to"][0]["id"] == "alendronic-acid"
    assert told("get_medication", id="romosozumab", sections=["codes"])[:2] == [
        "romosozumab: romosozumab",
        f"codes: {len(COMPENDIUM.medications['romosozumab'].identifiers)}",
    ]
    lines = told("get_medication", id="romosozumab", sections=[*every, "labels"])
    assert any("boxed warning" in line for line in lines)
    assert any("12 monthly doses" in line or "monthly" in line for line in lines)


def test_claims_have_their_quotes_or_their_figures() -> None:
    """A claim of a document has the exact words with digest; one of a study its publication and figures."""
    document = COMPENDIUM.documents[PAGE]
    found = ask("search_claims", about="alendronate", on="fracture risk", limit=50)["claims"]
    quoted = [each for each in found if each["quote"]]

    assert quoted
    for claim in quoted:
        quote = claim["quote"]
        assert document.text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["sha256"] == document.sha256
    assert any(each["inherited"] and each["subject"]["id"] == "bisphosphonates" for each in found)
    (trial,) = ask("search_claims", source="fit1-1996", limit=1)["claims"]
    assert trial["quote"] is None
    assert trial["figures"]["effect"] == "RR 0.53 (95% CI 0.41 to 0.68)"
    assert trial["figures"]["comparator"] == "placebo"
    assert trial["source"]["pmid"] == COMPENDIUM.sources["fit1-1996"].pmid  # type: ignore[union-attr]
    assert any("RR 0.53" in line for line in told("search_claims", source="fit1-1996", limit=1))


def test_search_claims_narrows() -> None:
    """Every filter narrows; an empty answer about a class points to its members; exceptions have their reason."""
    every = ask("search_claims", limit=1)["page"]["total"]
    assert every == len(COMPENDIUM.claims)
    animals = ask("search_claims", on="spine fusion", study_kind="animal-studies", species="animal", limit=1)
    assert 0 < animals["page"]["total"] < every
    empty = ask("search_claims", about="RANKL inhibitors", on="hip fracture")
    assert empty["hint"].endswith("1 about their members: ask again with members=true")
    assert told("search_claims", about="RANKL inhibitors", on="hip fracture") == ["0 claims", empty["hint"]]
    assert ask("search_claims", about="RANKL inhibitors", on="hip fracture", members=True)["page"]["total"] == 1
    excepted = [each for each in COMPENDIUM.claim_links.values() if each.exceptions]
    member = excepted[0].exceptions[0].id
    assert excepted[0].target.id in {each["claim"] for each in ask("search_claims", about=member)["exceptions"]}
    assert any(line.startswith("does not apply: ") for line in told("search_claims", about=member))


def test_evidence_for() -> None:
    """What supports, contradicts and qualifies a claim is counted in all and listed in pages, with reasons."""
    claim = "af20-s12-fractures-unaffected"
    found = ask("evidence_for", claim=claim, limit=2)
    links = COMPENDIUM.evidence_for(claim).claim_links

    assert found["claim"]["id"] == claim
    assert sum(found["counts"].values()) == found["page"]["total"] == len(links)
    assert [each["reason"] for each in found["links"]] == [link.reason for link in links[:2]]
    assert (
        told("evidence_for", claim=claim, limit=2)[-1]
        == f"{len(links) - 2} more of {len(links)}: ask again with offset=2"
    )


def test_explain_mechanism() -> None:
    """Every path has its signed steps with their sources; gaps, conflicts and exceptions are listed, too."""
    found = ask("explain_mechanism", agent="denosumab", outcome="fracture risk", limit=2)
    explanation = COMPENDIUM.explain("denosumab", "fracture-risk")

    assert found["sign"] == explanation.sign == -1
    assert found["page"]["total"] == len(explanation.paths)
    assert all(step["sources"] for path in found["paths"] for step in path["steps"])
    assert told("explain_mechanism", agent="denosumab", outcome="fracture risk")[0].startswith(
        "denosumab and fracture risk: lowers"
    )
    pairs = [("non-nitrogen-bisphosphonates", "bone-healing"), ("rankl-inhibitors", "bone-formation")]
    lines = [line for agent, outcome in pairs for line in told("explain_mechanism", agent=agent, outcome=outcome)]
    assert not any(
        "no sourced step" in line for line in told("explain_mechanism", agent="calcitonins", outcome="fracture risk")
    )
    beginnings = ("no sourced step continues", "contradicting claims", "path (-1", "isolated, never", "does not apply")
    for beginning in beginnings:
        assert any(line.startswith(beginning) for line in lines), beginning


def test_codelist() -> None:
    """Codes have their register and label; those that do not decide are counted, and listed if asked."""
    asked: dict[str, Any] = {"what": ["denosumab"], "systems": ["hcpcs", "atc"], "labeled_for_osteoporosis": True}
    found = ask("codelist", **asked, limit=2)
    first = found["codes"][0]
    assert (first["system"], first["code"], first["billed_units"]) == ("hcpcs", "J0897", ["60"])
    assert found["page"]["left_out"] == found["page"]["total"] - 2
    undecided = ask("codelist", **asked, undecided=True)
    assert undecided["page"]["total"] == found["undecided"] > 0
    assert all(row["undecided"] for row in undecided["codes"])
    lines = told("codelist", **asked)
    assert "billed units 60" in lines[1]
    assert "undecided" in lines[0]
    assert told("codelist", **asked, undecided=True)[1].startswith("atc:M05BX04 ")
    assert ask("codelist", systems=["hcpcs"], route="subcutaneous", limit=1)["page"]["total"] > 3


# Quotes


def test_a_quote_is_verified_letter_for_letter() -> None:
    """The words are found with offsets and digest, the sentence around them, and the claims that rest on them."""
    document = COMPENDIUM.documents[PAGE]
    found = ask("verify_quote", text="Bisphosphonates are analogs of pyrophosphate")
    (quote,) = found["quotes"]

    assert found["match"] == "exact"
    assert document.text[quote["start"] : quote["end"]] == quote["text"]
    assert found["sentences"] == [document.sentences[12].text]
    assert ("same", "af20-s13-pyrophosphate-analogs") in [
        (each["overlap"], each["claim"]["id"]) for each in found["claims"]
    ]
    assert told("verify_quote", text="Bisphosphonates are analogs of pyrophosphate")[0].startswith("exact")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("bisphosphonates are analogs of pyrophosphate", "none"),
        ("Bisphosphonates are analogs of pyrophosphates", "none"),
        ("Bisphosphonates are analogues of pyrophosphate", "none"),
        ("Bisphosphonates  are analogs\nof pyrophosphate", "white-space"),
        ("                ", "none"),
        ("Denosumab cures every fracture.", "none"),
        (".*.*.*.*.*", "none"),
    ],
)
def test_a_near_quote_is_not_a_quote(text: str, match: str) -> None:
    """Another letter is another text; of white space alone the answer says that it differs."""
    found = ask("verify_quote", text=text, document=PAGE)

    assert found["match"] == match
    assert bool(found["quotes"]) == (match != "none")
    assert found["documents"] == [PAGE]
    if match == "none" and "analog" in text:
        assert found["nearest"].startswith("Bisphosphonates are analogs")
        assert told("verify_quote", text=text)[1].startswith("nearest words: ")


def test_every_quote_of_the_data_is_verified() -> None:
    """Every claim of a document is found by its own quote, and by its context."""
    missed: list[str] = []
    overlaps: set[str] = set()
    for claim in COMPENDIUM.claims:
        quote = getattr(claim.provenance, "quote", None)
        if quote is not None and len(quote) >= 8:
            found = FUNCTIONS["verify_quote"].call({"text": quote})
            by_id = {each["claim"]["id"]: each["overlap"] for each in found["claims"]}
            overlaps.update(by_id.values())
            if found["match"] != "exact" or by_id.get(claim.id) != "same":
                missed.append(claim.id)

    assert missed == []
    assert overlaps == {"same", "within the text", "contains the text", "context"}
    crossing = COMPENDIUM.documents[PAGE].text[1900:2010]
    assert "part" in {each["overlap"] for each in ask("verify_quote", text=crossing)["claims"]}


# Refusals


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("look_up", {}, r"\$\.name_or_code: is missing"),
        (
            "look_up",
            {"name": "x", "name_or_code": "y"},
            r"\$\.name: is not an argument \(use name_or_code, units, market",
        ),
        ("look_up", {"name_or_cod": "x"}, r"did you mean 'name_or_code'\?"),
        ("look_up", {"name_or_code": 7}, r"\$\.name_or_code: input should be a valid string \(got 7\)"),
        ("look_up", {"name_or_code": "x", "units": "60"}, r"\$\.units: input should be a valid number \(got '60'\)"),
        ("look_up", {"name_or_code": "x", "units": -1}, r"\$\.units: input should be greater than 0"),
        ("look_up", {"name_or_code": "x", "units": float("nan")}, "are not JSON"),
        ("look_up", {"name_or_code": "x" * 201}, r"got 'x{99}…"),
        ("look_up", {"name_or_code": "\ud800"}, "half of a character"),
        ("identify_products", {"texts": "Prolia"}, r"\$\.texts: input should be a valid"),
        ("identify_products", {"texts": []}, "at least 1 item"),
        ("identify_products", {"texts": ["x"] * 51}, "at most 50 items"),
        ("identify_products", {"texts": ["x", None]}, r"\$\.texts\[1\]: input should be a valid string"),
        ("identify_products", {"texts": ["x"], "market": "usa"}, r"\$\.market: string should match"),
        ("search_claims", {"polarity": "maybe"}, "input should be 'affirmed', 'denied' or 'unresolved'"),
        ("search_claims", {"limit": 51, "offset": -1}, r"\$\.limit: .*; \$\.offset: "),
        ("search_claims", {"limit": True}, r"\$\.limit: input should be a valid integer"),
        ("get_medication", {"id": "denosumab", "sections": ["dose"]}, "input should be 'summary', 'names'"),
        ("verify_quote", {"text": "bone"}, "at least 8 characters"),
        ("find_mentions", {"text": "x" * 200_001}, "at most 200000 characters"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(name: str, arguments: dict[str, Any], message: str) -> None:
    """Unknown, missing and wrong arguments are refused, all of them in one message, with the path of each."""
    with pytest.raises(InvalidRecordError, match=message):
        call_function(name, arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "error", "message"),
    [
        ("look_up", {"name_or_code": "Fosamx"}, UnknownNameError, "did you mean one of 'Fosamax'"),
        ("look_up", {"name_or_code": "ER"}, AmbiguousNameError, "endoplasmic reticulum"),
        ("look_up", {"name_or_code": "atc:M05BX99"}, UnknownIdError, "no medication has the id 'atc:M05BX99'"),
        ("get_medication", {"id": "bisphosphonates"}, UnknownNameError, "it is a drug class"),
        ("evidence_for", {"claim": "af20-s12-fractures-unafected"}, UnknownIdError, "af20-s12-fractures-unaffected"),
        ("verify_quote", {"text": "analogs of", "document": "none"}, UnknownIdError, "no document has the id 'none'"),
        ("identify_prodcts", {"texts": ["x"]}, UnknownNameError, "did you mean 'identify_products'"),
        ("prescribe", {}, UnknownNameError, "identify_products"),
    ],
)
def test_what_is_unknown_is_answered_with_near_names(
    name: str, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    """The error names what may have been meant."""
    with pytest.raises(error, match=message):
        call_function(name, arguments)


def test_another_compendium_answers() -> None:
    """A compendium of one's own answers in place of the bundled one."""
    nothing = osteopharm.Compendium()

    assert call_function("search_claims", {}, compendium=nothing)["page"]["total"] == 0
    assert call_function("verify_quote", {"text": "analogs of pyrophosphate"}, compendium=nothing)["documents"] == []
    with pytest.raises(UnknownNameError):
        call_function("look_up", {"name_or_code": "Fosamax"}, compendium=nothing)
