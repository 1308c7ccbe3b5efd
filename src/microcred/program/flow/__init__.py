"""From evidence to badge: people, submissions, assessing, deciding, and what follows from it.

`Programme` has all the verbs; each is described in the module of its subject.
"""

from microcred.program.flow.consenting import Consent
from microcred.program.flow.definitions import FolderDefinitions
from microcred.program.flow.desk import Definitions, Desk
from microcred.program.flow.endorsing import sign_endorsement
from microcred.program.flow.evidence.intake import Intake
from microcred.program.flow.evidence.store import EvidenceStore, FolderStore
from microcred.program.flow.gathering import File
from microcred.program.flow.pieces import Piece, Shown
from microcred.program.flow.programme import Programme
from microcred.program.flow.ratings import Rating
from microcred.program.flow.settings import CalibrationRule, FlowSettings
from microcred.program.flow.states import Action, State

__all__ = [
    "Action",
    "CalibrationRule",
    "Consent",
    "Definitions",
    "Desk",
    "EvidenceStore",
    "File",
    "FlowSettings",
    "FolderDefinitions",
    "FolderStore",
    "Intake",
    "Piece",
    "Programme",
    "Rating",
    "Shown",
    "State",
    "sign_endorsement",
]
