"""Survey areas as rows, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.stores.geometries import check_geometry, join_geometry, split_geometry
from border_gis.stores.rows import Values
from border_gis.stores.schema import GEOMETRY_COLUMN
from border_gis.surveys.area import SurveyArea, SurveyConduct, SurveyState


def survey_area_values(area: SurveyArea) -> dict[str, Any]:
    """Return a survey area as the values of its row; its geometry goes to the layers."""
    if area.geometry is not None:
        check_geometry(area.geometry, area.name)
    return {
        "id": area.id,
        "name": area.name,
        "purpose": str(area.purpose),
        "reference_as_written": area.reference_as_written,
        "geometry_type": None if area.geometry is None else area.geometry.geom_type,
        "accuracy_m": area.accuracy_m,
        "surveyed": None if area.surveyed is None else area.surveyed.isoformat(),
        "incident_id": area.incident_id,
        "note": area.note,
        "source": area.source,
        "demonstration": area.demonstration,
        "number": area.number,
        "conduct": area.conduct.value,
        "state": area.state.value,
        "leader": area.leader,
        "participants": json.dumps(area.participants, ensure_ascii=False),
        "programme": area.programme,
        "surveyed_until": None if area.surveyed_until is None else area.surveyed_until.isoformat(),
        "width_vn_m": area.width_vn_m,
        "width_cn_m": area.width_cn_m,
        "is_drawn": area.is_drawn,
        "proposals": area.proposals,
        "open_questions": area.open_questions,
        "province": area.province,
        "secrecy": area.secrecy.value,
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
                    "purpose": str(area.purpose),
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
        surveyed=_read_day(values["surveyed"]),
        incident_id=values["incident_id"],
        note=values["note"],
        source=values["source"],
        demonstration=bool(values["demonstration"]),
        number=values["number"],
        conduct=SurveyConduct(values["conduct"]),
        state=SurveyState(values["state"]),
        leader=values["leader"],
        participants=tuple(json.loads(values["participants"])),
        programme=values["programme"],
        surveyed_until=_read_day(values["surveyed_until"]),
        width_vn_m=values["width_vn_m"],
        width_cn_m=values["width_cn_m"],
        is_drawn=bool(values["is_drawn"]),
        proposals=values["proposals"],
        open_questions=values["open_questions"],
        province=values["province"],
        secrecy=Secrecy(values["secrecy"]),
    )


def _read_day(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.fromisoformat(text)
