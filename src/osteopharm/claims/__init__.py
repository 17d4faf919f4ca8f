"""Sets of claims and their answers: filters, counts, conflicts, overlapping studies, evidence for and against a claim.

Claims are counted and compared, and never summed up into a judgment.
"""

from osteopharm.claims.claim_set import *
from osteopharm.claims.conflict import *
from osteopharm.claims.counts import *
from osteopharm.claims.effects import *
from osteopharm.claims.evidence import *
from osteopharm.claims.overlaps import *
