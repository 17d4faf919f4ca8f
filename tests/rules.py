"""A rule over many records or cases is one test, which shows every one that breaks it."""

from __future__ import annotations

import inspect
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

        return _without_wrapped(test, rule)

    return walking


def each_of(
    names: str | tuple[str, ...], cases: Iterable[Any], ids: Iterable[object] | Callable[[Any], object] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a test of one case one test of all cases; it is written as `pytest.mark.parametrize` is.

    All cases are tried. One that fails is shown as any failure; of several, each is listed, and shown with its lines.
    The cases share the fixtures, so it is for tests that change none.
    """
    several = isinstance(names, tuple) or "," in names
    keys = names if isinstance(names, tuple) else tuple(name.strip() for name in names.split(","))
    walked = [*cases]
    labels = [*map(ids, walked)] if callable(ids) else [*(walked if ids is None else ids)]
    assert walked, "there is no case"

    def walking(rule: Callable[..., None]) -> Callable[..., None]:
        def test(*args: Any, **fixtures: Any) -> None:
            __tracebackhide__ = True
            failed: list[BaseException] = []
            for label, case in zip(labels, walked, strict=True):
                values = dict(zip(keys, case if several else (case,), strict=True))
                try:
                    rule(*args, **fixtures, **values)
                except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:  # noqa: BLE001 - listed
                    skips = isinstance(error, pytest.skip.Exception)
                    failed.append(AssertionError(f"would skip the others: {error}") if skips else error)
                    failed[-1].add_note(f"in the case {label!r:.300}")
            if len(failed) == 1:
                raise failed[0]
            if failed:
                listed = "\n".join(f"{error.__notes__[-1]}: {error}" for error in failed)
                raise BaseExceptionGroup(f"{len(failed)} of {len(walked)} cases\n{listed}\n", failed)

        given = inspect.signature(rule)
        test = _without_wrapped(test, rule)
        rest = [parameter for name, parameter in given.parameters.items() if name not in keys]
        test.__signature__ = given.replace(parameters=rest)  # type: ignore[attr-defined]
        return test

    return walking


def _without_wrapped(test: Callable[..., None], rule: Callable[..., None]) -> Callable[..., None]:
    update_wrapper(test, rule)
    # pytest would ask for the arguments of what is wrapped.
    del test.__dict__["__wrapped__"]
    return test
