"""The pages of the documentation that are made from the data and from the model."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import attrs
import pytest

import osteopharm
from osteopharm import (
    Bearing,
    BibliographicRecord,
    CausalStep,
    Certainty,
    Compendium,
    Concept,
    Disclosure,
    Document,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    HeldBy,
    Mechanism,
    Medication,
    Mend,
    Polarity,
    Quantity,
    Relation,
    Scope,
    Species,
    StudyKind,
    UncoveredSentence,
)
from osteopharm.records import KINDS

ROOT = Path(__file__).parent.parent
FOLDERS = {kind: kind.replace("_", "-") for kind in KINDS}
NOUNS: list[type] = [
    *(Document, BibliographicRecord, Mend, UncoveredSentence, DrugClass, Medication, Concept, EvidenceClaim),
    *(Quantity, CausalStep, Mechanism, Disclosure, Bearing),
]
AXES = [
    *(osteopharm.EntityKind, osteopharm.Polarity, osteopharm.Certainty, osteopharm.HeldBy, osteopharm.StudyKind),
    *(osteopharm.Species, osteopharm.Scope, osteopharm.Bound, osteopharm.DisclosureKind, osteopharm.BearingKind),
    *(osteopharm.CitationStyle, osteopharm.Relation),
]

LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)(\{\.external\})?")
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ config }} {% raw %} {#id .external}",
    "[x](javascript:y) ![x](javascript:y) <javascript:y> [x]: javascript:y",
    "# heading | cell \\| cell \\",
    "```{raw} html\n<script>alert(1)</script>\n```",
    "::: {important}\n% comment\n---\n$x$ &lt; &#60; {raw}`x`",
    "1. item\n2) item\n- item\n+ item\n> quote\n    code",
    "plain \u202e reversed",
]


@pytest.fixture(scope="session")
def generator() -> ModuleType:
    """The package that writes the pages; it is no part of the library, so it comes in by its path."""
    name = "docs_page_generator"
    home = ROOT / "docs" / "_generator"
    spec = importlib.util.spec_from_file_location(name, home / "__init__.py", submodule_search_locations=[str(home)])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def merged() -> Compendium:
    """The bundled data with the example document: every kind of record, two documents and a bearing."""
    return osteopharm.read_seeds(ROOT / "docs" / "examples" / "second-document", onto=osteopharm.load())


@pytest.fixture(scope="session")
def docs(generator: ModuleType, merged: Compendium, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated pages."""
    folder = tmp_path_factory.mktemp("docs")
    generator.generate(folder, merged)
    return folder


def test_each_record_has_a_page_under_its_kind_and_id(docs: Path, merged: Compendium) -> None:
    """The pages are those of the records, one each, and a list for each kind: nothing is missing or left over."""
    expected = {"index.md"}
    for kind, folder in FOLDERS.items():
        expected |= {f"{folder}/index.md", *(f"{folder}/{record.id}.md" for record in merged.records.of(kind))}

    assert expected == {path.relative_to(docs / "records").as_posix() for path in (docs / "records").rglob("*.md")}


def test_each_link_leads_to_a_page(docs: Path) -> None:
    """Every link of a generated page leads to a generated page, to a heading on it, or to a claim of a reader page."""
    by_hand = {"axes.md", "your-own-document.md"}
    broken = []
    for page in docs.rglob("*.md"):
        for target, outside in LINK.findall(page.read_text(encoding="utf-8")):
            name, _, anchor = target.partition("#")
            to = (page.parent / name).resolve() if name else page
            if outside:
                to = docs / "_reader" / to.relative_to(docs.resolve())
            if name in by_hand:
                continue
            text = to.read_text(encoding="utf-8") if to.is_file() else None
            headings = {
                line.lstrip("# ").lower().replace(" ", "-") for line in (text or "").splitlines() if line[:1] == "#"
            }
            if text is None or (anchor and f'id="{anchor}"' not in text and anchor not in headings):
                broken.append((page.name, target))

    assert broken == []


def test_each_record_is_listed(docs: Path, merged: Compendium) -> None:
    """The list of a kind links to each of its records."""
    unlisted = [
        record.id
        for kind, folder in FOLDERS.items()
        for record in merged.records.of(kind)
        if f"{folder}/{record.id}.md" not in (docs / "records" / folder / "index.md").read_text(encoding="utf-8")
    ]

    assert unlisted == []


def test_conflict_stands_on_both_pages_with_its_axes(docs: Path) -> None:
    """The theory of impaired healing and the denial of it lead to each other and name what they differ in."""
    theory, denial = "af20-s07-healing-impaired", "af20-s12-fractures-unaffected"
    axes = "they differ in: relation, certainty, study kind, species, setting"
    lines = {
        page: [
            line
            for line in (docs / "records" / "claims" / f"{page}.md").read_text(encoding="utf-8").splitlines()
            if f"/{other}.md" in line
        ]
        for page, other in ((theory, denial), (denial, theory))
    }

    assert all(len(found) == 1 and found[0].endswith(axes) for found in lines.values())


