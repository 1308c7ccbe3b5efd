"""The fetcher that reads a folder in place of the web space that it will be uploaded to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from microcred.arguments import path_of
from microcred.errors import ResolutionFailed, excerpt
from microcred.fetch.interface import Fetched, Fetcher
from microcred.limits import MAX_DOCUMENT_BYTES

_MEDIA_TYPES: Final = {
    ".json": "application/json",
    ".jsonl": "text/jsonl",
    ".jsonld": "application/ld+json",
    ".jwt": "application/vc+jwt",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


class FolderFetcher:
    """Answers with files of folders, as web spaces would; asks another fetcher for the rest.

    Args:
        folders: each web address, `https://HOST/PATH`, with the folder that stands for it.
        rest: gets what lies under none of the addresses.
    """

    def __init__(self, folders: Mapping[str, str | PathLike[str]], rest: Fetcher):
        self._folders = {
            url.rstrip("/") + "/": path_of(folder, "folders") for url, folder in folders.items()
        }
        self._rest = rest

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url`; see `Fetcher.fetch`.

        Raises:
            ResolutionFailed: code `not-found` where the folder has no such file, `too-large`; or
                see the other fetcher.
        """
        address = url.partition("#")[0]
        for prefix, folder in self._folders.items():
            if address.startswith(prefix):
                return _read(address, folder, address.removeprefix(prefix), max_bytes)
        return self._rest.fetch(url, accept=accept, max_bytes=max_bytes)


def _read(url: str, folder: Path, path: str, max_bytes: int) -> Fetched:
    root = folder.resolve()
    try:
        file = (root / unquote(path)).resolve()
        if path.endswith("/") or not path:
            file /= "index.html"
        # A badge chooses the path: nothing outside of the folder is read.
        if not file.is_relative_to(root) or not file.is_file():
            raise FileNotFoundError
        with file.open("rb") as opened:
            body = opened.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        message = f"{excerpt(url, 200)} is not in {folder}"
        raise ResolutionFailed(message, code="not-found") from error
    if len(body) > max_bytes:
        message = f"{excerpt(url, 200)} is larger than {max_bytes} bytes"
        raise ResolutionFailed(message, code="too-large")
    return Fetched(url, _MEDIA_TYPES.get(file.suffix, ""), body)
