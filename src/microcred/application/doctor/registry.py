"""Whether the database is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from microcred.application.doctor.examination import RESTORE_REGISTRY, Examination
from microcred.errors import ConfigurationError
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.ledger.tables import ACHIEVEMENTS, PICTURES
from microcred.registry.moments import check_moment, last_moment
from microcred.registry.tables import INFO
from microcred.registry.witness import check_not_held, check_not_older, read_seen

_INFO: Final = ("id", "recipient_secret", "last_change", "acts")


def registry_faults(examination: Examination) -> Iterator[Fault]:
    """List what is wrong with the database.

    Codes: `clock-behind`, `registry-damaged`, `dangling-reference`, `registry-info-missing`,
    `registry-restored`, `registry-held`, `achievement-damaged`, `picture-damaged`.
    """
    with examination.database.reading() as connection:
        if examination.database.dialect == "sqlite":
            yield from _faults_of_sqlite(connection)
        names = set(connection.execute(sa.select(INFO.c.name)).scalars())
        for name in sorted(set(_INFO) - names):
            message = f"the registry does not say its {name}"
            yield Fault(f"/registry/{name}", "registry-info-missing", message, RESTORE_REGISTRY)
        try:
            check_moment(last_moment(connection), examination.moment)
        except ConfigurationError as error:
            yield Fault("/registry/last_moment", error.code, error.message)
        yield from _faults_of_age(examination, connection)
        yield from _faults_of_digests(examination, connection)


def _faults_of_age(examination: Examination, connection: sa.Connection) -> Iterator[Fault]:
    """Tell a registry that is an older copy, or that was restored to be looked at."""
    last = examination.workspace.witness.last()
    try:
        check_not_older(read_seen(connection), last)
        check_not_held(last)
    except ConfigurationError as error:
        yield Fault("/registry", error.code, error.message)


def _faults_of_sqlite(connection: sa.Connection) -> Iterator[Fault]:
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield Fault("/registry", "registry-damaged", f"SQLite says: {said}", RESTORE_REGISTRY)
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        message = f"row {row} of {table} names something that is not in {parent}"
        yield Fault(f"/registry/{table}", "dangling-reference", message, RESTORE_REGISTRY)


def _faults_of_digests(examination: Examination, connection: sa.Connection) -> Iterator[Fault]:
    """Find achievements, and with `thorough` pictures, that are not what was recorded."""
    columns = ACHIEVEMENTS.c
    for name, digest, text in connection.execute(
        sa.select(columns.id, columns.digest, columns.document)
    ):
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            message = f"the recorded text of the achievement {name} does not have its digest"
            place = join_pointer(["registry", "achievements", name])
            yield Fault(place, "achievement-damaged", message, RESTORE_REGISTRY)
    pictures = sa.select(PICTURES.c.digest, PICTURES.c.data)
    for digest, data in connection.execute(pictures) if examination.thorough else ():
        if hashlib.sha256(data).hexdigest() != digest:
            message = f"the picture {digest} does not have this digest"
            yield Fault(
                f"/registry/pictures/{digest}", "picture-damaged", message, RESTORE_REGISTRY
            )
