"""Rules: those in force on a day as a table, and the door to a single one."""

from __future__ import annotations

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.rules import RuleRow, list_rules
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.days import ask_day, read_day
from border_gis.ui.components.rule_words import say_distance, say_period, say_state
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_title
from border_gis.ui.pages.rule import show_one_rule
from border_gis.ui.session import Session


def show_rules(workspace: Workspace, session: Session) -> None:
    """Show the rules, or the one that the address names."""
    if session.subject:
        show_one_rule(workspace, session, session.subject)
        return
    title, when = st.columns([3.4, 1], gap="small", vertical_alignment="bottom")
    with title:
        show_title(session.say("ui.page_rules"), session.say("ui.rules_under"))
    typed = ask_day(when, session.say("ui.rules_day"), session, key="rules_day", value=today_in_viet_nam())
    day = today_in_viet_nam()
    with guarded(session.language, workspace.settings):
        day = read_day(typed) or day
    rows = list_rules(workspace, day)
    st.caption(
        session.say(
            "ui.rules_count",
            found=len(rows),
            unset=sum(1 for row in rows if row.is_unset),
            set=sum(1 for row in rows if row.entry is not None),
        )
    )
    columns = [
        Column(session.say("ui.rule_article"), "84px", "strong"),
        Column(session.say("ui.rule_text"), "minmax(320px, 3.4fr)"),
        Column(session.say("ui.rule_distance"), "150px", "dotted"),
        Column(session.say("ui.rule_asks"), "minmax(130px, 1fr)"),
        Column(session.say("ui.rule_notice"), "100px", "quiet"),
        Column(session.say("ui.rule_confidence"), "130px", "quiet"),
        Column(session.say("ui.rule_state"), "140px", "quiet"),
    ]
    written = [_write_row(row, number, session) for number, row in enumerate(rows)]
    opened = show_table(columns, written, name="rules", language=session.language)
    st.caption(session.say("ui.table_hint"))
    if opened is not None:
        session.go("rules", opened)
        st.rerun()


def _write_row(row: RuleRow, order: int, session: Session) -> Row:
    rule = row.rule
    return Row(
        rule.id,
        (
            rule.article,
            rule.text[session.language],
            say_distance(rule, session),
            capital(describe_value(rule.asks, session.language)),
            say_period(rule.notice, session),
            capital(describe_value(rule.confidence, session.language)),
            capital(say_state(row, session)),
        ),
        keys={0: order, 2: -1.0 if rule.distance_m is None else rule.distance_m},
        dot="#d55e00" if row.is_unset else "#007a5a" if row.entry is not None else "",
        is_hollow=row.is_unset,
    )
