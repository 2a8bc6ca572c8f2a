"""Lines, markers, works, gates and units as rows, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import Gate, GateKind
from border_gis.boundary.line.version import BoundaryLine, LegalStatus
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.reference.model import MarkerReference
from border_gis.boundary.register.marker import (
    Coordinate,
    Marker,
    MarkerKind,
    MarkerSize,
    PositionMethod,
)
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.errors import DataError
from border_gis.incidents.integrity import write_canonical
from border_gis.stores.geometries import check_geometry, join_geometry, split_geometry
from border_gis.stores.schema import GEOMETRY_COLUMN
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

Values = Mapping[str, Any]


def line_values(line: BoundaryLine) -> dict[str, Any]:
    """Return a line version as the values of its row, with the geometry as a geometry."""
    return {
        GEOMETRY_COLUMN: check_geometry(shapely.LineString(line.coordinates), line.name),
        "id": line.id,
        "name": line.name,
        "left_party": line.left_party.value,
        "legal_status": line.legal_status.value,
        "source": line.source,
        "accuracy_m": line.accuracy_m,
        "valid_from": write_date(line.valid_from),
        "valid_to": write_date(line.valid_to),
        "demonstration": line.demonstration,
        "accuracy_assumed": line.accuracy_assumed,
    }


def read_line(values: Values) -> BoundaryLine:
    """Return the line version of a row; its coordinates are read-only."""
    coordinates: np.ndarray[Any, np.dtype[np.float64]] = shapely.get_coordinates(values[GEOMETRY_COLUMN])
    coordinates.setflags(write=False)
    return BoundaryLine(
        id=values["id"],
        name=values["name"],
        coordinates=coordinates,
        left_party=Party(values["left_party"]),
        legal_status=LegalStatus(values["legal_status"]),
        source=values["source"],
        accuracy_m=values["accuracy_m"],
        valid_from=read_date(values["valid_from"]),
        valid_to=read_date(values["valid_to"]),
        demonstration=bool(values["demonstration"]),
        accuracy_assumed=bool(values["accuracy_assumed"]),
    )


def marker_values(marker: Marker) -> dict[str, Any]:
    """Return a marker as the values of its row."""
    coordinates: dict[str, float | None] = {}
    for whose in ("vn", "cn", "agreed"):
        coordinate: Coordinate | None = getattr(marker, f"coordinate_{whose}")
        coordinates[f"longitude_{whose}_deg"] = None if coordinate is None else coordinate.longitude_deg
        coordinates[f"latitude_{whose}_deg"] = None if coordinate is None else coordinate.latitude_deg
    return {
        GEOMETRY_COLUMN: _point(marker.position, str(marker.reference)),
        "id": marker.id,
        "reference": str(marker.reference),
        "number": marker.reference.number,
        "sub": marker.reference.sub,
        "position": marker.reference.position,
        "accuracy_m": marker.accuracy_m,
        "method": marker.method.value,
        "kind": marker.kind.value,
        "size": None if marker.size is None else marker.size.value,
        "planter": None if marker.planter is None else marker.planter.value,
        "side": None if marker.side is None else marker.side.value,
        **coordinates,
        "height_m": marker.height_m,
        "condition": marker.condition,
        "last_inspected": write_date(marker.last_inspected),
        "unit_as_written": marker.unit_as_written,
        "gate": marker.gate,
        "source": marker.source,
        "note": marker.note,
        "demonstration": marker.demonstration,
    }


def read_marker(values: Values) -> Marker:
    """Return the marker of a row."""
    position = values[GEOMETRY_COLUMN]
    return Marker(
        id=values["id"],
        reference=MarkerReference(values["number"], values["sub"], values["position"]),
        position=Coordinate(position.x, position.y),
        accuracy_m=values["accuracy_m"],
        method=PositionMethod(values["method"]),
        kind=MarkerKind(values["kind"]),
        size=None if values["size"] is None else MarkerSize(values["size"]),
        planter=None if values["planter"] is None else Party(values["planter"]),
        side=None if values["side"] is None else Side(values["side"]),
        coordinate_vn=_read_coordinate(values, "vn"),
        coordinate_cn=_read_coordinate(values, "cn"),
        coordinate_agreed=_read_coordinate(values, "agreed"),
        height_m=values["height_m"],
        condition=values["condition"],
        last_inspected=read_date(values["last_inspected"]),
        unit_as_written=values["unit_as_written"],
        gate=values["gate"],
        source=values["source"],
        note=values["note"],
        demonstration=bool(values["demonstration"]),
    )


def work_values(work: Work) -> dict[str, Any]:
    """Return a work as the values of its row; its geometry goes to the layers."""
    if work.geometry is not None:
        check_geometry(work.geometry, work.id)
    return {
        "id": work.id,
        "kind": work.kind.value,
        "party": work.party.value,
        "state": work.state.value,
        "reference_as_written": work.reference_as_written,
        "geometry_type": None if work.geometry is None else work.geometry.geom_type,
        "illustrative": work.illustrative,
        "accuracy_m": work.accuracy_m,
        "since": None if work.since is None else work.since.isoformat(),
        "name": work.name,
        "description": work.description,
        "source": work.source,
        "document": work.document,
        "demonstration": work.demonstration,
        "extended": None if work.extended is None else work.extended.isoformat(),
        "agreed": work.agreed,
        "agreement_paper": work.agreement_paper,
        "notified": None if work.notified is None else work.notified.isoformat(),
        "on_border_water": work.on_border_water,
    }


def work_layer_values(work: Work) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the layer and the values of each part of a work's geometry."""
    if work.geometry is not None:
        for part, (layer, geometry) in enumerate(split_geometry(work.geometry)):
            yield (
                f"work_{layer}",
                {
                    GEOMETRY_COLUMN: geometry,
                    "work_id": work.id,
                    "part": part,
                    "name": work.name,
                    "kind": work.kind.value,
                    "party": work.party.value,
                    "state": work.state.value,
                    "reference": work.reference_as_written,
                    "illustrative": work.illustrative,
                    "demonstration": work.demonstration,
                },
            )


