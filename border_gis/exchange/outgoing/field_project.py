"""Write the QGIS project of a field pack: forms, pick lists, and where the map begins.

QGIS 3.22 and later open it, and QField. Every layer lies in the GeoPackage beside it; there is
no background from a server. What QField reads besides, it finds in properties of the layers
that its companion plugin QFieldSync defines: where photos go, and that shapes stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.crs import Zone, to_vn2000
from border_gis.exchange.field_columns import PHOTO_FOLDER, PHOTOS
from border_gis.exchange.outgoing.field_model import FieldColumn, FieldLayer, Widget
from border_gis.looks.layers import look_of, write_qml

LONGEST_SIDE_PX = 2048
"""QField makes photos no larger than this."""

_WGS84_EPSG = 4326
_GEOMETRY_WORDS = {"point": "Point", "line": "Line", "area": "Polygon", None: "No geometry"}
_ROOM = 0.15
_NOT_NULL, _UNIQUE = 1, 2


def write_field_project(
    path: Path,
    geopackage: Path,
    layers: Sequence[FieldLayer],
    title: str,
    zone: Zone,
    area: BaseGeometry,
    form_titles: tuple[str, str],
) -> None:
    """Write the project.

    Parameters
    ----------
    path : Path
        Ends in ``.qgs``, in the folder of the GeoPackage.
    geopackage : Path
    layers : sequence of FieldLayer
        From top to bottom of the map; the lists to pick from among them.
    title : str
    zone : Zone
        VN-2000 zone that the map is drawn in.
    area : shapely geometry
        WGS 84: the map begins there.
    form_titles : (str, str)
        Of the page of a form that is filled in, and of the one that is only read.
    """
    tree = "".join(
        f'<layer-tree-layer id={quoteattr(layer.id)} name={quoteattr(layer.title)} providerKey="ogr" '
        f'source={quoteattr(_source(geopackage, layer))} checked="Qt::Checked" expanded="0"/>'
        for layer in layers
    )
    maps = "".join(_write_layer(geopackage, layer, form_titles) for layer in layers)
    west, south, east, north = _extent(area, zone)
    extent = f"<xmin>{west}</xmin><ymin>{south}</ymin><xmax>{east}</xmax><ymax>{north}</ymax>"
    first = next((layer.id for layer in layers if layer.can_grow), "")
    path.write_text(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis projectname={quoteattr(title)} version="3.22.0">'
        f"<title>{escape(title)}</title>{_write_crs('projectCrs', zone.epsg)}"
        f"<layer-tree-group>{tree}</layer-tree-group>"
        '<mapcanvas name="theMapCanvas" annotationsVisible="1"><units>meters</units>'
        f"<extent>{extent}</extent><rotation>0</rotation>{_write_crs('destinationsrs', zone.epsg)}"
        f"</mapcanvas><projectlayers>{maps}</projectlayers>"
        '<properties><Paths><Absolute type="bool">false</Absolute></Paths>'
        '<SpatialRefSys><ProjectionsEnabled type="int">1</ProjectionsEnabled></SpatialRefSys>'
        f'<qfieldsync><initialActiveLayer type="QString">{escape(first)}</initialActiveLayer>'
        f'<maximumImageWidthHeight type="int">{LONGEST_SIDE_PX}</maximumImageWidthHeight></qfieldsync>'
        "</properties>"
        f'<ProjectViewSettings UseProjectScales="0"><DefaultViewExtent xmin="{west}" ymin="{south}" '
        f'xmax="{east}" ymax="{north}"/></ProjectViewSettings></qgis>\n',
        encoding="utf-8",
        newline="\n",
    )


def _write_layer(geopackage: Path, layer: FieldLayer, form_titles: tuple[str, str]) -> str:
    is_list = layer.geometry is None
    style, labels = "", "0"
    if layer.geometry is not None:
        qml = write_qml(layer.geometry, look_of(layer.look))
        style = qml[qml.index(">", qml.index("<qgis ")) + 1 : qml.rindex("</qgis>")]
        labels = "1" if "<labeling" in style else "0"
    read_only = "0" if layer.can_be_edited else "1"
    hidden = "1" if is_list else "0"
    named = f"<previewExpression>&quot;{layer.label}&quot;</previewExpression>" if layer.label else ""
    return (
        f'<maplayer type="vector" geometry="{_GEOMETRY_WORDS[layer.geometry]}" labelsEnabled="{labels}" '
        f'readOnly="{read_only}" styleCategories="AllStyleCategories">'
        f"<id>{escape(layer.id)}</id><datasource>{escape(_source(geopackage, layer))}</datasource>"
        f"<layername>{escape(layer.title)}</layername>"
        f"{'' if is_list else _write_crs('srs', _WGS84_EPSG)}"
        f'<provider encoding="UTF-8">ogr</provider>'
        f"<flags><Identifiable>{int(not is_list)}</Identifiable><Removable>0</Removable>"
        f"<Searchable>{int(not is_list)}</Searchable><Private>{hidden}</Private></flags>"
        f"<customproperties>{_write_option('', _custom_properties(layer))}</customproperties>"
        f"{_write_fields(geopackage, layer)}{_write_form(layer, form_titles)}{named}{style}</maplayer>"
    )


def _custom_properties(layer: FieldLayer) -> dict[str, Any]:
    said: dict[str, Any] = {"QFieldSync/action": "copy", "QFieldSync/cloud_action": "no_action"}
    if layer.can_be_edited and not layer.can_grow:
        said["QFieldSync/is_geometry_locked"] = True
    photos = [column.name for column in layer.columns if column.name in PHOTOS]
    if photos:
        names = {name: _photo_name(layer.name, name) for name in photos}
        said["QFieldSync/attachment_naming"] = json.dumps(names)
        # As QField before 2.7 reads it.
        said["QFieldSync/photo_naming"] = json.dumps(
            {name: each.replace(".{extension}", ".jpg") for name, each in names.items()}
        )
    return said


def _photo_name(layer: str, column: str) -> str:
    stem = f"{PHOTO_FOLDER}/{layer}_{column[-1]}_"
    return f"'{stem}' || format_date(now(), 'yyyyMMddhhmmsszzz') || '.{{extension}}'"


def _write_fields(geopackage: Path, layer: FieldLayer) -> str:
    """Write widgets, names, defaults and constraints, column by column; the key of the table first."""
    widgets = ['<field name="fid" configurationFlags="None">' + _write_widget(Widget("Hidden")) + "</field>"]
    aliases, defaults, rules, editable = [], [], [], ['<field name="fid" editable="0"/>']
    for number, column in enumerate(layer.columns, 1):
        name = quoteattr(column.name)
        widget = column.widget
        if widget.type == "ValueRelation":
            source = f"./{geopackage.name}|layername={widget.options['LayerName']}"
            widget = Widget(widget.type, {**widget.options, "LayerSource": source})
        widgets.append(f'<field name={name} configurationFlags="None">{_write_widget(widget)}</field>')
        aliases.append(f'<alias index="{number}" field={name} name={quoteattr(column.title)}/>')
        defaults.append(
            f"<default field={name} expression={quoteattr(column.default)} "
            f'applyOnUpdate="{int(column.on_update)}"/>'
        )
        rules.append(_write_constraint(column, layer))
        if column.part == "info" or not layer.can_be_edited:
            editable.append(f'<field name={name} editable="0"/>')
    return (
        f"<fieldConfiguration>{''.join(widgets)}</fieldConfiguration><aliases>{''.join(aliases)}</aliases>"
        f"<defaults>{''.join(defaults)}</defaults><constraints>{''.join(rules)}</constraints>"
        f"<editable>{''.join(editable)}</editable>"
    )


def _write_constraint(column: FieldColumn, layer: FieldLayer) -> str:
    is_key = bool(column.part == "hidden" and column.default and layer.can_grow and not column.is_number)
    kinds = (_NOT_NULL if column.required else 0) | (_UNIQUE if is_key else 0)
    return (
        f'<constraint field={quoteattr(column.name)} constraints="{kinds}" '
        f'notnull_strength="{int(column.required)}" unique_strength="{int(is_key)}" exp_strength="0"/>'
    )


def _write_widget(widget: Widget) -> str:
    return (
        f"<editWidget type={quoteattr(widget.type)}>"
        f"<config>{_write_option('', widget.options)}</config></editWidget>"
    )


def _write_option(name: str, value: Any) -> str:
    """Write a value as QGIS keeps options."""
    named = f" name={quoteattr(name)}" if name else ""
    if isinstance(value, Mapping):
        inner = "".join(_write_option(str(key), each) for key, each in value.items())
        return f'<Option type="Map"{named}>{inner}</Option>'
    if isinstance(value, list):
        inner = "".join(_write_option("", each) for each in value)
        return f'<Option type="List"{named}>{inner}</Option>'
    if isinstance(value, bool):
        return f'<Option type="bool"{named} value="{str(value).lower()}"/>'
    if isinstance(value, int):
        return f'<Option type="int"{named} value="{value}"/>'
    return f'<Option type="QString"{named} value={quoteattr(str(value))}/>'


def _write_form(layer: FieldLayer, titles: tuple[str, str]) -> str:
    if not layer.can_be_edited:
        return "<editorlayout>generatedlayout</editorlayout>"
    tabs = ""
    for title, part in zip(titles, ("edit", "info"), strict=True):
        fields = "".join(
            f'<attributeEditorField name={quoteattr(column.name)} index="{number}" showLabel="1"/>'
            for number, column in enumerate(layer.columns, 1)
            if column.part == part or (part == "edit" and column.name == layer.label)
        )
        if fields:
            tabs += (
                f'<attributeEditorContainer name={quoteattr(title)} columnCount="1" groupBox="0" '
                f'showLabel="1" visibilityExpressionEnabled="0" visibilityExpression="">{fields}'
                "</attributeEditorContainer>"
            )
    return (
        f"<editorlayout>tablayout</editorlayout><attributeEditorForm>{tabs}</attributeEditorForm>"
        "<featformsuppress>0</featformsuppress>"
    )


def _source(geopackage: Path, layer: FieldLayer) -> str:
    return f"./{geopackage.name}|layername={layer.name}"


def _write_crs(tag: str, epsg: int) -> str:
    # QGIS looks at the code only where there is a number of its own list too, whichever.
    inner = f"<srsid>1</srsid><srid>{epsg}</srid><authid>EPSG:{epsg}</authid>"
    return f"<{tag}><spatialrefsys>{inner}</spatialrefsys></{tag}>"


def _extent(area: BaseGeometry, zone: Zone) -> tuple[float, float, float, float]:
    """Return the rectangle in the zone that holds the area, with some room around it."""
    x, y = shapely.get_coordinates(area).T
    easts, norths = to_vn2000(x, y, zone)
    west, south, east, north = easts.min(), norths.min(), easts.max(), norths.max()
    room = max(east - west, north - south) * _ROOM
    return (float(west - room), float(south - room), float(east + room), float(north + room))
