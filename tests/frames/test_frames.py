"""Tables on every engine: what is added, and that nothing else changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.parts import module, needs, require_mark
from tests.rules import each_of

import osteopharm
from osteopharm import Compendium, UnknownValueError
from osteopharm.errors import ColumnExistsError, InvalidTableError, UnknownColumnError
from osteopharm.frames import annotate, annotate_codes, annotate_long, annotating, eager
from osteopharm.frames.lookup import Lookup
from osteopharm.model.entities import Drug
from osteopharm.names.annotation import COLUMNS
from osteopharm.names.codes import ALIASES, coder

# Their type stubs are packages of their own; what is tested here is what they give back.
pa: Any = import_module("pyarrow")
pd: Any = import_module("pandas")

Row = tuple[Any, ...]

PRODUCTS = [
    "FOSAMAX 70 MG TAB",
    "Fosavance 70 mg/5,600 IU tablets",
    "cholecalciferol 0.125 MG / menatetrenone 0.09 MG Oral Capsule",
    "Prolia or Xgeva",
    "1.17 ML romosozumab-aqqg 90 MG/ML Prefilled Syringe [Evenity]",
    "Forsteo 20micrograms/80microlitres pens (Eli Lilly and Company Ltd)",
    "estradiol 1.5 MG / nomegestrol acetate 2.5 MG Oral Tablet",
    "denosumab-bbdz 60 MG/ML",
    "ALENDRONSÄURE",
    "Procalcitonin, serum",
    "aspirin 75 mg",
]
ODD = [
    "",
    " ",
    "'; DROP TABLE osteopharm_rows; --",
    'Fosamax "70" \\ `x` ${y} %s {z}',
    "Fosamax\x00 70",
    "Fosamax\u2028\u202e\ufeff\U0001f9b4",
    "fosamax",
    "FOSAMAX",
    "Fosamax ",
    "null",
    "NaN",
    "x" * 200_000 + " Fosamax",
    f"denosumab {'1' * 5000} mg",
    "denosumab " + "(" * 20_000 + "60 mg" + ")" * 20_000,
    "=cmd|' /C calc'!A0 Fosamax",
    "<script>alert('Prolia')</script>",
    "\u2066deno\u200bsumab\u2069 \U000e0041 60 mg",
]


def rows_of(table: Any) -> list[Row]:
    """The rows of a table of any engine, nulls as None."""
    if hasattr(table, "sparkSession"):
        return [tuple(row) for row in table.collect()]
    frame: Any = nw.from_native(table)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    if frame.implementation is nw.Implementation.PANDAS:
        # Arrow would keep an index that is not a range as one column more.
        frame = nw.from_native(nw.to_native(frame).reset_index(drop=True))
    return [tuple(row.values()) for row in frame.to_arrow().to_pylist()]


def in_duckdb(table: Any) -> Any:
    """A relation of a connection of its own."""
    connection = duckdb.connect()
    connection.register("given", table)
    connection.execute("CREATE TABLE made AS SELECT * FROM given")
    connection.unregister("given")
    return connection.table("made")


LOCAL: dict[str, Callable[[Any], Any]] = {
    "pandas": lambda table: table.to_pandas(),
    "pandas, objects": lambda table: table.to_pandas().astype({"product": object}),
    "pandas, Arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.from_arrow,
    "polars, lazy": lambda table: pl.LazyFrame(pl.from_arrow(table)),
    "pyarrow": lambda table: table,
    "DuckDB": in_duckdb,
}
KEEP_ORDER = ("pandas", "pandas, objects", "pandas, Arrow", "polars", "polars, lazy", "pyarrow")
BY_NARWHALS: dict[str, Callable[[Any], Any]] = {
    "Dask": lambda table: module("engines", "dask.dataframe").from_pandas(table.to_pandas(), npartitions=3),
    "Ibis": lambda table: module("engines", "ibis").memtable(table),
}
ENGINES = [
    *LOCAL,
    *(pytest.param(engine, marks=needs("engines")) for engine in BY_NARWHALS),
    pytest.param("Spark", marks=needs("spark")),
]


@pytest.fixture
def make(request: pytest.FixtureRequest) -> Callable[[str, Any], Any]:
    """Makes a table of an engine from a pyarrow table."""

    def made(engine: str, table: Any) -> Any:
        if engine == "Spark":
            require_mark("spark")
            return request.getfixturevalue("spark").createDataFrame(table)
        return (LOCAL | BY_NARWHALS)[engine](table)

    return made


def table_of(products: Sequence[str | None], type: Any = None) -> Any:
    """A pyarrow table with a number for each row."""
    numbers = pa.array(range(len(products)), pa.int64())
    return pa.table({"id": numbers, "product": pa.array(products, type or pa.string())})


def expected_of(product: str | None, compendium: Compendium | None = None) -> Row:
    """The expected annotation of a product, from the library itself."""
    found = (compendium or osteopharm.load()).identify(product or "")
    if not found:
        return (None,) * 5
    return (
        "; ".join(sorted(each.id for each in found.medications)),
        "; ".join(sorted(each.id for each in found.drug_classes)),
        found.action.value if found.action else None,
        "; ".join(sorted(each.name for each in found.brands)) or None,
        found.labeled_for_osteoporosis,
    )


DISTINCT = [*PRODUCTS, *ODD, None, *(f"tablet no. {number} of nothing" for number in range(177))]
LARGE = [DISTINCT[n * 7919 % len(DISTINCT)] for n in range(20_000)]


# --- what holds of any table -------------------------------------------------------------------------------------


texts = st.one_of(
    st.sampled_from(PRODUCTS),
    st.sampled_from(ODD),
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(PRODUCTS).map(str.upper),
)


@given(products=st.lists(texts, max_size=40))
@example(products=[])
@example(products=[None, None])
@example(products=[""])
@pytest.mark.parametrize("engine", LOCAL)
def test_every_row_is_kept_and_gets_what_identify_says(engine: str, products: list[str | None]) -> None:
    """Whatever the strings, each row is there once, unchanged, with what the library itself says of its string."""
    given_table = LOCAL[engine](table_of(products))

    annotated = annotate(given_table, "product")
    rows = rows_of(annotated)

    assert type(annotated) is type(given_table)
    assert [(n, product, *expected_of(product)) for n, product in enumerate(products)] == (
        rows if engine in KEEP_ORDER else sorted(rows)
    )


@given(products=st.lists(texts, max_size=40))
@example(products=[])
@example(products=["Fosavance", None, "Fosavance", "x"])
@pytest.mark.parametrize("engine", LOCAL)
def test_the_long_form_has_a_row_for_each_medication(engine: str, products: list[str | None]) -> None:
    """A string with several medications has a row for each, and a string with none has one row."""
    compendium = osteopharm.load()
    medications = [sorted(each.id for each in compendium.identify(each or "").medications) for each in products]
    expected: list[Row] = []
    for n, product in enumerate(products):
        expected += [(n, product, id) for id in medications[n]] or [(n, product, None)]

    rows = [row[:3] for row in rows_of(annotate_long(LOCAL[engine](table_of(products)), "product"))]

    assert expected == (rows if engine in KEEP_ORDER else sorted(rows))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_large_table_on_every_engine(make: Callable[[str, Any], Any], engine: str) -> None:
    """20,000 rows with 206 distinct strings, hostile ones among them, get the same results on every engine."""
    told = {product: expected_of(product) for product in set(LARGE)}
    given_table = make(engine, table_of(LARGE))

    annotated = annotate(given_table, "product")
    rows = rows_of(annotated)

    assert ["id", "product", *COLUMNS] == nw.from_native(annotated).collect_schema().names()
    assert [(n, product, *told[product]) for n, product in enumerate(LARGE)] == (
        rows if engine in KEEP_ORDER else sorted(rows)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_the_long_form_on_every_engine(make: Callable[[str, Any], Any], engine: str) -> None:
    """Class, action and brand are those of the one medication; what the product is labeled for stands with each."""
    rows = sorted(
        rows_of(annotate_long(make(engine, table_of(["Fosavance", "Fosavance", None, "x"])), "product")), key=str
    )
    bisphosphonate = ("alendronic-acid", "nitrogen-containing-bisphosphonates", "antiresorptive", "Fosavance", True)
    vitamin = ("colecalciferol", "vitamin-d-analogues", None, "Fosavance", True)

    assert rows == [
        (0, "Fosavance", *bisphosphonate),
        (0, "Fosavance", *vitamin),
        (1, "Fosavance", *bisphosphonate),
        (1, "Fosavance", *vitamin),
        (2, None, None, None, None, None, None),
        (3, "x", None, None, None, None, None),
    ]


# --- the catalog's codes ---------------------------------------------------------------------------------------


ALENDRONATE = ("alendronic-acid", "nitrogen-containing-bisphosphonates", "antiresorptive", None, True)
NOTHING = (None,) * 5


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("type", ["int32", "int64", "double", "decimal128(20, 0)", "string"])
def test_codes_of_any_type(make: Callable[[str, Any], Any], engine: str, type: str) -> None:
    """Codes may be whole numbers, whole fractions, decimals or text; a null stays null, and the type what it was."""
    written: Any = {"int32": pa.int32(), "int64": pa.int64(), "double": pa.float64(), "string": pa.string()}
    given_type = written.get(type, pa.decimal128(20, 0))
    codes = ["46041", "993449", None, "161"] if type == "string" else [46041, 993449, None, 161]
    products = pa.array([Decimal(code) if type.startswith("dec") and code else code for code in codes], given_type)
    table = make(engine, pa.table({"id": pa.array(range(4), pa.int64()), "product": products}))
    before = nw.from_native(table).collect_schema()["product"]

    annotated = annotate_codes(table, "product", "rxnorm")
    rows = sorted(rows_of(annotated))

    assert before == nw.from_native(annotated).collect_schema()["product"]
    assert [row[2:] for row in rows] == [ALENDRONATE, osteopharm_row("denosumab"), NOTHING, NOTHING]


def osteopharm_row(name: str) -> Row:
    """The annotation of a name."""
    *start, _, labeled = expected_of(name)
    return (*start, None, labeled)


@each_of(
    ("system", "code"),
    [
        ("rxnorm", "46041"),
        ("rxnorm", "0046041"),
        ("rxnorm", "rxnorm:46041"),
        ("rxnorm", "RxNorm: 46041"),
        ("rxnorm", "RxCUI 46041"),
        ("rxnorm", "RXCUI:0046041"),
        ("rxnorm", "RxNorm CUI 46041"),
        ("RxCUI", "rxcui=46041"),
        ("RxNorm", " 46041 "),
        ("rxnorm", "46041.0"),
        ("atc", "M05BA04"),
        ("ATC", "m05ba04"),
        ("atc", "ATC M05BA04"),
        ("unii", "X1J18R4W8P"),
        ("unii", "unii:x1j18r4w8p"),
        ("drugbank", "DB00630"),
        ("cas", "66376-36-1"),
        ("cas", "0066376-36-1"),
        ("pubchem.compound", "PubChem CID 2088"),
        ("pubchem", "2088"),
        ("chembl", "chembl:CHEMBL870"),
        ("mesh", "D019386"),
        ("chebi", "CHEBI:2567"),
    ],
)
def test_codes_in_the_forms_that_tables_have(system: str, code: str) -> None:
    """A code is found in any case, after zeros or blanks, and after the name of its system."""
    table = annotate_codes(pl.DataFrame({"code": [code]}), "code", system)

    assert table.select("medication", "labeled_for_osteoporosis").rows() == [("alendronic-acid", True)]


@each_of(
    ("system", "code"),
    [
        ("rxnorm", "atc:46041"),
        ("rxnorm", "4604"),
        ("rxnorm", "460410"),
        ("rxnorm", "46041.5"),
        ("rxnorm", "-46041"),
        ("rxnorm", "rxnorm46041"),
        ("rxnorm", "Fosamax"),
        ("rxnorm", ""),
        ("rxnorm", "rxnorm:"),
        ("rxnorm", "rxnorm:rxnorm:46041"),
        ("atc", "0M05BA04"),
        ("atc", "M05BA"),
        ("atc", "M05BA040"),
        ("unii", "0X1J18R4W8P"),
        ("drugbank", "630"),
        ("snomedct", "46041"),
    ],
)
def test_codes_that_are_none_of_a_product(system: str, code: str) -> None:
    """A code of another system, of a group, or one digit off is not annotated."""
    table = annotate_codes(pl.DataFrame({"code": [code]}), "code", system)

    assert table.select(COLUMNS).rows() == [NOTHING]


@each_of("code", [46041.5, float("inf"), 1e300, -46041.0, Decimal("1e40"), True])
def test_numbers_that_are_not_code(code: Any) -> None:
    """A fraction, an infinity or a number beyond any code is not annotated; a truth value is none at all."""
    table = pd.DataFrame({"code": pd.Series([46041, code], dtype=object)})

    if code is True:
        with pytest.raises(InvalidTableError, match="holds a bool"):
            annotate_codes(table, "code", "rxnorm")
    else:
        told = annotate_codes(table, "code", "rxnorm")["medication"]
        assert told.isna().to_list() == [False, True]


def test_every_code_of_the_catalog_gets_its_product() -> None:
    """The medications are those of `by_identifier`; a brand's code tells its brand, and what that is labeled for."""
    compendium = osteopharm.load()
    checked = 0
    products: list[Drug] = [*compendium.medications.values(), *compendium.combinations.values()]
    for product in products:
        for brand in (None, *product.brands):
            for each in product.identifiers if brand is None else brand.identifiers:
                found = coder(each.prefix, compendium.codes)(each.local)
                assert found is not None
                assert found.medications == compendium.by_identifier(each.curie).medications
                assert found.brands == (() if brand is None else (brand,))
                if brand is not None and brand.labeled_for_osteoporosis is not None:
                    assert found.labeled_for_osteoporosis is brand.labeled_for_osteoporosis
                checked += 1

    assert checked > 400


