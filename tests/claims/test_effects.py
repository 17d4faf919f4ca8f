"""Effects ready to pool, and bibliographies: figures recomputed by hand or by another package, read by real parsers."""

from __future__ import annotations

import json
import math
from importlib import import_module

import pytest
from attrs import evolve
from tests.parts import module, needs
from tests.rules import each_of

import osteopharm
from osteopharm.claims import ClaimSet
from osteopharm.claims.references import author_year
from osteopharm.errors import UnknownValueError
from osteopharm.model import Effect, EvidenceClaim, Interval, Label, Publication, Reference

COMPENDIUM = osteopharm.load()
CLAIMS = COMPENDIUM.claims
VERTEBRAL = CLAIMS.on("vertebral-fracture", include_setting=False).within("bisphosphonates").where(species="human")
Z = 1.959963984540054


def with_effect(claim: EvidenceClaim, effect: Effect) -> EvidenceClaim:
    """The claim with another effect."""
    assert claim.result is not None
    return evolve(claim, result=evolve(claim.result, effect=effect))


# Typed by hand from the printed intervals: ln(value), and (ln(high) - ln(low)) / (2 * 1.96).
@each_of(
    ("id", "value", "low", "high"),
    [("fit1-01", 0.53, 0.41, 0.68), ("hpft-01", 0.30, 0.24, 0.38), ("boll25-01", 0.56, 0.34, 0.92)],
)
def test_ratios_are_on_the_logarithmic_scale(id: str, value: float, low: float, high: float) -> None:
    """The effect is the logarithm of the ratio, its error half the width of the 95% interval over 1.96."""
    (row,) = [row for row in VERTEBRAL.to_effects().rows if row["claim"] == id]

    assert row["scale"] == "log"
    assert row["effect"] == pytest.approx(math.log(value))
    assert row["standard_error"] == pytest.approx((math.log(high) - math.log(low)) / (2 * Z))
    assert row["derived_from"] == f"95% CI {low} to {high}"


def test_a_difference_stays_as_it_is_and_is_turned_round() -> None:
    """Fab prints the comparator minus the treated arm: the row has treated minus comparator, in percentage points."""
    (row,) = [row for row in CLAIMS.on("fracture-healing").to_effects().rows if row["claim"] == "fab-01"]

    assert (row["scale"], row["effect"], row["in_percent"]) == ("identity", -4.0, True)
    assert row["standard_error"] == pytest.approx((12.8 + 4.7) / (2 * Z), abs=0.2)


@each_of("level", [90.0, 95.0, 99.0])
def test_the_level_of_the_interval_counts(level: float) -> None:
    """The same interval at another level gives another error: by the quantile of that level."""
    quantile = {90.0: 1.6448536269514722, 95.0: Z, 99.0: 2.5758293035489004}[level]
    claim = CLAIMS["fit1-01"]
    assert claim.effect is not None
    assert claim.effect.interval is not None
    effect = evolve(claim.effect, interval=evolve(claim.effect.interval, level=level))
    (row,) = ClaimSet([with_effect(claim, effect)]).to_effects().rows

    assert row["standard_error"] == pytest.approx((math.log(0.68) - math.log(0.41)) / (2 * quantile))


@each_of(
    ("id", "reason"),
    [
        ("bone-01", "no confidence interval; a standard error is not derived from a p value"),
        ("vertna-01", "its interval is not symmetric on the scale of the difference"),
        ("mei-02", "no figure"),
        ("boll25-02", "of the same study as boll25-01"),
        ("fitpenia-01", "overlaps with Black and others 1996, FIT-1"),
        ("fretes-04", "pools studies, and studies of their own are among the claims"),
    ],
)
def test_what_is_left_out_says_why(id: str, reason: str) -> None:
    """No claim vanishes: each without a row is listed with its reason."""
    (left,) = [each for each in VERTEBRAL.to_effects().left_out if each.claim.id == id]

    assert left.reason.startswith(reason)
    assert str(left) == f"{id}: {left.reason}"


def test_claims_without_a_study_have_no_effect() -> None:
    """What the editorial says itself is not a finding; arms without a figure for the difference give none."""
    reasons = {each.claim.id: each.reason for each in CLAIMS.to_effects().left_out}

    assert reasons["af20-s09-fracture-risk-lower"] == "not a finding of a study"
    assert reasons["hip-03"] == "the arms side by side, without a figure for the difference"


def test_every_claim_is_a_row_or_left_out() -> None:
    """Rows and what is left out are all the claims, each once; no study has two rows for one outcome."""
    effects = CLAIMS.to_effects()
    rows = [str(row["claim"]) for row in effects.rows]

    assert sorted([*rows, *(each.claim.id for each in effects.left_out)]) == sorted(claim.id for claim in CLAIMS)
    pairs = [(row["publication"], row["outcome"]) for row in effects.rows]
    assert len(set(pairs)) == len(pairs)


