"""Putting evidence together: hand in, take out, choose what a badge shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import Conflict, MicrocredError, NotFound, Refused
from microcred.limits import MAX_EVIDENCE_ITEMS
from microcred.program.flow.carrying import carried_parts
from microcred.program.flow.definitions import find_item, kept_micro_credential
from microcred.program.flow.desk import Verbs, new_id
from microcred.program.flow.evidence.intake import Received
from microcred.program.flow.pieces import (
    Piece,
    Shown,
    add_piece,
    claim_file,
    discard,
    let_go,
    pieces_of,
    remove_files,
)
from microcred.program.flow.rights import hold_for, piece_for, read_for
from microcred.program.flow.states import Action
from microcred.program.flow.tables import EVIDENCE
from microcred.program.flow.trail import Act, Standing, check_step, step
from microcred.program.submission import EvidenceItem


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand in.

    Attributes:
        stream: the content.
        name: what the educator calls it; assessors never see it.
        media_type: what it is; None for what the name's ending says.
        known_names: names of the educator, looked for in the file and not kept.
    """

    stream: BinaryIO
    name: str
    media_type: str | None = None
    known_names: Sequence[str] = ()


class Gathering(Verbs):
    """Put the evidence of a draft together."""

    def attach_file(self, submission_id: str, item: str, file: File, *, by: Principal) -> Piece:
        """Hand in a file for one item of the definition.

        Args:
            submission_id: a draft.
            item: the id of the item in the definition.
            file: what to hand in; read once, and no further than the limit.
            by: who does it.

        Raises:
            LimitExceeded: the file is too large, or expands to too much.
            MalformedInput: it is not what it is said to be, or not of an accepted type.
            Refused: `not-now`, `no-such-item`, `kind-not-accepted`, `item-full`, `part-passed`.
        """
        wanted = self._wanted(submission_id, item, "file", by)
        received = self.desk.intake.file(
            file.stream,
            file.name,
            media_type=file.media_type,
            accepted=wanted.media_types,
            known_names=file.known_names,
        )
        return self._attach(submission_id, item, received, by)

    def attach_text(
        self,
        submission_id: str,
        item: str,
        text: str,
        *,
        by: Principal,
        known_names: Sequence[str] = (),
    ) -> Piece:
        """Hand in a text for one item; see `attach_file`."""
        self._wanted(submission_id, item, "text", by)
        return self._attach(submission_id, item, self.desk.intake.text(text, known_names), by)

    def attach_link(
        self,
        submission_id: str,
        item: str,
        url: str,
        *,
        by: Principal,
        known_names: Sequence[str] = (),
    ) -> Piece:
        """Hand in a link for one item; see `attach_file`.

        Raises:
            ResolutionFailed: the programme looks at links, and this one led nowhere.
        """
        self._wanted(submission_id, item, "link", by)
        look = self.desk.settings.look_at_links
        received = self.desk.intake.link(url, known_names, look=look)
        return self._attach(submission_id, item, received, by)

    def detach(self, evidence_id: str, *, by: Principal, reason: str = "") -> None:
        """Take a piece of evidence out of a draft; its file is removed.

        Raises:
            Refused: `no-such-evidence` or `not-now`.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            piece = piece_for(connection, by, Verb.DETACH, evidence_id)
            standing = hold_for(connection, by, Verb.DETACH, piece.submission_id)
            act = Act(by.name, now, reason or f"{piece.item}: {piece.id}")
            step(connection, standing, Action.DETACH, act)
            connection.execute(
                sa.update(EVIDENCE).where(EVIDENCE.c.id == piece.id).values(removed_at=now)
            )
            let_go(connection, [piece.digest], now)
        remove_files(self.desk)

    def choose(self, evidence_id: str, shown: Shown, *, by: Principal) -> Piece:
        """Choose what a badge shows of a piece of evidence; until chosen, nothing.

        Raises:
            Refused: `no-such-evidence`, `not-now` once it is decided, `nothing-to-bind` for a
                link of which no digest is kept, or `no-site` for a file where the issuer has no
                web address.
        """
        with self.desk.database.writing() as connection:
            piece = piece_for(connection, by, Verb.CHOOSE, evidence_id)
            standing = hold_for(connection, by, Verb.CHOOSE, piece.submission_id)
            self._check_can_be_shown(piece, shown)
            act = Act(by.name, self.desk.now(), f"{piece.id}: {shown}")
            step(connection, standing, Action.CHOOSE, act)
            connection.execute(
                sa.update(EVIDENCE).where(EVIDENCE.c.id == piece.id).values(shown=shown)
            )
            return replace(piece, shown=shown)

    def open_evidence(self, evidence_id: str, *, by: Principal) -> BinaryIO:
        """Open what was handed in: a file, or a text in UTF-8.

        Raises:
            Refused: code `no-such-evidence`; a link has no content here.
        """
        with self.desk.database.reading() as connection:
            piece = piece_for(connection, by, Verb.OPEN_EVIDENCE, evidence_id)
        if piece.kind == "link" or piece.digest is None:
            raise NotFound(f"{piece.id} is a link to {piece.url}", code="no-such-evidence")
        return self.desk.intake.store.open(piece.digest)

    def _wanted(self, submission_id: str, item_id: str, kind: str, by: Principal) -> EvidenceItem:
        """Check what can be checked before a file is read in; give the item."""
        with self.desk.database.reading() as connection:
            standing = read_for(connection, by, Verb.ATTACH, submission_id)
            check_step(connection, standing, Action.ATTACH)
            return _check_room(connection, standing, item_id, kind)

    def _attach(self, submission_id: str, item_id: str, received: Received, by: Principal) -> Piece:
        try:
            return self._record_piece(submission_id, item_id, received, by)
        except MicrocredError:
            discard(self.desk, received)
            raise

    def _record_piece(
        self, submission_id: str, item_id: str, received: Received, by: Principal
    ) -> Piece:
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, Verb.ATTACH, submission_id)
            definition = kept_micro_credential(connection, standing.definition_digest)
            part, _ = find_item(definition, item_id)
            piece = Piece(
                new_id("v"),
                standing.id,
                part.id,
                item_id,
                received.kind,
                received.digest,
                received.size,
                received.media_type,
                received.name or None,
                received.url,
                received.telltales,
                Shown.NOTHING,
                None,
                now,
            )
            act = Act(by.name, now, f"{item_id}: {piece.id}")
            step(connection, standing, Action.ATTACH, act)
            _check_room(connection, standing, item_id, received.kind)
            claim_file(connection, self.desk, received)
            add_piece(connection, piece)
            return piece

    def _check_can_be_shown(self, piece: Piece, shown: Shown) -> None:
        if shown is Shown.DIGEST and piece.digest is None:
            message = "no digest is kept of what the link showed; choose its content, or nothing"
            raise Refused(message, code="nothing-to-bind")
        has_site = self.desk.issuance.site_url is not None
        if shown is Shown.CONTENT and piece.kind == "file" and not has_site:
            message = (
                "a file is shown on the issuer's site, and the issuer has none: "
                "set url under [site] in microcred.toml"
            )
            raise Conflict(message, code="no-site")


def _check_room(
    connection: sa.Connection, standing: Standing, item_id: str, kind: str
) -> EvidenceItem:
    """Check that an item takes another piece of this kind; give the item."""
    definition = kept_micro_credential(connection, standing.definition_digest)
    part, item = find_item(definition, item_id)
    if part.id in carried_parts(connection, standing.enrolment_id, definition):
        raise Conflict(f"the part {part.id} is passed already", code="part-passed")
    if kind not in item.kinds:
        message = f"{item_id} takes {' or '.join(item.kinds)}, not a {kind}"
        raise Refused(message, code="kind-not-accepted")
    pieces = pieces_of(connection, [standing.id])
    found = sum(piece.item == item_id for piece in pieces)
    if found >= item.accepted or len(pieces) >= MAX_EVIDENCE_ITEMS:
        message = (
            f"{item_id} takes {item.accepted} at most, and {found} are there; detach one first"
        )
        raise Conflict(message, code="item-full")
    return item
