"""The forest plot: what it shows of each effect, on which axis, and that no text lies on another."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.draws import compendia
from tests.rules import each_of

import osteopharm
from osteopharm import Concept, EntityKind, EvidenceClaim, Medication, Publication, Species
from osteopharm.claims import ClaimSet
from osteopharm.claims.forest_data import SHARED, TURNED, picture_of
from osteopharm.cli.commands import run
from osteopharm.model import Effect, Finding, Reference
from osteopharm.plots import forest_plot, save_forest_plot
from osteopharm.testing import effects

COMPENDIUM = osteopharm.load()
CLAIMS = COMPENDIUM.claims
LONG = "A very long name of a study that goes on and on, with its group, its registry and its many extensions, phase "


def texts(figure: Figure) -> list[Text]:
    """The texts that are seen; an axis keeps labels for its other side, which are not."""
    return [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text() and text.get_visible()]


def illegible(figure: Figure) -> list[str]:
    """The texts that lie on another, or not wholly within the picture, as it is drawn."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib has no type for it
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]  # matplotlib has no type for it
    whole = figure.bbox
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
    outside = [
        text for text, box in boxes if box.x0 < whole.x0 or box.x1 > whole.x1 or box.y0 < whole.y0 or box.y1 > whole.y1
    ]
    shrunk = sorted(((text, box.shrunk(0.98, 0.9)) for text, box in boxes), key=lambda each: each[1].x0)
    overlapping = []
    for place, (text, box) in enumerate(shrunk):
        for other, beside in shrunk[place + 1 :]:
            if beside.x0 > box.x1:
                break
            if box.overlaps(beside):
                overlapping.append(f"{text} / {other}")
    return outside + overlapping


def with_result(claim: EvidenceClaim, **fields: Any) -> EvidenceClaim:
    """The claim with some fields of its result changed; at once, for each must fit the others."""
    assert claim.result is not None
    return evolve(claim, result=evolve(claim.result, **fields))


def many(count: int) -> ClaimSet:
    """So many claims with an effect, under long names; every third without an interval."""
    drawn = [claim for claim in CLAIMS if claim.effect and claim.effect.value is not None]
    made = []
    for place in range(count):
        claim = drawn[place % len(drawn)]
        paper = Publication(id=f"paper-{place}", name=f"{LONG}{place}")
        effect = claim.effect
        assert effect is not None
        if place % 3 == 2:
            effect = evolve(effect, interval=None)
        provenance = Reference(source=paper, locator="abstract")
        made.append(with_result(evolve(claim, id=f"claim-{place}", provenance=provenance), effect=effect))
    return ClaimSet(made)


@pytest.mark.parametrize("count", [1, 3, 12, pytest.param(40, marks=pytest.mark.slow)])
def test_no_text_lies_on_another(count: int) -> None:
    """At three studies and at forty, with long names and missing intervals, each text has its own place, inside."""
    figure = forest_plot(many(count))

    assert illegible(figure) == []


@pytest.mark.parametrize(
    "outcome",
    [
        "bone-strength",
        "fracture-healing",
        *(pytest.param(id, marks=pytest.mark.slow) for id in ("vertebral-fracture", "spine-fusion", "fracture-risk")),
    ],
)
def test_the_shipped_plots_are_legible(outcome: str) -> None:
    """No text of a plot that the shipped data give lies on another or leaves the picture."""
    figure = forest_plot(CLAIMS.on(outcome))

    assert illegible(figure) == []


@given(compendia())
def test_every_effect_has_a_row(compendium: osteopharm.Compendium) -> None:
    """Each claim with an effect is one row of one panel, under its medication; the rest are counted in a note."""
    claims = compendium.claims
    picture = picture_of(claims)
    rows = [row for panel in picture.panels for _, group in panel.groups for row in group]
    effects = [claim.effect for claim in claims if claim.effect]

    assert picture.count == len(rows) == len(effects)
    assert sorted(map(str, (row.effect for row in rows))) == sorted(
        str(effect.as_intervention_vs_comparator()) for effect in effects
    )
    assert any(" drawn." in note for note in picture.notes) == (len(effects) < len(claims))


@given(st.lists(effects(), min_size=1, max_size=4))
def test_any_effects_can_be_drawn(drawn: list[Effect]) -> None:
    """Effects of every measure, tiny, huge or without a value, make a picture with an axis for each kind."""
    claim = CLAIMS["boll25-02"]
    made = [
        with_result(
            evolve(claim, id=f"claim-{place}"),
            effect=effect,
            finding=Finding.NO_DIFFERENCE_SHOWN if effect.includes_null else Finding.MIXED,
        )
        for place, effect in enumerate(drawn)
    ]
    claims = ClaimSet(made)

    assert len(forest_plot(claims).axes) == len(picture_of(claims).panels)


