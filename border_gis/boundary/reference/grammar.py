"""The grammar of marker references.

::

    item      = distance | between | stretch | pair | end
    stretch   = ["từ"] end ("-" | "đến" | ...) [head] end
    between   = "giữa" [head] end "và" [head] end
    pair      = end "và" [head] end                       neighbours: markers, or the stretch
    end       = marker [("+" | "-") length]
    marker    = number ["/" number] ["(" number ")"]
    head      = "mốc" qualifiers | "M" | "marker" qualifiers | "界碑" | ...

Each ``read_…`` function takes the tokens and an index and returns an :class:`Item` (or an
end) with the index behind it, or None. It never looks at what stands before the index:
whether a text speaks of markers at all is for ``context`` to say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from border_gis.boundary.reference.heads import skip_post_head, skip_to_head
from border_gis.boundary.reference.measures import (
    Tokens,
    is_glued,
    is_sign,
    is_word,
    read_decimal,
    read_length,
    read_unit,
    token_at,
)
from border_gis.boundary.reference.model import MarkerReference, Reading, ReferenceEnd
from border_gis.boundary.reference.tokens import Gap
from border_gis.boundary.reference.vocabulary import (
    AND_WORDS,
    BETWEEN_WORDS,
    COUNTED,
    FROM_WORDS,
    RANGE_SIGNS,
    RANGE_WORDS,
)

_KIND_WORDS = frozenset({"phụ", "chính", "secondary", "auxiliary", "辅碑", "主碑", "母碑", "子碑"})
_LEADING_TO = frozenset({"cho", "kéo", "dài", "chạy", "lên", "xuống", "sang", "ra", "thẳng", "起"})
_UP_TO = frozenset({"hết", "tận", "sát"})
LAST_NUMBER = 1378


@dataclass(frozen=True, slots=True)
class Item:
    """What was read from ``tokens[first:after]``.

    Attributes
    ----------
    first, after : int
        Token indices of the part that carries the meaning.
    readings : tuple of Reading
        Best first.
    headed : bool
        Whether a head stands inside the item.
    next : int
        Where reading goes on: behind a Chinese head that follows the number.
    """

    first: int
    after: int
    readings: tuple[Reading, ...]
    headed: bool
    next: int


@dataclass(frozen=True, slots=True)
class End:
    """A :class:`ReferenceEnd` in the tokens; ``alternative`` is the second end in "840-600m"."""

    first: int
    after: int
    end: ReferenceEnd
    headed: bool
    next: int
    alternative: ReferenceEnd | None = None


def read_marker(tokens: Tokens, index: int) -> tuple[MarkerReference, int] | None:
    """Read ``N``, ``N/k``, ``N(j)`` or ``N/k(j)``."""
    number = _read_main_number(tokens, index)
    if number is None:
        return None
    value, after = number
    sub, after = _read_sub(tokens, after, value)
    position, after = _read_position(tokens, after)
    return MarkerReference(value, sub, position), after


def _read_main_number(tokens: Tokens, index: int) -> tuple[int, int] | None:
    token = token_at(tokens, index)
    if token is None or token.kind != "number" or len(token.raw) > 4:
        return None
    fraction = token_at(tokens, index + 2)
    dotted = is_sign(tokens, index + 1, ".") and is_glued(tokens, index + 1) and is_glued(tokens, index + 2)
    if (
        dotted
        and fraction is not None
        and fraction.kind == "number"
        and token.raw == "1"
        and len(fraction.raw) == 3
    ):
        return int(token.raw + fraction.raw), index + 3
    return int(token.raw), index + 1


def _read_sub(tokens: Tokens, index: int, value: int) -> tuple[int | None, int]:
    token = token_at(tokens, index + 1)
    if token is None or token.kind != "number" or len(token.raw) > 2:
        return None, index
    slash = is_sign(tokens, index, "/")
    dot = (
        is_sign(tokens, index, ".") and is_glued(tokens, index) and is_glued(tokens, index + 1) and value > 9
    )
    if not slash and not (dot and len(token.raw) == 1):
        return None, index
    loose = not is_glued(tokens, index) and not is_glued(tokens, index + 1)
    if slash and loose and tokens[index].gap > Gap.SPACE:
        return None, index
    return int(token.raw), index + 2


def _read_position(tokens: Tokens, index: int) -> tuple[int | None, int]:
    inside = token_at(tokens, index + 1)
    if not (is_sign(tokens, index, "(") and inside is not None and inside.kind == "number"):
        return None, index
    if not is_sign(tokens, index + 2, ")") or len(inside.raw) > 1 or tokens[index].gap > Gap.LINE:
        return None, index
    return int(inside.raw), index + 3


def read_end(tokens: Tokens, index: int) -> End | None:
    """Read a marker with an optional offset, and a Chinese head behind it."""
    marker = read_marker(tokens, index)
    if marker is None:
        return None
    reference, after = marker
    headed, next_index = skip_post_head(tokens, after)
    offset = _read_offset(tokens, next_index)
    if offset is not None:
        metres, after, certain = offset
        headed_after, following = skip_post_head(tokens, after)
        if following == after and is_glued(tokens, after) and tokens[after].kind == "number":
            following += 1
        end = ReferenceEnd(reference, metres)
        if certain:
            return End(index, after, end, headed or headed_after, following)
        second = ReferenceEnd(MarkerReference(int(abs(metres))))
        return End(index, after, end, headed, following, second)
    return End(index, after, ReferenceEnd(reference), headed, next_index)


def _read_offset(tokens: Tokens, index: int) -> tuple[float, int, bool] | None:
    """Read "+600m"; for "-600m" the last value is False: it may be a stretch as well."""
    bullet = is_sign(tokens, index, "+") and tokens[index].gap >= Gap.LINE and not is_glued(tokens, index + 1)
    plus = (is_sign(tokens, index, "+") and not bullet) or is_word(tokens, index, ("cộng", "plus", "加"))
    if plus:
        length = read_length(tokens, index + 1)
        if length is not None:
            return length[0], length[1], True
        number = read_decimal(tokens, index + 1, thousands=True)
        if number is None or read_unit(tokens, number[1]) is not None:
            return None
        return number[0], number[1], True
    if is_sign(tokens, index, "-") and index + 2 < len(tokens):
        digits = tokens[index + 1]
        unit = read_unit(tokens, index + 2)
        whole = digits.kind == "number" and len(digits.raw) <= 4 and unit is not None and unit[0] == 1.0
        if whole and unit is not None and tokens[index + 2].text == "m":
            return -float(digits.raw), unit[1], False
    return None


def read_headed_end(tokens: Tokens, index: int) -> End | None:
    """Read an end with or without a head of its own."""
    number = skip_to_head(tokens, index)
    if number is None and is_word(tokens, index, ("第", "số")):
        index += 1
    end = read_end(tokens, index if number is None else number)
    if end is None or number is None:
        return end
    first = index if tokens[number].gap is Gap.NONE and tokens[number - 1].raw in {"M", "m"} else number
    return replace(end, first=first, headed=True)


def read_between(tokens: Tokens, index: int) -> Item | None:
    """Read "giữa mốc 5 và 6"."""
    if not is_word(tokens, index, BETWEEN_WORDS):
        return None
    one = read_headed_end(tokens, index + 1)
    if one is None:
        return None
    if not (is_word(tokens, one.next, AND_WORDS) or is_word(tokens, one.next, RANGE_WORDS | RANGE_SIGNS)):
        return None
    other = read_headed_end(tokens, one.next + 1)
    if other is None:
        return None
    reading = Reading("range", one.end, other.end)
    return Item(index, other.after, (reading,), one.headed or other.headed, other.next)


def read_item(tokens: Tokens, index: int) -> Item | None:
    """Read a stretch, a pair or a single end, with or without heads."""
    begins = index + 1 if is_word(tokens, index, FROM_WORDS) else index
    one = read_headed_end(tokens, begins)
    if one is None:
        return None
    first = one.first
    stretch = _read_second_end(tokens, one)
    if stretch is not None and stretch.end != one.end:
        other = stretch
        reading = Reading("range", one.end, other.end)
        start = index if begins > index else first
        readings = (reading, *_alternative_of(other, reading))
        after, following = _skip_between_tail(tokens, other)
        return Item(start, after, readings, one.headed or other.headed, following)
    pair = _read_pair(tokens, one)
    if pair is not None:
        return pair
    readings = (Reading("point", one.end),)
    if one.alternative is not None:
        straight = Reading("range", ReferenceEnd(one.end.marker), one.alternative)
        near = 0 < one.alternative.marker.number - one.end.marker.number <= 60
        readings = (straight, *readings) if near else (*readings, straight)
    return Item(first, one.after, readings, one.headed, one.next)


def _alternative_of(other: End, reading: Reading) -> tuple[Reading, ...]:
    if other.alternative is None:
        return ()
    return (Reading("range", reading.start, ReferenceEnd(other.end.marker)),)


def _skip_between_tail(tokens: Tokens, other: End) -> tuple[int, int]:
    """Take in "之间" behind a Chinese stretch."""
    after = other.next
    if is_word(tokens, after, ("之",)):
        after += 1
    if is_word(tokens, after, ("之间", "间", "区间")):
        return after + 1, after + 1
    return other.after, other.next


def _read_second_end(tokens: Tokens, one: End) -> End | None:
    index = _skip_leading_to(tokens, skip_remark(tokens, one.next))
    token = token_at(tokens, index)
    if token is None or one.alternative is not None:
        return None
    if index > one.next and token.text not in RANGE_WORDS:
        return None
    if token.text == "." and is_sign(tokens, index + 1, ".") and is_glued(tokens, index + 1):
        dots = index + 3 if is_sign(tokens, index + 2, ".") else index + 2
        other = read_headed_end(tokens, dots)
        return other if other is not None and _fits_a_sign(tokens, one, other) else None
    if token.text in RANGE_SIGNS:
        after = index + 1
        while is_sign(tokens, after, "->") and is_glued(tokens, after):
            after += 1
        other = read_headed_end(tokens, after)
        if other is None or not _fits_a_sign(tokens, one, other):
            return None
        if token.gap >= Gap.LINE and not is_glued(tokens, after) and _is_bullet(tokens, one, other):
            return None
        return _without_footnote_digit(one, other)
    if token.text in RANGE_WORDS:
        after = index + 1
        while is_word(tokens, after, _UP_TO):
            after += 1
        other = read_headed_end(tokens, after)
        if other is not None and token.gap is Gap.PARAGRAPH and not other.headed:
            return None
        return other
    if token.text == "," and is_word(tokens, index + 1, RANGE_WORDS):
        return read_headed_end(tokens, index + 2)
    return None


def _skip_leading_to(tokens: Tokens, index: int) -> int:
    """Return the index of "đến" behind "cho" or "kéo dài", or the same index."""
    after = index
    while is_word(tokens, after, _LEADING_TO) and after - index < 3:
        after += 1
    return after if is_word(tokens, after, RANGE_WORDS) else index


def skip_remark(tokens: Tokens, index: int) -> int:
    """Return the index behind "(xã Lũng Cú)", or the same index."""
    if not is_sign(tokens, index, "("):
        return index
    for after in range(index + 1, min(index + 14, len(tokens))):
        if is_sign(tokens, after, ")"):
            return after + 1
    return index


def _is_bullet(tokens: Tokens, one: End, other: End) -> bool:
    """Tell whether the dash opens a line of its own and is no part of a broken stretch."""
    follower = token_at(tokens, other.next)
    step = other.end.marker.number - one.end.marker.number
    near = 0 <= step <= 100
    if one.first and tokens[one.first - 1].text == "-" and tokens[one.first - 1].gap >= Gap.LINE:
        return True
    counted = follower is not None and follower.text in COUNTED and follower.gap < Gap.LINE
    return other.headed or counted or not near


def _without_footnote_digit(one: End, other: End) -> End:
    """Read "571-5729" as 571-572 with a footnote: numbers end at 1378 (Protocol of 18/11/2009, Art. 7)."""
    marker = other.end.marker
    if marker.number <= LAST_NUMBER or marker.sub is not None or other.end.offset_m is not None:
        return other
    shorter = marker.number // 10
    if not 0 < shorter - one.end.marker.number <= 300:
        return other
    return replace(other, end=ReferenceEnd(MarkerReference(shorter)))


def _fits_a_sign(tokens: Tokens, one: End, other: End) -> bool:
    """Refuse "632 - 30 người", "1-1-2026" and a number glued to letters behind the dash."""
    follower = token_at(tokens, other.next)
    if follower is None:
        return True
    bare = other.end == ReferenceEnd(MarkerReference(other.end.marker.number)) and not other.headed
    spaced = not is_glued(tokens, one.next) and not is_glued(tokens, other.first)
    far_below = other.end.marker.number * 2 < one.end.marker.number
    if bare and spaced and far_below and follower.kind == "word" and follower.gap < Gap.LINE:
        return False
    chained = follower.text == "-" and is_glued(tokens, other.next) and is_glued(tokens, other.next + 1)
    if chained and token_at(tokens, other.next + 1) is not None and tokens[other.next + 1].kind == "number":
        return False
    if follower.text == "/" and is_glued(tokens, other.next):
        return False
    return not (follower.kind == "word" and follower.gap is Gap.NONE and follower.raw.lower() != "m")


def _read_pair(tokens: Tokens, one: End) -> Item | None:
    """Read "571 và mốc 572" when the two are neighbours."""
    if not is_word(tokens, one.next, AND_WORDS - {"với", "with"}):
        return None
    other = read_headed_end(tokens, one.next + 1)
    if other is None or other.alternative is not None or tokens[one.next].gap is Gap.PARAGRAPH:
        return None
    if other.headed and any(token.text in _KIND_WORDS for token in tokens[one.next : other.first]):
        return None
    tail, following = _skip_between_tail(tokens, other)
    stretch = Reading("range", one.end, other.end)
    if following != other.next:
        return Item(one.first, tail, (stretch,), one.headed or other.headed, following)
    if not are_neighbours(one.end.marker, other.end.marker):
        return None
    if is_word(tokens, other.next, RANGE_WORDS) or _read_second_end(tokens, other) is not None:
        return None
    readings = (stretch, Reading("point", one.end), Reading("point", other.end))
    return Item(one.first, other.after, readings, one.headed or other.headed, other.next)


def are_neighbours(one: MarkerReference, other: MarkerReference) -> bool:
    """Tell whether the numbers alone show two markers to follow one another."""
    if one.number == other.number:
        return (one.sub or 0) + 1 == (other.sub or 0)
    return one.number + 1 == other.number and other.sub is None
