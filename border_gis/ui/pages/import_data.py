"""Bring a file in: choose it, see what it holds, correct what was taken for what, then store it or not."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from border_gis.exchange.file_names import clean_file_name
from border_gis.exchange.incoming.archives import unpack_archive
from border_gis.exchange.incoming.opening import SUFFIXES
from border_gis.exchange.incoming.targets import Target
from border_gis.exchange.legacy_text import TextForm
from border_gis.i18n import describe_finding, describe_value
from border_gis.services.import_previews import ImportPreview, ImportWish, preview_import
from border_gis.services.importing import list_imports, run_import, undo_import
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.import_parts import (
    SYSTEMS,
    ask_fields,
    list_targets,
    say_system,
    show_findings_of,
    show_samples,
    show_where,
)
from border_gis.ui.components.import_remedies import offer_remedies
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Session

_KEY = "import_wizard"
_ARCHIVES = (".zip",)
_COMPANIONS = (".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".mid")


@dataclass
class Wizard:
    """A file on its way in, as far as a person has come with it.

    Attributes
    ----------
    folder : TemporaryDirectory or None
        Where the uploaded file lies; gone with the session.
    token : str
        Tells one upload from the next.
    paths : tuple of Path
        Files that can be read: the one that was uploaded, or those of an archive.
    path : Path or None
    wish : ImportWish
    preview : ImportPreview or None
    round : int
        Tells the widgets of one reading from the next.
    """

    folder: tempfile.TemporaryDirectory[str] | None = None
    token: str = ""
    paths: tuple[Path, ...] = ()
    path: Path | None = None
    wish: ImportWish = field(default_factory=ImportWish)
    preview: ImportPreview | None = None
    round: int = 0

    def read_again(self, wish: ImportWish) -> None:
        """Forget what was read: it is read anew with this wish."""
        self.wish, self.preview = wish, None
        self.round += 1


def show_import(workspace: Workspace, session: Session) -> None:
    """Show the steps that a file takes, and the imports that there were."""
    show_title(session.say("ui.page_import"), session.say("ui.import_under"))
    wizard = _find_wizard()
    with st.container(key="panel_import_file"):
        _ask_file(wizard, session)
    if wizard.path is not None:
        with guarded(session.language, workspace.settings):
            _show_steps(workspace, wizard, session)
    with st.container(key="panel_imports"):
        _show_imports(workspace, session)


def _find_wizard() -> Wizard:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Wizard()
    wizard: Wizard = st.session_state[_KEY]
    return wizard


def _ask_file(wizard: Wizard, session: Session) -> None:
    endings = sorted({*SUFFIXES, *_ARCHIVES, *_COMPANIONS})
    uploads = st.file_uploader(
        session.say("ui.import_file"),
        type=[ending.removeprefix(".") for ending in endings],
        accept_multiple_files=True,
        key="import_upload",
        help=session.say("ui.import_file_help"),
    )
    token = ",".join(str(upload.file_id) for upload in uploads)
    if token == wizard.token:
        return
    wizard.token = token
    wizard.paths, wizard.path = (), None
    wizard.read_again(ImportWish())
    if wizard.folder is not None:
        wizard.folder.cleanup()
        wizard.folder = None
    if uploads:
        with guarded(session.language, None):
            _keep_uploads(wizard, uploads)


def _keep_uploads(wizard: Wizard, uploads: Any) -> None:
    wizard.folder = tempfile.TemporaryDirectory(prefix="border-gis-import-")
    folder = Path(wizard.folder.name)
    kept: list[Path] = []
    for upload in uploads:
        path = folder / clean_file_name(upload.name)
        path.write_bytes(upload.getvalue())
        kept += unpack_archive(path, folder / "unpacked") if path.suffix.lower() in _ARCHIVES else [path]
    wizard.paths = tuple(path for path in kept if path.suffix.lower() in SUFFIXES)
    wizard.path = wizard.paths[0] if wizard.paths else None


def _show_steps(workspace: Workspace, wizard: Wizard, session: Session) -> None:
    if len(wizard.paths) > 1:
        chosen = st.selectbox(
            session.say("ui.import_which_file"),
            wizard.paths,
            index=wizard.paths.index(wizard.path) if wizard.path in wizard.paths else 0,
            format_func=lambda path: path.name,
            key=f"import_path_{wizard.token}",
        )
        if chosen != wizard.path:
            wizard.path = chosen
            wizard.read_again(ImportWish())
    if wizard.preview is None and wizard.path is not None:
        wizard.preview = _read(workspace, wizard, session)
    preview = wizard.preview
    if preview is None:
        return
    with st.container(key="panel_import_how"):
        _ask_how(preview, wizard, session)
    if preview.blocked_by is not None:
        show_note(describe_finding(preview.blocked_by, session.language), "warning")
    offer_remedies(preview, wizard, session)
    if preview.blocked_by is not None:
        return
    left, right = st.columns([1.3, 1], gap="medium")
    with left, st.container(key="panel_import_findings"):
        show_findings_of(preview, session, f"import_findings_{wizard.round}")
    with right, st.container(key="panel_import_map"):
        show_heading(session.say("ui.import_where"))
        show_where(workspace, preview, session)
    with st.container(key="panel_import_store"), guarded(session.language, workspace.settings):
        _ask_to_store(workspace, preview, wizard, session)


def _read(workspace: Workspace, wizard: Wizard, session: Session) -> ImportPreview:
    bar = st.progress(0.0, session.say("ui.import_reading"))

    def tell(done: int, count: int) -> None:
        share = min(1.0, done / count) if count else 0.0
        bar.progress(share, session.say("ui.import_reading_rows", count=done))

    try:
        return preview_import(workspace, wizard.path or Path(), wizard.wish, tell)
    finally:
        bar.empty()


def _ask_how(preview: ImportPreview, wizard: Wizard, session: Session) -> None:
    show_heading(session.say("ui.import_how"))
    key = f"import_{wizard.token}_{wizard.round}"
    first, second, third, fourth = st.columns(4, gap="small")
    names = [layer.name for layer in preview.layers]
    layer = first.selectbox(
        session.say("ui.import_layer"), names, index=names.index(preview.layer.name), key=f"{key}_layer"
    )
    targets = list_targets()
    target = second.selectbox(
        session.say("ui.import_as"),
        targets,
        index=targets.index(preview.target),
        format_func=lambda value: capital(describe_value(value, session.language)),
        key=f"{key}_target",
    )
    systems = ["", *SYSTEMS]
    stated = preview.crs if preview.crs in SYSTEMS else ""
    crs = third.selectbox(
        session.say("ui.import_crs"),
        systems,
        index=systems.index(stated or ""),
        format_func=lambda value: (
            say_system(value, session)
            if value
            else session.say("ui.import_crs_of_file" if preview.layer.crs else "ui.import_crs_unsaid")
        ),
        key=f"{key}_crs",
    )
    forms = list(TextForm)
    form = fourth.selectbox(
        session.say("ui.import_text"),
        forms,
        index=forms.index(preview.text_form),
        format_func=lambda value: describe_value(value, session.language),
        key=f"{key}_form",
    )
    with st.form(f"{key}_fields", border=False):
        with st.expander(session.say("ui.import_samples")):
            show_samples(preview)
        fields = ask_fields(preview, session, key) if preview.target is not Target.LINE else {}
        is_sent = st.form_submit_button(session.say("ui.import_read_again"), icon=":material/refresh:")
    changed = (
        layer != preview.layer.name
        or target != preview.target
        or (crs or None) != (stated or None)
        or form != preview.text_form
    )
    if not changed and not is_sent:
        return
    keeps_fields = layer == preview.layer.name and target == preview.target
    wizard.read_again(
        ImportWish(
            layer=layer,
            target=target,
            fields=_changed_fields(preview, fields) if keeps_fields else None,
            crs=crs or None,
            text_form=form if form != preview.text_form else wizard.wish.text_form,
            encoding=wizard.wish.encoding,
            correction=wizard.wish.correction if layer == preview.layer.name else None,
        )
    )
    st.rerun()


def _changed_fields(preview: ImportPreview, fields: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return what stands there now: what was proposed and stayed, what was changed, what was taken away."""
    proposed = preview.fields.sources
    return {name: source for name, source in fields.items() if source or name in proposed}


