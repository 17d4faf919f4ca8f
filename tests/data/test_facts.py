"""The records held against the fact tables from which they were curated, row by row.

The tables lie beside the checkout in some places, and do not ship; elsewhere these tests skip.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.rules import each_of
from tests.seeds import SEEDS

import osteopharm
from osteopharm import Combination, Medication, UnknownIdError
from osteopharm.model import LabelFacts, Market, Regimen

FOLDER = os.environ.get("OSTEOPHARM_FACTS")

pytestmark = [
    pytest.mark.facts,
    pytest.mark.skipif(FOLDER is None, reason="OSTEOPHARM_FACTS names no folder with the fact tables"),
]

COMPENDIUM = osteopharm.load()
OWNERS: list[Medication | Combination] = [*COMPENDIUM.medications.values(), *COMPENDIUM.combinations.values()]

# Rows of product strings that disagree with what is found, each with the reason.
PRODUCTS_THAT_DISAGREE = {
    "NuvaRing 0.12/0.015 MG per 24HR 21 Day Vaginal System": "the table has none; it holds ethinylestradiol",
    "NuvaRing 0.12/0.015 MG per 24HR 21 Day Vaginal Ring": "the table has none; it holds ethinylestradiol",
    "Dotti": "a surname too; only a dosage form or strength shows that the brand is meant",
}

# Markets whose label another table gives, or corrects: by brand and region.
FILLED_LATER = {
    ("Vivelle-Dot", "US"): ["mixed"],
    ("Alora", "US"): ["mixed"],
    ("Ibandronic acid Accord", "EU"): ["mixed"],
    ("Zoledronic Acid Hospira", "EU"): ["mixed"],
    ("Teriparatide Ascend", "EU"): ["unknown"],
    ("Teriparatide Cinnagen", "EU"): ["unknown"],
    ("Ibandronic Acid Hexal", "EU"): ["unknown"],
    ("Alendronic Acid / Colecalciferol Mylan", "EU"): ["unknown"],
}

# EU brands of which the table's substance is not all that is found, each with the reason.
EU_BRANDS_THAT_DISAGREE = {
    "Ioa": "excluded_from_search: three letters mean other things too; it holds nomegestrol and estradiol",
    "Alendronic Acid / Colecalciferol Mylan": "the table leaves its substance blank; its name says it",
    "Issarlos": "the table leaves this column blank; the next gives strontium ranelate and colecalciferol",
    "Ditelos": "the table leaves this column blank; the next gives strontium ranelate and colecalciferol",
}

# Substances of the table, and under which names they are cataloged: none where they are partners only.
EU_SUBSTANCES = {
    "oestrogens conjugated": "conjugated-estrogens",
    "parathyroid hormone (rDNA)": "parathyroid-hormone",
    "recombinant salmon calcitonin": "calcitonin",
    "ethinyl estradiol": "ethinylestradiol",
    **dict.fromkeys(
        ("norelgestromin", "nomegestrol", "nomegestrol acetate", "relugolix", "norethisterone acetate"), None
    ),
}

# UNII names of cataloged forms that are not found, each with the reason. Codes of developers, and systematic
# names by their endings, are reported by rule.
UNII_CODE = "cd"
UNII_SYSTEMATIC = re.compile(
    r"PHOSPHON|PHENYL|HYDROXY|HYDRO-|TRIEN|PREGN|IMMUNOGLOBULIN|THIOPHENE|FLAVONE|GLUTAMIC ACID|(?:[A-Z]{3}-){4}"
)
UNII_NOT_FOUND = {
    "ABDP": "excluded_from_search",
    "BZA": "excluded_from_search",
    "E2": "excluded_from_search",
    "OEDP": "excluded_from_search",
    "PTH": "excluded_from_search",
    "DEPO": "excluded_from_search",
    "EVEX": "excluded_from_search",
    "OGEN": "excluded_from_search",
    "OSTEN": "excluded_from_search",
    "EVIDEN": "excluded_from_search",
    "E3A": "an abbreviation of a developer",
    "AHHEXBP": "an abbreviation of a developer",
    "BIM44058": "a code of a developer, though marked as a name",
    "AK-159": "a code of a developer, though marked as a name",
    "AK159": "a code of a developer, though marked as a name",
    "SPROT P01258": "the number of an entry in a protein database",
    "POLYPEPTIDE HORMONE THAT LOWERS THE CALCIUM CONCENTRATION IN THE PLASMA OF MAMMALS": "a description",
    "THROCALCITONIN": "a misspelling",
    "ZOLADRONA ACID MYLAN": "a misspelling",
    "PARATHYROID": "the gland, too",
    "AACIFEMINE": "a trade name that the table marks as a common name; not cataloged",
    "ESTRIEL-DEPOT": "a trade name that the table marks as a common name; not cataloged",
    "TURPINAL 2NZ": "a chemical of industry",
    "DEQUEST 2015DN": "a chemical of industry",
    "ESTRONE HYDROGEN SULFATE COMPOUND WITH PIPERAZINE (1:1)": "a systematic name",
    "ESTRONE HYDROGEN SULPHATE COMPOUND WITH PIPERAZINE (1:1)": "a systematic name",
}

# UNII names of other substances in which another medication is found than the table puts them to, with the reason.
UNII_OF_OTHERS = {
    "ESTRADIOL, 17-ETHYNYL-1-METHYL-": "the parent is first, its ethynyl group behind it",
    "2-HYDROXY-17.ALPHA.-ETHYNYL-17.BETA.-ESTRADIOL": "its ethynyl group is apart",
}

# Substances of the DrugBank table that are not cataloged: each is another substance than the medication.
DRUGBANK_NOT_CATALOGED = {
    "2-Methoxyestradiol": "a metabolite",
    "2-Hydroxyestradiol": "a metabolite",
    "Estradiol sulfamate": "another substance",
    "Polyestradiol phosphate": "a polymer",
    "Fluoroestradiol F-18": "a radioactive agent",
    "Technetium Tc-99m etidronate": "a radioactive agent",
    "17alpha-Estriol": "another isomer",
    "Becocalcidiol": "another vitamin D analogue",
    "1alpha,24S-Dihydroxyvitamin D2": "another vitamin D analogue",
    "24-Homo-1,25-dihydroxyvitamin D3": "another vitamin D analogue",
    "24,25-Dihydroxycholecalciferol": "a metabolite",
    "Calcitonin eel": "another peptide",
    "Parathyroid Hormone-Related Protein 1-36": "another peptide",
    "Menaquinone": "the group",
    "Menaquinone 6": "another menaquinone",
    "Menaquinone 7": "another menaquinone",
}

# Codes of the ATC table that no medication has, each with the reason.
ATC_NOT_CATALOGED = {
    "A11CC55": "combinations of colecalciferol with whatever: no product of its own",
    "G03CA53": "combinations of estradiol with whatever: no product of its own",
    "G03CC06": "combinations of estriol with whatever: no product of its own",
}

# Rows of the brand table that ship as no brand, each with the reason; and under which name a brand ships.
ROWS_WITHOUT_A_BRAND = {
    "Risedronate sodium 35 mg (generic)": "a generic product; its label ships",
    "calcitonin-salmon nasal spray (Sandoz)": "a generic product; its label ships",
    "Teriparatide Injection (Alvogen)": "a generic product; its label ships",
}
BRANDS_THAT_SHIP_AS = {"Miacalcic (injection)": "Miacalcic"}

# How the tables write what is cataloged under another name.
TABLE_MEDICATIONS = {
    "calcitonin salmon": "calcitonin",
    "parathyroid hormone 1-84": "parathyroid-hormone",
    "teriparatide acetate": "teriparatide",
    "alendronic acid + cholecalciferol": "alendronic-acid-and-colecalciferol",
    "alendronic acid + colecalciferol": "alendronic-acid-and-colecalciferol",
    "etidronic acid + calcium carbonate": "etidronic-acid-and-calcium",
    "bazedoxifene + conjugated estrogens": "conjugated-estrogens-and-bazedoxifene",
    "bazedoxifene + conjugated oestrogens": "conjugated-estrogens-and-bazedoxifene",
}

SYSTEMS = {
    "chembl": "chembl",
    "mesh": "mesh",
    "pubchem_cid": "pubchem.compound",
    "chebi": "chebi",
    "rxcui": "rxnorm",
}


def path(name: str) -> Path:
    """Where a fact table lies."""
    assert FOLDER is not None

    return Path(FOLDER) / "reference" / name


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a fact table."""
    with path(name).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))

    assert found, f"{name} is empty"
    return found


