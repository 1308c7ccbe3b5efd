"""How a principal stands to what a verb is about."""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """How a principal stands to what a verb is about; the verb looks it up where it runs."""

    OWN = "own"
    """It is about themselves: the educator, and what they handed in or hold."""
    SELF = "self"
    """It is about the assessor that they are, or in that one's name."""
    ASSIGNED = "assigned"
    """It is a submission that they are to rate, in their own name."""
    ADJUDICATES = "adjudicates"
    """It is a submission whose dispute they are to settle, in their own name."""
    SCHOOL = "school"
    """It is about an educator of a school that they answer for."""
    PROGRAMME = "programme"
    """They answer for the whole programme, and not for some schools alone."""
