"""The files that were brought in, each with a way to take it back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from border_gis.exchange.incoming.targets import Target
from border_gis.services.importing import list_imports, undo_import
from border_gis.services.photo_imports import LAYER as PHOTOS
from border_gis.services.workspaces import Workspace
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import show_heading, show_note
from border_gis.ui.session import Session


def show_imports(workspace: Workspace, session: Session) -> None:
    """Show what was brought in and taken back, newest first."""
    entries = list_imports(workspace)
    show_heading(session.say("ui.imports_before"), len(entries))
    if not entries:
        show_note(session.say("ui.imports_none"))
        return
    undone = {entry.undoes for entry in entries}
    for entry in entries[:30]:
        words, button = st.columns([5, 1], vertical_alignment="center")
        kind = "ui.imports_line" if entry.kind == "import" else "ui.imports_undo_line"
        photos = entry.mapping.get(PHOTOS, ()) if entry.layer == PHOTOS else ()
        if photos:
            kind = "ui.imports_photos_line"
        words.markdown(
            plain(
                session.say(
                    kind,
                    moment=entry.recorded_at,
                    author=entry.author,
                    file=entry.file_name,
                    count=len(photos or entry.added),
                    target=Target(entry.target),
                    left_out=entry.rows_left_out,
                )
            )
        )
        if entry.kind == "import" and entry.id not in undone:
            _offer_undo(workspace, entry.id, button, session)
            if entry.target == Target.LINE and words.button(
                session.say("ui.moves_open"), key=f"change_{entry.id}", icon=":material/move_down:"
            ):
                session.go("lines", entry.added[0])
                st.rerun()


def _offer_undo(workspace: Workspace, import_id: str, place: Any, session: Session) -> None:
    with place.popover(session.say("ui.import_undo"), icon=":material/undo:"):
        st.write(plain(session.say("ui.import_undo_ask")))
        reason = st.text_input(session.say("ui.import_reason"), key=f"undo_reason_{import_id}")
        if st.button(session.say("ui.import_undo_yes"), key=f"undo_{import_id}", type="primary"):
            with guarded(session.language, workspace.settings):
                entry = undo_import(workspace, import_id, reason)
                session.notice = ("ui.import_undone", {"file": entry.file_name})
                st.rerun()
