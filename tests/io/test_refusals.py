"""Everything that is wrong in a seed folder is refused, at the right file and place, and all of it at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.draws import compendia, seed_folders
from tests.seeds import small_folder, small_part

import osteopharm
from osteopharm import testing
from osteopharm.io import files, json_text
from osteopharm.names.normalize import folded_name
from osteopharm.testing import SeedFolder

Place = tuple[str, str]
Table = dict[str, Any]
Fault = Callable[[st.DataObject, SeedFolder], Place]

# The keys that every record of a kind must have in a file, typed by hand.
REQUIRED = {
    "source": ["name", "license", "attribution", "sha256"],
    "claims": [
        "id", "statement", "subject", "relation", "object", "polarity", "certainty", "held_by", "study_kind", "species",
        "scope", "quote",
    ],
    "referring claims": [
        "id", "statement", "subject", "relation", "object", "polarity", "study_kind", "species", "locator",
    ],
    "findings": ["id", "statement", "subject", "relation", "object", "finding", "comparator", "locator"],
    "studies": ["design", "findings"],
    "whole claims": [
        "id", "statement", "subject", "relation", "object", "polarity", "certainty", "held_by", "study_kind", "species",
        "scope", "provenance",
    ],
    "publication": ["name"],
    "disclosures": ["id", "person", "company", "kind", "quote"],
    "companies": ["id", "name", "sources"],
    "drug_classes": ["id", "name", "sources"],
    "medications": ["name", "sources", "classes"],
    "concepts": ["id", "name", "kind", "sources"],
    "mechanisms": ["name", "agent", "steps"],
    "claim_links": ["id", "claim", "target", "kind", "reason"],
    "registries": ["id", "name", "publisher", "release", "license"],
    "labels": ["name", "region", "accessed_from"],
    "publications": ["id", "name"],
    "combinations": ["id", "name", "sources", "components"],
    "look_alikes": ["id", "text", "reason", "mistaken_for"],
    "spelling_rules": ["id", "ending", "replacements", "attested", "sources"],
}  # fmt: skip
# The keys of tables within records, by the key under which such a table stands.
REQUIRED_INSIDE = {
    "names": ["name", "kind", "sources"],
    "identifiers": ["curie", "sources"],
    "brands": ["name"],
    "markets": ["region", "sources"],
    "presentations": ["strength", "sources"],
    "dose": ["value", "unit"],
    "references": ["source", "locator"],
    "arms": ["role"],
    "effect": ["measure"],
}
LINKS = {
    "claims": ["subject", "object", "holder", "setting"],
    "referring claims": ["subject", "object", "holder", "setting"],
    "whole claims": ["subject", "object", "holder", "setting"],
    "findings": ["subject", "object", "holder", "setting"],
    "overlaps": ["publications"],
    "combinations": ["sources", "components"],
    "look_alikes": ["mistaken_for", "sources"],
    "spelling_rules": ["sources"],
    "companies": ["sources"],
    "drug_classes": ["sources", "parents"],
    "medications": ["sources", "classes"],
    "concepts": ["sources", "broader"],
    "mechanisms": ["agent"],
    "claim_links": ["claim", "target", "exceptions"],
}
AXES = {
    "source": ["citation_style"],
    "claims": ["relation", "polarity", "certainty", "held_by", "study_kind", "species", "scope"],
    "referring claims": ["relation", "polarity", "certainty", "held_by", "study_kind", "species", "scope"],
    "findings": ["relation", "polarity", "certainty", "held_by", "study_kind", "species", "scope", "finding"],
    "studies": ["design"],
    "medications": ["role"],
    "disclosures": ["kind"],
    "concepts": ["kind"],
    "claim_links": ["kind"],
}
AXES_INSIDE = {"names": ["kind"], "markets": ["osteoporosis_indication"], "arms": ["role"], "effect": ["measure"]}


# The folders with a file for each record, whose id is the name of the file.
FOLDERS = {"catalog/medications/": "medications", "mechanisms/": "mechanisms", "catalog/labels/": "labels"}
# The files in studies/ that are not publications.
SHARED = ("claims.toml", "links.toml", "overlaps.toml")


def records(folder: SeedFolder, *kinds: str) -> list[tuple[str, str, str, Table]]:
    """Every record of a folder: its kind, file, path and table."""
    return [entry for entry in _records(folder) if not kinds or entry[0] in kinds]


def _records(folder: SeedFolder) -> Iterator[tuple[str, str, str, Table]]:
    for file, table in folder.tables.items():
        folder_type = next((kind for place, kind in FOLDERS.items() if file.startswith(place)), None)
        if folder_type is not None:
            # A key in it that is also the name of a type, such as labels, has no list of such records.
            yield folder_type, file, "$", table
            continue
        if file.endswith("source.toml"):
            yield "source", file, "$", table
        of_publication = file.startswith("studies/") and file.partition("/")[2] not in SHARED
        if of_publication:
            yield "publication", file, "$", table
        for kind, listed in table.items():
            if kind in REQUIRED and isinstance(listed, list):
                prefix = "referring " if of_publication else "whole " if file == "studies/claims.toml" else ""
                for place, record in enumerate(listed):
                    name = kind if kind == "studies" else f"{prefix}{kind}"
                    yield name, file, f"$.{kind}[{place}]", record
                    for inner, finding in enumerate(record.get("findings", ())):
                        yield "findings", file, f"$.{kind}[{place}].findings[{inner}]", finding


def tables(folder: SeedFolder) -> Iterator[tuple[str, str, Table]]:
    """Every table of a folder, nested ones too: its file, path and contents."""

    def below(file: str, path: str, value: object) -> Iterator[tuple[str, str, Table]]:
        if isinstance(value, dict):
            yield file, path, value
            for key, inner in value.items():
                yield from below(file, f"{path}.{key}", inner)
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                yield from below(file, f"{path}[{place}]", inner)

    for file, table in folder.tables.items():
        yield from below(file, "$", table)


def inside(folder: SeedFolder, keys: dict[str, list[str]]) -> list[tuple[str, str, Table, str]]:
    """The cells of tables within records: file and path of the table, the table, and one of its keys."""
    return [
        (file, path, table, key)
        for file, path, table in tables(folder)
        for key in keys.get(path.rpartition(".")[2].partition("[")[0], [])
        if key in table
    ]


def pick(data: st.DataObject, choices: list[Any]) -> Any:
    """One of the choices; the example is given up when there is none."""
    assume(choices)
    return data.draw(st.sampled_from(choices))


def wrong_type(data: st.DataObject, folder: SeedFolder) -> Place:
    """A value of another type than the key takes."""
    cells = [(file, path, table, key) for file, path, table in tables(folder) for key in table if key != "id"]
    file, path, table, key = pick(data, cells)
    if isinstance(table[key], bool):
        wrong: list[object] = [1, "true", 0.0]
    elif isinstance(table[key], int | float):
        wrong = [True, "20", {"x": 1}]
    else:
        # A number or a bool is asked for nowhere but where one stands.
        wrong = [7, True, 1.5]
    table[key] = data.draw(st.sampled_from(wrong))
    return file, f"{path}.{key}"


def wrong_item(data: st.DataObject, folder: SeedFolder) -> Place:
    """An item of another type than the list takes."""
    cells = [
        (file, path, table, key) for file, path, table in tables(folder) for key in table if _is_filled_list(table[key])
    ]
    file, path, table, key = pick(data, cells)
    place = data.draw(st.integers(0, len(table[key]) - 1))
    table[key][place] = False
    return file, f"{path}.{key}[{place}]"


def _is_filled_list(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def bare_string(data: st.DataObject, folder: SeedFolder) -> Place:
    """A bare string where a list is asked for: it must not be taken apart into letters."""
    cells = [
        (file, path, table, key)
        for file, path, table in tables(folder)
        for key in table
        if isinstance(table[key], list)
    ]
    file, path, table, key = pick(data, cells)
    table[key] = "abc"
    return file, f"{path}.{key}"


def unknown_key(data: st.DataObject, folder: SeedFolder) -> Place:
    """A key that no record has."""
    file, path, table = pick(data, list(tables(folder)))
    table["statment"] = "x"
    return file, f"{path}.statment"


def missing_key(data: st.DataObject, folder: SeedFolder) -> Place:
    """A record without a key that it needs."""
    kind, file, path, table = pick(data, records(folder))
    key = pick(data, REQUIRED[kind])
    del table[key]
    return file, f"{path}.{key}"


def missing_key_inside(data: st.DataObject, folder: SeedFolder) -> Place:
    """A table within a record, without a key that it needs."""
    file, path, table, key = pick(data, inside(folder, REQUIRED_INSIDE))
    del table[key]
    return file, f"{path}.{key}"


def unknown_id(data: st.DataObject, folder: SeedFolder) -> Place:
    """A link to a record that is nowhere."""
    cells = [
        (file, path, table, key)
        for kind, file, path, table in records(folder, *LINKS)
        for key in LINKS[kind]
        if table.get(key)
    ]
    file, path, table, key = pick(data, cells)
    if isinstance(table[key], str):
        table[key] = "no-such-thing"
        return file, f"{path}.{key}"
    table[key][-1] = "no-such-thing"
    return file, f"{path}.{key}[{len(table[key]) - 1}]"


def unknown_id_inside(data: st.DataObject, folder: SeedFolder) -> Place:
    """A name, a brand, a code or a market whose source is nowhere."""
    links = {key: ["sources"] for key in ("names", "identifiers", "brands", "markets", "presentations")}
    file, path, table, _ = pick(data, inside(folder, links))
    table["sources"].insert(0, "no-such-source")
    return file, f"{path}.sources[0]"


def source_of_wrong_kind(data: st.DataObject, folder: SeedFolder) -> Place:
    """A source that is a class, or a reference to a document: its words are to be quoted."""
    _, _, _, stranger = pick(data, records(folder, "drug_classes"))
    document = data.draw(st.sampled_from(sorted(folder.texts))).partition("/")[0]
    links = {"names": ["sources"], "identifiers": ["sources"], "references": ["source"]}
    file, path, table, key = pick(data, inside(folder, links))
    if key == "source":
        table[key] = document
        return file, f"{path}.source"
    table[key] = [stranger["id"]]
    return file, f"{path}.sources[0]"


def stray_quote(data: st.DataObject, folder: SeedFolder) -> Place:
    """A quote on a claim of a publication, whose text does not ship."""
    _, file, path, table = pick(data, records(folder, "referring claims", "findings", "whole claims"))
    if data.draw(st.booleans()):
        table.pop("locator", None)
    table["quote"] = data.draw(st.sampled_from(["Words of nobody", "", 7, {"source": "x", "locator": "y"}]))
    return file, f"{path}.quote"


def stray_reference(data: st.DataObject, folder: SeedFolder) -> Place:
    """A reference on a claim that stands with its document."""
    _, file, path, table = pick(data, records(folder, "claims"))
    table["reference"] = data.draw(st.sampled_from(["x", 7, {"source": "x", "locator": "y"}]))
    return file, f"{path}.reference"


def citation_of_what_is_not_there(data: st.DataObject, folder: SeedFolder) -> Place:
    """Citations or a context on a claim that refers: they are words of a text that does not ship."""
    _, file, path, table = pick(data, records(folder, "referring claims", "findings", "whole claims"))
    table["citations"] = [1]
    return file, f"{path}.citations"


def wrong_check_digit(data: st.DataObject, folder: SeedFolder) -> Place:
    """A code with a wrong check digit, of no known system, or of another form."""
    file, path, table, key = pick(data, inside(folder, {"identifiers": ["curie"]}))
    codes = ["cas:66376-36-2", "unii:X1J18R4W8Q", "snomed:1", "rxnorm:046041", "RXNORM:46041", "46041", "atc:M05B04"]
    table[key] = data.draw(st.sampled_from(codes))
    return file, f"{path}.{key}"


def shared_name(data: st.DataObject, folder: SeedFolder) -> Place:
    """A product that is written like a class, but for case and punctuation."""
    _, _, _, drug_class = pick(data, records(folder, "drug_classes"))
    _, file, path, table = pick(data, records(folder, "medications", "combinations"))
    name = f"({drug_class['name'].upper()})"
    assume(folded_name(name) == folded_name(drug_class["name"]))
    kind = data.draw(st.sampled_from(["names", "brands"]))
    entry = {"name": name, "sources": table["sources"][:1], **({"kind": "inn"} if kind == "names" else {})}
    table.setdefault(kind, []).append(entry)
    return file, f"{path}.{kind}[{len(table[kind]) - 1}].name"


def shared_code(data: st.DataObject, folder: SeedFolder) -> Place:
    """A combination with the code of a medication."""
    _, _, _, medication = pick(data, [each for each in records(folder, "medications") if each[3].get("identifiers")])
    _, file, path, table = pick(data, records(folder, "combinations"))
    code = {"curie": medication["identifiers"][0]["curie"], "sources": table["sources"][:1]}
    table.setdefault("identifiers", []).append(code)
    return file, f"{path}.identifiers[{len(table['identifiers']) - 1}].curie"


def company_of_two(data: st.DataObject, folder: SeedFolder) -> Place:
    """A company that is written like another."""
    _, file, _, table = pick(data, records(folder, "companies"))
    made = folder.tables[file]["companies"]
    made.append({"id": "x-x", "name": "X-X", "sources": table["sources"], "name_variants": [table["name"]]})
    return file, f"$.companies[{len(made) - 1}].name_variants[0]"


def unknown_step_id(data: st.DataObject, folder: SeedFolder) -> Place:
    """A step of a mechanism that cites a claim which is nowhere."""
    _, file, path, table = pick(data, records(folder, "mechanisms"))
    place = data.draw(st.integers(0, len(table["steps"]) - 1))
    table["steps"][place]["claims"] = ["no-such-claim"]
    return file, f"{path}.steps[{place}].claims[0]"


def link_of_wrong_kind(data: st.DataObject, folder: SeedFolder) -> Place:
    """A link to a record of a kind that may not be there."""
    _, file, path, table = pick(data, records(folder, "claims"))
    table["setting"] = [pick(data, records(folder, "drug_classes", "claims"))[3]["id"]]
    return file, f"{path}.setting[0]"


def no_id(data: st.DataObject, folder: SeedFolder) -> Place:
    """An id that is not of the form of ids."""
    _, file, path, table = pick(data, records(folder, "disclosures", "claim_links", "mechanisms"))
    table["id"] = data.draw(st.sampled_from(["Two Words", "", "-x", "x--y", "é", "x" * 200]))
    return file, f"{path}.id"


def repeated_id(data: st.DataObject, folder: SeedFolder) -> Place:
    """Two records with one id."""
    kind, file, _, table = pick(data, records(folder, "claims", "concepts", "drug_classes"))
    copy = {**table, **({"name": "a name of its own"} if "name" in table else {})}
    folder.tables[file][kind].append(copy)
    return file, f"$.{kind}[{len(folder.tables[file][kind]) - 1}].id"


def repeated_name(data: st.DataObject, folder: SeedFolder) -> Place:
    """Two entities with one name, but for case and spaces."""
    kind, file, _, table = pick(data, records(folder, "concepts", "drug_classes"))
    folder.tables[file][kind].append({**table, "id": "a-fresh-id", "name": f" {table['name'].upper()}"})
    assume(table["name"].upper().casefold() == table["name"].casefold())
    return file, f"$.{kind}[{len(folder.tables[file][kind]) - 1}].name"


def circle(data: st.DataObject, folder: SeedFolder) -> Place:
    """A class or concept that belongs to itself, straight or through another one."""
    kind, file, path, table = pick(data, records(folder, "drug_classes", "concepts"))
    key = {"drug_classes": "parents", "concepts": "broader"}[kind]
    below = [other["id"] for _, _, _, other in records(folder, kind) if table["id"] in other.get(key, [])]
    table[key] = [data.draw(st.sampled_from([table["id"], *below]))]
    return file, f"{path}.{key}"


def wrong_kinds(data: st.DataObject, folder: SeedFolder) -> Place:
    """A relation whose object may not be such a thing."""
    _, file, path, table = pick(data, records(folder, "claims"))
    population = next(t["id"] for _, _, _, t in records(folder, "concepts") if t["kind"] == "population")
    assume(table["subject"] != population)
    table.update(relation="affects", object=population)
    return file, f"{path}.object"


def absent_quote(data: st.DataObject, folder: SeedFolder) -> Place:
    """A quote that is not in the text, letter for letter."""
    _, file, path, table = pick(data, records(folder, "claims", "disclosures"))
    table["quote"] = data.draw(st.sampled_from([table["quote"] + "Q", table["quote"].swapcase() + "Q"]))
    return file, f"{path}.quote"


def ambiguous_quote(data: st.DataObject, folder: SeedFolder) -> Place:
    """A quote that stands twice in the text."""
    _, file, path, table = pick(data, records(folder, "claims"))
    text = folder.texts[file.replace("claims.toml", "document.txt")]
    table["quote"] = pick(
        data, [letter for letter in sorted(set(text)) if text.count(letter) > 1 and not letter.isspace()]
    )
    return file, f"{path}.quote"


def absent_context(data: st.DataObject, folder: SeedFolder) -> Place:
    """A context that is not in the text."""
    _, file, path, table = pick(data, records(folder, "claims"))
    table["context"] = ["Not There"]
    return file, f"{path}.context[0]"


def wrong_digest(data: st.DataObject, folder: SeedFolder) -> Place:
    """A text that is not the one that was pinned."""
    _, file, _, table = pick(data, records(folder, "source"))
    table["sha256"] = "0" * 64
    return file, "$.sha256"


def unknown_value(data: st.DataObject, folder: SeedFolder) -> Place:
    """A value that an axis does not have."""
    cells = [
        (file, path, table, key)
        for kind, file, path, table in records(folder, *AXES)
        for key in AXES[kind]
        if key in table
    ]
    cells += inside(folder, AXES_INSIDE)
    file, path, table, key = pick(data, cells)
    table[key] = data.draw(st.sampled_from(["certain", "", "STATED"]))
    return file, f"{path}.{key}"


def foreign_citation(data: st.DataObject, folder: SeedFolder) -> Place:
    """A reference number that the quoted sentence does not bear."""
    _, file, path, table = pick(data, records(folder, "claims"))
    table["citations"] = [999]
    return file, f"{path}.citations[0]"


def uncovered_sentence(data: st.DataObject, folder: SeedFolder) -> Place:
    """A sentence that no claim quotes and that is not listed."""
    file = pick(data, sorted(folder.texts))
    source = folder.tables[file.replace("document.txt", "source.toml")]
    assume(bool(source.get("uncovered")))
    source["uncovered"].pop()
    return file.replace("document.txt", "source.toml"), "$.uncovered"


def covered_and_listed(data: st.DataObject, folder: SeedFolder) -> Place:
    """A sentence that is listed as uncovered and quoted by a claim."""
    file = pick(data, sorted(folder.texts)).replace("document.txt", "source.toml")
    listed = folder.tables[file].setdefault("uncovered", [])
    taken = {entry["sentence"] for entry in listed}
    text = folder.texts[file.replace("source.toml", "document.txt")]
    style = osteopharm.model.CitationStyle(folder.tables[file].get("citation_style", "none"))
    start = folder.tables[file].get("disclosures_start")
    document = osteopharm.Document(
        id="x", name="x", text=text, license="x", attribution="x", citation_style=style, disclosures_start=start
    )
    number = pick(data, [sentence.number for sentence in document.sentences if sentence.number not in taken])
    listed.append({"sentence": number, "reason": "none"})
    return file, f"$.uncovered[{len(listed) - 1}].sentence"


def forbidden_id(data: st.DataObject, folder: SeedFolder) -> Place:
    """An id in a file whose name is the id."""
    _, file, _, table = pick(data, records(folder, "source", "medications", "mechanisms", "labels"))
    table["id"] = "x"
    return file, "$.id"


FAULTS: list[Fault] = [
    wrong_type, wrong_item, bare_string, unknown_key, missing_key, unknown_id, unknown_step_id, link_of_wrong_kind,
    no_id, repeated_id, repeated_name, circle, wrong_kinds, absent_quote, ambiguous_quote, absent_context, wrong_digest,
    unknown_value, foreign_citation, uncovered_sentence, covered_and_listed, forbidden_id, missing_key_inside,
    unknown_id_inside, source_of_wrong_kind, stray_quote, stray_reference, citation_of_what_is_not_there,
    wrong_check_digit, shared_name, shared_code, company_of_two,
]  # fmt: skip


# Each fault has examples of its own, so a third of them each will do.
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@given(seed_folders(), st.data())
# Some faults fit few of the folders; that one fits none is an error still.
@settings(
    max_examples=max(3, settings().max_examples // 3),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_a_single_fault_is_refused_at_its_place(fault: Fault, folder: SeedFolder, data: st.DataObject) -> None:
    """One fault in a valid folder raises a DataError with a problem at the right file and path, with a message."""
    file, path = fault(data, folder)
    with TemporaryDirectory() as place, pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(folder.write(Path(place)))
    found = {(problem.file, problem.path) for problem in caught.value.problems}

    assert (file, path) in found, str(caught.value)
    assert all(problem.message for problem in caught.value.problems)


@given(compendia(), st.data())
def test_the_same_fault_in_json_is_refused_at_its_place(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """A fault in the JSON form is found too, with the path inside that file."""
    content = json.loads(json_text(compendium))
    del content["checksum"]
    claim = data.draw(st.integers(0, len(content["claims"]) - 1))
    content["claims"][claim]["certainty"] = None
    with TemporaryDirectory() as place:
        file = Path(place, "compendium.json")
        file.write_text(json.dumps(content))
        with pytest.raises(osteopharm.DataError) as caught:
            osteopharm.load_json(file)

    assert [("compendium.json", f"$.claims[{claim}].certainty")] == [
        (problem.file, problem.path) for problem in caught.value.problems
    ]


@given(
    testing.seed_folders(),
    st.data(),
    st.lists(st.sampled_from([unknown_key, wrong_digest, unknown_value]), unique=True, min_size=2),
)
def test_several_faults_are_reported_together(folder: SeedFolder, data: st.DataObject, several: list[Fault]) -> None:
    """Faults in several places are all in one error, each once."""
    places = {fault(data, folder) for fault in several}
    with TemporaryDirectory() as place, pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(folder.write(Path(place)))
    found = [(problem.file, problem.path) for problem in caught.value.problems]
    # A key that is in a document's own table keeps the digest from being computed: the table comes first.
    expected = {each for each in places if each[1] != "$.sha256"}

    assert expected <= set(found)
    assert len(found) == len(set(found))


def problems(folder: Path) -> list[osteopharm.errors.Problem]:
    """The problems of a folder that must not be accepted."""
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(folder)
    return list(caught.value.problems)


def test_the_nearest_stretch_is_offered(tmp_path: Path) -> None:
    """A misquoted claim is answered with the words that were probably meant."""
    folder = small_folder()
    folder.tables["anderson-freedman-2020/claims.toml"]["claims"][-1]["quote"] = (
        "Bisphosphonates are analogues of pyrophosphate"
    )
    (problem,) = problems(folder.write(tmp_path))

    assert problem.path == "$.claims[45].quote"
    assert "Bisphosphonates are analogs of pyrophosphate" in problem.hint


def test_near_ids_are_offered(tmp_path: Path) -> None:
    """An unknown id is answered with the id that was probably meant, of a kind that may be there."""
    folder = small_folder()
    folder.tables["catalog/medications/denosumab.toml"]["classes"] = ["antiresorptives"]
    found = problems(folder.write(tmp_path))

    assert [(problem.file, problem.path, problem.hint) for problem in found] == [
        ("catalog/medications/denosumab.toml", "$.classes[0]", "did you mean 'antiresorptive'?")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "catalog/concepts.toml",
        "catalog/drug-classes.toml",
        "catalog/medications/denosumab.toml",
        "anderson-freedman-2020/claims.toml",
        "anderson-freedman-2020/source.toml",
        "anderson-freedman-2020/document.txt",
    ],
)
def test_an_unreadable_file_is_the_only_problem(tmp_path: Path, name: str) -> None:
    """When a file cannot be read, nothing that links to what it holds is blamed beside it."""
    seeds = small_folder().write(tmp_path)
    (seeds / name).write_bytes(b"\xff")

    assert [(problem.file, problem.message) for problem in problems(seeds)] == [(name, "is not UTF-8 at byte 0")]


def test_faults_of_every_layer_are_reported_together(tmp_path: Path) -> None:
    """An id of the wrong form, a blank text and an unknown key in one record are three problems at once."""
    folder = small_folder()
    concept = folder.tables["catalog/concepts.toml"]["concepts"][0]
    concept.update(id="Fracture X", name=" ", bogus=1)
    found = [problem.path for problem in problems(folder.write(tmp_path)) if problem.file == "catalog/concepts.toml"]

    assert found == ["$.concepts[0].bogus", "$.concepts[0].id", "$.concepts[0].name"]


def test_a_link_that_runs_in_a_circle_is_refused(tmp_path: Path) -> None:
    """A symbolic link to itself is a problem like any other link that does not stay in the folder."""
    seeds = small_folder().write(tmp_path)
    loop = seeds / "catalog" / "loop.toml"
    loop.symlink_to(loop)

    assert [problem.file for problem in problems(seeds)] == ["catalog/loop.toml"]


def test_a_problem_steers_no_terminal(tmp_path: Path) -> None:
    """Escape sequences and direction marks in a key are printed as code points."""
    folder = small_folder()
    folder.tables["catalog/concepts.toml"]["concepts"][0]["a\x1b[31mb\u202ec"] = 1
    (problem,) = problems(folder.write(tmp_path))

    assert "$.concepts[0].a<U+001B>[31mb<U+202E>c: unknown key" in str(problem)


def test_a_key_of_figures_is_a_key(tmp_path: Path) -> None:
    """A key that looks like a place in a list, and is a number beyond all bounds, is an unknown key like any other."""
    folder = small_folder()
    concepts = folder.tables["catalog/concepts.toml"]["concepts"]
    concepts[0][f"a[{'9' * 5000}]"] = concepts[1]["bogus"] = 1

    assert [problem.message for problem in problems(folder.write(tmp_path))] == ["unknown key", "unknown key"]


def test_a_failed_record_is_reported_once(tmp_path: Path) -> None:
    """Records that link to a faulty one add no problems of their own."""
    folder = small_folder()
    folder.tables["anderson-freedman-2020/source.toml"]["name"] = 7
    found = problems(folder.write(tmp_path))

    assert [(problem.file, problem.path) for problem in found] == [("anderson-freedman-2020/source.toml", "$.name")]


def test_a_record_that_depends_on_a_circle_is_not_blamed(tmp_path: Path) -> None:
    """Only the records that are in a circle are reported, not those below it."""
    folder = small_folder()
    classes = folder.tables["catalog/drug-classes.toml"]["drug_classes"]
    classes[0]["parents"] = ["anabolic"]
    classes[2]["parents"] = ["anabolic", "antiresorptive"]
    found = problems(folder.write(tmp_path))

    assert [(problem.file, problem.path) for problem in found] == [
        ("catalog/drug-classes.toml", "$.drug_classes[0].parents")
    ]


@pytest.mark.slow
def test_classes_are_not_stacked_without_end(tmp_path: Path) -> None:
    """A chain of ten thousand classes, the lowest first, is refused in good time where it becomes too deep."""
    folder = small_folder()
    classes = folder.tables["catalog/drug-classes.toml"]["drug_classes"]
    before = len(classes)
    for place in range(10_000, 0, -1):
        above = [f"class-{place - 1}"] if place > 1 else []
        classes.append(
            {"id": f"class-{place}", "name": f"class {place}", "sources": ["anderson-freedman-2020"], "parents": above}
        )
    found = problems(folder.write(tmp_path))

    assert [(problem.path, problem.message) for problem in found] == [
        (f"$.drug_classes[{before + 9948}].parents", "makes the hierarchy deeper than 50 levels")
    ]


def test_thousands_of_circles_are_reported(tmp_path: Path) -> None:
    """Each of very many classes that belong to themselves is reported, in good time."""
    folder = small_folder()
    classes = folder.tables["catalog/drug-classes.toml"]["drug_classes"]
    for place in range(3_000):
        table = {"id": f"class-{place}", "name": f"class {place}", "sources": ["anderson-freedman-2020"]}
        classes.append({**table, "parents": [f"class-{place}"]})

    assert len(problems(folder.write(tmp_path))) == 3_000


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("catalog/concepts.toml", b"\xff\xfe", "is not UTF-8 at byte 0"),
        ("anderson-freedman-2020/document.txt", b"caf\xe9", "is not UTF-8 at byte 3"),
        ("catalog/concepts.toml", b"= 1", "is not TOML"),
        ("anderson-freedman-2020/claims.toml", b"[[claims]", "is not TOML"),
        ("catalog/concepts.toml", b"x = " + b"9" * 5000, "is not TOML"),
        ("catalog/concepts.toml", b"x = " + b"[" * 100 + b"]" * 100, "is nested deeper than 12 levels"),
        ("catalog/concepts.toml", b"x = " + b"[" * 100_000, "is nested deeper than 12 levels"),
        ("catalog/concepts.toml", b"#" * (files.MAXIMUM_SEED_FILE + 1), "has more than 4,194,304 bytes"),
        ("catalog/organs.toml", b"", "does not belong in a seed folder"),
        ("catalog/medications/list.txt", b"", "does not belong in a seed folder"),
        ("anderson-freedman-2020/notes.txt", b"", "does not belong in a seed folder"),
        ("stray.toml", b"", "does not belong in a seed folder"),
        ("catalog/concepts.toml", b"concepts = 1", "is an int, not a list of tables"),
        ("empty-document/claims.toml", b"", "is missing"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_hostile_file_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """A file that is too large, too deep, not text or out of place is refused by name, and nothing crashes."""
    small_folder().write(tmp_path)
    target = tmp_path / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(content)
    found = [problem for problem in problems(tmp_path) if problem.file.startswith(name.rpartition("/")[0])]

    assert any(problem.message.startswith(message) for problem in found), found


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    """A symbolic link out of the folder is not followed; one within it is."""
    seeds = small_folder().write(tmp_path / "seeds")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    page = seeds / "anderson-freedman-2020" / "document.txt"
    kept = page.rename(seeds / "anderson-freedman-2020" / ".kept")
    page.symlink_to(secret)
    found = problems(seeds)
    page.unlink()
    page.symlink_to(kept)

    assert ("anderson-freedman-2020/document.txt", "$", "is a link that leaves the folder") in {
        (problem.file, problem.path, problem.message) for problem in found
    }
    assert "secret" not in " ".join(map(str, found)).replace("secret.txt", "")
    assert small_part() == osteopharm.read_seeds(seeds)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe in the place of a file is refused and never opened."""
    seeds = small_folder().write(tmp_path)
    (seeds / "catalog" / "concepts.toml").unlink()
    os.mkfifo(seeds / "catalog" / "concepts.toml")

    assert ("catalog/concepts.toml", "is not a file") in {(each.file, each.message) for each in problems(seeds)}


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system will not open is a problem with the system's own reason."""
    seeds = small_folder().write(tmp_path)

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    assert "cannot be read: Permission denied" in {problem.message for problem in problems(seeds)}


