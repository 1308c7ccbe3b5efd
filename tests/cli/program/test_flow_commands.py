"""The commands from `enrol` to `erase`: one JSON document each, and clear refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microcred.encoding import decode_base64url
from tests.cli.conftest import Shell
from tests.program.flow.conftest import PDF, micro_credential, stack

DEFINITION = micro_credential("https://hill.example/listening", assessment={"assessors": 1})
OTHER = micro_credential("https://hill.example/questions")
RATES = ("--rate", "planning=proficient", "--why", "planning=Clear.", "--rate", "effect=emerging",
         "--why", "effect=Some.", "--rate", "part:reflection=yes", "--why",
         "part:reflection=It does.")  # fmt: skip
ANA = "ana@school.example"


@pytest.fixture
def office(hill: Shell) -> Shell:
    """A shell in a workspace with a programme, an assessor, and a file to hand in."""
    fill_office(hill)
    return hill


def fill_office(shell: Shell) -> None:
    shell("program", "init", "--empty")
    for definition in (DEFINITION, OTHER, stack()):
        path = shell.folder / "program" / f"{definition.id.rpartition('/')[2]}.json"
        path.write_text(json.dumps(definition.to_document()))
    shell("program", "assessor", "ash")
    (shell.folder / "plan.pdf").write_bytes(PDF)


def draft(office: Shell) -> str:
    enrolled = office.json("program", "enrol", ANA, "listening", "--by", "ana")
    submission_id: str = enrolled["submission"]["standing"]["id"]
    return submission_id


def assessed(office: Shell) -> str:
    submission_id = draft(office)
    office("program", "attach", submission_id, "plan", "--file", "plan.pdf")
    office("program", "attach", submission_id, "essay", "--text", "Next I shall wait.")
    office("program", "submit", submission_id, "--publish")
    office("program", "assign", submission_id)
    office("program", "assess", submission_id, "--as", "ash", *RATES)
    return submission_id


def test_each_step_is_one_json_document(office: Shell) -> None:
    submission_id = draft(office)
    attached = office.json(
        "program", "attach", submission_id, "plan", "--file", "plan.pdf", "--badge-shows", "digest"
    )
    assert (attached["evidence"]["name"], attached["evidence"]["shown"]) == ("plan.pdf", "digest")
    shown = office.json("program", "draft", submission_id)
    assert [each["item"] for each in shown["check"]["missing"]] == ["essay"]
    assert shown["complete"] is False
    office("program", "attach", submission_id, "essay", "--text", "Next I shall wait.")
    submitted = office.json("program", "submit", submission_id, "--private")
    assert submitted["submission"]["standing"]["state"] == "submitted"
    (assignment,) = office.json("program", "assign", submission_id)["assignments"]
    assert assignment["assessor_id"] == "ash"
    (waiting,) = office.json("program", "queue", "--as", "ash")["waiting"]
    assert waiting["submission_id"] == submission_id
    task = office.json("program", "assess", submission_id, "--as", "ash")
    assert task["to_rate"]["planning"]["required"] == "proficient"
    assert "plan.pdf" not in json.dumps(task)
    opened = office.json(
        "program", "assess", submission_id, "--as", "ash", "--open",
        next(each["id"] for each in task["evidence"] if each["item"] == "plan"), "-o", "seen.pdf",
    )  # fmt: skip
    assert Path(opened["file"]).read_bytes() == PDF
    rated = office.json("program", "assess", submission_id, "--as", "ash", *RATES)
    assert rated["state"] == "assessed"
    decision = office.json("program", "decide", submission_id)["decision"]
    assert decision["verdict"]["outcome"] == "passed"
    told = office.json("program", "feedback", submission_id)["feedback"]
    assert told["comments"]["planning"] == ["Clear."]
    for form in ("json", "jwt", "png", "svg"):
        office("program", "award", submission_id, "--format", form)
        assert "VALID" in office("verify", f"badge.{form}").stdout
    (progress,) = office.json("program", "stacks", ANA)["stacks"]
    assert progress["missing"] == [[["https://hill.example/questions"], 1]]
    assert office.json("program", "record", ANA)["badges"] == 1
    assert office.json("program", "agreement")["agreement"]["submissions"] == 0
    history = office.json("program", "draft", submission_id, "--history")["history"]
    assert (history[0]["action"], history[0]["actor"]) == ("enrol", "ana")
    assert [each["action"] for each in history][-2:] == ["assess", "decide"]
    assert office.json("program", "export", "--person", ANA)["files"] == 2
    erased = office.json("program", "erase", ANA, "--yes")["erasure"]
    assert erased["evidence"] == 2
    assert office.json("program", "erase", "--outdated")["retention"]["files"] == 0


def test_each_step_says_what_to_type_next(office: Shell) -> None:
    def said(*words: str) -> str:
        return office("program", *words).stderr

    enrolled = office("program", "enrol", ANA, "listening")
    submission_id = enrolled.stdout.partition(":")[0]
    assert "Listening" in enrolled.stdout
    assert f"microcred program draft {submission_id}" in enrolled.stderr
    attach = ("attach", submission_id)
    told = said(*attach, "essay", "--text", "Next I shall wait.")
    assert "Still missing: plan" in told
    assert f"microcred program attach {submission_id} plan --file FILE\n" in told
    assert f"program submit {submission_id}" in said(*attach, "plan", "--file", "plan.pdf")
    told = said("submit", submission_id)
    assert f"program submit {submission_id} --publish" in told
    assert f"program assign {submission_id}" in told
    assert f"program assess {submission_id} --as ash" in said("assign", submission_id)
    assert "--open v-" in said("assess", submission_id, "--as", "ash")
    queue = office("program", "queue").stdout
    assert "  in assessment since " in queue
    assert "  Listening\n  ash assesses: to rate\n" in queue
    told = said("assess", submission_id, "--as", "ash", *RATES)
    assert told == f"Next: microcred program decide {submission_id}\n"
    assert f"program award {submission_id}" in said("decide", submission_id)
    assert "microcred verify badge.jwt" in said("award", submission_id, "-o", "badge.jwt")
    listed = office("badges").stdout
    assert "  active     Listening  urn:uuid:" in listed
    assert ANA not in listed


def test_what_is_refused_names_the_command_that_helps(office: Shell) -> None:
    submission_id = draft(office)
    decide = office("program", "decide", submission_id, code=1).stderr
    assert f"Next is 'microcred program draft {submission_id}'" in decide
    (office.folder / "plan.xyz").write_bytes(PDF)
    attach = ("program", "attach", submission_id, "plan", "--file", "plan.xyz")
    assert "one of: application/pdf. --type gives it." in office(*attach, code=1).stderr
    office(*attach, "--type", "application/pdf")
    office("program", "attach", submission_id, "essay", "--text", "Next.")
    office("program", "submit", submission_id)
    office("program", "assessor", "ash", "--leave")
    assert (
        "'microcred program assessor NAME'"
        in office("program", "assign", submission_id, code=1).stderr
    )
    office("program", "assessor", "ash")
    answer = office("program", "submit", submission_id, "--publish").stdout
    assert "has a page on the issuer's site" in answer


def test_a_badge_of_a_key_that_was_stolen_is_handed_over_as_it_was_signed_again(
    shell: Shell,
) -> None:
    shell("init", ".", "--name", "Hill District", "--did", "web:hill.example")
    fill_office(shell)
    submission_id = assessed(shell)
    shell("program", "decide", submission_id)
    shell("key", "rotate")
    shell("key", "revoke", "key-1", "--reason", "stolen")
    shell("resign", "--key", "key-1")
    shell("program", "award", submission_id)
    assert "did:web:hill.example#key-2" in (shell.folder / "badge.json").read_text()
    shell("program", "award", submission_id, "--format", "jwt")
    head = (shell.folder / "badge.jwt").read_text().partition(".")[0]
    assert b"#key-2" in decode_base64url(head)


def test_an_rsa_key_gives_what_it_can(shell: Shell) -> None:
    shell("init", ".", "--name", "Hill District", "--algorithm", "RSA")
    fill_office(shell)
    submission_id = assessed(shell)
    shell("program", "decide", submission_id)
    for form in ("jwt", "png", "svg"):
        shell("program", "award", submission_id, "--format", form)
        assert "VALID" in shell("verify", f"badge.{form}").stdout
    assert shell.error("program", "award", submission_id, code=2) == "not-in-this-form"
    assert shell.error("program", "record", ANA) == "not-in-this-form"


def test_what_is_about_a_person_only_its_owner_reads(office: Shell) -> None:
    submission_id = assessed(office)
    office("program", "decide", submission_id)
    office("program", "award", submission_id, "--format", "png")
    office("program", "record", ANA, "-o", "record.json")
    office("program", "export", "--person", ANA, "-o", "ana")
    person = office.folder / "ana"
    for path in (
        office.folder / "badge.png",
        office.folder / "record.json",
        person,
        *(path for path in person.rglob("*") if path.is_file()),
    ):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_is_refused_is_refused_clearly(office: Shell) -> None:
    submission_id = draft(office)
    error = office.error
    assert error("program", "enrol", ANA, "listening") == "already-enrolled"
    assert error("program", "enrol", ANA, "nothing") == "no-such-definition"
    assert error("program", "submit", submission_id) == "incomplete"
    (office.folder / "plan.png").write_bytes(PDF)
    attach = ("program", "attach", submission_id, "plan")
    assert error(*attach, "--file", "plan.png") == "type-lies"
    assert error(*attach, code=2) == "invalid-option"
    assert error(*attach, "--file", "none.pdf", code=2) == "unreadable-file"
    assert error("program", "decide", submission_id) == "not-now"
    assert error("program", "draft", "s-none") == "no-such-submission"
    assert error("program", "erase", ANA, code=2) == "not-confirmed"
    assert error("program", "erase", code=2) == "invalid-option"
    assert error("program", "award", submission_id) == "no-badge"
    assert error("program", "record", ANA) == "nothing-earned"
    assert error("program", "queue", "--as", "nobody") == "no-such-assessor"


def test_a_level_that_does_not_exist_is_told_with_its_place(office: Shell) -> None:
    submission_id = draft(office)
    office("program", "attach", submission_id, "plan", "--file", "plan.pdf")
    office("program", "attach", submission_id, "essay", "--text", "Next.")
    office("program", "submit", submission_id)
    office("program", "assign", submission_id)
    rates = [each.replace("=proficient", "=superb") for each in RATES]
    words = ("program", "assess", submission_id, "--as", "ash", *rates)
    (fault,) = office.json(*words, code=1)["error"]["faults"]
    assert (fault["pointer"], fault["code"]) == ("/planning", "no-such-level")
    doubled = (*words, "--rate", "planning=emerging")
    assert office.error(*doubled) == "invalid-option"


def test_an_endorsement_is_signed_taken_in_and_carried(office: Shell) -> None:
    signed = office("program", "endorse", DEFINITION.id, "--comment", "We ask for it.").stdout
    (office.folder / "endorsement.json").write_text(signed)
    kept = office.json("program", "endorse", "endorsement.json")["endorsement"]
    assert kept["about"] == DEFINITION.id
    submission_id = assessed(office)
    office("program", "decide", submission_id)
    office("program", "award", submission_id)
    checks = office.json("verify", "badge.json")["reports"][0]["checks"]
    assert [each["outcome"] for each in checks if each["check"] == "endorsements"] == ["passed"]
    unsafe = ("program", "endorse", "javascript:alert(1)", "--comment", "Click.")
    assert office.error(*unsafe) == "unsafe-link"
    gone = office.json("program", "endorse", kept["id"], "--withdraw")["endorsement"]
    assert gone["withdrawn_at"]


def test_an_endorsement_of_a_badge_that_was_issued_is_on_its_page(office: Shell) -> None:
    with (office.folder / "microcred.toml").open("a") as file:
        file.write('\n[site]\nurl = "https://hill.example/badges"\n')
    (office.folder / "a.yaml").write_text(
        'id: "https://hill.example/a"\nname: A\ndescription: A\ncriteria: {narrative: A}\n'
    )
    badge = office.json("issue", "a.yaml", "--to", "ana@school.example", "--public")["id"]
    page = office.folder / "site" / "badges" / badge[9:] / "index.html"
    signed = office("program", "endorse", badge, "--comment", "We saw her teach.").stdout
    (office.folder / "endorsement.json").write_text(signed)
    kept = office.json("program", "endorse", "endorsement.json")["endorsement"]
    assert "We saw her teach." in page.read_text()
    office("program", "endorse", kept["id"], "--withdraw")
    assert "We saw her teach." not in page.read_text()


def test_a_published_badge_has_its_page(office: Shell) -> None:
    with (office.folder / "microcred.toml").open("a") as file:
        file.write('\n[site]\nurl = "https://hill.example/badges"\n')
    submission_id = assessed(office)
    badge_id = office.json("program", "decide", submission_id)["decision"]["badges"][0]["badge_id"]
    pages = [path.read_text() for path in (office.folder / "site").rglob("badge.json")]
    assert any(badge_id in text for text in pages)


def test_nothing_is_recorded_where_nothing_is_handed_in(office: Shell) -> None:
    submission_id = draft(office)
    office("program", "submit", submission_id, "--publish", code=1)
    assert office.json("program", "draft", submission_id)["submission"]["consent"] is None
    office("program", "attach", submission_id, "plan", "--file", "plan.pdf")
    office("program", "attach", submission_id, "essay", "--text", "Next.")
    told = office.json("program", "submit", submission_id, "--publish")
    assert told["submission"]["consent"] is True
    told = office.json("program", "submit", submission_id, "--private")
    assert told["submission"]["consent"] is False


def test_feedback_is_in_the_words_of_the_definition(office: Shell) -> None:
    submission_id = draft(office)
    office("program", "attach", submission_id, "plan", "--file", "plan.pdf")
    office("program", "attach", submission_id, "essay", "--text", "Next.")
    office("program", "submit", submission_id, "--private")
    office("program", "assign", submission_id)
    low = [each.replace("planning=proficient", "planning=emerging") for each in RATES]
    office("program", "assess", submission_id, "--as", "ash", *low)
    decided = office("program", "decide", submission_id, "--feedback", "Plan it anew.").stdout
    assert "  Your work: to be submitted again\n" in decided
    told = office("program", "feedback", submission_id).stdout
    assert "  Planning: Emerging; Proficient is required\n    Clear.\n" in told
    assert "  Your work: to be submitted again\n" in told
    assert "  Your reflection: passed\n" in told
    assert told.count("Clear.") == 1


def test_who_leaves_or_has_a_conflict_is_told_to_be_taken_off(office: Shell) -> None:
    submission_id = draft(office)
    office("program", "attach", submission_id, "plan", "--file", "plan.pdf")
    office("program", "attach", submission_id, "essay", "--text", "Next.")
    office("program", "submit", submission_id, "--private")
    office("program", "assign", submission_id)
    advice = f"microcred program assign {submission_id} ash --release"
    assert advice in office("program", "assessor", "ash", "--conflict", ANA).stderr
    assert advice in office("program", "assessor", "ash", "--leave").stderr
    assert advice not in office("program", "assessor", "birch").stderr


def test_officers_list_educators_submissions_and_decisions(office: Shell) -> None:
    submission_id = assessed(office)
    office("program", "decide", submission_id, "--by", "olga")
    registered = office.json("program", "register", ANA, "--school", "North")["educator"]
    other = office.json("program", "enrol", "ben@school.example", "listening", "--school", "South")
    (educator,) = office.json("program", "educators", "--school", "North")["educators"]
    assert (educator["id"], educator["holds"]) == (registered["id"], [DEFINITION.id])
    (holder,) = office.json("program", "educators", "--holds", "listening")["educators"]
    assert holder == educator
    page = office.json("program", "submissions", "--limit", "1")
    assert [each["id"] for each in page["submissions"]] == [page["next"]]
    rest = office.json("program", "submissions", "--after", page["next"])
    listed = {each["id"] for each in page["submissions"] + rest["submissions"]}
    assert listed == {submission_id, other["submission"]["standing"]["id"]}
    assert rest["next"] is None
    (south,) = office.json("program", "submissions", "--school", "South")["submissions"]
    assert (south["state"], south["school"]) == ("draft", "South")
    (decision,) = office.json("program", "decisions", "--outcome", "passed")["decisions"]
    assert (decision["submission"], decision["by"]) == (submission_id, "olga")
    today = decision["decided_at"][:10]
    assert office.json("program", "decisions", "--since", today, "--until", today)["decisions"]
    assert not office.json("program", "decisions", "--until", "2001-01-01")["decisions"]
    assert "Usage" in office("program", "decisions", "--since", "soon", code=2).stderr
    assert "--after" in office("program", "submissions", "--limit", "1").stderr
    assert "North" in office("program", "educators").stdout
