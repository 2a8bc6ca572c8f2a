"""The reports of a history: step, from whom to whom, paper, words, and what each of them changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.i18n import describe_code, describe_value, has_words
from border_gis.incidents.foreign import read_office
from border_gis.incidents.model import IncidentPlace
from border_gis.incidents.steps import Lane, Workflow
from border_gis.services.history import FieldChange
from border_gis.services.timelines import Timeline, TimelineEntry
from border_gis.ui.components.timeline import (
    LANE_COLOURS,
    enters_register,
    name_entry,
    write_paper,
    write_way,
)
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_heading
from border_gis.ui.session import Session

PAGE_OF_REPORTS = 25

_NAMES = {"places": "place", "unit_as_written": "unit", "works": "tied_works", "markers": "tied_markers"}
_NAMES |= {"survey_areas": "tied_areas"}

_CODES_OF_AREA = {"purpose": "survey_purpose", "conduct": "survey_conduct", "state": "survey_state"}
_CODES_OF_AREA |= {"secrecy": "secrecy"}
_FIELDS_OF = {"works": "work_field", "survey_areas": "area_field", "markers": "marker_field"}

Below = Callable[[TimelineEntry], None]


def show_reports(
    timeline: Timeline,
    workflow: Workflow,
    session: Session,
    *,
    name: str,
    below: Below | None = None,
    names_incident: bool = False,
) -> None:
    """Show the reports of a timeline, the newest or the oldest first.

    Parameters
    ----------
    timeline : Timeline
    workflow : Workflow
    session : Session
    name : str
        Constant for one list of one page.
    below : callable, optional
        Shows what belongs under an entry: its files, what can be done with it.
    names_incident : bool
        Whether each entry says which incident it belongs to.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        show_heading(session.say("ui.history"), len(timeline.entries))
        order = st.segmented_control(
            session.say("ui.order"),
            ["newest", "oldest"],
            format_func=lambda value: session.say(f"ui.order_{value}"),
            default="newest",
            **kept(f"order_{name}"),
            label_visibility="collapsed",
            required=True,
        )
    known = {incident.id: incident.number for incident in timeline.incidents}
    numbered = list(enumerate(timeline.entries, start=1))
    if order != "oldest":
        numbered.reverse()
    shown_key = f"shown_{name}_{timeline.subject_id}"
    shown = st.session_state.get(shown_key, PAGE_OF_REPORTS)
    for number, entry in numbered[:shown]:
        st.html(_write_entry(entry, number, workflow, session, names_incident, known))
        if below is not None:
            below(entry)
    if len(numbered) > shown and st.button(
        session.say("ui.more_reports", count=len(numbered) - shown), key=f"more_{name}", type="tertiary"
    ):
        st.session_state[shown_key] = shown + PAGE_OF_REPORTS
        st.rerun()


def describe_author(author: str, session: Session) -> str:
    """Return who wrote, in words for the data that ships."""
    return session.say("ui.author_demonstration") if author == "demonstration" else author


