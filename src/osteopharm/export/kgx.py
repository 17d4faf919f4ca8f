"""Entities, claims, mechanisms and sources as a knowledge graph in KGX, in the terms of Biolink 4.4.

An edge says no more than its source. What is denied is negated; what is unresolved or compares two drugs has the
predicate ``related_to``, with the finding in its description. All axes of a claim are attributes of its edge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from attrs import frozen

from osteopharm._tables import harmless
from osteopharm._words import counted
from osteopharm.attribution import DATA_LICENSE, NOT_ADVICE
from osteopharm.compendium import Compendium
from osteopharm.export._terms import LICENSE, newest_date
from osteopharm.model._record import Record
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.documents import Document, Passage
from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication, directly_above
from osteopharm.model.enums import (
    Certainty,
    Design,
    EntityKind,
    Measure,
    Polarity,
    Sign,
    Species,
    StudyKind,
    SynonymMatch,
)
from osteopharm.model.identifiers import Identifier
from osteopharm.model.mechanisms import CausalStep, Mechanism
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Publication, Reference, Registry, Source
from osteopharm.model.studies import StudyResult

__all__ = ["KnowledgeGraph", "kgx_jsonl", "kgx_tsv", "knowledge_graph"]

Node = Mapping[str, Any]
Edge = Mapping[str, Any]

INFORES = "infores:osteopharm"
"""This library as an information resource. It is not in the catalog of Translator."""
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "atc": "ATC",
        "cas": "CAS",
        "chebi": "CHEBI",
        "chembl": "CHEMBL.COMPOUND",
        "cl": "CL",
        "doid": "DOID",
        "drugbank": "DRUGBANK",
        "efo": "EFO",
        "go": "GO",
        "hgnc": "HGNC",
        "hp": "HP",
        "icd10": "ICD10",
        "icd10cm": "ICD10CM",
        "inchikey": "INCHIKEY",
        "mesh": "MESH",
        "mondo": "MONDO",
        "ncbigene": "NCBIGene",
        "oba": "OBA",
        "pubchem.compound": "PUBCHEM.COMPOUND",
        "rxnorm": "RXCUI",
        "snomedct": "SNOMEDCT",
        "uberon": "UBERON",
        "unii": "UNII",
        "uniprot": "UniProtKB",
    }
)
"""The prefixes of Biolink, or of the Bioregistry in capitals where Biolink has none; other systems are not exported."""
_CATEGORIES: Mapping[EntityKind, str] = {
    EntityKind.DRUG_CLASS: "ChemicalEntity",
    EntityKind.MEDICATION: "ChemicalEntity",
    EntityKind.SUBSTANCE: "ChemicalEntity",
    EntityKind.PATHWAY: "Pathway",
    EntityKind.CELL: "Cell",
    EntityKind.PROCESS: "BiologicalProcess",
    EntityKind.OUTCOME: "PhenotypicFeature",
    EntityKind.CONDITION: "Disease",
    EntityKind.PROCEDURE: "Procedure",
    EntityKind.POPULATION: "PopulationOfIndividualOrganisms",
    EntityKind.QUALITY: "NamedThing",
}
_TARGETS = {"uniprot": "Protein", "hgnc": "Gene", "ncbigene": "Gene", "chebi": "ChemicalEntity"}
"""The category of a target, by the first of these systems that has a code of it."""
_GENES = ("Gene", "Protein")
_BIOLOGICAL = ("BiologicalProcess", "Pathway", "Cell", "BiologicalEntity", "PhenotypicFeature", "Disease")
"""Categories below `biological entity`, without genes and proteins."""
_SYNONYMS = {
    SynonymMatch.EXACT: "exact_synonym",
    SynonymMatch.CLOSE: "related_synonym",
    SynonymMatch.NARROWER: "narrow_synonym",
    SynonymMatch.BROADER: "broad_synonym",
}
_TAXA = {
    Species.HUMAN: "NCBITaxon:9606",
    Species.RAT: "NCBITaxon:10116",
    Species.RABBIT: "NCBITaxon:9986",
    Species.DOG: "NCBITaxon:9615",
    Species.PIG: "NCBITaxon:9823",
}
"""Taxa, from the NCBI taxonomy of 2026-05-13."""
_EVIDENCE = {
    StudyKind.CLINICAL_STUDIES: "ECO:0000180",  # clinical study evidence
    StudyKind.ANIMAL_STUDIES: "ECO:0000179",  # animal model system study evidence
    StudyKind.REASONING: "ECO:0000204",  # author statement
    StudyKind.DEFINITION: "ECO:0000204",
    StudyKind.NOT_GIVEN: "ECO:0000204",
}
"""Types of evidence, from the Evidence and Conclusion Ontology of 2024-07-19."""
_EFFECTS = {Measure.RISK_RATIO: "relative_risk", Measure.ODDS_RATIO: "odds_ratio", Measure.HAZARD_RATIO: "hazard_ratio"}
_PLAIN: Mapping[Relation, tuple[str, str]] = {
    Relation.USED_TO_TREAT: (
        "ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation",
        "applied_to_treat",
    ),
    Relation.ANALOG_OF: ("ChemicalEntityToChemicalEntityAssociation", "chemically_similar_to"),
    Relation.MEMBER_OF: ("Association", "subclass_of"),
    Relation.PRECEDES: ("Association", "precedes"),
    Relation.PART_OF: ("Association", "part_of"),
    Relation.BINDS: ("Association", "directly_physically_interacts_with"),
}
"""Relations that have a predicate of their own."""
_DIRECTIONS: Mapping[Sign, str] = {1: "increased", -1: "decreased"}
_MECHANISMS = {Relation.INHIBITS: "inhibition", Relation.ACTIVATES: "activation"}

NODE_COLUMNS = (
    *("id", "category", "name", "description", "xref", "equivalent_identifiers", "synonym", "exact_synonym"),
    *("broad_synonym", "narrow_synonym", "related_synonym", "type", "provided_by", "license", "rights"),
    *("creation_date", "publication_type", "study_size", "study_cohort", "study_method_types"),
)
"""The columns of nodes in TSV; in JSON, the keys, in this order."""
EDGE_COLUMNS = (
    *("id", "category", "subject", "predicate", "object", "negated", "qualified_predicate"),
    *("object_aspect_qualifier", "object_direction_qualifier", "causal_mechanism_qualifier"),
    *("species_context_qualifier", "original_predicate", "knowledge_level", "agent_type", "primary_knowledge_source"),
    *("publications", "has_evidence", "has_evidence_of_type", "has_supporting_studies", "supporting_text"),
    *("effect_size", "effect_type", "has_attribute", "description"),
)
"""The columns of edges."""


@frozen(kw_only=True, repr=False)
class KnowledgeGraph:
    """The nodes and edges of a compendium, with the keys and values of KGX.

    >>> import osteopharm
    >>> knowledge_graph(osteopharm.Compendium())
    <KnowledgeGraph: 1 node, 0 edges>
    """

    nodes: Sequence[Mapping[str, Any]]
    """The nodes: the data set itself, classes, medications, combinations, concepts, sources and studies."""
    edges: Sequence[Mapping[str, Any]]
    """The edges: claims, the steps of mechanisms, and the hierarchy of entities."""

    def __repr__(self) -> str:
        return f"<KnowledgeGraph: {counted(len(self.nodes), 'node')}, {counted(len(self.edges), 'edge')}>"


def kgx_jsonl(compendium: Compendium) -> dict[str, str]:
    """The knowledge graph as the two files of KGX in JSON Lines: ``nodes.jsonl`` and ``edges.jsonl``.

    Args:
        compendium: the records.

    >>> import osteopharm
    >>> [*kgx_jsonl(osteopharm.Compendium())]
    ['nodes.jsonl', 'edges.jsonl']
    """
    graph = knowledge_graph(compendium)
    return {f"{name}.jsonl": _lines(items) for name, items in (("nodes", graph.nodes), ("edges", graph.edges))}


def kgx_tsv(compendium: Compendium) -> dict[str, str]:
    r"""The knowledge graph as the two files of KGX in TSV: ``nodes.tsv`` and ``edges.tsv``.

    Several values in a cell are separated by vertical bars; a bar inside a value becomes a semicolon, and a line end a
    space. Studies are nodes, and edges have their ids.

    Args:
        compendium: the records.

    >>> import osteopharm
    >>> kgx_tsv(osteopharm.Compendium())["edges.tsv"].split("\t")[:3]
    ['id', 'category', 'subject']
    """
    graph = knowledge_graph(compendium)
    return {"nodes.tsv": _table(NODE_COLUMNS, graph.nodes), "edges.tsv": _table(EDGE_COLUMNS, graph.edges)}


def knowledge_graph(compendium: Compendium) -> KnowledgeGraph:
    """The entities, claims, mechanisms and sources of a compendium as nodes and edges.

    Args:
        compendium: the records.

    >>> import osteopharm
    >>> graph = knowledge_graph(osteopharm.load())
    >>> negated = [edge for edge in graph.edges if edge.get("negated")]
    >>> negated[0]["subject"], negated[0]["object"]
    ('osteopharm:bisphosphonates', 'osteopharm:bone-healing')
    """
    return _Builder(compendium).graph()


class _Builder:
    """Makes the graph of a compendium."""

    def __init__(self, compendium: Compendium) -> None:
        self.compendium = compendium
        self.studies: dict[tuple[Any, ...], Node] = {}

    def graph(self) -> KnowledgeGraph:
        compendium = self.compendium
        edges = [self._claim(claim) for claim in compendium.claims]
        edges += [edge for mechanism in compendium.mechanisms.values() for edge in self._steps(mechanism)]
        edges += self._hierarchy()
        entities = [*compendium.records.entities, *compendium.combinations.values()]
        nodes = [self._dataset(), *map(_entity, entities), *self._sources(), *self.studies.values()]
        return KnowledgeGraph(nodes=tuple(nodes), edges=tuple(edges))

    def _dataset(self) -> Node:
        return _ordered(
            NODE_COLUMNS,
            {
                "id": INFORES,
                "category": ["biolink:Dataset"],
                "name": f"osteopharm {self.compendium.attribution().version}",
                "description": NOT_ADVICE,
                "license": LICENSE,
                "rights": DATA_LICENSE,
                "creation_date": newest_date(self.compendium, with_day=True),
            },
        )

    def _sources(self) -> list[Node]:
        # Two records of one publication are one node.
        nodes: dict[str, dict[str, Any]] = {}
        for source in self.compendium.sources.values():
            node = nodes.setdefault(source_curie(source), _source(source))
            node["xref"] = list(dict.fromkeys([*node.get("xref", ()), _curie(source)]))
        return [_ordered(NODE_COLUMNS, node) for node in nodes.values()]

    def _claim(self, claim: EvidenceClaim) -> Edge:
        result = claim.result
        compared = result is not None and result.has_active_comparator
        is_open = compared or claim.polarity is Polarity.UNRESOLVED
        form = _RELATED if is_open else _form(claim.subject, claim.relation, claim.object)
        passages = [each for each in (claim.provenance, *claim.context) if isinstance(each, Passage)]
        edge = {
            "id": _curie(claim),
            "subject": _curie(claim.subject),
            "object": _curie(claim.object),
            **form,
            **({"negated": True} if claim.polarity is Polarity.DENIED else {}),
            "species_context_qualifier": _TAXA.get(claim.species),
            "original_predicate": _attribute("relation", claim.relation.value),
            "knowledge_level": _level(claim.certainty, result),
            "publications": [source_curie(claim.provenance.source)],
            "has_evidence": [_curie(claim)],
            "has_evidence_of_type": [_EVIDENCE[claim.study_kind]],
            "supporting_text": [passage.quote for passage in passages],
            "has_attribute": [*_axes(claim)],
            "description": "\n".join(_words_of(claim)),
        }
        if result is not None:
            node = self._study(claim, result)
            edge["has_supporting_studies"] = {node["id"]: node}
            effect = result.effect
            # The size must be of what the edge asserts.
            is_of_object = not is_open and result.measured_as is None
            if is_of_object and effect is not None and effect.value is not None and effect.measure in _EFFECTS:
                edge |= {"effect_size": effect.value, "effect_type": _EFFECTS[effect.measure]}
        return _finished(edge)

    def _study(self, claim: EvidenceClaim, result: StudyResult) -> Node:
        """The node of a study; findings of one study in one publication share it."""
        study = result.study
        is_trial = study.design is Design.RANDOMIZED_TRIAL
        node = {
            "id": f"{_curie(claim)}/study",
            "category": ["biolink:ClinicalTrial" if is_trial else "biolink:Study"],
            "name": study.name,
            "description": str(study),
            "xref": [source_curie(claim.provenance.source)],
            "provided_by": [INFORES],
            "study_size": study.participants,
            "study_cohort": study.population,
            "study_method_types": [study.design.value],
        }
        return self.studies.setdefault((claim.provenance.source.id, study), _ordered(NODE_COLUMNS, node))

    def _steps(self, mechanism: Mechanism) -> Iterator[Edge]:
        for place, step in enumerate(mechanism.steps):
            passages = [claim.provenance for claim in step.claims if isinstance(claim.provenance, Passage)]
            yield _finished(
                {
                    "id": f"{_curie(mechanism)}/step/{place}",
                    "subject": _curie(step.subject),
                    "object": _curie(step.object),
                    **_form(step.subject, step.relation, step.object),
                    "original_predicate": _attribute("relation", step.relation.value),
                    "knowledge_level": _level(step.certainty, None),
                    "publications": list(dict.fromkeys(map(source_curie, step.sources))),
                    "has_evidence": [_curie(mechanism), *map(_curie, step.claims)],
                    "supporting_text": list(dict.fromkeys(passage.quote for passage in passages)),
                    "has_attribute": [*_marks(step, mechanism)],
                    "description": "\n".join(_words_of_step(step)),
                }
            )

    def _hierarchy(self) -> Iterator[Edge]:
        for entity in self.compendium.records.entities:
            for above in directly_above(entity):
                yield _structural(entity, "subclass_of", above)
        for combination in self.compendium.combinations.values():
            for component in combination.components:
                yield _structural(combination, "has_part", component)


_RELATED: Mapping[str, Any] = {"category": ["biolink:Association"], "predicate": "biolink:related_to"}


def _form(subject: Entity, relation: Relation, object: Entity) -> dict[str, Any]:
    """The association, predicate and qualifiers of a relation that is affirmed or denied."""
    before, behind = category_of(subject), category_of(object)
    if relation is Relation.BINDS and before == "ChemicalEntity" and behind in _GENES:
        return _association("ChemicalGeneInteractionAssociation", "directly_physically_interacts_with")
    if relation in _PLAIN:
        return _association(*_PLAIN[relation])
    if relation in (Relation.INVOLVES_INCREASED, Relation.INVOLVES_DECREASED) and behind == "PhenotypicFeature":
        form = _association("DiseaseToPhenotypicFeatureAssociation", "has_phenotype")
        return form | {"object_direction_qualifier": _DIRECTIONS[relation.sign]}
    if not relation.is_within(Relation.AFFECTS) and relation is not Relation.MAINTAINS:
        return dict(_RELATED)
    sign = relation.sign
    effect = "positive" if sign == 1 else "negative"
    if sign is not None and before in _GENES and behind in ("BiologicalProcess", "Pathway"):
        return _association("Association", f"acts_upstream_of_or_within_{effect}_effect")
    name, predicate = _affecting(before, behind, sign)
    form = _association(name, predicate)
    if sign is not None and name != "Association":
        form |= {"qualified_predicate": "biolink:causes", "object_direction_qualifier": _DIRECTIONS[sign]}
        if name in ("ChemicalAffectsGeneAssociation", "GeneRegulatesGeneAssociation"):
            form["object_aspect_qualifier"] = "activity" if relation in _MECHANISMS else "activity_or_abundance"
        if name == "ChemicalAffectsGeneAssociation" and relation in _MECHANISMS:
            form["causal_mechanism_qualifier"] = _MECHANISMS[relation]
    return form


def _affecting(before: str, behind: str, sign: Sign) -> tuple[str, str]:
    """The association of Biolink that has a direction for these categories; the general one has none."""
    if before == "ChemicalEntity":
        if behind in _GENES:
            return "ChemicalAffectsGeneAssociation", "affects"
        if behind in _BIOLOGICAL:
            return "ChemicalAffectsBiologicalEntityAssociation", "affects"
    if before in _GENES and behind in _GENES and sign is not None:
        return "GeneRegulatesGeneAssociation", "regulates"
    if before in ("ChemicalEntity", *_GENES) and behind == "ChemicalEntity":
        return "GeneAffectsChemicalAssociation", "affects"
    if behind == "PhenotypicFeature":
        return "EntityToPhenotypicFeatureAssociation", "affects"
    if behind == "Disease":
        return "EntityToDiseaseAssociation", "affects"
    return "Association", "affects"


def _association(name: str, predicate: str) -> dict[str, Any]:
    return {"category": [f"biolink:{name}"], "predicate": f"biolink:{predicate}"}


def _level(certainty: Certainty, result: StudyResult | None) -> str:
    """How Biolink names what a source reports: a figure of a study, a plain statement, or a hedged one."""
    if result is not None:
        return "statistical_association"
    return "knowledge_assertion" if certainty is Certainty.STATED else "prediction"


def _axes(claim: EvidenceClaim) -> Iterator[str]:
    for axis in ("polarity", "certainty", "held_by", "study_kind", "species", "scope"):
        yield _attribute(axis, getattr(claim, axis).value)
    if claim.holder is not None:
        yield _attribute("holder", claim.holder.id)
    yield from (_attribute("setting", each.id) for each in claim.setting)
    result = claim.result
    if result is not None:
        comparator = result.comparator
        yield _attribute("finding", result.finding.value)
        yield _attribute(
            "comparator", comparator.id if isinstance(comparator, DrugClass | Medication) else comparator.value
        )
        if result.benefit is not None:
            yield _attribute("benefit", result.benefit.value)


def _marks(step: CausalStep, mechanism: Mechanism) -> Iterator[str]:
    yield _attribute("mechanism", mechanism.id)
    yield _attribute("certainty", step.certainty.value)
    if step.observed:
        yield _attribute("observed", "true")
    if step.disputed is not None:
        yield _attribute("disputed", "true")
    if step.not_chainable_because is not None:
        yield _attribute("chainable", "false")
    yield from (_attribute("applies-to", each.id) for each in step.applies_to)


def _attribute(axis: str, value: str) -> str:
    return f"osteopharm:{axis.replace('_', '-')}/{value}"


def _words_of(claim: EvidenceClaim) -> Iterator[str]:
    yield claim.statement
    yield f"source: {_place(claim.provenance)}"
    if claim.result is not None:
        result = claim.result
        against = result.comparator.name if isinstance(result.comparator, Record) else result.comparator.value
        yield f"finding: {result.finding.value} compared with {against}"
        if result.effect is not None:
            yield f"effect: {result.effect}"
    if claim.note is not None:
        yield f"note: {claim.note}"


def _words_of_step(step: CausalStep) -> Iterator[str]:
    yield str(step)
    provenances = [*(claim.provenance for claim in step.claims), *step.references]
    yield from (f"source: {place}" for place in dict.fromkeys(map(_place, provenances)))
    for name, text in (
        ("context", step.context),
        ("disputed", step.disputed),
        ("not chainable", step.not_chainable_because),
        ("note", step.note),
    ):
        if text is not None:
            yield f"{name}: {text}"


def _place(provenance: Passage | Reference) -> str:
    if isinstance(provenance, Passage):
        return f"{provenance.source.id}, characters {provenance.start} to {provenance.end}"
    return str(provenance)


def category_of(entity: Entity) -> str:
    """The category of Biolink for an entity.

    >>> import osteopharm
    >>> [category_of(osteopharm.lookup(name)) for name in ("RANKL", "osteoclasts", "denosumab")]
    ['Protein', 'Cell', 'ChemicalEntity']
    """
    if entity.kind is not EntityKind.TARGET:
        return _CATEGORIES[entity.kind]
    known = {xref.prefix for xref in entity.xrefs} if isinstance(entity, Concept) else set()
    return next((category for prefix, category in _TARGETS.items() if prefix in known), "BiologicalEntity")


def _entity(entity: Entity | Combination) -> Node:
    kind, category = (
        ("combination", "Drug") if isinstance(entity, Combination) else (entity.kind.value, category_of(entity))
    )
    identifiers = entity.xrefs if isinstance(entity, Concept) else entity.identifiers
    known = [(each, f"{PREFIXES[each.prefix]}:{each.local}") for each in identifiers if each.prefix in PREFIXES]
    node: dict[str, Any] = {
        "id": _curie(entity),
        "category": [f"biolink:{category}"],
        "name": entity.name,
        "description": entity.note,
        "xref": [curie for _, curie in known],
        "equivalent_identifiers": [curie for each, curie in known if _is_exact(entity, each)],
        "type": [f"osteopharm:kind/{kind}"],
        "provided_by": [INFORES],
    }
    if isinstance(entity, Concept):
        for synonym in entity.synonyms:
            node.setdefault(_SYNONYMS[synonym.match], []).append(synonym.name)
    else:
        node["synonym"] = [name.name for name in entity.names]
    return _ordered(NODE_COLUMNS, node)


def _is_exact(entity: Entity | Combination, identifier: Identifier) -> bool:
    """Whether an identifier means the substance as a whole: a cross-reference was not checked for that."""
    exact = identifier.form is None and identifier.note is None
    return isinstance(entity, Medication | Combination) and exact


def source_curie(source: Source) -> str:
    """A source in a graph: its PubMed id or DOI where it has one.

    >>> import osteopharm
    >>> source_curie(osteopharm.load().sources["romosozumab-bone-forming-2019"])
    'PMID:31233639'
    """
    if isinstance(source, Publication):
        if source.pmid is not None:
            return f"PMID:{source.pmid}"
        if source.doi is not None:
            return f"doi:{source.doi}"
    return _curie(source)


def _source(source: Source) -> dict[str, Any]:
    node: dict[str, Any] = {"id": source_curie(source), "name": source.name, "provided_by": [INFORES]}
    date = getattr(source, "date", None) or getattr(source, "release", None)
    with_day = date if isinstance(date, str) and _is_day(date) else None
    if isinstance(source, Registry):
        node |= {"category": ["biolink:Dataset"], "description": str(source), "license": source.license}
        return node | {"creation_date": with_day}
    node |= {"category": ["biolink:Publication"], "creation_date": with_day}
    if isinstance(source, Document):
        node |= {"description": None if source.record is None else str(source.record), "license": source.license}
        return node | {"publication_type": ["document"], "rights": source.attribution}
    if isinstance(source, Publication):
        dois = [] if source.doi is None else [f"doi:{source.doi}"]
        node["xref"] = [doi for doi in dois if doi != node["id"]]
        return node | {"description": source.citation or str(source), "publication_type": ["publication"]}
    return node | {"description": str(source), "publication_type": ["label"]}


def _is_day(date: str) -> bool:
    parts = date.split("-")
    return [len(part) for part in parts] == [4, 2, 2] and all(part.isdecimal() for part in parts)


def _structural(subject: Entity | Combination, predicate: str, object: Entity) -> Edge:
    return _finished(
        {
            "id": f"{_curie(subject)}/{predicate.replace('_', '-')}/{object.id}",
            "subject": _curie(subject),
            "object": _curie(object),
            **_association("Association", predicate),
            "knowledge_level": "knowledge_assertion",
            "publications": list(dict.fromkeys(map(source_curie, subject.sources))),
        }
    )


def _curie(record: Record) -> str:
    return f"osteopharm:{record.id}"


def _finished(edge: Mapping[str, Any]) -> Edge:
    return _ordered(EDGE_COLUMNS, {**edge, "agent_type": "manual_agent", "primary_knowledge_source": INFORES})


def _ordered(columns: Sequence[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are known, in the order of the columns."""
    return {column: values[column] for column in columns if values.get(column) not in (None, [], "")}


def _lines(items: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def _table(columns: Sequence[str], items: Iterable[Mapping[str, Any]]) -> str:
    # KGX reads TSV without quotation marks, so no cell may contain a tab or a line end.
    rows = ["\t".join(str(harmless(_tsv_cell(item.get(column)))) for column in columns) for item in items]
    return "".join(f"{row}\n" for row in ("\t".join(columns), *rows))


def _tsv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return "|".join(_tsv_cell(each).replace("|", ";") for each in value)
    return " ".join(str(value).split())
