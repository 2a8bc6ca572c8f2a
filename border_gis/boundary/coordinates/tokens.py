"""Numbers and angles in typed coordinates: decimal points and commas, degrees, minutes, seconds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

METRES_PER_DEGREE = 111_320.0

Axis = Literal["longitude", "latitude"]

_MARKS = str.maketrans(
    {
        "º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "ʹ": "'",
        "″": '"', "”": '"', "“": '"', "ʺ": '"', "〃": '"', "−": "-", "–": "-",
    }
)  # fmt: skip

# Three ways to write numbers: 22.85 | 22,85 | 2.507.940,141. A text keeps to one of them.
_NUMBERS = (
    re.compile(r"\d+(?:\.\d+)?"),
    re.compile(r"\d+(?:,\d+)?"),
    re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"),
)

_VOCABULARY = {
    ("hemisphere", "N"): "n b bắc bac north",
    ("hemisphere", "S"): "s nam south",
    ("hemisphere", "E"): "e đ đông d dong east",
    ("hemisphere", "W"): "w t tây tay west",
    ("axis", "latitude"): "lat latitude",
    ("axis", "longitude"): "lon long lng longitude",
    ("mark", "°"): "độ",
    ("mark", "'"): "phút phut",
    ("mark", '"'): "giây giay",
    ("label", ""): "x y easting northing m",
}
_WORDS = {word: meaning for meaning, words in _VOCABULARY.items() for word in words.split()}
_PHRASES = (
    (re.compile(r"\bv[ĩi] (?:độ|do|tuyến|tuyen)\b"), " lat "),
    (re.compile(r"\bkinh (?:độ|do|tuyến|tuyen)\b(?! (?:trục|truc))"), " lon "),
    (re.compile(r"\bt[ọo]a (?:độ|do)\b|\btoạ độ\b"), " "),
)
_WORD = re.compile(r"[^\W\d_]+")
_TIGHT_COMMA = re.compile(r"(?<=\d),(?=\d)")
_TIGHT_POINT = re.compile(r"\d\.\d")
_LEADING = {"hemisphere", "axis", "sign", "label"}
_SEPARATORS = set(" \t\r\n\xa0,;:=/()[]|+")


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a mark, or a word that says something about the numbers beside it.

    Attributes
    ----------
    kind : {"number", "mark", "hemisphere", "axis", "sign", "label"}
    text : str
        The mark (``°``, ``'``, ``"``), hemisphere (``N``…) or axis; digits as written.
    value : float
        Of a number.
    decimals : int
        Digits after the decimal separator of a number.
    """

    kind: str
    text: str
    value: float = 0.0
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Angle:
    """Degrees, read from one to three numbers.

    Attributes
    ----------
    degrees : float
        Negative to the south and to the west.
    rounding_m : float
        Half of the last digit that was written, in metres along a meridian.
    axis : {"longitude", "latitude"} or None
        What the text calls it; None when it says nothing.
    """

    degrees: float
    rounding_m: float
    axis: Axis | None = None


def make_plain(text: str) -> str:
    """Return the text composed, in small letters, with one shape for every mark."""
    plain = unicodedata.normalize("NFC", text).translate(_MARKS).replace("''", '"').casefold()
    for phrase, word in _PHRASES:
        plain = phrase.sub(word, plain)
    return plain


def tokenize(plain: str, count: int = 2) -> list[list[Token]]:
    """Return the tokens of a plain text, once for each way to write numbers that fits all of it.

    A comma inside digits divides two numbers at most once, and never inside one angle.
    """
    found: list[list[Token]] = []
    has_decimal_commas = len(_TIGHT_COMMA.findall(plain)) >= count and not _TIGHT_POINT.search(plain)
    for numbers in _NUMBERS[1:] if has_decimal_commas else _NUMBERS:
        tokens = _tokenize(plain, numbers)
        if tokens is not None and tokens not in found:
            found.append(tokens)
    return found


def _tokenize(plain: str, numbers: re.Pattern[str]) -> list[Token] | None:
    tokens: list[Token] = []
    at = 0
    while at < len(plain):
        letter = plain[at]
        if letter in _SEPARATORS:
            at += 1
        elif match := numbers.match(plain, at):
            before = plain[at - 1 : at]
            if before and before in ".":
                return None
            tokens.append(_read_number(match[0], numbers))
            at = match.end()
        elif letter in "°'\"":
            tokens.append(Token("mark", letter))
            at += 1
        elif letter == "-" and (not tokens or plain[at - 1] in _SEPARATORS) and numbers.match(plain, at + 1):
            tokens.append(Token("sign", "-"))
            at += 1
        elif match := _WORD.match(plain, at):
            if match[0] not in _WORDS:
                return None
            tokens.append(Token(*_WORDS[match[0]]))
            at = match.end()
        elif letter == "." and (at + 1 == len(plain) or plain[at + 1] in _SEPARATORS):
            at += 1
        else:
            return None
    return tokens


