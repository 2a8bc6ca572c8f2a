"""A field for how accurate a position is: metres, or nothing where nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import streamlit as st

from border_gis.errors import InputError
from border_gis.i18n import describe_error
from border_gis.services.work_recording import FARTHEST_ACCURACY_M
from border_gis.ui.kept import kept
from border_gis.ui.look import show_note
from border_gis.ui.session import Session


@dataclass(frozen=True, slots=True)
class AskedAccuracy:
    """What was entered.

    Attributes
    ----------
    accuracy_m : float or None
        None where it is not known, and where what was entered cannot be used.
    trouble : str
        Why what was entered cannot be used, in words; empty if nothing is wrong.
    """

    accuracy_m: float | None
    trouble: str = ""


def ask_accuracy(session: Session, key: str) -> AskedAccuracy:
    """Ask for an accuracy in metres; empty means that it is not known, and zero is refused."""
    written = st.text_input(
        session.say("works.accuracy"),
        **kept(key),
        placeholder=session.say("works.accuracy_unknown"),
        help=session.say("works.accuracy_hint"),
    )
    try:
        return AskedAccuracy(read_accuracy_m(written or ""))
    except InputError as error:
        said = describe_error(error, session.language)
        show_note(said, "error")
        return AskedAccuracy(None, said)


def read_accuracy_m(text: str) -> float | None:
    """Return metres as they were written, with a comma or a point; None for nothing.

    Raises
    ------
    InputError
        If it is no number, not more than zero, or farther than any accuracy can be.
    """
    if not text.strip():
        return None
    try:
        accuracy_m = float(text.strip().removesuffix("m").strip().replace(",", "."))
    except ValueError:
        raise InputError("works.bad_accuracy", accuracy_m=text.strip()) from None
    if not (isfinite(accuracy_m) and 0.0 < accuracy_m <= FARTHEST_ACCURACY_M):
        raise InputError("works.bad_accuracy", accuracy_m=text.strip())
    return accuracy_m
