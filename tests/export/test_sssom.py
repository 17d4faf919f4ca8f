"""The SSSOM mapping set: read by a validator without the loss of a row, and each mapping leads back to its record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.parts import module, needs

import osteopharm
from osteopharm import Compendium
from osteopharm.cli.commands import run
from osteopharm.export import sssom_tsv
from osteopharm.model import Concept

COMPENDIUM = osteopharm.load()
TEXT = sssom_tsv(COMPENDIUM)


# The justifications of the schema of SSSOM; the validator takes others, too.
JUSTIFICATIONS = {
    *("MappingReview", "ManualMappingCuration", "LogicalReasoning", "LexicalMatching", "CompositeMatching"),
    *("UnspecifiedMatching", "SemanticSimilarityThresholdMatching", "LexicalSimilarityThresholdMatching"),
    *("MappingChaining", "MappingInversion", "StructuralMatching", "InstanceBasedMatching"),
    "BackgroundKnowledgeBasedMatching",
}


def read(text: str, folder: Path) -> Any:
    """What the validator reads."""
    path = folder / "mappings.sssom.tsv"
    path.write_text(text, encoding="utf-8")
    return module("validators", "sssom_pydantic").read(path)


def problems(text: str, folder: Path) -> list[str]:
    """What is wrong: the validator drops rows and keys in silence, so rows are counted and the header is looked at."""
    rows = sum(not line.startswith("#") for line in text.splitlines()) - 1
    try:
        mappings, _, metadata = read(text, folder)
    except Exception as error:  # noqa: BLE001 - the validator raises errors of several libraries
        return [repr(error)]
    found = [] if len(mappings) == rows else [f"{len(mappings)} of {rows} rows"]
    found += [str(each.justification) for each in mappings if each.justification.identifier not in JUSTIFICATIONS]
    return found + ([] if metadata.license else ["no license"])


@needs("validators")
def test_every_row_is_read(tmp_path: Path) -> None:
    """The validator reads as many mappings as there are codes, with license, version and statement."""
    codes = sum(len(each.identifiers) for each in COMPENDIUM.medications.values())
    codes += sum(len(each.identifiers) for each in COMPENDIUM.combinations.values())
    codes += sum(len(each.xrefs) for each in COMPENDIUM.concepts.values())
    assert problems(TEXT, tmp_path) == []

    mappings, _, metadata = read(TEXT, tmp_path)
    assert len(mappings) == codes
    assert metadata.version == osteopharm.__version__
    assert "not medical advice" in metadata.description
    assert str(metadata.license) == "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('#license: "https://creativecommons.org/publicdomain/zero/1.0/"\n', ""),
        ("\tskos:exactMatch\tatc:M05BX04", "\t\tatc:M05BX04"),
        ("\tskos:exactMatch\tatc:M05BX04", "\tskos:exactMatch\t"),
        ("\tskos:exactMatch\tatc:M05BX04", "\tskos:exactMatch\tnot a curie"),
        ("subject_id\t", "subject\t"),
        ("semapv:UnspecifiedMatching", "semapv:Guess"),
        ("semapv:UnspecifiedMatching", ""),
    ],
)
@needs("validators")
def test_mutations_are_caught(old: str, new: str, tmp_path: Path) -> None:
    """A missing license, predicate, object or column, and an id that is not a CURIE, are found."""
    assert old in TEXT
    assert problems(TEXT.replace(old, new, 1), tmp_path) != []


@needs("validators")
def test_each_mapping_leads_back(tmp_path: Path) -> None:
    """Subject and source of each mapping are records, and the object is a code of the subject."""
    mappings, _, _ = read(TEXT, tmp_path)
    for mapping in mappings:
        record = COMPENDIUM[mapping.subject.identifier]
        known = record.xrefs if isinstance(record, Concept) else record.identifiers  # type: ignore[attr-defined]
        [code] = [each for each in known if each.curie == f"{mapping.object.prefix}:{mapping.object.identifier}"]
        assert mapping.source.identifier in {source.id for source in code.sources}
        exact = mapping.predicate.identifier == "exactMatch"
        assert exact is (code.form is None and not isinstance(record, Concept))


def test_an_empty_compendium() -> None:
    """Without records there is a header, without a date, and no row."""
    assert sssom_tsv(Compendium()).splitlines()[-1].startswith("subject_id\t")
    assert "mapping_date" not in sssom_tsv(Compendium())


def test_the_command(tmp_path: Path) -> None:
    """`osteopharm export sssom` writes the mapping set."""
    path = tmp_path / "mappings.tsv"
    assert run(["export", "sssom", "-o", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == TEXT
