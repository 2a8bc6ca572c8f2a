"""One survey area: everything inside it on a map and in tables, and what is missing."""

from __future__ import annotations

import streamlit as st

from border_gis.access import Role
from border_gis.i18n import describe_code, describe_value, format_number
from border_gis.maps.sheets import SheetLayout
from border_gis.maps.sheets.pictures import draw_page
from border_gis.reports.content.wording import Speaker
from border_gis.services.area_maps import draw_map_of_area
from border_gis.services.releasing import release_rules
from border_gis.services.summary_maps import draw_area_map
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import Workspace
from border_gis.surveys.contents import AreaContents
from border_gis.ui.components.border_map import show_map
from border_gis.ui.components.evidence import show_evidence
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.maps_shown import TALL_HEIGHT_PX
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.components.things import show_incidents_list
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_facts, show_heading, show_note, show_text, show_title
from border_gis.ui.pages.area_form import CHANGE
from border_gis.ui.pages.area_summary import SUMMARY
from border_gis.ui.session import Session
from border_gis.zones.gravity import gravest

_SHEET_DOTS = 110


def show_one_area(workspace: Workspace, session: Session, number: str) -> None:
    """Show the area with a number."""
    _show_back(session)
    contents = gather_area(workspace, number)
    area = contents.area
    show_level(contents.level, session)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_title(f"{area.number} · {area.name}", area.reference_as_written)
        _show_doors(workspace, contents, session)
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        with st.container(key="panel_facts"):
            show_facts(_list_facts(contents, session))
        with st.container(key="panel_findings"):
            show_heading(session.say("areas.missing"), len(contents.gaps))
            show_findings(contents.gaps, session)
    with right, st.container(key="area_map"):
        show_map(
            draw_map_of_area(workspace, contents, session.language),
            name="area_map",
            title=session.say("areas.map_of", number=area.number),
            height=TALL_HEIGHT_PX,
        )
    _show_lines(contents, session)
    _show_markers(contents, session)
    _show_works(contents, session)
    with st.container(key="panel_incidents"):
        show_heading(session.say("areas.incidents"), len(contents.incidents))
        if not contents.incidents:
            show_note(session.say("ui.nothing_here"))
        show_incidents_list([each.incident for each in contents.incidents], session, "area")
    if contents.photos:
        show_evidence(workspace, session, [photo.sha256 for photo in contents.photos], name="area")
    for code, text in (
        ("areas.proposals", area.proposals),
        ("areas.open_questions", area.open_questions),
        ("areas.note", area.note),
    ):
        if text.strip():
            show_heading(session.say(code))
            show_text(text)
    _show_sheet(workspace, contents, session)


def _show_back(session: Session) -> None:
    st.button(
        session.say("areas.back"),
        key="back_to_areas",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("areas",),
    )


def _show_doors(workspace: Workspace, contents: AreaContents, session: Session) -> None:
    number = contents.area.number or contents.area.id
    st.button(
        session.say("ui.see_history"),
        key="area_history",
        icon=":material/history:",
        type="tertiary",
        on_click=session.go,
        args=("history", f"area:{contents.area.id}"),
    )
    if workspace.actor.role.includes(Role.RECORDER):
        st.button(
            session.say("areas.summary"),
            key="area_summary",
            type="primary",
            icon=":material/description:",
            on_click=session.go,
            args=("areas", SUMMARY + number),
        )
        st.button(
            session.say("field.page_open"),
            key="area_field",
            icon=":material/backpack:",
            on_click=session.go,
            args=("field", number),
        )
        st.button(
            session.say("areas.change"),
            key="area_change",
            icon=":material/edit:",
            on_click=session.go,
            args=("areas", CHANGE + number),
        )


def _list_facts(contents: AreaContents, session: Session) -> list[tuple[str, str]]:
    area, language = contents.area, session.language
    dates = [describe_value(day, language) for day in (area.surveyed, area.surveyed_until) if day]
    widths = [
        f"{format_number(width, language, ',.0f')} m"
        for width in (area.width_vn_m, area.width_cn_m)
        if width is not None
    ]
    length = f"{format_number(contents.lines[0].length_m, language, ',.0f')} m" if contents.lines else ""
    return [
        (session.say("areas.purpose"), capital(describe_code("survey_purpose", area.purpose, language))),
        (session.say("areas.conduct"), capital(describe_value(area.conduct, language))),
        (session.say("areas.state"), capital(describe_value(area.state, language))),
        (session.say("areas.when"), " – ".join(dates)),
        (session.say("areas.leader"), area.leader),
        (session.say("areas.participants"), "; ".join(area.participants)),
        (session.say("areas.programme"), area.programme),
        (session.say("areas.widths"), " / ".join(widths)),
        (session.say("areas.length"), length),
        (session.say("areas.size"), f"{format_number(contents.area_m2 / 10_000.0, language, ',.2f')} ha"),
        (session.say("areas.units"), "; ".join(contents.units_now)),
        (session.say("areas.source"), area.source),
    ]


