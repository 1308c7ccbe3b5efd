"""What a roster may look like, and what is said of one that is wrong."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from microcred import limits
from microcred.errors import ConfigurationError, LimitExceeded, MalformedInput
from microcred.findings import Fault
from microcred.minting import cells, read_roster
from microcred.models import Achievement
from microcred.timestamps import fixed_clock

from .conftest import WriteRoster

CLOCK = fixed_clock(datetime(2026, 3, 1, tzinfo=UTC))


def places(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults]


def test_every_column(achievement: Achievement, write_roster: WriteRoster) -> None:
    path = write_roster(
        'email,did,name,evidence,valid_until,"result:Listens, well",result:Score\n'
        "ana@school.example,did:key:z6Mk1,Ána Ní Bhriain,"
        "https://a.example/1 https://a.example/2,2030-01-01T00:00:00Z,Accomplished,17\n"
    )
    (row,), faults = read_roster(path, achievement, clock=CLOCK)
    assert faults == []
    assert row.number == 1
    assert row.recipient.id == "did:key:z6Mk1"
    assert [item.identity_type for item in row.recipient.identifiers] == ["emailAddress"]
    assert [item.id for item in row.evidence] == ["https://a.example/1", "https://a.example/2"]
    assert row.valid_until == "2030-01-01T00:00:00Z"
    assert [item.achieved_level or item.value for item in row.results] == ["urn:example:high", "17"]
    assert row.file_stem == "00001-ana-ni-bhriain"
    assert "school.example" not in repr(row)


@pytest.mark.parametrize(
    "text",
    [
        "email,name\nana@school.example,Ana\n",
        "email;name\r\nana@school.example;Ana\r\n",
        "email\tname\nana@school.example\tAna",
        "\ufeffEmail , NAME\nana@school.example , Ana\n",
        'name,email\n"Ana",ana@school.example\n\n,\n',
        "email,name,evidence\nana@school.example,Ana\n",
        "email,name\nana@school.example,Ana,,\n",
        "recipient,name\nmailto:ana@school.example,Ana\n",
    ],
)
def test_the_ways_in_which_spreadsheets_write_csv(
    text: str, achievement: Achievement, write_roster: WriteRoster
) -> None:
    rows, faults = read_roster(write_roster(text), achievement, hashed=False)
    assert faults == []
    assert [row.recipient.identifiers[0].identity_hash for row in rows] == ["ana@school.example"]
    assert [row.recipient.name for row in rows] == ["Ana"]


def test_jsonl_has_types(achievement: Achievement, write_roster: WriteRoster) -> None:
    lines = [
        {"email": "ana@school.example", "result:Score": 17, "evidence": ["https://a.example/1"]},
        {"did": "did:key:z6Mk1", "result:Score": 1.5, "name": None},
        {"email": "bo@school.example", "name": "a\u2028b"},
    ]
    text = "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    rows, faults = read_roster(write_roster(text, "r.jsonl"), achievement)
    assert faults == []
    assert [row.number for row in rows] == [1, 2, 3]
    assert [result.value for row in rows for result in row.results] == ["17", "1.5"]


def test_parquet(achievement: Achievement, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    table = pyarrow.table(
        {
            "email": ["ana@school.example", "bo@school.example", "bad"],
            "evidence": [["https://a.example/1"], None, []],
            "valid_until": [moment, None, None],
            "result:Score": [17, None, 3],
        }
    )
    path = tmp_path / "roster.parquet"
    parquet.write_table(table, path)
    rows, faults = read_roster(path, achievement)
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].valid_until == "2030-01-01T00:00:00Z"
    assert rows[0].results[0].value == "17"
    assert places(faults) == [("/3/email", "invalid-email")]
    path.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(MalformedInput) as caught:
        read_roster(path, achievement)
    assert caught.value.code == "invalid-roster"


def test_parquet_says_what_to_install(
    achievement: Achievement, write_roster: WriteRoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", absent)
    with pytest.raises(ConfigurationError) as caught:
        read_roster(write_roster(b"PAR1", "roster.parquet"), achievement)
    assert caught.value.code == "parquet-not-installed"
    assert "microcred[parquet]" in caught.value.message


def test_a_wrong_address_in_row_17_is_named(
    achievement: Achievement, write_roster: WriteRoster
) -> None:
    lines = [f"p{number}@school.example" for number in range(1, 31)]
    lines[16] = "p17 at school.example"
    rows, faults = read_roster(write_roster("\n".join(["email", *lines])), achievement)
    assert [row.number for row in rows] == [*range(1, 17), *range(18, 31)]
    assert places(faults) == [("/17/email", "invalid-email")]
    assert "p17 at school.example" in faults[0].message
    assert faults[0].message.endswith("(line 18)")


def test_every_fault_of_a_row_is_listed(
    achievement: Achievement, write_roster: WriteRoster
) -> None:
    path = write_roster(
        'email,evidence,valid_until,"result:Listens, well",result:Speaks\n'
        "nobody,not a url,tomorrow,Superb,3\n"
    )
    rows, faults = read_roster(path, achievement)
    assert rows == []
    assert [pointer for pointer, _ in places(faults)] == [
        "/1/email",
        "/1/evidence",
        "/1/valid_until",
        "/1/result:Listens, well",
        "/1/result:Speaks",
    ]
    assert [code for _, code in places(faults)][2:] == [
        "invalid-timestamp",
        "no-such-level",
        "no-such-result",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("email,name\n,Ana\n", ("/1/recipient", "no-recipient")),
        ("email\na@b.example\nA@B.example\n", ("/2/email", "duplicate-recipient")),
        ("did,valid_until\ndid:a:b,2026-02-28T00:00:00Z\n", ("/1/valid_until", "already-expired")),
        ("email\na@b.example,https://a.example\n", ("/1", "invalid-row")),
        ("did,recipient\ndid:key:z1,did:key:z2\n", ("/1/recipient", "two-recipients")),
        ("did\nkey:z1\n", ("/1/did", "invalid-did")),
        ("email,name\na@b.example,A\0na\n", ("/1", "invalid-row")),
        ("email\na\u200b@b.example\n", ("/1/email", "invalid-email")),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_minted(
    text: str, place: tuple[str, str], achievement: Achievement, write_roster: WriteRoster
) -> None:
    _, faults = read_roster(write_roster(text), achievement, clock=CLOCK)
    assert places(faults) == [place]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"email": "a@b.example", "email": "c@d.example"}',
        '{"email": NaN}',
        '["a@b.example"]',
        '{"email": {"a": 1}}',
        '{"email": true}',
        '{"email": ["a@b.example"]}',
        '{"email": "a@b.example", "colour": "red"}',
        '{"email": "a@b.example", "EMAIL": "c@d.example"}',
        '{"email": "\\ud800@b.example"}',
        "[" * 100_000,
    ],
)
def test_a_line_of_jsonl_that_is_no_row(
    line: str, achievement: Achievement, write_roster: WriteRoster
) -> None:
    text = '{"email": "ok@b.example"}\n' + line
    rows, faults = read_roster(write_roster(text, "roster.jsonl"), achievement)
    assert len(rows) == 1
    assert places(faults) == [("/2", "invalid-row")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "invalid-roster"),
        (b"\n\n", "invalid-roster"),
        (b"email\n", "empty-roster"),
        (b"email\n\n,\n", "empty-roster"),
        (b"name\nAna\n", "invalid-roster"),
        (b"email,email\na@b.example,c@d.example\n", "invalid-roster"),
        (b"email,colour\na@b.example,red\n", "invalid-roster"),
        (b'email\n"a@b.example\n', "invalid-roster"),
        (b"email\n" + b"a" * 200_000, "invalid-roster"),
        ("email\nána@b.example".encode("latin-1"), "not-utf-8"),
        (b"\xff\xfee\x00m\x00", "not-utf-8"),
        (b"PK\x03\x04 a spreadsheet", "invalid-roster"),
    ],
)
def test_what_is_no_roster(
    data: bytes, code: str, achievement: Achievement, write_roster: WriteRoster
) -> None:
    with pytest.raises(MalformedInput) as caught:
        read_roster(write_roster(data), achievement)
    assert caught.value.code == code


def test_what_cannot_be_read(achievement: Achievement, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv", tmp_path / "a\0b"):
        with pytest.raises(ConfigurationError) as caught:
            read_roster(path, achievement)
        assert caught.value.code == "unreadable-file"


def test_a_roster_may_not_be_endless(
    achievement: Achievement, write_roster: WriteRoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits.MAX_ROSTER_BYTES == 256 * 1024 * 1024
    monkeypatch.setattr(cells, "MAX_ROSTER_BYTES", 10)
    with pytest.raises(LimitExceeded):
        read_roster(write_roster("email\na@b.example\n"), achievement)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "...", "\u202e", "x" * 500])
def test_no_name_leads_out_of_the_folder(
    name: str, achievement: Achievement, write_roster: WriteRoster
) -> None:
    text = json.dumps({"email": "a@b.example", "name": name})
    (row,), _ = read_roster(write_roster(text, "r.jsonl"), achievement)
    assert Path(row.file_stem).name == row.file_stem
    assert row.file_stem.startswith("00001")
    assert len(row.file_stem) < 80


def test_a_fifo_is_no_roster_and_is_not_waited_for(
    achievement: Achievement, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "roster.csv")
    with pytest.raises(ConfigurationError) as caught:
        read_roster(tmp_path / "roster.csv", achievement)
    assert caught.value.code == "not-a-file"
