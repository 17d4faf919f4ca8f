"""How long episodes of ten million rows take, as a ratio to the same job in window functions written by hand.

Each engine is run by itself, in a process of its own, that frees its memory; what both give is compared first:

    pytest tests/benchmarks/test_exposure.py -n0 --benchmark-enable

OSTEOPHARM_ROWS sets another number of rows. pdcscore and propdayscov are compared where they are installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROWS = int(os.environ.get("OSTEOPHARM_ROWS", "10_000_000"))
PERSONS_OF_OTHERS = 1_000
"""For so many persons, for a day is a row of Python there."""

LIMITS = {"polars": 1.5, "DuckDB": 1.5, "Spark": 1.3, "memory": 1.5}
"""How many times as long as the job by hand each may take, and how many times its memory."""

PRELUDE = """
import gc, json, os, resource, sys, tempfile, warnings
from datetime import date
from time import perf_counter as now
import numpy as np, pyarrow as pa
warnings.simplefilter("ignore")
from osteopharm.exposure import coverage, episodes

rows = int(sys.argv[1])
persons = max(1, rows // 20)
random = np.random.default_rng(20261125)
drugs = ["alendronic-acid", "risedronic-acid", "ibandronic-acid", "denosumab", "teriparatide"]

def table():
    person = random.integers(0, persons, rows)
    drug = (person + (random.random(rows) < 0.15)) % len(drugs)
    return pa.table({
        "patient": person,
        "date": (np.datetime64("2014-01-01") + random.integers(0, 3652, rows)).astype("datetime64[D]"),
        "medication": pa.DictionaryArray.from_arrays(pa.array(drug, pa.int32()), pa.array(drugs)).cast(pa.string()),
        "days_covered": random.choice(np.array([28, 84, 91, 183]), rows),
    })

def best(times, **asked):
    found = dict.fromkeys(asked, float("inf"))
    for turn in range(times):
        # Taken in turns, so that what else the machine does falls on all alike.
        for name, ask in asked.items():
            gc.collect()
            start = now()
            kept = ask()
            found[name] = min(found[name], now() - start)
            del kept
    print(json.dumps(found))

names = {"person": "patient", "date": "date"}
"""

SQL = """
WITH supplied AS (
    SELECT patient, medication, {number} AS day, days_covered AS days,
        sum(days_covered) OVER (
            PARTITION BY patient, medication ORDER BY date, days_covered ROWS UNBOUNDED PRECEDING
        ) AS total,
        CASE WHEN lag(date) OVER own = date THEN 0 ELSE 1 END AS is_dose
    FROM {table} WINDOW own AS (PARTITION BY patient, medication ORDER BY date, days_covered)
), carried AS (
    SELECT *, total + max(day + days - total) OVER (
        PARTITION BY patient, medication ORDER BY total ROWS UNBOUNDED PRECEDING
    ) AS last
    FROM {supplied}
), joined AS (
    SELECT *, lag(last) OVER (PARTITION BY patient, medication ORDER BY last) AS last_before FROM carried
), islands AS (
    SELECT *, sum(CASE WHEN last_before IS NULL OR last - days > last_before + 60 THEN 1 ELSE 0 END)
        OVER (PARTITION BY patient, medication ORDER BY last ROWS UNBOUNDED PRECEDING) AS island
    FROM joined
), found AS (
    SELECT patient, medication, min(last - days) AS first, max(last) AS last, max(day) AS dispensed,
        sum(is_dose) AS doses, sum(days) AS covered
    FROM islands GROUP BY patient, medication, island
), both_ends AS (
    SELECT *, {twice} AS is_start FROM found
), followed AS (
    SELECT *, max(dispensed) OVER (PARTITION BY patient) AS observed,
        min(CASE WHEN is_start = 1 THEN first END) OVER (
            PARTITION BY patient ORDER BY CASE WHEN is_start = 1 THEN first ELSE dispensed END DESC, is_start
            ROWS UNBOUNDED PRECEDING
        ) AS next_start
    FROM both_ends
)
SELECT patient, medication, {date_first} AS start, {date_last} AS ended, doses, covered AS days_covered,
    last - first - covered AS days_in_gaps,
    CASE WHEN next_start <= last + 60 THEN 'switch' WHEN observed >= last + 60 THEN 'gap' ELSE 'end of data' END AS why
FROM followed WHERE is_start = 0
"""

# By hand each row of equal date and days keeps its place from one window to the next by the total, which only grows.
PROGRAMS = {
    "polars": """
import polars as pl
frame = pl.from_arrow(table())
within = ["patient", "medication"]
def by_hand():
    own = frame.lazy().with_columns(day=pl.col("date").to_physical().cast(pl.Int64))
    own = own.sort(*within, "date", "days_covered")
    own = own.with_columns(
        total=pl.col("days_covered").cum_sum().over(within),
        is_dose=(pl.col("date") != pl.col("date").shift()).fill_null(True).over(within),
    )
    own = own.with_columns(
        last=pl.col("total") + (pl.col("day") + pl.col("days_covered") - pl.col("total")).cum_max().over(within)
    )
    own = own.with_columns(before=pl.col("last").shift().over(within))
    is_new = pl.col("before").is_null() | (pl.col("last") - pl.col("days_covered") > pl.col("before") + 60)
    own = own.with_columns(island=is_new.cum_sum().over(within))
    found = own.group_by(*within, "island").agg(
        first=(pl.col("last") - pl.col("days_covered")).min(),
        last=pl.col("last").max(),
        dispensed=pl.col("day").max(),
        doses=pl.col("is_dose").sum().cast(pl.Int64),
        days_covered=pl.col("days_covered").sum(),
    ).with_columns(observed=pl.col("dispensed").max().over("patient"))
    both = pl.concat([
        found.with_columns(is_start=pl.lit(0), at=-pl.col("dispensed"), start_at=None),
        found.with_columns(is_start=pl.lit(1), at=-pl.col("first"), start_at=-pl.col("first")),
    ], how="vertical_relaxed").sort("patient", "at", "is_start")
    both = both.with_columns(next_start=-pl.col("start_at").cum_max().forward_fill().over("patient"))
    both = both.filter(pl.col("is_start") == 0)
    return both.select(
        *within,
        start=pl.col("first").cast(pl.Int32).cast(pl.Date),
        end=pl.col("last").cast(pl.Int32).cast(pl.Date),
        doses="doses",
        days_covered="days_covered",
        days_in_gaps=pl.col("last") - pl.col("first") - pl.col("days_covered"),
        ended_by=pl.when(pl.col("next_start") <= pl.col("last") + 60).then(pl.lit("switch"))
        .when(pl.col("observed") >= pl.col("last") + 60).then(pl.lit("gap")).otherwise(pl.lit("end of data")),
    ).collect()
def ours(): return episodes(frame, **names, grace=60)
def differences():
    first, second = by_hand(), ours()
    return first.join(second, on=second.columns, how="anti").height + abs(first.height - second.height)
""",
    "DuckDB": """
import duckdb
connection = duckdb.connect()
given = table()
connection.execute("CREATE TABLE rows_ AS SELECT * FROM given")
del given
asked = SQL.format(
    table="rows_", supplied="supplied", number="date - DATE '1970-01-01'", twice="unnest([0, 1])",
    date_first="DATE '1970-01-01' + first::INTEGER", date_last="DATE '1970-01-01' + last::INTEGER",
)
def by_hand(): connection.execute("CREATE OR REPLACE TABLE by_hand AS " + asked)
def ours():
    episodes(connection.table("rows_"), **names, grace=60).create_view("plan", replace=True)
    connection.execute("CREATE OR REPLACE TABLE ours AS SELECT * FROM plan")
def differences():
    by_hand(), ours()
    pairs = (("by_hand", "ours"), ("ours", "by_hand"))
    return sum(len(connection.sql("FROM " + " EXCEPT FROM ".join(pair)).fetchall()) for pair in pairs)
""",
    "Spark": """
import pyarrow.parquet
from pyspark.sql import SparkSession
folder = tempfile.TemporaryDirectory()
pyarrow.parquet.write_table(table(), folder.name + "/rows.parquet", row_group_size=1_000_000)
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
builder = builder.config("spark.sql.shuffle.partitions", "8").config("spark.driver.memory", "6g")
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("OFF")
frame = spark.read.parquet(folder.name + "/rows.parquet")
frame.createOrReplaceTempView("rows_")
asked = SQL.format(
    table="rows_", supplied="supplied", number="unix_date(date)", twice="explode(array(0, 1))",
    date_first="date_from_unix_date(CAST(first AS INT))", date_last="date_from_unix_date(CAST(last AS INT))",
)
# A plan is not done until its rows are written.
def kept(made, name): made.write.mode("overwrite").parquet(folder.name + "/" + name)
def by_hand(): kept(spark.sql(asked), "by_hand")
def ours(): kept(episodes(frame, **names, grace=60), "ours")
def differences():
    by_hand(), ours()
    first, second = (spark.read.parquet(folder.name + "/" + name) for name in ("by_hand", "ours"))
    return first.exceptAll(second).count() + second.exceptAll(first).count()
""",
}

OTHERS = {
    "pdcscore": """
import pandas as pd
from pdcscore import pdcCalc
data = table().to_pandas().astype({"date": "datetime64[ns]"}).sort_values(["patient", "medication", "date"])
firsts = data.groupby(["patient", "medication"])["date"].transform("min")
data = data.assign(first=firsts, out=pd.Timestamp("2024-01-01"))
data = data.assign(opens=pd.Timestamp("2014-01-01"), closes=pd.Timestamp("2023-12-31"))
def other():
    asked = pdcCalc(data, "patient", "medication", "date", "days_covered", "opens", "closes", False)
    return asked.calculate_pdc_scores()
def ours(): return coverage(data, **names, start="first", end="out", by="medication", carry_over=False)
def differences():
    keys = ["patient", "medication"]
    both = other().merge(ours(), on=keys, how="outer")
    return int((both["dayscovered"] != both["days_covered"]).sum())
""",
    "propdayscov": """
import pandas as pd
pd.np = np  # which pandas had until version 1, and this package asks for
from propdayscov.propdayscov import calc_pdc
data = table().to_pandas().astype({"date": "datetime64[ns]"}).sort_values(["patient", "medication", "date"])
firsts = data.groupby("patient")["date"].transform("min")
data = data.assign(first=firsts, out=pd.Timestamp("2024-01-01"))
theirs = {"patient": "P_ID", "medication": "DRUGNAME", "date": "FILLDATE", "days_covered": "DAYSSUPPLY"}
theirs = data.rename(columns=theirs).assign(MBRELIGSTART=firsts, MBRELIGEND=pd.Timestamp("2023-12-31"))
def other(): return calc_pdc(theirs, druglevel="Y").rename(columns={"P_ID": "patient", "DRUGNAME": "medication"})
def ours(): return coverage(data, **names, start="first", end="out", by="medication")
def differences():
    both = other().merge(ours(), on=["patient", "medication"], how="outer")
    return int((both["COV_DAYS"] != both["days_covered"]).sum())
""",
}


def measured(program: str, *words: object) -> Any:
    """What a program prints last, as JSON."""
    command = [sys.executable, "-c", f"{PRELUDE}\nSQL = {SQL!r}\n{program}", *map(str, words)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.strip().split("\n")[-1])


def hold(benchmark: BenchmarkFixture, name: str, ratio: float, **found: object) -> None:
    """Record the ratio to the job by hand, and fail beyond the limit."""
    benchmark.extra_info.update(ratio=round(ratio, 2), limit=LIMITS[name], **found)
    benchmark(lambda: None)

    assert ratio <= LIMITS[name], f"{name}: {ratio:.2f} times the job by hand, limit {LIMITS[name]}"


@pytest.mark.parametrize("engine", PROGRAMS)
def test_episodes_are_those_of_the_job_by_hand(engine: str) -> None:
    """For a million rows, both give the same episodes, row for row."""
    assert measured(PROGRAMS[engine] + "print(differences())", min(ROWS, 1_000_000)) == 0


@pytest.mark.parametrize("engine", PROGRAMS)
def test_episodes_take_little_more_than_by_hand(benchmark: BenchmarkFixture, engine: str) -> None:
    """What is checked and counted before, and what the rules need beyond the job by hand, takes little more."""
    seconds = measured(PROGRAMS[engine] + "best(3, by_hand=by_hand, ours=ours)", ROWS)

    hold(benchmark, engine, seconds["ours"] / seconds["by_hand"], seconds=seconds)


@pytest.mark.parametrize("engine", ["polars", "DuckDB"])
def test_the_memory_is_that_of_the_job_by_hand(benchmark: BenchmarkFixture, engine: str) -> None:
    """At its peak a process that makes episodes has little more memory than one that does the job by hand."""
    peak = "\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    own, ours = (measured(f"{PROGRAMS[engine]}\n{name}(){peak}", ROWS) for name in ("by_hand", "ours"))

    hold(benchmark, "memory", ours / own, engine=engine, mebibytes=[own // 1024, ours // 1024])


@pytest.mark.parametrize("package", OTHERS)
def test_beside_packages_that_do_the_same(benchmark: BenchmarkFixture, package: str) -> None:
    """What pdcscore and propdayscov can do, covered days in a window, is the same, in a small part of their time."""
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    assert measured(OTHERS[package] + "print(differences())", 2_000) == 0
    seconds = measured(OTHERS[package] + "best(1, other=other, ours=ours)", PERSONS_OF_OTHERS * 20)

    benchmark.extra_info.update(package=package, seconds=seconds)
    benchmark(lambda: None)
    assert seconds["ours"] < seconds["other"]
