"""What a programme officer reports: how far assessors agree, and what was earned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.ledger.badges import in_parts
from microcred.ledger.tables import BADGES
from microcred.program.agreement import Figure, cohen_kappa, fleiss_kappa, share_agreed
from microcred.program.flow.binding import published_path
from microcred.program.flow.definitions import kept_micro_credential, scale_of
from microcred.program.flow.desk import Verbs
from microcred.program.flow.pieces import Shown, read_piece
from microcred.program.flow.rights import permit_programme
from microcred.program.flow.tables import (
    ASSESSMENTS,
    ASSIGNMENTS,
    AWARDS,
    DEFINITION_VERSIONS,
    EVIDENCE,
    RATINGS,
    SUBMISSIONS,
)


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """How far all assessors agree on one criterion.

    Attributes:
        definition_id: the micro-credential.
        criterion: its criterion, or `part:ID`.
        levels: its levels, from low to high; versions of a definition with other ones count apart.
        share: the share of pairs of ratings that agree.
        fleiss: Fleiss' kappa.
    """

    definition_id: str
    criterion: str
    levels: tuple[str, ...]
    share: Figure
    fleiss: Figure


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two assessors agree on one criterion.

    Attributes:
        definition_id: the micro-credential.
        criterion: its criterion, or `part:ID`.
        levels: its levels, from low to high.
        first: one assessor.
        second: the other.
        share: the share of submissions on which they agree.
        kappa: Cohen's kappa.
        linear: with linear weights, for ordered levels.
        quadratic: with quadratic weights.
    """

    definition_id: str
    criterion: str
    levels: tuple[str, ...]
    first: str
    second: str
    share: Figure
    kappa: Figure
    linear: Figure
    quadratic: Figure


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """How far assessors agree, before anything was settled between them.

    Attributes:
        submissions: how many were rated by two or more.
        disputed: how many of these went to adjudication.
        criteria: by criterion.
        pairs: by criterion and pair of assessors.
    """

    submissions: int
    disputed: int
    criteria: list[CriterionAgreement]
    pairs: list[PairAgreement]


_About = tuple[str, str, tuple[str, ...]]
"""What is rated: the definition's id, the criterion, and its levels from low to high."""

_Ratings = Mapping[str, str]
"""The levels that the assessors of one submission gave first in one criterion."""


class Reporting(Verbs):
    """Count and compare."""

    def agreement(self, definition_id: str | None = None, *, by: Principal) -> AgreementReport:
        """Compare what assessors said independently: the first rating of each, no adjudicator's.

        Args:
            definition_id: of one micro-credential; None for all. Versions of it count together
                as far as a criterion has the same id and levels.
            by: who asks.
        """
        permit_programme(by, Verb.AGREEMENT)
        with self.desk.database.reading() as connection:
            rated = _rated(connection, definition_id)
            disputed = _disputed(connection)
        criteria: list[CriterionAgreement] = []
        pairs: list[PairAgreement] = []
        for about, items in sorted(rated.items()):
            levels = [list(each.values()) for each in items.values()]
            shared, kappa = share_agreed(levels), fleiss_kappa(_most(levels))
            criteria.append(CriterionAgreement(*about, shared, kappa))
            pairs += _pairs(about, list(items.values()))
        submissions = {each for items in rated.values() for each in items}
        return AgreementReport(len(submissions), len(disputed & submissions), criteria, pairs)

    def earned(self, *, by: Principal) -> dict[str, int]:
        """Count the badges that were not revoked, by micro-credential and stack."""
        permit_programme(by, Verb.COVERAGE)
        query = (
            sa.select(AWARDS.c.definition_id, sa.func.count().label("badges"))
            .join_from(AWARDS, BADGES)
            .where(BADGES.c.revoked_at.is_(None))
            .group_by(AWARDS.c.definition_id)
            .order_by(AWARDS.c.definition_id)
        )
        with self.desk.database.reading() as connection:
            return {row.definition_id: row.badges for row in connection.execute(query)}

    def published_evidence(self, *, by: Principal) -> dict[str, str]:
        """Return the files of evidence that the site shows: their paths there, and digests."""
        permit_programme(by, Verb.PUBLISH)
        with self.desk.database.reading() as connection:
            return published_evidence(connection)


