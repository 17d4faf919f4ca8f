"""Identifiers in other systems, as compact identifiers (CURIEs), with the form and check digit of each system."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from string import ascii_uppercase, digits
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from attrs import frozen

from osteopharm.errors import Problem
from osteopharm.model._patterns import lazily
from osteopharm.model._record import Part
from osteopharm.model.sources import Sources

__all__ = ["Identifier"]


def cas_check_digit(figures: str) -> str:
    """The check digit of a CAS number, computed from the digits before it.

    >>> cas_check_digit("66376-36")
    '1'
    """
    weighted = (place * int(figure) for place, figure in enumerate(reversed(figures.replace("-", "")), 1))
    return str(sum(weighted) % 10)


def unii_check_character(letters: str) -> str:
    """The check character of a UNII, computed from the nine characters before it.

    >>> unii_check_character("X1J18R4W8")
    'P'
    """
    values = digits + ascii_uppercase
    return values[sum(map(values.index, letters)) % len(values)]


def gtin_check_digit(figures: str) -> str:
    """The digit with which a GTIN, and so a CIP13, ends, from the figures before it.

    >>> gtin_check_digit("340092171763")
    '1'
    """
    weighted = (int(figure) * (1 if place % 2 else 3) for place, figure in enumerate(reversed(figures)))
    return str(-sum(weighted) % 10)


_SIDES = 5
"""Verhoeff's digits are the symmetries of a pentagon: five turns, and five turns of its mirror image."""


def _verhoeff_product(first: int, second: int) -> int:
    is_mirrored = (first >= _SIDES) != (second >= _SIDES)
    turn = first - second if first >= _SIDES else first + second
    return turn % _SIDES + _SIDES * is_mirrored


_VERHOEFF_PRODUCTS = tuple(tuple(_verhoeff_product(first, second) for second in range(10)) for first in range(10))
_VERHOEFF_STEP = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def verhoeff_check_digit(figures: str) -> str:
    """The digit with which a SNOMED CT identifier ends, from the figures before it.

    >>> verhoeff_check_digit("41721100000110")
    '3'
    """
    check = 0
    for place, figure in enumerate(reversed(figures), 1):
        turned = int(figure)
        for _ in range(place % 8):
            turned = _VERHOEFF_STEP[turned]
        check = _VERHOEFF_PRODUCTS[check][turned]
    return str(next(digit for digit in range(10) if _VERHOEFF_PRODUCTS[check][digit] == 0))


@frozen
class System:
    """A system of identifiers: the form of its local part, an example, and how its check character is computed."""

    form: re.Pattern[str]
    example: str
    check: Callable[[str], str] | None = None

    def checks_out(self, local: str) -> bool:
        """Whether the check character of an identifier is right, if the system has one."""
        return self.check is None or self.check(local[:-1]) == local[-1]


