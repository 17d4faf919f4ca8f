"""The commands and their arguments. What they print is made in the rooms beside this, the answers in the library."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from cyclopts.validators import Number
from rich.console import Console

import osteopharm
from osteopharm._sanitize import plain
from osteopharm.cli import printing, records, terminal
from osteopharm.compendium import Compendium
from osteopharm.errors import OsteopharmError, UnknownIdError
from osteopharm.io.files import write_text
from osteopharm.model._record import Record
from osteopharm.model.enums import Benefit, Certainty, Design, Finding, HeldBy, Polarity, Scope, Species, StudyKind
from osteopharm.model.relations import Relation

app = App(
    name="osteopharm",
    help="The pharmacology of osteoporosis as data. No medical advice; no clinician has reviewed it.",
    version=version("osteopharm"),
    result_action="return_value",
)

AsJson = Annotated[bool, Parameter(name="--json", negative=(), help="Print records as JSON.")]
AsJsonLines = Annotated[bool, Parameter(name="--json", negative=(), help="Print one JSON object a line.")]
ExtendBundled = Annotated[
    bool,
    Parameter(
        name="--extend-bundled", negative=(), help="Let the seeds link to the records that ship with osteopharm."
    ),
]


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: the words after the command's name.

    Returns:
        The exit code: 0, or 1 when the question could not be answered or the words were not understood.

    Raises:
        BrokenPipeError: whoever reads the output has stopped reading.
    """
    try:
        app(arguments, exit_on_error=False, print_error=True, error_console=Console(stderr=True))
    except CycloptsError:
        return 1
    except BrokenPipeError:
        raise
    except (OsteopharmError, OSError) as error:
        sys.stderr.write(f"osteopharm: {plain(error)}\n")
        return 1
    return 0


@app.command
def about(*, json: AsJson = False) -> None:
    """Say what this is made of, under which terms, and what it is not."""
    printing.attribution(osteopharm.load().attribution(), json=json)


@app.command
def show(id: str, /, *, json: AsJson = False) -> None:
    """Show one record, with what is known of it.

    Args:
        id: the id of a record; the name of a class, medication, combination or concept; or a brand.
    """
    compendium = osteopharm.load()
    records.record(compendium, _record(compendium, id), json=json)


@app.command
def claims(
    *,
    about: str | None = None,
    on: str | None = None,
    polarity: Polarity | None = None,
    certainty: Certainty | None = None,
    study_kind: StudyKind | None = None,
    species: Species | None = None,
    design: Design | None = None,
    finding: Finding | None = None,
    benefit: Benefit | None = None,
    held_by: HeldBy | None = None,
    scope: Scope | None = None,
    relation: Relation | None = None,
    source: str | None = None,
    citation: int | None = None,
    json: AsJson = False,
) -> None:
    """List claims; every filter narrows the list.

    Args:
        about: claims about this class, medication or concept, and generic ones about its classes.
        on: claims with this, or a narrower concept, as their object or setting.
        polarity: affirmed, denied or unresolved.
        certainty: how sure the source is.
        study_kind: what stands behind the claim.
        species: in whom it was seen; animal takes in every animal.
        design: how the study behind it was made.
        finding: what the study found.
        benefit: what that means for those treated.
        held_by: whether the authors hold it, or others whom they report.
        scope: generic or collective.
        relation: this relation or a narrower one.
        source: the id of the source that makes the claim.
        citation: a number of the document's reference list.
    """
    compendium = osteopharm.load()
    found = compendium.claims
    if about is not None:
        found = found.about(about)
    if on is not None:
        found = found.on(on)
    found = found.where(
        polarity=polarity,
        certainty=certainty,
        study_kind=study_kind,
        species=species,
        design=design,
        finding=finding,
        benefit=benefit,
        held_by=held_by,
        scope=scope,
        relation=relation,
        source=source,
        citation=citation,
    )
    printing.claims(found, json=json)


@app.command
def identify(*texts: str, json: AsJsonLines = False) -> None:
    """Say which medications are in products, and whether the products are labeled for osteoporosis.

    Args:
        texts: product strings (after --, one may begin with a hyphen); without any, each line of standard input is one.
    """
    compendium = osteopharm.load()
    for text in texts or terminal.lines_read():
        printing.identification(text, compendium.identify(text), json=json)


@app.command
def annotate(
    file: Path,
    /,
    *,
    column: str,
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
    system: str | None = None,
    json: AsJson = False,
) -> None:
    """Annotate a table, as `identify` does each row: write it with five columns more, and tell what was found.

    Args:
        file: a table in .csv, .tsv, .parquet or .ndjson, of any size.
        column: the name of the column with the product strings.
        output: the file to write, in the form that its ending says; standard output when left out.
        system: where the column holds codes, their system, such as rxnorm or atc.
    """
    # polars is needed for this alone.
    from osteopharm.cli.tables import annotate_file

    annotate_file(file, column, output, system, json=json)


