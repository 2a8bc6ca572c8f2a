"""Find every reference in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from border_gis.boundary.reference.context import (
    Strength,
    follows_place_word,
    is_figure_to_reach,
    is_free_before,
    is_han_marker_number,
    is_plausible,
    speaks_of_border,
    speaks_of_places,
    stands_alone,
    strength_of,
)
from border_gis.boundary.reference.distances import read_distance
from border_gis.boundary.reference.grammar import Item, read_between, read_item
from border_gis.boundary.reference.heads import read_head
from border_gis.boundary.reference.lists import read_list
from border_gis.boundary.reference.measures import Tokens, is_glued, is_word, token_at
from border_gis.boundary.reference.model import FoundReference, MarkerReference, Reading, ReferenceEnd
from border_gis.boundary.reference.tables import marker_cells
from border_gis.boundary.reference.text import EvenText, make_even
from border_gis.boundary.reference.tokens import Gap, Token, tokenize
from border_gis.boundary.reference.vocabulary import (
    AND_WORDS,
    FROM_WORDS,
    HAN_MARKER_NOUNS,
    RANGE_WORDS,
    STARTERS,
)

_REACH = 240
_MOST_POSITIONS = 3
_LONGEST_HEAD = 10
_OPENS_HEAD = frozenset({"cột", "boundary", "border", "frontier", "第"})
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class _Hit:
    items: tuple[Item, ...]
    next: int


def find(text: str) -> tuple[FoundReference, ...]:
    """Find the marker references in a text.

    Parameters
    ----------
    text : str
        Prose in Vietnamese, Chinese or English; NFC or NFD; any length.

    Returns
    -------
    tuple of FoundReference
        In the order of the text and without overlaps. Offsets count code points of ``text``
        as it was given.

    Examples
    --------
    >>> [found.text for found in find("Sạt lở tại mốc 840+600m, Công văn số 303/UBND-NC.")]
    ['840+600m']
    """
    even = make_even(text)
    columns = marker_cells(even.text)
    found: list[FoundReference] = []
    for start, stop in _windows(even.text):
        tokens = tokenize(even.text, start, stop)
        found.extend(
            _as_found(text, even, tokens, _without_footnote(tokens, item))
            for item in _items(tokens, even.text, columns)
        )
    return tuple(found)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that have digits in or near them."""
    start = stop = -1
    for digit in _DIGIT.finditer(text):
        at = digit.start()
        if start < 0:
            start = max(0, at - _REACH)
        elif at > stop:
            yield _at_white_space(text, start, stop)
            start = max(stop, at - _REACH)
        stop = at + _REACH
    if start >= 0:
        yield _at_white_space(text, start, min(stop, len(text)))


