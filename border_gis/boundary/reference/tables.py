"""Tables in a text: the cells of a column that is headed "Mốc"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADING = re.compile(
    r"(?:số hiệu |số |tên |vị trí |đoạn |khu vực |các )?(?:cột )?mốc(?: giới| quốc giới| biên giới)?(?: số)?"
    r"|(?:so hieu |so |vi tri |doan )?(?:cot )?moc(?: gioi)?|đoạn biên giới|tham chiếu mốc"
    r"|(?:boundary |border )?(?:marker|pillar|monument)s?(?: nos?\.?| numbers?| references?)?"
    r"|界[碑标]编?号?|碑号|(?:起止)?界碑",
    re.IGNORECASE,
)
_SEPARATORS = "|\t;,"
_MAY_HEAD = re.compile(r"m[ốo]c|đoạn|marker|pillar|monument|碑|界标", re.IGNORECASE)
_NUMBERED_ROW = re.compile(r"\s*\d{1,3}[.)]?\s+(?=\d)")
_ROW = re.compile(r"\s*(?=\d)")
_LEADING_HEADING = re.compile(
    r"\s*(?:số hiệu mốc|(?:boundary |border )?marker nos?\.?|界碑编?号|碑号)(?:\s+[^\W\d]+)*\s*$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 60
_NUMBERED_HEADING = re.compile(
    rf"\s*(?:stt|tt|no\.?|#|序号)\s+(?:{_HEADING.pattern})(?!\s*\d)", re.IGNORECASE
)


def marker_cells(text: str) -> frozenset[int]:
    """Return where the contents of cells begin that stand under a heading for markers.

    Parameters
    ----------
    text : str
        Even text with a table in Markdown, tabs, semicolons or commas, or in lines that
        begin with a running number.

    Returns
    -------
    frozenset of int
        Offsets in the text.
    """
    if "\n" not in text or not _MAY_HEAD.search(text):
        return frozenset()
    return frozenset(_cells(text))


def _cells(text: str) -> Iterator[int]:
    table: tuple[str, int] | None = None
    numbered = ""
    at = 0
    for line in text.split("\n"):
        begins, at = at, at + len(line) + 1
        if len(line) > 2_000 or not line.strip():
            table, numbered = (table if line.strip() else None), ""
            continue
        heading = _read_heading(line) if _MAY_HEAD.search(line) else None
        if heading is not None or _NUMBERED_HEADING.match(line):
            table, numbered = heading, "rows" if heading is None else ""
        elif _LEADING_HEADING.match(line) and len(line) <= _LONGEST_HEADING:
            table, numbered = None, "leading"
        elif table is not None:
            spans = list(_split(line, table[0]))
            if len(spans) <= table[1]:
                table = None
            else:
                yield begins + spans[table[1]][0]
        elif numbered and (row := _NUMBERED_ROW.match(line) if numbered == "rows" else _ROW.match(line)):
            yield begins + row.end()


def _read_heading(line: str) -> tuple[str, int] | None:
    if any(character.isdigit() for character in line):
        return None
    for separator in _SEPARATORS:
        if separator not in line:
            continue
        cells = [line[start:end].strip() for start, end in _split(line, separator)]
        for index, cell in enumerate(cells):
            if _HEADING.fullmatch(cell) and not _is_count(cell, cells):
                return separator, index
    return None


def _is_count(cell: str, cells: list[str]) -> bool:
    """Tell whether "Số mốc" beside "Số hộ" heads a column of counts."""
    return cell.lower() == "số mốc" and any(
        other.lower().startswith("số ") for other in cells if other is not cell
    )


def _split(line: str, separator: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each cell, without white space and quotation marks."""
    start, quoted = 0, False
    for index, character in enumerate(line + separator):
        if character == '"':
            quoted = not quoted
        if character != separator or (quoted and index < len(line)):
            continue
        first, last = start, index
        while first < last and (line[first].isspace() or line[first] == '"'):
            first += 1
        while last > first and (line[last - 1].isspace() or line[last - 1] == '"'):
            last -= 1
        yield first, last
        start = index + 1
