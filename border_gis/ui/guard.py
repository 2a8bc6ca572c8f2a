"""The guard around everything that a page does: no traceback ever reaches the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, translate
from border_gis.services.error_logs import write_error_log
from border_gis.settings import Settings


@contextmanager
def guarded(language: str, settings: Settings | None) -> Iterator[None]:
    """Show what went wrong in words; an unexpected error goes into a log file with its particulars.

    Streamlit's own signals to stop or to run again are no errors and pass.
    """
    try:
        yield
    except BorderGisError as error:
        st.error(plain(describe_error(error, language)), icon=":material/error:")
    except Exception as error:  # noqa: BLE001 - the last place where an error can still be put into words
        path = write_error_log(error, settings)
        st.error(plain(describe_error(error, language)), icon=":material/error:")
        if path is not None:
            st.caption(plain(translate("ui.log_file", {"path": str(path)}, language)))


def plain(text: str) -> str:
    """Return a text so that Streamlit's Markdown shows every character of it as it is."""
    return "".join(f"\\{letter}" if letter in _MARKDOWN else letter for letter in text).replace("\n", "  \n")


_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|$~^:&=\"'")
