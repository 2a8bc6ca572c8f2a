"""The history of an incident: who said what, when, and what it changed from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from border_gis.i18n import describe_code, describe_value
from border_gis.incidents.model import IncidentPlace
from border_gis.services.history import FieldChange, HistoryEntry
from border_gis.ui.session import Session


def show_history(history: Sequence[HistoryEntry], session: Session) -> None:
    """Show the reports, the newest first."""
    for entry in reversed(history):
        report = entry.report
        head = session.say(f"ui.report_kind_{report.kind}")
        if report.event_date is not None:
            head += f" · {describe_value(report.event_date, session.language)}"
        by = session.say(
            "ui.recorded_by",
            author=describe_author(report.author, session),
            moment=report.recorded_at,
        )
        parts = [
            f'<div class="bg-history-head">{escape(head)}</div><div class="bg-history-by">{escape(by)}</div>',
            *(_write_change(change, session) for change in entry.changes),
        ]
        if report.text:
            parts.append(f'<div class="bg-text">{escape(report.text)}</div>')
        if report.source_paper:
            paper = session.say("ui.by_paper", paper=report.source_paper)
            parts.append(f'<div class="bg-history-by">{escape(paper)}</div>')
        if entry.corrected_by is not None:
            parts.append(f'<div class="bg-history-by">{escape(session.say("ui.corrected"))}</div>')
        st.html(f'<div class="bg-history">{"".join(parts)}</div>')


def describe_author(author: str, session: Session) -> str:
    """Return who wrote, in words for the data that ships."""
    return session.say("ui.author_demonstration") if author == "demonstration" else author


def _write_change(change: FieldChange, session: Session) -> str:
    name = session.say(f"ui.{_NAMES.get(change.field, change.field)}")
    before, after = (_say_value(change.field, value, session) for value in (change.before, change.after))
    return f'<div class="bg-change"><b>{escape(name)}</b>: <s>{escape(before)}</s> → {escape(after)}</div>'


_NAMES = {"places": "place", "unit_as_written": "unit"}


def _say_value(field: str, value: Any, session: Session) -> str:
    if value is None or value in ("", ()):
        return "–"
    if field == "category":
        return describe_code("incident_category", str(value), session.language)
    if field == "places":
        return "; ".join(
            place.reference or place.as_written for place in value if isinstance(place, IncidentPlace)
        )
    return describe_value(value, session.language)
