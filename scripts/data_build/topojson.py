"""Decode the parts of TopoJSON that the world atlas uses.

The format: https://github.com/topojson/topojson-specification (sections 2.1.2 transforms,
2.1.4 arc indexes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

Topology = Mapping[str, Any]
Positions = NDArray[np.float64]


def decode_arc(topology: Topology, index: int) -> Positions:
    """Return the positions of an arc in degrees, shape (n, 2).

    An arc of a quantised topology holds the first position and then differences, as
    whole steps. A negative index asks for the arc ``~index`` from its end to its start.
    """
    arc = topology["arcs"][~index if index < 0 else index]
    steps = np.asarray([position[:2] for position in arc], dtype=float)
    transform = topology.get("transform")
    if transform is not None:
        steps = steps.cumsum(axis=0) * transform["scale"] + transform["translate"]
    return steps[::-1] if index < 0 else steps


def find_geometry(topology: Topology, object_name: str, geometry_id: str) -> Mapping[str, Any]:
    """Return the geometry object with this id.

    Raises
    ------
    LookupError
        If there is none.
    """
    for geometry in topology["objects"][object_name]["geometries"]:
        if geometry.get("id") == geometry_id:
            return dict(geometry)
    raise LookupError(f"no geometry with id {geometry_id!r} in {object_name!r}")


def list_arcs(geometry: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the arc indexes of a geometry, in the order of its rings."""
    return tuple(_flatten(geometry["arcs"]))


def find_shared_line(topology: Topology, object_name: str, first_id: str, second_id: str) -> Positions:
    """Return the line that two geometries have in common, joined from all shared arcs.

    Raises
    ------
    ValueError
        If they share no arc, or if the shared arcs do not make one line.
    """
    second = {_positive(index) for index in list_arcs(find_geometry(topology, object_name, second_id))}
    shared = [
        index
        for index in list_arcs(find_geometry(topology, object_name, first_id))
        if _positive(index) in second
    ]
    if not shared:
        raise ValueError(f"{first_id} and {second_id} share no arc")
    parts = [decode_arc(topology, index) for index in shared]
    line = parts.pop(0)
    while parts:
        for number, part in enumerate(parts):
            if np.array_equal(line[-1], part[0]):
                line = np.vstack([line, part[1:]])
            elif np.array_equal(line[0], part[-1]):
                line = np.vstack([part, line[1:]])
            else:
                continue
            del parts[number]
            break
        else:
            raise ValueError(f"the arcs that {first_id} and {second_id} share are in several pieces")
    return line


def decode_polygons(topology: Topology, geometry: Mapping[str, Any]) -> MultiPolygon:
    """Return a Polygon or MultiPolygon of the topology in degrees.

    Raises
    ------
    ValueError
        If the geometry is of another type.
    """
    if geometry["type"] == "Polygon":
        polygons: Sequence[Any] = [geometry["arcs"]]
    elif geometry["type"] == "MultiPolygon":
        polygons = geometry["arcs"]
    else:
        raise ValueError(f"{geometry['type']} is not an area")
    return MultiPolygon([_decode_polygon(topology, rings) for rings in polygons])


def _decode_polygon(topology: Topology, rings: Sequence[Sequence[int]]) -> Polygon:
    shell, *holes = (_join_ring(topology, ring) for ring in rings)
    return Polygon(shell, holes)


def _join_ring(topology: Topology, ring: Sequence[int]) -> Positions:
    parts = [decode_arc(topology, index) for index in ring]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def _flatten(arcs: Iterable[Any]) -> Iterable[int]:
    for item in arcs:
        if isinstance(item, int):
            yield item
        else:
            yield from _flatten(item)


def _positive(index: int) -> int:
    return ~index if index < 0 else index
