"""Several processes sign: the same badges, the same errors, nothing lost when one is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from microcred.errors import ConfigurationError, MicrocredError
from microcred.issuing import Issuer
from microcred.keys.external import CallableKey
from microcred.ledger import Terms
from microcred.minting import Minted, SigningProcesses, minting
from microcred.models import Achievement
from microcred.verifying import Verifier

from .conftest import WriteRoster
from .test_minting import RUN, SETTINGS, World


@pytest.fixture
def world(
    tmp_path: Path, issuer: Issuer, achievement: Achievement, write_roster: WriteRoster
) -> World:
    return World(tmp_path, issuer, achievement, write_roster)


@pytest.fixture
def processes(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[SigningProcesses]:
    monkeypatch.setattr(minting, "_BATCH_BADGES", 4)
    with SigningProcesses(Terms(issuer=issuer, settings=SETTINGS, run=RUN), 3) as processes:
        yield processes


def mint(world: World, processes: SigningProcesses) -> list[Minted]:
    return list(replace(world.minting(), processes=processes).run(world.rows()))


def test_everybody_gets_one(world: World, processes: SigningProcesses) -> None:
    done = mint(world, processes)
    assert [badge.row for badge in done] == [1, 2, 3, 4, 5, 6, 7]
    assert {badge.path.name: badge.id for badge in done} == world.ids()
    world.check(7)
    for badge in done:
        assert Verifier().verify(badge.path).outcome("proof") == "passed"


def test_what_cannot_be_signed_is_told_with_its_row(
    world: World, processes: SigningProcesses
) -> None:
    rows = world.rows()
    rows[5].recipient.identifiers[0].identity_type = "no such type"
    with pytest.raises(MicrocredError) as caught:
        list(replace(world.minting(), processes=processes).run(rows))
    assert caught.value.code == "invalid-document"
    assert caught.value.__notes__ == ["row 6"]
    world.check(4)


def test_a_process_that_was_killed_loses_no_badge(
    world: World, processes: SigningProcesses
) -> None:
    for pid in list(processes._pool._processes):
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(ConfigurationError) as caught:
        mint(world, processes)
    assert caught.value.code == "worker-lost"
    assert world.count() == 0
    assert len(world.mint()) == 7
    world.check(7)


def test_a_key_that_is_elsewhere_cannot_be_shared(issuer: Issuer) -> None:
    own = issuer.signer.key
    key = CallableKey(own.public_key, own.sign, key_id=own.key_id)
    elsewhere = Issuer(issuer.profile, key)
    with pytest.raises(ConfigurationError) as caught:
        SigningProcesses(Terms(issuer=elsewhere, settings=SETTINGS, run=RUN), 2)
    assert caught.value.code == "no-workers"
