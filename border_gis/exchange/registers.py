"""Read a register of markers from a table or a vector file.

Every row is read by itself: one that cannot be used becomes a finding that names it, and
the others stay. What makes the whole file useless is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from shapely.geometry import Point

from border_gis.boundary.coordinates import (
    CoordinateReading,
    is_in_region,
    parse_angle,
    parse_coordinates,
    parse_decimal,
)
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register import Coordinate, Marker, MarkerKind, PositionMethod
from border_gis.crs import ZONES, from_vn2000_geographic, to_wgs84
from border_gis.errors import CrsError, DataError, Finding, InputError, Severity
from border_gis.exchange import register_columns as columns
from border_gis.exchange.layers import SUFFIXES, read_features
from border_gis.exchange.tables import read_table

LAST_POSITION = 3
_VIETNAMESE_NAMES = {"number": "số mốc", "longitude": "kinh độ", "latitude": "vĩ độ", "x": "X", "y": "Y"}
_ZONE_CODES = {zone.epsg for zone in ZONES}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of a register: cells by the program's names, and the position if geometry gives it."""

    number: int
    cells: Mapping[str, str]
    position: Coordinate | None = None

    def cell(self, column: str) -> str:
        """Return a cell's text; empty where the file has no such column."""
        return self.cells.get(column, "")


