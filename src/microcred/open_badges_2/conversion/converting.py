"""From Open Badges 2.0 to 3.0 (Open Badges 3.0 Implementation Guide, "Migrating from OB 2.0").

What comes out is unsigned, and nothing that goes in is verified. The objects keep what they say
and get new ids; links lead back to their 2.0 editions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from microcred.arguments import expect
from microcred.document import id_of
from microcred.errors import InvalidDocument, InvalidTimestamp, MalformedInput
from microcred.fetch import Fetcher
from microcred.findings import Fault
from microcred.models import Achievement, OpenBadgeCredential, check_open_badge
from microcred.models.context_urls import CREDENTIALS_V2, OPEN_BADGES
from microcred.open_badges_2.conversion.achievement import convert_badge_class_members, new_id
from microcred.open_badges_2.conversion.parts import (
    convert_evidence,
    convert_image,
    convert_recipient,
)
from microcred.open_badges_2.conversion.profile import ALSO_KNOWN_AS
from microcred.open_badges_2.conversion.reader import Account, Reader, compact
from microcred.open_badges_2.documents import Assertion, BadgeClass, is_web_url, single
from microcred.open_badges_2.linked import LinkedDocuments
from microcred.open_badges_2.moments import normalize_moment, parse_moment
from microcred.open_badges_2.vocabulary import NAMESPACE, is_a, recognize_version

M = TypeVar("M", Achievement, OpenBadgeCredential)

_ORIGINAL: Final = {
    "name": "Original Open Badges 2.0 assertion for this credential",
    "description": "This credential was originally issued as an Open Badges 2.0 assertion. It has"
    " been updated to the latest version for delivery to Verifiable Credentials wallets and"
    " verifiers.",
}


@dataclass(frozen=True, slots=True)
class Converted(Generic[M]):
    """What a conversion gives.

    Attributes:
        model: the 3.0 object, unsigned.
        losses: what could not be carried over, with pointers into the 2.0 document.
    """

    model: M
    losses: tuple[Fault, ...]


def convert(
    document: Mapping[str, Any], *, issuer_id: str | None = None, token: str | None = None
) -> Converted[Achievement] | Converted[OpenBadgeCredential]:
    """Convert a badge class or an assertion.

    Args:
        document: the 2.0 object, with what it links to in its place (`embed_linked`).
        issuer_id: the issuer's id in 3.0, for example its DID.
        token: the compact JWS that carried a signed assertion; it is kept as evidence.

    Raises:
        MalformedInput: not an Open Badges 2.0 badge class or assertion.
        InvalidDocument: it lacks what 3.0 needs, or is revoked.
        WrongArgument: it is no dict.
    """
    expect(document, Mapping, "document", "a dict", "json.loads(text) makes one")
    check_convertible(document)
    if is_a(document, "BadgeClass"):
        return convert_badge_class(document, issuer_id=issuer_id)
    return convert_assertion(document, issuer_id=issuer_id, token=token)


def check_convertible(document: Mapping[str, Any]) -> None:
    """Refuse what is not an Open Badges 2.0 badge class or assertion.

    Raises:
        MalformedInput: code `open-badges-1`, `not-open-badges-2` or `not-convertible`.
    """
    version = recognize_version(document)
    if version is None:
        message = "not an Open Badges 2.0 document: its context is not there"
        raise MalformedInput(message, code="not-open-badges-2", pointer="/@context")
    if version != "2.0":
        message = f"an Open Badges {version} document; versions before 2.0 are not supported"
        raise MalformedInput(message, code="open-badges-1")
    if not is_a(document, "BadgeClass") and not is_a(document, "Assertion"):
        message = "neither a BadgeClass nor an Assertion"
        raise MalformedInput(message, code="not-convertible", pointer="/type")


def fetch_badge(url: str, fetcher: Fetcher) -> dict[str, Any]:
    """Get the 2.0 object at `url`: many pictures hold nothing but the URL of their assertion.

    Raises:
        ResolutionFailed: it could not be had.
        MalformedInput: what is there is no such object.
    """
    return LinkedDocuments(fetcher).fetch_canonical(url).document or {}


def embed_linked(document: Mapping[str, Any], fetcher: Fetcher) -> dict[str, Any]:
    """Put the badge class and the issuer into the places where only their URLs stand.

    An issuer that cannot be had stays a URL.

    Raises:
        ResolutionFailed: the badge class could not be had.
        MalformedInput: what is at its URL is not that badge class.
    """
    documents = LinkedDocuments(fetcher)
    if is_a(document, "BadgeClass"):
        return _with_issuer(document, documents)
    badge = Assertion(document).badge
    url = id_of(badge)
    if isinstance(badge, str) or (isinstance(badge, Mapping) and badge.keys() == {"id"}):
        badge = documents.fetch_canonical(url or "").document
    if not isinstance(badge, Mapping):
        return dict(document)
    return {**document, "badge": _with_issuer(badge, documents)}


def _with_issuer(badge: Mapping[str, Any], documents: LinkedDocuments) -> dict[str, Any]:
    linked = documents.follow(BadgeClass(badge).issuer, trust_embedded=True)
    return {**badge, "issuer": linked.document} if linked.document is not None else dict(badge)


def convert_badge_class(
    document: Mapping[str, Any], *, issuer_id: str | None = None
) -> Converted[Achievement]:
    """Convert a badge class to an achievement whose creator is the issuer.

    Raises:
        InvalidDocument: it lacks what 3.0 needs; lists every fault.
    """
    account = Account()
    members, _ = convert_badge_class_members(document, (), account, issuer_id)
    _raise_for(account, "badge class")
    return Converted(Achievement.from_document(members), tuple(account.losses))


def convert_assertion(
    document: Mapping[str, Any], *, issuer_id: str | None = None, token: str | None = None
) -> Converted[OpenBadgeCredential]:
    """Convert an assertion to an unsigned OpenBadgeCredential; the original becomes evidence.

    Raises:
        InvalidDocument: it lacks what 3.0 needs, or is revoked; lists every fault.
    """
    account = Account()
    if Assertion(document).revoked:
        account.miss(("revoked",), "revoked", "a revoked badge is not made anew")
        _raise_for(account, "assertion")
    reader = Reader(document, (), account)
    old_id = reader.needed("id", reader.iri("id"))
    achievement, issuer = _achievement(reader, issuer_id)
    subject = {
        **convert_recipient(reader),
        "type": ["AchievementSubject"],
        "image": convert_image(reader),
        "narrative": reader.text("narrative"),
        "achievement": achievement,
    }
    credential = {
        "@context": _contexts(issuer),
        "id": new_id(old_id) if old_id is not None else None,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.get("name"),
        "issuer": issuer,
        "validFrom": reader.needed("issuedOn", _moment(reader, "issuedOn")),
        "validUntil": _moment(reader, "expires"),
        "credentialSubject": compact(subject),
        "evidence": [*convert_evidence(reader), *_original(old_id, token)],
    }
    reader.finish()
    _raise_for(account, "assertion")
    model = OpenBadgeCredential.from_document(compact(credential))
    faults = check_open_badge(model.to_document())
    if faults:
        raise InvalidDocument(faults, what="converted credential")
    return Converted(model, tuple(account.losses))


def _achievement(
    reader: Reader, issuer_id: str | None
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    badge = single(reader.take("badge"))
    if isinstance(badge, Mapping):
        return convert_badge_class_members(badge, ("badge",), reader.account, issuer_id)
    message = "the badge class is needed, and only its id is there"
    reader.account.miss(("badge",), "badge-class-needed", message)
    return {}, None


def _contexts(issuer: Mapping[str, Any] | None) -> list[Any]:
    own = [ALSO_KNOWN_AS] if issuer is not None and "alsoKnownAs" in issuer else []
    return [CREDENTIALS_V2, OPEN_BADGES, *own]


def _moment(reader: Reader, name: str) -> str | None:
    value = single(reader.take(name))
    if value is None or value == []:
        return None
    try:
        parse_moment(value)
        return normalize_moment(value)
    except InvalidTimestamp as error:
        reader.account.miss((name,), error.code, error.message)
        return None


def _original(old_id: str | None, token: str | None) -> list[dict[str, Any]]:
    """Link to the original as evidence, which every displayer can show."""
    location = old_id if is_web_url(old_id) or token is None else f"data:application/jose,{token}"
    if location is None:
        return []
    return [{"id": location, "type": ["Evidence", f"{NAMESPACE}Assertion"], **_ORIGINAL}]


def _raise_for(account: Account, what: str) -> None:
    if account.faults:
        raise InvalidDocument(account.faults, what=what)
