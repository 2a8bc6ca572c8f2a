"""The fields of a work, and what the rules say of it while it is filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from border_gis.boundary.coordinates import write_decimal
from border_gis.boundary.dates import PartialDate
from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, describe_value, read_date
from border_gis.services.places import PlaceChoice, answer_click, find_places
from border_gis.services.work_recording import WorkDraft, WorkPreview, preview_work
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import MapFocus, focus_on
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.components.place_panel import describe_kind, name_place
from border_gis.ui.components.verdicts import show_verdicts
from border_gis.ui.guard import plain
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_heading, show_note
from border_gis.ui.session import Session
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.checked import take_work

_KEY = "work_form"
_ANSWERS: tuple[bool | None, ...] = (None, True, False)


@dataclass
class WorkForm:
    """A work while it is filled in; its fields live in the widgets.

    Attributes
    ----------
    subject : str
        What the page is about: ``"new"``, or the work that is changed.
    token : str
        Part of every widget's key; the id of a new work, which is saved once.
    before : Work or None
        The work as the person had seen it when the form was opened.
    seen_click : str
    is_saved : bool
    """

    subject: str
    token: str = field(default_factory=lambda: str(uuid4()))
    before: Work | None = None
    seen_click: str = ""
    is_saved: bool = False

    def key(self, name: str) -> str:
        """Return the key of the widget for a field."""
        return f"work_{self.token}_{name}"


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in, what of it cannot be used, why the work is changed, and where to offer saving."""

    draft: WorkDraft
    preview: WorkPreview
    troubles: tuple[str, ...]
    reason: str
    below: DeltaGenerator


def find_form(subject: str, before: Work | None = None) -> WorkForm:
    """Return the form of this visit for a subject; a new one where another was open."""
    form: WorkForm | None = st.session_state.get(_KEY)
    if form is None or form.subject != subject or form.is_saved:
        form = st.session_state[_KEY] = WorkForm(subject, before=before)
    return form


def leave_form() -> None:
    """Put the form away with what was typed in it."""
    st.session_state.pop(_KEY, None)


def ask_work(workspace: Workspace, session: Session, form: WorkForm) -> Filled:
    """Show the fields with place and map, and below them what the rules say."""
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(key="panel_place"):
        show_heading(session.say("works.where"))
        text, choice = _ask_place(workspace, session, form)
        map_place = st.container()
    below = left.container(key="panel_verdicts")
    with right, st.container(key="panel_fields"):
        show_heading(session.say("works.what"))
        draft, troubles, reason = _ask_fields(session, form, text, choice)
    preview = preview_work(workspace, draft, form.before)
    with map_place:
        focus = focus_on([(preview.work.geometry, preview.work.accuracy_m)], jumps=True)
        _show_map(workspace, session, form, focus)
    with below:
        show_heading(session.say("works.before_saving"))
        show_findings(preview.findings, session)
        name = preview.work.name or capital(describe_value(preview.work.kind, session.language))
        show_verdicts(preview.lines, session, checked=take_work(preview.work), name=name)
    return Filled(draft, preview, troubles, reason, right.container())


def _ask_place(workspace: Workspace, session: Session, form: WorkForm) -> tuple[str, PlaceChoice | None]:
    key = form.key("place")
    if key not in st.session_state:
        st.session_state[key] = "" if form.before is None else form.before.reference_as_written
    pending = st.session_state.pop(form.key("pending"), None)
    if pending is not None:
        st.session_state[key] = pending
    text = st.text_area(
        session.say("works.place_text"),
        **kept(key),
        height=86,
        placeholder=session.say("works.place_example"),
        help=session.say("works.place_hint"),
    )
    written = (text or "").strip()
    return written, _ask_choice(workspace, session, form, written)


def _ask_choice(workspace: Workspace, session: Session, form: WorkForm, text: str) -> PlaceChoice | None:
    """Offer the readings of a place that has several; None where there is nothing to choose."""
    if not text or (form.before is not None and text == form.before.reference_as_written.strip()):
        return None
    if ";" in text or "\n" in text:
        return None
    try:
        choices = find_places(workspace, text).choices
    except BorderGisError:
        return None
    if len(choices) < 2:
        return None
    return st.radio(
        session.say("ui.several_readings", count=len(choices)),
        choices,
        format_func=lambda each: plain(f"{name_place(each, session)} – {describe_kind(each, session)}"),
        key=form.key(f"choice_{text}"),
    )


def _show_map(workspace: Workspace, session: Session, form: WorkForm, focus: MapFocus | None) -> None:
    click = show_small_map(
        workspace, session, name=f"work_{form.token}", focus=focus, answers_clicks=True, height=240
    )
    if click is None or click.number == form.seen_click:
        return
    form.seen_click = click.number
    answer_click(workspace, click.longitude_deg, click.latitude_deg)
    corner = write_decimal(click.longitude_deg, click.latitude_deg)
    stands = (st.session_state.get(form.key("place")) or "").strip()
    # Click by click, corners make a line; a click beside a reference takes its place.
    is_corners = bool(stands) and all(_is_coordinates(part) for part in stands.splitlines())
    st.session_state[form.key("pending")] = f"{stands}\n{corner}" if is_corners else corner
    st.rerun()


