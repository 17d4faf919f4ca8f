"""Identifiers in other systems, as compact identifiers (CURIEs), with the form and check digit of each system."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from string import ascii_uppercase, digits
from types import MappingProxyType
from typing import Annotated, Any

from attrs import frozen

from osteopharm.errors import Problem
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


@frozen
class System:
    """A system of identifiers: the form of its local part, an example, and how its check character is computed, if any."""

    form: re.Pattern[str]
    example: str
    check: Callable[[str], str] | None = None

    def checks_out(self, local: str) -> bool:
        """Whether the check character of an identifier is right, if the system has one."""
        return self.check is None or self.check(local[:-1]) == local[-1]


SYSTEMS: Mapping[str, System] = MappingProxyType(
    {
        "atc": System(re.compile(r"[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?"), "M05BA04"),
        "cas": System(re.compile(r"[1-9][0-9]{1,6}-[0-9]{2}-[0-9]"), "66376-36-1", cas_check_digit),
        "chebi": System(re.compile(r"[1-9][0-9]*"), "2567"),
        "chembl": System(re.compile(r"CHEMBL[1-9][0-9]*"), "CHEMBL870"),
        "cl": System(re.compile(r"[0-9]{7}"), "0000092"),
        "doid": System(re.compile(r"[0-9]+"), "11476"),
        "drugbank": System(re.compile(r"DB[0-9]{5}"), "DB00630"),
        "efo": System(re.compile(r"[0-9]{7}"), "0009960"),
        "go": System(re.compile(r"[0-9]{7}"), "0045453"),
        "hgnc": System(re.compile(r"[1-9][0-9]*"), "3631"),
        "hp": System(re.compile(r"[0-9]{7}"), "0000939"),
        "icd10": System(re.compile(r"[A-Z][0-9]{2}(?:\.[0-9]{1,2})?"), "M81.0"),
        "icd10cm": System(re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?"), "M81.0"),
        "inchikey": System(re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]"), "OGSPWJRAVKPPFI-UHFFFAOYSA-N"),
        "mesh": System(re.compile(r"[CD][0-9]{6}(?:[0-9]{3})?"), "D019386"),
        "mondo": System(re.compile(r"[0-9]{7}"), "0005298"),
        "ncbigene": System(re.compile(r"[1-9][0-9]*"), "2224"),
        "oba": System(re.compile(r"[0-9]{7}"), "1000110"),
        "pubchem.compound": System(re.compile(r"[1-9][0-9]*"), "2088"),
        "rxnorm": System(re.compile(r"[1-9][0-9]*"), "46041"),
        "snomedct": System(re.compile(r"[1-9][0-9]{5,17}"), "64859006"),
        "uberon": System(re.compile(r"[0-9]{7}"), "0002481"),
        "unii": System(re.compile(r"[0-9A-Z]{10}"), "X1J18R4W8P", unii_check_character),
        "uniprot": System(
            re.compile(r"[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2}"), "P14324"
        ),
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