def test_the_codes_of_brands_of_one_substance_differ() -> None:
    """Prolia and Xgeva have codes of their own, and one of them alone is for osteoporosis."""
    codes = {
        brand.name: each.local
        for brand in osteopharm.load().medications["denosumab"].brands
        for each in brand.identifiers
        if each.prefix == "rxnorm" and brand.name in {"Prolia", "Xgeva"}
    }
    table = annotate_codes(pl.DataFrame({"code": [codes["Prolia"], codes["Xgeva"]]}), "code", "rxnorm")

    assert table.select("brand", "labeled_for_osteoporosis").rows() == [("Prolia", True), ("Xgeva", False)]


def test_an_unknown_system_is_refused() -> None:
    """The error lists the systems."""
    with pytest.raises(UnknownValueError, match="system has no value 'icd-9'; use one of 'atc'"):
        annotate_codes(pl.DataFrame({"code": ["1"]}), "code", "icd-9")


def test_a_medication_is_where_its_alias_says() -> None:
    """Every other word for a system means one that is known."""
    for alias in ALIASES:
        assert coder(alias, osteopharm.Compendium().codes)("1") is None


# --- what comes in -----------------------------------------------------------------------------------------------


@each_of(
    "type",
    [
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ],
    ids=str,
)
@each_of("engine", ["pandas", "polars", "pyarrow", "DuckDB"])
def test_any_text_type(engine: str, type: Any) -> None:
    """Dictionary-encoded, categorical and large text gets the same result as plain text, and keeps its type."""
    products = ["Fosamax", None, "Fosavance", "Fosamax", "x"]
    table = LOCAL[engine](table_of(products).set_column(1, "product", pa.array(products).cast(type)))

    annotated = annotate(table, "product")

    assert nw.from_native(table).collect_schema()["product"] == nw.from_native(annotated).collect_schema()["product"]
    assert [expected_of(product) for product in products] == [row[2:] for row in sorted(rows_of(annotated))]


