"""The level of secrecy of what stands together on a page: the highest of whatever is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from border_gis.access import Role, Secrecy
from border_gis.access.secrecy import highest_level
from border_gis.services.attachments import list_attachments
from border_gis.services.incidents import IncidentPage
from border_gis.services.permissions import needs
from border_gis.services.timelines import Timeline
from border_gis.services.workspaces import Workspace
from border_gis.stores import IncidentQuery
from border_gis.surveys.area import SurveyArea


@needs(Role.VIEWER)
def level_of_incidents(workspace: Workspace, *, placed: bool | None = None) -> Secrecy:
    """Return the highest level of the incidents that the actor may see: of what lists or counts them.

    Parameters
    ----------
    workspace : Workspace
    placed : bool, optional
        Only of those that are on the map, or that are not.
    """
    below = 0
    highest = Secrecy.NONE
    for level in sorted(Secrecy, key=lambda each: each.rank):
        if not workspace.actor.clearance.covers(level):
            break
        count = workspace.store.count_incidents(IncidentQuery(clearance=level, placed=placed))
        if count > below and level is not Secrecy.NONE:
            highest = level
        below = count
    return highest


@needs(Role.VIEWER)
def level_of_files(workspace: Workspace, hashes: Iterable[str]) -> Secrecy:
    """Return the highest level of some files, by their SHA-256; of those that the actor may see."""
    named = tuple(dict.fromkeys(hashes))
    if not named:
        return Secrecy.NONE
    return highest_level(each.secrecy for each in list_attachments(workspace, named))


@needs(Role.VIEWER)
def level_of_incident(
    workspace: Workspace, page: IncidentPage, timeline: Timeline, areas: Sequence[SurveyArea] = ()
) -> Secrecy:
    """Return the level of an incident with its reports, their files, and survey areas shown beside it."""
    files = (sha256 for report in page.reports for sha256 in report.attachments)
    return highest_level(
        (
            page.incident.level,
            timeline.secrecy,
            level_of_files(workspace, files),
            *(area.secrecy for area in areas),
        )
    )


@needs(Role.VIEWER)
def level_of_history(workspace: Workspace, timeline: Timeline) -> Secrecy:
    """Return the level of a history that stands beside the map of the whole border."""
    return highest_level(
        (
            timeline.secrecy,
            *(incident.level for incident in timeline.incidents),
            level_of_incidents(workspace, placed=True),
        )
    )
