"""Endorsements, as the pages of what they are about show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from microcred.document import id_of, objects_of, period_of, text_of
from microcred.publishing import rows
from microcred.publishing.addresses import endorsement_file
from microcred.publishing.language import Day, Phrase, day_of, phrase_of
from microcred.publishing.views import web_link


@dataclass(frozen=True, slots=True)
class EndorsementView:
    """What an endorsement says.

    Attributes:
        endorser: what the endorser calls itself.
        endorser_id: whose key signed.
        url: the endorser on the web.
        comment: why; Markdown.
        signed: from when it counts.
        expires: until when.
        file: its path in the site; empty for one that stands in a badge only.
    """

    endorser: Phrase
    endorser_id: str
    url: str | None
    comment: Phrase
    signed: Day | None
    expires: Day | None
    file: str = ""


def endorsements_in_force(connection: sa.Connection, about: str) -> list[EndorsementView]:
    """Read the endorsements of something that the registry has."""
    return [
        endorsement_view(document, endorsement_file(identifier))
        for identifier, document in rows.endorsements(connection, about)
    ]


def carried_endorsements(badge: Mapping[str, Any]) -> list[EndorsementView]:
    """Read the endorsements within a badge: of itself, its achievement and its issuer."""
    achievements = (
        achievement
        for _, subject in objects_of(badge.get("credentialSubject"))
        for _, achievement in objects_of(subject.get("achievement"))
    )
    issuers = (issuer for _, issuer in objects_of(badge.get("issuer")))
    return [
        endorsement_view(document)
        for part in (badge, *achievements, *issuers)
        for _, document in objects_of(part.get("endorsement"))
    ]


def endorsement_view(document: Mapping[str, Any], file: str = "") -> EndorsementView:
    """Read an EndorsementCredential."""
    issuer = next((each for _, each in objects_of(document.get("issuer"))), {})
    subject = next((each for _, each in objects_of(document.get("credentialSubject"))), {})
    identifier = id_of(document.get("issuer")) or ""
    start, end = period_of(document)
    return EndorsementView(
        endorser=phrase_of(issuer.get("name")) or Phrase(identifier),
        endorser_id=identifier,
        url=web_link(issuer.get("url")) or web_link(identifier),
        comment=Phrase(text_of(subject.get("endorsementComment"))),
        signed=day_of(start),
        expires=day_of(end),
        file=file,
    )
