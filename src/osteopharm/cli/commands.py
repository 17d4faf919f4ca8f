"""The commands and their arguments. The library finds the answers; `printing` and `records` print them."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from cyclopts.validators import Number
from rich.console import Console

import osteopharm
from osteopharm import io
from osteopharm._sanitize import plain
from osteopharm._suggest import nearest
from osteopharm._words import counted
from osteopharm.cli import codelists, data, finding, printing, records, scaffolds, terminal
from osteopharm.compendium import Compendium
from osteopharm.errors import OsteopharmError, UnknownIdError, UnknownNameError
from osteopharm.io.files import write_text
from osteopharm.model._record import Record
from osteopharm.model.enums import (
    Benefit,
    Certainty,
    Design,
    EntityKind,
    Finding,
    HeldBy,
    Polarity,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.model.relations import Relation

app = App(
    name="osteopharm",
    help=(
        "Osteoporosis medications as data. Not medical advice; no clinician has reviewed the records.\n\n"
        "Every command takes --data FILE: a JSON file that `osteopharm build` wrote, instead of the bundled data."
    ),
    version=version("osteopharm"),
    result_action="return_value",
)

app.register_install_completion_command()

AsJson = Annotated[bool, Parameter(name="--json", negative=(), help="Print records as JSON.")]
AsJsonLines = Annotated[bool, Parameter(name="--json", negative=(), help="Print one JSON object per line.")]
ExtendBundled = Annotated[
    bool,
    Parameter(
        name="--extend-bundled", negative=(), help="Add the seeds to the bundled records, to which they can refer."
    ),
]


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: the arguments of the process, without its name.

    Returns:
        The exit code: 0, or 1 after an error, for invalid arguments, or where a checked list has faults.

    Raises:
        BrokenPipeError: the reader of the output has closed it.
    """
    try:
        with data.taken_from(arguments) as rest:
            failed = app(rest, exit_on_error=False, print_error=True, error_console=Console(stderr=True))
    except CycloptsError:
        return 1
    except BrokenPipeError:
        raise
    except (OsteopharmError, OSError) as error:
        with suppress(OSError):  # the exit code reports it, too
            sys.stderr.write(f"osteopharm: {plain(error)}\n")
        return 1
    return int(failed is True)


@app.command
def about(*, json: AsJson = False) -> None:
    """Print the version, the sources and the licenses of the data."""
    printing.attribution(data.compendium().attribution(), json=json)


@app.command
def show(id: str, /, *, section: str | None = None, json: AsJson = False) -> None:
    """Print one record with all of its fields, or one section of them.

    Args:
        id: The id of a record, or a name of a drug class, medication, combination or concept.
        section: Only this section, such as brands, products or claims; an unknown one lists those that there are.
    """
    compendium = data.compendium()
    records.record(compendium, _record(compendium, id), section=section, json=json)


@app.command(name="list")
def list_(kind: str, /, *, json: AsJson = False) -> None:
    """List the records of a kind, each with its id and title.

    Args:
        kind: Such as medications, drug-classes, concepts, claims, publications or sources.
    """
    finding.listing(data.compendium(), kind, json=json)


@app.command
def search(
    text: str,
    /,
    *,
    kind: str | None = None,
    most: Annotated[int, Parameter(validator=Number(gte=1))] = 20,
    json: AsJson = False,
) -> None:
    """List the records that have all words of a text in a name, a title or a statement, best first.

    Args:
        text: The words, in any case and order.
        kind: Only records of this kind, such as claims.
        most: How many records to list.
    """
    finding.search(data.compendium(), text, kind, most, json=json)


@app.command
def new(
    kind: Literal["medication", "publication", "document"],
    name: str,
    /,
    *,
    seeds: Path = Path("seeds"),
    text: Path | None = None,
) -> None:
    """Write the files of a new record into a seed folder, with comments that say what to fill in.

    Args:
        kind: What to add.
        name: Its name: the INN of a medication, the authors and year of a publication, the title of a document.
        seeds: The seed folder; it is made if there is none.
        text: The text of the document, a file in UTF-8; its checksum and sentences are filled in.
    """
    scaffolds.write_new(kind, name, seeds, text)


