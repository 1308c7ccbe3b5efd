"""Settings: typed, with defaults, and every fault told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.application.lines import line_of
from microcred.application.settings import Settings, read_settings
from microcred.errors import ConfigurationError

ISSUER = '[issuer]\nid = "did:web:hill.example"\nname = "Hill"\n'


def read(text: str, folder: Path) -> Settings:
    path = folder / "microcred.toml"
    path.write_bytes(text.encode())
    return read_settings(path)


def fault(text: str, folder: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(text, folder)
    assert caught.value.code == "invalid-settings"
    return caught.value.message


def test_defaults(tmp_path: Path) -> None:
    settings = read(ISSUER, tmp_path)
    assert settings.issuer == {"id": "did:web:hill.example", "name": "Hill"}
    assert (settings.site.url, settings.site.folder) == (None, "site")
    status = settings.status
    assert (status.valid_days, status.ttl_hours, status.length) == (30, 24, 131_072)
    assert status.revocation_list is False
    assert (settings.registry.url, settings.registry.personal_data) == (None, "hashed")
    assert settings.program.folder == "program"
    assert settings.share.linkedin_organization is None
    assert settings.signing.key is None


def test_every_setting(tmp_path: Path) -> None:
    text = ISSUER + (
        '[site]\nurl = "https://badges.hill.example/a/"\nfolder = "public"\n'
        "[status]\nvalid_days = 7\nttl_hours = 1\nlength = 262144\nrevocation_list = true\n"
        '[registry]\nurl = "postgresql://db/x"\npersonal_data = "clear"\n'
        '[program]\nfolder = "mc"\n'
        '[share]\nlinkedin_organization = 1337\n[signing]\nkey = "key-1"\n'
    )
    settings = read(text, tmp_path)
    assert (settings.site.url, settings.site.folder) == ("https://badges.hill.example/a", "public")
    status = settings.status
    assert (status.valid_days, status.ttl_hours, status.length) == (7, 1, 262_144)
    assert status.revocation_list is True
    assert settings.registry.url == "postgresql://db/x"
    assert settings.registry.personal_data == "clear"
    assert settings.program.folder == "mc"
    assert settings.share.linkedin_organization == "1337"
    assert settings.signing.key == "key-1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[sites]\nurl = 'x'\n", "line 4: there is no table [sites]"),
        ("\n[site]\nulr = 'x'\n", "line 6: there is no setting ulr in [site]"),
        ("[site]\nurl = 'hill'\n", "line 5: [site] url is 'hill', expected a URL"),
        ("[site]\nurl = 'https://a/?b'\n", "line 5: [site] url is"),
        ("[site]\nurl = 'http://a'\n", "line 5: [site] url is 'http://a', expected"),
        ("[site]\nurl = 'https://a/b c'\n", "line 5: [site] url is"),
        ("[site]\nfolder = ''\n", "line 5: [site] folder is '', expected a text"),
        ("[status]\n# why\nvalid_days = 0\n", "line 6: [status] valid_days is '0', expected a who"),
        ("[status]\nttl_hours = 1.5\n", "line 5: [status] ttl_hours"),
        ("[status]\nvalid_days = true\n", "line 5: [status] valid_days is 'true'"),
        ("[status]\nlength = 1000\n", "line 5: [status] length is '1000', expected a multiple"),
        ("[status]\nrevocation_list = 1\n", "line 5: [status] revocation_list is '1'"),
        ("[registry]\npersonal_data = 'some'\n", "line 5: [registry] personal_data is 'some'"),
        ("[registry]\nurl = 5\n", "line 5: [registry] url is '5'"),
        ("[program]\nfolder = [\n 'a',\n]\n", "line 5: [program] folder"),
        ("[share]\nlinkedin_organization = -1\n", "line 5: [share] linkedin_organization"),
        ("[signing]\nkey = '../x'\n", "line 5: [signing] key is '../x', expected the name"),
        ("[site\n", "line 4"),
    ],
)
def test_a_fault_names_its_line(text: str, told: str, tmp_path: Path) -> None:
    assert told in fault(ISSUER + text, tmp_path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    told = fault("site = 5\n[status]\nlenght = 1\n[issuers]\n", tmp_path)
    assert "line 4: there is no table [issuers]" in told
    assert "there is no [issuer]" in told
    assert "line 1: [site] is not a table" in told
    assert "line 3: there is no setting lenght in [status]; there are valid_days" in told


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2", ("b",), 2),
        ("a = 1\r\nb = 2\r\n", ("b",), 2),
        ("a = '''\nb = 1\n'''\n\n# c\nb = 2", ("b",), 6),
        ("a = [\n1,\n2]\nb = 1", ("a",), 1),
        ("[a]\nb = {c = 1}", ("a", "b", "c"), 2),
        ("a.b = 1\na.c = 2", ("a", "c"), 2),
        ("[a]\n[a.b]\nc = 1", ("a", "b", "c"), 3),
        ("a = 1", ("b",), None),
        ("a = 1", ("a", "b"), None),
    ],
)
def test_the_line_of_a_setting(text: str, path: tuple[str, ...], line: int | None) -> None:
    assert line_of(text, path) == line
