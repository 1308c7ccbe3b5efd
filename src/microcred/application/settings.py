"""The settings of a workspace, `microcred.toml`: read once, checked whole, with typed values.

A table is a dataclass and a setting is one of its fields, with what checks it. What nobody knows
is a fault, so that a slip of the pen is not a setting that silently does nothing.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from microcred.application.lines import line_of
from microcred.errors import ConfigurationError, excerpt
from microcred.files import open_file, reason_of
from microcred.limits import MIN_STATUS_LIST_ENTRIES

SETTINGS_FILE: Final = "microcred.toml"
REGISTRY_FILE: Final = "registry.sqlite3"
WITNESS_FILE: Final = ".registry-seen.json"
_WEB_URL: Final = re.compile(r"https?://[!-~]+\Z")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_OWN_MACHINE: Final = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?/?\Z")
_SITE_URL: Final = re.compile(r"https://[^/?#\s]+(?:/[!-\"$->@-~]*)?\Z")
_MAX_LENGTH: Final = 1 << 24
_SCHEMA_NAME: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}\Z")
_KEY_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")

T = TypeVar("T")


class _Wrong(Exception):
    """A value that does not do; says what was expected."""


def _setting(default: T, check: Callable[[Any], T]) -> T:
    """Declare a setting with its default and what checks it."""
    declared: T = field(default=default, metadata={"check": check})
    return declared


def is_key_name(text: str) -> bool:
    """Tell whether a text can name a key: it is a plain file name too."""
    return _KEY_NAME.match(text) is not None


def is_web_url(text: str) -> bool:
    """Tell whether a text has the form of an HTTP URL, as far as settings are concerned."""
    return _WEB_URL.match(text) is not None


def parse_site_url(text: str) -> str:
    """Read the address of a site; give it without a slash at its end.

    Raises:
        ConfigurationError: code `invalid-site`.
    """
    try:
        return _site_url(text)
    except _Wrong as wrong:
        message = f"the site's address is {excerpt(text)}, expected {wrong}"
        raise ConfigurationError(message, code="invalid-site") from wrong


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise _Wrong("a text that is not empty")
    return value


def _site_url(value: Any) -> str:
    if not isinstance(value, str) or not _SITE_URL.match(value):
        raise _Wrong("a URL of the form https://HOST/PATH")
    return value.rstrip("/")


def _endpoint(value: Any) -> str:
    """Read the URL of a store; evidence goes in clear to this very machine only."""
    if isinstance(value, str) and _OWN_MACHINE.match(value):
        return value.rstrip("/")
    try:
        return _site_url(value)
    except _Wrong as wrong:
        raise _Wrong(f"{wrong}, or http://127.0.0.1:PORT for a store on this machine") from wrong


def _language(value: Any) -> str:
    if not isinstance(value, str) or not _LANGUAGE.match(value):
        raise _Wrong("a language tag, as en or pt-BR")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("true or false")
    return value


def _number(smallest: int, largest: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if type(value) is not int or not smallest <= value <= largest:
            raise _Wrong(f"a whole number from {smallest} to {largest}")
        return value

    return check


def _length(value: Any) -> int:
    smallest = MIN_STATUS_LIST_ENTRIES
    if type(value) is not int or not smallest <= value <= _MAX_LENGTH or value % 8:
        raise _Wrong(f"a multiple of 8 from {smallest} to {_MAX_LENGTH}")
    return value


def _personal_data(value: Any) -> Literal["hashed", "clear"]:
    if value not in ("hashed", "clear"):
        raise _Wrong('"hashed" or "clear"')
    return "clear" if value == "clear" else "hashed"


def _schema(value: Any) -> str:
    if not isinstance(value, str) or not _SCHEMA_NAME.match(value):
        raise _Wrong("the name of a schema, in lower-case letters, digits and _")
    return value


def _key_name(value: Any) -> str:
    if not isinstance(value, str) or not is_key_name(value):
        raise _Wrong("the name of a key")
    return value


def _organization(value: Any) -> str:
    if type(value) is int and value > 0:
        return str(value)
    return _text(value)


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """`[signing]`: only what workspaces had before the registry knew their keys.

    Attributes:
        key: name of the key that signed; `microcred upgrade` takes it over.
    """

    key: str | None = _setting(None, _key_name)


@dataclass(frozen=True, slots=True)
class RegistrySettings:
    """`[registry]`.

    Attributes:
        url: another database, as SQLAlchemy names it; None for the file in the workspace.
        schema: of PostgreSQL, where this issuer's tables are; None for the one of the connection.
        personal_data: whether what says who a person is may be kept in clear.
        connections: how many a process has at most; its threads share them.
        wait_seconds: how long one waits for a connection, or for what another process holds.
    """

    url: str | None = _setting(None, _text)
    schema: str | None = _setting(None, _schema)
    personal_data: Literal["hashed", "clear"] = _setting("hashed", _personal_data)
    connections: int = _setting(10, _number(1, 1000))
    wait_seconds: int = _setting(30, _number(1, 3600))


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """`[site]`.

    Attributes:
        url: the web address of what is published, without a slash at its end; None where none
            is set.
        folder: where it is written, seen from the workspace.
        language: of the issuer's own texts, and of achievements that name none.
    """

    url: str | None = _setting(None, _site_url)
    folder: str = _setting("site", _text)
    language: str | None = _setting(None, _language)


@dataclass(frozen=True, slots=True)
class StatusSettings:
    """`[status]`.

    Attributes:
        valid_days: how long a signed status list is valid.
        ttl_hours: how long a verifier may keep it.
        length: indexes of one list.
        revocation_list: whether a 1EdTechRevocationList is published beside the lists.
    """

    valid_days: int = _setting(30, _number(1, 3650))
    ttl_hours: int = _setting(24, _number(1, 24 * 365))
    length: int = _setting(MIN_STATUS_LIST_ENTRIES, _length)
    revocation_list: bool = _setting(False, _flag)


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """`[program]`.

    Attributes:
        folder: where the micro-credentials are, seen from the workspace.
        evidence: where evidence is kept, seen from that folder; or `s3://BUCKET/PREFIX`.
        evidence_endpoint: the URL of an S3-compatible service; None for Amazon's own.
        max_evidence_megabytes: the limit of one file, in 1,048,576 bytes.
        look_at_links: whether the digest of what links showed is kept.
        levels_apart: how many levels two assessors may be apart without a dispute.
        calibration_anchors: how many anchors an assessor must have rated; 0 for none.
        calibration_exact_percent: how many of these ratings must be the anchor's level.
        keep_evidence_days: days after the decision that evidence is kept; None for ever.
        renew_days: days before a badge expires from which one may enrol for it again.
        keep_draft_days: days after its last change that a draft is kept; None for ever.
    """

    folder: str = _setting("program", _text)
    evidence: str = _setting("evidence", _text)
    evidence_endpoint: str | None = _setting(None, _endpoint)
    max_evidence_megabytes: int = _setting(512, _number(1, 1024 * 1024))
    look_at_links: bool = _setting(False, _flag)
    levels_apart: int = _setting(1, _number(0, 1000))
    calibration_anchors: int = _setting(0, _number(0, 1000))
    calibration_exact_percent: int = _setting(70, _number(0, 100))
    keep_evidence_days: int | None = _setting(None, _number(1, 36_500))
    renew_days: int = _setting(90, _number(0, 36_500))
    keep_draft_days: int | None = _setting(None, _number(1, 36_500))


@dataclass(frozen=True, slots=True)
class ShareSettings:
    """`[share]`.

    Attributes:
        linkedin_organization: the issuer's number or name on LinkedIn.
    """

    linkedin_organization: str | None = _setting(None, _organization)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings.

    Attributes:
        issuer: the members of the issuer's `Profile`, as they stand in the file.
        signing: see `SigningSettings`; the others likewise.
        text: the file as it was read.
    """

    issuer: Mapping[str, Any] = field(default_factory=dict)
    signing: SigningSettings = SigningSettings()
    registry: RegistrySettings = RegistrySettings()
    site: SiteSettings = SiteSettings()
    status: StatusSettings = StatusSettings()
    program: ProgramSettings = ProgramSettings()
    share: ShareSettings = ShareSettings()
    text: str = ""

    def fault(
        self, path: tuple[str, ...], problem: str, data: Mapping[str, Any] | None = None
    ) -> ConfigurationError:
        """Make the error about one setting, with its line."""
        return _invalid(_place(self.text, path) + problem, data)


