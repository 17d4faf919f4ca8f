"""From a product string to medications: golden examples, what changes nothing, look-alikes, and what is labeled."""

from __future__ import annotations

import pickle
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.draws import shuffles
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import Action, Brand, Combination, Compendium, DrugClass, Medication, Registry, Role, UnknownValueError
from osteopharm.model import LookAlike, LookAlikePattern, Market, Name, NameKind, OsteoporosisIndication
from osteopharm.names import matcher, readings, stretches
from osteopharm.names.annotation import AnnotationCache, annotation_of
from osteopharm.names.identification import Identification
from osteopharm.names.matcher import LONGEST_REMEMBERED
from osteopharm.names.normalize import folded_name, name_words

COMPENDIUM = osteopharm.load()
IDENTIFY = COMPENDIUM.identify
MATCHER = COMPENDIUM._matcher

DOWN, UP, BOTH = Action.ANTIRESORPTIVE, Action.ANABOLIC, Action.BOTH

# What is written, which medications are in it, whether it is labeled for osteoporosis, how its treatments act,
# and its brands. Typed by hand.
GOLDEN: list[tuple[str, str, bool | None, Action | None, str]] = [
    # As the issue writes them.
    ("FOSAMAX 70 MG TAB", "alendronic-acid", True, DOWN, "Fosamax"),
    ("alendronate sodium 70 MG Oral Tablet [Fosamax]", "alendronic-acid", True, DOWN, "Fosamax"),
    ("Alendronic acid 70mg tablets (Teva UK Ltd)", "alendronic-acid", True, DOWN, ""),
    ("denosumab-bbdz 60 MG/ML", "denosumab", True, DOWN, ""),
    ("1 ML denosumab 60 MG/ML Prefilled Syringe [Jubbonti]", "denosumab", True, DOWN, "Jubbonti"),
    ("Calcium carbonate 1.25g / Risedronate 35mg", "risedronic-acid", True, DOWN, ""),
    ("ESTROGENS, CONJUGATED", "conjugated-estrogens", True, DOWN, ""),
    ("oestradiol", "estradiol", None, DOWN, ""),
    # The United States, as RxNorm and pharmacies write.
    ("ALENDRONATE SOD 70MG", "alendronic-acid", True, DOWN, ""),
    ("alendronate 70 mg PO qweek", "alendronic-acid", True, DOWN, ""),
    ("alendronate sodium 70 MG Effervescent Oral Tablet [Binosto]", "alendronic-acid", True, DOWN, "Binosto"),
    ("RISEDRONATE NA", "risedronic-acid", True, DOWN, ""),
    ("risedronate sodium 35 MG Delayed Release Oral Tablet [Atelvia]", "risedronic-acid", True, DOWN, "Atelvia"),
    ("ibandronate (BONIVA) 150 mg tablet", "ibandronic-acid", True, DOWN, "Boniva"),
    ("Boniva injection 3 mg/3 mL", "ibandronic-acid", True, DOWN, "Boniva Injection"),
    ("ZOLEDRONIC AC 5MG/100ML", "zoledronic-acid", True, DOWN, ""),
    ("100 ML zoledronic acid 0.05 MG/ML Injection [Reclast]", "zoledronic-acid", True, DOWN, "Reclast"),
    ("zoledronic acid 0.8 MG/ML Injectable Solution [Zometa]", "zoledronic-acid", False, DOWN, "Zometa"),
    ("ESTROGENS,CONJ 0.625MG", "conjugated-estrogens", True, DOWN, ""),
    ("SYNTHETIC CONJUGATED ESTROGENS 0.625MG", "conjugated-estrogens", True, DOWN, ""),
    ("EST ESTROGENS-METHYLTEST", "esterified-estrogens", None, DOWN, ""),
    ("estrogens, conjugated (USP) 0.9 MG Oral Tablet [Premarin]", "conjugated-estrogens", True, DOWN, "Premarin"),
    ("TERIPARATIDE 250 MCG/ML", "teriparatide", True, UP, ""),
    ("PTH 1-34", "teriparatide", True, UP, ""),
    ("1.56 ML abaloparatide 2 MG/ML Pen Injector [Tymlos]", "abaloparatide", True, UP, "Tymlos"),
    ("romosozumab-aqqg 90 MG/ML Prefilled Syringe [Evenity]", "romosozumab", True, BOTH, "Evenity"),
    ("calcitonin, salmon 200 UNT/ACTUAT Nasal Spray", "calcitonin", None, DOWN, ""),
    ("RALOXIFENE HCL 60MG TAB", "raloxifene", True, DOWN, ""),
    ("PREMPRO 0.3-1.5 MG TAB", "conjugated-estrogens", True, DOWN, "Prempro"),
    ("zoledronic acid 4-5 mg", "zoledronic-acid", None, DOWN, ""),
    ("FOSAMAX PLUS D 70-2800 MG-UNIT", "alendronic-acid colecalciferol", True, DOWN, "Fosamax Plus D"),
    ("bazedoxifene 20 MG / estrogens, conjugated (USP) 0.45 MG [Duavee]",
     "bazedoxifene conjugated-estrogens", True, DOWN, "Duavee"),
    ("levonorgestrel-ethinyl estrad 0.1-20 mg-mcg", "ethinylestradiol", None, DOWN, ""),
    ("cholecalciferol(vit D3)", "colecalciferol", None, None, ""),
    ("VITAMIN D (ERGOCALCIFEROL) 1.25 MG (50000 UT)", "ergocalciferol", None, None, ""),
    # The United Kingdom and Ireland, as dm+d writes.
    ("Fosamax Once Weekly 70mg tablets (Organon Pharma (UK) Ltd)",
     "alendronic-acid", True, DOWN, "Fosamax Once Weekly"),
    ("Alendronic acid 70mg/100ml oral solution unit dose sugar free", "alendronic-acid", True, DOWN, ""),
    ("Prolia 60mg/1ml solution for injection pre-filled syringes (Amgen Ltd)", "denosumab", True, DOWN, "Prolia"),
    ("XGEVA 120mg/1.7ml solution for injection vials", "denosumab", False, DOWN, "Xgeva"),
    ("Strontium ranelate 2g granules sachets sugar free", "strontium-ranelate", True, None, ""),
    ("Conjugated estrogens 625microgram tablets", "conjugated-estrogens", True, DOWN, ""),
    ("Tibolone 2.5mg tablets (Aristo Pharma Ltd)", "tibolone", True, None, ""),
    ("Didronel PMO tablets", "etidronic-acid", True, DOWN, "Didronel PMO"),
    ("Alfacalcidol 250nanogram capsules", "alfacalcidol", None, None, ""),
    ("Ethinylestradiol 30microgram / Levonorgestrel 150microgram tablets", "ethinylestradiol", None, DOWN, ""),
    # Canada, Australia.
    ("APO-ALENDRONATE TAB 70MG", "alendronic-acid", True, DOWN, ""),
    ("TARO-ZOLEDRONIC ACID CONCENTRATE", "zoledronic-acid", None, DOWN, ""),
    ("Didrocal", "etidronic-acid", True, DOWN, "Didrocal"),
    ("ACLASTA zoledronic acid (as monohydrate) 5mg/100mL injection vial", "zoledronic-acid", True, DOWN, "Aclasta"),
    ("Protos 2g", "strontium-ranelate", True, None, "Protos"),
    # The European Union.
    ("Fosavance 70 mg/5600 UI", "alendronic-acid colecalciferol", True, DOWN, "Fosavance"),
    ("Forsteo 20 Mikrogramm/80 Mikroliter", "teriparatide", True, UP, "Forsteo"),
    ("Eladynos", "abaloparatide", True, UP, "Eladynos"),
    ("Bondronat 50 mg", "ibandronic-acid", False, DOWN, "Bondronat"),
    ("Duavive", "conjugated-estrogens bazedoxifene", False, DOWN, "Duavive"),
    ("Natpar 25 microgram", "parathyroid-hormone", False, UP, "Natpar"),
    ("Fablyn 500 micrograms", "lasofoxifene", True, DOWN, "Fablyn"),
    # Germany.
    ("Alendronsäure HEXAL einmal wöchentlich 70 mg", "alendronic-acid", True, DOWN, ""),
    ("Risedronat Heumann 35 mg Filmtabletten", "risedronic-acid", True, DOWN, ""),
    ("Zoledronsaeure 4 mg/5 ml", "zoledronic-acid", False, DOWN, ""),
    ("Raloxifenhydrochlorid", "raloxifene", True, DOWN, ""),
    ("Strontiumranelat", "strontium-ranelate", True, None, ""),
    ("Estradiolvalerat", "estradiol", None, DOWN, ""),
    ("Oestradiolvalerat", "estradiol", None, DOWN, ""),
    # France.
    ("ACIDE ALENDRONIQUE ARROW 10 mg, comprimé", "alendronic-acid", True, DOWN, ""),
    ("ranélate de strontium", "strontium-ranelate", True, None, ""),
    ("valérate d'estradiol", "estradiol", None, DOWN, ""),
    ("CALCITONINE PHARMY II 50 UI/1 ml", "calcitonin", None, DOWN, ""),
    ("chlorhydrate de raloxifène", "raloxifene", True, DOWN, ""),
    # Spain and Italy.
    ("ácido zoledrónico Normon 5 mg/100 ml", "zoledronic-acid", True, DOWN, ""),
    ("alendronato sódico semanal cinfa 70 mg comprimidos EFG", "alendronic-acid", True, DOWN, ""),
    ("teriparatida 20 microgramos", "teriparatide", True, UP, ""),
    ("vitamina D3 25.000 UI", "colecalciferol", None, None, ""),
    ("acido neridronico 100 mg", "neridronic-acid", None, DOWN, ""),
    ("estradiolo emiidrato", "estradiol", None, DOWN, ""),
    ("colecalciferolo 10.000 UI/ml", "colecalciferol", None, None, ""),
    # Japan.
    ("Benet 17.5mg", "risedronic-acid", True, DOWN, "Benet"),
    ("Minodronic Acid Hydrate Tablets 50mg", "minodronic-acid", True, DOWN, ""),
    ("Elcatonin Injection 20 units", "elcatonin", True, DOWN, ""),
    ("Eldecalcitol Capsules 0.75ug", "eldecalcitol", True, None, ""),
    ("骨粗鬆症治療剤Bonviva錠", "ibandronic-acid", True, DOWN, "Bonviva"),
    # Contraceptives.
    ("Evra transdermal patch", "ethinylestradiol", False, DOWN, "Evra"),
    ("Zoely 2.5mg/1.5mg tablets", "estradiol", False, DOWN, "Zoely"),
    ("168 HR Ethinyl Estradiol 0.00146 MG/HR / norelgestromin 0.00625 MG/HR Transdermal System",
     "ethinylestradiol", False, DOWN, ""),
    ("nomegestrol acetate 2.5 mg / estradiol 1.5 mg", "estradiol", False, DOWN, ""),
    # Not osteoporosis.
    ("Xgeva", "denosumab", False, DOWN, "Xgeva"),
    ("Skelid 200 mg", "tiludronic-acid", False, DOWN, "Skelid"),
    ("Pamidronate disodium 30mg", "pamidronic-acid", False, DOWN, ""),
    ("Sodium clodronate 400mg capsules", "clodronic-acid", None, DOWN, ""),
]  # fmt: skip