def test_arrow_chunks_with_dictionaries_of_their_own() -> None:
    """Chunks, empty ones among them, may have other dictionaries, with nulls and repeated values in them."""
    first = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int8()), pa.array(["Fosamax", "x"]))
    second = pa.DictionaryArray.from_arrays(pa.array([1, 0, 1], pa.int8()), pa.array(["Prolia", "Fosamax"]))
    column = pa.chunked_array([first, second.slice(0, 0), second])
    expected = ["alendronic-acid", None, None, "alendronic-acid", "denosumab", "alendronic-acid"]

    for asked in (annotate, annotate_long):
        rows = rows_of(asked(pa.table({"product": column}), "product"))

        assert expected == [row[1] for row in rows]


@given(st.lists(st.sampled_from(["Fosavance", None, "x", "Fosamax", "Actonel"])), st.integers(1, 3))
@example(["Fosavance", None, "x", "Fosamax", "Fosavance"], 2)
def test_arrow_takes_slices(products: list[str | None], size: int) -> None:
    """A table longer than what is taken at a time gets the same result, in pyarrow and in pandas."""
    table = table_of(products)
    # Two of them together have two chunks.
    half = pd.DataFrame({"product": pd.array(products, dtype="string[pyarrow]")})
    data = pd.concat([half, half], ignore_index=True)

    def annotated() -> list[str]:
        both = [add(each, "product") for add in (annotate, annotate_long) for each in (table, data)]
        return [str(each.to_pydict() if isinstance(each, pa.Table) else each.to_dict()) for each in both]

    whole = annotated()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(eager, "SLICE", size)
        assert annotated() == whole


