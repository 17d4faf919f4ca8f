"""The knowledge graph in KGX: valid in Biolink, no more than its sources say, the same signed graph as the records."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.draws import compendia
from tests.parts import module, needs
from tests.rules import each_of

import osteopharm
from osteopharm import Compendium, Concept, DrugClass, Medication
from osteopharm.export import kgx, kgx_jsonl, kgx_tsv, knowledge_graph
from osteopharm.export.kgx import EDGE_COLUMNS, NODE_COLUMNS, PREFIXES, category_of
from osteopharm.model import Entity, EvidenceClaim, Polarity, Relation

COMPENDIUM = osteopharm.load()
GRAPH = knowledge_graph(COMPENDIUM)
NODES = {node["id"]: node for node in GRAPH.nodes}
EDGES = {edge["id"]: edge for edge in GRAPH.edges}
CURIE = re.compile(r"[A-Za-z][\w.]*:[^\s|:]+(?:/[^\s|:]+)*|(?:doi|DOI):\S+")
SIGNED = {
    "biolink:acts_upstream_of_or_within_positive_effect": 1,
    "biolink:acts_upstream_of_or_within_negative_effect": -1,
}
LINKED = ("subject", "object")
CURIES = ("publications", "has_evidence", "has_attribute", "has_evidence_of_type", "xref", "equivalent_identifiers")
# What the Bioregistry has and Biolink has not.
NOT_IN_BIOLINK = {"ATC", "ICD10CM", "OBA"}


@cache
def toolkit() -> Any:
    """The model, read from its package: by default the toolkit would download it."""
    bmt = module("validators", "bmt")
    home = Path(next(iter(module("validators", "biolink_model").__path__)))
    return bmt.Toolkit(schema=str(home / "schema/biolink_model.yaml"), predicate_map={"predicate mappings": []})


def problems(item: Mapping[str, Any], nodes: Container[str] = NODES) -> list[str]:
    """What the model, and our checks of what it does not check, find wrong in a node or an edge."""
    models = module("validators", "biolink_model.datamodel.pydanticmodel_v2")
    model = getattr(models, str(item.get("category", [""])[0]).partition(":")[2], None)
    if model is None:
        return ["unknown category"]
    try:
        model.model_validate(dict(item))
    except module("validators", "pydantic").ValidationError as error:
        return [str(each["loc"]) for each in error.errors()]
    return unchecked(item, nodes)


def unchecked(item: Mapping[str, Any], nodes: Container[str]) -> list[str]:
    """What the model accepts in an edge: any text as predicate or id, and ends that are not among the nodes."""
    found = [] if CURIE.fullmatch(item["id"]) else ["id"]
    found += [name for name in CURIES for each in item.get(name, ()) if not CURIE.fullmatch(each)]
    if "predicate" not in item:
        return found
    predicate = toolkit().get_element(item["predicate"])
    if predicate is None or not toolkit().is_predicate(item["predicate"]) or predicate.deprecated:
        found.append("predicate")
    return found + [end for end in LINKED if item[end] not in nodes]


@pytest.mark.slow
@needs("validators")
def test_the_whole_graph_is_valid() -> None:
    """Each node and edge passes the model of its category, and the checks that the model leaves out."""
    assert Counter(problem for item in (*GRAPH.nodes, *GRAPH.edges) for problem in problems(item)) == {}


@each_of(
    ("claimed", "category", "predicate", "direction"),
    [
        ("denosumab inhibits rankl", "ChemicalAffectsGeneAssociation", "affects", "decreased"),
        ("bisphosphonates inhibits osteoclasts", "ChemicalAffectsBiologicalEntityAssociation", "affects", "decreased"),
        ("bisphosphonates increases pyrophosphate", "Association", "affects", None),
        ("bisphosphonates binds bone-mineral", "Association", "directly_physically_interacts_with", None),
        ("denosumab binds rankl", "ChemicalGeneInteractionAssociation", "directly_physically_interacts_with", None),
        ("osteoprotegerin decreases rankl", "GeneRegulatesGeneAssociation", "regulates", "decreased"),
        ("osteoprotegerin affects rankl", "Association", "affects", None),
        ("sclerostin decreases bone-mineral", "GeneAffectsChemicalAssociation", "affects", "decreased"),
        ("sclerostin decreases bone-formation", "Association", "acts_upstream_of_or_within_negative_effect", None),
        ("bone-resorption decreases bone-mass", "EntityToPhenotypicFeatureAssociation", "affects", "decreased"),
        ("bone-resorption increases osteoporosis", "EntityToDiseaseAssociation", "affects", "increased"),
        ("bone-resorption increases bone-formation", "Association", "affects", None),
        (
            "osteoporosis involves-decreased bone-mass",
            "DiseaseToPhenotypicFeatureAssociation",
            "has_phenotype",
            "decreased",
        ),
        ("osteoporosis involves-decreased bone-formation", "Association", "related_to", None),
        ("bisphosphonates has-quality inexpensive", "Association", "related_to", None),
        ("bisphosphonates maintains bone-mass", "ChemicalAffectsBiologicalEntityAssociation", "affects", None),
    ],
)
def test_what_each_relation_becomes(claimed: str, category: str, predicate: str, direction: str | None) -> None:
    """The association, predicate and direction of relations between entities of many kinds; made up, not claimed."""
    subject, relation, object = claimed.split()
    form = kgx._form(entity(subject), Relation(relation), entity(object))

    assert form["category"] == [f"biolink:{category}"]
    assert form["predicate"] == f"biolink:{predicate}"
    assert form.get("object_direction_qualifier") == direction
    assert ("qualified_predicate" in form) is (direction is not None and category[:7] != "Disease")


def entity(id: str) -> Entity:
    """A class, medication or concept."""
    found = COMPENDIUM[id]
    assert isinstance(found, DrugClass | Medication | Concept)
    return found


@pytest.mark.slow
@needs("validators")
def test_every_relation_is_valid_between_all_that_it_takes() -> None:
    """Whatever categories a relation joins, its edge passes the model."""
    one_of = {category_of(each): each for each in COMPENDIUM.records.entities}
    kinds = {each.kind: each for each in COMPENDIUM.records.entities} | {
        each.kind: each for each in one_of.values() if category_of(each) in ("Gene", "Protein", "BiologicalEntity")
    }
    some = {each.id: each for each in (*one_of.values(), *kinds.values())}.values()
    offenders = Counter(
        (relation.value, category_of(subject), category_of(object), problem)
        for relation in Relation
        for subject in some
        for object in some
        if subject.kind in relation.subject_kinds and object.kind in relation.object_kinds
        for problem in problems(made(kgx._form(subject, relation, object)))
    )

    assert offenders == {}


def made(form: Mapping[str, Any]) -> dict[str, Any]:
    """An edge of a form."""
    kept = ("id", "subject", "object", "knowledge_level", "agent_type", "primary_knowledge_source", "publications")
    return {**{key: EDGES["osteopharm:fit1-01"][key] for key in kept}, **form}


@pytest.mark.slow
@given(compendia())
@needs("validators")
def test_any_graph_is_valid(compendium: Compendium) -> None:
    """So does the graph of any compendium: no node or edge is there twice, and each line of TSV has all columns."""
    graph = knowledge_graph(compendium)
    nodes = {node["id"] for node in graph.nodes}
    assert [problem for item in (*graph.nodes, *graph.edges) for problem in problems(item, nodes)] == []
    assert len(nodes) == len(graph.nodes)
    assert len({edge["id"] for edge in graph.edges}) == len(graph.edges)
    for text, columns in zip(kgx_tsv(compendium).values(), (NODE_COLUMNS, EDGE_COLUMNS), strict=True):
        assert {line.count("\t") for line in text.splitlines()} == {len(columns) - 1}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("subject", None),
        ("subject", "not a curie"),
        ("subject", "osteopharm:nothing"),
        ("predicate", "biolink:inhibits"),
        ("predicate", "biolink:binds"),
        ("category", ["biolink:Nothing"]),
        ("object_direction_qualifier", "down"),
        ("causal_mechanism_qualifier", "magic"),
        ("knowledge_level", "certain"),
        ("agent_type", None),
        ("primary_knowledge_source", ["infores:osteopharm"]),
        ("publications", ["PMID 8950879"]),
        ("unknown", "x"),
        ("id", "fit1 01"),
    ],
)
@needs("validators")
def test_mutations_are_caught(key: str, value: object) -> None:
    """A missing, unknown or wrong value makes an edge invalid."""
    edge = {**EDGES["osteopharm:fit1-01"], key: value}
    if value is None:
        del edge[key]

    assert problems(edge) != []


@needs("validators")
def test_a_predicate_outside_the_model_is_caught_on_a_general_association() -> None:
    """The general association takes any text as predicate; our check does not."""
    edge = next(edge for edge in GRAPH.edges if edge["category"] == ["biolink:Association"])

    assert problems(edge) == []
    assert problems({**edge, "predicate": "biolink:inhibits"}) == ["predicate"]
    assert problems({**edge, "predicate": "biolink:was_tested_for_effect_on"}) == ["predicate"]


@needs("validators")
def test_prefixes() -> None:
    """Prefixes are those of Biolink, where it has one."""
    home = Path(next(iter(module("validators", "biolink_model").__path__)))
    known = json.loads((home / "prefixmaps/biolink_model_prefix_map.json").read_text(encoding="utf-8"))

    assert {prefix for prefix in PREFIXES.values() if prefix not in known} == NOT_IN_BIOLINK


def test_ids_are_unique_and_columns_are_known() -> None:
    """No node or edge is there twice, and each key is a column of the TSV."""
    assert len(NODES) == len(GRAPH.nodes)
    assert len(EDGES) == len(GRAPH.edges)
    assert {key for node in GRAPH.nodes for key in node} == set(NODE_COLUMNS)
    assert {key for edge in GRAPH.edges for key in edge} == set(EDGE_COLUMNS)


def attributes(edge: Mapping[str, Any]) -> dict[str, list[str]]:
    """The attributes of an edge by their axis."""
    found: dict[str, list[str]] = {}
    for each in edge["has_attribute"]:
        axis, _, value = each.removeprefix("osteopharm:").partition("/")
        found.setdefault(axis, []).append(value)
    return found


def text_of(edge: Mapping[str, Any], name: str) -> str | None:
    """A text in the description of an edge."""
    lines = edge["description"].split("\n")
    return next((line.removeprefix(f"{name}: ") for line in lines if line.startswith(f"{name}: ")), None)


def test_the_edges_give_back_the_signed_graph() -> None:
    """Relation, sign, certainty, mechanism, marks and sources of each step are those of the causal graph."""
    known = {xref: node["id"] for node in GRAPH.nodes for xref in (node["id"], *node.get("xref", ()))}
    given = COMPENDIUM.causal_graph().to_networkx()
    expected = Counter(
        (subject, object, *(data[name] for name in ("relation", "sign", "certainty", "mechanism", "observed")),
         data["disputed"], data["not_chainable_because"],
         tuple(sorted({known[f"osteopharm:{source}"] for source in data["sources"]})))
        for subject, object, data in given.edges(data=True)
    )  # fmt: skip
    found: Counter[tuple[Any, ...]] = Counter()
    for edge in GRAPH.edges:
        if "/step/" not in edge["id"]:
            continue
        marks = attributes(edge)
        relation = Relation(edge["original_predicate"].removeprefix("osteopharm:relation/"))
        found[
            edge["subject"].removeprefix("osteopharm:"),
            edge["object"].removeprefix("osteopharm:"),
            relation.value,
            relation.sign,
            marks["certainty"][0],
            marks["mechanism"][0],
            "observed" in marks,
            text_of(edge, "disputed"),
            text_of(edge, "not chainable"),
            tuple(sorted(edge["publications"])),
        ] += 1

    assert found == expected
    assert given.number_of_edges() > 200


def test_what_biolink_says_has_the_sign_of_the_relation() -> None:
    """Where an edge has a direction in terms of Biolink, it is the sign of its relation."""
    directions = {"increased": 1, "decreased": -1}
    offenders = []
    directed = 0
    for edge in GRAPH.edges:
        sign = SIGNED.get(edge["predicate"]) or directions.get(edge.get("object_direction_qualifier", ""))
        if sign is not None:
            directed += 1
            if Relation(edge["original_predicate"].removeprefix("osteopharm:relation/")).sign != sign:
                offenders.append(edge["id"])

    assert offenders == []
    assert directed > 400


def test_no_claim_becomes_more_than_it_says() -> None:
    """A denial is negated; what is unresolved or compares two drugs asserts nothing; all others are affirmed."""
    offenders = []
    for claim in COMPENDIUM.claims:
        edge = EDGES[f"osteopharm:{claim.id}"]
        compared = claim.result is not None and claim.result.has_active_comparator
        is_open = compared or claim.polarity is Polarity.UNRESOLVED
        says_nothing = edge["predicate"] == "biolink:related_to" and not edge.keys() & {
            "object_direction_qualifier", "qualified_predicate", "effect_size", "negated",
        }  # fmt: skip
        if edge.get("negated", False) is not (claim.polarity is Polarity.DENIED) or (is_open and not says_nothing):
            offenders.append(claim.id)

    assert offenders == []


@each_of(
    ("claim", "key", "value"),
    [
        # Typed by hand from the page and the abstract.
        ("fit1-01", "object_direction_qualifier", "decreased"),
        ("fit1-01", "effect_size", 0.53),
        ("fit1-01", "effect_type", "relative_risk"),
        ("fit1-01", "publications", ["PMID:8950879"]),
        ("fit1-01", "species_context_qualifier", "NCBITaxon:9606"),
        ("fit1-01", "knowledge_level", "statistical_association"),
        ("af20-s07-healing-impaired", "knowledge_level", "prediction"),
        ("af20-s13-pyrophosphate-analogs", "predicate", "biolink:chemically_similar_to"),
        ("af20-s13-pyrophosphate-analogs", "supporting_text", ["Bisphosphonates are analogs of pyrophosphate"]),
    ],
)
def test_golden_edges(claim: str, key: str, value: object) -> None:
    """Single values of single edges."""
    assert EDGES[f"osteopharm:{claim}"][key] == value


def test_each_edge_leads_back() -> None:
    """A claim leads to its record, its source and its words, and each trial to its publication."""
    offenders = []
    for claim in COMPENDIUM.claims:
        edge = EDGES[f"osteopharm:{claim.id}"]
        source = claim.provenance.source
        studies = edge.get("has_supporting_studies", {})
        is_right = (
            edge["has_evidence"] == [edge["id"]]
            and [f"osteopharm:{source.id}" in NODES[each]["xref"] for each in edge["publications"]] == [True]
            and source.id in (text_of(edge, "source") or "")
            and [each["xref"] == edge["publications"] for each in studies.values()] == [True] * bool(claim.result)
            and all(study == NODES[id] for id, study in studies.items())
        )
        if not is_right:
            offenders.append(claim.id)
    steps = [edge for edge in GRAPH.edges if "/step/" in edge["id"]]
    cited = {each.removeprefix("osteopharm:") for edge in steps for each in edge["has_evidence"]}

    assert offenders == []
    assert all(edge["publications"] for edge in GRAPH.edges)
    assert {type(COMPENDIUM[id]) for id in cited} == {EvidenceClaim, osteopharm.Mechanism}


def test_license_date_and_statement() -> None:
    """The data set is a node, with license, date, and what the records are not."""
    node = NODES["infores:osteopharm"]

    assert node["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert "not medical advice" in node["description"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", node["creation_date"])
    assert NODES["osteopharm:anderson-freedman-2020"]["rights"]


def test_tables_have_the_same_content() -> None:
    """Each line of TSV has all columns, and its cells are those of the JSON, joined by bars; no cell is a formula."""
    lines = kgx_jsonl(COMPENDIUM)
    for name, columns in (("nodes", NODE_COLUMNS), ("edges", EDGE_COLUMNS)):
        header, *rows = kgx_tsv(COMPENDIUM)[f"{name}.tsv"].splitlines()
        items = [json.loads(line) for line in lines[f"{name}.jsonl"].splitlines()]
        assert header.split("\t") == list(columns)
        assert len(rows) == len(items) > 700
        for row, item in zip(rows, items, strict=True):
            cells = dict(zip(columns, row.split("\t"), strict=True))
            assert cells["id"] == item["id"]
            assert {column for column, cell in cells.items() if cell} == item.keys()
            assert cells["category"].split("|") == item["category"]
            assert cells.get("negated", "") == ("true" if item.get("negated") else "")
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells.values())


def test_small_compendia() -> None:
    """Without records there is the data set alone; a target without codes and a step between genes have their forms."""
    assert [node["id"] for node in knowledge_graph(Compendium()).nodes] == ["infores:osteopharm"]
    assert knowledge_graph(Compendium()).edges == ()
    assert repr(knowledge_graph(Compendium())) == "<KnowledgeGraph: 1 node, 0 edges>"
    found = {edge["category"][0] for edge in GRAPH.edges}
    assert "biolink:GeneRegulatesGeneAssociation" in found
    assert NODES["osteopharm:atp-dependent-enzymes"]["category"] == ["biolink:BiologicalEntity"]
