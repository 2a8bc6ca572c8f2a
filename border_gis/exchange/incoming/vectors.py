"""Read layers of features from every vector format that offices bring, batch by batch.

pyogrio reads them: it knows KML with its folders and extended data, and hands over a stream,
so that a file of 300 MB needs no more memory than its largest batch. Only drivers of files
that stand for themselves are asked: none that follows a reference to another file or server.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyogrio

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.drawings import open_drawing
from border_gis.exchange.incoming.encodings import find_mapinfo_encoding, find_shapefile_encoding
from border_gis.exchange.incoming.model import (
    SAMPLE_ROWS,
    IncomingField,
    IncomingFile,
    IncomingLayer,
    IncomingRow,
    write_sample,
)
from border_gis.exchange.incoming.vector_batches import (
    LEFT_OUT,
    UNREADABLE,
    name_columns,
    open_batches,
    read_rows,
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
_NO_FEATURES = ("layer_styles", "qgis_projects")
_SEVERAL_LAYERS = ("GPKG", "LIBKML", "GPX")
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
    if driver == "DXF":
        return open_drawing(path, encoding)
    _check_parts(path)
    foreign, findings = _find_encoding(path, driver, encoding)
    try:
        names = _list_layers(path, driver)
        found = [_describe(path, name, driver, foreign) for name in names]
        described = [replace(layer, findings=(*findings, *layer.findings)) for layer in found if layer]
    except UNREADABLE as error:
        raise DataError("incoming.unreadable", path=path.name, format=driver) from error
    if not described:
        raise DataError("incoming.no_layer_in_file", path=path.name)
    joined = _join_kinds(described) if driver == "GPKG" else _join_own_gpx(described, path)
    layers = _list_joined(described, joined)

    def read(name: str) -> Iterator[IncomingRow]:
        number = 0
        try:
            for part in joined.get(name, (name,)):
                only = None if names == [None] else part
                with open_batches(path, driver, only, foreign) as (meta, batches):
                    for row in read_rows(meta, batches, driver, foreign, number):
                        number = row.number
                        yield row
        except UNREADABLE as error:
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


def _find_encoding(path: Path, driver: str, wanted: str | None) -> tuple[str, tuple[Finding, ...]]:
    """Return the encoding of texts that are no Unicode, empty for those that are, and what is said of it."""
    is_said = True
    if wanted or driver not in ("ESRI Shapefile", "MapInfo File"):
        found = wanted or ""
    elif driver == "ESRI Shapefile":
        found, is_said = find_shapefile_encoding(path)
    else:
        found = find_mapinfo_encoding(path)
    findings: tuple[Finding, ...] = ()
    if not is_said:
        params = {"path": path.name, "encoding": found}
        code = "incoming.unicode_taken" if found == "utf-8" else "incoming.encoding_taken"
        findings = (Finding(code, params, path.stem, Severity.NOTE),)
    try:
        name = codecs.lookup(found).name if found else ""
    except LookupError as error:
        raise DataError("incoming.no_encoding", value=found) from error
    return ("" if name == "utf-8" else name), findings


def _describe(path: Path, name: str | None, driver: str, encoding: str) -> IncomingLayer | None:
    """Look into one layer, in one pass: some formats are read to their end to be opened."""
    with open_batches(path, driver, name, encoding) as (meta, batches):
        rows = read_rows(meta, batches, driver, encoding)
        first = [row for _, row in zip(range(SAMPLE_ROWS), rows, strict=False)]
    if not first and driver == "GPX":
        return None
    name = name or path.stem
    left_out = LEFT_OUT.get(driver, set())
    given = [str(each) for each in meta["fields"] if each not in left_out]
    named = name_columns(given, driver, "" if driver == "MapInfo File" else encoding)
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
