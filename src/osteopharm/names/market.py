"""Markets as the data write them."""

from __future__ import annotations

import re

from osteopharm.errors import UnknownValueError


def market_code(market: str) -> str:
    """A market as the data write it.

    Raises:
        UnknownValueError: it is not written with two capital letters.

    >>> market_code("GB")
    'UK'
    """
    if not re.fullmatch("[A-Z]{2}", market):
        raise UnknownValueError("market", market, ("EU", "JP", "UK", "US"))
    return "UK" if market == "GB" else market
