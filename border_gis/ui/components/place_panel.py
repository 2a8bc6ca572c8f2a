"""What is known of a place: readings to choose from, facts, neighbours, works and incidents."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st
from shapely.geometry import Point

from border_gis.boundary.coordinates import write_decimal
from border_gis.boundary.places import Candidate, Place
from border_gis.boundary.reference import format_reading
from border_gis.boundary.register.marker import Marker
from border_gis.i18n import describe_error, describe_value
from border_gis.incidents.model import Incident
from border_gis.services.incidents import show_incident
from border_gis.services.places import PlaceChoice, PlaceFacts, describe_place
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.inquiries import choice_key, chosen
from border_gis.ui.components.things import MOST_SHOWN, show_incidents_list, show_works_list
from border_gis.ui.drafting import start_draft
from border_gis.ui.guard import plain
from border_gis.ui.look import show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Inquiry, Session

WHERE = "map"
_HEMISPHERE = re.compile(r" ([BNĐTEWS])\b")


def show_place_panel(workspace: Workspace, session: Session) -> None:
    """Show the answer to what was asked on the map: the place, and what to do there."""
    inquiry = session.inquiry
    if inquiry.trouble is not None:
        show_note(describe_error(inquiry.trouble, session.language), "error")
        return
    show_choices(session, inquiry, WHERE)
    choice = chosen(inquiry, WHERE)
    if choice is None:
        return
    facts = describe_place(workspace, choice, session.language)
    show_title(name_place(choice, session), describe_kind(choice, session))
    show_findings(choice.findings, session)
    _offer_draft(session, inquiry, choice)
    clicked = _find_clicked(workspace, inquiry)
    if clicked:
        show_heading(session.say("ui.clicked_incidents"), len(clicked))
        show_incidents_list(clicked, session, "clicked")
    show_facts(list_facts(workspace, choice, facts, session))
    _show_markers(facts, session)
    seen = {incident.id for incident in clicked}
    near = [incident for incident in facts.incidents if incident.id not in seen]
    if near:
        show_heading(session.say("ui.incidents_near"), len(near))
        show_incidents_list(near, session, "near")
    if facts.works:
        show_heading(session.say("ui.works_near"), len(facts.works))
        show_works_list(facts.works, session)
    if facts.coordinates:
        show_heading(session.say("ui.coordinates"))
        show_facts(list_coordinates(facts))


def show_short_place(workspace: Workspace, session: Session, choice: PlaceChoice) -> PlaceFacts:
    """Show where a choice is, for somebody who is about to record something there."""
    facts = describe_place(workspace, choice, session.language)
    show_findings(choice.findings, session)
    if choice.geometry is not None:
        named = (session.say("ui.place"), f"{name_place(choice, session)} – {describe_kind(choice, session)}")
        show_facts([named, *list_facts(workspace, choice, facts, session), *list_coordinates(facts)])
    return facts


def show_choices(session: Session, inquiry: Inquiry, where: str) -> None:
    """Offer the readings of what was asked, when there are several."""
    choices = inquiry.found.choices if inquiry.found else ()
    if len(choices) < 2:
        return
    with st.container(key=f"panel_choices_{where}"):
        st.radio(
            session.say("ui.several_readings", count=len(choices)),
            range(len(choices)),
            format_func=lambda index: plain(
                f"{name_place(choices[index], session)} – {describe_kind(choices[index], session)}"
            ),
            key=choice_key(inquiry, where),
        )


def name_place(choice: PlaceChoice, session: Session) -> str:
    """Return the name of a place: its reference, or its coordinates."""
    if choice.label_reading is not None:
        return format_reading(choice.label_reading, session.language)
    geometry = choice.geometry
    if not isinstance(geometry, Point):
        return session.say("ui.place_unknown")
    return write_decimal(geometry.x, geometry.y)


def describe_kind(choice: PlaceChoice, session: Session) -> str:
    """Return what a place is, in a few words: a point, a stretch with its length, a point off the line."""
    if choice.geometry is None:
        return session.say("ui.place_not_found")
    if choice.candidate is not None:
        return _say_offset(choice.candidate, session)
    if choice.coordinate is not None:
        system = describe_value(choice.coordinate.system, session.language)
        zone = choice.coordinate.zone
        return system if zone is None else f"{system} {zone.name}"
    if choice.label_reading is None:
        return session.say("ui.place_far")
    place = next(each for each in choice.places if each.geometry is not None)
    if place.kind == "range" and place.span_m is not None:
        low_m, high_m = place.span_m
        return session.say("ui.place_range", length_m=high_m - low_m)
    return session.say(f"ui.place_{place.kind}")


def list_facts(
    workspace: Workspace, choice: PlaceChoice, facts: PlaceFacts, session: Session
) -> list[tuple[str, str]]:
    """Return names and values: references, where along the line, how accurate, which commune."""
    found: list[tuple[str, str]] = []
    if choice.label_reading is None:
        found += [(session.say("ui.reference"), _say_candidate(each, session)) for each in facts.candidates]
    lines = {line.id: line.name for line in workspace.lines}
    placed = [place for place in choice.places if place.geometry is not None]
    for place in placed:
        said = _say_placement(place, session)
        if len(lines) > 1:
            said = f"{lines.get(place.line_id, '')}: {said}"
        found.append((session.say("ui.placement"), said))
    found.append((session.say("ui.province"), facts.province or ""))
    if facts.unit is not None:
        found.append((session.say("ui.commune"), facts.unit.name))
    return found


def list_coordinates(facts: PlaceFacts) -> list[tuple[str, str]]:
    """Return the place in each coordinate system; a second way of writing needs no second name."""
    found: list[tuple[str, str]] = []
    before = ""
    for system, written in facts.coordinates:
        found.append(("" if system == before else system, _keep_together(written)))
        before = system
    return found


def _keep_together(written: str) -> str:
    """Put each end of a stretch on its own line, and keep a hemisphere with its angle."""
    return _HEMISPHERE.sub("\N{NO-BREAK SPACE}\\1", written.replace(" – ", "\n"))


def _say_placement(place: Place, session: Session) -> str:
    parts = []
    if place.span_m is not None:
        low_m, high_m = place.span_m
        code = "ui.chainage" if low_m == high_m else "ui.chainage_span"
        parts.append(session.say(code, from_km=low_m / 1000.0, to_km=high_m / 1000.0))
    if place.accuracy_m is not None:
        code = "ui.accuracy_assumed" if place.accuracy_assumed else "maps.accuracy"
        parts.append(session.say(code, accuracy_m=place.accuracy_m))
    return "; ".join(parts)


def _say_candidate(candidate: Candidate, session: Session) -> str:
    reading = candidate.reference
    name = session.say("ui.place_unknown") if reading is None else format_reading(reading, session.language)
    return f"{name} ({_say_offset(candidate, session)})"


def _say_offset(candidate: Candidate, session: Session) -> str:
    if candidate.beyond_end:
        return session.say("ui.beyond_end", distance_m=candidate.distance_m)
    return session.say("ui.off_line", distance_m=candidate.distance_m, side=candidate.side)


def _offer_draft(session: Session, inquiry: Inquiry, choice: PlaceChoice) -> None:
    if choice.geometry is None:
        return
    key = "new_incident_here"
    if st.button(session.say("ui.new_here"), key=key, icon=":material/add_location_alt:", width="stretch"):
        start_draft(session, inquiry, WHERE)
        st.rerun()
    if choice.label_reading is not None and st.button(
        session.say("ui.see_history"), key="history_here", icon=":material/history:", type="tertiary"
    ):
        session.go("history", f"stretch:{format_reading(choice.label_reading)}")
        st.rerun()


def _show_markers(facts: PlaceFacts, session: Session) -> None:
    between = facts.markers
    markers: list[tuple[str, Marker]] = []
    if facts.previous is not None:
        markers.append((":material/west:", facts.previous))
    markers += [(":material/location_on:", marker) for marker in _thin_out(between)]
    if facts.following is not None:
        markers.append((":material/east:", facts.following))
    if not markers:
        return
    show_heading(session.say("ui.markers_here"))
    with st.container(horizontal=True, gap="xsmall", key="marker_links"):
        for icon, marker in markers:
            name = str(marker.reference)
            if st.button(plain(name), key=f"marker_link_{marker.id}", icon=icon):
                session.go("markers", name)
                st.rerun()


def _thin_out(markers: Sequence[Marker], most: int = 12) -> Sequence[Marker]:
    """Return the markers, or of a long stretch the first and the last of them."""
    if len(markers) <= most:
        return markers
    return (*markers[: most // 2], *markers[-most // 2 :])


def _find_clicked(workspace: Workspace, inquiry: Inquiry) -> tuple[Incident, ...]:
    if inquiry.click is None:
        return ()
    hits = [hit.id for hit in inquiry.click.hits if hit.layer == "incident"]
    return tuple(show_incident(workspace, incident_id).incident for incident_id in hits[:MOST_SHOWN])
