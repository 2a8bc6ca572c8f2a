"""Read layers of features from every vector format that offices bring, batch by batch.

pyogrio reads them: it knows KML with its folders and extended data, and hands over a stream,
so that a file of 300 MB needs no more memory than its largest batch. Only drivers of files
that stand for themselves are asked: none that follows a reference to another file or server.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.model import (
    SAMPLE_ROWS,
    IncomingField,
    IncomingFile,
    IncomingLayer,
    IncomingRow,
    write_sample,
)

DRIVERS = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".shp": "ESRI Shapefile",
    ".kml": "LIBKML",
    ".kmz": "LIBKML",
    ".gpx": "GPX",
    ".dxf": "DXF",
    ".tab": "MapInfo File",
    ".mif": "MapInfo File",
    ".fgb": "FlatGeobuf",
}
BATCH_ROWS = 5_000
_NO_FEATURES = ("layer_styles", "qgis_projects")
# What KML and GPX carry for drawing, not for telling.
_LEFT_OUT = {
    "LIBKML": {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "id"},
    "GPX": {"magvar", "geoidheight", "ageofdgpsdata", "dgpsid", "sat", "hdop", "vdop", "pdop", "fix"},
    "DXF": {"Linetype", "EntityHandle", "ExtendedEntity", "SubClasses"},
}
_SEVERAL_LAYERS = ("GPKG", "LIBKML", "GPX", "DXF")
_COUNTED = ("GPKG", "ESRI Shapefile", "FlatGeobuf", "MapInfo File")
_WGS84_BY_FORMAT = ("LIBKML", "GPX")


def open_vector(path: Path, encoding: str | None = None) -> IncomingFile:
    """Look into a vector file.

    Parameters
    ----------
    path : Path
    encoding : str, optional
        Of the texts of a shapefile whose ``.cpg`` is missing or wrong.

    Raises
    ------
    DataError
        It is damaged, incomplete, or holds no layer.
    """
    driver = DRIVERS[path.suffix.lower()]
    _check_parts(path)
    try:
        names = _list_layers(path, driver)
        layers = tuple(
            layer for name in names if (layer := _describe(path, name, driver, encoding)) is not None
        )
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise DataError("incoming.unreadable", path=path.name, format=driver) from error
    if not layers:
        raise DataError("incoming.no_layer_in_file", path=path.name)

    def read(name: str) -> Iterator[IncomingRow]:
        try:
            with _open(path, None if names == [None] else name, encoding) as (meta, batches):
                yield from _read_rows(meta, batches, driver)
        except (DataSourceError, DataLayerError, UnicodeDecodeError, shapely.GEOSException) as error:
            raise DataError("incoming.unreadable", path=path.name, format=driver) from error

    return IncomingFile(path, driver, layers, read)


def _list_layers(path: Path, driver: str) -> list[str | None]:
    if driver not in _SEVERAL_LAYERS:
        return [None]
    return [str(name) for name, _ in pyogrio.list_layers(path) if str(name) not in _NO_FEATURES]


def _check_parts(path: Path) -> None:
    """Shapefiles are several files: without ``.shx`` and ``.dbf`` there are no places, or no texts."""
    if path.suffix.lower() != ".shp":
        return
    there = {each.suffix.lower() for each in path.parent.glob(f"{path.stem}.*")}
    missing = [suffix for suffix in (".shx", ".dbf") if suffix not in there]
    if missing:
        raise DataError("incoming.part_missing", path=path.name, missing=missing)


def _describe(path: Path, name: str | None, driver: str, encoding: str | None) -> IncomingLayer | None:
    """Look into one layer, in one pass: some formats are read to their end to be opened."""
    with _open(path, name, encoding) as (meta, batches):
        first = [row for _, row in zip(range(SAMPLE_ROWS), _read_rows(meta, batches, driver), strict=False)]
    if not first and driver == "GPX":
        return None
    name = name or path.stem
    left_out = _LEFT_OUT.get(driver, set())
    fields = tuple(
        IncomingField(field, tuple(text for row in first if (text := write_sample(row.values.get(field)))))
        for field in (unicodedata.normalize("NFC", str(each)) for each in meta["fields"])
        if field not in left_out
    )
    crs = "EPSG:4326" if driver in _WGS84_BY_FORMAT else _read_crs(meta)
    kind = str(meta["geometry_type"] or "").removesuffix(" Z").removeprefix("2.5D ")
    findings = []
    if kind and crs is None:
        findings.append(Finding("incoming.no_crs", {"layer": name}, name, Severity.ERROR))
    return IncomingLayer(name, fields, _count(path, name, driver), kind, crs, tuple(findings))


def _count(path: Path, name: str, driver: str) -> int | None:
    """Return the number of features where the file says it without being read whole."""
    if driver not in _COUNTED:
        return None
    count = int(pyogrio.read_info(path, layer=name)["features"])
    return count if count >= 0 else None


def _read_crs(meta: Mapping[str, Any]) -> str | None:
    crs = meta["crs"]
    # DXF and shapefiles without .prj say nothing; some writers say that they say nothing.
    return None if not crs or "ndefined" in str(crs) or "nknown" in str(crs)[:40] else str(crs)


def _open(path: Path, name: str | None, encoding: str | None) -> Any:
    # The only layer of a file need not be called as the file is.
    return pyogrio.open_arrow(
        path,
        layer=name,
        encoding=encoding,
        batch_size=BATCH_ROWS,
        use_pyarrow=True,
        datetime_as_string=True,
    )


def _read_rows(meta: Mapping[str, Any], batches: Iterable[Any], driver: str) -> Iterator[IncomingRow]:
    number = 0
    left_out = _LEFT_OUT.get(driver, set())
    geometry_name = meta["geometry_name"] or "wkb_geometry"
    for batch in batches:
        columns = {
            unicodedata.normalize("NFC", field): batch.column(place).to_pylist()
            for place, field in enumerate(batch.schema.names)
        }
        geometries = columns.pop(geometry_name, [None] * batch.num_rows)
        for left in (*left_out, meta["fid_column"]):
            columns.pop(left, None)
        for row, geometry in enumerate(geometries):
            number += 1
            values = {field: _clean(cells[row], driver) for field, cells in columns.items()}
            yield IncomingRow(number, values, _read_geometry(geometry))


def _read_geometry(content: bytes | None) -> BaseGeometry | None:
    if content is None:
        return None
    geometry = shapely.from_wkb(content, on_invalid="ignore")
    return None if shapely.is_empty(geometry) or shapely.is_missing(geometry) else shapely.force_2d(geometry)


_TIME = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<\s*(?:br|/p|/tr|/div|/li)\b[^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def _clean(value: Any, driver: str) -> Any:
    if not isinstance(value, str):
        return value
    if _TIME.fullmatch(value):
        return _read_time(value, driver)
    text = write_plain(value) if driver == "LIBKML" else value
    return unicodedata.normalize("NFC", text).strip() or None


def _read_time(text: str, driver: str) -> datetime | str:
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return text
    # GPX 1.1 has all times in UTC; a phone that writes its own zone says which.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and driver == "GPX" else moment


def write_plain(text: str) -> str:
    """Return what a description in HTML says, its rows on lines of their own, without a tag."""
    if "<" not in text and "&" not in text:
        return text
    text = _TAG.sub("", _BREAK.sub("\n", _SCRIPT.sub("", text)))
    lines = (" ".join(line.split()) for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
