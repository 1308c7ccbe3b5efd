"""Award a micro-credential, sign it, and put it into a picture.

    python examples/mint_a_badge.py [FOLDER]

writes ana.json, ana.jwt, ana.png and ana.svg into FOLDER, by default the current one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from microcred import (
    Achievement,
    Evidence,
    Issuer,
    Profile,
    Recipient,
    SignedBadge,
    Signer,
    SigningKey,
    default_picture,
    deliver,
    result_for,
)

HERE = Path(__file__).parent


def mint(folder: Path) -> SignedBadge:
    """Issue one badge in every form."""
    # A real issuer keeps its key: SigningKey.load("key.pem"), with a passphrase if it has one.
    key = SigningKey.generate("Ed25519")
    issuer = Issuer(Profile(id=key.did, name="Hill District", url="https://hill.example"), key)
    achievement = Achievement.load(HERE / "active-listening.yaml")
    badge = issuer.award(
        achievement,
        Recipient.email("ana@school.example"),
        evidence=[Evidence(id="https://hill.example/evidence/lesson-video-1")],
        results=[result_for(achievement, "Listens to understand", "Accomplished")],
    )
    # An embedded proof and a JWT over the same badge; one of the two is enough.
    signed = Signer(key, ["eddsa-rdfc-2022", "vc-jwt"]).sign(badge)
    for form in ("json", "jwt"):
        (folder / f"ana.{form}").write_bytes(deliver(signed, form))
    for form in ("png", "svg"):
        picture = default_picture(form, achievement, issuer.profile)
        (folder / f"ana.{form}").write_bytes(deliver(signed, form, picture))
    return signed


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    print(mint(target).document["id"])
