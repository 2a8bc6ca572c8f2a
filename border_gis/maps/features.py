"""Turn markers, works and incidents into GeoJSON with the few words that a map shows of them.

The property names are short because ten thousand features carry them: ``l`` layer, ``g`` group,
``s`` state, status or party, ``b`` the day since when a work stands, ``e`` which of its
earlier places, ``d`` dash pattern, ``n`` name for the map, ``t`` lines for the
tip, ``id``. Coordinates are written to seven decimals, a centimetre.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.countries import Country
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Coordinate, Marker
from border_gis.boundary.units import Unit
from border_gis.crs import follow_geodesic, measure_geodesic
from border_gis.i18n import describe_code, describe_value, translate
from border_gis.incidents.model import Incident
from border_gis.maps.moments import Moments, earlier_incidents, number_of_day
from border_gis.maps.symbols import (
    STAGE_OF_STATE,
    WORK_DASHES,
    group_of_category,
    group_of_work,
)
from border_gis.works.model import Work
from border_gis.zones.comparing import LandBetween

Feature = dict[str, Any]
_DECIMALS = 7


def line_features(line: BoundaryLine) -> list[Feature]:
    """Return a version of the line twice: its white casing, and itself."""
    geometry = {"type": "LineString", "coordinates": np.round(line.coordinates, _DECIMALS).tolist()}
    return [
        _feature(geometry, layer="line", thing_id=line.id, state=state)
        for state in ("casing", str(line.legal_status))
    ]


def background_features(areas: Iterable[Country]) -> list[Feature]:
    """Return the countries behind the map."""
    return [
        _feature(_plain(area.geometry), layer="background", thing_id=area.code, state=area.code)
        for area in areas
    ]


def land_features(land: Iterable[LandBetween]) -> list[Feature]:
    """Return the areas between two versions of the line."""
    return [
        _feature(_plain(area.polygon), layer="land", thing_id=f"land{number}", state=str(area.first_party))
        for number, area in enumerate(land)
    ]


def area_features(area: BaseGeometry | None) -> list[Feature]:
    """Return the survey area that a map is about, if it is about one."""
    return [] if area is None else [_feature(_plain(area), layer="area", thing_id="area")]


def unit_features(units: Iterable[Unit]) -> list[Feature]:
    """Return the communes that have an outline."""
    return [
        _feature(_plain(unit.geometry), layer="unit", thing_id=unit.id)
        for unit in units
        if unit.geometry is not None
    ]


def marker_features(
    markers: Iterable[Marker], language: str, *, tells_condition: bool = False
) -> list[Feature]:
    """Return each marker where it stands, with what the tip says of it."""
    return [
        _feature(
            _point(marker.position),
            layer="marker",
            thing_id=str(marker.reference),
            group="main" if marker.reference.sub is None else "secondary",
            name=str(marker.reference),
            tip=[
                translate("maps.marker_title", {"marker": marker.reference}, language),
                describe_value(marker.kind, language),
                *_accuracy(marker.accuracy_m, marker.method, language),
                *([marker.gate] if marker.gate else []),
                *(_condition(marker, language) if tells_condition else []),
            ],
        )
        for marker in markers
    ]


def _condition(marker: Marker, language: str) -> list[str]:
    """Return in what condition a marker is and when somebody looked, or that nobody has said."""
    condition = marker.condition or translate("maps.no_condition", None, language)
    said = [translate("maps.condition", {"condition": condition}, language)]
    if marker.last_inspected is not None:
        said.append(translate("maps.inspected", {"day": marker.last_inspected}, language))
    return said


def gate_features(gates: Iterable[Gate], language: str) -> list[Feature]:
    """Return the gates whose place is known."""
    return [
        _feature(
            _point(gate.position),
            layer="gate",
            thing_id=gate.id,
            name=gate.name,
            tip=[
                translate("maps.gate_title", {"name": gate.name}, language),
                *([gate.name_across] if gate.name_across else []),
                *([describe_value(gate.kind, language)] if gate.kind else []),
            ],
        )
        for gate in gates
        if gate.position is not None
    ]


def work_features(works: Iterable[Work], language: str) -> list[Feature]:
    """Return the works that have a geometry."""
    features = []
    for work in works:
        if work.geometry is None or work.geometry.is_empty:
            continue
        group = group_of_work(work.kind)
        tip = [
            work.name or _capitalise(describe_value(work.kind, language)),
            _join(describe_value(work.party, language), describe_value(work.state, language)),
            _join(work.reference_as_written, describe_value(work.since, language) if work.since else ""),
        ]
        if work.illustrative:
            tip.append(translate("maps.illustrative", None, language))
        features.append(
            _feature(
                _plain(work.geometry),
                layer="work",
                thing_id=work.id,
                group=str(group),
                state=str(work.party),
                dash=WORK_DASHES[group],
                tip=[line for line in tip if line],
            )
        )
        if work.since is not None:
            features[-1]["properties"]["b"] = number_of_day(work.since.first_day)
    return features


def incident_features(incidents: Iterable[Incident], language: str) -> list[Feature]:
    """Return a symbol for each place of each incident, and its stretch where it has one."""
    stretches: list[Feature] = []
    symbols: list[Feature] = []
    for incident in incidents:
        common = {
            "layer": "incident",
            "thing_id": incident.id,
            "group": str(group_of_category(incident.category)),
            "state": str(STAGE_OF_STATE[incident.state]),
        }
        for place in incident.places:
            if place.geometry is None:
                continue
            tip = [
                _join(incident.number, incident.title),
                _join(
                    describe_code("incident_category", incident.category, language),
                    describe_value(incident.state, language),
                    describe_value(incident.date, language) if incident.date else "",
                ),
                place.reference or place.as_written,
            ]
            if "LineString" in place.geometry["type"]:
                stretches.append(_feature(_rounded(place.geometry), **common, tip=tip))
            symbols.append(_feature(_symbol_point(place.geometry), **common, tip=tip))
    return stretches + symbols


def earlier_features(moments: Iterable[Moments], language: str) -> list[Feature]:
    """Return the places that incidents had once, which a map shows as of a day that has passed."""
    features = []
    for number, incident in earlier_incidents(moments):
        for feature in incident_features([incident], language):
            feature["properties"]["e"] = number
            features.append(feature)
    return features


def middle_of(coordinates: NDArray[np.float64]) -> tuple[float, float]:
    """Return the point halfway along a chain of positions, measured on the ellipsoid."""
    if len(coordinates) == 1:
        return float(coordinates[0, 0]), float(coordinates[0, 1])
    starts, ends = coordinates[:-1], coordinates[1:]
    azimuth_deg, length_m = measure_geodesic(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
    reached_m = np.cumsum(length_m)
    half_m = reached_m[-1] / 2.0
    segment = int(np.searchsorted(reached_m, half_m))
    before_m = reached_m[segment] - length_m[segment]
    longitude_deg, latitude_deg = follow_geodesic(
        float(starts[segment, 0]),
        float(starts[segment, 1]),
        float(azimuth_deg[segment]),
        float(half_m - before_m),
    )
    return float(longitude_deg), float(latitude_deg)


def _symbol_point(geometry: Mapping[str, Any]) -> dict[str, Any]:
    if geometry["type"] == "Point":
        return _rounded(geometry)
    if geometry["type"] == "LineString":
        middle = middle_of(np.asarray(geometry["coordinates"], dtype=float)[:, :2])
        return {"type": "Point", "coordinates": [round(value, _DECIMALS) for value in middle]}
    return _plain(shape(dict(geometry)).representative_point())


def _feature(
    geometry: Mapping[str, Any],
    *,
    layer: str,
    thing_id: str,
    group: str = "",
    state: str = "",
    dash: str = "",
    name: str = "",
    tip: Sequence[str] = (),
) -> Feature:
    properties: dict[str, Any] = {"l": layer, "id": thing_id}
    optional = {"g": group, "s": state, "d": dash, "n": name, "t": list(tip)}
    properties.update({key: value for key, value in optional.items() if value})
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _plain(geometry: BaseGeometry) -> dict[str, Any]:
    return dict(mapping(shapely.transform(geometry, lambda given: np.round(given, _DECIMALS))))


def _rounded(geometry: Mapping[str, Any]) -> dict[str, Any]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        return {"type": "Point", "coordinates": [round(float(value), _DECIMALS) for value in coordinates[:2]]}
    return _plain(shape(dict(geometry)))


def _point(position: Coordinate) -> dict[str, Any]:
    coordinates = [round(position.longitude_deg, _DECIMALS), round(position.latitude_deg, _DECIMALS)]
    return {"type": "Point", "coordinates": coordinates}


def _accuracy(accuracy_m: float | None, method: object, language: str) -> list[str]:
    if accuracy_m is None:
        return [describe_value(method, language)]
    said = translate("maps.accuracy", {"accuracy_m": accuracy_m}, language)
    return [_join(describe_value(method, language), said)]


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
