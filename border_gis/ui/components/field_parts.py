"""What a field pack brings back, shown to a person: rows, conflicts with three values, and remarks."""

from __future__ import annotations

import streamlit as st

from border_gis.i18n import describe_code, describe_finding, describe_value, format_date, read_date
from border_gis.services.field_returns import ReturnPreview
from border_gis.surveys.field import Choice, FieldKind
from border_gis.surveys.field_compare import FieldItem, FieldOutcome, ThreeValues
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.look import capital, show_card, show_heading, show_note
from border_gis.ui.session import Session

_SHOWN_FINDINGS = 40
_ORDER = tuple(FieldOutcome)


def show_items(preview: ReturnPreview, session: Session, name: str) -> None:
    """Show every row that says something, what is left for a person last."""
    items = [item for item in preview.items if item.outcome is not FieldOutcome.SAME]
    if not items:
        show_note(session.say("field.page_nothing"))
        return
    items.sort(key=lambda item: _ORDER.index(item.outcome))
    rows = [
        Row(
            str(number),
            (
                capital(describe_value(item.outcome, session.language)),
                capital(describe_value(item.kind, session.language)),
                item.label or "–",
                "; ".join(filter(None, (_say_change(item, each, session) for each in item.values))) or "–",
                _say_more(item, session),
            ),
            dot="#c62828" if item.outcome not in (FieldOutcome.TAKE,) else "#2e7d32",
        )
        for number, item in enumerate(items)
    ]
    columns = [
        Column(session.say("field.page_outcome"), "minmax(130px, 0.8fr)", "dotted"),
        Column(session.say("field.page_kind"), "120px", "quiet"),
        Column(session.say("field.page_thing"), "minmax(110px, 0.8fr)", "strong"),
        Column(session.say("field.page_change"), "minmax(220px, 2fr)"),
        Column(session.say("field.page_more"), "minmax(180px, 1.6fr)"),
    ]
    show_table(columns, rows, name=name, language=session.language)


def ask_conflicts(preview: ReturnPreview, session: Session, key: str) -> dict[str, Choice]:
    """Show each conflict with its three values; return what the person has decided."""
    conflicts = preview.of(FieldOutcome.CONFLICT)
    choices: dict[str, Choice] = {}
    if not conflicts:
        return choices
    show_heading(session.say("field.page_conflicts"), len(conflicts))
    show_note(session.say("field.page_conflicts_under"), "warning")
    for item in conflicts:
        with st.container(key=f"panel_conflict_{item.key}"):
            kind = capital(describe_value(item.kind, session.language))
            show_card(
                f"{kind} {item.label}",
                [
                    session.say(
                        "field.page_three",
                        field=capital(session.say(f"field_value.{each.name}")),
                        packed=say_value(item, each.name, each.packed, session),
                        office=say_value(item, each.name, each.office, session),
                        value=say_value(item, each.name, each.field, session),
                    )
                    for each in item.conflicts
                ],
            )
            chosen = st.radio(
                session.say("field.page_decide"),
                ["", "office", "field"],
                format_func=lambda each: session.say(f"field.page_decide_{each or 'later'}"),
                key=f"{key}_{item.key}",
                horizontal=True,
            )
            if chosen in ("office", "field"):
                choices[item.key] = "office" if chosen == "office" else "field"
    return choices


def show_remarks(preview: ReturnPreview, session: Session) -> None:
    """Show what is missing or doubtful."""
    if not preview.findings:
        return
    show_heading(session.say("field.page_remarks"), len(preview.findings))
    for finding in preview.findings[:_SHOWN_FINDINGS]:
        show_note(describe_finding(finding, session.language), finding.severity.value)


def say_value(item: FieldItem, name: str, value: str | None, session: Session) -> str:
    """Return a value as people read it."""
    if value is None:
        return session.say("field.page_empty")
    if name == "last_inspected":
        try:
            return format_date(read_date(value), session.language)
        except ValueError:
            return value
    if name == "category":
        return session.name_category(value)
    kind = FieldKind.INCIDENT if item.kind is FieldKind.OBSERVATION else item.kind
    return describe_code(f"{kind.value}_{name}", value, session.language)


def _say_change(item: FieldItem, each: ThreeValues, session: Session) -> str:
    name = session.say(f"field_value.{each.name}")
    after = say_value(item, each.name, each.field, session)
    if item.kind is FieldKind.OBSERVATION and each.packed is None and each.office is None:
        return f"{name}: {after}" if each.field else ""
    return f"{name}: {say_value(item, each.name, each.office, session)} → {after}"


def _say_more(item: FieldItem, session: Session) -> str:
    row = item.row
    if row is None:
        return "–"
    parts = [row.note] if item.new_note else []
    if item.new_photos:
        parts.append(session.say("field.page_photos", count=len(item.new_photos)))
    if row.observed is not None:
        parts.append(session.say("field.page_seen", moment=row.observed))
    return " · ".join(parts) or "–"
