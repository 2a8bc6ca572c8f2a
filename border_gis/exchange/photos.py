"""What a photo says about itself: where, when and with what it was taken.

The tags are those of Exif 2.32 (CIPA DC-008), read by Pillow, also those of a HEIC photo, whose
picture nothing here decodes. Cameras and phones leave them out, fill them with zeros or get
them wrong: what cannot be understood is a finding, never an error.
"""

from __future__ import annotations

import contextlib
import math
import struct
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from PIL import ExifTags, Image

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.heif import read_heif
from border_gis.exchange.media_types import HEIF
from border_gis.exchange.pictures import is_picture, open_picture

# Photos without a time zone are read as taken in Viet Nam, which has no summer time.
ASSUMED_ZONE = timezone(timedelta(hours=7))
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_CLOCK_TOLERANCE = timedelta(minutes=5)
# China's own datum agrees with WGS 84 within decimetres.
_SAME_DATUM = ("WGS84", "WGS1984", "CGCS2000")
_ERRORS = (
    KeyError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    OverflowError,
    IndexError,
    AttributeError,
    struct.error,
)


class TimeZoneSource(StrEnum):
    """How sure one can be of the moment at which a photo was taken."""

    CAMERA = "camera"
    SATELLITE = "satellite"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo says about itself; None or empty where it says nothing.

    Attributes
    ----------
    width_px, height_px : int
        As it is looked at, after turning; 0 where a HEIC photo does not say.
    longitude_deg, latitude_deg : float or None
        WGS 84, as the camera wrote them.
    position_error_m : float or None
        As the camera estimates it.
    altitude_m : float or None
    direction_deg : float or None
        In which the camera looked, clockwise from north.
    direction_is_magnetic : bool
    taken_at : datetime or None
        Aware, UTC.
    zone : TimeZoneSource or None
        Where the time zone comes from; with ``ASSUMED`` the hour may be wrong by hours.
    clock_ahead_min : int or None
        So many minutes the camera's clock was ahead of UTC, as it says or the satellites show.
    camera : str
        Maker and model.
    findings : tuple of Finding
    """

    width_px: int
    height_px: int
    longitude_deg: float | None = None
    latitude_deg: float | None = None
    position_error_m: float | None = None
    altitude_m: float | None = None
    direction_deg: float | None = None
    direction_is_magnetic: bool = False
    taken_at: datetime | None = None
    zone: TimeZoneSource | None = None
    clock_ahead_min: int | None = None
    camera: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def has_position(self) -> bool:
        """Whether it says where it was taken."""
        return self.longitude_deg is not None and self.latitude_deg is not None


def read_photo_facts(content: bytes, media_type: str) -> PhotoFacts | None:
    """Return what a photo says about itself; None if it is no photo, or too damaged to say anything.

    Parameters
    ----------
    content : bytes
    media_type : str
        As ``find_media_type`` says.
    """
    if media_type == HEIF:
        return _read_heif(content)
    if not is_picture(media_type):
        return None
    try:
        with open_picture(content) as image:
            return _read(image.getexif, *image.size)
    except DataError:
        return None


def _read_heif(content: bytes) -> PhotoFacts | None:
    """Return what a HEIC photo says: its size out of the container, the rest out of its tags."""
    heif = read_heif(content)
    if heif is None:
        return None
    exif = Image.Exif()

    def load() -> Image.Exif:
        exif.load(heif.exif)
        return exif

    facts = _read(load, heif.width_px, heif.height_px, is_turned=True)
    findings = facts.findings
    if heif.is_exif_damaged:
        findings = (Finding("photos.bad_tags"), *findings)
    if not heif.is_whole:
        findings = (Finding("photos.cut_off"), *findings)
    return replace(facts, findings=findings)


def _read(
    load: Callable[[], Image.Exif], width_px: int, height_px: int, *, is_turned: bool = False
) -> PhotoFacts:
    findings: list[Finding] = []
    try:
        with warnings.catch_warnings():
            # What Pillow says of damaged tags is said to nobody here: they are a finding.
            warnings.simplefilter("ignore", UserWarning)
            main: Mapping[int, Any] = load()
            shot = load().get_ifd(ExifTags.IFD.Exif)
            place = load().get_ifd(ExifTags.IFD.GPSInfo)
    except (*_ERRORS, OSError, SyntaxError):
        return PhotoFacts(width_px, height_px, findings=(Finding("photos.bad_tags"),))
    if not is_turned and main.get(ExifTags.Base.Orientation) in (5, 6, 7, 8):
        width_px, height_px = height_px, width_px
    longitude_deg, latitude_deg = _read_position(place, findings)
    taken_at, zone, ahead = _read_time(main, shot, place, findings)
    direction_deg = _number(place.get(ExifTags.GPS.GPSImgDirection))
    if direction_deg is not None and not 0.0 <= direction_deg <= 360.0:
        direction_deg = None
    error_m = _number(place.get(ExifTags.GPS.GPSHPositioningError))
    return PhotoFacts(
        width_px=width_px,
        height_px=height_px,
        longitude_deg=longitude_deg,
        latitude_deg=latitude_deg,
        position_error_m=error_m if longitude_deg is not None and error_m and error_m > 0 else None,
        altitude_m=_read_altitude(place),
        direction_deg=None if direction_deg is None else direction_deg % 360.0,
        direction_is_magnetic=_text(place.get(ExifTags.GPS.GPSImgDirectionRef)).upper() == "M",
        taken_at=taken_at,
        zone=zone,
        clock_ahead_min=None if ahead is None else round(ahead.total_seconds() / 60.0),
        camera=_read_camera(main),
        findings=tuple(findings),
    )


def _read_position(place: Mapping[int, Any], findings: list[Finding]) -> tuple[float | None, float | None]:
    tags = ExifTags.GPS
    written = [place.get(tag) for tag in (tags.GPSLongitude, tags.GPSLatitude)]
    if all(value is None for value in written):
        return None, None
    hemispheres = [_text(place.get(tag)).upper() for tag in (tags.GPSLongitudeRef, tags.GPSLatitudeRef)]
    longitude_deg, latitude_deg = (_angle(value) for value in written)
    is_placed = (
        longitude_deg is not None
        and latitude_deg is not None
        and longitude_deg <= 180.0
        and latitude_deg <= 90.0
        # A camera without a fix writes zeros.
        and not longitude_deg == 0.0 == latitude_deg
    )
    if not is_placed or hemispheres[0] not in ("E", "W") or hemispheres[1] not in ("N", "S"):
        findings.append(Finding("photos.bad_position"))
        return None, None
    datum = _text(place.get(tags.GPSMapDatum))
    if datum and "".join(letter for letter in datum.upper() if letter.isalnum()) not in _SAME_DATUM:
        findings.append(Finding("photos.other_datum", {"datum": datum}))
    return _signed(longitude_deg, hemispheres[0] == "W"), _signed(latitude_deg, hemispheres[1] == "S")


def _signed(angle_deg: float | None, is_negative: bool) -> float | None:
    return -angle_deg if angle_deg is not None and is_negative else angle_deg


def _read_altitude(place: Mapping[int, Any]) -> float | None:
    altitude_m = _number(place.get(ExifTags.GPS.GPSAltitude))
    if altitude_m is None or abs(altitude_m) > 20_000.0:
        return None
    is_below = place.get(ExifTags.GPS.GPSAltitudeRef) in (1, b"\x01")
    return -altitude_m if is_below else altitude_m


def _read_time(
    main: Mapping[int, Any], shot: Mapping[int, Any], place: Mapping[int, Any], findings: list[Finding]
) -> tuple[datetime | None, TimeZoneSource | None, timedelta | None]:
    """Return when a photo was taken, how its time zone is known, and how far its clock was ahead of UTC."""
    satellite = _satellite_time(place)
    tags = ExifTags.Base
    written = next(
        (
            (value, shot.get(offset_tag))
            for value, offset_tag in (
                (shot.get(tags.DateTimeOriginal), tags.OffsetTimeOriginal),
                (shot.get(tags.DateTimeDigitized), tags.OffsetTimeDigitized),
                (main.get(tags.DateTime), tags.OffsetTime),
            )
            if _text(value)
        ),
        None,
    )
    clock = None if written is None else _clock(_text(written[0]))
    if written is not None and clock is None:
        findings.append(Finding("photos.bad_time", {"text": _text(written[0])}))
    if clock is None:
        return satellite, None if satellite is None else TimeZoneSource.SATELLITE, None
    offset = _offset(_text(written[1] if written else ""))
    if offset is not None:
        taken_at, source = clock - offset, TimeZoneSource.CAMERA
    elif satellite is not None and (found := _nearest_zone(clock - satellite)) is not None:
        return clock - found, TimeZoneSource.SATELLITE, found
    else:
        taken_at, source = clock - (ASSUMED_ZONE.utcoffset(None)), TimeZoneSource.ASSUMED
    if satellite is not None and abs(taken_at - satellite) > 2 * _CLOCK_TOLERANCE:
        findings.append(Finding("photos.clock_differs", {"satellite": satellite}))
    return taken_at, source, offset


def _nearest_zone(difference: timedelta) -> timedelta | None:
    """Return the time zone that makes a camera's clock agree with the satellites; None if none does."""
    quarter = timedelta(minutes=15)
    zone = round(difference / quarter) * quarter
    is_zone = timedelta(hours=-12) <= zone <= timedelta(hours=14)
    return zone if is_zone and abs(difference - zone) <= _CLOCK_TOLERANCE else None


