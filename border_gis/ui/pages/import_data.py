"""Bring a file in: choose it, see what it holds, correct what was taken for what, then store it or not."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from border_gis.exchange.file_names import clean_file_name
from border_gis.exchange.incoming.forms import open_form
from border_gis.exchange.incoming.handed_in import ARCHIVES, HandedIn, sort_handed_in
from border_gis.exchange.incoming.opening import SUFFIXES
from border_gis.exchange.incoming.photos import PHOTO_SUFFIXES
from border_gis.exchange.incoming.targets import Target
from border_gis.exchange.legacy_text import TextForm
from border_gis.i18n import describe_finding, describe_value
from border_gis.services.import_previews import ImportPreview, ImportWish, preview_import
from border_gis.services.importing import run_import
from border_gis.services.line_deriving import is_of_areas
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.derive_form import ask_derive
from border_gis.ui.components.evidence import MOST_UPLOAD_MB, say_in_uploader
from border_gis.ui.components.import_form import FormBatch, ask_to_store_form, show_form
from border_gis.ui.components.import_parts import (
    SYSTEMS,
    ask_fields,
    list_targets,
    say_system,
    show_findings_of,
    show_samples,
    show_where,
)
from border_gis.ui.components.import_photos import PhotoBatch, read_batch, show_photos
from border_gis.ui.components.import_remedies import offer_remedies, offer_unit_names
from border_gis.ui.components.imports_list import show_imports
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Session

_KEY = "import_wizard"
_NO_FILES = HandedIn()
_ALL_PHOTOS = Path("photos")
"""Stands for the photos, all together, among the files that can be read."""

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
    files : HandedIn
        What was uploaded, unpacked.
    paths : tuple of Path
        What of it can be read; photos count as one.
    path : Path or None
    form : FormBatch or None
        Where the file is the export of a form.
    photos : PhotoBatch or None
    is_looked_into : bool
        Whether it is known that the file is a form's, or none.
    wish : ImportWish
    preview : ImportPreview or None
    round : int
        Tells the widgets of one reading from the next.
    """

    folder: tempfile.TemporaryDirectory[str] | None = None
    token: str = ""
    files: HandedIn = _NO_FILES
    paths: tuple[Path, ...] = ()
    path: Path | None = None
    form: FormBatch | None = None
    photos: PhotoBatch | None = None
    is_looked_into: bool = False
    wish: ImportWish = field(default_factory=ImportWish)
    preview: ImportPreview | None = None
    round: int = 0

    def read_again(self, wish: ImportWish) -> None:
        """Forget what was read: it is read anew with this wish."""
        self.wish, self.preview = wish, None
        self.round += 1

    def take(self, path: Path | None) -> None:
        """Turn to one of the files, or to none."""
        self.path, self.form, self.photos, self.is_looked_into = path, None, None, False
        self.read_again(ImportWish())

    def leave(self) -> None:
        """Turn away from the files, which have been brought in."""
        self.paths = ()
        self.take(None)

    def look_into(self, path: Path) -> None:
        """Find out once whether the file is the export of a form."""
        if not self.is_looked_into:
            form = open_form(path, self.files.files)
            self.form = None if form is None else FormBatch(form)
            self.is_looked_into = True


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
        show_imports(workspace, session)


def _find_wizard() -> Wizard:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Wizard()
    wizard: Wizard = st.session_state[_KEY]
    return wizard


def _ask_file(wizard: Wizard, session: Session) -> None:
    endings = sorted({*SUFFIXES, *ARCHIVES, *_COMPANIONS, *PHOTO_SUFFIXES})
    say_in_uploader(session, MOST_UPLOAD_MB)
    uploads = st.file_uploader(
        session.say("ui.import_file"),
        type=[ending.removeprefix(".") for ending in endings],
        accept_multiple_files=True,
        key="import_upload",
        max_upload_size=MOST_UPLOAD_MB,
        help=session.say("ui.import_file_help"),
    )
    token = ",".join(str(upload.file_id) for upload in uploads)
    if token == wizard.token:
        return
    wizard.token = token
    wizard.files, wizard.paths = _NO_FILES, ()
    wizard.take(None)
    if wizard.folder is not None:
        wizard.folder.cleanup()
        wizard.folder = None
    if uploads:
        with guarded(session.language, None):
            _keep_uploads(wizard, uploads)


def _keep_uploads(wizard: Wizard, uploads: Any) -> None:
    wizard.folder = tempfile.TemporaryDirectory(prefix="border-gis-import-")
    folder = Path(wizard.folder.name)
    for number, upload in enumerate(uploads):
        path = folder / clean_file_name(upload.name)
        if path.exists():
            # Phones begin their numbers anew: two photos with one name are two photos.
            path = folder / str(number) / path.name
            path.parent.mkdir()
        with path.open("wb") as written:
            shutil.copyfileobj(upload, written)
    uploaded = sorted(folder.iterdir())
    wizard.files = sort_handed_in(uploaded, folder / "unpacked")
    wizard.paths = (*wizard.files.tables, *([_ALL_PHOTOS] if wizard.files.photos else []))
    if wizard.files.has_photos_only:
        wizard.take(_ALL_PHOTOS)
    else:
        wizard.take(wizard.paths[0] if wizard.paths else None)


