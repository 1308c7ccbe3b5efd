"""30 micro-credentials of a national badge programme, in both formats and both kinds of picture.

They use an extension context that is in no published package, so it is not pinned. A stand-in
that defines the same terms is handed to signer and verifier, as a programme would hand over its
own. As they stand none of them can be signed: `mended` does what their issuer would have to do,
and the tests at the end hold that each fault is found.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Final

import pytest

from microcred.carriers import bake
from microcred.drawing import draw_badge_png, draw_badge_svg
from microcred.errors import CanonicalizationFailed, InvalidDocument
from microcred.fetch import OfflineFetcher
from microcred.findings import Outcome
from microcred.issuing import SignedBadge, Signer
from microcred.keys import LocalKey, SigningKey
from microcred.models.context_urls import EXTENSIONS
from microcred.timestamps import fixed_clock, parse_timestamp
from microcred.verifying import Policy, VerificationReport, Verifier
from tests.vectors import needs_vectors, read_vector, vector_files

FILES = vector_files("edubadges")
CONTEXT_URL: Final = (
    "https://raw.githubusercontent.com/educredentials/obv3-examples/refs/heads/main/"
    "contexts/educredential.json"
)
_TERMS: Final = (
    "EducredentialAchievement", "ECTS", "SBU", "assessmentType", "educationProgramIdentifier",
    "identityChecked", "participationType", "supervisionType", "timeInvestment",
)  # fmt: skip
STAND_IN: Final = {
    CONTEXT_URL: {"@context": {term: f"https://programme.example/terms#{term}" for term in _TERMS}}
}
NOW: Final = fixed_clock(parse_timestamp("2026-01-31T12:00:00Z"))
"""All of them are valid then."""

pytestmark = needs_vectors
each_document = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def key() -> LocalKey:
    return SigningKey.generate("P-256")


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    names = ("Micro-credential", "National programme")
    return {"png": draw_badge_png(*names), "svg": draw_badge_svg(*names)}


def as_received(path: Path, key: SigningKey) -> dict[str, Any]:
    """Read a document, with our key's DID in place of the made-up issuer's URL."""
    document = copy.deepcopy(read_vector("edubadges", path.name))
    document["issuer"]["id"] = key.did
    return document  # type: ignore[no-any-return]


def mended(path: Path, key: SigningKey) -> dict[str, Any]:
    """Read a document and mend what keeps it from being signed.

    The type 1EdTechJsonSchemaValidator2019 is defined in 1EdTech's extensions context, which they
    do not name; and in six of them the one result points at a description that is not there.
    """
    document = as_received(path, key)
    document["@context"].append(EXTENSIONS)
    subject = document["credentialSubject"]
    (description,), (result,) = subject["achievement"]["resultDescription"], subject["result"]
    result["resultDescription"] = description["id"]
    return document


def verify(badge: SignedBadge | str | bytes | dict[str, Any]) -> VerificationReport:
    return Verifier(Policy(contexts=STAND_IN), fetcher=OfflineFetcher(), clock=NOW).verify(badge)


def assert_good(report: VerificationReport) -> None:
    """Everything passed but the schemas of the programme, which nothing here may fetch."""
    wrong = [
        finding
        for finding in report.checks
        if finding.outcome in (Outcome.FAILED, Outcome.UNDETERMINED)
    ]
    assert {(finding.check, finding.code) for finding in wrong} <= {("schema", "offline")}
    official = [item for item in report.find("schema") if item.code == "schema-satisfied"]
    assert len(official) >= 1
    for check in ("data_model", "json_ld", "open_badges", "proof", "issuer_key", "validity"):
        assert report.outcome(check) is Outcome.PASSED, check


def test_there_are_thirty() -> None:
    assert len(FILES) == 30


@each_document
def test_minted_in_both_formats_and_baked(
    path: Path, key: LocalKey, pictures: dict[str, bytes]
) -> None:
    document = mended(path, key)
    signed = Signer(key, ["ecdsa-rdfc-2019", "vc-jwt"], clock=NOW, contexts=STAND_IN).sign(document)
    assert {**signed.document, "proof": None} == {**document, "proof": None}
    for text in (signed.json(), signed.jwt):
        assert_good(verify(text))
        for form, picture in pictures.items():
            report = verify(bake(text, picture))
            assert report.source == form
            assert report.credential == signed.document
            assert_good(report)


@each_document
def test_a_changed_extension_term_is_noticed(path: Path, key: LocalKey) -> None:
    signed = Signer(key, clock=NOW, contexts=STAND_IN).sign(mended(path, key))
    forged = copy.deepcopy(dict(signed.document))
    achievement = forged["credentialSubject"]["achievement"]
    term = next(name for name in (*_TERMS, "inLanguage") if name in achievement)
    achievement[term] = 9999 if isinstance(achievement[term], int | float) else "changed"
    report = verify(forged)
    # their context has no version, so it is not known who changed what
    assert [finding.code for finding in report.find("proof")] == ["context-may-have-changed"]
    assert report.answers["genuine"] == "unknown"


def test_a_verifier_without_their_context_cannot_tell(key: LocalKey) -> None:
    signed = Signer(key, clock=NOW, contexts=STAND_IN).sign(mended(FILES[0], key))
    report = Verifier(fetcher=OfflineFetcher(), clock=NOW).verify(signed)
    assert report.verdict == "undetermined"
    assert report.outcome("json_ld") is Outcome.UNDETERMINED


@each_document
def test_without_their_context_nothing_is_signed(path: Path, key: LocalKey) -> None:
    with pytest.raises(CanonicalizationFailed) as caught:
        Signer(key).sign(mended(path, key))
    assert caught.value.code == "unknown-context"


@each_document
@pytest.mark.parametrize("suite", ["ecdsa-rdfc-2019", "vc-jwt"])
def test_as_received_each_is_refused_for_what_is_wrong_with_it(
    path: Path, suite: str, key: LocalKey
) -> None:
    document = as_received(path, key)
    with pytest.raises(InvalidDocument) as caught:
        Signer(key, suite, contexts=STAND_IN).sign(document)
    descriptions = document["credentialSubject"]["achievement"]["resultDescription"]
    (result,) = document["credentialSubject"]["result"]
    pointers = {fault.pointer for fault in caught.value.faults}
    if result["resultDescription"] in [item["id"] for item in descriptions]:
        schemas = range(len(document["credentialSchema"]))
        assert pointers == {f"/credentialSchema/{index}/type" for index in schemas}
    else:
        assert pointers == {"/credentialSubject/result/0/resultDescription"}
