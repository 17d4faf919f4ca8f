"""What a product string was found to be: the medications in it, their brands, and what it is labeled for.

Everything follows from the names that were found, from the records behind them, and from strengths that a
source gives for a brand. What does not follow is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from osteopharm.model.entities import Combination, DrugClass, Medication, action_of
from osteopharm.model.enums import Action, OsteoporosisIndication, Role
from osteopharm.model.products import Brand
from osteopharm.names.company_names import company_spans
from osteopharm.names.lexicon import Hit, Lexicon, mentions_of
from osteopharm.names.mention import Mention
from osteopharm.names.normalize import fold, name_words
from osteopharm.names.strengths import strengths

__all__ = ["Identification"]

MOST_REMEMBERED = 4096
"""How many strings are remembered with what was found in them."""
LONGEST_REMEMBERED = 500
"""How long a string may be to be remembered."""


LABELED_IN_WORDS = {
    True: ", labeled for osteoporosis",
    False: ", not labeled for osteoporosis",
    None: "",
}
"""The end of the text of an identification; nothing where it is unknown."""


@frozen(repr=False)
class Identification:
    """What was found in a product string. It is falsy when nothing was found.

    >>> import osteopharm
    >>> found = osteopharm.load().identify("alendronate sodium 70 MG Oral Tablet [Fosamax]")
    >>> found.medications, found.labeled_for_osteoporosis
    ((<Medication alendronic-acid>,), True)
    >>> print(found)
    alendronic acid (Fosamax), labeled for osteoporosis
    >>> bool(osteopharm.load().identify("calcitonin gene-related peptide receptor antagonist"))
    False
    """

    _text: str
    _hits: tuple[Hit, ...]
    _combinations: tuple[Combination, ...] = field(eq=False)

    def __bool__(self) -> bool:
        return bool(self._hits)

    @property
    def matches(self) -> tuple[Mention, ...]:
        """The names that were found, in the order of the string."""
        return mentions_of(self._text, self._hits)

    @property
    def fingerprint(self) -> tuple[int, ...]:
        """What tells apart the names that were found: the same ones in the same order, for one compendium."""
        return tuple(id(sense) for *_, sense in self._hits)

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications in the product, in the order in which they appear, none of them twice."""
        return tuple(dict.fromkeys(medication for *_, sense in self._hits for medication in sense.components))

    @property
    def treatments(self) -> tuple[Medication, ...]:
        """Those of the medications that treat osteoporosis, and are not given beside a treatment."""
        return tuple(medication for medication in self.medications if medication.role is Role.TREATMENT)

    @property
    def brands(self) -> tuple[Brand, ...]:
        """The brands that were found, none of them twice."""
        return tuple(dict.fromkeys(sense.brand for *_, sense in self._hits if sense.brand is not None))

    @property
    def drug_classes(self) -> tuple[DrugClass, ...]:
        """The classes to which the medications belong, none of them twice."""
        classes = (drug_class for medication in self.medications for drug_class in medication.classes)
        return tuple(dict.fromkeys(classes))

    @property
    def action(self) -> Action | None:
        """How the treatments in it act on bone, by the classes they belong to; None where none is known."""
        return action_of(self.treatments)

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether the product is labeled for osteoporosis; None where that does not follow.

        A brand tells it where its markets agree. A combination of ingredients tells it where the brands of that
        combination agree; a name where all brands of the medication of which that was read agree, or, failing
        that, where the strength is one that a source gives only for brands that agree. The name of a
        medication that is sold for other uses too tells nothing by itself.
        """
        brands = self.brands
        if any(brand.labeled_for_osteoporosis is not None for brand in brands):
            return _agreed(brand.labeled_for_osteoporosis for brand in brands)
        combination = self._combination
        if combination is not None and any(brand.labeled_for_osteoporosis is not None for brand in combination.brands):
            return _agreed_where_known(combination.brands)
        if brands:
            return None
        return _agreed(self._by_name(treatment) for treatment in self.treatments)

    @property
    def _combination(self) -> Combination | None:
        """The combination of which all ingredients are in the string: the one with most of them."""
        present = {medication.id for medication in self.medications}
        written = set(name_words(self._text))
        fitting = [
            combination
            for combination in self._combinations
            if all(component.id in present for component in combination.components)
            and all(written.issuperset(name_words(partner)) for partner in combination.other_ingredients)
        ]
        return max(
            fitting, key=lambda each: (len(each.components) + len(each.other_ingredients), each.id), default=None
        )

    def _by_name(self, treatment: Medication) -> bool | None:
        if treatment.other_uses is not None:
            return None
        by_brands = _agreed_where_known(treatment.brands)
        if by_brands is not None:
            return by_brands
        written = strengths(self._text)
        fitting = [
            brand
            for brand in treatment.brands
            if any(written & strengths(presentation.strength) for presentation in brand.presentations)
        ]
        return _agreed_where_known(fitting)

    def __str__(self) -> str:
        if not self:
            return "nothing identified"
        names = ", ".join(medication.name for medication in self.medications)
        brands = f" ({', '.join(brand.name for brand in self.brands)})" if self.brands else ""
        return f"{names}{brands}{LABELED_IN_WORDS[self.labeled_for_osteoporosis]}"

    def __repr__(self) -> str:
        names = ", ".join(medication.id for medication in self.medications)
        return f"<Identification: {names or 'nothing found'}>"


NOTHING = Identification("", (), ())
"""What most strings are: nothing that is known here."""


class ProductMatcher:
    """Finds the medications in product strings.

    Args:
        lexicon: the names to search for.
        combinations: what the medications that are found may be together.
    """

    def __init__(self, lexicon: Lexicon, combinations: Iterable[Combination]) -> None:
        self._find, self._scan, self._around = lexicon.find_folded, lexicon.scan, lexicon.around
        self._combinations = tuple(combinations)
        self._known: dict[str, Identification] = {}

    def identify(self, text: str) -> Identification:
        """What is in a product string."""
        folded = fold(text)
        if not folded.isascii():
            return self._of(text, self._find(folded))
        marks = self._scan(folded)
        if not marks:
            return NOTHING
        known = self._known.get(text)
        if known is None:
            known = self._of(text, self._around(marks, folded))
            # Registers and health records write the same few strings again and again.
            if len(self._known) == MOST_REMEMBERED:
                self._known.clear()
            if len(text) <= LONGEST_REMEMBERED:
                self._known[text] = known
        return known

    def _of(self, text: str, hits: Sequence[Hit]) -> Identification:
        found = [hit for hit in hits if hit[2].components]
        if len(found) < len(hits):
            found = _not_vetoed(found, hits)
        # What stands before the first bracket stands in none.
        if found and 0 <= text.find("(") < found[-1][0]:
            found = _outside(company_spans(text), found)
        return Identification(text, tuple(found), self._combinations) if found else NOTHING


def _not_vetoed(found: list[Hit], hits: Iterable[Hit]) -> list[Hit]:
    blocks_whole_string = [
        sense.look_alike for *_, sense in hits if sense.look_alike is not None and sense.look_alike.blocks_whole_string
    ]
    vetoed = {medication for look_alike in blocks_whole_string for medication in look_alike.mistaken_for}
    return [hit for hit in found if vetoed.isdisjoint(hit[2].components)]


def _outside(spans: Iterable[tuple[int, int]], found: list[Hit]) -> list[Hit]:
    for first, last in spans:
        found = [hit for hit in found if not (first <= hit[0] and hit[1] <= last)]
    return found


def _agreed(values: Iterable[bool | None]) -> bool | None:
    """The value on which all agree; None where one is None, two differ, or there is none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _agreed_where_known(brands: Iterable[Brand]) -> bool | None:
    # The markets count, not the summary of the brand: a brand whose markets differ would drop out as unknown.
    indications = {market.osteoporosis_indication for brand in brands for market in brand.markets}
    known = indications - {OsteoporosisIndication.UNKNOWN}
    return _agreed(indication is not OsteoporosisIndication.NO for indication in known)
