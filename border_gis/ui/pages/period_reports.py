"""Reports: the figures of a period as bars, the records behind each, and the paper to take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from border_gis.access import Role
from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error
from border_gis.reports.figures.model import PeriodFigures
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.incidents import list_incidents
from border_gis.services.period_records import list_units
from border_gis.services.period_reports import (
    FORMATS,
    PeriodFiles,
    PeriodRequest,
    count_period,
    make_period_report,
    name_entries,
    name_figures,
    preview_period_report,
)
from border_gis.services.releasing import release_rules
from border_gis.services.workspaces import Workspace
from border_gis.surveys.contents import Period
from border_gis.ui.components.days import ask_day, read_day
from border_gis.ui.components.evidence_words import describe_size
from border_gis.ui.components.figures import find_chosen, show_group, show_records
from border_gis.ui.components.levels import show_level
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Session

_COUNTED, _MADE = "period_counted", "period_made"
_OWN = "own"
_ONLY_BYTES = "application/octet-stream"


@dataclass
class _Made:
    """What was made last on this page, and for which wish."""

    request: PeriodRequest
    files: PeriodFiles
    pages: tuple[bytes, ...] = ()


def show_reports(workspace: Workspace, session: Session) -> None:
    """Show what can be chosen, the figures, the records behind one of them, and the files."""
    show_title(session.say("ui.page_reports"), session.say("period.under"))
    with guarded(session.language, workspace.settings):
        asked = _ask_period(workspace, session)
        if asked is None:
            return
        period, unit, compares = asked
        figures = _count(workspace, period, unit, compares)
        show_level(figures.level, session)
        main, side = st.columns([2.05, 1], gap="small")
        made: _Made | None = st.session_state.get(_MADE)
        pages = made.pages if made is not None and _is_of(made, period, unit, compares) else ()
        with main:
            if pages:
                _show_pages(pages, session)
            else:
                _show_figures(workspace, figures, session)
        with side, st.container(key="reports_side"):
            _show_side(workspace, figures, session, (period, unit, compares))


def list_periods(today: date) -> tuple[tuple[str, Period], ...]:
    """Return the periods that reports are usually about: this year and the last, and the last two halves."""
    halves = []
    year, is_second = today.year, today.month > 6
    for _ in range(2):
        first = date(year, 7, 1) if is_second else date(year, 1, 1)
        last = date(year, 12, 31) if is_second else date(year, 6, 30)
        halves.append(("second_half" if is_second else "first_half", Period(first, last)))
        year, is_second = (year, False) if is_second else (year - 1, True)
    years = [("year", Period(date(each, 1, 1), date(each, 12, 31))) for each in (today.year, today.year - 1)]
    return (*years, *halves)


def _ask_period(workspace: Workspace, session: Session) -> tuple[Period, str, bool] | None:
    say, today = session.say, today_in_viet_nam()
    usual = list_periods(today)
    names = {
        f"{kind}-{period.first.year}": (say(f"period.{kind}_of", year=period.first.year), period)
        for kind, period in usual
    }
    own = _find_own_year(workspace, today)
    with st.container(key="panel_period", horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            say("report.period"),
            [*names, _OWN],
            index=len(names) if own is not None else 0,
            format_func=lambda key: say("period.own") if key == _OWN else names[key][0],
            key="period_choice",
        )
        first = last = ""
        if chosen == _OWN:
            year = own or today.year
            first = ask_day(st, say("areas.period_from"), session, key="period_first", value=date(year, 1, 1))
            last = ask_day(st, say("areas.period_to"), session, key="period_last", value=date(year, 12, 31))
        units = ["", *list_units(workspace)]
        unit = st.selectbox(
            say("period.unit"),
            units,
            format_func=lambda name: name or say("period.all_units"),
            key="period_unit",
        )
        compares = st.toggle(say("period.compare"), value=True, key="period_compares")
    if chosen != _OWN:
        return names[str(chosen)][1], unit or "", compares
    try:
        days = read_day(first), read_day(last)
    except BorderGisError as error:
        show_note(describe_error(error, session.language), "error")
        return None
    if days[0] is None or days[1] is None:
        show_note(say("period.both_days"), "warning")
        return None
    return Period(days[0], days[1]), unit or "", compares


def _find_own_year(workspace: Workspace, today: date) -> int | None:
    """Return the last year of which there is anything, where that is none of those offered."""
    years = [one.date.year for one in list_incidents(workspace) if one.date is not None]
    last = max(years, default=today.year)
    return last if last < today.year - 1 else None


def _count(workspace: Workspace, period: Period, unit: str, compares: bool) -> PeriodFigures:
    """Return the figures; those of the last wish are kept until anything changes."""
    wish = (period, unit, compares, workspace.data_version, workspace.actor, today_in_viet_nam())
    kept = st.session_state.get(_COUNTED)
    if kept is not None and kept[0] == wish:
        return kept[1]
    figures = count_period(workspace, period, unit, compares=compares)
    st.session_state[_COUNTED] = (wish, figures)
    return figures


def _is_of(made: _Made, period: Period, unit: str, compares: bool) -> bool:
    return (made.request.period, made.request.unit, made.request.compares) == (period, unit, compares)


def _show_figures(workspace: Workspace, figures: PeriodFigures, session: Session) -> None:
    chapters = [chapter.key for chapter in figures.chapters]
    chosen = st.segmented_control(
        session.say("period.chapter"),
        chapters,
        default=chapters[0],
        format_func=lambda key: session.say(f"period.short_{key}"),
        key="period_chapter",
        label_visibility="collapsed",
        required=True,
    )
    chapter = next((each for each in figures.chapters if each.key == chosen), figures.chapters[0])
    _show_legend(figures, session)
    named = {
        group.name: (name, counts)
        for group, name, counts in name_figures(workspace, figures, session.language)
    }
    columns, heights = st.columns(2, gap="small"), [0, 0]
    for group in chapter.groups:
        name, counts = named[group.name]
        place = heights.index(min(heights))
        heights[place] += 2 + len(counts)
        with columns[place]:
            show_group(group, name, counts, session)
            if group.key == "fences" and not figures.strip_is_set:
                show_note(session.say("period.strip_unset"), "warning")


def _show_legend(figures: PeriodFigures, session: Session) -> None:
    looks = ["now", "unsure"] if figures.before is None else ["now", "unsure", "before"]
    said = "".join(
        f'<span class="bg-figure-key"><span class="bg-figure-{look}"></span>'
        f"{escape(capital(session.say(f'period.legend_{look}')))}</span>"
        for look in looks
    )
    st.html(f'<div class="bg-figure-legend">{said}</div>')


def _show_side(
    workspace: Workspace, figures: PeriodFigures, session: Session, wish: tuple[Period, str, bool]
) -> None:
    named = name_figures(workspace, figures, session.language)
    found = find_chosen(named)
    with st.container(key="panel_behind"):
        if found is None:
            show_note(session.say("period.click_a_figure"))
        else:
            count, label, group_name = found
            names = name_entries(workspace, count, session.language)
            show_records(count, label, group_name, names, session)
    if workspace.actor.role.includes(Role.RECORDER):
        with st.container(key="panel_take"), guarded(session.language, workspace.settings):
            _ask_paper(workspace, session, wish)


def _ask_paper(workspace: Workspace, session: Session, wish: tuple[Period, str, bool]) -> None:
    say = session.say
    show_heading(say("period.take"))
    profiles = [each for each in release_rules(workspace).profiles if not each.is_neutral]
    profiles.sort(key=lambda each: each.code != "internal")
    named = {each.code: each.name(session.language) for each in profiles}
    profile = st.selectbox(
        say("areas.profile"), list(named), format_func=lambda code: named[code], key="period_profile"
    )
    formats = st.multiselect(
        say("areas.formats"), list(FORMATS), default=list(FORMATS), format_func=str.upper,
        key="period_formats", select_all=False,
    )  # fmt: skip
    left, right = st.columns(2, gap="small")
    symbol = left.text_input(say("areas.symbol"), value="Số:        /BC-SNgV", key="period_symbol")
    typed = ask_day(right, say("areas.paper_day"), session, key="period_day")
    request = PeriodRequest(
        period=wish[0],
        unit=wish[1],
        language=session.language,
        profile=profile or "internal",
        formats=tuple(formats),
        compares=wish[2],
        symbol=symbol or "",
        day=read_day(typed),
    )
    with st.container(horizontal=True, gap="small"):
        look = st.button(say("areas.preview"), key="period_look", icon=":material/visibility:")
        make = st.button(say("areas.make"), key="period_make", type="primary", icon=":material/description:")
    if look or make:
        _make(workspace, session, request, is_preview=look)
        if look:
            st.rerun()
    made: _Made | None = st.session_state.get(_MADE)
    if made is not None and made.request == request and not made.pages:
        _show_files(made.files, session)


def _make(workspace: Workspace, session: Session, request: PeriodRequest, *, is_preview: bool) -> None:
    bar = st.progress(0.0, text=session.say("period.step_gathering"))

    def tell(step: str, share: float) -> None:
        words = f"period.step_{step}" if step in ("gathering", "before") else f"areas.step_{step}"
        bar.progress(min(max(share, 0.0), 1.0), text=session.say(words))

    try:
        st.session_state[_MADE] = _build(workspace, request, tell, is_preview)
    finally:
        bar.empty()


def _build(
    workspace: Workspace, request: PeriodRequest, tell: Callable[[str, float], None], is_preview: bool
) -> _Made:
    if is_preview:
        files, pages = preview_period_report(workspace, request, tell)
        return _Made(request, files, pages)
    return _Made(request, make_period_report(workspace, request, tell))


def _show_files(files: PeriodFiles, session: Session) -> None:
    if files.trouble is not None:
        show_note(describe_error(files.trouble, session.language), "warning")
    if files.left_out:
        show_note(session.say("areas.left_out", count=files.left_out), "warning")
    for name, content in files.files.items():
        ending = name.rpartition(".")[2].upper()
        st.download_button(
            plain(f"{ending} ({describe_size(len(content), session)})"),
            data=content,
            file_name=name,
            mime=_ONLY_BYTES,
            key=f"take_{name}",
            icon=":material/download:",
            width="stretch",
            on_click="ignore",
        )


def _show_pages(pages: tuple[bytes, ...], session: Session) -> None:
    st.button(
        session.say("period.back_to_figures"),
        key="period_back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=_forget,
    )
    show_heading(session.say("areas.pages"), len(pages))
    for row in range(0, len(pages), 2):
        columns = st.columns(2, gap="small")
        for number, page in enumerate(pages[row : row + 2]):
            with columns[number], st.container(key=f"summary_page_{row}_{number}"):
                st.image(page, width="stretch")


def _forget() -> None:
    st.session_state.pop(_MADE, None)
