"""Claims together: `ClaimSet` with its filters, and what it counts (`Balance`) and compares (`Conflict`).

Knows only the nouns. Counts and compares, and never sums claims up into a judgment.
"""

from osteopharm.claims.balance import Balance, BalanceRow
from osteopharm.claims.claim_set import ClaimSet
from osteopharm.claims.conflict import Conflict

__all__ = ["Balance", "BalanceRow", "ClaimSet", "Conflict"]