def _ask_to_store(workspace: Workspace, preview: ImportPreview, wizard: Wizard, session: Session) -> None:
    show_heading(session.say("ui.import_store"))
    counts = st.columns(3, gap="small")
    counts[0].metric(session.say("ui.import_good"), len(preview.good))
    counts[1].metric(session.say("ui.import_bad"), len(preview.bad))
    counts[2].metric(session.say("ui.import_existing"), len(preview.existing))
    replaces = False
    if preview.target is Target.MARKERS and preview.existing:
        replaces = st.radio(
            session.say("ui.import_existing_markers"),
            [False, True],
            # An office's own register is why it imports one: the shipped markers make way for it.
            index=int(workspace.is_demonstration),
            format_func=lambda value: session.say("ui.import_replace" if value else "ui.import_skip"),
            key=f"import_replace_{wizard.round}",
            horizontal=True,
        )
    reason = st.text_input(session.say("ui.import_reason"), key=f"import_reason_{wizard.round}")
    coming = len(preview.good if replaces else preview.new)
    with st.container(horizontal=True):
        all_rows = st.button(
            session.say("ui.import_all", count=coming),
            type="primary",
            icon=":material/download_done:",
            disabled=bool(preview.bad) or not coming,
            key=f"import_all_{wizard.round}",
        )
        good_rows = bool(preview.bad) and st.button(
            session.say("ui.import_good_only", count=coming, left_out=len(preview.bad)),
            icon=":material/rule:",
            disabled=not coming,
            key=f"import_good_{wizard.round}",
        )
    if not (all_rows or good_rows):
        return
    with st.spinner(session.say("ui.import_storing")):
        entry = run_import(
            workspace,
            preview,
            only_good=bool(good_rows),
            existing="replace" if replaces else "skip",
            reason=reason,
        )
    wizard.paths, wizard.path = (), None
    session.notice = ("ui.import_done", {"count": len(entry.added), "file": entry.file_name})
    st.rerun()


def _show_imports(workspace: Workspace, session: Session) -> None:
    entries = list_imports(workspace)
    show_heading(session.say("ui.imports_before"), len(entries))
    if not entries:
        show_note(session.say("ui.imports_none"))
        return
    undone = {entry.undoes for entry in entries}
    for entry in entries[:30]:
        words, button = st.columns([5, 1], vertical_alignment="center")
        kind = "ui.imports_line" if entry.kind == "import" else "ui.imports_undo_line"
        words.markdown(
            plain(
                session.say(
                    kind,
                    moment=entry.recorded_at,
                    author=entry.author,
                    file=entry.file_name,
                    count=len(entry.added),
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
