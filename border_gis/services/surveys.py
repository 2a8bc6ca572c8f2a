"""What a person does with survey areas: list, look at, draw, record, change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role, Secrecy
from border_gis.boundary.coordinates import parse_coordinates, zones_of_province
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.places import locate
from border_gis.boundary.provinces import province_of_marker
from border_gis.boundary.reference import Reading, parse_list
from border_gis.crs import UTM_48N_EPSG, Zone, zone_by_epsg
from border_gis.errors import Finding, InputError, NotFoundError, Severity
from border_gis.incidents.model import Incident
from border_gis.incidents.search import fold_text
from border_gis.services.incidents import name_machine, number_prefix
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea, SurveyConduct, SurveyPurpose, SurveyState
from border_gis.surveys.drawing import draw_area

DEFAULT_WIDTH_M = 300.0
_FEWEST_CORNERS = 3


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """What a person has filled in of a survey area.

    Attributes
    ----------
    name, purpose : str
    reference_text : str
        One or several stretches by reference; may be empty where the area is typed.
    width_vn_m, width_cn_m : float
    area_text : str
        Corners of a typed area, one pair of coordinates on a line; replaces widths.
    conduct : SurveyConduct
    state : SurveyState
    leader, programme, note, source, proposals, open_questions, province : str
    participants : tuple of str
    surveyed, surveyed_until : PartialDate or None
    incident_id : str or None
    secrecy : Secrecy
    """

    name: str
    purpose: str = SurveyPurpose.OTHER.value
    reference_text: str = ""
    width_vn_m: float = DEFAULT_WIDTH_M
    width_cn_m: float = DEFAULT_WIDTH_M
    area_text: str = ""
    conduct: SurveyConduct = SurveyConduct.UNKNOWN
    state: SurveyState = SurveyState.PROPOSED
    leader: str = ""
    participants: tuple[str, ...] = ()
    programme: str = ""
    surveyed: PartialDate | None = None
    surveyed_until: PartialDate | None = None
    note: str = ""
    source: str = ""
    proposals: str = ""
    open_questions: str = ""
    province: str = ""
    incident_id: str | None = None
    secrecy: Secrecy = Secrecy.NONE


@dataclass(frozen=True, slots=True)
class AreaPreview:
    """What would be recorded, and what a person should look at before.

    Attributes
    ----------
    area : SurveyArea
    findings : tuple of Finding
        With an error among them the draft cannot be recorded.
    """

    area: SurveyArea
    findings: tuple[Finding, ...]

    @property
    def can_be_recorded(self) -> bool:
        """Whether nothing stands in the way."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@needs(Role.VIEWER)
def list_areas(
    workspace: Workspace, text: str = "", purposes: tuple[str, ...] = ()
) -> tuple[SurveyArea, ...]:
    """Return the survey areas that the actor may see, newest first.

    Parameters
    ----------
    workspace : Workspace
    text : str
        In name, number, reference, programme or office; accents and case do not matter.
    purposes : tuple of str
        Any of these; all without any.
    """
    words = fold_text(text).split()
    clearance = workspace.actor.clearance
    return tuple(
        area
        for area in reversed(workspace.store.survey_areas())
        if clearance.covers(area.secrecy)
        and (not purposes or area.purpose in purposes)
        and all(word in _search_text(area) for word in words)
    )


@needs(Role.VIEWER)
def find_area(workspace: Workspace, id_or_number: str) -> SurveyArea:
    """Return one survey area.

    Raises
    ------
    NotFoundError
        If there is none, or it is above the actor's clearance: the same answer to both.
    """
    area = workspace.store.survey_area(id_or_number)
    if not workspace.actor.clearance.covers(area.secrecy):
        raise NotFoundError("surveys.unknown_area", area=id_or_number)
    return area


