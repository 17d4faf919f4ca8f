"""osteopharm: osteoporosis medications as typed, tested Python data.

The most common names are here; the others are in `osteopharm.model` (record types and enums), `osteopharm.errors`,
`osteopharm.claims`, `osteopharm.codelists`, `osteopharm.mechanisms` and `osteopharm.names`. Everything is imported when it is first used.
"""

from importlib import import_module

# The one list of the public names. Type checkers read `__init__.pyi`, which a test compares with it.
_HOMES = {
    "_functions": ("find_mentions", "identify", "lookup"),
    "claims": ("ClaimSet",),
    "compendium": ("Compendium",),
    "errors": (
        "AmbiguousNameError",
        "DataError",
        "InvalidRecordError",
        "OsteopharmError",
        "UnknownIdError",
        "UnknownNameError",
        "UnknownValueError",
    ),
    "io": ("dump_json", "load", "load_json", "read_seeds"),
    "mechanisms": ("Explanation",),
    "model": (
        "Action",
        "Brand",
        "Certainty",
        "ClaimLink",
        "Combination",
        "Concept",
        "Document",
        "DrugClass",
        "EntityKind",
        "EvidenceClaim",
        "Label",
        "Mechanism",
        "Medication",
        "Passage",
        "Polarity",
        "Product",
        "Publication",
        "Registry",
        "Relation",
        "Role",
        "Scope",
        "Species",
        "StudyKind",
        "StudyResult",
    ),
    "names": ("Identification", "Mention"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_MODULES = ("attribution", "claims", "codelists", "collection", "disclosures", "errors", "mechanisms", "model", "names")

__all__ = sorted((*_HOME_OF, "__version__"))  # noqa: PLE0605 - a list, made of the one above


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name == "__version__":
        from importlib.metadata import version

        value: object = version(__name__)
    elif name in _HOME_OF:
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