SYSTEMS: Mapping[str, System] = MappingProxyType(
    {
        "atc": System(lazily(r"[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?"), "M05BA04"),
        "cas": System(lazily(r"[1-9][0-9]{1,6}-[0-9]{2}-[0-9]"), "66376-36-1", cas_check_digit),
        "chebi": System(lazily(r"[1-9][0-9]*"), "2567"),
        "chembl": System(lazily(r"CHEMBL[1-9][0-9]*"), "CHEMBL870"),
        "cl": System(lazily(r"[0-9]{7}"), "0000092"),
        "doid": System(lazily(r"[0-9]+"), "11476"),
        "drugbank": System(lazily(r"DB[0-9]{5}"), "DB00630"),
        "efo": System(lazily(r"[0-9]{7}"), "0009960"),
        "go": System(lazily(r"[0-9]{7}"), "0045453"),
        "hgnc": System(lazily(r"[1-9][0-9]*"), "3631"),
        "hp": System(lazily(r"[0-9]{7}"), "0000939"),
        "icd10": System(lazily(r"[A-Z][0-9]{2}(?:\.[0-9]{1,2})?"), "M81.0"),
        "icd10cm": System(lazily(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?"), "M81.0"),
        "inchikey": System(lazily(r"[A-Z]{14}-[A-Z]{10}-[A-Z]"), "OGSPWJRAVKPPFI-UHFFFAOYSA-N"),
        "mesh": System(lazily(r"[CD][0-9]{6}(?:[0-9]{3})?"), "D019386"),
        "mondo": System(lazily(r"[0-9]{7}"), "0005298"),
        "ncbigene": System(lazily(r"[1-9][0-9]*"), "2224"),
        "oba": System(lazily(r"[0-9]{7}"), "1000110"),
        "pubchem.compound": System(lazily(r"[1-9][0-9]*"), "2088"),
        "rxnorm": System(lazily(r"[1-9][0-9]*"), "46041"),
        "snomedct": System(lazily(r"[1-9][0-9]{5,17}"), "64859006", verhoeff_check_digit),
        "uberon": System(lazily(r"[0-9]{7}"), "0002481"),
        "unii": System(lazily(r"[0-9A-Z]{10}"), "X1J18R4W8P", unii_check_character),
        "uniprot": System(lazily(r"[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2}"), "P14324"),
        # Registers of products.
        "aic": System(lazily(r"[0-9]{9}"), "029053079"),
        "artg": System(lazily(r"[1-9][0-9]*"), "190157"),
        "bfarm-zulassung": System(lazily(r"[0-9]{4,7}(?:\.[0-9]{2}){2}"), "62683.01.00"),
        "bnf": System(lazily(r"[0-9A-Z]{4,15}"), "0606020A0AAACAC"),
        "cip13": System(lazily(r"[0-9]{13}"), "3400921717631", gtin_check_digit),
        "cis": System(lazily(r"[0-9]{8}"), "60071379"),
        "din": System(lazily(r"[0-9]{8}"), "02343541"),
        "eu-number": System(lazily(r"EU/[0-9]/[0-9]{2}/[0-9]{3,4}(?:/[0-9]{1,3})?"), "EU/1/10/618/001"),
        "fda-application": System(lazily(r"[0-9]{6}"), "020560"),
        "gtin": System(lazily(r"[0-9]{8}|[0-9]{12,14}"), "5025903009580", gtin_check_digit),
        "hcpcs": System(lazily(r"[A-Z][0-9]{4}"), "J0897"),
        "hsa-sin": System(lazily(r"SIN[0-9]{5}P"), "SIN13192P"),
        "jp-receipt": System(lazily(r"[0-9]{9}"), "610407141"),
        "kz-registration": System(
            lazily("[0-9A-Z\u0410-\u042f\u2116 -]{4,30}"), "\u0420\u041a-\u041b\u0421-5-\u2116 005110"
        ),
        "ndc": System(lazily(r"[0-9]{11}"), "00002418402"),
        "omop": System(lazily(r"[1-9][0-9]*"), "1511251"),
        "sukl": System(lazily(r"[0-9]{7}"), "0166708"),
        "yj": System(lazily(r"[0-9]{7}[A-Z][0-9]{4}"), "2439400G1020"),
    }
)
"""The systems, by the prefix of their CURIEs."""


@frozen
class Curie:
    """The form of a CURIE: a known prefix, and a local part of the form and with the check digit of that system.

    >>> print(*Curie().problems("curie", "cas:66376-36-2"))
    curie: 'cas:66376-36-2' has a wrong check digit (copy it from its source again)
    """

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The forms of all systems, without the check digits."""
        forms = "|".join(f"{re.escape(prefix)}:(?:{system.form.pattern})" for prefix, system in SYSTEMS.items())
        return {"pattern": f"^(?:{forms})$"}

    def problems(self, path: str, value: str) -> Iterable[Problem]:
        """One problem unless the CURIE is valid."""
        prefix, _, local = value.partition(":")
        system = SYSTEMS.get(prefix)
        if system is None:
            yield Problem(path, f"unknown prefix {prefix!r:.100}", f"use one of {', '.join(SYSTEMS)}")
        elif not system.form.fullmatch(local):
            yield Problem(
                path, f"{value!r:.100} is not a valid {prefix} identifier", f"such as '{prefix}:{system.example}'"
            )
        elif not system.checks_out(local):
            yield Problem(path, f"{value!r} has a wrong check digit", "copy it from its source again")


@frozen(kw_only=True)
class Identifier(Part):
    """An identifier in another system.

    >>> import osteopharm
    >>> [str(each) for each in osteopharm.load().medications["denosumab"].identifiers if each.prefix == "atc"]
    ['atc:M05BX04']
    """

    curie: Annotated[str, Curie()]
    """The identifier with the prefix of its system, such as ``atc:M05BA04``."""
    sources: Sources
    """The sources that give it; at least one."""
    form: str | None = None
    """The salt, ester, hydrate or origin that it identifies; None where it identifies the substance as a whole."""
    note: str | None = None
    """A comment for readers."""

    in_text: ClassVar[tuple[str, ...]] = ("curie",)

    @property
    def prefix(self) -> str:
        """The prefix of the system."""
        return self.curie.partition(":")[0]

    @property
    def local(self) -> str:
        """The identifier without the prefix."""
        return self.curie.partition(":")[2]

    def __str__(self) -> str:
        return self.curie
