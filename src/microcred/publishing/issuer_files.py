"""The files of the issuer: identity, status lists, and the pages that are there once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import sqlalchemy as sa

from microcred.carriers import drawn_carrier
from microcred.document import text_of
from microcred.publishing import rows
from microcred.publishing.achievement_files import linked_data
from microcred.publishing.addresses import (
    ELSEWHERE,
    PAGE,
    achievement_folder,
    endorsement_file,
    normal_url,
    path_of,
)
from microcred.publishing.catalogue import (
    CATALOGUE_FILES,
    CATALOGUE_PAGE,
    catalogue_file,
    catalogue_page,
)
from microcred.publishing.endorsing import endorsements_in_force
from microcred.publishing.language import phrase_of
from microcred.publishing.pages import Page, render_page
from microcred.publishing.pictures import drawn_preview, picture_form
from microcred.publishing.program_view import ProgramReading
from microcred.publishing.site import Site
from microcred.publishing.views import AchievementView, achievement_view, web_link
from microcred.publishing.wording import words_for
from microcred.status import make_revocation_list

REVOCATION_LIST: Final = "status/revoked.json"
_PROFILE: Final = "profile.json"
_ASSETS: Final = (
    *("icon.svg", "style.css", "unpack.js", "examine.js", "reader.js", "catalogue.js"),
    "expired.js",
)
_READER: Final = "check"
_READER_PAGE: Final = f"{_READER}/{PAGE}"
_NOT_FOUND: Final = "404.html"
"""What hosts of static files serve where there is nothing."""


@dataclass(frozen=True, slots=True)
class IssuerDocuments:
    """What verifiers look up.

    Attributes:
        files: the content by path; None for what did not change.
        uploads: the address of each file that does not belong below the site's own, by path.
    """

    files: Mapping[str, bytes | None]
    uploads: Mapping[str, str]


def issuer_documents(
    connection: sa.Connection, site: Site, changes: rows.Changes
) -> IssuerDocuments:
    """Render what verifiers look up."""
    by_url: dict[str, bytes | None] = dict(site.documents(connection))
    by_url |= _status_lists(connection, changes)
    places = {url: path_of(url, site.url) for url in by_url}
    files: dict[str, bytes | None] = {_PROFILE: linked_data(site.profile)}
    files |= {places[url]: data for url, data in by_url.items()}
    if site.revocation_list and site.url:
        changed = changes.touch(rows.STATUS_LIST, rows.BADGE, rows.ISSUER)
        files[REVOCATION_LIST] = _revocation_list(connection, site) if changed else None
    files |= _endorsements(connection, changes)
    uploads = {path: url for url, path in places.items() if path.startswith(f"{ELSEWHERE}/")}
    return IssuerDocuments(files, uploads)


def _status_lists(connection: sa.Connection, changes: rows.Changes) -> dict[str, bytes | None]:
    """Return the status lists by URL, as JSON where the key signs so, and as JWT."""
    files: dict[str, bytes | None] = {}
    for row in rows.status_lists(connection):
        changed = changes.whole or str(row.list_id) in changes.subjects.get(rows.STATUS_LIST, ())
        document, token = rows.status_list(connection, row) if changed else (None, None)
        if row.has_document:
            files[f"{row.url}.json"] = document
        files[f"{row.url}.jwt"] = token
    return files


def _endorsements(connection: sa.Connection, changes: rows.Changes) -> dict[str, bytes | None]:
    """Return the endorsements of what is published, as they were signed."""
    return {
        endorsement_file(identifier): (
            rows.endorsement(connection, identifier) if changes.names(about) else None
        )
        for identifier, about in rows.endorsed(connection).items()
    }


def issuer_pages(
    connection: sa.Connection,
    site: Site,
    changes: rows.Changes,
    program: ProgramReading,
    shown: Collection[str] = (),
) -> dict[str, bytes | None]:
    """Render the issuer's own pages and what pages share, by path; None for what did not change.

    Args:
        connection: to the registry.
        site: whose pages they are.
        changes: what is looked at.
        program: the definitions. Where one has a fault, pages that show all of them stay as they
            are.
        shown: the paths that there are.
    """
    files: dict[str, bytes | None] = dict.fromkeys(
        (*_ASSETS, "preview.png", _READER_PAGE, _NOT_FOUND, PAGE)
    )
    name = text_of(site.profile.get("name"))
    if changes.touch(rows.ISSUER):
        files |= _shared_files(site, name)
    changed = changes.touch(rows.ISSUER, rows.ACHIEVEMENT)
    if changed and not (program.faults and PAGE in shown):
        files[PAGE] = _first_page(connection, site, name, program)
    if site.program is None:
        return files
    if program.faults and CATALOGUE_PAGE in shown:
        paths = {CATALOGUE_PAGE, *map(catalogue_file, CATALOGUE_FILES)}
        return files | dict.fromkeys(paths.intersection(shown))
    return files | _catalogue(site, program, changed=changed)


def _shared_files(site: Site, name: str) -> dict[str, bytes]:
    """Render what does not depend on any badge: styles, scripts, the reader, the page for 404."""
    words = words_for(site.language)
    package = resources.files("microcred.publishing").joinpath("assets")
    files = {asset: package.joinpath(asset).read_bytes() for asset in _ASSETS}
    files["preview.png"] = drawn_preview(name, "", drawn_carrier("png", name, ""))
    reader = Page(_READER, f"{words['read_a_badge']} – {name}", words["reader_description"])
    files[_READER_PAGE] = render_page("reader", site, reader)
    missing = Page("", f"{words['not_found']} – {name}", words["not_found_lead"], found=False)
    files[_NOT_FOUND] = render_page("missing", site, missing)
    return files


def _catalogue(site: Site, program: ProgramReading, *, changed: bool) -> dict[str, bytes | None]:
    names = CATALOGUE_FILES if site.catalogue_files else ()
    if not changed:
        return dict.fromkeys((CATALOGUE_PAGE, *map(catalogue_file, names)))
    made = site.catalogue_files() if site.catalogue_files else {}
    files: dict[str, bytes | None] = {catalogue_file(name): made.get(name) for name in names}
    return files | {CATALOGUE_PAGE: catalogue_page(site, program, made.keys())}


def _first_page(connection: sa.Connection, site: Site, name: str, program: ProgramReading) -> bytes:
    about = phrase_of(site.profile.get("description"), site.language)
    description = about.text or words_for(site.language)["first_page"].format(name=name)
    return render_page(
        "issuer",
        site,
        Page("", name, description, preview_text=name),
        about=about,
        home=web_link(site.profile.get("url")),
        endorsed=endorsements_in_force(connection, text_of(site.profile.get("id"))),
        achievements=sorted(_achievements(connection, site, program), key=_by_name),
    )


def _achievements(
    connection: sa.Connection, site: Site, program: ProgramReading
) -> Iterator[tuple[str, str, AchievementView]]:
    """Yield folder, picture and content of each achievement, given or in the programme.

    What the programme has in several languages is shown in one.
    """
    documents: dict[str, Mapping[str, Any]] = dict(rows.all_achievements(connection))
    documents = {name: each for name, each in documents.items() if name not in program.pages}
    shown = program.in_language(site.language)
    documents |= {identifier: page.achievement for identifier, page in shown.items()}
    for identifier, document in documents.items():
        folder = achievement_folder(identifier, site.url)
        picture = f"{folder}/image.{picture_form(document)}"
        yield folder, picture, achievement_view(document, site.language)


def _by_name(item: tuple[str, str, AchievementView]) -> tuple[str, str]:
    folder, _, view = item
    return view.name.text.casefold(), folder


def _revocation_list(connection: sa.Connection, site: Site) -> bytes:
    url = f"{normal_url(site.url or '')}{REVOCATION_LIST}"
    revoked = dict.fromkeys(rows.revoked_badges(connection))
    document = make_revocation_list(url, text_of(site.profile.get("id")), revoked)
    return (json.dumps(document, indent=1) + "\n").encode()