def test_no_two_rows_of_an_outcome_overlap() -> None:
    """Of the studies behind the rows of one outcome, no record says that two share trials or patients."""
    rows = CLAIMS.to_effects().rows
    for outcome in {row["outcome"] for row in rows}:
        kept = [COMPENDIUM.sources[str(row["publication"])] for row in rows if row["outcome"] == outcome]
        for overlap in COMPENDIUM.overlaps.values():
            clashes = [(one.id, other.id) for one in kept for other in kept if overlap.joins(one, other)]  # type: ignore[arg-type]
            assert clashes == [], outcome


def test_an_interval_of_no_width_gives_no_error() -> None:
    """A standard error of nothing would weigh without bound."""
    claim = CLAIMS["fit1-01"]
    assert claim.effect is not None
    effect = evolve(claim.effect, interval=Interval(low=0.53, high=0.53))
    effects = ClaimSet([with_effect(claim, effect)]).to_effects()

    assert (effects.rows, effects.left_out[0].reason) == ((), "an interval of no width")


def test_effects_in_words_and_as_a_frame() -> None:
    """One line a row and a claim that is left out; a short repr; a frame with the same rows."""
    pandas = import_module("pandas")
    effects = VERTEBRAL.to_effects()
    lines = str(effects).splitlines()

    assert len(lines) == len(effects.rows) + len(effects.left_out)
    assert lines[1] == (
        "Black 1996: vertebral-fracture, RR, effect -0.6349, standard error 0.1291 "
        "(log scale, from 95% CI 0.41 to 0.68)"
    )
    assert repr(effects) == f"<Effects: {len(effects.rows)} rows, {len(effects.left_out)} claims left out>"
    frame = effects.to_frame("pandas")
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["claim"]) == [row["claim"] for row in effects.rows]


@needs("validators")
def test_statsmodels_reads_the_rows() -> None:
    """A fixed-effect estimate of statsmodels is the inverse-variance mean, computed here by hand."""
    numpy = import_module("numpy")
    combine = module("validators", "statsmodels.stats.meta_analysis").combine_effects
    rows = [
        row for row in VERTEBRAL.to_effects().rows if (row["measure"], row["outcome"]) == ("RR", "vertebral-fracture")
    ]
    effects = [float(row["effect"]) for row in rows if row["effect"]]
    variances = [float(row["standard_error"]) ** 2 for row in rows if row["standard_error"]]
    pooled = combine(numpy.array(effects), numpy.array(variances), method_re="dl")
    mean = sum(e / v for e, v in zip(effects, variances, strict=True)) / sum(1 / v for v in variances)

    assert [row["study"] for row in rows] == ["Bolland 2025", "Black 1996", "Black 2007"]
    assert pooled.mean_effect_fe == pytest.approx(mean)


# Bibliographies


@each_of(
    ("id", "label"),
    [
        ("fit1-1996", "Black 1996"),
        ("freedom-2009", "Cummings 2009"),
        ("colon-emeric-2011", "Colón-Emeric 2011"),
        ("gezici-2009", "Gezici 2009"),
        ("stone-2017", "Stone 2017"),
    ],
)
def test_author_and_year(id: str, label: str) -> None:
    """The family name of the first author as printed, and the year."""
    source = COMPENDIUM.sources[id]
    assert isinstance(source, Publication)

    assert author_year(source) == label


def test_author_and_year_as_far_as_they_were_read() -> None:
    """Without authors the name stands; without a year the family name alone."""
    assert author_year(Publication(id="x", name="A page")) == "A page"
    assert author_year(Publication(id="x", name="A page", authors="Bone A, Chalk B")) == "Bone"


def test_a_column_of_rows() -> None:
    """Flat rows have author and year beside the source."""
    row = CLAIMS.where(source="fit1-1996").to_rows()[0]

    assert (row["source"], row["author_year"]) == ("fit1-1996", "Black 1996")
    assert CLAIMS.to_rows()[0]["author_year"] is None


def behind(claims: ClaimSet) -> list[Publication]:
    """The publications behind some claims, each once."""
    found = dict.fromkeys(claim.provenance.source for claim in claims)
    return [source for source in found if isinstance(source, Publication)]


def read_bibtex(text: str) -> dict[str, dict[str, str]]:
    """The entries as bibtexparser reads them; a block that it cannot read fails the test."""
    library = module("validators", "bibtexparser").parse_string(text)

    assert library.failed_blocks == []
    return {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}


