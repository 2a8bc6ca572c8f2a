"""Figures as lying bars that open the records behind them, and those records as cards."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.reports.figures.model import Count, Entry, Group
from border_gis.ui.guard import plain
from border_gis.ui.look import capital, show_card, show_card_link, show_heading, show_note
from border_gis.ui.session import Session

MOST_CARDS = 60
PAGE_OF = {
    "incident": "incidents",
    "work": "works",
    "survey_area": "areas",
    "marker": "markers",
    "activity": "activities",
    "proceeding": "proceedings",
}
"""The page that a record has."""

_CHOSEN = "period_figure"


def show_group(group: Group, name: str, counts: Sequence[tuple[Count, str]], session: Session) -> None:
    """Show a group as bars; a click on one opens the records behind it."""
    with st.container(key=f"panel_group_{_plain(group.name)}"):
        show_heading(capital(name))
        if not counts:
            show_note(capital(session.say("period.nothing")))
            return
        longest = max(
            1,
            *(
                max(count.value + len(count.unsure), count.before.value if count.before else 0)
                for count, _ in counts
            ),
        )
        for number, (count, label) in enumerate(counts):
            key = f"{_plain(group.name)}_{number}"
            with st.container(key=f"figure_{key}"):
                st.html(_write_bar(count, label, longest, session, _is_chosen(group, count)))
                st.button(
                    plain(f"{label}: {count.value}"),
                    key=f"open_figure_{key}",
                    width="stretch",
                    on_click=_choose,
                    args=(group.name, count.label.key),
                )


def find_chosen(
    named: Sequence[tuple[Group, str, Sequence[tuple[Count, str]]]],
) -> tuple[Count, str, str] | None:
    """Return the figure that was opened last, with its name and that of its group, if it is still there."""
    chosen = st.session_state.get(_CHOSEN)
    for group, name, counts in named:
        for count, label in counts:
            if chosen == (group.name, count.label.key):
                return count, label, name
    return None


def show_records(count: Count, label: str, group_name: str, names: dict[str, str], session: Session) -> None:
    """Show the records behind a figure, then those that may count.

    Parameters
    ----------
    names : dict of str to str
        What the labels of the records are called, by key.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="bg-under">{escape(capital(group_name))}</div>')
        st.button(
            session.say("period.close_list"),
            key="close_records",
            icon=":material/close:",
            type="tertiary",
            on_click=_choose,
            args=("", ""),
        )
    show_heading(label, count.value)
    if count.before is not None:
        st.caption(session.say("period.before_was", count=count.before.value))
    _show_cards("sure", count.entries, names, session)
    if not count.entries:
        show_note(session.say("period.no_records"))
    if count.unsure:
        show_heading(capital(session.say("period.not_determinable")), len(count.unsure))
        st.caption(session.say("period.why_unsure"))
        _show_cards("unsure", count.unsure, names, session)


def _show_cards(part: str, entries: Sequence[Entry], names: dict[str, str], session: Session) -> None:
    for number, entry in enumerate(entries[:MOST_CARDS]):
        said = "" if entry.label is None else names.get(entry.label.key, "")
        if entry.label is not None and entry.label.text and entry.label.code:
            said = f"{said}: {entry.label.text}"
        when = "" if entry.when is None else describe_value(entry.when, session.language)
        title = entry.number if not entry.title else f"{entry.number} · {entry.title}"
        lines = [" · ".join(filter(None, (capital(said), when)))]
        page = PAGE_OF.get(entry.subject)
        if page is None:
            show_card(title, lines)
            continue
        if show_card_link(
            title,
            lines,
            key=f"behind_{part}_{number}",
            label=session.say("period.open_record", number=entry.number),
        ):
            session.go(page, entry.number if entry.subject == "survey_area" else entry.subject_id)
            st.rerun()
    if len(entries) > MOST_CARDS:
        show_note(session.say("period.more_in_tables", count=len(entries) - MOST_CARDS))


def _choose(group: str, figure: str) -> None:
    st.session_state[_CHOSEN] = (group, figure)


def _is_chosen(group: Group, count: Count) -> bool:
    return st.session_state.get(_CHOSEN) == (group.name, count.label.key)


def _write_bar(count: Count, label: str, longest: int, session: Session, is_chosen: bool) -> str:
    unsure = len(count.unsure)
    perhaps = f' <i title="{escape(session.say("period.not_determinable"))}">+{unsure}?</i>' if unsure else ""
    before = ""
    if count.before is not None and count.before.value:
        words = session.say("period.before_was", count=count.before.value)
        before = (
            f'<div class="bg-figure-before" title="{escape(words)}">'
            f'<span style="width:{_share(count.before.value, longest)}%"></span></div>'
        )
    look = " bg-figure-chosen" if is_chosen else " bg-figure-empty" if not (count.value or unsure) else ""
    now = f'<span class="bg-figure-now" style="width:{_share(count.value, longest)}%"></span>'
    may = f'<span class="bg-figure-unsure" style="width:{_share(unsure, longest)}%"></span>'
    return (
        f'<div class="bg-figure{look}"><div class="bg-figure-name">{escape(label)}</div>'
        f'<div><div class="bg-figure-bar">{now}{may}</div>{before}</div>'
        f'<div class="bg-figure-number"><b>{count.value}</b>{perhaps}</div></div>'
    )


def _share(value: int, longest: int) -> str:
    return f"{100.0 * value / longest:.1f}"


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)
