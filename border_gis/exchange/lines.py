"""Read a version of the boundary line from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString

from border_gis.boundary.folding import fold_text
from border_gis.boundary.line import BoundaryLine, LegalStatus, find_feet, reverse_line
from border_gis.boundary.parties import Party
from border_gis.boundary.register import Register
from border_gis.errors import DataError
from border_gis.exchange.layers import LayerFeature, read_features

ASSUMED_ACCURACY_M = 10.0
"""What a line's accuracy counts as when its file does not state it; the line says so."""

JOINT_DEG = 1e-7
"""How far apart the ends of two parts may lie and still be one point: a centimetre."""

_DESCENDING = {"descending", "giam", "giam dan", "reverse", "tu cao xuong thap", "cao den thap"}
_VIET_NAM = {"vn", "viet nam", "vietnam"}


def read_line(
    path: Path, *, layer: str | None = None, crs: str | None = None, register: Register | None = None
) -> BoundaryLine:
    """Read one version of the line.

    Parameters
    ----------
    path : Path
        GeoJSON, GeoPackage, Shapefile, FlatGeobuf or MapInfo file with one line, or with
        parts that join end to end.
    layer : str, optional
        Needed when several layers hold lines.
    crs : str, optional
        What the coordinates are in, where the file does not say. GeoJSON says WGS 84
        by saying nothing (RFC 7946).
    register : Register, optional
        Turns the line so that it runs towards higher numbers.

    Returns
    -------
    BoundaryLine
        Towards higher numbers as far as the register, or an attribute ``direction`` or
        ``from_marker`` and ``to_marker``, tell; otherwise as the file has it. China lies
        on the left of a line that runs from west to east, as on this border, unless an
        attribute ``left_party`` says otherwise. What no attribute says (``name``,
        ``legal_status``, ``source``, ``accuracy_m``) is the file's name, "no legal value"
        and 10 m, marked as assumed.

    Raises
    ------
    DataError
        The file is missing or unreadable, or holds no line, or parts that do not join.
    CrsError
        The file does not say which CRS it is in.
    """
    return build_line(
        read_features(path, layer, crs, takes=("LineString", "MultiLineString")), path, register
    )


def build_line(
    features: Sequence[LayerFeature], path: Path, register: Register | None = None
) -> BoundaryLine:
    """Return the line of some features, which are its parts; see `read_line`.

    Parameters
    ----------
    features : sequence of LayerFeature
    path : Path
        Of their file: its name stands where no attribute says better.
    register : Register, optional

    Raises
    ------
    DataError
        They hold no line, or parts that do not join.
    """
    coordinates = _join([part for feature in features for part in _parts(feature, path)], path)
    line = _describe(coordinates, features[0].properties, path)
    if register is not None:
        return turn_towards_higher_numbers(line, register)
    return reverse_line(line) if _runs_down(features[0].properties) else line


def turn_towards_higher_numbers(line: BoundaryLine, register: Register) -> BoundaryLine:
    """Return the line in the direction in which the numbers of most markers grow along it."""
    markers = [marker for marker in register if marker.reference.sub is None]
    if len(markers) < 2:
        return line
    positions = np.array(
        [(marker.position.longitude_deg, marker.position.latitude_deg) for marker in markers]
    )
    chainages_m = find_feet(line, *positions.T).nearest().chainage_m
    falls = np.count_nonzero(np.diff(chainages_m) < 0.0)
    return reverse_line(line) if falls > (len(markers) - 1) / 2 else line


def _parts(feature: LayerFeature, path: Path) -> list[NDArray[np.float64]]:
    geometry = feature.geometry
    if geometry is None or geometry.is_empty:
        return []
    parts = list(getattr(geometry, "geoms", [geometry]))
    if not all(isinstance(part, LineString) for part in parts):
        raise DataError("exchange.not_a_line", path=str(path), row=feature.row, kind=geometry.geom_type)
    return [np.asarray(part.coords, dtype=np.float64)[:, :2] for part in parts]


def _join(parts: list[NDArray[np.float64]], path: Path) -> NDArray[np.float64]:
    """Put parts together end to end, in the direction of the first of them."""
    if not parts:
        raise DataError("exchange.no_line", path=str(path))
    joined, waiting = parts[0], parts[1:]
    while waiting:
        for index, part in enumerate(waiting):
            longer = _append(joined, part)
            if longer is not None:
                joined = longer
                del waiting[index]
                break
        else:
            raise DataError("exchange.parts_do_not_join", path=str(path), count=len(parts), left=len(waiting))
    return joined


def _append(joined: NDArray[np.float64], part: NDArray[np.float64]) -> NDArray[np.float64] | None:
    for way in (part, part[::-1]):
        if _meet(joined[-1], way[0]):
            return np.concatenate([joined, way[1:]])
        if _meet(way[-1], joined[0]):
            return np.concatenate([way, joined[1:]])
    return None


def _meet(end: NDArray[np.float64], start: NDArray[np.float64]) -> bool:
    return bool(np.abs(end - start).max() <= JOINT_DEG)


def _describe(coordinates: NDArray[np.float64], said: Mapping[str, Any], path: Path) -> BoundaryLine:
    accuracy_m = said.get("accuracy_m")
    is_stated = isinstance(accuracy_m, (int, float)) and accuracy_m > 0
    return BoundaryLine(
        id=str(said.get("id") or path.stem),
        name=str(said.get("name") or path.stem),
        coordinates=coordinates,
        left_party=_read_left_party(said, coordinates),
        legal_status=_read_status(said.get("legal_status"), path),
        source=str(said.get("source") or path.name),
        accuracy_m=float(accuracy_m) if is_stated and accuracy_m is not None else ASSUMED_ACCURACY_M,
        valid_from=_read_date(said.get("valid_from"), path),
        valid_to=_read_date(said.get("valid_to"), path),
        demonstration=bool(said.get("demonstration")),
        accuracy_assumed=not is_stated or bool(said.get("accuracy_assumed")),
    )


def _read_left_party(said: Mapping[str, Any], coordinates: NDArray[np.float64]) -> Party:
    stated = said.get("left_party")
    if stated:
        return Party.VN if fold_text(str(stated)) in _VIET_NAM else Party.CN
    return Party.CN if coordinates[-1, 0] >= coordinates[0, 0] else Party.VN


def _read_status(stated: Any, path: Path) -> LegalStatus:
    if not stated:
        return LegalStatus.NO_LEGAL_VALUE
    try:
        return LegalStatus(str(stated))
    except ValueError as error:
        known = [status.value for status in LegalStatus]
        raise DataError(
            "exchange.unknown_value", path=str(path), column="legal_status", value=str(stated), known=known
        ) from error


def _read_date(stated: Any, path: Path) -> date | None:
    if not stated:
        return None
    try:
        return date.fromisoformat(str(stated)[:10])
    except ValueError as error:
        raise DataError("exchange.not_a_date", path=str(path), value=str(stated)) from error


def _runs_down(said: Mapping[str, Any]) -> bool:
    """Whether the attributes say that the line runs towards lower numbers."""
    first, last = said.get("from_marker"), said.get("to_marker")
    if isinstance(first, (int, float)) and isinstance(last, (int, float)):
        return first > last
    return fold_text(str(said.get("direction") or "")) in _DESCENDING
