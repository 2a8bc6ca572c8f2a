"""Lists under one head: "556/1-556/2, 560-561, 836(2)", "675 (1), (2)"."""

from __future__ import annotations

from dataclasses import replace

from border_gis.boundary.reference.context import is_list_sign, is_plausible
from border_gis.boundary.reference.distances import read_distance
from border_gis.boundary.reference.grammar import Item, are_neighbours, read_item, skip_remark
from border_gis.boundary.reference.heads import skip_post_head, skip_to_head
from border_gis.boundary.reference.measures import Tokens, is_glued, is_sign, is_word, token_at
from border_gis.boundary.reference.model import Reading, ReferenceEnd
from border_gis.boundary.reference.tokens import Gap
from border_gis.boundary.reference.vocabulary import AFTER_A_PLACE, AND_WORDS, BEFORE_MARKER_NOUN

_OR_WORDS = frozenset({"hoặc", "hay", "or", "或", "cùng", "lẫn", "as", "well"})
_LIST_LIMIT = 500
_LARGEST_STEP = 400


def read_list(tokens: Tokens, index: int, headed: bool) -> tuple[Item, ...]:
    """Read one item, or several with commas, semicolons and "và" between them.

    Parameters
    ----------
    tokens : sequence of Token
    index : int
        Where the first item begins, head included.
    headed : bool
        Whether a head announces the list.

    Returns
    -------
    tuple of Item
        Empty when nothing is there that can be a reference.
    """
    first = read_item(tokens, index)
    if first is None:
        return ()
    headed = headed or first.headed
    pair = (
        len(first.readings) == 3 and first.readings[0].kind == "range" and first.readings[1].kind == "point"
    )
    if pair and _after_separator(tokens, first.next, headed) is not None and _goes_on(tokens, first, headed):
        first = _only_first(tokens, first)
    if not is_plausible(tokens, first, headed):
        first = _only_first(tokens, first)
        if not is_plausible(tokens, first, headed):
            return ()
    items = [*_with_positions(tokens, first)]
    bullet = items[0].first - 1
    bulleted = headed and is_sign(tokens, bullet, "-•*+") and tokens[bullet].gap >= Gap.LINE
    while len(items) < _LIST_LIMIT:
        following = _next_item(tokens, items[-1], headed or any(i.headed for i in items), bulleted)
        if following is None:
            break
        items.extend(_with_positions(tokens, following))
    return tuple(items)


def _only_first(tokens: Tokens, item: Item) -> Item:
    """Take only the first end of a pair or a stretch whose second end is something else."""
    start = item.readings[0].start if item.readings[0].kind == "range" else item.readings[-1].start
    after = item.first
    while after < item.after and tokens[after].text not in AND_WORDS and not _joins(tokens, after):
        after += 1
    if after in {item.after, item.first}:
        return item
    headed, following = skip_post_head(tokens, after)
    return Item(item.first, after, (Reading("point", start),), item.headed or headed, following)


def _joins(tokens: Tokens, index: int) -> bool:
    return tokens[index].text in {"-", "~", ">", "đến", "tới", "to", "至", "到"}


def _goes_on(tokens: Tokens, item: Item, headed: bool) -> bool:
    return _next_item(tokens, item, headed, False) is not None


def _with_positions(tokens: Tokens, item: Item) -> list[Item]:
    """Open out "222(1)(2)(3)", "675 (1), (2)" and "836(1,2)"."""
    items = [item]
    last = item.readings[0].end or item.readings[0].start
    plain = last.offset_m is None
    if plain and last.marker.position is None and item.readings[0].kind == "point":
        together = _positions_together(tokens, item.next)
        if together is not None:
            positions, after = together
            marker = last.marker
            ends = [ReferenceEnd(replace(marker, position=position)) for position in positions]
            return [replace(item, readings=(Reading("point", end),), after=after, next=after) for end in ends]
    while plain and last.marker.position is not None:
        index = items[-1].next
        while (
            is_list_sign(tokens, index)
            or is_word(tokens, index, AND_WORDS | _OR_WORDS)
            or is_sign(tokens, index, "/")
        ):
            index += 1
        inside = token_at(tokens, index + 1)
        if not (is_sign(tokens, index, "(") and is_sign(tokens, index + 2, ")") and inside is not None):
            break
        if inside.kind != "number" or len(inside.raw) > 1 or int(inside.raw) > 3:
            break
        end = ReferenceEnd(replace(last.marker, position=int(inside.raw)))
        items.append(Item(index, index + 3, (Reading("point", end),), item.headed, index + 3))
    return items


