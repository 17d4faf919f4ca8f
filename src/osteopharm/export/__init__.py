"""The compendium in formats that other tools load: one function a format, the same bytes for the same records.

RDF needs the extra ``rdf`` and Parquet the extra ``parquet``; the others need none. What each format keeps and loses is
in the documentation.
"""

from osteopharm.export.annotations import web_annotations
from osteopharm.export.fhir import fhir_bundle
from osteopharm.export.kgx import KnowledgeGraph, kgx_jsonl, kgx_tsv, knowledge_graph
from osteopharm.export.packaging import data_package
from osteopharm.export.rdf import rdf_turtle
from osteopharm.export.sqlite import sqlite_database
from osteopharm.export.sssom import sssom_tsv
from osteopharm.export.typescript import typescript_declaration
from osteopharm.export.writing import write_export
from osteopharm.io.json_schema import json_schema

__all__ = [
    "KnowledgeGraph",
    "data_package",
    "fhir_bundle",
    "json_schema",
    "kgx_jsonl",
    "kgx_tsv",
    "knowledge_graph",
    "rdf_turtle",
    "sqlite_database",
    "sssom_tsv",
    "typescript_declaration",
    "web_annotations",
    "write_export",
]
