"""An issuer with a registry, in which one thing after another happens."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from microcred.issuing import Issuer, Recipient, Signer
from microcred.keys import LocalKey, SigningKey
from microcred.ledger.tables import (
    ACHIEVEMENTS,
    BADGES,
    CREDENTIALS,
    PICTURES,
    STATUS_DOCUMENTS,
    STATUS_LISTS,
)
from microcred.models import Achievement, Evidence, Profile, Result
from microcred.program.flow import sign_endorsement
from microcred.program.flow.tables import ENDORSEMENTS
from microcred.publishing import Publication, Site, publish
from microcred.registry import Database
from microcred.registry.tables import CHANGES, INFO
from microcred.timestamps import fixed_clock

URL = "https://badges.hill.example"
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
STAMP = "2026-09-01T12:00:00Z"
_NAMES = uuid.UUID("6f1c9b0e-3f3e-4c39-9d5e-7a1d7b0c1a55")

ACHIEVEMENT: dict[str, Any] = {
    "id": "urn:uuid:5f0b7a52-1f0c-4f0e-9c51-3c1a8f9d7a10",
    "type": ["Achievement"],
    "achievementType": "MicroCredential",
    "name": "Active Listening",
    "description": "The educator listens to students so that they feel heard, and uses what they "
    "say to choose the next question.",
    "criteria": {
        "narrative": "Submit a **recording** of a class discussion of ten minutes or more, and a "
        "reflection of one page on three moments in which a student's answer changed your next "
        "question.\n\n1. Choose a class.\n2. Record it.\n3. Reflect.\n\n"
        "See [the guide](https://hill.example/guide).\n"
    },
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Professional Expertise",
            "targetFramework": "Standards for Professional Learning",
            "targetUrl": "https://standards.learningforward.org/standards-for-professional-learning/",
        }
    ],
    "resultDescription": [
        {
            "id": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c001",
            "type": ["ResultDescription"],
            "name": "Listens to understand",
            "resultType": "RubricCriterionLevel",
            "requiredLevel": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c012",
            "rubricCriterionLevel": [
                {
                    "id": f"urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c01{number}",
                    "type": ["RubricCriterionLevel"],
                    "name": name,
                    "description": text,
                }
                for number, name, text in (
                    (1, "Emerging", "Asks prepared questions whatever the answer."),
                    (2, "Proficient", "Takes up what a student said in the next question."),
                    (3, "Accomplished", "Draws other students into what one of them said."),
                )
            ],
        }
    ],
    "tag": ["listening", "classroom discussion"],
}


def uuid_of(name: str) -> str:
    """Return the same UUID for the same name, so that two worlds are alike."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, name)}"


