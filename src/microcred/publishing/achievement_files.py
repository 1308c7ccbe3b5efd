"""The files of one achievement: its definition, its picture, a preview and its page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from microcred.carriers import drawn_carrier
from microcred.document import text_of
from microcred.models.context_urls import CREDENTIALS_V2, OPEN_BADGES
from microcred.publishing import rows
from microcred.publishing.addresses import PAGE, achievement_folder
from microcred.publishing.content import Content, Picture
from microcred.publishing.endorsing import endorsements_in_force
from microcred.publishing.markdown import plain_text
from microcred.publishing.pages import Page, render_page
from microcred.publishing.pictures import drawn_preview, embedded_picture, picture_text
from microcred.publishing.program_view import ProgramPage
from microcred.publishing.site import Site
from microcred.publishing.views import AchievementView, achievement_view
from microcred.publishing.wording import words_for

ACHIEVEMENT_FILES: Final = (
    "achievement.json",
    "image.jpg",
    "image.png",
    "image.svg",
    "preview.png",
    PAGE,
)
"""Every file that the folder of an achievement may have, the page last."""

_DESCRIPTION_CHARACTERS: Final = 200


def achievement_files(
    connection: sa.Connection, site: Site, achievement_id: str, program: ProgramPage | None = None
) -> dict[str, Content]:
    """Render the files of an achievement by name; none for one that is nowhere.

    Args:
        connection: to the registry.
        site: whose it is.
        achievement_id: of the achievement.
        program: the definition that it was made of, as the programme has it now.
    """
    document = program.achievement if program else rows.achievement(connection, achievement_id)
    if document is None:
        return {}
    view = achievement_view(document, site.language)
    issuer = text_of(site.profile.get("name"))
    picture, form = _picture(document, view.name.text, issuer)

    def preview() -> bytes:
        raster = picture if form != "svg" else drawn_carrier("png", view.name.text, issuer)
        return drawn_preview(view.name.text, issuer, raster)

    files: dict[str, Content] = {
        "achievement.json": linked_data(program.document if program else document),
        f"image.{form}": picture,
        "preview.png": Picture(preview),
    }
    page = _about(site, view, document)
    files[PAGE] = render_page(
        "achievement",
        site,
        page,
        achievement=view,
        picture=f"image.{form}",
        program=program,
        endorsed=endorsements_in_force(
            connection, program.definition if program else achievement_id
        ),
        page_of=lambda identifier: achievement_folder(identifier, site.url),
    )
    return files


def _picture(document: Mapping[str, Any], name: str, issuer: str) -> tuple[bytes, str]:
    return embedded_picture(document) or (drawn_carrier("svg", name, issuer), "svg")


def _about(site: Site, view: AchievementView, document: Mapping[str, Any]) -> Page:
    words = words_for(view.language, site.language)
    folder = achievement_folder(view.id, site.url)
    return Page(
        path=folder,
        title=f"{view.name.text} – {text_of(site.profile.get('name'))}",
        description=plain_text(
            view.description.text or view.criteria.text, _DESCRIPTION_CHARACTERS
        ),
        preview=f"{folder}/preview.png",
        preview_text=picture_text(document, words["badge_picture"].format(name=view.name.text)),
        language=view.language,
    )


def linked_data(document: Mapping[str, Any]) -> bytes:
    """Write a part of a badge as a JSON-LD document of its own."""
    context = {"@context": [CREDENTIALS_V2, OPEN_BADGES]}
    text = json.dumps(context | dict(document), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()
