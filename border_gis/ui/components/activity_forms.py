"""The form of a plan: kind, place, day and hour; what it needs is shown before it is recorded."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from border_gis.boundary.reference import format_reading
from border_gis.i18n import describe_value
from border_gis.services.activities import (
    ActivityPage,
    change_activity,
    list_kinds,
    plan_activity,
)
from border_gis.services.activity_drafts import ActivityDraft, ActivityPreview, preview_activity
from border_gis.services.places import PlaceChoice
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.activity_words import show_requirements
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.days import ask_day, ask_hour, read_day, read_when
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Session
from border_gis.zones.planned import PlannedActivity
from border_gis.zones.subjects import Activity

_TOKEN = "activity_token"  # noqa: S105 - names a place in the session


def ask_activity(workspace: Workspace, session: Session, page: ActivityPage | None = None) -> None:
    """Ask for a new plan, or for changes of one; nothing is recorded before what it needs was shown."""
    known = page.activity if page else None
    if page is None:
        st.button(
            session.say("ui.activities_back"),
            key="back_to_activities",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=session.go,
            args=("activities",),
        )
    show_title(session.say("ui.activity_change" if page else "ui.activity_new"))
    token = st.session_state.setdefault(_TOKEN, str(uuid4())) if page is None else known.id if known else ""
    left, right = st.columns([1.25, 1], gap="medium")
    with left, st.container(key="panel_plan"):
        draft = _ask_draft(workspace, session, known, f"plan_{token}")
    preview = preview_activity(workspace, draft)
    with left:
        draft = _ask_choice(session, draft, preview, f"plan_{token}")
    if draft.choice is not None:
        preview = preview_activity(workspace, draft)
    with right:
        _show_needs(workspace, session, preview)
    with left, guarded(session.language, workspace.settings):
        _record(workspace, session, draft, preview, page, token)


def _ask_draft(
    workspace: Workspace, session: Session, known: PlannedActivity | None, key: str
) -> ActivityDraft:
    kinds = sorted(list_kinds(workspace), key=lambda kind: describe_value(kind, session.language))
    kind = st.selectbox(
        session.say("ui.activity_kind"),
        kinds,
        index=kinds.index(known.kind) if known and known.kind in kinds else _first(kinds),
        format_func=lambda each: capital(describe_value(each, session.language)),
        key=f"{key}_kind",
    )
    title = st.text_input(
        session.say("ui.activity_what"), value=known.title if known else "", key=f"{key}_title"
    )
    place = st.text_input(
        session.say("ui.activity_where"),
        value=known.reference_as_written if known else "",
        placeholder=session.say("ui.activity_place_example"),
        key=f"{key}_place",
    )
    first, hour, last = st.columns([1.2, 1, 1.2], gap="small")
    start = known.start if known else None
    day = ask_day(first, session.say("ui.activity_start"), session, key=f"{key}_day", value=start)
    at = ask_hour(hour, session.say("ui.activity_hour"), session, key=f"{key}_hour", value=start)
    end = ask_day(
        last, session.say("ui.activity_end"), session, key=f"{key}_end", value=known.end if known else None
    )
    note = st.text_area(
        session.say("ui.note"), value=known.note if known else "", height=80, key=f"{key}_note"
    )
    begins, ends = None, None
    with guarded(session.language, workspace.settings):
        begins, ends = read_when(day, at), read_day(end)
    return ActivityDraft(kind, begins, ends, title or "", place or "", note=note or "")


def _ask_choice(session: Session, draft: ActivityDraft, preview: ActivityPreview, key: str) -> ActivityDraft:
    """Ask which of several readings of the place is meant."""
    if len(preview.choices) < 2:
        return draft
    number = st.radio(
        session.say("ui.activity_which_place"),
        range(len(preview.choices)),
        format_func=lambda each: _name_choice(preview.choices[each], draft),
        index=None,
        key=f"{key}_choice_{draft.place_text}",
    )
    if number is None:
        return draft
    return ActivityDraft(
        draft.kind, draft.start, draft.end, draft.title, draft.place_text, preview.choices[number], draft.note
    )


def _show_needs(workspace: Workspace, session: Session, preview: ActivityPreview) -> None:
    if preview.activity is None:
        with st.container(key="panel_needs"):
            show_note(session.say("ui.activity_fill_in"))
        return
    with st.container(key="panel_needs"):
        show_heading(session.say("ui.activity_needs"))
        show_requirements(preview.requirements, session)
    focus = focus_on([(preview.activity.geometry, preview.activity.accuracy_m)], jumps=True)
    show_small_map(workspace, session, name="activity_map", focus=focus)


def _record(
    workspace: Workspace,
    session: Session,
    draft: ActivityDraft,
    preview: ActivityPreview,
    page: ActivityPage | None,
    token: str,
) -> None:
    if draft.place_text.strip():
        show_findings(preview.findings, session)
    reason = ""
    if page is not None:
        reason = st.text_input(session.say("ui.rule_reason"), key=f"plan_{token}_reason") or ""
    if not st.button(
        session.say("ui.activity_save"),
        key="activity_save",
        type="primary",
        icon=":material/save:",
        disabled=not preview.can_be_recorded,
    ):
        return
    if page is not None:
        saved = change_activity(workspace, page.activity.id, draft, page.last_entry, reason)
        st.session_state["activity_editing"] = False
    else:
        saved = plan_activity(workspace, draft, token)
        del st.session_state[_TOKEN]
    session.notice = ("ui.activity_saved", {})
    session.go("activities", saved.activity.id)
    st.rerun()


def _name_choice(choice: PlaceChoice, draft: ActivityDraft) -> str:
    if choice.label_reading is not None:
        return format_reading(choice.label_reading)
    return draft.place_text.strip()


def _first(kinds: list[Activity]) -> int:
    return kinds.index(Activity.MARKER_REPAIR) if Activity.MARKER_REPAIR in kinds else 0
