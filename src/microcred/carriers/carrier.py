"""What a kind of file that carries badges is, for whatever reads, makes, names or serves one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One kind of file that carries a badge.

    Attributes:
        name: in lower case, as it is asked for and as its files end: `png`.
        title: as people write it: `PNG`.
        media_type: as servers name it.
        detect: tells whether bytes are one, quickly; never raises.
        bake: puts a text into one; a text that is there already is replaced.
        unbake: takes the text out, with the version of Open Badges that it was put in for.
        draw: draws one to put a badge into, from the names of an achievement and of its issuer.
        claims: tells whether bytes mean to be one, where reading them says better what is wrong.
        is_still: tells whether one only shows something, so that a site may have it.
        frame: makes one that shows a PNG, with a text for those who do not see it.
    """

    name: str
    title: str
    media_type: str
    detect: Callable[[bytes], bool]
    bake: Callable[[str, bytes], bytes]
    unbake: Callable[[bytes], tuple[str, str]]
    draw: Callable[[str, str], bytes]
    claims: Callable[[bytes], bool] | None = None
    is_still: Callable[[bytes], bool] | None = None
    frame: Callable[[bytes, str], bytes] | None = None

    @property
    def is_picture(self) -> bool:
        """Tell whether browsers show one as a picture, so that an achievement may have it."""
        return self.media_type.startswith("image/")
