"""Write a reading in its canonical form."""

from __future__ import annotations

from typing import Literal

from border_gis.boundary.reference.model import Direction, MarkerReference, Reading, ReferenceEnd

ReferenceLanguage = Literal["vi", "en", "zh"]

_DIRECTIONS: dict[str, dict[Direction, str]] = {
    "vi": {
        Direction.N: "Bắc", Direction.NE: "Đông Bắc", Direction.E: "Đông", Direction.SE: "Đông Nam",
        Direction.S: "Nam", Direction.SW: "Tây Nam", Direction.W: "Tây", Direction.NW: "Tây Bắc",
    },
    "en": {
        Direction.N: "north", Direction.NE: "northeast", Direction.E: "east", Direction.SE: "southeast",
        Direction.S: "south", Direction.SW: "southwest", Direction.W: "west", Direction.NW: "northwest",
    },
    "zh": {
        Direction.N: "北", Direction.NE: "东北", Direction.E: "东", Direction.SE: "东南",
        Direction.S: "南", Direction.SW: "西南", Direction.W: "西", Direction.NW: "西北",
    },
}  # fmt: skip


def format_reading(reading: Reading, language: ReferenceLanguage = "vi") -> str:
    """Write a reading so that :func:`parse` reads the same from it.

    Parameters
    ----------
    reading : Reading
    language : {"vi", "en", "zh"}
        Points and stretches look the same in all three; distances in words do not.

    Returns
    -------
    str
    """
    if reading.kind == "offset":
        return _format_distance(reading, language)
    if reading.end is None:
        return _format_end(reading.start)
    if reading.end.offset_m is not None and reading.end.offset_m < 0:
        joint = {"vi": " đến ", "en": " to ", "zh": "至"}[language]
        return f"{_format_end(reading.start)}{joint}{_format_end(reading.end)}"
    return f"{_format_end(reading.start)}-{_format_end(reading.end)}"


def format_metres(metres: float) -> str:
    """Write metres without needless digits and with a point: "600", "0.5"."""
    return f"{metres:.6f}".rstrip("0").rstrip(".")


def _format_end(end: ReferenceEnd) -> str:
    if end.offset_m is None:
        return str(end.marker)
    sign = "-" if end.offset_m < 0 else "+"
    return f"{end.marker}{sign}{_metres(abs(end.offset_m))}m"


def _metres(metres: float) -> str:
    """Write metres so that three decimals are not taken for thousands."""
    written = format_metres(metres)
    whole, _, decimals = written.partition(".")
    return f"{whole}.{decimals}0" if len(decimals) == 3 else written


def _format_distance(reading: Reading, language: ReferenceLanguage) -> str:
    marker: MarkerReference = reading.start.marker
    metres = _metres(reading.start.offset_m or 0.0)
    direction = None if reading.direction is None else _DIRECTIONS[language][reading.direction]
    if language == "vi":
        about = "khoảng " if reading.approximate else ""
        towards = "" if direction is None else f" về phía {direction}"
        return f"cách mốc {marker} {about}{metres} m{towards}"
    if language == "en":
        about = "about " if reading.approximate else ""
        return f"{about}{metres} m {direction or 'from'}{' of' if direction else ''} marker {marker}"
    about = "约" if reading.approximate else ""
    return (
        f"距{marker}号界碑{about}{metres}米"
        if direction is None
        else f"{marker}号界碑以{direction}{about}{metres}米"
    )
