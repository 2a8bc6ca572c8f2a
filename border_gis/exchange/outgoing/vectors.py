"""Write layers for GIS: GeoPackage with styles, GeoJSON, Shapefile."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import MultiPoint, Point

from border_gis.errors import Finding, Severity
from border_gis.exchange.derived_columns import SHORT_NAMES as DERIVED_NAMES
from border_gis.exchange.derived_columns import number_column
from border_gis.exchange.outgoing.model import OutgoingLayer, Painting, Written
from border_gis.exchange.outgoing.styles import write_layer_qml, write_layer_sld
from border_gis.looks.layers import GeometryType

GEOPACKAGE_VERSION = "1.2"
"""QGIS 3.22 warns at files that call themselves 1.4."""
GEOMETRY_COLUMN = "geom"
COORDINATE_DECIMALS = 8
"""A millimetre: RFC 7946 asks for no more than is known, and markers are known to a millimetre."""

SHAPEFILE_NAME_LENGTH = 10
SHAPEFILE_TEXT_BYTES = 254
SHORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "reference_as_written": "place",
        "source_paper": "paper",
        "unit_as_written": "unit",
        "description": "descript",
        "demonstration": "demo",
        "illustrative": "drawn",
        "agreement_paper": "agr_paper",
        "on_border_water": "on_water",
        "legal_status": "legal",
        "accuracy_assumed": "acc_assume",
        "last_inspected": "inspected",
        "former_names": "former",
        "parent_name": "parent",
        "survey_areas": "areas",
        "place_number": "place_no",
        "place_reference": "place_ref",
        "place_line": "place_line",
        "place_source": "place_src",
        "longitude_vn": "lon_vn",
        "latitude_vn": "lat_vn",
        "longitude_cn": "lon_cn",
        "latitude_cn": "lat_cn",
        "longitude_agreed": "lon_agreed",
        "latitude_agreed": "lat_agreed",
        **{
            number_column(name, number): number_column(short, number)
            for number in range(1, 10)
            for name, short in DERIVED_NAMES.items()
        },
    }
)
"""What columns are called in ten letters: names that are read back, rather than names cut off."""

_SHAPEFILE_ENDINGS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def write_geopackage(path: Path, layers: Sequence[OutgoingLayer]) -> Written:
    """Write layers into one GeoPackage 1.2, each with its style for QGIS and other programs."""
    styles = []
    for layer in layers:
        for kind, part in layer.parts():
            _write(
                part.frame,
                path,
                driver="GPKG",
                layer=part.name,
                dataset_options={"VERSION": GEOPACKAGE_VERSION},
                layer_options={
                    "GEOMETRY_NAME": GEOMETRY_COLUMN,
                    "IDENTIFIER": f"{part.title} ({part.name})",
                    "DESCRIPTION": part.title,
                },
            )
            # Of several styles QGIS takes the default one, and offers the others.
            styles += [
                _style(part, kind, painting, number)
                for number, painting in enumerate(part.paintings or (None,))
            ]
    table = pd.DataFrame(styles)
    # QGIS lists styles of the same second once for each of them, and so those without a time.
    made_at = pd.Timestamp.now(tz="UTC").floor("s")
    table["update_time"] = [made_at - pd.Timedelta(seconds=position) for position in range(len(styles))]
    _write(table, path, driver="GPKG", layer="layer_styles")
    return Written((path,))


def _style(
    layer: OutgoingLayer, kind: GeometryType, painting: Painting | None, number: int
) -> dict[str, Any]:
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer.name,
        "f_geometry_column": GEOMETRY_COLUMN,
        "styleName": f"{layer.name}_{number + 1}" if number else layer.name,
        "styleQML": write_layer_qml(layer, kind, painting),
        "styleSLD": write_layer_sld(layer, kind, painting),
        "useAsDefault": number == 0,
        "description": layer.title if painting is None else f"{layer.title}, {painting.title}",
        "owner": "",
        "ui": "",
    }


def write_geojson(path: Path, layer: OutgoingLayer) -> Written:
    """Write one layer as GeoJSON of RFC 7946: WGS 84, right-hand rings, eight decimals."""
    # Asked for eight decimals, GDAL takes the 3 of 106.61000003 for a rounding error and drops it.
    options = {"RFC7946": "YES", "COORDINATE_PRECISION": str(COORDINATE_DECIMALS + 2), "WRITE_NAME": "NO"}
    rounded = shapely.transform(layer.frame.geometry.to_numpy(), lambda xy: np.round(xy, COORDINATE_DECIMALS))
    _write(
        layer.frame.set_geometry(rounded, crs=layer.frame.crs), path, driver="GeoJSON", layer_options=options
    )
    return Written((path,))


def write_shapefile(path: Path, layer: OutgoingLayer) -> Written:
    """Write one layer as shapefiles in UTF-8, one for each kind of geometry.

    Returns
    -------
    Written
        With the losses of the format: names of columns cut to ten letters, texts to 254
        bytes, true and false as numbers, times as text.
    """
    names = shorten_names(layer.columns)
    losses = [
        Finding("outgoing.name_cut", {"name": name, "short": short}, name, Severity.NOTE)
        for name, short in names.items()
        if name != short
    ]
    paths: list[Path] = []
    for _, part in layer.parts():
        target = path if part is layer else path.with_name(f"{path.stem}{part.name[len(layer.name) :]}.shp")
        frame, cut = _fit_dbf(_even_points(part.frame))
        losses += [
            Finding("outgoing.text_cut", {"column": column, "count": count}, column)
            for column, count in cut.items()
        ]
        _write(frame.rename(columns=dict(names)), target, driver="ESRI Shapefile", encoding="UTF-8")
        paths += [file for ending in _SHAPEFILE_ENDINGS if (file := target.with_suffix(ending)).exists()]
    return Written(tuple(paths), tuple(losses))


def shorten_names(names: Sequence[str]) -> Mapping[str, str]:
    """Return a name of at most ten letters for each, every one different.

    Those of ``SHORT_NAMES`` are taken where they are free; ``description_vi`` and
    ``description_en`` become ``descriptio`` and ``descript_1``.
    """
    short: dict[str, str] = {name: name for name in names if len(name) <= SHAPEFILE_NAME_LENGTH}
    for name in sorted(set(names) - set(short), key=lambda each: (each not in SHORT_NAMES, len(each), each)):
        if SHORT_NAMES.get(name, name) not in (name, *short.values()):
            short[name] = SHORT_NAMES[name]
            continue
        base = name[:SHAPEFILE_NAME_LENGTH]
        candidate, count = base, 0
        while candidate in short.values():
            count += 1
            ending = f"_{count}"
            candidate = base[: SHAPEFILE_NAME_LENGTH - len(ending)] + ending
        short[name] = candidate
    return {name: short[name] for name in names}


def _even_points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return points as groups of points where some are: a shapefile holds the one or the other."""
    kinds = set(frame.geometry.geom_type.dropna())
    if kinds != {"Point", "MultiPoint"}:
        return frame
    shapes = [MultiPoint([shape]) if isinstance(shape, Point) else shape for shape in frame.geometry]
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _fit_dbf(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    fitted = frame.copy()
    cut: dict[str, int] = {}
    for column in fitted.columns.drop(fitted.geometry.name):
        values = fitted[column]
        if pd.api.types.is_bool_dtype(values):
            fitted[column] = values.astype("int32")
        elif values.dtype == object or pd.api.types.is_string_dtype(values):
            texts = pd.Series(
                [None if pd.isna(value) else str(value) for value in values], values.index, dtype=object
            )
            fitting = texts.map(_cut_text, na_action="ignore")
            count = int((texts.notna() & (texts != fitting)).sum())
            if count:
                cut[str(column)] = count
            fitted[column] = fitting
    return fitted, cut


def _cut_text(text: str) -> str:
    """Cut a text to what a dBase field holds, between letters and not within one."""
    if len(text.encode()) <= SHAPEFILE_TEXT_BYTES:
        return text
    return text.encode()[:SHAPEFILE_TEXT_BYTES].decode(errors="ignore")


def _write(frame: pd.DataFrame, path: Path, **options: Any) -> None:
    with warnings.catch_warnings():
        # pyogrio names columns that a format shortens; they are shortened here, and said.
        warnings.filterwarnings("ignore", message="Normalized/laundered field name")
        pyogrio.write_dataframe(frame, path, **options)
