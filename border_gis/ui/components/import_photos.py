"""Photos on their way in: small pictures, what each says, and where a person puts it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from uuid import uuid4

import streamlit as st
from shapely.geometry import Point

from border_gis.access import Secrecy
from border_gis.errors import DataError, NotFoundError, Severity
from border_gis.exchange.incoming.tracks import read_tracks
from border_gis.exchange.pictures import make_smaller
from border_gis.i18n import describe_finding, describe_value
from border_gis.services.categories import list_categories
from border_gis.services.incidents import show_incident
from border_gis.services.photo_imports import LEFT_OUT, PhotoChoice, PhotoUse, import_photos
from border_gis.services.photo_proposals import PhotoOffer, PhotoProposal, place_of, preview_photos
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.evidence_words import describe_distance, write_position, write_without_picture
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_heading, show_note
from border_gis.ui.session import Session

PHOTOS_ON_PAGE = 8
THUMBNAIL_PX = 240
_NOT_SHOWN = "imports.photo_not_shown"
_LEAVE, _NEW, _OTHER = "leave", "new", "other"


@dataclass
class PhotoBatch:
    """Photos that were handed in, and what a person has chosen of them so far.

    Attributes
    ----------
    proposals : tuple of PhotoProposal
    choices : dict of str to PhotoChoice
        By SHA-256.
    page : int
        Which photos are shown, from 0.
    round : int
        Tells the fields from those before something was chosen for all.
    token : str
        Tells these photos from those before.
    """

    proposals: tuple[PhotoProposal, ...]
    choices: dict[str, PhotoChoice] = field(default_factory=dict)
    page: int = 0
    round: int = 0
    token: str = field(default_factory=lambda: uuid4().hex[:12])

    @property
    def chosen(self) -> int:
        """How many photos would come in."""
        return sum(choice.use is not PhotoUse.LEAVE for choice in self.choices.values())

    @property
    def is_done(self) -> bool:
        """Whether nothing that can come in would be left out."""
        return self.chosen >= sum(proposal.can_come_in for proposal in self.proposals)


def read_batch(
    workspace: Workspace, photos: Sequence[Path], tracks: Sequence[Path], session: Session
) -> PhotoBatch:
    """Look into photos while a bar shows how far."""
    bar = st.progress(0.0, session.say("ui.import_reading"))

    def tell(done: int, count: int) -> None:
        bar.progress(done / count, session.say("ui.import_photos_read", count=done, total=count))

    try:
        return PhotoBatch(preview_photos(workspace, photos, read_tracks(tracks), tell))
    finally:
        bar.empty()


def show_photos(workspace: Workspace, batch: PhotoBatch, session: Session, turn: Callable[[], None]) -> None:
    """Show the photos with what can be chosen of each; ``turn`` is called when they have been brought in."""
    left, right = st.columns([1.7, 1], gap="medium")
    with left, st.container(key="panel_import_photos"):
        show_heading(session.say("ui.import_photos"), len(batch.proposals))
        _choose_for_all(workspace, batch, session)
        for number, proposal in _on_page(batch):
            _show_photo(workspace, batch, proposal, number, session)
        _turn_pages(batch, session)
    with right:
        with st.container(key="panel_import_map"):
            show_heading(session.say("ui.import_photos_where"))
            _show_where(workspace, batch, session)
        with st.container(key="panel_import_store"), guarded(session.language, workspace.settings):
            _ask_to_store(workspace, batch, session, turn)


def _on_page(batch: PhotoBatch) -> list[tuple[int, PhotoProposal]]:
    first = batch.page * PHOTOS_ON_PAGE
    return list(enumerate(batch.proposals, start=1))[first : first + PHOTOS_ON_PAGE]


def _choose_for_all(workspace: Workspace, batch: PhotoBatch, session: Session) -> None:
    """Offer to put every photo that is still left out into one incident."""
    with st.popover(session.say("ui.import_photos_all"), icon=":material/library_add:"):
        key = f"photos_all_{batch.round}"
        uses = {
            _NEW: session.say("ui.import_photo_new"),
            _OTHER: session.say("ui.import_photo_other"),
        }
        use = st.radio(
            session.say("ui.import_photo_to"), list(uses), format_func=uses.__getitem__, key=f"{key}_use"
        )
        if use == _NEW:
            title = st.text_input(session.say("ui.title"), key=f"{key}_title")
            category = _ask_category(workspace, session, f"{key}_category", "")
            choice = PhotoChoice(PhotoUse.OPEN, title=title, category=category)
        else:
            number = st.text_input(session.say("ui.import_photo_number"), key=f"{key}_number")
            choice = PhotoChoice(PhotoUse.ATTACH, number.strip())
        is_said = bool(choice.title.strip() or choice.incident_id)
        if st.button(session.say("ui.import_photos_all_yes"), key=f"{key}_yes", disabled=not is_said):
            for proposal in batch.proposals:
                known = batch.choices.get(proposal.photo.sha256, LEFT_OUT)
                if proposal.can_come_in and known.use is PhotoUse.LEAVE:
                    batch.choices[proposal.photo.sha256] = choice
            batch.round += 1
            st.rerun()


def _show_photo(
    workspace: Workspace, batch: PhotoBatch, proposal: PhotoProposal, number: int, session: Session
) -> None:
    photo = proposal.photo
    key = f"photo_{batch.round}_{number}"
    with st.container(key=f"card_{key}"):
        picture, words = st.columns([1, 2.6], gap="small")
        with picture:
            st.html(_write_picture(proposal, session))
        with words:
            notes = [
                describe_finding(replace(finding, where=""), session.language)
                for finding in proposal.findings
                # That there is no picture stands in its place.
                if finding.severity is Severity.NOTE and finding.code != _NOT_SHOWN
            ]
            st.html(
                f'<div class="bg-card-title">{number}. {escape(photo.path.name)}</div>'
                + "".join(
                    f'<div class="bg-card-line">{escape(line)}</div>'
                    for line in (*_describe(proposal, session), *notes)
                )
            )
            for finding in proposal.findings:
                if finding.severity is not Severity.NOTE:
                    kind = "error" if finding.severity is Severity.ERROR else "warning"
                    show_note(describe_finding(replace(finding, where=""), session.language), kind)
            if proposal.can_come_in:
                batch.choices[photo.sha256] = _ask_choice(workspace, batch, proposal, key, session)


def _describe(proposal: PhotoProposal, session: Session) -> list[str]:
    facts = proposal.photo.facts
    if facts is None:
        return []
    lines = []
    if facts.taken_at is not None:
        lines.append(session.say("ui.import_photo_taken", moment=facts.taken_at))
    if facts.has_position:
        lines.append(write_position(facts))
    if facts.direction_deg is not None:
        lines.append(session.say("ui.import_photo_looks", direction_deg=facts.direction_deg))
    if facts.camera:
        lines.append(facts.camera)
    return lines


def _ask_choice(
    workspace: Workspace, batch: PhotoBatch, proposal: PhotoProposal, key: str, session: Session
) -> PhotoChoice:
    before = batch.choices.get(proposal.photo.sha256, LEFT_OUT)
    offered = {offer.incident.id: _write_offer(offer, session) for offer in proposal.offers}
    options = {
        _LEAVE: session.say("ui.import_photo_leave"),
        **offered,
        _OTHER: session.say("ui.import_photo_other"),
        _NEW: session.say("ui.import_photo_new"),
    }
    picked = st.selectbox(
        session.say("ui.import_photo_to"),
        list(options),
        index=list(options).index(_option_of(before, offered)),
        format_func=options.__getitem__,
        key=f"{key}_use",
    )
    if picked == _LEAVE:
        return LEFT_OUT
    if picked == _OTHER:
        number = st.text_input(
            session.say("ui.import_photo_number"), value=before.incident_id, key=f"{key}_number"
        ).strip()
        return _find_other(workspace, number, session)
    if picked == _NEW:
        return _ask_new(workspace, proposal, before, key, session)
    return PhotoChoice(PhotoUse.ATTACH, picked)


def _option_of(choice: PhotoChoice, offered: dict[str, str]) -> str:
    if choice.use is PhotoUse.OPEN:
        return _NEW
    if choice.use is PhotoUse.ATTACH:
        return choice.incident_id if choice.incident_id in offered else _OTHER
    return _LEAVE


def _find_other(workspace: Workspace, number: str, session: Session) -> PhotoChoice:
    if not number:
        return LEFT_OUT
    try:
        incident = show_incident(workspace, number).incident
    except NotFoundError:
        show_note(session.say("ui.import_photo_no_incident", number=number), "warning")
        return LEFT_OUT
    show_note(f"{incident.number} · {incident.title}", "good")
    return PhotoChoice(PhotoUse.ATTACH, incident.number)


def _ask_new(
    workspace: Workspace, proposal: PhotoProposal, before: PhotoChoice, key: str, session: Session
) -> PhotoChoice:
    first, second = st.columns([1.4, 1], gap="small")
    title = first.text_input(
        session.say("ui.title"),
        value=before.title,
        key=f"{key}_title",
        help=session.say("ui.import_photo_title_help"),
    )
    with second:
        category = _ask_category(workspace, session, f"{key}_category", before.category)
    near = {each.id: each for each in proposal.neighbours}
    ties: list[str] = []
    if near:
        ties = st.multiselect(
            session.say("ui.import_photo_ties"),
            list(near),
            default=[each.id for each in before.ties if each.id in near],
            format_func=lambda each: session.say(
                f"ui.import_photo_near_{near[each].kind}",
                name=near[each].name,
                distance=describe_distance(near[each].apart_m, session),
            ),
            key=f"{key}_ties",
        )
    takes_track = proposal.track is not None and st.checkbox(
        session.say("ui.import_photo_track"), value=before.takes_track, key=f"{key}_track"
    )
    return PhotoChoice(
        PhotoUse.OPEN,
        title=title,
        category=category,
        ties=tuple(near[each] for each in ties),
        takes_track=takes_track,
    )


def _ask_category(workspace: Workspace, session: Session, key: str, before: str) -> str:
    codes = [each.code for each in list_categories(workspace) if each.in_use]
    picked = st.selectbox(
        session.say("ui.category"),
        codes,
        index=codes.index(before) if before in codes else len(codes) - 1,
        format_func=lambda code: capital(session.name_category(code)),
        key=key,
    )
    return picked or "other"


def _write_offer(offer: PhotoOffer, session: Session) -> str:
    incident, days = offer.incident, offer.days_apart
    said = session.say(
        "ui.import_photo_offer",
        number=incident.number,
        title=incident.title,
        distance=describe_distance(offer.apart_m, session),
    )
    return said if days is None else f"{said}, {session.say('ui.import_photo_days', count=days)}"


def _turn_pages(batch: PhotoBatch, session: Session) -> None:
    pages = -(-len(batch.proposals) // PHOTOS_ON_PAGE)
    if pages < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            session.say("ui.import_photos_before"), icon=":material/chevron_left:", disabled=batch.page == 0
        ):
            batch.page -= 1
            st.rerun()
        st.caption(session.say("ui.import_photos_page", page=batch.page + 1, pages=pages))
        if st.button(
            session.say("ui.import_photos_after"),
            icon=":material/chevron_right:",
            disabled=batch.page >= pages - 1,
        ):
            batch.page += 1
            st.rerun()


def _show_where(workspace: Workspace, batch: PhotoBatch, session: Session) -> None:
    places = [place_of(proposal, takes_track=True) for proposal in batch.proposals]
    found = [Point(place) for place in places if place is not None]
    without = len(places) - len(found)
    if without:
        st.caption(session.say("ui.import_photos_without_place", count=without))
    focus = focus_on(((place, None) for place in found), jumps=True)
    if focus is None:
        show_note(session.say("ui.import_no_places"))
        return
    show_small_map(workspace, session, name="import_photo_map", focus=focus, height=340)


def _ask_to_store(
    workspace: Workspace, batch: PhotoBatch, session: Session, turn: Callable[[], None]
) -> None:
    show_heading(session.say("ui.import_store"))
    levels = list(Secrecy)
    secrecy = st.selectbox(
        session.say("evidence.level_of_files"),
        levels,
        format_func=lambda level: capital(describe_value(level, session.language)),
        key="photos_level",
    )
    reason = st.text_input(session.say("ui.import_reason"), key="photos_reason")
    count = batch.chosen
    if not count:
        show_note(session.say("ui.import_photos_choose"))
    form = f"photos_{batch.token}"
    st.button(
        session.say("ui.import_photos_yes", count=count),
        type="primary",
        icon=":material/download_done:",
        disabled=not count,
        on_click=session.press_save,
        args=(form,),
        key="photos_import",
    )
    with session.saving(form) as is_pressed:
        if not is_pressed:
            return
        with st.spinner(session.say("ui.import_storing")):
            entry = import_photos(workspace, batch.proposals, batch.choices, secrecy=secrecy, reason=reason)
            # Before Streamlit shows anything: a second press would end the run there.
            session.notice = ("ui.import_photos_done", {"count": len(entry.mapping["photos"])})
            turn()
    st.rerun()


def _write_picture(proposal: PhotoProposal, session: Session) -> str:
    thumbnail = None
    if proposal.photo.is_good and proposal.photo.facts is not None:
        thumbnail = _make_thumbnail(str(proposal.photo.path), proposal.photo.sha256)
    if thumbnail is None:
        is_unshown = any(finding.code == _NOT_SHOWN for finding in proposal.findings)
        why = session.say("evidence.no_preview") if is_unshown else ""
        return write_without_picture(proposal.photo.path.name, why)
    return f'<img class="bg-file" src="data:image/jpeg;base64,{thumbnail}" alt="">'


@lru_cache(maxsize=64)
def _make_thumbnail(path: str, sha256: str) -> str | None:
    del sha256  # tells one file at a path from the next
    try:
        return base64.b64encode(make_smaller(Path(path).read_bytes(), THUMBNAIL_PX)).decode("ascii")
    except (DataError, OSError):
        return None
