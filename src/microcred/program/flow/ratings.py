"""What assessors said: checked against the rubric, kept for ever, the newest of each counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from microcred.errors import InvalidDocument, excerpt
from microcred.findings import Fault
from microcred.limits import MAX_EVIDENCE_TEXT_CHARACTERS
from microcred.program.definition import MicroCredential
from microcred.program.flow.definitions import scale_of
from microcred.program.flow.desk import new_id
from microcred.program.flow.tables import ASSESSMENTS, ASSIGNMENTS, RATINGS


@dataclass(frozen=True, slots=True)
class Rating:
    """What an assessor says of one criterion.

    Attributes:
        level: the id of a level; `yes` or `no` for a part's statement.
        comment: why; the educator reads it after the decision.
    """

    level: str
    comment: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that one assessor says of a submission.

    Attributes:
        assessor_id: who.
        adjudicates: whether others had disagreed.
        number: 1, and more for a correction.
        ratings: by criterion or statement.
        comment: on the whole; may be empty.
        given_at: dateTimeStamp.
    """

    assessor_id: str
    adjudicates: bool
    number: int
    ratings: dict[str, Rating]
    comment: str
    given_at: str

    @property
    def levels(self) -> dict[str, str]:
        """Return the levels alone."""
        return {name: rating.level for name, rating in self.ratings.items()}


def check_ratings(
    definition: MicroCredential, asked: Sequence[str], ratings: Mapping[str, Rating]
) -> None:
    """Check that everything asked for is rated, with a level that there is and a comment.

    Raises:
        InvalidDocument: each fault points at the criterion: `rating-missing`,
            `no-such-criterion`, `no-such-level`, `comment-missing` or `comment-too-long`.
    """
    faults = list(_faults(definition, asked, ratings))
    if faults:
        raise InvalidDocument(faults, what="assessment")


def _faults(
    definition: MicroCredential, asked: Sequence[str], ratings: Mapping[str, Rating]
) -> Iterator[Fault]:
    for name in ratings:
        if name not in asked:
            message = f"it is not to be rated here; to be rated: {', '.join(asked)}"
            yield Fault(f"/{name}", "no-such-criterion", message)
    for name in asked:
        rating = ratings.get(name)
        if rating is None:
            yield Fault(f"/{name}", "rating-missing", "it must be rated")
            continue
        levels, _ = scale_of(definition, name)
        if rating.level not in levels:
            message = f"there is no level {excerpt(rating.level)}; there are: {', '.join(levels)}"
            yield Fault(f"/{name}", "no-such-level", message)
        if not rating.comment.strip():
            message = "it needs a comment that says why"
            yield Fault(f"/{name}", "comment-missing", message, data={"criterion": name})
        elif len(rating.comment) > MAX_EVIDENCE_TEXT_CHARACTERS:
            message = f"the comment has more than {MAX_EVIDENCE_TEXT_CHARACTERS} characters"
            yield Fault(f"/{name}", "comment-too-long", message)


_ASSESS: Final = ASSESSMENTS.insert()
_RATE: Final = RATINGS.insert()
_RATED: Final = sa.update(ASSIGNMENTS).where(
    ASSIGNMENTS.c.submission_id == sa.bindparam("submission"),
    ASSIGNMENTS.c.assessor_id == sa.bindparam("assessor"),
)
_SAID: Final = (
    sa.select(sa.func.count())
    .select_from(ASSESSMENTS)
    .where(
        ASSESSMENTS.c.submission_id == sa.bindparam("submission"),
        ASSESSMENTS.c.assessor_id == sa.bindparam("assessor"),
    )
)
_ON_IT: Final = sa.and_(
    ASSIGNMENTS.c.submission_id == ASSESSMENTS.c.submission_id,
    ASSIGNMENTS.c.assessor_id == ASSESSMENTS.c.assessor_id,
)
_ALL_SAID: Final = (
    sa.select(
        ASSESSMENTS.c.assessor_id,
        ASSIGNMENTS.c.adjudicates,
        ASSESSMENTS.c.number,
        ASSESSMENTS.c.comment.label("whole"),
        ASSESSMENTS.c.given_at,
        RATINGS.c.criterion,
        RATINGS.c.level,
        RATINGS.c.comment,
    )
    .join_from(ASSESSMENTS, RATINGS)
    .join(ASSIGNMENTS, _ON_IT)
    .where(
        ASSESSMENTS.c.submission_id == sa.bindparam("submission"),
        ASSIGNMENTS.c.released_at.is_(None),
    )
    .order_by(ASSESSMENTS.c.number, ASSESSMENTS.c.given_at, ASSESSMENTS.c.assessor_id)
)


def keep_ratings(
    connection: sa.Connection,
    assignment: tuple[str, str],
    ratings: Mapping[str, Rating],
    comment: str,
    at: str,
) -> None:
    """Keep what an assessor said; what they said before stays, and counts no more.

    Args:
        connection: an open one that writes, which holds the submission.
        assignment: the submission and the assessor.
        ratings: checked ones.
        comment: on the whole.
        at: dateTimeStamp.
    """
    submission_id, assessor_id = assignment
    mine = {"submission": submission_id, "assessor": assessor_id}
    assessment = {
        "id": new_id("a"),
        "submission_id": submission_id,
        "assessor_id": assessor_id,
        "number": connection.execute(_SAID, mine).scalar_one() + 1,
        "comment": comment,
        "given_at": at,
    }
    connection.execute(_ASSESS, assessment)
    rows = [
        {"assessment_id": assessment["id"], "criterion": name, "level": rating.level,
         "comment": rating.comment}
        for name, rating in ratings.items()
    ]  # fmt: skip
    connection.execute(_RATE, rows)
    connection.execute(_RATED, {**mine, "rated_at": at})


def assessments_of(connection: sa.Connection, submission_id: str) -> list[Assessment]:
    """Return what counts of a submission: the newest assessment of each assessor who is on it."""
    found: dict[str, Assessment] = {}
    for row in connection.execute(_ALL_SAID, {"submission": submission_id}):
        known = found.get(row.assessor_id)
        if known is None or known.number != row.number:
            known = Assessment(
                row.assessor_id, row.adjudicates, row.number, {}, row.whole or "", row.given_at
            )
            found[row.assessor_id] = known
        known.ratings[row.criterion] = Rating(row.level, row.comment or "")
    return list(found.values())
