"""The decision: all that was required is reached, and there is a badge; or not yet, and why.

The decision, the badge, the stacks that it completes and the trail are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import Conflict, NotFound, Refused
from microcred.program.definition import MicroCredential
from microcred.program.flow.attempts import attempts_left, waits_until
from microcred.program.flow.badges import (
    AwardedBadge,
    Grounds,
    award_badge,
    award_stacks,
    badge_of,
    badges_of,
)
from microcred.program.flow.binding import make_evidence, published_changes
from microcred.program.flow.carrying import carried_levels, carried_parts
from microcred.program.flow.consensus import consensus_of
from microcred.program.flow.definitions import (
    find_item,
    judged_by,
    kept_definition,
    kept_micro_credential,
    part_digest,
    reaches,
    scale_of,
)
from microcred.program.flow.desk import Verbs
from microcred.program.flow.evidence.intake import check_text
from microcred.program.flow.judges import check_may_decide, check_word_counts
from microcred.program.flow.people import hold_person
from microcred.program.flow.pieces import Piece, pieces_of
from microcred.program.flow.ratings import assessments_of
from microcred.program.flow.rights import hold_for, read_for
from microcred.program.flow.states import DECIDED, Action, State
from microcred.program.flow.tables import (
    DECIDED_LEVELS,
    DECISIONS,
    EVIDENCE,
    PASSED_PARTS,
)
from microcred.program.flow.trail import Act, Standing, check_step, step
from microcred.program.flow.views import consent_of, language_of_enrolment
from microcred.program.results import make_results
from microcred.program.texts import text_in
from microcred.registry.changes import add_changes, hold_changes

_DECIDE: Final = DECISIONS.insert()
_KEEP_LEVELS: Final = DECIDED_LEVELS.insert()
_KEEP_PARTS: Final = PASSED_PARTS.insert()


@dataclass(frozen=True, slots=True)
class LevelReached:
    """What a criterion, or the statement of a part, came to.

    Attributes:
        criterion: the id of the criterion, or `part:ID`.
        level: the level reached.
        required: the level that is required; None where none is.
        reached: whether it was enough.
        carried_from: the earlier submission in which it was judged; None for this one.
    """

    criterion: str
    level: str
    required: str | None
    reached: bool
    carried_from: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the ratings of a submission come to.

    Attributes:
        outcome: passed, or not yet.
        levels: of each criterion and statement, in the order of the parts.
        passed_parts: ids of the parts that are passed, each with the submission that it was
            passed in.
        open_parts: ids of the parts that are to be submitted again.
    """

    outcome: State
    levels: list[LevelReached]
    passed_parts: dict[str, str]
    open_parts: list[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided.

    Attributes:
        submission_id: about what.
        verdict: what the ratings came to.
        feedback: for the educator; may be empty when it passed.
        decided_at: dateTimeStamp.
        badges: the badge, and those of stacks that it completed; none for "not yet".
    """

    submission_id: str
    verdict: Verdict
    feedback: str
    decided_at: str
    badges: list[AwardedBadge]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an educator is told after a decision.

    Attributes:
        submission_id: about what.
        verdict: the levels, what passed, and what is to be submitted again.
        words: the words of who decided.
        comments: what assessors said of each criterion, each comment once; not who said it.
        attempts_left: how often one may still submit; None without a limit, 0 once passed.
        not_before: dateTimeStamp from which one may submit again; None for at once.
        definition: has the words for what the verdict names.
        language: that the educator chose for the badge; None for the definition's main one.
    """

    submission_id: str
    verdict: Verdict
    words: str
    comments: dict[str, list[str]]
    attempts_left: int | None
    not_before: str | None
    definition: MicroCredential
    language: str | None


class Deciding(Verbs):
    """Decide, and tell the educator."""

    def verdict(self, submission_id: str, *, by: Principal) -> Verdict:
        """Tell what a decision would be.

        Raises:
            Refused: `no-such-submission`, `not-now` where it is not assessed, or `not-eligible`
                where somebody's word does not count.
        """
        with self.desk.database.reading() as connection:
            standing = read_for(connection, by, Verb.VERDICT, submission_id)
            check_step(connection, standing, Action.DECIDE)
            check_word_counts(connection, standing)
            return self._verdict(connection, standing)

    def decide(
        self,
        submission_id: str,
        *,
        by: Principal,
        feedback: str = "",
        reason: str = "",
        revision: int | None = None,
    ) -> Decision:
        """Decide by the ratings; what passes is a badge in the same instant.

        To ask again for the decision that one made gives that decision: a process that was ended
        before it told it is called once more, and nothing is done twice.

        Args:
            submission_id: one that is assessed.
            by: who decides.
            feedback: for the educator; needed for "not yet".
            reason: for the trail.
            revision: the revision that was looked at, where it must be that one still.

        Raises:
            Refused: `not-now`, `changed-meanwhile`, `feedback-missing`, or `not-eligible` where
                who decides, or somebody who judged, is not impartial.
            ConfigurationError: `no-issuer`, or the badge cannot be issued; nothing is decided.
        """
        if feedback:
            check_text(feedback)
        with self.desk.database.writing() as connection:
            hold_changes(connection)
            standing = hold_for(connection, by, Verb.DECIDE, submission_id, revision=revision)
            stacks = frozenset(stack.id for stack in self.desk.definitions.stacks())
            made = _made_before(connection, standing, by, feedback, stacks)
            if made is not None:
                return made
            check_step(connection, standing, Action.DECIDE)
            person = hold_person(connection, standing.person_id)
            check_may_decide(connection, standing, by)
            verdict = self._verdict(connection, standing)
            act = Act(by.name, self.desk.now(), reason)
            if verdict.outcome is State.NOT_YET and not feedback:
                message = "it is not enough yet: say what to submit again, and why"
                raise Refused(message, code="feedback-missing")
            badges = []
            if verdict.outcome is State.PASSED:
                badges = [self._award(connection, standing, verdict, act)]
            _keep(connection, standing, verdict, feedback, badges, act)
            step(connection, standing, Action.DECIDE, act, verdict.outcome)
            if badges:
                badges += award_stacks(connection, self.desk, person, act)
            return Decision(submission_id, verdict, feedback, act.at, badges)

    def feedback(self, submission_id: str, *, by: Principal) -> Feedback:
        """Return what was decided, why, and what to do next, for the educator.

        Raises:
            Refused: `no-such-submission` or `not-decided`.
        """
        with self.desk.database.reading() as connection:
            standing = read_for(connection, by, Verb.FEEDBACK, submission_id)
            if standing.state not in DECIDED:
                message = f"{submission_id} is {standing.state}: there is no decision yet"
                raise Conflict(message, code="not-decided")
            query = sa.select(DECISIONS.c.feedback)
            words = connection.execute(
                query.where(DECISIONS.c.submission_id == submission_id)
            ).scalar_one()
            return Feedback(
                submission_id,
                _decided(connection, standing),
                words or "",
                _comments(connection, submission_id),
                *self._chances(connection, standing),
                kept_micro_credential(connection, standing.definition_digest),
                language_of_enrolment(connection, standing.enrolment_id),
            )

    def badge(self, submission_id: str, *, by: Principal) -> AwardedBadge:
        """Return the badge of a submission that passed.

        Raises:
            Refused: `no-such-submission`, or `no-badge`.
        """
        with self.desk.database.reading() as connection:
            standing = read_for(connection, by, Verb.BADGES, submission_id)
            found = badge_of(connection, submission_id)
            if found is None:
                message = f"{submission_id} is {standing.state}: there is no badge"
                raise NotFound(message, code="no-badge")
            return found

    def _verdict(self, connection: sa.Connection, standing: Standing) -> Verdict:
        definition = kept_micro_credential(connection, standing.definition_digest)
        carried = carried_parts(connection, standing.enrolment_id, definition)
        judged = consensus_of(connection, self.desk, standing).levels
        earlier = carried_levels(connection, definition, carried)
        return _verdict(definition, standing.id, carried, {**judged, **earlier})

    def _award(
        self, connection: sa.Connection, standing: Standing, verdict: Verdict, act: Act
    ) -> AwardedBadge:
        """Issue the badge, and note which evidence it rests on."""
        person = hold_person(connection, standing.person_id)
        passed = verdict.passed_parts
        pieces = [
            piece
            for piece in pieces_of(connection, set(passed.values()))
            if passed.get(piece.part) == piece.submission_id
        ]
        grounds = self._grounds(connection, standing, verdict, pieces)
        badge = award_badge(connection, self.desk, person, grounds, act)
        rested_on = EVIDENCE.c.id.in_([piece.id for piece in pieces])
        connection.execute(sa.update(EVIDENCE).where(rested_on).values(badge_id=badge.badge_id))
        if badge.public:
            shown = (replace(piece, badge_id=badge.badge_id) for piece in pieces)
            add_changes(connection, published_changes(shown))
        return badge

    def _grounds(
        self,
        connection: sa.Connection,
        standing: Standing,
        verdict: Verdict,
        pieces: Sequence[Piece],
    ) -> Grounds:
        kept = kept_definition(connection, standing.definition_digest)
        definition = kept_micro_credential(connection, standing.definition_digest)
        store, site_url = self.desk.intake.store, self.desk.issuance.site_url
        language = kept.language(language_of_enrolment(connection, standing.enrolment_id))
        evidence = []
        for piece in pieces:
            _, item = find_item(definition, piece.item)
            name = text_in(item.name, language)
            evidence.append(make_evidence(piece, name, store, site_url))
        rubric = {criterion.id for criterion in definition.rubric}
        reached = {each.criterion: each.level for each in verdict.levels}
        return Grounds(
            kept,
            make_results(definition, {name: reached[name] for name in reached if name in rubric}),
            [each for each in evidence if each is not None],
            consent_of(connection, standing.enrolment_id) is True,
            language,
        )

    def _chances(
        self, connection: sa.Connection, standing: Standing
    ) -> tuple[int | None, str | None]:
        """Return how often one may still submit, and from when on; by the definition of today."""
        if standing.state is State.PASSED:
            return 0, None
        definition = self.desk.definitions.find(standing.definition_id)
        if not isinstance(definition, MicroCredential):
            return None, None
        mine = (connection, definition, standing.enrolment_id)
        return attempts_left(*mine), waits_until(*mine)


def _verdict(
    definition: MicroCredential, own_id: str, carried: dict[str, str], levels: dict[str, str]
) -> Verdict:
    judged = {part.id: judged_by(part) for part in definition.parts}
    names = dict.fromkeys(chain.from_iterable(judged.values()))
    met = {name: reaches(definition, name, levels[name]) for name in names}
    passed = {
        part_id: carried.get(part_id, own_id)
        for part_id, criteria in judged.items()
        if all(map(met.get, criteria))
    }
    settled = _settled(judged, carried)
    reached = [
        LevelReached(name, levels[name], scale_of(definition, name)[1], is_met, settled.get(name))
        for name, is_met in met.items()
    ]
    open_parts = [part_id for part_id in judged if part_id not in passed]
    outcome = State.NOT_YET if open_parts else State.PASSED
    return Verdict(outcome, reached, passed, open_parts)


def _settled(judged: Mapping[str, Sequence[str]], carried: Mapping[str, str]) -> dict[str, str]:
    """Return, by criterion, the submission that settled it: that of a part which is carried."""
    parts = [(carried[part_id], names) for part_id, names in judged.items() if part_id in carried]
    return {name: submission_id for submission_id, names in parts for name in names}


def _comments(connection: sa.Connection, submission_id: str) -> dict[str, list[str]]:
    """Return what assessors said of each criterion; what several said alike, once."""
    said: dict[str, dict[str, None]] = {}
    for assessment in assessments_of(connection, submission_id):
        for name, rating in assessment.ratings.items():
            if rating.comment:
                said.setdefault(name, {})[rating.comment.strip()] = None
    return {name: list(comments) for name, comments in said.items()}


def _decided(connection: sa.Connection, standing: Standing) -> Verdict:
    """Return the verdict of a decision that was made, from what was kept of it."""
    definition = kept_micro_credential(connection, standing.definition_digest)
    earlier = carried_parts(
        connection, standing.enrolment_id, definition, before_attempt=standing.attempt
    )
    query = sa.select(DECIDED_LEVELS.c.criterion, DECIDED_LEVELS.c.level)
    rows = connection.execute(query.where(DECIDED_LEVELS.c.submission_id == standing.id))
    own = {row.criterion: row.level for row in rows}
    return _verdict(
        definition, standing.id, earlier, {**own, **carried_levels(connection, definition, earlier)}
    )


def _made_before(
    connection: sa.Connection,
    standing: Standing,
    by: Principal,
    feedback: str,
    stacks: frozenset[str],
) -> Decision | None:
    """Return the decision that somebody made with these very words, where they made it.

    Its badges are that of the submission, and those of stacks of the same moment.
    """
    if standing.state not in DECIDED:
        return None
    query = sa.select(DECISIONS).where(DECISIONS.c.submission_id == standing.id)
    made = connection.execute(query).one()
    if (made.actor, made.feedback or "") != (by.name, feedback):
        return None
    held = badges_of(connection, standing.person_id)
    given = [badge for badge in held if badge.badge_id == made.badge_id]
    given += [
        badge
        for badge in held
        if given and badge.awarded_at == made.decided_at and badge.definition_id in stacks
    ]
    return Decision(standing.id, _decided(connection, standing), feedback, made.decided_at, given)


def _keep(
    connection: sa.Connection,
    standing: Standing,
    verdict: Verdict,
    feedback: str,
    badges: Sequence[AwardedBadge],
    act: Act,
) -> None:
    decision = {
        "submission_id": standing.id,
        "outcome": verdict.outcome,
        "badge_id": badges[0].badge_id if badges else None,
        "feedback": feedback,
        "decided_at": act.at,
        "actor": act.by,
    }
    connection.execute(_DECIDE, decision)
    levels = [
        {"submission_id": standing.id, "criterion": each.criterion, "level": each.level,
         "reached": each.reached}
        for each in verdict.levels
        if each.carried_from is None
    ]  # fmt: skip
    connection.execute(_KEEP_LEVELS, levels)
    passed = list(_newly_passed(connection, standing, verdict))
    if passed:
        connection.execute(_KEEP_PARTS, passed)


def _newly_passed(
    connection: sa.Connection, standing: Standing, verdict: Verdict
) -> Iterator[dict[str, str]]:
    definition = kept_micro_credential(connection, standing.definition_digest)
    for part in definition.parts:
        if verdict.passed_parts.get(part.id) == standing.id:
            digest = part_digest(definition, part)
            yield {"submission_id": standing.id, "part": part.id, "digest": digest}
