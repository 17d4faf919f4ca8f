"""The record types, their parts and the enums: immutable, and checked when they are made.

Each module lists its public names in its ``__all__``; all of them can be imported from here.
"""

from osteopharm.model.claims import *
from osteopharm.model.companies import *
from osteopharm.model.documents import *
from osteopharm.model.entities import *
from osteopharm.model.enums import *
from osteopharm.model.identifiers import *
from osteopharm.model.lookalikes import *
from osteopharm.model.mechanisms import *
from osteopharm.model.product_level import *
from osteopharm.model.products import *
from osteopharm.model.relations import *
from osteopharm.model.sources import *
from osteopharm.model.strengths import *
from osteopharm.model.studies import *
