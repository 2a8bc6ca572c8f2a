"""Which records are meant by what a person chose: kinds, a unit or a survey area, a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import Gate
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Marker
from border_gis.boundary.units import Unit
from border_gis.errors import InputError, NotFoundError
from border_gis.incidents.model import Incident
from border_gis.incidents.unit_names import read_units
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """What a person wants of the records of some kinds; everything if nothing is said.

    Attributes
    ----------
    first_day, last_day : date or None
        Incidents that happened on one of these days, as far as their dates say it; an
        incident without a date is not among them. Other kinds have no such date.
    unit_id : str
        Things in a unit, or touching it; a version of the line stays whole.
    area_id : str
        The same with a survey area, by its id or number.
    """

    first_day: date | None = None
    last_day: date | None = None
    unit_id: str = ""
    area_id: str = ""

    @property
    def has_period(self) -> bool:
        """Whether a period was chosen."""
        return self.first_day is not None or self.last_day is not None


@needs(Role.VIEWER)
def select_ids(workspace: Workspace, kind: str, selection: ExportSelection | None = None) -> list[str]:
    """Return the ids of the records of a kind that are meant.

    Parameters
    ----------
    workspace : Workspace
    kind : str
        Of ``EXPORT_KINDS``.
    selection : ExportSelection, optional
        All of them without one.

    Raises
    ------
    NotFoundError
        There is no such unit or area.
    InputError
        The unit or the area has no shape, or the period ends before it begins.
    """
    things = list_things(workspace, kind)
    if selection is None:
        return [thing.id for thing in things]
    if selection.first_day and selection.last_day and selection.last_day < selection.first_day:
        raise InputError("exporting.period_backwards", first=selection.first_day, last=selection.last_day)
    if selection.has_period and kind == "incident":
        things = [thing for thing in things if _happened_in(thing.date, selection)]
    for area in _areas_of(workspace, selection):
        shapely.prepare(area)
        things = [thing for thing in things if any(area.intersects(part) for part in _geometries_of(thing))]
    return [thing.id for thing in things]


@needs(Role.VIEWER)
def find_unit(workspace: Workspace, name: str) -> Unit:
    """Return the one unit of today with a name, accents and the word for its level aside.

    Raises
    ------
    NotFoundError
        None has it.
    InputError
        Several have it.
    """
    today = today_in_viet_nam()
    readings = read_units(name, workspace.units, None, today)
    found = readings[0].today if readings else ()
    if not found:
        raise NotFoundError("exporting.unknown_unit", id=name)
    if len(found) > 1:
        raise InputError("exporting.several_units", name=name, units=[unit.parent_name for unit in found])
    return found[0]


@needs(Role.VIEWER)
def list_things(workspace: Workspace, kind: str) -> Sequence[Any]:
    """Return everything of a kind of record that the actor may see.

    Parameters
    ----------
    workspace : Workspace
    kind : {"line", "marker", "gate", "unit", "work", "incident", "survey_area"}
    """
    things: Mapping[str, Callable[[], Sequence[Any]]] = {
        "line": lambda: workspace.lines,
        "marker": lambda: workspace.markers,
        "gate": lambda: workspace.gates,
        "unit": lambda: workspace.units,
        "work": lambda: workspace.works,
        "incident": workspace.store.incidents,
        "survey_area": workspace.store.survey_areas,
    }
    return things[kind]()


def _happened_in(happened: PartialDate | None, selection: ExportSelection) -> bool:
    if happened is None:
        return False
    is_early = selection.first_day is not None and happened.last_day < selection.first_day
    is_late = selection.last_day is not None and happened.first_day > selection.last_day
    return not is_early and not is_late


def _areas_of(workspace: Workspace, selection: ExportSelection) -> list[BaseGeometry]:
    """Return shapes of this call's own: a prepared one must not be shared between threads."""
    chosen: list[tuple[str, BaseGeometry | None]] = []
    if selection.unit_id:
        units = {unit.id: unit for unit in workspace.units}
        if selection.unit_id not in units:
            raise NotFoundError("exporting.unknown_unit", id=selection.unit_id)
        unit = units[selection.unit_id]
        chosen.append((unit.name, unit.geometry))
    if selection.area_id:
        area = workspace.store.survey_area(selection.area_id)
        chosen.append((area.number or area.name, area.geometry))
    found = []
    for name, geometry in chosen:
        if geometry is None:
            raise InputError("exporting.no_shape", name=name)
        found.append(shapely.from_wkb(shapely.to_wkb(geometry)))
    return found


def _geometries_of(thing: Any) -> list[BaseGeometry]:
    if isinstance(thing, BoundaryLine):
        return [LineString(thing.coordinates)]
    if isinstance(thing, Incident):
        return [shape(dict(place.geometry)) for place in thing.places if place.geometry is not None]
    if isinstance(thing, Marker | Gate):
        at = thing.position
        return [] if at is None else [Point(at.longitude_deg, at.latitude_deg)]
    geometry = getattr(thing, "geometry", None)
    return [] if geometry is None else [geometry]
