"""The commonest slips of whoever writes YAML by hand are told with what helps."""

from __future__ import annotations

import pytest

from microcred.errors import InvalidDocument, MalformedInput
from microcred.models import Achievement
from microcred.models.definition_file import parse_yaml_object


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        (b"name: Listening: a start", "needs quotes"),
        (b"a:\n\tb: 1", "use blanks"),
        (b"a: 1\n  b: 2", "needs quotes"),
        (b"a:\n    b: 1\n  c: 2", "begin in the same column"),
        (b'a: "b', "is not closed"),
        ("name: caf\xe9".encode("cp1252"), "save the file as UTF-8"),
    ],
)
def test_a_slip_is_told_with_its_mend(text: bytes, helps: str) -> None:
    with pytest.raises(MalformedInput) as caught:
        parse_yaml_object(text)
    assert caught.value.code == "invalid-yaml"
    assert helps in caught.value.message


def test_what_nobody_knows_a_mend_for_is_told_plainly() -> None:
    with pytest.raises(MalformedInput) as caught:
        parse_yaml_object(b"a: *b")
    assert caught.value.message == "not YAML: an alias is not read at line 1 column 4"


@pytest.mark.parametrize(("found", "quoted"), [(1.0, '"1.0"'), (3, '"3"'), (True, '"True"')])
def test_a_text_that_reads_as_a_number_is_to_be_quoted(found: object, quoted: str) -> None:
    document = {
        "id": "urn:example:a", "type": ["Achievement"], "description": "D",
        "criteria": {"narrative": "N"}, "name": "A", "version": found,
    }  # fmt: skip
    with pytest.raises(InvalidDocument) as caught:
        Achievement.from_document(document)
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("/version", "wrong-type")
    assert quoted in fault.advice