def lines(name: str) -> list[dict[str, object]]:
    """The lines of a file of JSON lines."""
    return [json.loads(line) for line in path(name).read_text(encoding="utf-8").splitlines()]


def ids(names: str) -> set[str]:
    """The ids of the medications that a cell names: none, one or several."""
    return {name.replace(" ", "-") for name in names.split(";") if name not in ("", "none")}


def found_in(text: str) -> set[str]:
    """The ids of the medications that are found in a text."""
    return {medication.id for medication in COMPENDIUM.identify(text).medications}


def behind(curie: str) -> set[str]:
    """The ids of the medications behind a code; none where no medication has it."""
    try:
        return {medication.id for medication in COMPENDIUM.by_identifier(curie).medications}
    except UnknownIdError:
        return set()


# Product strings.


@each_of(
    ("table", "column"),
    [
        ("rxnorm_prescribable_products_sample.csv", "product_string"),
        ("uk_gp_product_strings_sample.csv", "product_string"),
        ("synthea_medication_codes.csv", "display"),
        ("rxnorm_ingredients_brands.csv", "name"),
    ],
)
def test_product_strings(table: str, column: str) -> None:
    """In every product string just the right medications are found, and none in those that hold none."""
    wrong = {row[column] for row in rows(table) if ids(row["osteo_ingredient"]) != found_in(row[column])}

    assert wrong == {row[column] for row in rows(table)} & PRODUCTS_THAT_DISAGREE.keys()


