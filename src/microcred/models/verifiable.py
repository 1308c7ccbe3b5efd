"""What every verifiable credential has (VC Data Model 2.0, "Basic Concepts").

`CredentialMembers` holds what the kinds of credential share; each kind says what its issuer, its
subject and its status are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_serializer,
    model_validator,
)

from microcred.models.annotations import refuse
from microcred.models.context_urls import (
    CREDENTIALS_V2,
    EXTENSIONS,
    ContextOrder,
    needs_extensions,
)
from microcred.models.credential_rules import is_vcdm_1
from microcred.models.language_text import LanguageText
from microcred.models.sets import OneOrMore, Several, Types
from microcred.models.values import DateTimeStamp, Maybe, Text, Uri, UriOr
from microcred.models.wire import WireModel, several, typed


class Proof(WireModel):
    """An embedded proof (Verifiable Credential Data Integrity 1.0, "Proofs")."""

    id: Maybe[Uri] = None
    type: Text
    cryptosuite: Maybe[Text] = None
    created: Maybe[DateTimeStamp] = None
    expires: Maybe[DateTimeStamp] = None
    verification_method: Maybe[Text] = None
    proof_purpose: Maybe[Text] = None
    challenge: Maybe[Text] = None
    domain: OneOrMore[Text] = several()
    nonce: Maybe[Text] = None
    previous_proof: OneOrMore[Text] = several()
    proof_value: Maybe[Text] = None


class CredentialSchema(WireModel):
    """A schema that the credential says it meets ("Data Schemas")."""

    id: Uri
    type: Text


class CredentialStatus(WireModel):
    """Where the status of a badge is found ("Status").

    Open Badges 3.0 requires an `id`, which VCDM 2.0 does not.
    """

    id: Uri
    type: Text


class RefreshService(WireModel):
    """Where a newer edition of the credential is had ("Refreshing")."""

    id: Uri
    type: Text


class TermsOfUse(WireModel):
    """Terms under which the credential was issued ("Terms of Use")."""

    id: Maybe[Uri] = None
    type: Text


class RelatedResource(WireModel):
    """A resource whose integrity the credential protects ("Integrity of Related Resources")."""

    id: Uri
    media_type: Maybe[Text] = None
    digest_sri: Annotated[Maybe[Text], Field(alias="digestSRI")] = None
    digest_multibase: Maybe[Text] = None


def _told_apart(resources: list[RelatedResource]) -> list[RelatedResource]:
    """Check that each resource has a digest, and an id of its own."""
    seen: set[str] = set()
    for index, resource in enumerate(resources):
        if not resource.digest_sri and not resource.digest_multibase:
            raise refuse("digest-missing", "a digestSRI or a digestMultibase", {}, index=index)
        if resource.id in seen:
            raise refuse("duplicate-id", "a resource that is named once", resource.id, index=index)
        seen.add(resource.id)
    return resources


class CredentialSubject(WireModel):
    """Claims about a subject, of any vocabulary ("Credential Subject")."""

    id: Maybe[Uri] = None


class Issuer(WireModel):
    """The issuer of a credential that is no Open Badge ("Issuer")."""

    id: Uri
    name: Maybe[LanguageText] = None
    description: Maybe[LanguageText] = None


class TypedObject(WireModel):
    """An extension point of which only the type is known: status, evidence, rendering."""

    id: Maybe[Uri] = None
    type: Annotated[list[str], Types()] = typed()


class OpenObject(WireModel):
    """An extension point of a credential of any vocabulary; VCDM 2.0 lets it have many types."""

    id: Maybe[Uri] = None
    type: Annotated[OneOrMore[Text], Field(min_length=1)]


class OpenSchema(OpenObject):
    """A schema of a credential of any vocabulary."""

    id: Uri


VALID_FROM = Field(
    validation_alias=AliasChoices("validFrom", "issuanceDate"), serialization_alias="validFrom"
)
VALID_UNTIL = Field(
    validation_alias=AliasChoices("validUntil", "expirationDate"),
    serialization_alias="validUntil",
)
_ORDER: Final = (
    "@context",
    "id",
    "type",
    "name",
    "description",
    "image",
    "awardedDate",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialSubject",
    "evidence",
    "endorsement",
    "endorsementJwt",
)
"""The members that are written first, as a reader expects them."""

_VCDM_1_NAMES: Final = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}


def contexts() -> Any:
    """Make the default of `@context`: the class's own in Python, a fault in a document."""
    return Field(default=(), validate_default=True, alias="@context")


