"""How QGIS draws each layer, kept in the file itself (its table ``layer_styles``).

QML is what QGIS reads, SLD (OGC 02-070) what other programs read; both say the same here:
one simple symbol for a layer, and its name as a label.
"""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.stores.schema import CreateTable, GeometryType, Migration, Table


@dataclass(frozen=True, slots=True)
class Style:
    """The drawing of one layer."""

    table: str
    title: str
    qml: str
    sld: str


@dataclass(frozen=True, slots=True)
class _Look:
    colour: str
    size_mm: float
    shape: str = "circle"
    label: str = ""


_LOOKS = {
    "boundary_lines": _Look("#7b1fa2", 0.8),
    "markers": _Look("#1a1a1a", 1.8, "square", "reference"),
    "gates": _Look("#00695c", 3.2, "diamond", "name"),
    "units": _Look("#9e9e9e", 0.2, label="name"),
    "work_points": _Look("#e65100", 2.6, "triangle", "name"),
    "work_lines": _Look("#e65100", 0.7, label="name"),
    "work_areas": _Look("#e65100", 0.4, label="name"),
    "incident_points": _Look("#c62828", 3.0, "star", "number"),
    "incident_lines": _Look("#c62828", 1.0, label="number"),
    "incident_areas": _Look("#c62828", 0.5, label="number"),
    "survey_points": _Look("#1565c0", 2.6, label="name"),
    "survey_lines": _Look("#1565c0", 0.9, label="name"),
    "survey_polygons": _Look("#1565c0", 0.5, label="name"),
}
_PLAIN = _Look("#455a64", 0.6)

_SYMBOL_TYPES: dict[GeometryType, tuple[str, str, int]] = {
    "point": ("marker", "SimpleMarker", 0),
    "line": ("line", "SimpleLine", 1),
    "area": ("fill", "SimpleFill", 2),
    "areas": ("fill", "SimpleFill", 2),
}


def list_styles(migration: Migration) -> tuple[Style, ...]:
    """Return the styles of the layers that a migration makes."""
    return tuple(
        _write_style(step.table, step.table.geometry)
        for step in migration.steps
        if isinstance(step, CreateTable) and step.table.geometry is not None
    )


def _write_style(table: Table, geometry: GeometryType) -> Style:
    look = _LOOKS.get(table.name, _PLAIN)
    return Style(table.name, table.title, _write_qml(geometry, look), _write_sld(table, geometry, look))


def _rgba(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _write_qml(geometry: GeometryType, look: _Look) -> str:
    symbol, layer, number = _SYMBOL_TYPES[geometry]
    options = {
        "marker": {
            "name": look.shape,
            "color": _rgba(look.colour),
            "outline_color": "255,255,255,255",
            "outline_width": "0.3",
            "size": str(look.size_mm),
            "size_unit": "MM",
        },
        "line": {
            "line_color": _rgba(look.colour),
            "line_width": str(look.size_mm),
            "line_width_unit": "MM",
            "capstyle": "round",
            "joinstyle": "round",
        },
        "fill": {
            "color": _rgba(look.colour, 40),
            "outline_color": _rgba(look.colour),
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
    labels = ""
    if look.label:
        labels = (
            '<labeling type="simple"><settings calloutType="simple">'
            f'<text-style fieldName="{look.label}" fontSize="8" fontSizeUnit="Point" isExpression="0" '
            f'textColor="{_rgba(look.colour)}" namedStyle="Regular">'
            '<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" '
            'bufferColor="255,255,255,255"/></text-style>'
            '<rendering obstacle="1" scaleVisibility="1" scaleMin="150000" scaleMax="1"/>'
            "</settings></labeling>"
        )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{labelled}">'
        '<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">'
        f'<symbols><symbol name="0" type="{symbol}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{option_lines}</Option></layer></symbol></symbols></renderer-v2>'
        f"{labels}<blendMode>0</blendMode><layerGeometryType>{number}</layerGeometryType></qgis>"
    )


def _write_sld(table: Table, geometry: GeometryType, look: _Look) -> str:
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
        f"<se:Name>{table.name}</se:Name><UserStyle><se:Name>{table.name}</se:Name><se:FeatureTypeStyle>"
        f"<se:Rule>{symbolizer}</se:Rule></se:FeatureTypeStyle></UserStyle></NamedLayer>"
        "</StyledLayerDescriptor>"
    )