def test_medication_requests() -> None:
    """In the display of every FHIR request is found what the table says of its code."""
    labeled = {row["rxcui"]: row for row in rows("synthea_medication_codes.csv")}
    asked = 0
    for request in lines("synthea_medicationrequests.jsonl"):
        concept = request.get("medicationCodeableConcept")
        for coding in concept["coding"] if isinstance(concept, dict) else []:
            asked += 1
            if coding["display"] not in PRODUCTS_THAT_DISAGREE and coding["code"] in labeled:
                assert ids(labeled[coding["code"]]["osteo_ingredient"]) == found_in(coding["display"])

    assert asked > 50


def test_eu_brands() -> None:
    """Every EU brand gives its substances; those that disagree are listed."""
    wrong = set()
    for row in rows("ema_brands.csv"):
        substances = {EU_SUBSTANCES.get(name, name.replace(" ", "-")) for name in row["inn"].split(";") if name}
        if substances - {None} != found_in(row["brand"]):
            wrong.add(row["brand"])

    assert wrong == EU_BRANDS_THAT_DISAGREE.keys()


def test_eu_brands_by_therapeutic_area() -> None:
    """No EU brand is reported to be for osteoporosis, or not, against the therapeutic areas of the registry."""
    for row in rows("ema_brands.csv"):
        labeled = COMPENDIUM.identify(row["brand"]).labeled_for_osteoporosis
        # One strength of each is for osteoporosis, as a leaflet or the text of the export says; the areas omit it.
        is_known_to_differ = row["brand"] in {"Ibandronic acid Accord", "Zoledronic Acid Hospira"}
        if labeled is not None and row["therapeutic_area_mesh"] and not is_known_to_differ:
            assert labeled is ("Osteoporosis" in row["therapeutic_area_mesh"]), row["brand"]


