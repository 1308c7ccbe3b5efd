"""The Badge Objects that make up an Open Badges 2.0 badge, on their way through the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from microcred.document import id_of
from microcred.errors import MicrocredError
from microcred.findings import Fault
from microcred.keys import PublicKey
from microcred.open_badges_2.documents import Assertion, BadgeClass, Endorsement, Profile
from microcred.open_badges_2.linked import Linked, LinkedDocuments
from microcred.open_badges_2.vocabulary import ClassName, VerificationKind, class_of

VerifySignature = Callable[[PublicKey], None]
"""Verifies the JWS that carried the assertion; raises `ProofInvalid`."""


class SchemaChecking(Protocol):
    """Checks against schemas of strangers, within limits."""

    def check(
        self,
        document: object,
        schema: Mapping[str, Any],
        url: str,
        get: Callable[[str], Mapping[str, Any]],
    ) -> list[Fault]:
        """List the faults of `document`; raises where the schema cannot be used."""
        ...


@dataclass(frozen=True, slots=True)
class Presented:
    """What was handed in as a badge.

    Attributes:
        document: the object: as JSON, or the payload of a JWS; None where only its URL is known,
            as in many pictures.
        url: the URL of a hosted assertion.
        verify_signature: for a JWS, verifies its signature with a key; None for anything else.
    """

    document: Mapping[str, Any] | None = None
    url: str | None = None
    verify_signature: VerifySignature | None = None


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is asked of a badge.

    Attributes:
        moment: the one reference time.
        recipient: whom the badge must be for; None asks nothing.
        trusted_issuers: ids of profiles; None asks nothing.
        clock_skew_seconds: how far two clocks may differ before a date counts.
        schemas: checks extensions against the schemas that they name; None looks at none.
        one_level_down: whether this is an endorsement of something else, whose own endorsements
            are not followed.
        left_out: names of checks that nothing shall be asked for.
    """

    moment: datetime
    recipient: str | None = None
    trusted_issuers: frozenset[str] | None = None
    clock_skew_seconds: int = 60
    schemas: SchemaChecking | None = None
    one_level_down: bool = False
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One of the objects that make up what is checked.

    Attributes:
        link: the object, and where it came from.
        pointer: where it stands in `BadgeObjects.assembled`.
        class_name: what it should be.
    """

    link: Linked
    pointer: str
    class_name: ClassName


@dataclass(frozen=True, slots=True)
class BadgeObjects:
    """The Badge Objects of one badge, and what is asked of it; the checks only read them.

    Attributes:
        presented: what was handed in, in the words of 2.0.
        kind: its class: what it says itself, or what was asked for.
        expectations: what is asked.
        documents: gets what is linked.
        assertion_link: the assertion or the endorsement, hosted or as handed in.
        badge_link: the badge class.
        issuer_link: the issuer's profile.
    """

    presented: Presented
    kind: ClassName
    expectations: Expectations
    documents: LinkedDocuments
    assertion_link: Linked = field(default_factory=Linked)
    badge_link: Linked = field(default_factory=Linked)
    issuer_link: Linked = field(default_factory=Linked)

    @property
    def assertion(self) -> Assertion:
        """Return the assertion, or the endorsement, that the checks go by."""
        return Assertion(self.assertion_link.document or {})

    @property
    def endorsement(self) -> Endorsement:
        """Return the endorsement that the checks go by."""
        return Endorsement(self.assertion_link.document or {})

    @property
    def badge_class(self) -> BadgeClass:
        """Return the badge class; one without members where it could not be had."""
        return BadgeClass(self.badge_link.document or {})

    @property
    def profile(self) -> Profile:
        """Return the issuer's profile; one without members where it could not be had."""
        return Profile(self.issuer_link.document or {})

    @property
    def obstacle(self) -> MicrocredError | None:
        """Return what kept the first of the linked objects from being had, or None."""
        found = (part.link.obstacle for part in self.parts)
        return next((error for error in found if error and error.code != "not-asked"), None)

    @property
    def parts(self) -> list[Part]:
        """Return the objects that make up what is checked, the outermost first."""
        places = {
            "Assertion": [("", self.assertion_link), ("/badge", self.badge_link),
                          ("/badge/issuer", self.issuer_link)],
            "Endorsement": [("", self.assertion_link), ("/issuer", self.issuer_link)],
            "BadgeClass": [("", self.badge_link), ("/issuer", self.issuer_link)],
            "Profile": [("", self.issuer_link)],
        }[self.kind]  # fmt: skip
        names: list[ClassName] = ["Assertion", "BadgeClass", "Profile"]
        if self.kind != "Assertion":
            names = [self.kind, "Profile"]
        return [Part(link, place, name) for (place, link), name in zip(places, names, strict=False)]

    @property
    def subject_link(self) -> Linked:
        """Return what was handed in, hosted or as it came."""
        return self.parts[0].link

    @property
    def issuer_pointer(self) -> str:
        """Return where the issuer stands."""
        return self.parts[-1].pointer

    @property
    def issuer_id(self) -> str | None:
        """Return the id of the issuer, also of one that could not be asked."""
        if self.kind == "Profile" or self.issuer_link.hosted:
            return self.profile.id
        named = self.endorsement if self.kind == "Endorsement" else self.badge_class
        return id_of(named.issuer)

    @property
    def is_stripped(self) -> bool:
        """Whether only `id` and `revoked` are left of a revoked assertion."""
        return self.assertion.revoked and "badge" not in self.assertion.document

    @property
    def is_signed(self) -> bool:
        """Whether what was handed in stands on a signature; else its URL is asked."""
        return stands_on_signature(self.presented)

    def views(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each object that is there, with its pointer."""
        for part in self.parts:
            if part.link.document is not None:
                yield part.pointer, part.link.document

    def assembled(self) -> dict[str, Any]:
        """Return what is checked, with each linked object in its place."""
        whole: dict[str, Any] = {}
        for part in reversed(self.parts):
            inside = {"badge" if part.class_name == "Assertion" else "issuer": whole}
            document = part.link.document
            whole = {} if document is None else {**document, **(inside if whole else {})}
        return whole


def verification_kind_of(document: Mapping[str, Any]) -> VerificationKind | None:
    """Tell how an object says that it is verified itself.

    What a profile says of it is about the assertions that it awards.
    """
    if class_of(document) in ("BadgeClass", "Profile"):
        return None
    verification = Assertion(document).verification
    return verification.kind if verification is not None else None


def stands_on_signature(presented: Presented) -> bool:
    """Tell whether a signature is what an object stands on, by what it says itself."""
    kind = verification_kind_of(presented.document or {})
    return kind == "signed" or (kind != "hosted" and presented.verify_signature is not None)
