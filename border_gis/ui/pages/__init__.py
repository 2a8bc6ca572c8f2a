"""The pages of the app, by the name that stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from border_gis.access import Role
from border_gis.services.workspaces import Workspace
from border_gis.ui.pages.activities import show_activities
from border_gis.ui.pages.areas import show_areas
from border_gis.ui.pages.border_map import show_border_map
from border_gis.ui.pages.export_data import show_export
from border_gis.ui.pages.field_work import show_field_work
from border_gis.ui.pages.history import show_history
from border_gis.ui.pages.home import show_home
from border_gis.ui.pages.import_data import show_import
from border_gis.ui.pages.incidents import show_incidents
from border_gis.ui.pages.lines import show_lines
from border_gis.ui.pages.markers import show_markers
from border_gis.ui.pages.new_incident import show_new_incident
from border_gis.ui.pages.packages import show_packages
from border_gis.ui.pages.people import show_people
from border_gis.ui.pages.period_reports import show_reports
from border_gis.ui.pages.proceedings import show_proceedings
from border_gis.ui.pages.releases import show_releases
from border_gis.ui.pages.rules import show_rules
from border_gis.ui.pages.works import show_works
from border_gis.ui.session import Session


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes
    ----------
    icon : str
    show : callable
        Given the workspace and the visitor's session.
    in_bar : bool
        In the bar at the top; otherwise behind its last button, with what is needed less often.
    role : Role
        From which on it is offered; what is done on it is decided by its services.
    """

    icon: str
    show: Callable[[Workspace, Session], None]
    in_bar: bool = True
    role: Role = Role.VIEWER


PAGES = {
    "home": Page(":material/checklist:", show_home),
    "map": Page(":material/map:", show_border_map),
    "incidents": Page(":material/list_alt:", show_incidents),
    "new": Page(":material/add_circle:", show_new_incident, in_bar=False),
    "works": Page(":material/fence:", show_works),
    "markers": Page(":material/location_on:", show_markers),
    "areas": Page(":material/select_all:", show_areas, in_bar=False),
    "field": Page(":material/backpack:", show_field_work, in_bar=False, role=Role.RECORDER),
    "reports": Page(":material/bar_chart:", show_reports, in_bar=False),
    "history": Page(":material/history:", show_history, in_bar=False),
    "proceedings": Page(":material/folder_managed:", show_proceedings, in_bar=False),
    "activities": Page(":material/event_upcoming:", show_activities, in_bar=False),
    "lines": Page(":material/compare:", show_lines, in_bar=False),
    "rules": Page(":material/gavel:", show_rules, in_bar=False),
    "import": Page(":material/upload_file:", show_import, in_bar=False, role=Role.APPROVER),
    "export": Page(":material/archive:", show_export, in_bar=False, role=Role.RECORDER),
    "packages": Page(":material/sync_alt:", show_packages, in_bar=False, role=Role.APPROVER),
    "releases": Page(":material/outgoing_mail:", show_releases, in_bar=False, role=Role.RECORDER),
    "people": Page(":material/group:", show_people, in_bar=False, role=Role.ADMINISTRATOR),
}