def _at_white_space(text: str, start: int, stop: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace() and start % _REACH:
        start -= 1
    while stop < len(text) and not text[stop - 1].isspace() and stop % _REACH:
        stop += 1
    return start, min(stop, len(text))


def _as_found(text: str, even: EvenText, tokens: Tokens, item: Item) -> FoundReference:
    first, after = _with_head(tokens, item)
    start, end = even.span(tokens[first].start, tokens[after - 1].end)
    return FoundReference(text[start:end], start, end, item.readings)


def _with_head(tokens: Tokens, item: Item) -> tuple[int, int]:
    """Return the indices of an item together with the head before or behind it."""
    first, after = item.first, item.after
    for head in range(first - 1, max(first - _LONGEST_HEAD, -1), -1):
        if read_head(tokens, head) == first:
            first = head
            break
    while first and is_word(tokens, first - 1, _OPENS_HEAD):
        first -= 1
    if is_word(tokens, after, HAN_MARKER_NOUNS | {"号"}):
        after = max(after, item.next)
    return first, after


def _without_footnote(tokens: Tokens, item: Item) -> Item:
    """Take "(9)" behind a number for a footnote: no more than three markers share a number."""
    readings = tuple(_reading_without_footnote(reading) for reading in item.readings)
    if readings == item.readings:
        return item
    last = item.readings[0].end or item.readings[0].start
    behind = tokens[item.after - 1].text == ")" and (last.marker.position or 0) > _MOST_POSITIONS
    return replace(item, readings=readings, after=item.after - 3 if behind else item.after)


def _reading_without_footnote(reading: Reading) -> Reading:
    end = None if reading.end is None else _end_without_footnote(reading.end)
    return replace(reading, start=_end_without_footnote(reading.start), end=end)


def _end_without_footnote(end: ReferenceEnd) -> ReferenceEnd:
    if (end.marker.position or 0) <= _MOST_POSITIONS:
        return end
    return replace(end, marker=end.marker.without_position)


def _items(tokens: list[Token], text: str, columns: frozenset[int]) -> Iterator[Item]:
    index = 0
    while index < len(tokens):
        hit = _cell(tokens, index) if tokens[index].start in columns else None
        hit = hit or _read_at(tokens, index, text)
        if hit is None:
            index += 1
            continue
        yield from hit.items
        index = max(hit.next, index + 1) if hit.items or not columns else index + 1


def _cell(tokens: list[Token], index: int) -> _Hit | None:
    """Read the cell of a table whose column is headed "Mốc"."""
    items = read_list(tokens, index, headed=True)
    return _Hit(items, items[-1].next) if items else None


def _read_at(tokens: list[Token], index: int, text: str) -> _Hit | None:
    token = tokens[index]
    if token.kind != "number" and token.text not in STARTERS:
        return None
    distance = read_distance(tokens, index)
    if distance is not None and _is_free_distance(tokens, index):
        begins = index
        head = read_head(tokens, index)
        if head is not None:
            begins = head if tokens[head].gap is not Gap.NONE else index
        return _Hit((replace(distance, first=begins),), distance.next)
    between = read_between(tokens, index)
    if between is not None and (between.headed or _has_han_numbers(tokens, index, between)):
        if is_plausible(tokens, between, headed=True):
            return _Hit((between,), between.next)
        return None
    head = read_head(tokens, index)
    if head is not None:
        return _headed(tokens, index, index, text)
    if token.text in FROM_WORDS and index + 1 < len(tokens):
        return _from(tokens, index, text)
    if token.kind == "number":
        return _without_head(tokens, index, text)
    return None


def _is_free_distance(tokens: Tokens, index: int) -> bool:
    return (
        tokens[index].kind != "number"
        or is_free_before(tokens, index)
        or is_word(tokens, index - 1, ("đoạn", "khoảng"))
    )


def _has_han_numbers(tokens: Tokens, index: int, item: Item) -> bool:
    """Tell whether the stretch is written "571号和572号之间"."""
    numbers = [end.marker.number for end in (item.readings[0].start, item.readings[0].end) if end]
    return min(numbers) >= 100 and "号" in {t.text for t in tokens[index : item.next]}


def _headed(tokens: list[Token], index: int, head: int, text: str) -> _Hit | None:
    first = read_item(tokens, index)
    if first is None:
        return None
    if is_figure_to_reach(tokens, head, first) or _is_doubtful(tokens, head, first, text):
        return _Hit((), first.next)
    items = read_list(tokens, index, headed=True)
    if not items:
        return None
    return _Hit(items, items[-1].next)


def _is_doubtful(tokens: Tokens, head: int, item: Item, text: str) -> bool:
    """Tell whether "mốc 2" or "M4" stands in a text that speaks of no place at all."""
    reading = item.readings[0]
    number = reading.start.marker.number
    letter = tokens[head].raw in {"M", "m"}
    if number == 0 and not letter:
        return False
    qualified = not letter and item.first > head + 1
    bare = reading == Reading("point", ReferenceEnd(MarkerReference(number)))
    if number >= (100 if letter else 10) or qualified or not bare:
        return False
    first, last = tokens[head], tokens[item.after - 1]
    said = speaks_of_border if letter else speaks_of_places
    return not (said(text, first.start, last.end) or stands_alone(tokens, head, item.next))


def _from(tokens: list[Token], index: int, text: str) -> _Hit | None:
    items = read_list(tokens, index, headed=False)
    if not items or items[0].first != index:
        return None
    if items[0].headed:
        return _Hit(items, items[-1].next)
    if not is_free_before(tokens, index) or not _is_sure(tokens, items, index, text):
        return None
    return _Hit(items, items[-1].next)


def _without_head(tokens: list[Token], index: int, text: str) -> _Hit | None:
    if not _can_begin(tokens, index):
        return None
    items = read_list(tokens, index, headed=False)
    if not items:
        return None
    if not is_free_before(tokens, index) and not _is_numbered_marker(tokens, index, items):
        return None
    if _has_head_inside(tokens, items) or _has_han_number(tokens, items, text):
        return _Hit(items, items[-1].next)
    following = items[-1].next
    items = _without_small_numbers(items)
    if items and _is_sure(tokens, items, items[0].first, text):
        return _Hit(items, following)
    return None if any(item.headed for item in items) else _Hit((), following)


def _has_head_inside(tokens: Tokens, items: tuple[Item, ...]) -> bool:
    """Tell whether a head belongs to the first number: "1116号界碑", "đoạn 632 đến mốc 633"."""
    if not any(item.headed for item in items):
        return False
    first = items[0].first
    if any(token.text in HAN_MARKER_NOUNS for token in tokens[first : items[-1].next]):
        return True
    opens = tokens[first].gap >= Gap.LINE or is_word(tokens, first - 1, (":", "(", '"', "“", ";"))
    return opens or follows_place_word(tokens, first)


def _without_small_numbers(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Leave out running numbers and the like in front of what looks like a reference."""
    first = 0
    while first < len(items) and _is_small(items[first].readings[0]):
        first += 1
    return items[first:]


def _is_small(reading: Reading) -> bool:
    number = reading.start.marker.number
    return number < 100 and reading == Reading("point", ReferenceEnd(MarkerReference(number)))


def _can_begin(tokens: Tokens, index: int) -> bool:
    """Tell at a glance whether a number without a head is worth reading on."""
    follower = token_at(tokens, index + 1)
    if follower is None or len(tokens[index].raw) > 4:
        return False
    if follower.kind == "word":
        return follower.text in RANGE_WORDS or follower.text in AND_WORDS
    if follower.kind == "number" or (
        follower.text == "." and follower.gap is Gap.NONE and not is_glued(tokens, index + 2)
    ):
        return False
    return is_free_before(tokens, index) or is_word(tokens, index - 1, ("第", "约"))


def _is_numbered_marker(tokens: Tokens, index: int, items: tuple[Item, ...]) -> bool:
    """Allow "第1116号界碑"."""
    return is_word(tokens, index - 1, ("第", "约")) and any(item.headed for item in items)


def _has_han_number(tokens: Tokens, items: tuple[Item, ...], text: str) -> bool:
    """Accept "1116号" where the text speaks of the border and no road or paper follows."""
    last = items[-1]
    behind = is_word(tokens, last.after, ("号",))
    if not behind or not is_han_marker_number(tokens, items[0].first, last):
        return False
    near = text[max(0, tokens[items[0].first].start - 60) : tokens[last.after - 1].end + 60]
    return any(word in near for word in ("界碑", "界标", "边界", "边境", "国界", "界桩"))


def _is_sure(tokens: Tokens, items: tuple[Item, ...], index: int, text: str) -> bool:
    strengths = [strength_of(tokens, item) for item in items]
    best = max(strengths)
    first, last = tokens[items[0].first], tokens[items[-1].after - 1]
    alone = stands_alone(tokens, items[0].first, items[-1].next)
    talks = speaks_of_border(text, first.start, last.end)
    if best is Strength.SURE:
        return talks or alone
    if best is Strength.NONE:
        return False
    whole = alone and index <= 1 and items[-1].next >= len(tokens) - 1
    return whole or (talks and (follows_place_word(tokens, index) or (alone and best is Strength.STRETCH)))
