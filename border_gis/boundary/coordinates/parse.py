"""Read typed coordinates in every way that makes sense here, best first.

Nothing is guessed: plane coordinates without a zone are offered in every zone in which
they fall near this border, and numbers that contradict their labels are offered with a
finding that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from border_gis.boundary.coordinates.model import (
    CoordinateReading,
    CoordinateSystem,
    is_in_region,
    zones_of_province,
)
from border_gis.boundary.coordinates.tokens import Angle, Token, make_plain, read_angles, tokenize
from border_gis.boundary.folding import fold_text
from border_gis.crs import (
    UTM_48N_EPSG,
    ZONES,
    Zone,
    from_vn2000,
    from_vn2000_geographic,
    to_wgs84,
    zone_by_epsg,
    zones_of_meridian,
)
from border_gis.errors import CrsError, Finding, InputError

LONGEST_TEXT = 200
WGS84_UTM_48N = "EPSG:32648"

_EAST_M = (100_000.0, 900_000.0)
_NORTH_M = (2_250_000.0, 2_660_000.0)
_BORDER_ZONES = tuple(zone for zone in ZONES if zone.provinces)
_FARTHEST_FROM_MERIDIAN_DEG = 3.0
_PROVINCE_SCALE = 0.9999
_WGS84_EPSG, _VN2000_EPSG = 4326, 4756

_PROVINCE_NAMES = sorted(
    {fold_text(name) for zone in ZONES for name in zone.provinces}, key=len, reverse=True
)
_PROVINCE = re.compile(rf"(?:\btinh )?\b({'|'.join(_PROVINCE_NAMES)})\b")
_EPSG = re.compile(r"\bepsg\s*:?\s*(\d{4,5})\b|(?<![\d.,])(3405|3406|589[6-9]|92(?:0[5-9]|1[0-8]))(?![\d.,])")
_MERIDIAN = re.compile(
    r"(?:\b(?:kinh tuyến trục|kinh tuyen truc|kttw|ktt|múi chiếu|mui chieu|múi|mui|zone|cm)\s*:?\s*)?"
    r"(?:\b(10[2-8])\s*(?:°|độ|-)\s*(00|15|30|45)?\s*'?|\b(10[2-8]\.(?:0|25|5|75))\b)"
)
_SYSTEM = re.compile(r"\b(vn\s*-?\s*2000)\b|\b(wgs\s*-?\s*84)\b|\b(utm)(?:\s*(?:zone)?\s*48\s*n?)?\b")
_LOOKS_PLANE = re.compile(r"(?<![\d.,])\d{5}|\d\.\d{3}[.,]\d{3}")


def parse_coordinates(text: str, zones: Sequence[Zone] = ()) -> tuple[CoordinateReading, ...]:
    """Return every way to understand coordinates, best first.

    Parameters
    ----------
    text : str
        Decimal degrees with point or comma, degrees, minutes and seconds, or east and north
        of VN-2000 in metres, in either order, with or without the province, the central
        meridian or the EPSG code of the zone.
    zones : sequence of Zone
        The office's own zones: offered before those of other provinces where the text names
        none.

    Returns
    -------
    tuple of CoordinateReading
        Never empty. Readings that fall on this border's provinces come first; one that falls
        elsewhere carries a finding.

    Raises
    ------
    InputError
        ``coordinates.not_understood``: the text holds no coordinates.
        ``coordinates.not_on_earth``: it holds numbers that no system here has.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError("coordinates.not_understood", text=f"{text[:60]}…")
    plain, said = _read_system(make_plain(text))
    is_pair = False
    readings: list[CoordinateReading] = []
    for tokens in tokenize(plain):
        is_pair = is_pair or [token.kind for token in tokens if token.kind != "label"] == ["number"] * 2
        readings += _read_plane(tokens, said, zones)
        readings += _read_degrees(tokens, said, plain)
    if not readings:
        code = "coordinates.not_on_earth" if is_pair and _is_precise(plain) else "coordinates.not_understood"
        raise InputError(code, text=text.strip())
    return tuple(sorted(_drop_doubles(readings), key=lambda reading: bool(_is_elsewhere(reading))))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says about its system, apart from the numbers."""

    zones: tuple[Zone, ...]
    is_vn2000: bool
    is_wgs84: bool
    is_utm: bool


def _read_system(plain: str) -> tuple[str, _Said]:
    """Take the words about zone and datum out of a text."""
    plain, systems = _take(_SYSTEM, plain)
    plain, codes = _take(_EPSG, plain)
    plain, meridians = _take(_MERIDIAN, plain) if _LOOKS_PLANE.search(plain) else (plain, [])
    folded, provinces = _take(_PROVINCE, fold_text(plain))
    is_vn2000, is_wgs84, is_utm = (any(match[group] for match in systems) for group in (1, 2, 3))
    numbers = [int(match[1] or match[2]) for match in codes]
    zones = [zone_by_epsg(code) for code in numbers if code not in (_WGS84_EPSG, _VN2000_EPSG)]
    zones += [zone for match in meridians for zone in _zones_of_meridian(match)]
    zones += [zone for match in provinces for zone in zones_of_province(match[1])]
    if is_utm and is_vn2000 and not zones:
        zones = [zone_by_epsg(UTM_48N_EPSG)]
    said = _Said(
        zones=tuple(dict.fromkeys(zones)),
        is_vn2000=is_vn2000 or _VN2000_EPSG in numbers,
        is_wgs84=is_wgs84 or _WGS84_EPSG in numbers,
        is_utm=is_utm,
    )
    return (folded if provinces else plain), said


def _take(pattern: re.Pattern[str], plain: str) -> tuple[str, list[re.Match[str]]]:
    return pattern.sub(" ", plain), list(pattern.finditer(plain))


def _zones_of_meridian(match: re.Match[str]) -> tuple[Zone, ...]:
    meridian_deg = float(match[3]) if match[3] else int(match[1]) + int(match[2] or 0) / 60.0
    zones = tuple(zone for zone in zones_of_meridian(meridian_deg) if zone.scale == _PROVINCE_SCALE)
    if not zones:
        raise CrsError(
            "crs.unknown_zone", value=match[0].strip(), known=[zone.name for zone in _BORDER_ZONES]
        )
    return zones


def _read_plane(tokens: Sequence[Token], said: _Said, own: Sequence[Zone]) -> Iterator[CoordinateReading]:
    """Read two numbers as east and north; their size tells which is which."""
    numbers = [token for token in tokens if token.kind == "number"]
    if len(numbers) != 2 or any(token.kind == "mark" for token in tokens):
        return
    small, large = sorted(numbers, key=lambda token: token.value)
    if not (_EAST_M[0] <= small.value <= _EAST_M[1] and _NORTH_M[0] <= large.value <= _NORTH_M[1]):
        return
    rounding_m = 0.5 * 10.0 ** -min(small.decimals, large.decimals)
    labelled_degrees = any(token.kind == "axis" for token in tokens) or (said.is_wgs84 and not said.is_utm)
    notes = (Finding("coordinates.metres_not_degrees"),) if labelled_degrees else ()
    if said.is_utm and not said.zones:
        position = to_wgs84(small.value, large.value, WGS84_UTM_48N)
        yield _look_where(CoordinateReading(*position, CoordinateSystem.WGS84_UTM, None, rounding_m, notes))
    offered = said.zones or _zones_to_offer(said, own)
    for zone in offered:
        position = from_vn2000(small.value, large.value, zone)
        is_near = abs(position[0] - zone.central_meridian_deg) <= _FARTHEST_FROM_MERIDIAN_DEG
        if said.zones or (is_near and is_in_region(*position)):
            reading = CoordinateReading(*position, CoordinateSystem.VN2000, zone, rounding_m, notes)
            yield _look_where(reading)


def _zones_to_offer(said: _Said, own: Sequence[Zone]) -> tuple[Zone, ...]:
    if said.is_utm:
        return () if said.is_wgs84 else (zone_by_epsg(UTM_48N_EPSG),)
    return tuple(dict.fromkeys([*own, *_BORDER_ZONES]))


def _read_degrees(tokens: Sequence[Token], said: _Said, plain: str) -> Iterator[CoordinateReading]:
    angles = read_angles(tokens)
    if angles is None or not (_is_precise(plain) or any(angle.axis for angle in angles)):
        return
    first, second = angles
    named = {angle.axis for angle in angles} - {None}
    if len(named) == 1 and first.axis == second.axis:
        return
    latitude, longitude = (
        (second, first) if "longitude" in (first.axis, _other(second.axis)) else (first, second)
    )
    notes: tuple[Finding, ...] = ()
    if not _fits(latitude, longitude) and _fits(longitude, latitude):
        latitude, longitude = longitude, latitude
        code = "coordinates.labels_swapped" if named else "coordinates.longitude_first"
        notes = (Finding(code, {"latitude_deg": latitude.degrees, "longitude_deg": longitude.degrees}),)
    if abs(latitude.degrees) > 90.0 or abs(longitude.degrees) > 180.0:
        return
    rounding_m = max(latitude.rounding_m, longitude.rounding_m)
    if said.zones and not said.is_utm:
        notes += (Finding("coordinates.degrees_not_metres", {"zone": said.zones[0].name}),)
    degrees = (longitude.degrees, latitude.degrees)
    as_wgs84 = CoordinateReading(*degrees, CoordinateSystem.WGS84, None, rounding_m, notes)
    shifted = from_vn2000_geographic(*degrees)
    as_vn2000 = CoordinateReading(*shifted, CoordinateSystem.VN2000_DEGREES, None, rounding_m, notes)
    if not said.is_vn2000:
        yield _look_where(as_wgs84)
    if said.is_vn2000 or said.zones:
        yield _look_where(as_vn2000)


def _other(axis: str | None) -> str | None:
    return {"latitude": "longitude", "longitude": "latitude"}.get(axis or "")


def _fits(latitude: Angle, longitude: Angle) -> bool:
    return is_in_region(longitude.degrees, latitude.degrees)


def _is_precise(plain: str) -> bool:
    """Whether two bare numbers look measured: `104 105` may be two markers."""
    return re.search(r"\d[.,]\d|\d{5}|[°'\"]", plain) is not None or len(re.findall(r"\d+", plain)) >= 4


def _look_where(reading: CoordinateReading) -> CoordinateReading:
    if is_in_region(reading.longitude_deg, reading.latitude_deg):
        return reading
    params = {"longitude_deg": reading.longitude_deg, "latitude_deg": reading.latitude_deg}
    return replace(reading, findings=(*reading.findings, Finding("coordinates.outside_region", params)))


def _is_elsewhere(reading: CoordinateReading) -> bool:
    return any(finding.code == "coordinates.outside_region" for finding in reading.findings)


def _drop_doubles(readings: Sequence[CoordinateReading]) -> list[CoordinateReading]:
    kept: dict[tuple[float, float, CoordinateSystem], CoordinateReading] = {}
    for reading in readings:
        key = (round(reading.longitude_deg, 9), round(reading.latitude_deg, 9), reading.system)
        kept.setdefault(key, reading)
    return list(kept.values())
