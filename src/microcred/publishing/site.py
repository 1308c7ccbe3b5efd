"""What a site is made from, beside the registry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import sqlalchemy as sa

from microcred.program.flow import EvidenceStore
from microcred.publishing.program_view import Program
from microcred.version import __version__

Documents = Callable[[sa.Connection], Iterable[tuple[str, bytes]]]
"""Reads what identifies the issuer from the registry: absolute URLs, and what is there."""

CatalogueFiles = Callable[[], Mapping[str, bytes]]
"""Makes what the catalogue's page offers beside itself, by the names in `CATALOGUE_FILES`."""


def _no_documents(_connection: sa.Connection) -> Iterable[tuple[str, bytes]]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An issuer's site: whose it is, where it will stand, and what identifies the issuer.

    Attributes:
        profile: the issuer's profile, as badges name it.
        url: where the folder will be on the web, `https://HOST/PATH`; None where it will be
            nowhere: then pages have no addresses to share.
        documents: gives what identifies the issuer: `did.json`, `jwks.json`, a profile.
        linkedin_organization: the issuer's number or name on LinkedIn.
        revocation_list: whether a `1EdTechRevocationList` is published.
        language: of the issuer's own texts, as BCP 47 has it; empty where it is not known.
        program: reads the micro-credential programme; None where there is none.
        catalogue_files: makes the catalogue as data and its coverage as a picture; None for none.
        evidence: opens the store of the evidence that badges show; None where none is published.
    """

    profile: Mapping[str, Any]
    url: str | None = None
    documents: Documents = _no_documents
    linkedin_organization: str | None = None
    revocation_list: bool = False
    language: str = ""
    program: Program | None = None
    catalogue_files: CatalogueFiles | None = None
    evidence: Callable[[], EvidenceStore] | None = None

    @property
    def digest(self) -> str:
        """Return a digest of all that pages depend on beside the registry: SHA-256, hex."""
        settings = {
            "profile": self.profile,
            "url": self.url,
            "linkedinOrganization": self.linkedin_organization,
            "revocationList": self.revocation_list,
            "language": self.language,
            "program": self.program is not None,
            "catalogueFiles": self.catalogue_files is not None,
        }
        text = json.dumps(settings, sort_keys=True)
        return hashlib.sha256(f"{_program_digest()}\n{text}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _program_digest() -> str:
    """Return a digest of the program's version and of every template, style, script and word."""
    digest = hashlib.sha256(__version__.encode())
    package = resources.files("microcred.publishing")
    for folder in ("templates", "assets", "languages"):
        for file in sorted(package.joinpath(folder).iterdir(), key=_name):
            digest.update(f"\n{file.name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _name(file: Traversable) -> str:
    return file.name
