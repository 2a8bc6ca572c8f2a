"""How long the summary of a large survey area takes: three languages, four formats."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
from shapely import LineString, Point
from shapely.geometry import mapping

from benchmarks.measuring import Row, timed
from border_gis.access import Actor, Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import locate_points
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register.marker import Coordinate, Marker, PositionMethod
from border_gis.crs import ZONES, follow_geodesic
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState, Report
from border_gis.incidents.view import open_incident
from border_gis.reports.writers.pdf import find_libreoffice
from border_gis.services.summaries import SummaryRequest, make_summary
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import Workspace, init_workspace
from border_gis.settings import build_settings
from border_gis.surveys.area import SurveyArea
from border_gis.surveys.drawing import draw_area
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

TITLE = "Seconds for the summary of an area of 10 km with 40 markers, 60 works and 100 incidents"

AIM_S = 20.0
FROM_M, LENGTH_M = 700_000.0, 10_000.0
MARKERS, WORKS, INCIDENTS, REPORTS_EACH = 40, 60, 100, 3
LANGUAGES = ("vi", "zh", "en")
FORMATS = ("docx", "pdf", "xlsx", "gpkg")
NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


def run() -> list[Row]:
    """Measure one paper in three languages, and three papers in one language each."""
    formats = FORMATS if find_libreoffice() else tuple(each for each in FORMATS if each != "pdf")
    with tempfile.TemporaryDirectory() as folder:
        workspace = init_workspace(build_settings({}, workspace_folder=Path(folder)))
        try:
            office = workspace.acting_as(Actor("benchmark", Role.ADMINISTRATOR, Secrecy.TUYET_MAT))
            area = fill(office)
            gathering_s, contents = timed(lambda: gather_area(office, area.id))
            things = (
                ("markers", contents.markers),
                ("works", contents.works),
                ("incidents", contents.incidents),
            )
            what = ", ".join(f"{len(some)} {name}" for name, some in things)
            rows: list[Row] = [
                {
                    "what": f"gather: {what}",
                    "s without LibreOffice": gathering_s,
                    "processor s": "",
                    "LibreOffice s": 0.0,
                    "aim s": "",
                }
            ]
            for languages in (LANGUAGES, *((each,) for each in LANGUAGES)):
                request = SummaryRequest(area.id, languages, "internal", formats)
                begun_s = time.process_time()
                seconds, made = timed(lambda request=request: make_summary(office, request))  # type: ignore[misc]
                busy_s = time.process_time() - begun_s
                rows.append(
                    {
                        "what": f"{' + '.join(languages)}: {', '.join(formats)}",
                        "s without LibreOffice": seconds - made.libreoffice_s,
                        "processor s": busy_s,
                        "LibreOffice s": made.libreoffice_s,
                        "aim s": AIM_S,
                    }
                )
            return rows
        finally:
            workspace.close()


def fill(workspace: Workspace) -> SurveyArea:
    """Put the area and everything in it into a workspace; return the area."""
    line = workspace.lines[0]
    chance = np.random.default_rng(6)
    spans = [(FROM_M, FROM_M + LENGTH_M)]
    area = SurveyArea(
        _id(0, 0),
        "Khu vực đo thời gian",
        "fence",
        "đoạn 10 km",
        draw_area(line, spans, 400.0, 400.0, ZONES[0]),
        province="Cao Bằng",
        number="KS-CB-2026-900",
        width_vn_m=400.0,
        width_cn_m=400.0,
    )
    workspace.store.add_survey_areas([area])
    inside = len(gather_area(workspace, area.id).markers)
    at = locate_points(line, np.linspace(FROM_M + 50.0, FROM_M + LENGTH_M - 50.0, max(MARKERS - inside, 0)))
    workspace.store.add_markers(
        [
            Marker(
                _id(1, n),
                MarkerReference(1379 + n),
                Coordinate(*map(float, xy)),
                0.5,
                PositionMethod.SURVEYED,
            )
            for n, xy in enumerate(at)
        ]
    )
    starts_m = chance.uniform(FROM_M + 100.0, FROM_M + LENGTH_M - 500.0, WORKS)
    workspace.store.add_works([_build_work(line, n, float(start)) for n, start in enumerate(starts_m)])
    places_m = chance.uniform(FROM_M + 100.0, FROM_M + LENGTH_M - 100.0, INCIDENTS)
    for opening, *further in _report(locate_points(line, places_m)):
        workspace.store.append_reports([opening], "CB-2026")
        workspace.store.append_reports(further)
    return area


def _build_work(line: object, number: int, start_m: float) -> Work:
    along = locate_points(line, np.linspace(start_m, start_m + 300.0, 7))  # type: ignore[arg-type]
    off = np.column_stack(follow_geodesic(along[:, 0], along[:, 1], 0.0, np.full(7, 20.0 + number)))
    geometry = Point(off[0]) if number % 3 == 0 else LineString(off)
    kind = (WorkKind.SURVEILLANCE, WorkKind.FENCE, WorkKind.PATROL_ROAD)[number % 3]
    return Work(
        _id(2, number), kind, WorkParty.CN, WorkState.COMPLETED, geometry=geometry, accuracy_m=1.0,
        since=PartialDate(2020 + number % 6), name=f"Công trình {number}",
    )  # fmt: skip


def _report(at: np.ndarray) -> Iterator[tuple[Report, ...]]:
    """Yield the reports of each incident."""
    categories = list(IncidentCategory)
    for number, (x, y) in enumerate(at):
        incident = Incident(
            id=_id(3, number),
            number="",
            title=f"Vụ việc số {number} tại khu vực khảo sát",
            category=categories[number % len(categories)].value,
            party=IncidentParty.CN,
            state=IncidentState.REPORTED,
            date=PartialDate(2026, 1 + number % 5),
            places=(IncidentPlace("tọa độ", mapping(Point(x, y))),),
            description="Nội dung ghi nhận ban đầu.",
            province="Cao Bằng",
        )
        opening = open_incident(incident, recorded_at=NOON, author="benchmark", machine="benchmark")
        further = [
            Report(
                id=_id(4, number * REPORTS_EACH + n),
                incident_id=incident.id,
                kind="added",
                recorded_at=NOON + timedelta(days=n),
                author="benchmark",
                machine="benchmark",
                event_date=PartialDate(2026, 4, n),
                text=f"Diễn biến thứ {n} của vụ việc.",
                source_paper=f"Công văn {n}/SNgV",
            )
            for n in range(1, REPORTS_EACH)
        ]
        yield (opening, *further)


def _id(kind: int, number: int) -> str:
    return str(UUID(int=(kind + 1) * 10**9 + number + 1))
