"""Frameworks of standards and competencies: the model, importers, the folder that keeps them."""

from microcred.program.frameworks.changes import Change, Comparison, Use, compare_editions
from microcred.program.frameworks.csv_table import Described
from microcred.program.frameworks.folder import FRAMEWORKS_FOLDER, FrameworkFolder
from microcred.program.frameworks.importing import FORMATS, read_framework
from microcred.program.frameworks.lookup import FrameworkLookup, FrameworkShelf, Target
from microcred.program.frameworks.model import (
    Association,
    Framework,
    FrameworkLicence,
    Item,
    Wording,
)
from microcred.program.frameworks.professional_learning import STANDARDS
from microcred.program.frameworks.rubrics import Rubric, RubricCriterion, RubricLevel

__all__ = [
    "FORMATS",
    "FRAMEWORKS_FOLDER",
    "STANDARDS",
    "Association",
    "Change",
    "Comparison",
    "Described",
    "Framework",
    "FrameworkFolder",
    "FrameworkLicence",
    "FrameworkLookup",
    "FrameworkShelf",
    "Item",
    "Rubric",
    "RubricCriterion",
    "RubricLevel",
    "Target",
    "Use",
    "Wording",
    "compare_editions",
    "read_framework",
]
