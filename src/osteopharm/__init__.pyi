# What type checkers read in place of __init__.py, which imports lazily.

from osteopharm import attribution as attribution
from osteopharm import claims as claims
from osteopharm import codelists as codelists
from osteopharm import collection as collection
from osteopharm import disclosures as disclosures
from osteopharm import errors as errors
from osteopharm import mechanisms as mechanisms
from osteopharm import model as model
from osteopharm import names as names
from osteopharm._functions import find_mentions as find_mentions
from osteopharm._functions import identify as identify
from osteopharm._functions import lookup as lookup
from osteopharm.claims import ClaimSet as ClaimSet
from osteopharm.compendium import Compendium as Compendium
from osteopharm.errors import AmbiguousNameError as AmbiguousNameError
from osteopharm.errors import DataError as DataError
from osteopharm.errors import InvalidRecordError as InvalidRecordError
from osteopharm.errors import OsteopharmError as OsteopharmError
from osteopharm.errors import UnknownIdError as UnknownIdError
from osteopharm.errors import UnknownNameError as UnknownNameError
from osteopharm.errors import UnknownValueError as UnknownValueError
from osteopharm.io import dump_json as dump_json
from osteopharm.io import load as load
from osteopharm.io import load_json as load_json
from osteopharm.io import read_seeds as read_seeds
from osteopharm.mechanisms import Explanation as Explanation
from osteopharm.model import Action as Action
from osteopharm.model import Brand as Brand
from osteopharm.model import Certainty as Certainty
from osteopharm.model import ClaimLink as ClaimLink
from osteopharm.model import Combination as Combination
from osteopharm.model import Concept as Concept
from osteopharm.model import Document as Document
from osteopharm.model import DrugClass as DrugClass
from osteopharm.model import EntityKind as EntityKind
from osteopharm.model import EvidenceClaim as EvidenceClaim
from osteopharm.model import Label as Label
from osteopharm.model import Mechanism as Mechanism
from osteopharm.model import Medication as Medication
from osteopharm.model import Passage as Passage
from osteopharm.model import Polarity as Polarity
from osteopharm.model import Product as Product
from osteopharm.model import Publication as Publication
from osteopharm.model import Registry as Registry
from osteopharm.model import Relation as Relation
from osteopharm.model import Role as Role
from osteopharm.model import Scope as Scope
from osteopharm.model import Species as Species
from osteopharm.model import StudyKind as StudyKind
from osteopharm.model import StudyResult as StudyResult
from osteopharm.names import Identification as Identification
from osteopharm.names import Mention as Mention

__all__ = [
    "Action",
    "AmbiguousNameError",
    "Brand",
    "Certainty",
    "ClaimLink",
    "ClaimSet",
    "Combination",
    "Compendium",
    "Concept",
    "DataError",
    "Document",
    "DrugClass",
    "EntityKind",
    "EvidenceClaim",
    "Explanation",
    "Identification",
    "InvalidRecordError",
    "Label",
    "Mechanism",
    "Medication",
    "Mention",
    "OsteopharmError",
    "Passage",
    "Polarity",
    "Product",
    "Publication",
    "Registry",
    "Relation",
    "Role",
    "Scope",
    "Species",
    "StudyKind",
    "StudyResult",
    "UnknownIdError",
    "UnknownNameError",
    "UnknownValueError",
    "__version__",
    "dump_json",
    "find_mentions",
    "identify",
    "load",
    "load_json",
    "lookup",
    "read_seeds",
]

__version__: str
