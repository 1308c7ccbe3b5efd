"""Who issues, assesses and endorses: profiles and the endorsements that they carry.

The two hold each other, a profile its endorsements and an endorsement the profile of its issuer,
so they share a module.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict

from microcred.models.context_urls import CREDENTIALS_V2, OPEN_BADGES, ContextOrder
from microcred.models.language_text import LanguageText
from microcred.models.sets import OnlyType, Several, Types
from microcred.models.values import (
    Boolean,
    CompactJws,
    Date,
    DateTimeStamp,
    Float,
    IdentifierTypeTerm,
    Maybe,
    Text,
    Uri,
    UriOr,
)
from microcred.models.verifiable import VALID_FROM, OpenBadgesMembers, contexts
from microcred.models.wire import WireModel, several, typed

CLOSED = ConfigDict(json_schema_extra={"additionalProperties": False})
"""A class without the mixin "Extensions": what we write has no further members, in its schema."""


class Image(WireModel):
    """A picture of an achievement, a credential or a profile."""

    model_config = CLOSED
    default_type = "Image"

    id: Uri
    """The URI of the picture, or the picture itself as a data URI."""
    type: Annotated[str, OnlyType("Image")] = typed()
    caption: Maybe[Text] = None


class IdentifierEntry(WireModel):
    """An identifier of something described."""

    model_config = CLOSED
    default_type = "IdentifierEntry"

    type: Annotated[str, OnlyType("IdentifierEntry")] = typed()
    identifier: Text
    identifier_type: IdentifierTypeTerm


class IdentityObject(WireModel):
    """An identifier of a recipient, plain or hashed."""

    model_config = CLOSED
    default_type = "IdentityObject"

    type: Annotated[str, OnlyType("IdentityObject")] = typed()
    hashed: Boolean
    """Whether `identity_hash` is a hash; otherwise it is the identifier itself."""
    identity_hash: Text
    """`sha256$` or `md5$` and the hash in hexadecimal, or the plain identifier."""
    identity_type: IdentifierTypeTerm
    salt: Maybe[Text] = None
    """Appended to the identifier before hashing."""


class GeoCoordinates(WireModel):
    """The geographic coordinates of a location (WGS 84, in degrees)."""

    default_type = "GeoCoordinates"

    type: Annotated[str, OnlyType("GeoCoordinates")] = typed()
    latitude: Float
    longitude: Float


class Address(WireModel):
    """An address of a profile."""

    default_type = ("Address",)

    type: Annotated[list[str], Types(("Address",))] = typed()
    address_country: Maybe[Text] = None
    address_country_code: Maybe[Text] = None
    """ISO 3166-1 alpha-2."""
    address_region: Maybe[Text] = None
    address_locality: Maybe[Text] = None
    street_address: Maybe[Text] = None
    post_office_box_number: Maybe[Text] = None
    postal_code: Maybe[Text] = None
    geo: Maybe[GeoCoordinates] = None


class Profile(WireModel):
    """A person or organisation: issuer, creator, assessor or endorser."""

    default_type = ("Profile",)

    id: Uri
    type: Annotated[list[str], Types(("Profile",))] = typed()
    name: Maybe[LanguageText] = None
    url: Maybe[Text] = None
    """The homepage or social media profile."""
    phone: Maybe[Text] = None
    description: Maybe[LanguageText] = None
    image: Maybe[Image] = None
    email: Maybe[Text] = None
    address: Maybe[Address] = None
    other_identifier: Several[IdentifierEntry] = several()
    official: Maybe[Text] = None
    """The name of an authorised official of the organisation."""
    parent_org: Maybe[Profile] = None
    family_name: Maybe[Text] = None
    given_name: Maybe[Text] = None
    additional_name: Maybe[Text] = None
    patronymic_name: Maybe[Text] = None
    honorific_prefix: Maybe[Text] = None
    honorific_suffix: Maybe[Text] = None
    family_name_prefix: Maybe[Text] = None
    date_of_birth: Maybe[Date] = None
    endorsement: Several[EndorsementCredential] = several()
    endorsement_jwt: Several[CompactJws] = several()


class EndorsementSubject(WireModel):
    """What is endorsed, and what the endorser says about it."""

    default_type = ("EndorsementSubject",)

    id: Uri
    """The endorsed person, organisation, achievement or credential."""
    type: Annotated[list[str], Types(("EndorsementSubject",))] = typed()
    endorsement_comment: Maybe[Text] = None
    """Markdown."""


class EndorsementCredential(OpenBadgesMembers):
    """A credential in which somebody endorses a profile, an achievement or a credential."""

    default_type = ("VerifiableCredential", "EndorsementCredential")
    default_contexts = (CREDENTIALS_V2, OPEN_BADGES)

    context: Annotated[list[str | dict[str, Any]], ContextOrder(open_badge=True)] = contexts()
    id: Uri
    type: Annotated[list[str], Types(("VerifiableCredential",), ("EndorsementCredential",))] = (
        typed()
    )
    name: LanguageText
    issuer: Annotated[Profile | str, UriOr()]
    valid_from: Annotated[DateTimeStamp, VALID_FROM]
    credential_subject: EndorsementSubject