def _satellite_time(place: Mapping[int, Any]) -> datetime | None:
    with contextlib.suppress(*_ERRORS):
        year, month, day = (int(part) for part in _text(place[ExifTags.GPS.GPSDateStamp]).split(":"))
        hour, minute, second = (float(part) for part in place[ExifTags.GPS.GPSTimeStamp])
        if _FIRST_YEAR <= year <= _LAST_YEAR:
            return datetime(year, month, day, int(hour), int(minute), int(second), tzinfo=UTC)
    return None


def _clock(text: str) -> datetime | None:
    """Return what a camera's clock showed, as if it had shown UTC."""
    with contextlib.suppress(*_ERRORS):
        moment = datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
        if _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            return moment
    return None


def _offset(text: str) -> timedelta | None:
    with contextlib.suppress(*_ERRORS):
        if text == "Z":
            return timedelta()
        hours, minutes = (int(part) for part in text[1:].split(":"))
        found = timedelta(hours=hours, minutes=minutes)
        if text[:1] in ("+", "-") and found <= timedelta(hours=14) and minutes < 60:
            return found if text[0] == "+" else -found
    return None


def _read_camera(main: Mapping[int, Any]) -> str:
    maker, model = _text(main.get(ExifTags.Base.Make)), _text(main.get(ExifTags.Base.Model))
    return model if model.lower().startswith(maker.lower()) else f"{maker} {model}".strip()


def _angle(value: Any) -> float | None:
    """Return degrees, minutes and seconds as degrees; each may be a fraction, the later may be missing."""
    with contextlib.suppress(*_ERRORS):
        parts = [float(part) for part in value]
        if 1 <= len(parts) <= 3 and all(math.isfinite(part) and part >= 0.0 for part in parts):
            return sum(part / 60.0**index for index, part in enumerate(parts))
    return None


def _number(value: Any) -> float | None:
    with contextlib.suppress(*_ERRORS):
        number = float(value)
        return number if math.isfinite(number) else None
    return None


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    shown = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(shown.split())[:100]


def note_late(facts: PhotoFacts, received_at: datetime) -> tuple[Finding, ...]:
    """Return a finding if a photo says that it was taken after it came in."""
    if facts.taken_at is None or facts.taken_at <= received_at + timedelta(days=1):
        return ()
    return (Finding("photos.taken_after_intake", {"taken_at": facts.taken_at}, "", Severity.WARNING),)
