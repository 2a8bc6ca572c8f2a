"""Released records as the layers of a field pack: what is filled in, what is only read, what is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access.releases import ReleasedRecord
from border_gis.exchange.field_columns import ACCURACY, EDITED, EPOCH, KEY, NOTE, OBSERVED, PHOTOS
from border_gis.exchange.outgoing.field_model import (
    ACCURACY_NOW,
    DAY,
    EPOCH_NOW,
    HIDDEN,
    LINE,
    MOMENT,
    NEW_KEY,
    NOW,
    PARAGRAPH,
    PHOTO,
    FieldColumn,
    FieldLayer,
    Widget,
    choose,
    pick_from,
)
from border_gis.exchange.outgoing.field_values import flatten, places_of, say_value, shape_in_pack
from border_gis.exchange.outgoing.records import title_of
from border_gis.i18n import translate
from border_gis.looks.layers import GeometryType
from border_gis.surveys.field import FieldKind

_CRS = "EPSG:4326"
_TYPES: Mapping[str, GeometryType] = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}
_SHOWN: Mapping[FieldKind, tuple[str, ...]] = {
    FieldKind.MARKER: (
        *("reference", "kind", "size", "planter", "side", "height_m", "gate", "unit_as_written"),
        *("method", "accuracy_m", "note"),
    ),
    FieldKind.WORK: ("name", "kind", "party", "reference_as_written", "since", "description"),
    FieldKind.INCIDENT: ("number", "title", "category", "party", "date", "place", "description"),
}
_LABELS = {FieldKind.MARKER: "reference", FieldKind.WORK: "name", FieldKind.INCIDENT: "number"}
_LISTS = {
    (FieldKind.MARKER, "condition"): "list_conditions",
    (FieldKind.WORK, "state"): "list_work_states",
    (FieldKind.INCIDENT, "state"): "list_incident_states",
}


@dataclass(frozen=True, slots=True)
class PickLists:
    """What can be picked from: names by code, in their order.

    Attributes
    ----------
    conditions, work_states, incident_states, categories, parties : mapping of str to str
    """

    conditions: Mapping[str, str]
    work_states: Mapping[str, str]
    incident_states: Mapping[str, str]
    categories: Mapping[str, str]
    parties: Mapping[str, str]


def build_object_layers(
    kind: FieldKind,
    records: Sequence[tuple[str, ReleasedRecord]],
    lists: PickLists,
    language: str,
) -> tuple[FieldLayer, ...]:
    """Return the layers of markers, works or incidents, each row under the key it goes out with.

    Parameters
    ----------
    kind : FieldKind
    records : sequence of (str, ReleasedRecord)
    lists : PickLists
    language : {"vi", "en"}
    """
    if not records:
        return ()
    allowed = {name for _, record in records for name in flatten(record)}
    columns = _columns(kind, allowed, language)
    rows: dict[str, list[dict[str, Any]]] = {}
    shapes: dict[str, list[BaseGeometry | None]] = {}
    for key, record in records:
        values, geometry = flatten(record), shape_in_pack(record)
        name = _layer_name(kind, geometry)
        rows.setdefault(name, []).append(_row(key, kind, values, columns, lists, language))
        shapes.setdefault(name, []).append(geometry)
    looks: dict[str, tuple[GeometryType, str]] = {
        "markers": ("point", "markers"),
        "work_points": ("point", "work_points"),
        "work_lines": ("line", "work_lines"),
        "work_areas": ("area", "work_areas"),
        "incidents": ("point", "incident_points"),
    }
    label = _LABELS[kind] if _LABELS[kind] in allowed else ""
    return tuple(
        FieldLayer(
            name,
            translate(f"field.layer_{name}", None, language),
            columns,
            _frame(rows[name], columns, shapes[name]),
            looks[name][0],
            looks[name][1],
            label,
            can_be_edited=True,
        )
        for name in looks
        if name in rows
    )


def build_incident_shapes(
    records: Sequence[tuple[str, ReleasedRecord]], language: str
) -> tuple[FieldLayer, ...]:
    """Return the stretches and areas of incidents, which are only looked at."""
    named = ("number", "title")
    found: dict[GeometryType, tuple[list[dict[str, Any]], list[BaseGeometry | None]]] = {}
    for _, record in records:
        for part in places_of(record):
            kind = _TYPES.get(part.geom_type, "point")
            if kind != "point":
                rows, shapes = found.setdefault(kind, ([], []))
                rows.append({name: record.fields.get(name) for name in named if name in record.fields})
                shapes.append(part)
    return tuple(
        _read_only(f"incident_{kind}s", kind, f"incident_{kind}s", rows, shapes, language)
        for kind, (rows, shapes) in found.items()
    )


def build_base_layers(
    lines: Sequence[ReleasedRecord], area: ReleasedRecord, around: BaseGeometry, language: str
) -> tuple[FieldLayer, ...]:
    """Return the versions of the line near the area, and the outline of the area itself.

    Parameters
    ----------
    lines : sequence of ReleasedRecord
    area : ReleasedRecord
    around : shapely geometry
        WGS 84: no more of a line goes out than lies in it.
    language : {"vi", "en"}
    """
    cut = [
        (record, part)
        for record in lines
        for part in (shapely.intersection(LineString(record.fields["coordinates"]), around),)
        if not part.is_empty
    ]
    named = ("name", "legal_status", "source")
    layers = []
    if cut:
        rows = [
            {
                name: say_value("line", name, record.fields[name], language)
                for name in named
                if name in record.fields
            }
            for record, _ in cut
        ]
        shapes = [part for _, part in cut]
        layers.append(
            _read_only("boundary_lines", "line", "boundary_lines", rows, shapes, language, label="name")
        )
    values = {name: area.fields[name] for name in ("number", "name") if name in area.fields}
    outline = shape(area.fields["geometry"])
    layers.append(_read_only("survey_area", "area", "survey_polygons", [values], [outline], language))
    return tuple(layers)


def build_observations(lists: PickLists, language: str) -> FieldLayer:
    """Return the empty layer that what is new is drawn into."""

    def title_in_pack(name: str) -> str:
        return translate(f"field.column_{name}", None, language)

    columns = (
        FieldColumn(KEY, KEY, HIDDEN, "hidden", NEW_KEY, required=True),
        FieldColumn("title", title_in_pack("title"), LINE, "edit", required=True),
        FieldColumn(
            "category",
            title_in_pack("category"),
            pick_from("list_categories", may_be_empty=False),
            "edit",
            required=True,
        ),
        FieldColumn("party", title_in_pack("party"), choose(lists.parties), "edit", "'unknown'"),
        FieldColumn("description", title_in_pack("description"), PARAGRAPH, "edit"),
        *(FieldColumn(name, title_in_pack(name), PHOTO, "edit") for name in PHOTOS),
        FieldColumn(OBSERVED, title_in_pack(OBSERVED), MOMENT, "edit", NOW, required=True),
        FieldColumn(
            ACCURACY, title_in_pack(ACCURACY), Widget("TextEdit"), "edit", ACCURACY_NOW, is_number=True
        ),
        FieldColumn(EPOCH, EPOCH, HIDDEN, "hidden", EPOCH_NOW, is_number=True),
    )
    return FieldLayer(
        "observations",
        translate("field.layer_observations", None, language),
        columns,
        _frame([], columns, []),
        "point",
        "survey_points",
        "title",
        can_be_edited=True,
        can_grow=True,
    )


def build_lists(lists: PickLists, language: str) -> tuple[FieldLayer, ...]:
    """Return the tables to pick from."""
    tables = {
        "list_conditions": lists.conditions,
        "list_work_states": lists.work_states,
        "list_incident_states": lists.incident_states,
        "list_categories": lists.categories,
    }
    columns = (
        FieldColumn("code", translate("field.column_code", None, language), LINE),
        FieldColumn("name", translate("field.column_name", None, language), LINE),
    )
    return tuple(
        FieldLayer(
            name,
            translate(f"field.{name}", None, language),
            columns,
            pd.DataFrame({"code": list(entries), "name": list(entries.values())}),
        )
        for name, entries in tables.items()
    )


def _columns(kind: FieldKind, allowed: set[str], language: str) -> tuple[FieldColumn, ...]:
    def title_in_pack(name: str) -> str:
        return translate(f"field.column_{name}", None, language)

    edited = [
        FieldColumn(
            name,
            title_in_pack(f"{kind}_{name}"),
            DAY if name == "last_inspected" else pick_from(_LISTS[kind, name], may_be_empty=True),
            "edit",
        )
        for name in EDITED[kind]
        if name in allowed
    ]
    shown = [
        FieldColumn(f"info_{name}", title_of(name, language), LINE)
        for name in _SHOWN[kind]
        if name in allowed and name != _LABELS[kind]
    ]
    label = (
        [FieldColumn(_LABELS[kind], title_of(_LABELS[kind], language), LINE)]
        if _LABELS[kind] in allowed
        else []
    )
    return (
        FieldColumn(KEY, KEY, HIDDEN, "hidden"),
        *label,
        *edited,
        FieldColumn(NOTE, title_in_pack(NOTE), PARAGRAPH, "edit"),
        *(FieldColumn(name, title_in_pack(name), PHOTO, "edit") for name in PHOTOS),
        FieldColumn(OBSERVED, title_in_pack(OBSERVED), MOMENT, "edit", NOW, on_update=True),
        *shown,
        FieldColumn(EPOCH, EPOCH, HIDDEN, "hidden", EPOCH_NOW, on_update=True, is_number=True),
    )


def _row(
    key: str,
    kind: FieldKind,
    values: Mapping[str, Any],
    columns: Sequence[FieldColumn],
    lists: PickLists,
    language: str,
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in columns:
        name = column.name.removeprefix("info_")
        value = values.get(name)
        if column.name == KEY:
            row[KEY] = key
        elif column.name in EDITED[kind]:
            row[column.name] = None if value in (None, "") else str(value)
        elif name == "category":
            row[column.name] = lists.categories.get(str(value), value)
        elif column.name == "name" and value in (None, ""):
            # QField lists things by this column.
            said = (
                say_value(kind.value, each, values.get(each), language)
                for each in ("kind", "reference_as_written")
            )
            row[column.name] = ", ".join(each for each in said if each) or None
        elif column.part == "info":
            row[column.name] = say_value(kind.value, name, value, language)
        else:
            row[column.name] = None
    return row


def _layer_name(kind: FieldKind, geometry: BaseGeometry | None) -> str:
    if kind is not FieldKind.WORK:
        return f"{kind}s"
    return f"work_{'point' if geometry is None else _TYPES[geometry.geom_type]}s"


def _read_only(
    name: str,
    geometry: GeometryType,
    look: str,
    rows: list[dict[str, Any]],
    shapes: Sequence[BaseGeometry | None],
    language: str,
    label: str = "",
) -> FieldLayer:
    names = list(dict.fromkeys(column for row in rows for column in row))
    columns = tuple(FieldColumn(column, title_of(column, language), LINE) for column in names)
    frame = _frame(rows, columns, shapes)
    title = translate(f"field.layer_{name}", None, language)
    return FieldLayer(name, title, columns, frame, geometry, look, label or next(iter(names), ""))


def _frame(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[FieldColumn],
    shapes: Sequence[BaseGeometry | None],
) -> gpd.GeoDataFrame:
    cells = {
        column.name: pd.Series(
            [row.get(column.name) for row in rows], dtype="float64" if column.is_number else "object"
        )
        for column in columns
    }
    return gpd.GeoDataFrame(cells, geometry=gpd.GeoSeries(list(shapes), crs=_CRS), crs=_CRS)
