"""Under contexts of a holder's own, no name that is read can stand for something else."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from microcred.contexts import pinned_context
from microcred.findings import Outcome
from microcred.status import make_entry
from microcred.verifying import Policy, VerificationReport
from tests.verifying.world import ISSUER, World

Document = dict[str, Any]
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
TERMS = "https://district.example/terms#"


def unprotected(value: Any) -> Any:
    if isinstance(value, list):
        return [unprotected(item) for item in value]
    if isinstance(value, dict):
        return {name: unprotected(item) for name, item in value.items() if name != "@protected"}
    return value


def open_to_change(contexts: list[Any]) -> list[Any]:
    """Write contexts out, so that their terms can be given another meaning."""
    written = [pinned_context(url) if isinstance(url, str) else None for url in contexts]
    return [
        unprotected(document["@context"] if document is not None else context)
        for document, context in zip(written, contexts, strict=True)
    ]


def hidden(report: VerificationReport) -> set[tuple[str, str]]:
    assert "signature-valid" in {item.code for item in report.find("proof")}
    return {
        (item.code, item.pointer)
        for item in report.find("json_ld")
        if item.outcome is Outcome.FAILED
    }


def with_an_attachment() -> tuple[World, Document]:
    world = World()
    world.policy = Policy(recipient="eve@school.example", form="report")
    own = {"attachment": f"{TERMS}attachment", "title": f"{TERMS}title"}
    world.badge["@context"].append(own)
    world.badge["credentialSubject"]["attachment"] = {"title": "eve@school.example"}
    return world, world.signed()


def test_what_is_somebodys_own_term_can_not_be_shown_as_who_received_the_badge() -> None:
    world, badge = with_an_attachment()
    assert world.verify(badge).recipient == "no"
    subject = badge["credentialSubject"]
    title = subject.pop("attachment")["title"]
    *pinned, _ = badge["@context"]
    badge["@context"] = open_to_change(pinned)
    again = {
        "@context": {
            "AchievementSubject": f"{OB}AchievementSubject",
            "identifier": f"{TERMS}attachment",
            "identityHash": f"{TERMS}title",
        },
        "id": subject["id"],
        "type": ["AchievementSubject"],
        "identifier": {"identityHash": title},
    }
    badge["credentialSubject"] = [subject, again]
    report = world.verify(badge)
    place = "/credentialSubject/1/identifier"
    assert hidden(report) == {
        ("hidden-member", place),
        ("hidden-member", f"{place}/identityHash"),
    }
    assert report.genuine == "no"
    assert report.verdict == "invalid"


def test_a_type_of_ones_own_can_not_be_shown_as_another_kind_of_credential() -> None:
    world = World()
    world.policy = Policy(form="report", require_open_badge=False)
    world.badge["@context"].append({"SeminarCredential": f"{TERMS}SeminarCredential"})
    world.badge["type"].append("SeminarCredential")
    badge = world.signed()
    assert world.verify(badge).genuine == "yes"
    *pinned, _ = badge["@context"]
    other = {"EndorsementCredential": f"{TERMS}SeminarCredential"}
    badge["@context"] = [*open_to_change(pinned), other]
    badge["type"][-1] = "EndorsementCredential"
    assert hidden(world.verify(badge)) == {("hidden-member", "/type")}


def test_an_endorsement_can_not_be_shown_as_that_of_something_else() -> None:
    """`praised:1` is an identifier of its own, and what is endorsed where it is a prefix."""
    endorser = World()
    endorser.badge |= {
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "credentialSubject": {
            "id": "https://district.example/achievements/1",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Well made.",
        },
    }
    endorsement = endorser.signed()
    world = World(issuer="did:web:other.example", documents=endorser.documents)
    world.policy = Policy(form="report")
    world.badge["issuer"]["id"] = world.issuer
    achievement = world.badge["credentialSubject"]["achievement"]
    achievement |= {"id": "praised:1", "endorsement": [endorsement]}
    report = world.verify(world.token())
    assert report.endorsements[0].report.recipient == "no"

    changed = copy.deepcopy(endorsement)
    prefix = {"praised": {"@id": "https://district.example/achievements/", "@prefix": True}}
    changed["@context"].append(prefix)
    changed["credentialSubject"] = [changed["credentialSubject"], "praised:1"]
    achievement["endorsement"] = [changed]
    nested = world.verify(world.token()).endorsements[0].report
    assert nested.credential is not None
    assert nested.credential["issuer"]["id"] == ISSUER
    assert hidden(nested) == {("id-reads-otherwise", "/credentialSubject")}
    assert nested.verdict == "invalid"


@pytest.mark.parametrize(("container", "key"), [("@index", "@none"), ("@id", "_:b"), ("@type", "")])
@pytest.mark.parametrize("name", ["credentialStatus", "identifier"])
def test_nothing_is_hidden_below_a_key_that_no_reader_looks_for(
    name: str, container: str, key: str
) -> None:
    world = World()
    world.policy = Policy(recipient="eve@school.example", form="report")
    entry = make_entry("https://district.example/status", 7, "revocation")
    world.badge["credentialStatus"] = {item: entry[item] for item in entry if item != "id"}
    identity = world.badge["credentialSubject"]["identifier"].pop()
    world.badge["credentialSubject"]["identifier"] = identity
    badge = world.signed()
    holder = badge if name == "credentialStatus" else badge["credentialSubject"]
    written = open_to_change(badge["@context"])
    keep_in_map(written, name, container)
    badge["@context"] = written
    member = holder[name]
    holder[name] = {key or member.pop("type"): member}
    report = world.verify(badge)
    assert {finding.code for finding in report.find("json_ld")} == {"not-checked"}
    assert report.genuine == "unknown"  # maps are left to a processor that tells no places


def keep_in_map(context: Any, name: str, container: str) -> None:
    for item in context if isinstance(context, list) else [context]:
        for term, definition in item.items():
            if isinstance(definition, dict):
                if term == name:
                    definition["@container"] = container
                keep_in_map(definition.get("@context") or [], name, container)


@pytest.mark.parametrize("name", ["identityHash", "salt", "identityType", "hashed"])
@pytest.mark.parametrize("write", [lambda value: [value], lambda value: {"@value": value}])
def test_an_identifier_in_other_words_is_the_same_identifier(
    name: str, write: Callable[[Any], Any]
) -> None:
    world = World()
    identity = world.badge["credentialSubject"]["identifier"][0]
    world.badge["credentialSubject"]["identifier"] = [identity]
    badge = world.signed()
    shown = badge["credentialSubject"]["identifier"][0]
    shown[name] = "true" if name == "hashed" else write(shown[name])
    for recipient, answer in (("ana@school.example", "yes"), ("eve@school.example", "no")):
        world.policy = Policy(recipient=recipient, form="report")
        report = world.verify(badge)
        assert report.genuine == "yes"
        assert report.recipient == answer


def test_a_term_of_an_issuers_own_may_be_called_like_one_that_decides_nothing() -> None:
    world = World()
    world.policy = Policy(require_open_badge=False)
    names = ["identifier", "result", "role", "achievement"]
    world.badge["@context"] = [world.badge["@context"][0], {name: TERMS + name for name in names}]
    own = {"Standing": f"{TERMS}Standing", "statusPurpose": f"{TERMS}purpose"}
    world.badge["@context"].append(own)
    status = {"id": "https://district.example/1", "type": "Standing", "statusPurpose": "fees"}
    world.badge |= {"type": ["VerifiableCredential"], "issuer": ISSUER, "credentialStatus": status}
    subject = {"identifier": "M-17", "result": {"role": "first"}, "role": "x", "achievement": "y"}
    world.badge["credentialSubject"] = {"id": "did:example:ana", **subject}
    assert world.verify().genuine == "yes"
