"""Write a QGIS project over a GeoPackage: every layer drawn as the program draws it.

Works stand in a group for each version of the line, coloured by what the rules say on it; of several
versions one is shown at a time, as on the program's own map. Things of several kinds of geometry
stand in one group, whose layers say which kind they hold.

QGIS 3.22 and later open it. The project names its file beside it, so that both can be
carried anywhere together; it names no server, and no tile of any background.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from border_gis.crs import Zone, to_vn2000
from border_gis.exchange.outgoing.model import OutgoingLayer, Painting, Written
from border_gis.exchange.outgoing.styles import write_layer_qml
from border_gis.i18n import translate
from border_gis.looks.layers import GeometryType

WGS84_EPSG = 4326
_GEOMETRY_WORDS: dict[GeometryType, str] = {
    "point": "Point",
    "line": "Line",
    "area": "Polygon",
    "areas": "Polygon",
}
# Points above lines above areas, whatever the order in which they were given.
_ORDER: dict[GeometryType, int] = {"point": 0, "line": 1, "area": 2, "areas": 2}
# What lies above what, among things of one kind of geometry: a work on the line is seen.
_LOOKS_FROM_ABOVE = ("work_lines", "incident_points", "gates", "markers", "boundary_lines", "survey_polygons")
_MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class _Shown:
    """A layer of the project: some things of one kind of geometry, in one of their styles."""

    whole: OutgoingLayer
    kind: GeometryType
    layer: OutgoingLayer
    painting: Painting | None
    number: int

    @property
    def id(self) -> str:
        # QGIS gives layers with shorter ids other ones, and does not find them again in the tree.
        stem = f"border_gis_layer_{self.layer.name}"
        return f"{stem}_{self.number + 1}" if self.number else stem

    @property
    def height(self) -> tuple[int, int]:
        look = self.layer.look or self.layer.name
        known = _LOOKS_FROM_ABOVE
        return _ORDER[self.kind], known.index(look) if look in known else len(known)


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
    shown = [list(_list_shown(layer)) for layer in layers]
    # What stands in no group comes first: below the name of a group it would seem to belong to it.
    shown.sort(key=lambda some: (_is_group(some), min(each.height for each in some)))
    from_above = sorted((each for some in shown for each in some), key=lambda each: each.height)
    order = "".join(f"<item>{escape(each.id)}</item>" for each in from_above)
    epsg = WGS84_EPSG if zone is None else zone.epsg
    tree = "".join(_write_branch(geopackage, some) for some in shown)
    maps = "".join(_write_layer(geopackage, each, form_of) for each in from_above)
    west, south, east, north = _extent(layers, zone)
    extent = f"<xmin>{west}</xmin><ymin>{south}</ymin><xmax>{east}</xmax><ymax>{north}</ymax>"
    units = "degrees" if zone is None else "meters"
    path.write_text(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis projectname={quoteattr(title)} version="3.22.0">'
        f"<title>{escape(title)}</title>{_write_crs('projectCrs', epsg)}"
        f'<layer-tree-group>{tree}<custom-order enabled="1">{order}</custom-order></layer-tree-group>'
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


def _list_shown(layer: OutgoingLayer) -> Iterator[_Shown]:
    for number, painting in enumerate(layer.paintings or (None,)):
        for kind, part in layer.parts():
            yield _Shown(layer, kind, part, painting, number)


def _is_group(some: Sequence[_Shown]) -> bool:
    # Even a single layer by outcomes: its categories belong to a version of the line.
    return len(some) > 1 or bool(some[0].whole.paintings)


def _write_branch(geopackage: Path, some: Sequence[_Shown]) -> str:
    """Return what stands in the tree for one kind of thing: a layer, or a group of its layers."""
    layer = some[0].whole
    if layer.paintings:
        versions = [
            _write_group(
                painting.title,
                (_write_leaf(geopackage, each) for each in some if each.number == number),
                is_checked=number == 0,
            )
            for number, painting in enumerate(layer.paintings)
        ]
        title = translate("maps.legend_work_outcome", None, layer.language)
        return _write_group(title, versions, is_one_of=len(versions) > 1)
    leaves = [_write_leaf(geopackage, each) for each in some]
    return _write_group(layer.title, leaves) if _is_group(some) else leaves[0]


def _write_group(
    title: str, inner: Iterable[str], *, is_checked: bool = True, is_one_of: bool = False
) -> str:
    chosen = ' mutually-exclusive="1" mutually-exclusive-child="0"' if is_one_of else ""
    checked = "Qt::Checked" if is_checked else "Qt::Unchecked"
    return (
        f'<layer-tree-group name={quoteattr(title)} checked="{checked}" expanded="{int(is_checked)}"{chosen}>'
        f"{''.join(inner)}</layer-tree-group>"
    )


def _write_leaf(geopackage: Path, each: _Shown) -> str:
    return (
        f'<layer-tree-layer id={quoteattr(each.id)} name={quoteattr(each.layer.title)} providerKey="ogr" '
        f'source={quoteattr(_source(geopackage, each.layer))} checked="Qt::Checked" '
        f'expanded="{int(each.painting is not None)}"/>'
    )


def _write_layer(geopackage: Path, each: _Shown, form: str) -> str:
    kind, layer = each.kind, each.layer
    style = write_layer_qml(layer, kind, each.painting)
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
        f"<id>{escape(each.id)}</id><datasource>{escape(_source(geopackage, layer))}</datasource>"
        f"<layername>{escape(layer.title)}</layername>{_write_crs('srs', WGS84_EPSG)}"
        f'<provider encoding="UTF-8">ogr</provider><aliases>{aliases}</aliases>{form}{inner}</maplayer>'
    )


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
