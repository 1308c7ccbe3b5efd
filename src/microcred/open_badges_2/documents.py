"""The classes of Open Badges 2.0 as typed views of documents as received.

A view never raises: what is absent or of the wrong kind reads as None or as nothing. `data_model`
says what is wrong with a document. JSON-LD lets one value stand alone or in an array of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from microcred.document import as_list, id_of, objects_of
from microcred.open_badges_2.moments import read_old_moment
from microcred.open_badges_2.vocabulary import VerificationKind, local_name, verification_kind

Members = Mapping[str, Any]


def single(value: object) -> Any:
    """Return the one value of a member that stands alone or in an array of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def text_or_none(value: object) -> str | None:
    """Return a text, also one that is tagged with its language."""
    value = single(value)
    if isinstance(value, Mapping):
        value = value.get("@value")
    return value if isinstance(value, str) else None


def texts(value: object) -> list[str]:
    """Return all texts of a member."""
    return [text for item in as_list(value) if (text := text_or_none(item)) is not None]


def object_or_none(value: object) -> dict[str, Any] | None:
    """Return an object that stands alone or in an array of one."""
    value = single(value)
    return value if isinstance(value, dict) else None


def is_web_url(value: object) -> bool:
    """Tell whether an identifier can be asked for over the web."""
    return isinstance(value, str) and value.lower().startswith(("https://", "http://"))


def same_place(one: str | None, other: str | None) -> bool:
    """Compare two ids; `http` and `https` are one place, since sites moved and kept their ids."""
    if one is None or other is None:
        return False
    web = is_web_url(one) and is_web_url(other)
    return one == other or (web and one.partition(":")[2] == other.partition(":")[2])


def moment_or_none(value: object) -> datetime | None:
    """Return a moment in whichever form it is written, or None where there is none."""
    return read_old_moment(single(value))


@dataclass(frozen=True, slots=True)
class View:
    """An object of a document.

    Attributes:
        document: its members, as received.
    """

    document: Members

    @property
    def id(self) -> str | None:
        """The object's IRI."""
        return text_or_none(self.document.get("id"))


class IdentityObject(View):
    """Who received the badge ("IdentityObject")."""

    __slots__ = ()

    @property
    def identity(self) -> str | None:
        """The identifier itself, or its hash."""
        return text_or_none(self.document.get("identity"))

    @property
    def type(self) -> str | None:
        """The property of a profile that identifies it: `email`, `url`, `telephone`, …."""
        named = text_or_none(self.document.get("type"))
        return local_name(named) if named else None

    @property
    def hashed(self) -> bool:
        """Whether `identity` is a hash."""
        return single(self.document.get("hashed")) is True

    @property
    def salt(self) -> str:
        """What was appended before hashing; empty where nothing was."""
        return text_or_none(self.document.get("salt")) or ""


class Verification(View):
    """How a badge is verified, or what an issuer allows ("VerificationObject")."""

    __slots__ = ()

    @property
    def kind(self) -> VerificationKind | None:
        """Hosted, signed, or in a way of an extension; None where it says none or two."""
        return verification_kind(self.document)

    @property
    def creator(self) -> str | None:
        """The id of the key that signed."""
        return id_of(self.document.get("creator"))

    @property
    def starts_with(self) -> list[str]:
        """What the id of an assertion must start with: one of these."""
        return texts(self.document.get("startsWith"))

    @property
    def allowed_origins(self) -> list[str]:
        """The hosts that an assertion may have its id on."""
        return texts(self.document.get("allowedOrigins"))


class Assertion(View):
    """An awarded badge ("Assertion")."""

    __slots__ = ()

    @property
    def uid(self) -> str | None:
        """The identifier of version 1, unique within one issuer."""
        return text_or_none(self.document.get("uid"))

    @property
    def recipient(self) -> IdentityObject | None:
        """Who received it."""
        found = object_or_none(self.document.get("recipient"))
        return IdentityObject(found) if found is not None else None

    @property
    def badge(self) -> Any:
        """The badge class: its id, or the badge class itself."""
        return single(self.document.get("badge"))

    @property
    def verification(self) -> Verification | None:
        """How it is verified; `verify` is the context's other name for it."""
        value = self.document.get("verification", self.document.get("verify"))
        found = object_or_none(value)
        return Verification(found) if found is not None else None

    @property
    def issued_on(self) -> datetime | None:
        """When it was awarded."""
        return moment_or_none(self.document.get("issuedOn"))

    @property
    def expires(self) -> datetime | None:
        """When it stops being valid."""
        return moment_or_none(self.document.get("expires"))

    @property
    def revoked(self) -> bool:
        """Whether it says of itself that it is revoked."""
        return single(self.document.get("revoked")) is True

    @property
    def revocation_reason(self) -> str | None:
        """Why it was revoked."""
        return text_or_none(self.document.get("revocationReason"))


class Endorsement(Assertion):
    """What somebody says about an entity ("Endorsement"); verified as an assertion is."""

    __slots__ = ()

    @property
    def claim(self) -> Members:
        """What it says, with the id of the entity that it says it about."""
        return object_or_none(self.document.get("claim")) or {}

    @property
    def issuer(self) -> Any:
        """Who says it: the id, or the profile itself."""
        return single(self.document.get("issuer"))


class BadgeClass(View):
    """What was achieved ("BadgeClass")."""

    __slots__ = ()

    @property
    def issuer(self) -> Any:
        """The issuer: its id, or the profile itself."""
        return single(self.document.get("issuer"))


class CryptographicKey(View):
    """A key that an issuer signs with ("CryptographicKey")."""

    __slots__ = ()

    @property
    def owner(self) -> str | None:
        """The id of the profile that it belongs to."""
        return id_of(self.document.get("owner"))

    @property
    def public_key_pem(self) -> str | None:
        """The key itself."""
        return text_or_none(self.document.get("publicKeyPem"))


class Profile(View):
    """An issuer ("Profile")."""

    __slots__ = ()

    @property
    def name(self) -> str | None:
        """Its name."""
        return text_or_none(self.document.get("name"))

    @property
    def public_keys(self) -> list[Any]:
        """Its keys, each an id or the key itself."""
        return as_list(self.document.get("publicKey"))

    @property
    def verification(self) -> Verification | None:
        """Where its assertions may be hosted."""
        found = object_or_none(self.document.get("verification"))
        return Verification(found) if found is not None else None

    @property
    def revocation_list(self) -> str | None:
        """The URL of its revocation list."""
        return id_of(self.document.get("revocationList"))


class RevocationList(View):
    """The signed assertions that an issuer revoked ("Revocation List")."""

    __slots__ = ()

    @property
    def issuer(self) -> str | None:
        """The id of the issuer's profile."""
        return id_of(self.document.get("issuer"))

    def find(self, assertion: Assertion) -> Members | None:
        """Find the entry about `assertion`, by `id` or by the legacy `uid`.

        An entry that is listed with `revoked: false` does not count: only its absence means true.
        """
        listed = self.document.get("revokedAssertions")
        if assertion.id is not None and assertion.id in texts(listed):
            return {"id": assertion.id}
        for _, entry in objects_of(listed):
            names_it = assertion.id is not None and id_of(entry) == assertion.id
            names_it = names_it or (
                assertion.uid is not None and text_or_none(entry.get("uid")) == assertion.uid
            )
            if names_it and single(entry.get("revoked")) is not False:
                return entry
        return None
