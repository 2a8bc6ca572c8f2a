"""HEIC photos as phones write them, around a picture that nobody decodes, and as they should not be."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from PIL import ExifTags, Image

PICTURE_ID, EXIF_ID = 1, 2


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full_box(kind: bytes, version: int, *parts: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def build_tags(
    gps: dict[int, Any] | None = None, main: dict[int, Any] | None = None, shot: dict[int, Any] | None = None
) -> bytes:
    """The tags of a photo, beginning with their TIFF header."""
    exif = Image.Exif()
    for tag, value in (main or {}).items():
        exif[tag] = value
    exif.get_ifd(ExifTags.IFD.Exif).update(shot or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    return exif.tobytes().removeprefix(b"Exif\0\0")


def build_heic(
    tags: bytes | None,
    size_px: tuple[int, int] = (4032, 3024),
    quarter_turns: int | None = 0,
    *,
    brand: bytes = b"heic",
    version: int = 1,
    in_meta: bool = False,
    parts: int = 1,
    prefix: bytes = b"\0\0\0\x06Exif\0\0",
    picture: bytes = bytes(range(256)) * 8,
    more: Sequence[bytes] = (),
) -> bytes:
    """A HEIC photo.

    Parameters
    ----------
    tags : bytes or None
        With their TIFF header; None for a photo without any.
    size_px : (int, int)
        Before turning.
    quarter_turns : int or None
        Against the clock; None for a file that says nothing of its picture.
    brand : bytes
    version : int
        Of the box of places: 0, 1 or 2.
    in_meta : bool
        Whether the tags lie in the directory instead of beside the picture.
    parts : int
        So many pieces the tags are cut into.
    prefix : bytes
        What stands before the TIFF header, beginning with how many bytes follow before it.
    picture : bytes
        In place of a coded one.
    more : sequence of bytes
        Further boxes of the directory.
    """
    payload = b"" if tags is None else prefix + tags
    head = box(b"ftyp", brand, b"\0\0\0\0", b"mif1", b"heic")
    # The places depend on how long the directory is, and that does not depend on the places.
    length = len(_directory(0, payload, size_px, quarter_turns, version, in_meta, parts, len(picture), more))
    first = len(head) + length + 8
    directory = _directory(
        first, payload, size_px, quarter_turns, version, in_meta, parts, len(picture), more
    )
    return head + directory + box(b"mdat", picture, b"" if in_meta else payload)


def _directory(
    first: int,
    payload: bytes,
    size_px: tuple[int, int],
    quarter_turns: int | None,
    version: int,
    in_meta: bool,
    parts: int,
    picture_length: int,
    more: Sequence[bytes],
) -> bytes:
    wide = version == 2
    number = ">I" if wide else ">H"

    def entry(item_id: int, kind: bytes) -> bytes:
        return full_box(b"infe", 3 if wide else 2, struct.pack(number, item_id), b"\0\0", kind, b"\0")

    def place(item_id: int, where: int, extents: Sequence[tuple[int, int]]) -> bytes:
        said = struct.pack(number, item_id) + (struct.pack(">H", where) if version else b"")
        said += struct.pack(">HH", 0, len(extents))
        return said + b"".join(struct.pack(">II", *extent) for extent in extents)

    items = [entry(PICTURE_ID, b"hvc1")]
    places = [place(PICTURE_ID, 0, [(first, picture_length)])]
    if payload:
        at = 0 if in_meta else first + picture_length
        step = -(-len(payload) // parts)
        cuts = [(at + begin, min(step, len(payload) - begin)) for begin in range(0, len(payload), step)]
        items.append(entry(EXIF_ID, b"Exif"))
        places.append(place(EXIF_ID, int(in_meta), cuts))
    counted = struct.pack(number, len(items))
    boxes = [
        full_box(b"hdlr", 0, b"\0\0\0\0pict", bytes(13)),
        full_box(b"pitm", int(wide), struct.pack(number, PICTURE_ID)),
        full_box(b"iinf", int(wide), counted, *items),
        full_box(b"iloc", version, b"\x44\x00", counted, *places),
    ]
    if payload:
        boxes.append(full_box(b"iref", 0, box(b"cdsc", struct.pack(">HHH", EXIF_ID, 1, PICTURE_ID))))
    if quarter_turns is not None:
        listed = box(
            b"ipco", full_box(b"ispe", 0, struct.pack(">II", *size_px)), box(b"irot", bytes([quarter_turns]))
        )
        boxes.append(
            box(b"iprp", listed, full_box(b"ipma", 0, struct.pack(">IHBBB", 1, PICTURE_ID, 2, 1, 0x82)))
        )
    if in_meta and payload:
        boxes.append(box(b"idat", payload))
    return full_box(b"meta", 0, *boxes, *more)
