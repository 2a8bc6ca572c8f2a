"""Draw arrows, boxes and words on a copy of a picture; the original is never touched."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import ImageDraw, ImageFont

from border_gis.errors import InputError
from border_gis.exchange.pictures import flatten, open_picture, turn_upright

MOST_MARKS = 60
LONGEST_TEXT = 200
COLOURS = {"red": (214, 40, 40), "yellow": (255, 209, 0), "blue": (11, 93, 184), "white": (255, 255, 255)}

_QUALITY = 92
_LETTERS = "paper-letters-1/LiberationSans-Bold.ttf"
# Blocks of Unicode: Latin letters, those of Vietnamese, dashes and quotation marks, the euro, the dong.
_DRAWN = (
    (0x0020, 0x007E), (0x00A0, 0x017F), (0x01A0, 0x01A1), (0x01AF, 0x01B0), (0x1EA0, 0x1EF9),
    (0x2010, 0x2027), (0x20AB, 0x20AC),
)  # fmt: skip

Font = ImageFont.FreeTypeFont


class MarkKind(StrEnum):
    """What can be drawn on a copy."""

    ARROW = "arrow"
    BOX = "box"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing drawn on a copy.

    Attributes
    ----------
    kind : MarkKind
    from_x, from_y, to_x, to_y : float
        0 at the left and the top, 1 at the right and the bottom of the picture as it is
        looked at. An arrow points to the second; words begin at the first.
    text : str
    colour : str
        One of ``COLOURS``.
    """

    kind: MarkKind
    from_x: float
    from_y: float
    to_x: float = 0.0
    to_y: float = 0.0
    text: str = ""
    colour: str = "red"


def draw_marks(content: bytes, marks: Sequence[Mark], letters_folder: Path) -> bytes:
    """Return a copy of a picture, in its full size and turned the right way, with marks on it.

    Parameters
    ----------
    content : bytes
        The original.
    marks : sequence of Mark
    letters_folder : Path
        Folder of the letters that ship.

    Returns
    -------
    bytes
        A JPEG. The same marks on the same picture give the same bytes.

    Raises
    ------
    InputError
        If there is no mark, there are too many, or words hold letters that cannot be drawn.
    DataError
        If the picture is damaged, or has more pixels than can be decoded safely.
    """
    _check(marks)
    with open_picture(content) as image:
        copy = flatten(turn_upright(image))
    thickness_px = max(2.0, 0.006 * math.hypot(*copy.size))
    pen = ImageDraw.Draw(copy)
    font = ImageFont.truetype(str(letters_folder / _LETTERS), max(14, round(0.034 * max(copy.size))))
    for mark in marks:
        colour = COLOURS[mark.colour]
        start = (mark.from_x * copy.width, mark.from_y * copy.height)
        end = (mark.to_x * copy.width, mark.to_y * copy.height)
        if mark.kind is MarkKind.ARROW:
            _draw_arrow(pen, start, end, colour, thickness_px)
        elif mark.kind is MarkKind.BOX:
            corners = [
                min(start[0], end[0]),
                min(start[1], end[1]),
                max(start[0], end[0]),
                max(start[1], end[1]),
            ]
            pen.rectangle(corners, outline=colour, width=round(thickness_px))
        else:
            _draw_text(pen, start, mark.text, colour, font, copy.size)
    written = io.BytesIO()
    copy.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _check(marks: Sequence[Mark]) -> None:
    if not marks:
        raise InputError("annotating.nothing")
    if len(marks) > MOST_MARKS:
        raise InputError("annotating.too_many", most=MOST_MARKS)
    for mark in marks:
        corners = (mark.from_x, mark.from_y, mark.to_x, mark.to_y)
        if mark.colour not in COLOURS or not all(0.0 <= value <= 1.0 for value in corners):
            raise InputError("annotating.bad_mark")
        if mark.kind is MarkKind.TEXT:
            text = unicodedata.normalize("NFC", mark.text)
            if not text.strip() or len(text) > LONGEST_TEXT:
                raise InputError("annotating.bad_text", most=LONGEST_TEXT)
            strange = sorted({letter for letter in text if letter != "\n" and not _is_drawn(letter)})
            if strange:
                raise InputError("annotating.strange_letters", letters=" ".join(strange))


def _is_drawn(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _DRAWN)


def _draw_arrow(
    pen: ImageDraw.ImageDraw,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: tuple[int, int, int],
    thickness_px: float,
) -> None:
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    if length == 0.0:
        return
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    head = min(5.0 * thickness_px, length)
    neck = (end[0] - along[0] * head, end[1] - along[1] * head)
    pen.line([start, neck], fill=colour, width=round(thickness_px))
    side = (-along[1] * head * 0.55, along[0] * head * 0.55)
    pen.polygon(
        [end, (neck[0] + side[0], neck[1] + side[1]), (neck[0] - side[0], neck[1] - side[1])], fill=colour
    )


def _draw_text(
    pen: ImageDraw.ImageDraw,
    start: tuple[float, float],
    text: str,
    colour: tuple[int, int, int],
    font: Font,
    size: tuple[int, int],
) -> None:
    """Write words on a ground that they can be read on, moved in where they would leave the picture."""
    padding = font.size * 0.3
    lines = list(_wrap(unicodedata.normalize("NFC", text), font, size[0] - 2.0 * padding))
    line_height = font.size * 1.3
    width = max(font.getlength(line) for line in lines) + 2.0 * padding
    height = len(lines) * line_height + 2.0 * padding
    x = max(0.0, min(start[0], size[0] - width))
    y = max(0.0, min(start[1], size[1] - height))
    is_pale = 0.3 * colour[0] + 0.6 * colour[1] + 0.1 * colour[2] > 160.0
    pen.rectangle([x, y, x + width, y + height], fill=(29, 47, 58) if is_pale else (255, 255, 255))
    for number, line in enumerate(lines):
        base = y + padding + number * line_height + font.size
        pen.text((x + padding, base), line, font=font, fill=colour, anchor="ls")


def _wrap(text: str, font: Font, width_px: float) -> Iterator[str]:
    for paragraph in text.strip().split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width_px:
                yield line
                longer = word
            line = longer
        yield line
