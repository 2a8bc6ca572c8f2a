"""The files of an incident on a page: small pictures, each behind a click, and a field for new ones."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from border_gis.access import Secrecy
from border_gis.errors import Severity
from border_gis.exchange.media_types import MOST_BYTES
from border_gis.exchange.photos import PhotoFacts
from border_gis.i18n import describe_value
from border_gis.services.attachments import keep_attachments
from border_gis.services.evidence import Evidence, EvidenceKind, list_evidence, make_thumbnail, read_upload
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.evidence_view import open_evidence
from border_gis.ui.components.evidence_words import (
    describe_apart,
    describe_short,
    write_level_mark,
    write_position,
    write_without_picture,
)
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_heading, show_note
from border_gis.ui.session import Session

_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class AskedFiles:
    """Files that somebody has chosen in a form, not kept yet.

    Attributes
    ----------
    files : tuple of (str, bytes)
        Names and contents.
    secrecy : Secrecy
        For all of them.
    """

    files: tuple[tuple[str, bytes], ...]
    secrecy: Secrecy

    def keep(self, workspace: Workspace) -> tuple[str, ...]:
        """Keep the files; return the hashes that a report names them by."""
        return keep_attachments(workspace, self.files, self.secrecy)


def show_evidence(
    workspace: Workspace,
    session: Session,
    hashes: Sequence[str],
    places: Sequence[tuple[Mapping[str, Any], float | None]] = (),
    *,
    name: str = "evidence",
    below: Callable[[Evidence], None] | None = None,
) -> None:
    """Show the files that somebody may see; nothing at all where there are none.

    Parameters
    ----------
    workspace : Workspace
    session : Session
    hashes : sequence of str
        SHA-256 of the files, as reports name them.
    places : sequence of (mapping, float or None)
        Geometry (GeoJSON, WGS 84) and accuracy in metres of the places that were entered.
    name : str
        Unique on the page.
    below : callable, optional
        Shows what else can be done with a file, under its card.
    """
    found = list_evidence(workspace, hashes, places)
    if not found:
        return
    with st.container(key=f"panel_{name}"), guarded(session.language, workspace.settings):
        show_heading(session.say("evidence.files"), len(found))
        for start in range(0, len(found), _IN_A_ROW):
            row = st.columns(_IN_A_ROW, gap="small")
            for column, evidence in zip(row, found[start : start + _IN_A_ROW], strict=False):
                with column:
                    _show_card(workspace, session, evidence, name)
                    if below is not None:
                        below(evidence)


def ask_files(session: Session, key: str) -> AskedFiles:
    """Ask for files and their level; works inside a form too, where they arrive with the rest of it."""
    say_in_uploader(session, MOST_BYTES // 1_000_000)
    chosen = st.file_uploader(
        session.say("evidence.add_files"),
        accept_multiple_files=True,
        key=f"{key}_files",
        max_upload_size=MOST_BYTES // 1_000_000,
        help=session.say("evidence.add_files_hint", most_mb=MOST_BYTES // 1_000_000),
    )
    levels = list(Secrecy)
    secrecy = st.selectbox(
        session.say("evidence.level_of_files"),
        levels,
        format_func=lambda level: capital(describe_value(level, session.language)),
        key=f"{key}_level",
    )
    return AskedFiles(tuple((each.name, each.getvalue()) for each in chosen or ()), secrecy)


def offer_photo_place(
    workspace: Workspace,
    session: Session,
    asked: AskedFiles,
    key: str,
    take_over: Callable[[PhotoFacts], None],
) -> None:
    """Show where the chosen photos say that they were taken, each with a button to take it over.

    Parameters
    ----------
    workspace : Workspace
    session : Session
    asked : AskedFiles
    key : str
        Unique on the page.
    take_over : callable
        Given what the photo says, before the page runs again.
    """
    for number, (name, content) in enumerate(asked.files):
        facts = read_upload(workspace, content)
        if facts is None or not facts.has_position:
            continue
        text = write_position(facts)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            show_note(session.say("evidence.photo_says", name=name, position=text))
            st.button(
                session.say("evidence.use_as_place"),
                key=f"{key}_{number}",
                icon=":material/add_location_alt:",
                on_click=take_over,
                args=(facts,),
            )


def _show_card(workspace: Workspace, session: Session, evidence: Evidence, name: str) -> None:
    attachment = evidence.attachment
    thumbnail = make_thumbnail(workspace, attachment)
    if thumbnail is None:
        is_unshown = evidence.kind is EvidenceKind.UNSHOWN_PICTURE
        why = session.say("evidence.heic_not_shown") if is_unshown else ""
        picture = write_without_picture(attachment.name, why)
    else:
        encoded = base64.b64encode(thumbnail).decode("ascii")
        picture = f'<img class="bg-file" src="data:image/jpeg;base64,{encoded}" alt="">'
    lines = [describe_short(evidence, session)]
    if evidence.apart_m is not None:
        lines.append(describe_apart(evidence.apart_m, session))
    below = "".join(f'<div class="bg-card-line">{escape(line)}</div>' for line in lines if line)
    mark = write_level_mark(attachment.secrecy, session)
    worst = [finding.severity for finding in evidence.findings if finding.severity is not Severity.NOTE]
    if evidence.is_altered:
        mark += f'<span class="bg-mark bg-mark-bad">{escape(session.say("evidence.altered"))}</span>'
    elif worst:
        mark += f'<span class="bg-mark">{escape(session.say("evidence.look_twice"))}</span>'
    if attachment.made_from:
        mark += f'<span class="bg-mark">{escape(session.say("evidence.annotated_copy"))}</span>'
    with st.container(key=f"card_{name}_{attachment.sha256[:16]}"):
        st.html(
            f'<div class="bg-card bg-evidence">{picture}'
            f'<div class="bg-card-title">{escape(attachment.name)}</div>{mark}{below}</div>'
        )
        if st.button(
            session.say("evidence.open"), key=f"open_{name}_{attachment.sha256[:16]}", width="stretch"
        ):
            open_evidence(workspace, session, evidence)


MOST_UPLOAD_MB = 200
"""As much as the server takes in one file (.streamlit/config.toml)."""


def say_in_uploader(session: Session, most_mb: int) -> None:
    """Say in the visitor's language what Streamlit says in English in a field for files."""
    zone = '[data-testid="stFileUploaderDropzone"]'
    words = {
        f'{zone} [data-testid="stBaseButton-secondary"] p': session.say("evidence.choose_files"),
        f'{zone} [data-testid="stFileUploaderDropzoneInstructions"] span': session.say(
            "evidence.drop_files", most_mb=most_mb
        ),
    }
    rules = "".join(
        f"{where} {{ font-size: 0 !important; }} "
        f'{where}::after {{ font-size: 0.86rem; content: "{_in_css(said)}"; }}'
        for where, said in words.items()
    )
    st.html(f"<style>{rules}</style>")


def _in_css(text: str) -> str:
    # The space ends the number; without it CSS would take the next space of the text for that end.
    return "".join(
        letter if letter.isalnum() or letter == " " else f"\\{ord(letter):06x} " for letter in text
    )
