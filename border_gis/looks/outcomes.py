"""How works are drawn by what the rules say of them: one look for each outcome, on every map.

Shape, pattern and width differ as well as colour, the gravest being the widest, so that a print in
black and white tells outcomes apart. The colours are those of Okabe and Ito (2008).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from border_gis.looks.layers import GeometryType, write_labels, write_rgba
from border_gis.zones.verdict import Outcome

_MM_OF_PIXEL = 0.2646
"""At 96 pixels to the inch, as browsers count them."""
_SIZE_MM = 3.4
_LABEL_LETTERS = 28


@dataclass(frozen=True, slots=True)
class OutcomeLook:
    """How works with one outcome are drawn.

    Attributes
    ----------
    colour : str
        ``#rrggbb``.
    shape : str
        Of points: hexagon, diamond, triangle, wedge (a triangle on its head), square or circle.
    width_px : float
        Of lines.
    dash_px : tuple of float
        Stroke and gap in turn; empty for a line without gaps.
    pattern : str
        Of areas, as QGIS calls it.
    """

    colour: str
    shape: str
    width_px: float
    dash_px: tuple[float, ...] = ()
    pattern: str = "no"

    @property
    def width_mm(self) -> float:
        """Width of lines on paper."""
        return round(self.width_px * _MM_OF_PIXEL, 2)

    @property
    def dash_mm(self) -> tuple[float, ...]:
        """Strokes and gaps on paper."""
        return tuple(round(each * _MM_OF_PIXEL, 2) for each in self.dash_px)


OUTCOME_LOOKS: Mapping[Outcome, OutcomeLook] = MappingProxyType(
    {
        Outcome.PROHIBITED: OutcomeLook("#d55e00", "hexagon", 5.5, (), "diagonal_x"),
        Outcome.NEEDS_AGREEMENT: OutcomeLook("#e69f00", "diamond", 4.5, (11, 4), "b_diagonal"),
        Outcome.NEEDS_NOTICE: OutcomeLook("#a8518a", "triangle", 4, (8, 3, 2, 3), "horizontal"),
        Outcome.NOT_DETERMINABLE: OutcomeLook("#555f66", "wedge", 4, (2, 4), "dense6"),
        Outcome.EXEMPT: OutcomeLook("#007a5a", "square", 2.4, (), "vertical"),
        Outcome.OUTSIDE: OutcomeLook("#56b4e9", "circle", 2, (1, 5), "no"),
    }
)
"""The gravest first, which is their order in a legend."""

# Names of shapes in QGIS and in SLD, and how far each is turned, in degrees.
_QGIS_SHAPES: Mapping[str, tuple[str, int]] = MappingProxyType({"wedge": ("triangle", 180)})
_SLD_SHAPES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {"wedge": ("triangle", 180), "diamond": ("square", 45), "hexagon": ("star", 0)}
)


def write_outcome_qml(
    geometry: GeometryType, column: str, titles: Mapping[Outcome, str], label: str = ""
) -> str:
    """Return the style of a layer of works by their outcomes, as QGIS keeps it.

    Parameters
    ----------
    geometry : {"point", "line", "area", "areas"}
    column : str
        Holds the codes of outcomes.
    titles : mapping of Outcome to str
        What the legend calls each.
    label : str
        Column that names things on the map; empty for none.
    """
    categories = "".join(
        f'<category render="true" value="{outcome.value}" symbol="{number}" '
        f"label={quoteattr(titles[outcome])}/>"
        for number, outcome in enumerate(OUTCOME_LOOKS)
    )
    symbols = "".join(
        _write_symbol(number, geometry, look) for number, look in enumerate(OUTCOME_LOOKS.values())
    )
    labels = write_labels(label, "#1a1a1a", _LABEL_LETTERS)
    number = {"point": 0, "line": 1}.get(geometry, 2)
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{int(bool(label))}">'
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(column)} symbollevels="0" '
        'enableorderby="0" forceraster="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
        f"{labels}<blendMode>0</blendMode><layerGeometryType>{number}</layerGeometryType></qgis>"
    )


def write_outcome_sld(name: str, geometry: GeometryType, column: str, titles: Mapping[Outcome, str]) -> str:
    """Return the same style as other programs read it (OGC 05-077r4, Symbology Encoding 1.1)."""
    rules = "".join(
        f"<se:Rule><se:Name>{escape(titles[outcome])}</se:Name><ogc:Filter><ogc:PropertyIsEqualTo>"
        f"<ogc:PropertyName>{escape(column)}</ogc:PropertyName><ogc:Literal>{outcome.value}</ogc:Literal>"
        f"</ogc:PropertyIsEqualTo></ogc:Filter>{_write_symbolizer(geometry, look)}</se:Rule>"
        for outcome, look in OUTCOME_LOOKS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<StyledLayerDescriptor xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" '
        'xmlns:ogc="http://www.opengis.net/ogc" version="1.1.0"><NamedLayer>'
        f"<se:Name>{escape(name)}</se:Name><UserStyle><se:Name>{escape(name)}</se:Name>"
        f"<se:FeatureTypeStyle>{rules}</se:FeatureTypeStyle></UserStyle></NamedLayer>"
        "</StyledLayerDescriptor>"
    )


def _write_symbol(number: int, geometry: GeometryType, look: OutcomeLook) -> str:
    if geometry == "point":
        shape, turned = _QGIS_SHAPES.get(look.shape, (look.shape, 0))
        kind, layer = "marker", "SimpleMarker"
        options = {
            "name": shape,
            "angle": str(turned),
            "color": write_rgba(look.colour),
            "outline_color": "255,255,255,255",
            "outline_width": "0.3",
            "size": str(_SIZE_MM),
            "size_unit": "MM",
        }
    elif geometry == "line":
        kind, layer = "line", "SimpleLine"
        options = {
            "line_color": write_rgba(look.colour),
            "line_width": str(look.width_mm),
            "line_width_unit": "MM",
            "line_style": "solid",
            "capstyle": "flat",
            "joinstyle": "round",
            "use_custom_dash": str(int(bool(look.dash_px))),
            "customdash": ";".join(map(str, look.dash_mm or (5, 2))),
            "customdash_unit": "MM",
        }
    else:
        kind, layer = "fill", "SimpleFill"
        options = {
            "color": write_rgba(look.colour),
            "style": look.pattern,
            "outline_color": write_rgba(look.colour),
            "outline_width": str(round(look.width_mm / 2, 2)),
            "outline_width_unit": "MM",
            "outline_style": "solid",
        }
    inner = "".join(
        f'<Option name="{name}" type="QString" value="{value}"/>' for name, value in options.items()
    )
    return (
        f'<symbol name="{number}" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0"><Option type="Map">{inner}</Option>'
        "</layer></symbol>"
    )


def _write_symbolizer(geometry: GeometryType, look: OutcomeLook) -> str:
    fill = f'<se:Fill><se:SvgParameter name="fill">{look.colour}</se:SvgParameter>{{}}</se:Fill>'
    if geometry == "point":
        shape, turned = _SLD_SHAPES.get(look.shape, (look.shape, 0))
        rotation = f"<se:Rotation>{turned}</se:Rotation>" if turned else ""
        return (
            f"<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>{shape}</se:WellKnownName>"
            f"{fill.format('')}</se:Mark><se:Size>{_SIZE_MM * 3:.0f}</se:Size>{rotation}</se:Graphic>"
            "</se:PointSymbolizer>"
        )
    dash = _write_parameter("stroke-dasharray", " ".join(map(str, look.dash_px))) if look.dash_px else ""
    stroke = (
        f"<se:Stroke>{_write_parameter('stroke', look.colour)}"
        f"{_write_parameter('stroke-width', str(look.width_px))}{dash}</se:Stroke>"
    )
    if geometry == "line":
        return f"<se:LineSymbolizer>{stroke}</se:LineSymbolizer>"
    faint = fill.format(_write_parameter("fill-opacity", "0.25"))
    return f"<se:PolygonSymbolizer>{faint}{stroke}</se:PolygonSymbolizer>"


def _write_parameter(name: str, value: str) -> str:
    return f'<se:SvgParameter name="{name}">{value}</se:SvgParameter>'
