"""Words for codes, in Vietnamese, English and Chinese."""

from border_gis.i18n.catalog import (
    LANGUAGES,
    Language,
    describe_code,
    describe_error,
    describe_finding,
    describe_value,
    has_words,
    load_words,
    translate,
)
from border_gis.i18n.values import format_date, format_moment, format_number, format_value, read_date

__all__ = [
    "LANGUAGES",
    "Language",
    "describe_code",
    "describe_error",
    "describe_finding",
    "describe_value",
    "format_date",
    "format_moment",
    "format_number",
    "format_value",
    "has_words",
    "load_words",
    "read_date",
    "translate",
]
