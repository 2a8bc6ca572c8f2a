"""Find the tags of a HEIC or HEIF photo, and its size, without decoding the picture.

Boxes are those of ISO/IEC 14496-12, items and their properties those of ISO/IEC 23008-12. No
length that the file states is believed: each is held against the bytes that are there, every
step goes forward, and no more entries are read than any camera writes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

# A phone writes some 60 items; one with a grid of 48 megapixels a few hundred.
MOST_ENTRIES = 20_000
# In a JPEG the tags of a photo have 64 KB; makers' own notes and a small picture make them longer.
MOST_EXIF_BYTES = 1_000_000
_TIFF_STARTS = (b"II*\x00", b"MM\x00*")
# Before the TIFF header stands how far off it is; some writers count wrongly.
_SEARCHED_FOR_HEADER = 32
_IN_FILE, _IN_META = 0, 1


@dataclass(frozen=True, slots=True)
class HeifFile:
    """What is known of a HEIC or HEIF file without decoding its picture.

    Attributes
    ----------
    exif : bytes
        The tags, beginning with their TIFF header; empty where there are none.
    is_exif_damaged : bool
        Whether there are tags, but not where or how the file says.
    width_px, height_px : int
        Of the picture as it is looked at, after turning; 0 where the file does not say.
    is_whole : bool
        Whether everything that the file names lies within it.
    """

    exif: bytes = b""
    is_exif_damaged: bool = False
    width_px: int = 0
    height_px: int = 0
    is_whole: bool = True


def read_heif(content: bytes) -> HeifFile | None:
    """Return what a HEIC or HEIF file says of its picture; None if its directory cannot be read."""
    budget = _Budget()
    try:
        meta = next((body for kind, body in _walk(_Bytes(content), budget) if kind == b"meta"), None)
        if meta is None:
            return None
        meta.skip(4)
        boxes: dict[bytes, _Bytes] = {}
        for kind, body in _walk(meta, budget):
            boxes.setdefault(kind, body)
        items = _read_items(boxes, budget)
    except _DamagedError:
        return None
    exif, is_damaged = b"", False
    exif_id = items.find_exif()
    if exif_id is not None:
        try:
            exif = _read_exif(content, boxes, items.places.get(exif_id, []))
        except _DamagedError:
            is_damaged = True
    try:
        width_px, height_px = _read_size(boxes.get(b"iprp"), items.primary_id, budget)
    except _DamagedError:
        width_px, height_px = 0, 0
    return HeifFile(exif, is_damaged, width_px, height_px, items.furthest_end <= len(content))


class _DamagedError(Exception):
    """The file is not what it says it is."""


class _Budget:
    """Counts what is read, so that no file keeps the program busy."""

    def __init__(self) -> None:
        self._left = MOST_ENTRIES

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _DamagedError


class _Bytes:
    """Some bytes of a file, taken from the front; what is not there is damage."""

    def __init__(self, content: bytes | memoryview) -> None:
        self._view = memoryview(content)

    def __len__(self) -> int:
        return len(self._view)

    def take(self, count: int) -> memoryview:
        if count > len(self._view):
            raise _DamagedError
        taken, self._view = self._view[:count], self._view[count:]
        return taken

    def skip(self, count: int) -> None:
        self.take(count)

    def number(self, size: int) -> int:
        """Take a whole number of so many bytes, the highest first; 0 for none."""
        return int.from_bytes(self.take(size), "big")

    def version(self) -> tuple[int, int]:
        """Take what a full box begins with: its version and flags."""
        return self.number(1), self.number(3)

    def copy(self) -> _Bytes:
        return _Bytes(self._view)


@dataclass(slots=True)
class _Items:
    """The items of a file: what each is, where its bytes are, to what it belongs."""

    primary_id: int = 0
    exif_ids: list[int] = field(default_factory=list)
    places: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    described: dict[int, set[int]] = field(default_factory=dict)
    furthest_end: int = 0

    def find_exif(self) -> int | None:
        """Return the tags of the picture that is shown; the first ones where none are said to be its own."""
        own = (each for each in self.exif_ids if self.primary_id in self.described.get(each, ()))
        return next(own, self.exif_ids[0] if self.exif_ids else None)


def _walk(inside: _Bytes, budget: _Budget) -> Iterator[tuple[bytes, _Bytes]]:
    """Yield kind and body of each box."""
    while len(inside) >= 8:
        budget.spend()
        size, kind = inside.number(4), bytes(inside.take(4))
        head = 8
        if size == 1:
            size, head = inside.number(8), 16
        if size == 0:
            size = head + len(inside)
        if size < head:
            raise _DamagedError
        yield kind, _Bytes(inside.take(size - head))


def _read_items(boxes: dict[bytes, _Bytes], budget: _Budget) -> _Items:
    items = _Items()
    if b"pitm" in boxes:
        box = boxes[b"pitm"].copy()
        version, _ = box.version()
        items.primary_id = box.number(4 if version else 2)
    if b"iinf" in boxes:
        box = boxes[b"iinf"].copy()
        version, _ = box.version()
        box.skip(4 if version else 2)
        for kind, entry in _walk(box, budget):
            if kind == b"infe":
                _read_item(entry, items)
    if b"iloc" in boxes:
        _read_places(boxes[b"iloc"].copy(), items, budget)
    if b"iref" in boxes:
        box = boxes[b"iref"].copy()
        version, _ = box.version()
        size = 4 if version else 2
        for kind, entry in _walk(box, budget):
            if kind == b"cdsc":
                described = items.described.setdefault(entry.number(size), set())
                for _ in range(entry.number(2)):
                    budget.spend()
                    described.add(entry.number(size))
    return items


def _read_item(entry: _Bytes, items: _Items) -> None:
    version, _ = entry.version()
    if version < 2:
        # Older entries name no kind.
        return
    item_id = entry.number(2 if version == 2 else 4)
    is_protected = entry.number(2) != 0
    if bytes(entry.take(4)) == b"Exif" and not is_protected:
        items.exif_ids.append(item_id)


def _read_places(box: _Bytes, items: _Items, budget: _Budget) -> None:
    version, _ = box.version()
    if version > 2:
        raise _DamagedError
    sizes = box.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if not {offset_size, length_size, base_size} <= {0, 4, 8}:
        raise _DamagedError
    for _ in range(box.number(4 if version == 2 else 2)):
        budget.spend()
        item_id = box.number(4 if version == 2 else 2)
        where = box.number(2) & 15 if version else _IN_FILE
        is_elsewhere = box.number(2) != 0
        base = box.number(base_size)
        extents: list[tuple[int, int, int]] = []
        for _ in range(box.number(2)):
            budget.spend()
            if version:
                box.skip(index_size)
            first, length = base + box.number(offset_size), box.number(length_size)
            extents.append((where, first, length))
            if where == _IN_FILE and not is_elsewhere:
                items.furthest_end = max(items.furthest_end, first + length)
        if not is_elsewhere:
            items.places[item_id] = extents


def _read_exif(content: bytes, boxes: dict[bytes, _Bytes], extents: list[tuple[int, int, int]]) -> bytes:
    parts: list[bytes] = []
    left = MOST_EXIF_BYTES
    for where, first, length in extents:
        if where == _IN_FILE:
            source = _Bytes(content)
        elif where == _IN_META and b"idat" in boxes:
            source = boxes[b"idat"].copy()
        else:
            raise _DamagedError
        source.skip(first)
        taken = source.take(length or len(source))
        left -= len(taken)
        if left < 0:
            raise _DamagedError
        parts.append(bytes(taken))
    payload = b"".join(parts)
    if len(payload) < 4:
        raise _DamagedError
    (offset,) = struct.unpack(">I", payload[:4])
    if payload[4 + offset : 8 + offset] in _TIFF_STARTS:
        return payload[4 + offset :]
    found = [at for start in _TIFF_STARTS if 0 <= (at := payload.find(start)) <= _SEARCHED_FOR_HEADER]
    if not found:
        raise _DamagedError
    return payload[min(found) :]


def _read_size(properties: _Bytes | None, item_id: int, budget: _Budget) -> tuple[int, int]:
    """Return width and height of a picture as it is looked at; zeros where the file does not say."""
    if properties is None:
        return 0, 0
    listed: list[tuple[bytes, _Bytes]] = []
    own: list[int] = []
    for kind, body in _walk(properties.copy(), budget):
        if kind == b"ipco":
            listed = list(_walk(body, budget))
        elif kind == b"ipma":
            own += _read_associations(body, item_id, budget)
    width_px, height_px = 0, 0
    for number in own:
        kind, body = listed[number - 1] if 0 < number <= len(listed) else (b"", _Bytes(b""))
        if kind == b"ispe":
            body = body.copy()
            body.version()
            width_px, height_px = body.number(4), body.number(4)
        elif kind == b"irot" and body.copy().number(1) & 1:
            # Quarter turns against the clock; ISO/IEC 23008-12 lets them count, not the tag in the Exif.
            width_px, height_px = height_px, width_px
    return width_px, height_px


def _read_associations(box: _Bytes, item_id: int, budget: _Budget) -> list[int]:
    version, flags = box.version()
    found: list[int] = []
    for _ in range(box.number(4)):
        budget.spend()
        is_own = box.number(4 if version else 2) == item_id
        for _ in range(box.number(1)):
            budget.spend()
            number = box.number(2) & 0x7FFF if flags & 1 else box.number(1) & 0x7F
            if is_own:
                found.append(number)
    return found
