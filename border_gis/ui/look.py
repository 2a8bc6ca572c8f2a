"""The look of the pages: one style sheet, and small pieces of HTML whose texts are always escaped."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files

import streamlit as st

from border_gis.maps.offline import font_rules

STATIC_ADDRESS = "/app/static"


def find_icon() -> str:
    """Return the path of the icon for the browser's tab."""
    return str(files("border_gis.ui").joinpath("assets", "icon.png"))


def dress_page() -> None:
    """Put the style sheet into the page."""
    st.html(f"<style>{_style_sheet()}</style>")


def dress_words(nothing_found: str) -> None:
    """Say in the visitor's language what Streamlit says in English in a list where nothing fits."""
    words = nothing_found.replace("\\", "").replace('"', "'").replace("<", "")
    st.html(
        '<style>[role="option"][style*="contents"] > span { font-size: 0; }'
        '[role="option"][style*="contents"] > span::after'
        f' {{ font-size: 0.9rem; content: "{words}"; }}</style>'
    )


def show_skip_link(text: str, target: str) -> None:
    """Show a link, seen only by who uses the keyboard, that leads past the bar."""
    st.html(f'<a class="bg-skip" href="#{escape(target)}">{escape(text)}</a>')


def show_target(name: str) -> None:
    """Mark the place that a link on the same page leads to."""
    st.html(f'<div class="bg-target" id="{escape(name)}" tabindex="-1"></div>')


def show_banner(text: str) -> None:
    """Show the band that says that this is demonstration data."""
    st.html(f'<div class="bg-banner" role="note">{escape(text)}</div>')


def show_brand(name: str, under: str) -> None:
    """Show the name of the program, and under the pointer what it is about."""
    st.html(
        f'<div class="bg-brand" title="{escape(under)}"><div class="bg-emblem"></div>'
        f'<div class="bg-brand-name">{escape(name)}</div></div>'
    )


def show_title(title: str, under: str = "") -> None:
    """Show the heading of a page."""
    below = f'<div class="bg-under">{escape(under)}</div>' if under else ""
    st.html(f'<h1 class="bg-title">{escape(title)}</h1>{below}')


def show_heading(text: str, count: int | None = None) -> None:
    """Show the heading of a part of a page."""
    badge = "" if count is None else f' <span class="bg-count">{count}</span>'
    st.html(f'<h2 class="bg-heading">{escape(text)}{badge}</h2>')


def show_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Show names and values in two columns; what has no value is left out."""
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value.strip()
    )
    if rows:
        st.html(f'<dl class="bg-facts">{rows}</dl>')


def show_card(title: str, lines: Sequence[str] = (), *, colour: str = "", hollow: bool = False) -> None:
    """Show a small card: a thing's name, and a few lines about it."""
    st.html(_write_card(title, lines, colour, hollow))


def show_card_link(
    title: str,
    lines: Sequence[str],
    *,
    key: str,
    label: str,
    colour: str = "",
    hollow: bool = False,
    below: str = "",
) -> bool:
    """Show a card that can be clicked anywhere; return whether it was.

    Parameters
    ----------
    key : str
        Unique on the page.
    label : str
        What a click does, for readers of the screen; plain words.
    below : str
        HTML that is shown under the lines, its texts escaped by whoever wrote it.
    """
    with st.container(key=f"card_{key}"):
        st.html(_write_card(title, lines, colour, hollow, below))
        return st.button(label, key=f"open_{key}", width="stretch")


def _write_card(title: str, lines: Sequence[str], colour: str, hollow: bool, extra: str = "") -> str:
    dot = ""
    if colour:
        look = f"border-color:{colour};" + ("" if hollow else f"background:{colour};")
        dot = f'<span class="bg-dot" style="{look}"></span>'
    below = "".join(f'<div class="bg-card-line">{escape(line)}</div>' for line in lines if line)
    return f'<div class="bg-card"><div class="bg-card-title">{dot}{escape(title)}</div>{below}{extra}</div>'


def show_chip(text: str, colour: str, *, hollow: bool = False) -> None:
    """Show a state: a dot in its colour, and its name."""
    look = f"border-color:{colour};" + ("" if hollow else f"background:{colour};")
    st.html(f'<span class="bg-chip"><span class="bg-dot" style="{look}"></span>{escape(text)}</span>')


def show_note(text: str, kind: str = "note") -> None:
    """Show a remark; ``kind`` is ``"note"``, ``"warning"``, ``"error"`` or ``"good"``."""
    st.html(f'<div class="bg-note bg-note-{escape(kind)}" role="status">{escape(text)}</div>')


def show_text(text: str) -> None:
    """Show a text of several lines as it was written."""
    st.html(f'<div class="bg-text">{escape(text)}</div>')


def capital(text: str) -> str:
    """Return a text with a capital at its start."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def _style_sheet() -> str:
    folder = files("border_gis.ui").joinpath("assets")
    emblem = base64.b64encode(folder.joinpath("emblem.svg").read_bytes()).decode("ascii")
    own = folder.joinpath("look.css").read_text(encoding="utf-8")
    return font_rules(STATIC_ADDRESS) + own.replace("EMBLEM", f"data:image/svg+xml;base64,{emblem}")
