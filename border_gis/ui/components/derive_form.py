"""How the line is derived from areas: whose is which, how far the sides may lie apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from border_gis.maps.legend import name_line
from border_gis.services.import_previews import ImportPreview
from border_gis.services.line_deriving import DeriveWish
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.import_remedies import Reading
from border_gis.ui.look import show_heading
from border_gis.ui.session import Session

_ONE_SIDE = ""


def ask_derive(
    workspace: Workspace,
    preview: ImportPreview,
    reading: Reading,
    others: tuple[Path, ...],
    session: Session,
) -> None:
    """Ask how the line is to be derived; read the file again when a person wants it otherwise.

    Parameters
    ----------
    workspace : Workspace
    preview : ImportPreview
        Of a layer of areas that is to become the line.
    reading : Reading
    others : tuple of Path
        Other files that were handed in with this one: the other side, perhaps.
    session : Session
    """
    say, wish = session.say, reading.wish.derive or DeriveWish()
    show_heading(say("ui.derive_heading"))
    key = f"derive_{reading.round}"
    with st.form(key, border=False):
        first, second, third = st.columns(3, gap="small")
        fields = [None, _ONE_SIDE, *preview.layer.field_names]
        side_field = first.selectbox(
            say("ui.derive_side_field"),
            fields,
            index=fields.index(wish.side_field) if wish.side_field in fields else 0,
            format_func=lambda name: _say_field(name, session),
            key=f"{key}_field",
        )
        ours = second.text_input(say("ui.derive_ours"), wish.ours, key=f"{key}_ours", placeholder="VN")
        theirs = third.text_input(say("ui.derive_theirs"), wish.theirs, key=f"{key}_theirs", placeholder="TQ")
        against = _list_against(workspace, others, session)
        chosen = str(wish.against) if wish.against is not None else wish.line_id
        names = list(against)
        held = first.selectbox(
            say("ui.derive_against"),
            names,
            index=names.index(chosen) if chosen in names else 0,
            format_func=against.__getitem__,
            key=f"{key}_against",
        )
        tolerance_m = second.number_input(
            say("ui.derive_tolerance"),
            min_value=0.1,
            value=wish.tolerance_m,
            placeholder=say("ui.derive_usual"),
            key=f"{key}_tolerance",
        )
        gap_m = third.number_input(
            say("ui.derive_gap"), min_value=0.0, value=wish.longest_gap_m, key=f"{key}_gap"
        )
        name = first.text_input(say("ui.derive_name"), wish.name, key=f"{key}_name")
        is_sent = st.form_submit_button(say("ui.derive_again"), icon=":material/refresh:")
    if not is_sent:
        return
    path = next((other for other in others if str(other) == held), None)
    changed = replace(
        wish,
        side_field=side_field,
        ours=(ours or "").strip(),
        theirs=(theirs or "").strip(),
        against=path,
        line_id="" if path is not None else held or "",
        tolerance_m=tolerance_m,
        longest_gap_m=gap_m or 0.0,
        name=(name or "").strip(),
    )
    told = replace(reading.wish, layer=preview.layer.name, target=preview.target, derive=changed)
    reading.read_again(told)
    st.rerun()


def _say_field(name: str | None, session: Session) -> str:
    if name is None:
        return session.say("ui.derive_find_field")
    return name or session.say("ui.derive_no_field")


def _list_against(workspace: Workspace, others: tuple[Path, ...], session: Session) -> dict[str, str]:
    """Return what one side can be held against, by what the choice is called inside."""
    lines = {line.id: name_line(line, session.language) for line in reversed(workspace.lines)}
    files = {str(other): session.say("ui.derive_against_file", file=other.name) for other in others}
    return {**lines, **files} or {"": session.say("ui.derive_no_line")}
