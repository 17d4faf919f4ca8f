"""The list of the types of record: what it says of a class that is not imported yet is what the class says."""

from __future__ import annotations

import pytest

from osteopharm.model import kinds
from osteopharm.model._record import Record


def test_the_list_says_what_the_classes_say() -> None:
    """Each type is listed under its own plural, in its own collection."""
    listed = {kind: (kinds.KINDS[kind].plural, kinds.KINDS[kind].collection) for kind in kinds.KINDS}

    assert listed == {kind: (kind, name) for name, several in kinds.COLLECTIONS.items() for kind in several}


def test_every_type_is_listed() -> None:
    """Every class of records with a plural is in the list, which is as long as it says."""
    listed = {each.plural for each in kinds.RECORD_TYPES}
    written = (each for each in Record.__subclasses__() if each.__module__.startswith("osteopharm."))

    assert {each.plural for each in written if each.plural} == listed == set(kinds.KINDS)
    assert len(kinds.KINDS) == len(kinds.RECORD_TYPES)


def test_what_is_not_listed_is_not_there() -> None:
    """Look-alike: a name that is none of a kind, or of the module, fails as in any mapping and module."""
    assert "pills" not in kinds.KINDS
    assert kinds.KINDS.get("pills") is None
    with pytest.raises(AttributeError, match="has no attribute 'PILLS'"):
        _ = kinds.PILLS
