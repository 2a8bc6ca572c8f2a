"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile

from border_gis.errors import DataError

MOST_BYTES = 50_000_000
# What an archive unpacks to. Papers with many drawings reach a few hundred megabytes.
MOST_BYTES_UNPACKED = 1_000_000_000
_MOST_TIMES_UNPACKED = 150
_MOST_PARTS = 20_000

HEIF = "image/heic"
"""Photos of phones in the container of ISO/IEC 23008-12, whatever their ending."""

# What such a file calls itself: pictures and bursts in HEVC of 8 or more bits, or in any coding.
_HEIF_BRANDS = (
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs",
    b"mif1", b"mif2", b"msf1", b"heif",
)  # fmt: skip
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"SQLite format 3\x00", "application/geopackage+sqlite3"),
)
_ENDINGS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/tiff": ("tif", "tiff"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    HEIF: ("heic", "heif", "hif"),
    "video/mp4": ("mp4", "mov", "m4v"),
    "application/x-ole-storage": ("doc", "xls", "ppt"),
    "application/rtf": ("rtf", "doc"),
    "application/geopackage+sqlite3": ("gpkg",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.oasis.opendocument": ("odt", "ods", "odp"),
    "application/vnd.google-earth.kmz": ("kmz",),
    "application/zip": ("zip",),
    "text/plain": ("txt", "csv", "md", "json", "geojson", "xml", "kml", "gpx", "html", "htm", "svg"),
}
_PARTS_OF_ZIP = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)


def check_attachment(name: str, content: bytes) -> str:
    """Return the media type of a file that may be kept.

    Raises
    ------
    DataError
        If it is empty, larger than MOST_BYTES, of no kind that is kept, of another kind than
        its name says, or an archive that unpacks to a multiple of what anybody would send.
    """
    if not content:
        raise DataError("attachments.empty", name=name)
    if len(content) > MOST_BYTES:
        raise DataError(
            "attachments.too_large", name=name, size_mb=len(content) / 1e6, most_mb=MOST_BYTES / 1e6
        )
    media_type = find_media_type(content)
    if media_type is None:
        raise DataError("attachments.unknown_type", name=name)
    ending = name.rpartition(".")[2].lower()
    if ending not in _ENDINGS[media_type]:
        raise DataError("attachments.other_type", name=name, found=media_type)
    if content.startswith(b"PK\x03\x04"):
        _refuse_bomb(name, content)
    return media_type


def find_media_type(content: bytes) -> str | None:
    """Return what some bytes are by themselves; None if they are nothing that is kept."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return HEIF if content[8:12] in _HEIF_BRANDS else "video/mp4"
    if content.startswith(b"PK\x03\x04"):
        return _look_into_zip(content)
    return "text/plain" if _is_text(content) else None


def _look_into_zip(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace")
                return "application/vnd.oasis.opendocument" if "opendocument" in kind else "application/zip"
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    for folder, media_type in _PARTS_OF_ZIP:
        if any(name.startswith(folder) for name in names):
            return media_type
    if any(name.lower().endswith(".kml") for name in names):
        return "application/vnd.google-earth.kmz"
    return "application/zip"


def _refuse_bomb(name: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    is_far_too_large = unpacked > MOST_BYTES and unpacked > _MOST_TIMES_UNPACKED * len(content)
    if unpacked > MOST_BYTES_UNPACKED or is_far_too_large or len(parts) > _MOST_PARTS:
        raise DataError("attachments.zip_bomb", name=name, size_mb=unpacked / 1e6)


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text[:100_000])
