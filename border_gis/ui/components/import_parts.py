"""Parts of the page that brings files in: matching of fields, what was found, what it looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from shapely.geometry import Point

from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Marker
from border_gis.crs import ZONES
from border_gis.errors import Finding, Severity
from border_gis.exchange.incoming.targets import FIELDS, Target
from border_gis.exchange.outgoing.records import title_of
from border_gis.i18n import describe_finding, describe_value, has_words
from border_gis.incidents.model import Incident
from border_gis.services.import_previews import ImportPreview
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.look import capital, show_heading, show_note
from border_gis.ui.session import Session

MOST_ON_MAP = 400
MOST_FINDINGS = 500
NOT_USED = ""
_COLUMNS_OF_FIELDS = 4
_COLOURS = {Severity.ERROR: "#d55e00", Severity.WARNING: "#e69f00", Severity.NOTE: "#56b4e9"}

# What plane or geographic coordinates of a file can be in, the provinces of the border first.
SYSTEMS = ("EPSG:4326", *(f"EPSG:{zone.epsg}" for zone in ZONES), "EPSG:4756", "EPSG:32648", "EPSG:4490")


def say_system(code: str, session: Session) -> str:
    """Say a coordinate reference system as officers call it."""
    for zone in ZONES:
        if code == f"EPSG:{zone.epsg}":
            provinces = ", ".join(zone.provinces)
            return f"VN-2000 {zone.name}" + (f" ({provinces})" if provinces else "")
    code_of_words = f"ui.import_system_{code.removeprefix('EPSG:')}"
    return session.say(code_of_words) if has_words(code_of_words) else code


def ask_fields(preview: ImportPreview, session: Session, key: str) -> Mapping[str, str | None]:
    """Ask for each field of ours which one of the file fills it; return what stands there."""
    sources = preview.fields.sources
    fields = FIELDS[preview.target]
    filled = [name for name in fields if name in sources or fields[name].is_needed]
    chosen = _ask_some(filled, preview, session, key)
    with st.expander(session.say("ui.import_other_fields")):
        chosen |= _ask_some([name for name in fields if name not in filled], preview, session, key)
    return chosen


def _ask_some(
    names: Sequence[str], preview: ImportPreview, session: Session, key: str
) -> dict[str, str | None]:
    sources = preview.fields.sources
    by = {match.target: match.by for match in preview.fields.matches}
    options = [NOT_USED, *preview.layer.field_names]
    chosen: dict[str, str | None] = {}
    shown = st.columns(_COLUMNS_OF_FIELDS, gap="small")
    for position, name in enumerate(names):
        mark = " *" if FIELDS[preview.target][name].is_needed else ""
        picked = shown[position % _COLUMNS_OF_FIELDS].selectbox(
            f"{say_field(name, session)}{mark}",
            options,
            index=options.index(sources.get(name, NOT_USED)),
            format_func=lambda value: value or session.say("ui.import_not_used"),
            key=f"{key}_field_{name}",
            help=describe_value(by[name], session.language) if name in by else None,
        )
        chosen[name] = picked or None
    return chosen


def say_field(name: str, session: Session) -> str:
    """Return what one of our fields is called."""
    code = f"import_field.{name}"
    return session.say(code) if has_words(code) else capital(title_of(name, session.language))


def show_samples(preview: ImportPreview) -> None:
    """Show the first values of each field of the file."""
    fields = preview.layer.fields
    longest = max((len(field.samples) for field in fields), default=0)
    columns = {field.name: [*field.samples[:5], *[""] * (5 - len(field.samples[:5]))] for field in fields}
    if longest:
        st.dataframe(columns, hide_index=True, height=215)


def show_findings_of(preview: ImportPreview, session: Session, name: str) -> None:
    """Show what was found, errors first, as a table."""
    findings = sorted(
        (*preview.findings, *preview.row_findings),
        key=lambda finding: list(Severity).index(finding.severity),
    )
    show_heading(session.say("ui.import_findings"), len(findings))
    if not findings:
        show_note(session.say("ui.import_no_findings"), "good")
        return
    columns = [
        Column(session.say("ui.import_row"), "58px", "strong"),
        Column(session.say("ui.import_severity"), "104px", "dotted"),
        Column(session.say("ui.import_said"), "minmax(0, 1fr)"),
    ]
    rows = [_write_row(finding, number, session) for number, finding in enumerate(findings[:MOST_FINDINGS])]
    show_table(columns, rows, name=name, language=session.language, is_narrow=True)
    if len(findings) > MOST_FINDINGS:
        st.caption(session.say("ui.import_more", count=len(findings) - MOST_FINDINGS))


def _write_row(finding: Finding, number: int, session: Session) -> Row:
    row = int(finding.where) if finding.where.isdecimal() else 0
    return Row(
        str(number),
        (
            finding.where or "–",
            capital(describe_value(finding.severity, session.language)),
            describe_finding(finding, session.language),
        ),
        keys={0: row, 1: list(Severity).index(finding.severity)},
        dot=_COLOURS[finding.severity],
    )


def show_where(workspace: Workspace, preview: ImportPreview, session: Session) -> None:
    """Show on a map where the rows that can be used would lie."""
    places = [place for row in preview.good for place in _places_of(row.thing)]
    focus = focus_on(((place, None) for place in places[:MOST_ON_MAP]), jumps=True)
    if focus is None:
        show_note(session.say("ui.import_no_places"))
        return
    show_small_map(workspace, session, name="import_map", focus=focus, height=360)
    if len(places) > MOST_ON_MAP:
        st.caption(session.say("ui.import_map_cut", shown=MOST_ON_MAP, total=len(places)))


def _places_of(thing: Any) -> list[Any]:
    if isinstance(thing, Marker):
        return [Point(thing.position.longitude_deg, thing.position.latitude_deg)]
    if isinstance(thing, Incident):
        return [place.geometry for place in thing.places if place.geometry is not None]
    if isinstance(thing, BoundaryLine):
        step = max(1, len(thing.coordinates) // 4_000)
        return [{"type": "LineString", "coordinates": thing.coordinates[::step].tolist()}]
    geometry = getattr(thing, "geometry", None)
    return [] if geometry is None else [geometry]


def list_targets() -> list[Target]:
    """Return what a file can be brought in as."""
    return list(Target)
