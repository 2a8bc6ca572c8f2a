"""How QGIS draws each layer, kept in the file itself (its table ``layer_styles``).

QML is what QGIS reads, SLD (OGC 02-070) what other programs read.
"""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.looks.layers import look_of, write_qml, write_sld
from border_gis.stores.schema import CreateTable, GeometryType, Migration, Table


@dataclass(frozen=True, slots=True)
class Style:
    """The drawing of one layer."""

    table: str
    title: str
    qml: str
    sld: str


def list_styles(migration: Migration) -> tuple[Style, ...]:
    """Return the styles of the layers that a migration makes."""
    return tuple(
        _write_style(step.table, step.table.geometry)
        for step in migration.steps
        if isinstance(step, CreateTable) and step.table.geometry is not None
    )


def _write_style(table: Table, geometry: GeometryType) -> Style:
    look = look_of(table.name)
    return Style(table.name, table.title, write_qml(geometry, look), write_sld(table.name, geometry, look))
