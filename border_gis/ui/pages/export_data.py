"""Let data out: choose it, see what stays here and why, get one archive with its manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from border_gis.access import Secrecy, highest_level
from border_gis.access.profiles import INTERNAL
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.exchange.outgoing.losses import LOSSES, Loss
from border_gis.exchange.outgoing.records import LAYERS, title_of
from border_gis.i18n import describe_finding, describe_value, has_words
from border_gis.services.export_previews import KindPreview, ZippedExport, export_zip, preview_export
from border_gis.services.export_selection import ExportSelection
from border_gis.services.exporting import EXPORT_FORMATS, EXPORT_KINDS, zone_of_province
from border_gis.services.releasing import list_releases, release_rules
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.levels import show_level
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Session

_MADE, _PREVIEW = "export_made", "export_preview"
_ALWAYS_LOST = (Loss.HISTORY, Loss.KINDS)
_AT_FIRST = ("gpkg", "xlsx")
_MOST_FIELDS = 12
_ICONS = {
    "gpkg": ":material/database:",
    "qgis": ":material/layers:",
    "geojson": ":material/data_object:",
    "shp": ":material/folder_zip:",
    "kml": ":material/public:",
    "gpx": ":material/explore:",
    "csv": ":material/table_rows:",
    "xlsx": ":material/table_view:",
    "html": ":material/map:",
}


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a person has chosen on the page."""

    kinds: tuple[str, ...]
    profile: str
    selection: ExportSelection | None
    formats: tuple[str, ...] = ()
    province: str = ""


def show_export(workspace: Workspace, session: Session) -> None:
    """Show what can go out, in which forms, and what of it would stay here."""
    show_title(session.say("ui.page_export"), session.say("ui.export_under"))
    left, right = st.columns([1, 1.35], gap="medium")
    with left, st.container(key="panel_export_what"), guarded(session.language, workspace.settings):
        wish = _ask_what(workspace, session)
    with right, st.container(key="panel_export_forms"):
        formats, province = _ask_forms(session)
    with st.container(key="panel_export_check"), guarded(session.language, workspace.settings):
        show_heading(session.say("ui.export_check"))
        if not wish.kinds or not formats:
            show_note(session.say("ui.export_choose"))
            return
        _check(workspace, session, _Wish(wish.kinds, wish.profile, wish.selection, formats, province))


def _ask_what(workspace: Workspace, session: Session) -> _Wish:
    show_heading(session.say("ui.export_what"))
    profiles = {each.code: each for each in release_rules(workspace).profiles}
    profile = st.selectbox(
        session.say("ui.export_profile"),
        sorted(profiles, key=lambda code: (code != INTERNAL, code)),
        format_func=lambda code: capital(profiles[code].name(session.language)),
        key="export_profile",
        help=session.say("ui.export_profile_help"),
    )
    columns = st.columns(2, gap="small")
    kinds = tuple(
        kind
        for number, kind in enumerate(EXPORT_KINDS)
        if columns[number % 2].checkbox(
            session.say(f"layer.{LAYERS[kind][0]}"), value=True, key=f"export_kind_{kind}"
        )
    )
    with st.expander(session.say("ui.export_part")):
        selection = _ask_part(workspace, session)
    return _Wish(kinds, profile, selection)


def _ask_part(workspace: Workspace, session: Session) -> ExportSelection | None:
    first, second = st.columns(2, gap="small")
    form = "DD/MM/YYYY"
    first_day = first.date_input(session.say("ui.export_from"), value=None, format=form, key="export_from")
    last_day = second.date_input(session.say("ui.export_to"), value=None, format=form, key="export_to")
    units = {
        unit.id: f"{unit.name} · {unit.parent_name}".strip(" ·")
        for unit in workspace.units
        if unit.geometry is not None
    }
    areas = {
        area.id: f"{area.number} {area.name}".strip()
        for area in workspace.store.survey_areas()
        if area.geometry is not None
    }
    everywhere = session.say("ui.export_everywhere")
    unit_id = st.selectbox(
        session.say("ui.export_unit"),
        ["", *sorted(units, key=lambda unit_id: units[unit_id])],
        format_func=lambda unit_id: units.get(unit_id, everywhere),
        key="export_unit",
    )
    area_id = st.selectbox(
        session.say("ui.export_area"),
        ["", *areas],
        format_func=lambda area_id: areas.get(area_id, everywhere),
        key="export_area",
    )
    chosen = ExportSelection(first_day or None, last_day or None, unit_id or "", area_id or "")
    return None if chosen == ExportSelection() else chosen


def _ask_forms(session: Session) -> tuple[tuple[str, ...], str]:
    show_heading(session.say("ui.export_forms"))
    chosen = []
    for wanted in EXPORT_FORMATS:
        name = session.say(f"export_format.{wanted}")
        use, loses = session.say(f"export_form_is.{wanted}"), _say_losses(wanted, session)
        if st.checkbox(
            f"{_ICONS[wanted]} **{plain(name)}**: {plain(use)}; :gray[{plain(loses)}]",
            value=wanted in _AT_FIRST,
            key=f"export_format_{wanted}",
        ):
            chosen.append(wanted)
    always = "; ".join(describe_value(loss, session.language) for loss in _ALWAYS_LOST)
    st.caption(plain(session.say("ui.export_loses_always", losses=always)))
    province = ""
    if "qgis" in chosen:
        province = st.selectbox(
            session.say("ui.export_zone"),
            ["", *(name for name in BORDER_PROVINCES if zone_of_province(name) is not None)],
            format_func=lambda name: name or session.say("ui.export_no_zone"),
            key="export_province",
        )
    return tuple(chosen), province