@needs("validators")
def test_bibtex_is_read_by_bibtexparser() -> None:
    """Every publication comes back with its title, authors, year and DOI, and as many entries as publications."""
    read = read_bibtex(CLAIMS.references("bibtex"))
    publications = behind(CLAIMS)

    assert len(read) == len(publications) > 80
    for publication in publications:
        entry = read[publication.id]
        assert entry.get("doi") == publication.doi, publication.id
        assert entry.get("year") == (publication.date[:4] if publication.date else None), publication.id
        assert entry.get("pmid") == publication.pmid, publication.id
    assert read["fit2-1998"]["author"].split(" and ")[:2] == ["Cummings, SR", "Black, DM"]
    assert read["fit1-1996"]["author"] == "Black, DM and {Fracture Intervention Trial Research Group} and others"
    assert read["fit1-1996"]["pages"] == "1535--1541"


@needs("validators")
def test_ris_is_read_by_rispy() -> None:
    """Every publication comes back, journal articles as such, with pages apart."""
    rispy = module("validators", "rispy")
    read = {entry["id"]: entry for entry in rispy.loads(CLAIMS.references("ris"))}
    publications = behind(CLAIMS)

    assert len(read) == len(publications)
    for publication in publications:
        assert read[publication.id].get("doi") == publication.doi, publication.id
    assert read["fit1-1996"]["type_of_reference"] == "JOUR"
    assert (read["fit1-1996"]["start_page"], read["fit1-1996"]["end_page"]) == ("1535", "1541")


@needs("validators")
def test_csl_json_is_read_by_citeproc() -> None:
    """Every publication comes back from citeproc's own reader, with the issue date and the authors."""
    reader = module("validators", "citeproc.source.json").CiteProcJSON
    table = json.loads(CLAIMS.references("csl-json"))
    read = reader(table)
    publications = behind(CLAIMS)

    assert len(read) == len(publications)
    assert str(read["fit2-1998"]["author"][0].family) == "Cummings"
    assert read["fit2-1998"]["issued"].year == 1998
    assert {entry["id"]: entry.get("DOI") for entry in table} == {each.id: each.doi for each in publications}


@needs("validators")
def test_hostile_words_are_letters() -> None:
    """Braces, backslashes and signs of TeX come back as letters; line breaks do not break a record."""
    hostile = "100% of $5 & {more} \\ #_~^\nTY  - BOOK"
    paper = Publication(
        id="paper", name="x", title=hostile, publisher="A & B", authors="O'Bone A, {Chalk} B", doi="10.1000/a_b"
    )
    claim: EvidenceClaim = evolve(CLAIMS["fit1-01"], provenance=Reference(source=paper, locator="abstract"))
    claims = ClaimSet([claim])
    (entry,) = read_bibtex(claims.references("bibtex")).values()

    assert entry["title"].strip("{}").startswith("100\\% of \\$5 \\& \\{more\\} \\textbackslash")
    assert entry["doi"] == "10.1000/a_b"
    assert claims.references("ris").count("TY  - JOUR\n") == 1
    assert "\nTY  - BOOK" not in claims.references("ris")
    assert json.loads(claims.references("csl-json"))[0]["title"] == hostile


def test_publications_without_a_title_have_their_name() -> None:
    """What was not read is not made up: the name is in the note or as the title, and the type is general."""
    page = Publication(id="page", name="A page on chalk")
    claims = ClaimSet([evolve(CLAIMS["fit1-01"], provenance=Reference(source=page, locator="top"))])

    assert claims.references("bibtex") == "@misc{page,\n  note = {A page on chalk}\n}\n"
    assert claims.references("ris") == "TY  - GEN\nID  - page\nTI  - A page on chalk\nER  - \n"
    assert json.loads(claims.references("csl-json")) == [{"id": "page", "type": "document", "title": "A page on chalk"}]
    with pytest.raises(UnknownValueError, match="bibliography format has no value 'word'"):
        claims.references("word")  # type: ignore[arg-type]


def test_the_effect_of_a_label_is_left_out() -> None:
    """A finding that a label reports is not pooled: its study may be among the publications."""
    label = COMPENDIUM.sources["label-prolia-us"]
    assert isinstance(label, Label)
    claim = evolve(CLAIMS["fit1-01"], provenance=Reference(source=label, locator="14.1"))
    effects = ClaimSet([claim]).to_effects()

    assert (effects.rows, effects.left_out[0].reason) == ((), "not from a publication")


@pytest.mark.parametrize("order", [1, -1])
def test_of_one_publication_the_larger_study_is_a_row(order: int) -> None:
    """Of two studies of one publication on one outcome the larger is a row, in whatever order they come."""
    claim = CLAIMS["fit1-01"]
    assert claim.result is not None
    larger = evolve(
        claim, id="larger", result=evolve(claim.result, study=evolve(claim.result.study, participants=9_999))
    )
    effects = ClaimSet([claim, larger][::order]).to_effects()

    assert [row["claim"] for row in effects.rows] == ["larger"]
    assert [(each.claim.id, each.reason) for each in effects.left_out] == [("fit1-01", "of the same study as larger")]
