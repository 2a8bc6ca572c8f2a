"""One file, opened over the page: large, with what is known of it, its level, and a download."""

from __future__ import annotations

import streamlit as st

from border_gis.access import Role, Secrecy
from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, describe_value
from border_gis.incidents.attachments import Attachment
from border_gis.services.attachments import list_level_changes, read_attachment, set_attachment_level
from border_gis.services.evidence import (
    Evidence,
    EvidenceKind,
    count_paper_pages,
    read_paper_text,
    show_page,
    show_picture,
)
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.annotate import ask_marks
from border_gis.ui.components.evidence_words import list_facts, write_without_picture
from border_gis.ui.components.findings import show_findings
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import capital, show_facts, show_note, show_text
from border_gis.ui.session import Session

# Whatever a file is, the browser saves it and never shows it by itself.
_ONLY_BYTES = "application/octet-stream"


def open_evidence(workspace: Workspace, session: Session, evidence: Evidence) -> None:
    """Open a file over the page."""

    @st.dialog(plain(evidence.attachment.name), width="large")
    def show() -> None:
        with guarded(session.language, workspace.settings):
            _show(workspace, session, evidence)

    show()


def _show(workspace: Workspace, session: Session, evidence: Evidence) -> None:
    attachment = evidence.attachment
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        try:
            _show_content(workspace, session, evidence)
        except BorderGisError as error:
            show_note(describe_error(error, session.language), "warning")
    with right:
        show_findings(evidence.findings, session)
        show_facts(list_facts(evidence, session))
        if attachment.made_from:
            show_note(session.say("evidence.made_from", sha256=attachment.made_from[:12]))
        if not evidence.is_altered:
            st.download_button(
                session.say("evidence.download"),
                data=lambda: read_attachment(workspace, attachment.sha256),
                file_name=attachment.name,
                mime=_ONLY_BYTES,
                key=f"download_{attachment.sha256[:16]}",
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
            )
        if workspace.actor.role.includes(Role.RECORDER):
            with guarded(session.language, workspace.settings):
                _ask_level(workspace, session, attachment)


def _show_content(workspace: Workspace, session: Session, evidence: Evidence) -> None:
    attachment = evidence.attachment
    # Reads the bytes and holds them against their hash, whatever was made of them before.
    read_attachment(workspace, attachment.sha256)
    if evidence.kind is EvidenceKind.PICTURE:
        _show_picture(workspace, session, attachment, show_picture(workspace, attachment.sha256))
    elif evidence.kind is EvidenceKind.UNSHOWN_PICTURE:
        st.html(write_without_picture(attachment.name, session.say("photos.heic_not_shown")))
    elif evidence.kind is EvidenceKind.PAGES:
        _show_pages(workspace, session, attachment)
    elif evidence.kind is EvidenceKind.TEXT:
        read = read_paper_text(workspace, attachment)
        with st.container(height=520, key="evidence_text"):
            show_text(read.text or session.say("evidence.no_text"))
            if not read.is_whole:
                show_note(session.say("evidence.text_goes_on"))
    else:
        show_note(session.say("evidence.closed"))


def _show_pages(workspace: Workspace, session: Session, attachment: Attachment) -> None:
    count = count_paper_pages(workspace, attachment.sha256)
    key = f"page_{attachment.sha256[:16]}"
    page = 1
    if count > 1:
        page = st.number_input(
            session.say("evidence.page_of", count=count), min_value=1, max_value=count, value=1, key=key
        )
    index = int(page) - 1
    _show_picture(workspace, session, attachment, show_page(workspace, attachment.sha256, index), index)


def _show_picture(
    workspace: Workspace, session: Session, attachment: Attachment, picture: bytes, page: int | None = None
) -> None:
    """Show a picture, or the same to be drawn on for those who may record."""
    is_drawing = workspace.actor.role.includes(Role.RECORDER) and st.toggle(
        session.say("annotating.begin"), key=f"draw_{attachment.sha256[:16]}"
    )
    if is_drawing:
        show_note(session.say("annotating.hint"))
        with guarded(session.language, workspace.settings):
            ask_marks(workspace, session, attachment.sha256, picture, page)
    else:
        st.image(picture, width="stretch")


def _ask_level(workspace: Workspace, session: Session, attachment: Attachment) -> None:
    with st.expander(session.say("evidence.change_level"), icon=":material/lock:"):
        for change in list_level_changes(workspace, attachment.sha256):
            show_note(
                session.say(
                    "evidence.level_changed",
                    level=change.secrecy,
                    author=change.set_by,
                    moment=change.set_at,
                    reason=change.reason or "–",
                )
            )
        key = f"level_{attachment.sha256[:16]}"
        with st.form(key, border=False):
            levels: tuple[Secrecy, ...] = tuple(Secrecy)
            level = st.selectbox(
                session.say("evidence.level"),
                levels,
                index=attachment.secrecy.rank,
                format_func=lambda each: capital(describe_value(each, session.language)),
                key=f"{key}_level",
            )
            reason = st.text_input(session.say("evidence.level_reason"), key=f"{key}_reason")
            is_sent = st.form_submit_button(session.say("evidence.change_level"))
        if is_sent:
            set_attachment_level(workspace, attachment.sha256, level, reason)
            session.notice = ("evidence.level_set", {"name": attachment.name, "level": level})
            st.rerun()