OTHERS = (
    """
erenumab|Aimovig 70 mg|burosumab-twza 10 MG/ML|Crysvita|galcanezumab 120 MG/ML|calcitonin gene-related peptide
CALCITONIN GENE RELATED PEPTIDE RECEPTOR ANTAGONIST|anti-calcitonin gene-related peptide antibody|CGRP antagonists
procalcitonin 0.5 ng/mL|palopegteriparatide|palopegteriparatide (a prodrug of teriparatide)|Yorvipath 168 mcg
Yorvipath (teriparatide)|strontium chloride|Strontium-89 chloride injection 150 MBq|esomeprazole strontium 49.3 MG
strontium citrate 680mg|stannous fluoride 0.4% gel|tamoxifen citrate 20 MG Oral Tablet|ospemifene 60 MG|toremifene
Depo-Provera 150 MG/ML|Depo-Medrol|Depo-Testosterone|Forte|Calcichew-D3 Forte chewable tablets|DuoForte
Calcium carbonate 1.5g tablets|vitamin D|vitamin D binding protein|Vitamin K1 10mg|phytomenadione|menaquinone-7
Vitamin B12|paricalcitol 1 MCG|doxercalciferol|calcipotriene|PTHrP|PTH 65 pg/ml|CC|E2|PTH|HEDP|Ogen|Osten|Evex|Eviden
parathyroid gland|parathyroid hormone-related protein|estrogen receptor|Estrogens|polyestradiol phosphate
fluoroestradiol F-18|Cerianna|17\u03b1-estradiol|17alpha-estradiol|alpha-estradiol|25-OH vitamin D3
25-hydroxy vitamin D3
NORETHINDRONE-E.ESTRADIOL-IRON|technetium Tc 99m medronate|technetium Tc-99m etidronate kit|conjugated linoleic acid
meningococcal conjugate vaccine|human insulin|salmon oil capsules|estetrol|mestranol|estrone|estramustine phosphate
sclerostin|RANKL|bisphosphonates|SERM|Sermion 30 mg|prolactin|Prolixin|Fosamprenavir|Forteza|Evistar|Actonella
Zometaclone|denosumabx|xdenosumab|par hormone de croissance|Men's multivitamin 4|cat hair extract
peanut allergen|orange juice|latex glove|insulin pen needles 4mm
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def ids(text: str) -> list[str]:
    """The ids of the medications that are found in a text."""
    return [medication.id for medication in IDENTIFY(text).medications]


@each_of(("text", "medications", "labeled", "action", "brands"), GOLDEN, ids=[row[0] for row in GOLDEN])
def test_golden(text: str, medications: str, labeled: bool | None, action: Action | None, brands: str) -> None:
    """A product string gives its medications, what it is labeled for, how they act, and its brands."""
    found = IDENTIFY(text)

    assert medications.split() == [medication.id for medication in found.medications]
    assert labeled is found.labeled_for_osteoporosis
    assert action == found.action
    assert ([brands] if brands else []) == [brand.name for brand in found.brands]


@each_of("text", OTHERS)
def test_other_products(text: str) -> None:
    """What only looks like a cataloged medicine is not found."""
    assert ids(text) == []
    assert ids(text.upper()) == []
    assert ids(f"the patient takes {text} daily") == []


# The names, each with whose it is.

OWNERS: list[Medication | Combination] = [*COMPENDIUM.medications.values(), *COMPENDIUM.combinations.values()]


def written(owner: Medication | Combination, *, excluded_from_search: bool) -> list[str]:
    """The names and brands of an owner that are searched for, or those that are excluded_from_search."""
    return [
        *(each.name for each in owner.names if (each.excluded_from_search is not None) is excluded_from_search),
        *(each.name for each in owner.brands if (each.excluded_from_search is not None) is excluded_from_search),
    ]


NAMES = [
    (name, owner)
    for owner in OWNERS
    for name in (owner.name, *written(owner, excluded_from_search=False))
    if name_words(name)  # names in other scripts are not searched for yet
]
WITHHELD = [name for owner in OWNERS for name in written(owner, excluded_from_search=True)]
a_name = st.sampled_from(NAMES)
neutral_words = st.lists(
    st.sampled_from(
        ["take", "one", "weekly", "in", "the", "morning", "70", "mg", "tablets", "UK", "x4", "each-member"]
    ),
    max_size=4,
)


def components(owner: Medication | Combination) -> list[str]:
    """The ids of the medications that a name of the owner means."""
    return [each.id for each in (owner.components if isinstance(owner, Combination) else (owner,))]


@for_each(NAMES, itemgetter(0))
def test_every_name_is_found(named: tuple[str, Medication | Combination]) -> None:
    """Each name and brand in the catalog means its medication, or the components of its combination."""
    name, owner = named
    # Of a brand that is a surname or another word, too, a strength tells that the brand is meant.
    is_word = name.casefold() in COMPENDIUM.look_alike_patterns["surname"].words
    found = IDENTIFY(f"{name} 5 mg" if is_word else name)

    assert set(components(owner)) == {medication.id for medication in found.medications}
    assert all(name[match.start : match.end] == match.text for match in found.matches)


@for_each(WITHHELD, str)
def test_withheld_names_are_not_sought(name: str) -> None:
    """A name that is excluded_from_search, because it means other things too, finds nothing; a word cut off may."""
    found = IDENTIFY(name)

    assert not found or found.is_truncated


def test_no_two_medications_share_a_name() -> None:
    """Folded, each name belongs to one medication or combination, those that are excluded_from_search among them."""
    owners: dict[bytes, set[str]] = {}
    for owner in OWNERS:
        for name in (
            owner.name,
            *written(owner, excluded_from_search=False),
            *written(owner, excluded_from_search=True),
        ):
            if name_words(name):
                owners.setdefault(folded_name(name), set()).add(owner.id)

    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


# What does not change what is found.


@given(a_name, shuffles)
def test_case_does_not_matter(name: tuple[str, Medication | Combination], chance: Random) -> None:
    """A name is found in any mixture of upper and lower case."""
    mixed = "".join(chance.choice((letter.upper(), letter.lower())) for letter in name[0])

    assert set(components(name[1])) == set(ids(mixed))


@given(a_name, st.data())
def test_accents_do_not_matter(name: tuple[str, Medication | Combination], data: st.DataObject) -> None:
    """A name is found with marks over any of its letters, in one character or two."""
    marks = st.sampled_from(["", "", "\u0301", "\u0308", "\u0302", "\u0303"])
    marked = "".join(letter + (data.draw(marks) if letter.isalpha() else "") for letter in name[0])

    assert set(components(name[1])) == set(ids(marked))
    assert set(components(name[1])) == set(ids(unicodedata.normalize("NFC", marked)))


@given(a_name, st.data())
def test_punctuation_does_not_matter(name: tuple[str, Medication | Combination], data: st.DataObject) -> None:
    """A name is found whatever parts its words."""
    gaps = st.sampled_from([" ", "-", ", ", "/", " (", ") ", ".", "_", "\n", "\u2011", "\u00a0", " \u2013"])
    words = [word.decode() for word in name_words(name[0])]
    parted = "".join(word + data.draw(gaps) for word in words)

    assert set(components(name[1])) == set(ids(parted))


@given(a_name, neutral_words, neutral_words)
def test_surrounding_words_do_not_matter(
    name: tuple[str, Medication | Combination], before: list[str], after: list[str]
) -> None:
    """A name is found among other words, and in brackets of either kind."""
    for written in (name[0], f"[{name[0]}]", f"({name[0]})", f"{name[0]}®"):
        text = " ".join([*before, written, *after])

        assert set(components(name[1])) == set(ids(text))


@given(a_name, st.permutations(["70 MG", "Oral Tablet", "(Teva UK Ltd)", "[Generic]", "NAME"]))
def test_the_order_of_words_does_not_matter(name: tuple[str, Medication | Combination], order: list[str]) -> None:
    """A name is found before and after strength, form and company."""
    assert set(components(name[1])) == set(ids(" / ".join(order).replace("NAME", name[0])))


@given(st.lists(st.sampled_from(list(COMPENDIUM.medications.values())), min_size=2, max_size=5, unique=True))
def test_ingredients_come_in_the_order_of_the_string(medications: list[Medication]) -> None:
    """Of several ingredients each is found, in the order in which they appear, and none twice."""
    text = " / ".join(medication.name for medication in medications)

    assert [medication.id for medication in medications] == ids(text)
    assert [medication.id for medication in medications] == ids(f"{text} / {text}")


@each_of(
    ("text", "medication"),
    [
        ("sodium alendronate", "alendronic-acid"),
        ("Ranelate strontium", "strontium-ranelate"),
        ("conjugated equine estrogens", "conjugated-estrogens"),
        ("estrogen, conjugated", "conjugated-estrogens"),
        ("esterified estrogen", "esterified-estrogens"),
        ("ethinyl-estradiol", "ethinylestradiol"),
        ("alendronicacid 70mg", "alendronic-acid"),
        ("Vit. D-3", "colecalciferol"),
        ("vitamine D2", "ergocalciferol"),
        ("vit K2", "menatetrenone"),
        ("conjug. estrogens", "conjugated-estrogens"),
        ("parathyroid horm", "parathyroid-hormone"),
        ("Parathyroid hormon", "parathyroid-hormone"),
        ("alendronate70mg", "alendronic-acid"),
        ("denosumab_60", "denosumab"),
        ("hPTH 1-34", "teriparatide"),
        ("17\u03b2-oestradiol", "estradiol"),
    ],
)
def test_spellings_that_rules_make(text: str, medication: str) -> None:
    """Words in the other order, in one word, cut short, or in the custom of another language are the same name."""
    assert [medication] == ids(text)


@each_of("text", ["par hormone", "con estradiolo?", "men 4", "hormone par", "vi D3", "prolia2x"])
def test_what_rules_do_not_make(text: str) -> None:
    """No word is cut so short, or beside so common a word, that it means other things; figures are by themselves."""
    assert {"colecalciferol", "parathyroid-hormone", "menatetrenone", "ethinylestradiol"}.isdisjoint(ids(text))


# Look-alikes.


@for_each(COMPENDIUM.look_alikes.values())
def test_decoys(look_alike: LookAlike) -> None:
    """The words of a look-alike find none of what they are mistaken for; where they are a name, just what it names."""
    mistaken = {medication.id for medication in look_alike.mistaken_for}
    names = {folded_name(name): components(owner) for name, owner in NAMES}
    expected = names.get(folded_name(look_alike.text), [])

    for text in (look_alike.text, look_alike.text.upper(), f"She was given {look_alike.text}, once a day."):
        assert expected == ids(text)
        assert mistaken.isdisjoint(ids(text))


def test_a_veto_holds_for_the_whole_string() -> None:
    """Where palopegteriparatide is written, teriparatide beside it is not found, and other medicines are."""
    assert ids("Yorvipath (teriparatide) with calcitriol") == ["calcitriol"]
    assert ids("teriparatide") == ["teriparatide"]


def test_a_decoy_hides_only_its_own_words() -> None:
    """Calcitonin beside the peptide that only shares the word is found."""
    assert ids("calcitonin, not calcitonin gene-related peptide") == ["calcitonin"]


# What a product is labeled for: each rule with an example and one to the contrary.

SOURCE = Registry(id="registry", name="a registry", publisher="a publisher", release="2025", license="none")
CLASS = DrugClass(id="group", name="a group", sources=(SOURCE,))


def brand(name: str, *labeled: OsteoporosisIndication, excluded_from_search: str | None = None) -> Brand:
    """A brand that is labeled like this, in one region after another."""
    markets = tuple(
        Market(region=region, sources=(SOURCE,), osteoporosis_indication=value)
        for region, value in zip(("US", "EU", "JP"), labeled, strict=False)
    )
    return Brand(name=name, sources=(SOURCE,), markets=markets, excluded_from_search=excluded_from_search)


def made(name: str, *brands: Brand, other_uses: str | None = None, role: Role = Role.TREATMENT) -> Compendium:
    """A compendium of one medication."""
    medication = Medication(
        id=name, name=name, sources=(SOURCE,), classes=(CLASS,), brands=brands, other_uses=other_uses, role=role
    )
    return Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[medication])


YES, NO, MIXED, UNKNOWN = (
    OsteoporosisIndication.YES,
    OsteoporosisIndication.NO,
    OsteoporosisIndication.MIXED,
    OsteoporosisIndication.UNKNOWN,
)


@each_of(
    ("labeled", "value"),
    [
        ([YES], True),
        ([MIXED], True),
        ([YES, MIXED], True),
        ([NO], False),
        ([NO, UNKNOWN], False),
        ([YES, UNKNOWN], True),
        ([YES, NO], None),
        ([MIXED, NO], None),
        ([UNKNOWN], None),
        ([], None),
    ],
)
def test_a_brand_decides_where_its_markets_agree(labeled: list[OsteoporosisIndication], value: bool | None) -> None:
    """A brand's known markets agree on yes or no, mixed being yes; where they do not, or none is known, it is None."""
    assert value is made("bonarone", brand("Osteofix", *labeled)).identify("Osteofix 5 mg").labeled_for_osteoporosis


@each_of(
    ("brands", "value"),
    [
        ([[YES], [MIXED]], True),
        ([[YES], [UNKNOWN], []], True),
        ([[NO], [NO]], False),
        ([[YES], [NO]], None),
        ([[YES, NO], [YES]], None),
        ([[UNKNOWN]], None),
        ([], None),
    ],
)
def test_a_generic_name_decides_where_its_brands_agree(
    brands: list[list[OsteoporosisIndication]], value: bool | None
) -> None:
    """A generic name has the value on which all labels that were read agree, of whatever brand and market."""
    compendium = made("bonarone", *(brand(f"Osteo{place}x", *each) for place, each in enumerate(brands)))

    assert value is compendium.identify("bonarone 5 mg").labeled_for_osteoporosis


def test_a_medicine_with_other_uses_decides_nothing_by_its_name() -> None:
    """Where the name is sold for other things too, the generic name gives None, and a brand still its value."""
    compendium = made("bonarone", brand("Osteofix", YES), other_uses="hormone therapy")

    assert compendium.identify("bonarone").labeled_for_osteoporosis is None
    assert compendium.identify("bonarone [Osteofix]").labeled_for_osteoporosis is True


def test_a_brand_of_which_nothing_was_read_gives_no_value() -> None:
    """A product under a brand that was not read may be any: the other brands do not speak for it."""
    compendium = made("bonarone", brand("Osteofix", YES), brand("Ossivel"))

    assert compendium.identify("bonarone [Ossivel]").labeled_for_osteoporosis is None
    assert compendium.identify("bonarone").labeled_for_osteoporosis is True


@each_of(
    ("text", "value"),
    [
        # A brand, and its sister of the same substance.
        ("Prolia", True),
        ("Xgeva", False),
        ("Reclast", True),
        ("Zometa", False),
        # Two brands that disagree.
        ("Prolia or Xgeva", None),
        # A generic name whose brands agree, and one whose brands do not.
        ("alendronic acid", True),
        ("pamidronate", False),
        ("denosumab", None),
        ("zoledronic acid", None),
        # A biosimilar's suffix alone, and with a strength.
        ("denosumab-bbdz", None),
        ("denosumab-bbdz 60 MG/ML", True),
        ("denosumab-bbdz 70 MG/ML", False),
        ("1.7 ML denosumab-bbdz 70 MG/ML", False),
        # A strength that a source gives for a brand, in another way of writing, and one that none gives.
        ("Zoledronic acid 5mg/100ml", True),
        ("100 ML zoledronic acid 0.05 MG/ML", True),
        ("Zoledronic acid 4mg/5ml", False),
        ("Zoledronic acid 5mg", True),
        ("Zoledronic acid 3mg/100ml", None),
        # An adjunct alone, and beside a treatment.
        ("Vitamin D3 1000 IU", None),
        ("Fosamax with vitamin D3", True),
        ("alendronic acid / colecalciferol", True),
        # Estrogens: the name alone, a brand, a contraceptive brand, a contraceptive partner, another partner.
        ("estradiol 1 mg", None),
        ("Menostar", True),
        ("Climara", None),
        ("Zoely", False),
        ("nomegestrol / estradiol", False),
        ("estradiol / norethindrone", None),
        ("ethinylestradiol", None),
        ("Evra", False),
        ("norelgestromin and ethinyl estradiol", False),
        ("ethinyl estradiol / levonorgestrel", None),
        ("NuvaRing", None),
        # Two treatments.
        ("alendronic acid, teriparatide", True),
        ("alendronic acid, pamidronic acid", None),
        ("alendronic acid, estradiol", None),
        # Nothing.
        ("aspirin", None),
    ],
)
def test_labeled_for_osteoporosis(text: str, value: bool | None) -> None:
    """A value is given where it follows from brands, combinations, names or sourced strengths, and None elsewhere."""
    assert value is IDENTIFY(text).labeled_for_osteoporosis


# What an identification is.


def test_an_identification_prints_what_was_found() -> None:
    """It names medications, treatments, brands, classes and the places of the names."""
    found = IDENTIFY("alendronate sodium 70 MG / cholecalciferol 2800 UNT [Fosamax Plus D]")

    assert [each.id for each in found.medications] == ["alendronic-acid", "colecalciferol"]
    assert [each.id for each in found.treatments] == ["alendronic-acid"]
    assert [each.name for each in found.brands] == ["Fosamax Plus D"]
    assert [each.id for each in found.drug_classes] == ["nitrogen-containing-bisphosphonates", "vitamin-d-analogues"]
    assert [match.text for match in found.matches] == ["alendronate sodium", "cholecalciferol", "Fosamax Plus D"]
    assert repr(found) == "<Identification: alendronic-acid, colecalciferol>"


def test_nothing_found() -> None:
    """What finds nothing is falsy, and empty in all its parts."""
    found = IDENTIFY("Paracetamol 500mg tablets")

    assert not found
    assert not any((found.medications, found.treatments, found.brands, found.drug_classes, found.matches))
    assert found.action is None
    assert found.labeled_for_osteoporosis is None
    assert repr(found) == "<Identification: nothing found>"


def test_identifications_compare_and_pickle() -> None:
    """Two of the same string are equal and hash alike, also after pickling; two of different strings are not."""
    found = IDENTIFY("Fosamax 70 mg")
    again = pickle.loads(pickle.dumps(COMPENDIUM)).identify("Fosamax 70 mg")  # noqa: S301
    copy = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes

    assert found == again == copy
    assert hash(found) == hash(again) == hash(copy)
    assert found != IDENTIFY("Fosamax 10 mg")
    assert found.matches == copy.matches
    assert found.labeled_for_osteoporosis is copy.labeled_for_osteoporosis is True


def test_an_identification_is_frozen() -> None:
    """Nothing in it can be changed."""
    with pytest.raises(AttributeError):
        IDENTIFY("Fosamax")._text = "Prolia"  # type: ignore[misc]


@each_of("text", [None, 70, b"Fosamax", ["Fosamax"]])
def test_only_text_is_identified(text: object) -> None:
    """What is not a string is refused."""
    with pytest.raises(TypeError, match="not a str"):
        IDENTIFY(text)  # type: ignore[arg-type]


@given(st.text())
def test_any_text(text: str) -> None:
    """Any text can be identified, twice alike, and its matches lie where they say, in order, apart."""
    found = IDENTIFY(text)
    reached = 0
    for match in found.matches:
        assert match.text == text[match.start : match.end]
        assert reached <= match.start < match.end
        reached = match.end

    assert found == IDENTIFY(text)


def test_many_strings_are_remembered_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ways to write names there are, and however long they are, the answers stay the same."""
    monkeypatch.setattr(matcher, "MOST_REMEMBERED", 3)
    monkeypatch.setattr(matcher, "MOST_STRINGS", 2)
    fresh = fresh_matcher()
    names = ["Fosamax", "Prolia 60", "Forteo pen", "fosamax  x", "Evista", "Fosamax " + "x" * LONGEST_REMEMBERED]

    for text in names * 2:
        assert fresh.identify(text) == fresh.identify(text) == IDENTIFY(text)
        assert len(fresh._known) <= 3
        assert len(fresh._shapes) <= 3
        assert len(fresh._strings) <= 2


@pytest.mark.slow
def test_a_first_identify_from_many_threads() -> None:
    """The first answers of a new compendium are right from however many threads they are asked for."""
    compendium = osteopharm.load_json(osteopharm.io.BUNDLED)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(compendium.identify, ["Fosamax", "aspirin"] * 50))

    assert [IDENTIFY("Fosamax"), IDENTIFY("aspirin")] * 50 == found


def test_a_compendium_without_medications() -> None:
    """Where nothing is cataloged, nothing is found."""
    empty = Compendium()

    assert not empty.identify("Fosamax")
    assert not empty.identify("Fosamax \u0153")
    assert empty.find_mentions("Fosamax") == ()
    assert empty.suggest("Fosamax") == ()


def test_names_in_other_scripts() -> None:
    """A name or look-alike without a Latin letter is found as any other."""
    medication = Medication(
        id="bonarone",
        name="bonarone",
        sources=(SOURCE,),
        classes=(CLASS,),
        names=(
            Name(name="\u30dc\u30ca\u30ed\u30f3", kind=NameKind.SYNONYM, sources=(SOURCE,)),
            Name(name="\u0431\u043e\u043d\u0430\u0440\u043e\u043d", kind=NameKind.SYNONYM, sources=(SOURCE,)),
        ),
    )
    look_alike = LookAlike(
        id="other", text="\u8584\u8377", reason="Another thing.", mistaken_for=(medication,), blocks_whole_string=True
    )
    compendium = Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[medication], look_alikes=[look_alike])

    assert not compendium.identify("bonarone \u8584\u8377")
    assert compendium.identify("\u30dc\u30ca\u30ed\u30f3")
    assert compendium.identify("\u0431\u043e\u043d\u0430\u0440\u043e\u043d")


def test_spellings_that_two_medicines_share_are_not_made() -> None:
    """What a rule makes of the names of two medicines alike means neither; what is written down means its own."""
    first, second = (
        Medication(
            id=f"medicine-{place}",
            name=name,
            sources=(SOURCE,),
            classes=(CLASS,),
        )
        for place, name in enumerate(("bonated hydromat", "bonatex hydromat"))
    )
    compendium = Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[first, second])

    assert (first,) == compendium.identify("bonated hydromat").medications
    assert (first,) == compendium.identify("hydromat bonated").medications
    assert compendium.identify("bonat hydromat").medications == ()
    assert (second,) == compendium.identify("bonatex hydr").medications


def test_a_decoy_goes_before_what_a_rule_makes() -> None:
    """Where a rule would make the words of a look-alike, they stay a look_alike."""
    medication = Medication(id="bonated-hydromat", name="bonated hydromat", sources=(SOURCE,), classes=(CLASS,))
    look_alike = LookAlike(id="other", text="hydromat bonated", reason="Another thing.", mistaken_for=(medication,))
    compendium = Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[medication], look_alikes=[look_alike])

    assert compendium.identify("bonated hydromat")
    assert not compendium.identify("hydromat bonated")


def test_a_decoy_that_ends_as_a_name_begins() -> None:
    """Where the words of a look-alike and of a name overlap, the first of the two counts."""
    medication = Medication(id="bonated-hydromat", name="bonated hydromat", sources=(SOURCE,), classes=(CLASS,))
    look_alike = LookAlike(id="other", text="semibon bonated", reason="Another thing.", mistaken_for=(medication,))
    compendium = Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[medication], look_alikes=[look_alike])

    assert not compendium.identify("semibon bonated hydromat")
    assert compendium.identify("bonated hydromat semibon")


def test_a_name_of_signs_alone() -> None:
    """A name without a letter or figure is never found, and hides no other."""
    names = (Name(name="\u2624", kind=NameKind.SYNONYM, sources=(SOURCE,)),)
    medication = Medication(id="bonarone", name="bonarone", sources=(SOURCE,), classes=(CLASS,), names=names)
    compendium = Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[medication])

    assert not compendium.identify("\u2624")
    assert compendium.identify("\u2624 bonarone")


def test_a_latin_name_inside_one_of_another_script() -> None:
    """Of names that overlap the longer is found, though one is Latin and the other is not."""
    long = Name(name="\u30dc\u30ca bonarone", kind=NameKind.SYNONYM, sources=(SOURCE,))
    first, second = (
        Medication(id=id, name=id, sources=(SOURCE,), classes=(CLASS,), names=names)
        for id, names in (("bonarone", ()), ("bonatex", (long,)))
    )
    compendium = Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[first, second])

    assert compendium.identify("\u30dc\u30ca bonarone").medications == (second,)
    assert compendium.identify("bonarone").medications == (first,)


@given(
    st.lists(
        st.sampled_from(
            [text for text, *_ in GOLDEN]
            + ["aspirin 75 mg", "", "プラリア", "conjugated", "estrogens", "x" * 600]
            + [
                "comprimé pelliculé",
                "Größe 5",
                "œstradiol",
                "Alendronsäure 70 mg",
                "ＦＯＳＡＭＡＸ",
                "α-calcidol",
                "Ã©tidronate",
            ]
        )
    )
)
def test_a_column_is_read_like_its_strings(texts: list[str]) -> None:
    """Many strings at once give what each gives alone: no name reaches from one string into the next."""
    together = COMPENDIUM.identify_all(texts, market="US")

    for text, found in zip(texts, together, strict=True):
        alone = COMPENDIUM.identify(text, market="US")
        assert (found.medications, found.brands, found.matches) == (alone.medications, alone.brands, alone.matches)
        assert found.labeled_for_osteoporosis is alone.labeled_for_osteoporosis


def test_a_column_of_text_only() -> None:
    """A column is of strings, and its market is written with two capital letters."""
    with pytest.raises((TypeError, AttributeError)):
        COMPENDIUM.identify_all(["Fosamax", None])  # type: ignore[list-item]
    with pytest.raises(UnknownValueError, match="market"):
        COMPENDIUM.identify_all(["Fosamax"], market="usa")


def rows(text: str) -> tuple[tuple[str | bool | None, ...], ...]:
    """The values of the annotation of a string, without any cache."""
    found = Identification(text, MATCHER._sought(text))
    return (annotation_of(found).values,) if found else ()


@for_each([*dict.fromkeys(text for text, *_ in GOLDEN)], str)
def test_an_annotation_follows_from_what_is_read(text: str) -> None:
    """What is remembered for a string is what it gives, whatever was remembered for others before."""
    cache = AnnotationCache(MATCHER, COMPENDIUM._context)
    for other in (f"{text} 12345", f"{text} 40 mg", f"{text} 5 mg/100 mL infusion", f"{text} tablet", text):
        assert cache.of(other) == rows(other) == cache.of(f"{other} ")


PIECES = (
    "Fosamax", "alendronic acid", "Fosavance", "zoledronic acid", "Zoledronsäure", "estradiol", "calcitonin", "プラリア",
    "risedronate", "calcium", "vitamin D", "colecalciferol", "70 mg", "5 mg/100 mL", "5 mg in 100 mL", "1.7 ML",
    "70 MG/ML", "70 mg/70 mcg", "0 ml", "1 000 IE", "0.05 MG/ML", "100 µl", "12345", "Tablette", "oral tablet",
    "solution for injection", "nasal", "crème", "錠", "주사", "(Teva UK Ltd)", "_", "  ", "\t", "ǆ", "/", "-",
    "7", "40", "10", "35 mg", "12.5 mg", "100000 IU", "50000 IU", "98765432", "2", "Actonel", "mg", "(", ")", "(as the acid, which has water)", "per", "in 100 ml", "（Basis）/ml", "ｍｇ", "Ã", "\xa0", "größere", "mgẽ",
)  # fmt: skip
REMEMBERING = AnnotationCache(MATCHER, COMPENDIUM._context)
READ = REMEMBERING._readings.of


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join), max_size=8),
    shuffles,
)
def test_annotations_from_a_cache_are_those_without(texts: list[str], figures: Random) -> None:
    """Whatever was annotated before, a string is annotated as by itself: what is read in it decides the annotation."""
    for text in texts:
        for other in (text, with_figures(text, figures), text):
            assert REMEMBERING.of(other) == rows(other)


PARTS_OF_NAMES = sorted({word for text, *_ in GOLDEN for word in text.split(" ")} | {*PIECES, "d", "3", "vit", "Ltd)"})


@given(st.lists(st.lists(st.sampled_from(PARTS_OF_NAMES), max_size=6).map(" ".join), max_size=8))
def test_names_that_are_remembered_are_those_in_the_string(texts: list[str]) -> None:
    """Whatever was found before, the names in a string are those that are found in it by itself, at their places."""
    for text in texts:
        found = MATCHER._sought(text)

        assert MATCHER.names_in(text).hits(text) == found.hits(text)
        assert MATCHER.names_in(text).places == found.places


@for_each([*dict.fromkeys(text for text, *_ in GOLDEN)], str)
def test_what_tells_nothing_of_names_may_be_anything(text: str) -> None:
    """The same names are found, at the same stretches, if each word that is part of none is another one."""
    told = [(stretch, MATCHER.stretches[stretch]) for stretch in text.split(" ")]
    other = " ".join(
        stretch if telling is not None else f"xyzzy{place}" for place, (stretch, telling) in enumerate(told)
    )
    names = MATCHER._sought(text)

    assert not names.follow or MATCHER._sought(other) == names


NAMES_WITH_FIGURES = sorted(
    b" ".join(phrase).decode("latin-1")
    for phrase in COMPENDIUM._lexicon.senses
    if any(word.isdigit() for word in phrase) and all(map(bytes.isascii, phrase))
)


def with_figures(text: str, figures: Random) -> str:
    """A string with other figures at the same places."""
    return "".join(figures.choice("0123456789") if letter.isdecimal() else letter for letter in text)


def fresh_matcher() -> matcher.ProductMatcher:
    """A matcher that has not met any string."""
    return matcher.ProductMatcher(COMPENDIUM._lexicon, COMPENDIUM._context, MATCHER._patterns)


@given(
    st.lists(st.sampled_from([*PARTS_OF_NAMES, *NAMES_WITH_FIGURES]), max_size=6).map(" ".join),
    shuffles,
)
def test_other_figures_change_no_name(text: str, figures: Random) -> None:
    """Whatever is remembered, strings that differ in figures or in words that say nothing have the names of their own."""
    without_figures = re.sub("[0-9]+", "zz", text)
    others = [with_figures(text, figures) for _ in range(3)]
    for seen in (fresh_matcher(), MATCHER):
        for other in (without_figures, *others, text, *others):
            alone = Identification(other, MATCHER._sought(other))

            assert seen.identify(other).matches == alone.matches
            assert COMPENDIUM._annotated.of(other) == rows(other)


@for_each(NAMES_WITH_FIGURES, str)
def test_figures_of_a_name_decide(name: str) -> None:
    """A name with figures is found after other figures or words at their places, and they are not taken for it."""
    seen = fresh_matcher()
    for text in (re.sub("[0-9]+", "zz", name), re.sub("[0-9]", "0", name), re.sub("[0-9]", "9", name), name.upper()):
        for other in (text, f"{text} 12345", f"Fosamax 70 mg {text}"):
            assert seen.identify(other).matches == Identification(other, MATCHER._sought(other)).matches


def test_a_catalog_without_figures() -> None:
    """Where no name has a figure, a number by itself is none, and strings are annotated all the same."""
    medication = Medication(id="bonarone", name="bonarone", sources=(SOURCE,), classes=(CLASS,))
    compendium = Compendium(sources=[SOURCE], drug_classes=[CLASS], medications=[medication])

    for text in ("bonarone 70 mg 12345", "bonarone 70 mg 1234567", "bonarone"):
        [row] = compendium._annotated.of(text)
        assert row[0] == "bonarone"


@for_each(["lab 1[1]", r"lab (?P<one>\d)(?P=one)", r"lab 1\N{DIGIT ONE}", r"lab \d+ mg"], str)
def test_a_pattern_may_tell_figures_apart(pattern: str) -> None:
    """A look-alike pattern that fits some figures only is tried on each string."""
    medication = Medication(id="bonarone", name="bonarone", sources=(SOURCE,), classes=(CLASS,))
    look_alike = LookAlikePattern(
        id="lab", pattern=pattern, words=("lab",), reason="a test", examples=("lab 11 mg",), yields_to_product=False
    )
    compendium = Compendium(
        sources=[SOURCE], drug_classes=[CLASS], medications=[medication], look_alike_patterns=[look_alike]
    )
    for text in ("bonarone lab 12", "bonarone lab 11", "bonarone lab 11 mg", "bonarone lab 12 mg", "bonarone lab 21"):
        assert bool(compendium.identify(text)) is (re.search(pattern, text) is None), text


def test_names_that_follow_from_the_whole_string() -> None:
    """What a laboratory, a company in brackets or a form that is needed decides is not taken from another string."""
    for text, follow in {
        "Fosamax 70 mg": True,
        "Calcitonin (salmon) 100 IU": True,
        "(pack of Teva Ltd) Fosamax": False,
        "Fosamax (Teva Ltd)": True,
        "alendronate + Vitamin D": True,
        "Estradiol level": False,
        "Thais patch": False,
        "プラリア": False,
    }.items():
        assert MATCHER._sought(text).follow is follow, text
    # Of a brand that is a given name, too, a strength does not say enough, and a form does.
    assert not MATCHER.names_in("Thais 25 mcg").places
    assert MATCHER.names_in("Thais 25 mcg patch").places


def test_what_tells_nothing_is_not_read() -> None:
    """Packs, companies and other words change no reading; amounts, forms, partners and their order do."""
    reading = READ("alendronate 70 mg tablets")

    for text in (
        "alendronate 70 mg tablets 28",
        "ALENDRONATE 70 MG TABLETS [blister] 97",
        "alendronate 70 mg tablets",
    ):
        assert READ(text) == reading is not None
    assert READ("alendronate 70 mg (Acme)") == READ("Alendronate 70 MG (xyz uvw) 28")
    for text in (
        "alendronate 70 tablets mg",
        "alendronate 70 mg",
        "alendronate 70 x mg tablets",
    ):
        assert READ(text) != reading
    for text in ("alendronate 70 mg (base)/5 ml", "alendronate 70 mg（base）/5 ml", "alendronate n\u00c3\u00a0tif"):
        assert READ(text) is None


def test_more_words_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that was forgotten is read again as before."""
    monkeypatch.setattr(stretches, "MOST_REMEMBERED", 2)
    names = stretches.StretchesOfNames(lambda: frozenset({b"salmon", b"3"}))
    known = readings.Readings(["tablets"], [b"12"], names)

    for _ in range(2):
        assert known.of("Alendronate 70 mg  TABLETS [Teva] 28") == ("70", "mg", "", "tablets")
        assert known.of("Salmon calcitonin 1 000 IE 5 x (y Ltd) 3") == (
            "salmon",
            None,
            "1",
            "000",
            "ie",
            None,
            "(",
            ")",
            "3",
        )
        assert known.of("x 12 y 5 z") == ("12",)
        assert max(len(known), len(names)) <= 2


def test_figures_of_partners_are_read() -> None:
    """Where only a figure tells one partner from another, strings with another figure are read as different."""
    medication = Medication(id="bonarone", name="bonarone", sources=(SOURCE,), classes=(CLASS,))
    combination = Combination(
        id="both", name="bonarone and B 12", sources=(SOURCE,), components=(medication,), other_ingredients=("B 12",)
    )
    compendium = Compendium(
        sources=[SOURCE], drug_classes=[CLASS], medications=[medication], combinations=[combination]
    )
    first, same, last, other = (
        compendium._annotated._readings.of(text)
        for text in ("bonarone b 12 x", "BONARONE B 12 y", "bonarone b 12 9 z", "bonarone b 6 z")
    )

    assert first == same == last != other
