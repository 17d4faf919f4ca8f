"""The pages of the documentation that are made from the data and from the model."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from os.path import normpath
from pathlib import Path
from types import ModuleType

import attrs
import pytest

import osteopharm
from osteopharm import (
    Brand,
    Certainty,
    ClaimLink,
    Combination,
    Compendium,
    Concept,
    Document,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    Label,
    Mechanism,
    Medication,
    Passage,
    Polarity,
    Publication,
    Registry,
    Relation,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.model import (
    BibliographicRecord,
    CausalStep,
    Disclosure,
    Dose,
    HeldBy,
    Identifier,
    LabelFacts,
    LookAlike,
    Market,
    Name,
    NameKind,
    OcrCorrection,
    OsteoporosisIndication,
    Presentation,
    Quantity,
    Reference,
    Regimen,
    SpellingRule,
    UncoveredSentence,
)
from osteopharm.model._record import Record
from osteopharm.model.kinds import COLLECTIONS

# Writing and drawing all pages takes half a minute.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FOLDERS = {collection: collection.replace("_", "-") for collection in COLLECTIONS}
RECORD_TYPES: list[type] = [
    *(Document, BibliographicRecord, OcrCorrection, UncoveredSentence, Registry, Label, Publication, Reference),
    *(DrugClass, Medication, Combination, Name, Identifier, Brand, Market, Presentation, LabelFacts, Regimen, Dose),
    *(Concept, EvidenceClaim, Quantity, CausalStep, Mechanism, Disclosure, ClaimLink, LookAlike, SpellingRule),
]
AXES = [
    *(osteopharm.EntityKind, osteopharm.Polarity, osteopharm.Certainty, osteopharm.model.HeldBy, osteopharm.StudyKind),
    *(
        osteopharm.Species,
        osteopharm.Scope,
        osteopharm.model.Bound,
        osteopharm.model.DisclosureKind,
        osteopharm.model.LinkKind,
    ),
    *(
        osteopharm.model.CitationStyle,
        osteopharm.Relation,
        osteopharm.Role,
        osteopharm.model.NameKind,
        osteopharm.model.OsteoporosisIndication,
    ),
]

LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)(\{\.external\})?")
PLACE = re.compile(r"""id="([^"]+)"|\{#([^}]+)\}|\(([^()]+)\)=""")
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


# There are thousands of these; the pages of medications and combinations list them.
LISTED_ELSEWHERE = ("products", "product_codes")


@pytest.fixture(scope="session")
def generator() -> ModuleType:
    """The package that writes the pages; it is not part of the library, so it comes in by its path."""
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
    """The bundled data with the example document: every kind of record, two documents and a claim link."""
    return osteopharm.read_seeds(ROOT / "docs" / "examples" / "second-document", extend=osteopharm.load())


