"""A picture to draw on: arrows, boxes and words, which go onto a copy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import streamlit as st
import streamlit.components.v1 as components

from border_gis.errors import InputError
from border_gis.exchange.annotating import COLOURS, Mark, MarkKind
from border_gis.maps.offline import font_rules
from border_gis.services.annotating import annotate_copy
from border_gis.services.workspaces import Workspace
from border_gis.ui.look import STATIC_ADDRESS
from border_gis.ui.session import Session


def ask_marks(workspace: Workspace, session: Session, sha256: str, picture: bytes, page: int | None) -> None:
    """Offer a picture to draw on; keep the copy when its button is pressed.

    Parameters
    ----------
    workspace : Workspace
    session : Session
    sha256 : str
        Of the original.
    picture : bytes
        A JPEG of it, as it is shown.
    page : int or None
        Index of the page of a PDF; None for a picture.
    """
    key = f"annotate_{sha256[:16]}_{page}"
    value = _frame()(
        picture=f"data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}",
        picture_key=hashlib.sha256(picture).hexdigest()[:16],
        letters=font_rules(STATIC_ADDRESS),
        words={
            name: session.say(f"annotating.{name}")
            for name in (*MarkKind, *COLOURS, "undo", "save", "type_here")
        },
        key=key,
        default=None,
    )
    if not value or st.session_state.get(f"{key}_seen") == value.get("at"):
        return
    st.session_state[f"{key}_seen"] = value.get("at")
    copy = annotate_copy(
        workspace,
        sha256,
        [_read_mark(mark) for mark in value["marks"]],
        session.say("annotating.suffix"),
        page,
    )
    session.notice = ("annotating.kept", {"name": copy.name})
    st.rerun()


def _read_mark(given: Mapping[str, Any]) -> Mark:
    """Return a mark as the browser gives it, which may be anything."""
    try:
        return Mark(
            kind=MarkKind(given["kind"]),
            from_x=float(given["from_x"]),
            from_y=float(given["from_y"]),
            to_x=float(given["to_x"]),
            to_y=float(given["to_y"]),
            text=str(given.get("text", "")),
            colour=str(given["colour"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("annotating.bad_mark") from error


@lru_cache(maxsize=1)
def _frame() -> Any:
    folder = files("border_gis.ui.components").joinpath("annotate_frame")
    return components.declare_component("border_annotate", path=str(folder))