def _read_number(text: str, numbers: re.Pattern[str]) -> Token:
    plain = text if numbers is _NUMBERS[0] else text.replace(".", "").replace(",", ".")
    return Token("number", text, float(plain), len(plain.partition(".")[2]))


def parse_decimal(text: str) -> tuple[float, bool] | None:
    """Read a number with a decimal point or comma, and thousands if they are marked.

    Returns
    -------
    value : float
    has_comma : bool
        Whether the decimal separator is a comma. The whole is None for what is no number.
    """
    stripped = text.strip().replace("\xa0", "").replace("−", "-")
    sign = -1.0 if stripped.startswith("-") else 1.0
    digits = stripped.lstrip("+-")
    for numbers in _NUMBERS:
        if numbers.fullmatch(digits):
            return sign * _read_number(digits, numbers).value, "," in digits
    return None


def parse_angle(text: str) -> Angle | None:
    """Read one angle, decimal or in degrees, minutes and seconds; None for what is none."""
    for tokens in tokenize(make_plain(text), count=1):
        angles = read_angles(tokens, count=1)
        if angles is not None:
            return angles[0]
    return None


def read_angles(tokens: Sequence[Token], count: int = 2) -> list[Angle] | None:
    """Read so many angles from tokens; None when they are not so many, or not angles."""
    groups = _group(tokens, count)
    if groups is None:
        return None
    angles = [_read_angle(group) for group in groups]
    known = [angle for angle in angles if angle is not None]
    return known if len(known) == count else None


def _group(tokens: Sequence[Token], count: int) -> list[list[Token]] | None:
    """Divide the tokens among the angles: at the degree signs, or evenly where there are none."""
    numbers = [index for index, token in enumerate(tokens) if token.kind == "number"]
    degree_signs = [i for i, t in enumerate(tokens) if t.kind == "mark" and t.text == "°"]
    if degree_signs:
        starts = [max((n for n in numbers if n < sign), default=-1) for sign in degree_signs]
    elif numbers and len(numbers) % count == 0 and len(numbers) // count <= 3:
        starts = numbers[:: len(numbers) // count]
    else:
        return None
    if len(starts) != count or -1 in starts or numbers[0] != starts[0]:
        return None
    # Where something stands before the first number, it stands before the others too.
    leads = _LEADING if any(token.kind in _LEADING for token in tokens[: starts[0]]) else {"sign"}
    bounds = [0, *(_step_back(tokens, start, leads) for start in starts[1:]), len(tokens)]
    return [list(tokens[first:last]) for first, last in pairwise(bounds)]


def _step_back(tokens: Sequence[Token], start: int, leads: set[str]) -> int:
    while tokens[start - 1].kind in leads:
        start -= 1
    return start


def _read_angle(tokens: Sequence[Token]) -> Angle | None:
    parts = [token for token in tokens if token.kind == "number"]
    marks = [token.text for token in tokens if token.kind == "mark"]
    if not 1 <= len(parts) <= 3 or marks != ["°", "'", '"'][: len(marks)] or len(marks) > len(parts):
        return None
    if any(part.decimals for part in parts[:-1]) or any(part.value >= 60.0 for part in parts[1:]):
        return None
    degrees = sum(part.value / 60.0**power for power, part in enumerate(parts))
    last_digit_deg = 10.0 ** -parts[-1].decimals / 60.0 ** (len(parts) - 1)
    hemispheres = {token.text for token in tokens if token.kind == "hemisphere"}
    axes = {token.text for token in tokens if token.kind == "axis"}
    axes |= {"latitude" if each in "NS" else "longitude" for each in hemispheres}
    if len(axes) > 1:
        return None
    is_negative = bool(hemispheres & {"S", "W"}) != any(token.kind == "sign" for token in tokens)
    axis: Axis | None = "latitude" if axes == {"latitude"} else "longitude" if axes else None
    return Angle(-degrees if is_negative else degrees, METRES_PER_DEGREE * last_digit_deg / 2.0, axis)
