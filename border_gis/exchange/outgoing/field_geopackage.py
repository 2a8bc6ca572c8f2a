"""Write the GeoPackage of a field pack: a new file, so that nothing of an older one is in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyogrio

from border_gis.exchange.field_columns import PACK_TABLE
from border_gis.exchange.outgoing.field_model import FieldLayer
from border_gis.exchange.outgoing.vectors import GEOMETRY_COLUMN, GEOPACKAGE_VERSION

_GEOMETRY_TYPES = {"point": "Point", "line": "MultiLineString", "area": "MultiPolygon"}


def write_field_geopackage(path: Path, layers: Sequence[FieldLayer], manifest: str) -> None:
    """Write layers, lists and the manifest into one GeoPackage 1.2.

    Raises
    ------
    FileExistsError
        The file is there: it would not be a new one.
    """
    if path.exists():
        raise FileExistsError(path)
    for layer in layers:
        described = {"IDENTIFIER": f"{layer.title} ({layer.name})", "DESCRIPTION": layer.title}
        if layer.geometry is None:
            _write(pd.DataFrame(layer.frame), path, layer.name, described)
            continue
        pyogrio.write_dataframe(
            layer.frame,
            path,
            driver="GPKG",
            layer=layer.name,
            geometry_type=_GEOMETRY_TYPES[layer.geometry],
            promote_to_multi=layer.geometry != "point",
            dataset_options={"VERSION": GEOPACKAGE_VERSION},
            layer_options={"GEOMETRY_NAME": GEOMETRY_COLUMN, **described},
        )
    _write(pd.DataFrame({"name": ["manifest"], "value": [manifest]}), path, PACK_TABLE, {})


def _write(frame: pd.DataFrame, path: Path, name: str, options: dict[str, str]) -> None:
    pyogrio.write_dataframe(frame, path, driver="GPKG", layer=name, layer_options=options)
