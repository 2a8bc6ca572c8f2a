"""What a released record says, as plain values and shapes for a field pack."""

from __future__ import annotations

from typing import Any

from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access.releases import ReleasedRecord
from border_gis.boundary.dates import PartialDate
from border_gis.exchange.field_columns import EDITED
from border_gis.i18n import format_date, format_number, has_words, translate
from border_gis.surveys.field import FieldKind, Values


def packed_values(kind: FieldKind, record: ReleasedRecord) -> Values:
    """Return what of a record can be changed in the field, as it stands in the pack."""
    return {
        name: None if record.fields[name] in (None, "") else str(record.fields[name])
        for name in EDITED[kind]
        if name in record.fields
    }


def say_value(kind: str, name: str, value: Any, language: str) -> str | None:
    """Return a value as people read it."""
    if value in (None, "", [], ()):
        return None
    if name in ("date", "since"):
        return format_date(PartialDate.fromisoformat(str(value)), language)
    for code in (f"{kind}_{name}.{value}", f"{name}.{value}", f"position_{name}.{value}", f"party.{value}"):
        if has_words(code):
            return translate(code, None, language)
    if isinstance(value, float):
        return format_number(value, language)
    return str(value)


def flatten(record: ReleasedRecord) -> dict[str, Any]:
    """Return the fields of a record; of an incident, its places in words."""
    values = dict(record.fields)
    if record.kind == "incident":
        places = values.get("places") or ()
        said = [place.get("as_written") or place.get("reference") for place in places]
        values["place"] = "; ".join(dict.fromkeys(each for each in said if each))
    return values


def geometry_of(record: ReleasedRecord) -> BaseGeometry | None:
    """Return the shape of a record; of an incident, that of its first place."""
    fields = record.fields
    if record.kind == "marker":
        at = fields.get("position")
        return None if at is None else Point(at["longitude_deg"], at["latitude_deg"])
    if record.kind == "work":
        return None if fields.get("geometry") is None else shape(fields["geometry"])
    parts = places_of(record)
    return parts[0] if parts else None


def shape_in_pack(record: ReleasedRecord) -> BaseGeometry | None:
    """Return the shape of a record as its row has it: of an incident, a point."""
    geometry = geometry_of(record)
    return find_middle(geometry) if record.kind == "incident" and geometry is not None else geometry


def places_of(record: ReleasedRecord) -> list[BaseGeometry]:
    """Return the shapes of all places of an incident."""
    places = record.fields.get("places") or ()
    return [shape(place["geometry"]) for place in places if place.get("geometry") is not None]


def find_middle(geometry: BaseGeometry) -> BaseGeometry:
    """Return a point on a shape, away from the markers at the ends of a stretch."""
    if geometry.geom_type == "LineString":
        return geometry.interpolate(0.5, normalized=True)
    return geometry.representative_point()
