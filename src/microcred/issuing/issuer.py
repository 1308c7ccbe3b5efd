"""Award achievements: from an achievement and a recipient to a signed badge."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from microcred.arguments import expect
from microcred.errors import MalformedInput, excerpt
from microcred.identity_hash import hash_identity
from microcred.issuing.links import check_links, check_texts
from microcred.issuing.signer import SignedBadge, Signer
from microcred.keys import SigningKey
from microcred.mailbox import bare_address
from microcred.models import (
    Achievement,
    AchievementSubject,
    CredentialStatus,
    Evidence,
    IdentityObject,
    OpenBadgeCredential,
    Profile,
    Result,
)
from microcred.models.context_urls import EXTENSIONS, needs_extensions
from microcred.spelling import other_spelling
from microcred.timestamps import Clock, format_timestamp, system_clock

_LABEL: Final = r"[^@\s.\ud800-\udfff]+"
_EMAIL: Final = re.compile(rf"[^@\s\"(),:;<>\[\]\\\ud800-\udfff]{{1,64}}@{_LABEL}(?:\.{_LABEL})+\Z")
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a badge is for: a subject id, identifiers, or both.

    Attributes:
        id: a DID or URL of the person, or None.
        identifiers: `IdentityObject`s, hashed unless asked otherwise.
        name: a name to print, never put into the badge.
    """

    id: str | None = None
    identifiers: tuple[IdentityObject, ...] = ()
    name: str | None = None

    @classmethod
    def email(cls, address: str, *, hashed: bool = True, salt: str | None = None) -> Self:
        """Identify by e-mail address, as a salted SHA-256 hash unless told otherwise.

        It is hashed in lower case, so that whoever has it in another spelling finds the badge to
        be theirs; unhashed, it stays as it was typed.

        Raises:
            MalformedInput: not an e-mail address, or one that looks like another.
            WrongArgument: it is no text.
        """
        expect(address, str, "address", "text")
        if len(address) > 254 or not _EMAIL.match(address):
            message = f"not an e-mail address: {excerpt(address)}"
            raise MalformedInput(message, code="invalid-email")
        _check_spelling(address, code="invalid-email")
        return cls.identifier("emailAddress", address, hashed=hashed, salt=salt)

    @classmethod
    def identifier(
        cls, identity_type: str, value: str, *, hashed: bool = True, salt: str | None = None
    ) -> Self:
        """Identify by any identifier type of the specification, or an `ext:` one."""
        if not hashed:
            identity = IdentityObject(
                hashed=False, identity_hash=value, identity_type=identity_type
            )
        else:
            salt = secrets.token_hex(_SALT_BYTES) if salt is None else salt
            identity = IdentityObject(
                hashed=True,
                identity_hash=hash_identity(value, identity_type, salt),
                identity_type=identity_type,
                salt=salt,
            )
        return cls(identifiers=(identity,))

    @classmethod
    def did(cls, did: str) -> Self:
        """Identify by a DID.

        Raises:
            MalformedInput: not a DID.
            WrongArgument: it is no text.
        """
        expect(did, str, "did", "text")
        if not re.match(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+\Z", did):
            raise MalformedInput(f"not a DID: {excerpt(did)}", code="invalid-did")
        return cls(id=did)

    @classmethod
    def parse(cls, text: str, *, hashed: bool = True) -> Self:
        """Read what people type: a DID, a URL, or an e-mail address.

        An address may have `mailto:` or a name before it, as `Ana Silva <ana@school.example>`.

        Raises:
            MalformedInput: it is none of them, or looks like another's.
            WrongArgument: it is no text.
        """
        expect(text, str, "text", "text")
        text = bare_address(text)
        if text.startswith("did:"):
            return cls.did(text)
        if re.match(r"https?://\S+\Z", text):
            _check_spelling(text, code="invalid-url")
            return cls(id=text)
        return cls.email(text.removeprefix("mailto:"), hashed=hashed)


def _check_spelling(identifier: str, *, code: str) -> None:
    """Refuse what looks like another's address: a hidden character makes nobody two people."""
    if (why := other_spelling(identifier)) is not None:
        raise MalformedInput(f"{excerpt(identifier)!a} looks like another: {why}", code=code)


_LOAD: Final = "Achievement.load(path) reads a file, Achievement.from_document(members) a dict"
_PARSE: Final = "Recipient.parse(text) reads an e-mail address, a DID or a URL"
_EVIDENCE: Final = "evidence_at(url) makes the Evidence of an address"
_RESULT: Final = "result_for(achievement, name, reached) makes a Result"


def _check_award(achievement: object, recipient: object, evidence: object, results: object) -> None:
    """Refuse what people hand in instead of the four that `award` takes."""
    expect(achievement, Achievement, "achievement", "an Achievement", _LOAD)
    expect(recipient, Recipient, "recipient", "a Recipient", _PARSE)
    _check_items(evidence, Evidence, "evidence", _EVIDENCE)
    _check_items(results, Result, "results", _RESULT)


def _check_items(items: object, wanted: type, what: str, advice: str) -> None:
    """Refuse one thing alone, and things of another kind in a list."""
    expected = f"a list with {wanted.__name__} in it"
    expect(items, (list, tuple), what, expected, advice)
    for item in items if isinstance(items, list | tuple) else ():
        expect(item, (wanted, Mapping), f"{what}, an item", wanted.__name__, advice)


class Issuer:
    """Awards and signs badges in one profile's name.

    Args:
        profile: the issuer as every badge names it.
        key: the key that signs.
        suite: see `Signer`.
        clock: gives `validFrom` and the proof's `created`.
        contexts: JSON-LD contexts of your own extensions, by URL; each badge names them after
            the contexts of the specification.

    Raises:
        WrongArgument: the profile is no `Profile`, or the key no `SigningKey`.
        UnusableKey: see `Signer`.
    """

    def __init__(
        self,
        profile: Profile,
        key: SigningKey,
        *,
        suite: str | Sequence[str] | None = None,
        clock: Clock = system_clock,
        contexts: Mapping[str, dict[str, Any]] | None = None,
    ):
        expect(profile, Profile, "profile", "a Profile", "Profile(id=key.did, name=…) makes one")
        self.profile = profile
        self.signer = Signer(key, suite, clock=clock, contexts=contexts)
        self._clock = clock

    def award(
        self,
        achievement: Achievement,
        recipient: Recipient,
        *,
        evidence: Sequence[Evidence] = (),
        results: Sequence[Result] = (),
        valid_until: datetime | str | None = None,
        badge_id: str | None = None,
        **subject: Any,
    ) -> OpenBadgeCredential:
        """Make the unsigned badge.

        Args:
            achievement: what is awarded.
            recipient: who gets it.
            evidence: what the badge rests on.
            results: what was reached; see `result_for`.
            valid_until: dateTimeStamp; None for a badge that does not expire.
            badge_id: the credential's id; a fresh `urn:uuid:` where it is None.
            **subject: further members of the `AchievementSubject`, as `source` (who assessed) or
                `credits_earned`.

        Raises:
            WrongArgument: the achievement is no `Achievement`, the recipient no `Recipient`, or
                evidence or results are no lists.
            InvalidDocument: a member is not of the specification's form, or a link is none that
                people may follow (`unsafe-link`), or a text has a NUL (`control-character`).
        """
        _check_award(achievement, recipient, evidence, results)
        badge = OpenBadgeCredential(
            id=badge_id or f"urn:uuid:{uuid.uuid4()}",
            name=achievement.name,
            issuer=self.profile,
            valid_from=format_timestamp(self._clock().replace(microsecond=0)),
            valid_until=valid_until,
            credential_subject=AchievementSubject(
                id=recipient.id,
                identifier=list(recipient.identifiers),
                achievement=achievement,
                result=list(results),
                **subject,
            ),
            evidence=list(evidence),
        )
        check_links(badge)
        check_texts(badge)
        if not self.signer.contexts:
            return badge
        context = [*badge.to_document()["@context"], *self.signer.contexts]
        return badge.model_copy(update={"context": context})

    def with_status(
        self, badge: OpenBadgeCredential, entries: Sequence[Mapping[str, Any]]
    ) -> OpenBadgeCredential:
        """Return the unsigned badge with entries that say where its status is published.

        Args:
            badge: from `award`.
            entries: see `microcred.status.make_entry`; verifiers that read one only read the first.
        """
        status = [CredentialStatus.model_validate(dict(entry)) for entry in entries]
        badge = badge.model_copy(update={"credential_status": status})
        # Without contexts of the issuer's own, the model brings what the entries need.
        if self.signer.contexts and needs_extensions({"credentialStatus": list(entries)}):
            context = [url for url in badge.context if url != EXTENSIONS]
            first = next(at for at, url in enumerate(context) if url in self.signer.contexts)
            context.insert(first, EXTENSIONS)
            badge = badge.model_copy(update={"context": context})
        return badge

    def sign(self, badge: OpenBadgeCredential) -> SignedBadge:
        """Sign a badge; see `Signer.sign`."""
        return self.signer.sign(badge)
