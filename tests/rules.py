"""A rule over many records is one test, which lists every record that breaks it and what to do about each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import update_wrapper
from typing import Any, TypeVar

import pytest

CaseT = TypeVar("CaseT")


def by_id(record: Any) -> str:
    """The id of a record."""
    return str(record.id)


def for_each(
    cases: Collection[CaseT] | Callable[[], Iterable[CaseT]], label: Callable[[CaseT], object] = by_id
) -> Callable[[Callable[[CaseT], None]], Callable[[], None]]:
    """Make a rule for one case one test of all cases, whose failure names every case that breaks the rule.

    Cases that take long to make are given as what makes them, which is called when the test runs.
    """

    def walking(rule: Callable[[CaseT], None]) -> Callable[[], None]:
        def test() -> None:
            __tracebackhide__ = True
            offenders = []
            walked = [*(cases() if callable(cases) else cases)]
            for case in walked:
                try:
                    rule(case)
                except AssertionError as error:
                    name, told = str(label(case)), str(error)
                    offenders.append(told if told.startswith(name) else f"{name}: {told}")
                except Exception as error:
                    error.add_note(f"while walking {label(case)}")
                    raise

            assert len(walked) > 0, "there is nothing left to hold against this rule: take the test out"
            if offenders:
                pytest.fail(f"{len(offenders)} of {len(walked)}\n" + "\n".join(offenders), pytrace=False)

        update_wrapper(test, rule)
        # pytest would ask for the arguments of what is wrapped.
        del test.__dict__["__wrapped__"]
        return test

    return walking