def test_no_folder_and_an_empty_folder(tmp_path: Path) -> None:
    """A folder that is missing, or that holds no seeds, is refused as such."""
    assert [problem.message for problem in problems(tmp_path / "missing")] == ["is not a folder"]
    assert [problem.message for problem in problems(tmp_path)] == ["contains no seeds"]


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("[1]", "$", "is a list, not an object"),
        ("{", "$", "is not JSON"),
        ('{"a": 1, "a": 2}', "$", "is not JSON: the key 'a' occurs twice in one object"),
        ('{"a": NaN}', "$", "is not JSON: NaN is not a JSON number"),
        ("[" * 200_000, "$", "is nested deeper than 12 levels"),
        ('{"format": "osteopharm", "version": true}', "$.version", "is not 2"),
        ('{"format": "other", "version": 2}', "$.format", "is not 'osteopharm'"),
        ('{"format": "osteopharm", "version": 2, "drugs": []}', "$.drugs", "unknown key"),
        ('{"format": "osteopharm", "version": 2, "concepts": {}}', "$.concepts", "is a dict, not a list of tables"),
        ('{"format": "osteopharm", "version": 2, "concepts": [1]}', "$.concepts[0]", "is an int, not a table"),
        ('{"format": "osteopharm", "version": 2, "documents": [{}]}', "$.documents[0].id", "is missing"),
        ('{"format": "osteopharm", "version": 2, "concepts": [{"id": 1}]}', "$.concepts[0].id", "is an int, not a str"),
        (
            '{"format": "osteopharm", "version": 2, "concepts": [{"name": "\\ud800"}]}',
            "$.concepts[0].name",
            "contains a lone surrogate, which is not Unicode text",
        ),
    ],
)
def test_hostile_json_is_refused(tmp_path: Path, text: str, path: str, message: str) -> None:
    """JSON that is broken, repeats a key, is too deep or has another form is refused at its place."""
    file = tmp_path / "compendium.json"
    file.write_text(text)
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.load_json(file)

    assert (path, True) in {(problem.path, problem.message.startswith(message)) for problem in caught.value.problems}