def test_each_outcome_and_measure_has_its_own_axis() -> None:
    """RR, OR and HR never share an axis; nor do outcomes, people and animals, or trials and their meta-analyses."""
    for panel, claims in zip(picture_of(CLAIMS).panels, grouped(CLAIMS), strict=True):
        assert len({claim.object for claim in claims}) == 1, panel.title
        assert len({claim.effect.measure for claim in claims if claim.effect}) == 1, panel.title
        assert len({claim.species.is_within(Species.ANIMAL) for claim in claims}) == 1, panel.title
        assert len({claim.study.design.is_synthesis for claim in claims if claim.study}) == 1, panel.title
        assert panel.is_logarithmic is (panel.measure[:2] in ("RR", "OR", "HR")), panel.title


def grouped(claims: ClaimSet) -> list[list[EvidenceClaim]]:
    """The claims behind the panels, found by the publications' ids in another way than the plot does."""
    keys: dict[tuple[object, ...], list[EvidenceClaim]] = {}
    measures = ["RR", "OR", "HR", "percent-change", "RD", "proportion"]
    for claim in claims:
        if claim.effect and claim.study:
            key = (
                *(claim.object.name, claim.species.value in ("animal", "rat", "rabbit", "dog", "pig")),
                *(claim.study.design.is_synthesis, measures.index(claim.effect.measure.value), claim.effect.in_percent),
            )
            keys.setdefault(key, []).append(claim)
    return [keys[key] for key in sorted(keys)]


def test_titles_and_headings() -> None:
    """A panel is titled by outcome, measure and level, as a journal prints it."""
    panels = picture_of(CLAIMS.on("hip-fracture", include_setting=False)).panels

    assert [panel.title for panel in panels] == [
        "Hip fracture: risk ratio (95% CI)",
        "Hip fracture: hazard ratio (95% CI)",
        "Hip fracture: change in percent",
        "Hip fracture: shares of the arms, without a figure for the difference",
        "Hip fracture: risk ratio (95% CI), meta-analyses",
    ]
    assert [panel.measure for panel in panels] == ["RR (95% CI)", "HR (95% CI)", "%", "", "RR (95% CI)"]


def test_arms_are_in_one_format() -> None:
    """Events of how many and the share with the digits of the source, as far as they are known; author and year."""
    picture = picture_of(CLAIMS.on("hip-fracture", include_setting=False))
    rows = {row.study.partition(":")[0]: row for panel in picture.panels for _, group in panel.groups for row in group}

    assert (rows["Saag 2017"].treated, rows["Saag 2017"].control) == ("41/2046 (2.0%)", "66/2047 (3.2%)")
    assert (rows["Black 2007"].treated, rows["Black 2007"].control) == ("1.4%", "2.5%")
    assert rows["Cosman 2022"].treated == "121"


def test_species_and_design_are_filters() -> None:
    """Only what was asked for is drawn; an unknown one is refused with the known ones."""
    human = forest_plot(CLAIMS.on("spine-fusion"), species="human")
    trials = forest_plot(CLAIMS.on("hip-fracture", include_setting=False), design="randomized-trial")

    assert not [text for text in texts(human) if "animals" in text.get_text()]
    assert len(trials.axes) == 4
    with pytest.raises(osteopharm.UnknownValueError, match="species has no value 'cat'"):
        forest_plot(CLAIMS, species="cat")


@each_of("outcome", ["hip-fracture", "vertebral-fracture", "spine-fusion", "bone-strength"])
def test_ticks_are_round(outcome: str) -> None:
    """Every tick is 1, 2 or 5 times a power of ten on an axis of ratios, and a multiple of a round step on others."""
    for axes in forest_plot(CLAIMS.on(outcome)).axes:
        for tick in axes.get_xticks():
            digits = f"{abs(float(tick)):.0e}".partition("e")[0]
            assert axes.get_xscale() == "linear" or digits in ("1", "2", "5"), tick


def test_which_side_is_better() -> None:
    """Where lower is better, the left favors the treatment; where higher is, the right; else neither is shown."""
    fractures = picture_of(CLAIMS.on("hip-fracture", include_setting=False)).panels[0]
    density = picture_of(CLAIMS.on("bone-mineral-density", include_setting=False)).panels[0]
    every = {panel.directions for panel in picture_of(CLAIMS).panels}

    assert fractures.directions == ("favors treatment", "favors comparator")
    assert density.directions == ("favors comparator", "favors treatment")
    assert ("less with treatment", "more with treatment") in every


