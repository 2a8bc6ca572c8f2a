"""Read the survey areas that ship as demonstration data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.exchange.demonstration import make_demonstration_id
from border_gis.surveys.area import SurveyArea, SurveyConduct, SurveyState


@dataclass(frozen=True, slots=True)
class DemonstrationArea:
    """A survey area before it is drawn: its reference stands in the area, its width here."""

    area: SurveyArea
    width_m: float


def read_areas(path: Path, language: str) -> tuple[DemonstrationArea, ...]:
    """Read the survey areas.

    Parameters
    ----------
    path : Path
        ``data/surveys/areas.toml``.
    language : {"vi", "en"}
        Of names, proposals and questions.

    Raises
    ------
    DataError
        If the file cannot be read, or an area lacks something.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["area"]
        return tuple(
            DemonstrationArea(
                SurveyArea(
                    id=make_demonstration_id("survey_area", row["key"]),
                    name=row[f"name_{language}"],
                    purpose=row["purpose"],
                    reference_as_written=row["reference"],
                    surveyed=PartialDate.fromisoformat(row["surveyed"]),
                    incident_id=make_demonstration_id("incident", row["incident"]),
                    source=row[f"source_{language}"],
                    demonstration=True,
                    number=row["number"],
                    conduct=SurveyConduct(row["conduct"]),
                    state=SurveyState(row["state"]),
                    leader=row["leader"],
                    width_vn_m=float(row["width_m"]),
                    width_cn_m=float(row["width_m"]),
                    proposals=row[f"proposals_{language}"],
                    open_questions=row[f"open_questions_{language}"],
                    province=row["province"],
                ),
                float(row["width_m"]),
            )
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise DataError("demonstration.unreadable", file=str(path), reason=reason) from error
