"""Status lists exchanged with @digitalbazaar/vc-bitstring-status-list and openvc-core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from microcred import Policy, Signer, SigningKey, Verifier
from microcred.fetch import OfflineFetcher
from microcred.keys import LocalKey
from microcred.status import (
    StatusList,
    make_entry,
    make_status_list_credential,
    parse_entry,
    parse_list,
    status_of,
    status_references,
)
from tests.interop.badges import VALID_FROM, realistic_badge
from tests.interop.exchange import multikey_of, single_proof
from tests.interop.peers import Peer, PeerRefusedError
from tests.verifying.world import MemoryFetcher

pytestmark = pytest.mark.interop

LENGTH: Final = 131_072
SET: Final = (0, 1, 7, 9, 64, 94_567, LENGTH - 1)
CLEAR: Final = (2, 6, 8, 10, 63, 65, 94_566, 94_568, LENGTH - 2)
LIST_URL: Final = "https://district.example/status/{}"
PURPOSES: Final = ("revocation", "suspension")


@pytest.fixture(scope="module")
def key() -> LocalKey:
    return SigningKey.generate("Ed25519")


def our_list(key: LocalKey, purpose: str, *indexes: int) -> dict[str, Any]:
    """Make and sign a list here."""
    statuses = StatusList(purpose, length=LENGTH)
    for index in indexes:
        statuses.set(index)
    url = LIST_URL.format(purpose)
    made = make_status_list_credential(statuses, url, key.did, valid_from=VALID_FROM)
    return single_proof(Signer(key).sign(made).document)


def badge_with(key: LocalKey, purpose: str, *indexes: int) -> dict[str, Any]:
    """Make a badge with an entry for each index."""
    url = LIST_URL.format(purpose)
    entries = [make_entry(url, index, purpose) for index in indexes]
    return {**realistic_badge(key).to_document(), "credentialStatus": entries}


def read_here(badge: Mapping[str, Any], document: Mapping[str, Any]) -> list[bool]:
    """Say here what a list says about each entry of a badge."""
    references = status_references(badge)
    published = parse_list("BitstringStatusListEntry", document)
    return [status_of(parse_entry(reference), published).set for reference in references]


EXPECTED: Final = [True] * len(SET) + [False] * len(CLEAR)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_our_signed_lists_are_read_by_digitalbazaar(
    digitalbazaar: Peer, key: LocalKey, purpose: str
) -> None:
    document = our_list(key, purpose, *SET)
    digitalbazaar.ask("contexts", documents={document["id"]: document})
    answer = digitalbazaar.ask("status", credential=badge_with(key, purpose, *SET, *CLEAR))
    assert answer == {"verified": True, "statuses": EXPECTED, "reasons": []}


def test_digitalbazaar_refuses_our_list_when_a_bit_was_changed(
    digitalbazaar: Peer, key: LocalKey
) -> None:
    document = our_list(key, "revocation", *SET)
    unset = our_list(key, "revocation")["credentialSubject"]
    digitalbazaar.ask(
        "contexts", documents={document["id"]: document | {"credentialSubject": unset}}
    )
    answer = digitalbazaar.ask("status", credential=badge_with(key, "revocation", 0))
    assert not answer["verified"]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_digitalbazaars_signed_lists_are_read_here(
    digitalbazaar: Peer, key: LocalKey, purpose: str
) -> None:
    made = digitalbazaar.ask(
        "statusList",
        id=LIST_URL.format(purpose),
        length=LENGTH,
        statusPurpose=purpose,
        indexes=SET,
    )
    document = digitalbazaar.ask(
        "issue",
        credential={**made, "issuer": key.did, "validFrom": VALID_FROM},
        suite="eddsa-rdfc-2022",
        key=multikey_of(key),
        created=VALID_FROM,
    )
    verifier = Verifier(Policy(require_open_badge=False), fetcher=OfflineFetcher())
    assert verifier.verify(document).verdict == "valid"
    assert read_here(badge_with(key, purpose, *SET, *CLEAR), document) == EXPECTED


@pytest.mark.parametrize("purpose", PURPOSES)
def test_our_lists_are_read_by_openvc(openvc: Peer, key: LocalKey, purpose: str) -> None:
    document = our_list(key, purpose, *SET)
    badge = badge_with(key, purpose, *SET, *CLEAR)
    assert openvc.ask("status", credential=badge, lists={document["id"]: document}) == EXPECTED


@pytest.mark.parametrize("purpose", PURPOSES)
def test_openvcs_lists_are_read_here(openvc: Peer, key: LocalKey, purpose: str) -> None:
    document = openvc.ask(
        "statusList",
        list_id=LIST_URL.format(purpose),
        issuer=key.did,
        length=LENGTH,
        purpose=purpose,
        indexes=SET,
    )
    assert read_here(badge_with(key, purpose, *SET, *CLEAR), document) == EXPECTED


def verdict_on(key: LocalKey, purpose: str, index: int, published: Mapping[str, Any]) -> str:
    """Verify a badge whole, with what is published about it."""
    network = MemoryFetcher({published["id"]: dict(published)})
    badge = Signer(key).sign(badge_with(key, purpose, index))
    report = Verifier(fetcher=network).verify(badge)
    return "valid" if report.verdict == "valid" else ", ".join(item.code for item in report.reasons)


WITHDRAWN: Final = {"revocation": "revoked", "suspension": "suspended"}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_badges_are_judged_by_digitalbazaars_lists(
    digitalbazaar: Peer, key: LocalKey, purpose: str
) -> None:
    made = digitalbazaar.ask(
        "statusList",
        id=LIST_URL.format(purpose),
        length=LENGTH,
        statusPurpose=purpose,
        indexes=SET,
    )
    document = digitalbazaar.ask(
        "issue",
        credential={**made, "issuer": key.did, "validFrom": VALID_FROM},
        suite="eddsa-rdfc-2022",
        key=multikey_of(key),
        created=VALID_FROM,
    )
    assert verdict_on(key, purpose, 94_567, document) == WITHDRAWN[purpose]
    assert verdict_on(key, purpose, 94_566, document) == "valid"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_badges_are_judged_by_openvcs_lists(openvc: Peer, key: LocalKey, purpose: str) -> None:
    made = openvc.ask(
        "statusList",
        list_id=LIST_URL.format(purpose),
        issuer=key.did,
        length=LENGTH,
        purpose=purpose,
        indexes=SET,
    )
    assert verdict_on(key, purpose, 94_566, made) == "no-proof"
    document = Signer(key).sign({"validFrom": VALID_FROM, **made}).document
    assert verdict_on(key, purpose, 94_567, document) == WITHDRAWN[purpose]
    assert verdict_on(key, purpose, 94_566, document) == "valid"


def test_a_list_of_another_purpose_is_refused_there_too(
    digitalbazaar: Peer, openvc: Peer, key: LocalKey
) -> None:
    document = our_list(key, "suspension", 5)
    url = document["id"]
    badge = badge_with(key, "suspension", 5)
    badge["credentialStatus"][0]["statusPurpose"] = "revocation"
    digitalbazaar.ask("contexts", documents={url: document})
    answer = digitalbazaar.ask("status", credential=badge)
    assert not answer["verified"]
    assert "does not match the status purpose" in answer["reasons"][0]
    with pytest.raises(PeerRefusedError, match="urpose"):
        openvc.ask("status", credential=badge, lists={url: document})
