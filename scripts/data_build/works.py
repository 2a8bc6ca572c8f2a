"""The works of the reports, drawn along the shipped line from their references."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, mapping
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine, locate_points
from border_gis.boundary.parties import Party
from border_gis.boundary.places import Place, locate
from border_gis.boundary.reference import parse
from border_gis.boundary.register import Register
from border_gis.crs import follow_geodesic, measure_geodesic
from border_gis.exchange.demonstration import (
    DemonstrationEvent,
    DemonstrationWork,
    make_demonstration_id,
    read_events,
)
from scripts.data_build.files import format_geojson, round_positions

BESIDE_M = 20.0
STEP_M = 1.0
SHARPEST_MITRE = 3.0


def build_works(line: BoundaryLine, register: Register, events_file: Path) -> str:
    """Return the works as GeoJSON.

    A work of one party is drawn 20 m beside the line on that party's side, which says whose
    it is and not where it stands; any other is drawn on the line. A work for which the
    report names no marker has no geometry.
    """
    features = []
    for said_vi, said_en in zip(read_events(events_file, "vi"), read_events(events_file, "en"), strict=True):
        for number, work in enumerate(said_vi.works, start=1):
            features.append(_describe_work(work, number, said_vi, said_en, line, register))
    return format_geojson(features, name="works")


def _describe_work(
    work: DemonstrationWork,
    number: int,
    said_vi: DemonstrationEvent,
    said_en: DemonstrationEvent,
    line: BoundaryLine,
    register: Register,
) -> Mapping[str, Any]:
    party = said_vi.party.value
    places = [locate(parse(text)[0], line, register) for text in work.places]
    geometry = None
    accuracy_m = None
    if places:
        (place,) = places
        geometry = mapping(draw_work(place, party, line))
        accuracy_m = None if place.accuracy_m is None else round(place.accuracy_m, -2)
    several = f" ({work.places[0]})" if len(said_vi.works) > 1 else ""
    return {
        "type": "Feature",
        "properties": {
            "id": make_demonstration_id("work", f"{said_vi.key}:{number}"),
            "event": said_vi.key,
            "kind": work.kind.value,
            "party": party,
            "state": work.state.value,
            "reference": "; ".join(work.places),
            "illustrative": True,
            "accuracy_m": accuracy_m,
            "since": said_vi.date.isoformat(),
            "name_vi": said_vi.title + several,
            "name_en": said_en.title + several,
            "description_vi": said_vi.description,
            "description_en": said_en.description,
            "source_vi": "; ".join(said_vi.sources),
            "source_en": "; ".join(said_en.sources),
            "document": said_vi.document,
            "demonstration": True,
        },
        "geometry": geometry,
    }


def draw_work(place: Place, party: str, line: BoundaryLine) -> BaseGeometry:
    """Return the place, or what lies 20 m beside it on the party's side.

    Raises
    ------
    ValueError
        If the place was not found.
    """
    if place.geometry is None or place.chainage_from_m is None:
        raise ValueError(f"no place for {place.reading}")
    positions = np.asarray(place.geometry.coords)
    if party in {Party.VN.value, Party.CN.value}:
        hand = 1 if Party(party) is line.left_party else -1
        if place.kind == "range":
            positions = _move_sideways(positions, hand * BESIDE_M)
        else:
            around_m = np.clip(place.chainage_from_m + np.array([-STEP_M, 0, STEP_M]), 0.0, line.length_m)
            positions = _move_sideways(locate_points(line, around_m), hand * BESIDE_M)[1:2]
    rounded = round_positions(positions)
    return LineString(rounded) if place.kind == "range" else Point(rounded[0])


def _move_sideways(positions: NDArray[np.float64], left_m: float) -> NDArray[np.float64]:
    """Move a line to its left, mitred at its bends."""
    azimuths_deg, _ = measure_geodesic(*positions[:-1].T, *positions[1:].T)
    directions = np.exp(1j * np.radians(azimuths_deg))
    bisectors = np.r_[directions[:1], directions[:-1] + directions[1:], directions[-1:]]
    widening = 2.0 / np.maximum(np.abs(bisectors), 1e-9)
    widening[[0, -1]] = 1.0
    across_deg = np.degrees(np.angle(bisectors)) - 90.0
    distances_m = left_m * np.minimum(widening, SHARPEST_MITRE)
    return np.column_stack(follow_geodesic(positions[:, 0], positions[:, 1], across_deg, distances_m))