@dataclass(slots=True)
class _Reading:
    """What has come of a file so far."""

    path: Path
    crs: str | None
    has_position_column: bool
    markers: list[Marker] = field(default_factory=list)
    rows: dict[MarkerReference, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    without_kind: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    commas: int = 0
    swapped: int = 0
    as_position: int = 0

    def find(
        self, code: str, row: RegisterRow, severity: Severity = Severity.WARNING, **params: object
    ) -> None:
        self.findings.append(Finding(code, {"row": row.number, **params}, str(row.number), severity))


def read_register(
    path: Path, *, layer: str | None = None, crs: str | None = None
) -> tuple[tuple[Marker, ...], tuple[Finding, ...]]:
    """Read the markers of a file.

    Parameters
    ----------
    path : Path
        CSV with commas, semicolons or tabs, or a vector file of points. Columns may be
        named in Vietnamese or English (``register_columns``). ``longitude`` and
        ``latitude`` are WGS 84, decimal or in degrees, minutes and seconds; ``x`` and
        ``y`` are plane, in metres, whichever of them is the east.
    layer : str, optional
        Of a vector file with several layers of points.
    crs : str, optional
        What ``x`` and ``y`` are in where no column ``crs`` or ``province`` says: an EPSG
        code, a central meridian or a province.

    Returns
    -------
    markers : tuple of Marker
        In the order of the file.
    findings : tuple of Finding
        About rows that were left out, or read in a way that a person should know of.

    Raises
    ------
    DataError
        The file is missing, unreadable, lacks a column or holds nothing that can be placed.
    CrsError
        Plane coordinates of which nothing says in which zone they are.
    """
    rows, named = _read_vector(path, layer, crs) if path.suffix.lower() in SUFFIXES else _read_csv(path)
    return read_register_rows(rows, path, crs, has_position_column="position" in named)


def read_register_rows(
    rows: Sequence[RegisterRow], path: Path, crs: str | None = None, *, has_position_column: bool
) -> tuple[tuple[Marker, ...], tuple[Finding, ...]]:
    """Read the markers of rows whose cells are named as the program names them.

    Parameters
    ----------
    rows : sequence of RegisterRow
    path : Path
        Of the file that they come from, for messages.
    crs : str, optional
        What ``x`` and ``y`` are in where no cell says.
    has_position_column : bool
        Whether positions of twin markers have a column of their own.

    Raises
    ------
    DataError, CrsError
        As `read_register`.
    """
    reading = _Reading(path, crs, has_position_column)
    for row in rows:
        _read_row(row, reading)
    _conclude(reading, len(rows))
    return tuple(_complete_kinds(reading)), tuple(reading.findings)


def _read_csv(path: Path) -> tuple[list[RegisterRow], Mapping[str, str]]:
    headings, table = read_table(path)
    named = columns.name_columns(headings)
    _need_columns(path, headings, named, has_geometry=False)
    rows = [
        RegisterRow(row.number, {column: row.cells.get(heading, "") for column, heading in named.items()})
        for row in table
    ]
    return rows, named


def _read_vector(
    path: Path, layer: str | None, crs: str | None
) -> tuple[list[RegisterRow], Mapping[str, str]]:
    features = read_features(path, layer, crs, takes=("Point",))
    headings = list(features[0].properties) if features else []
    named = columns.name_columns(headings)
    _need_columns(path, headings, named, has_geometry=any(feature.geometry for feature in features))
    rows = []
    for feature in features:
        cells = {column: _write_cell(feature.properties.get(heading)) for column, heading in named.items()}
        point = feature.geometry
        if point is not None and not isinstance(point, Point):
            raise DataError("exchange.not_points", path=str(path), row=feature.row, kind=point.geom_type)
        at = None if point is None or point.is_empty else Coordinate(point.x, point.y)
        rows.append(RegisterRow(feature.row, cells, at))
    return rows, named


def _write_cell(value: object) -> str:
    return "" if value is None else str(value).strip()


def _need_columns(
    path: Path, headings: Sequence[str], named: Mapping[str, str], *, has_geometry: bool
) -> None:
    wanted = ["number"]
    if not has_geometry:
        wanted += ["x", "y"] if "x" in named or "y" in named else ["longitude", "latitude"]
        if "longitude" in named and "latitude" in named:
            wanted = ["number"]
    for column in wanted:
        if column not in named:
            name = f"{_VIETNAMESE_NAMES[column]} ({column})"
            present = [heading for heading in headings if heading]
            raise DataError("exchange.missing_column", path=str(path), column=name, present=present)


def _read_row(row: RegisterRow, reading: _Reading) -> None:
    reference = _read_reference(row, reading)
    if reference is None:
        reading.find("exchange.bad_marker", row, Severity.ERROR, value=row.cell("number"))
        return
    position = row.position or _read_position(row, reference, reading)
    if position is None:
        return
    marker = _build_marker(row, reference, position)
    first = reading.rows.setdefault(reference, row.number)
    if first != row.number:
        if any(
            marker.reference == other.reference and marker.position == other.position
            for other in reading.markers
        ):
            reading.find("exchange.repeated_row", row, Severity.NOTE, marker=str(reference), first=first)
            return
        reading.find("exchange.duplicate_row", row, marker=str(reference), first=first)
    if not is_in_region(position.longitude_deg, position.latitude_deg):
        reading.find(
            "exchange.outside_region",
            row,
            marker=str(reference),
            longitude_deg=position.longitude_deg,
            latitude_deg=position.latitude_deg,
        )
        reading.outside.add(marker.id)
    reading.markers.append(marker)
    if columns.read_kind(row.cell("kind")) is None:
        reading.without_kind.add(marker.id)


def _read_reference(row: RegisterRow, reading: _Reading) -> MarkerReference | None:
    """Read number, secondary number and position, from one cell or from three.

    Where no column holds positions, and the kind says that two or three markers share the
    number, the second number of a row is the position.
    """
    named = columns.read_marker(row.cell("number"))
    if named is None:
        return None
    sub, position = columns.read_count(row.cell("sub")), columns.read_count(row.cell("position"))
    is_shared = columns.read_kind(row.cell("kind")) in (MarkerKind.DOUBLE, MarkerKind.TRIPLE)
    if (
        is_shared
        and not reading.has_position_column
        and named.position is None
        and 1 <= (sub or 0) <= LAST_POSITION
    ):
        reading.as_position += 1
        sub, position = None, sub
    return MarkerReference(
        named.number, named.sub if sub is None else sub, named.position if position is None else position
    )


def _read_position(row: RegisterRow, reference: MarkerReference, reading: _Reading) -> Coordinate | None:
    """Return the position of a row; a finding and None when it gives none."""
    x, y = row.cell("longitude"), row.cell("latitude")
    is_plane = not (x and y) and bool(row.cell("x") and row.cell("y"))
    if is_plane:
        x, y = row.cell("x"), row.cell("y")
    if not (x and y):
        reading.find("exchange.no_position", row, Severity.ERROR, marker=str(reference))
        return None
    reading.commas += "," in x or "," in y
    position = _read_plane(x, y, row, reading) if is_plane else _read_degrees(x, y, row, reading)
    if position is None:
        reading.find("exchange.bad_position", row, Severity.ERROR, marker=str(reference), x=x, y=y)
    return position


def _read_degrees(x: str, y: str, row: RegisterRow, reading: _Reading) -> Coordinate | None:
    longitude, latitude = parse_angle(x), parse_angle(y)
    if longitude is None or latitude is None:
        return None
    if is_in_region(latitude.degrees, longitude.degrees):
        reading.swapped += 1
        return None
    if abs(latitude.degrees) > 90.0 or abs(longitude.degrees) > 180.0:
        return None
    at = (longitude.degrees, latitude.degrees)
    return Coordinate(*(from_vn2000_geographic(*at) if "4756" in row.cell("crs") else at))


def _read_plane(x: str, y: str, row: RegisterRow, reading: _Reading) -> Coordinate | None:
    crs = row.cell("crs") or row.cell("province") or reading.crs
    if not crs:
        raise CrsError("crs.missing")
    code = crs.upper().removeprefix("EPSG:").strip()
    if code.isdecimal() and len(code) >= 4 and int(code) not in _ZONE_CODES:
        east, north = parse_decimal(x), parse_decimal(y)
        at = None if east is None or north is None else to_wgs84(east[0], north[0], f"EPSG:{code}")
        return None if at is None else Coordinate(*at)
    pair = [parse_decimal(x), parse_decimal(y)]
    # A spreadsheet writes some numbers with a comma, as text, and others with a point.
    plain = " ".join(
        text if number is None else repr(number[0]) for text, number in zip((x, y), pair, strict=True)
    )
    try:
        found = parse_coordinates(f"{plain} {crs}")
    except InputError:
        return None
    return _only(found)


def _only(found: Sequence[CoordinateReading]) -> Coordinate | None:
    return Coordinate(found[0].longitude_deg, found[0].latitude_deg) if len(found) == 1 else None


def _build_marker(row: RegisterRow, reference: MarkerReference, position: Coordinate) -> Marker:
    kind = columns.read_kind(row.cell("kind"))
    height = parse_decimal(row.cell("height"))
    return Marker(
        id=_read_id(row.cell("id"), reference, position),
        reference=reference,
        position=position,
        accuracy_m=columns.read_accuracy_m(row.cell("accuracy")),
        method=columns.read_method(row.cell("method")) or PositionMethod.UNKNOWN,
        kind=kind or MarkerKind.SINGLE,
        size=columns.read_size(row.cell("size") or row.cell("kind")),
        planter=columns.read_party(row.cell("planter")),
        side=columns.read_side(row.cell("side")),
        coordinate_vn=_read_other(row, "vn"),
        coordinate_cn=_read_other(row, "cn"),
        coordinate_agreed=_read_other(row, "agreed"),
        height_m=None if height is None else height[0],
        condition=row.cell("condition") or None,
        last_inspected=columns.read_day(row.cell("last_inspected")),
        unit_as_written=row.cell("unit"),
        gate=row.cell("gate"),
        source=row.cell("source"),
        note=row.cell("note"),
        demonstration=columns.read_yes(row.cell("demonstration")),
    )


def _read_id(text: str, reference: MarkerReference, position: Coordinate) -> str:
    """Return the row's own UUID, or one that the same row gets again."""
    try:
        return str(UUID(text))
    except ValueError:
        at = f"{position.longitude_deg:.9f},{position.latitude_deg:.9f}"
        return str(uuid5(NAMESPACE_URL, f"border-gis:marker:{reference}:{at}"))


def _read_other(row: RegisterRow, whose: str) -> Coordinate | None:
    longitude, latitude = (
        parse_angle(row.cell(f"longitude_{whose}")),
        parse_angle(row.cell(f"latitude_{whose}")),
    )
    return None if longitude is None or latitude is None else Coordinate(longitude.degrees, latitude.degrees)


def _conclude(reading: _Reading, row_count: int) -> None:
    """Say what concerns the file as a whole, or refuse it."""
    path = str(reading.path)
    if reading.swapped and not reading.markers:
        raise DataError("exchange.swapped_columns", path=path, count=reading.swapped)
    if not reading.markers:
        raise DataError("exchange.no_marker", path=path, rows=row_count, findings=list(reading.findings[:3]))
    _judge_outside(reading)
    for code, count in (
        ("exchange.decimal_comma", reading.commas),
        ("exchange.sub_is_position", reading.as_position),
    ):
        if count:
            reading.findings.append(Finding(code, {"count": count}, "", Severity.NOTE))


def _judge_outside(reading: _Reading) -> None:
    """Leave out single markers that are nowhere near the border; most of them speak against the file."""
    found = [each for each in reading.findings if each.code == "exchange.outside_region"]
    others = [each for each in reading.findings if each.code != "exchange.outside_region"]
    if len(found) * 2 > len(reading.markers):
        params = {"count": len(found), "total": len(reading.markers)}
        reading.findings[:] = [Finding("exchange.wrong_crs", params, "", Severity.ERROR), *others]
    else:
        reading.findings[:] = [*(replace(each, severity=Severity.ERROR) for each in found), *others]
        reading.markers[:] = [each for each in reading.markers if each.id not in reading.outside]


def _complete_kinds(reading: _Reading) -> Iterator[Marker]:
    """Tell the kind of markers that share a number from their positions, where no row says it."""
    positions: defaultdict[MarkerReference, set[int]] = defaultdict(set)
    for marker in reading.markers:
        positions[marker.reference.without_position].add(marker.reference.position or 0)
    for marker in reading.markers:
        last = max(positions[marker.reference.without_position])
        if marker.id in reading.without_kind and marker.reference.position is not None:
            yield replace(marker, kind=MarkerKind.TRIPLE if last >= LAST_POSITION else MarkerKind.DOUBLE)
        else:
            yield marker
