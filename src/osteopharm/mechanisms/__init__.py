"""The signed causal graph of all mechanisms, and what follows from it: explanations and comparisons.

The search for paths needs networkx (the extra ``graph``).
"""

from osteopharm.mechanisms.comparison import *
from osteopharm.mechanisms.explanation import *
from osteopharm.mechanisms.graph import *
