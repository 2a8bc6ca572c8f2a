"""What can be chosen for a summary: languages, profile, files, period, map, number and day."""

from __future__ import annotations

import streamlit as st

from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, format_number
from border_gis.i18n.values import read_date
from border_gis.maps.sheets import SCALES, Orientation, Paper, SheetLayout
from border_gis.services.releasing import release_rules
from border_gis.services.summaries import FORMATS, LANGUAGES, SummaryRequest
from border_gis.services.workspaces import Workspace
from border_gis.surveys.contents import Period
from border_gis.ui.session import Session


def ask_summary(workspace: Workspace, session: Session, number: str) -> tuple[SummaryRequest | None, str]:
    """Show the fields of a summary; return the wish, or None and what is wrong with it.

    Parameters
    ----------
    workspace : Workspace
    session : Session
    number : str
        Of the area; empty where all of them are meant.
    """
    say = session.say
    with st.container(key="panel_summary"):
        languages = st.multiselect(
            say("areas.languages"),
            list(LANGUAGES),
            default=["vi"],
            format_func=lambda each: say(f"areas.language_{each}"),
            key="summary_languages",
            select_all=False,
        )
        profiles = [profile.code for profile in release_rules(workspace).profiles]
        profiles.sort(key=lambda code: code != "internal")
        named = {
            profile.code: profile.name(session.language) for profile in release_rules(workspace).profiles
        }
        profile = st.selectbox(
            say("areas.profile"), profiles, format_func=lambda each: named[each], key="summary_profile"
        )
        formats = st.multiselect(
            say("areas.formats"),
            list(FORMATS),
            default=["docx", "pdf", "xlsx", "gpkg"],
            format_func=lambda each: say(f"areas.format_{each}"),
            key="summary_formats",
            select_all=False,
        )
        first, last = st.columns(2, gap="small")
        begin = first.text_input(say("areas.period_from"), placeholder="01/01/2022", key="summary_from")
        end = last.text_input(say("areas.period_to"), placeholder="31/12/2022", key="summary_to")
        paper, lies, scale = st.columns(3, gap="small")
        size = paper.selectbox(
            say("areas.paper"), [each.value for each in Paper], format_func=str.upper, key="summary_paper"
        )
        orientation = lies.selectbox(
            say("areas.orientation"),
            [Orientation.LANDSCAPE.value, Orientation.PORTRAIT.value],
            format_func=lambda each: say(f"areas.{each}"),
            key="summary_orientation",
        )
        wanted = scale.selectbox(
            say("areas.scale"),
            [0, *SCALES],
            format_func=lambda each: (
                f"1:{format_number(each, session.language, ',')}" if each else say("areas.scale_auto")
            ),
            key="summary_scale",
        )
        symbol = st.text_input(say("areas.symbol"), value="Số:        /BC-SNgV", key="summary_symbol")
        day = st.text_input(say("areas.paper_day"), placeholder=say("areas.by_hand"), key="summary_day")
    if not languages or not formats:
        return None, say("areas.choose_both")
    try:
        return (
            SummaryRequest(
                area=number,
                languages=tuple(languages),
                profile=profile or "internal",
                formats=tuple(formats),
                period=_read_period(begin or "", end or ""),
                layout=SheetLayout(Paper(size), Orientation(orientation)),
                scale=int(wanted) if wanted else None,
                symbol=symbol or "",
                day=read_date(day).first_day if day else None,
            ),
            "",
        )
    except BorderGisError as error:
        return None, describe_error(error, session.language)


def _read_period(begin: str, end: str) -> Period | None:
    if not begin.strip() and not end.strip():
        return None
    return Period(read_date(begin or "1/1/1900").first_day, read_date(end or "31/12/2100").last_day)