def test_arrow_without_chunks() -> None:
    """A table that has no chunk at all has its columns all the same."""
    table = pa.table({"product": pa.chunked_array([], pa.string())})

    assert ["product", *COLUMNS] == annotate(table, "product").column_names
    assert annotate_long(table, "product").num_rows == 0


def test_polars_enumerations_and_categories() -> None:
    """They are joined as what they are."""
    for type in (pl.Enum(["Fosamax", "x"]), pl.Categorical()):
        table = pl.DataFrame({"product": pl.Series(["x", "Fosamax", None], dtype=type)})

        assert annotate(table, "product")["medication"].to_list() == [None, "alendronic-acid", None]
        assert annotate(table.lazy(), "product").collect()["medication"].to_list() == [None, "alendronic-acid", None]


@each_of(
    "table",
    [
        pl.DataFrame({"product": [None, None]}),
        pl.LazyFrame({"product": [None, None]}),
        pa.table({"product": pa.nulls(2)}),
        pd.DataFrame({"product": [None, None]}),
        pd.DataFrame({"product": [float("nan"), float("nan")]}),
        duckdb.sql("SELECT NULL AS product FROM range(2)"),
    ],
    ids=lambda table: type(table).__module__,
)
def test_a_column_of_nulls(table: Any) -> None:
    """A column in which nothing stands has no type, or pandas calls it numbers; it is not annotated."""
    for asked in (annotate, annotate_long, partial(annotate_codes, system="atc")):
        assert [row[1:] for row in rows_of(asked(table, "product"))] == [NOTHING, NOTHING]


