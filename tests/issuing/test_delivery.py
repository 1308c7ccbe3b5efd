"""The four forms in which a badge is handed over."""

from __future__ import annotations

import json

import pytest

from microcred.carriers import unbake
from microcred.errors import ConfigurationError, InvalidImage
from microcred.issuing import (
    FORMATS,
    Issuer,
    Recipient,
    SignedBadge,
    Signer,
    default_picture,
    deliver,
    suite_for,
)
from microcred.models import Achievement
from microcred.verifying import Verifier


@pytest.fixture
def both(issuer: Issuer, achievement: Achievement) -> SignedBadge:
    signer = Signer(issuer.signer.key, ["eddsa-rdfc-2022", "vc-jwt"])
    return signer.sign(issuer.award(achievement, Recipient.did("did:key:z6Mk1")))


@pytest.mark.parametrize("form", FORMATS)
def test_each_form_verifies(
    form: str, both: SignedBadge, issuer: Issuer, achievement: Achievement
) -> None:
    picture = default_picture(form, achievement, issuer.profile) if form in ("png", "svg") else None
    data = deliver(both, form, picture)
    report = Verifier().verify(data)
    assert report.verdict == "valid"
    assert report.source == form


def test_json_is_for_people_too(both: SignedBadge) -> None:
    data = deliver(both, "json")
    assert json.loads(data) == both.document
    assert data.endswith(b"}\n")


def test_a_picture_carries_the_jwt_where_there_is_no_proof(
    issuer: Issuer, achievement: Achievement
) -> None:
    signed = Signer(issuer.signer.key, "vc-jwt").sign(
        issuer.award(achievement, Recipient.did("did:key:z6Mk1"))
    )
    picture = default_picture("png", achievement, issuer.profile)
    assert unbake(deliver(signed, "png", picture)).text == signed.jwt
    with pytest.raises(ConfigurationError) as caught:
        deliver(signed, "json")
    assert caught.value.code == "suite-and-form"


def test_a_picture_of_the_other_kind_is_refused(
    both: SignedBadge, issuer: Issuer, achievement: Achievement
) -> None:
    with pytest.raises(InvalidImage) as caught:
        deliver(both, "svg", default_picture("png", achievement, issuer.profile))
    assert caught.value.code == "other-image-format"
    with pytest.raises(InvalidImage):
        deliver(both, "png", b"GIF89a")


@pytest.mark.parametrize(
    ("form", "suite", "given"),
    [
        ("json", None, None),
        ("png", "vc-jwt", "vc-jwt"),
        ("jwt", None, "vc-jwt"),
        ("jwt", "vc-jwt", "vc-jwt"),
        ("svg", "eddsa-jcs-2022", "eddsa-jcs-2022"),
    ],
)
def test_the_suite_follows_the_form(form: str, suite: str | None, given: str | None) -> None:
    assert suite_for(form, suite) == given


@pytest.mark.parametrize(("form", "suite"), [("jwt", "eddsa-rdfc-2022"), ("json", "vc-jwt")])
def test_a_suite_that_contradicts_the_form_is_refused(form: str, suite: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        suite_for(form, suite)
    assert caught.value.code == "suite-and-form"
