"""Codes of other systems, and what they mean: a product, a brand, a medication, a combination, or a group.

Holds the one index of codes, the forms in which people write them, and what a code leaves undecided. Knows no table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from attrs import evolve, field, frozen

from osteopharm._suggest import nearest
from osteopharm.errors import InvalidArgumentError, UnknownIdError, UnknownValueError, shown
from osteopharm.model._schema import with_article
from osteopharm.model.entities import Combination, DrugClass, Medication, action_of
from osteopharm.model.enums import Action, Role
from osteopharm.model.identifiers import SYSTEMS, Identifier
from osteopharm.model.product_level import Product, ProductCode
from osteopharm.model.products import Brand
from osteopharm.model.strengths import Amount, Strength
from osteopharm.names.dosage_forms import WrittenForm
from osteopharm.names.market import market_code
from osteopharm.names.product_context import ProductContext
from osteopharm.names.products import Named, Owner, ValueT, agreed, components_of, names_substance

__all__ = ["CodeMatch"]

ALIASES = {
    "rxcui": "rxnorm",
    "rxnorm cui": "rxnorm",
    "pubchem": "pubchem.compound",
    "pubchem cid": "pubchem.compound",
    "ndc11": "ndc",
    "ndc10": "ndc",
    "national drug code": "ndc",
    "hcpcs level ii": "hcpcs",
    "j-code": "hcpcs",
    "dm+d": "snomedct",
    "dmd": "snomedct",
    "sct": "snomedct",
    "snomed": "snomedct",
    "snomed ct": "snomedct",
    "bnf code": "bnf",
    "eu": "eu-number",
    "ema": "eu-number",
    "nda": "fda-application",
    "anda": "fda-application",
    "bla": "fda-application",
    "cip": "cip13",
    "yj code": "yj",
    "receipt": "jp-receipt",
    "omop concept": "omop",
    "concept_id": "omop",
}
"""Other words for a system of codes, as tables write them."""
SYSTEM_OF_URI: Mapping[str, str] = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://www.whocc.no/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "http://fdasis.nlm.nih.gov": "unii",
    "urn:oid:2.16.840.1.113883.4.9": "unii",
    "http://hl7.org/fhir/sid/ndc": "ndc",
    "urn:oid:2.16.840.1.113883.6.69": "ndc",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": "hcpcs",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": "hcpcs",
    "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes": "hcpcs",
    "urn:oid:2.16.840.1.113883.6.285": "hcpcs",
    "http://snomed.info/sct": "snomedct",
    "urn:oid:2.16.840.1.113883.6.96": "snomedct",
    "https://dmd.nhs.uk": "snomedct",
    "http://hl7.org/fhir/NamingSystem/ca-hc-din": "din",
    "urn:oid:2.16.840.1.113883.5.1105": "din",
    "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code": "yj",
    "urn:oid:1.2.392.100495.20.1.73": "yj",
    "https://www.gs1.org/gtin": "gtin",
    "urn:oid:1.3.160": "gtin",
}
"""The systems by the URIs that FHIR has for them; the first of a system is the one that is written.

