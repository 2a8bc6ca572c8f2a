"""A new survey area, or a change of one: what it would look like is shown before it is saved."""

from __future__ import annotations

import streamlit as st

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.errors import BorderGisError, Severity
from border_gis.i18n import describe_code, describe_error, describe_value, format_number, read_date
from border_gis.services.surveys import (
    AreaPreview,
    SurveyDraft,
    change_area,
    draft_of,
    find_area,
    preview_area,
    record_area,
    zone_of_area,
)
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea, SurveyConduct, SurveyPurpose, SurveyState
from border_gis.surveys.drawing import measure_m2
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.levels import choose_level
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.session import Session

NEW = "new"
CHANGE = "change-"


def show_area_form(workspace: Workspace, session: Session, number: str) -> None:
    """Show the form; ``number`` is empty for a new area."""
    known = find_area(workspace, number) if number else None
    draft = draft_of(known) if known else SurveyDraft("")
    show_title(session.say("areas.change" if known else "areas.add"), known.number if known else "")
    key = known.id if known else NEW
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        filled, troubles = _ask(workspace, session, draft, key)
        reason = "" if known is None else st.text_input(session.say("areas.reason"), key=f"area_reason_{key}")
    with right, guarded(session.language, workspace.settings):
        preview = _show_preview(workspace, session, filled, known)
    with st.container(horizontal=True, gap="small"):
        is_saving = st.button(
            session.say("areas.save"), key="save_area", type="primary", icon=":material/save:"
        )
        st.button(
            session.say("areas.leave"),
            key="leave_area",
            type="tertiary",
            on_click=session.go,
            args=("areas", number),
        )
    if not is_saving:
        return
    for trouble in troubles:
        show_note(trouble, "error")
    if troubles or not preview.can_be_recorded:
        show_findings([each for each in preview.findings if each.severity is Severity.ERROR], session)
        show_note(session.say("ui.not_saved"), "warning")
        return
    with guarded(session.language, workspace.settings):
        saved = (
            record_area(workspace, filled)
            if known is None
            else change_area(workspace, known, filled, reason or "")
        )
        session.notice = ("areas.saved", {"area": saved.number})
        session.go("areas", saved.number or saved.id)
        st.rerun()