def published_evidence(
    connection: sa.Connection, digests: Sequence[str] | None = None
) -> dict[str, str]:
    """Return the files of evidence that the site shows, or those of them with these digests.

    See `Reporting.published_evidence`.
    """
    parts = [[]] if digests is None else [[EVIDENCE.c.digest.in_(p)] for p in in_parts(digests)]
    found: dict[str, str] = {}
    for conditions in parts:
        found |= _published(connection, conditions)
    return found


def _published(
    connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]]
) -> dict[str, str]:
    query = (
        sa.select(EVIDENCE)
        .join(BADGES, BADGES.c.id == EVIDENCE.c.badge_id)
        .where(
            EVIDENCE.c.shown == Shown.CONTENT,
            EVIDENCE.c.kind == "file",
            EVIDENCE.c.removed_at.is_(None),
            BADGES.c.public,
            *conditions,
        )
    )
    pieces = [read_piece(row) for row in connection.execute(query)]
    return {published_path(piece): piece.digest or "" for piece in pieces}


def _rated(
    connection: sa.Connection, definition_id: str | None
) -> dict[_About, dict[str, _Ratings]]:
    """Return what was rated by two or more, by submission."""
    on_it = sa.and_(
        ASSIGNMENTS.c.submission_id == ASSESSMENTS.c.submission_id,
        ASSIGNMENTS.c.assessor_id == ASSESSMENTS.c.assessor_id,
    )
    query = (
        sa.select(
            DEFINITION_VERSIONS.c.definition_id,
            DEFINITION_VERSIONS.c.digest,
            RATINGS.c.criterion,
            SUBMISSIONS.c.id,
            ASSESSMENTS.c.assessor_id,
            RATINGS.c.level,
        )
        .join_from(RATINGS, ASSESSMENTS)
        .join(ASSIGNMENTS, on_it)
        .join(SUBMISSIONS, SUBMISSIONS.c.id == ASSESSMENTS.c.submission_id)
        .join(DEFINITION_VERSIONS)
        .where(
            ASSESSMENTS.c.number == 1,
            ~ASSIGNMENTS.c.adjudicates,
            ASSIGNMENTS.c.released_at.is_(None),
        )
        .order_by(SUBMISSIONS.c.id, ASSESSMENTS.c.assessor_id)
    )
    if definition_id is not None:
        query = query.where(DEFINITION_VERSIONS.c.definition_id == definition_id)
    found: defaultdict[_About, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in connection.execute(query):
        scale, _ = scale_of(kept_micro_credential(connection, row.digest), row.criterion)
        items = found[row.definition_id, row.criterion, tuple(scale)]
        items.setdefault(row.id, {})[row.assessor_id] = row.level
    compared: dict[_About, dict[str, _Ratings]] = {
        about: {name: levels for name, levels in items.items() if len(levels) > 1}
        for about, items in found.items()
    }
    return {about: items for about, items in compared.items() if items}


def _most(items: Sequence[list[str]]) -> list[list[str]]:
    """Return the items with the number of ratings that most have: Fleiss' kappa asks for one."""
    ((size, _),) = Counter(map(len, items)).most_common(1)
    return [levels for levels in items if len(levels) == size]


def _pairs(about: _About, items: Sequence[_Ratings]) -> Iterator[PairAgreement]:
    together: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for levels in items:
        for first, second in combinations(sorted(levels), 2):
            together[first, second].append((levels[first], levels[second]))
    scale = about[-1]
    for (first, second), both in sorted(together.items()):
        ones, others = [each for each, _ in both], [each for _, each in both]
        yield PairAgreement(
            *about,
            first,
            second,
            share_agreed(both),
            cohen_kappa(ones, others, scale),
            cohen_kappa(ones, others, scale, "linear"),
            cohen_kappa(ones, others, scale, "quadratic"),
        )


def _disputed(connection: sa.Connection) -> set[str]:
    query = sa.select(ASSIGNMENTS.c.submission_id).where(ASSIGNMENTS.c.adjudicates)
    return set(connection.execute(query).scalars())
