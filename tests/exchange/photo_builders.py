"""Photos as cameras and phones write them, and as they should not."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image

PLACE = (106.721234, 22.834567)


def degrees(value: float) -> tuple[float, float, float]:
    whole = int(value)
    minutes = (value - whole) * 60
    return (float(whole), float(int(minutes)), (minutes - int(minutes)) * 60)


def gps_tags(longitude_deg: float = PLACE[0], latitude_deg: float = PLACE[1], **more: Any) -> dict[int, Any]:
    tags = ExifTags.GPS
    found: dict[int, Any] = {
        tags.GPSLatitudeRef: "N" if latitude_deg >= 0 else "S",
        tags.GPSLatitude: degrees(abs(latitude_deg)),
        tags.GPSLongitudeRef: "E" if longitude_deg >= 0 else "W",
        tags.GPSLongitude: degrees(abs(longitude_deg)),
    }
    found.update({getattr(tags, name): value for name, value in more.items()})
    return {tag: value for tag, value in found.items() if value is not None}


def build_picture(width_px: int = 64, height_px: int = 48) -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width_px, height_px), (30, 60, 200))
    image.paste((200, 40, 30), (0, 0, width_px // 2, height_px))
    return image


def build_photo(
    image: Image.Image | None = None,
    image_format: str = "JPEG",
    gps: dict[int, Any] | None = None,
    main: dict[int, Any] | None = None,
    shot: dict[int, Any] | None = None,
) -> bytes:
    image = image or build_picture()
    exif = Image.Exif()
    for tag, value in (main or {}).items():
        exif[tag] = value
    exif.get_ifd(ExifTags.IFD.Exif).update(shot or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    made = io.BytesIO()
    image.save(made, image_format, exif=exif)
    return made.getvalue()


def build_bomb(width_px: int = 60_000, height_px: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that says it has thousands of millions of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 200))
        + chunk(b"IEND", b"")
    )
