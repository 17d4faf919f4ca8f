"""Look-alikes and spelling rules: what they refuse, and what they make."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import Compendium, DrugClass, InvalidRecordError, Medication, Registry
from osteopharm.model import LookAlike, SpellingRule
from osteopharm.model.entities import Drug
from osteopharm.names.normalize import folded_name
from osteopharm.testing import look_alikes, spelling_rules
from osteopharm.testing.pools import phrases

REGISTER = Registry(id="a-registry", name="a registry", publisher="an office", release="2026", license="free to use")
DRUGS = DrugClass(id="drugs", name="drugs", sources=(REGISTER,))
PILL = Medication(id="pill", name="pillic acid", sources=(REGISTER,), classes=(DRUGS,))
ACID = SpellingRule(
    id="acid", ending="ic acid", replacements=("ate", "ic"), attested=("pillate",), sources=(REGISTER,), note=None
)


def look_alike(**fields: Any) -> LookAlike:
    return LookAlike(
        **{"id": "a-look-alike", "text": "pillic box", "reason": "a box", "mistaken_for": (PILL,), **fields}
    )


class TestDecoys:
    """Words that look like a name."""

    @each_of("blocks_whole_string", [1, 0, "true", None, "no"])
    def test_a_veto_is_true_or_false(self, blocks_whole_string: Any) -> None:
        """What only looks like a truth value is refused."""
        with pytest.raises(InvalidRecordError) as caught:
            look_alike(blocks_whole_string=blocks_whole_string)

        assert [fault.path for fault in caught.value.problems] == ["blocks_whole_string"]

    def test_everyday_words_have_no_source(self) -> None:
        """A look-alike may do without a source, and by itself it blocks_whole_string nothing."""
        assert (look_alike().sources, look_alike().blocks_whole_string) == ((), False)

    def test_it_prints_its_words_and_what_they_mean(self) -> None:
        """A look-alike prints its words and its reason."""
        assert str(look_alike()) == "pillic box: a box"

    @given(look_alikes())
    def test_what_is_drawn_is_mistaken_for_something(self, look_alike: LookAlike) -> None:
        """A drawn look-alike names a medication, and says why it is not meant."""
        assert look_alike.mistaken_for
        assert look_alike.reason

    @pytest.mark.parametrize(
        ("blocks_whole_string", "found"),
        [(False, ["pill"]), (True, [])],
    )
    def test_a_veto_holds_for_the_whole_string(self, blocks_whole_string: bool, found: list[str]) -> None:
        """A look-alike hides what is in its words, or the medication in the whole string."""
        made = Compendium(
            sources=[REGISTER],
            drug_classes=[DRUGS],
            medications=[PILL],
            look_alikes=[look_alike(blocks_whole_string=blocks_whole_string)],
        )

        assert not made.identify("pillic box")
        assert [each.id for each in made.identify("pillic acid in a pillic box").medications] == found


class TestSpellingRules:
    """Endings that change."""

    @each_of(
        ("name", "made"),
        [
            ("pillic acid", ["pillate", "pillic"]),
            ("pillic acid sodium", []),
            ("Pillic Acid", []),
            ("ic acid", []),
            ("acid", []),
            ("", []),
        ],
    )
    def test_what_a_rule_makes(self, name: str, made: list[str]) -> None:
        """A rule puts its endings in the place of its own; of another ending, or of the ending alone, it makes none."""
        assert list(ACID.apply(name)) == made

    @given(spelling_rules(), phrases)
    def test_a_rule_keeps_what_is_before_the_ending(self, rule: SpellingRule, stem: str) -> None:
        """A rule first makes the endings after what came before, and then after changed letters."""
        made = list(rule.apply(stem + rule.ending))

        assert made[: len(rule.replacements)] == [stem + ending for ending in rule.replacements]
        assert len(made) in (len(rule.replacements), 2 * len(rule.replacements))
        assert rule.letters or len(made) == len(rule.replacements)

    def test_letters_change_before_the_ending(self) -> None:
        """Letters change one after the other, and a ~ in an ending is what comes before it."""
        rule = SpellingRule(
            id="a-rule", ending="ene", replacements=("een", "natrium~at"), attested=("x",), sources=(REGISTER,),
            letters=("x>ks", "k>c"),
        )  # fmt: skip

        assert list(rule.apply("raloxene")) == ["raloxeen", "natriumraloxat", "ralocseen", "natriumralocsat"]

    @given(spelling_rules(), phrases)
    def test_a_rule_leaves_other_names_alone(self, rule: SpellingRule, name: str) -> None:
        """Of a name with another ending a rule makes nothing."""
        if not name.endswith(rule.ending):
            assert list(rule.apply(name)) == []

    def test_it_prints_its_endings(self) -> None:
        """A rule prints what becomes of what."""
        assert str(ACID) == "-ic acid becomes -ate, -ic"

    # Typed by hand from UNII and DrugBank's open vocabulary.
    @each_of(
        ("rule", "name", "made"),
        [
            ("acid", "alendronic acid", "alendronate"),
            ("acid", "zoledronic acid", "zoledronic"),
            ("acid", "clodronic acid", "clodronsäure"),
            ("final-ene", "raloxifene", "raloxifeno"),
            ("final-ene", "raloxifene", "raloxifenum"),
            ("final-ide", "teriparatide", "teriparatida"),
            ("final-one", "tibolone", "tibolona"),
            ("final-ol", "calcitriol", "calcitriolum"),
        ],
    )
    def test_golden_spellings(self, rule: str, name: str, made: str) -> None:
        """Names that registries print are made by the rules that ship."""
        assert made in osteopharm.load().spelling_rules[rule].apply(name)


@given(st.data())
def test_a_made_spelling_is_found(data: st.DataObject) -> None:
    """What a rule makes of the name of a medication is found in a product string, beside the name itself."""
    made = Compendium(sources=[REGISTER], drug_classes=[DRUGS], medications=[PILL], spelling_rules=[ACID])
    written = data.draw(st.sampled_from(["pillate", "pillic", "Pillic acid"]))

    assert [each.id for each in made.identify(f"{written} 70 mg tablets").medications] == ["pill"]


@for_each(osteopharm.load().spelling_rules.values())
def test_witnesses_are_names_of_the_data(rule: SpellingRule) -> None:
    """Each witness of a rule that ships is made by it of a name in the data, or is itself such a name."""
    compendium = osteopharm.load()
    owners: list[Drug] = [*compendium.medications.values(), *compendium.combinations.values()]
    written = [name for owner in owners for name in (owner.name, *(each.name for each in owner.names))]
    made = [spelled for name in written for spelled in rule.apply(name.casefold())]
    known = set(map(folded_name, (*written, *made)))

    for witness in rule.attested:
        assert folded_name(witness) in known, f"{rule.id}: {witness!r} is not a name here: add the name, or take it out"
