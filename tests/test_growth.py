"""Time grows in proportion to foreign input: four times as much of it takes at most nine times as long, not sixteen.

CPU time of small inputs, measured twice; `docs/robustness.md` has the exponents of large ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import pytest
from attrs import evolve
from tests.rules import each_of

import osteopharm
from osteopharm import errors, fhir
from osteopharm._files import ProblemCollector
from osteopharm.claims.conflict import conflicts_among
from osteopharm.io import files, json_text
from osteopharm.model.entities import lineage
from osteopharm.model.segmentation import CitationStyle

COMPENDIUM = osteopharm.load()
LARGER = 4
MOST_TIMES_AS_LONG = 9


def document(text: str, style: CitationStyle = CitationStyle.SPACED) -> None:
    """Make a document, with its sentences and marks."""
    with suppress(osteopharm.InvalidRecordError):
        made = osteopharm.Document(
            id="a", name="a", text=text, license="a", attribution="a", citation_style=style, disclosures_start=None
        )
        str(made.corrected_text)


def refused_json(text: str) -> None:
    """Parse a JSON text."""
    files.parse_json(text, "a.json", ProblemCollector())


def loaded(**lists: list[dict[str, Any]]) -> None:
    """Load records from JSON, whatever is wrong with them."""
    data = json.loads(json_text(osteopharm.Compendium()))
    del data["checksum"]
    with TemporaryDirectory() as folder:
        file = Path(folder, "a.json")
        file.write_text(json.dumps({**data, **lists}))
        with suppress(osteopharm.DataError):
            osteopharm.load_json(file)


def seeds(folders: int) -> None:
    """Read a folder with many empty folders in it."""
    with TemporaryDirectory() as place:
        for number in range(folders):
            Path(place, f"folder-{number}").mkdir()
        with suppress(osteopharm.DataError):
            osteopharm.read_seeds(place)


def concept(number: int, **more: Any) -> dict[str, Any]:
    """A concept in a file."""
    return {"id": f"c{number}", "name": f"concept {number}", "kind": "process", "sources": ["r"], **more}


def concepts(many: Iterable[dict[str, Any]]) -> None:
    """Load many concepts."""
    loaded(registries=REGISTRY, concepts=[*many])


def key(number: int) -> str:
    """A key of JSON with a value."""
    return f'"k{number}":1'


SYNONYM = {"name": "same", "sources": ["r"]}
REGISTRY = [{"id": "r", "name": "r", "publisher": "r", "release": "1", "license": "CC0-1.0"}]
DENIED = COMPENDIUM.claims["af20-s12-fractures-unaffected"]
OTHERS = [claim for claim in COMPENDIUM.claims if DENIED.subject not in lineage(claim.subject)][:50]
"""Claims that do not conflict with it: what is found does not grow."""


def conflicts(claims: int) -> None:
    """Find the conflicts among many denials, and affirmations of other things."""
    many = [evolve(DENIED, id=f"d{number}") for number in range(claims)]
    conflicts_among(
        [*many, *(evolve(each, id=f"{each.id}{number}") for number in range(claims // 50) for each in OTHERS)]
    )


def evidence(questions: int) -> None:
    """Ask for the evidence on many claims."""
    for claim in [*COMPENDIUM.claims][:questions]:
        COMPENDIUM.evidence_for(claim)


def requests(number: int) -> None:
    """Read a Bundle with many references."""
    entries = [
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "medicationReference": {"reference": f"Medication/{at}"},
            }
        }
        for at in range(number)
    ]
    medications = [{"resource": {"resourceType": "Medication", "id": str(at)}} for at in range(number)]
    fhir.events_of({"resourceType": "Bundle", "entry": [*medications, *entries]})


GROWING: dict[str, tuple[Callable[[int], object], int]] = {
    "dots in a document": (lambda size: document("." * size + "x"), 20_000),
    "spaced dots in a document": (lambda size: document(". " * size), 4_000),
    "abbreviations in a document": (lambda size: document("e.g. " * size), 2_000),
    "marks in a document": (lambda size: document("a, 1,2 " * size), 1_000),
    "sentences in a document": (lambda size: document("Bone heals. " * size), 400),
    "brackets in a document": (lambda size: document("[" * size, CitationStyle.BRACKETED), 20_000),
    "ranges in a document": (lambda size: document("A [1-150]. " * size, CitationStyle.BRACKETED), 30),
    "quotes in a document": (lambda size: document("a." + '"' * size + "b"), 20_000),
    "repeated JSON keys": (lambda size: refused_json(f'{{"x":1,{",".join(map(key, range(size)))},"x":1}}'), 5_000),
    "nested JSON": (lambda size: refused_json("[" * size), 20_000),
    "wide JSON": (lambda size: refused_json(f'{{"a":[{",".join("1" * size)}]}}'), 20_000),
    "unknown links": (lambda size: concepts(concept(n, broader=[f"x{n}"]) for n in range(size)), 450),
    "unknown keys": (lambda size: concepts(concept(n, nmae="x") for n in range(size)), 100),
    "unknown members": (lambda size: concepts(concept(n, kind=f"proces{n}") for n in range(size)), 100),
    "cycles": (lambda size: concepts(concept(n, broader=[f"c{(n + 1) % size}"]) for n in range(size)), 100),
    "one synonym of many": (lambda size: concepts(concept(n, synonyms=[SYNONYM]) for n in range(size)), 100),
    "one name of many": (lambda size: concepts(concept(n, name="same") for n in range(size)), 100),
    "empty folders": (seeds, 50),
    "conflicts": (conflicts, 100),
    "evidence": (evidence, 60),
    "resources of FHIR": (requests, 300),
}  # fmt: skip


@pytest.mark.slow
@each_of("name", GROWING)
def test_growth(name: str) -> None:
    """Four times the input takes at most nine times as long."""
    function, size = GROWING[name]

    def took(times: int) -> float:
        start = process_time()
        function(size * times)
        return process_time() - start

    short, long = took(1), took(LARGER)
    if long > MOST_TIMES_AS_LONG * short:
        # What is computed once, or the other work of the machine, may have been measured.
        short, long = max(took(1), 0.002), min(long, took(LARGER))
    assert long <= MOST_TIMES_AS_LONG * short


def test_ranges_of_citations_are_bounded() -> None:
    """A range of a citation mark names at most 200 references; a longer one is a problem of its document."""
    fields = {"id": "a", "name": "a", "license": "a", "attribution": "a", "citation_style": CitationStyle.BRACKETED}
    assert len(osteopharm.Document(text="So it is [1-200].", **fields).citations) == 200  # type: ignore[arg-type]
    with pytest.raises(osteopharm.InvalidRecordError, match=r"\[1-999\]', with a range of more than 200 references"):
        osteopharm.Document(text="So it is [1-999].", **fields)  # type: ignore[arg-type]


def test_suggestions_have_one_budget(tmp_path: Path) -> None:
    """However many ids are unknown, the first problems offer near ones and the later ones say what to add."""
    data = json.loads(json_text(osteopharm.Compendium()))
    del data["checksum"]
    many = [concept(number, broader=[f"c{number}x"]) for number in range(1_000)]
    file = tmp_path / "a.json"
    file.write_text(json.dumps({**data, "registries": REGISTRY, "concepts": many}))
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.load_json(file)

    hints = [problem.hint for problem in caught.value.problems if "unknown id" in problem.message]
    assert len(hints) == 1_000
    assert 100 < sum(hint.startswith("did you mean") for hint in hints) < 250
    assert "add a Concept with that id" in hints


def grid(layers: int, width: int) -> osteopharm.Compendium:
    """A mechanism in layers, each concept of which leads to every concept of the next one."""
    registry = osteopharm.Registry(id="r", name="r", publisher="r", release="1", license="CC0-1.0")
    base: dict[str, Any] = {"sources": (registry,)}
    process = osteopharm.EntityKind.PROCESS
    drug_class = osteopharm.DrugClass(id="agents", name="agents", **base)
    concepts = [
        [
            osteopharm.Concept(id=f"c{layer}-{place}", name=f"c {layer} {place}", kind=process, **base)
            for place in range(width)
        ]
        for layer in range(layers)
    ]
    model: Any = osteopharm.model

    def step(low: Any, high: Any) -> Any:
        certainty = model.Certainty.STATED
        return model.CausalStep(
            subject=low,
            relation=model.Relation.INCREASES,
            object=high,
            references=(reference,),
            reference_certainty=certainty,
        )

    ends: list[list[Any]] = [[drug_class], *concepts]
    reference = osteopharm.model.Reference(source=registry, locator="1")
    # A mechanism has a bound of its own; the graph joins those that each concept begins.
    mechanisms = [
        osteopharm.Mechanism(id=f"m-{low.id}", name=low.id, agent=low, steps=tuple(step(low, high) for high in second))
        for first, second in pairwise(ends)
        for low in first
    ]
    everything = [concept for layer in concepts for concept in layer]
    return osteopharm.Compendium(
        sources=[registry], drug_classes=[drug_class], concepts=everything, mechanisms=mechanisms
    )


def test_paths_are_bounded() -> None:
    """Where 93 steps make 59,049 paths, the question is refused in a moment; 25 paths are listed."""
    few, many = grid(3, 5), grid(11, 3)

    assert len(few.explain("agents", "c2-0").paths) == 25
    start = process_time()
    with pytest.raises(errors.TooManyPathsError, match="more than 5,000 paths"):
        many.explain("agents", "c10-0")
    assert process_time() - start < 5
