"""The tokenizer: numbers, words, signs, and how far apart they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from border_gis.boundary.reference.vocabulary import HAN_TERMS, WITHOUT_ACCENTS

TokenKind = Literal["number", "word", "sign", "han"]


class Gap(IntEnum):
    """What stands between a token and the one before it."""

    NONE = 0
    SPACE = 1
    LINE = 2
    PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text.

    Attributes
    ----------
    kind : {"number", "word", "sign", "han"}
    text : str
        Lower case; words that were written without accents in the form with accents.
    raw : str
        As it stands in the even text.
    start, end : int
        Offsets in the even text.
    gap : Gap
        What stands before it.
    """

    kind: TokenKind
    text: str
    raw: str
    start: int
    end: int
    gap: Gap


_HAN = "|".join(sorted((re.escape(term) for term in HAN_TERMS), key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<number>[0-9]+)|(?P<han>{_HAN}|[\u4e00-\u9fff])"
    rf"|(?P<word>[^\W\d_\u4e00-\u9fff]+)|(?P<sign>.)",
    re.DOTALL,
)


def tokenize(text: str, start: int = 0, stop: int | None = None) -> list[Token]:
    """Cut an even text into tokens.

    Parameters
    ----------
    text : str
        Even text (``EvenText.text``).
    start, stop : int
        The part to read.

    Returns
    -------
    list of Token
        In reading order; white space is kept only as the gap before a token.
    """
    tokens: list[Token] = []
    gap = Gap.PARAGRAPH
    for match in _TOKEN.finditer(text, start, len(text) if stop is None else stop):
        kind = match.lastgroup
        raw = match.group()
        if kind == "space":
            lines = raw.replace("\r\n", "\n").replace("\r", "\n").count("\n")
            gap = max(gap, Gap(min(1 + lines, 3)))
            continue
        lowered = raw.lower()
        if kind == "word":
            lowered = WITHOUT_ACCENTS.get(lowered, lowered)
        tokens.append(Token(kind, lowered, raw, match.start(), match.end(), gap))  # type: ignore[arg-type]
        gap = Gap.NONE
    return _without_page_numbers(tokens)


def _without_page_numbers(tokens: list[Token]) -> list[Token]:
    """Drop a number that stands alone between empty lines and cuts a reference in two."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.kind == "number" and kept and _is_page_number(tokens, index, kept[-1]):
            continue
        kept.append(token)
    return kept


def _is_page_number(tokens: list[Token], index: int, before: Token) -> bool:
    token = tokens[index]
    if len(token.raw) > 3 or token.gap is not Gap.PARAGRAPH or index + 1 >= len(tokens):
        return False
    behind = tokens[index + 1]
    if behind.gap is not Gap.PARAGRAPH:
        return False
    if _waits_for_a_number(before) and _can_go_on(behind):
        return True
    return len(token.raw) <= 2 and behind.kind == "word" and behind.raw.islower()


def _waits_for_a_number(token: Token) -> bool:
    return token.text in {"-", "/", "+", "~", "mốc", "đến", "tới", "và", "số", ","}


def _can_go_on(token: Token) -> bool:
    return token.kind == "number" or token.text in {"mốc", "m"}
