"""The words that announce a marker: "mốc giới số", "M", "boundary marker No.", "号界碑"."""

from __future__ import annotations

from border_gis.boundary.reference.measures import Tokens, is_glued, is_sign, is_word, token_at
from border_gis.boundary.reference.tokens import Gap
from border_gis.boundary.reference.vocabulary import (
    BEFORE_MARKER_NOUN,
    BOUNDARY_WORDS,
    FROM_WORDS,
    HAN_MARKER_NOUNS,
    HAN_QUALIFIERS,
    MARKER_NOUNS,
    NOT_LAST_QUALIFIER,
    QUALIFIERS,
    STONES,
)

_LONGEST_HEAD = 9


def read_head(tokens: Tokens, index: int) -> int | None:
    """Return the index of the number that a head announces, or None."""
    token = token_at(tokens, index)
    if token is None:
        return None
    if token.raw in {"M", "m"} and token.kind == "word":
        after = index + 2 if is_sign(tokens, index + 1, ".") and is_glued(tokens, index + 1) else index + 1
        number = token_at(tokens, after)
        near = number is not None and number.kind == "number" and number.gap <= Gap.SPACE
        if not near or (token.raw == "m" and (not is_glued(tokens, after) or len(tokens[after].raw) < 2)):
            return None
        return after
    if token.text in HAN_MARKER_NOUNS:
        return _skip_qualifiers(tokens, index + 1, HAN_QUALIFIERS)
    if token.text in STONES and not is_word(tokens, index - 1, BOUNDARY_WORDS):
        return None
    if token.text in MARKER_NOUNS or token.text in STONES:
        return _skip_qualifiers(tokens, index + 1, QUALIFIERS)
    return None


def _skip_qualifiers(tokens: Tokens, index: int, qualifiers: frozenset[str]) -> int | None:
    after, bracket = index, False
    while after < len(tokens) and after - index < _LONGEST_HEAD:
        token = tokens[after]
        if token.kind == "number" and _is_footnote(tokens, after):
            after += 1
        elif token.kind == "number":
            last = tokens[after - 1].text
            ordinal = last in NOT_LAST_QUALIFIER and not (
                last == "trung" and tokens[after - 2].text == "việt"
            )
            return None if ordinal and last != "ba" else after
        if token.text in qualifiers or _is_from_number(tokens, after):
            after += 1
        elif token.text in {":", ".", "#", "°", "º"} or (token.text in {"(", "["} and not bracket):
            bracket = bracket or token.text in {"(", "["}
            after += 1
        elif token.text == "-" and (
            tokens[after - 1].text == "việt" or (tokens[after - 1].text == ":" and token.gap >= Gap.LINE)
        ):
            after += 1
        else:
            return None
    return None


def _is_from_number(tokens: Tokens, index: int) -> bool:
    """Tell whether "từ số" or "từ" stands before the number: "các mốc từ số 1304 đến số 1312"."""
    number = token_at(tokens, index + 1)
    if not is_word(tokens, index, FROM_WORDS) or number is None:
        return False
    return number.kind == "number" or number.text == "số"


def _is_footnote(tokens: Tokens, index: int) -> bool:
    """Tell whether a number of one or two digits is glued to a word: "mốc giới8"."""
    return is_glued(tokens, index) and tokens[index - 1].kind == "word" and len(tokens[index].raw) <= 2


def skip_to_head(tokens: Tokens, index: int) -> int | None:
    """Return the number's index behind a head with words such as "khu vực" before it, or None."""
    after = index
    while after - index < 5:
        number = read_head(tokens, after)
        if number is not None:
            return number
        if not is_word(tokens, after, BEFORE_MARKER_NOUN):
            return None
        after += 1
    return None


def skip_post_head(tokens: Tokens, index: int) -> tuple[bool, int]:
    """Skip "号界碑" behind a number; tell whether it was there."""
    after = index
    if is_word(tokens, after, ("号",)):
        after += 1
    if is_word(tokens, after, ("双立", "三立", "同号", "单立")):
        after += 1
    if is_word(tokens, after, HAN_MARKER_NOUNS):
        return True, after + 1
    if after > index:
        return False, index + 1
    return False, index
