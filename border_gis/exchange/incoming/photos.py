"""Photos that an office brings: single files, a folder or an archive of them, one at a time in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.media import list_files
from border_gis.exchange.media_types import HEIF, MOST_BYTES, check_attachment
from border_gis.exchange.photos import ASSUMED_ZONE, PhotoFacts, TimeZoneSource, read_photo_facts
from border_gis.exchange.pictures import open_picture
from border_gis.incidents.attachments import hash_content

PHOTO_SUFFIXES = (".jpg", ".jpeg", ".tif", ".tiff", ".png", ".webp", ".heic", ".heif", ".hif")
MOST_PHOTOS = 2_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class IncomingPhoto:
    """A photo that was looked into.

    Attributes
    ----------
    path : Path
    sha256 : str
        Of its bytes, in hexadecimal; empty where it could not be read.
    size_bytes : int
    facts : PhotoFacts or None
        What it says about itself; None where nothing can be read of it.
    findings : tuple of Finding
        With an error among them it is not brought in.
    """

    path: Path
    sha256: str
    size_bytes: int
    facts: PhotoFacts | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it can be brought in."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def is_photo(path: Path) -> bool:
    """Return whether a file is called as photos are."""
    return path.suffix.lower() in PHOTO_SUFFIXES


def list_photos(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the photos among files and in folders.

    Raises
    ------
    DataError
        There are more than 2,000.
    """
    found = [path for path in list_files(paths, 20_000) if is_photo(path)]
    if len(found) > MOST_PHOTOS:
        raise DataError("imports.too_many_photos", count=len(found), most=MOST_PHOTOS)
    return tuple(found)


def read_photos(paths: Iterable[Path], progress: Progress | None = None) -> Iterator[IncomingPhoto]:
    """Look into photos one by one; what is wrong with one is said of it and stops no other."""
    listed = list(paths)
    for number, path in enumerate(listed, start=1):
        yield read_photo(path)
        if progress is not None:
            progress(number, len(listed))


def read_photo(path: Path) -> IncomingPhoto:
    """Look into one photo."""
    try:
        size_bytes = path.stat().st_size
        if size_bytes > MOST_BYTES:
            raise DataError(
                "attachments.too_large", name=path.name, size_mb=size_bytes / 1e6, most_mb=MOST_BYTES / 1e6
            )
        content = path.read_bytes()
        media_type = check_attachment(path.name, content)
    except DataError as error:
        return IncomingPhoto(path, "", 0, findings=(_refuse(path, error),))
    except OSError:
        refused = Finding("imports.photo_damaged", {}, path.name, Severity.ERROR)
        return IncomingPhoto(path, "", 0, findings=(refused,))
    sha256 = hash_content(content)
    facts = read_photo_facts(content, media_type)
    if facts is None and media_type != HEIF:
        return IncomingPhoto(path, sha256, len(content), findings=(_say_why(path, content),))
    findings = [] if facts is None else [*facts.findings, *_note_clock(facts)]
    if media_type == HEIF:
        findings.append(Finding("imports.photo_not_shown", severity=Severity.NOTE))
    if facts is None:
        findings.append(Finding("imports.photo_not_opened"))
    elif not facts.has_position:
        findings.append(Finding("imports.photo_without_place"))
    placed = tuple(Finding(each.code, each.params, path.name, each.severity) for each in findings)
    return IncomingPhoto(path, sha256, len(content), facts, placed)


def _note_clock(facts: PhotoFacts) -> tuple[Finding, ...]:
    """Say that a camera's clock was not that of Viet Nam, or that nobody knows whose it was."""
    if facts.zone is TimeZoneSource.ASSUMED:
        return (Finding("imports.photo_zone_assumed", {}, "", Severity.NOTE),)
    ahead = facts.clock_ahead_min
    usual = ASSUMED_ZONE.utcoffset(None).total_seconds() / 60.0
    if ahead is None or ahead == usual:
        return ()
    hours, minutes = divmod(abs(ahead), 60)
    zone = f"UTC{'+' if ahead >= 0 else '-'}{hours}" + (f":{minutes:02d}" if minutes else "")
    by = "imports.photo_clock_by_camera" if facts.zone is TimeZoneSource.CAMERA else "imports.photo_clock"
    return (Finding(by, {"zone": zone, "taken_at": facts.taken_at}, "", Severity.NOTE),)


def _say_why(path: Path, content: bytes) -> Finding:
    try:
        with open_picture(content):
            pass
    except DataError as error:
        if error.code == "photos.too_many_pixels":
            return Finding("imports.photo_too_many_pixels", error.params, path.name, Severity.ERROR)
    return Finding("imports.photo_damaged", {}, path.name, Severity.ERROR)


def _refuse(path: Path, error: DataError) -> Finding:
    return Finding(error.code, error.params, path.name, Severity.ERROR)
