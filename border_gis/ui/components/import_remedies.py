"""Mistakes that a whole file seems to carry, each with its evidence and a button that undoes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import streamlit as st

from border_gis.boundary.coordinates.suspects import Suspicion
from border_gis.i18n import translate
from border_gis.services.import_previews import ImportPreview, ImportWish
from border_gis.services.import_suspicions import remedy_of
from border_gis.ui.look import show_note
from border_gis.ui.session import Session


class Reading(Protocol):
    """A file on its way in, as far as remedies need it."""

    wish: ImportWish
    round: int

    def read_again(self, wish: ImportWish) -> None:
        """Forget what was read: it is read anew with this wish."""


def offer_remedies(preview: ImportPreview, reading: Reading, session: Session) -> None:
    """Show what the coordinates are suspected of, or what was undone; offer to undo, or to leave it."""
    if preview.correction:
        show_note(session.say("incoming.corrected", mistake=preview.correction))
        if st.button(session.say("ui.import_leave_as_is"), key=f"leave_{reading.round}"):
            reading.read_again(replace(reading.wish, correction=None))
            st.rerun()
    for number, suspicion in enumerate(preview.suspicions):
        show_note(_say(suspicion, session), "warning")
        if st.button(
            session.say("ui.import_apply_remedy"),
            key=f"remedy_{reading.round}_{suspicion.code}_{number}",
            icon=":material/build:",
        ):
            reading.read_again(remedy_of(suspicion, preview, reading.wish))
            st.rerun()


def offer_unit_names(preview: ImportPreview, reading: Reading, session: Session) -> None:
    """Offer to leave the names of units as the file has them, where some were put right."""
    is_put_right = any(finding.code == "incoming.unit_put_right" for finding in preview.row_findings)
    if not (is_put_right or reading.wish.keeps_units):
        return
    keeps = st.checkbox(
        session.say("ui.import_keep_units"),
        value=reading.wish.keeps_units,
        key=f"keep_units_{reading.round}",
    )
    if keeps != reading.wish.keeps_units:
        reading.read_again(replace(reading.wish, keeps_units=keeps))
        st.rerun()


def _say(suspicion: Suspicion, session: Session) -> str:
    params = {
        "count": suspicion.count,
        "before_m": suspicion.before_m,
        "after_m": suspicion.after_m,
        "zone": "" if suspicion.zone is None else suspicion.zone.name,
    }
    return translate(f"suspicion.{suspicion.code}", params, session.language)
