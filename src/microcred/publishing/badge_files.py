"""The files of one public badge: the credential in every form, and its page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from microcred.carriers import CARRIERS, bake
from microcred.document import objects_of
from microcred.publishing import rows
from microcred.publishing.addresses import PAGE, achievement_folder, badge_folder, badge_page_url
from microcred.publishing.content import Content, Picture
from microcred.publishing.endorsing import (
    EndorsementView,
    carried_endorsements,
    endorsements_in_force,
)
from microcred.publishing.linkedin import linkedin_link
from microcred.publishing.markdown import plain_text
from microcred.publishing.pages import Page, render_page
from microcred.publishing.pictures import badge_picture, embedded_picture
from microcred.publishing.site import Site
from microcred.publishing.views import BadgeView, badge_view
from microcred.publishing.wording import Words, words_for

if TYPE_CHECKING:
    from markupsafe import Markup

BADGE_FILES: Final = ("badge.json", "badge.jwt", *(f"badge.{form}" for form in CARRIERS), PAGE)
"""Every file that the folder of a badge may have, the page last."""

_DESCRIPTION_CHARACTERS: Final = 200
_READ_FIRST: Final = "badge.jwt"  # a browser can check its signature by the keys of the site
_QR_MASK: Final = 2  # readers know all eight; to try which looks best takes longer than the page


def badge_files(connection: sa.Connection, site: Site, badge_id: str) -> dict[str, Content]:
    """Render the files of a badge by name; none for one that is not public."""
    badge = rows.public_badge(connection, badge_id)
    if badge is None:
        return {}
    view = badge_view(
        badge.document,
        revoked_at=badge.revoked_at,
        suspended_at=badge.suspended_at,
        language=site.language,
    )
    files = _credential_files(badge, view)
    endorsed = endorsements_in_force(connection, badge.id) + carried_endorsements(badge.document)
    files[PAGE] = _page(site, badge, view, tuple(files), endorsed)
    return files


def _credential_files(badge: rows.PublicBadge, view: BadgeView) -> dict[str, Content]:
    files: dict[str, Content] = {}
    if badge.json_text is not None:
        files["badge.json"] = badge.json_text.encode()
    if badge.token is not None:
        files["badge.jwt"] = badge.token.encode()
    text = badge.json_text or badge.token or ""
    given = _given(badge)

    def baked(form: str) -> bytes:
        return bake(text, badge_picture(form, view.achievement.name.text, view.issuer.text, given))

    return files | {f"badge.{form}": Picture(partial(baked, form), text) for form in CARRIERS}


def _given(badge: rows.PublicBadge) -> dict[str, bytes]:
    """Return the pictures of a badge by form: that of its achievement, and first its own."""
    given = {}
    for _, subject in objects_of(badge.document.get("credentialSubject"))[:1]:
        for _, achievement in objects_of(subject.get("achievement"))[:1]:
            if embedded := embedded_picture(achievement):
                given[embedded[1]] = embedded[0]
    if badge.picture is not None:
        forms = {carrier.media_type: form for form, carrier in CARRIERS.items()}
        given[forms.get(badge.picture_type or "", "")] = badge.picture
    return given


def _page(
    site: Site,
    badge: rows.PublicBadge,
    view: BadgeView,
    files: tuple[str, ...],
    endorsed: Sequence[EndorsementView],
) -> bytes:
    words = words_for(view.achievement.language, site.language)
    folder = badge_folder(badge.id)
    known = badge.achievement_id
    achievement = achievement_folder(known, site.url) if known else None
    name = view.achievement.name.text
    page = Page(
        path=folder,
        title=f"{name} – {view.issuer.text}",
        description=_description(view, words),
        preview=f"{achievement}/preview.png" if achievement else "preview.png",
        preview_text=words["picture_of"].format(name=name, issuer=view.issuer.text),
        kind="article",
        language=view.achievement.language,
    )
    address = badge_page_url(site.url, badge.id) if site.url else None
    return render_page(
        "badge",
        site,
        page,
        badge=view,
        files=files,
        carriers=CARRIERS.values(),
        read_file=_READ_FIRST if _READ_FIRST in files else files[0],
        endorsed=endorsed,
        achievement_page=achievement,
        linkedin=address and linkedin_link(view, address, site.linkedin_organization),
        qr_code=address and _qr_code(address),
        source=f"{address or ''}{files[0]}",
    )


def _description(view: BadgeView, words: Words) -> str:
    """Say what the badge is, for chats and search engines; what became of it comes first."""
    about = view.achievement.description.text or view.achievement.criteria.text
    told = plain_text(about, _DESCRIPTION_CHARACTERS)
    if view.revoked:
        return f"{words['told_revoked'].format(day=words.day(view.revoked))} {told}"
    return f"{words['told_suspended']} {told}" if view.suspended else told


def _qr_code(address: str) -> Markup:
    """Draw a QR code as an SVG inside a page."""
    import segno  # noqa: PLC0415 - only where a page is made
    from markupsafe import Markup  # noqa: PLC0415

    output = io.BytesIO()
    code = segno.make(address, error="m", mask=_QR_MASK, micro=False)
    code.save(
        output, kind="svg", xmldecl=False, svgns=False, svgclass="qr", lineclass=None,
        omitsize=True, border=2, dark="#000", light="#fff",
    )  # fmt: skip
    return Markup(output.getvalue().decode())  # noqa: S704 - made of squares only
