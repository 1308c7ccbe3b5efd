"""A Comprehensive Learner Record 2.0: what a learner was given, in one signed credential.

Only its schema is made of these models (`schema_export`); `clr_rules` has what a schema cannot say.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from microcred.models.achievement import Achievement
from microcred.models.context_urls import ContextOrder
from microcred.models.profile import EndorsementCredential, IdentityObject, Image, Profile
from microcred.models.sets import OneOrMore, Several, Types
from microcred.models.values import Boolean, CompactJws, DateTimeStamp, Maybe, Text, Uri, UriOr
from microcred.models.verifiable import VALID_FROM, OpenBadgesMembers, OpenObject, contexts
from microcred.models.wire import WireModel, several, typed


class Association(WireModel):
    """How two achievements of the record belong together."""

    type: OneOrMore[Text]
    association_type: Text
    source_id: Uri
    """The `id` of an achievement or a credential in the record."""
    target_id: Uri
    """The `id` of another one."""


class ClrSubject(WireModel):
    """The learner, and what they were given."""

    default_type = ("ClrSubject",)

    id: Maybe[Uri] = None
    type: Annotated[list[str], Types(("ClrSubject",))] = typed()
    identifier: Several[IdentityObject] = several()
    achievement: Several[Achievement] = several()
    verifiable_credential: Annotated[Several[OpenObject], Field(min_length=1)]
    """Credentials of any kind, each with its own proof."""
    association: Several[Association] = several()


class ClrCredential(OpenBadgesMembers):
    """A record of what one learner was given."""

    default_type = ("VerifiableCredential", "ClrCredential")

    context: Annotated[list[str | dict[str, Any]], ContextOrder()] = contexts()
    id: Uri
    type: Annotated[list[str], Types(("VerifiableCredential",), ("ClrCredential",))] = typed()
    image: Maybe[Image] = None
    partial: Maybe[Boolean] = None
    """Whether the publisher knows of credentials that are not in the record."""
    issuer: Annotated[Profile | str, UriOr()]
    valid_from: Annotated[DateTimeStamp, VALID_FROM]
    credential_subject: ClrSubject
    endorsement: Several[EndorsementCredential] = several()
    endorsement_jwt: Several[CompactJws] = several()