def _write_entry(
    entry: TimelineEntry,
    number: int,
    workflow: Workflow,
    session: Session,
    names_incident: bool,
    known: Mapping[str, str],
) -> str:
    report = entry.report
    head = name_entry(entry, workflow, session)
    when = describe_value(entry.happened, session.language) if entry.happened else ""
    by = session.say("ui.recorded_by", author=_name_author(entry, session), moment=entry.recorded_at)
    parts = [
        f'<div class="bg-history-head"><span class="bg-number">{number}</span>{escape(head)}'
        + (f' <span class="bg-when">{escape(when)}</span>' if when else "")
        + _write_level(entry, session)
        + "</div>"
    ]
    if names_incident and entry.incident_number:
        parts.append(_line("bg-history-by", f"{entry.incident_number} · {entry.title}"))
    parts += [
        _line("bg-way", line) for line in (write_way(entry), write_paper(entry, workflow, session)) if line
    ]
    if report is not None and report.source_paper:
        parts.append(_line("bg-way", session.say("ui.by_paper", paper=report.source_paper)))
    if report is not None and report.text:
        parts.append(_line("bg-text", report.text))
    # What opens an entry of the register says everything: the page of the thing shows that better.
    says_all = report is None and enters_register(entry)
    table = "" if entry.change is None else entry.change.table
    parts += [_write_change(change, session, table, known) for change in entry.changes if not says_all]
    if report is not None and report.particulars.follow_up is not None:
        follow_up = report.particulars.follow_up
        parts.append(
            _line("bg-way", session.say("ui.follow_up_set", day=follow_up.day, words=follow_up.words))
        )
    if report is not None and report.is_repeated:
        office = read_office(report.machine)
        parts.append(_line("bg-history-by", session.say("packages.counts_now", office=office)))
    if entry.corrected_by is not None:
        parts.append(_line("bg-history-by", session.say("ui.corrected")))
    parts.append(_line("bg-history-by", by))
    colour = LANE_COLOURS[Lane(entry.lane)]
    mark = "" if report is None else f" bg-report-{escape(report.id)}"
    return f'<div class="bg-history{mark}" style="--lane:{colour}">{"".join(parts)}</div>'


def _name_author(entry: TimelineEntry, session: Session) -> str:
    author = describe_author(entry.author, session)
    office = "" if entry.report is None else read_office(entry.report.machine)
    return session.say("packages.of_office", author=author, office=office) if office else author


def _write_level(entry: TimelineEntry, session: Session) -> str:
    if entry.report is None or entry.report.secrecy is Secrecy.NONE:
        return ""
    level = describe_value(entry.report.secrecy, session.language)
    return f' <span class="bg-level">{escape(level)}</span>'


def _line(look: str, text: str) -> str:
    return f'<div class="{look}">{escape(text)}</div>'


def _write_change(change: FieldChange, session: Session, table: str, known: Mapping[str, str]) -> str:
    name = _name_field(change.field, session, table)
    values = (change.before, change.after)
    if table == "survey_areas":
        before, after = (say_value_of_area(change.field, value, session, known) for value in values)
    else:
        before, after = (say_value(change.field, value, session) for value in values)
    if (moved_m := change.moved_m) is not None:
        where = "" if change.field == "geometry" else f"{after}, "
        moved = session.say("ui.place_moved", distance_m=moved_m)
        return f'<div class="bg-change"><b>{escape(name)}</b>: {escape(where + moved)}</div>'
    return f'<div class="bg-change"><b>{escape(name)}</b>: <s>{escape(before)}</s> → {escape(after)}</div>'


def _name_field(field: str, session: Session, table: str) -> str:
    if table:
        code = f"{_FIELDS_OF[table]}.{field}"
        return capital(session.say(code)) if has_words(code) else field.replace("_", " ")
    return session.say(f"ui.{_NAMES.get(field, field)}")


def say_value_of_area(field: str, value: Any, session: Session, known: Mapping[str, str]) -> str:
    """Return a value that the history of a survey area holds, in words.

    Parameters
    ----------
    field : str
    value : Any
    session : Session
    known : mapping of str to str
        Numbers of the incidents that the person may see, by id.
    """
    if value in (None, "", "[]"):
        return "–"
    if field in _CODES_OF_AREA:
        return describe_code(_CODES_OF_AREA[field], str(value), session.language)
    if field in ("surveyed", "surveyed_until"):
        return describe_value(PartialDate.fromisoformat(str(value)), session.language)
    if field == "participants":
        return "; ".join(json.loads(value))
    if field == "incident_id":
        return known.get(str(value), "–")
    return say_value(field, value, session)


def say_value(field: str, value: Any, session: Session) -> str:
    """Return a value of a field of an incident in words."""
    if value is None or value in ("", ()):
        return "–"
    if field == "category":
        return session.name_category(str(value))
    if isinstance(value, Mapping):
        return session.say("ui.geometry_changed")
    if field == "places":
        return "; ".join(
            place.reference or place.as_written for place in value if isinstance(place, IncidentPlace)
        )
    return describe_value(value, session.language)
