"""How the layers of an annex are drawn: as those of the office's own data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from border_gis.looks.layers import GeometryType, look_of, write_qml, write_sld

_LIKE: dict[str, tuple[str, GeometryType, str]] = {
    "survey_area": ("survey_polygons", "area", "name"),
    "boundary_lines": ("boundary_lines", "line", "name"),
    "markers_points": ("markers", "point", "reference"),
    "works_points": ("work_points", "point", "label"),
    "works_lines": ("work_lines", "line", "label"),
    "works_areas": ("work_areas", "area", "label"),
    "incidents_points": ("incident_points", "point", "record"),
    "incidents_lines": ("incident_lines", "line", "record"),
    "incidents_areas": ("incident_areas", "area", "record"),
    "land_between_areas": ("survey_polygons", "area", ""),
}
"""The layer of the office's own data that each is drawn like, and the column that names its things."""


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """The drawing of one layer, in the words of QGIS and of the OGC."""

    layer: str
    qml: str
    sld: str


def list_styles(layers: Sequence[str]) -> tuple[LayerStyle, ...]:
    """Return the styles of those layers that have one."""
    return tuple(_style(layer, *_LIKE[layer]) for layer in layers if layer in _LIKE)


def _style(layer: str, like: str, geometry: GeometryType, label: str) -> LayerStyle:
    look = replace(look_of(like), label=label)
    return LayerStyle(layer, write_qml(geometry, look), write_sld(layer, geometry, look))
