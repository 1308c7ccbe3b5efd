"""Check a workspace: its settings, keys, registry, lists, badges and site against each other."""

from microcred.application.doctor.case import Case
from microcred.application.doctor.examining import SUBJECTS, Checkup, examine

__all__ = ["SUBJECTS", "Case", "Checkup", "examine"]
