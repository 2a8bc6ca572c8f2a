"""Gather what the figures of a period are counted from, for all or for one unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from border_gis import __version__
from border_gis.access import Role
from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.folding import fold_text
from border_gis.boundary.provinces import BORDER_PROVINCES, province_of_marker
from border_gis.boundary.reference import parse_list
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import UnitLevel
from border_gis.errors import InputError, NotFoundError
from border_gis.incidents.model import Incident
from border_gis.incidents.unit_names import UnitReading, read_units
from border_gis.proceedings.model import Proceeding
from border_gis.reports.figures.days import Within, any_of
from border_gis.reports.figures.of_things import STRIP_RULE
from border_gis.reports.figures.records import (
    CountedArea,
    CountedDeadline,
    CountedIncident,
    CountedMarker,
    CountedProceeding,
    CountedWork,
    PeriodRecords,
)
from border_gis.services.activities import activity_deadlines
from border_gis.services.categories import list_categories
from border_gis.services.checks import rules_of, today_in_viet_nam
from border_gis.services.incidents import list_incidents
from border_gis.services.permissions import needs
from border_gis.services.proceedings import list_proceedings
from border_gis.services.surveys import list_areas
from border_gis.services.workflow import list_proceeding_kinds, list_workflow
from border_gis.services.works import works_as_of
from border_gis.services.workspaces import Workspace
from border_gis.surveys.contents import Period
from border_gis.works.model import Work
from border_gis.zones.checked import take_work
from border_gis.zones.judging import Court, judge
from border_gis.zones.verdict import Verdict

_PROVINCE_WORD = "tinh "
_NOW = {"ha giang": "tuyen quang"}
"""What a province of this border has become part of since 1 July 2025."""


@needs(Role.VIEWER)
def list_units(workspace: Workspace) -> tuple[str, ...]:
    """Return the units that a report can be about: provinces first, then what records and register name."""
    incidents = list_incidents(workspace)
    provinces = {one.province for one in incidents if one.province}
    provinces |= {area.province for area in list_areas(workspace) if area.province}
    ordered = [name for name in BORDER_PROVINCES if name in provinces]
    written = {part for one in incidents for part in _split(one.unit_as_written)}
    today = today_in_viet_nam()
    communes = {
        unit.name
        for unit in workspace.units
        if unit.level is UnitLevel.COMMUNE and unit.is_border and unit.is_valid_on(today)
    }
    return (*ordered, *sorted(provinces - set(ordered)), *sorted(written | communes, key=fold_text))


@needs(Role.VIEWER)
def gather_period(
    workspace: Workspace, period: Period, unit: str = "", today: date | None = None
) -> PeriodRecords:
    """Return the records that the figures of a period are counted from, as far as the actor may see them.

    Parameters
    ----------
    workspace : Workspace
    period : Period
    unit : str
        A province, a commune, or a district as it was written; empty for all.
    today : date, optional

    Raises
    ------
    InputError
        The period ends before it begins.
    NotFoundError
        No record and no register knows a unit of that name.
    """
    if period.first > period.last:
        raise InputError("period.bad_period", first=period.first, last=period.last)
    day = today or today_in_viet_nam()
    scope = _find_scope(workspace, unit, day)
    incidents = tuple(sorted(list_incidents(workspace), key=lambda one: one.number))
    reports = workspace.store.reports_of([one.id for one in incidents])
    counted = tuple(
        CountedIncident(one, reports[one.id], scope.holds_incident(one), scope.name_units(one))
        for one in incidents
    )
    book = rules_of(workspace)
    return PeriodRecords(
        period=period,
        today=day,
        workflow=list_workflow(workspace),
        unit=unit.strip(),
        incidents=counted,
        works=tuple(_count_works(workspace, period, scope, counted)),
        markers=tuple(
            CountedMarker(
                marker,
                changes,
                scope.holds(
                    province_of_marker(marker.reference) or "",
                    marker.unit_as_written,
                    shape(
                        {
                            "type": "Point",
                            "coordinates": (marker.position.longitude_deg, marker.position.latitude_deg),
                        }
                    ),
                ),
            )
            for marker, changes in _markers_with_changes(workspace)
        ),
        areas=tuple(
            CountedArea(area, scope.holds(area.province, "", area.geometry)) for area in list_areas(workspace)
        ),
        deadlines=tuple(
            CountedDeadline(
                deadline,
                scope.holds(_province_of(str(deadline.params.get("reference", ""))), "", None),
            )
            for deadline in activity_deadlines(workspace, day)
        ),
        proceedings=tuple(
            CountedProceeding(each, scope.holds_proceeding(each))
            for each in sorted(list_proceedings(workspace), key=lambda one: one.number)
        ),
        proceeding_kinds=list_proceeding_kinds(workspace),
        categories={one.code: one.name for one in list_categories(workspace) if one.name},
        lines=tuple((line.id, line.name) for line in workspace.lines),
        # Before the day from which the office has set a width, there is none.
        strip_is_set=not any(rule.id == STRIP_RULE and rule.is_valid_on(period.last) for rule in book.unset),
    )


def _markers_with_changes(workspace: Workspace) -> Iterable[tuple[Marker, tuple[RegisterChange, ...]]]:
    changes = _changes_by_object(workspace, "markers")
    # A register has thousands: those of which nobody has said when they were looked at count nowhere.
    for marker in workspace.markers:
        if marker.last_inspected is not None or marker.id in changes:
            yield marker, changes.get(marker.id, ())


def _changes_by_object(workspace: Workspace, table: str) -> dict[str, tuple[RegisterChange, ...]]:
    found: dict[str, list[RegisterChange]] = {}
    for change in workspace.store.register_history(table):
        found.setdefault(change.object_id, []).append(change)
    return {name: tuple(changes) for name, changes in found.items()}


def _count_works(
    workspace: Workspace, period: Period, scope: _Scope, incidents: tuple[CountedIncident, ...]
) -> Iterable[CountedWork]:
    """Yield the works as they were at the end of the period, with what the rules said on that day."""
    then = works_as_of(workspace, period.last, "happened")
    verdicts = _judge(workspace, [one.work for one in then], period.last)
    changes = _changes_by_object(workspace, "works")
    tied: dict[str, list[Within]] = {}
    for counted in incidents:
        for work_id in counted.incident.works:
            tied.setdefault(work_id, []).append(counted.belongs)
    for one in then:
        work = one.work
        belongs = scope.holds(_province_of(work.reference_as_written), "", work.geometry)
        if belongs is Within.UNKNOWN and work.id in tied:
            belongs = any_of(tied[work.id])
        yield CountedWork(work, one.is_certain, verdicts.get(work.id, {}), changes.get(work.id, ()), belongs)


def _judge(
    workspace: Workspace, works: list[Work], day: date
) -> Mapping[str, Mapping[str, tuple[Verdict, ...]]]:
    found: dict[str, dict[str, tuple[Verdict, ...]]] = {}
    checked = [take_work(work) for work in works]
    for line in workspace.lines:
        court = Court(rules_of(workspace), line, day, workspace.register, __version__)
        for work_id, some in groupby(judge(checked, court), key=lambda verdict: verdict.work_id):
            found.setdefault(work_id, {})[line.id] = tuple(some)
    return found


def _province_of(text: str) -> str:
    """Return the province of the markers that a text names; empty where they are of none, or of several."""
    if not text.strip():
        return ""
    try:
        readings = parse_list(text)
    except InputError:
        return ""
    ends = [end for one in readings for end in (one[0].start, one[0].end) if one and end is not None]
    provinces = {province_of_marker(end.marker) for end in ends}
    return next(iter(provinces)) or "" if len(provinces) == 1 else ""


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def _fold_province(name: str) -> str:
    folded = fold_text(name).removeprefix(_PROVINCE_WORD).strip()
    return _NOW.get(folded, folded)


@dataclass(frozen=True)
class _Scope:
    """The unit that a report is about."""

    workspace: Workspace
    today: date
    province: str = ""
    local: str = ""
    level: UnitLevel | None = None
    provinces: frozenset[str] = frozenset()
    area: BaseGeometry | None = None

    def holds_incident(self, incident: Incident) -> Within:
        geometries = [shape(dict(one.geometry)) for one in incident.places if one.geometry is not None]
        references = "; ".join(one.reference for one in incident.places if one.reference)
        province = incident.province or _province_of(references)
        area = unary_union(geometries) if geometries else None
        return self.holds(province, incident.unit_as_written, area)

    def holds_proceeding(self, proceeding: Proceeding) -> Within:
        """Return whether something of the office's own is of the unit: a local one only where it names it."""
        province = proceeding.province or _province_of(proceeding.reference_as_written)
        if self.province or not self.local or proceeding.units:
            return self.holds(province, ", ".join(proceeding.units), None)
        return Within.NO

    def holds(self, province: str, unit_as_written: str, geometry: BaseGeometry | None) -> Within:
        """Return whether a record is of the unit: by its name as written, otherwise by its place."""
        if self.province:
            if not province:
                return Within.UNKNOWN
            return Within.YES if _fold_province(province) == self.province else Within.NO
        if not self.local:
            return Within.YES
        readings = self._read(unit_as_written)
        if any(self.local in names for names in map(_names_of, readings)):
            return Within.YES
        if self.area is not None and geometry is not None:
            return Within.YES if self.area.intersects(geometry) else Within.NO
        if any(one.level is not None and one.level is self.level for one in readings):
            return Within.NO
        if province and self.provinces and _fold_province(province) not in self.provinces:
            return Within.NO
        return Within.UNKNOWN

    def name_units(self, incident: Incident) -> tuple[str, ...]:
        """Return what an incident is counted under: the smallest unit that was written, else its province."""
        written = _split(incident.unit_as_written)
        if written:
            readings = self._read(incident.unit_as_written)
            now = [unit.name for unit in readings[0].today][:3] if readings else []
            beside = f" ({', '.join(now)})" if now and now != [written[0]] else ""
            return (f"{incident.unit_as_written}{beside}",)
        return (incident.province,) if incident.province else ()

    def _read(self, text: str) -> tuple[UnitReading, ...]:
        return read_units(text, self.workspace.units, None, self.today) if text.strip() else ()


