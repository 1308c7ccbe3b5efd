"""Each hostile input ends in a report that is not `valid`, in 5 seconds and 300 MB.

Each is verified in a process of its own and told as the command line tells it; `budget.py` says
how it is measured. What other tests hold already is not repeated here:

| input | test |
|---|---|
| redirects to metadata, changing DNS, slow drip, gzip bombs of servers | tests/fetch/test_http.py |
| key URLs that answer HTML, over sockets | tests/dids/test_over_sockets.py |
| schema bombs, expressions that take exponential time | tests/verifying/test_schema.py |
| did:webvh logs with one thing wrong | tests/dids/test_webvh.py |
| every flipped bit of a signature, Wycheproof's edges | tests/keys/test_signatures.py |
| a document that contains itself | tests/canonical/test_bad_input.py |
| cyclic Open Badges 2.0 objects | tests/open_badges_2/test_any_input.py |
| hostile files through every command | tests/cli/hostile.py |
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.badge import signed
from tests.hostile.budget import (
    MAX_MEBIBYTES,
    MAX_SECONDS,
    Attempt,
    Outcome,
    Server,
    SlowFetcher,
    look,
)
from tests.hostile.corpus import CORPUS, GROUPS


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


def test_what_the_inputs_are_made_from_is_valid() -> None:
    assert look(Attempt(signed()), SlowFetcher({}, 0))[0] == "valid"


def test_no_two_inputs_have_one_name() -> None:
    assert len(CORPUS) == sum(len(group) for group in GROUPS.values())


def _is_told_beside(outcome: Outcome) -> bool:
    """Say whether only endorsements are bad, which are told and never decide."""
    return bool(outcome.codes) and all(code.startswith("endorsements:") for code in outcome.codes)


@pytest.mark.corpus
@pytest.mark.parametrize("name", CORPUS)
def test_an_input_is_refused_within_the_budget(server: Server, name: str) -> None:
    outcome = server.attempt(name)
    assert outcome.raised == ""
    assert outcome.verdict in {"invalid", "undetermined"} or _is_told_beside(outcome)
    assert outcome.unprintable == ""
    assert outcome.seconds < MAX_SECONDS
    assert outcome.mebibytes < MAX_MEBIBYTES
