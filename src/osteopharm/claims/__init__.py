"""Claims together: `ClaimSet` with its filters, and the answers that it gives.

It counts (`Balance`), compares (`Conflict`), chooses (`Independent`) and lays side by side (`Corroboration`).
Knows only the nouns. Counts and compares, and never sums claims up into a judgment.
"""

from osteopharm.claims.balance import Balance, BalanceRow, FindingRow
from osteopharm.claims.claim_set import ClaimSet
from osteopharm.claims.conflict import Conflict
from osteopharm.claims.corroboration import Corroboration
from osteopharm.claims.independence import Independent, LeftOut

__all__ = [
    "Balance",
    "BalanceRow",
    "ClaimSet",
    "Conflict",
    "Corroboration",
    "FindingRow",
    "Independent",
    "LeftOut",
]
