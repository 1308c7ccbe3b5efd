"""Any JSON gives findings, or an error of the library; never anything else."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.errors import MicrocredError
from microcred.open_badges_2 import (
    CONTEXT,
    SECTIONS,
    Expectations,
    Presented,
    check_badge,
    check_data,
    recognize_version,
)
from microcred.open_badges_2.conversion import convert, embed_linked
from microcred.open_badges_2.data_model import CLASSES
from tests.open_badges_2.world import NOW, MemoryFetcher, World

APPLY_LINK = "https://w3id.org/openbadges/extensions/applyLinkExtension/context.json"
NAMES = sorted(
    {name for members in CLASSES.values() for name in members}
    | {"@context", "@graph", "@id", "@type", "@language", "extensions:x", "obi:badge", "verify"}
    | {"https://w3id.org/openbadges#recipient", "issued_on", "origin", "schema:name"}
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [CONTEXT, "https://w3id.org/openbadges/v1", *World().pages, "urn:x:1", "hosted", "signed",
         "Assertion", "BadgeClass", "Endorsement", "Profile", "Extension", "obi:Assertion",
         "https://w3id.org/openbadges#Profile", "extensions:ApplyLink", APPLY_LINK,
         "email", "https://[", "https://x:99999/", "2026-05-01T00:00Z",
         "sha256$" + "0" * 64, "\ud800"]
    ),
)  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(NAMES), TEXTS), inner, max_size=4),
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)


def check(document: dict[str, Any], pages: dict[str, Any], *, signed: bool) -> None:
    def accept(_key: object) -> None:
        return

    presented = Presented(document, verify_signature=accept if signed else None)
    expectations = Expectations(NOW, "ana@school.example", frozenset({"urn:x:1"}))
    result = check_badge(presented, MemoryFetcher(pages), expectations)
    assert {finding.check for finding in result.findings} == set(SECTIONS)


def convert_or_refuse(document: dict[str, Any], pages: dict[str, Any]) -> None:
    try:
        convert(embed_linked(document, MemoryFetcher(pages))).model.to_document()
    except MicrocredError as error:
        assert error.code


@given(OBJECTS, st.booleans())
def test_any_object_is_checked(document: dict[str, Any], signed: bool) -> None:
    recognize_version(document)
    for class_name in CLASSES:
        check_data(document, class_name)
    check(document, {}, signed=signed)
    convert_or_refuse(document, {})


@given(
    st.sampled_from(["assertion", "badge", "issuer", "key", "revocations"]),
    OBJECTS,
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=150)
def test_a_badge_with_anything_in_it_is_checked(
    what: str, changes: dict[str, Any], signed: bool, embedded: bool
) -> None:
    world = World(signed)
    getattr(world, what).update(changes)
    if embedded:
        world.assertion["badge"] = {**world.badge, "issuer": world.issuer}
    pages = {
        url: json.dumps(page, ensure_ascii=True, allow_nan=True).encode()
        for url, page in world.pages.items()
    }
    check(world.assertion, pages, signed=signed)
    convert_or_refuse(world.assertion, pages)
    convert_or_refuse(world.badge, pages)


def test_a_cyclic_object_ends() -> None:
    world = World()
    world.issuer["publicKey"] = {"owner": world.assertion, "id": "urn:x"}
    world.badge["issuer"] = world.issuer
    world.assertion["badge"] = world.badge
    world.assertion["evidence"] = [world.assertion]
    world.pages.clear()
    check(world.assertion, {}, signed=True)


def test_numbers_that_cannot_be_printed_are_described() -> None:
    faults = check_data({**World().assertion, "issuedOn": 10**5000, "id": 10**5000}, "Assertion")
    assert {fault.pointer for fault in faults} == {"/issuedOn", "/id"}


def test_deep_objects_are_described() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"badge": deep, "issuer": deep}
    world = World()
    check({**world.assertion, "issuedOn": deep, "recipient": deep}, world.pages, signed=False)