def test_a_missing_json_file_is_named(tmp_path: Path) -> None:
    """A JSON file that is not there is a problem of its own name."""
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.load_json(tmp_path / "missing.json")

    assert [(problem.file, problem.path, problem.message) for problem in caught.value.problems] == [
        ("missing.json", "$", "is not a file")
    ]


def test_a_text_in_the_source_table_is_refused(tmp_path: Path) -> None:
    """The text of a document is in document.txt and nowhere else."""
    folder = small_folder()
    folder.tables["anderson-freedman-2020/source.toml"]["text"] = "Another text."
    found = problems(folder.write(tmp_path))

    assert [(problem.file, problem.path) for problem in found] == [("anderson-freedman-2020/source.toml", "$.text")]


def test_a_document_may_have_no_claims(tmp_path: Path) -> None:
    """A document whose every sentence is listed as uncovered needs no claims.toml."""
    text = "Nothing is claimed."
    table = {
        "name": "A note",
        "license": "CC0-1.0",
        "attribution": "nobody",
        "sha256": osteopharm.Document(id="x", name="x", text=text, license="x", attribution="x").sha256,
        "uncovered": [{"sentence": 1, "reason": "it says so itself"}],
    }
    folder = SeedFolder(texts={"note/document.txt": text}, tables={"note/source.toml": table})

    assert len(osteopharm.read_seeds(folder.write(tmp_path)).claims) == 0