def _ask(
    workspace: Workspace, session: Session, draft: SurveyDraft, key: str
) -> tuple[SurveyDraft, list[str]]:
    say, language = session.say, session.language
    with st.container(key="panel_area"):
        name = st.text_input(say("areas.name"), value=draft.name, key=f"area_name_{key}")
        one, two, three = st.columns(3, gap="small")
        purposes = [purpose.value for purpose in SurveyPurpose]
        purpose = one.selectbox(
            say("areas.purpose"),
            purposes,
            index=purposes.index(draft.purpose) if draft.purpose in purposes else len(purposes) - 1,
            format_func=lambda each: capital(describe_code("survey_purpose", each, language)),
            key=f"area_purpose_{key}",
        )
        conduct = two.selectbox(
            say("areas.conduct"),
            [each.value for each in SurveyConduct],
            index=list(SurveyConduct).index(draft.conduct),
            format_func=lambda each: capital(describe_code("survey_conduct", each, language)),
            key=f"area_conduct_{key}",
        )
        state = three.selectbox(
            say("areas.state"),
            [each.value for each in SurveyState],
            index=list(SurveyState).index(draft.state),
            format_func=lambda each: capital(describe_code("survey_state", each, language)),
            key=f"area_state_{key}",
        )
        place, vn, cn = st.columns([1.6, 1.2, 1.2], gap="small", vertical_alignment="bottom")
        reference = place.text_input(
            say("areas.place"),
            value=draft.reference_text,
            placeholder="571-572; 580-581",
            key=f"area_place_{key}",
        )
        width_vn_m = vn.number_input(
            say("areas.width_vn"), 0.0, 10_000.0, draft.width_vn_m, 50.0, "%.0f", key=f"area_vn_{key}"
        )
        width_cn_m = cn.number_input(
            say("areas.width_cn"), 0.0, 10_000.0, draft.width_cn_m, 50.0, "%.0f", key=f"area_cn_{key}"
        )
        corners = st.text_area(
            say("areas.corners"),
            value=draft.area_text,
            placeholder="22,9012 105,7023\n22,9034 105,7051\n22,8990 105,7066",
            height=90,
            key=f"area_corners_{key}",
        )
        first, last, province = st.columns(3, gap="small")
        surveyed = first.text_input(
            say("areas.surveyed"),
            value=describe_value(draft.surveyed, language) if draft.surveyed else "",
            placeholder=say("areas.day_example"),
            key=f"area_first_{key}",
        )
        until = last.text_input(
            say("areas.until"),
            value=describe_value(draft.surveyed_until, language) if draft.surveyed_until else "",
            key=f"area_last_{key}",
        )
        provinces = ["", *BORDER_PROVINCES]
        chosen = province.selectbox(
            say("areas.province"),
            provinces,
            index=provinces.index(draft.province) if draft.province in provinces else 0,
            format_func=lambda each: each or say("areas.from_markers"),
            key=f"area_province_{key}",
        )
        leader = st.text_input(say("areas.leader"), value=draft.leader, key=f"area_leader_{key}")
        participants = st.text_area(
            say("areas.participants_lines"),
            value="\n".join(draft.participants),
            height=80,
            key=f"area_participants_{key}",
        )
        programme = st.text_input(say("areas.programme"), value=draft.programme, key=f"area_programme_{key}")
        proposals = st.text_area(
            say("areas.proposals"), value=draft.proposals, height=90, key=f"area_proposals_{key}"
        )
        questions = st.text_area(
            say("areas.open_questions"), value=draft.open_questions, height=90, key=f"area_questions_{key}"
        )
        note = st.text_area(say("areas.note"), value=draft.note, height=70, key=f"area_note_{key}")
        secrecy = choose_level(
            session, workspace.actor.clearance, key=f"area_level_{key}", level=draft.secrecy
        )
    troubles: list[str] = []
    return (
        SurveyDraft(
            name=name or "",
            purpose=purpose or SurveyPurpose.OTHER.value,
            reference_text=reference or "",
            width_vn_m=float(width_vn_m or 0.0),
            width_cn_m=float(width_cn_m or 0.0),
            area_text=corners or "",
            conduct=SurveyConduct(conduct),
            state=SurveyState(state),
            leader=leader or "",
            participants=tuple((participants or "").splitlines()),
            programme=programme or "",
            surveyed=_read(surveyed or "", troubles, session),
            surveyed_until=_read(until or "", troubles, session),
            note=note or "",
            source=draft.source,
            proposals=proposals or "",
            open_questions=questions or "",
            province=chosen or "",
            incident_id=draft.incident_id,
            secrecy=secrecy,
        ),
        troubles,
    )


def _read(text: str, troubles: list[str], session: Session) -> PartialDate | None:
    if not text.strip():
        return None
    try:
        return read_date(text)
    except BorderGisError as error:
        troubles.append(describe_error(error, session.language))
        return None


def _show_preview(
    workspace: Workspace, session: Session, draft: SurveyDraft, known: SurveyArea | None
) -> AreaPreview:
    preview = preview_area(workspace, draft, known)
    if draft.reference_text.strip() or draft.area_text.strip():
        # That the name is missing is said when somebody saves.
        show_findings([each for each in preview.findings if each.code != "surveys.no_name"], session)
    geometry = preview.area.geometry
    if geometry is not None:
        hectares = measure_m2(geometry, zone_of_area(workspace, preview.area)) / 10_000.0
        show_note(
            session.say("areas.would_be", size=format_number(hectares, session.language, ",.2f")), "good"
        )
    show_small_map(
        workspace, session, name="area_preview", focus=focus_on([(geometry, None)], jumps=True), height=420
    )
    return preview
