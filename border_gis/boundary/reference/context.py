"""What is a reference in prose, and what only looks like one.

The grammar reads numbers; this module looks at what stands around them: a document number,
a date, a count, a road chainage, a clause of law and a figure to reach are not references.
"""

from __future__ import annotations

from enum import IntEnum

from border_gis.boundary.reference.grammar import LAST_NUMBER, Item
from border_gis.boundary.reference.measures import Tokens, is_glued, is_sign, is_word, token_at
from border_gis.boundary.reference.model import Reading, ReferenceEnd
from border_gis.boundary.reference.tokens import Gap, Token
from border_gis.boundary.reference.vocabulary import (
    AFTER_A_PLACE,
    BORDER_TALK,
    CALENDAR,
    COUNTED,
    COUNTED_ONLY_WITHOUT_HEAD,
    DEADLINES,
    FIGURES_TO_REACH,
    HAN_ADDRESS,
    HAN_AFTER_MARKER,
    HAN_VERBS,
    LIST_SIGNS,
    METRES,
    OTHER_M,
    OTHER_MARKERS,
    OTHER_NUMBERS,
    PLACE_TALK,
    PLACE_WORDS,
)

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_TALK_REACH = 400
_LAST_DAY = 31
_KINDS = frozenset({"đơn", "đôi", "ba", "chính", "phụ"})


class Strength(IntEnum):
    """How much a form without a head looks like a reference by itself."""

    NONE = 0
    SECONDARY = 1
    STRETCH = 2
    SURE = 3


def _ends(reading: Reading) -> tuple[ReferenceEnd, ...]:
    return (reading.start,) if reading.end is None else (reading.start, reading.end)


def _is_bare(end: ReferenceEnd) -> bool:
    return end.marker.sub is None and end.marker.position is None and end.offset_m is None


def is_plausible(tokens: Tokens, item: Item, headed: bool, listed: bool = False) -> bool:
    """Tell whether an item can be a reference, by its numbers and by what follows it.

    Parameters
    ----------
    tokens : sequence of Token
    item : Item
    headed : bool
        Whether a head announces it, inside or before it.
    listed : bool
        Whether it goes on with a list that a head announces.
    """
    ends = _ends(item.readings[0])
    if any(_is_bare(end) and _FIRST_YEAR <= end.marker.number <= _LAST_YEAR for end in ends):
        return False
    if any(end.marker.sub == 0 for end in ends):
        return headed
    follower = token_at(tokens, item.next)
    if follower is None:
        return True
    if _is_cut_off(tokens, item.next, follower, headed or listed):
        return False
    bare = all(_is_bare(end) for end in ends) and item.readings[0].kind != "offset"
    return not (bare and _is_counted(tokens, item.next, follower, headed, listed))


def _is_cut_off(tokens: Tokens, index: int, follower: Token, headed: bool) -> bool:
    """Tell whether the number goes on into something else: "/UBND", "%", ":30", "5G"."""
    if (
        follower.text in {"%", "‰", "°", "º", "℃", "℉", "$", "€", "¥", "′", '"', "″"}
        and follower.gap <= Gap.SPACE
    ):
        return follower.text != '"'
    behind = token_at(tokens, index + 1)
    glued = follower.gap is Gap.NONE
    if glued and follower.kind == "word":
        return True
    if behind is None or behind.gap is not Gap.NONE or not glued:
        return False
    if follower.text == "/":
        return True
    if follower.text in {".", ":", "+"} and behind.kind == "number":
        return True
    if follower.text == "," and behind.kind == "number":
        return not (headed and len(behind.raw) >= 2) or is_word(tokens, index + 2, COUNTED)
    return follower.text == "-" and (
        behind.kind == "number" or (behind.kind == "word" and behind.raw.isupper() and behind.raw != "M")
    )


def _is_counted(tokens: Tokens, index: int, follower: Token, headed: bool, listed: bool) -> bool:
    new_line = follower.gap >= Gap.LINE and follower.raw[0].isupper()
    if follower.gap >= Gap.PARAGRAPH or new_line:
        return False
    if follower.kind == "number" and len(follower.raw) == 3 and follower.gap is Gap.SPACE:
        return is_word(tokens, index + 1, COUNTED)
    if follower.text == "(" and not listed and not headed and is_word(tokens, index + 1, COUNTED):
        return True
    if follower.text == "cột" and is_word(tokens, index + 1, ("mốc",)):
        return True
    if follower.text == "lần" and is_word(tokens, index + 1, ("lượt",)):
        return False
    if (
        not headed
        and follower.kind == "word"
        and follower.raw.isascii()
        and follower.raw.islower()
        and follower.raw.endswith("s")
    ):
        return len(follower.raw) > 3 and follower.text not in AFTER_A_PLACE
    if follower.text not in COUNTED:
        return False
    if headed and follower.text in CALENDAR:
        behind = token_at(tokens, index + 1)
        return behind is None or behind.kind != "number"
    return not (headed and follower.text in COUNTED_ONLY_WITHOUT_HEAD)


