"""From a product string to products: label, interval, strength, form, and what is not a product."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import Combination, Medication, Role, UnknownValueError
from osteopharm.model import LookAlikePattern
from osteopharm.model.kinds import COLLECTIONS
from osteopharm.model.product_level import Product
from osteopharm.names import annotation, products
from osteopharm.names.strengths import read_strength

COMPENDIUM = osteopharm.load()
IDENTIFY = COMPENDIUM.identify

# A string, whether it is labeled for osteoporosis, and from one dose to the next. Typed by hand.
GOLDEN: list[tuple[str, bool | None, str | None]] = [
    # Nothing but a name: the label documents decide.
    ("Fosamax", True, None),
    ("alendronate", True, None),
    ("risedronate", True, None),
    ("raloxifene", True, "P1D"),
    ("Prolia", True, "P6M"),
    ("Xgeva", False, None),
    ("Bondronat", False, None),
    ("Natpara", False, None),
    ("Duavee", True, None),
    ("Duavive", False, None),
    ("zoledronic acid", None, "P1Y"),
    ("denosumab", None, "P6M"),
    ("etidronate", None, None),
    ("Didronel", None, None),
    ("clodronate", None, None),
    ("oestradiol", None, None),
    ("Tiludronate", False, None),
    # Strength, form and route decide before a brand does.
    ("Fosamax 70 mg", True, "P1W"),
    ("Fosamax 40 mg", False, None),
    ("ALENDRONATE SODIUM Tablet equivalent to 40 mg alendronic acid", False, None),
    ("Fosamax tablets", True, None),
    ("Actonel 30 mg", False, None),
    ("Actonel 35 mg", True, "P1W"),
    ("zoledronic acid 5 mg in 100 mL", True, "P1Y"),
    ("zoledronic acid 4 mg", False, None),
    ("Zoledronic acid 1mg", None, None),
    # A number without a unit may be a strength: 40 mg and 30 mg are for Paget's disease. Or it counts a pack.
    ("Fosamax 40", None, None),
    ("ALENDRONATE-40", None, None),
    ("Actonel 30 tablets", None, None),
    ("Fosamax 70", True, None),
    ("Evista 60", True, "P1D"),
    ("Fosamax 28", True, None),
    ("Actonel x 30", True, None),
    ("Ibandronic acid Accord 3 mg pre-filled syringe", True, "P3M"),
    ("Ibandronic acid Accord 50 mg", False, None),
    # Content and concentration both count: a syringe of 3 mg, a vial of 6 mg.
    ("ibandronic acid 3 mg/3 mL", True, "P3M"),
    ("ibandronic acid 6 mg/6 mL", None, None),
    ("2.4 ML Teriparatide 0.25 MG/ML Pen Injector [Forsteo]", True, "P1D"),
    ("28 ACTUAT teriparatide 0.02 MG/ACTUAT Pen Injector [Bonsity]", True, "P1D"),
    ("Ibandronic Acid_Tab 50mg", False, None),
    ("IBANDRONIC ACID Intravenous (not otherwise specified) 3.0 MG INJECTION", True, "P3M"),
    ("denosumab 120 mg", False, None),
    ("PREMARIN VAGINAL CREAM", False, None),
    ("Premarin 25 mg vial IV", False, None),
    ("Premarin 0.625 mg tablet", True, None),
    ("MIACALCIC NASAL", None, None),
    # A strength that no product has leaves the label to the brand, where its labels agree, and no interval.
    ("Prolia 30 mg", True, None),
    ("ボナロン錠５ｍｇ", True, None),
    ("Actonel 7 mg", None, None),
    # A regimen that is not a plain repeat differs from every interval: on two consecutive days a month, twice a week.
    ("Actonel® 75 mg (2 Tage/Monat)", True, None),
    ("Teribone", True, None),
    # A strength in kana is that of a Japanese product.
    ("アクトネル錠７５ｍｇ", True, "P1M"),
    ("イバンドロン酸静注１ｍｇシリンジ「サワイ」", True, "P1M"),
    ("ゾレドロン酸水和物", None, "P1Y"),
    # What is given beside a treatment, in a pack of two forms.
    ("ACTONELCOMBI 35 mg + 1000 mg/880 UI, comprimé pelliculé et granulés effervescents", True, None),
    # Labels of one market alone do not decide for the others.
    ("Sodium clodronate 400mg capsules", None, None),
    # Vitamin D beside a treatment changes nothing; its units are not converted.
    ("Alendronic Acid/Colecal_Tab 70mg/70mcg", True, "P1W"),
    ("ibandronate 150 mg + colecalciferol", True, None),
    # Of a brand whose interval was not read, none follows from others.
    ("Fosacord 70 Tablet 70 mg", True, None),
    ("colecalciferol", None, None),
]


@for_each(GOLDEN, lambda case: case[0])
def test_labels_and_intervals(case: tuple[str, bool | None, str | None]) -> None:
    """What a string is labeled for, and how often it is given, follow from the products that fit it, or are None."""
    text, labeled, interval = case
    found = IDENTIFY(text)

    assert labeled is found.labeled_for_osteoporosis
    assert interval == found.dosing_interval


@for_each([each for each in COMPENDIUM.products.values() if each.brand and each.labels])
def test_a_number_never_speaks_against_its_unit(product: Product) -> None:
    """Where so many milligrams of a brand have another answer, the bare number after it, or a word more, has none."""
    for amount in (each.strip() for each in (product.strength or "").split("+")):
        number = amount.removesuffix(" mg")
        for words in ("", " SOD", " Tab.", "-xyz tabs") if number.isdecimal() else ():
            bare, measured = (IDENTIFY(f"{product.brand}{words} {each}") for each in (number, f"{number} mg"))

            assert bare.labeled_for_osteoporosis in (measured.labeled_for_osteoporosis, None), product.brand
            assert bare.dosing_interval in (measured.dosing_interval, None), product.brand


@each_of(
    ("text", "market", "labeled"),
    [
        ("Didronel", "JP", True),
        ("Didronel", "US", False),
        ("clodronate", "UK", False),
        ("clodronate", "GB", False),
        ("Clasteon", "IT", True),
        ("denosumab 60 mg", "DE", True),
        ("Fosamax 40 mg", "UK", None),
        ("ibandronic acid 6 mg/6 mL", "EU", False),
        ("aspirin", "US", None),
    ],
)
def test_a_market_counts_where_it_is_given(text: str, market: str, labeled: bool | None) -> None:
    """With a market, its labels alone count; those of the European Union count in its countries."""
    assert IDENTIFY(text, market=market).labeled_for_osteoporosis is labeled


@each_of("market", ["us", "USA", "", "1X"])
def test_what_is_not_a_market(market: str) -> None:
    """A market is written with two capital letters."""
    with pytest.raises(UnknownValueError, match="market"):
        IDENTIFY("Fosamax", market=market)


@each_of(
    ("text", "treatments"),
    [
        ("Femhrt", ["ethinylestradiol"]),
        ("Fyavolv", ["ethinylestradiol"]),
        ("NuvaRing", []),
        ("ethinyl estradiol 0.035 mg", []),
        ("ethinyl estradiol / levonorgestrel", []),
        ("norelgestromin and ethinyl estradiol patch", []),
        ("Evra", []),
        ("Zoely", []),
        ("Ryeqo", []),
        ("estradiol", ["estradiol"]),
        ("Activella", ["estradiol"]),
        ("Fosamax with vitamin D3", ["alendronic-acid"]),
        ("ethinylestradiol and Fosamax", ["alendronic-acid"]),
    ],
)
def test_contraceptives_are_not_a_treatment(text: str, treatments: list[str]) -> None:
    """An estrogen is a treatment where a label of its medication or combination includes osteoporosis; its action stays."""
    found = IDENTIFY(text)

    assert [each.id for each in found.treatments] == treatments
    assert found.action is not None


def test_codes_of_contraceptives() -> None:
    """The code of a contraceptive gives its medication and no treatment; that of a menopausal product gives both."""
    contraceptive, menopausal = (COMPENDIUM.by_identifier(code) for code in ("rxnorm:352377", "rxnorm:1736649"))

    assert ([each.id for each in contraceptive.medications], contraceptive.treatments) == (["ethinylestradiol"], ())
    assert [each.id for each in menopausal.treatments] == ["ethinylestradiol"]


def test_the_most_specific_product_is_first() -> None:
    """Of the products that fit, that of the brand, the form and with most known comes first."""
    first, *others = IDENTIFY("Fosamax 70 mg tablet").products

    assert first.id == "alendronic-acid-fosamax-70-mg-tablet-oral"
    assert all(product.brand == "Fosamax" for product in others)
    assert IDENTIFY("aspirin").products == ()
    assert IDENTIFY("ibandronic acid 3 mg pre-filled syringe").products[0].dosage_form == "prefilled syringe"


def test_what_a_string_says_of_its_product() -> None:
    """Strength, form and route are those that are written; a form implies its route."""
    found = IDENTIFY("1 ML denosumab 60 MG/ML Prefilled Syringe [Prolia]")

    assert (str(found.strength), found.dosage_form, found.route) == ("60 mg/1 mL", "prefilled syringe", None)
    assert IDENTIFY("Fosamax").strength is None
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes


STRENGTHS = sorted({product.strength for product in COMPENDIUM.products.values() if product.strength})


@for_each(STRENGTHS, str)
def test_every_strength_is_read_from_a_string(strength: str) -> None:
    """Each strength of a product that ships, written in a product string, is read as itself."""
    written = read_strength(f"X {strength} Y")

    assert written is not None
    assert written.fits(next(each for each in COMPENDIUM.products.values() if each.strength == strength).amounts)  # type: ignore[arg-type]


BRANDED = [
    product
    for product in COMPENDIUM.products.values()
    if product.brand and product.strength and product.brand.isascii() and product.dosage_form
]


@given(st.sampled_from(BRANDED))
def test_its_own_string_gives_the_product(product: Product) -> None:
    """Brand, strength, form and route of a product, written in a row, give that product."""
    found = IDENTIFY(f"{product.brand} {product.strength} {product.dosage_form} {product.route or ''}")
    assume(found)  # a brand that is excluded from search finds nothing

    if any(brand.name == product.brand for brand in found.brands) and "+" not in str(product.strength):
        assert product in found.products


@given(
    st.sampled_from(["Fosamax", "denosumab", "zoledronic acid 5 mg", "Evista 60 mg", "calcitonin", "Kwas alendronowy"]),
    st.sampled_from(
        ["tablets", "injection", "oral", "pre-filled syringe", "70 mg", "28 tablets", "nasal spray", "(USA)"]
    ),
)
def test_a_form_never_changes_the_medication(name: str, form: str) -> None:
    """Adding words for a form, a strength or a pack leaves the medications as they are."""
    assert IDENTIFY(f"{name} {form}").medications == IDENTIFY(name).medications


# A substance for which the ending was not read, in each language.
ENDINGS = [
    ("alendroninezuur", "alendronic-acid"),
    ("ETIDRONINEZUUR 200mg", "etidronic-acid"),
    ("ibandronsyra", "ibandronic-acid"),
    ("Natriumrisedronat", "risedronic-acid"),
    ("klodronaatti", "clodronic-acid"),
    ("tsoledronihappo", "zoledronic-acid"),
    ("raloksifeeni", "raloxifene"),
    ("Kwas ibandronowy", "ibandronic-acid"),
    ("pamidronian disodu", "pamidronic-acid"),
    ("bazedoksyfen", "bazedoxifene"),
    ("kyselina zoledronová", "zoledronic-acid"),
    ("ibandronsav", "ibandronic-acid"),
    ("pamidronska kiselina", "pamidronic-acid"),
    ("RISEDRONIK ASIT", "risedronic-acid"),
    ("kolekalciferol", "colecalciferol"),
    ("Romosozumabe", "romosozumab"),
    ("ZoledronsÃ¤ure", "zoledronic-acid"),
    ("pamidronaatdinatrium", "pamidronic-acid"),
    ("geconjugeerde oestrogenen", "conjugated-estrogens"),
    ("östradiol", "estradiol"),
    ("østriol", "estriol"),
    ("batsedoksifeeni", "bazedoxifene"),
    ("kolekalsiferoli", "colecalciferol"),
    ("strontiumranelaatti", "strontium-ranelate"),
    ("kwas nerydronowy", "neridronic-acid"),
    ("teryparatyd", "teriparatide"),
    ("stroncium-ranelát", "strontium-ranelate"),
    ("kyselina rizedrónová", "risedronic-acid"),
    ("denoszumab", "denosumab"),
    ("ibandronatna kiselina", "ibandronic-acid"),
    ("stroncijev ranelat", "strontium-ranelate"),
    ("konjuge östrojen", "conjugated-estrogens"),
    ("ranelat de stronţiu", "strontium-ranelate"),
    ("stronzio ranelato", "strontium-ranelate"),
    ("колекальциферол", "colecalciferol"),
    ("тиболон", "tibolone"),
    ("ібандронова кислота", "ibandronic-acid"),
    ("алендронска киселина", "alendronic-acid"),
    ("βαζεδοξιφαίνη", "bazedoxifene"),
    ("ΚΑΛΣΙΤΟΝΙΝΗ", "calcitonin"),
    ("졸레드론산", "zoledronic-acid"),
    ("クロドロン酸", "clodronic-acid"),
    ("حمض الأليندرونيك", "alendronic-acid"),
    ("Conj Estrog-Medroxyprogest Ace", "conjugated-estrogens"),
]


@for_each(ENDINGS, lambda case: case[0])
def test_endings_of_other_languages(case: tuple[str, str]) -> None:
    """A rule that is read off some substances holds for the others; what was read in a wrong encoding is found."""
    text, medication = case

    assert [each.id for each in IDENTIFY(text).medications] == [medication]


@each_of(
    ("text", "medication"),
    [
        ("ALENDRON MEPHA 70 MG", "alendronic-acid"),
        ("RISEDRON NA", "risedronic-acid"),
        ("DENOSUM 60MG", "denosumab"),
        ("Alendronic Acid/Colecal_Tab", "alendronic-acid"),
    ],
)
def test_words_that_are_cut_off(text: str, medication: str) -> None:
    """A word that is cut off is found where one substance is possible, and marked; in prose it is not looked for."""
    found = IDENTIFY(text)

    assert found.is_truncated
    assert medication in [each.id for each in found.medications]
    assert len(COMPENDIUM.find_mentions(text)) < len(found.medications)


@each_of("text", ["calci", "calcife", "STRONTIUM", "parathyroid", "conjugated", "natrium", "alend", "ethinyl"])
def test_words_that_may_be_of_several(text: str) -> None:
    """A word that others begin with, or that is one by itself, is not taken for a name."""
    assert not IDENTIFY(text)


def test_brand_words_in_prose() -> None:
    """A brand that is a surname or a given name is one in prose only before a form or a strength."""
    assert COMPENDIUM.find_mentions("Dr. Benet saw Thais, Divina and Mrs. Dotti.") == ()
    assert [str(each.brand) for each in COMPENDIUM.find_mentions("She took Benet 17.5 mg and Thais patches.")] == [
        "Benet",
        "Thais",
    ]


def test_vitamin_d_beside_a_treatment() -> None:
    """Vitamin D beside a treatment is the one of that combination; alone it says not which."""
    assert [each.id for each in IDENTIFY("alendronate/vit D").medications] == ["alendronic-acid", "colecalciferol"]
    assert not IDENTIFY("vitamin D")
    assert len(IDENTIFY("alendronate and calcitriol with vitamin D").medications) == 3
    assert [each.id for each in IDENTIFY("denosumab with vitamin D").medications] == ["denosumab"]


@for_each(COMPENDIUM.look_alike_patterns.values())
def test_patterns_of_what_is_not_a_medicine(pattern: LookAlikePattern) -> None:
    """In each example of a pattern nothing is found, and each begins with a word that lets the pattern be tried."""
    for example in pattern.examples:
        assert not IDENTIFY(example), example


LABORATORY = [
    "Assay of calcitonin",
    "Estradiol (E2) [Mass/volume] in Serum or Plasma by Immunoassay",
    "Parathyrin.intact [Mass/volume]",
    "PTH-Intact SerPl-mCnc",
    "25-OH Vitamin D: 18 ng/mL",
    "vitamin d3 (25-oh)",
    "S. Estriol (E3)",
    "Estradiol, Sensitive (LC/MS-MS)",
    "Calcitonin low in blood",
    "Loinc 1992-7: Calcitonin [Mass/volume] in Serum or Plasma",
    "Calcitonin stimulation test",
    "oestradiol receptor distribution in human breast cancer",
    "TECHNETIUM TC-99M ETIDRONATE KIT",
    "Benet",
    "Dotti",
    "Estradiol: 18 pg/mL in 2 mL tablets",
]
MEDICINES = [
    "calcitonin 200 IU nasal",
    "calcitonin-salmon 200 unit/act nasal solution",
    "estradiol 1 mg tablet",
    "Estradiol (E2) 0.05 mg/24 h patch",
    "calcifediol 30 mcg capsule",
    "Vitamin D3 5000 IU",
    "Benet tablets",
    "Dotti 0.1 mg",
    "BENET (risedronate)",
    "teriparatide (PTH 1-34) pen",
    "PTH(1-84) 100 mcg powder for injection",
]


def test_laboratory_tests_and_medicines() -> None:
    """Tests, findings and surnames are not medicines; a dosage form or a strength tells that one is meant."""
    assert [text for text in LABORATORY if IDENTIFY(text)] == []
    assert [text for text in MEDICINES if not IDENTIFY(text)] == []


def read_field_strings() -> list[dict[str, str]]:
    """Strings met in public files, with the right answer."""
    with Path(__file__).with_name("field_strings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LABEL = {"yes": True, "no": False, "unknown": None}
NOT_READ = {
    # National brands that no source read gives.
    "Bonasol",
    "Bonesta 150 Tablet",
    "CO ETIDROCAL Oral   TABLET",
    "Opticalcio D3",
    "Optinate Plus Ca & D",
    "Osteoban 150mg",
    "Restofos",
    "Risedross",
    "Tevanate",
    "Tevanate® 70 mg",
}
LABEL_NOT_READ = {"ACTONEL COMBI 35mg tablets and sachet effervescent granules", "Etidronate disodium inj"}


@for_each(read_field_strings(), lambda row: row["string"])
def test_strings_met_in_public_files(row: dict[str, str]) -> None:
    """Strings as registers, pharmacies and patients write them give their medications, and their label where known."""
    found = IDENTIFY(row["string"])
    medications = {each.id for each in found.medications}

    assert (medications == set(filter(None, row["medications"].split("; ")))) is (row["string"] not in NOT_READ)
    if row["labeled_for_osteoporosis"] and row["string"] not in LABEL_NOT_READ:
        assert LABEL[row["labeled_for_osteoporosis"]] is found.labeled_for_osteoporosis


@for_each([code for code in COMPENDIUM.product_codes.values() if code.system in ("rxnorm", "snomedct", "eu-number")])
def test_terms_of_registers(code: osteopharm.model.product_level.ProductCode) -> None:
    """The terms of RxNorm, dm+d and the Union register give the medications that their codes are of."""
    known = code.identifies
    owner = known.of if isinstance(known, Product) else known
    expected = set(owner.components if isinstance(owner, Combination) else (owner,))

    # This concept names a substance that is not cataloged beside the one that is.
    assert expected == set(IDENTIFY(code.term).medications) or code.term == "Menaquinone-7 + Menatetrenone"


def test_a_strength_of_one_market_does_not_decide_for_a_brand_whose_markets_differ() -> None:
    """Didronel 400 mg is for Paget disease in the United States, and Didronel 200 mg for osteoporosis in Japan."""
    for text, market, label in (("Didronel 400 mg", "US", False), ("Didronel 200 mg", "JP", True)):
        assert IDENTIFY(text).labeled_for_osteoporosis is None
        assert IDENTIFY(text, market=market).labeled_for_osteoporosis is label
    # Both are strengths of one label, which decides.
    assert IDENTIFY("Fosamax 40 mg").labeled_for_osteoporosis is False
    assert IDENTIFY("Actonel 17.5 mg").labeled_for_osteoporosis is True


@for_each([each for each in COMPENDIUM.medications.values() if each.role is Role.TREATMENT])
def test_a_form_that_no_label_has_decides_nothing(medication: Medication) -> None:
    """Whether tablets, a spray or an injection are for osteoporosis is known from a label of that form alone."""
    for words in ("tablets", "nasal spray", "solution for injection", "vaginal cream", "transdermal patch"):
        found = IDENTIFY(f"{medication.name} {words}")
        labels = [each for each in found.products if each.labels and (each.dosage_form or each.route)]

        assert found.labeled_for_osteoporosis is None or labels, words


def test_more_annotations_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """An annotation that was forgotten is made again as before."""
    monkeypatch.setattr(annotation, "MOST_REMEMBERED", 1)
    cache = annotation.AnnotationCache(COMPENDIUM._matcher, COMPENDIUM._context)

    for text in ("Fosamax 70 mg", "Prolia", "Fosamax 70 mg", "Xgeva 120 mg"):
        assert cache.of(text) == (annotation.annotation_of(IDENTIFY(text)).values,)


def test_more_products_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is forgotten is answered again as before."""
    strings = ["Fosamax 70 mg", "Prolia", "Xgeva", "Fosamax 70 mg"]
    expected = [COMPENDIUM.identify(text).labeled_for_osteoporosis for text in strings]
    monkeypatch.setattr(products, "MOST_REMEMBERED", 1)
    fresh = osteopharm.Compendium(**{name: COMPENDIUM.records.of(name) for name in COLLECTIONS})

    assert [fresh.identify(text).labeled_for_osteoporosis for text in strings] == expected == [True, True, False, True]
