"""Let settings name another registry, and leave all else in them as a person wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Final

from microcred.errors import ConfigurationError

_TABLE: Final = re.compile(r"\s*\[registry\]\s*(?:#.*)?\Z")
_OTHER_TABLE: Final = re.compile(r"\s*\[")
_URL: Final = re.compile(r"\s*url\s*=")


def name_registry(settings: Path, url: str | None) -> None:
    """Write the URL of the registry into a file of settings; None for the workspace's own file.

    Raises:
        ConfigurationError: code `invalid-settings`; the file is written in a way that this does
            not know.
    """
    lines = _without_url(settings.read_text("utf-8").splitlines())
    if url is not None:
        header = next((number for number, line in enumerate(lines) if _TABLE.match(line)), None)
        if header is None:
            lines += ["", "[registry]"]
            header = len(lines) - 1
        lines.insert(header + 1, f"url = {json.dumps(url)}")
    text = "\n".join(lines) + "\n"
    if tomllib.loads(text).get("registry", {}).get("url") != url:
        message = f"write the URL of the registry into {settings.name} yourself"
        raise ConfigurationError(message, code="invalid-settings")
    settings.write_text(text, "utf-8")


def _without_url(lines: list[str]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        if _OTHER_TABLE.match(line):
            inside = bool(_TABLE.match(line))
        if not (inside and _URL.match(line)):
            kept.append(line)
    return kept