@app.command
def claims(
    *,
    about: str | None = None,
    within: str | None = None,
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
        about: Claims about this class, medication or concept, with those inherited from its classes.
        within: Claims about this class or concept and about all its members.
        on: Claims with this concept, or a narrower one, as their object or setting.
        polarity: Affirmed, denied or unresolved.
        certainty: How certain the source is.
        study_kind: The kind of evidence.
        species: The species studied; animal includes every animal.
        design: The design of the study.
        finding: The finding of the study.
        benefit: Whether the finding is a benefit or a harm.
        held_by: Whether the authors hold the view, or report it of others.
        scope: Whether a claim about a class applies to each member, or to the class as a whole.
        relation: This relation or a narrower one.
        source: The id of the source.
        citation: A number of the reference list of the document.
    """
    compendium = data.compendium()
    found = compendium.claims
    if about is not None:
        found = found.about(about)
    if within is not None:
        found = found.within(within)
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
    """Identify the medications in products, and report whether a product is labeled for osteoporosis.

    Args:
        texts: Product strings; after --, one can start with a hyphen. Without any, standard input has one per line.
    """
    compendium = data.compendium()
    for text in texts or terminal.lines_read():
        printing.identification(text, compendium.identify(text), json=json, hint=bool(texts))


@app.command
def annotate(
    file: Path,
    /,
    *,
    column: str,
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
    system: str | None = None,
    escape_formulas: Annotated[bool, Parameter(negative=())] = False,
    json: AsJson = False,
) -> None:
    """Identify the products in each row of a table: write the table with five more columns, and print a summary.

    Args:
        file: A .csv, .tsv, .parquet or .ndjson file, of any size.
        column: The name of the column with the product strings.
        output: The file to write, in the format of its ending; by default standard output.
        system: If the column contains codes, their system, such as rxnorm or atc.
        escape_formulas: Put an apostrophe before fields of the table that a spreadsheet would run as formulas. Without
            it they are passed through as they are.
    """
    # polars is needed for this alone.
    from osteopharm.cli.tables import annotate_file

    annotate_file(file, column, output, system, escape_formulas=escape_formulas, json=json)


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
        file: A table in .csv, .tsv, .parquet or .ndjson, of any size.
        person: The name of the column of persons.
        date: The name of the column of dates.
        product: The name of the column of product strings.
        grace: How long a gap may be: days (60), a fraction of what the dispensing covers (0.5), or one for each
            interval (P6M=60,P1W=0.5,none=30).
        by: treatment, medication, drug_class or action of the product, or another column of the file.
        quantity: The name of the column of dispensed units: tablets, syringes, pens.
        days_supply: The name of the column of days' supply.
        market: The region whose labels are taken where some were read, such as US.
        purpose: Which interval is taken where a label has one for each.
        until: The day on which the data end, as 2024-12-31; that day is not part of them.
        date_format: How dates are written where they are text.
        output: The file to write, in the form that its ending says; standard output when left out.
    """
    # polars is needed for this alone.
    from osteopharm.cli.episodes import Choices, Columns, episodes_file, grace_of

    columns = Columns(person=person, date=date, product=product, quantity=quantity, days_supply=days_supply, by=by)
    choices = Choices(grace=grace_of(grace), market=market, purpose=purpose, until=until, date_format=date_format)
    episodes_file(file, columns, choices, output, json=json)


@app.command
def codelist(
    *what: str,
    system: Annotated[list[str] | None, Parameter(negative=())] = None,
    labeled: Annotated[bool | None, Parameter(negative="--unlabeled")] = None,
    route: str | None = None,
    form: str | None = None,
    market: str | None = None,
    layout: Literal["csv", "rows", "codelist-generator", "concept-set", "valueset"] = "csv",
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
) -> None:
    """Write the codes of medications and of the combinations that contain them; report what is undecided.

    Args:
        what: Classes, medications or combinations, by id or name; by default all treatments.
        system: The system of the codes, such as ndc; may be repeated.
        labeled: Only products that are, or are not, labeled for osteoporosis.
        route: Only this route, such as oral.
        form: Only this dosage form, such as tablet.
        market: Only the registers and labels of this market, such as US, and international codes.
        layout: csv has the columns code and term and one system; rows is a CSV with everything.
        output: The file to write; by default standard output.
    """
    found = data.compendium().codelist(
        what or None, systems=system, labeled_for_osteoporosis=labeled, route=route, dosage_form=form, market=market
    )
    codelists.write_list(found, layout, output)


@app.command
def check_codelist(
    file: Path,
    /,
    *,
    what: Annotated[list[str] | None, Parameter(negative=())] = None,
    system: str | None = None,
    market: str | None = None,
    dated: str | None = None,
    html: Path | None = None,
    json: AsJson = False,
) -> bool:
    """Report what is missing in a list of codes, what should not be in it, and what is unknown.

    The exit code is 1 where there are faults.

    Args:
        file: A .csv, .tsv or .json file: codes with a header, a FHIR ValueSet or an OMOP concept set.
        what: What the list should contain, by id or name; may be repeated.
        system: The system of the codes, where the file does not say it.
        market: The market whose labels count, such as US.
        dated: The date of the list, such as 2019-06.
        html: A file to which the report is also written as HTML.
    """
    found = data.compendium().check_codelist(file, what=what, system=system, market=market, dated=dated)
    codelists.report(found, html, json=json)
    return not found.is_clean


@app.command
def export(
    format: Literal[
        "fhir",
        "fhir-r4b",
        "sssom",
        "kgx",
        "kgx-tsv",
        "rdf",
        "web-annotations",
        "sqlite",
        "data-package",
        "data-package-parquet",
        "json-schema",
        "typescript",
    ],
    /,
    *,
    output: Annotated[Path, Parameter(alias="-o")],
) -> None:
    """Write the records in a format that other tools load.

    Args:
        format: fhir (R5) and fhir-r4b (also valid in R4) are Bundles for terminology servers; sssom is a mapping set;
            kgx, kgx-tsv and rdf are the knowledge graph; web-annotations are the claims with a quote; sqlite and
            data-package are all tables; json-schema and typescript are the form of compendium.json.
        output: The file to write; for kgx, kgx-tsv and data-package a folder.
    """
    from osteopharm.export import write_export

    count = write_export(data.compendium(), format, output)
    sys.stdout.write(f"wrote {output}{'' if count == 1 else ': ' + counted(count, 'file')}\n")


@app.command
def suggest(
    text: str, /, *, most: Annotated[int, Parameter(validator=Number(gte=1))] = 5, json: AsJson = False
) -> None:
    """List the names most similar to a misspelled one, best first.

    Args:
        text: The misspelled name.
        most: How many names to list; those that tie with the last are listed as well.
    """
    printing.suggestions(data.compendium().suggest(text, most), json=json)


@app.command
def mentions(
    file: Annotated[Path, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    kind: Annotated[list[EntityKind] | None, Parameter(negative=())] = None,
    json: AsJson = False,
) -> None:
    """List the medications, combinations and classes that a text mentions, with their positions.

    Args:
        file: A text file in UTF-8 of up to 64 MiB; - is standard input.
        kind: The kind to find instead, such as outcome; may be repeated.
    """
    printing.mentions(data.compendium().find_mentions(terminal.text_of(file), kinds=kind), json=json)


@app.command
def mcp() -> None:
    """Run the Model Context Protocol server for language models on standard input and output; see the documentation."""
    # The protocol is slow to import.
    from osteopharm.agents import mcp_server

    with suppress(KeyboardInterrupt):
        mcp_server(data.compendium()).run()


@app.command
def explain(
    agent: str, outcome: str, /, *, dot: Annotated[bool, Parameter(negative=())] = False, json: AsJson = False
) -> None:
    """Explain how a class or medication changes an outcome: every sourced path, with its sign and sources.

    Args:
        agent: An id or name of a class or medication.
        outcome: An id or name of an outcome, such as "fracture risk".
        dot: Write the paths as a graph in the DOT language of Graphviz.
    """
    compendium = data.compendium()
    found = compendium.explain(agent, outcome)
    printing.explanation(found, dot=dot, json=json)


@app.command
def compare(first: str, second: str, /, *, json: AsJson = False) -> None:
    """Compare two classes or medications: classes, targets, effects on outcomes, labels and claims.

    Args:
        first: An id or name of a class or medication.
        second: An id or name of the other one.
    """
    compendium = data.compendium()
    found = compendium.compare(first, second)
    printing.comparison(found, json=json)


@app.command
def evidence(claim: str, /, *, json: AsJson = False) -> None:
    """List the claims that support, contradict or qualify a claim, by study kind and species.

    Args:
        claim: The id of a claim.
    """
    printing.evidence_for(data.compendium().evidence_for(claim), json=json)


@app.command
def forest_plot(
    *,
    on: str,
    about: str | None = None,
    within: str | None = None,
    species: Species | None = None,
    design: Design | None = None,
    output: Annotated[Path, Parameter(alias="-o")],
) -> None:
    """Draw the effects that studies found on an outcome as a forest plot, without a pooled estimate.

    Args:
        on: The outcome: an id or name of a concept.
        about: Only claims about this class or medication, with those inherited from its classes.
        within: Only claims about this class and about all its members.
        species: Only effects seen in this species; animal includes every animal.
        design: Only effects of studies of this design.
        output: The image file to write: .svg, .pdf or .png.
    """
    from osteopharm.plots import save_forest_plot

    compendium = data.compendium()
    found = compendium.claims.on(on, include_setting=False)
    if about is not None:
        found = found.about(about)
    if within is not None:
        found = found.within(within)
    drawn = save_forest_plot(found, output, species=species, design=design)
    sys.stdout.write(f"wrote {output}: {counted(drawn, 'effect')}\n")


@app.command
def html(document: str | None = None, /, *, output: Annotated[Path | None, Parameter(alias="-o")] = None) -> None:
    """Write an HTML view of a document with every claim highlighted: one file, without scripts.

    Args:
        document: The id of a document; by default the first.
        output: The file to write; by default standard output.
    """
    from osteopharm.html import reader_html

    compendium = data.compendium()
    known = compendium.documents.keys()
    if document is not None and document not in known:
        raise UnknownIdError(document, "document", nearest(document, known))
    page = reader_html(document or next(iter(known)), compendium)
    if output is None:
        # The page declares UTF-8, whatever the encoding of the terminal.
        sys.stdout.buffer.write(page.encode())
    else:
        write_text(output, page)
        sys.stdout.write(f"wrote {output}\n")


@app.command
def explore(
    page: Literal["evidence", "products", "mechanisms"], /, *, output: Annotated[Path, Parameter(alias="-o")]
) -> None:
    """Write a page to filter and click through: one HTML file that makes no requests.

    Args:
        page: The findings of studies with their forest plot, the products with their codes, or the mechanisms.
        output: The file to write.
    """
    from osteopharm.html import explore as pages

    write_text(output, getattr(pages, f"{page}_html")(data.compendium()))
    sys.stdout.write(f"wrote {output}\n")


@app.command
def build(
    seeds: Path, /, *, output: Annotated[Path, Parameter(alias="-o")], extend_bundled: ExtendBundled = False
) -> None:
    """Build a JSON file from a seed folder; write nothing if there is any problem.

    Args:
        seeds: The seed folder.
        output: The file to write.
    """
    compendium = _read(seeds, extend_bundled=extend_bundled)
    osteopharm.dump_json(compendium, output)
    if output.resolve() == io.BUNDLED.resolve():
        io.write_lexicon(compendium, output)
    sys.stdout.write(f"wrote {output}: {compendium.contents}\n")


@app.command
def check(seeds: Path, /, *, extend_bundled: ExtendBundled = False) -> None:
    """Check a seed folder and list all problems.

    Args:
        seeds: The seed folder.
    """
    sys.stdout.write(f"no problems: {_read(seeds, extend_bundled=extend_bundled).contents}\n")


@app.command
def diff(old: Path, new: Path, /, *, json: AsJson = False) -> None:
    """List the records that were added, changed or withdrawn between two versions of the data.

    Args:
        old: The earlier version: a JSON file or a seed folder.
        new: The later one.
    """
    from osteopharm.changes import changes_between

    first, second = (
        osteopharm.read_seeds(path) if path.is_dir() else osteopharm.load_json(path) for path in (old, new)
    )
    found = changes_between(first, second)
    if json:
        terminal.as_json(found.to_dict())
    else:
        terminal.write(found)


def _read(seeds: Path, *, extend_bundled: bool) -> Compendium:
    return osteopharm.read_seeds(seeds, extend=data.compendium() if extend_bundled else None)


def _record(compendium: Compendium, name: str) -> Record:
    """The record that an id names, or the entity that a name names."""
    try:
        return compendium[name]
    except UnknownIdError as no_id:
        try:
            return compendium.lookup(name)
        except UnknownNameError as no_name:
            if no_name.note:
                raise
            near = nearest(name, [*(record.id for record in compendium.records), *no_name.suggestions])
            raise UnknownNameError(name, no_id.kind, near) from None
