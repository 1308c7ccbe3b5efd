"""Extensions against the schemas that their contexts name."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.limits import MAX_SCHEMAS, MAX_SCHEMAS_OF_EXTENSION
from microcred.open_badges_2.known import known_context, known_schema
from microcred.verifying.schema_checker import SchemaChecker
from tests.open_badges_2.world import ASSERTION, SITE, World, of, only, verdict

HOME = "https://w3id.org/openbadges/extensions"
APPLY: dict[str, Any] = {
    "@context": f"{HOME}/applyLinkExtension/context.json",
    "type": ["Extension", "extensions:ApplyLink"],
    "url": "https://a.example/apply",
}
GEO: dict[str, Any] = {
    "@context": "https://openbadgespec.org/extensions/geoCoordinatesExtension/context.json",
    "type": ["Extension", "extensions:GeoCoordinates"],
    "description": "The fort in the woods",
    "schema:geo": {"schema:latitude": 44.58, "schema:longitude": -123.3},
}
OWN, OWN_SCHEMA = "https://a.example/extension", "https://a.example/extension/schema"
CONTEXT: dict[str, Any] = {
    "@context": {"mood": "https://a.example/mood", "obi": "https://w3id.org/openbadges#"},
    "obi:validation": [
        {"obi:validatesType": "extensions:Mood", "obi:validationSchema": OWN_SCHEMA}
    ],
}
SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "properties": {"mood": {"type": "string"}},
    "required": ["mood"],
}
MOOD: dict[str, Any] = {"@context": OWN, "type": ["Extension", "extensions:Mood"], "mood": "good"}


def world_with(extension: Any, place: str = "assertion", name: str = "extensions:x") -> World:
    world = World(schemas=SchemaChecker())
    getattr(world, place)[name] = extension
    world.pages |= {OWN: CONTEXT, OWN_SCHEMA: SCHEMA}
    return world


@pytest.mark.parametrize("place", ["assertion", "badge", "issuer"])
@pytest.mark.parametrize("extension", [APPLY, GEO, MOOD, [MOOD], {**MOOD, "a:mood": 1}])
def test_an_extension_that_keeps_its_schema(extension: Any, place: str) -> None:
    world = world_with(extension, place)
    result = world.check()
    assert only(result, "schema")[:2] == ("passed", "schema-satisfied")
    assert verdict(result) == "valid"


@pytest.mark.parametrize(
    ("extension", "code"),
    [
        ({**APPLY, "url": 7}, "schema"),
        ({"@context": APPLY["@context"], "type": APPLY["type"]}, "schema"),
        ({**GEO, "schema:geo": {"schema:latitude": 44.58}}, "schema"),
        ({**MOOD, "mood": 7}, "schema"),
        ({**MOOD, "type": ["Extension", "extensions:Weather"]}, "extension-type-unknown"),
        ({"type": MOOD["type"], "mood": "good"}, "extension-without-context"),
    ],
)
def test_an_extension_that_breaks_its_schema(extension: Any, code: str) -> None:
    result = world_with(extension).check()
    assert only(result, "schema")[:2] == ("failed", code)
    assert of(result, "schema")[0].pointer.startswith("/extensions:x")
    assert only(result, "proof")[0] == only(result, "issuer_key")[0] == "passed"


def test_each_type_has_its_schema() -> None:
    both = {**MOOD, "type": [*MOOD["type"], "extensions:ApplyLink"]}
    both["@context"] = [OWN, APPLY["@context"]]
    assert {item.outcome for item in of(world_with(both).check(), "schema")} == {"failed", "passed"}
    both["url"] = APPLY["url"]
    assert {item.outcome for item in of(world_with(both).check(), "schema")} == {"passed"}


@pytest.mark.parametrize(
    ("url", "page", "code"),
    [
        (OWN, "timeout", "timeout"),
        (OWN, "not-found", "not-found"),
        (OWN, b"<html>", "invalid-json"),
        (OWN_SCHEMA, "not-found", "not-found"),
        (OWN_SCHEMA, {"$schema": "https://a.example/draft"}, "schema-draft-unknown"),
        (OWN_SCHEMA, {"type": 7}, "schema-unusable"),
    ],
)
def test_what_cannot_be_had_says_nothing_about_the_badge(url: str, page: Any, code: str) -> None:
    world = world_with(MOOD)
    world.pages[url] = page
    assert only(world.check(), "schema") == ("undetermined", code, "/extensions:x")


def test_an_extension_need_not_have_a_schema() -> None:
    world = world_with(MOOD)
    world.pages[OWN] = {"@context": {"mood": "https://a.example/mood"}}
    assert only(world.check(), "schema")[:2] == ("passed", "extension-without-schema")
    world.assertion["extensions:x"] = {**MOOD, "@context": {"mood": "https://a.example/mood"}}
    assert only(world.check(), "schema")[:2] == ("passed", "extension-without-schema")


@pytest.mark.parametrize("url", [ASSERTION, f"{SITE}/issuer"])
def test_what_nobody_proved_sends_nobody_anywhere(url: str) -> None:
    world = world_with(MOOD)
    world.pages[url] = "timeout"
    assert only(world.check(), "schema")[:2] == ("skipped", "no-verified-proof")
    assert not {OWN, OWN_SCHEMA} & set(world.fetcher.asked)


def test_a_schema_that_costs_too_much_is_given_up() -> None:
    world = world_with([MOOD] * (MAX_SCHEMAS + 1))
    assert only(world.check(), "schema")[:2] == ("undetermined", "limit-exceeded")
    world = world_with({**MOOD, "mood": "a" * 40 + "!"})
    world.pages[OWN_SCHEMA] = {**SCHEMA, "properties": {"mood": {"pattern": r"^(a|a)*(?=b)\1$"}}}
    assert only(world.check(), "schema")[:2] == ("undetermined", "schema-too-costly")


def test_an_extension_is_checked_against_so_many_schemas() -> None:
    world = world_with(MOOD)
    urls = [f"{OWN_SCHEMA}/{number}" for number in range(MAX_SCHEMAS_OF_EXTENSION + 1)]
    world.pages |= dict.fromkeys(urls, SCHEMA)
    world.pages[OWN] = CONTEXT | {"obi:validation": [
        {"obi:validatesType": "extensions:Mood", "obi:validationSchema": url} for url in urls
    ]}  # fmt: skip
    found = of(world.check(), "schema")
    assert [item.code for item in found] == [
        *["schema-satisfied"] * MAX_SCHEMAS_OF_EXTENSION, "limit-exceeded",
    ]  # fmt: skip
    assert urls[-1] not in world.fetcher.asked


def test_nothing_else_is_an_extension() -> None:
    world = world_with({"type": ["NotAnExtension"]})
    assert only(world.check(), "schema")[:2] == ("skipped", "no-extensions")


def test_what_the_package_carries_is_found_at_each_of_its_homes() -> None:
    for home in ("https://w3id.org/openbadges", "http://openbadgespec.org"):
        context = known_context(f"{home}/extensions/exampleExtension/context.json")
        assert context == known_context(f"{HOME}/exampleExtension/context.json")
        assert known_schema(f"{home}/extensions/exampleExtension/schema.json") is not None
    assert known_context("https://evil.example/openbadges/v2") is None
    assert known_context("https://w3id.org/openbadges/v1") is None
