"""The tables of a micro-credential programme, as the newest migration leaves them.

They say in clear who nobody is: a person is a random id, found again by a keyed hash. Texts that
people wrote, names and files stand in columns that erasing a person empties; ids, states, levels
and moments stay, as the trail of what was decided.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from microcred.registry.tables import METADATA

PEOPLE: Final = sa.Table(
    "people",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("lookup", sa.String, unique=True),
    sa.Column("identity", sa.Text),
    sa.Column("contact", sa.Text),
    sa.Column("school", sa.String),
    sa.Column("added_at", sa.String, nullable=False),
    sa.Column("erased_at", sa.String),
    sa.Index("ix_people_school", "school", "id"),
)
"""Educators. `lookup` is the keyed hash of the e-mail address or DID, `identity` the JSON of what
badges name (a salted hash, or a DID), `contact` the address in clear where the workspace keeps it,
`school` where they teach, where that is known. All four are empty once the person is erased."""

ASSESSORS: Final = sa.Table(
    "assessors",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id"), index=True),
    sa.Column("added_at", sa.String, nullable=False),
    sa.Column("left_at", sa.String),
)
"""Who assesses, by a short name; `person_id` where the assessor is an educator here as well."""

CONFLICTS: Final = sa.Table(
    "conflicts",
    METADATA,
    sa.Column("assessor_id", sa.ForeignKey("assessors.id"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
)
"""Whose work an assessor must not judge."""

DEFINITION_VERSIONS: Final = sa.Table(
    "definition_versions",
    METADATA,
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("definition_id", sa.String, nullable=False, index=True),
    sa.Column("version", sa.String, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("achievements", sa.Text, nullable=False),
    sa.Column("kept_at", sa.String, nullable=False),
)
"""Every text of a definition that somebody worked by, and the achievements that it was then: a JSON
object by language."""

ENROLMENTS: Final = sa.Table(
    "enrolments",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id"), nullable=False),
    sa.Column("definition_id", sa.String, nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("language", sa.String),
    sa.Column("enrolled_at", sa.String, nullable=False),
    sa.UniqueConstraint("person_id", "definition_id", "number", name="uq_enrolments_number"),
)
"""Each person at each micro-credential, and again when a badge is to be renewed; `language` is that
of the badge, where it is not the definition's main one."""