def test_an_enumeration_of_duckdb() -> None:
    """It is joined as text."""
    relation = duckdb.connect().sql("SELECT 'Fosamax'::ENUM('Fosamax', 'x') AS product")

    assert rows_of(annotate(relation, "product"))[0][1] == "alendronic-acid"


# --- traps -------------------------------------------------------------------------------------------------------


@each_of(
    "index",
    [
        pd.Index(["c", "a", "a"], name="label"),
        pd.MultiIndex.from_tuples([("x", 1), ("x", 1), ("y", 2)]),
        pd.DatetimeIndex(["2024-03-01", "2023-01-01", "2024-01-01"]),
        pd.RangeIndex(10, 4, -2),
    ],
    ids=lambda index: type(index).__name__,
)
def test_the_index_of_pandas_stays(index: Any) -> None:
    """A join would drop the index; here it stays, with its name and repeated labels, and the long form repeats it."""
    table = pd.DataFrame({"product": ["Fosavance", "x", "Fosamax"]}, index=index)
    before = table.copy()

    assert annotate(table, "product").index.equals(index)
    assert annotate(table, "product").index.names == index.names
    assert annotate_long(table, "product").index.equals(index.take([0, 0, 1, 2]))
    pd.testing.assert_frame_equal(before, table)


def test_pandas_types() -> None:
    """Text is what pandas makes of text, truth values can be null; Arrow's where the column has one of its types."""
    table = pd.DataFrame({"product": ["Fosamax", "x"]})
    arrow = table.astype({"product": pd.ArrowDtype(pa.string())})

    text = str(table["product"].dtype)  # "str", or "object" before pandas 3
    assert [str(annotate(table, "product")[name].dtype) for name in COLUMNS] == [text, text, text, text, "boolean"]
    told = annotate(arrow, "product")
    assert [str(told[name].dtype) for name in COLUMNS] == ["string[pyarrow]"] * 4 + ["bool[pyarrow]"]


