"""A table whose rows open by a click.

Streamlit's own table is drawn on a canvas: its menus are in English only, and a row opens at
the second click when something else was clicked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import streamlit as st
import streamlit.components.v1 as components

from border_gis.maps.offline import font_rules
from border_gis.ui.look import STATIC_ADDRESS


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title : str
    width : str
        As in a CSS grid, for example ``"120px"`` or ``"minmax(200px, 2fr)"``.
    look : {"", "strong", "quiet", "dotted"}
    """

    title: str
    width: str
    look: Literal["", "strong", "quiet", "dotted"] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    id : str
        What a click on it gives back.
    cells : tuple of str
        One for each column.
    keys : mapping of int to float or str
        What a column is sorted by where it is not its text.
    dot : str
        Colour of the dot in a dotted column; empty for none.
    is_hollow : bool
    """

    id: str
    cells: tuple[str, ...]
    keys: Mapping[int, float | str] = field(default_factory=dict)
    dot: str = ""
    is_hollow: bool = False


def show_table(
    columns: Sequence[Column], rows: Sequence[Row], *, name: str, language: str, is_narrow: bool = False
) -> str | None:
    """Show a table; return the id of the row that was opened.

    Parameters
    ----------
    columns : sequence of Column
    rows : sequence of Row
    name : str
        Constant for one table of one page.
    language : {"vi", "en"}
        For the order of letters.
    is_narrow : bool
        For a table beside something: its texts wrap rather than lie beyond the edge.
    """
    with st.container(key=f"table_{name}"):
        value = _frame()(
            columns=[
                {"title": column.title, "width": column.width, "look": column.look} for column in columns
            ],
            rows=[
                {
                    "id": row.id,
                    "cells": list(row.cells),
                    "keys": {str(index): key for index, key in row.keys.items()},
                    "dot": row.dot,
                    "hollow": row.is_hollow,
                }
                for row in rows
            ],
            language=language,
            narrow=is_narrow,
            letters=font_rules(STATIC_ADDRESS),
            key=f"rows_{name}",
            default=None,
        )
    # The browser's back button brings the frame back with the row that was opened before: it opens once.
    opened_key = f"rows_opened_{name}"
    if not value or st.session_state.get(opened_key) == value["at"]:
        return None
    st.session_state[opened_key] = value["at"]
    return str(value["id"])


@lru_cache(maxsize=1)
def _frame() -> Any:
    folder = files("border_gis.ui.components").joinpath("table_frame")
    return components.declare_component("border_table", path=str(folder))
