"""Where a row of a file lies: by its geometry, by its coordinates in any notation, or by neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.coordinates import (
    CoordinateReading,
    is_in_region,
    parse_angle,
    parse_coordinates,
)
from border_gis.boundary.coordinates.model import BORDER_REGION
from border_gis.crs import ZONES, Zone, from_vn2000_geographic, to_wgs84
from border_gis.errors import CrsError, Finding, InputError, Severity
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.values import read_number, read_text

VN2000_DEGREES = "EPSG:4756"
WGS84 = "EPSG:4326"
_FARTHEST_DEG = 180.0
_SAME_PLACE_M = 0.01


@dataclass(frozen=True, slots=True)
class RowPosition:
    """Where a row lies, and what is to be said of that.

    Attributes
    ----------
    geometry : shapely geometry or None
        WGS 84; None where the row has no coordinates, or none that can be used.
    rounding_m : float or None
        Half of the last digit that was written, on the ground; None for geometries.
    findings : tuple of Finding
    """

    geometry: BaseGeometry | None
    rounding_m: float | None = None
    findings: tuple[Finding, ...] = ()


def read_position(
    row: IncomingRow, sources: Mapping[str, str], crs: str | None, zones: tuple[Zone, ...] = ()
) -> RowPosition:
    """Read where a row lies.

    Parameters
    ----------
    row : IncomingRow
    sources : mapping
        The file's field for each of ours (``FieldMap.sources``).
    crs : str or None
        What coordinates are in: EPSG code or WKT that the layer states or a person chose.
        Columns that are called longitude and latitude are WGS 84 unless it is EPSG:4756.
    zones : tuple of Zone
        The office's own zones, tried first for plane coordinates that nothing places.

    Raises
    ------
    CrsError
        The row has plane coordinates or a geometry and nothing says in which CRS.
    """
    if row.geometry is not None:
        return _read_geometry(row, crs)
    cells = {name: row.values.get(source) for name, source in sources.items()}
    if _is_filled(cells, "shape"):
        return _read_shape(row, read_text(cells["shape"]), crs)
    if _is_filled(cells, "longitude") and _is_filled(cells, "latitude"):
        return _read_degrees(row, cells["longitude"], cells["latitude"], crs)
    if _is_filled(cells, "x") and _is_filled(cells, "y"):
        return _read_plane(row, cells["x"], cells["y"], crs, zones)
    if _is_filled(cells, "coordinates"):
        return _read_written(row, read_text(cells["coordinates"]), crs, zones)
    half = [name for name in ("longitude", "latitude", "x", "y") if _is_filled(cells, name)]
    if half:
        return _refuse(row, "incoming.half_a_position", present=half)
    return RowPosition(None)


def read_positions(
    rows: Sequence[IncomingRow], sources: Mapping[str, str], crs: str | None, zones: tuple[Zone, ...] = ()
) -> list[RowPosition]:
    """Read where many rows lie, as `read_position` does of each: geometries are transformed together.

    Raises
    ------
    CrsError
        As `read_position`.
    """
    found: list[RowPosition | None] = [None] * len(rows)
    plain = [place for place, row in enumerate(rows) if row.geometry is not None and row.geometry.is_valid]
    if plain:
        given = np.array([rows[place].geometry for place in plain], dtype=object)
        vertices, owners = shapely.get_coordinates(given, return_index=True)
        moved = np.column_stack(to_wgs84(vertices[:, 0], vertices[:, 1], crs))
        is_there = np.ones(len(given), dtype=bool)
        is_there[owners[~np.isfinite(moved).all(axis=1)]] = False
        is_same = np.array_equal(moved, vertices)
        there = given if is_same else shapely.set_coordinates(given.copy(), moved)
        west, south, east, north = shapely.bounds(there).T
        region = BORDER_REGION
        is_near = (
            (west >= region.west_deg)
            & (east <= region.east_deg)
            & (south >= region.south_deg)
            & (north <= region.north_deg)
        )
        for place, geometry, is_plain in zip(plain, there, is_there & is_near, strict=True):
            # What lies elsewhere is told of one by one, below.
            if is_plain:
                found[place] = RowPosition(geometry)
    return [
        position or read_position(row, sources, crs, zones) for row, position in zip(rows, found, strict=True)
    ]


def _read_geometry(row: IncomingRow, crs: str | None) -> RowPosition:
    geometry = row.geometry
    findings = []
    if geometry is not None and not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
        findings.append(_find(row, "incoming.geometry_repaired"))
    moved = shapely.transform(geometry, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], crs)))
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        return _refuse(row, "incoming.not_on_earth")
    return RowPosition(moved, None, (*findings, *_look_where(row, moved)))


def _read_shape(row: IncomingRow, text: str, crs: str | None) -> RowPosition:
    """Read a shape that a table holds as text (WKT), in degrees of WGS 84 unless something else is said."""
    try:
        geometry = shapely.force_2d(shapely.from_wkt(text))
    except shapely.GEOSException:
        return _refuse(row, "incoming.bad_shape", text=text[:40])
    in_degrees = bool((np.abs(shapely.get_coordinates(geometry)) <= _FARTHEST_DEG).all())
    return _read_geometry(replace(row, geometry=geometry), crs or (WGS84 if in_degrees else None))


def _read_degrees(row: IncomingRow, longitude: Any, latitude: Any, crs: str | None) -> RowPosition:
    x, y = parse_angle(read_text(longitude)), parse_angle(read_text(latitude))
    if x is None or y is None:
        return _refuse(row, "incoming.bad_coordinates", x=read_text(longitude), y=read_text(latitude))
    at = (x.degrees, y.degrees)
    if not is_in_region(*at) and is_in_region(at[1], at[0]):
        return _refuse(row, "incoming.swapped", x=read_text(longitude), y=read_text(latitude))
    if abs(at[0]) > 180.0 or abs(at[1]) > 90.0:
        return _refuse(row, "incoming.not_degrees", x=read_text(longitude), y=read_text(latitude))
    point = Point(*(from_vn2000_geographic(*at) if crs == VN2000_DEGREES else at))
    return RowPosition(point, max(x.rounding_m, y.rounding_m), _look_where(row, point))


def _read_plane(row: IncomingRow, x: Any, y: Any, crs: str | None, zones: tuple[Zone, ...]) -> RowPosition:
    east, north = read_number(x), read_number(y)
    if east is None or north is None:
        return _refuse(row, "incoming.bad_coordinates", x=read_text(x), y=read_text(y))
    if crs is None:
        return _read_written(row, f"{read_text(x)} {read_text(y)}", crs, zones)
    if abs(east) <= 180.0 and abs(north) <= 180.0:
        return _refuse(row, "incoming.degrees_in_plane", x=read_text(x), y=read_text(y))
    # In Viet Nam X is the north; files have it both ways, and here the two differ tenfold in size.
    at = sorted((east, north))
    longitude, latitude = to_wgs84(at[0], at[1], crs)
    if not np.isfinite([longitude, latitude]).all():
        return _refuse(row, "incoming.not_on_earth")
    point = Point(longitude, latitude)
    return RowPosition(point, None, _look_where(row, point))


def _read_written(row: IncomingRow, text: str, crs: str | None, zones: tuple[Zone, ...]) -> RowPosition:
    """Read a pair of coordinates in one cell, in whatever notation."""
    zone = _zone_of(crs)
    try:
        readings = parse_coordinates(f"{text} EPSG:{zone.epsg}" if zone else text, zones)
    except (InputError, CrsError):
        return _refuse(row, "incoming.bad_coordinates", x=text, y="")
    here = [each for each in readings if is_in_region(each.longitude_deg, each.latitude_deg)] or list(
        readings
    )
    if zone is None and len(here) > 1 and not _agree(here):
        if any(reading.zone for reading in here):
            raise CrsError("crs.missing")
        return _refuse(row, "incoming.several_readings", text=text, count=len(here))
    reading = here[0]
    point = Point(reading.longitude_deg, reading.latitude_deg)
    notes = tuple(
        _find(row, note.code, **note.params) for note in reading.findings if "outside" not in note.code
    )
    return RowPosition(point, reading.rounding_m, (*notes, *_look_where(row, point)))


def _zone_of(crs: str | None) -> Zone | None:
    code = (crs or "").upper().removeprefix("EPSG:").strip()
    return next((zone for zone in ZONES if str(zone.epsg) == code), None)


def _agree(readings: list[CoordinateReading]) -> bool:
    longitudes = [reading.longitude_deg for reading in readings]
    latitudes = [reading.latitude_deg for reading in readings]
    apart_m = 111_320.0 * max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes))
    return apart_m < _SAME_PLACE_M


def _look_where(row: IncomingRow, geometry: BaseGeometry | None) -> tuple[Finding, ...]:
    if geometry is None or geometry.is_empty:
        return ()
    west, south, east, north = geometry.bounds
    if is_in_region(west, south) and is_in_region(east, north):
        return ()
    middle = geometry.centroid
    params = {"longitude_deg": round(middle.x, 5), "latitude_deg": round(middle.y, 5)}
    return (_find(row, "incoming.outside_region", Severity.ERROR, **params),)


def _refuse(row: IncomingRow, code: str, **params: Any) -> RowPosition:
    return RowPosition(None, None, (_find(row, code, Severity.ERROR, **params),))


def _find(row: IncomingRow, code: str, severity: Severity = Severity.WARNING, **params: Any) -> Finding:
    return Finding(code, {"row": row.number, **params}, str(row.number), severity)


def _is_filled(cells: Mapping[str, Any], name: str) -> bool:
    return bool(read_text(cells.get(name)))
