"""Identifiers in other systems: each system's form, and the check digits that catch a slip of the pen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm import InvalidRecordError
from osteopharm.model import Identifier
from osteopharm.model.identifiers import SYSTEMS
from osteopharm.testing import curies

REGISTER = osteopharm.Registry(
    id="a-registry", name="a registry", publisher="an office", release="2026", license="free to use"
)


def identifier(curie: str) -> Identifier:
    return Identifier(curie=curie, sources=(REGISTER,))


def refused(curie: str) -> str:
    """The problem of a code that must not be accepted."""
    with pytest.raises(InvalidRecordError) as caught:
        identifier(curie)
    (fault,) = caught.value.problems

    assert fault.path == "curie"

    return fault.message


# Typed by hand from DrugBank's open vocabulary, UNII, the WHO index, RxNorm, the ontologies and the cross references.
GOLDEN = [
    "atc:M05BA04",
    "atc:M05BB03",
    "atc:M05BA",
    "atc:M05",
    "atc:M",
    "cas:66376-36-1",
    "cas:52232-67-4",
    "cas:615258-40-7",
    "chebi:2567",
    "chembl:CHEMBL870",
    "cl:0000092",
    "doid:11476",
    "drugbank:DB00630",
    "efo:0003882",
    "go:0001503",
    "hgnc:1440",
    "hp:0000939",
    "icd10:M81.0",
    "icd10cm:M80",
    "mondo:0005298",
    "ncbigene:8600",
    "oba:1000110",
    "snomedct:64859006",
    "uberon:0002481",
    "uniprot:O14788",
    "inchikey:OGSPWJRAVKPPFI-UHFFFAOYSA-N",
    "mesh:D019386",
    "pubchem.compound:2088",
    "rxnorm:607553",
    "unii:X1J18R4W8P",
    "unii:10T9CSU89I",
    "unii:4EQZ6YO2HI",
    # Registers of products.
    "aic:037198052",
    "artg:56658",
    "bfarm-zulassung:62683.01.00",
    "bnf:0606020A0AAACAC",
    "cip13:3400921717631",
    "cis:60071379",
    "din:00474517",
    "eu-number:EU/1/25/1954/01",
    "eu-number:EU/1/01/176",
    "fda-application:020560",
    "gtin:8718531942714",
    "hcpcs:J0897",
    "hsa-sin:SIN16511P",
    "jp-receipt:610451021",
    "kz-registration:\u0420\u041a-\u041b\u0421-5-\u2116 005110",
    "ndc:55513071001",
    "omop:1511297",
    "snomedct:417211000001103",
    "sukl:0199586",
    "yj:3999018F2036",
]


@each_of("curie", GOLDEN)
def test_codes_of_the_sources_are_taken(curie: str) -> None:
    """A code as its source prints it is taken, and parts into its system and what is local to it."""
    made = identifier(curie)

    assert f"{made.prefix}:{made.local}" == curie == str(made)
    assert repr(made) == f"<Identifier {curie}>"


def test_every_system_has_a_golden_code() -> None:
    """No system is known here without a code of a source beside it, and each system's own example is in order."""
    assert {curie.partition(":")[0] for curie in GOLDEN} == set(SYSTEMS)
    for prefix, system in SYSTEMS.items():
        assert identifier(f"{prefix}:{system.example}").local == system.example


@each_of(
    "curie",
    [
        "cas:66376-36-0",
        "cas:66376-36-2",
        "cas:66376-63-1",
        "cas:66736-36-1",
        "cas:615258-40-8",
        "unii:X1J18R4W8Q",
        "unii:X1J18R4W8O",
        "unii:X1J18R4W7P",
        "unii:4EQZ6YO2HJ",
        "unii:10T9CSU89J",
    ],
)
def test_a_slip_is_caught_by_the_check_digit(curie: str) -> None:
    """Look-alike: a code that is off by one, or has two figures swapped, has a wrong check digit."""
    assert refused(curie) == f"{curie!r} has a wrong check digit"


@each_of(
    "curie",
    [
        "atc:M5BA04",
        "atc:M05BA4",
        "atc:m05ba04",
        "atc:M05BA04X",
        "atc:M05B04",
        "cas:0066376-36-1",
        "cas:66376361",
        "chebi:CHEBI:2567",
        "chembl:870",
        "chembl:CHEMBL0870",
        "drugbank:DB630",
        "inchikey:OGSPWJRAVKPPFI",
        "inchikey:ogspwjravkppfi-uhfffaoysa-n",
        "mesh:19386",
        "mesh:D19386",
        "pubchem.compound:02088",
        "rxnorm:46041 ",
        "rxnorm:",
        "rxnorm:٤٦٤٦",
        "atc:M٣٤",
        "drugbank:DB٣٤٦٣٤",
        "unii:X1J18R4W8",
        "unii:x1j18r4w8p",
    ],
)
def test_another_form_is_refused(curie: str) -> None:
    """A text of another form is not a code of its system, foreign digits and small letters included."""
    prefix = curie.partition(":")[0]

    assert refused(curie) == f"{curie!r} is not a valid {prefix} identifier"


@each_of("curie", ["46041", "rxcui:46041", "RXNORM:46041", "snomed:391730008", ":46041", " atc:M05BA04"])
def test_an_unknown_system_is_refused(curie: str) -> None:
    """A code without the prefix of a system that is known here is refused, and the systems are listed."""
    assert refused(curie) == f"unknown prefix {curie.partition(':')[0]!r}"
    with pytest.raises(InvalidRecordError, match=re.escape("use one of atc, cas, chebi, chembl, cl, doid, drugbank")):
        identifier(curie)


@given(curies("cas") | curies("unii"), st.data())
def test_a_changed_figure_never_passes(curie: str, data: st.DataObject) -> None:
    """Whatever last figure or letter a code has but its own, it is refused."""
    other = data.draw(st.sampled_from(sorted(set("0123456789") - {curie[-1]})))

    assert refused(curie[:-1] + other) == f"{curie[:-1] + other!r} has a wrong check digit"


@given(curies(), st.text(min_size=1, max_size=3))
def test_nothing_may_be_around_a_code(curie: str, more: str) -> None:
    """A code with anything before it is refused: nothing is trimmed away."""
    with pytest.raises(InvalidRecordError):
        identifier(more + curie)


def test_identifiers_are_equal_by_their_fields() -> None:
    """Two identifiers are one where all fields agree; another form makes another of them."""
    plain = identifier("unii:X1J18R4W8P")

    assert plain == identifier("unii:X1J18R4W8P")
    assert plain != Identifier(curie="unii:X1J18R4W8P", sources=(REGISTER,), form="sodium salt")
