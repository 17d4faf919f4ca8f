"""The knowledge graph as RDF in Turtle: each edge is an association with its subject, predicate and object.

No edge is a triple of its own but the hierarchy, as ``rdfs:subClassOf``: a triple cannot be denied or doubted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from osteopharm.compendium import Compendium
from osteopharm.errors import MissingExtraError
from osteopharm.export._terms import BASE
from osteopharm.export.kgx import knowledge_graph

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

__all__ = ["rdf_turtle"]

BIOLINK = "https://w3id.org/biolink/vocab/"
_OBO = "http://purl.obolibrary.org/obo/"
_IDENTIFIERS = "http://identifiers.org/"
NAMESPACES: Mapping[str, str] = {
    "osteopharm": BASE,
    "biolink": BIOLINK,
    "infores": "https://w3id.org/biolink/infores/",
    "PMID": "http://www.ncbi.nlm.nih.gov/pubmed/",
    "doi": "https://doi.org/",
    "MESH": "http://id.nlm.nih.gov/mesh/",
    "EFO": "http://www.ebi.ac.uk/efo/EFO_",
    "UniProtKB": "http://purl.uniprot.org/uniprot/",
    "SNOMEDCT": "http://snomed.info/id/",
    **{prefix: f"{_OBO}{prefix}_" for prefix in ("CHEBI", "CL", "DOID", "ECO", "GO", "HP", "MONDO", "NCBITaxon")},
    **{prefix: f"{_OBO}{prefix}_" for prefix in ("OBA", "UBERON")},
    **{
        prefix: f"{_IDENTIFIERS}{prefix.lower()}/"
        for prefix in ("CAS", "CHEMBL.COMPOUND", "DRUGBANK", "HGNC", "INCHIKEY", "NCBIGene", "PUBCHEM.COMPOUND", "UNII")
    },
    **{prefix: f"https://bioregistry.io/{prefix.lower()}:" for prefix in ("ATC", "ICD10", "ICD10CM")},
    "RXCUI": "https://bioregistry.io/rxnorm:",
}
"""The namespaces of prefixes: those of Biolink, or of the Bioregistry where Biolink has none that resolves."""
_ONE_RESOURCE = frozenset({"subject", "object", "predicate", "qualified_predicate", "original_predicate"})
_RESOURCES = _ONE_RESOURCE | {
    *("species_context_qualifier", "primary_knowledge_source", "publications", "has_evidence", "has_evidence_of_type"),
    *("has_attribute", "xref", "equivalent_identifiers", "provided_by", "type", "has_supporting_studies"),
}
"""The keys whose values are resources; those of the others are texts and numbers."""
_TERMS = {
    "name": "http://www.w3.org/2000/01/rdf-schema#label",
    "description": "http://purl.org/dc/terms/description",
    "license": "http://purl.org/dc/terms/license",
    "rights": "http://purl.org/dc/terms/rights",
    "creation_date": "http://purl.org/dc/terms/issued",
}
"""The keys that common vocabularies have."""


def rdf_turtle(compendium: Compendium) -> str:
    """The knowledge graph of `knowledge_graph` in Turtle. Needs the extra ``rdf``.

    Args:
        compendium: the records.

    Raises:
        MissingExtraError: rdflib is not installed.

    >>> import osteopharm
    >>> "infores:osteopharm a biolink:Dataset" in rdf_turtle(osteopharm.Compendium())
    True
    """
    if find_spec("rdflib") is None:
        raise MissingExtraError("rdf")
    return _graph(compendium).serialize(format="turtle")


def _graph(compendium: Compendium) -> Graph:
    from rdflib import RDF, RDFS, Graph

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in NAMESPACES.items():
        graph.bind(prefix, namespace)
    for prefix, namespace in (("rdfs", str(RDFS)), ("dcterms", "http://purl.org/dc/terms/")):
        graph.bind(prefix, namespace)
    found = knowledge_graph(compendium)
    for item in (*found.nodes, *found.edges):
        subject = iri(item["id"])
        graph.add((subject, RDF.type, iri(item["category"][0])))
        for predicate, value in _statements(item):
            graph.add((subject, predicate, value))
    for edge in found.edges:
        if edge["predicate"] == "biolink:subclass_of" and "has_evidence" not in edge:
            graph.add((iri(edge["subject"]), RDFS.subClassOf, iri(edge["object"])))
    return graph


def _statements(item: Mapping[str, Any]) -> Iterator[tuple[URIRef, Any]]:
    from decimal import Decimal

    from rdflib import XSD, Literal, URIRef

    for key, value in item.items():
        if key in ("id", "category"):
            continue
        predicate = URIRef(_TERMS.get(key, f"{BIOLINK}{key}"))
        for each in value if isinstance(value, list | dict) else [value]:
            if key in _RESOURCES:
                yield predicate, iri(each)
            elif key == "creation_date":
                yield predicate, Literal(each, datatype=XSD.date)
            elif key == "license" and each.startswith("https://"):
                yield predicate, URIRef(each)
            else:
                yield predicate, Literal(Decimal(repr(each)) if key == "effect_size" else each)


def iri(curie: str) -> URIRef:
    """The address of a CURIE.

    >>> str(iri("PMID:31233639"))
    'http://www.ncbi.nlm.nih.gov/pubmed/31233639'
    """
    from urllib.parse import quote

    from rdflib import URIRef

    prefix, _, local = curie.partition(":")
    return URIRef(NAMESPACES[prefix] + quote(local, safe="/:;()-._~"))