Read in HL7's lists of external code systems (FHIR R4, HL7 Terminology 5.2.0: RxNorm, ATC, UNII, NDC, HCPCS, SNOMED CT,
DIN, GTIN and their OIDs), in the JP Core guide (YJ) and in the UK's guides (dm+d).
"""

ATC_LEVELS = (1, 3, 4, 5, 7)
"""How many characters an ATC code has on each of its five levels."""
BEYOND_CODES = 10**18
"""No system has a number as its code that is so large."""
LONGEST_CODE = 200
"""No code, with the name of its system, is so long."""
_NDC_SEGMENTS = (5, 4, 2)
"""How many figures the parts of an NDC have in its normal form: labeler, product, package."""
_LONGEST_OF_ZEROS = {"ndc": 11, "din": 8, "fda-application": 6, "cis": 8, "cip13": 13, "jp-receipt": 9, "aic": 9}
"""Systems whose codes have so many figures, zeros in front among them, which tables that hold numbers lose."""


@frozen
class _Target:
    """What a code means: a product, or as much of one as its register says."""

    owner: Owner
    brand: Brand | None = None
    record: ProductCode | None = None

    @property
    def product(self) -> Product | None:
        found = None if self.record is None else self.record.identifies
        return found if isinstance(found, Product) else None


@frozen(repr=False)
class CodeMatch:
    """What a code means.

    Attributes:
        system: the system of the code, by its name here.
        code: the code, in the normal form of its system.
        units: how many units were billed, or None.
        market: the market whose labels count, or None for that of the code, and then all.
        is_group: whether it is the code of a group, such as ``atc:M05BA``, which does not say which member is meant.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> [compendium.by_code("hcpcs", "J0897", units=units).labeled_for_osteoporosis for units in (60, 120, None)]
    [True, False, None]
    """

    system: str
    code: str
    units: Fraction | None
    market: str | None
    is_group: bool
    _targets: tuple[_Target, ...]
    _context: ProductContext = field(eq=False)

    @property
    def curie(self) -> str:
        """The code with the prefix of its system."""
        return f"{self.system}:{self.code}"

    @property
    def records(self) -> tuple[ProductCode, ...]:
        """The rows of registers that have the code, with their terms, sources and dates."""
        return tuple(target.record for target in self._targets if target.record is not None)

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications: one, the components of a combination, or the members of a group."""
        return tuple(dict.fromkeys(each for target in self._targets for each in components_of(target.owner)))

    @property
    def treatments(self) -> tuple[Medication, ...]:
        """Those of the medications that treat osteoporosis; see ``Identification.treatments``."""
        found = (
            medication
            for target in self._targets
            for medication in components_of(target.owner)
            if self._context.index.is_treatment(medication, target.owner)
        )
        return tuple(dict.fromkeys(found))

    @property
    def drug_classes(self) -> tuple[DrugClass, ...]:
        """The classes to which the medications belong, none of them twice."""
        return tuple(dict.fromkeys(each for medication in self.medications for each in medication.classes))

    @property
    def action(self) -> Action | None:
        """How the medications act on bone, by their classes; None where only adjuncts are, or none is known."""
        return action_of(medication for medication in self.medications if medication.role is Role.TREATMENT)

    @property
    def brands(self) -> tuple[Brand, ...]:
        """The brands that the code, with the billed units, may mean."""
        return tuple(dict.fromkeys(target.brand for target in self._left if target.brand is not None))

    @property
    def products(self) -> tuple[Product, ...]:
        """The products that the code means; of a brand or medication, those of it that fit."""
        exact = [target.product for target in self._left if target.product is not None and _is_specific(target.product)]
        if exact and self._billed is None:
            return tuple(dict.fromkeys(exact))
        index = self._context.index
        for targets in (self._named(self.market), self._named(self.market, billed=False)):
            found = dict.fromkeys(each for named in targets for each in index.fitting(named))
            if found:
                break
        return tuple(found)

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether the product is labeled for osteoporosis; None where the code does not decide it."""
        if self.is_group:
            return None
        return self._answer(self._context.index.labeled_for_osteoporosis)

    @property
    def dosing_interval(self) -> str | None:
        """From one dose to the next when osteoporosis is treated, as an ISO 8601 duration; None where labels differ."""
        return None if self.is_group else self._answer(self._context.index.dosing_interval)

    @property
    def undecided(self) -> str | None:
        """Why the code does not decide what the product is labeled for; None where it does."""
        if self.labeled_for_osteoporosis is not None:
            return None
        if self.is_group:
            return "the code is that of a group: it does not say which member is meant"
        if self._unit is not None and self.units is None:
            return "the code covers products with different labels: the billed units decide"
        if len(self.brands) > 1:
            return f"the code covers brands with different labels: {', '.join(brand.name for brand in self.brands)}"
        index = self._context.index
        if not any(index.has_labels(Named(target.owner)) for target in self._targets):
            return "no label of it was read"
        return "the labels that were read differ, or are of other products"

    def _answer(self, ask: Callable[[Named], ValueT | None]) -> ValueT | None:
        for market in self._markets:
            # What holds of all that the code covers holds whatever was billed.
            for targets in (self._named(market, billed=False), self._named(market)):
                found = agreed(ask(named) for named in targets)
                if found is not None:
                    return found
        return None

    @cached_property
    def _markets(self) -> tuple[str | None, ...]:
        if self.market is not None:
            return (self.market,)
        own = {record.market for record in self.records if record.market is not None}
        return (*(own if len(own) == 1 else ()), None)

    @property
    def _unit(self) -> Amount | None:
        """The amount of one billed unit, where the register gives one that can be counted."""
        for record in self.records:
            if record.unit is not None and not record.unit.startswith("up to"):
                return Strength.parse(record.unit).parts[0]
        return None

    @cached_property
    def _billed(self) -> Strength | None:
        unit = self._unit
        if unit is None or self.units is None:
            return None
        return Strength(parts=(evolve(unit, value=unit.value * self.units),))

    @cached_property
    def _left(self) -> tuple[_Target, ...]:
        """What the code means when the billed units are known: the brands that have such a strength."""
        billed = self._billed
        if billed is None:
            return self._targets
        index = self._context.index
        if not any(index.fitting(Named(target.owner, strength=billed)) for target in self._targets):
            return self._targets
        return tuple(
            target
            for target in self._targets
            if target.brand is None or index.fitting(Named(target.owner, (target.brand,), strength=billed))
        )

    def _named(self, market: str | None, *, billed: bool = True) -> list[Named]:
        found = []
        forms = {target.product.dosage_form for target in self._targets if target.product} - {None}
        form = forms.pop() if len(forms) == 1 else None
        for target in self._left if billed else self._targets:
            product, brand = target.product, target.brand
            is_company = brand is not None and names_substance(brand, target.owner)
            strength = self._billed if billed and self._billed is not None else product.amounts if product else None
            written = WrittenForm(
                (product.dosage_form if product else None) or form, product.route if product else None
            )
            if written.route is None:
                written = WrittenForm(written.dosage_form, self._context.forms.implied_route(written.dosage_form))
            brands = () if brand is None or is_company else (brand,)
            companies = (brand,) if brand is not None and is_company else ()
            found.append(Named(target.owner, brands, companies, strength, written, market))
        return list(dict.fromkeys(found))

    def __repr__(self) -> str:
        names = ", ".join(medication.id for medication in self.medications)
        return f"<CodeMatch {self.curie}: {names}>"


class Codes:
    """The one index of codes.

    Args:
        medications: the medications, in the order in which a group is to list them.
        combinations: the combinations, whose codes mean their components.
        product_codes: gives the codes of registers; asked only for systems that identifiers do not settle.
        context: what matches look up when they are asked for labels.
    """

    def __init__(
        self,
        medications: Iterable[Medication],
        combinations: Iterable[Combination],
        product_codes: Callable[[], Iterable[ProductCode]],
        context: ProductContext,
    ) -> None:
        self._owners: tuple[Owner, ...] = (*medications, *combinations)
        self._read, self._context = product_codes, context

    @cached_property
    def _identifiers(self) -> dict[str, list[_Target]]:
        """What the identifiers of medications, combinations and brands mean."""
        found: dict[str, list[_Target]] = {}
        for owner in self._owners:
            for identifier, brand in identifiers_of(owner):
                found.setdefault(identifier.curie.casefold(), []).append(_Target(owner, brand))
        return found

    @cached_property
    def _groups(self) -> dict[str, list[_Target]]:
        """The members of the groups of ATC: combinations only where a group has no other members."""
        found: dict[str, list[_Target]] = {}
        for kind in (Medication, Combination):
            closed = frozenset(found)
            for owner in self._owners:
                if isinstance(owner, kind):
                    locals = {each.local for each, _ in identifiers_of(owner) if each.prefix == "atc"}
                    levels = {f"atc:{local[:level]}".casefold() for local in locals for level in ATC_LEVELS}
                    for code in levels - closed:
                        found.setdefault(code, []).append(_Target(owner))
        return found

    @cached_property
    def _registers(self) -> dict[str, list[_Target]]:
        """What the codes of registers mean."""
        found: dict[str, list[_Target]] = {}
        brands = {(owner.id, brand.name): brand for owner in self._owners for brand in owner.brands}
        for record in self._read():
            known = record.identifies
            owner, name = (known.of, known.brand) if isinstance(known, Product) else (known, None)
            target = _Target(owner, None if name is None else brands.get((owner.id, name)), record)
            found.setdefault(f"{record.system}:{record.code}".casefold(), []).append(target)
        return found

    @cached_property
    def _ndc_products(self) -> dict[str, list[str]]:
        """The codes of packages by the part before the package."""
        found: dict[str, list[str]] = {}
        for code in self._registers:
            system, _, local = code.partition(":")
            if system == "ndc":
                found.setdefault(local[:-2], []).append(code)
            elif system == "eu-number" and local.count("/") > _EU_ROOT:
                found.setdefault(local.rpartition("/")[0], []).append(code)
        return found

    def look_up(
        self, code: object, *, system: str | None = None, units: object = None, market: str | None = None
    ) -> CodeMatch:
        """What a code means.

        Raises:
            InvalidArgumentError: ``code`` is not a string, or ``units`` is not a number above zero.
            UnknownIdError: nothing here has that code.
            UnknownValueError: the system is unknown, or ``market`` is not a market.
        """
        if system is None:
            if not isinstance(code, str):
                raise InvalidArgumentError("the code", f"is {with_article(type(code))}, not a str", "give a str")
            system, _, code = code.partition(":")
        elif not isinstance(code, str | int) or isinstance(code, bool):
            raise InvalidArgumentError("the code", f"is {with_article(type(code))}, not a str", "give a str")
        prefix = system_of(system)
        found = self.find(prefix, code, units=units, market=market)
        if found is None:
            asked = f"{prefix}:{str(code)[:LONGEST_CODE]}".casefold()
            known = [each for each in (*self._identifiers, *self._groups) if each.startswith(f"{prefix}:")]
            if prefix not in IN_IDENTIFIERS_ONLY:
                known += [each for each in self._registers if each.startswith(f"{prefix}:")]
            near = [_as_printed(each) for each in nearest(asked, known)]
            raise UnknownIdError(f"{system}:{code}", "medication", near)
        return found

    def find(self, prefix: str, code: object, *, units: object = None, market: str | None = None) -> CodeMatch | None:
        """What a code of a system means, in any form in which tables have it; None where that is not known."""
        counted = None if units is None else _units(units)
        asked = None if market is None else market_code(market)
        matches = [each for local in _forms(prefix, code) if (each := self._match(prefix, local))]
        if not matches:
            return None
        owners = {id(target.owner) for match in matches for target in match[1]}
        if len(matches) > 1 and len(owners) > 1:
            # Ten figures without hyphens can be the code of three packages: they do not say which.
            return None
        local, targets, is_group = matches[0]
        targets = tuple(dict.fromkeys(target for match in matches for target in match[1]))
        return CodeMatch(prefix, local, counted, asked, is_group, targets, self._context)

    def _match(self, prefix: str, local: str) -> tuple[str, tuple[_Target, ...], bool] | None:
        curie = f"{prefix}:{local}".casefold()
        targets = list(self._identifiers.get(curie, ()))
        if prefix not in IN_IDENTIFIERS_ONLY:
            targets += self._registers.get(curie, ())
            if not targets:
                packages = self._ndc_products.get(local.casefold(), ()) if prefix in ("ndc", "eu-number") else ()
                targets = [target for package in packages for target in self._registers[package]]
        if targets:
            return local, tuple(targets), False
        group = self._groups.get(curie) if prefix == "atc" else None
        return (local, tuple(group), True) if group else None


IN_IDENTIFIERS_ONLY = frozenset(
    ["atc", "cas", "chebi", "chembl", "drugbank", "inchikey", "mesh", "pubchem.compound", "unii"]
)
"""Systems of substances, whose codes no register of products has."""
_EU_ROOT = 3
"""How many strokes an EU number has before that of the presentation."""


def system_of(name: str) -> str:
    """The name that a system of codes has here.

    Raises:
        UnknownValueError: the system is unknown.

    >>> system_of("RxCUI")
    'rxnorm'
    """
    if not isinstance(name, str):
        raise UnknownValueError("system", name, SYSTEMS)
    named = name.strip().casefold()
    prefix = ALIASES.get(named, named)
    if prefix not in SYSTEMS:
        raise UnknownValueError("system", name, SYSTEMS)
    return prefix


Coder = Callable[..., CodeMatch | None]
"""From a code, as a table has it, and the billed units, to what it means; None where that is not known."""


def coder(system: str, codes: Codes) -> Coder:
    """What looks up the codes of one system.

    A code may be a whole number, in any case, after zeros, or after the name of its system (``rxnorm:46041``,
    ``RxCUI 46041``). The code of a group is not found: it says of no row which of its members is meant.

    Raises:
        UnknownValueError: the system is unknown.
    """
    prefix = system_of(system)
    words = {prefix, system.strip().casefold(), *(alias for alias, named in ALIASES.items() if named == prefix)}
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    before = re.compile(rf"(?:{alternatives})\s{{0,3}}[:=\s]\s{{0,3}}", re.IGNORECASE)

    def find(code: object, units: object = None) -> CodeMatch | None:
        written = _written(code)
        if found := before.match(written):
            written = written[found.end() :]
        match = codes.find(prefix, written, units=units)
        return None if match is None or match.is_group else match

    return find


def _written(code: object) -> str:
    """A code as text; a whole number that was read as a fraction is written as a whole number."""
    if isinstance(code, float | Decimal) and -BEYOND_CODES < code < BEYOND_CODES and code == int(code):
        code = int(code)
    return str(code).strip()[:LONGEST_CODE].removesuffix(".0")


_UNITS = "give a number above 0"


def _units(units: object) -> Fraction:
    if isinstance(units, bool) or not isinstance(units, int | float | Decimal | Fraction):
        raise InvalidArgumentError("the units", f"are {with_article(type(units))}, not a number", _UNITS)
    # Comparing a Decimal that is NaN would raise an error of its own.
    if (isinstance(units, Decimal) and units.is_nan()) or not 0 < units < BEYOND_CODES:
        raise InvalidArgumentError("the units", f"are {shown(units)}", _UNITS)
    return Fraction(units)


def _forms(prefix: str, code: object) -> Iterator[str]:
    """The normal forms that a code, as it is written, may mean."""
    written = _written(code)
    if prefix == "ndc":
        yield from _ndc_forms(written)
        return
    if prefix == "hcpcs":
        # A modifier may follow: "J0897-JZ".
        yield re.split(r"[\s,-]", written.upper(), maxsplit=1)[0]
        return
    if prefix == "fda-application":
        written = re.sub(r"^(?:NDA|ANDA|BLA|BN)?[ #]?0*(?=[0-9])", "", written.upper())
    elif prefix in ("cip13", "cis", "gtin", "snomedct"):
        written = written.replace(" ", "")
    elif SYSTEMS[prefix].form.pattern.startswith("[1-9]"):
        # Where no code of a system begins with a zero, zeros before one were put there to fill a field.
        written = written.lstrip("0")
    length = _LONGEST_OF_ZEROS.get(prefix)
    yield written.zfill(length) if length and written.isdecimal() else written.upper()


def _ndc_forms(written: str) -> Iterator[str]:
    """The NDCs of eleven figures, or of nine without a package, that one is written for."""
    parts = re.split(r"[-\s]", written)
    if len(parts) in (2, 3) and all(part.isdecimal() for part in parts):
        # 4-4-2, 5-3-2 and 5-4-1 each lack one zero.
        if all(len(part) <= size for part, size in zip(parts, _NDC_SEGMENTS, strict=False)):
            yield "".join(part.zfill(size) for part, size in zip(parts, _NDC_SEGMENTS, strict=False))
        return
    if not written.isdecimal():
        return
    if len(written) == sum(_NDC_SEGMENTS):
        yield written
    elif len(written) == sum(_NDC_SEGMENTS) - 1:
        yield from dict.fromkeys((f"0{written}", f"{written[:5]}0{written[5:]}", f"{written[:9]}0{written[9:]}"))
    elif len(written) < sum(_NDC_SEGMENTS):
        # A table of numbers loses the zeros in front.
        yield written.zfill(sum(_NDC_SEGMENTS))
        if len(written) == sum(_NDC_SEGMENTS[:2]):
            yield written


def _as_printed(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return f"{prefix}:{local.upper()}"


def identifiers_of(owner: Owner) -> Iterator[tuple[Identifier, Brand | None]]:
    yield from ((identifier, None) for identifier in owner.identifiers)
    yield from ((identifier, brand) for brand in owner.brands for identifier in brand.identifiers)


def _is_specific(product: Product) -> bool:
    return any(each is not None for each in (product.strength, product.dosage_form, product.route))
