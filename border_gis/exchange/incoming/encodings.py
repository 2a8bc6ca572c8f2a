"""Find out in which encoding the texts of a file are, and read them in it.

GDAL hands Windows-1258 to a converter that keeps each last letter back, in case an accent
follows, and then drops it: ``Hàng rào`` becomes ``Hàng rà``. So texts that are not Unicode
are taken byte for byte, as Latin 1, and understood here.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from border_gis.exchange.legacy_text import recognise_form

BYTE_FOR_BYTE = "ISO-8859-1"
"""As which GDAL is asked to read: each byte becomes the letter of its number."""

_UNICODE = "utf-8"
_LOOKED_AT_BYTES = 4_000_000
_DBF_HEADER_BYTES = 32
# What MapInfo and AutoCAD call the encodings that Vietnamese files are in.
_MAPINFO = {"windowsvietnamese": "cp1258"}
_AUTOCAD = {"ansi_1258": "cp1258"}
# Said of many files that are something else, by programs that knew no better.
_SAID_BY_DEFAULT = ("iso8859-1", "cp1252", "latin-1", "ascii")


def recognise_single_bytes(content: bytes) -> str:
    """Return the Windows encoding in which bytes that are no Unicode make sense."""
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    western = content.decode("cp1252", "replace")
    by_sense = recognise_form([vietnamese]).sense_as_is, recognise_form([western]).sense
    return "cp1258" if by_sense[0] >= by_sense[1] else "cp1252"


def is_unicode(content: bytes) -> bool:
    """Return whether bytes are UTF-8; the last letter may be cut in its middle."""
    try:
        codecs.getincrementaldecoder(_UNICODE)().decode(content)
    except UnicodeDecodeError:
        return False
    return True


def find_shapefile_encoding(path: Path) -> tuple[str, bool]:
    """Return the encoding of a shapefile's texts, and whether its ``.cpg`` says so.

    UTF-8 is recognised by itself, whatever is said; what only a program's habit says
    (Latin 1) is held against what would make sense.
    """
    said = _read_cpg(path)
    texts = _read_dbf_texts(path.with_suffix(".dbf"))
    if texts.isascii():
        return said or _UNICODE, True
    if is_unicode(texts):
        return _UNICODE, said == _UNICODE
    if said and said not in (_UNICODE, *_SAID_BY_DEFAULT):
        return said, True
    found = recognise_single_bytes(texts)
    return found, found == said


def find_mapinfo_encoding(path: Path) -> str:
    """Return the encoding that a ``.tab`` or ``.mif`` names and GDAL does not read; empty for others."""
    return _find_named(path, rb'charset\s+"?(\w+)', _MAPINFO)


def find_drawing_encoding(path: Path) -> str:
    """Return the encoding that a DXF file names and GDAL does not read rightly; empty for others."""
    return _find_named(path, rb"\$DWGCODEPAGE\s+3\s+(\w+)", _AUTOCAD)


def understand(text: str, encoding: str) -> str:
    """Return a text that was read byte for byte, in its encoding and with composed accents."""
    plain = text.encode(BYTE_FOR_BYTE, "replace").decode(encoding, "replace")
    return unicodedata.normalize("NFC", plain)


def _find_named(path: Path, pattern: bytes, known: dict[str, str]) -> str:
    with path.open("rb") as source:
        found = re.search(pattern, source.read(_LOOKED_AT_BYTES), re.IGNORECASE)
    return known.get(found[1].decode("ascii", "replace").lower(), "") if found else ""


def _read_cpg(path: Path) -> str:
    """Return what the ``.cpg`` says as Python names it; empty where there is none, or it is no name."""
    beside = next(
        (each for each in path.parent.glob(f"{path.stem}.*") if each.suffix.lower() == ".cpg"), None
    )
    if beside is None:
        return ""
    said = beside.read_bytes()[:100].decode("ascii", "replace").strip()
    for name in (said, f"cp{re.sub(r'[^0-9]', '', said)}"):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return ""


def _read_dbf_texts(path: Path) -> bytes:
    """Return the beginning of a dBase file, names of fields and records, without its binary header."""
    with path.open("rb") as source:
        content = source.read(_LOOKED_AT_BYTES)
    header_bytes = int.from_bytes(content[8:10], "little")
    names = b" ".join(
        content[start : start + 11].partition(b"\0")[0]
        for start in range(_DBF_HEADER_BYTES, max(header_bytes - 1, _DBF_HEADER_BYTES), 32)
    )
    return names + b"\n" + content[header_bytes:]