def _is_coordinates(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) >= 8 and "." in text


def _ask_fields(
    session: Session, form: WorkForm, text: str, choice: PlaceChoice | None
) -> tuple[WorkDraft, tuple[str, ...], str]:
    language, before = session.language, form.before
    stands = before or Work("", WorkKind.FENCE, WorkParty.CN, WorkState.COMPLETED)
    kinds: tuple[WorkKind, ...] = tuple(WorkKind)
    parties: tuple[WorkParty, ...] = tuple(WorkParty)
    states: tuple[WorkState, ...] = tuple(WorkState)
    first, second, third = st.columns(3, gap="small")

    def name(value: object) -> str:
        return capital(describe_value(value, language))

    kind = first.selectbox(
        session.say("ui.kind"), kinds, index=kinds.index(stands.kind), format_func=name,
        **kept(form.key("kind")),
    )  # fmt: skip
    party = second.selectbox(
        session.say("works.party"), parties, index=parties.index(stands.party), format_func=name,
        **kept(form.key("party")),
    )  # fmt: skip
    state = stands.state
    if before is None:
        state = third.selectbox(
            session.say("ui.state"), states, index=states.index(stands.state), format_func=name,
            **kept(form.key("state")),
        )  # fmt: skip
    else:
        third.text_input(session.say("ui.state"), name(state), disabled=True, key=form.key("state_shown"))
    title = st.text_input(
        session.say("works.name"), stands.name, **kept(form.key("name")),
        placeholder=session.say("works.name_example"),
    )  # fmt: skip
    columns = st.columns([1.2, 1, 1, 1], gap="small")
    accuracy_m = columns[0].number_input(
        session.say("works.accuracy"), value=stands.accuracy_m, step=0.5, format="%.2f",
        **kept(form.key("accuracy")), placeholder=session.say("works.accuracy_unknown"),
        help=session.say("works.accuracy_hint"),
    )  # fmt: skip
    troubles: list[str] = []
    since = _ask_date(columns[1], "since", stands.since, session, form, troubles)
    extended = _ask_date(columns[2], "extended", stands.extended, session, form, troubles)
    notified = _ask_date(columns[3], "notified", stands.notified, session, form, troubles)
    row = st.columns([1, 1.4, 1], gap="small")
    agreed = _ask_answer(row[0], "agreed", stands.agreed, session, form)
    agreement_paper = row[1].text_input(
        capital(session.say("work_field.agreement_paper")), stands.agreement_paper,
        **kept(form.key("agreement_paper")), placeholder=session.say("ui.paper_example"),
    )  # fmt: skip
    on_border_water = _ask_answer(row[2], "on_border_water", stands.on_border_water, session, form)
    pair = st.columns(2, gap="small")
    document = pair[0].text_input(
        session.say("ui.source_paper"), stands.document, **kept(form.key("document")),
        placeholder=session.say("ui.paper_example"),
    )  # fmt: skip
    source = pair[1].text_input(session.say("ui.source"), stands.source, **kept(form.key("source")))
    description = st.text_area(
        session.say("works.description"), stands.description, **kept(form.key("description")), height=80,
    )  # fmt: skip
    reason = st.text_input(
        session.say("works.reason"), **kept(form.key("reason")),
        placeholder=session.say("works.reason_example"),
    )  # fmt: skip
    draft = WorkDraft(
        kind=kind,
        party=party,
        state=state,
        place_text=text,
        choice=choice,
        accuracy_m=accuracy_m,
        since=since,
        extended=extended,
        notified=notified,
        agreed=agreed,
        agreement_paper=agreement_paper or "",
        on_border_water=on_border_water,
        name=title or "",
        description=description or "",
        source=source or "",
        document=document or "",
    )
    return draft, tuple(troubles), reason or ""


def _ask_date(
    column: DeltaGenerator,
    name: str,
    stands: PartialDate | None,
    session: Session,
    form: WorkForm,
    troubles: list[str],
) -> PartialDate | None:
    """Ask for a date as precise as it is known; what cannot be understood is said below it."""
    text = column.text_input(
        capital(session.say(f"work_field.{name}")),
        "" if stands is None else describe_value(stands, session.language),
        **kept(form.key(name)),
        placeholder=session.say("ui.date_example"),
    )
    if not (text or "").strip():
        return None
    try:
        return read_date(text)
    except BorderGisError as error:
        troubles.append(describe_error(error, session.language))
        with column:
            show_note(troubles[-1], "error")
        return None


def _ask_answer(
    column: DeltaGenerator,
    name: str,
    stands: bool | None,
    session: Session,
    form: WorkForm,
) -> bool | None:
    return column.selectbox(
        capital(session.say(f"work_field.{name}")),
        _ANSWERS,
        _ANSWERS.index(stands),
        format_func=lambda value: (
            session.say("works.not_known") if value is None else describe_value(value, session.language)
        ),
        **kept(form.key(name)),
    )
