"""A layer of a field pack: its columns, and with which widget each is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from border_gis.exchange.field_columns import PHOTO_FOLDER
from border_gis.looks.layers import GeometryType

Part = Literal["edit", "info", "hidden"]


@dataclass(frozen=True, slots=True)
class Widget:
    """How a column is filled in, as QGIS names widgets and their options."""

    type: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A column of a layer.

    Attributes
    ----------
    name, title : str
        The title is what people read.
    widget : Widget
    part : {"edit", "info", "hidden"}
        Filled in, only read, or not shown.
    default : str
        Expression of QGIS; empty for none.
    on_update : bool
        Whether the default stands in again whenever the row is changed.
    required : bool
    is_number : bool
    """

    name: str
    title: str
    widget: Widget
    part: Part = "info"
    default: str = ""
    on_update: bool = False
    required: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class FieldLayer:
    """A layer, or a list to pick from, of a field pack.

    Attributes
    ----------
    name, title : str
    columns : tuple of FieldColumn
    frame : DataFrame
        A GeoDataFrame in EPSG:4326 where it has geometry.
    geometry : {"point", "line", "area"} or None
        None for a list.
    look : str
        Name in ``border_gis.looks``.
    label : str
        Column that names a row.
    can_be_edited, can_grow : bool
        Whether rows may be changed, and new ones drawn.
    """

    name: str
    title: str
    columns: tuple[FieldColumn, ...]
    frame: pd.DataFrame | gpd.GeoDataFrame
    geometry: GeometryType | None = None
    look: str = ""
    label: str = ""
    can_be_edited: bool = False
    can_grow: bool = False

    @property
    def id(self) -> str:
        """Return the id in the project; QGIS gives layers with shorter ones other ids."""
        return f"border_gis_field_{self.name}"


HIDDEN = Widget("Hidden")
LINE = Widget("TextEdit", {"IsMultiline": False, "UseHtml": False})
PARAGRAPH = Widget("TextEdit", {"IsMultiline": True, "UseHtml": False})
DAY = Widget(
    "DateTime",
    {
        "allow_null": True,
        "calendar_popup": True,
        "display_format": "dd/MM/yyyy",
        "field_format": "yyyy-MM-dd",
        "field_iso_format": False,
    },
)
MOMENT = Widget(
    "DateTime",
    {
        "allow_null": True,
        "calendar_popup": True,
        "display_format": "dd/MM/yyyy HH:mm",
        "field_format": "yyyy-MM-dd HH:mm:ss",
        "field_iso_format": False,
    },
)
# DocumentViewer 1 shows a picture; RelativeStorage 1 stores paths relative to the project.
PHOTO = Widget(
    "ExternalResource",
    {
        "DefaultRoot": PHOTO_FOLDER,
        "DocumentViewer": 1,
        "DocumentViewerHeight": 0,
        "DocumentViewerWidth": 0,
        "FileWidget": True,
        "FileWidgetButton": True,
        "FileWidgetFilter": "",
        "RelativeStorage": 1,
        "StorageMode": 0,
    },
)
NOW = "format_date(now(), 'yyyy-MM-dd HH:mm:ss')"
EPOCH_NOW = "epoch(now())"
NEW_KEY = "uuid('WithoutBraces')"
# QField knows it while it has a position; elsewhere it is NULL.
ACCURACY_NOW = "@position_horizontal_accuracy"


def pick_from(name: str, *, may_be_empty: bool) -> Widget:
    """Return the widget that offers the rows of a list of the pack."""
    return Widget(
        "ValueRelation",
        {
            "AllowMulti": False,
            "AllowNull": may_be_empty,
            "FilterExpression": "",
            "Key": "code",
            "Layer": f"border_gis_field_{name}",
            "LayerName": name,
            "LayerProviderName": "ogr",
            "NofColumns": 1,
            "OrderByValue": False,
            "UseCompleter": False,
            "Value": "name",
        },
    )


def choose(names: Mapping[str, str]) -> Widget:
    """Return the widget that offers a few values, by code with their names."""
    return Widget("ValueMap", {"map": [{name: code} for code, name in names.items()]})
