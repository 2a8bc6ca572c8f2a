"""The office's lists: steps of an incident, kinds of paper, proceeding and event."""

from __future__ import annotations

from typing import Any

from border_gis.access import Role
from border_gis.errors import InputError
from border_gis.exchange.workflow import EVENT_KINDS_FILE, STEP_FILES, load_lists
from border_gis.incidents.step_reading import (
    describe_paper,
    describe_step,
    read_event_kinds,
    read_workflow,
)
from border_gis.incidents.steps import EventKind, PaperKind, Step, Workflow
from border_gis.proceedings.kinds import (
    ProceedingKind,
    describe_proceeding_kind,
    read_proceeding_kinds,
)
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

STEPS_SETTING = "workflow.steps"
PAPERS_SETTING = "workflow.papers"
KINDS_FILE = "proceedings.toml"
KINDS_SETTING = "workflow.proceedings"


@needs(Role.VIEWER)
def list_workflow(workspace: Workspace) -> Workflow:
    """Return the steps and kinds of paper: those that ship, and what the office has added.

    Raises
    ------
    DataError
        If a list is wrong; file, entry and field are named.
    """
    return read_workflow(_shipped(workspace), _own(workspace))


@needs(Role.VIEWER)
def list_event_kinds(workspace: Workspace) -> tuple[EventKind, ...]:
    """Return the treaty's events for border representatives, in its order."""
    folder = workspace.settings.data_folder / "workflow"
    return read_event_kinds(EVENT_KINDS_FILE, load_lists(folder, (EVENT_KINDS_FILE,))[EVENT_KINDS_FILE])


@needs(Role.APPROVER)
def keep_step(workspace: Workspace, step: Step) -> Workflow:
    """Add a step of the office, or put one in the place of the step with the same code.

    Raises
    ------
    DataError
        If the step cannot be used; the field is named, and nothing is kept.
    """
    return _keep(workspace, STEPS_SETTING, describe_step(step))


@needs(Role.APPROVER)
def keep_paper_kind(workspace: Workspace, paper: PaperKind) -> Workflow:
    """Add a kind of paper, or put one in the place of the kind with the same code.

    Raises
    ------
    DataError
        If it cannot be used; the field is named, and nothing is kept.
    """
    return _keep(workspace, PAPERS_SETTING, describe_paper(paper))


@needs(Role.VIEWER)
def list_proceeding_kinds(workspace: Workspace) -> tuple[ProceedingKind, ...]:
    """Return the kinds: those that ship, and what the office has added.

    Raises
    ------
    DataError
        If a list is wrong; file, entry and field are named.
    """
    own = {KINDS_SETTING: {"kind": workspace.store.setting(KINDS_SETTING, [])}}
    return read_proceeding_kinds(_shipped_kinds(workspace), own)


@needs(Role.APPROVER)
def keep_proceeding_kind(workspace: Workspace, kind: ProceedingKind) -> tuple[ProceedingKind, ...]:
    """Add a kind of the office, or put one in the place of the kind with the same code.

    Raises
    ------
    DataError
        If the kind cannot be used; the field is named, and nothing is kept.
    InputError
        If no list has the step that it is to be counted with.
    """
    if kind.step and list_workflow(workspace).step(kind.step) is None:
        raise InputError("proceedings.unknown_step", step=kind.step)
    entry = describe_proceeding_kind(kind)
    before = workspace.store.setting(KINDS_SETTING, [])
    kept = [*(one for one in before if one.get("code") != kind.code), entry]
    kinds = read_proceeding_kinds(_shipped_kinds(workspace), {KINDS_SETTING: {"kind": kept}})
    workspace.store.set_setting(KINDS_SETTING, kept)
    return kinds


def _keep(workspace: Workspace, setting: str, entry: dict[str, Any]) -> Workflow:
    kept = [one for one in workspace.store.setting(setting, []) if one.get("code") != entry["code"]]
    own = {**_own(workspace), setting: {_HEADINGS[setting]: [*kept, entry]}}
    workflow = read_workflow(_shipped(workspace), own)
    workspace.store.set_setting(setting, [*kept, entry])
    return workflow


_HEADINGS = {STEPS_SETTING: "step", PAPERS_SETTING: "paper"}


def _own(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return {
        setting: {heading: workspace.store.setting(setting, [])} for setting, heading in _HEADINGS.items()
    }


def _shipped(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return load_lists(workspace.settings.data_folder / "workflow", STEP_FILES)


def _shipped_kinds(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return load_lists(workspace.settings.data_folder / "workflow", (KINDS_FILE,))