def _say_losses(wanted: str, session: Session) -> str:
    """Say what a format loses beyond what all of them lose."""
    own = [describe_value(loss, session.language) for loss in LOSSES[wanted] if loss not in _ALWAYS_LOST]
    if not own:
        return session.say("ui.export_loses_nothing")
    if Loss.TO_LOOK_AT in LOSSES[wanted]:
        return "; ".join(own)
    return session.say("ui.export_loses", losses="; ".join(own))


def _check(workspace: Workspace, session: Session, wish: _Wish) -> None:
    previews = _preview(workspace, wish)
    _show_previews(previews, session)
    level = highest_level(each.level for each in previews)
    if level is not Secrecy.NONE:
        show_level(level, session)
    count = sum(each.going for each in previews)
    with st.container(horizontal=True, gap="small"):
        is_wanted = st.button(
            session.say("ui.export_make", count=count),
            type="primary",
            icon=":material/archive:",
            disabled=not count,
            key="export_make",
        )
        if any(each.withheld for each in previews) and st.button(
            session.say("ui.export_ask_release"), icon=":material/outgoing_mail:", key="export_ask"
        ):
            session.go("releases")
            st.rerun()
    if is_wanted:
        st.session_state[_MADE] = (wish, _make(workspace, session, wish))
    made_for, made = st.session_state.get(_MADE, (None, None))
    if made is not None and made_for == wish:
        _offer(made, session)


def _preview(workspace: Workspace, wish: _Wish) -> tuple[KindPreview, ...]:
    """Return what would go out, worked out once for each choice and state of the data."""
    state = (workspace.store.location, workspace.data_version, workspace.actor)
    decided = tuple(request.id for request, decision in list_releases(workspace) if decision is not None)
    key = (state, wish.kinds, wish.profile, wish.selection, decided)
    kept = st.session_state.get(_PREVIEW)
    if kept is not None and kept[0] == key:
        known: tuple[KindPreview, ...] = kept[1]
        return known
    previews = preview_export(workspace, wish.kinds, wish.profile, wish.selection)
    st.session_state[_PREVIEW] = (key, previews)
    return previews


def _show_previews(previews: Sequence[KindPreview], session: Session) -> None:
    heads = [session.say(f"ui.export_{name}") for name in ("kind", "going", "staying")]
    rows = [
        (
            session.say(f"layer.{LAYERS[each.kind][0]}"),
            session.say("ui.export_count", count=each.going),
            capital(_say_staying(each, session)),
        )
        for each in previews
    ]
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    st.html(f'<table class="bg-pairs"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _say_staying(preview: KindPreview, session: Session) -> str:
    reasons = []
    if preview.not_chosen:
        reasons.append(session.say("ui.export_not_chosen", count=preview.not_chosen))
    if preview.withheld:
        said = {"count": preview.withheld, "highest": preview.highest}
        reasons.append(session.say("ui.export_withheld", **said))
    if preview.is_closed:
        reasons.append(session.say("ui.export_closed"))
    elif preview.left_out:
        titles = dict.fromkeys(_name_field(name, session) for name in preview.left_out)
        names = ", ".join(list(titles)[:_MOST_FIELDS]) + ("…" if len(titles) > _MOST_FIELDS else "")
        reasons.append(session.say("ui.export_fields", fields=names))
    if preview.judging:
        reasons.append(session.say("ui.export_judging", count=preview.judging))
    return "; ".join(reasons) or session.say("ui.export_nothing_stays")


def _name_field(name: str, session: Session) -> str:
    code = f"export_field.{name}"
    if has_words(code):
        return session.say(code)
    title = title_of(name, session.language)
    return title[:1].lower() + title[1:]


def _make(workspace: Workspace, session: Session, wish: _Wish) -> ZippedExport:
    bar = st.progress(0.0)

    def tell(done: int, count: int) -> None:
        if done < count:
            name = session.say(f"export_format.{wish.formats[done]}")
            words = session.say("ui.export_working", format=name, done=done + 1, count=count)
        else:
            words = session.say("ui.export_packing")
        bar.progress(done / count, words)

    try:
        return export_zip(
            workspace,
            wish.kinds,
            wish.formats,
            profile=wish.profile,
            language=session.language,
            zone=zone_of_province(wish.province),
            selection=wish.selection,
            progress=tell,
        )
    finally:
        bar.empty()


def _offer(made: ZippedExport, session: Session) -> None:
    words = session.say(
        "ui.export_made",
        records=sum(made.export.counts.values()),
        files=len(made.export.paths),
        profile=made.export.mark.profile.name(session.language),
    )
    show_note(words, "good")
    st.download_button(
        session.say("ui.export_get", name=made.name, size_mb=len(made.content) / 1e6),
        data=made.content,
        file_name=made.name,
        mime="application/zip",
        icon=":material/download:",
        type="primary",
        key="export_get",
        on_click="ignore",
    )
    said = list(
        dict.fromkeys(describe_finding(finding, session.language) for finding in made.export.findings)
    )
    if not said:
        st.caption(session.say("ui.export_no_losses"))
        return
    with st.expander(f"{session.say('ui.export_losses')} ({len(said)})"):
        for loss in said:
            show_note(loss)
