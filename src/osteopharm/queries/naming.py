"""From a string, a name or a code to medications."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from osteopharm.collection import Collection, near_names
from osteopharm.errors import AmbiguousNameError, UnknownIdError
from osteopharm.model.entities import Combination, DrugClass, Medication
from osteopharm.model.lookalikes import LookAlike, SpellingRule

if TYPE_CHECKING:
    from osteopharm.names.codes import Codes
    from osteopharm.names.identification import Identification, ProductMatcher
    from osteopharm.names.lexicon import Lexicon
    from osteopharm.names.mention import Mention
    from osteopharm.names.suggestions import Suggester, Suggestion

__all__ = ["NameQueries"]


class NameQueries:
    """What a compendium answers about names and codes."""

    drug_classes: Collection[DrugClass]
    medications: Collection[Medication]
    combinations: Collection[Combination]
    look_alikes: Collection[LookAlike]
    spelling_rules: Collection[SpellingRule]

    @cached_property
    def _lexicon(self) -> Lexicon:
        from osteopharm.names.lexicon import Lexicon

        return Lexicon(self._products_and_classes, self.look_alikes, self.spelling_rules)

    @cached_property
    def _products_and_classes(self) -> tuple[Medication | Combination | DrugClass, ...]:
        return (*self.medications, *self.combinations, *self.drug_classes)

    @cached_property
    def _reader(self) -> ProductMatcher:
        from osteopharm.names.identification import ProductMatcher

        return ProductMatcher(self._lexicon, self.combinations)

    @cached_property
    def _suggester(self) -> Suggester:
        from osteopharm.names.suggestions import Suggester

        return Suggester(self._products_and_classes)

    @cached_property
    def _codes(self) -> Codes:
        from osteopharm.names.codes import Codes

        return Codes(self.medications, self.combinations)

    def identify(self, text: str) -> Identification:
        """What is in a product: its medications, their brands, and whether it is labeled for osteoporosis.

        Case, accents, punctuation, brackets, salts, strengths and forms do not matter, nor do company names in
        brackets. Nothing is guessed: a misspelled name is not found (see `suggest`).

        Args:
            text: a product string, as a registry, a pharmacy or a health record writes it.

        Raises:
            TypeError: ``text`` is no string.

        >>> import osteopharm
        >>> found = osteopharm.load().identify("Calcium carbonate 1.25g / Risedronate 35mg")
        >>> found.medications, found.action.value
        ((<Medication risedronic-acid>,), 'antiresorptive')
        """
        return self._reader.identify(text)

    def find_mentions(self, text: str) -> tuple[Mention, ...]:
        """The medications, combinations and classes that a text names, with their places in it.

        The longest name wins, whole words only; places are counted in characters of the text as it was given.

        Args:
            text: running prose, such as an abstract or a note.

        Raises:
            TypeError: ``text`` is no string.

        >>> import osteopharm
        >>> for mention in osteopharm.load().find_mentions("Bisphosphonates such as zoledronic acid (Aclasta®)."):
        ...     print(mention)
        Bisphosphonates (0 to 15): bisphosphonates
        zoledronic acid (24 to 39): zoledronic acid
        Aclasta (41 to 48): zoledronic acid
        """
        return self._lexicon.mentions(text)

    def suggest(self, text: str, most: int = 5) -> tuple[Suggestion, ...]:
        """The names most like one that was not found, best first, one for each entity. Needs the extra ``suggest``.

        Args:
            text: what was written.
            most: how many are wanted; those that tie with the last of them come as well.

        Raises:
            MissingExtraError: rapidfuzz is not installed.
            TypeError: ``text`` is no string.
            ValueError: ``most`` is less than one.

        >>> import osteopharm
        >>> [suggestion.name for suggestion in osteopharm.load().suggest("Fosamx 70mg tablets")][:1]
        ['Fosamax']
        """
        return self._suggester.suggest(text, most)

    def resolve(self, name: str) -> Medication:
        """The one medication that an id, a name, a brand or a product string stands for.

        Raises:
            UnknownIdError: it stands for none; the error offers the near names.
            AmbiguousNameError: it stands for several, as a combination does: `identify` gives them.
            TypeError: ``name`` is no string.

        >>> import osteopharm
        >>> osteopharm.load().resolve("Fosamax")
        <Medication alendronic-acid>
        """
        if (medication := self.medications.get(name)) is not None:
            return medication
        found = self.identify(name).medications
        if len(found) > 1:
            raise AmbiguousNameError(name, [each.id for each in found])
        if not found:
            raise UnknownIdError(name, "medication", near_names(name, self._lexicon.written))
        return found[0]

    def by_identifier(self, curie: str) -> tuple[Medication, ...]:
        """The medications that a code of another system stands for.

        A combination's code gives its components, the code of a group (``atc:M05BA``) its members.

        Args:
            curie: the code with the prefix of its system, such as ``rxnorm:46041``.

        Raises:
            UnknownIdError: no medication here has that code.
            UnknownValueError: it begins with no system that is known here.
            TypeError: ``curie`` is no string.

        >>> import osteopharm
        >>> osteopharm.load().by_identifier("atc:M05BB03")
        (<Medication alendronic-acid>, <Medication colecalciferol>)
        """
        return self._codes.look_up(curie)
