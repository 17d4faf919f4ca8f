"""Sources whose text does not ship, and claims that refer to a place in one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.rules import each_of
from tests.seeds import small_folder

import osteopharm
from osteopharm import (
    Certainty,
    ClaimSet,
    Concept,
    Document,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    InvalidRecordError,
    Label,
    Polarity,
    Publication,
    Registry,
    Relation,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.model import HeldBy, Reference
from osteopharm.testing import SeedFolder, labels, publications, registries

REGISTER = Registry(id="a-registry", name="a registry", publisher="an office", release="2026", license="free to use")
LABEL = Label(id="a-label", name="Pillex", region="EU", accessed_from=("a public copy",))
PAPER = Publication(id="a-paper", name="Bone 2001", publisher="Bone Letters")
NOTE = Document(id="a-note", name="A note", text="Drugs slow healing.", license="CC0-1.0", attribution="nobody")
DRUGS = DrugClass(id="drugs", name="drugs", sources=(PAPER,))
HEALING = Concept(id="healing", name="healing", kind=EntityKind.OUTCOME, sources=(PAPER,))


def label(**fields: Any) -> Label:
    return Label(**{"id": "a-label", "name": "Pillex", "region": "EU", "accessed_from": ("a public copy",), **fields})


def publication(**fields: Any) -> Publication:
    return Publication(**{"id": "a-paper", "name": "Bone 2001", "publisher": "Bone Letters", **fields})


def claim(**fields: Any) -> EvidenceClaim:
    return EvidenceClaim(
        **{
            "id": "a-claim",
            "statement": "Drugs slow healing.",
            "subject": DRUGS,
            "relation": Relation.DECREASES,
            "object": HEALING,
            "polarity": Polarity.AFFIRMED,
            "certainty": Certainty.STATED,
            "held_by": HeldBy.AUTHORS,
            "study_kind": StudyKind.CLINICAL_STUDIES,
            "species": Species.HUMAN,
            "scope": Scope.EACH_MEMBER,
            "provenance": Reference(source=PAPER, locator="abstract"),
            **fields,
        }
    )


def refused(make: Callable[..., Any], **fields: Any) -> list[tuple[str, str]]:
    """The faults for which a record of those fields is refused: field and message of each."""
    with pytest.raises(InvalidRecordError) as caught:
        make(**fields)
    return [(fault.path, fault.message) for fault in caught.value.problems]


class TestSources:
    """Registers, labels and publications."""

    @each_of("date", ["2023", "2023-09", "2023-09-12", "1995-12-31", "2020-02-01"])
    @each_of("make", [label, publication])
    def test_dates_are_as_exact_as_they_were_read(self, make: Callable[..., Any], date: str) -> None:
        """A date is a year, a month or a day."""
        assert make(date=date).date == date

    @each_of(
        "date",
        ["May 2023", "23", "2023-9", "2023-13", "2023-00", "2023-09-32", "2023-09-00", "20230912", "2023-09-12T"],
    )
    @each_of("make", [label, publication])
    def test_other_dates_are_refused(self, make: Callable[..., Any], date: str) -> None:
        """Look-alike: a month of one figure, a thirteenth month and words are not dates."""
        assert refused(make, date=date) == [("date", f"{date!r} has the wrong form")]

    @each_of("date", ["٢٣٢٣", "2023-٢٣", "202٣"])
    def test_foreign_figures_are_not_a_date(self, date: str) -> None:
        """Look-alike: figures of other scripts are figures to Python, and none to who reads the data."""
        assert refused(label, date=date) == [("date", f"{date!r} has the wrong form")]

    @each_of("region", ["eu", "USA", "E", "Europe", "E U", "É1"])
    def test_a_region_is_two_letters(self, region: str) -> None:
        """Look-alike: small letters, three letters and names are not regions."""
        assert refused(label, region=region) == [("region", f"{region!r} has the wrong form")]

    @each_of("pmid", ["31233639", "1", "999999999"])
    def test_pmids(self, pmid: str) -> None:
        """A PMID is a whole number of at most nine figures, written as text."""
        assert publication(pmid=pmid).pmid == pmid

    @each_of("pmid", ["PMID 31233639", "0", "031233639", "1234567890", "٣١٢٣", "PMC123"])
    def test_other_numbers_are_not_pmids(self, pmid: str) -> None:
        """Look-alike: a PMC number, a prefix and a leading zero make no PMID."""
        assert refused(publication, pmid=pmid) == [("pmid", f"{pmid!r} has the wrong form")]

    @each_of("doi", ["10.3171/2020.5.focus20413", "10.1002/jbmr.3735", "10.1056/NEJMoa1708322"])
    def test_dois(self, doi: str) -> None:
        """A DOI begins with 10. and the number of its registrant."""
        assert publication(doi=doi).doi == doi

    @each_of("doi", ["doi:10.1002/jbmr.3735", "https://doi.org/10.1002/x", "10.1/x", "10.1002/", "10.1002/a b"])
    def test_addresses_are_not_dois(self, doi: str) -> None:
        """Look-alike: a DOI in a web address or with a prefix is to be written as it is."""
        assert refused(publication, doi=doi) == [("doi", f"{doi!r} has the wrong form")]

    def test_a_label_says_where_it_was_read(self) -> None:
        """A label without the place where it was read is refused."""
        assert refused(label, accessed_from=()) == [("accessed_from", "is empty")]

    def test_who_publishes_a_label(self) -> None:
        """A label is published by its company; where that was not read, it is the label in its region."""
        assert label(company="Bones Ltd").publisher == "Bones Ltd"
        assert label().publisher == "label in EU"

    @each_of(
        ("source", "text"),
        [
            (REGISTER, "a registry (an office)"),
            (LABEL, "label of Pillex, EU"),
            (label(date="2023-09"), "label of Pillex, EU, 2023-09"),
            (PAPER, "Bone 2001 (Bone Letters)"),
            (publication(date="2001"), "Bone 2001 (Bone Letters, 2001)"),
        ],
    )
    def test_how_they_print(self, source: object, text: str) -> None:
        """A source prints as it would be cited, with its date where that was read."""
        assert str(source) == text

    @given(registries() | labels() | publications())
    def test_what_is_drawn_names_its_publisher(self, source: Registry | Label | Publication) -> None:
        """Every source that is drawn is named, published by someone where that was read, and rests a claim."""
        assert source.name
        assert source.publisher or isinstance(source, Publication)
        assert Reference(source=source, locator="x").source is source


class TestReferences:
    """A place in a source whose text does not ship, and claims that refer to it."""

    @each_of("source", [REGISTER, LABEL, PAPER])
    def test_to_which_sources(self, source: Registry | Label | Publication) -> None:
        """A reference is to a registry, a label or a publication, and prints its id and the place."""
        assert str(Reference(source=source, locator="p. 3")) == f"{source.id}, p. 3"

    def test_a_document_is_quoted(self) -> None:
        """Words of a document are quoted: a reference to one is refused."""
        message = "is a Document, not a Registry or a Label or a Publication"

        assert refused(Reference, source=NOTE, locator="p. 1") == [("source", message)]

    def test_a_claim_that_refers_quotes_nothing(self) -> None:
        """A claim that refers has no sentences and is not cut off; it is reported by its place in the rows."""
        (row,) = ClaimSet([claim()]).to_rows()

        assert (claim().sentences, claim().is_cut_off) == ((), False)
        assert (row["source"], row["locator"]) == ("a-paper", "abstract")
        assert {None} == {row[key] for key in ("sentence", "start", "end", "quote", "context")}

    def test_it_has_no_citations_and_no_context(self) -> None:
        """Citations and context are words of a text that ships; a claim that refers has neither."""
        message = "is given, but the text of the source does not ship with us"

        assert refused(claim, citations=(1,)) == [("citations", message)]
        assert refused(claim, context=(NOTE.passage("Drugs"),), citations=(1,)) == [
            ("citations", message),
            ("context", message),
        ]

    def test_its_place_among_the_claims(self) -> None:
        """Claims stand source by source; within a source that does not ship, by their ids."""
        quoting = claim(id="a-quote", provenance=NOTE.passage("Drugs slow healing"))
        claims = [claim(id=id) for id in ("z", "b", "a")]
        made = osteopharm.Compendium(
            sources=[NOTE, PAPER], drug_classes=[DRUGS], concepts=[HEALING], claims=[*claims, quoting]
        )

        assert [each.id for each in made.claims] == ["a-quote", "a", "b", "z"]

    def test_its_source_must_be_there(self) -> None:
        """A compendium made in Python is refused where a claim refers to a source that it does not hold."""
        elsewhere = claim(provenance=Reference(source=REGISTER, locator="p. 3"))
        found = refused(
            osteopharm.Compendium, sources=[PAPER], drug_classes=[DRUGS], concepts=[HEALING], claims=[elsewhere]
        )

        assert found == [
            ("a-claim.provenance.source", "links to <Registry a-registry>, which is not in the compendium")
        ]


# A claim of studies/claims.toml, as a curator writes it.
CLAIM = {
    "id": "bone-2001-slower",
    "statement": "Drugs slow healing.",
    "subject": "drugs",
    "relation": "decreases",
    "object": "healing",
    "polarity": "affirmed",
    "certainty": "stated",
    "held_by": "authors",
    "study_kind": "clinical-studies",
    "species": "human",
    "scope": "each-member",
    "provenance": {"source": "a-paper", "locator": "abstract"},
}


def folder(*changes: dict[str, Any], without: tuple[str, ...] = ()) -> SeedFolder:
    """A seed folder with one claim that refers, changed."""
    table: dict[str, Any] = dict(CLAIM)
    for change in changes:
        table.update(change)
    own = {key: value for key, value in table.items() if key not in without}
    paper = {"id": "a-paper", "name": "Bone 2001", "publisher": "Bone Letters"}
    return SeedFolder(
        tables={
            "catalog/publications.toml": {"publications": [paper]},
            "catalog/drug-classes.toml": {"drug_classes": [{"id": "drugs", "name": "drugs", "sources": ["a-paper"]}]},
            "catalog/concepts.toml": {
                "concepts": [{"id": "healing", "name": "healing", "kind": "outcome", "sources": ["a-paper"]}]
            },
            "studies/claims.toml": {"claims": [own]},
        }
    )


def problems(seeds: SeedFolder, place: Path) -> list[tuple[str, str, str]]:
    """The problems of a folder that must not be accepted, all of them in the claims of the literature."""
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(seeds.write(place))

    assert {"studies/claims.toml"} == {problem.file for problem in caught.value.problems}

    return [(problem.path, problem.message, problem.hint) for problem in caught.value.problems]


class TestReferencesInFiles:
    """Claims of studies/claims.toml."""

    def test_it_comes_and_goes(self, tmp_path: Path) -> None:
        """Read from TOML, dumped as JSON and loaded again, a reference is the same place in the same source."""
        read = osteopharm.read_seeds(folder().write(tmp_path / "seeds"))
        osteopharm.dump_json(read, tmp_path / "compendium.json")
        loaded = osteopharm.load_json(tmp_path / "compendium.json")

        assert read.claims["bone-2001-slower"].provenance == Reference(source=PAPER, locator="abstract")
        assert loaded.claims["bone-2001-slower"].provenance == read.claims["bone-2001-slower"].provenance
        assert osteopharm.read_seeds(SeedFolder.of(loaded).write(tmp_path / "again")) == read

    def test_a_quote_is_refused_there(self, tmp_path: Path) -> None:
        """A claim that stands with no document can quote none, and must have a reference."""
        quoting = folder({"quote": "Drugs slow healing"}, without=("provenance",))

        assert [each[:2] for each in problems(quoting, tmp_path)] == [
            ("$.claims[0].provenance", "is missing"),
            ("$.claims[0].quote", "unknown key"),
        ]

    def test_both_are_refused_there(self, tmp_path: Path) -> None:
        """A quote beside a reference is refused; neither silently takes the place of the other."""
        found = problems(folder({"quote": "Drugs slow healing"}), tmp_path)

        assert [each[:2] for each in found] == [("$.claims[0].quote", "unknown key")]

    def test_neither_is_refused_there(self, tmp_path: Path) -> None:
        """A claim that says nowhere where it is made must have a reference."""
        assert problems(folder(without=("provenance",)), tmp_path) == [
            ("$.claims[0].provenance", "is missing", "every record of this type needs it")
        ]

    def test_a_reference_is_refused_beside_a_quote(self, tmp_path: Path) -> None:
        """A claim of a document that has a quote can have no provenance too; neither silently replaces the other."""
        seeds = small_folder()
        seeds.tables["anderson-freedman-2020/claims.toml"]["claims"][0]["provenance"] = CLAIM["provenance"]
        with pytest.raises(osteopharm.DataError) as caught:
            osteopharm.read_seeds(seeds.write(tmp_path))
        found = {(each.file, each.path, each.message) for each in caught.value.problems}

        assert ("anderson-freedman-2020/claims.toml", "$.claims[0].quote", "unknown key") in found

    @pytest.mark.parametrize(
        ("reference", "path", "message"),
        [
            ("a-paper, abstract", "$.claims[0].provenance", "is a str, not a table"),
            (["a-paper"], "$.claims[0].provenance", "is a list, not a table"),
            ({"locator": "abstract"}, "$.claims[0].provenance.source", "is missing"),
            ({"source": "a-paper", "locator": " "}, "$.claims[0].provenance.locator", "is blank"),
            ({"source": "a-paper", "locator": 3}, "$.claims[0].provenance.locator", "is an int, not a str"),
            ({"source": "a-papr", "locator": "x"}, "$.claims[0].provenance.source", "unknown id 'a-papr'"),
            (
                {"source": "drugs", "locator": "x"},
                "$.claims[0].provenance.source",
                "'drugs' is a DrugClass, not a Registry or Label or Publication",
            ),
            ({"source": "a-paper", "locator": "x", "page": 3}, "$.claims[0].provenance.page", "unknown key"),
        ],
    )
    def test_faults_are_at_the_reference(self, tmp_path: Path, reference: Any, path: str, message: str) -> None:
        """What is wrong within a reference is reported under its own key."""
        assert [(path, message)] == [each[:2] for each in problems(folder({"provenance": reference}), tmp_path)]

    def test_near_ids_are_offered(self, tmp_path: Path) -> None:
        """An unknown source is answered with the one that was probably meant."""
        ((_, _, hint),) = problems(folder({"provenance": {"source": "a-papr", "locator": "x"}}), tmp_path)

        assert hint == "did you mean 'a-paper'?"

    def test_an_unknown_key_gets_the_known_ones(self, tmp_path: Path) -> None:
        """The keys that are known there have the reference among them, and not the quote."""
        ((path, message, hint),) = problems(folder({"zzz": 1}), tmp_path)

        assert (path, message) == ("$.claims[0].zzz", "unknown key")
        assert ", provenance, " in hint
        assert "quote" not in hint

    def test_citations_are_refused_there(self, tmp_path: Path) -> None:
        """What only a claim with a document can have is reported at its own key."""
        found = problems(folder({"citations": [1], "object": "drugs"}), tmp_path)

        assert {"$.claims[0].citations", "$.claims[0].object"} == {path for path, _, _ in found}

    def test_an_unreadable_source_is_the_only_problem(self, tmp_path: Path) -> None:
        """Where the file of the sources cannot be read, nothing that rests on one is blamed beside it."""
        seeds = folder().write(tmp_path)
        (seeds / "catalog" / "publications.toml").write_bytes(b"\xff")
        with pytest.raises(osteopharm.DataError) as caught:
            osteopharm.read_seeds(seeds)

        assert [(each.file, each.message) for each in caught.value.problems] == [
            ("catalog/publications.toml", "is not UTF-8 at byte 0")
        ]

    def test_a_faulty_source_is_reported_once(self, tmp_path: Path) -> None:
        """A publication that cannot be made is blamed by itself, and not the claim that refers to it."""
        seeds = folder()
        seeds.tables["catalog/publications.toml"]["publications"][0]["pmid"] = 31233639
        with pytest.raises(osteopharm.DataError) as caught:
            osteopharm.read_seeds(seeds.write(tmp_path))

        assert [(each.file, each.path) for each in caught.value.problems] == [
            ("catalog/publications.toml", "$.publications[0].pmid")
        ]

    def test_a_list_of_publications_holds_nothing_else(self, tmp_path: Path) -> None:
        """Any other list in the file of the publications is an unknown key."""
        seeds = folder()
        seeds.tables["catalog/publications.toml"]["documents"] = []
        with pytest.raises(osteopharm.DataError) as caught:
            osteopharm.read_seeds(seeds.write(tmp_path))

        assert [(each.path, each.hint) for each in caught.value.problems] == [
            ("$.documents", "known here: publications")
        ]