def unii_name(row: dict[str, str]) -> str:
    """A UNII name without the mark that says where it is used, such as ``[INN]``."""
    return re.sub(r" \[[^\]]*\]?$", "", row["name"])


def cataloged_uniis() -> dict[str, str]:
    """The id of the medication that each cataloged UNII means."""
    identifiers = (
        (each, medication.id) for medication in COMPENDIUM.medications.values() for each in medication.identifiers
    )
    return {each.local: id for each, id in identifiers if each.prefix == "unii"}


def test_unii_names_of_cataloged_forms() -> None:
    """Names and brands of a cataloged form give its medication, but for codes, systematic names and those listed."""
    cataloged = cataloged_uniis()
    missed = {
        unii_name(row)
        for row in rows("unii_names.csv")
        if row["unii"] in cataloged
        and cataloged[row["unii"]] not in found_in(unii_name(row))
        and row["name_type"] != UNII_CODE
        and not UNII_SYSTEMATIC.search(unii_name(row))
    }

    assert missed == UNII_NOT_FOUND.keys()


def test_unii_names_of_cataloged_forms_give_nothing_else() -> None:
    """A name of a cataloged form gives no other medication, but for those in a combination of that brand."""
    cataloged = cataloged_uniis()
    for row in rows("unii_names.csv"):
        found = found_in(unii_name(row))
        if row["unii"] in cataloged and found:
            own = cataloged[row["unii"]]
            other_ingredients = [
                {each.id for each in combination.components} for combination in COMPENDIUM.combinations.values()
            ]

            assert found == {own} or (found in other_ingredients and own in found), row["name"]


def test_unii_names_of_other_substances() -> None:
    """In the name of an ester, metabolite or relative that is not cataloged, no more is found than its parent."""
    cataloged = cataloged_uniis()
    wrong = {
        unii_name(row)
        for row in rows("unii_names.csv")
        if row["unii"] not in cataloged and not found_in(unii_name(row)) <= ids(row["osteo_ingredient"])
    }

    assert wrong == UNII_OF_OTHERS.keys()


def test_unii_names_that_withhold() -> None:
    """What the list calls excluded_from_search is excluded_from_search in the data."""
    excluded_from_search = {
        name.name.upper() for owner in OWNERS for name in owner.names if name.excluded_from_search is not None
    }
    excluded_from_search |= {
        brand.name.upper() for owner in OWNERS for brand in owner.brands if brand.excluded_from_search is not None
    }

    assert {name for name, reason in UNII_NOT_FOUND.items() if reason == "excluded_from_search"} <= excluded_from_search


# Codes.


def test_rxnorm_codes() -> None:
    """Every RxNorm code of an ingredient, a combination or a brand gives its medications."""
    for row in rows("rxnorm_ingredients_brands.csv"):
        assert ids(row["osteo_ingredient"]) == behind(f"rxnorm:{row['rxcui']}"), row


def test_cross_checked_codes() -> None:
    """Every ChEMBL, PubChem, MeSH, ChEBI and RxNorm code of the cross-check gives its medication."""
    for row in rows("identifiers_chembl_pubchem_mesh.csv"):
        curie = f"{SYSTEMS[row['id_type']]}:{row['id_value'].removeprefix('CHEBI:')}"

        assert ids(row["ingredient"]) == behind(curie), row