@pytest.mark.parametrize("engine", KEEP_ORDER)
def test_the_order_of_rows_stays(engine: str) -> None:
    """A join of pyarrow or DuckDB loses the order of the rows; tables in memory keep it, over many of them."""
    annotated = nw.from_native(annotate(LOCAL[engine](table_of(LARGE * 6)), "product"))
    ids = [row[0] for row in rows_of(annotated.select("id").to_native())]

    assert all(second == first + 1 for first, second in pairwise(ids))


@pytest.mark.parametrize("engine", ENGINES)
def test_strings_that_fold_to_the_same_do_not_multiply_rows(make: Callable[[str, Any], Any], engine: str) -> None:
    """Keys that an engine might take for one another, by case or by blanks at the end, give each row once."""
    products = ["fosamax", "FOSAMAX", "Fosamax ", "Fosamax", "fosamax\u0301", "fosam\u00e1x"]
    rows = rows_of(annotate(make(engine, table_of(products)), "product"))

    assert sorted(row[0] for row in rows) == list(range(6))


def test_a_collation_does_not_multiply_rows() -> None:
    """Where DuckDB takes strings in any case for the same, each row is still there once."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE made (product VARCHAR COLLATE NOCASE)")
    connection.execute("INSERT INTO made VALUES ('fosamax'), ('FOSAMAX'), ('x'), (NULL)")

    rows = rows_of(annotate(connection.table("made"), "product"))

    assert Counter({"fosamax": 1, "FOSAMAX": 1, "x": 1, None: 1}) == Counter(row[0] for row in rows)
    assert [row[1] for row in rows if row[0] in {"fosamax", "FOSAMAX"}] == ["alendronic-acid"] * 2


def test_a_collation_of_spark_does_not_multiply_rows(spark: Any) -> None:
    """Where Spark takes strings in any case for the same, each row is still there once, and is annotated."""
    table = spark.sql("SELECT c COLLATE UTF8_LCASE AS product FROM VALUES ('fosamax'), ('FOSAMAX'), ('x') AS t(c)")

    rows = rows_of(annotate(table, "product"))

    assert {row[0]: row[1] for row in rows} == {"fosamax": "alendronic-acid", "FOSAMAX": "alendronic-acid", "x": None}
    assert len(rows) == 3


def test_duckdb_keeps_its_connection_and_its_catalog() -> None:
    """The relation stays on its own connection; nothing is registered there, and no variable of Python is looked up."""
    connection = duckdb.connect()
    connection.execute('CREATE TABLE made AS SELECT \'Fosamax\' AS "pro""duct", 1 AS osteopharm_rows')
    connection.execute("SET python_enable_replacements = false")
    before = connection.sql("SHOW ALL TABLES").fetchall()

    annotated = annotate(connection.table("made"), 'pro"duct')

    assert [("Fosamax", 1, *expected_of("Fosamax"))] == annotated.fetchall()
    assert before == connection.sql("SHOW ALL TABLES").fetchall()
    assert annotated.filter("medication = 'alendronic-acid'").aggregate("count(*)").fetchall()[0][0] == 1


def test_spark_broadcasts_the_answers(spark: Any) -> None:
    """The small table is sent whole to each worker, even where Spark would not do so by itself: no row is shuffled."""
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    try:
        annotated = annotate(spark.createDataFrame(table_of(PRODUCTS)), "product")
        plan = annotated._jdf.queryExecution().executedPlan().toString()
    finally:
        spark.conf.unset("spark.sql.autoBroadcastJoinThreshold")

    assert "BroadcastHashJoin" in plan
    assert "SortMergeJoin" not in plan


def test_spark_needs_no_python_on_its_workers(spark: Any) -> None:
    """Spark runs Python on its workers only where PYSPARK_PYTHON names one; here none is there, and none is needed."""
    table = spark.createDataFrame(table_of(PRODUCTS))
    # The error is py4j's, which has no types.
    with pytest.raises(Exception, match="Cannot run program"):
        spark.createDataFrame([("Fosamax",)], "product string").collect()

    assert len(PRODUCTS) == len(rows_of(annotate(table, "product")))


def test_a_column_of_nulls_in_spark(spark: Any) -> None:
    """A column in which nothing can stand is not annotated."""
    assert [(None, *NOTHING)] == rows_of(annotate(spark.sql("SELECT NULL AS product"), "product"))


def test_names_of_columns_in_spark(spark: Any) -> None:
    """Points and backticks in the name of a column are part of it; other columns may share a name."""
    table = spark.createDataFrame(table_of(["Fosamax"])).toDF("a.b", "c`d.e")

    assert [(0, "Fosamax", *expected_of("Fosamax"))] == rows_of(annotate(table, "c`d.e"))


# --- the answers as rows that engines take from ---------------------------------------------------------------------


@given(st.lists(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.booleans() | st.none()), max_size=3)))
def test_each_value_takes_the_rows_of_its_answer(answers: list[list[Row]]) -> None:
    """What engines take at the places of a value is its answer, or one row of nulls; none of it is held twice."""
    lookup = Lookup(tuple(range(len(answers))), tuple(map(tuple, answers)), {"one": str, "two": bool})
    rows = list(zip(*lookup.different_rows.values(), strict=True))

    assert [[rows[place] for place in places] for places in lookup.places] == [
        *(answer or [(None, None)] for answer in answers),
        [(None, None)],
    ]
    assert lookup.first_places == [places[0] for places in lookup.places]
    assert len(rows) == 1 + sum(map(len, {tuple(answer) for answer in answers}))


# --- what crosses to Python --------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_only_distinct_strings_come_to_python(
    make: Callable[[str, Any], Any], engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 20,000 rows only the distinct strings are brought to Python and identified, each of them once."""
    asked: list[object] = []
    look_up = Lookup.of

    def counted(values: Iterable[object], question: Any) -> Lookup:
        asked.extend(values := list(values))
        return look_up(values, question)

    monkeypatch.setattr(Lookup, "of", counted)
    annotate(make(engine, table_of(LARGE)), "product")

    assert sorted(set(LARGE) - {None}, key=str) == sorted(asked, key=str)


