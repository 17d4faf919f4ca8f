"""What several formats say of the compendium as a whole: its address, license and date."""

from __future__ import annotations

from osteopharm.codelists.selection import date_of
from osteopharm.compendium import Compendium

BASE = "urn:osteopharm:"
"""The beginning of the addresses of records: they have none on the web."""
LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
"""The license of the records."""
_DAY = "2026-01-31"
"""The form of a date, for formats that have none without a day."""


def newest_date(compendium: Compendium, *, with_day: bool = False) -> str | None:
    """The date of the newest source, which is how new the records can be; None where no source has a date.

    >>> import osteopharm
    >>> newest_date(osteopharm.load()) >= "2026"
    True
    """
    dates = [date for source in compendium.sources.values() if (date := date_of(source))]
    return max((date for date in dates if not with_day or len(date) == len(_DAY)), default=None)
