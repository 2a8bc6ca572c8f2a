"""What the rules say of an incident, recorded or still a draft: its places by category, party and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from shapely.geometry import shape

from border_gis.access import Role
from border_gis.errors import Finding
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState
from border_gis.services.incidents import IncidentDraft
from border_gis.services.permissions import needs
from border_gis.services.works import LineVerdicts, judge_on_every_line
from border_gis.services.workspaces import Workspace
from border_gis.works.model import WorkKind, WorkParty
from border_gis.zones.checked import CheckedWork
from border_gis.zones.subjects import KINDS, Activity, read_kind

_OTHER_NAMES: Mapping[str, WorkKind | Activity] = MappingProxyType(
    {
        IncidentCategory.DRONE: Activity.DRONE_FLIGHT,
        IncidentCategory.RIVER_WORKS: WorkKind.REVETMENT,
        IncidentCategory.MARKER_DAMAGE: Activity.MARKER_LOSS,
    }
)
"""Categories that the rules know under another name."""

_PLANNED = (
    IncidentState.PROPOSED,
    IncidentState.NOTIFIED,
    IncidentState.STAKED_OUT,
    IncidentState.APPROVAL_ASKED,
)


@dataclass(frozen=True, slots=True)
class PlaceVerdicts:
    """What the rules say of an incident at one of its places.

    Attributes
    ----------
    place : IncidentPlace or None
        None for an incident that names no place.
    checked : CheckedWork
        The incident at this place as the rules see it.
    lines : tuple of LineVerdicts
    """

    place: IncidentPlace | None
    checked: CheckedWork
    lines: tuple[LineVerdicts, ...]


@dataclass(frozen=True, slots=True)
class IncidentVerdicts:
    """What the rules say of an incident.

    Attributes
    ----------
    places : tuple of PlaceVerdicts
    missing : tuple of Finding
        What has to be known for a sharper answer; also why there is none.
    """

    places: tuple[PlaceVerdicts, ...]
    missing: tuple[Finding, ...]


def kind_of_category(category: str) -> WorkKind | Activity | None:
    """Return what the rules call a category of incidents; None if no rule is about it."""
    if category in _OTHER_NAMES:
        return _OTHER_NAMES[category]
    return read_kind(category) if category in {str(kind) for kind in KINDS} else None


@needs(Role.VIEWER)
def verdicts_for_incident(
    workspace: Workspace, incident: Incident | IncidentDraft, today: date | None = None
) -> IncidentVerdicts:
    """Return what the rules say of each place of an incident, and what is missing for more.

    An incident without a place has verdicts too: that they cannot be told, and why.
    """
    kind = kind_of_category(incident.category)
    if kind is None:
        if not incident.category:
            return IncidentVerdicts((), (Finding("works.category_wanted"),))
        category = Finding(f"incident_category.{incident.category}")
        return IncidentVerdicts((), (Finding("works.category_without_rule", {"category": category}),))
    places: tuple[IncidentPlace | None, ...] = incident.places or (None,)
    found = []
    for place in places:
        checked = _take(incident, kind, place, _accuracy_of(place, workspace))
        found.append(PlaceVerdicts(place, checked, judge_on_every_line(workspace, checked, today)))
    return IncidentVerdicts(tuple(found), _find_missing(incident, tuple(found)))


def _accuracy_of(place: IncidentPlace | None, workspace: Workspace) -> float | None:
    """Return how well the place of the thing itself is known; None where nobody has said.

    A coordinate that was typed or clicked carries the accuracy of its place along the line,
    which is never better than the line's own and says nothing of who measured it how.
    """
    if place is None or place.geometry is None or place.accuracy_m is None:
        return None
    line_m = next((line.accuracy_m for line in workspace.lines if line.id == place.line_id), None)
    if place.is_measured or place.reference or line_m is None or place.accuracy_m < line_m:
        return place.accuracy_m
    return None


def _take(
    incident: Incident | IncidentDraft,
    kind: WorkKind | Activity,
    place: IncidentPlace | None,
    accuracy_m: float | None,
) -> CheckedWork:
    party = WorkParty.UNKNOWN if incident.party is IncidentParty.NATURAL else WorkParty(incident.party.value)
    has_place = place is not None and place.geometry is not None
    return CheckedWork(
        id=incident.id if isinstance(incident, Incident) else "",
        kind=kind,
        party=party,
        geometry=shape(dict(place.geometry)) if place is not None and place.geometry is not None else None,
        accuracy_m=accuracy_m,
        begun=incident.date,
        is_planned=incident.state in _PLANNED,
        # A place by markers is drawn on the line itself, wherever beside it the thing stands.
        illustrative=has_place and place is not None and bool(place.reference) and not place.is_measured,
        name=incident.title,
    )


def _find_missing(
    incident: Incident | IncidentDraft, places: tuple[PlaceVerdicts, ...]
) -> tuple[Finding, ...]:
    missing = []
    if any(each.checked.geometry is None for each in places):
        missing.append(Finding("works.place_wanted"))
    elif any(each.checked.illustrative for each in places):
        missing.append(Finding("works.measured_place_wanted"))
    if any(each.checked.geometry is not None and each.checked.accuracy_m is None for each in places):
        missing.append(Finding("works.accuracy_wanted"))
    if incident.date is None:
        missing.append(Finding("works.date_wanted"))
    if incident.party is IncidentParty.UNKNOWN:
        missing.append(Finding("works.party_wanted"))
    return tuple(missing)
