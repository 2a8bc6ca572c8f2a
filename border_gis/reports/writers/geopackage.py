"""Write the tables of a paper as layers of a GeoPackage, with styles that QGIS and others read."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import shapely
from pyogrio import write_dataframe
from shapely.geometry.base import BaseGeometry

from border_gis.reports.content.model import Cell, Paper, Table
from border_gis.reports.writers.layer_styles import LayerStyle, list_styles
from border_gis.reports.writers.xlsx import join_words

_VERSION = "1.3"
_PARTS = {"Point": "points", "LineString": "lines", "Polygon": "areas"}


def write_geopackage(
    paper: Paper, area: BaseGeometry | None, lines: Sequence[tuple[str, str, BaseGeometry]]
) -> bytes:
    """Return the annex as GeoPackage 1.3, in WGS 84.

    Parameters
    ----------
    paper : Paper
        Each of its tables is a layer, or several where its rows are points, lines and areas.
    area : shapely geometry or None
        The survey area.
    lines : sequence of (str, str, LineString)
        Record, name and course of each version of the line that may go out.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annex.gpkg"
        names: list[str] = []
        if area is not None:
            _write(path, "survey_area", [{"name": paper.subtitle[0], "geometry": area}], names)
        if lines:
            rows = [{"record": record, "name": name, "geometry": line} for record, name, line in lines]
            _write(path, "boundary_lines", rows, names)
        for table in paper.tables:
            for name, found in _layers_of(table, paper.languages):
                _write(path, name, found, names)
        about = [
            {"name": join_words(label), "value": _plain(cell, paper.languages), "record": record}
            for facts in paper.facts
            for label, cell, record in facts.rows
        ]
        about += [{"name": "mark", "value": join_words(words), "record": ""} for words in paper.marks]
        _write_plain(path, "about", about)
        _write_plain(path, "layer_styles", [_style_row(style) for style in list_styles(names)])
        return path.read_bytes()


def _layers_of(table: Table, languages: Sequence[str]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    """Yield the layers of a table: one for each kind of geometry, one without where none has any."""
    layers: dict[str, list[dict[str, Any]]] = {}
    for row in table.rows:
        values = {
            column.key: _typed(cell, languages) for column, cell in zip(table.columns, row.cells, strict=True)
        }
        values.setdefault("record", row.record)
        parts: dict[str, list[BaseGeometry]] = {}
        for part in _simple_parts(row.geometry):
            parts.setdefault(_PARTS[part.geom_type], []).append(part)
        if not parts:
            layers.setdefault(table.key, []).append({**values, "geometry": None})
        for kind, some in parts.items():
            geometry = some[0] if len(some) == 1 else shapely.geometrycollections(some)
            if len(some) > 1:
                makers: dict[str, Any] = {"points": shapely.multipoints, "lines": shapely.multilinestrings,
                                          "areas": shapely.multipolygons}  # fmt: skip
                geometry = makers[kind](some)
            layers.setdefault(f"{table.key}_{kind}", []).append({**values, "geometry": geometry})
    yield from layers.items()


def _simple_parts(geometry: BaseGeometry | None) -> Iterable[BaseGeometry]:
    if geometry is None:
        return
    for part in shapely.get_parts(geometry):
        if part.geom_type in _PARTS:
            yield part
        else:
            yield from _simple_parts(part)


def _typed(cell: Cell, languages: Sequence[str]) -> Any:
    if cell.number is not None or cell.day is not None or not cell.words:
        return cell.value
    return _plain(cell, languages)


def _plain(cell: Cell, languages: Sequence[str]) -> str:
    said = tuple(cell.write(language, place) for place, language in enumerate(languages))
    return "" if said[0] == "–" else join_words(said)


def _write(path: Path, layer: str, rows: list[dict[str, Any]], names: list[str]) -> None:
    if all(row["geometry"] is None for row in rows):
        _write_plain(path, layer, [{k: v for k, v in row.items() if k != "geometry"} for row in rows])
        return
    frame = geopandas.GeoDataFrame(_tidy(rows), geometry="geometry", crs="EPSG:4326")
    write_dataframe(
        frame, path, layer=layer, driver="GPKG", append=path.exists(), promote_to_multi=True,
        dataset_options={"VERSION": _VERSION} if not path.exists() else None,
    )  # fmt: skip
    names.append(layer)


def _write_plain(path: Path, layer: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        write_dataframe(
            pd.DataFrame(_tidy(rows)), path, layer=layer, driver="GPKG", append=path.exists(),
            dataset_options={"VERSION": _VERSION} if not path.exists() else None,
        )  # fmt: skip


def _tidy(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the rows as columns of one type each: a column that holds text is text throughout."""
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in rows[0]}
    for name, values in columns.items():
        if name == "geometry":
            continue
        kinds = {type(value) for value in values if value is not None}
        if kinds <= {float}:
            columns[name] = [float("nan") if value is None else value for value in values]
        elif kinds == {dt.date}:
            columns[name] = [pd.Timestamp(value) if value is not None else pd.NaT for value in values]
        else:
            columns[name] = ["" if value is None else str(value) for value in values]
    return columns


def _style_row(style: LayerStyle) -> dict[str, Any]:
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": style.layer,
        "f_geometry_column": "geom",
        "styleName": style.layer,
        "styleQML": style.qml,
        "styleSLD": style.sld,
        "useAsDefault": "1",
        "description": "",
        "owner": "",
    }
