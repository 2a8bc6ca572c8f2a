"""The office's list of kinds of incident."""

from __future__ import annotations

from collections.abc import Mapping

from border_gis.access import Role
from border_gis.errors import DataError
from border_gis.i18n import describe_code
from border_gis.incidents.categories import Category, describe_category, read_categories
from border_gis.services.permissions import needs
from border_gis.services.workflow import list_event_kinds
from border_gis.services.workspaces import Workspace

SETTING = "incidents.categories"


@needs(Role.VIEWER)
def list_categories(workspace: Workspace) -> tuple[Category, ...]:
    """Return the kinds of incident: those that ship, as the office has changed them, and its own."""
    return read_categories(workspace.store.setting(SETTING, []))


@needs(Role.VIEWER)
def name_categories(workspace: Workspace, language: str) -> Mapping[str, str]:
    """Return the names of the kinds of incident by code; the words that ship where the office has none."""
    return {
        category.code: category.name.get(language)
        or describe_code("incident_category", category.code, language)
        for category in list_categories(workspace)
    }


@needs(Role.APPROVER)
def keep_category(workspace: Workspace, category: Category) -> tuple[Category, ...]:
    """Add a kind of incident, or put one in the place of the kind with the same code.

    Raises
    ------
    DataError
        If it cannot be used; the field is named, and nothing is kept.
    """
    known = {kind.code for kind in list_event_kinds(workspace)}
    if category.event_kind and category.event_kind not in known:
        raise DataError(
            "categories.bad_field", entry=category.code, field="event_kind", value=category.event_kind
        )
    kept = [one for one in workspace.store.setting(SETTING, []) if one.get("code") != category.code]
    entries = [*kept, describe_category(category)]
    listed = read_categories(entries)
    workspace.store.set_setting(SETTING, entries)
    return listed
