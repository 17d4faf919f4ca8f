"""Medication events from FHIR resources (R4 and R5): which patient, which medication, when.

Reads MedicationRequest, MedicationStatement and MedicationDispense with the Medication resources that they reference,
and ignores all others. It does not validate the parts of a resource that it does not use.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from attrs import asdict, field, frozen

from osteopharm._files import ProblemCollector, opened, path_of
from osteopharm.compendium import Compendium
from osteopharm.io import load
from osteopharm.io.files import MAXIMUM_JSON_FILE, is_deeper
from osteopharm.model._schema import with_article
from osteopharm.names.annotation import COLUMNS, Found, annotation_of
from osteopharm.names.codes import SYSTEM_OF_URI, Coder, coder

__all__ = ["MedicationEvent", "events_of", "read_fhir"]

DATES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "MedicationRequest": (("authoredOn",),),
    "MedicationStatement": (("effectiveDateTime",), ("effectivePeriod", "start"), ("dateAsserted",)),
    "MedicationDispense": (("whenHandedOver",), ("whenPrepared",), ("recorded",)),
}
"""The elements with the date of each resource, the one closest to the intake first."""

MAXIMUM_FHIR_DEPTH = 64
"""How deep objects and lists may be nested in FHIR: extensions nest."""
REFERENCE = 2
"""The number of parts of a relative reference: type and id."""


@frozen(kw_only=True)
class MedicationEvent:
    """A medication that was ordered, reported as taken, or dispensed."""

    resource_type: str
    """MedicationRequest, MedicationStatement or MedicationDispense."""
    id: str | None = None
    """The id of the resource."""
    patient: str | None = None
    """The reference to the patient as given, else an identifier or name."""
    date: str | None = None
    """The date as given: authored, effective or handed over."""
    status: str | None = None
    """The status as given, such as ``entered-in-error``."""
    do_not_perform: bool = False
    """Whether it is an order *not* to give the medication."""
    text: str | None = None
    """The text of the resource for the medication."""
    found_by: str | None = None
    """``coding`` or ``text``; None if nothing was identified."""
    medication: str | None = None
    """The ids of the medications; this and the next four as in `osteopharm.frames.annotate`."""
    drug_class: str | None = None
    """The ids of their classes."""
    action: str | None = None
    """The action of the treatments on bone."""
    brand: str | None = None
    """The brands."""
    labeled_for_osteoporosis: bool | None = None
    """Whether the product is labeled for osteoporosis."""
    problem: str | None = None
    """Why no medication could be read, such as a reference to a resource that was not read."""

    def to_row(self) -> dict[str, str | bool | None]:
        """The fields as a dict, for a table.

        >>> MedicationEvent(resource_type="MedicationRequest", id="a").to_row()["id"]
        'a'
        """
        return asdict(self)


def read_fhir(*files: str | PathLike[str], compendium: Compendium | None = None) -> tuple[MedicationEvent, ...]:
    """The medication events in files, in order. A file is a Bundle or resource in JSON, or has one per line (NDJSON).

    Medications are identified by their codings, or by their text if no coding is known. A medication can be contained,
    be elsewhere in the files, or be missing, which its event reports.

    Args:
        files: the files, including those with the Medication resources that others reference. A JSON text, a whole
            file or a line of NDJSON, may have 64 MiB.
        compendium: the compendium to use; by default the bundled one.

    Raises:
        DataError: a file cannot be read or is not FHIR; the error lists all problems.
        InvalidArgumentError: one of the files is not a path.

    >>> import pathlib, tempfile
    >>> order = '{"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": "Fosamax 70 mg"}}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "orders.ndjson")
    ...     _ = file.write_text(order, encoding="utf-8")
    ...     [event] = read_fhir(file)
    >>> event.medication, event.found_by
    ('alendronic-acid', 'text')
    """
    problems = ProblemCollector()
    reader = _Reader(load() if compendium is None else compendium, problems)
    for file in files:
        reader.read(path_of(file))
    problems.raise_any()
    return reader.events()


def events_of(resource: Mapping[str, Any], *, compendium: Compendium | None = None) -> tuple[MedicationEvent, ...]:
    """The medication events in a resource or Bundle in memory.

    Args:
        resource: the parsed JSON.
        compendium: the compendium to use; by default the bundled one.

    Raises:
        DataError: it is not FHIR; the error lists all problems.

    >>> rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    >>> dispense = {
    ...     "resourceType": "MedicationDispense",
    ...     "medication": {"concept": {"coding": [{"system": rxnorm, "code": "46041"}]}},
    ...     "subject": {"reference": "Patient/7"},
    ...     "whenHandedOver": "2024-05-06",
    ... }
    >>> [event] = events_of(dispense)
    >>> event.patient, event.date, event.medication, event.found_by
    ('Patient/7', '2024-05-06', 'alendronic-acid', 'coding')
    """
    problems = ProblemCollector()
    reader = _Reader(load() if compendium is None else compendium, problems)
    reader.take(resource, "resource", "$")
    problems.raise_any()
    return reader.events()


@frozen
class _Place:
    """A resource, and where it was read from."""

    resource: Mapping[str, Any]
    file: str
    path: str
    known: dict[str, Mapping[str, Any]] = field(repr=False)


class _Reader:
    """Collects resources, and makes events of them when everything that they can reference has been read."""

    def __init__(self, compendium: Compendium, problems: ProblemCollector) -> None:
        self._compendium, self._problems = compendium, problems
        self._places: list[_Place] = []
        self._known: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._everywhere: dict[str, Mapping[str, Any]] = {}

    @cached_property
    def _coders(self) -> dict[str, Coder]:
        return {uri: coder(prefix, self._compendium.codes) for uri, prefix in SYSTEM_OF_URI.items()}

    def read(self, path: Path) -> None:
        """Collect the resources of a file: one JSON text, or one per line."""
        with opened(path, path.name, self._problems) as file:
            if file is not None:
                for number, text in _texts(file):
                    self._parse(text, path.name, f"line {number}" if number else "$")

    def _parse(self, data: bytes, file: str, path: str) -> None:
        add = self._problems.add
        if len(data) > MAXIMUM_JSON_FILE:
            add(file, path, f"has more than {MAXIMUM_JSON_FILE:,} bytes", "give one resource a line (NDJSON)")
            return
        try:
            resource = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
        except UnicodeDecodeError as error:
            add(file, path, f"is not UTF-8 at byte {error.start}", "save the file as UTF-8")
        except RecursionError:
            add(file, path, "is nested too deep", "give FHIR as JSON")
        except ValueError as error:
            add(file, path, f"is not JSON: {error}"[:400], "give a Bundle, or a resource a line")
        else:
            if is_deeper(resource, MAXIMUM_FHIR_DEPTH):
                add(file, path, f"is nested deeper than {MAXIMUM_FHIR_DEPTH} levels", "give FHIR as JSON")
            else:
                self.take(resource, file, path)

    def take(self, resource: Any, file: str, path: str) -> None:
        """Collect a resource, or all those in a Bundle."""
        known = self._known.setdefault(file, {})
        bundles: set[int] = set()
        waiting: list[tuple[Any, str, object]] = [(resource, path, None)]
        while waiting:
            each, place, url = waiting.pop()
            type = each.get("resourceType") if isinstance(each, Mapping) else None
            if not isinstance(type, str):
                found = "has no resourceType" if isinstance(each, Mapping) else f"is {with_article(each.__class__)}"
                self._problems.add(file, place, found, "give a Bundle or a resource of FHIR")
            elif type == "Bundle":
                # In memory, a Bundle can be an entry of itself.
                if id(each) in bundles:
                    self._problems.add(file, place, "is a Bundle that occurs before", "give each Bundle once")
                    continue
                bundles.add(id(each))
                entries = enumerate(_items(each.get("entry")))
                inner = [
                    (entry["resource"], f"{place}.entry[{at}].resource", entry.get("fullUrl"))
                    for at, entry in entries
                    if isinstance(entry, Mapping) and "resource" in entry
                ]
                waiting += reversed(inner)
            elif type == "Medication":
                own = each.get("id")
                for name in (f"Medication/{own}" if isinstance(own, str) else None, url):
                    if isinstance(name, str):
                        known[name] = each
                        self._everywhere.setdefault(name, each)
            elif type in DATES:
                self._places.append(_Place(each, file, place, known))

    def events(self) -> tuple[MedicationEvent, ...]:
        """The events of the collected resources."""
        events = tuple(self._event(place) for place in self._places)
        self._problems.raise_any()
        return events

    def _event(self, place: _Place) -> MedicationEvent:
        resource = place.resource
        type = resource["resourceType"]
        subject = resource.get("subject")
        patient = (("reference",), ("identifier", "value"), ("display",))
        concept, words, problem = self._concept(place)
        found, by = self._found(concept, words)
        annotated: dict[str, Any] = dict(zip(COLUMNS, annotation_of(found).values, strict=True)) if found else {}
        return MedicationEvent(
            resource_type=type,
            id=_first(resource, (("id",),)),
            patient=_first(subject, patient),
            date=_first(resource, DATES[type]),
            status=_first(resource, (("status",),)),
            do_not_perform=resource.get("doNotPerform") is True,
            text=next(iter(words), None),
            found_by=by,
            problem=problem,
            **annotated,
        )

    def _concept(self, place: _Place) -> tuple[Any, list[str], str | None]:
        """The coded medication of a resource, its texts, the most specific first, and the problem if there is one."""
        resource = place.resource
        either = resource.get("medication")
        concept, reference = (
            (either.get("concept"), either.get("reference"))
            if isinstance(either, Mapping)
            else (resource.get("medicationCodeableConcept"), resource.get("medicationReference"))
        )
        words = _words(concept)
        problem = None
        if concept is None and isinstance(reference, Mapping):
            words = [display] if (display := _first(reference, (("display",),))) else []
            medication = self._referred(place, reference.get("reference"))
            if medication is None:
                problem = f"the medication {reference.get('reference')!r:.100} is not in the resources that were read"
            else:
                concept = medication.get("code")
                words = _words(concept) + words
        if not words and not _codings(concept) and problem is None:
            problem = "names no medication"
        return concept, words, problem

    def _referred(self, place: _Place, reference: object) -> Mapping[str, Any] | None:
        if not isinstance(reference, str):
            return None
        if reference.startswith("#"):
            contained = (each for each in _items(place.resource.get("contained")) if isinstance(each, Mapping))
            return next((each for each in contained if each.get("id") == reference[1:]), None)
        # A reference can name a version, and start with the address of a server.
        unversioned = reference.partition("/_history/")[0]
        names = (reference, unversioned, "/".join(unversioned.split("/")[-REFERENCE:]))
        for known in (place.known, self._everywhere):
            for name in names:
                if name in known:
                    return known[name]
        return None

    def _found(self, concept: Any, words: Iterable[str]) -> tuple[Found | None, str | None]:
        for coding in _codings(concept):
            find = self._coders.get(str(coding.get("system")))
            code = coding.get("code")
            if find is not None and isinstance(code, str) and (found := find(code)):
                return found, "coding"
        for text in words:
            if written := self._compendium.identify(text):
                return written, "text"
        return None, None


def _texts(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The JSON texts in a file, each with the number of its line; 0 where the whole file is one text.

    No more is read of a text than a byte beyond the most that it may have.
    """
    most = MAXIMUM_JSON_FILE + 1
    first = next((line for line in iter(lambda: file.readline(most), b"") if line.strip()), b"")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        # A JSON text of several lines is the whole file.
        file.seek(0)
        yield 0, file.read(most)
        return
    file.seek(0)
    for number, line in enumerate(iter(lambda: file.readline(most), b""), 1):
        if line.strip():
            yield number, line
        if len(line) == most:
            return


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _codings(concept: object) -> list[Mapping[str, Any]]:
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    return [coding for coding in _items(codings) if isinstance(coding, Mapping)]


def _words(concept: object) -> list[str]:
    """The texts of a coded concept: its own, then those of its codes."""
    named = [_first(concept, (("text",),)), *(_first(coding, (("display",),)) for coding in _codings(concept))]
    return [words for words in named if words]


def _first(value: object, ways: Iterable[tuple[str, ...]]) -> str | None:
    """The first text at one of some paths."""
    for way in ways:
        found = value
        for key in way:
            found = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(found, str) and found:
            return found
    return None
