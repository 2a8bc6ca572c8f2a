"""Countries behind the map, for orientation only."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, eq=False)
class Country:
    """A country, generalised, to fill an area with.

    Attributes
    ----------
    code : str
        Numeric ISO 3166 code.
    geometry : shapely Polygon or MultiPolygon
        WGS 84.
    """

    code: str
    geometry: BaseGeometry
