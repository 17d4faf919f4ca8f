"""Claims together: `ClaimSet` with its filters, and the answers that it gives.

It counts (`ClaimCounts`), compares (`Conflict`), chooses (`OverlapSelection`) and lays side by side (`EvidenceSummary`).
Knows only the nouns. Counts and compares, and never sums claims up into a judgment. What answers comes in when
it is asked: a look-up does without.
"""

from osteopharm.claims.claim_set import ClaimSet

__all__ = ["ClaimSet"]
