"""The letters that ship with the program, for what is printed: Vietnamese, English and Chinese."""

from __future__ import annotations

import gzip
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "static" / "paper-letters-1"


class Letters(StrEnum):
    """A font file. Liberation Serif has the metrics of Times New Roman."""

    SERIF = "LiberationSerif-Regular.ttf"
    SERIF_BOLD = "LiberationSerif-Bold.ttf"
    SERIF_ITALIC = "LiberationSerif-Italic.ttf"
    SERIF_BOLD_ITALIC = "LiberationSerif-BoldItalic.ttf"
    SANS = "LiberationSans-Regular.ttf"
    SANS_BOLD = "LiberationSans-Bold.ttf"
    CHINESE_SERIF = "NotoSerifSC-Regular.ttf"
    CHINESE_SANS = "NotoSansSC-Regular.ttf"


CHINESE_SERIF_FAMILY = "Noto Serif CJK SC"
"""The family name inside the file of Chinese letters for documents."""


@lru_cache(maxsize=4)
def read_letters(letters: Letters) -> bytes:
    """Return the bytes of a font file, unpacked."""
    path = FOLDER / letters.value
    return path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())


def is_chinese(letter: str) -> bool:
    """Return whether a character is written with Chinese letters: ideographs and their punctuation."""
    code = ord(letter)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF


_VIETNAMESE = frozenset("ăâđêôơưĂÂĐÊÔƠƯ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def written_in(text: str) -> str | None:
    """Return the language that the letters of a text show: Chinese, Vietnamese, or none of them.

    Letters without accents show nothing: a number of a marker is written so in every language.
    """
    if any(is_chinese(letter) and letter.isalpha() for letter in text):
        return "zh"
    letters = unicodedata.normalize("NFD", text)
    if any(letter in _VIETNAMESE for letter in text) or any(letter in _TONES for letter in letters):
        return "vi"
    return None


def split_scripts(text: str) -> list[tuple[bool, str]]:
    """Cut a text into runs; each says whether it is Chinese."""
    runs: list[tuple[bool, str]] = []
    for letter in text:
        chinese = is_chinese(letter)
        if runs and (runs[-1][0] == chinese or letter == " "):
            runs[-1] = (runs[-1][0], runs[-1][1] + letter)
        else:
            runs.append((chinese, letter))
    return runs
