"""Read a field in which a reference is expected."""

from __future__ import annotations

from border_gis.boundary.reference.distances import read_distance
from border_gis.boundary.reference.grammar import Item, read_between, read_item
from border_gis.boundary.reference.heads import skip_to_head
from border_gis.boundary.reference.lists import read_list
from border_gis.boundary.reference.measures import is_sign
from border_gis.boundary.reference.model import Reading
from border_gis.boundary.reference.text import make_even
from border_gis.boundary.reference.tokens import Token, tokenize
from border_gis.boundary.reference.vocabulary import BEFORE_MARKER_NOUN
from border_gis.errors import InputError

_LONGEST_FIELD = 2_000


def parse(text: str) -> tuple[Reading, ...]:
    """Read a field that holds one reference.

    Parameters
    ----------
    text : str
        Such as ``"840+600m"``, ``"mốc 834/1 - 835"`` or ``"1116号界碑"``.

    Returns
    -------
    tuple of Reading
        Every way to understand it, best first.

    Raises
    ------
    InputError
        If the text is empty, too long, holds several references, or is none.

    Examples
    --------
    >>> [reading.kind for reading in parse("840-600m")]
    ['point', 'range']
    """
    items = _read_field(text)
    if len(items) > 1:
        raise InputError("reference.several", text=_shown(text), count=len(items))
    _refuse_impossible(items, text)
    return items[0].readings


def parse_list(text: str) -> tuple[tuple[Reading, ...], ...]:
    """Read a field that may hold several references: ``"556/1-556/2; 560-561; 836(2)"``.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of tuple of Reading
        For each reference every way to understand it, best first.

    Raises
    ------
    InputError
        If the text is empty, too long, or holds something else.
    """
    items = _read_field(text)
    _refuse_impossible(items, text)
    return tuple(item.readings for item in items)


def _read_field(text: str) -> tuple[Item, ...]:
    if len(text) > _LONGEST_FIELD:
        raise InputError("reference.too_long", length=len(text), longest=_LONGEST_FIELD)
    even = make_even(text)
    tokens = tokenize(even.text)
    while tokens and tokens[-1].text in {".", ";", ","}:
        tokens.pop()
    if not tokens:
        raise InputError("reference.empty")
    start = 0
    items = _items(tokens, start)
    if not (items and items[-1].next >= len(tokens)):
        start = _skip_opening(tokens)
        items = _items(tokens, start)
    if items and items[-1].next >= len(tokens):
        return items
    reached = items[-1].next if items else start
    at = tokens[min(reached, len(tokens) - 1)]
    begins, _ = even.span(at.start, at.end)
    raise InputError("reference.not_understood", text=_shown(text), rest=_shown(text[begins:]))


def _items(tokens: list[Token], start: int) -> tuple[Item, ...]:
    whole = (read_distance(tokens, start), read_between(tokens, start), read_item(tokens, start))
    for item in whole:
        if item is not None and item.next >= len(tokens):
            return (item,)
    return read_list(tokens, start, headed=True)


def _skip_opening(tokens: list[Token]) -> int:
    """Skip "khu vực", "đoạn" and the like in front of a number without a head."""
    index = 0
    while index < min(5, len(tokens) - 1) and tokens[index].text in BEFORE_MARKER_NOUN:
        index += 1
    if index and skip_to_head(tokens, index) is None and tokens[index].kind != "number":
        return 0
    return index + 1 if is_sign(tokens, index, ":") else index


def _refuse_impossible(items: tuple[Item, ...], text: str) -> None:
    for item in items:
        reading = item.readings[0]
        for end in (reading.start, reading.end):
            if end is not None and end.marker.sub == 0:
                raise InputError("reference.sub_zero", marker=str(end.marker), main=end.marker.number)
            if end is not None and end.marker.position == 0:
                raise InputError("reference.position_zero", marker=str(end.marker), text=_shown(text))


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
