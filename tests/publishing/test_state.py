"""What a published folder remembers of itself."""

from __future__ import annotations

import json

import pytest

from microcred.errors import ConfigurationError
from microcred.publishing.state import SiteState, read_state

STATE = SiteState(
    registry="r",
    change=7,
    digest="d",
    files=frozenset({"index.html", "jwks.json"}),
    definitions={"urn:example:a": "1"},
    working_on=frozenset({"badges/1"}),
    behind=True,
)


def test_what_is_written_is_read() -> None:
    assert read_state(STATE.to_json(), "state") == STATE
    begun = SiteState("r", None, "", frozenset())
    assert read_state(begun.to_json(), "state") == begun
    assert read_state(None, "state") is None


def test_the_state_of_another_version_is_not_guessed_at() -> None:
    members = json.loads(STATE.to_json())
    with pytest.raises(ConfigurationError) as caught:
        read_state(json.dumps(members | {"format": members["format"] + 1}).encode(), "the state")
    assert caught.value.code == "site-state"
    assert caught.value.message.startswith("the state was written by another version")