def test_a_year_must_be_a_whole_number(tmp_path: Path) -> None:
    """A year that is not a whole number is refused, even one that is equal to it."""
    for value in ("2020", 2020.0, True):
        folder = small_folder()
        folder.tables["anderson-freedman-2020/source.toml"]["record"]["year"] = value
        found = problems(folder.write(tmp_path))

        assert [problem.path for problem in found] == ["$.record.year"]


def test_a_number_must_be_one(tmp_path: Path) -> None:
    """A quantity's value is a number, and neither a string nor a truth value means one."""
    for value in ("20", True):
        folder = small_folder()
        folder.tables["anderson-freedman-2020/claims.toml"]["claims"][8]["quantity"]["value"] = value
        found = problems(folder.write(tmp_path))

        assert [problem.path for problem in found] == ["$.claims[8].quantity.value"]


def test_a_file_of_an_earlier_release_is_refused(tmp_path: Path) -> None:
    """The JSON of version 0.1.0 has other keys: it is refused by its version alone, and not field by field."""
    file = tmp_path / "compendium.json"
    file.write_text(json.dumps({"format": "osteopharm", "version": 1, "documents": [], "registers": [{"id": "x"}]}))
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.load_json(file)

    assert str(caught.value) == (
        "1 problem:\n"
        "compendium.json: $.version: is 1, the format of an earlier release; this release reads 2\n"
        "    hint: write the file again, from its seeds, with this release"
    )


def test_a_brand_has_the_sources_of_its_parts(tmp_path: Path) -> None:
    """A brand without sources of its own has those of its markets, strengths and codes; without any it is refused."""
    folder = small_folder()
    denosumab = folder.tables["catalog/medications/denosumab.toml"]
    prolia = denosumab["brands"][0]
    parts = [*prolia["markets"], *prolia["presentations"], *prolia["identifiers"]]
    expected = list(dict.fromkeys(source for part in parts for source in part["sources"]))
    del prolia["sources"]
    read = osteopharm.read_seeds(folder.write(tmp_path / "derived"))
    denosumab["brands"][0] = {"name": "Prolia"}

    assert [source.id for source in read.medications["denosumab"].brands[0].sources] == expected
    assert [each.path for each in problems(folder.write(tmp_path / "none"))] == ["$.brands[0].sources"]