def test_claim_told_of_a_member_names_its_class(docs: Path) -> None:
    """What is said of bisphosphonates stands on the page of a bisphosphonate as said of its class."""
    text = (docs / "records" / "medications" / "fictodronate.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if "/af20-s09-turnover-lower.md" in line]

    assert line.endswith("as said of [bisphosphonates](../drug-classes/bisphosphonates.md)")


def test_second_writing_changes_no_file_and_removes_what_is_stale(
    generator: ModuleType, merged: Compendium, tmp_path: Path
) -> None:
    """A file keeps its date while its text stays; a page whose record is gone goes, and so does its empty folder."""
    generator.generate(tmp_path, merged)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}
    stale = tmp_path / "records" / "gone" / "old.md"
    stale.parent.mkdir()
    stale.write_text("old", encoding="utf-8")
    generator.generate(tmp_path, merged)

    assert (before, False) == (
        {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")},
        stale.parent.exists(),
    )


def test_record_of_the_id_index_is_refused(generator: ModuleType) -> None:
    """A record called "index" would take the place of the list of its kind, so the build stops."""
    note = Document(
        id="index",
        name="A note",
        text="Bone heals.",
        licence="CC0-1.0",
        attribution="nobody",
        uncovered=(UncoveredSentence(sentence=1, reason="an example"),),
    )

    with pytest.raises(ValueError, match=r"sources/index\.md"):
        generator.record_pages(Compendium(sources=[note]))


class Text(HTMLParser):
    """The text of a page, with the elements and attributes that are in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: set[str] = set()
        self.targets: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note an element and where it leads."""
        self.elements.add(tag)
        self.targets |= {value or "" for name, value in attributes if name in ("href", "src") or name[:2] == "on"}

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


@pytest.fixture(scope="session")
def rendered(generator: ModuleType) -> Callable[[str], Text]:
    """Renders Markdown as the documentation does; where its parser is not installed, the test is skipped."""
    parser = pytest.importorskip("myst_parser.parsers.mdit")
    config = pytest.importorskip("myst_parser.config.main")
    renderer = pytest.importorskip("markdown_it.renderer")
    settings = config.MdParserConfig(enable_extensions={"attrs_inline", "colon_fence", "deflist"})
    assert generator
    return lambda text: Text(parser.create_md_parser(settings, renderer.RendererHTML).render(text))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(generator: ModuleType, rendered: Callable[[str], Text], hostile: str) -> None:
    """Escaped text reads as it was written, white space apart, and makes no element and no link of its own."""
    escape = sys.modules[f"{generator.__name__}.markdown"].escape
    text = escape(hostile)
    found = rendered(
        f"# {text}\n\n{text}\n\n> {text}\n\n- {text}\n\n| {text} |\n| --- |\n| {text} |\n\n[{text}](x.md)\n"
    )
    once = re.sub("\\s+", " ", hostile.replace("\u202e", "<U+202E>")).strip()
    stretches = [stretch for line in found.text.splitlines() if (stretch := line.strip())]

    assert ([once] * 7, {"x.md"}, set()) == (
        stretches,
        found.targets,
        found.elements & {"script", "img", "pre", "code"},
    )


def test_hostile_record_stays_text(generator: ModuleType, rendered: Callable[[str], Text]) -> None:
    """A claim whose every text is hostile gives pages without a script, an image, or a link out of the pages."""
    evil = " ".join(HOSTILE)
    note = Document(id="note", name=evil, text=f"Bone heals {evil}", licence=evil, attribution=evil)
    drug = DrugClass(id="drug", name=f"drug {evil}", sources=(note,), note=evil)
    healing = Concept(id="healing", name=f"healing {evil}", kind=EntityKind.PROCESS, sources=(note,), note=evil)
    claim = EvidenceClaim(
        id="claim",
        statement=evil,
        subject=drug,
        relation=Relation.IMPROVES,
        object=healing,
        polarity=Polarity.AFFIRMED,
        certainty=Certainty.STATED,
        held_by=HeldBy.AUTHORS,
        study_kind=StudyKind.NOT_GIVEN,
        species=Species.NOT_GIVEN,
        scope=Scope.GENERIC,
        provenance=note.passage(note.text),
        note=evil,
    )
    compendium = Compendium(sources=[note], drug_classes=[drug], concepts=[healing], claims=[claim])
    pages = [rendered(text) for text in generator.record_pages(compendium).values()]
    schemes = {target.partition(":")[0] for page in pages for target in page.targets if ":" in target}

    assert (set(), set()) == (schemes, {"script", "img"} & {tag for page in pages for tag in page.elements})


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_dictionary_names_each_field(docs: Path, noun: type) -> None:
    """The section of a noun has a row for each of its fields, under the key that the files use, with its meaning."""
    text = (docs / "data-dictionary.md").read_text(encoding="utf-8")
    section = text.partition(f"### {noun.__name__}\n")[2].partition("\n###")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", section, flags=re.MULTILINE))
    keys = {"provenance": "quote"} if noun in (EvidenceClaim, Disclosure) else {}

    assert {keys.get(field.name, field.name) for field in attrs.fields(noun)} == {
        key for key, meaning in rows.items() if meaning
    }


@pytest.mark.parametrize("axis", AXES, ids=lambda axis: axis.__name__)
def test_dictionary_names_each_value(docs: Path, axis: type[Polarity]) -> None:
    """The section of an axis has a row for each of its values, with its meaning."""
    text = (docs / "data-dictionary.md").read_text(encoding="utf-8")
    section = text.partition(f"### {axis.__name__}\n")[2].partition("\n###")[0].partition("\nThe kinds of")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", section, flags=re.MULTILINE)

    assert [member.value for member in axis] == [value for value, meaning in rows if meaning.strip()]


def test_dictionary_tells_the_rules_of_a_relation(docs: Path) -> None:
    """To inhibit has the sign -1 and falls under to decrease; only a class or a medication is used to treat."""
    text = (docs / "data-dictionary.md").read_text(encoding="utf-8")

    assert "| `inhibits` | It holds the object back\\. | -1 | `decreases` |" in text
    assert "| `used-to-treat` | drug class, medication | condition |" in text
