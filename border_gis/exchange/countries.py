"""Read the countries that lie behind the map."""

from __future__ import annotations

import json
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import shape

from border_gis.boundary.countries import Country
from border_gis.errors import DataError


def read_countries(path: Path) -> tuple[Country, ...]:
    """Read countries from a GeoJSON file in WGS 84.

    Parameters
    ----------
    path : Path
        ``data/boundary/countries.geojson``.

    Raises
    ------
    DataError
        If the file is missing or does not hold countries.
    """
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return tuple(
            Country(str(feature["properties"]["iso_numeric"]), shape(feature["geometry"]))
            for feature in features
        )
    except OSError as error:
        raise DataError("maps.cannot_read_countries", path=str(path), reason=error.strerror) from error
    except (ValueError, KeyError, TypeError, AttributeError, ShapelyError) as error:
        raise DataError("maps.not_countries", path=str(path)) from error
