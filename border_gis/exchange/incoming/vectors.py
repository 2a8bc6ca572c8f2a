"""Read layers of features from every vector format that offices bring, batch by batch.

pyogrio reads them: it knows KML with its folders and extended data, and hands over a stream,
so that a file of 300 MB needs no more memory than its largest batch. Only drivers of files
that stand for themselves are asked: none that follows a reference to another file or server.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyogrio
import shapely
from pyarrow import compute
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
from border_gis.exchange.outgoing.model import KIND_ENDINGS

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
_EXTENSION = "ogr_"
_KML_OWN = {"ten": "Name", "mo_ta": "description"}
# Numbers of the kinds of geometry in shapely: MultiPoint, MultiLineString, MultiPolygon.
_FIRST_GROUP, _LAST_GROUP = 4, 6
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
        described = [
            layer for name in names if (layer := _describe(path, name, driver, encoding)) is not None
        ]
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise DataError("incoming.unreadable", path=path.name, format=driver) from error
    if not described:
        raise DataError("incoming.no_layer_in_file", path=path.name)
    joined = _join_kinds(described) if driver == "GPKG" else _join_own_gpx(described, path)
    layers = _list_joined(described, joined)

    def read(name: str) -> Iterator[IncomingRow]:
        number = 0
        try:
            for part in joined.get(name, (name,)):
                with _open(path, None if names == [None] else part, encoding) as (meta, batches):
                    for row in _read_rows(meta, batches, driver, number):
                        number = row.number
                        yield row
        except (DataSourceError, DataLayerError, UnicodeDecodeError, shapely.GEOSException) as error:
            raise DataError("incoming.unreadable", path=path.name, format=driver) from error

    return IncomingFile(path, driver, layers, read)


def _join_kinds(layers: Sequence[IncomingLayer]) -> dict[str, tuple[str, ...]]:
    """Return the layers that are one thing parted by kinds of geometry, by the name that they share.

    So the program itself writes them (``works_points``, ``works_lines``): with the same fields.
    """
    parts: dict[str, list[IncomingLayer]] = {}
    for layer in layers:
        stem, _, ending = layer.name.rpartition("_")
        if stem and ending in KIND_ENDINGS.values():
            parts.setdefault(stem, []).append(layer)
    taken = {layer.name for layer in layers}
    return {
        stem: tuple(part.name for part in some)
        for stem, some in parts.items()
        if len(some) > 1 and stem not in taken and len({(part.field_names, part.crs) for part in some}) == 1
    }


def _join_own_gpx(layers: Sequence[IncomingLayer], path: Path) -> dict[str, tuple[str, ...]]:
    """Return waypoints and tracks as one layer, where each says by its id what it is."""
    own = tuple(
        layer.name
        for layer in layers
        if layer.name in ("waypoints", "tracks")
        and "id" in layer.field_names
        and "desc" not in layer.field_names
    )
    return {path.stem: own} if len(own) > 1 else {}


def _list_joined(
    layers: Sequence[IncomingLayer], joined: Mapping[str, tuple[str, ...]]
) -> tuple[IncomingLayer, ...]:
    part_of = {part: stem for stem, parts in joined.items() for part in parts}
    by_name = {layer.name: layer for layer in layers}
    listed: dict[str, IncomingLayer] = {}
    for layer in layers:
        stem = part_of.get(layer.name, "")
        if not stem:
            listed[layer.name] = layer
        elif stem not in listed:
            parts = [by_name[name] for name in joined[stem]]
            samples: dict[str, tuple[str, ...]] = {}
            for field in (field for part in parts for field in part.fields):
                samples[field.name] = (*samples.get(field.name, ()), *field.samples)[:SAMPLE_ROWS]
            fields = tuple(IncomingField(name, some) for name, some in samples.items())
            counts = [part.count for part in parts if part.count is not None]
            count = sum(counts) if len(counts) == len(parts) else None
            findings = tuple(finding for part in parts for finding in part.findings)
            listed[stem] = IncomingLayer(stem, fields, count, "Unknown", layer.crs, findings)
    return tuple(listed.values())


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
    named = _name_columns([str(each) for each in meta["fields"] if each not in left_out], driver)
    fields = tuple(
        IncomingField(field, tuple(text for row in first if (text := write_sample(row.values.get(field)))))
        for field in named
        if field
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


def _read_rows(
    meta: Mapping[str, Any], batches: Iterable[Any], driver: str, number: int = 0
) -> Iterator[IncomingRow]:
    """Yield rows, numbered after ``number``; columns are cleaned as columns, which is what takes time."""
    left_out = {*_LEFT_OUT.get(driver, ()), meta["fid_column"]}
    geometry_name = meta["geometry_name"] or "wkb_geometry"
    for batch in batches:
        places = {field: place for place, field in enumerate(batch.schema.names) if field not in left_out}
        at = places.pop(geometry_name, None)
        names = _name_columns(list(places), driver)
        columns = [
            _read_column(batch.column(place), name, driver)
            for place, name in zip(places.values(), names, strict=True)
            if name
        ]
        kept = [name for name in names if name]
        count = batch.num_rows
        geometries = [None] * count if at is None else _read_geometries(batch.column(at))
        cells: Iterable[tuple[Any, ...]] = zip(*columns, strict=True) if columns else [()] * count
        for geometry, row in zip(geometries, cells, strict=True):
            number += 1
            yield IncomingRow(number, dict(zip(kept, row, strict=True)), geometry)


def _name_columns(names: Sequence[str], driver: str) -> list[str]:
    """Return what columns are called, empty for those that are not shown.

    GPX has its own fields and those that a program put into extensions, which GDAL calls
    ``ogr_…``: where these say what a thing is, the receiver's summary of them is left out.
    In KML of this program likewise, whose data have names that mean nothing else in KML.
    """
    composed = [unicodedata.normalize("NFC", name) for name in names]
    if driver == "LIBKML":
        said = {_KML_OWN[name] for name in composed if name in _KML_OWN}
        return ["" if name in said else name for name in composed]
    if driver != "GPX" or f"{_EXTENSION}id" not in composed:
        return composed
    own = {name.removeprefix(_EXTENSION) for name in composed if name.startswith(_EXTENSION)}
    return [
        ""
        if name in own or (name in ("desc", "name") and not name.startswith(_EXTENSION))
        else name.removeprefix(_EXTENSION)
        for name in composed
    ]


def _read_column(column: pyarrow.Array, name: str, driver: str) -> list[Any]:
    kind = column.type
    if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
        return list(column.to_pylist())
    if driver == "LIBKML" and name == "description":
        texts = [None if text is None else write_plain(text) for text in column.to_pylist()]
        column = pyarrow.array(texts, pyarrow.string())
    clean = compute.utf8_trim_whitespace(compute.utf8_normalize(column, form="NFC"))
    cells: list[Any] = compute.if_else(compute.equal(clean, ""), None, clean).to_pylist()
    if compute.any(compute.match_substring_regex(clean, _TIME_BEGINS)).as_py():
        return [_read_time(text, driver) if text and _TIME.fullmatch(text) else text for text in cells]
    return cells


def _read_geometries(column: pyarrow.Array) -> list[BaseGeometry | None]:
    """Return geometries without heights, a group of one as that one; None for empty and broken ones."""
    geometries = shapely.force_2d(
        shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
    )
    kinds = shapely.get_type_id(geometries)
    single = (kinds >= _FIRST_GROUP) & (kinds <= _LAST_GROUP) & (shapely.get_num_geometries(geometries) == 1)
    geometries[single] = shapely.get_geometry(geometries[single], 0)
    geometries[shapely.is_empty(geometries)] = None
    return list(geometries)


_TIME = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_TIME_BEGINS = r"^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d"
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<\s*(?:br|/p|/tr|/div|/li)\b[^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


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
