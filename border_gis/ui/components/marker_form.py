"""Change a marker of the register: what changes is shown before it is saved, and why is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any, TypeVar

import streamlit as st

from border_gis.boundary.coordinates import parse_coordinates, write_decimal
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.register.marker import Coordinate, Marker, MarkerSize, PositionMethod
from border_gis.errors import BorderGisError, InputError
from border_gis.i18n import describe_error, describe_value, format_number, read_date
from border_gis.services.markers import change_marker
from border_gis.services.workspaces import Workspace
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_facts, show_heading, show_note
from border_gis.ui.session import Session

Chosen = TypeVar("Chosen", bound=Enum)


@dataclass(frozen=True, slots=True)
class _Words:
    """The labels of the texts that can be changed, by field of the marker."""

    condition: str = "ui.condition"
    unit_as_written: str = "ui.unit"
    gate: str = "ui.gate"
    source: str = "ui.source"
    note: str = "ui.note"


def show_marker_form(workspace: Workspace, marker: Marker, session: Session) -> None:
    """Show the form for one marker, and save what was changed in it."""
    seen_key = f"marker_seen_{marker.id}"
    before: Marker = st.session_state.setdefault(seen_key, marker)
    with st.container(key="panel_marker_form"), guarded(session.language, workspace.settings):
        show_heading(session.say("ui.change_marker"))
        after = _ask_fields(before, session)
        changes = _list_changes(before, after, session)
        if changes:
            show_heading(session.say("ui.what_changes"), len(changes))
            show_facts(changes)
        else:
            show_note(session.say("ui.nothing_changes"))
        reason = st.text_input(
            session.say("ui.required", name=session.say("ui.change_reason")),
            key=_key(before, "reason"),
            placeholder=session.say("ui.change_reason_example"),
        )
        with st.container(horizontal=True, gap="small"):
            is_saving = st.button(
                session.say("ui.save_change"), key="save_marker", type="primary", icon=":material/save:"
            )
            st.button(
                session.say("ui.put_away"),
                key="put_marker_away",
                type="tertiary",
                on_click=close_form,
                args=(marker,),
            )
        if not is_saving:
            return
        if not changes:
            raise InputError("ui.nothing_changes")
        if not (reason or "").strip():
            raise InputError("ui.reason_missing")
        change_marker(workspace, before, after, reason=(reason or "").strip())
        close_form(marker)
        session.notice = ("ui.marker_changed", {"marker": str(marker.reference)})
        st.rerun()


def open_form(marker: Marker) -> None:
    """Have the form shown for a marker."""
    st.session_state[f"marker_open_{marker.id}"] = True


def is_open(marker: Marker) -> bool:
    """Return whether the form is shown for a marker."""
    return bool(st.session_state.get(f"marker_open_{marker.id}"))


def close_form(marker: Marker) -> None:
    """Put the form of a marker away with what was typed in it."""
    for key in [str(key) for key in st.session_state]:
        if key.startswith((f"marker_{marker.id}_", f"marker_open_{marker.id}", f"marker_seen_{marker.id}")):
            del st.session_state[key]


def _key(marker: Marker, field: str) -> str:
    return f"marker_{marker.id}_{field}"


def _ask_fields(before: Marker, session: Session) -> Marker:
    first, second, third, fourth = st.columns(4, gap="small")
    after = replace(
        before,
        size=_ask_one(first, "size", before, tuple(MarkerSize), session),
        planter=_ask_one(second, "planter", before, tuple(Party), session),
        side=_ask_one(third, "side", before, tuple(Side), session),
        method=_ask_one(fourth, "method", before, tuple(PositionMethod), session) or before.method,
    )
    first, second, third, fourth = st.columns(4, gap="small")
    position = _ask_coordinate(first, "position", before, session)
    after = replace(
        after,
        position=position or before.position,
        coordinate_agreed=_ask_coordinate(second, "coordinate_agreed", before, session),
        coordinate_vn=_ask_coordinate(third, "coordinate_vn", before, session),
        coordinate_cn=_ask_coordinate(fourth, "coordinate_cn", before, session),
    )
    first, second, third, fourth = st.columns(4, gap="small")
    after = replace(
        after,
        accuracy_m=_ask_number(first, "accuracy", before.accuracy_m, before, session),
        height_m=_ask_number(second, "height", before.height_m, before, session),
    )
    inspected = "" if before.last_inspected is None else describe_value(before.last_inspected, "vi")
    written = third.text_input(session.say("ui.last_inspected"), inspected, key=_key(before, "inspected"))
    if (written or "").strip():
        read = read_date(written)
        if read.precision != "day":
            raise InputError("ui.day_needed")
        after = replace(after, last_inspected=read.first_day)
    else:
        after = replace(after, last_inspected=None)
    texts: dict[str, Any] = {}
    columns = (fourth, *st.columns([1, 1, 1, 2], gap="small"))
    for column, field in zip(columns, fields(_Words), strict=True):
        stands = getattr(before, field.name) or ""
        typed = column.text_input(session.say(str(field.default)), stands, key=_key(before, field.name))
        texts[field.name] = (typed or "").strip()
    texts["condition"] = texts["condition"] or None
    return replace(after, **texts)


def _ask_one(
    place: Any, field: str, before: Marker, options: Sequence[Chosen], session: Session
) -> Chosen | None:
    stands = getattr(before, field)
    chosen: Chosen | None = place.selectbox(
        session.say(f"ui.{field}"),
        options,
        index=None if stands is None else options.index(stands),
        format_func=lambda each: capital(describe_value(each, session.language)),
        key=_key(before, field),
        placeholder=session.say("ui.not_known"),
    )
    return chosen


def _ask_coordinate(place: Any, field: str, before: Marker, session: Session) -> Coordinate | None:
    stands: Coordinate | None = getattr(before, field)
    text = "" if stands is None else write_decimal(stands.longitude_deg, stands.latitude_deg)
    written = (place.text_input(session.say(f"ui.{field}"), text, key=_key(before, field)) or "").strip()
    if written == text:
        return stands
    if not written:
        return None
    try:
        reading = parse_coordinates(written)[0]
    except BorderGisError as error:
        place.caption(describe_error(error, session.language))
        raise
    return Coordinate(reading.longitude_deg, reading.latitude_deg)


def _ask_number(
    place: Any, field: str, stands: float | None, before: Marker, session: Session
) -> float | None:
    number: float | None = place.number_input(
        f"{session.say(f'ui.{field}')} (m)", value=stands, step=1.0, key=_key(before, field)
    )
    return number


def _list_changes(before: Marker, after: Marker, session: Session) -> list[tuple[str, str]]:
    names = {"accuracy_m": "accuracy", "height_m": "height", "unit_as_written": "unit"}
    return [
        (
            session.say(f"ui.{names.get(field.name, field.name)}"),
            f"{_say(getattr(before, field.name), session)} → {_say(getattr(after, field.name), session)}",
        )
        for field in fields(Marker)
        if getattr(before, field.name) != getattr(after, field.name)
    ]


def _say(value: Any, session: Session) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Coordinate):
        return write_decimal(value.longitude_deg, value.latitude_deg)
    if isinstance(value, float):
        return format_number(value, session.language)
    return describe_value(value, session.language)
