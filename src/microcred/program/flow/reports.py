"""What a programme officer reports: how far assessors agree, and what was earned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import sqlalchemy as sa

from microcred.program.agreement import Figure, cohen_kappa, fleiss_kappa, share_agreed
from microcred.program.flow.binding import published_path
from microcred.program.flow.definitions import kept_micro_credential, scale_of
from microcred.program.flow.desk import Verbs
from microcred.program.flow.pieces import Shown, read_piece
from microcred.registry.program_tables import (
    ASSESSMENTS,
    ASSIGNMENTS,
    AWARDS,
    DEFINITION_VERSIONS,
    EVIDENCE,
    RATINGS,
    SUBMISSIONS,
)
from microcred.registry.tables import BADGES


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """How far all assessors agree on one criterion.

    Attributes:
        definition_id: the micro-credential.
        criterion: its criterion, or `part:ID`.
        share: the share of pairs of ratings that agree.
        fleiss: Fleiss' kappa.
    """

    definition_id: str
    criterion: str
    share: Figure
    fleiss: Figure


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two assessors agree on one criterion.

    Attributes:
        definition_id: the micro-credential.
        criterion: its criterion, or `part:ID`.
        first: one assessor.
        second: the other.
        share: the share of submissions on which they agree.
        kappa: Cohen's kappa.
        linear: with linear weights, for ordered levels.
        quadratic: with quadratic weights.
    """

    definition_id: str
    criterion: str
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


@dataclass(frozen=True, slots=True)
class _Rated:
    """The first levels that the assessors of one submission gave in one criterion."""

    digest: str
    levels: Mapping[str, str]


class Reporting(Verbs):
    """Count and compare."""

    def agreement(self, definition_id: str | None = None) -> AgreementReport:
        """Compare what assessors said independently: the first rating of each, no adjudicator's.

        Args:
            definition_id: of one micro-credential; None for all. Versions of it count together,
                a criterion of the same id as the same.
        """
        with self.desk.database.reading() as connection:
            rated = _rated(connection, definition_id)
            criteria: list[CriterionAgreement] = []
            pairs: list[PairAgreement] = []
            for (name, criterion), items in sorted(rated.items()):
                levels = [list(each.levels.values()) for each in items.values()]
                criteria.append(
                    CriterionAgreement(
                        name, criterion, share_agreed(levels), fleiss_kappa(_most(levels))
                    )
                )
                scale, _ = scale_of(
                    kept_micro_credential(connection, next(iter(items.values())).digest), criterion
                )
                pairs += _pairs((name, criterion), scale, list(items.values()))
            submissions = {each for items in rated.values() for each in items}
            disputed = _disputed(connection) & submissions
        return AgreementReport(len(submissions), len(disputed), criteria, pairs)

    def earned(self) -> dict[str, int]:
        """Count the badges that were not revoked, by micro-credential and stack."""
        query = (
            sa.select(AWARDS.c.definition_id, sa.func.count().label("badges"))
            .join_from(AWARDS, BADGES)
            .where(BADGES.c.revoked_at.is_(None))
            .group_by(AWARDS.c.definition_id)
            .order_by(AWARDS.c.definition_id)
        )
        with self.desk.database.reading() as connection:
            return {row.definition_id: row.badges for row in connection.execute(query)}

    def published_evidence(self) -> dict[str, str]:
        """Give the files of evidence that the site shows: their paths there, and digests."""
        with self.desk.database.reading() as connection:
            return published_evidence(connection)


def published_evidence(connection: sa.Connection) -> dict[str, str]:
    """Give the files of evidence that the site shows; see `Reporting.published_evidence`."""
    query = (
        sa.select(EVIDENCE)
        .join(BADGES, BADGES.c.id == EVIDENCE.c.badge_id)
        .where(
            EVIDENCE.c.shown == Shown.CONTENT,
            EVIDENCE.c.kind == "file",
            EVIDENCE.c.removed_at.is_(None),
            BADGES.c.public,
        )
    )
    pieces = [read_piece(row) for row in connection.execute(query)]
    return {published_path(piece): piece.digest or "" for piece in pieces}


def _rated(
    connection: sa.Connection, definition_id: str | None
) -> dict[tuple[str, str], dict[str, _Rated]]:
    """Give what was rated by two or more: by definition and criterion, then by submission."""
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
        .where(ASSESSMENTS.c.number == 1, ~ASSIGNMENTS.c.adjudicates)
        .order_by(SUBMISSIONS.c.id, ASSESSMENTS.c.assessor_id)
    )
    if definition_id is not None:
        query = query.where(DEFINITION_VERSIONS.c.definition_id == definition_id)
    found: defaultdict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    digests: dict[str, str] = {}
    for row in connection.execute(query):
        items = found[row.definition_id, row.criterion]
        items.setdefault(row.id, {})[row.assessor_id] = row.level
        digests[row.id] = row.digest
    compared: dict[tuple[str, str], dict[str, _Rated]] = {}
    for key, items in found.items():
        for submission_id, levels in items.items():
            if len(levels) > 1:
                item = _Rated(digests[submission_id], levels)
                compared.setdefault(key, {})[submission_id] = item
    return compared


def _most(items: Sequence[list[str]]) -> list[list[str]]:
    """Give the items with the number of ratings that most have: Fleiss' kappa asks for one."""
    ((size, _),) = Counter(map(len, items)).most_common(1)
    return [levels for levels in items if len(levels) == size]


def _pairs(
    about: tuple[str, str], scale: Sequence[str], items: Sequence[_Rated]
) -> Iterator[PairAgreement]:
    together: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for item in items:
        for first, second in combinations(sorted(item.levels), 2):
            together[first, second].append((item.levels[first], item.levels[second]))
    for (first, second), levels in sorted(together.items()):
        ones, others = [each for each, _ in levels], [each for _, each in levels]
        yield PairAgreement(
            *about,
            first,
            second,
            share_agreed(levels),
            cohen_kappa(ones, others, scale),
            cohen_kappa(ones, others, scale, "linear"),
            cohen_kappa(ones, others, scale, "quadratic"),
        )


def _disputed(connection: sa.Connection) -> set[str]:
    query = sa.select(ASSIGNMENTS.c.submission_id).where(ASSIGNMENTS.c.adjudicates)
    return set(connection.execute(query).scalars())
