"""Sign badges again that a key signed which must not be relied on any more.

A badge keeps its id and its content and gets a new proof. Where the registry keeps the signed
credential, that is what is signed; else the badge's file is, if its content has the digest that the
registry keeps. Whoever stole a key can write a file that it signed: its signature says little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from microcred.document import id_of, objects_of
from microcred.errors import Conflict, MalformedInput, NotFound, ProofInvalid, excerpt
from microcred.issuing import TOKENS, VC_JWT, SignedBadge, Signer
from microcred.keys import SigningKey
from microcred.ledger.badges import (
    IssuedBadge,
    Selection,
    find_badges,
    page_of_badges,
    set_signatures,
)
from microcred.ledger.credentials import KeptCredential, find_credentials, keep_credentials
from microcred.ledger.keeping import content_digest, kept_credential
from microcred.ledger.keys import KeyRecord
from microcred.ledger.lists import check_signs
from microcred.proofs import SUITES, UnsecuredDocument, suite_of, verify_jws
from microcred.registry.changes import add_changes
from microcred.registry.moments import take_moment
from microcred.timestamps import Clock, format_timestamp, system_clock
from microcred.verifying import Source, read_source


@dataclass(frozen=True, slots=True)
class Resigned:
    """A badge that was signed again.

    Attributes:
        badge: as it is recorded.
        signed: with the proofs of the key of today.
        picture: digest of the picture that it was baked into, where that is kept.
    """

    badge: IssuedBadge
    signed: SignedBadge
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Resigning:
    """Signs the badges of one key again with another.

    Attributes:
        old: the key that signed.
        signer: with the key of today.
        clock: gives when it was done.
    """

    old: KeyRecord
    signer: Signer
    clock: Clock = system_clock

    def sign_kept(
        self, connection: sa.Connection, after: IssuedBadge | None, limit: int
    ) -> tuple[list[Resigned], IssuedBadge | None]:
        """Sign the next badges whose credentials are kept, in the transaction that is open.

        Revoked badges stay as they are. What is committed is not done again.

        Args:
            connection: an open one that writes.
            after: where the call before ended.
            limit: how many badges to look at.

        Returns:
            What was signed, and where to go on; None at the end.
        """
        self._hold(connection)
        mine = Selection(key_id=self.old.key_id)
        page = page_of_badges(connection, mine, after=after, limit=limit)
        badges = {badge.id: badge for badge in page if badge.state != "revoked"}
        done = [
            self._sign_one(badges[kept.badge_id], kept)
            for kept in find_credentials(connection, badges)
        ]
        self._record(connection, done, kept=True)
        return done, page[-1] if len(page) == limit else None

    def sign_files(self, connection: sa.Connection, files: Sequence[bytes]) -> list[Resigned]:
        """Sign badges from their files, in the transaction that is open.

        A badge that was signed with the key of today before, from what is kept, is given so.

        Args:
            connection: an open one that writes.
            files: JSON, JWT, PNG or SVG.

        Raises:
            NotFound: a file is no badge of this workspace (`no-such-badge`).
            Conflict: it is that of a revoked one (`badge-revoked`).
            MalformedInput: it is not what was issued (`badge-altered`), or nobody knows whether it
                is (`content-unknown`).
            ProofInvalid: it was signed with another key (`other-key`), or its signature is wrong.
        """
        self._hold(connection)
        return [self._sign_file(connection, data) for data in files]

    def _hold(self, connection: sa.Connection) -> None:
        take_moment(connection, self.clock())
        check_signs(connection, self.signer.key.key_id)

    def _sign_file(self, connection: sa.Connection, data: bytes) -> Resigned:
        source = read_source(data)
        badge_id = id_of(source.document) or ""
        badge = find_badges(connection, [badge_id]).get(badge_id)
        if badge is None:
            message = f"no badge of this workspace has the id {excerpt(badge_id)}"
            raise NotFound(message, code="no-such-badge")
        self._check_due(badge)
        kept = next(find_credentials(connection, [badge.id]), None)
        if kept is None:
            self._check_signature(source)
            _check_content(badge, source.document)
            done = self._resigned(badge, self._sign_again(source.document, source))
        elif badge.key_id == self.signer.key.key_id:
            return Resigned(badge, _signed_of(kept), kept.picture)
        else:
            done = self._sign_one(badge, kept)
        self._record(connection, [done], kept=kept is not None)
        return done

    def _check_due(self, badge: IssuedBadge) -> None:
        """Refuse a badge that is not to be signed again.

        One that the key of today signed is due too: its new file may never have been written.
        """
        if badge.state == "revoked":
            message = f"the badge {badge.id} is revoked and stays as it is"
            raise Conflict(message, code="badge-revoked")
        if badge.key_id not in (self.old.key_id, self.signer.key.key_id):
            message = f"the badge {badge.id} was signed with {badge.key_id}, not {self.old.name}"
            raise ProofInvalid(message, code="other-key")

    def _sign_one(self, badge: IssuedBadge, kept: KeptCredential) -> Resigned:
        text = kept.document or kept.token or ""
        token = read_source(kept.token) if kept.token is not None else None
        source = read_source(text)
        signed = self._sign_again(source.document, token)
        return self._resigned(badge, signed, kept.picture)

    def _resigned(
        self, badge: IssuedBadge, signed: SignedBadge, picture: str | None = None
    ) -> Resigned:
        now = format_timestamp(self.clock().replace(microsecond=0))
        signed_now = replace(badge, key_id=self.signer.key.key_id, resigned_at=now)
        return Resigned(signed_now, signed, picture)

    def _sign_again(self, document: Mapping[str, Any], token: Source | None) -> SignedBadge:
        """Sign in the forms that the badge had, as far as the key of today can."""
        mine, content = self._without_mine(document)
        embeds = self.signer.key.embeds
        signed = self._embed(content, mine) if mine and embeds else SignedBadge(content)
        was_token = token is not None and token.jws is not None
        if was_token or (mine and not embeds):
            jwt = self.signer.with_suite(_token_suite(token, self.signer.key)).sign(content).jwt
            signed = SignedBadge(signed.document, jwt)
        return signed

    def _without_mine(
        self, document: Mapping[str, Any]
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Return the proofs of the old key, and the document with the others only."""
        proofs = [proof for _, proof in objects_of(document.get("proof"))]
        mine = [proof for proof in proofs if proof.get("verificationMethod") == self.old.key_id]
        others = [proof for proof in proofs if proof not in mine]
        content = {name: value for name, value in document.items() if name != "proof"}
        return mine, content | ({"proof": others} if others else {})

    def _embed(
        self, content: Mapping[str, Any], proofs: Sequence[Mapping[str, Any]]
    ) -> SignedBadge:
        """Sign with the suites of earlier proofs, those of them that the key of today can."""
        algorithm = self.signer.key.algorithm
        suites = [suite.name for proof in proofs if (suite := suite_of(proof))]
        able = [name for name in suites if algorithm in SUITES[name].algorithms]
        return self.signer.with_suite(able or None).sign(content)

    def _check_signature(self, source: Source) -> None:
        """Check that the key really signed a file; whether it still counts is not asked."""
        if source.jws is not None:
            verify_jws(source.jws, self.old.public_key)
            return
        unsecured = UnsecuredDocument(source.document, self.signer.contexts)
        for _, proof in objects_of(source.document.get("proof")):
            suite = suite_of(proof)
            if suite is not None and proof.get("verificationMethod") == self.old.key_id:
                suite.verify(unsecured, proof, self.old.public_key)
                return
        message = f"the file has no proof of the key {self.old.name}"
        raise ProofInvalid(message, code="other-key")

    def _record(self, connection: sa.Connection, done: Sequence[Resigned], *, kept: bool) -> None:
        set_signatures(connection, [item.badge for item in done])
        if kept:
            moment = format_timestamp(self.clock().replace(microsecond=0))
            credentials = [
                kept_credential(item.badge.id, item.signed, item.picture, moment) for item in done
            ]
            keep_credentials(connection, credentials)
        add_changes(connection, [("badge", item.badge.id) for item in done if item.badge.public])


