"""Numbers, lengths and compass directions among the tokens.

Every function takes the tokens and an index and returns what it read with the index
behind it, or None when the tokens there say something else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from border_gis.boundary.reference.model import Direction
from border_gis.boundary.reference.tokens import Gap, Token
from border_gis.boundary.reference.vocabulary import (
    APPROXIMATELY,
    DIRECTIONS,
    EXACTLY,
    KILOMETRES,
    METRES,
)

Tokens = Sequence[Token]


def token_at(tokens: Tokens, index: int) -> Token | None:
    """Return the token at an index, or None outside."""
    return tokens[index] if 0 <= index < len(tokens) else None


def is_sign(tokens: Tokens, index: int, signs: str) -> bool:
    """Tell whether one of the signs stands at the index."""
    if not 0 <= index < len(tokens):
        return False
    token = tokens[index]
    return token.kind == "sign" and token.text in signs


def is_word(tokens: Tokens, index: int, words: Collection[str]) -> bool:
    """Tell whether one of the words (of any script) stands at the index."""
    return 0 <= index < len(tokens) and tokens[index].text in words


def is_glued(tokens: Tokens, index: int) -> bool:
    """Tell whether the token at the index stands right behind the one before it."""
    return 0 < index < len(tokens) and tokens[index].gap is Gap.NONE


def read_decimal(tokens: Tokens, index: int, thousands: bool) -> tuple[float, int] | None:
    """Read a number with an optional decimal or thousands mark.

    Parameters
    ----------
    tokens : sequence of Token
    index : int
    thousands : bool
        Whether three digits behind a mark are thousands (metres) or decimals (kilometres).

    Returns
    -------
    (float, int) or None
    """
    token = token_at(tokens, index)
    if token is None or token.kind != "number" or len(token.raw) > 9:
        return None
    digits, after = token.raw, index + 1
    grouped = len(digits) <= 3
    while is_sign(tokens, after, ".,") and is_glued(tokens, after) and is_glued(tokens, after + 1):
        fraction = token_at(tokens, after + 1)
        if fraction is None or fraction.kind != "number":
            break
        if thousands and grouped and len(fraction.raw) == 3:
            digits, after = digits + fraction.raw, after + 2
            continue
        return float(f"{digits}.{fraction.raw}"), after + 2
    return float(digits), after


def read_unit(tokens: Tokens, index: int) -> tuple[float, int] | None:
    """Read a unit of length; return metres per unit."""
    token = token_at(tokens, index)
    if token is None or token.gap is Gap.PARAGRAPH:
        return None
    following = token_at(tokens, index + 1)
    glued = following is not None and following.kind == "number" and following.gap is Gap.NONE
    if token.text == "m" and glued and following is not None and following.raw in {"2", "3"}:
        return None
    if token.text in METRES:
        return 1.0, index + 1
    if token.text in {"ki", "ki-lô-mét", "cây"}:
        return _read_long_unit(tokens, index)
    if token.text in KILOMETRES:
        return 1000.0, index + 1
    return None


def _read_long_unit(tokens: Tokens, index: int) -> tuple[float, int] | None:
    words = [t.text for t in tokens[index : index + 5] if t.text != "-"]
    if words[:3] == ["ki", "lô", "mét"]:
        dashes = sum(t.text == "-" for t in tokens[index : index + 5])
        return 1000.0, index + 3 + dashes
    if words[:2] == ["cây", "số"]:
        return 1000.0, index + 2
    return None


def read_length(tokens: Tokens, index: int) -> tuple[float, int] | None:
    """Read a number with its unit; return metres."""
    token = token_at(tokens, index)
    if token is None or token.kind != "number":
        return None
    for thousands, wanted in ((True, 1.0), (False, 1000.0)):
        number = read_decimal(tokens, index, thousands)
        unit = read_unit(tokens, number[1]) if number else None
        if number and unit and unit[0] == wanted:
            return round(number[0] * wanted, 6), unit[1]
    return None


def skip_approximately(tokens: Tokens, index: int) -> tuple[bool, int]:
    """Skip words such as "khoảng"; tell whether the length is only about right."""
    after = index
    while is_word(tokens, after, APPROXIMATELY) and not is_word(tokens, after + 1, frozenset(DIRECTIONS)):
        after += 1
    if is_sign(tokens, after, ".") and after > index:
        after += 1
    exact = after > index and all(tokens[i].text in EXACTLY for i in range(index, after))
    return after > index and not exact, after


def read_direction(tokens: Tokens, index: int) -> tuple[Direction, int] | None:
    """Read a compass direction: "Đông", "Đông - Bắc", "north-east", "东南"."""
    first = token_at(tokens, index)
    if first is None or first.text not in DIRECTIONS:
        return None
    after = index + 1
    second_at = after + 1 if is_sign(tokens, after, "-") else after
    second = token_at(tokens, second_at)
    if second is not None and second.text in DIRECTIONS and second.gap < Gap.LINE:
        both = _combine(DIRECTIONS[first.text], DIRECTIONS[second.text])
        if both is not None:
            return both, second_at + 1
    return DIRECTIONS[first.text], after


def _combine(one: Direction, other: Direction) -> Direction | None:
    letters = {one.value, other.value}
    for vertical in "NS":
        for horizontal in "EW":
            if letters == {vertical, horizontal}:
                return Direction(vertical + horizontal)
    return None