@needs(Role.VIEWER)
def list_tied_areas(workspace: Workspace, incident: Incident) -> tuple[SurveyArea, ...]:
    """Return the survey areas that an incident names or that name it, newest first."""
    return tuple(
        area
        for area in list_areas(workspace)
        if area.id in incident.survey_areas or area.incident_id == incident.id
    )


@needs(Role.VIEWER)
def preview_area(workspace: Workspace, draft: SurveyDraft, known: SurveyArea | None = None) -> AreaPreview:
    """Return what would be recorded of a draft, without recording it.

    Parameters
    ----------
    workspace : Workspace
    draft : SurveyDraft
    known : SurveyArea, optional
        The area that the draft changes.
    """
    findings: list[Finding] = []
    if not draft.name.strip():
        findings.append(Finding("surveys.no_name", severity=Severity.ERROR))
    readings = _read_stretches(draft, findings)
    province = draft.province or _province_of(readings)
    geometry = _draw(workspace, draft, readings, province, findings)
    is_drawn = bool(draft.area_text.strip())
    base = known or SurveyArea(str(uuid4()), "", "")
    area = replace(
        base,
        name=draft.name.strip(),
        purpose=draft.purpose,
        reference_as_written=draft.reference_text.strip(),
        geometry=geometry,
        accuracy_m=None,
        surveyed=draft.surveyed,
        surveyed_until=draft.surveyed_until,
        incident_id=draft.incident_id,
        note=draft.note,
        source=draft.source,
        conduct=draft.conduct,
        state=draft.state,
        leader=draft.leader.strip(),
        participants=tuple(each.strip() for each in draft.participants if each.strip()),
        programme=draft.programme.strip(),
        width_vn_m=None if is_drawn else draft.width_vn_m,
        width_cn_m=None if is_drawn else draft.width_cn_m,
        is_drawn=is_drawn,
        proposals=draft.proposals,
        open_questions=draft.open_questions,
        province=province,
        secrecy=draft.secrecy,
    )
    return AreaPreview(area, tuple(findings))


@needs(Role.RECORDER)
def record_area(workspace: Workspace, draft: SurveyDraft, recorded_at: datetime | None = None) -> SurveyArea:
    """Record a survey area and return it with its number.

    Raises
    ------
    InputError
        If it lacks a name, or its place cannot be understood.
    """
    preview = preview_area(workspace, draft)
    _refuse(preview)
    moment = recorded_at or datetime.now(UTC)
    prefix = "KS-" + number_prefix(preview.area.province, draft.surveyed, moment)
    return workspace.store.record_survey_area(
        preview.area, prefix, author=name_author(workspace), machine=name_machine(), recorded_at=moment
    )


@needs(Role.RECORDER)
def change_area(
    workspace: Workspace,
    before: SurveyArea,
    draft: SurveyDraft,
    reason: str,
    recorded_at: datetime | None = None,
) -> SurveyArea:
    """Change a survey area; what it was stays in its history.

    Raises
    ------
    InputError
        If the draft cannot be recorded.
    ConflictError
        If somebody else has changed the same since the author looked.
    """
    find_area(workspace, before.id)
    preview = preview_area(workspace, draft, before)
    _refuse(preview)
    return workspace.store.change_survey_area(
        before,
        preview.area,
        author=name_author(workspace),
        machine=name_machine(),
        reason=reason,
        recorded_at=recorded_at or datetime.now(UTC),
    )


@needs(Role.VIEWER)
def zone_of_area(workspace: Workspace, area: SurveyArea) -> Zone:
    """Return the zone of VN-2000 that an area is drawn in: its province's, the office's, or UTM 48N."""
    office = str(workspace.store.setting("province", ""))
    zones = (*zones_of_province(area.province), *zones_of_province(office))
    return zones[0] if zones else zone_by_epsg(UTM_48N_EPSG)


