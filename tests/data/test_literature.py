"""What published studies found: golden figures typed by hand, the traps of the table, and how it all hangs together."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import ClaimLink, EvidenceClaim, Publication
from osteopharm.model import Overlap, Reference, StudyResult

COMPENDIUM = osteopharm.load()
STUDIES = [claim for claim in COMPENDIUM.claims if claim.study is not None]
SYNTHESES = {"meta-analysis", "network-meta-analysis", "systematic-review"}

FOLDER = os.environ.get("OSTEOPHARM_FACTS")


def facts(test: Callable[[], None]) -> Callable[[], None]:
    """Marks a test that compares with the fact tables, and skips it where they are not."""
    skip = pytest.mark.skipif(FOLDER is None, reason="OSTEOPHARM_FACTS names no folder with the fact tables")
    return pytest.mark.facts(skip(test))


each_finding = for_each(STUDIES)
each_overlap = for_each(COMPENDIUM.overlaps.values())
LITERATURE_LINKS = [claim_link for claim_link in COMPENDIUM.claim_links.values() if claim_link.claim.study is not None]
each_link = for_each(LITERATURE_LINKS)


def result_of(claim: EvidenceClaim) -> StudyResult:
    """What the study behind a claim found."""
    assert claim.result is not None
    return claim.result


def source_of(claim: EvidenceClaim) -> Publication:
    """The publication behind a claim."""
    source = claim.provenance.source
    assert isinstance(source, Publication)
    return source


def figures(claim: EvidenceClaim) -> tuple[object, ...]:
    """The measure, value, interval and p of a claim."""
    effect = claim.effect
    if effect is None:
        return (None, None, None, None, None)
    interval = effect.interval
    return (
        effect.measure.value,
        effect.value,
        interval.low if interval else None,
        interval.high if interval else None,
        effect.p,
    )


def comparator(claim: EvidenceClaim) -> str | None:
    """The word for an inactive comparator, or the id of an active one."""
    against = result_of(claim).comparator
    return against if against is None or isinstance(against, str) else against.id


PUBLICATIONS: list[Publication] = sorted({source_of(claim) for claim in STUDIES}, key=lambda source: source.id)

# Typed by hand, from the abstracts of twelve trials. Never changed to follow the data: when one fails, read it again.

GOLDEN: dict[str, dict[str, Any]] = {
    "fit1-01": {
        "of": ("8950879", "10.1016/S0140-6736(96)07088-2"),
        "figures": ("RR", 0.53, 0.41, 0.68, None),
        "arms": [("78 (8.0%)", 78, None, 8.0), ("145 (15.0%)", 145, None, 15.0)],
        "finding": ("decrease", "vertebral-fracture", "placebo", 2027),
    },
    "vertna-01": {
        "of": ("10527181", "10.1001/jama.282.14.1344"),
        "figures": ("percent-change", -41, -58, -18, ".003"),
        "arms": [("11.3%", None, None, 11.3), ("16.3%", None, None, 16.3)],
        "finding": ("decrease", "vertebral-fracture", "placebo", 2458),
    },
    "hip-01": {
        "of": (None, "10.1056/NEJM200102013440503"),
        "figures": ("RR", 0.7, 0.6, 0.9, "0.02"),
        "arms": [("2.8%", None, None, 2.8), ("3.9%", None, None, 3.9)],
        "finding": ("decrease", "hip-fracture", "placebo", 9331),
    },
    "hpft-01": {
        "of": ("17476007", "10.1056/NEJMoa067312"),
        "figures": ("RR", 0.30, 0.24, 0.38, None),
        "arms": [("3.3%", None, None, 3.3), ("10.9%", None, None, 10.9)],
        "finding": ("decrease", "vertebral-fracture", "placebo", 7765),
    },
    "freedom-02": {
        "of": ("19671655", "10.1056/NEJMoa0809493"),
        "figures": ("HR", 0.60, 0.37, 0.97, "0.04"),
        "arms": [("0.7%", None, None, 0.7), ("1.2%", None, None, 1.2)],
        "finding": ("decrease", "hip-fracture", "placebo", 7868),
    },
    "neer-01": {
        "of": ("11346808", None),
        "figures": ("RR", 0.35, 0.22, 0.55, None),
        "arms": [("5%", None, None, 5), ("14%", None, None, 14)],
        "finding": ("decrease", "vertebral-fracture", "placebo", 1637),
    },
    "vero-01": {
        "of": ("29129436", "10.1016/S0140-6736(17)32137-2"),
        "figures": ("RR", 0.44, 0.29, 0.68, "<0.0001"),
        "arms": [("28/680 (5.4%)", 28, 680, 5.4), ("64/680 (12.0%)", 64, 680, 12.0)],
        "finding": ("decrease", "vertebral-fracture", "risedronic-acid", 1360),
    },
    "frame-01": {
        "of": ("27641143", "10.1056/NEJMoa1607948"),
        "figures": ("percent-change", -73, None, None, "<0.001"),
        "arms": [("16/3321 (0.5%)", 16, 3321, 0.5), ("59/3322 (1.8%)", 59, 3322, 1.8)],
        "finding": ("decrease", "vertebral-fracture", "placebo", 7180),
    },
    "arch-01": {
        "of": ("28892457", "10.1056/NEJMoa1708322"),
        "figures": ("percent-change", -48, None, None, "<0.001"),
        "arms": [("127/2046 (6.2%)", 127, 2046, 6.2), ("243/2047 (11.9%)", 243, 2047, 11.9)],
        "finding": ("decrease", "vertebral-fracture", "alendronic-acid", 4093),
    },
    "proof-01": {
        "of": (None, "10.1016/S0002-9343(00)00490-3"),
        "figures": ("RR", 0.67, 0.47, 0.97, "0.03"),
        "arms": [("51/287", 51, 287, None), ("70/270", 70, 270, None)],
        "finding": ("decrease", "vertebral-fracture", "placebo", 1255),
    },
    "whi-01": {
        "of": ("14519707", "10.1001/jama.290.13.1729"),
        "figures": ("HR", 0.76, 0.69, 0.83, None),
        "arms": [("733 (8.6%)", 733, None, 8.6), ("896 (11.1%)", 896, None, 11.1)],
        "finding": ("decrease", "clinical-fracture", "placebo", 16608),
    },
    "fab-01": {
        "of": (None, None),
        "figures": ("RD", 4.0, -4.7, 12.8, "0.36"),
        "arms": [("48/202 (23.8%)", 48, 202, 23.8), ("52/187 (27.8%)", 52, 187, 27.8)],
        "finding": ("no-difference-shown", "fracture-healing", "placebo", 421),
    },
}
each_golden = each_of("id", GOLDEN)


@each_golden
def test_golden_publication(id: str) -> None:
    """The trial can be looked up by the numbers that were read of it."""
    source = source_of(COMPENDIUM.claims[id])

    assert GOLDEN[id]["of"] == (source.pmid, source.doi)


@each_golden
def test_golden_figures(id: str) -> None:
    """The measure, value, interval and p of the trial are as they were typed from its abstract."""
    assert GOLDEN[id]["figures"] == figures(COMPENDIUM.claims[id])


@each_golden
def test_golden_arms(id: str) -> None:
    """The arms of the trial are as printed, the treated one first; what is not printed is not there."""
    arms = result_of(COMPENDIUM.claims[id]).arms
    told = [(arm.reported, arm.events, arm.total, arm.percentage) for arm in arms]

    assert [arm.role.value for arm in arms] == ["intervention", "comparator"]
    assert GOLDEN[id]["arms"] == told


@each_golden
def test_golden_finding(id: str) -> None:
    """What the trial found, of what, against what and in how many."""
    claim = COMPENDIUM.claims[id]
    assert claim.study is not None
    assert claim.finding is not None
    told = (claim.finding.value, claim.object.id, comparator(claim), claim.study.participants)

    assert GOLDEN[id]["finding"] == told


# What every finding keeps to.

FINDINGS = {"increase": "affirmed", "decrease": "affirmed", "no-difference-shown": "unresolved", "mixed": "unresolved"}
# Outcomes of which more is neither good nor bad.
NEUTRAL = {"callus-size", "callus-remodeling", "fusion-mass-size"}
# Claims that count the opposite of their object, such as non-union: there more of it is less of the object.
OPPOSITES = {"roz-01", "solomon-01", "ha-01", "cho17-01"}


@each_finding
def test_polarity_follows_the_finding(claim: EvidenceClaim) -> None:
    """A direction is affirmed; no difference shown, and mixed, leave it open. Neither is ever a denial."""
    assert claim.finding is not None

    assert FINDINGS[claim.finding.value] == claim.polarity.value


@each_finding
def test_relation_follows_the_finding(claim: EvidenceClaim) -> None:
    """The relation has the sign of the finding, turned where the opposite was counted; none against another drug."""
    assert claim.finding is not None
    if result_of(claim).has_active_comparator:
        assert claim.relation.value == "affects"
        return
    sign = {"increase": 1, "decrease": -1}.get(claim.finding.value)
    if claim.id in OPPOSITES:
        assert result_of(claim).measured_as is not None
        assert sign is not None
        sign = -sign

    assert sign == claim.relation.sign


@each_finding
def test_what_is_wanted_is_said(claim: EvidenceClaim) -> None:
    """Whether more is good is said of every outcome, but for those of which it is neither."""
    assert (claim.object.id in NEUTRAL) is (result_of(claim).higher_is_better is None), claim.id


@each_finding
def test_an_interval_that_spans_no_effect_shows_no_difference(claim: EvidenceClaim) -> None:
    """Where the interval spans or touches no effect, no difference is shown, and the note says why."""
    if claim.effect is not None and claim.effect.includes_null:
        assert claim.finding is not None
        assert claim.note is not None

        assert claim.finding.value == "no-difference-shown"
        assert re.search(r"no difference was shown", claim.note), f"{claim.id}: say so in the note"


@each_finding
def test_the_value_lies_on_the_side_of_the_finding(claim: EvidenceClaim) -> None:
    """An increase has a value above no effect and a decrease one below, in the order in which the arms stand."""
    assert claim.finding is not None
    sign = {"increase": 1, "decrease": -1}.get(claim.finding.value)
    if sign is not None and claim.effect is not None and claim.effect.sign is not None:
        assert sign == claim.effect.sign


@each_finding
def test_arm_figures_are_those_reported(claim: EvidenceClaim) -> None:
    """Every figure of an arm is in its printed cell: none is computed from another."""
    for arm in result_of(claim).arms:
        printed = re.findall(r"\d+(?:\.\d+)?", arm.reported or "")
        for figure in (arm.events, arm.total, arm.percentage):
            if figure is not None:
                assert figure in [float(each) for each in printed], f"{claim.id}: {figure} is not in {arm.reported!r}"


@each_finding
def test_both_sides_are_recorded(claim: EvidenceClaim) -> None:
    """Every claim of a study has a treated arm and, after it, its comparator."""
    assert [arm.role.value for arm in result_of(claim).arms] == ["intervention", "comparator"]


@each_finding
def test_it_was_read_twice(claim: EvidenceClaim) -> None:
    """Every finding was confirmed by a second reading."""
    where = claim.provenance
    assert isinstance(where, Reference)

    assert where.extractions == 2


@each_finding
def test_species_and_study_kind_fit_the_design(claim: EvidenceClaim) -> None:
    """An experiment in animals is of animals, all else of people."""
    assert claim.study is not None
    in_animals = claim.study.design.value == "animal-experiment"

    assert ("animal-studies" if in_animals else "clinical-studies") == claim.study_kind.value
    assert in_animals is (claim.species.value in {"rat", "rabbit", "dog", "pig", "animal"})


@each_finding
def test_two_drugs_together_are_claims_of_neither(claim: EvidenceClaim) -> None:
    """What holds of several drugs given together, or of classes side by side, applies to none of them alone."""
    together = any(len(arm.agents) > 1 for arm in result_of(claim).arms)
    if together:
        assert claim.scope.value == "class-as-a-whole"


@each_finding
def test_statements_are_spelled_alike(claim: EvidenceClaim) -> None:
    """Statements and notes are in American spelling, and name no file that does not ship."""
    told = " ".join([claim.statement, claim.note or "", str(claim.provenance)]).casefold()

    assert not re.search(r"remodelling|randomised|normalised|ovariectomised|oestrogen|analysed", told)
    assert not re.search(r"find_string|github (?:file|repo|maho)|\.csv|file id|second reader|first reader", told)


@for_each(PUBLICATIONS)
def test_publications_name_public_places(source: Publication) -> None:
    """A publication says where its record was read, and no such place is a working file."""
    told = " ".join([*source.accessed_from, source.note or ""]).casefold()

    assert source.accessed_from
    assert not re.search(r"find_string|github (?:file|repo|maho)|\.csv|file id|second reader|first reader", told)


# The traps of the table, one by one.


def test_fab_prints_the_comparator_first() -> None:
    """FAB prints placebo minus alendronic acid: treated minus comparator it is -4.0 (-12.8 to 4.7)."""
    effect = COMPENDIUM.claims["fab-01"].effect
    assert effect is not None
    as_intervention_vs_comparator = effect.as_intervention_vs_comparator()
    assert as_intervention_vs_comparator.interval is not None

    assert effect.contrast.value == "comparator-minus-intervention"
    assert effect.in_percent
    assert (
        as_intervention_vs_comparator.value,
        as_intervention_vs_comparator.interval.low,
        as_intervention_vs_comparator.interval.high,
    ) == (-4.0, -12.8, 4.7)


def test_li_counts_non_unions_by_level() -> None:
    """The trial of Li counts levels that did not unite, so that fewer is better."""
    claim = COMPENDIUM.claims["li12-01"]

    assert (claim.object.id, result_of(claim).measured_as, result_of(claim).higher_is_better) == (
        "spine-fusion",
        "non-union",
        False,
    )
    assert [(arm.events, arm.percentage) for arm in result_of(claim).arms] == [(7, 11.5), (9, 14.5)]


@each_of(
    ("id", "against"),
    [
        ("handel-01", "parathyroid-hormone-receptor-agonists"),
        ("handel-02", "parathyroid-hormone-receptor-agonists"),
        ("handel-03", "romosozumab"),
    ],
)
def test_less_effective_than_another_drug_is_not_harm(id: str, against: str) -> None:
    """In the network of Händel more fractures means: than under an active comparator."""
    claim = COMPENDIUM.claims[id]
    assert claim.note is not None

    assert result_of(claim).has_active_comparator
    assert against == comparator(claim)
    assert "not that fractures were brought about" in claim.note


def test_an_interval_that_touches_zero_shows_nothing() -> None:
    """Liu calls 0.07 (-0.00 to 0.15) significant; it is not."""
    claim = COMPENDIUM.claims["liuwb-01"]

    assert figures(claim) == ("RD", 0.07, -0.0, 0.15, "0.05")
    assert (claim.finding, claim.polarity) == ("no-difference-shown", "unresolved")


def test_vero_shows_no_difference_in_nonvertebral_fractures() -> None:
    """In VERO 0.66 (0.39 to 1.10) shows no difference, whatever a later table prints."""
    claim = COMPENDIUM.claims["vero-03"]

    assert figures(claim) == ("HR", 0.66, 0.39, 1.10, "0.10")
    assert claim.finding == "no-difference-shown"


def test_trend_over_two_doses_is_said_to_be_one() -> None:
    """The larger fusion mass of Huang is a trend over both doses, and fewer spines fused."""
    claim = COMPENDIUM.claims["huang-03"]
    assert claim.note is not None

    assert claim.effect is None
    assert result_of(claim).arms[0].given == "5 or 50 µg/kg/day"
    assert "trend over the two doses" in claim.note
    assert COMPENDIUM.claims["huang-01"].finding == "decrease"


def test_palpation_and_radiographs_point_apart() -> None:
    """In the study of Gezici the share of fused spines is lower by palpation and higher on radiographs."""
    palpation, radiographs = (
        [arm.percentage for arm in result_of(COMPENDIUM.claims[id]).arms] for id in ("gezici-01", "gezici-02")
    )

    assert palpation == [46, 69]
    assert radiographs == [69, 53]
    assert {COMPENDIUM.claims[id].finding for id in ("gezici-01", "gezici-02")} == {"no-difference-shown"}


def test_donors_of_the_graft_were_treated() -> None:
    """In pigs it was the donors of the graft that were given alendronic acid."""
    claim = COMPENDIUM.claims["pigallo-01"]

    assert result_of(claim).arms[0].given == "to the donors of the graft"
    assert {each.kind for each in COMPENDIUM.claim_links.values() if each.claim == claim} == {"qualifies"}


@pytest.mark.parametrize(("id", "studied"), [("samtani-01", 26), ("whi-02", 1024)])
def test_of_how_many_an_estimate_is(id: str, studied: int) -> None:
    """An estimate of a part of the study tells how many were in that part."""
    study = COMPENDIUM.claims[id].study
    assert study is not None

    assert studied == study.participants


def test_a_clear_reduction_is_none_when_the_interval_holds_zero() -> None:
    """Samtani calls -0.21 cm (-0.48 to 0.04) a clear reduction; it is filed as no difference shown, and as probable."""
    claim = COMPENDIUM.claims["samtani-01"]

    assert claim.effect is None
    assert (claim.finding, claim.certainty) == ("no-difference-shown", "probable")


def test_two_meta_analyses_print_the_same() -> None:
    """Fretes repeats the figures of Buerba, and the two may not be counted side by side."""
    for number in ("01", "02"):
        assert figures(COMPENDIUM.claims[f"buerba-{number}"]) == figures(COMPENDIUM.claims[f"fretes-{number}"])
    assert {"buerba-2018", "fretes-2019"} == {
        publication.id for publication in COMPENDIUM.overlaps["buerba-and-fretes"].publications
    }


def test_interval_and_p_that_disagree_are_mixed() -> None:
    """For one dose in ten years the interval leaves out 1 and the adjusted p is 0.08."""
    claim = COMPENDIUM.claims["boll25-02"]

    assert figures(claim) == ("RR", 0.59, 0.36, 0.97, "0.08")
    assert claim.finding == "mixed"


def test_what_was_read_in_whole_is_not_a_quotation() -> None:
    """The figures of FREEDOM, ARCH and FRAME, once read as quotations, were read in the whole abstracts since."""
    for id in ("freedom-01", "freedom-02", "freedom-03", "arch-01", "frame-01"):
        assert str(COMPENDIUM.claims[id].provenance).endswith(", abstract")
        assert "quotation" not in (COMPENDIUM.claims[id].note or "")


def test_percentages_alone_stay_percentages() -> None:
    """Arms that are printed as percentages have no counts."""
    for claim in STUDIES:
        for arm in result_of(claim).arms:
            if re.fullmatch(r"[\d.]+%", arm.reported or ""):
                assert (arm.events, arm.total) == (None, None), claim.id


def test_exposed_cases_are_not_events() -> None:
    """The cells of the case-control study are cases and controls that were exposed, no events under treatment."""
    claim = COMPENDIUM.claims["solomon-01"]

    assert [arm.reported for arm in result_of(claim).arms] == ["13/81 (16.0%) exposed", "69/810 (8.5%) exposed"]
    assert {figure for arm in result_of(claim).arms for figure in (arm.events, arm.total, arm.percentage)} == {None}


def test_counts_and_percentages_of_vero_are_of_others() -> None:
    """The percentages of VERO are of evaluable women and the counts of all: neither follows from the other."""
    for arm in result_of(COMPENDIUM.claims["vero-01"]).arms:
        assert arm.events is not None
        assert arm.total is not None
        assert arm.percentage is not None

        assert abs(100 * arm.events / arm.total - arm.percentage) > 1


# What may not be counted twice.

SHARED = {
    "fit-trial": {"fit1-1996", "fit2-1998", "fitpenia-2005"},
    "horizon-rft-patients": {"horizon-rft-2007", "colon-emeric-2011"},
    "hip-trial": {"hip-2001", "masud-2009"},
    "frame-trial": {"frame-2016", "geusens-2019", "romosozumab-bone-forming-2019"},
    "buerba-and-fretes": {"buerba-2018", "fretes-2019"},
    "fusion-meta-analyses": {
        "buerba-2018",
        "fretes-2019",
        "liu-2018",
        "mei-2021",
        "cheng-2020",
        "govindarajan-2021",
        "stone-2017",
    },
    "fracture-healing-reviews": {"xue-2014", "gao-2021", "shin-2020"},
}


@each_of("id", SHARED)
def test_shared_trials(id: str) -> None:
    """Publications that share trials or patients are recorded together, as they were typed by hand."""
    assert SHARED[id] == {publication.id for publication in COMPENDIUM.overlaps[id].publications}


def test_trials_of_other_patients_do_not_overlap() -> None:
    """HORIZON-PFT and -RFT, FIT-1 and -2, FRAME and ARCH, FREEDOM and DIRECT, TROPOS and SOTI share no patients."""
    apart = [
        ("horizon-pft-2007", "horizon-rft-2007"), ("fit1-1996", "fit2-1998"), ("frame-2016", "arch-2017"),
        ("freedom-2009", "direct-trial"), ("tropos-2005", "meunier-2009"), ("direct-trial", "handel-network-2023"),
        ("vert-north-america-1999", "vert-multinational-2000"),
    ]  # fmt: skip
    for first, second in apart:
        one, other = COMPENDIUM.sources[first], COMPENDIUM.sources[second]
        assert isinstance(one, Publication)
        assert isinstance(other, Publication)
        assert not [each.id for each in COMPENDIUM.overlaps.values() if each.joins(one, other)], (first, second)


# Typed by hand from the lists of studies that were read.
POOLS = {
    "cheng-2020": {"li-2012", "cho-2017", "ohtori-2013", "jespersen-2019"},
    "he-network-2023": {"li-2012", "cho-2017", "ohtori-2013", "jespersen-2019"},
    "mei-2021": {"li-2012", "ohtori-2013"},
    "xue-2014": {"colon-emeric-2011", "horizon-rft-2007"},
    "boonen-2012": {"horizon-pft-2007"},
}


@each_of("id", POOLS)
def test_who_pools_whom(id: str) -> None:
    """What a meta-analysis pools by its own list is stated; what is inferred besides is distinguished."""
    stated = {
        publication.id
        for overlap in COMPENDIUM.overlaps.values()
        if overlap.kind == "pools" and overlap.certainty == "stated" and overlap.publications[0].id == id
        for publication in overlap.publications[1:]
    }

    assert stated == POOLS[id]


@each_overlap
def test_overlap_is_between_publications_that_claim_something(overlap: Overlap) -> None:
    """Every publication of an overlap ships, and has claims that could be counted twice."""
    claiming = {claim.provenance.source for claim in COMPENDIUM.claims}

    assert [publication.id for publication in overlap.publications if publication not in claiming] == []
    assert overlap.reason.endswith(".")


def test_syntheses_of_fusion_overlap() -> None:
    """Of the meta-analyses of fusion in people one at most is left when nothing is counted twice."""
    chosen = COMPENDIUM.claims.on("spine-fusion").where(species="human").without_overlaps().claims
    kept = {source_of(claim).id for claim in chosen}

    assert len(kept & SHARED["fusion-meta-analyses"]) <= 1


# How the studies concern the page, typed by hand: claim, claim of the page, and how.

BEARING = [
    ("fit1-01", "af20-s09-fracture-risk-lower", "supports"),
    ("vertna-01", "af20-s09-fracture-risk-lower", "supports"),
    ("vertmn-01", "af20-s09-fracture-risk-lower", "supports"),
    ("hip-01", "af20-s09-fracture-risk-lower", "supports"),
    ("hpft-01", "af20-s09-fracture-risk-lower", "supports"),
    ("hrft-01", "af20-s09-fracture-risk-lower", "supports"),
    ("reid18-01", "af20-s09-fracture-risk-lower", "supports"),
    ("wells08-01", "af20-s09-fracture-risk-lower", "supports"),
    ("fit2-01", "af20-s09-fracture-risk-lower", "qualifies"),
    ("fu-03", "af20-s10-callus-remodeling-slowed", "supports"),
    ("peter-01", "af20-s10-larger-callus", "supports"),
    ("amanat-04", "af20-s10-larger-callus", "supports"),
    ("peter-02", "af20-s10-strength-maintained", "supports"),
    ("amanat-01", "af20-s10-strength-maintained", "supports"),
    ("cao-03", "af20-s10-strength-maintained", "qualifies"),
    ("koo-02", "af20-s10-strength-maintained", "qualifies"),
    ("koo-02", "af20-s11-same-in-fusion", "contradicts"),
    ("huang-01", "af20-s11-same-in-fusion", "contradicts"),
    ("huang-01", "af20-s12-fusion-conflicting", "supports"),
    ("gezici-01", "af20-s12-fusion-conflicting", "supports"),
    ("brans-01", "af20-s12-fusion-conflicting", "supports"),
    ("koo-01", "af20-s12-fusion-conflicting", "supports"),
    ("koo-02", "af20-s12-fusion-conflicting", "supports"),
    ("colon-01", "af20-s12-fractures-unaffected", "supports"),
    ("fab-01", "af20-s12-fractures-unaffected", "supports"),
    ("xue-02", "af20-s12-fractures-unaffected", "supports"),
    ("gong-01", "af20-s12-fractures-unaffected", "supports"),
    ("solomon-01", "af20-s12-fractures-unaffected", "contradicts"),
    ("ha-01", "af20-s12-fractures-unaffected", "contradicts"),
    ("ha-01", "af20-s12-spinal-fractures-unaffected", "contradicts"),
    ("solomon-01", "af20-s12-use-after-fracture", "contradicts"),
    ("li12-01", "af20-s07-fusion-healing-feared", "qualifies"),
    ("buerba-01", "af20-s07-fusion-healing-feared", "qualifies"),
    ("mei-01", "af20-s07-fusion-healing-feared", "qualifies"),
    ("govin-01", "af20-s07-fusion-healing-feared", "contradicts"),
    ("xue-03", "af20-s07-fusion-healing-feared", "contradicts"),
    ("stone-01", "af20-s07-fusion-healing-feared", "contradicts"),
    ("kang-01", "af20-s07-fusion-healing-feared", "supports"),
    ("huang-01", "af20-s07-fusion-healing-feared", "supports"),
    ("roz-01", "af20-s07-healing-impaired", "supports"),
    ("fab-01", "af20-s07-healing-impaired", "qualifies"),
]


def test_what_supports_or_contradicts_the_editorial() -> None:
    """The studies that a reader of the page should see beside it are recorded, for and against."""
    recorded = {
        (claim_link.claim.id, claim_link.target.id, claim_link.kind.value)
        for claim_link in COMPENDIUM.claim_links.values()
    }

    assert [each for each in BEARING if each not in recorded] == []


@each_link
def test_link_goes_from_a_study_to_the_editorial(claim_link: ClaimLink) -> None:
    """A claim link of a study is on a claim of the page; the page never concerns a study."""
    assert claim_link.target.id.startswith("af20-")
    assert claim_link.target.study is None


@each_link
def test_reason_names_species_and_kind_of_study(claim_link: ClaimLink) -> None:
    """The reason of a claim link says in whom it was found, and by what kind of study."""
    claim = claim_link.claim
    assert claim.study is not None
    where = {"human": "In people", "rat": "In rats", "rabbit": "In rabbits", "dog": "In dogs", "pig": "In pigs"}
    words = {
        "randomized-trial": "randomized trial",
        "cohort": "cohort",
        "case-control": "case-control study",
        "meta-analysis": "meta-analysis",
        "network-meta-analysis": "network meta-analysis",
        "systematic-review": "systematic review",
        "animal-experiment": "experiment",
    }

    assert claim_link.reason.startswith(where.get(claim.species.value, "In animals")), claim_link.id
    assert words[claim.study.design.value] in claim_link.reason, claim_link.id


@each_link
def test_people_and_animals_are_kept_apart(claim_link: ClaimLink) -> None:
    """Claims of the page on animals take studies in animals, and those on people take studies in people."""
    if claim_link.target.species.value in {"human", "animal"}:
        assert (claim_link.target.species.value == "human") is (claim_link.claim.species.value == "human")


def test_corroboration_shows_both_sides() -> None:
    """On the healing of fractures in people there are studies for and against, and the claim stands."""
    found = COMPENDIUM.evidence_for("af20-s12-fractures-unaffected")

    assert {"colon-01", "fab-01"} <= {claim.id for claim in found.supporting}
    assert {"solomon-01", "ha-01", "roz-01"} == {claim.id for claim in found.contradicting}


# Every figure held against the table in which it was confirmed.

DESIGNS = {
    "rct": "randomized-trial",
    "post hoc analysis of a trial": "randomized-trial",
    "pooled analysis of two trials": "meta-analysis",
    "animal": "animal-experiment",
    **{each: each for each in (*SYNTHESES, "cohort", "case-control")},
}
OUTCOMES = {"bmd": "bone-mineral-density", "callus-remodelling": "callus-remodeling"}
# Of how many an estimate is, where the table gives the number of the whole study beside that of the part.
PARTICIPANTS = {"samtani-01": (48, 26), "whi-02": (16608, 1024)}
# Times that the table gives in place of a point in time.
NO_TIMEPOINT = {"cho17-01": "time to fusion", "roz-01": "time to union"}
# Where the table's word is not what follows from finding and outcome, with the reason.
DIRECTIONS_THAT_DISAGREE = {
    "samtani-01": ("mixed", "no-difference-shown", "its interval holds 0"),
    "abltptd22-02": ("mixed", "no-difference-shown", "its interval reaches 1"),
}
# Cells of the bibliography that ship otherwise, with the reason.
BIBLIOGRAPHY_THAT_DISAGREES = {
    ("ha", "authors"): "the note says: a conference abstract",
    ("roux", "authors"): "blank there; the first author is in the table of evidence",
    ("bjr17", "year"): "blank there; it was read before, of the same DOI",
    ("handel", "volume"): "blank there; it was read in the second delivery",
    ("handel", "pages"): "blank there; it was read in the second delivery",
    ("handel", "pmid"): "blank there; it was read in the second delivery",
    ("mmp", "pmid"): "blank there; it was read in the second delivery",
}
WHERE_IT_SHIPS = {
    "title": "title",
    "authors": "authors",
    "journal": "publisher",
    "year": "date",
    "volume": "volume",
    "issue": "issue",
    "pages": "pages",
    "pmid": "pmid",
    "doi": "doi",
}


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table of evidence."""
    assert FOLDER is not None
    with Path(FOLDER, "evidence", table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shippable() -> list[dict[str, str]]:
    """The rows of both deliveries whose publication record is complete."""
    both = rows("evidence.csv") + rows("evidence_2.csv")
    return [row for row in both if row["shippable_record"] == "yes"]


def number(cell: str) -> float | None:
    """A cell as a number; None where it is blank."""
    return float(cell) if cell else None


@facts
def test_just_the_shippable_rows_ship() -> None:
    """Every confirmed row with a complete record ships, and no other."""
    assert {row["id"] for row in shippable()} == {claim.id for claim in STUDIES}


@facts
def test_every_figure_equals_its_row() -> None:
    """Measure, value, interval and p are as in the confirmed table; a qualitative finding has none."""
    for row in shippable():
        expected: tuple[object, ...] = (None, None, None, None, None)
        if row["measure"] != "qualitative":
            expected = (
                row["measure"],
                number(row["value"]),
                number(row["ci_low"]),
                number(row["ci_high"]),
                row["p_value"] or None,
            )

        assert expected == figures(COMPENDIUM.claims[row["id"]]), row["id"]


@facts
def test_every_arm_equals_its_row() -> None:
    """The printed cells of both arms are as in the confirmed table."""
    for row in shippable():
        arms = result_of(COMPENDIUM.claims[row["id"]]).arms

        assert [row["arm_treated"] or None, row["arm_control"] or None] == [arm.reported for arm in arms], row["id"]


@facts
def test_every_figure_of_an_arm_is_taken_from_its_cell() -> None:
    """Counts, totals and percentages of those who had the outcome are taken from the cell, and none is left there."""
    shape = r"(?:(\d+)/(\d+)|(\d+))(?: levels)?(?: \((<?)([\d.]+)%\))?(?: nonunion)?|([\d.]+)%(?: union)?"
    for row in shippable():
        arms = result_of(COMPENDIUM.claims[row["id"]]).arms
        for cell, arm in zip((row["arm_treated"], row["arm_control"]), arms, strict=True):
            read = re.fullmatch(shape, cell)
            events = number(read[1] or read[3] or "") if read else None
            total = number(read[2] or "") if read else None
            percentage = number("" if read[4] else read[5] or read[6] or "") if read else None

            assert (events, total, percentage) == (arm.events, arm.total, arm.percentage), row["id"]


@facts
def test_every_study_equals_its_row() -> None:
    """Outcome, species, design, number and time are as in the confirmed table, but for those listed."""
    for row in shippable():
        claim = COMPENDIUM.claims[row["id"]]
        assert claim.study is not None
        participants = number(row["n"])
        if row["id"] in PARTICIPANTS:
            whole, part = PARTICIPANTS[row["id"]]
            assert participants == whole
            participants = part
        timepoint = row["timepoint"]
        if row["id"] in NO_TIMEPOINT:
            assert timepoint == NO_TIMEPOINT[row["id"]]
            timepoint = ""
        expected = (
            OUTCOMES.get(row["outcome"], row["outcome"]),
            row["species"] or "animal",
            DESIGNS[row["design"]],
            participants,
            timepoint or None,
        )
        study = claim.study
        if row["publication"] == "cummings18":
            # Stopping was left to chance in no arm: the women are followed as a cohort.
            assert expected[2] == "randomized-trial"
            expected = (*expected[:2], "cohort", *expected[3:])
        told = (claim.object.id, claim.species.value, study.design.value, study.participants, study.timepoint)

        assert expected == told, row["id"]


@facts
def test_benefit_follows_from_finding_and_outcome() -> None:
    """The table's word for benefit or harm is what follows from finding and outcome, where more is good or bad."""
    wrong = {}
    for row in shippable():
        claim = COMPENDIUM.claims[row["id"]]
        if result_of(claim).higher_is_better is not None:
            assert claim.benefit is not None
            told = {"no-difference": "no-difference-shown"}.get(row["direction"], row["direction"])
            if told != claim.benefit.value:
                wrong[row["id"]] = (told, claim.benefit.value)

    assert {id: cells[:2] for id, cells in DIRECTIONS_THAT_DISAGREE.items()} == wrong


@facts
def test_every_cell_of_the_bibliography_ships() -> None:
    """Every cell of a publication that ships is in its record, a blank as nothing, but for those listed."""
    bibliography = {row["key"]: row for row in rows("bibliography.csv")}
    wrong = set()
    for row in shippable():
        key = row["publication"]
        source = source_of(COMPENDIUM.claims[row["id"]])
        if key not in bibliography:
            # The second delivery has the record in its rows.
            assert (row["year"], row["pmid"] or None, row["doi"] or None) == (source.date, source.pmid, source.doi)
            assert (source.authors or "").startswith(row["first_author"])
            continue
        for column, field in WHERE_IT_SHIPS.items():
            if (bibliography[key][column] or None) != getattr(source, field):
                wrong.add((key, column))

    assert BIBLIOGRAPHY_THAT_DISAGREES.keys() == wrong


@facts
def test_a_publication_of_the_table_is_one_record() -> None:
    """Every publication of the table ships as one record, and no two share one."""
    pairs = {(row["publication"], source_of(COMPENDIUM.claims[row["id"]]).id) for row in shippable()}

    assert len(pairs) == len({key for key, _ in pairs}) == len({id for _, id in pairs})
