"""Rows that name one thing several times: parts of its shape, or a mistake that is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

import shapely
from shapely.geometry import MultiLineString, MultiPoint, MultiPolygon
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.units import Unit
from border_gis.errors import Finding, Severity
from border_gis.exchange.incoming.proposing import ProposedRow
from border_gis.works.model import Work

_GROUPS: Mapping[str, Any] = MappingProxyType(
    {"Point": MultiPoint, "LineString": MultiLineString, "Polygon": MultiPolygon}
)


def join_same(rows: Iterable[ProposedRow[Any]]) -> tuple[ProposedRow[Any], ...]:
    """Make one work or unit of the rows that share its id and differ in nothing but their shape.

    GPX parts what has several points in this way. A row with the id of another and something
    else in it cannot be brought in, and says so.
    """
    joined: dict[str, ProposedRow[Any]] = {}
    for row in rows:
        thing = row.thing
        if not isinstance(thing, Work | Unit):
            joined[f"row {row.number}"] = row
            continue
        first = joined.setdefault(thing.id, row)
        if first is row:
            continue
        before: Any = first.thing
        shape = _join_shapes(before.geometry, thing.geometry) if isinstance(before, Work | Unit) else None
        if shape is not None and _differ_in_shape_only(before, thing):
            joined[thing.id] = replace(first, thing=replace(before, geometry=shape))
        else:
            params = {"row": row.number, "other": first.number}
            finding = Finding("incoming.same_id", params, str(row.number), Severity.ERROR)
            joined[f"row {row.number}"] = replace(row, findings=(*row.findings, finding))
    return tuple(joined.values())


def _differ_in_shape_only(left: Any, right: Any) -> bool:
    return all(
        getattr(left, field.name) == getattr(right, field.name, None)
        for field in fields(left)
        if field.name != "geometry"
    )


def _join_shapes(left: BaseGeometry | None, right: BaseGeometry | None) -> BaseGeometry | None:
    if left is None or right is None:
        return None
    parts = [*shapely.get_parts(left), *shapely.get_parts(right)]
    group = _GROUPS.get(parts[0].geom_type)
    return None if group is None or len({part.geom_type for part in parts}) > 1 else group(parts)
