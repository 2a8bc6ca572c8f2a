"""The demonstration register: every main number, and the other markers that the sources name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from border_gis.boundary.line import BoundaryLine, find_feet, locate_points
from border_gis.boundary.reference import MarkerReference, parse
from border_gis.exchange.demonstration import make_demonstration_id
from scripts.data_build.anchors import (
    Anchor,
    PlacedPost,
    order_posts,
    place_posts,
    read_anchors,
    read_reference,
    read_rows,
)
from scripts.data_build.files import DECIMALS, format_csv

LAST_NUMBER = 1378
PUBLISHED_ACCURACY_M = 1
COLUMNS = (
    "id", "number", "sub", "position", "longitude", "latitude", "accuracy_m", "method", "kind", "size",
    "planter", "side", "height_m", "gate", "source", "note",
)  # fmt: skip

Rows = Sequence[Mapping[str, str]]


def build_register(line: BoundaryLine, folder: Path) -> str:
    """Return the register as CSV.

    Parameters
    ----------
    line : BoundaryLine
        The shipped line.
    folder : Path
        Where ``anchors.csv``, ``named.csv`` and ``gates.csv`` lie.
    """
    named, gates = read_rows(folder / "named.csv"), read_rows(folder / "gates.csv")
    placed = _place_all(line, named, read_rows(folder / "anchors.csv"))
    positions = locate_points(line, [post.chainage_m for post in placed.values()])
    gate_names = _name_gates(gates)
    rows_by_post: dict[tuple[int, int], list[Mapping[str, str]]] = {}
    for row in named:
        reference = read_reference(row["marker"])
        rows_by_post.setdefault((reference.number, reference.sub or 0), []).append(row)
    rows: list[dict[str, Any]] = []
    for (number, sub), position in zip(placed, positions, strict=True):
        for fact in rows_by_post.get((number, sub), [{"marker": f"{number}/{sub}" if sub else str(number)}]):
            row = _describe_marker(fact, placed[(number, sub)], position, line.accuracy_m)
            row["gate"] = gate_names.get((number, sub), "")
            rows.append(row)
    return format_csv(COLUMNS, rows)


def find_anchors(line: BoundaryLine, folder: Path) -> tuple[Anchor, ...]:
    """Return the anchors that the register is interpolated between."""
    named = read_rows(folder / "named.csv")
    return _read_anchors(line, named, read_rows(folder / "anchors.csv"))


def _place_all(line: BoundaryLine, named: Rows, anchor_rows: Rows) -> dict[tuple[int, int], PlacedPost]:
    room = {}
    for row in named:
        if row["next_at_least_m"]:
            reference = read_reference(row["marker"])
            room[(reference.number, reference.sub or 0)] = float(row["next_at_least_m"])
    return place_posts(order_posts(named, LAST_NUMBER), _read_anchors(line, named, anchor_rows), room)


def _read_anchors(line: BoundaryLine, named: Rows, anchor_rows: Rows) -> tuple[Anchor, ...]:
    def find_chainage_m(longitude_deg: float, latitude_deg: float) -> float:
        return float(find_feet(line, [longitude_deg], [latitude_deg]).nearest().chainage_m[0])

    coordinates: dict[int, list[tuple[float, float]]] = {}
    for row in named:
        if row["longitude"]:
            place = (float(row["longitude"]), float(row["latitude"]))
            coordinates.setdefault(read_reference(row["marker"]).number, []).append(place)
    published = {number: tuple(np.mean(places, axis=0)) for number, places in coordinates.items()}
    posts = order_posts(named, LAST_NUMBER)
    return read_anchors(anchor_rows, published, posts, find_chainage_m, line.length_m)


def _describe_marker(
    fact: Mapping[str, str], placed: PlacedPost, position: Sequence[float], line_accuracy_m: float
) -> dict[str, Any]:
    reference = read_reference(fact["marker"])
    row: dict[str, Any] = {
        "id": make_demonstration_id("marker", str(reference)),
        "number": reference.number,
        "sub": "" if reference.sub is None else reference.sub,
        "position": "" if reference.position is None else reference.position,
        **{
            name: fact.get(name, "")
            for name in ("kind", "size", "planter", "side", "height_m", "source", "note")
        },
    }
    if fact.get("longitude"):
        row |= {
            "longitude": fact["longitude"],
            "latitude": fact["latitude"],
            "accuracy_m": PUBLISHED_ACCURACY_M,
            "method": "published",
        }
        return row
    between = f"{placed.before.label} và {placed.after.label}"
    if placed.before is placed.after:
        between = placed.before.label
    longitude, latitude = (round(float(value), DECIMALS) for value in position)
    return row | {
        "longitude": f"{longitude:.{DECIMALS}f}",
        "latitude": f"{latitude:.{DECIMALS}f}",
        "accuracy_m": round(float(np.hypot(line_accuracy_m, placed.along_accuracy_m)) / 100) * 100,
        "method": "interpolated",
        "note": f"Nội suy trên đường khái quát, điểm tựa {between}"
        + (f"; {fact['note']}" if fact.get("note") else ""),
    }


def _name_gates(gates: Rows) -> dict[tuple[int, int], str]:
    names: dict[tuple[int, int], str] = {}
    for gate in gates:
        if not gate["reference"]:
            continue
        reading = parse(gate["reference"])[0]
        for end in (reading.start, reading.end):
            if end is not None:
                names[_post(end.marker)] = f"{gate['name']} - {gate['name_across']}".removesuffix(" - ")
    return names


def _post(reference: MarkerReference) -> tuple[int, int]:
    return (reference.number, reference.sub or 0)
