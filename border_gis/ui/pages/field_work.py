"""Field work: make a pack of a survey area, take one back, and see which went out."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from border_gis.access import Role, Secrecy
from border_gis.exchange.file_names import clean_file_name
from border_gis.i18n import describe_value
from border_gis.services.field_packs import MadePack, list_field_packs, make_field_archive
from border_gis.services.field_returns import (
    ReturnPreview,
    preview_return,
    standing_deeds,
    take_return,
)
from border_gis.services.field_undoing import undo_return
from border_gis.services.releasing import release_rules
from border_gis.services.surveys import list_areas
from border_gis.services.workspaces import Workspace
from border_gis.surveys.field import FieldPack, FieldReturn
from border_gis.surveys.field_compare import FieldOutcome
from border_gis.ui.components.evidence import MOST_UPLOAD_MB, say_in_uploader, show_evidence
from border_gis.ui.components.field_parts import ask_conflicts, show_items, show_remarks
from border_gis.ui.components.levels import choose_level, show_level
from border_gis.ui.guard import guarded
from border_gis.ui.look import show_card, show_heading, show_note, show_title
from border_gis.ui.session import Session

MOST_SHOWN = 20
_KEY = "field_work"
_ENDINGS = ["zip", "gpkg"]
"""Streamlit takes no larger upload unless it is told to."""


@dataclass
class _Work:
    """What a person is in the middle of.

    Attributes
    ----------
    made : (str, bytes, MadePack) or None
        The archive that was made last, to be taken.
    token : str
        Tells one upload from the next.
    folder : TemporaryDirectory or None
        Where the upload lies; gone with the session.
    preview : ReturnPreview or None
    """

    made: tuple[str, bytes, MadePack] | None = None
    token: str = ""
    folder: tempfile.TemporaryDirectory[str] | None = None
    preview: ReturnPreview | None = None


def show_field_work(workspace: Workspace, session: Session) -> None:
    """Show the two ways, and the packs that went out."""
    show_title(session.say("ui.page_field"), session.say("field.page_under"))
    work = _find_work()
    left, right = st.columns([1, 1.6], gap="medium")
    with left, st.container(key="panel_field_pack"), guarded(session.language, workspace.settings):
        _show_packing(workspace, session, work)
    with right, st.container(key="panel_field_return"), guarded(session.language, workspace.settings):
        _ask_file(workspace, session, work)
    if work.preview is not None:
        with guarded(session.language, workspace.settings):
            _show_return(workspace, session, work, work.preview)
    with guarded(session.language, workspace.settings):
        _show_packs(workspace, session)


def _find_work() -> _Work:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _Work()
    work: _Work = st.session_state[_KEY]
    return work


def _show_packing(workspace: Workspace, session: Session, work: _Work) -> None:
    show_heading(session.say("field.page_pack"))
    areas = {area.number or area.id: area for area in list_areas(workspace) if area.geometry is not None}
    if not areas:
        show_note(session.say("field.page_no_areas"))
        return
    numbers = list(areas)
    number = st.selectbox(
        session.say("field.page_area"),
        numbers,
        index=numbers.index(session.subject) if session.subject in areas else 0,
        format_func=lambda each: f"{each} · {areas[each].name}",
        key=f"field_area_{session.subject}",
    )
    offered = [each for each in release_rules(workspace).profiles if each.allows("survey_area", "geometry")]
    offered.sort(key=lambda each: each.code != "internal")
    profile = st.selectbox(
        session.say("field.page_profile"),
        offered,
        format_func=lambda each: each.name(session.language),
        key="field_profile",
    )
    level = choose_level(
        session, workspace.actor.clearance, key="field_level", level=Secrecy.NONE, label="field.page_level"
    )
    if st.button(
        session.say("field.page_make"),
        key="field_make",
        type="primary",
        icon=":material/backpack:",
        width="stretch",
    ):
        with st.spinner(session.say("field.page_making")):
            work.made = make_field_archive(
                workspace, number, profile=profile.code, highest=level, language=session.language
            )
    if work.made is not None:
        _offer_archive(work.made, session)


def _offer_archive(made: tuple[str, bytes, MadePack], session: Session) -> None:
    name, content, pack = made
    show_level(pack.pack.level, session)
    counts = {f"{kind}s": count for kind, count in pack.counts.items()}
    show_note(session.say("field.page_made", number=pack.pack.number, **counts), "good")
    if pack.withheld:
        show_note(session.say("cli.field.withheld", count=sum(pack.withheld.values())), "warning")
    st.download_button(
        session.say("field.page_take", kilobytes=round(len(content) / 1000)),
        data=content,
        file_name=name,
        mime="application/zip",
        key="field_take",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    show_note(session.say("field.page_how"))


def _ask_file(workspace: Workspace, session: Session, work: _Work) -> None:
    show_heading(session.say("field.page_return"))
    say_in_uploader(session, MOST_UPLOAD_MB)
    upload = st.file_uploader(
        session.say("field.page_file"),
        type=_ENDINGS,
        key="field_upload",
        help=session.say("field.page_file_help"),
    )
    token = "" if upload is None else str(upload.file_id)
    if token != work.token:
        _forget(work)
        work.token = token
        if upload is not None:
            with st.spinner(session.say("field.page_reading")):
                work.preview = _read(workspace, work, upload)
    if upload is None:
        show_note(session.say("field.page_return_how"))


def _forget(work: _Work) -> None:
    work.preview, work.token = None, ""
    if work.folder is not None:
        work.folder.cleanup()
        work.folder = None


def _read(workspace: Workspace, work: _Work, upload: Any) -> ReturnPreview:
    work.folder = tempfile.TemporaryDirectory(prefix="border-gis-field-")
    folder = Path(work.folder.name)
    path = folder / clean_file_name(upload.name)
    path.write_bytes(upload.getvalue())
    return preview_return(workspace, path, folder / "scratch")


def _show_return(workspace: Workspace, session: Session, work: _Work, preview: ReturnPreview) -> None:
    show_heading(session.say("field.page_brought", number=preview.pack.number))
    counts = st.columns(3, gap="small")
    counts[0].metric(session.say("field.page_count_take"), len(preview.of(FieldOutcome.TAKE)))
    counts[1].metric(session.say("field.page_count_same"), len(preview.of(FieldOutcome.SAME)))
    counts[2].metric(session.say("field.page_count_left"), len(preview.left))
    show_items(preview, session, "field_items")
    choices = ask_conflicts(preview, session, f"field_choice_{work.token}")
    show_remarks(preview, session)
    coming = len(preview.of(FieldOutcome.TAKE)) + len(choices)
    if not workspace.actor.role.includes(Role.APPROVER):
        show_note(session.say("field.page_approver"), "warning")
        return
    with st.container(key="panel_field_store"):
        reason = st.text_input(session.say("field.page_reason"), key=f"field_reason_{work.token}")
        if st.button(
            session.say("field.page_store", count=coming),
            key="field_store",
            type="primary",
            icon=":material/download_done:",
            disabled=not coming,
        ):
            with st.spinner(session.say("field.page_storing")):
                entry = take_return(workspace, preview, choices, reason)
            done = 0 if entry is None else len(entry.deeds)
            # The same file stays in the box: it is read again, and brings nothing new.
            work.token = ""
            session.notice = ("field.page_done", {"count": done, "number": preview.pack.number})
            st.rerun()


def _show_packs(workspace: Workspace, session: Session) -> None:
    found = list_field_packs(workspace)
    show_heading(session.say("field.page_packs"), len(found))
    if not found:
        show_note(session.say("field.page_no_packs"))
    for pack, returns in found[:MOST_SHOWN]:
        with st.container(key=f"panel_pack_{pack.id}"):
            _show_pack(workspace, session, pack, returns)


def _show_pack(
    workspace: Workspace, session: Session, pack: FieldPack, returns: tuple[FieldReturn, ...]
) -> None:
    profile = release_rules(workspace).profile(pack.profile).name(session.language)
    said = session.say("field.page_pack_line", author=pack.author, moment=pack.made_at, profile=profile)
    level = "" if pack.level is Secrecy.NONE else describe_value(pack.level, session.language)
    show_card(pack.number, [said, level])
    undone = {each.undoes for each in returns if each.undoes}
    for each in returns:
        words, button = st.columns([5, 1], vertical_alignment="center")
        code = "field.page_return_line" if each.kind == "return" else "field.page_undo_line"
        with words:
            show_note(
                session.say(
                    code,
                    moment=each.recorded_at,
                    author=each.author,
                    count=len(each.deeds),
                    left=len(each.left),
                    things=list(dict.fromkeys(deed.label for deed in each.deeds if deed.label)),
                )
            )
        if each.kind == "return" and each.id not in undone and workspace.actor.role.includes(Role.APPROVER):
            _offer_undo(workspace, session, each.id, button)
    photos = [sha256 for deed in standing_deeds(returns) for sha256 in deed.photos]
    if photos:
        with st.expander(session.say("field.page_pack_photos", count=len(set(photos)))):
            show_evidence(workspace, session, list(dict.fromkeys(photos)), name=f"field_{pack.id}")


def _offer_undo(workspace: Workspace, session: Session, return_id: str, place: Any) -> None:
    with place.popover(session.say("ui.import_undo"), icon=":material/undo:"):
        show_note(session.say("field.page_undo_ask"))
        reason = st.text_input(session.say("field.page_reason"), key=f"field_undo_reason_{return_id}")
        if st.button(session.say("ui.import_undo_yes"), key=f"field_undo_{return_id}", type="primary"):
            with guarded(session.language, workspace.settings):
                undo_return(workspace, return_id, reason)
                session.notice = ("field.page_undone", {})
                st.rerun()
