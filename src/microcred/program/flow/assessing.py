"""The assessor's side: see the work and not the person, rate it, settle a dispute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import Conflict, NotFound
from microcred.program.definition import MicroCredential
from microcred.program.flow.assignments import need_assignment
from microcred.program.flow.carrying import carried_parts, to_be_judged
from microcred.program.flow.consensus import consensus_of, state_by_ratings
from microcred.program.flow.definitions import kept_micro_credential
from microcred.program.flow.desk import Verbs
from microcred.program.flow.evidence.intake import check_text
from microcred.program.flow.judges import check_may_judge
from microcred.program.flow.pieces import Piece, pieces_of
from microcred.program.flow.ratings import (
    Assessment,
    Rating,
    assessments_of,
    check_ratings,
    keep_ratings,
)
from microcred.program.flow.rights import hold_for, piece_for, read_for
from microcred.program.flow.states import Action, State
from microcred.program.flow.trail import Act, Standing, check_step, need_standing, step


@dataclass(frozen=True, slots=True)
class BlindPiece:
    """A piece of evidence as an assessor sees it: no name of a file, no word about whose it is.

    Attributes:
        id: to open it with.
        part: the id of the part.
        item: the id of the item that it answers.
        kind: `file`, `link` or `text`.
        media_type: what it is.
        size: bytes.
        url: where a link leads.
    """

    id: str
    part: str
    item: str
    kind: str
    media_type: str
    size: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Task:
    """What an assessor is to do.

    Attributes:
        submission_id: all that is told of whose it is.
        definition: with the rubric, as it was when the submission was made.
        adjudicates: whether others disagreed before.
        to_rate: the criteria, and `part:ID` for the yes or no of a part's statement; for an
            adjudicator those that the others disagree on.
        evidence: what was handed in.
    """

    submission_id: str
    definition: MicroCredential
    adjudicates: bool
    to_rate: list[str]
    evidence: list[BlindPiece]


_VERBS: Final = {Action.ASSESS: Verb.ASSESS, Action.ADJUDICATE: Verb.ADJUDICATE}


class Assessing(Verbs):
    """Rate submissions."""

    def task(self, submission_id: str, assessor_id: str, *, by: Principal) -> Task:
        """Return what an assessor needs in order to rate a submission, and nothing else.

        Raises:
            Refused: `no-such-submission`, `not-assigned` or `not-eligible`.
        """
        with self.desk.database.reading() as connection:
            standing = read_for(connection, by, Verb.TASK, submission_id, assessor_id)
            assignment = need_assignment(connection, submission_id, assessor_id)
            check_may_judge(connection, self.desk, standing, assessor_id)
            definition = kept_micro_credential(connection, standing.definition_digest)
            return Task(
                submission_id,
                definition,
                assignment.adjudicates,
                self._to_rate(connection, standing, definition, adjudicates=assignment.adjudicates),
                [_blind(piece) for piece in pieces_of(connection, [submission_id])],
            )

    def open_for(self, evidence_id: str, assessor_id: str, *, by: Principal) -> BinaryIO:
        """Open a file or a text for an assessor of the submission that it belongs to.

        Raises:
            Refused: `no-such-evidence`, `not-assigned` or `not-eligible`.
        """
        with self.desk.database.reading() as connection:
            piece = piece_for(connection, by, Verb.TASK, evidence_id, assessor_id)
            need_assignment(connection, piece.submission_id, assessor_id)
            standing = need_standing(connection, piece.submission_id)
            check_may_judge(connection, self.desk, standing, assessor_id)
        if piece.kind == "link" or piece.digest is None:
            raise NotFound(f"{piece.id} is a link to {piece.url}", code="no-such-evidence")
        return self.desk.intake.store.open(piece.digest)

    def assess(
        self,
        submission_id: str,
        assessor_id: str,
        ratings: Mapping[str, Rating],
        *,
        by: Principal,
        comment: str = "",
    ) -> State:
        """Rate a submission; once more, to correct what was said before.

        Args:
            submission_id: one that the assessor is on.
            assessor_id: who rates.
            ratings: of all that `task` asks for.
            by: who asks: the assessor, or the operator for them.
            comment: on the whole.

        Returns:
            Where the submission stands now.

        Raises:
            Refused: `not-now`, `not-assigned`, `is-adjudicator`, or `not-eligible` where it has
                become known since that they must not judge it.
            InvalidDocument: a criterion is missing or unknown, a level does not exist, or a
                comment is missing.
        """
        return self._rate(Action.ASSESS, by, (submission_id, assessor_id), ratings, comment)

    def adjudicate(
        self,
        submission_id: str,
        assessor_id: str,
        ratings: Mapping[str, Rating],
        *,
        by: Principal,
        comment: str = "",
    ) -> State:
        """Settle a dispute: in what is disputed the adjudicator's levels count alone.

        See `assess`; `task` asks for what the assessors disagree on, and nothing else.

        Raises:
            Refused: also `not-adjudicator`, or `nothing-disputed` where the assessors have come to
                agree.
        """
        return self._rate(Action.ADJUDICATE, by, (submission_id, assessor_id), ratings, comment)

    def assessments(self, submission_id: str, *, by: Principal) -> list[Assessment]:
        """Return what counts of what assessors said, for who assigns, decides or settles it.

        Raises:
            Refused: code `no-such-submission`.
        """
        with self.desk.database.reading() as connection:
            read_for(connection, by, Verb.ASSESSMENTS, submission_id)
            return assessments_of(connection, submission_id)

    def _rate(
        self,
        action: Action,
        by: Principal,
        assignment: tuple[str, str],
        ratings: Mapping[str, Rating],
        comment: str,
    ) -> State:
        if comment:
            check_text(comment)
        submission_id, assessor_id = assignment
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, _VERBS[action], submission_id, assessor_id)
            check_step(connection, standing, action)
            _check_part(connection, submission_id, assessor_id, action)
            check_may_judge(connection, self.desk, standing, assessor_id)
            definition = kept_micro_credential(connection, standing.definition_digest)
            adjudicates = action is Action.ADJUDICATE
            asked = self._to_rate(connection, standing, definition, adjudicates=adjudicates)
            if not asked:
                message = f"the assessors of {submission_id} agree by now: nothing is disputed"
                raise Conflict(message, code="nothing-disputed")
            check_ratings(definition, asked, ratings)
            keep_ratings(connection, assignment, ratings, comment, now)
            target = state_by_ratings(connection, self.desk, standing)
            act = Act(assessor_id, now)
            return step(connection, standing, action, act, target).state

    def _to_rate(
        self,
        connection: sa.Connection,
        standing: Standing,
        definition: MicroCredential,
        *,
        adjudicates: bool,
    ) -> list[str]:
        """Return what is asked of an assessor, or of an adjudicator."""
        carried = carried_parts(connection, standing.enrolment_id, definition)
        to_rate = to_be_judged(definition, carried)
        if not adjudicates:
            return to_rate
        disputed = consensus_of(connection, self.desk, standing, adjudicated=False).disputed
        return [name for name in to_rate if name in disputed]


def _check_part(
    connection: sa.Connection, submission_id: str, assessor_id: str, action: Action
) -> None:
    assignment = need_assignment(connection, submission_id, assessor_id)
    if assignment.adjudicates and action is Action.ASSESS:
        message = f"{assessor_id} is there to settle a dispute: adjudicate"
        raise Conflict(message, code="is-adjudicator")
    if not assignment.adjudicates and action is Action.ADJUDICATE:
        message = f"{assessor_id} is one of those who disagreed; somebody else adjudicates"
        raise Conflict(message, code="not-adjudicator")


def _blind(piece: Piece) -> BlindPiece:
    return BlindPiece(
        piece.id, piece.part, piece.item, piece.kind, piece.media_type, piece.size, piece.url
    )
