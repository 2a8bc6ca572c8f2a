"""Survey areas and rules in force as rows, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from border_gis.boundary.dates import PartialDate
from border_gis.incidents.integrity import write_canonical
from border_gis.stores.geometries import check_geometry, join_geometry, split_geometry
from border_gis.stores.protocol import RuleInForce
from border_gis.stores.rows import Values, read_date, write_date
from border_gis.stores.schema import GEOMETRY_COLUMN
from border_gis.surveys.area import SurveyArea


def survey_area_values(area: SurveyArea) -> dict[str, Any]:
    """Return a survey area as the values of its row; its geometry goes to the layers."""
    if area.geometry is not None:
        check_geometry(area.geometry, area.name)
    return {
        "id": area.id,
        "name": area.name,
        "purpose": area.purpose,
        "reference_as_written": area.reference_as_written,
        "geometry_type": None if area.geometry is None else area.geometry.geom_type,
        "accuracy_m": area.accuracy_m,
        "surveyed": None if area.surveyed is None else area.surveyed.isoformat(),
        "incident_id": area.incident_id,
        "note": area.note,
        "source": area.source,
        "demonstration": area.demonstration,
    }


def survey_layer_values(area: SurveyArea) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the layer and the values of each part of a survey area's geometry."""
    if area.geometry is not None:
        for part, (layer, geometry) in enumerate(split_geometry(area.geometry)):
            yield (
                f"survey_{'polygons' if layer == 'areas' else layer}",
                {
                    GEOMETRY_COLUMN: geometry,
                    "survey_id": area.id,
                    "part": part,
                    "name": area.name,
                    "purpose": area.purpose,
                    "reference": area.reference_as_written,
                },
            )


def read_survey_area(values: Values, parts: Sequence[BaseGeometry]) -> SurveyArea:
    """Return the survey area of a row and of its parts in the layers."""
    return SurveyArea(
        id=values["id"],
        name=values["name"],
        purpose=values["purpose"],
        reference_as_written=values["reference_as_written"],
        geometry=join_geometry(values["geometry_type"], parts),
        accuracy_m=values["accuracy_m"],
        surveyed=None if values["surveyed"] is None else PartialDate.fromisoformat(values["surveyed"]),
        incident_id=values["incident_id"],
        note=values["note"],
        source=values["source"],
        demonstration=bool(values["demonstration"]),
    )


def rule_values(rule: RuleInForce) -> dict[str, Any]:
    """Return a rule in force as the values of its row."""
    return {
        "id": rule.id,
        "code": rule.code,
        "content": write_canonical(dict(rule.content)),
        "valid_from": write_date(rule.valid_from),
        "valid_to": write_date(rule.valid_to),
        "source": rule.source,
        "set_by_office": rule.set_by_office,
    }


def read_rule(values: Values) -> RuleInForce:
    """Return the rule in force of a row."""
    return RuleInForce(
        id=values["id"],
        code=values["code"],
        content=json.loads(values["content"]),
        valid_from=read_date(values["valid_from"]),
        valid_to=read_date(values["valid_to"]),
        source=values["source"],
        set_by_office=bool(values["set_by_office"]),
    )