def draft_of(area: SurveyArea) -> SurveyDraft:
    """Return an area as a draft, to be changed."""
    return SurveyDraft(
        name=area.name,
        purpose=area.purpose,
        reference_text=area.reference_as_written,
        width_vn_m=DEFAULT_WIDTH_M if area.width_vn_m is None else area.width_vn_m,
        width_cn_m=DEFAULT_WIDTH_M if area.width_cn_m is None else area.width_cn_m,
        area_text=_write_corners(area.geometry) if area.is_drawn else "",
        conduct=area.conduct,
        state=area.state,
        leader=area.leader,
        participants=area.participants,
        programme=area.programme,
        surveyed=area.surveyed,
        surveyed_until=area.surveyed_until,
        note=area.note,
        source=area.source,
        proposals=area.proposals,
        open_questions=area.open_questions,
        province=area.province,
        incident_id=area.incident_id,
        secrecy=area.secrecy,
    )


def _search_text(area: SurveyArea) -> str:
    said = (
        area.number,
        area.name,
        area.reference_as_written,
        area.programme,
        area.leader,
        *area.participants,
    )
    return fold_text(" ".join(said))


def _read_stretches(draft: SurveyDraft, findings: list[Finding]) -> tuple[Reading, ...]:
    if not draft.reference_text.strip():
        return ()
    try:
        return tuple(choices[0] for choices in parse_list(draft.reference_text))
    except InputError as error:
        findings.append(Finding(error.code, error.params, severity=Severity.ERROR))
        return ()


def _province_of(readings: tuple[Reading, ...]) -> str:
    return next((name for each in readings if (name := province_of_marker(each.start.marker))), "")


def _draw(
    workspace: Workspace,
    draft: SurveyDraft,
    readings: tuple[Reading, ...],
    province: str,
    findings: list[Finding],
) -> BaseGeometry | None:
    try:
        if draft.area_text.strip():
            return _read_corners(draft.area_text, zones_of_province(province))
        line = next(iter(workspace.lines), None)
        if line is None or not readings:
            findings.append(Finding("surveys.no_area"))
            return None
        zone = next(iter(zones_of_province(province)), zone_by_epsg(UTM_48N_EPSG))
        spans = _spans(workspace, line, readings, findings)
        return draw_area(line, spans, draft.width_vn_m, draft.width_cn_m, zone) if spans else None
    except InputError as error:
        findings.append(Finding(error.code, error.params, severity=Severity.ERROR))
        return None


def _spans(
    workspace: Workspace, line: BoundaryLine, readings: tuple[Reading, ...], findings: list[Finding]
) -> list[tuple[float, float]]:
    spans = []
    for reading in readings:
        place = locate(reading, line, workspace.register)
        findings.extend(place.warnings)
        if place.span_m is None or reading.kind != "range":
            findings.append(Finding("surveys.no_stretch", {"text": str(reading.start.marker)}))
        else:
            spans.append(place.span_m)
    return spans


def _read_corners(text: str, own: tuple[Zone, ...]) -> BaseGeometry:
    corners = []
    for row in text.replace(";", "\n").splitlines():
        if row.strip():
            reading = parse_coordinates(row, own)[0]
            corners.append((reading.longitude_deg, reading.latitude_deg))
    if len(corners) < _FEWEST_CORNERS:
        raise InputError("surveys.few_corners", count=len(corners))
    polygon = shapely.Polygon(corners)
    if not polygon.is_valid or polygon.is_empty:
        raise InputError("surveys.crossed_corners")
    return polygon


def _write_corners(geometry: BaseGeometry | None) -> str:
    if geometry is None:
        return ""
    outline = shapely.get_coordinates(shapely.get_exterior_ring(shapely.get_parts(geometry)[0]))[:-1]
    return "\n".join(f"{y:.7f}, {x:.7f}" for x, y in outline)


def _refuse(preview: AreaPreview) -> None:
    for finding in preview.findings:
        if finding.severity is Severity.ERROR:
            raise InputError(finding.code, **finding.params)