def _signed_of(kept: KeptCredential) -> SignedBadge:
    document = read_source(kept.document or kept.token or "").document
    return SignedBadge(document, kept.token)


def _token_suite(token: Source | None, key: SigningKey) -> str:
    """Return the kind of JWT that a badge was, as far as the key of today can make it."""
    if token is None or token.jws is None or token.payload is None:
        return VC_JWT
    header = token.jws.header
    bare = str(header.get("typ")).lower() == "vc+jwt"
    if "vc" in token.payload and not bare:
        return next(name for name in TOKENS if name.endswith("1.1"))
    able = {header["alg"]}.intersection(key.public_key.jose_algorithms)
    kinds = [name for name, kind in TOKENS.items() if (kind.typ == "vc+jwt") == bare]
    return max(kinds, key=lambda name: TOKENS[name].alg in able)  # else the first of them


def _check_content(badge: IssuedBadge, document: Mapping[str, Any]) -> None:
    """Check that a file says what was issued.

    Raises:
        MalformedInput: code `badge-altered`, or `content-unknown`.
    """
    if badge.content_digest is None:
        message = (
            "the registry cannot tell whether this is what was issued: an early version issued the "
            "badge, or its holder was erased; issue a new badge"
        )
        raise MalformedInput(message, code="content-unknown")
    found = content_digest(document)
    if found != badge.content_digest:
        message = (
            f"the file is not the badge that was issued: the digest of its content is {found}, the "
            f"registry has {badge.content_digest}"
        )
        raise MalformedInput(message, code="badge-altered")
