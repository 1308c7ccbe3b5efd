"""What is published, as JSON."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from microcred.application.shapes.errors import ErrorJson, FileFaultJson, fault_json
from microcred.publishing import Publication


class SiteAfterJson(TypedDict):
    """How the site is after something was changed."""

    unpublished: NotRequired[ErrorJson]
    """Why the site does not show it; not there where it does, or where there is no site."""


class UploadJson(TypedDict):
    """A file that is to stand at an address outside the site's folder."""

    file: str
    url: str


class PublicationJson(TypedDict):
    """What was written of an issuer's site."""

    folder: str
    """Where it is."""
    url: str | None
    """Where it is to stand on the web; null for an issuer without a web address."""
    written: list[str]
    """The files that are new or have changed, seen from the folder."""
    removed: list[str]
    """Those that are gone."""
    uploads: list[UploadJson]
    """Files that must stand elsewhere on the web, besides."""
    faults: list[FileFaultJson]
    """What is wrong in definitions, whose pages stay as they were."""


def publication_json(done: Publication) -> PublicationJson:
    """Return what was published as JSON."""
    return {
        "folder": str(done.folder),
        "url": done.url,
        "written": list(done.written),
        "removed": list(done.removed),
        "uploads": [{"file": path, "url": url} for path, url in sorted(done.uploads.items())],
        "faults": [{"file": each.file, **fault_json(each)} for each in done.faults],
    }
