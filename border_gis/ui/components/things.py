"""Short lists of incidents and works, as they stand beside a place or a marker."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.incidents.model import Incident
from border_gis.maps.symbols import PARTY_COLOURS, STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.ui.guard import plain
from border_gis.ui.look import capital, show_card_link, show_note
from border_gis.ui.session import Session
from border_gis.works.model import Work

MOST_SHOWN = 12


def show_incidents_list(incidents: Sequence[Incident], session: Session, where: str) -> None:
    """Show incidents as cards, each with a way to its page.

    Parameters
    ----------
    incidents : sequence of Incident
    session : Session
    where : str
        Name of the list, for the keys of its buttons.
    """
    language = session.language
    for incident in incidents[:MOST_SHOWN]:
        stage = STAGE_OF_STATE[incident.state]
        look = STAGE_COLOURS[stage]
        facts = [
            session.name_category(incident.category),
            describe_value(incident.state, language),
            describe_value(incident.date, language) if incident.date else "",
        ]
        if show_card_link(
            incident.title,
            [" · ".join(filter(None, (incident.number, *facts)))],
            key=f"{where}_{incident.id}",
            label=plain(session.say("ui.open_incident", number=incident.number)),
            colour=look["color"] if stage is Stage.CLOSED else look["fillColor"],
            hollow=stage is Stage.CLOSED,
        ):
            session.go("incidents", incident.number)
            st.rerun()
    _tell_rest(len(incidents), session)


def show_works_list(
    works: Sequence[Work], session: Session, where: str = "works", most: int = MOST_SHOWN
) -> None:
    """Show works as cards, each with a way to its page.

    Parameters
    ----------
    works : sequence of Work
    session : Session
    where : str
        Name of the list, for the keys of its buttons.
    most : int
        How many are shown; how many more there are is said below.
    """
    language = session.language
    for work in works[:most]:
        kind = describe_value(work.kind, language)
        facts = [
            describe_value(work.party, language),
            describe_value(work.state, language),
            describe_value(work.since, language) if work.since else "",
            work.reference_as_written,
        ]
        lines = [" · ".join(filter(None, facts))]
        if work.illustrative:
            lines.append(session.say("maps.illustrative"))
        name = work.name or capital(kind)
        if show_card_link(
            name,
            lines,
            key=f"{where}_{work.id}",
            label=plain(session.say("works.open", name=name)),
            colour=PARTY_COLOURS[work.party]["color"],
        ):
            session.go("works", work.id)
            st.rerun()
    _tell_rest(len(works), session, most)


def _tell_rest(count: int, session: Session, most: int = MOST_SHOWN) -> None:
    if count > most:
        show_note(session.say("maps.more", count=count - most))
