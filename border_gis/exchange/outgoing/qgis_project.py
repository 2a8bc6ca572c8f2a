"""Write a QGIS project over a GeoPackage: every layer drawn as the program draws it.

QGIS 3.22 and later open it. The project names its file beside it, so that both can be
carried anywhere together; it names no server, and no tile of any background.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from border_gis.crs import Zone, to_vn2000
from border_gis.exchange.outgoing.model import OutgoingLayer, Written
from border_gis.looks.layers import GeometryType, look_of_kind, write_qml

WGS84_EPSG = 4326
_GEOMETRY_WORDS: dict[GeometryType, str] = {
    "point": "Point",
    "line": "Line",
    "area": "Polygon",
    "areas": "Polygon",
}
# Points above lines above areas, whatever the order in which they were given.
_ORDER: dict[GeometryType, int] = {"point": 0, "line": 1, "area": 2, "areas": 2}
_MARGIN = 0.05


def write_qgis_project(
    path: Path,
    geopackage: Path,
    layers: Sequence[OutgoingLayer],
    title: str,
    zone: Zone | None = None,
    form_of: str = "",
) -> Written:
    """Write the project of the layers that ``write_geopackage`` put into a file.

    Parameters
    ----------
    path : Path
        Ends in ``.qgs``, in the folder of the GeoPackage.
    geopackage : Path
    layers : sequence of OutgoingLayer
        As they were given to ``write_geopackage``.
    title : str
    zone : Zone, optional
        VN-2000 zone that the map is drawn in; WGS 84 degrees without one.
    form_of : str
        What stands in every layer's ``<editform>``; empty for none.
    """
    parts = [(kind, part) for layer in layers for kind, part in layer.parts()]
    parts.sort(key=lambda each: _ORDER[each[0]])
    epsg = WGS84_EPSG if zone is None else zone.epsg
    tree = "".join(
        f'<layer-tree-layer id={quoteattr(_id(part))} name={quoteattr(part.title)} providerKey="ogr" '
        f'source={quoteattr(_source(geopackage, part))} checked="Qt::Checked" expanded="0"/>'
        for _, part in parts
    )
    maps = "".join(_write_layer(geopackage, kind, part, form_of) for kind, part in parts)
    west, south, east, north = _extent(layers, zone)
    extent = f"<xmin>{west}</xmin><ymin>{south}</ymin><xmax>{east}</xmax><ymax>{north}</ymax>"
    units = "degrees" if zone is None else "meters"
    path.write_text(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis projectname={quoteattr(title)} version="3.22.0">'
        f"<title>{escape(title)}</title>{_write_crs('projectCrs', epsg)}"
        f"<layer-tree-group>{tree}</layer-tree-group>"
        f'<mapcanvas name="theMapCanvas" annotationsVisible="1"><units>{units}</units>'
        f"<extent>{extent}</extent><rotation>0</rotation>{_write_crs('destinationsrs', epsg)}</mapcanvas>"
        f"<projectlayers>{maps}</projectlayers>"
        '<properties><Paths><Absolute type="bool">false</Absolute></Paths>'
        '<SpatialRefSys><ProjectionsEnabled type="int">1</ProjectionsEnabled></SpatialRefSys></properties>'
        f'<ProjectViewSettings UseProjectScales="0"><DefaultViewExtent xmin="{west}" ymin="{south}" '
        f'xmax="{east}" ymax="{north}"/></ProjectViewSettings></qgis>\n',
        encoding="utf-8",
        newline="\n",
    )
    return Written((path,))


def _write_layer(geopackage: Path, kind: GeometryType, layer: OutgoingLayer, form: str) -> str:
    style = write_qml(kind, look_of_kind(layer.look or layer.name, kind))
    inner = style[style.index(">", style.index("<qgis ")) + 1 : style.rindex("</qgis>")]
    labels = "1" if "<labeling" in inner else "0"
    aliases = "".join(
        f'<alias index="{position}" field={quoteattr(name)} name={quoteattr(layer.titles[name])}/>'
        for position, name in enumerate(layer.columns)
        if name in layer.titles
    )
    return (
        f'<maplayer type="vector" geometry="{_GEOMETRY_WORDS[kind]}" labelsEnabled="{labels}" '
        'styleCategories="AllStyleCategories">'
        f"<id>{escape(_id(layer))}</id><datasource>{escape(_source(geopackage, layer))}</datasource>"
        f"<layername>{escape(layer.title)}</layername>{_write_crs('srs', WGS84_EPSG)}"
        f'<provider encoding="UTF-8">ogr</provider><aliases>{aliases}</aliases>{form}{inner}</maplayer>'
    )


def _id(layer: OutgoingLayer) -> str:
    # QGIS gives layers with shorter ids other ones, and does not find them again in the tree.
    return f"border_gis_layer_{layer.name}"


def _source(geopackage: Path, layer: OutgoingLayer) -> str:
    return f"./{geopackage.name}|layername={layer.name}"


def _write_crs(tag: str, epsg: int) -> str:
    # QGIS looks at the code only where there is a number of its own list too, whichever.
    inner = f"<srsid>1</srsid><srid>{epsg}</srid><authid>EPSG:{epsg}</authid>"
    return f"<{tag}><spatialrefsys>{inner}</spatialrefsys></{tag}>"


def _extent(layers: Sequence[OutgoingLayer], zone: Zone | None) -> tuple[float, float, float, float]:
    """Return the rectangle that holds everything, with a little room around it."""
    bounds = [layer.frame.total_bounds for layer in layers if layer.frame.geometry.notna().any()]
    if not bounds:
        return (102.0, 21.0, 108.5, 23.6) if zone is None else (0.0, 0.0, 1.0, 1.0)
    west, south = np.min(bounds, axis=0)[:2]
    east, north = np.max(bounds, axis=0)[2:]
    if zone is not None:
        outline = shapely.get_coordinates(shapely.segmentize(shapely.box(west, south, east, north), 0.1))
        eastings, northings = to_vn2000(outline[:, 0], outline[:, 1], zone)
        west, south, east, north = eastings.min(), northings.min(), eastings.max(), northings.max()
    room = max(east - west, north - south, 0.001) * _MARGIN
    return (float(west - room), float(south - room), float(east + room), float(north + room))