def test_the_marks() -> None:
    """Each group of studies that share patients has a mark of its own; a value that was turned round has one too."""
    picture = picture_of(CLAIMS.on("hip-fracture", include_setting=False))
    rows = [row for panel in picture.panels for _, group in panel.groups for row in group]
    turned = picture_of(CLAIMS.on("fracture-healing", include_setting=False))
    healing = [row for panel in turned.panels for _, group in panel.groups for row in group]
    marked = {mark: {row.study[:11] for row in rows if mark in row.study.partition(":")[0]} for mark in SHARED[:2]}

    assert marked == {"†": {"McClung 200", "Masud 2009†"}, "‡": {"Black 1996‡", "Wells 2008‡"}}
    assert any(note.startswith("† Masud 2009 is a subgroup of McClung 2001") for note in picture.notes)
    assert any(note.startswith("‡ Wells 2008 pools Black 1996") for note in picture.notes)
    assert [row.figures for row in healing if TURNED in row.study.partition(":")[0]] == ["-4.0 (-12.8 to 4.7)"]
    assert any(note.startswith(TURNED) for note in turned.notes)


def test_rows_that_read_alike_differ() -> None:
    """Two rows of one study on different women say on whom."""
    rows = picture_of(CLAIMS.on("hip-fracture", include_setting=False)).panels[0].groups
    studies = [row.study for _, group in rows for row in group]

    assert len(set(studies)) == len(studies)


@each_of(("low", "high", "heads"), [(0.0001, 5000, ["<", ">"]), (0.0001, 6, ["<"]), (2, 5000, [">"])])
def test_an_interval_beyond_the_axis_ends_in_an_arrow(low: float, high: float, heads: list[str]) -> None:
    """An end that the axis does not reach is an arrow head at its edge, and the line stops there."""
    claim = CLAIMS["ha-01"]
    assert claim.effect is not None
    effect = evolve(claim.effect, interval=osteopharm.model.Interval(low=low, high=high))
    finding = osteopharm.model.Finding.NO_DIFFERENCE_SHOWN if low < 1 else osteopharm.model.Finding.INCREASE
    relation = osteopharm.Relation.AFFECTS
    (axes,) = forest_plot(
        ClaimSet([with_result(evolve(claim, relation=relation), effect=effect, finding=finding)])
    ).axes
    markers = [line.get_marker() for line in axes.lines]

    assert [marker for marker in markers if marker in ("<", ">")] == heads
    ends = [
        float(value) for line in axes.lines if line.get_marker() == "None" for value in np.asarray(line.get_xdata())
    ]

    assert all(1 / 80 <= end <= 80 for end in ends)


def test_a_value_beyond_the_axis_has_no_marker() -> None:
    """An estimate that the axis does not reach is reported in figures alone."""
    claim = CLAIMS["ha-01"]
    assert claim.effect is not None
    (axes,) = forest_plot(ClaimSet([with_result(claim, effect=evolve(claim.effect, value=700.0, interval=None))])).axes

    assert "s" not in [line.get_marker() for line in axes.lines]


def test_nothing_to_draw() -> None:
    """Claims without an effect, or none at all, are refused with their number."""
    with pytest.raises(osteopharm.errors.NoEffectsError, match="none of the 4 claims has an effect to draw"):
        forest_plot(CLAIMS[:4])
    with pytest.raises(osteopharm.errors.NoEffectsError, match="there is no claim to draw"):
        forest_plot(CLAIMS[:0])


