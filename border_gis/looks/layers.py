"""How layers are drawn in a GIS: one look for each, written as QML for QGIS and as SLD for others.

One simple symbol for a layer, and its name as a label. Colours are the same wherever a layer
leaves the program: in the office's own file, in an export, in an annex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

GeometryType = Literal["point", "line", "area", "areas"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a layer is drawn.

    Attributes
    ----------
    colour : str
        ``#rrggbb``.
    size_mm : float
        Of the symbol, or width of the line.
    shape : str
        Of points: circle, square, diamond, triangle or star.
    label : str
        Column that names things on the map; empty for none.
    """

    colour: str
    size_mm: float
    shape: str = "circle"
    label: str = ""


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "boundary_lines": Look("#7b1fa2", 0.8),
        "markers": Look("#1a1a1a", 1.8, "square", "reference"),
        "gates": Look("#00695c", 3.2, "diamond", "name"),
        "units": Look("#9e9e9e", 0.2, label="name"),
        "work_points": Look("#e65100", 2.6, "triangle", "name"),
        "work_lines": Look("#e65100", 0.7, label="name"),
        "work_areas": Look("#e65100", 0.4, label="name"),
        "incident_points": Look("#c62828", 3.0, "star", "number"),
        "incident_lines": Look("#c62828", 1.0, label="number"),
        "incident_areas": Look("#c62828", 0.5, label="number"),
        "survey_points": Look("#1565c0", 2.6, label="name"),
        "survey_lines": Look("#1565c0", 0.9, label="name"),
        "survey_polygons": Look("#1565c0", 0.5, label="name"),
    }
)
PLAIN = Look("#455a64", 0.6)
_BY_KIND: Mapping[str, Mapping[GeometryType, str]] = MappingProxyType(
    {
        look: MappingProxyType(
            {"point": f"{stem}_points", "line": f"{stem}_lines", "area": area, "areas": area}
        )
        for look, stem, area in (
            ("work_lines", "work", "work_areas"),
            ("incident_points", "incident", "incident_areas"),
            ("survey_polygons", "survey", "survey_polygons"),
        )
    }
)


_SYMBOL_TYPES: dict[GeometryType, tuple[str, str, int]] = {
    "point": ("marker", "SimpleMarker", 0),
    "line": ("line", "SimpleLine", 1),
    "area": ("fill", "SimpleFill", 2),
    "areas": ("fill", "SimpleFill", 2),
}


def look_of(name: str) -> Look:
    """Return how the layer of a name is drawn, plain where nobody has said."""
    return LOOKS.get(name, PLAIN)


def look_of_kind(name: str, kind: GeometryType) -> Look:
    """Return how the points, lines or areas of a layer are drawn that holds more than one of them."""
    return look_of(_BY_KIND.get(name, {}).get(kind, name))


def write_rgba(colour: str, alpha: int = 255) -> str:
    """Return a colour as QGIS keeps it."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def write_labels(column: str, colour: str, fold_at: int = 0) -> str:
    """Return the labels of a layer as QGIS keeps them; empty without a column.

    Parameters
    ----------
    column : str
    colour : str
        ``#rrggbb``.
    fold_at : int
        Letters after which a label goes on in the next line; 0 for one line, however long.
    """
    if not column:
        return ""
    folded = f'<text-format autoWrapLength="{fold_at}" useMaxLineLengthForAutoWrap="1"/>' if fold_at else ""
    return (
        '<labeling type="simple"><settings calloutType="simple">'
        f'<text-style fieldName="{column}" fontSize="8" fontSizeUnit="Point" isExpression="0" '
        f'textColor="{write_rgba(colour)}" namedStyle="Regular" fontWeight="50">'
        '<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" '
        f'bufferColor="255,255,255,255"/></text-style>{folded}'
        '<rendering obstacle="0" scaleVisibility="1" scaleMin="1" scaleMax="150000"/>'
        "</settings></labeling>"
    )


def write_qml(geometry: GeometryType, look: Look) -> str:
    """Return the style of a layer as QGIS keeps it."""
    symbol, layer, number = _SYMBOL_TYPES[geometry]
    options = {
        "marker": {
            "name": look.shape,
            "color": write_rgba(look.colour),
            "outline_color": "255,255,255,255",
            "outline_width": "0.3",
            "size": str(look.size_mm),
            "size_unit": "MM",
        },
        "line": {
            "line_color": write_rgba(look.colour),
            "line_width": str(look.size_mm),
            "line_width_unit": "MM",
            "capstyle": "round",
            "joinstyle": "round",
        },
        "fill": {
            "color": write_rgba(look.colour, 40),
            "outline_color": write_rgba(look.colour),
            "outline_width": str(look.size_mm),
            "outline_width_unit": "MM",
            "style": "solid",
            "outline_style": "solid",
        },
    }[symbol]
    option_lines = "".join(
        f'<Option name="{name}" type="QString" value="{value}"/>' for name, value in options.items()
    )
    labelled = "1" if look.label else "0"
    labels = write_labels(look.label, look.colour)
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{labelled}">'
        '<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">'
        f'<symbols><symbol name="0" type="{symbol}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{option_lines}</Option></layer></symbol></symbols></renderer-v2>'
        f"{labels}<blendMode>0</blendMode><layerGeometryType>{number}</layerGeometryType></qgis>"
    )


def write_sld(name: str, geometry: GeometryType, look: Look) -> str:
    """Return the style of a layer as other programs read it (OGC 05-077r4, Symbology Encoding 1.1)."""
    stroke = (
        f'<se:Stroke><se:SvgParameter name="stroke">{look.colour}</se:SvgParameter>'
        f'<se:SvgParameter name="stroke-width">{look.size_mm}</se:SvgParameter></se:Stroke>'
    )
    fill = f'<se:Fill><se:SvgParameter name="fill">{look.colour}</se:SvgParameter>{{}}</se:Fill>'
    faint = '<se:SvgParameter name="fill-opacity">0.15</se:SvgParameter>'
    shape = look.shape if look.shape in ("circle", "square", "triangle", "star") else "square"
    symbolizer = {
        "point": "<se:PointSymbolizer><se:Graphic><se:Mark>"
        f"<se:WellKnownName>{shape}</se:WellKnownName>{fill.format('')}</se:Mark>"
        f"<se:Size>{look.size_mm * 3:.0f}</se:Size></se:Graphic></se:PointSymbolizer>",
        "line": f"<se:LineSymbolizer>{stroke}</se:LineSymbolizer>",
        "area": f"<se:PolygonSymbolizer>{fill.format(faint)}{stroke}</se:PolygonSymbolizer>",
    }["area" if geometry == "areas" else geometry]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<StyledLayerDescriptor xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" '
        'version="1.1.0"><NamedLayer>'
        f"<se:Name>{name}</se:Name><UserStyle><se:Name>{name}</se:Name><se:FeatureTypeStyle>"
        f"<se:Rule>{symbolizer}</se:Rule></se:FeatureTypeStyle></UserStyle></NamedLayer>"
        "</StyledLayerDescriptor>"
    )
