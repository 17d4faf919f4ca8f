"""The spaCy component: spans with exact offsets, beside other components, in several processes, saved and loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parts import missing, needs

import osteopharm
from osteopharm.errors import DataError, UnknownValueError

pytestmark = needs("agents", "spacy")
spacy: Any = import_module("spacy")

from osteopharm.agents.spacy_component import SpanData, make_component  # noqa: E402 - needs the package above

ROOT = Path(__file__).parents[2]
COMPENDIUM = osteopharm.load()
NAMES = sorted(COMPENDIUM._lexicon.written)


def pipeline(**config: Any) -> Any:
    """A pipeline with the component alone."""
    nlp = spacy.blank("en")
    nlp.add_pipe("osteopharm", config=config)
    return nlp


NLP = pipeline()


def data_of(doc: Any, key: str = "osteopharm") -> list[SpanData]:
    """What the spans of a document name."""
    return [span._.osteopharm for span in doc.spans[key]]


def seen(text: str) -> list[tuple[str, str]]:
    """The words of each name that is found in a text, by their exact offsets, and the id of what they name."""
    doc = NLP(text)
    found = data_of(doc)
    assert [text[each.start_char : each.end_char] for each in found] == [each.text for each in found]
    for span, each in zip(doc.spans["osteopharm"], found, strict=True):
        assert span.start_char <= each.start_char < each.end_char <= span.end_char
    return [(each.text, each.entity.id) for each in found]


# Typed by hand: in these strings, names do not end where tokens do.
DIRTY = [
    ("zoledronate5mg", [("zoledronate", "zoledronic-acid")]),
    ("FOSAMAX70", [("FOSAMAX", "alendronic-acid")]),
    ("Fosamax+D", [("Fosamax", "alendronic-acid")]),
    ("denosumab (Jubbonti)60mg", [("denosumab", "denosumab"), ("Jubbonti", "denosumab")]),
    ("teriparatide\u2192denosumab", [("teriparatide", "teriparatide"), ("denosumab", "denosumab")]),
    ("raloxifene/bazedoxifene", [("raloxifene", "raloxifene"), ("bazedoxifene", "bazedoxifene")]),
    ("\u9aa8Prolia\u9aa8", [("Prolia", "denosumab")]),
    ("pre-alendronate,post-Prolia.", [("alendronate", "alendronic-acid"), ("Prolia", "denosumab")]),
    ("Fosamax\u00ae70mg", [("Fosamax", "alendronic-acid")]),
    ("She took nothing.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "found"), DIRTY)
def test_offsets_are_exact_where_tokens_do_not_fit(text: str, found: list[tuple[str, str]]) -> None:
    """Every name has the offsets of the name itself, and two names in one token are two spans."""
    assert seen(text) == found
    assert seen(f"  {text}\n\n{text}") == found * 2


def test_entities_do_not_overlap() -> None:
    """``doc.ents`` has the spans that share no token; ``doc.spans`` has all of them."""
    doc = NLP("teriparatide\u2192denosumab, then Prolia")

    assert [span.kb_id_ for span in doc.spans["osteopharm"]] == ["teriparatide", "denosumab", "denosumab"]
    assert [(each.text, each.label_, each.kb_id_) for each in doc.ents] == [
        ("teriparatide\u2192denosumab", "MEDICATION", "teriparatide"),
        ("Prolia", "MEDICATION", "denosumab"),
    ]
    assert [each._.osteopharm.text for each in doc.ents] == ["teriparatide", "Prolia"]


def test_what_a_span_names() -> None:
    """A span has its entity, brand, classes, product and label; the strength counts only directly after the name."""
    doc = NLP(
        "Xgeva 120 mg, Prolia (60 mg), zoledronic acid 5 mg/100 ml, zoledronate and 500 mg calcium, SERMs, Fosavance"
    )
    xgeva, prolia, zoledronic, bare, serms, fosavance = data_of(doc)[:6]

    assert [each.labeled_for_osteoporosis for each in (xgeva, prolia, zoledronic, bare)] == [False, True, True, None]
    assert xgeva.brand is not None
    assert (xgeva.brand.name, xgeva.product_text, str(xgeva.product.strength)) == ("Xgeva", "Xgeva 120 mg", "120 mg")  # type: ignore[union-attr]
    assert prolia.product is not None
    assert prolia.product.dosing_interval == "P6M"
    assert zoledronic.product_text == "zoledronic acid 5 mg/100 ml"
    assert bare.product_text == "zoledronate"
    assert (serms.product, serms.labeled_for_osteoporosis, serms.brand) == (None, None, None)
    assert serms.drug_classes == (serms.entity,)
    assert [each.id for each in fosavance.drug_classes][:1] == ["nitrogen-containing-bisphosphonates"]
    assert [each.id for each in prolia.drug_classes] == ["rankl-inhibitors"]
    assert repr(prolia) == "<SpanData 'Prolia' (14 to 20): denosumab>"
    assert doc[0:3]._.osteopharm is None


def test_options() -> None:
    """What to find, the span key, the code system and whether ``doc.ents`` is set are options."""
    kinds = ["medication", "outcome", "condition", "procedure"]
    text = "Fosamax, a bisphosphonate, after spine fusion and hip fracture"
    doc = pipeline(kinds=kinds, span_key="found", system="ATC", set_ents=False)(text)

    assert doc.ents == ()
    assert {*doc.spans} == {"found"}
    spans = [(span.text, span.label_, span.kb_id_) for span in doc.spans["found"]]
    assert spans[0] == ("Fosamax", "MEDICATION", "M05BA04")
    assert [span[0] for span in spans] == ["Fosamax", "spine fusion", "hip fracture"]
    assert spans[1][2] == ""
    assert data_of(doc, "found")[2].drug_classes == ()
    mesh = pipeline(kinds=["condition", "outcome"], system="mesh")(text)
    assert "hip-fracture" in {each.entity.id for each in data_of(mesh)}
    assert all(span.kb_id_ == "" or span.kb_id_[0] == "D" for span in mesh.spans["osteopharm"])


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"kinds": ["drug"]}, UnknownValueError),
        ({"system": "abc"}, UnknownValueError),
        ({"data": "no.json"}, DataError),
    ],
)
def test_wrong_options_are_refused(config: dict[str, Any], error: type[Exception]) -> None:
    """An unknown kind or system, or a file that cannot be read, is refused when the pipeline is made."""
    with pytest.raises(error):
        pipeline(**config)


def test_other_entities_are_kept() -> None:
    """Entities of other components stay where they overlap with ours, unless ours are to replace them."""
    for overwrite, labels in ((False, ["ORG", "MEDICATION"]), (True, ["MEDICATION", "MEDICATION"])):
        nlp = spacy.blank("en")
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": "ORG", "pattern": "Prolia clinic"}])
        nlp.add_pipe("osteopharm", config={"overwrite_ents": overwrite})
        assert [each.label_ for each in nlp("The Prolia clinic gave Fosamax").ents] == labels


def test_two_components_on_one_document() -> None:
    """Two components with keys of their own do not disturb each other."""
    nlp = pipeline(span_key="drugs")
    nlp.add_pipe("osteopharm", name="concepts", config={"kinds": ["procedure", "outcome"], "span_key": "concepts"})
    doc = nlp("Fosamax after spine fusion")

    assert [each.entity.id for each in data_of(doc, "drugs")] == ["alendronic-acid"]
    assert [each.entity.id for each in data_of(doc, "concepts")] == ["spine-fusion"]
    assert [each.text for each in doc.ents] == ["Fosamax", "spine fusion"]


def test_several_processes() -> None:
    """``nlp.pipe`` gives the same in one process and in two, in order, with what the spans name."""
    texts = [text for text, _ in DIRTY] * 3
    alone = [[(*span_of(each), each.start_char) for each in data_of(doc)] for doc in NLP.pipe(texts)]
    shared = [[(*span_of(each), each.start_char) for each in data_of(doc)] for doc in NLP.pipe(texts, n_process=2)]

    assert alone == shared
    assert [[(text, id) for text, id, _ in found] for found in alone] == [found for _, found in DIRTY] * 3


def span_of(data: SpanData) -> tuple[str, str]:
    """The words and the id of what they name."""
    return data.text, data.entity.id


def test_saved_and_loaded(tmp_path: Path) -> None:
    """A pipeline keeps its options on disk; a document in bytes keeps its spans and what they name."""
    nlp = pipeline(kinds=["medication", "outcome"], span_key="found", system="rxnorm")
    nlp.to_disk(tmp_path / "pipeline")
    text = "Fosamax+D after a hip fracture"
    doc = nlp(text)
    again = spacy.load(tmp_path / "pipeline")(text)
    bin = spacy.tokens.DocBin(store_user_data=True, docs=[doc])
    (kept,) = spacy.tokens.DocBin().from_bytes(bin.to_bytes()).get_docs(nlp.vocab)

    expected = [(span.text, span.kb_id_, span._.osteopharm) for span in doc.spans["found"]]
    assert [(text, code, data.text) for text, code, data in expected] == [
        ("Fosamax+D", "46041", "Fosamax"),
        ("hip fracture", "", "hip fracture"),
    ]
    for other in (again, kept):
        assert [(span.text, span.kb_id_, span._.osteopharm) for span in other.spans["found"]] == expected


@pytest.mark.slow
def test_spacy_finds_it_without_an_import() -> None:
    """The entry point is enough in a fresh process."""
    program = "import spacy; nlp = spacy.blank('de'); nlp.add_pipe('osteopharm'); print(nlp('Prolia').ents)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout == "(Prolia,)\n"


def test_another_compendium(tmp_path: Path) -> None:
    """The records of a file answer in place of the bundled ones."""
    file = tmp_path / "none.json"
    osteopharm.dump_json(osteopharm.Compendium(), file)

    assert not pipeline(data=str(file))("Fosamax").ents
    assert make_component(NLP, "x", ["outcome"], "x", None, set_ents=True, overwrite_ents=False, data=None).data is None


@given(
    st.lists(
        st.one_of(st.sampled_from(NAMES), st.text(st.characters(exclude_categories=["Cs"]), max_size=6)), max_size=6
    )
)
def test_any_text(pieces: list[str]) -> None:
    """In any text, spans are what ``find_mentions`` finds, and entities share no token."""
    text = "".join(pieces)
    doc = NLP(text)

    assert doc.text == text
    mentions = COMPENDIUM.find_mentions(text)
    assert [(each.start_char, each.end_char, each.entity) for each in data_of(doc)] == [
        (each.start, each.end, each.entity) for each in mentions
    ]
    assert [each.brand for each in data_of(doc)] == [each.brand for each in mentions]
    taken = [token.i for each in doc.ents for token in each]
    assert len(taken) == len(set(taken))


@needs("medspacy")
def test_negation_by_medspacy() -> None:
    """MedSpaCy's ConText reads our entities: the example of the documentation prints what the page says.

    medspaCy needs an older spaCy, so it runs in the Python that OSTEOPHARM_MEDSPACY names.
    """
    python = os.environ.get("OSTEOPHARM_MEDSPACY")
    if python is None:
        missing("medspacy", "OSTEOPHARM_MEDSPACY, a Python with medspaCy,")
    script = ROOT / "docs" / "examples" / "negation.py"
    run = subprocess.run([python, script], capture_output=True, text=True, check=True, cwd=ROOT)

    page = (ROOT / "docs" / "spacy.md").read_text(encoding="utf-8")
    assert run.stdout
    assert run.stdout.strip() in page
