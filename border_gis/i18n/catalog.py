"""Find the words of a code, and put values into them in the way of the language.

The words stand in ``border_gis/i18n/words/<area>.toml``, one table for each code::

    ["locate.unknown_marker"]
    vi = "Sổ đăng ký không có mốc {marker}. Gần nhất: {nearest}."
    en = "The register has no marker {marker}. Nearest known: {nearest}."

Chinese (``zh``) is optional; where it is missing the Vietnamese words are used. A code
without words is shown as it is, so that a missing message never hides the message.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

from border_gis.errors import BorderGisError, Finding
from border_gis.i18n.values import enum_code, format_number, format_value

Language = Literal["vi", "en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FALLBACK: Language = "vi"

Entry = Mapping[str, str]


@lru_cache(maxsize=1)
def load_words() -> Mapping[str, Entry]:
    """Read every area once; return the words of each code by language."""
    words: dict[str, Entry] = {}
    folder = files("border_gis.i18n").joinpath("words")
    for area in sorted(folder.iterdir(), key=lambda path: path.name):
        if area.name.endswith(".toml"):
            for code, entry in tomllib.loads(area.read_text(encoding="utf-8")).items():
                words.setdefault(code, MappingProxyType(entry))
    return MappingProxyType(words)


def translate(code: str, params: Mapping[str, Any] | None, language: str) -> str:
    """Return the words of a code with its parameters filled in.

    Parameters
    ----------
    code : str
        For example ``"locate.unknown_marker"``.
    params : mapping or None
        Values for the names in braces. A number follows the language (``1.234,5`` in
        Vietnamese); a member of an enumeration is said in words; a sequence is listed.
        A value that is missing leaves its braces in place.
    language : {"vi", "en", "zh"}

    Returns
    -------
    str
        Plain text, never HTML. The code itself when nobody has written words for it.
    """
    entry = load_words().get(code)
    if entry is None:
        return code if not params else f"{code} ({_list_params(params, language)})"
    template = entry.get(language) or entry.get(FALLBACK) or code
    return _Filler(language).vformat(template, (), params or {})


def has_words(code: str) -> bool:
    """Return whether somebody has written words for the code."""
    return code in load_words()


def describe_value(value: Any, language: str) -> str:
    """Say one value in words: a number, a date, a member of an enumeration, a list of them."""
    code = enum_code(value)
    if code is not None:
        return translate(code, None, language) if has_words(code) else str(value.value)
    if isinstance(value, Finding):
        return describe_finding(value, language)
    if isinstance(value, BorderGisError):
        return describe_error(value, language)
    if isinstance(value, bool):
        return translate("value.yes" if value else "value.no", None, language)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(describe_value(item, language) for item in value)
    return format_value(value, language)


def describe_code(kind: str, value: str, language: str) -> str:
    """Say a code of a list in words; one that an office added itself is shown as it is.

    Parameters
    ----------
    kind : str
        Name of the list, for example ``"incident_category"``.
    value : str
    language : {"vi", "en", "zh"}
    """
    code = f"{kind}.{value}"
    return translate(code, None, language) if has_words(code) else str(value)


def describe_error(error: BaseException, language: str) -> str:
    """Say in one or two sentences what went wrong and what to do."""
    if isinstance(error, BorderGisError):
        return translate(error.code, error.params, language)
    return translate("error.unexpected", None, language)


def describe_finding(finding: Finding, language: str) -> str:
    """Say what was found, naming the thing it was found in."""
    said = translate(finding.code, finding.params, language)
    if finding.where and finding.where not in said:
        return f"{finding.where}: {said}"
    return said


class _Filler(string.Formatter):
    """``str.format`` for one language, which leaves a missing value's braces in place."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except (LookupError, AttributeError):
            return "{" + field_name + "}", field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if format_spec and is_number and enum_code(value) is None:
            return format_number(value, self.language, format_spec)
        said = describe_value(value, self.language)
        return said if not format_spec or is_number else _format_text(said, format_spec)


def _format_text(text: str, format_spec: str) -> str:
    try:
        return format(text, format_spec)
    except ValueError:
        return text


def _list_params(params: Mapping[str, Any], language: str) -> str:
    return ", ".join(f"{name}: {describe_value(value, language)}" for name, value in params.items())
