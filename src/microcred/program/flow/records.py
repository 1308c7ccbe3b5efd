"""An educator's record: all their badges in one Comprehensive Learner Record 2.0.

https://www.imsglobal.org/spec/clr/v2p0
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from microcred.authority import Principal, Verb
from microcred.document import as_list
from microcred.errors import Conflict, Refused
from microcred.issuing import Issuer, SignedBadge
from microcred.models.context_urls import CREDENTIALS_V2, OPEN_BADGES
from microcred.program.definition import Stack
from microcred.program.flow.badges import AwardedBadge, badges_of
from microcred.program.flow.desk import Verbs
from microcred.program.flow.people import identity_document
from microcred.program.flow.rights import person_for

CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


class Recording(Verbs):
    """Records what educators earned."""

    def record(self, person: str, *, by: Principal) -> SignedBadge:
        """Make and sign the record of an educator: every badge that counts now.

        The badges are in it as they were signed, each with its own proof; associations say which
        of them are part of which stack.

        Raises:
            Refused: `no-such-person`, `nothing-earned`, or `not-in-this-form` where the issuer's
                key signs JWTs only.
            ConfigurationError: `no-issuer`.
        """
        now = self.desk.clock()
        with self.desk.database.reading() as connection:
            issuer = self.desk.need_issuer(connection)
            found = person_for(connection, by, Verb.RECORD, person)
            badges = [each for each in badges_of(connection, found.id) if each.is_in_force(now)]
        documents = [badge.document for badge in badges if badge.document is not None]
        if badges:
            _check_embeds(issuer, found.id)
        if not documents or found.recipient is None:
            raise Conflict(
                f"{found.id} holds no badge that could be recorded", code="nothing-earned"
            )
        subject = {
            "type": ["ClrSubject"],
            **identity_document(found.recipient),
            "verifiableCredential": documents,
            "association": list(self._associations(badges)),
        }
        return issuer.signer.sign(
            {
                "@context": [CREDENTIALS_V2, CLR, OPEN_BADGES],
                "id": f"urn:uuid:{uuid.uuid4()}",
                "type": ["VerifiableCredential", "ClrCredential"],
                "name": f"Record of {len(documents)} micro-credentials",
                "issuer": issuer.profile.to_document(),
                "validFrom": self.desk.now(),
                "credentialSubject": {
                    name: value for name, value in subject.items() if value != []
                },
            }
        )

    def _associations(self, badges: Sequence[AwardedBadge]) -> Iterator[dict[str, Any]]:
        """Say which badges are part of which stack's."""
        achievements = {
            badge.definition_id: _achievement_id(badge.document)
            for badge in badges
            if badge.document is not None
        }
        for stack in self.desk.definitions.stacks():
            for member in stack.members if isinstance(stack, Stack) else ():
                if stack.id in achievements and member in achievements:
                    yield {
                        "type": ["Association"],
                        "associationType": "isPartOf",
                        "sourceId": achievements[member],
                        "targetId": achievements[stack.id],
                    }


def _achievement_id(document: Mapping[str, Any]) -> str:
    (subject,) = as_list(document["credentialSubject"])
    return str(subject["achievement"]["id"])


def _check_embeds(issuer: Issuer, person_id: str) -> None:
    """Refuse a record by a key that makes JWTs only: the badges in it keep their own proofs."""
    if not issuer.signer.key.embeds:
        message = (
            "a record holds badges with embedded proofs, which the issuer's key does not "
            "make; hand the badges over one by one"
        )
        raise Refused(message, code="not-in-this-form", data={"educator": person_id})