def read_settings(path: Path) -> Settings:
    """Read the settings of a workspace.

    Raises:
        ConfigurationError: code `invalid-settings`, with every fault and its line; the file
            cannot be read, is no TOML, or has a setting that is unknown or wrong.
        FileNotFoundError: there is no such file.
    """
    try:
        with open_file(path) as file:
            text = file.read().decode("utf-8")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        # TOML and UTF-8 errors are ValueErrors.
        reason = reason_of(error) if isinstance(error, OSError | ValueError) else "too deep"
        message = f"{path} cannot be read: {reason}"
        raise ConfigurationError(message, code="invalid-settings") from error
    return parse_settings(tables, text)


def parse_settings(tables: Mapping[str, Any], text: str) -> Settings:
    """Check what was read from `text`; see `read_settings`."""
    fields = {item.name: item for item in dataclasses.fields(Settings) if item.name != "text"}
    faults = _unknown_tables(tables, fields, text)
    if not isinstance(tables.get("issuer"), dict):
        faults.append(_place(text, ("issuer",)) + "there is no [issuer]")
    fields.pop("issuer")
    read = {
        name: _read_table(type(item.default), tables.get(name, {}), name, text)
        for name, item in fields.items()
    }
    faults += [problem for _, problems in read.values() for problem in problems]
    if faults:
        raise _invalid("; ".join(faults))
    values = {name: table for name, (table, _) in read.items()}
    return Settings(issuer=tables["issuer"], text=text, **values)


def _unknown_tables(tables: Mapping[str, Any], fields: Mapping[str, Any], text: str) -> list[str]:
    return [
        f"{_place(text, (name,))}there is no table [{name}]; {_known(fields)}"
        for name in tables
        if name not in fields
    ]


def _read_table(kind: type[Any], table: object, name: str, text: str) -> tuple[Any, list[str]]:
    """Read one table; give it with what is wrong in it."""
    if not isinstance(table, dict):
        return kind(), [_place(text, (name,)) + f"[{name}] is not a table"]
    checks = {item.name: item.metadata["check"] for item in dataclasses.fields(kind)}
    faults, values = [], {}
    for setting, value in table.items():
        where = _place(text, (name, setting))
        if setting not in checks:
            faults.append(f"{where}there is no setting {setting} in [{name}]; {_known(checks)}")
            continue
        try:
            values[setting] = checks[setting](value)
        except _Wrong as wrong:
            faults.append(f"{where}[{name}] {setting} is {excerpt(value)}, expected {wrong}")
    return kind(**values), faults


def _known(names: Mapping[str, Any]) -> str:
    return f"there are {', '.join(names)}"


def _place(text: str, path: tuple[str, ...]) -> str:
    line = line_of(text, path)
    return "" if line is None else f"line {line}: "


def _invalid(problem: str, data: Mapping[str, Any] | None = None) -> ConfigurationError:
    return ConfigurationError(f"{SETTINGS_FILE}, {problem}", code="invalid-settings", data=data)
