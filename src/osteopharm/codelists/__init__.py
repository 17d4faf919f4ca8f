"""Code lists: made from the compendium, written in the layouts of studies, checked and compared."""

from osteopharm.codelists.checking import CodelistCheck, CodelistFinding, FindingKind
from osteopharm.codelists.codelist import Codelist, CodelistComparison, CodelistRow, compare_codelists

__all__ = [
    "Codelist",
    "CodelistCheck",
    "CodelistComparison",
    "CodelistFinding",
    "CodelistRow",
    "FindingKind",
    "compare_codelists",
]
