"""Products: a medication or combination at a strength, in a dosage form, by a route.

Holds what products are labeled for, how long a dose lasts, the codes that registers give them, and the vocabulary of
dosage forms and routes. Names and brands are in `osteopharm.model.products`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from osteopharm.errors import InvalidRecordError, Problem
from osteopharm.model._record import Part, Record
from osteopharm.model.entities import Combination, Medication
from osteopharm.model.identifiers import SYSTEMS
from osteopharm.model.products import Duration
from osteopharm.model.sources import Date, Region, Source

if TYPE_CHECKING:
    from osteopharm.model.strengths import Strength

__all__ = ["DosageForm", "Product", "ProductCode", "ProductLabel", "Purpose", "TermKind"]


class TermKind(StrEnum):
    """The kinds of terms in the vocabulary of products.

    >>> import osteopharm
    >>> osteopharm.load().dosage_forms["form-prefilled-syringe"].kind
    <TermKind.FORM: 'form'>
    """

    FORM = "form"
    """A dosage form."""
    ROUTE = "route"
    """A route of administration."""


class Purpose(StrEnum):
    """The purpose of a dose and interval.

    >>> Purpose("prevention")
    <Purpose.PREVENTION: 'prevention'>
    """

    TREATMENT = "treatment"
    """To treat osteoporosis."""
    PREVENTION = "prevention"
    """To prevent osteoporosis."""
    OTHER = "other"
    """For another use."""


@frozen(kw_only=True)
class DosageForm(Record, plural="dosage_forms", seeds="catalog/dosage-forms.toml"):
    """A dosage form or a route, with the words for it in the languages of registers.

    >>> import osteopharm
    >>> osteopharm.load().dosage_forms["form-prefilled-syringe"].broader
    'solution for injection'
    """

    kind: TermKind
    """Whether it is a dosage form or a route."""
    name: str
    """Its name here."""
    broader: str | None = None
    """The name of the broader form or route."""
    implied_route: str | None = None
    """The route that the form has by its definition: a tablet is oral, unless a label says otherwise."""
    words: tuple[str, ...] = ()
    """How registers write it, in any language."""


@frozen(kw_only=True)
class ProductLabel(Part):
    """What one source reports as the indications of a product in one market, and its dosing there.

    >>> import osteopharm
    >>> product = osteopharm.identify("Xgeva 120 mg").products[0]
    >>> print(product.labels[0])
    US: not labeled for osteoporosis
    """

    market: Region
    """The market."""
    source: Source
    """The label or register that says so."""
    labeled_for_osteoporosis: bool | None = None
    """Whether osteoporosis is among the indications; None where the source does not settle it."""
    decides: bool = True
    """Whether it counts when products are compared: a leaflet of one company that leaves a use out does not."""
    indications: tuple[str, ...] = ()
    """The indications, in our words."""
    dose: str | None = None
    """The amount given each time, as `Strength.parse` reads it."""
    interval: Duration | None = None
    """From one dose to the next, as an ISO 8601 duration."""
    purposes: tuple[Purpose, ...] = ()
    """For what dose and interval are."""
    interval_decides: bool = True
    """Whether the interval may be used as that of the product: one of several regimens of a strength may not."""
    date: Date | None = None
    """The date of the label or of the page of the register."""
    note: str | None = None
    """A comment for readers."""

    in_text: ClassVar[tuple[str, ...]] = ("market", "labeled_for_osteoporosis")

    def __str__(self) -> str:
        labeled = {True: "labeled", False: "not labeled", None: "not known to be labeled"}
        return f"{self.market}: {labeled[self.labeled_for_osteoporosis]} for osteoporosis"


@frozen(kw_only=True)
class Product(Record, plural="products", seeds="catalog/products.toml"):
    """A medication or combination at a strength, in a dosage form, by a route, branded or not.

    What no register or label gives is None: a product may be known by its brand alone.

    >>> import osteopharm
    >>> product = osteopharm.load().products["risedronic-acid-actonel-30-mg-tablet-oral"]
    >>> product.amounts, [str(label) for label in product.labels if label.market == "US"]
    (<Strength 30 mg>, ['US: not labeled for osteoporosis'])
    """

    of: Medication | Combination
    """The medication or combination."""
    brand: str | None = None
    """The name of the brand; None for a generic."""
    strength: str | None = None
    """The strength in its normal spelling: ``70 mg``, ``60 mg/1 mL``, ``70 mg + 5600 IU``. See `amounts`."""
    dosage_form: str | None = None
    """The dosage form, by its name in the vocabulary."""
    route: str | None = None
    """The route, by its name in the vocabulary; several are joined by semicolons."""
    labels: tuple[ProductLabel, ...] = ()
    """What sources say it is labeled for, market by market."""

    @property
    def amounts(self) -> Strength | None:
        """The strength as amounts that compare across spellings."""
        from osteopharm.model.strengths import Strength  # brings in exact fractions, which few questions need

        return None if self.strength is None else Strength.parse(self.strength)

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.strength is not None:
            yield from _strength_problems("strength", self.strength)
        for at, label in enumerate(self.labels):
            if label.dose is not None:
                yield from _strength_problems(f"labels[{at}].dose", label.dose)

    def __str__(self) -> str:
        known = (self.brand or self.of.name, self.strength, self.dosage_form, self.route)
        return ", ".join(each for each in known if each is not None)


@frozen(kw_only=True)
class ProductCode(Record, plural="product_codes", seeds="catalog/product-codes.toml"):
    """A code that a register gives a product, or a medication or combination as such.

    >>> import osteopharm
    >>> code = osteopharm.load().product_codes["hcpcs-j3489"]
    >>> code.unit, code.identifies.of
    ('1 mg', <Medication zoledronic-acid>)
    """

    system: str
    """The system, as in CURIEs: ``ndc``, ``rxnorm`` ..."""
    code: str
    """The code, in the normal form of its system."""
    identifies: Product | Medication | Combination
    """What it is the code of: a product, or a medication or combination as such."""
    term: str
    """What the register calls it."""
    source: Source
    """The register."""
    level: str | None = None
    """The kind of concept in the register: ``SCD``, ``SBD``, ``VMP``, ``AMP`` ..."""
    market: Region | None = None
    """The market of the register."""
    valid_from: Date | None = None
    """From when it is valid."""
    valid_until: Date | None = None
    """When it ended; it is still looked up."""
    unit: str | None = None
    """The amount of one billed unit, as HCPCS prints it."""
    hcpcs: str | None = None
    """The HCPCS code under which a package is billed."""
    units_per_package: str | None = None
    """How many units of that code a package has."""
    note: str | None = None
    """A comment for readers."""

    def _cross_field_problems(self) -> Iterator[Problem]:
        system = SYSTEMS.get(self.system)
        if system is None:
            yield Problem("system", f"{self.system!r:.100} is unknown", f"use one of {', '.join(SYSTEMS)}")
        elif not system.form.fullmatch(self.code):
            yield Problem("code", f"{self.code!r:.100} is not a code of {self.system}", f"such as {system.example!r}")
        elif not system.checks_out(self.code):
            yield Problem("code", f"{self.code!r} has a wrong check digit", "copy it from its source again")

    def __str__(self) -> str:
        return f"{self.system}:{self.code}"


def _strength_problems(path: str, text: str) -> Iterator[Problem]:
    from osteopharm.model.strengths import Strength

    try:
        Strength.parse(text)
    except InvalidRecordError as error:
        yield from (Problem(path, problem.message, problem.hint) for problem in error.problems)