def is_figure_to_reach(tokens: Tokens, head: int, item: Item) -> bool:
    """Tell whether the head at an index speaks of a milestone, a deadline or another marker."""
    before = [token.text for token in tokens[max(0, head - 3) : head]]
    end = item.readings[0].start
    near = before[-2:]
    point = _is_bare(end) and item.readings[0].kind == "point"
    if point and any(word in FIGURES_TO_REACH for word in near):
        return True
    if (
        point
        and near
        and (near[-1] in {"vượt", "sát"} or near == ["vượt", "qua"])
        and is_word(tokens, item.next, COUNTED)
    ):
        return True
    if point and _is_counted_kind(tokens, head, item):
        return True
    if point and _is_part_of_a_count(tokens, head):
        return True
    date_like = end.marker.number <= 31 and (end.marker.sub or 99) <= 12 and end.marker.position is None
    if date_like and any(word in DEADLINES for word in before):
        return True
    token = tokens[head]
    if before and before[-1] in OTHER_MARKERS and token.kind == "word":
        return True
    if token.raw in {"M", "m"}:
        return _is_other_m(tokens, head, item)
    return False


def _is_counted_kind(tokens: Tokens, head: int, item: Item) -> bool:
    """Tell whether "12 mốc 2 mặt" counts markers of a kind."""
    previous, follower = token_at(tokens, head - 1), token_at(tokens, item.next)
    if previous is None or follower is None or previous.kind != "number" or follower.kind != "word":
        return False
    return follower.gap is Gap.SPACE and follower.text not in AFTER_A_PLACE and follower.raw.islower()


def _is_part_of_a_count(tokens: Tokens, head: int) -> bool:
    """Tell whether "trong đó mốc đơn 410, mốc đôi 28" counts markers by kind."""
    if not is_word(tokens, head + 1, _KINDS):
        return False
    for index in (*range(head - 8, head - 1), *range(head + 2, head + 9)):
        other = is_word(tokens, index, ("mốc",)) and is_word(tokens, index + 1, _KINDS)
        number = token_at(tokens, index + 2)
        if is_sign(tokens, index + 3, "/("):
            continue
        if (
            other
            and tokens[index + 1].text != tokens[head + 1].text
            and number is not None
            and number.kind == "number"
        ):
            return True
    for index in range(head - 1, max(head - 16, 0), -1):
        if is_sign(tokens, index, ".;"):
            return False
        if is_word(tokens, index, ("đó", "gồm")) and is_word(tokens, index - 1, ("trong", "bao")):
            return True
    return False


def _speaks_of_concrete(tokens: Tokens, head: int) -> bool:
    for index in range(head - 1, max(head - 16, -1), -1):
        if is_sign(tokens, index, ".;") and not is_glued(tokens, index + 1):
            return False
        if is_word(tokens, index, ("tông", "vữa", "mác")):
            return True
    return False


def _is_other_m(tokens: Tokens, head: int, item: Item) -> bool:
    start = head
    while (
        start >= 2
        and tokens[start - 1].text in {",", "và", "/", "-", "and", "hoặc"}
        and tokens[start - 2].kind == "number"
    ):
        start -= 3 if is_word(tokens, start - 3, ("m",)) else 2
    reading = item.readings[0]
    bare = all(_is_bare(end) for end in _ends(reading))
    if bare and any(token.text in OTHER_M for token in tokens[max(0, start - 2) : start]):
        return True
    if bare and reading.start.marker.number % 25 == 0 and _speaks_of_concrete(tokens, head):
        return True
    if bare and is_word(tokens, item.next, OTHER_M):
        return True
    if is_glued(tokens, head) and tokens[head - 1].kind != "sign":
        return True
    previous = token_at(tokens, head - 1)
    if tokens[head].raw == "m" and previous is not None and previous.kind == "number":
        return True
    return is_sign(tokens, item.next, "x×*") and is_glued(tokens, item.next)