def read_work(values: Values, parts: Sequence[BaseGeometry]) -> Work:
    """Return the work of a row and of its parts in the layers, in their order."""
    return Work(
        id=values["id"],
        kind=WorkKind(values["kind"]),
        party=WorkParty(values["party"]),
        state=WorkState(values["state"]),
        reference_as_written=values["reference_as_written"],
        geometry=join_geometry(values["geometry_type"], parts),
        illustrative=bool(values["illustrative"]),
        accuracy_m=values["accuracy_m"],
        since=None if values["since"] is None else PartialDate.fromisoformat(values["since"]),
        name=values["name"],
        description=values["description"],
        source=values["source"],
        document=values["document"],
        demonstration=bool(values["demonstration"]),
        extended=_read_partial(values["extended"]),
        agreed=_read_answer(values["agreed"]),
        agreement_paper=values["agreement_paper"],
        notified=_read_partial(values["notified"]),
        on_border_water=_read_answer(values["on_border_water"]),
    )


def gate_values(gate: Gate) -> dict[str, Any]:
    """Return a gate as the values of its row."""
    return {
        GEOMETRY_COLUMN: None if gate.position is None else _point(gate.position, gate.name),
        "id": gate.id,
        "name": gate.name,
        "name_across": gate.name_across,
        "name_across_zh": gate.name_across_zh,
        "kind": None if gate.kind is None else gate.kind.value,
        "reference_as_written": gate.reference_as_written,
        "accuracy_m": gate.accuracy_m,
        "unit_as_written": gate.unit_as_written,
        "source": gate.source,
        "note": gate.note,
        "demonstration": gate.demonstration,
    }


def read_gate(values: Values) -> Gate:
    """Return the gate of a row."""
    position = values[GEOMETRY_COLUMN]
    return Gate(
        id=values["id"],
        name=values["name"],
        name_across=values["name_across"],
        name_across_zh=values["name_across_zh"],
        kind=None if values["kind"] is None else GateKind(values["kind"]),
        reference_as_written=values["reference_as_written"],
        position=None if position is None else Coordinate(position.x, position.y),
        accuracy_m=values["accuracy_m"],
        unit_as_written=values["unit_as_written"],
        source=values["source"],
        note=values["note"],
        demonstration=bool(values["demonstration"]),
    )


def unit_values(unit: Unit) -> dict[str, Any]:
    """Return a unit as the values of its row; its area is stored as a multipolygon."""
    geometry, kind = unit.geometry, None
    if geometry is not None:
        kind = check_geometry(geometry, unit.name).geom_type
        if isinstance(geometry, shapely.Polygon):
            geometry = shapely.MultiPolygon([geometry])
        elif not isinstance(geometry, shapely.MultiPolygon):
            raise DataError("store.bad_geometry_type", where=unit.name, found=kind)
    return {
        GEOMETRY_COLUMN: geometry,
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "level": unit.level.value,
        "parent_name": unit.parent_name,
        "geometry_type": kind,
        "is_border": unit.is_border,
        "valid_from": write_date(unit.valid_from),
        "valid_to": write_date(unit.valid_to),
        "former_names": json.dumps(unit.former_names, ensure_ascii=False),
        "source": unit.source,
        "demonstration": unit.demonstration,
    }


def read_unit(values: Values) -> Unit:
    """Return the unit of a row."""
    geometry = values[GEOMETRY_COLUMN]
    if geometry is not None and values["geometry_type"] == "Polygon":
        geometry = geometry.geoms[0]
    return Unit(
        id=values["id"],
        code=values["code"],
        name=values["name"],
        level=UnitLevel(values["level"]),
        parent_name=values["parent_name"],
        geometry=geometry,
        is_border=bool(values["is_border"]),
        valid_from=read_date(values["valid_from"]),
        valid_to=read_date(values["valid_to"]),
        former_names=tuple(json.loads(values["former_names"])),
        source=values["source"],
        demonstration=bool(values["demonstration"]),
    )


def describe_value(value: Any) -> Any:
    """Return a value of a row as a plain JSON value."""
    return mapping(value) if isinstance(value, BaseGeometry) else value


def describe_values(values: Values) -> str:
    """Return values of a row as canonical JSON."""
    return write_canonical({name: describe_value(value) for name, value in values.items()})


def _point(position: Coordinate, where: str) -> BaseGeometry:
    return check_geometry(shapely.Point(position.longitude_deg, position.latitude_deg), where)


def _read_coordinate(values: Values, whose: str) -> Coordinate | None:
    longitude_deg, latitude_deg = values[f"longitude_{whose}_deg"], values[f"latitude_{whose}_deg"]
    return None if longitude_deg is None else Coordinate(longitude_deg, latitude_deg)


def _read_partial(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.fromisoformat(text)


def _read_answer(value: Any) -> bool | None:
    return None if value is None else bool(value)


def write_date(day: date | None) -> str | None:
    """Return a date as ISO text."""
    return None if day is None else day.isoformat()


def read_date(text: str | None) -> date | None:
    """Return the date of an ISO text."""
    return None if text is None else date.fromisoformat(text)
