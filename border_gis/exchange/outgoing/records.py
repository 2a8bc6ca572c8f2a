"""Released records as layers: their fields as columns, their places as geometry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access.releases import ReleasedRecord
from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.exchange.derived_columns import split_number
from border_gis.exchange.outgoing.model import OutgoingLayer, Painting
from border_gis.i18n import format_date, has_words, translate
from border_gis.i18n.values import format_moment

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


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said beside the records of a kind without being part of them: worked out, not data.

    Attributes
    ----------
    by_id : mapping of str to mapping
        Plain values by column, by id of the record; every record has the same columns.
    paintings : tuple of Painting
        Columns of outcomes that colour the layer in a GIS.
    """

    by_id: Mapping[str, Mapping[str, Any]]
    paintings: tuple[Painting, ...] = ()


def build_layer(
    kind: str,
    records: Sequence[ReleasedRecord],
    language: str,
    *,
    in_words: bool = False,
    beside: Beside | None = None,
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
    beside : Beside, optional
    """
    name, label = LAYERS[kind]
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry | None] = []
    said = {} if beside is None else beside.by_id
    for record in records:
        for values, geometry in _spread(record):
            own = {"id": record.id, **values} if "id" in record.fields else values
            rows.append({**own, **said.get(record.id, {})})
            geometries.append(geometry)
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["id"]
    cells = {
        column: [_write(column, kind, row.get(column), language, in_words=in_words) for row in rows]
        for column in columns
    }
    table = {column: _keep_whole(values) for column, values in cells.items()}
    frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(geometries, crs="EPSG:4326"), crs="EPSG:4326")
    titles = {column: title_of(column, language) for column in columns}
    title = translate(f"layer.{name}", None, language)
    return OutgoingLayer(
        name,
        title,
        frame,
        titles,
        _LOOKS.get(name, name),
        label if label in columns else "",
        () if beside is None else beside.paintings,
        language,
    )


def _keep_whole(values: list[Any]) -> Any:
    """Return whole numbers as such also where some are missing, which would make decimals of them."""
    known = [value for value in values if value is not None]
    is_whole = bool(known) and all(isinstance(value, int) and not isinstance(value, bool) for value in known)
    return pd.array(values, dtype="Int64") if is_whole and len(known) < len(values) else values


def title_of(column: str, language: str) -> str:
    """Return what a column is called in tables for people; its name where nobody has said."""
    code = f"column.{column}"
    if has_words(code):
        return translate(code, None, language)
    name, number = split_number(column)
    if number and has_words(f"column.{name}"):
        said = {"column": translate(f"column.{name}", None, language), "number": number}
        return translate("column_of_line", said, language)
    return column


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
    if isinstance(value, date):
        return _write_day(value, language, in_words=in_words)
    if in_words and isinstance(value, str) and value:
        plain = split_number(column)[0]
        if plain in _DATES:
            return _read_day(value, language)
        for code in (
            f"{_KINDS.get(kind, kind)}_{plain}.{value}",
            f"{_CODED.get(plain) or plain}.{value}",
            f"party.{value}",
        ):
            if plain in _CODED and has_words(code):
                return translate(code, None, language)
    return value


def _write_day(value: date, language: str, *, in_words: bool) -> Any:
    if isinstance(value, datetime):
        moment = value.astimezone(VIET_NAM_TIME)
        return format_moment(value, language) if in_words else moment.isoformat(timespec="seconds")
    return value if in_words else value.isoformat()


def _read_day(text: str, language: str) -> Any:
    """Return a date that is known to the day as one, for tables to sort by; another as it is written."""
    try:
        day = PartialDate.fromisoformat(text)
    except ValueError:
        return text
    return format_date(day, language) if day.day is None else date(day.year, day.month or 1, day.day)


_KINDS: Mapping[str, str] = MappingProxyType({"survey_area": "survey"})
# Columns of codes, and how words for them begin where that is not the column's own name.
_CODED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("kind", "party", "state", "category", "side", "planter", "size", "level"), ""),
        **dict.fromkeys(("legal_status", "left_party", "secrecy"), ""),
        "method": "position_method",
        "purpose": "survey_purpose",
        "conduct": "survey_conduct",
        "line_side": "side",
        "verdict": "outcome",
        "verdict_certainty": "certainty",
    }
)
_DATES = frozenset(
    {
        *("date", "since", "extended", "notified", "last_inspected", "valid_from", "valid_to"),
        *("surveyed", "surveyed_until"),
    }
)