def _show_steps(workspace: Workspace, wizard: Wizard, session: Session) -> None:
    if len(wizard.paths) > 1:
        chosen = st.selectbox(
            session.say("ui.import_which_file"),
            wizard.paths,
            index=wizard.paths.index(wizard.path) if wizard.path in wizard.paths else 0,
            format_func=lambda path: _name_file(path, wizard, session),
            key=f"import_path_{wizard.token}",
        )
        if chosen != wizard.path:
            wizard.take(chosen)
    if wizard.path == _ALL_PHOTOS:
        _show_photos(workspace, wizard, session)
        return
    if wizard.preview is None and wizard.path is not None:
        wizard.preview = _read(workspace, wizard, session)
    preview = wizard.preview
    if preview is None:
        return
    with st.container(key="panel_import_how"):
        _ask_how(preview, wizard, session)
    if wizard.form is not None and wizard.form.has_parts:
        with st.container(key="panel_import_form"):
            if show_form(wizard.form, session, f"form_{wizard.token}_{wizard.round}"):
                wizard.read_again(wizard.wish)
                st.rerun()
    if preview.blocked_by is not None:
        show_note(describe_finding(preview.blocked_by, session.language), "warning")
    _show_offers(workspace, preview, wizard, session)
    if preview.blocked_by is not None:
        return
    left, right = st.columns([1.3, 1], gap="medium")
    with left, st.container(key="panel_import_findings"):
        show_findings_of(preview, session, f"import_findings_{wizard.round}")
    with right, st.container(key="panel_import_map"):
        show_heading(session.say("ui.import_where"))
        show_where(workspace, preview, session)
    with st.container(key="panel_import_store"), guarded(session.language, workspace.settings):
        if wizard.form is None or not wizard.form.has_parts:
            _ask_to_store(workspace, preview, wizard, session)
        else:
            key = f"form_{wizard.token}_{wizard.round}"
            ask_to_store_form(workspace, wizard.form, session, key, wizard.leave)


def _name_file(path: Path, wizard: Wizard, session: Session) -> str:
    if path == _ALL_PHOTOS:
        return session.say("ui.import_photos_files", count=len(wizard.files.photos))
    return path.name


def _show_photos(workspace: Workspace, wizard: Wizard, session: Session) -> None:
    if wizard.photos is None:
        wizard.photos = read_batch(workspace, wizard.files.photos, wizard.files.tracks, session)
    batch = wizard.photos

    def turn() -> None:
        # What was left out stays on the page, beside what says now where it is.
        wizard.photos = None
        if batch.is_done:
            wizard.leave()

    show_photos(workspace, batch, session, turn)


def _show_offers(workspace: Workspace, preview: ImportPreview, wizard: Wizard, session: Session) -> None:
    """Offer what a person can take of what was noticed: remedies, and how areas become a line."""
    offer_remedies(preview, wizard, session)
    offer_unit_names(preview, wizard, session)
    if preview.target is Target.LINE and is_of_areas(preview.layer):
        others = tuple(path for path in wizard.files.tables if path != wizard.path)
        with st.container(key="panel_import_derive"):
            ask_derive(workspace, preview, wizard, others, session)


def _read(workspace: Workspace, wizard: Wizard, session: Session) -> ImportPreview:
    bar = st.progress(0.0, session.say("ui.import_reading"))

    def tell(done: int, count: int) -> None:
        share = min(1.0, done / count) if count else 0.0
        bar.progress(share, session.say("ui.import_reading_rows", count=done))

    try:
        wizard.look_into(wizard.path or Path())
        if wizard.form is not None:
            return wizard.form.read(workspace, wizard.wish, tell)
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
            derive=wizard.wish.derive if keeps_fields else None,
            keeps_units=wizard.wish.keeps_units,
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
    key = f"import_{wizard.token}_{wizard.round}"
    with st.container(horizontal=True):
        st.button(
            session.say("ui.import_all", count=coming),
            type="primary",
            icon=":material/download_done:",
            disabled=bool(preview.bad) or not coming,
            on_click=session.press_save,
            args=(f"{key}_all",),
            key=f"import_all_{wizard.round}",
        )
        if preview.bad:
            st.button(
                session.say("ui.import_good_only", count=coming, left_out=len(preview.bad)),
                icon=":material/rule:",
                disabled=not coming,
                on_click=session.press_save,
                args=(f"{key}_good",),
                key=f"import_good_{wizard.round}",
            )
    with session.saving(f"{key}_all") as all_rows, session.saving(f"{key}_good") as good_rows:
        if not (all_rows or good_rows):
            return
        with st.spinner(session.say("ui.import_storing")):
            entry = run_import(
                workspace,
                preview,
                only_good=good_rows,
                existing="replace" if replaces else "skip",
                reason=reason,
            )
            # Before Streamlit shows anything: a second press would end the run there.
            session.notice = ("ui.import_done", {"count": len(entry.added), "file": entry.file_name})
            wizard.leave()
    st.rerun()