class CredentialMembers(WireModel):
    """The members that every kind of credential has.

    `valid_from` and `valid_until` also hold VCDM 1.1's `issuanceDate` and `expirationDate`; what
    was read is written back under its own name.
    """

    default_contexts: ClassVar[tuple[str, ...]] = (CREDENTIALS_V2,)

    context: Annotated[list[str | dict[str, Any]], ContextOrder()] = contexts()
    id: Maybe[Uri] = None
    type: Annotated[list[str], Types(("VerifiableCredential",))] = typed()
    name: Maybe[LanguageText] = None
    description: Maybe[LanguageText] = None
    awarded_date: Maybe[DateTimeStamp] = None
    issuer: Any
    valid_from: Annotated[Maybe[DateTimeStamp], VALID_FROM] = None
    valid_until: Annotated[Maybe[DateTimeStamp], VALID_UNTIL] = None
    credential_subject: Any
    credential_schema: Any = several()
    credential_status: Any = several()
    refresh_service: Any = several()
    terms_of_use: Any = several()
    related_resource: Annotated[Several[RelatedResource], AfterValidator(_told_apart)] = several()
    render_method: Several[TypedObject] = several()
    confidence_method: Several[TypedObject] = several()
    proof: Several[Proof] = several()

    _vcdm_2_names: frozenset[str] = PrivateAttr(default=frozenset())
    """The names of the validity period that a document of VCDM 1.1 took from VCDM 2.0."""

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> Self:
        """Return what `cls(**members)` is; contexts that were filled in count as not chosen."""
        credential: Self = super().from_members(members)
        if members.keys() & {"context", "@context"}:
            return credential
        chosen = credential.model_fields_set - {"context"}
        return cls.model_construct(chosen, **dict(credential))  # type: ignore[return-value]

    @classmethod
    def document_defaults(cls) -> dict[str, Any]:
        """Return the contexts and types that constructing in Python fills in."""
        return {"@context": list(cls.default_contexts), **super().document_defaults()}

    @property
    def issuer_id(self) -> str:
        """The issuer's URI, however the issuer is given."""
        issuer: str = self.issuer if isinstance(self.issuer, str) else self.issuer.id
        return issuer

    @model_validator(mode="wrap")
    @classmethod
    def _read_names(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Remember which names of the validity period a VCDM 1.1 document has."""
        credential = handler(value)
        if isinstance(value, Mapping) and is_vcdm_1(value):
            credential._vcdm_2_names = frozenset(value.keys() & _VCDM_1_NAMES.keys())
        return credential

    @model_serializer(mode="wrap")
    def _write(self, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """Add the context of 1EdTech's extensions where it is needed; use VCDM 1.1's names in it.

        Contexts that somebody chose, or that were read, are left as they are.
        """
        written = handler(self)
        if "context" not in self.model_fields_set and needs_extensions(written):
            written["@context"] = [*written.get("@context", ()), EXTENSIONS]
        document = {name: written[name] for name in _ORDER if name in written} | written
        if is_vcdm_1(document):
            as_read = self._vcdm_2_names
            return {
                name if name in as_read else _VCDM_1_NAMES.get(name, name): value
                for name, value in document.items()
            }
        return document


def _with_claims(subjects: list[CredentialSubject]) -> list[CredentialSubject]:
    """Check that something is said of somebody ("Credential Subject")."""
    for index, subject in enumerate(subjects):
        if not subject.id and not subject.model_extra:
            raise refuse("empty-subject", "at least one claim", {}, index=index)
    if not subjects:
        raise refuse("empty-subject", "at least one subject", subjects)
    return subjects


class OpenBadgesMembers(CredentialMembers):
    """The members whose form Open Badges 3.0 fixes for its kinds of credential."""

    credential_schema: Several[CredentialSchema] = several()
    credential_status: OneOrMore[CredentialStatus] = several()
    refresh_service: OneOrMore[RefreshService] = several()
    terms_of_use: Several[TermsOfUse] = several()


class VerifiableCredential(CredentialMembers):
    """A credential of any vocabulary: only what VCDM itself says is modelled."""

    default_type = ("VerifiableCredential",)

    issuer: Annotated[Issuer | str, UriOr()]
    credential_subject: Annotated[OneOrMore[CredentialSubject], AfterValidator(_with_claims)]
    credential_schema: Several[OpenSchema] = several()
    credential_status: OneOrMore[TypedObject] = several()
    refresh_service: OneOrMore[OpenObject] = several()
    terms_of_use: Several[OpenObject] = several()
    evidence: Several[TypedObject] = several()
