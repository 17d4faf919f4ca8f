"""Whatever a reader or a question is given, it answers, or raises an error of osteopharm with place and cure."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules import for_each

import osteopharm
from osteopharm import fhir
from osteopharm.errors import InvalidArgumentError, shown

COMPENDIUM = osteopharm.load()
READERS: dict[str, Callable[[Any], object]] = {
    "load_json": osteopharm.load_json,
    "read_seeds": osteopharm.read_seeds,
    "read_fhir": fhir.read_fhir,
    "check_codelist": lambda path: COMPENDIUM.check_codelist(Path(path) if isinstance(path, str) else path),
}
REQUEST = {"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": "Prolia 60 mg"}}
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

# --- paths -----------------------------------------------------------------------------------------------------------


@for_each(list(READERS), str)
def test_paths_that_no_file_has(name: str) -> None:
    """NUL, lone surrogates, overlong names and files taken for folders are refused with the name and a cure."""
    for path in ("a\0b.json", "\ud800.json", "x" * 5000, "/etc/passwd/x.csv", "x/" * 3000, "no-such-file.json"):
        with pytest.raises(osteopharm.DataError) as caught:
            READERS[name](path)
        [problem] = caught.value.problems
        assert problem.message
        assert problem.hint


@for_each(list(READERS), str)
def test_what_is_not_a_path(name: str) -> None:
    """A number or None is not a path, and is refused as an argument."""
    for path in (7, None, 2.5):
        if (name, path) != ("check_codelist", None):
            with pytest.raises(InvalidArgumentError, match="give"):
                READERS[name](path)


@pytest.mark.parametrize("name", READERS)
def test_pipes_links_and_folders(name: str, tmp_path: Path) -> None:
    """A pipe is refused without waiting for a writer; so are a folder, a device and a link to itself."""
    pipe, loop = tmp_path / "pipe.json", tmp_path / "loop.json"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    for path in (pipe, loop, "/dev/zero", *([] if name == "read_seeds" else [tmp_path])):
        with pytest.raises(osteopharm.DataError, match=r"is not a|cannot be read"):
            READERS[name](path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", READERS)
def test_files_without_permission(name: str, tmp_path: Path) -> None:
    """A file or folder that may not be read is reported with its name."""
    (tmp_path / "catalog").mkdir()
    file = tmp_path / "catalog" / "concepts.toml"
    file.write_text("")
    for place, mode in ((file, 0), (tmp_path / "catalog", 0)):
        place.chmod(mode)
        try:
            with pytest.raises(osteopharm.DataError, match="cannot be read: Permission denied"):
                READERS[name](tmp_path if name == "read_seeds" else file)
        finally:
            place.chmod(0o700)


def test_an_error_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder or a file that fails while it is read is reported."""
    (tmp_path / "catalog").mkdir()

    def fails(*_: object) -> Any:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "iterdir", fails)
    with pytest.raises(osteopharm.DataError, match="cannot be read: Input/output error"):
        osteopharm.read_seeds(tmp_path)


