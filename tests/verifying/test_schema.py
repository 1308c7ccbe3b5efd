"""Schemas that are not known here: fetched, compared with their digest, applied within limits."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
import time
from base64 import b64encode
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema.validators import validator_for

from microcred.encoding import encode_multibase
from microcred.errors import LimitExceeded, ResolutionFailed
from microcred.findings import Outcome
from microcred.limits import MAX_SCHEMA_SECONDS
from microcred.verifying import VerificationReport, schema_process
from microcred.verifying.schema_checker import SchemaChecker
from tests.verifying.world import ISSUER, World

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
UNDETERMINED, SKIPPED = Outcome.UNDETERMINED, Outcome.SKIPPED
URL = "https://district.example/schemas/badge.json"
PLACE = "/credentialSchema/0"
DRAFT_3 = "http://json-schema.org/draft-03/schema#"
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"


@pytest.fixture
def world() -> World:
    world = World()
    world.badge["credentialSchema"] = [{"id": URL, "type": "JsonSchema"}]
    return world


def found(world: World) -> list[tuple[Outcome, str, str]]:
    report = world.verify(world.token())
    return [(item.outcome, item.code, item.pointer) for item in report.find("schema")]


def named(name: str, draft: str = DRAFT_2020) -> dict[str, Any]:
    return {"$schema": draft, "properties": {"name": {"const": name}}}


# the schema is had and applied


@pytest.mark.parametrize("kind", ["JsonSchema", "1EdTechJsonSchemaValidator2019"])
@pytest.mark.parametrize("draft", [DRAFT_7, DRAFT_2019, DRAFT_2020])
def test_a_fetched_schema_is_applied(world: World, kind: str, draft: str) -> None:
    world.badge["credentialSchema"][0]["type"] = kind
    world.published[URL] = named("Active Listening", draft)
    assert found(world) == [(PASSED, "schema-satisfied", PLACE)]
    world.published[URL] = named("Passive Listening", draft)
    assert found(world) == [(FAILED, "schema", "/name")]


def test_every_violation_has_its_pointer(world: World) -> None:
    achievement = {"required": ["humanCode"], "properties": {"name": {"type": "number"}}}
    subject = {"properties": {"achievement": achievement}}
    world.published[URL] = {"properties": {"credentialSubject": subject}, "minProperties": 99}
    assert sorted(pointer for _, _, pointer in found(world)) == [
        "",
        "/credentialSubject/achievement",
        "/credentialSubject/achievement/name",
    ]


@pytest.mark.parametrize(
    ("draft", "schema", "outcome"),
    [
        # `items` of an array is for tuples up to 2019-09, `prefixItems` from 2020-12 on
        (DRAFT_2019, {"type": {"items": [{"const": "x"}]}}, FAILED),
        (DRAFT_2019, {"type": {"prefixItems": [{"const": "x"}]}}, PASSED),
        (DRAFT_2020, {"type": {"prefixItems": [{"const": "x"}]}}, FAILED),
        # `dependentRequired` came with 2019-09
        (DRAFT_7, {"issuer": {"dependentRequired": {"id": ["email"]}}}, PASSED),
        (DRAFT_2019, {"issuer": {"dependentRequired": {"id": ["email"]}}}, FAILED),
    ],
)
def test_the_draft_is_honoured(
    world: World, draft: str, schema: dict[str, Any], outcome: Outcome
) -> None:
    world.published[URL] = {"$schema": draft, "properties": schema}
    assert [item[0] for item in found(world)] == [outcome]


def test_formats_are_checked(world: World) -> None:
    world.published[URL] = {"properties": {"name": {"format": "date-time"}}}
    assert found(world) == [(FAILED, "schema", "/name")]


def test_the_trace_says_what_was_applied(world: World) -> None:
    world.published[URL] = named("Active Listening")
    report = world.verify(world.token())
    assert {"step": "schema", "url": URL, "draft": DRAFT_2020, "faults": 0} in report.trace


def test_each_schema_is_checked(world: World) -> None:
    other = "https://district.example/schemas/other.json"
    world.badge["credentialSchema"].append({"id": other, "type": "JsonSchema"})
    world.published |= {URL: named("Active Listening"), other: named("Other")}
    assert found(world) == [(PASSED, "schema-satisfied", PLACE), (FAILED, "schema", "/name")]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("^(?=A)Act", "^(?!A)Act"), (r"(.) \D*\b", r"(.)\1"), (r"(?<=Act)i", r"(?<!Act)ive")],
)
def test_expressions_may_look_around_and_back(world: World, right: str, wrong: str) -> None:
    world.published[URL] = {"properties": {"name": {"pattern": right}}}
    assert found(world) == [(PASSED, "schema-satisfied", PLACE)]
    world.published[URL] = {"properties": {"name": {"pattern": wrong}}}
    assert found(world) == [(FAILED, "schema", "/name")]


def test_an_expression_that_backtracks_without_end_is_stopped() -> None:
    schema = {"anyOf": [{"pattern": r"^(a|a)*(?=b)\1c$"}, {"type": "null"}]}
    with pytest.raises(LimitExceeded) as caught:
        SchemaChecker().check("a" * 60, schema, URL, lambda url: {})
    assert caught.value.code == "schema-too-costly"


# what the compiled validator cannot use, jsonschema may


@pytest.mark.parametrize(
    ("schema", "places"),
    [
        ({"$schema": DRAFT_3, "properties": {"name": {"required": True}}}, []),
        ({"$schema": DRAFT_3, "properties": {"motto": {"required": True}}}, ["/motto"]),
        ({"$schema": DRAFT_3, "properties": {"name": {"disallow": "string"}}}, ["/name"]),
        ({"$schema": DRAFT_3, "properties": {"validFrom": {"format": "date-time"}}}, []),
        ({"$schema": DRAFT_3, "properties": {"name": {"format": "date-time"}}}, ["/name"]),
        ({"properties": {"name": {"pattern": "(A{1000}){1000}"}}}, ["/name"]),
        ({"properties": {"name": {"pattern": "^A|{a}"}}}, []),
        ({"$id": "https://district.example/a b/ü.json", "required": ["motto"]}, [""]),
        (
            {"$defs": {"a b": {"const": 1}}, "properties": {"name": {"$ref": "#/$defs/a b"}}},
            ["/name"],
        ),
    ],
)
def test_what_only_jsonschema_can_use(
    world: World, schema: dict[str, Any], places: list[str]
) -> None:
    world.published[URL] = schema
    wanted = [(FAILED, "schema", place) for place in places]
    assert found(world) == (wanted or [(PASSED, "schema-satisfied", PLACE)])


@pytest.mark.parametrize("identifier", [{}, {"id": "sub/x.json"}, {"id": "https://else.example/"}])
def test_jsonschema_gets_other_schemas_as_the_compiled_one_does(
    world: World, identifier: dict[str, str]
) -> None:
    base = {"sub/x.json": "https://district.example/schemas/sub/"}.get(
        identifier.get("id", ""), identifier.get("id", "https://district.example/schemas/")
    )
    name = {"properties": {"name": {"$ref": "names.json#/x y"}}}
    world.published[URL] = {"$schema": DRAFT_3, **identifier, **name}
    assert found(world) == [(UNDETERMINED, "unreachable", PLACE)]
    world.published[base + "names.json"] = {"x y": {"enum": ["Passive Listening"]}}
    assert found(world) == [(FAILED, "schema", "/name")]


def test_jsonschema_has_the_same_limits(world: World) -> None:
    world.badge["tags"] = list(range(10_000))
    items = {"properties": {"tags": {"items": {"type": "string"}}}}
    world.published[URL] = {"$schema": DRAFT_3, **items}
    results = found(world)
    assert len(results) == 101
    slow = {"$schema": DRAFT_3, "pattern": "^(a|a)*$"}
    with pytest.raises(LimitExceeded) as caught:
        SchemaChecker(max_seconds=1.5).check("a" * 60 + "!", slow, URL, lambda url: {})
    assert caught.value.code == "schema-too-costly"


DOCUMENTS = [
    {},
    {"name": "Active", "hours": 3, "tags": ["a", "b"], "level": {"id": "x"}},
    {"name": "", "hours": 2.5, "tags": [], "level": {"id": 1, "more": None}},
    {"name": 7, "hours": "3", "tags": ["a", "a", 1], "other": True},
    {"hours": 3.0, "tags": [{"a": 1}, {"a": 1.0}], "level": [], "$ref": "#"},
]
COMMON: list[dict[str, Any]] = [
    {"properties": {"name": {"type": "string", "minLength": 1, "maxLength": 6}}},
    {"required": ["name", "hours"], "additionalProperties": True, "maxProperties": 4},
    {"properties": {"hours": {"type": "integer", "minimum": 3}, "name": {"enum": ["Active", 7]}}},
    {"properties": {"tags": {"uniqueItems": True, "minItems": 1, "items": {"type": "string"}}}},
    {"patternProperties": {"^(?!na).*s$": {"type": "array"}}, "additionalProperties": False},
    {"properties": {"level": {"anyOf": [{"type": "object"}, {"not": {"type": "array"}}]}}},
    {"properties": {"level": {"oneOf": [{"required": ["id"]}, {"required": ["more"]}]}}},
    {"properties": {"other": {"$ref": "#/definitions/truth"}, "hours": {"multipleOf": 0.5}}},
]
LATER: list[dict[str, Any]] = [
    {"properties": {"level": False, "tags": {"contains": {"const": "a"}}}},
    {"if": {"required": ["level"]}, "then": {"required": ["name"]}, "else": {"maxProperties": 3}},
    {
        "propertyNames": {"pattern": r"^(.)(?!\1)"},
        "properties": {"hours": {"exclusiveMinimum": 2.5}},
    },
]


@pytest.mark.parametrize(
    ("draft", "schemas"),
    [
        (DRAFT_4, COMMON),
        (DRAFT_7, COMMON + LATER),
        (DRAFT_2019, COMMON + LATER),
        (DRAFT_2020, COMMON + LATER),
    ],
)
def test_the_compiled_validator_says_what_jsonschema_says(
    draft: str, schemas: list[dict[str, Any]]
) -> None:
    """Each schema and each document, held together by one of both."""
    named = {f"schema-{number}": {"items": schema} for number, schema in enumerate(schemas)}
    whole = {"$schema": draft, "properties": named, "definitions": {"truth": {"type": "boolean"}}}
    documents = dict.fromkeys(named, DOCUMENTS)
    oracle = validator_for(whole)(whole).iter_errors(documents)
    expected = {f"/{error.absolute_path[0]}/{error.absolute_path[1]}" for error in oracle}
    faults = SchemaChecker().check(documents, whole, URL, lambda url: {})
    assert {"/".join(fault.pointer.split("/")[:3]) for fault in faults} == expected
    assert len(expected) > len(schemas)


# the schema cannot be had, or is none


@pytest.mark.parametrize("code", ["unreachable", "not-found", "timeout", "offline"])
def test_a_schema_that_cannot_be_had_is_undetermined(world: World, code: str) -> None:
    world.published[URL] = ResolutionFailed("no", code=code)
    assert found(world) == [(UNDETERMINED, code, PLACE)]
    assert world.verify(world.token()).verdict == "undetermined"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<html></html>", "invalid-json"),
        ([], "not-an-object"),
        ('{"a": 1, "a": 2}', "duplicate-member"),
        ('{"a":' * 1000 + "1" + "}" * 1000, "too-deep"),
        (json.dumps({"description": "x" * 2**20}), "limit-exceeded"),
        ({"type": 7}, "schema-unusable"),
        ({"properties": {"name": {"pattern": "(A"}}}, "schema-unusable"),
        ({"$ref": "#/$defs/nowhere"}, "schema-unusable"),
        ({"$schema": DRAFT_3, "type": {"$ref": 7}}, "schema-unusable"),
        ({"$schema": DRAFT_3, "$ref": "#"}, "schema-unusable"),
        ({"$schema": "http://json-schema.org/draft-02/schema#"}, "schema-draft-unknown"),
        ({"$schema": "https://district.example/draft"}, "schema-draft-unknown"),
        ({"$schema": 7}, "schema-draft-unknown"),
    ],
)
def test_what_is_no_schema_is_undetermined(world: World, content: Any, code: str) -> None:
    world.published[URL] = content
    assert found(world) == [(UNDETERMINED, code, PLACE)]


def test_too_many_schemas_are_not_looked_at(world: World) -> None:
    world.badge["credentialSchema"] *= 1000
    assert found(world) == [(UNDETERMINED, "limit-exceeded", "/credentialSchema")]


# digests


def digests_of(schema: dict[str, Any]) -> dict[str, str]:
    body = json.dumps(schema).encode()
    return {
        "digestSRI": "sha384-" + b64encode(hashlib.sha384(body).digest()).decode(),
        "digestMultibase": encode_multibase(b"\x12\x20" + hashlib.sha256(body).digest(), "u"),
    }


@pytest.mark.parametrize("member", ["digestSRI", "digestMultibase"])
def test_a_schema_is_compared_with_its_digest(world: World, member: str) -> None:
    schema = named("Active Listening")
    world.badge["credentialSchema"][0][member] = digests_of(schema)[member]
    world.published[URL] = schema
    assert found(world) == [(PASSED, "schema-satisfied", PLACE)]
    world.published[URL] = {**schema, "title": "changed since"}
    assert found(world) == [(FAILED, "digest-mismatch", f"{PLACE}/{member}")]


# references


def test_references_to_other_schemas_are_fetched(world: World) -> None:
    common = "https://district.example/schemas/common.json"
    world.published[URL] = {"properties": {"name": {"$ref": "common.json#/$defs/name"}}}
    world.published[common] = {"$defs": {"name": {"$ref": "names.json"}}}
    names = "https://district.example/schemas/names.json"
    world.published[names] = {"const": "Active Listening"}
    assert found(world) == [(PASSED, "schema-satisfied", PLACE)]
    world.published[names] = {"const": "Passive Listening"}
    assert found(world) == [(FAILED, "schema", "/name")]


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("https://other.example/schema.json", "unreachable"),
        ("file:///etc/passwd", "unreachable"),
        ("http://127.0.0.1/", "unreachable"),
        ("common.json#/nowhere", "schema-unusable"),
    ],
)
def test_a_reference_that_leads_nowhere_is_undetermined(
    world: World, reference: str, code: str
) -> None:
    world.published["https://district.example/schemas/common.json"] = {"type": "object"}
    world.published[URL] = {"$ref": reference}
    assert found(world) == [(UNDETERMINED, code, PLACE)]


def test_references_without_end_are_not_followed(world: World) -> None:
    chain = [f"https://district.example/schemas/{index}" for index in range(20)]
    world.published |= {url: {"$ref": following} for url, following in pairwise(chain)}
    world.published[URL] = {"$ref": chain[0]}
    assert found(world) == [(UNDETERMINED, "limit-exceeded", PLACE)]


# bombs


def doubling() -> dict[str, Any]:
    """Make a schema whose errors double at each level of the document."""
    again = {"$ref": "#/$defs/a"}
    inner = {"properties": {"x": {"anyOf": [again, again]}}, "required": ["x"]}
    return {"$defs": {"a": inner}, "properties": {"nested": again}}


def test_a_schema_bomb_is_bounded_in_time_and_memory(world: World) -> None:
    world.badge["nested"] = nest(40)
    world.badge["credentialSchema"] *= 3
    world.published[URL] = doubling()
    started = time.monotonic()
    results = found(world)
    assert time.monotonic() - started < MAX_SCHEMA_SECONDS + 1.5
    assert results == [(UNDETERMINED, "schema-too-costly", PLACE[:-1] + str(i)) for i in range(3)]


def nest(levels: int) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for _ in range(levels):
        nested = {"x": nested}
    return nested


def test_the_time_is_one_for_all_schemas_of_a_verification() -> None:
    slow = {"items": {"anyOf": [{"type": "string"}] * 50}}
    document = [{"y": "z" * 1000}] * 2000
    checker = SchemaChecker(max_seconds=0.5)
    started = time.monotonic()
    for _ in range(10):
        with pytest.raises(LimitExceeded) as caught:
            checker.check(document, slow, URL, lambda url: {})
        assert caught.value.code == "schema-too-costly"
    assert time.monotonic() - started < 2


def test_the_process_keeps_its_own_memory_bounded() -> None:
    request = {
        "document": {"nested": nest(40)},
        "schema": doubling(),
        "url": URL,
        "draft": "Draft202012Validator",
        "resources": {},
        "max_faults": 1,
        "pattern_bytes": 1024,
        "libraries": [str(Path(jsonschema_rs.__file__).parents[1])],
        "memory_bytes": 100 * 1024 * 1024,
        "seconds": 60,
    }
    done = subprocess.run(
        [sys.executable, schema_process.__file__],
        input=json.dumps(request).encode(),
        capture_output=True,
        timeout=5,
        check=False,
    )
    assert done.returncode != 0


def test_without_a_process_nothing_is_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.published[URL] = {"type": "object"}
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert found(world) == [(UNDETERMINED, "schema-process-failed", "/credentialSchema/0")]


def test_expressions_take_linear_time(world: World) -> None:
    world.badge["name"] = "a" * 100_000 + "!"
    world.published[URL] = {"properties": {"name": {"pattern": "^(a|a)*(a+)+$"}}}
    started = time.monotonic()
    assert found(world) == [(FAILED, "schema", "/name")]
    assert time.monotonic() - started < 2


def test_violations_are_cut(world: World) -> None:
    world.badge["tags"] = list(range(10_000))
    world.published[URL] = {"properties": {"tags": {"items": {"type": "string"}}}}
    results = found(world)
    assert len(results) == 101
    assert results[-1][1] == "more-faults"


# credentials with a schema


def with_schema(world: World, schema: dict[str, Any], **changes: Any) -> World:
    """Publish a credential that carries the schema; give the world that signs it."""
    world.badge["credentialSchema"] = [{"id": URL, "type": "JsonSchemaCredential"}]
    signer = copy.copy(world)
    signer.badge = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": URL,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSchema": {
            "id": "https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json",
            "type": "JsonSchema",
        },
        "credentialSubject": {
            "id": "https://district.example/schemas/inner.json",
            "type": "JsonSchema",
            "jsonSchema": schema,
        },
        **changes,
    }
    return signer


@pytest.mark.parametrize("as_token", [False, True])
def test_a_schema_may_come_in_a_credential(world: World, as_token: bool) -> None:
    for name, result in (
        ("Active Listening", (PASSED, "schema-satisfied", PLACE)),
        ("Passive Listening", (FAILED, "schema", "/name")),
    ):
        signer = with_schema(world, named(name))
        world.published[URL] = signer.token() if as_token else signer.signed()
        assert found(world) == [result]


def test_a_forged_credential_with_a_schema_is_not_believed(world: World) -> None:
    forged = with_schema(world, named("Passive Listening")).signed()
    forged["credentialSubject"]["jsonSchema"] = {}
    world.published[URL] = forged
    assert found(world) == [(UNDETERMINED, "bad-signature", PLACE)]


def test_a_credential_with_a_schema_whose_issuer_is_out_of_reach(world: World) -> None:
    stranger = World(issuer="did:web:schemas.example", documents={})
    stranger.badge = with_schema(world, {}, issuer="did:web:schemas.example").badge
    world.published[URL] = stranger.signed()
    assert found(world) == [(UNDETERMINED, "unreachable", PLACE)]


@pytest.mark.parametrize(
    "changes",
    [
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": {"id": "https://district.example/x", "type": "JsonSchema"}},
        {"credentialSubject": [{"type": "JsonSchema", "jsonSchema": {}}] * 2},
    ],
)
def test_a_credential_without_a_schema(world: World, changes: dict[str, Any]) -> None:
    world.published[URL] = with_schema(world, {}, **changes).token()
    assert found(world) == [(UNDETERMINED, "no-schema-inside", PLACE)]


def test_schemas_that_name_themselves_are_no_loop(world: World) -> None:
    entry = [{"id": URL, "type": "JsonSchemaCredential"}]
    world.published[URL] = with_schema(world, {}, credentialSchema=entry).token()
    assert found(world) == [(PASSED, "schema-satisfied", PLACE)]


def test_the_verdict_follows(world: World) -> None:
    world.published[URL] = named("Active Listening")
    report: VerificationReport = world.verify(world.token())
    assert report.verdict == "valid"