def test_only_distinct_strings_leave_the_cluster(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever way leads out of Spark, what goes it is the distinct strings: so many rows, and one column."""
    table = spark.createDataFrame(table_of(LARGE))
    left: list[Any] = []
    collect = type(table).collect

    def counted(self: Any) -> Any:
        rows = collect(self)
        left.extend(rows)
        return rows

    def closed(*_: Any, **__: Any) -> NoReturn:
        pytest.fail("rows leave by another way")

    monkeypatch.setattr(type(table), "collect", counted)
    for way in ("toPandas", "toArrow", "toLocalIterator", "take", "head", "first", "foreach", "tail"):
        monkeypatch.setattr(type(table), way, closed)
    annotate(table, "product")

    assert (len(set(LARGE) - {None}), {1}) == (len(left), {len(row) for row in left})


def never(frame: pl.DataFrame) -> pl.DataFrame:
    """A step that no plan may come to."""
    raise AssertionError(frame)


def test_lazy_tables_stay_lazy() -> None:
    """Of a plan only the column with the strings is asked for; the rest of it runs when its user says so."""
    ran: list[tuple[str, ...]] = []

    def noted(frame: pl.DataFrame) -> pl.DataFrame:
        ran.extend(tuple(frame.columns) for _ in range(frame.height))
        return frame

    plan = pl.LazyFrame({"id": [1, 2], "product": ["Fosamax", "x"]})
    plan = plan.map_batches(noted, projection_pushdown=True, streamable=True)
    annotated = annotate(plan, "product")

    assert isinstance(annotated, pl.LazyFrame)
    assert ran == [("product",)] * 2
    assert annotated.collect()["medication"].to_list() == ["alendronic-acid", None]


# --- what is refused ---------------------------------------------------------------------------------------------


@each_of("asked", [annotate, annotate_long, partial(annotate_codes, system="atc")])
def test_clashes_are_refused_before_any_work(asked: Any) -> None:
    """A column that would be added and is there already is named before the plan runs."""
    table = pl.LazyFrame({"product": ["Fosamax"], "brand": [1], "action": [2]}).map_batches(never)

    with pytest.raises(ColumnExistsError) as caught:
        asked(table, "product")

    assert caught.value.columns == ("action", "brand")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_clash_on_every_engine(make: Callable[[str, Any], Any], engine: str) -> None:
    """Where an engine tells names apart by case, so does the clash; where it does not, another case clashes too."""
    table = make(engine, table_of(["Fosamax"]).append_column("Brand", pa.array([1])))

    if engine in {"DuckDB", "Spark", "Ibis"}:
        with pytest.raises(ColumnExistsError, match="the table has 'Brand' already"):
            annotate(table, "product")
    else:
        assert "Brand" in nw.from_native(annotate(table, "product")).collect_schema().names()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_column_offers_the_near_names(make: Callable[[str, Any], Any], engine: str) -> None:
    """A misspelled column is reported with those that are like it, or with those that there are."""
    table = make(engine, table_of(["Fosamax"]))

    with pytest.raises(UnknownColumnError, match="no column 'Produkt'; did you mean 'product'"):
        annotate(table, "Produkt")
    with pytest.raises(UnknownColumnError, match="no column 'zzz'; did you mean one of 'id', 'product'"):
        annotate(table, "zzz")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_that_is_not_text(make: Callable[[str, Any], Any], engine: str) -> None:
    """Numbers are not product strings, and truth values no codes."""
    table = make(engine, table_of(["Fosamax"]).append_column("flag", pa.array([True])))

    with pytest.raises(InvalidTableError, match=r"the column 'id' holds Int64; give a column of text"):
        annotate(table, "id")
    with pytest.raises(InvalidTableError, match=r"the column 'flag' holds Boolean; give a column of codes"):
        annotate_codes(table, "flag", "rxnorm")


@each_of(
    ("values", "told"),
    [
        (["Fosamax", 7], "holds an int"),
        (["Fosamax", b"Fosamax"], "holds a bytes"),
        (["Fosamax", ["Fosamax"]], "holds values that are not text"),
        (["Fosamax \udcff"], r"holds 'Fosamax \\udcff', which is not valid text"),
    ],
)
def test_objects_that_are_not_text(values: list[Any], told: str) -> None:
    """A column of objects is asked value by value; one that is not text is named, and so is a string cut from bytes."""
    with pytest.raises(InvalidTableError, match=told):
        annotate(pd.DataFrame({"product": pd.Series(values, dtype=object)}), "product")


def test_categories_that_are_not_text() -> None:
    """A categorical column of numbers holds codes, and no product strings."""
    table = pd.DataFrame({"product": pd.Categorical([46041, 46041])})

    with pytest.raises(InvalidTableError, match="holds an int"):
        annotate(table, "product")
    assert annotate_codes(table, "product", "rxnorm")["medication"].to_list() == ["alendronic-acid"] * 2


@each_of("value", [None, [], {"product": ["Fosamax"]}, "product", pl.Series(["Fosamax"])])
def test_what_is_not_table(value: Any) -> None:
    """Lists, mappings, series and nothing are refused, and the error says what is taken."""
    with pytest.raises(InvalidTableError, match=r"the table is (None|an? .*); give a pandas, polars"):
        annotate(value, "product")


def test_two_columns_of_one_name() -> None:
    """A pandas table may have them; it is unknown which is meant."""
    table = pd.DataFrame([["Fosamax", "x"]], columns=["product", "product"])

    with pytest.raises(InvalidTableError, match="the table has two columns of one name"):
        annotate(table, "product")


def test_the_name_of_a_column_is_text() -> None:
    """A column is named, and not counted."""
    with pytest.raises(InvalidTableError, match="the name of the column is an int; give a str"):
        annotate(pd.DataFrame([["Fosamax"]]), 0)  # type: ignore[arg-type]


def test_an_engine_in_memory_that_is_not_known() -> None:
    """What narwhals knows and we do not is refused by name."""
    with pytest.raises(InvalidTableError, match="the table is one of cudf; give it as pandas, polars or pyarrow"):
        annotating._work_of("cudf", is_eager=True)


def test_a_compendium_of_ones_own() -> None:
    """The results come from the given compendium: one without medications says nothing."""
    table = pl.DataFrame({"product": ["Fosamax"], "code": [46041]})

    for told in (
        annotate(table, "product", compendium=Compendium()),
        annotate_long(table, "product", compendium=Compendium()),
        annotate_codes(table, "code", "rxnorm", compendium=Compendium()),
    ):
        assert told["medication"].to_list() == [None]
