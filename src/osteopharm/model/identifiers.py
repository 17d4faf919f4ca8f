"""Identifiers in other systems, as compact ones (CURIEs), each of a known form.

Holds the form that each system gives its identifiers, with the check digit where the scheme has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import ascii_uppercase, digits
from types import MappingProxyType

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import repr_by_text
from osteopharm.model.sources import Source, sources_faults

__all__ = ["Identifier"]


def cas_check_digit(figures: str) -> str:
    """The digit with which a CAS number ends, from the figures before it.

    >>> cas_check_digit("66376-36")
    '1'
    """
    weighted = (place * int(figure) for place, figure in enumerate(reversed(figures.replace("-", "")), 1))
    return str(sum(weighted) % 10)


def unii_check_character(letters: str) -> str:
    """The letter or figure with which a UNII ends, from the nine before it.

    >>> unii_check_character("X1J18R4W8")
    'P'
    """
    values = digits + ascii_uppercase
    return values[sum(map(values.index, letters)) % len(values)]


@frozen
class System:
    """A system of identifiers: the form of its local part, an example, and what makes its last character, or None."""

    form: re.Pattern[str]
    example: str
    check: Callable[[str], str] | None = None

    def checks_out(self, local: str) -> bool:
        """Whether an identifier ends in the character that the others make; so does any, where none is made."""
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


@frozen(kw_only=True)
class Identifier:
    """An identifier in another system.

    Attributes:
        curie: the identifier with the prefix of its system, such as ``atc:M05BA04``.
        sources: the sources that give it; at least one.
        form: the salt, ester, hydrate or origin that it stands for, or None where it stands for the whole.
        note: what a reader should know about it, or None.

    Raises:
        InvalidRecordError: the system is unknown, or its identifiers have another form or check digit.

    >>> import osteopharm
    >>> [str(each) for each in osteopharm.load().medications["denosumab"].identifiers if each.prefix == "atc"]
    ['atc:M05BX04']
    """

    curie: str
    sources: tuple[Source, ...]
    form: str | None = None
    note: str | None = None

    __repr__ = repr_by_text

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Identifier",
            self.curie,
            curie_faults("curie", self.curie),
            sources_faults("sources", self.sources),
            checks.optional_text("form", self.form),
            checks.optional_text("note", self.note),
        )

    @property
    def prefix(self) -> str:
        """The system."""
        return self.curie.partition(":")[0]

    @property
    def local(self) -> str:
        """The identifier in its system."""
        return self.curie.partition(":")[2]

    def __str__(self) -> str:
        return self.curie


def curie_faults(field: str, value: object) -> list[Fault]:
    """The faults of a CURIE.

    >>> print(*curie_faults("curie", "cas:66376-36-2"))
    curie: 'cas:66376-36-2' has a wrong check digit (copy it from its source again)
    """
    faults = checks.text(field, value)
    if faults or not isinstance(value, str):
        return faults
    prefix, _, local = value.partition(":")
    system = SYSTEMS.get(prefix)
    if system is None:
        return [Fault(field, f"{prefix!r:.100} is no system known here", f"use one of {', '.join(SYSTEMS)}")]
    if not system.form.fullmatch(local):
        return [Fault(field, f"{value!r:.100} has not the form of {prefix}", f"such as '{prefix}:{system.example}'")]
    if not system.checks_out(local):
        return [Fault(field, f"{value!r} has a wrong check digit", "copy it from its source again")]
    return []