def test_hostile_names_are_drawn_as_they_are(tmp_path: Path) -> None:
    """Mathematics, markup and what steers a terminal are letters in the picture, and no element of the SVG."""
    paper = Publication(id="paper", name="$x^2$ <script>alert(1)</script> \u202e & more")
    outcome = Concept(id="harm", name="$harm_", kind=EntityKind.OUTCOME, sources=(paper,))
    drug = Medication(id="pill", name="<b>$pill$", sources=(paper,), classes=CLAIMS["fit1-01"].subject.classes)  # type: ignore[union-attr]  # a medication
    claim = with_result(
        evolve(CLAIMS["fit1-02"], subject=drug, object=outcome, provenance=Reference(source=paper, locator="x")),
        arms=(),
    )
    drawn = save_forest_plot(ClaimSet([claim]), tmp_path / "plot.svg")

    assert drawn == 1
    assert "<script" not in (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert "\u202e" not in "".join(text.get_text() for text in texts(forest_plot(ClaimSet([claim]))))


@pytest.mark.parametrize("form", ["svg", *(pytest.param(each, marks=pytest.mark.slow) for each in ("png", "pdf"))])
def test_the_same_claims_give_the_same_picture(tmp_path: Path, form: str) -> None:
    """A picture has no date and no chance in it."""
    claims = CLAIMS.on("hip-fracture", include_setting=False)
    for name in ("one", "two"):
        save_forest_plot(claims, tmp_path / f"{name}.{form}")

    assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()


def test_another_form_of_picture_is_refused(tmp_path: Path) -> None:
    """Only SVG, PDF and PNG are written, and nothing is left behind."""
    with pytest.raises(osteopharm.UnknownValueError, match="form of picture has no value 'gif'"):
        save_forest_plot(CLAIMS, tmp_path / "plot.gif")

    assert list(tmp_path.iterdir()) == []


# Optional features

CLOSED = """
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in ("matplotlib", "narwhals") else found(name, *rest)
import osteopharm
claims = osteopharm.load().claims
for ask in (lambda: __import__("osteopharm.plots"), lambda: claims.to_frame("polars")):
    try:
        ask()
    except osteopharm.errors.MissingExtraError as error:
        print(error)
print(len(claims.without_overlaps().claims) < len(claims))
"""


def test_without_matplotlib_and_narwhals() -> None:
    """Pictures and frames name the extra that brings them; all else answers."""
    told = subprocess.run([sys.executable, "-c", CLOSED], capture_output=True, text=True, check=True).stdout

    assert told.splitlines() == [
        "this needs the extra 'plot': pip install 'osteopharm[plot]'",
        "this needs the extra 'frames': pip install 'osteopharm[frames]'",
        "True",
    ]


# The commands


def test_the_forest_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It writes the picture and says how many effects it shows; a name will do for the outcome and the drug."""
    path = tmp_path / "plot.svg"

    assert run(["forest-plot", "--on", "Hip Fracture", "--about", "Fosamax", "-o", str(path)]) == 0
    assert capsys.readouterr().out == f"wrote {path}: 3 effects\n"
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    assert run(["forest-plot", "--on", "mortality", "-o", str(path), "--within", "bisphosphonates"]) == 0
    assert capsys.readouterr().out == f"wrote {path}: 1 effect\n"


@pytest.mark.slow
def test_the_forest_command_keeps_people_and_animals_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--within`, `--species` and `--design` narrow what is drawn, as they do in the method."""
    path = tmp_path / "plot.svg"
    drawn = ["forest-plot", "--on", "spine-fusion", "-o", str(path)]

    def effects(*options: str) -> int:
        assert run([*drawn, *options]) == 0
        return int(capsys.readouterr().out.removeprefix(f"wrote {path}: ").split()[0])

    people, animals = effects("--species", "human"), effects("--species", "animal")
    assert people + animals == effects()
    assert 0 < effects("--within", "bisphosphonates", "--design", "meta-analysis") < people


def test_the_forest_command_has_nothing_to_draw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no claim has an effect it says so, exits with 1 and writes nothing."""
    assert run(["forest-plot", "--on", "bone turnover", "-o", str(tmp_path / "plot.svg")]) == 1
    assert re.match(r"osteopharm: none of the \d+ claims has an effect to draw", capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


def test_claims_are_listed_with_their_effects(capsys: pytest.CaptureFixture[str]) -> None:
    """Under the statement of a finding stand its effect and the publication; under one without an effect, nothing."""
    assert run(["claims", "--on", "hip fracture", "--design", "meta-analysis"]) == 0
    told = " ".join(capsys.readouterr().out.split())

    assert "postmenopausal women. RR 0.60 (95% CI 0.40 to 0.92); Wells and others 2008" in told
    assert told.endswith("2 claims")


def test_the_corroboration_command(capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the claim, then what is for and against it; `--json` prints rows."""
    assert run(["evidence", "af20-s12-fractures-unaffected"]) == 0
    told = capsys.readouterr().out

    assert " ".join(told.split()).startswith(
        "Healing of fractures in people does not appear to be affected by bisphosphonates. for it: "
    )
    assert "\nagainst it: clinical studies, human\n" in told
    assert run(["evidence", "af20-s12-fractures-unaffected", "--json"]) == 0
    assert '"on": "af20-s12-fractures-unaffected"' in capsys.readouterr().out
