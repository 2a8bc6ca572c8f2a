"""Released records as layers: their fields as columns, their places as geometry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access.releases import ReleasedRecord
from border_gis.exchange.outgoing.model import OutgoingLayer
from border_gis.i18n import has_words, translate

# The kind of record, the name of its layer, and the column that names each thing.
LAYERS: Mapping[str, tuple[str, str]] = {
    "line": ("boundary_lines", "name"),
    "marker": ("markers", "reference"),
    "gate": ("gates", "name"),
    "unit": ("units", "name"),
    "work": ("works", "name"),
    "incident": ("incidents", "number"),
    "survey_area": ("survey_areas", "name"),
}
_LOOKS = {"works": "work_lines", "incidents": "incident_points", "survey_areas": "survey_polygons"}
_GEOMETRY_FIELDS = ("geometry", "position", "coordinates", "places")


def build_layer(
    kind: str, records: Sequence[ReleasedRecord], language: str, *, in_words: bool = False
) -> OutgoingLayer:
    """Return the layer of some records of one kind.

    An incident with several places has a row for each, all with its number.

    Parameters
    ----------
    kind : str
        One of ``LAYERS``.
    records : sequence of ReleasedRecord
    language : {"vi", "en"}
        Of titles and, in tables for people, of words.
    in_words : bool
        Whether codes are said in words.
    """
    name, label = LAYERS[kind]
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry | None] = []
    for record in records:
        for values, geometry in _spread(record):
            rows.append({"id": record.id, **values} if "id" in record.fields else values)
            geometries.append(geometry)
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["id"]
    cells = {
        column: [_write(column, kind, row.get(column), language, in_words=in_words) for row in rows]
        for column in columns
    }
    frame = gpd.GeoDataFrame(cells, geometry=gpd.GeoSeries(geometries, crs="EPSG:4326"), crs="EPSG:4326")
    titles = {column: title_of(column, language) for column in columns}
    title = translate(f"layer.{name}", None, language)
    return OutgoingLayer(
        name, title, frame, titles, _LOOKS.get(name, name), label if label in columns else ""
    )


def title_of(column: str, language: str) -> str:
    """Return what a column is called in tables for people; its name where nobody has said."""
    code = f"column.{column}"
    return translate(code, None, language) if has_words(code) else column


def _spread(record: ReleasedRecord) -> Iterator[tuple[dict[str, Any], BaseGeometry | None]]:
    """Yield the plain fields of a record with each of its places, or with none."""
    values: dict[str, Any] = {}
    for name, value in record.fields.items():
        if name in _GEOMETRY_FIELDS or name == "id":
            continue
        if name.startswith("coordinate_"):
            whose = name.removeprefix("coordinate_")
            at = value or {}
            values[f"longitude_{whose}"] = at.get("longitude_deg")
            values[f"latitude_{whose}"] = at.get("latitude_deg")
        elif name == "level" and record.kind == "incident":
            # With all its reports: what leaves says the highest level that is in it.
            values["secrecy"] = value
        elif name not in ("follow_ups", "awaited"):
            values[name] = value
    places = record.fields.get("places")
    if places:
        for number, place in enumerate(places, start=1):
            yield {**values, **_describe_place(number, place)}, _read_geometry(place.get("geometry"))
        return
    yield values, _read_geometry(_first_geometry(record.fields))


def _describe_place(number: int, place: Mapping[str, Any]) -> dict[str, Any]:
    said = {
        "place": place.get("as_written") or place.get("reference"),
        "accuracy_m": place.get("accuracy_m"),
    }
    if "as_written" not in place:
        return said
    return {
        **said,
        "place_number": number,
        "place_reference": place.get("reference"),
        "place_line": place.get("line_id"),
        "place_source": place.get("source"),
    }


def _first_geometry(fields: Mapping[str, Any]) -> Any:
    return next((fields[name] for name in _GEOMETRY_FIELDS[:3] if fields.get(name) is not None), None)


def _read_geometry(value: Any) -> BaseGeometry | None:
    if value is None:
        return None
    if isinstance(value, list):
        return LineString(value)
    if "longitude_deg" in value:
        return Point(value["longitude_deg"], value["latitude_deg"])
    return shape(value)


def _write(column: str, kind: str, value: Any, language: str, *, in_words: bool) -> Any:
    if isinstance(value, (list, tuple)):
        return "; ".join(str(_write(column, kind, each, language, in_words=in_words)) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {each}" for name, each in value.items())
    if in_words and isinstance(value, str):
        for code in (f"{kind}_{column}.{value}", f"{column}.{value}", f"party.{value}"):
            if column in _CODED and has_words(code):
                return translate(code, None, language)
    return value


_CODED = frozenset(
    {
        *("kind", "party", "state", "category", "side", "planter", "size", "method", "level"),
        *("purpose", "conduct", "legal_status", "left_party", "secrecy"),
    }
)