def strength_of(tokens: Tokens, item: Item) -> Strength:
    """Tell how much an item without a head looks like a reference by itself."""
    reading = item.readings[0]
    ends = _ends(reading)
    if any(end.offset_m is not None for end in ends):
        with_unit = any(token.text in METRES for token in tokens[item.first : item.after])
        if with_unit and all(end.marker.number > 0 for end in ends):
            return Strength.SURE
        if any(end.marker.number < 100 or end.marker.number > LAST_NUMBER for end in ends):
            return Strength.NONE
        return Strength.SURE if reading.kind == "range" else Strength.SECONDARY
    if any(end.marker.position is not None for end in ends):
        sure = all(end.marker.number >= 32 and (end.marker.position or 1) <= 3 for end in ends)
        return Strength.SURE if sure and is_glued(tokens, item.after - 2) else Strength.NONE
    secondary = [end for end in ends if end.marker.sub is not None]
    clear = any(end.marker.number >= 32 or (end.marker.sub or 0) > 12 for end in secondary)
    if reading.kind == "range":
        if secondary and clear and all(end.marker.number >= 32 for end in ends):
            return Strength.SURE
        hundreds = all(100 <= end.marker.number <= 1378 for end in ends)
        near = abs(ends[0].marker.number - ends[1].marker.number) <= 250
        return Strength.STRETCH if hundreds and near else Strength.NONE
    return Strength.SECONDARY if clear else Strength.NONE


def is_free_before(tokens: Tokens, index: int) -> bool:
    """Tell whether nothing before the index makes the number a part of something else."""
    previous = token_at(tokens, index - 1)
    if previous is None:
        return True
    glued = tokens[index].gap is Gap.NONE
    if previous.kind in {"word", "number"} and glued:
        return False
    if previous.text in {"$", "€", "¥", "#", "№", "〔", "["}:
        return False
    if glued and previous.text in {"/", "+", ".", "-", "~", ",", ":", "="}:
        further = token_at(tokens, index - 2)
        joined = further is not None and further.kind != "sign" and previous.gap is Gap.NONE
        if joined and previous.text == "," and further is not None and further.kind != "number":
            joined = False
        if joined and not (previous.text == ":" and further is not None and further.kind in {"word", "han"}):
            return False
    if previous.text in {".", ":"} and is_word(tokens, index - 2, OTHER_NUMBERS) and previous.gap is Gap.NONE:
        return is_word(tokens, index - 2, PLACE_WORDS) or previous.text == ":"
    return previous.text not in OTHER_NUMBERS


def stands_alone(tokens: Tokens, first: int, after: int) -> bool:
    """Tell whether the tokens fill a line or a table cell of their own."""
    previous, follower = token_at(tokens, first - 1), token_at(tokens, after)
    if is_sign(tokens, after, ".;,") and token_at(tokens, after + 1) is None:
        follower = None
    opens = previous is None or tokens[first].gap >= Gap.LINE or previous.text in {"|", "•", "-", "*"}
    opens = opens or _is_enumerator(tokens, first - 2)
    closes = follower is None or follower.gap >= Gap.LINE or follower.text in {"|", ";", "("}
    return opens and closes


def _is_enumerator(tokens: Tokens, index: int) -> bool:
    """Tell whether "1." or "b)" opens a line at the index."""
    token = token_at(tokens, index)
    opens = token is not None and len(token.raw) <= 2 and token.gap >= Gap.LINE
    return opens and is_sign(tokens, index + 1, ".)/") and is_glued(tokens, index + 1)


def speaks_of_places(text: str, start: int, end: int) -> bool:
    """Tell whether the text around speaks of land, so that a small number can be a marker's."""
    around = (text[max(0, start - _TALK_REACH) : start] + " " + text[end : end + _TALK_REACH]).lower()
    return any(word in around for word in PLACE_TALK)


def speaks_of_border(text: str, start: int, end: int) -> bool:
    """Tell whether the text around a place speaks of the border or of markers."""
    around = text[max(0, start - _TALK_REACH) : end + _TALK_REACH].lower()
    return any(word in around for word in BORDER_TALK)


def follows_place_word(tokens: Tokens, index: int) -> bool:
    """Tell whether "đoạn", "khu vực" or "biên giới:" stands right before the index."""
    at = index - 1
    if is_sign(tokens, at, ":(") or is_word(tokens, at, ("từ", "from", "tại", "at")):
        at -= 1
    if not is_word(tokens, at, PLACE_WORDS):
        return False
    return not is_word(tokens, at - 1, ("giai", "thế"))


def is_list_sign(tokens: Tokens, index: int) -> bool:
    """Tell whether a comma, a semicolon or "、" stands at the index."""
    token = token_at(tokens, index)
    return token is not None and token.text in LIST_SIGNS


def is_han_marker_number(tokens: Tokens, first: int, item: Item) -> bool:
    """Tell whether "号" behind the number can belong to a marker, not to a road, a paper or a house."""
    if is_word(tokens, first - 1, HAN_ADDRESS):
        return False
    follower = token_at(tokens, item.next)
    if follower is None or follower.kind == "sign" or follower.gap >= Gap.LINE:
        return True
    day = item.readings[0].start.marker.number <= _LAST_DAY
    return follower.text in HAN_AFTER_MARKER or (follower.text in HAN_VERBS and not day)
