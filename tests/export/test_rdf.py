"""The knowledge graph in Turtle: it has the shape of our shapes, and says what the graph in KGX says."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from tests.draws import compendia
from tests.parts import module, needs
from tests.seeds import small_part

import osteopharm
from osteopharm.export import kgx, rdf_turtle
from osteopharm.export.rdf import BIOLINK, NAMESPACES, iri

# pyshacl uses what rdflib will remove.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

# Where Biolink has no namespace, or one that leads elsewhere.
NOT_OF_BIOLINK = {"osteopharm", "infores", "ATC", "ICD10", "ICD10CM", "OBA", "RXCUI"}
PREDICATE = URIRef(f"{BIOLINK}predicate")
NEGATED = URIRef(f"{BIOLINK}negated")
CLAIM = iri("osteopharm:fit1-01")


@cache
def turtle() -> str:
    """The Turtle of the bundled records."""
    return rdf_turtle(osteopharm.load())


@cache
def parsed() -> Graph:
    """The Turtle, read."""
    return Graph().parse(data=turtle(), format="turtle")


def conforms(graph: Graph) -> bool:
    """Whether a graph has the shapes."""
    shapes = (Path(__file__).parent / "shapes.ttl").read_text(encoding="utf-8")
    return bool(module("validators", "pyshacl").validate(graph, shacl_graph=shapes, shacl_graph_format="turtle")[0])


def test_the_graph_of_a_part() -> None:
    """A class is below its parent in plain RDFS, too, and so is a medication."""
    part = small_part()
    graph = Graph().parse(data=rdf_turtle(part), format="turtle")
    medication = next(iter(part.medications.values()))

    above = {str(each) for each in graph.objects(iri(f"osteopharm:{medication.id}"), RDFS.subClassOf)}
    assert above == {str(iri(f"osteopharm:{each.id}")) for each in medication.classes}


def some() -> Graph:
    """A claim with its subject and object, and the data set."""
    graph = Graph()
    for subject in (CLAIM, iri("osteopharm:alendronic-acid"), iri("osteopharm:vertebral-fracture"), iri(kgx.INFORES)):
        for triple in parsed().triples((subject, None, None)):
            graph.add(triple)
    return graph


@pytest.mark.slow
@needs("validators")
def test_the_whole_graph_has_the_shapes() -> None:
    """Each association has one subject, predicate and object, a level, publications, and types as they should be."""
    assert conforms(parsed())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "key", "value"),
    [
        (CLAIM, "subject", None),
        (CLAIM, "object", iri("osteopharm:nothing")),
        (CLAIM, "predicate", URIRef("urn:inhibits")),
        (CLAIM, "predicate", URIRef(f"{BIOLINK}related_to")),
        (CLAIM, "knowledge_level", Literal("certain")),
        (CLAIM, "publications", None),
        (CLAIM, "negated", Literal("yes")),
        (CLAIM, "object_direction_qualifier", Literal("down")),
        (CLAIM, "effect_size", Literal("0.53")),
        (iri(kgx.INFORES), "http://purl.org/dc/terms/license", None),
        (iri(kgx.INFORES), "http://purl.org/dc/terms/issued", Literal("2026")),
        (iri("osteopharm:alendronic-acid"), str(RDFS.label), None),
    ],
)
@needs("validators")
def test_mutations_are_caught(subject: URIRef, key: str, value: Any) -> None:
    """What is missing, of a wrong type or of no list makes the graph lose its shape."""
    graph = some()
    assert conforms(graph)
    predicate = URIRef(key if ":" in key else f"{BIOLINK}{key}")
    graph.remove((subject, predicate, None))
    if value is not None:
        graph.add((subject, predicate, value))

    assert not conforms(graph)


@needs("validators")
def test_namespaces() -> None:
    """Prefixes mean what they mean in Biolink, but for those that it lacks or sends elsewhere."""
    home = Path(next(iter(module("validators", "biolink_model").__path__)))
    known = json.loads((home / "prefixmaps/biolink_model_prefix_map.json").read_text(encoding="utf-8"))
    known["biolink"] = BIOLINK

    assert {prefix for prefix, namespace in NAMESPACES.items() if known.get(prefix) != namespace} == NOT_OF_BIOLINK
    assert set(kgx.PREFIXES.values()) <= NAMESPACES.keys()


@pytest.mark.slow
def test_it_says_what_the_graph_says() -> None:
    """As many nodes and associations, with the same ends, predicates and denials; only the hierarchy is plain."""
    graph = kgx.knowledge_graph(osteopharm.load())
    read = parsed()
    ends = ("subject", "predicate", "object")
    expected = {
        (iri(edge["id"]), *(iri(edge[end]) for end in ends), edge.get("negated", False)) for edge in graph.edges
    }
    found = {
        (subject, *(read.value(subject, URIRef(f"{BIOLINK}{end}")) for end in ends), (subject, NEGATED, None) in read)
        for subject in read.subjects(PREDICATE)
    }
    assert found == expected
    assert set(read.subjects(RDF.type)) >= {iri(node["id"]) for node in graph.nodes}
    plain = {(str(lower), str(upper)) for lower, upper in read.subject_objects(RDFS.subClassOf)}
    assert ("urn:osteopharm:denosumab", "urn:osteopharm:rankl-inhibitors") in plain
    assert len(plain) == sum(len(osteopharm.load()[each.id].to_dict().get(field, ())) for field, each in above())


def above() -> list[tuple[str, Any]]:
    """Each entity with the field that has its classes or broader concepts."""
    return [(each.upward_field, each) for each in osteopharm.load().records.entities]


@pytest.mark.slow
@given(compendia())
def test_any_graph_can_be_read(compendium: osteopharm.Compendium) -> None:
    """The Turtle of any compendium can be read, has every edge, and is the same each time."""
    found = rdf_turtle(compendium)
    assert found == rdf_turtle(compendium)
    read = Graph().parse(data=found, format="turtle")
    assert {*read.subjects(PREDICATE)} == {iri(edge["id"]) for edge in kgx.knowledge_graph(compendium).edges}


def test_the_same_bytes() -> None:
    """The same records give the same Turtle, whatever was asked before; special characters in addresses are escaped."""
    small = osteopharm.Compendium()
    assert rdf_turtle(small) == rdf_turtle(small)
    assert str(iri("osteopharm:a b<c>")) == "urn:osteopharm:a%20b%3Cc%3E"
    assert '""" ;' not in rdf_turtle(small)