@pytest.fixture(scope="session")
def docs(generator: ModuleType, merged: Compendium, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated pages."""
    folder = tmp_path_factory.mktemp("docs")
    generator.generate(folder, merged)
    return folder


def place_of(generator: ModuleType, record: Record) -> str:
    """Where the pages show a record: a page, with an anchor unless the page is its own."""
    place: str = sys.modules[f"{generator.__name__}.links"].path_of(record)
    return place


def test_each_record_is_shown_once(generator: ModuleType, docs: Path, merged: Compendium) -> None:
    """A record has a page of its own or one entry on the page of its kind or publication; no page is left over."""
    lists = {
        "index.md",
        "sources/labels.md",
        "sources/registries.md",
        *(f"{name}/index.md" for name in FOLDERS.values()),
    }
    pages, wrong = set(lists), list[str]()
    for record in merged.records:
        if record.plural in LISTED_ELSEWHERE:
            continue
        page, _, anchor = place_of(generator, record).partition("#")
        text = (docs / "records" / page).read_text(encoding="utf-8")
        pages.add(page)
        if (text.count(f"{{#{record.id}}}") + text.count(f"\n({record.id})=\n")) != bool(anchor):
            wrong.append(record.id)

    assert wrong == []
    assert pages == {path.relative_to(docs / "records").as_posix() for path in (docs / "records").rglob("*.md")}


def test_each_medication_class_outcome_and_publication_has_a_page(generator: ModuleType, merged: Compendium) -> None:
    """What people look for has a page of its own, under its collection and id; so have the claims of documents."""
    own: list[type[Record]] = [Medication, Combination, DrugClass, Concept, Publication, Document]
    records: list[Record] = [record for kind in own for record in merged.records.of(kind)]
    records += [claim for claim in merged.claims if isinstance(claim.provenance, Passage)]

    assert [f"{FOLDERS[each.collection]}/{each.id}.md" for each in records] == [
        place_of(generator, each) for each in records
    ]


def test_each_link_leads_to_a_page(docs: Path) -> None:
    """Every link of a generated page leads to a generated page, to a heading on it, or to a claim of a reader page."""
    broken = []
    for page in docs.rglob("*.md"):
        # The tables of the catalog are read where the page is that includes them.
        home = docs if page.parent.name == "_parts" else page.parent
        for target, outside in LINK.findall(page.read_text(encoding="utf-8")):
            name, _, anchor = target.partition("#")
            to = Path(normpath(home / name)) if name else page
            if to.parent == docs and (ROOT / "docs" / to.name).is_file():
                continue  # a page written by hand
            if outside:
                to = docs / "_reader" / to.relative_to(docs)
            if not to.is_file() or (anchor and anchor not in anchors(to)):
                broken.append((page.name, target))

    assert broken == []


@cache
def anchors(page: Path) -> set[str]:
    """What a link can lead to on a page: its headings, and each place that has a name."""
    text = page.read_text(encoding="utf-8")
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line[:1] == "#"}
    return headings.union(*PLACE.findall(text))


def test_each_kind_of_source_is_listed_apart(docs: Path) -> None:
    """The list of sources has a heading for each kind, to which the list of all kinds leads."""
    index = page_of(docs, "index")
    listed = page_of(docs, "sources/index")

    assert all(f"(sources/index.md#{kind})" in index for kind in COLLECTIONS["sources"])
    assert all(f"\n## {kind.capitalize()}\n" in listed for kind in COLLECTIONS["sources"])


def test_each_record_is_listed(generator: ModuleType, docs: Path, merged: Compendium) -> None:
    """The list of a kind links to each of its records, or has its entry."""
    unlisted: list[str] = []
    for kind, folder in FOLDERS.items():
        listed = page_of(docs, f"{folder}/index")
        for record in merged.records.of(kind):
            place = place_of(generator, record)
            if kind not in LISTED_ELSEWHERE and not place.startswith((f"{folder}/index.md", "sources/")):
                unlisted += [record.id] if f"{place})" not in listed else []

    assert unlisted == []


def test_conflict_is_on_both_pages_with_its_axes(docs: Path) -> None:
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


def test_inherited_claim_names_its_class(docs: Path) -> None:
    """What is said of bisphosphonates is on the page of a bisphosphonate as said of its class."""
    text = (docs / "records" / "medications" / "fictodronate.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if "/af20-s09-turnover-lower.md" in line]

    assert line.endswith("inherited from [bisphosphonates](../drug-classes/bisphosphonates.md)")


def test_medication_page_answers_first(docs: Path) -> None:
    """Alendronic acid: what it is, then products, brands, mechanism, evidence and claims; names and sources follow."""
    text = page_of(docs, "medications/alendronic-acid")
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)

    assert "**Alendronic acid** is a treatment of osteoporosis" in text.partition("\n## ")[0]
    assert headings[:5] == ["Products", "Brands by market", "How it acts", "Evidence by outcome", "Claims about it"]
    assert headings[-1] == "Sources"
    assert re.search(r"^\| 70 mg \| yes.* weekly \| tablet \| oral \|", section_of(text, "Products"), re.MULTILINE)
    assert '<li class="link open">is one of the</li><li class="box">bisphosphonates</li>' in section_of(
        text, "How it acts"
    )
    assert 'class="op-effect"' in section_of(text, "Evidence by outcome")


def test_outcome_page_has_every_drug_and_study(docs: Path, merged: Compendium) -> None:
    """The page of hip fracture has each finding on it, with a link to its publication."""
    page = page_of(docs, "concepts/hip-fracture")
    text = section_of(page, "Evidence")
    findings = [claim for claim in merged.claims.on("hip-fracture") if claim.result]

    assert "**Hip fracture** is an outcome, narrower than [fracture risk]" in page.partition("\n## ")[0]
    assert "| drug | finding | effect |" in text
    assert len(findings) > 10
    assert [claim.id for claim in findings if f"#{claim.id})" not in text] == []


def test_concepts_are_listed_by_kind(docs: Path, merged: Compendium) -> None:
    """Outcomes come first, each kind has a heading of its own, and every concept is below its kind."""
    text = page_of(docs, "concepts/index")
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)

    assert headings[:2] == ["Outcomes", "Cells"]
    assert len(headings) == len({concept.kind for concept in merged.concepts.values()})
    assert "spine-fusion.md)" in section_of(text, "Outcomes")
    assert "rankl.md)" in section_of(text, "Targets")


def test_front_picture_shows_what_status_at_says(docs: Path) -> None:
    """Each of the three operations has its answer: during a treatment, after one, and before one."""
    picture = (docs / "_pictures" / "at-surgery.html").read_text(encoding="utf-8")

    assert re.findall(r">(on |off |untreated)([^<]*)<", picture) == [
        ("on ", "denosumab, after teriparatide"),
        ("off ", "alendronic acid for 181 days"),
        ("untreated", ", starts 120 days later"),
    ]


def test_picture_of_the_readme_is_fresh(docs: Path) -> None:
    """The committed picture is the one that the library makes; a build of the documentation writes it again."""
    committed = ROOT / "docs" / "_static" / "at-surgery.svg"

    assert committed.read_bytes() == (docs / "_static" / "at-surgery.svg").read_bytes()


def test_claim_page_has_what_speaks_for_and_against(docs: Path, merged: Compendium) -> None:
    """Each finding that is linked to the denial of harm to healing is on its page, under for, against or qualifying."""
    text = page_of(docs, "claims/af20-s12-fractures-unaffected")
    found = merged.evidence_for("af20-s12-fractures-unaffected")

    for heading, claims in (("For it", found.supporting), ("Against it", found.contradicting)):
        assert claims
        assert [claim.id for claim in claims if f"#{claim.id})" not in section_of(text, heading)] == []


def test_second_writing_changes_no_file_and_removes_what_is_stale(
    generator: ModuleType, merged: Compendium, docs: Path
) -> None:
    """A file keeps its date while its text stays; a page whose record is gone goes, and so does its empty folder."""
    before = {path: path.stat().st_mtime_ns for path in docs.rglob("*.md")}
    stale = docs / "records" / "gone" / "old.md"
    stale.parent.mkdir()
    stale.write_text("old", encoding="utf-8")
    generator.generate(docs, merged)

    assert (before, False) == (
        {path: path.stat().st_mtime_ns for path in docs.rglob("*.md")},
        stale.parent.exists(),
    )


def test_record_of_the_id_index_is_refused(generator: ModuleType) -> None:
    """A record called "index" would take the place of the list of its kind, so the build stops."""
    note = Document(
        id="index",
        name="A note",
        text="Bone heals.",
        license="CC0-1.0",
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


def hostile_compendium(evil: str) -> Compendium:
    """A compendium of every kind of record, in which each text is hostile."""
    note = Document(id="note", name=evil, text=f"Bone heals {evil}", license=evil, attribution=evil)
    registry = Registry(
        id="registry", name=evil, publisher=evil, release=evil, license=evil, accessed_from=(evil,), note=evil
    )
    label = Label(id="label", name=evil, region="US", company=evil, accessed_from=(evil,), note=evil)
    paper = Publication(id="paper", name=evil, publisher=evil, title=evil, accessed_from=(evil,), note=evil)
    said = (note, registry, label, paper)
    names = (Name(name=f"called {evil}", kind=NameKind.SYNONYM, sources=said, excluded_from_search=evil),)
    codes = (Identifier(curie="atc:M05BA04", form=evil, note=evil, sources=said),)
    market = Market(
        region="US",
        company=evil,
        osteoporosis_indication=OsteoporosisIndication.YES,
        reference_brand=evil,
        status=evil,
        note=evil,
        sources=said,
    )
    brand = Brand(
        name=f"brand {evil}",
        markets=(market,),
        presentations=(Presentation(strength=evil, sources=said),),
        excluded_from_search=evil,
        note=evil,
        sources=said,
    )
    regimen = Regimen(
        text=evil,
        dose=Dose(value=1, unit=evil),
        interval="P1W",
        osteoporosis_indications=(evil,),
        other_indications=evil,
        duration_limit=evil,
    )
    facts = LabelFacts(
        label=label,
        regimens=(regimen,),
        routes=(evil,),
        dosage_forms=(evil,),
        contraindications=(evil,),
        warnings=(evil,),
        boxed_warning=evil,
        renal_threshold=evil,
        status=evil,
    )
    group = DrugClass(id="group", name=f"group {evil}", sources=said, note=evil)
    drug = Medication(
        id="drug",
        name=f"drug {evil}",
        classes=(group,),
        names=names,
        brands=(brand,),
        identifiers=codes,
        labels=(facts,),
        other_uses=evil,
        note=evil,
        sources=said,
    )
    both = Combination(
        id="both", name=f"both {evil}", components=(drug,), other_ingredients=(evil,), note=evil, sources=said
    )
    healing = Concept(id="healing", name=f"healing {evil}", kind=EntityKind.PROCESS, sources=said, note=evil)
    claims = [
        EvidenceClaim(
            id=id,
            statement=evil,
            subject=group,
            relation=Relation.IMPROVES,
            object=healing,
            polarity=Polarity.AFFIRMED,
            certainty=Certainty.STATED,
            held_by=HeldBy.AUTHORS,
            study_kind=StudyKind.NOT_GIVEN,
            species=Species.NOT_GIVEN,
            scope=Scope.EACH_MEMBER,
            provenance=where,
            note=evil,
        )
        for id, where in (
            ("claim", note.passage(note.text)),
            ("told-elsewhere", Reference(source=paper, locator=evil)),
        )
    ]
    look_alike = LookAlike(id="look-alike", text=f"not {evil}", reason=evil, mistaken_for=(drug,), sources=said)
    rule = SpellingRule(id="rule", ending=evil[-3:], replacements=(evil,), attested=(evil,), sources=said, note=evil)
    return Compendium(
        sources=said,
        drug_classes=[group],
        medications=[drug],
        combinations=[both],
        concepts=[healing],
        claims=claims,
        look_alikes=[look_alike],
        spelling_rules=[rule],
    )


def test_hostile_record_stays_text(generator: ModuleType, rendered: Callable[[str], Text]) -> None:
    """Records whose every text is hostile give pages without a script, an image, or a link out of the pages."""
    compendium = hostile_compendium(" ".join(HOSTILE))
    texts = {**generator.record_pages(compendium), **generator.catalog_parts(compendium)}
    pages = [rendered(text) for text in texts.values()]
    schemes = {target.partition(":")[0] for page in pages for target in page.targets if ":" in target}

    assert (set(), set()) == (schemes, {"script", "img"} & {tag for page in pages for tag in page.elements})


def page_of(docs: Path, record: str) -> str:
    """The text of the page of a record."""
    return (docs / "records" / f"{record}.md").read_text(encoding="utf-8")


def section_of(text: str, title: str) -> str:
    """A section of a page."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_brand_is_listed_with_its_markets(docs: Path) -> None:
    """The page of denosumab has Prolia for osteoporosis in the US and Xgeva not, and what a biosimilar follows."""
    rows = [
        line.split(" | ")
        for line in section_of(page_of(docs, "medications/denosumab"), "Brands and their sources").splitlines()
    ]
    markets = {(row[0].removeprefix("| "), row[1]): row for row in rows if len(row) > len("US")}

    expected = ["yes", "no", "Prolia"]

    assert expected == [markets["Prolia", "US"][3], markets["Xgeva", "US"][3], markets["Ospomyv", "US"][4]]


def test_what_was_not_read_is_not_shown_as_none(docs: Path) -> None:
    """A market of which nothing was read has empty cells, and a label says which of its facts were not read."""
    brands = section_of(page_of(docs, "medications/denosumab"), "Brands and their sources")
    labels = section_of(page_of(docs, "medications/denosumab"), "Label facts")

    assert "|  | UK |  |  |  |  | " in brands
    assert "none" not in brands.replace(", never none", "")
    assert "Not read: warnings; boxed warning; renal threshold; first approval year, as printed; status." in labels


def test_label_leads_to_the_facts_read_in_it(docs: Path) -> None:
    """The entry of the label of Evenity in the US leads to romosozumab, whose page has its interval and warning."""
    entry = page_of(docs, "sources/labels").partition("{#label-evenity-us}")[2].partition("\n- [")[0]
    read = section_of(page_of(docs, "medications/romosozumab"), "Label facts")

    assert "Facts read in it: [romosozumab](../medications/romosozumab.md)." in entry
    assert " | monthly | " in read
    assert "| boxed warning | myocardial infarction\\, stroke and cardiovascular death |" in read


def test_source_lists_what_rests_on_it(docs: Path, merged: Compendium) -> None:
    """Every record that names a source, for itself or for a name or a market in it, is in the entry of the source."""

    def parts(medication: Medication) -> tuple[Medication | Name | Brand | Identifier, ...]:
        return (medication, *medication.names, *medication.brands, *medication.identifiers)

    entries = {
        anchor: entry
        for page in ("labels", "registries")
        for anchor, entry in re.findall(
            r"\{#([\w-]+)\}\n(.*?)(?=\n- \[|\Z)", page_of(docs, f"sources/{page}"), flags=re.DOTALL
        )
    }
    unlisted = [
        (source.id, medication.id)
        for medication in merged.medications.values()
        for part in parts(medication)
        for source in part.sources
        if f"/medications/{medication.id}.md" not in (entries.get(source.id) or page_of(docs, f"sources/{source.id}"))
    ]

    assert unlisted == []


def test_class_page_shows_its_members_as_a_tree(docs: Path) -> None:
    """Alendronic acid stands three levels below the antiresorptive medications; romosozumab under both actions."""
    lines = section_of(page_of(docs, "drug-classes/antiresorptive"), "Members").splitlines()

    assert "    - [alendronic acid](../medications/alendronic-acid.md)" in lines
    assert "  - [romosozumab](../medications/romosozumab.md)" in lines
    assert "romosozumab" in section_of(page_of(docs, "drug-classes/anabolic"), "Members")


def test_medication_names_its_combinations_and_decoys(docs: Path) -> None:
    """The page of alendronic acid leads to the combination with colecalciferol, that of calcitonin to procalcitonin."""
    combinations = section_of(page_of(docs, "medications/alendronic-acid"), "Combinations that contain it")
    look_alikes = section_of(page_of(docs, "medications/calcitonin"), "Look-alikes")

    assert "../combinations/alendronic-acid-and-colecalciferol.md" in combinations
    assert "../look-alikes/index.md#procalcitonin" in look_alikes


def test_claim_of_another_source_names_the_place(docs: Path) -> None:
    """A claim with a reference is on the page of the publication and names the place in it, and has no quote."""
    text = page_of(docs, "sources/romosozumab-bone-forming-2019")
    entry = section_of(text, "Its claims").partition("{#romosozumab-2019-resorption}")[2].partition("\n- ")[0]

    assert "abstract" in entry
    assert ">" not in entry


def test_catalog_lists_each_product(docs: Path, merged: Compendium) -> None:
    """The tables of the catalog have each class, medication and combination, and each name that is held back."""
    parts = {path.stem: path.read_text(encoding="utf-8") for path in (docs / "_parts").glob("*.md")}
    missing = [
        record.id
        for kind, part in (
            ("medications", "medications"),
            ("combinations", "combinations"),
            ("drug_classes", "classes"),
        )
        for record in merged.records.of(kind)
        if f"/{record.id}.md)" not in parts[f"catalog-{part}"]
    ]

    assert missing == []
    assert (
        "| PTH | [parathyroid hormone](records/medications/parathyroid-hormone.md) |"
        in parts["catalog-excluded-from-search"]
    )


def test_page_on_the_catalog_includes_each_table(docs: Path) -> None:
    """The page includes just the tables that are made."""
    page = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")

    assert sorted(path.name for path in (docs / "_parts").iterdir()) == sorted(
        re.findall(r"^```\{include\} _parts/(\S+)$", page, flags=re.MULTILINE)
    )


def test_api_reference_has_each_public_name() -> None:
    """Every name that the package exports is described on the page of the reference."""
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\.\. (?:auto\w+|py:data):: (\w+)$", page, flags=re.MULTILINE))

    assert set(osteopharm.__all__) <= described


@pytest.mark.parametrize("noun", RECORD_TYPES, ids=lambda noun: noun.__name__)
def test_dictionary_names_each_field(docs: Path, noun: type) -> None:
    """The section of a record type has a row for each field, under the key of the files, with its meaning."""
    text = (docs / "data-dictionary.md").read_text(encoding="utf-8")
    section = text.partition(f"### {noun.__name__}\n")[2].partition("\n###")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", section, flags=re.MULTILINE))

    assert {field.name for field in attrs.fields(noun)} == {key for key, meaning in rows.items() if meaning}


@pytest.mark.parametrize("axis", AXES, ids=lambda axis: axis.__name__)
def test_dictionary_names_each_value(docs: Path, axis: type[Polarity]) -> None:
    """The section of an axis has a row for each of its values, with its meaning."""
    text = (docs / "data-dictionary.md").read_text(encoding="utf-8")
    section = text.partition(f"### {axis.__name__}\n")[2].partition("\n###")[0].partition("\nThe kinds of")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", section, flags=re.MULTILINE)

    assert [member.value for member in axis] == [value for value, meaning in rows if meaning.strip()]


def test_dictionary_has_the_rules_of_a_relation(docs: Path) -> None:
    """To inhibit has the sign -1 and is narrower than to decrease; only a class or a medication is used to treat."""
    text = (docs / "data-dictionary.md").read_text(encoding="utf-8")

    assert "| `inhibits` | Inhibits the object\\. | -1 | `decreases` |" in text
    assert "| `used-to-treat` | drug class, medication | condition |" in text