def test_memory_that_cannot_be_read() -> None:
    """A regular file whose contents cannot be read is reported: /proc/self/mem is one."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("there is no such file")
    with pytest.raises(osteopharm.DataError, match="cannot be read"):
        osteopharm.load_json("/proc/self/mem")


# --- numbers ---------------------------------------------------------------------------------------------------------

LONG = {"hex": f"0x{'f' * 5000}", "decimal": "9" * 5000, "fraction": "1e400", "octal": f"0o{'7' * 9000}"}


@for_each(list(LONG), str)
def test_long_numbers_in_seeds(kind: str) -> None:
    """Numbers of thousands of digits are refused in every field of every seed, and never printed."""
    from tempfile import TemporaryDirectory

    for field in ("year", "id", "name", "authors", "extra"):
        with TemporaryDirectory() as place:
            folder = Path(place)
            (folder / "studies").mkdir()
            (folder / "studies" / "a.toml").write_text(f'publisher = "x"\n{field} = {LONG[kind]}\n')
            with pytest.raises(osteopharm.DataError) as caught:
                osteopharm.read_seeds(folder)
            assert len(str(caught.value)) < 5000


def test_long_numbers_in_json(tmp_path: Path) -> None:
    """The same in JSON, as files and as lines of FHIR."""
    for number in ("9" * 5000, "1e400", "-" + "9" * 400):
        file = tmp_path / "x.json"
        data = json.loads(osteopharm.io.json_text(osteopharm.Compendium()))
        del data["checksum"]
        file.write_text(json.dumps({**data, "concepts": [{"id": 7}]}).replace("7", number))
        with pytest.raises(osteopharm.DataError):
            osteopharm.load_json(file)
        file.write_text('{"resourceType": "MedicationRequest", "id": %s}' % number)  # noqa: UP031
        if len(number) > 4300:
            with pytest.raises(osteopharm.DataError, match="is not JSON"):
                fhir.read_fhir(file)
        else:
            assert fhir.read_fhir(file)[0].id is None


numbers = (
    st.integers()
    | st.floats()
    | st.decimals()
    | st.fractions()
    | st.sampled_from(
        [10**400, 10**5000, -(10**400), Decimal("sNaN"), Decimal("-NaN"), Decimal("1e999999"), True, None]
    )
)


@given(units=numbers)
def test_any_units(units: Any) -> None:
    """Any number of units is answered or refused as an argument."""
    try:
        assert COMPENDIUM.by_code("hcpcs", "J0897", units=units).code == "J0897"
    except InvalidArgumentError as error:
        assert "give a number above 0" in str(error)  # noqa: PT017
        assert len(str(error)) < 300  # noqa: PT017


anything = st.none() | st.booleans() | numbers | st.text(max_size=5) | st.binary(max_size=3) | st.lists(st.none())


@given(most=anything)
def test_any_number_of_suggestions(most: Any) -> None:
    """Only a whole number of at least one is a number of suggestions."""
    if type(most) is int and most >= 1:
        assert COMPENDIUM.suggest("Fosamx", most)
    else:
        with pytest.raises(InvalidArgumentError, match="ask for one suggestion or more"):
            COMPENDIUM.suggest("Fosamx", most)


QUESTIONS: dict[str, Callable[[Any], object]] = {
    "identify": COMPENDIUM.identify,
    "find_mentions": COMPENDIUM.find_mentions,
    "suggest": COMPENDIUM.suggest,
    "lookup": COMPENDIUM.lookup,
    "by_identifier": COMPENDIUM.by_identifier,
    "by_code": lambda given: COMPENDIUM.by_code("rxnorm", given),
    "system": lambda given: COMPENDIUM.by_code(given, "1"),
    "codelist": COMPENDIUM.codelist,
    "about": COMPENDIUM.claims.about,
    "within": COMPENDIUM.claims.within,
    "on": COMPENDIUM.claims.on,
    "explain": lambda given: COMPENDIUM.explain(given, given),
    "evidence_for": COMPENDIUM.evidence_for,
    "record": lambda given: COMPENDIUM[given],
    "interests": COMPENDIUM.conflicts_of_interest,
}


@given(question=st.sampled_from([*QUESTIONS]), given_value=anything)
@quick
def test_any_argument(question: str, given_value: Any) -> None:
    """Whatever a question is asked about, it answers or raises an error of osteopharm of bounded length."""
    try:
        QUESTIONS[question](given_value)
    except osteopharm.OsteopharmError as error:
        assert len(str(error)) < 2000  # noqa: PT017


class Hostile:
    """A value whose text cannot be made."""

    def __repr__(self) -> str:
        raise RuntimeError


def test_what_cannot_be_printed() -> None:
    """An error names the type of a value that has no text."""
    assert shown(Hostile()) == "an Hostile that is too long to print"
    assert "too long to print" in str(osteopharm.UnknownValueError("axis", 10**5000, ["a"]))


# --- FHIR ------------------------------------------------------------------------------------------------------------


def test_bundles_in_themselves() -> None:
    """A Bundle that is in itself, however deep, is reported; resources before it are not lost in the report."""
    bundle: dict[str, Any] = {"resourceType": "Bundle"}
    bundle["entry"] = [{"resource": REQUEST}, {"resource": {"resourceType": "Bundle", "entry": [{"resource": bundle}]}}]
    with pytest.raises(osteopharm.DataError) as caught:
        fhir.events_of(bundle)

    [problem] = caught.value.problems
    assert problem.path == "$.entry[1].resource.entry[0].resource"
    assert problem.message == "is a Bundle that occurs before"


def test_shared_bundles() -> None:
    """Bundles that are each twice in the next would have as many entries as a power of two; they are reported."""
    bundle: dict[str, Any] = {"resourceType": "Bundle", "entry": [{"resource": REQUEST}]}
    for _ in range(64):
        bundle = {"resourceType": "Bundle", "entry": [{"resource": bundle}, {"resource": bundle}]}
    with pytest.raises(osteopharm.DataError) as caught:
        fhir.events_of(bundle)

    assert len(caught.value.problems) == 64


def test_deep_bundles_in_memory() -> None:
    """Bundles in Bundles are read in order, however deep they are in memory."""
    bundle: dict[str, Any] = {"resourceType": "Bundle", "entry": [{"resource": {**REQUEST, "id": "last"}}]}
    for place in range(1200, 0, -1):
        bundle = {
            "resourceType": "Bundle",
            "entry": [{"resource": {**REQUEST, "id": str(place)}}, {"resource": bundle}],
        }
    bundles: Any = bundle

    assert [event.id for event in fhir.events_of(bundles)] == [*map(str, range(1, 1201)), "last"]


def test_deep_files_are_refused(tmp_path: Path) -> None:
    """A file has a bound of depth: 64 levels are read, more are not."""
    file = tmp_path / "x.json"
    for depth, is_read in ((63, True), (65, False), (900, False)):
        inner = "[" * depth + "]" * depth
        file.write_text(f'{{"resourceType": "MedicationRequest", "extension": {inner}}}')
        if is_read:
            assert len(fhir.read_fhir(file)) == 1
        else:
            with pytest.raises(osteopharm.DataError, match="nested"):
                fhir.read_fhir(file)


def test_large_texts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text, in a line or alone, has a bound of size, and no more than that is read."""
    monkeypatch.setattr(fhir, "MAXIMUM_JSON_FILE", 200)
    large = {**REQUEST, "note": "x" * 300}
    file = tmp_path / "x.json"
    for text, place in (
        (json.dumps(large), "$"),
        (json.dumps(large, indent=1), "$"),
        (f"{json.dumps(REQUEST)}\n{json.dumps(large)}\n{json.dumps(REQUEST)}", "line 2"),
    ):
        file.write_text(text)
        with pytest.raises(osteopharm.DataError) as caught:
            fhir.read_fhir(file)
        [problem] = caught.value.problems
        assert (problem.path, problem.message) == (place, "has more than 200 bytes")


def test_no_numbers_in_json(tmp_path: Path) -> None:
    """NaN is not JSON."""
    file = tmp_path / "x.json"
    file.write_text('{"resourceType": "MedicationRequest", "x": NaN}')
    with pytest.raises(osteopharm.DataError, match="NaN is not a JSON number"):
        fhir.read_fhir(file)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "resourceType",
                    "entry",
                    "resource",
                    "id",
                    "code",
                    "coding",
                    "text",
                    "medication",
                    "medicationReference",
                ]
            ),
            inner | st.sampled_from(["Bundle", "MedicationRequest", "Medication", "#a"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(resource=json_values)
def test_any_resource(resource: Any) -> None:
    """Any JSON is read as events or refused."""
    try:
        events = fhir.events_of(resource)
    except osteopharm.DataError as error:
        assert all(problem.hint for problem in error.problems)  # noqa: PT017
    else:
        assert all(event.resource_type in fhir.DATES for event in events)
