"""What other verifiers would say is told with its reasons, and safe for a terminal."""

from __future__ import annotations

import json

from microcred.prediction import (
    VERIFIERS,
    Prediction,
    describe_predictions,
    predict,
    tell_predictions,
)
from microcred.verifying import read_source
from tests.verifying.world import World


def test_other_verifiers_are_told_with_reason_advice_and_basis() -> None:
    world = World(suite="eddsa-jcs-2022")
    text = json.dumps(world.signed())
    report = world.verify(text)
    told = tell_predictions(predict(read_source(text), report))
    assert "  1EdTech public validator: would refuse it\n    ✘ the proof is 'eddsa-jcs" in told
    assert "        Put an eddsa-rdfc-2022 proof" in told
    assert "[suite-unknown; inspector-vc probe/EmbeddedProofProbe.java]" in told
    assert "  DCC verifier-core: would refuse it" in told


def test_what_others_say_as_json() -> None:
    world = World()
    text = json.dumps(world.signed())
    predictions = predict(read_source(text), world.verify(text))
    described = describe_predictions(predictions)
    assert [item["verifier"] for item in described] == list(VERIFIERS)
    assert {item["accepts"] for item in described} == {True}
    assert set(described[0]["predictions"][0]) == {
        "accepts",
        "code",
        "pointer",
        "reason",
        "advice",
        "basis",
    }
    assert json.loads(json.dumps(described)) == described


def test_nothing_of_a_prediction_steers_a_terminal() -> None:
    hostile = "\x1b]0;owned\x07\r\x9b2J\u202e\u2028\U000e0041"
    prediction = Prediction("DCC verifier-core", False, "x", hostile, hostile, hostile, "y")
    told = tell_predictions([prediction])
    assert all(character.isprintable() or character == "\n" for character in told)
    assert told.count("\\u001b]0;owned\\u0007\\u000d\\u009b2J\\u202e\\u2028\\U000e0041") == 3