@app.command
def episodes(
    file: Path,
    /,
    *,
    person: str,
    date: str,
    product: str,
    grace: str,
    by: str = "treatment",
    quantity: str | None = None,
    days_supply: str | None = None,
    market: str | None = None,
    purpose: Literal["treatment", "prevention"] = "treatment",
    until: dt.date | None = None,
    date_format: str = "%Y-%m-%d",
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
    json: AsJson = False,
) -> None:
    """Write the episodes of treatment of the persons in a table of dispensings, and say what became of its rows.

    Args:
        file: a table in .csv, .tsv, .parquet or .ndjson, of any size.
        person: the name of the column of persons.
        date: the name of the column of dates.
        product: the name of the column of product strings.
        grace: how long a gap may be: days (60), a fraction of what the dispensing covers (0.5), or one for each
            interval (P6M=60,P1W=0.5,none=30).
        by: treatment, medication, drug_class or action of the product, or another column of the file.
        quantity: the name of the column of dispensed units: tablets, syringes, pens.
        days_supply: the name of the column of days' supply.
        market: the region whose labels are taken where some were read, such as US.
        purpose: which interval is taken where a label has one for each.
        until: the day on which the data end, as 2024-12-31; it does not count itself.
        date_format: how dates are written where they are text.
        output: the file to write, in the form that its ending says; standard output when left out.
    """
    # polars is needed for this alone.
    from osteopharm.cli.episodes import Choices, Columns, episodes_file, grace_of

    columns = Columns(person=person, date=date, product=product, quantity=quantity, days_supply=days_supply, by=by)
    choices = Choices(grace=grace_of(grace), market=market, purpose=purpose, until=until, date_format=date_format)
    episodes_file(file, columns, choices, output, json=json)


@app.command
def suggest(
    text: str, /, *, most: Annotated[int, Parameter(validator=Number(gte=1))] = 5, json: AsJson = False
) -> None:
    """List the names most like one that is not known, best first.

    Args:
        text: what was written.
        most: how many are wanted; those that tie with the last of them come as well.
    """
    printing.suggestions(osteopharm.load().suggest(text, most), json=json)


@app.command
def mentions(file: Annotated[Path, Parameter(allow_leading_hyphen=True)], /, *, json: AsJson = False) -> None:
    """List the medications, combinations and classes that a text names, with their places in it.

    Args:
        file: a text file in UTF-8, of 64 MiB at the most; - is standard input.
    """
    printing.mentions(osteopharm.load().find_mentions(terminal.text_of(file)), json=json)


@app.command
def explain(agent: str, outcome: str, /, *, dot: bool = False, json: AsJson = False) -> None:
    """Explain how a class or medication comes to change an outcome: every sourced path, with its sign and sources.

    Args:
        agent: the id, the name or a brand of a class or medication.
        outcome: the id or the name of an outcome, such as "fracture risk".
        dot: write the paths as a drawing for Graphviz.
    """
    compendium = osteopharm.load()
    found = compendium.explain(agent, outcome)
    printing.explanation(found, dot=dot, json=json)


@app.command
def compare(first: str, second: str, /, *, json: AsJson = False) -> None:
    """Lay two classes or medications side by side: classes, targets, signs on outcomes, labels and claims.

    Args:
        first: the id, the name or a brand of a class or medication.
        second: the same of the other.
    """
    compendium = osteopharm.load()
    found = compendium.compare(first, second)
    printing.comparison(found, json=json)


@app.command
def evidence(claim: str, /, *, json: AsJson = False) -> None:
    """Lay out what bears on a claim, for and against, by study kind and species; nothing is weighed.

    Args:
        claim: the id of a claim.
    """
    printing.evidence_for(osteopharm.load().evidence_for(claim), json=json)


@app.command
def forest_plot(*, on: str, about: str | None = None, output: Annotated[Path, Parameter(alias="-o")]) -> None:
    """Draw the effects that studies found on an outcome, a row each, with no pooled estimate.

    Args:
        on: the outcome: the id or the name of a concept.
        about: only what is told of this class or medication.
        output: the picture to write; .svg or .png.
    """
    from osteopharm.plots import save_forest_plot

    compendium = osteopharm.load()
    found = compendium.claims.on(on, include_setting=False)
    if about is not None:
        found = found.about(about)
    drawn = save_forest_plot(found, output)
    sys.stdout.write(f"wrote {output}: {drawn} effect{'' if drawn == 1 else 's'}\n")


@app.command
def html(document: str | None = None, /, *, output: Annotated[Path | None, Parameter(alias="-o")] = None) -> None:
    """Write the reader page of a document: each claim marked in its words, in one HTML file without script.

    Args:
        document: the id of a document; may be left out while there is only one.
        output: the file to write; standard output when left out.
    """
    from osteopharm.html import reader_html

    compendium = osteopharm.load()
    known = list(compendium.documents.values())
    page = reader_html(known[0] if document is None else document, compendium)
    if output is None:
        # The page says that it is UTF-8, whatever the terminal speaks.
        sys.stdout.buffer.write(page.encode())
    else:
        write_text(output, page)
        sys.stdout.write(f"wrote {output}\n")


@app.command
def build(
    seeds: Path, /, *, output: Annotated[Path, Parameter(alias="-o")], extend_bundled: ExtendBundled = False
) -> None:
    """Build a compendium in JSON from a seed folder; write nothing if anything in it is wrong.

    Args:
        seeds: the seed folder.
        output: the file to write.
    """
    compendium = _read(seeds, extend_bundled=extend_bundled)
    osteopharm.dump_json(compendium, output)
    sys.stdout.write(f"wrote {output}: {compendium.contents}\n")


@app.command
def check(seeds: Path, /, *, extend_bundled: ExtendBundled = False) -> None:
    """Check a seed folder and list everything that is wrong in it.

    Args:
        seeds: the seed folder.
    """
    sys.stdout.write(f"no problems: {_read(seeds, extend_bundled=extend_bundled).contents}\n")


def _read(seeds: Path, *, extend_bundled: bool) -> Compendium:
    return osteopharm.read_seeds(seeds, extend=osteopharm.load() if extend_bundled else None)


def _record(compendium: Compendium, name: str) -> Record:
    """The record that an id names, or the entity that a name names."""
    try:
        return compendium[name]
    except UnknownIdError as unknown:
        try:
            return compendium.lookup(name)
        except UnknownIdError as error:
            raise (error if error.note or not unknown.suggestions else unknown) from None
