"""A layer on its way out, and what a format cannot carry of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np

from border_gis.errors import DataError, Finding
from border_gis.i18n import translate
from border_gis.looks.layers import GeometryType

KIND_ENDINGS: Mapping[GeometryType, str] = {"point": "points", "line": "lines", "area": "areas"}
_KINDS: Mapping[str, GeometryType] = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}


@dataclass(frozen=True, slots=True)
class Painting:
    """A way to colour works: by what the rules say of them on one version of the line.

    Attributes
    ----------
    column : str
        Holds the codes of outcomes.
    title : str
        Which version of the line, and when it was checked.
    """

    column: str
    title: str


@dataclass(frozen=True, slots=True)
class OutgoingLayer:
    """One kind of thing, as a table with places.

    Attributes
    ----------
    name : str
        Latin letters, digits and ``_``: the name of the layer or file.
    title : str
        As people call it.
    frame : GeoDataFrame
        EPSG:4326; a geometry may be missing.
    titles : mapping of str to str
        What each column is called in tables for people.
    look : str
        Name of its look in ``border_gis.looks``; the layer's own unless said otherwise.
    label : str
        Column that names each thing on a map or in a device.
    paintings : tuple of Painting
        How a GIS colours it by outcomes, the first as long as nobody chooses; its look without any.
    language : {"vi", "en"}
        Of everything that people read.

    Raises
    ------
    DataError
        The frame is not in EPSG:4326.
    """

    name: str
    title: str
    frame: gpd.GeoDataFrame
    titles: Mapping[str, str] = field(default_factory=dict)
    look: str = ""
    label: str = ""
    paintings: tuple[Painting, ...] = ()
    language: str = "vi"

    def __post_init__(self) -> None:
        if self.frame.crs is None or self.frame.crs.to_epsg() != 4326:
            raise DataError("outgoing.not_wgs84", layer=self.name)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without the geometry."""
        return tuple(str(name) for name in self.frame.columns if name != self.frame.geometry.name)

    def parts(self) -> tuple[tuple[GeometryType, OutgoingLayer], ...]:
        """Return the layer by kinds of geometry, for formats that keep one kind in a file.

        Things without a place go with the first part; a layer of one kind keeps its name, the
        others say in name and title which kind they hold.
        """
        kinds = np.array([_KINDS.get(str(kind), "") for kind in self.frame.geometry.geom_type])
        present: list[GeometryType] = [kind for kind in KIND_ENDINGS if (kinds == kind).any()]
        if len(present) < 2:
            return ((present[0] if present else "point", self),)
        parts = []
        for position, kind in enumerate(present):
            rows = (kinds == kind) | ((kinds == "") if position == 0 else False)
            name = f"{self.name}_{KIND_ENDINGS[kind]}"
            said = {"layer": self.title, "part": translate(f"layer_part.{kind}", None, self.language)}
            title = translate("layer_part.title", said, self.language)
            parts.append((kind, replace(self, name=name, title=title, frame=self.frame[rows])))
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes
    ----------
    paths : tuple of Path
        Every file, companions too.
    losses : tuple of Finding
        What the format could not carry.
    """

    paths: tuple[Path, ...]
    losses: tuple[Finding, ...] = ()
