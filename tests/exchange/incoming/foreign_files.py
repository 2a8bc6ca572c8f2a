"""Files as other programs write them: drawings, and tables in Windows-1258."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd

TONES = "\u0300\u0301\u0303\u0309\u0323"


def write_1258(text: str) -> bytes:
    """Return a text in Windows-1258, which keeps the five tones as letters of their own."""
    parts = []
    for letter in text:
        split = unicodedata.normalize("NFD", letter)
        plain = unicodedata.normalize("NFC", "".join(part for part in split if part not in TONES))
        parts.append(plain + "".join(part for part in split if part in TONES))
    return "".join(parts).encode("cp1258")


def as_bytes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame whose texts, written as Latin 1, are Windows-1258."""
    texts = {
        name: [write_1258(text).decode("latin-1") if isinstance(text, str) else None for text in frame[name]]
        for name in frame.columns.drop("geometry")
        if frame[name].map(lambda value: isinstance(value, str)).any()
    }
    return frame.assign(**texts)


def write_tab(path: Path, frame: gpd.GeoDataFrame) -> Path:
    """Write a MapInfo table in the character set of Vietnamese Windows."""
    as_bytes(frame).to_file(path, driver="MapInfo File", encoding="ISO-8859-1")
    head = path.read_bytes()
    for said in (b"Neutral", b"ISO8859_1", b"WindowsLatin1"):
        head = head.replace(b"harset " + said, b"harset WindowsVietnamese")
        head = head.replace(b'harset "' + said + b'"', b'harset "WindowsVietnamese"')
    path.write_bytes(head)
    assert b"WindowsVietnamese" in head
    return path


class Drawing:
    """A DXF file of AutoCAD 2000 in Windows-1258, entity by entity."""

    def __init__(self, block: str = "MOC", tag: str = "SO_MOC") -> None:
        self.tag = tag
        self.block = block
        self.entities: list[tuple[int, object]] = []

    def add_block(self, layer: str, x: float, y: float, number: str) -> None:
        """Insert the block with its attribute."""
        self.entities += [(0, "INSERT"), (8, layer), (2, self.block), *_at(x, y), (66, 1)]
        self.entities += [(0, "ATTRIB"), (8, layer), *_at(x, y), (40, 2), (1, number), (2, self.tag), (70, 0)]
        self.entities += [(0, "SEQEND"), (8, layer)]

    def add_point(self, layer: str, x: float, y: float) -> None:
        """Add a point without a word."""
        self.entities += [(0, "POINT"), (8, layer), *_at(x, y)]

    def add_text(self, layer: str, x: float, y: float, text: str) -> None:
        """Add a text."""
        self.entities += [(0, "TEXT"), (8, layer), *_at(x, y), (40, 3), (1, text)]

    def add_line(self, layer: str, vertices: Iterable[tuple[float, float]]) -> None:
        """Add a light polyline."""
        places = list(vertices)
        self.entities += [(0, "LWPOLYLINE"), (8, layer), (100, "AcDbPolyline"), (90, len(places)), (70, 0)]
        self.entities += [pair for x, y in places for pair in ((10, x), (20, y))]

    def save(self, path: Path) -> Path:
        """Write the drawing."""
        head = [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1015")]
        head += [(9, "$DWGCODEPAGE"), (3, "ANSI_1258"), (0, "ENDSEC")]
        blocks = [(0, "SECTION"), (2, "BLOCKS"), (0, "BLOCK"), (8, "0"), (2, self.block), (70, 2), *_at(0, 0)]
        blocks += [(3, self.block), (0, "CIRCLE"), (8, "0"), *_at(0, 0), (40, 1.5)]
        blocks += [(0, "ATTDEF"), (8, "0"), *_at(0, 0), (40, 2), (1, ""), (3, "So"), (2, self.tag), (70, 0)]
        blocks += [(0, "ENDBLK"), (8, "0"), (0, "ENDSEC")]
        all_pairs = [
            *head,
            *blocks,
            (0, "SECTION"),
            (2, "ENTITIES"),
            *self.entities,
            (0, "ENDSEC"),
            (0, "EOF"),
        ]
        path.write_bytes(write_1258("".join(f"{code}\r\n{value}\r\n" for code, value in all_pairs)))
        return path


def _at(x: float, y: float) -> list[tuple[int, object]]:
    return [(10, x), (20, y), (30, 0)]
