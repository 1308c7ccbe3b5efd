"""The choices of a programme: when assessors disagree, and what is kept for how long.

How many judge, and how often one may try, each definition says for itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from microcred.limits import MAX_EVIDENCE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRule:
    """What an assessor must show on anchor submissions before judging others.

    Attributes:
        anchors: how many anchors of the micro-credential are to be rated.
        exact: the share of ratings that must be the anchor's level, from 0 to 1.
    """

    anchors: int = 3
    exact: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSettings:
    """How a programme judges.

    Attributes:
        levels_apart: how many levels two assessors may be apart without a dispute. They disagree
            in any case where one has a required level reached and the other does not.
        calibration: what assessors must show before; None asks for nothing.
        max_evidence_bytes: the limit of one file.
        look_at_links: whether links are looked at, and the digest of what was seen is kept.
        keep_evidence_days: days after the decision, or after withdrawing, for which evidence is
            kept; None for ever.
        keep_draft_days: days after its last change that a draft is kept; None for ever.
        renew_days: days before a badge expires from which one may enrol for it again.
        keep_contacts: whether e-mail addresses are kept in clear, beside their hashes.
    """

    levels_apart: int = 1
    calibration: CalibrationRule | None = None
    max_evidence_bytes: int = MAX_EVIDENCE_BYTES
    look_at_links: bool = False
    keep_evidence_days: int | None = None
    keep_draft_days: int | None = None
    keep_contacts: bool = False
    renew_days: int = 90