class World:
    """An issuer whose registry changes as the methods say.

    Args:
        database: with the tables of the registry.
        folder: where the site is written.
        key: that signs; a fresh one by default.
    """

    def __init__(self, database: Database, folder: Path, key: LocalKey | None = None):
        self.database = database
        self.folder = folder
        self.key = key or SigningKey.generate("Ed25519")
        self.profile = Profile(id=self.key.did, name="Hill District", url="https://hill.example")
        self.site = Site(profile=self.profile.to_document(), url=URL)
        with database.writing() as connection:
            have = set(connection.execute(sa.select(INFO.c.name)).scalars())
            for name, value in (("id", "registry-1"), ("last_change", "0")):
                if name not in have:
                    connection.execute(sa.insert(INFO).values(name=name, value=value))
        self.achieve(ACHIEVEMENT)

    def publish(self) -> Publication:
        return publish(self.database, self.site, self.folder)

    def achieve(self, document: dict[str, Any]) -> None:
        """Record an achievement, or its newer edition."""
        text = json.dumps(document, ensure_ascii=False)
        values = {"digest": hashlib.sha256(text.encode()).hexdigest(), "document": text,
                  "updated_at": STAMP}  # fmt: skip
        with self.database.writing() as connection:
            here = ACHIEVEMENTS.c.id == document["id"]
            if connection.execute(sa.select(ACHIEVEMENTS.c.id).where(here)).first():
                connection.execute(sa.update(ACHIEVEMENTS).where(here).values(**values))
            else:
                connection.execute(sa.insert(ACHIEVEMENTS).values(id=document["id"], **values))
            _change(connection, "achievement", document["id"])

    def issue(
        self,
        name: str,
        *,
        public: bool = True,
        achievement: dict[str, Any] | None = None,
        suite: str | tuple[str, ...] = ("eddsa-jcs-2022", "vc-jwt"),
        picture: tuple[str, bytes] | None = None,
        recipient: Recipient | None = None,
        **members: Any,
    ) -> str:
        """Return a badge; `name` chooses its id, which is given back."""
        document = achievement or ACHIEVEMENT
        issuer = Issuer(self.profile, self.key, clock=fixed_clock(NOW))
        badge = issuer.award(
            Achievement(**{**document, "criteria": {"narrative": "-"}, "alignment": None}),
            recipient or Recipient.email("ana@school.example", salt="cafe"),
            badge_id=name if ":" in name else uuid_of(name),
            **members,
        )
        # Put in afterwards: an issuer refuses the links of an attack; a page may yet meet them.
        credential = badge.to_document()
        credential["credentialSubject"]["achievement"] = Achievement(**document).to_document()
        signed = Signer(self.key, suite, clock=fixed_clock(NOW)).sign(credential)
        with self.database.writing() as connection:
            connection.execute(
                sa.insert(BADGES).values(
                    id=badge.id, achievement_id=document["id"], key_id=self.key.key_id,
                    format="json", issued_at=STAMP, public=public,
                )
            )  # fmt: skip
            digest = self._keep(connection, picture)
            text = signed.json() if "proof" in signed.document else None
            connection.execute(
                sa.insert(CREDENTIALS).values(
                    badge_id=badge.id, document=text, token=signed.token, picture=digest,
                    signed_at=STAMP,
                )
            )  # fmt: skip
            _change(connection, "badge", badge.id)
        return badge.id

    def _keep(self, connection: sa.Connection, picture: tuple[str, bytes] | None) -> str | None:
        if picture is None:
            return None
        media_type, data = picture
        digest = hashlib.sha256(data).hexdigest()
        if not connection.execute(sa.select(PICTURES).where(PICTURES.c.digest == digest)).first():
            connection.execute(
                sa.insert(PICTURES).values(digest=digest, media_type=media_type, data=data)
            )
        return digest

    def set_badge(self, badge_id: str, **values: Any) -> None:
        """Change columns of a badge: `revoked_at`, `suspended_at`, `public`."""
        with self.database.writing() as connection:
            connection.execute(sa.update(BADGES).where(BADGES.c.id == badge_id).values(**values))
            _change(connection, "badge", badge_id)

    def endorse(self, about: str, comment: str, name: str = "Hill Union") -> str:
        """Keep an endorsement by somebody else; give its id."""
        key = SigningKey.generate("Ed25519")
        endorser = Issuer(Profile(id=key.did, name=name, url="https://union.example"), key)
        signed = sign_endorsement(endorser, about, comment, clock=fixed_clock(NOW))
        identifier = str(signed.document["id"])
        with self.database.writing() as connection:
            connection.execute(
                sa.insert(ENDORSEMENTS).values(
                    id=identifier, about=about, endorser=key.did, document=signed.json(),
                    added_at=STAMP, actor="coordinator",
                )
            )  # fmt: skip
            _change(connection, _kind_of(connection, about), about)
        return identifier

    def withdraw(self, endorsement_id: str) -> None:
        """Withdraw an endorsement."""
        here = ENDORSEMENTS.c.id == endorsement_id
        with self.database.writing() as connection:
            connection.execute(sa.update(ENDORSEMENTS).where(here).values(withdrawn_at=STAMP))
            about = connection.execute(sa.select(ENDORSEMENTS.c.about).where(here)).scalar_one()
            _change(connection, _kind_of(connection, about), about)

    def set_list(self, document: str, base_url: str = f"{URL}/status/1/") -> None:
        """Make a status list, or sign it anew."""
        with self.database.writing() as connection:
            if not connection.execute(sa.select(STATUS_LISTS.c.id)).first():
                connection.execute(
                    sa.insert(STATUS_LISTS).values(
                        id=1, base_url=base_url, length=131072, secret="00", given=0,
                        opened_at=STAMP,
                    )
                )  # fmt: skip
            connection.execute(sa.delete(STATUS_DOCUMENTS))
            for purpose in ("revocation", "suspension"):
                connection.execute(
                    sa.insert(STATUS_DOCUMENTS).values(
                        list_id=1, purpose=purpose, document=document, token=f"jwt of {document}",
                        signed_at=STAMP, valid_until=STAMP,
                    )
                )  # fmt: skip
            _change(connection, "list", "1")

    def file(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def text(self, path: str) -> str:
        return self.file(path).decode()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _change(connection: sa.Connection, kind: str, subject: str) -> None:
    last = INFO.c.name == "last_change"
    number = int(connection.execute(sa.select(INFO.c.value).where(last)).scalar_one()) + 1
    connection.execute(sa.update(INFO).where(last).values(value=str(number)))
    connection.execute(sa.insert(CHANGES).values(number=number, kind=kind, subject=subject))


def _kind_of(connection: sa.Connection, about: str) -> str:
    if connection.execute(sa.select(BADGES.c.id).where(BADGES.c.id == about)).first():
        return "badge"
    return "issuer" if about.startswith("did:") else "achievement"


def result(level: int) -> Result:
    """Return the result with one of the achievement's three levels."""
    return Result(
        result_description="urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c001",
        achieved_level=f"urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c01{level}",
    )


def evidence(**members: Any) -> Evidence:
    """Return an item of evidence."""
    return Evidence(**members)
