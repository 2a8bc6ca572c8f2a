"""Open pictures that may be damaged or hostile, and make small ones of them."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps

from border_gis.errors import DataError
from border_gis.exchange.media_types import HEIF, find_media_type

# A picture of so many pixels takes 240 MB while it is decoded.
MOST_PIXELS = 80_000_000
# A progressive JPEG is held whole in memory, however small it is wanted.
MOST_PIXELS_PROGRESSIVE = 50_000_000
_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
}
_BACKGROUND = (255, 255, 255)
_QUALITY = 85
# What Pillow raises at damaged pictures, by its plugins.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    ZeroDivisionError,
    OverflowError,
    EOFError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def is_picture(media_type: str) -> bool:
    """Return whether a file of this type can be looked at as a picture."""
    return media_type in _FORMATS


@contextmanager
def open_picture(content: bytes) -> Iterator[Image.Image]:
    """Open a picture without decoding it.

    Raises
    ------
    DataError
        Also while it is used: if it is damaged, of a kind that is not decoded, or has more pixels
        than can be decoded safely.
    """
    if find_media_type(content[:64]) == HEIF:
        raise DataError("photos.heic_not_shown")
    try:
        with warnings.catch_warnings():
            # What Pillow thinks of damaged tags; the picture itself may be whole.
            warnings.simplefilter("ignore", UserWarning)
            opened = Image.open(io.BytesIO(content), formats=list(_FORMATS.values()))
        with opened as image:
            _refuse_bomb(image)
            yield image
    except DataError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise DataError("photos.too_many_pixels", most_mpx=MOST_PIXELS // 1_000_000) from error
    except _BROKEN as error:
        raise DataError("photos.damaged") from error


def make_smaller(content: bytes, longest_side_px: int) -> bytes:
    """Return a picture as a JPEG that is turned the right way and no larger than asked.

    The result carries nothing of what the original says about itself.

    Parameters
    ----------
    content : bytes
        The original, which is not changed.
    longest_side_px : int

    Raises
    ------
    DataError
        If it is damaged, or has more pixels than can be decoded safely.
    """
    with open_picture(content) as image:
        # A JPEG can be decoded at an eighth of its size, which saves memory and time.
        image.draft("RGB", (longest_side_px, longest_side_px))
        small = flatten(turn_upright(image, longest_side_px))
        written = io.BytesIO()
        small.save(written, "JPEG", quality=_QUALITY)
        return written.getvalue()


def turn_upright(image: Image.Image, longest_side_px: int | None = None) -> Image.Image:
    """Return a picture as it is meant to be looked at, smaller if asked."""
    if longest_side_px is not None:
        image.thumbnail((longest_side_px, longest_side_px))
    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        # The tags are damaged, the picture itself is not.
        return image


def flatten(image: Image.Image) -> Image.Image:
    """Return a picture in plain colours, on white where it was transparent."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            coloured = image.convert("RGBA")
        ground = Image.new("RGB", coloured.size, _BACKGROUND)
        ground.paste(coloured, mask=coloured.getchannel("A"))
        return ground
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits for each pixel: the darkest becomes black and the brightest white.
        image = ImageOps.autocontrast(
            image.convert("F").point(lambda value: value * (1.0 / 257.0)).convert("L")
        )
    return image.convert("RGB")


def _refuse_bomb(image: Image.Image) -> None:
    width, height = image.size
    is_whole = bool(image.info.get("progressive")) or image.format != "JPEG"
    most = MOST_PIXELS_PROGRESSIVE if is_whole else MOST_PIXELS
    if width * height > most:
        raise DataError("photos.too_many_pixels", most_mpx=most // 1_000_000)