def _positions_together(tokens: Tokens, index: int) -> tuple[list[int], int] | None:
    if not is_sign(tokens, index, "("):
        return None
    positions: list[int] = []
    after = index + 1
    while True:
        token = token_at(tokens, after)
        if token is None or token.kind != "number" or token.raw not in {"1", "2", "3"}:
            return None
        positions.append(int(token.raw))
        sign = token_at(tokens, after + 1)
        if sign is None:
            return None
        if sign.text == ")":
            return (positions, after + 2) if len(positions) > 1 else None
        if sign.text == "." and is_sign(tokens, after + 2, "."):
            last = token_at(tokens, after + 3)
            if last is None or last.raw not in {"2", "3"} or not is_sign(tokens, after + 4, ")"):
                return None
            return list(range(positions[-1], int(last.raw) + 1)), after + 5
        if sign.text not in {",", ";", "-", "và", "and", "、"}:
            return None
        after += 2


def _after_separator(tokens: Tokens, index: int, headed: bool) -> int | None:
    """Return the index behind ", và", ";" or a bullet, or None."""
    token = token_at(tokens, index)
    if token is None:
        return None
    after = index
    if is_list_sign(tokens, after):
        after += 1
        if is_sign(tokens, after, "-•*+") and tokens[after].gap >= Gap.LINE:
            after += 1
    if is_word(tokens, after, AND_WORDS | _OR_WORDS):
        after += 1
        if is_word(tokens, after, ("với", "well", "as")):
            after += 1
    if after == index and headed and is_sign(tokens, index, "-•+*") and token.gap >= Gap.LINE:
        return index + 1
    return after if after > index else None


def _next_item(tokens: Tokens, last: Item, headed: bool, bulleted: bool) -> Item | None:
    begins = _after_separator(tokens, skip_remark(tokens, last.next), headed and bulleted)
    if begins is None:
        return _slash_item(tokens, last)
    elliptic = _sub_alone(tokens, begins, last)
    if elliptic is not None:
        return elliptic
    number = skip_to_head(tokens, begins)
    if number is None and is_word(tokens, begins, BEFORE_MARKER_NOUN):
        return None
    if number is not None and not headed:
        return None
    if read_distance(tokens, begins) is not None:
        return None
    item = read_item(tokens, begins)
    if item is None:
        return None
    if len(item.readings) == 3:
        item = _only_first(tokens, item)
    if not is_plausible(tokens, item, item.headed, listed=headed):
        item = _only_first(tokens, item)
        if not is_plausible(tokens, item, item.headed, listed=headed):
            return None
    return item if item.headed or _continues(tokens, last, item) else None


def _slash_item(tokens: Tokens, last: Item) -> Item | None:
    """Read the second of "261(1)/261(2)"."""
    if not is_sign(tokens, last.next, "/") or not is_glued(tokens, last.next + 1):
        return None
    item = read_item(tokens, last.next + 1)
    if item is None or item.readings[0].kind != "point":
        return None
    one, other = last.readings[0].start.marker, item.readings[0].start.marker
    return item if other.position is not None and one.number == other.number else None


def _sub_alone(tokens: Tokens, index: int, last: Item) -> Item | None:
    """Read the "/2" of "556/1, /2"."""
    number = token_at(tokens, index + 1)
    marker = (last.readings[0].end or last.readings[0].start).marker
    if not is_sign(tokens, index, "/") or number is None or number.kind != "number" or marker.sub is None:
        return None
    if len(number.raw) > 2:
        return None
    end = ReferenceEnd(replace(marker, sub=int(number.raw), position=None))
    return Item(index, index + 2, (Reading("point", end),), last.headed, index + 2)


def _continues(tokens: Tokens, last: Item, item: Item) -> bool:
    """Tell whether a number without a head goes on with the list before it."""
    before = (last.readings[0].end or last.readings[0].start).marker
    marker = item.readings[0].start.marker
    if marker.sub is not None or marker.position is not None or item.readings[0].start.offset_m is not None:
        return True
    if are_neighbours(before, marker):
        return True
    follower = token_at(tokens, item.next)
    closed = follower is None or follower.kind == "sign" or follower.gap >= Gap.PARAGRAPH
    if item.readings[0].kind == "range":
        return True
    step = marker.number - before.number
    if follower is not None and follower.kind == "word" and marker.number * 2 < before.number:
        return False
    if closed or is_word(tokens, item.next, AFTER_A_PLACE):
        return True
    return 0 < step <= _LARGEST_STEP and len(str(marker.number)) >= len(str(before.number))
