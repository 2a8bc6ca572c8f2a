"""Read the features of a vector file, whatever its format, in WGS 84.

fiona reads foreign files here. Only formats that stand for themselves are opened: a file
that points at other files, or at a server, is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import shapely
from fiona.errors import FionaError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis.crs import to_wgs84
from border_gis.errors import CrsError, DataError

FORMATS = ("GeoJSON", "GPKG", "ESRI Shapefile", "FlatGeobuf", "MapInfo File")
_WGS84 = ("EPSG:4326", "OGC:CRS84")
SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".fgb", ".tab", ".mif")


@dataclass(frozen=True, slots=True)
class LayerFeature:
    """One feature of a layer.

    Attributes
    ----------
    row : int
        Its place in the layer, from 1.
    geometry : shapely geometry or None
        WGS 84, without heights.
    properties : mapping of str to Any
    """

    row: int
    geometry: BaseGeometry | None
    properties: Mapping[str, Any]


def read_features(
    path: Path, layer: str | None = None, crs: str | None = None, takes: Sequence[str] = ()
) -> tuple[LayerFeature, ...]:
    """Read the features of one layer.

    Parameters
    ----------
    path : Path
    layer : str, optional
        Needed when several layers of the file hold what is wanted.
    crs : str, optional
        What the coordinates are in, where the file does not say.
    takes : sequence of str
        Kinds of geometry that are wanted, for example ``("LineString",)``: they tell
        which layer is meant.

    Raises
    ------
    DataError
        The file is missing, damaged, of a format that is not read, or leaves open which
        layer is meant.
    CrsError
        The file does not say which CRS it is in, or nothing ties that to WGS 84.
    """
    if not path.is_file():
        raise DataError("exchange.file_not_found", path=str(path))
    try:
        with _open(path, layer or _choose_layer(path, takes)) as source:
            declared = source.crs_wkt or crs
            rows = [(feature.geometry, dict(feature.properties)) for feature in source]
    except FionaError as error:
        raise DataError("exchange.unreadable", path=str(path), known=list(SUFFIXES)) from error
    if not declared:
        raise CrsError("crs.missing")
    return tuple(
        LayerFeature(number, None if geometry is None else _bring_to_wgs84(geometry, declared), properties)
        for number, (geometry, properties) in enumerate(rows, start=1)
    )


def is_measured_in_wgs84(path: Path, layer: str | None = None, crs: str | None = None) -> bool:
    """Return whether a layer's coordinates are WGS 84 already, so that nothing transforms them."""
    with _open(path, layer) as source:
        declared = source.crs_wkt or crs or ""
    return 'DATUM["WGS_1984"' in declared or "World Geodetic System 1984" in declared or declared in _WGS84


def _open(path: Path, layer: str | None = None) -> fiona.Collection:
    return fiona.open(path, layer=layer, enabled_drivers=list(FORMATS))


def _choose_layer(path: Path, takes: Sequence[str]) -> str | None:
    """Return the one layer that holds what is wanted; None where there is only one."""
    _open(path).close()  # listing alone would try every format that there is
    layers = fiona.listlayers(path)
    if len(layers) < 2:
        return None
    fitting = []
    for name in layers:
        with _open(path, name) as source:
            if not takes or str(source.schema["geometry"]).removeprefix("3D ") in takes:
                fitting.append(name)
    if len(fitting) != 1:
        raise DataError("exchange.choose_layer", path=str(path), layers=fitting or layers)
    return fitting[0]


def _bring_to_wgs84(geometry: Any, crs: str) -> BaseGeometry:
    return shapely.transform(shape(geometry), lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], crs)))