def _bare(name: str) -> str:
    folded = fold_text(name)
    for word in ("thi tran ", "phuong ", "xa ", "thi xa ", "thanh pho ", "huyen "):
        if folded.startswith(word):
            return folded[len(word) :]
    return folded


def _names_of(reading: UnitReading) -> set[str]:
    names = {_bare(reading.as_written)}
    return names | {_bare(unit.name) for unit in (*reading.then, *reading.today)}


def _find_scope(workspace: Workspace, unit: str, today: date) -> _Scope:
    """Return the unit of a name; a province wins over a commune of the same name unless its level is said."""
    if not unit.strip():
        return _Scope(workspace, today)
    provinces = {_fold_province(name) for name in BORDER_PROVINCES}
    if _fold_province(unit) in provinces:
        return _Scope(workspace, today, province=_fold_province(unit))
    local = _bare(unit.strip())
    polygons = [
        one.geometry
        for one in workspace.units
        if one.geometry is not None
        and one.is_valid_on(today)
        and local in {_bare(one.name), *map(_bare, one.former_names)}
    ]
    named = [
        one
        for one in list_incidents(workspace)
        if local in {_bare(part) for part in _split(one.unit_as_written)}
    ]
    found = [one for one in workspace.units if _bare(one.name) == local]
    if not (named or found or polygons):
        raise NotFoundError("period.unknown_unit", unit=unit)
    level = next((one.level for one in read_units(unit, (), None, today)), None)
    provinces = {_fold_province(one.province) for one in named if one.province}
    area = unary_union(polygons) if polygons else None
    return _Scope(workspace, today, "", local, level, frozenset(provinces), area)
