"""The link with which the holder adds a badge to a LinkedIn profile."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from microcred.publishing.views import BadgeView

_FORM: Final = "https://www.linkedin.com/profile/add"
_MAX_NAME_CHARACTERS: Final = 255


def linkedin_link(badge: BadgeView, page_url: str, organization: str | None) -> str:
    """Make the "Add to profile" link.

    Args:
        badge: what the badge says.
        page_url: the badge's page.
        organization: the issuer's number on LinkedIn, or its name there; by default the name
            in the badge.
    """
    fields = {"startTask": "CERTIFICATION_NAME", "name": _short(badge.achievement.name.text)}
    if organization and organization.isdecimal():
        fields["organizationId"] = organization
    else:
        fields["organizationName"] = _short(organization or badge.issuer.text)
    if badge.issued:
        fields |= {"issueYear": str(badge.issued.year), "issueMonth": str(badge.issued.month)}
    if badge.expires:
        fields["expirationYear"] = str(badge.expires.year)
        fields["expirationMonth"] = str(badge.expires.month)
    fields |= {"certUrl": page_url, "certId": badge.id}
    return f"{_FORM}?{urlencode(fields, quote_via=quote)}"


def _short(text: str) -> str:
    return " ".join(text.split())[:_MAX_NAME_CHARACTERS]