SUBMISSIONS: Final = sa.Table(
    "submissions",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("enrolment_id", sa.ForeignKey("enrolments.id"), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("definition_digest", sa.ForeignKey("definition_versions.digest"), nullable=False),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("begun_at", sa.String, nullable=False),
    sa.Column("changed_at", sa.String, nullable=False),
    sa.UniqueConstraint("enrolment_id", "attempt", name="uq_submissions_attempt"),
    sa.Index("ix_submissions_begun", "begun_at", "id"),
)
"""Each attempt; its `id` is all that an assessor sees of whose it is. `revision` counts changes."""

EVIDENCE_FILES: Final = sa.Table(
    "evidence_files",
    METADATA,
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("deleted_at", sa.String),
)
"""What the store of evidence holds; `deleted_at` where it is to be removed, and is not yet."""

EVIDENCE: Final = sa.Table(
    "evidence",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("submission_id", sa.ForeignKey("submissions.id"), nullable=False, index=True),
    sa.Column("part", sa.String, nullable=False),
    sa.Column("item", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("digest", sa.String, index=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("telltales", sa.Text, nullable=False),
    sa.Column("shown", sa.String, nullable=False),
    sa.Column("badge_id", sa.ForeignKey("badges.id"), index=True),
    sa.Column("added_at", sa.String, nullable=False),
    sa.Column("removed_at", sa.String),
)
"""What was handed in. `shown` is what the badge says of it: `nothing`, `digest` or `content`;
`badge_id` is the badge that rests on it, once there is one."""

ASSIGNMENTS: Final = sa.Table(
    "assignments",
    METADATA,
    sa.Column("submission_id", sa.ForeignKey("submissions.id"), primary_key=True),
    sa.Column("assessor_id", sa.ForeignKey("assessors.id"), primary_key=True, index=True),
    sa.Column("adjudicates", sa.Boolean, nullable=False),
    sa.Column("assigned_at", sa.String, nullable=False),
    sa.Column("rated_at", sa.String),
    sa.Column("released_at", sa.String),
)
"""Who is to rate what; `adjudicates` after others disagreed."""

# What assessors have left to do is found without looking at all that was ever rated.
_to_rate = sa.and_(ASSIGNMENTS.c.rated_at.is_(None), ASSIGNMENTS.c.released_at.is_(None))
sa.Index(
    "ix_assignments_to_rate",
    ASSIGNMENTS.c.assessor_id,
    sqlite_where=_to_rate,
    postgresql_where=_to_rate,
)

ASSESSMENTS: Final = sa.Table(
    "assessments",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("submission_id", sa.ForeignKey("submissions.id"), nullable=False),
    sa.Column("assessor_id", sa.ForeignKey("assessors.id"), nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("given_at", sa.String, nullable=False),
    sa.UniqueConstraint("submission_id", "assessor_id", "number", name="uq_assessments_number"),
)
"""Each time an assessor rated a submission; the highest `number` of each assessor counts."""

RATINGS: Final = sa.Table(
    "ratings",
    METADATA,
    sa.Column("assessment_id", sa.ForeignKey("assessments.id"), primary_key=True),
    sa.Column("criterion", sa.String, primary_key=True),
    sa.Column("level", sa.String, nullable=False),
    sa.Column("comment", sa.Text),
)
"""The level given in each criterion; `part:ID` for the yes or no of a part's statement."""

AWARDS: Final = sa.Table(
    "awards",
    METADATA,
    sa.Column("badge_id", sa.ForeignKey("badges.id"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id"), nullable=False),
    sa.Column("definition_id", sa.String, nullable=False, index=True),
    sa.Column("definition_digest", sa.ForeignKey("definition_versions.digest"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("awarded_at", sa.String, nullable=False),
    sa.UniqueConstraint("person_id", "definition_id", "number", name="uq_awards_number"),
)
"""Each badge that the programme gave, for evidence or for a stack; `credentials` has it as it was
signed, until its person is erased. `number` counts a person's badges for the same."""

DECISIONS: Final = sa.Table(
    "decisions",
    METADATA,
    sa.Column("submission_id", sa.ForeignKey("submissions.id"), primary_key=True),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("badge_id", sa.ForeignKey("awards.badge_id"), unique=True),
    sa.Column("feedback", sa.Text),
    sa.Column("decided_at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.CheckConstraint(
        "(outcome = 'passed' AND badge_id IS NOT NULL)"
        " OR (outcome = 'not_yet' AND badge_id IS NULL)",
        name="ck_decisions_badge",
    ),
    sa.Index("ix_decisions_decided", "decided_at", "submission_id"),
)
"""What was decided: there is a badge if, and only if, it passed."""

DECIDED_LEVELS: Final = sa.Table(
    "decided_levels",
    METADATA,
    sa.Column("submission_id", sa.ForeignKey("decisions.submission_id"), primary_key=True),
    sa.Column("criterion", sa.String, primary_key=True),
    sa.Column("level", sa.String, nullable=False),
    sa.Column("reached", sa.Boolean, nullable=False),
)
"""The level that a decision stands on, in each criterion that was judged in that attempt."""

PASSED_PARTS: Final = sa.Table(
    "passed_parts",
    METADATA,
    sa.Column("submission_id", sa.ForeignKey("decisions.submission_id"), primary_key=True),
    sa.Column("part", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
)
"""The parts passed in an attempt. `digest` is that of the part and its criteria: the part stays
passed for the next attempt where the definition still says the same of it."""

CONSENTS: Final = sa.Table(
    "consents",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("enrolment_id", sa.ForeignKey("enrolments.id"), nullable=False, index=True),
    sa.Column("given", sa.Boolean, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
)
"""Whether the educator agrees that the badge is published, and to which words; the last counts."""

PROGRAM_EVENTS: Final = sa.Table(
    "program_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subject", sa.String, nullable=False, index=True),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("source", sa.String),
    sa.Column("target", sa.String),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""Everything that happened to a submission (`s-`), a person (`p-`) or an assessor; rows are only
added."""

ANCHORS: Final = sa.Table(
    "anchors",
    METADATA,
    sa.Column("submission_id", sa.ForeignKey("submissions.id"), primary_key=True),
    sa.Column("criterion", sa.String, primary_key=True),
    sa.Column("level", sa.String, nullable=False),
)
"""Submissions that assessors practise on, with the level that is right in each criterion."""

CALIBRATIONS: Final = sa.Table(
    "calibrations",
    METADATA,
    sa.Column("assessor_id", sa.ForeignKey("assessors.id"), primary_key=True),
    sa.Column("submission_id", sa.ForeignKey("submissions.id"), primary_key=True),
    sa.Column("criterion", sa.String, primary_key=True),
    sa.Column("level", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)
"""The levels that assessors gave to anchors, each once."""

ENDORSEMENTS: Final = sa.Table(
    "endorsements",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("about", sa.String, nullable=False, index=True),
    sa.Column("endorser", sa.String, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("added_at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("withdrawn_at", sa.String),
)
"""Signed endorsements of a micro-credential, an issuer or a badge."""
