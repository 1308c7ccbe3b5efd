"""Whatever is handed in, in any form: a report, which can be told and is fit for a terminal."""

from __future__ import annotations

import json

from fuzz import badge
from microcred.cli.report_text import tell_report, tell_verdict
from microcred.verifying.wording.badge import tell_contents


def seeds() -> list[bytes]:
    plain = json.dumps(badge.signed()).encode()
    v2 = "https://www.w3.org/ns/credentials/v2"
    shown = {"@context": [v2], "type": ["VerifiablePresentation"],
             "verifiableCredential": [badge.signed()]}  # fmt: skip
    envelope = {"@context": v2, "type": "EnvelopedVerifiableCredential",
                "id": "data:application/vc+jwt," + badge.token()}  # fmt: skip
    older = {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "urn:x",
             "recipient": {"type": "email", "hashed": True, "identity": "sha256$00"},
             "badge": {"type": "BadgeClass", "issuer": {"id": "urn:i"}},
             "verification": {"type": "HostedBadge"}}  # fmt: skip
    return [plain, badge.png(), badge.svg(), badge.sd_jwt().encode(), badge.token().encode(),
            json.dumps(shown).encode(), json.dumps(envelope).encode(),
            json.dumps(older).encode(), b"\xef\xbb\xbf" + plain,
            json.dumps({"jwt": badge.token()}).encode(), b"[" + plain + b"]",
            b'<!doctype html><link rel="alternate" type="application/json" href="b.json">',
            b"https://a.example/badge", b"badge.png"]  # fmt: skip


def check(data: bytes) -> None:
    badge.VERIFIER.verify_presentation(data).to_dict()
    report = badge.VERIFIER.verify(data)
    json.dumps(report.to_dict())
    lines = [tell_report("fuzz", report, show_all=True).replace(tell_verdict(report), "")]
    lines += tell_contents(report.credential) if report.credential is not None else []
    assert all(character.isprintable() for line in lines for character in line if character != "\n")
