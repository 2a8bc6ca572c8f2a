"""Places at a distance from a marker, in words: "cách mốc 691 khoảng 120 m về phía Đông"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from border_gis.boundary.reference.grammar import End, Item, read_end
from border_gis.boundary.reference.heads import skip_to_head
from border_gis.boundary.reference.measures import (
    Tokens,
    is_sign,
    is_word,
    read_direction,
    read_length,
    skip_approximately,
    token_at,
)
from border_gis.boundary.reference.model import Direction, Reading, ReferenceEnd
from border_gis.boundary.reference.tokens import Gap, Token
from border_gis.boundary.reference.vocabulary import (
    APPROXIMATELY,
    AWAY_WORDS,
    FROM_WORDS,
    HAN_MARKER_NOUNS,
    SIDE_WORDS,
    TOWARDS_WORDS,
)

_OF = frozenset({"của", "so", "với", "cách", "từ", "tính", "kể", "of", "from", "to", "the", "away", "at"})
_LINKING = frozenset({"một", "khoảng", "đoạn", "cách", "chừng"})


@dataclass(frozen=True, slots=True)
class _Parts:
    end: End | None = None
    length_m: float | None = None
    direction: Direction | None = None
    approximate: bool = False
    after: int = 0


def read_distance(tokens: Tokens, index: int) -> Item | None:
    """Read a place at a distance from a marker, in any of the three languages.

    Parameters
    ----------
    tokens : sequence of Token
    index : int

    Returns
    -------
    Item or None
        With one reading of kind "offset".
    """
    token = token_at(tokens, index)
    for form in _forms_for(token) if token is not None else ():
        parts = form(tokens, index)
        if parts is not None and parts.end is not None and parts.length_m is not None:
            end = parts.end.end
            if end.offset_m is not None:
                continue
            reading = Reading(
                "offset",
                ReferenceEnd(end.marker, parts.length_m),
                direction=parts.direction,
                approximate=parts.approximate,
            )
            return Item(index, parts.after, (reading,), True, parts.after)
    return None


def _away_from_marker(tokens: Tokens, index: int) -> _Parts | None:
    """cách mốc 691 khoảng 120 m về phía Đông | cách mốc 691 về phía Đông 120 m."""
    if not is_word(tokens, index, AWAY_WORDS):
        return None
    begins, direction = index + 1, None
    if tokens[index].kind == "word":
        direction, begins = _skip_direction(tokens, begins)
    end = _marker(tokens, begins)
    if end is None:
        return None
    return _length_and_direction(tokens, end, direction)


def _from_marker_towards(tokens: Tokens, index: int) -> _Parts | None:
    """từ mốc 691 về phía Đông khoảng 120 m | mốc 691 về phía Đông 120 m | 1116号界碑以西200米."""
    begins = index + 1 if is_word(tokens, index, FROM_WORDS) else index
    end = _marker(tokens, begins)
    if end is None:
        return None
    comma = is_sign(tokens, end.next, ",，")
    start = end.next + 1 if comma else end.next
    if comma and not is_word(tokens, start, AWAY_WORDS | {"về", "约", "距"}):
        return None
    direction, after = _skip_direction(tokens, start)
    if direction is None or after == start:
        return None
    if is_sign(tokens, after, ",，"):
        after += 1
    return _length(tokens, replace_parts(end, direction), after)


def replace_parts(end: End, direction: Direction | None) -> _Parts:
    """Start from a marker and a direction."""
    return _Parts(end=end, direction=direction, after=end.next)


def _length_from_marker(tokens: Tokens, index: int) -> _Parts | None:
    """200 m về phía Tây mốc 1116 | about 200 m west of marker 1116 | cách 150 m so với mốc 5."""
    away = is_word(tokens, index, AWAY_WORDS)
    approximate, begins = skip_approximately(tokens, index + 1 if away else index)
    length = read_length(tokens, begins)
    if length is None:
        return None
    direction, after = _skip_direction(tokens, length[1])
    linked = away or direction is not None
    start = after
    while is_word(tokens, after, _OF) and after - start < 4:
        after += 1
    if direction is None:
        direction, after = _skip_direction(tokens, after)
        while is_word(tokens, after, _OF) and after - start < 8:
            after += 1
    english_from = after > start and tokens[start].text in {"from", "away", "to", "at"}
    if not (linked or english_from or direction is not None):
        return None
    end = _marker(tokens, after)
    if end is None:
        return None
    following = end.after
    if direction is None:
        direction, behind = _skip_direction(tokens, end.next)
        following = behind if direction is not None else end.after
    return _Parts(end, length[0], direction, approximate, following)


def _side_of_marker(tokens: Tokens, index: int) -> _Parts | None:
    """về phía Đông mốc 691 khoảng 120 m | phía Bắc mốc 632, cách 300 m."""
    direction, after = _skip_direction(tokens, index)
    if direction is None or after == index or is_word(tokens, index, _OF | AWAY_WORDS):
        return None
    if is_word(tokens, after, ("của", "of", "so", "với")):
        after += 1
    end = _marker(tokens, after)
    if end is None:
        return None
    start = end.next
    if is_sign(tokens, start, ",") and is_word(tokens, start + 1, AWAY_WORDS):
        start += 3 if is_word(tokens, start + 2, ("mốc",)) else 2
    while is_word(tokens, start, _LINKING) and not is_word(tokens, start, ("khoảng", "chừng")):
        start += 1
    return _length(tokens, replace_parts(end, direction), start)


_Form = Callable[[Tokens, int], _Parts | None]


def _forms_for(token: Token) -> tuple[_Form, ...]:
    """Return the forms that can begin with a token."""
    if token.kind == "number":
        return (_length_from_marker, _from_marker_towards)
    if token.text in AWAY_WORDS:
        return (_away_from_marker, _length_from_marker)
    if token.text in APPROXIMATELY:
        return (_length_from_marker,)
    if token.text in SIDE_WORDS or token.text in TOWARDS_WORDS:
        return (_side_of_marker,)
    return (_from_marker_towards,)


def _marker(tokens: Tokens, index: int) -> End | None:
    """Read a marker that has a head, before or (in Chinese) behind it."""
    number = skip_to_head(tokens, index)
    if number is not None:
        end = read_end(tokens, number)
        glued = tokens[number].gap is Gap.NONE and tokens[number - 1].raw in {"M", "m"}
        return None if end is None else replace(end, first=number - 1 if glued else number)
    end = read_end(tokens, index)
    if end is None:
        return None
    han = end.next > end.after and tokens[end.next - 1].text in HAN_MARKER_NOUNS | {"号"}
    return end if end.headed or han else None


def _length_and_direction(tokens: Tokens, end: End, direction: Direction | None) -> _Parts | None:
    start = end.next
    bracket = is_sign(tokens, start, "(")
    found, after = _skip_direction(tokens, start + 1 if bracket else start)
    if found is not None:
        direction, start = found, after
        if bracket and is_sign(tokens, start, ")"):
            start += 1
    if is_sign(tokens, start, ","):
        start += 1
    return _length(tokens, replace_parts(end, direction), start)


def _length(tokens: Tokens, parts: _Parts, index: int) -> _Parts | None:
    start = index
    while (
        is_word(
            tokens,
            start,
            (
                "một",
                "đoạn",
                "cách",
                "nó",
                "chỗ",
                "có",
                "chỉ",
                "là",
                "chưa",
                "đầy",
                "tới",
                "không",
                "quá",
                "at",
                "by",
            ),
        )
        and start - index < 3
    ):
        start += 1
    approximate, begins = skip_approximately(tokens, start)
    length = read_length(tokens, begins)
    if length is None:
        return None
    after = length[1]
    direction = parts.direction
    if direction is None:
        direction, behind = _skip_direction(tokens, after)
        if direction is not None:
            after = behind
    return _Parts(parts.end, length[0], direction, approximate, after)


def _skip_direction(tokens: Tokens, index: int) -> tuple[Direction | None, int]:
    """Skip "về phía Đông Bắc", "to the east", "以西", "东侧"; return the direction, if any."""
    after = index
    if is_sign(tokens, after, ",，") and is_word(tokens, after + 1, ("về", "hướng", "phía", "theo")):
        after += 1
    while is_word(tokens, after, TOWARDS_WORDS) and after - index < 4:
        after += 1
    side = is_word(tokens, after, SIDE_WORDS)
    while is_word(tokens, after, SIDE_WORDS) and after - index < 6:
        after += 1
    while (
        is_word(tokens, after, ("to", "the", "in", "a", "an", "due", "on", "of", "towards", "toward"))
        and after - index < 5
    ):
        after += 1
    han = is_word(tokens, after, ("以", "向", "往", "的"))
    if han:
        after += 1
    direction = read_direction(tokens, after)
    if direction is None:
        return None, index
    token = token_at(tokens, after)
    if (
        token is not None
        and token.kind == "word"
        and not side
        and token.text in {"đông", "tây", "nam", "bắc"}
    ):
        return None, index
    after = direction[1]
    while is_word(tokens, after, ("侧", "面", "方", "方向", "边", "side", "direction")):
        after += 1
    return direction[0], after
