"""A static site from the registry: what verifiers look up, and pages for people."""

from microcred.publishing.addresses import achievement_page_url, badge_page_url
from microcred.publishing.engine import Publication, publish
from microcred.publishing.site import Site

__all__ = ["Publication", "Site", "achievement_page_url", "badge_page_url", "publish"]
