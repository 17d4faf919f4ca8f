"""How long annotating ten million rows takes, as a ratio to what the engine itself needs to join a ready lookup.

Each engine is run by itself, in a process of its own, that frees its memory:

    pytest tests/benchmarks/test_tables.py -n0 --benchmark-enable

OSTEOPHARM_ROWS sets another number of rows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROWS = int(os.environ.get("OSTEOPHARM_ROWS", "10_000_000"))
DISTINCT = 5_000

LIMITS = {"polars": 1.3, "DuckDB": 1.3, "Spark": 1.2, "pandas": 1.4, "pyarrow": 1.5, "growth": 1.2, "memory": 1.3}
"""How many times as long as its peer each may take: polars, DuckDB and Spark as their own join with a ready lookup,
pandas and pyarrow as that of polars. By how much the time for a row may grow from a tenth of the rows to all; and how
many times the memory of the engine's own join may be needed."""

PRELUDE = f"""
import gc, json, os, resource, sys, tempfile, warnings
from time import perf_counter as now
import numpy as np, pyarrow as pa
warnings.simplefilter("ignore")
import osteopharm
from osteopharm.frames import annotate
from osteopharm.frames.lookup import Lookup
from osteopharm.names.annotation import COLUMNS, annotation_of

rows = int(sys.argv[1])
compendium = osteopharm.load()
starts = ["FOSAMAX 70 MG TAB", "Prolia 60 mg syringe", "aspirin 75 mg", "Evista 60 mg tablets", "amoxicillin 500 mg"]
drugs = [f"{{starts[n % 5]}} pack of {{n}}" for n in range({DISTINCT})]
kinds = np.random.default_rng(20261124).integers(0, {DISTINCT}, rows)

def table():
    column = pa.DictionaryArray.from_arrays(pa.array(kinds, pa.int32()), pa.array(drugs)).cast(pa.string())
    return pa.table({{"id": np.arange(rows), "drug": column}})

def lookup():
    def of(text):
        found = compendium.identify(text)
        return annotation_of(found).values if found else (None,) * 5
    told = [of(drug) for drug in drugs]
    return pa.table({{"drug": drugs, **{{name: [row[n] for row in told] for n, name in enumerate(COLUMNS)}}}})

def best(times=6, **asked):
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
"""

POLARS = """
import polars as pl
frame, ready = pl.from_arrow(table()), pl.from_arrow(lookup())
def own(): return frame.join(ready, on="drug", how="left")
"""

PROGRAMS = {
    "polars": POLARS + 'best(own=own, ours=lambda: annotate(frame, "drug"))',
    "pandas": POLARS
    + """
import pandas as pd
data = table().to_pandas()
best(own=own, ours=lambda: annotate(data, "drug"))
""",
    "pyarrow": POLARS
    + """
data = table()
best(own=own, ours=lambda: annotate(data, "drug"))
""",
    "DuckDB": """
import duckdb
connection = duckdb.connect()
given, ready = table(), lookup()
connection.execute("CREATE TABLE rows_ AS SELECT * FROM given")
connection.execute("CREATE TABLE ready_ AS SELECT * FROM ready")
del given
kept = "CREATE OR REPLACE TABLE kept AS "
def own(): connection.execute(kept + "SELECT rows_.*, ready_.* EXCLUDE (drug) FROM rows_ LEFT JOIN ready_ USING (drug)")
def ours():
    annotated = annotate(connection.table("rows_"), "drug")
    annotated.create_view("annotated", replace=True)
    connection.execute(kept + "SELECT * FROM annotated")
best(own=own, ours=ours)
""",
    "Spark": """
import pyarrow.parquet
from pyspark.sql import SparkSession, functions
folder = tempfile.TemporaryDirectory()
pyarrow.parquet.write_table(table(), folder.name + "/rows.parquet", row_group_size=1_000_000)
pyarrow.parquet.write_table(lookup(), folder.name + "/ready.parquet")
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
frame = spark.read.parquet(folder.name + "/rows.parquet")
ready = spark.read.parquet(folder.name + "/ready.parquet").cache()
ready.count()
# A plan is not done until its rows are written.
def kept(made): made.write.mode("overwrite").parquet(folder.name + "/kept.parquet")
def own(): kept(frame.join(functions.broadcast(ready), "drug", "left"))
def ours(): kept(annotate(frame, "drug"))
best(times=4, own=own, ours=ours)
""",
}

MEMORY = {
    "polars": 'annotate(frame, "drug") if sys.argv[2] == "ours" else own()',
    "DuckDB": 'ours() if sys.argv[2] == "ours" else own()',
}


def measured(program: str, *words: object) -> Any:
    """What a program prints last, as JSON."""
    command = [sys.executable, "-c", PRELUDE + program, *map(str, words)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.strip().split("\n")[-1])


def hold(benchmark: BenchmarkFixture, name: str, ratio: float, **told: object) -> None:
    """Record the ratio to the peer, and fail beyond the limit."""
    benchmark.extra_info.update(ratio=round(ratio, 2), limit=LIMITS[name], **told)
    benchmark(lambda: None)

    assert ratio <= LIMITS[name], f"{name}: {ratio:.2f} times its peer, limit {LIMITS[name]}"


@pytest.mark.parametrize("engine", PROGRAMS)
def test_annotating_takes_little_more_than_the_join(benchmark: BenchmarkFixture, engine: str) -> None:
    """Finding the distinct strings and asking the library of them adds little to the join itself."""
    seconds = measured(PROGRAMS[engine], ROWS)

    hold(benchmark, engine, seconds["ours"] / seconds["own"], seconds=seconds)


@pytest.mark.parametrize("engine", ["polars", "DuckDB", "pandas", "pyarrow"])
def test_the_time_for_a_row_does_not_grow(benchmark: BenchmarkFixture, engine: str) -> None:
    """With as many distinct strings, ten times the rows take no more than ten times as long."""
    few, many = (measured(PROGRAMS[engine], rows)["ours"] / rows for rows in (ROWS // 10, ROWS))

    hold(benchmark, "growth", many / few, engine=engine, microseconds_a_row=[few * 1e6, many * 1e6])


@pytest.mark.parametrize("engine", MEMORY)
def test_the_memory_is_that_of_the_join(benchmark: BenchmarkFixture, engine: str) -> None:
    """At its peak a process that annotates has little more memory than one that joins a ready lookup."""
    asked = PROGRAMS[engine].rpartition("\nbest(")[0] if engine == "DuckDB" else POLARS
    program = f"{asked}\n{MEMORY[engine]}\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    own, ours = (measured(program, ROWS, whose) for whose in ("own", "ours"))

    hold(benchmark, "memory", ours / own, engine=engine, mebibytes=[own // 1024, ours // 1024])
