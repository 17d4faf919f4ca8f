"""The compendium in formats that other tools load: one function a format, the same bytes for the same records.

Needs no extra. What each format keeps and loses is in the documentation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from osteopharm.compendium import Compendium
from osteopharm.export.annotations import web_annotations
from osteopharm.export.fhir import fhir_bundle
from osteopharm.export.kgx import KnowledgeGraph, kgx_jsonl, kgx_tsv, knowledge_graph
from osteopharm.export.rdf import rdf_turtle
from osteopharm.export.sssom import sssom_tsv

__all__ = [
    "KnowledgeGraph",
    "fhir_bundle",
    "kgx_jsonl",
    "kgx_tsv",
    "knowledge_graph",
    "rdf_turtle",
    "sssom_tsv",
    "web_annotations",
]

WRITERS: Mapping[str, Callable[[Compendium, str], str]] = {
    "fhir": lambda compendium, release: (
        json.dumps(fhir_bundle(compendium, release), ensure_ascii=False, indent=1) + "\n"
    ),
    "sssom": lambda compendium, _: sssom_tsv(compendium),
}
"""How each format is written as a text."""
