"""How a layer on its way out is drawn by a GIS: by what the rules say of its things, or by its look."""

from __future__ import annotations

from collections.abc import Mapping

from border_gis.exchange.outgoing.model import OutgoingLayer, Painting
from border_gis.i18n import describe_value
from border_gis.looks.layers import GeometryType, look_of_kind, write_qml, write_sld
from border_gis.looks.outcomes import OUTCOME_LOOKS, write_outcome_qml, write_outcome_sld
from border_gis.zones.verdict import Outcome


def write_layer_qml(layer: OutgoingLayer, kind: GeometryType, painting: Painting | None = None) -> str:
    """Return the style of a layer of one kind of geometry as QGIS keeps it."""
    look = look_of_kind(layer.look or layer.name, kind)
    if painting is None:
        return write_qml(kind, look)
    label = look.label if look.label in layer.columns else ""
    return write_outcome_qml(kind, painting.column, name_outcomes(layer.language), label)


def write_layer_sld(layer: OutgoingLayer, kind: GeometryType, painting: Painting | None = None) -> str:
    """Return the same style as other programs read it."""
    if painting is None:
        return write_sld(layer.name, kind, look_of_kind(layer.look or layer.name, kind))
    return write_outcome_sld(layer.name, kind, painting.column, name_outcomes(layer.language))


def name_outcomes(language: str) -> Mapping[Outcome, str]:
    """Return what a legend calls each outcome: the words of the program's own map."""
    said = {outcome: describe_value(outcome, language) for outcome in OUTCOME_LOOKS}
    return {outcome: words[:1].upper() + words[1:] for outcome, words in said.items()}
