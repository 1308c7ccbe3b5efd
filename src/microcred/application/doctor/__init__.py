"""Check a workspace: its settings, keys, registry, lists, badges and site against each other."""

from microcred.application.doctor.checkup import SUBJECTS, Checkup, examine
from microcred.application.doctor.examination import Examination, Note

__all__ = ["SUBJECTS", "Checkup", "Examination", "Note", "examine"]