def _show_lines(contents: AreaContents, session: Session) -> None:
    show_heading(session.say("areas.lines"), len(contents.lines))
    language = session.language
    facts = [
        (
            each.line.name,
            " · ".join(
                [
                    capital(describe_value(each.line.legal_status, language)),
                    f"{format_number(each.length_m, language, ',.0f')} m",
                    session.say("ui.within", distance_m=each.line.accuracy_m),
                ]
            ),
        )
        for each in contents.lines
    ]
    facts += [
        (
            session.say("areas.between", first=each.first.name, second=each.second.name),
            session.say(
                "areas.apart", hectares=each.hectares, greatest_m=each.greatest_m, at=each.greatest_reference
            ),
        )
        for each in contents.apart
    ]
    show_facts(facts)


def _show_markers(contents: AreaContents, session: Session) -> None:
    show_heading(session.say("areas.markers"), len(contents.markers))
    if not contents.markers:
        show_note(session.say("ui.nothing_here"))
        return
    language = session.language
    rows = [
        Row(
            str(marker.reference),
            (
                str(marker.reference),
                capital(describe_value(marker.kind, language)),
                capital(describe_value(marker.method, language)),
                "–" if marker.accuracy_m is None else session.say("ui.within", distance_m=marker.accuracy_m),
                marker.condition or "–",
                describe_value(marker.last_inspected, language) if marker.last_inspected else "–",
            ),
            keys={0: rank},
        )
        for rank, marker in enumerate(contents.markers)
    ]
    columns = [
        Column(session.say("ui.marker"), "110px", "strong"),
        Column(session.say("ui.kind"), "minmax(120px, 1fr)"),
        Column(session.say("ui.method"), "minmax(140px, 1.2fr)", "quiet"),
        Column(session.say("ui.accuracy"), "130px"),
        Column(session.say("ui.condition"), "minmax(120px, 1fr)"),
        Column(session.say("ui.last_inspected"), "150px"),
    ]
    opened = show_table(columns, rows, name="area_markers", language=language)
    if opened is not None:
        session.go("markers", opened)
        st.rerun()


def _show_works(contents: AreaContents, session: Session) -> None:
    show_heading(session.say("areas.works"), len(contents.works))
    if not contents.works:
        show_note(session.say("ui.nothing_here"))
        return
    language = session.language
    rows = []
    for rank, each in enumerate(contents.works):
        worst = [gravest(verdicts) for _, verdicts in each.verdicts]
        said = [
            capital(describe_value(verdict.outcome, language)) + f" ({verdict.article})"
            for verdict in worst
            if verdict is not None
        ]
        rows.append(
            Row(
                each.work.id,
                (
                    each.label,
                    each.work.name or capital(describe_value(each.work.kind, language)),
                    capital(describe_value(each.work.party, language)),
                    capital(describe_value(each.work.state, language)),
                    "; ".join(dict.fromkeys(said)),
                ),
                keys={0: rank},
            )
        )
    columns = [
        Column(session.say("areas.label"), "70px", "strong"),
        Column(session.say("areas.name"), "minmax(220px, 2fr)"),
        Column(session.say("areas.party"), "140px", "quiet"),
        Column(session.say("ui.state"), "170px"),
        Column(session.say("areas.verdict"), "minmax(200px, 1.6fr)"),
    ]
    opened = show_table(columns, rows, name="area_works", language=language)
    if opened is not None:
        session.go("works", opened)
        st.rerun()


def _show_sheet(workspace: Workspace, contents: AreaContents, session: Session) -> None:
    """Show the printed map, with the same labels as the tables."""
    if contents.geometry is None:
        return
    show_heading(session.say("areas.sheet"))
    with guarded(session.language, workspace.settings):
        speaker = Speaker((session.language,), release_rules(workspace).profile("internal"))
        area_map = draw_area_map(workspace, contents, speaker, SheetLayout())
        with st.container(key="area_sheet"):
            st.image(draw_page(area_map.pdf, 0, _SHEET_DOTS), width="stretch")