def test_drugbank_codes() -> None:
    """Every DrugBank, CAS, UNII and InChIKey code of a cataloged substance gives its medication; of others, none."""
    for row in rows("drugbank_vocabulary_subset.csv"):
        name = row["common_name"]
        expected: set[str] = set() if name in DRUGBANK_NOT_CATALOGED else ids(row["osteo_ingredient"])
        for system, column in (("drugbank", "drugbank_id"), ("cas", "cas"), ("unii", "unii"), ("inchikey", "inchikey")):
            if row[column]:
                assert expected == behind(f"{system}:{row[column]}"), f"{name}: {row[column]}"

    assert {row["common_name"] for row in rows("drugbank_vocabulary_subset.csv")} >= DRUGBANK_NOT_CATALOGED.keys()


def test_atc_codes() -> None:
    """Every ATC code on the fifth level gives its medications; those that none has are listed."""
    missed = set()
    for row in rows("atc_2026_subset.csv"):
        expected = ids(row["osteo_ingredient"])
        if len(row["atc_code"]) == 7 and expected:
            found = behind(f"atc:{row['atc_code']}")
            if not found:
                missed.add(row["atc_code"])
            else:
                assert expected == found, row

    assert missed == ATC_NOT_CATALOGED.keys()


# Brands and labels.


def owner_of(medication: str) -> Medication | Combination:
    """The record in which a row of the brand or label table ships."""
    id = TABLE_MEDICATIONS.get(medication, medication.replace(" ", "-"))
    return next(owner for owner in OWNERS if owner.id == id)


def markets(row: dict[str, str]) -> list[Market]:
    """The markets that ship for a row of the brand table."""
    name = BRANDS_THAT_SHIP_AS.get(row["brand"], row["brand"])
    brands = [brand for brand in owner_of(row["medication"]).brands if brand.name == name]
    return [market for brand in brands for market in brand.markets if market.region == row["region"]]


def market_cells(market: Market) -> tuple[str, str, str]:
    """What a market says, as the brand table writes it: its company without remarks in brackets."""
    return market.company or "", market.osteoporosis_indication.value, market.reference_brand or ""


def test_brands() -> None:
    """Every row of the brand table ships as a market with its cells, a blank as unknown; the others are listed."""
    left = set()
    for row in rows("brands.csv"):
        found = markets(row)
        if not found:
            left.add(row["brand"])
            continue
        company = row["company"].partition(" (")[0] if row["company"] not in companies(found) else row["company"]
        # A blank of this table may be filled from the table of uses, and a strength may make a brand mixed.
        labels = {row["for_osteoporosis"] or "unknown", *FILLED_LATER.get((row["brand"], row["region"]), ())}
        cells = [(company, label, row["reference_brand"]) for label in labels]

        assert any(each in [market_cells(market) for market in found] for each in cells), row

    assert left == ROWS_WITHOUT_A_BRAND.keys()


def companies(found: Iterable[Market]) -> list[str | None]:
    """The companies of markets."""
    return [market.company for market in found]


def label_cells(facts: LabelFacts, regimen: Regimen) -> dict[str, str]:
    """What a label says of one regimen, as the label table writes it."""
    dose = regimen.dose
    return {
        "brand": facts.label.name,
        "region": facts.label.region,
        "company": facts.label.company or "",
        "routes": "; ".join(facts.routes),
        "dosage_forms": "; ".join(facts.dosage_forms),
        "osteoporosis_indications": "; ".join(regimen.osteoporosis_indications),
        "other_indications": regimen.other_indications or "",
        "regimen": regimen.text or "",
        "dose_value": f"{dose.value:g}" if dose else "",
        "dose_unit": dose.unit if dose else "",
        "interval": regimen.interval or "",
        "duration_limit": regimen.duration_limit or "",
        "boxed_warning": facts.boxed_warning or "",
        "contraindications": "; ".join(facts.contraindications),
        "key_warnings": "; ".join(facts.warnings),
        "renal_cutoff": facts.renal_threshold or "",
        "first_approval_year": str(facts.first_approval_year or ""),
        "status": facts.status or "",
    }


