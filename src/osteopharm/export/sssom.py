"""Medications, combinations and concepts mapped to codes of other systems, as SSSOM."""

from __future__ import annotations

import json
from collections.abc import Iterator

from osteopharm._tables import Row, csv_text
from osteopharm.attribution import NOT_ADVICE
from osteopharm.compendium import Compendium
from osteopharm.export._terms import BASE, LICENSE, newest_date
from osteopharm.model.entities import Combination, Concept, Medication

PREFIX = "https://bioregistry.io/"
"""Resolves the prefixes of other systems; those that it does not know stay names."""
OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification"),
    *("mapping_source", "comment"),
)


def sssom_tsv(compendium: Compendium) -> str:
    r"""The codes of medications, combinations and concepts as an SSSOM mapping set in TSV.

    The code of a substance is an exact match, that of one of its salts or forms a narrower one; the code of a concept
    is a cross-reference. Each mapping names its first source; its comment lists all of them.

    Args:
        compendium: the records.

    >>> import osteopharm
    >>> lines = sssom_tsv(osteopharm.load()).splitlines()
    >>> next(line for line in lines if line.startswith("osteopharm:denosumab")).split("\t")[2:4]
    ['skos:exactMatch', 'atc:M05BX04']
    """
    rows = [*_rows(compendium)]
    prefixes = sorted({str(row["object_id"]).partition(":")[0] for row in rows})
    date = newest_date(compendium, with_day=True)
    curie_map = {"oboInOwl": OBO_IN_OWL, "osteopharm": BASE}
    curie_map |= {each: f"{PREFIX}{each}:" for each in prefixes}
    header = {
        "mapping_set_id": f"{BASE}mappings",
        "mapping_set_title": "Codes of osteoporosis medications",
        "mapping_set_version": compendium.attribution().version,
        "mapping_set_description": NOT_ADVICE,
        **({"mapping_date": date} if date else {}),
        "license": LICENSE,
    }
    # JSON is YAML: each value is written on one line, in quotation marks where it is text.
    lines = [f"#{key}: {json.dumps(value)}\n" for key, value in header.items()]
    lines += ["#curie_map:\n", *(f"#  {key}: {json.dumps(value)}\n" for key, value in curie_map.items())]
    return "".join(lines) + csv_text(COLUMNS, rows, delimiter="\t")


def _rows(compendium: Compendium) -> Iterator[Row]:
    items: tuple[Medication | Combination | Concept, ...] = (
        *compendium.medications.values(),
        *compendium.combinations.values(),
        *compendium.concepts.values(),
    )
    for item in items:
        known = item.xrefs if isinstance(item, Concept) else item.identifiers
        for identifier in sorted(known, key=lambda each: each.curie):
            form = identifier.form
            predicate = "skos:exactMatch" if form is None else "skos:narrowMatch"
            sources = [source.id for source in identifier.sources]
            yield {
                "subject_id": f"osteopharm:{item.id}",
                "subject_label": item.name,
                "predicate_id": "oboInOwl:hasDbXref" if isinstance(item, Concept) else predicate,
                "object_id": identifier.curie,
                "object_label": item.name if form is None else f"{item.name} ({form})",
                "mapping_justification": "semapv:UnspecifiedMatching",
                "mapping_source": f"osteopharm:{sources[0]}",
                "comment": f"sources: {', '.join(sources)}",
            }
