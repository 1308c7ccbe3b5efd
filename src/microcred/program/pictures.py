"""The picture of a definition: a real PNG, SVG or JPEG beside it, of a size for a badge."""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from microcred.carriers import CARRIERS, detect_carrier
from microcred.carriers.still_svg import why_not_still
from microcred.carriers.svg_scan import scan_svg
from microcred.errors import ConfigurationError, InvalidImage, LimitExceeded, excerpt
from microcred.files import open_file, reason_of
from microcred.limits import MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS

_JPEG: Final = "jpeg"
_JPEG_START: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture that was read and checked.

    Attributes:
        data: the file's bytes.
        form: `png`, `svg` or `jpeg`.
    """

    data: bytes
    form: str

    @property
    def media_type(self) -> str:
        """Return the media type."""
        return "image/jpeg" if self.form == _JPEG else CARRIERS[self.form].media_type

    @property
    def data_uri(self) -> str:
        """Return the picture as a `data:` URI, as badges carry it."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode()}"


def read_picture(folder: Path, name: str) -> PictureFile:
    """Read a picture and check that it is one.

    Args:
        folder: the definition's.
        name: the file's path from there.

    Raises:
        ConfigurationError: it is not inside the folder, or cannot be read.
        LimitExceeded: it is larger than `MAX_PICTURE_BYTES`, or wider or higher than
            `MAX_PICTURE_PIXELS`.
        InvalidImage: it is no PNG, SVG or JPEG, whatever its name says, or a broken one; or an SVG
            that does more than draw (`picture-not-still`).
    """
    data = _read(folder, name)
    form = _JPEG if data.startswith(_JPEG_START) else _form_of_picture(data)
    if form is None:
        message = f"{excerpt(name)} is no PNG, SVG or JPEG"
        raise InvalidImage(message, code="unknown-image-format")
    if form == "svg":
        _check_still(data, name)
    else:
        _check_pixels(data)
    return PictureFile(data, form)


def _form_of_picture(data: bytes) -> str | None:
    carrier = detect_carrier(data)
    return carrier.name if carrier is not None and carrier.is_picture else None


def _read(folder: Path, name: str) -> bytes:
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            message = f"{excerpt(name)} is not in the definition's folder"
            raise ConfigurationError(message, code="path-outside")
        with open_file(path) as file:
            data = file.read(MAX_PICTURE_BYTES + 1)
    except (OSError, ValueError) as error:
        message = f"the picture {excerpt(name)} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error
    if len(data) > MAX_PICTURE_BYTES:
        message = (
            f"{excerpt(name)} has {path.stat().st_size} bytes; it goes into every badge, so it may "
            f"have {MAX_PICTURE_BYTES}"
        )
        raise LimitExceeded(message, code="picture-too-large")
    return data


def _check_still(data: bytes, name: str) -> None:
    """Refuse a drawing that does more than draw: the site would show another in its place."""
    scan_svg(data)
    if (why := why_not_still(data)) is not None:
        message = f"{excerpt(name)} is more than a still picture: {why}; save it as plain SVG"
        raise InvalidImage(message, code="picture-not-still")


def _check_pixels(data: bytes) -> None:
    """Decode the picture, once its measures are known to be small enough."""
    from PIL import Image  # noqa: PLC0415  (paid only by those who have such a picture)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of too many pixels
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if max(picture.size) > MAX_PICTURE_PIXELS:
            width, height = picture.size
            message = f"the picture has {width} × {height} pixels, at most {MAX_PICTURE_PIXELS}"
            raise LimitExceeded(message, code="picture-too-large")
        picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        message = (
            f"the picture has far more than {MAX_PICTURE_PIXELS} × {MAX_PICTURE_PIXELS} pixels"
        )
        raise LimitExceeded(message, code="picture-too-large") from error
    except (OSError, SyntaxError, ValueError, Warning) as error:
        message = f"the picture cannot be shown: {error}"
        raise InvalidImage(message) from error
