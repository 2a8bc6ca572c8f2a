"""The export of a form on its way in: what is new of it, what becomes of its parts, and its photos."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape

import streamlit as st

from border_gis.access import Secrecy
from border_gis.errors import Finding
from border_gis.exchange.incoming.form_model import IncomingForm
from border_gis.exchange.incoming.targets import Target
from border_gis.i18n import describe_finding, describe_value
from border_gis.services.form_choices import RepeatUse
from border_gis.services.form_imports import import_form
from border_gis.services.form_previews import (
    WITH_PARTS,
    FormPreview,
    FormWish,
    preview_form,
)
from border_gis.services.form_submissions import SubmissionState
from border_gis.services.import_previews import ImportPreview, ImportWish, Progress
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.import_parts import ask_fields
from border_gis.ui.look import capital, show_heading, show_note
from border_gis.ui.session import Session

MOST_CONFLICTS = 50


@dataclass
class FormBatch:
    """A form that was handed in, and what a person has chosen of its parts so far.

    Attributes
    ----------
    form : IncomingForm
    uses : dict of str to RepeatUse
    own : dict of str to ImportWish
    preview : FormPreview or None
        As it was read last.
    """

    form: IncomingForm
    uses: dict[str, RepeatUse] = field(default_factory=dict)
    own: dict[str, ImportWish] = field(default_factory=dict)
    preview: FormPreview | None = None

    @property
    def has_parts(self) -> bool:
        """Whether it is brought in as submissions with parts, and not as a plain table."""
        return self.preview is not None and self.preview.main.target in WITH_PARTS

    def read(self, workspace: Workspace, wish: ImportWish, progress: Progress) -> ImportPreview:
        """Read it with a wish for its submissions; what was found of parts and photos is said with them."""
        self.preview = preview_form(workspace, self.form, FormWish(wish, self.uses, self.own), progress)
        main = self.preview.main
        of_parts = [
            finding
            for preview, _ in self.preview.own.values()
            for finding in (*preview.findings, *preview.row_findings)
        ]
        return replace(main, findings=(*main.findings, *self.preview.findings, *of_parts))


def show_form(batch: FormBatch, session: Session, key: str) -> bool:
    """Show what the form holds and ask what becomes of its parts; return whether it is to be read again."""
    preview = batch.preview
    if preview is None or not batch.has_parts:
        return False
    show_heading(session.say("ui.import_form", kind=batch.form.kind))
    states = [row.state for row in preview.rows]
    files = {path for row in preview.rows for path in row.files}
    files |= {path for row in preview.rows for report in row.reports for path in report.files}
    files |= {path for _, rows in preview.own.values() for row in rows for path in row.files}
    if preview.main.blocked_by is None:
        show_note(
            session.say(
                "ui.import_form_holds",
                count=len(states),
                new=states.count(SubmissionState.NEW),
                known=states.count(SubmissionState.KNOWN),
                changed=states.count(SubmissionState.CHANGED),
                photos=len(files),
            )
        )
    if preview.conflicts:
        _show_conflicts(preview, session)
    asked = _ask_uses(batch, preview, session, key)
    for layer, (read, _) in preview.own.items():
        asked = _ask_own(batch, layer, read, session, key) or asked
    return asked


def _show_conflicts(preview: FormPreview, session: Session) -> None:
    """Show what submissions say otherwise than when they came in, before and now beside each other."""
    show_note(session.say("ui.import_form_conflicts", count=len(preview.conflicts)), "warning")
    heads = "".join(
        f"<th>{escape(session.say(code))}</th>"
        for code in ("ui.import_row", "ui.import_form_field", "ui.import_form_before", "ui.import_form_after")
    )
    lines = []
    for row in preview.conflicts[:MOST_CONFLICTS]:
        changes = [(_say_name(each.name, session), each.before, each.after) for each in row.changes]
        if not changes:
            changes = [(describe_finding(Finding("forms.changed_parts"), session.language), "", "")]
        for number, cells in enumerate(changes):
            first = str(row.row.number) if number == 0 else ""
            lines.append("".join(f"<td>{escape(cell)}</td>" for cell in (first, *cells)))
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    with st.expander(session.say("ui.import_form_differences"), expanded=True):
        st.html(f'<table class="bg-differences"><tr>{heads}</tr>{rows}</table>')
        if len(preview.conflicts) > MOST_CONFLICTS:
            st.caption(session.say("ui.import_more", count=len(preview.conflicts) - MOST_CONFLICTS))


def _say_name(name: Finding | str, session: Session) -> str:
    return capital(name if isinstance(name, str) else describe_finding(name, session.language))


def _ask_uses(batch: FormBatch, preview: FormPreview, session: Session, key: str) -> bool:
    changed = False
    columns = st.columns(max(3, len(preview.uses)), gap="small")
    for column, (layer, use) in zip(columns, preview.uses.items(), strict=False):
        uses = list(RepeatUse)
        if preview.main.target is not Target.INCIDENTS:
            uses = [RepeatUse.OWN, RepeatUse.LEAVE]
        picked = column.selectbox(
            session.say("ui.import_form_part", layer=layer),
            uses,
            index=uses.index(use),
            format_func=lambda value: capital(describe_value(value, session.language)),
            key=f"{key}_use_{layer}",
        )
        if picked != use:
            batch.uses[layer] = picked
            changed = True
    return changed


def _ask_own(batch: FormBatch, layer: str, read: ImportPreview, session: Session, key: str) -> bool:
    """Ask how a table of parts is read that become things of their own."""
    is_open = read.blocked_by is not None
    with st.expander(session.say("ui.import_form_own", layer=layer), expanded=is_open):
        if read.blocked_by is not None:
            show_note(describe_finding(read.blocked_by, session.language), "warning")
        targets = list(WITH_PARTS)
        target = st.selectbox(
            session.say("ui.import_as"),
            targets,
            index=targets.index(read.target) if read.target in targets else 0,
            format_func=lambda value: capital(describe_value(value, session.language)),
            key=f"{key}_target_{layer}",
        )
        with st.form(f"{key}_own_{layer}", border=False):
            fields: Mapping[str, str | None] = ask_fields(read, session, f"{key}_{layer}")
            is_sent = st.form_submit_button(session.say("ui.import_read_again"), icon=":material/refresh:")
    if target != read.target:
        batch.own[layer] = ImportWish(target=target)
        return True
    if is_sent:
        proposed = read.fields.sources
        chosen = {name: source for name, source in fields.items() if source or name in proposed}
        batch.own[layer] = ImportWish(target=read.target, fields=chosen)
    return is_sent


def ask_to_store_form(
    workspace: Workspace, batch: FormBatch, session: Session, key: str, leave: Callable[[], None]
) -> None:
    """Show what would come in and bring it in when asked; ``leave`` turns away from the file then."""
    preview = batch.preview
    if preview is None:
        return
    show_heading(session.say("ui.import_store"))
    counts = st.columns(4, gap="small")
    parts = sum(row.comes_in for _, rows in preview.own.values() for row in rows)
    counts[0].metric(session.say("ui.import_form_new"), len(preview.coming))
    counts[1].metric(session.say("ui.import_form_parts"), parts)
    counts[2].metric(session.say("ui.import_bad"), len(preview.bad))
    counts[3].metric(session.say("ui.import_form_changed"), len(preview.conflicts))
    first, second = st.columns([1, 2], gap="small")
    levels = list(Secrecy)
    secrecy = first.selectbox(
        session.say("evidence.level_of_files"),
        levels,
        format_func=lambda level: capital(describe_value(level, session.language)),
        key=f"{key}_level",
    )
    reason = second.text_input(session.say("ui.import_reason"), key=f"{key}_reason")
    count = len(preview.coming) + parts
    if preview.blocked_by is not None:
        show_note(describe_finding(preview.blocked_by, session.language), "warning")
    with st.container(horizontal=True):
        st.button(
            session.say("ui.import_all", count=count),
            type="primary",
            icon=":material/download_done:",
            disabled=bool(preview.bad) or not count or preview.blocked_by is not None,
            on_click=session.press_save,
            args=(f"{key}_all",),
            key=f"{key}_all",
        )
        if preview.bad:
            st.button(
                session.say("ui.import_good_only", count=count, left_out=len(preview.bad)),
                icon=":material/rule:",
                disabled=not count or preview.blocked_by is not None,
                on_click=session.press_save,
                args=(f"{key}_good",),
                key=f"{key}_good",
            )
    with session.saving(f"{key}_all") as all_rows, session.saving(f"{key}_good") as good_rows:
        if not (all_rows or good_rows):
            return
        with st.spinner(session.say("ui.import_storing")):
            entries = import_form(workspace, preview, only_good=good_rows, secrecy=secrecy, reason=reason)
            # Before Streamlit shows anything: a second press would end the run there.
            done = {"count": sum(len(entry.added) for entry in entries), "file": entries[0].file_name}
            session.notice = ("ui.import_done", done)
            leave()
    st.rerun()