def test_labels() -> None:
    """Every row of the label table ships with each of its cells, a blank as nothing; and no other regimen ships."""
    shipped = [
        (owner.id, label_cells(facts, regimen))
        for owner in OWNERS
        for facts in owner.labels
        for regimen in facts.regimens
    ]
    for row in rows("labels.csv"):
        row_cells = {column: american(re.sub(r"\s*;\s*", "; ", row[column])) for column in shipped[0][1]}
        expected = (owner_of(row["medication"]).id, row_cells)

        assert expected in [(owner, {**cells, **plain_texts(cells)}) for owner, cells in shipped], row
    assert len(shipped) == len(rows("labels.csv"))


def american(text: str) -> str:
    """A cell of the table in the spelling of the data."""
    for british, ours in (
        ("oesophag", "esophag"),
        ("oestrogen", "estrogen"),
        ("tumour", "tumor"),
        ("authoris", "authoriz"),
        ("ischaem", "ischem"),
        ("immobilis", "immobiliz"),
    ):
        text = text.replace(british, ours)
    return text


def plain_texts(cells: dict[str, str]) -> dict[str, str]:
    """Cells with their semicolons spaced alike."""
    return {column: re.sub(r"\s*;\s*", "; ", cell) for column, cell in cells.items()}


def test_label_dates() -> None:
    """Every date of a label ships; the two regimens of Teribone share the one that was read."""
    dates = {(facts.label.name, facts.label.region): facts.label.date for owner in OWNERS for facts in owner.labels}
    for row in rows("labels.csv"):
        if row["label_date"]:
            assert row["label_date"] == dates[row["brand"], row["region"]], row


# Products and their codes

TABLES = SEEDS / "catalog"
FILES = {"dmd": "snomedct", "ndc11": "ndc"}
NATIONAL = {"aic", "artg", "bfarm-zulassung", "gtin", "hsa-sin", "kz-registration", "sukl"}


def shipped(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_register_codes() -> None:
    """Each code that was collected is in the table of its register, or an identifier of a record; or it has a reason.

    The reason is that of dm+d codes in the international namespace of SNOMED: their license.
    """
    held = {
        (file.stem, row["code"]) for file in (TABLES / "codes").glob("*.csv") for row in shipped(f"codes/{file.name}")
    }
    held |= {
        (identifier.prefix, identifier.local)
        for owner in OWNERS
        for part in (owner, *owner.brands)
        for identifier in part.identifiers
    }
    missing, unlicensed = [], []
    for row in [*rows("product_codes.csv"), *rows("ndc_more.csv")]:
        system = "national" if row["system"] in NATIONAL else FILES.get(row["system"], row["system"])
        if "International namespace" in row["note"]:
            unlicensed += [row["code"]] * ((system, row["code"]) in held)
        elif (system, row["code"]) not in held:
            missing.append(f"{system}:{row['code']}")

    assert missing == []
    assert unlicensed == []


def shorter(brand: str) -> list[str]:
    """A brand without its last words: the table writes the form or strength beside some ("Premarin Vaginal Cream")."""
    words = brand.split()
    return [" ".join(words[:length]) for length in range(1, len(words))]


def test_labels_by_strength() -> None:
    """Each label value that was read twice is in the table of uses, for its market and, where it has one, its brand."""
    held = {
        (row["market"], row["labeled_for_osteoporosis"], row["brand"].casefold())
        for row in shipped("products/uses.csv")
    }
    spelled = {
        variant.casefold(): brand.name.casefold()
        for owner in OWNERS
        for brand in owner.brands
        for variant in brand.name_variants
    }
    missing = []
    for row in rows("product_uses.csv"):
        brand = row["brand"].casefold()
        brand = spelled.get(brand, brand)
        wanted = {(row["market"], row["for_osteoporosis"], each) for each in (brand, *shorter(brand), "")}
        if row["for_osteoporosis"] and held.isdisjoint(wanted) and "second hormone" not in row["second_reading"]:
            missing.append(f"{row['brand']} {row['market']}")

    assert missing == []
