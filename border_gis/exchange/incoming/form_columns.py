"""The columns of a form's export, as its rows can be read like those of any other table.

What the exports of KoboToolbox and ODK do to a question, and is undone here: a point becomes
four columns, or one text ``latitude longitude altitude accuracy``; a question with several
answers becomes a column of 0 and 1 for each answer; a group stands before the name; a photo
is the name of a file; what the server keeps for itself stands beside what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.exchange.incoming.model import SAMPLE_ROWS, IncomingField, IncomingRow, write_sample
from border_gis.exchange.incoming.values import read_number, read_text

MOST_ROWS_LOOKED_AT = 5_000
POINT_PARTS = ("latitude", "longitude", "altitude", "accuracy")
LATE_NAMES = (
    *("today", "start", "SubmissionDate", "_submission_time", "end"),
    *("username", "deviceid", "phonenumber", "subscriberid", "simserial", "audit"),
)
"""What a device or a server notes by itself: it stands behind what a person answered, the day first."""

_POINT = re.compile(r"-?\d{1,3}(?:\.\d+)? -?\d{1,3}(?:\.\d+)?(?: -?\d+(?:\.\d+)?){0,2}")
_TRACE = re.compile(rf"(?:{_POINT.pattern}\s*;\s*)+(?:{_POINT.pattern})?\s*;?\s*")
_MEDIA = re.compile(
    r"[^\n\t]{1,200}\.(?:jpe?g|png|tiff?|gif|webp|hei[cf]|mp4|mov|m4v|3gp|pdf|docx?|xlsx?|m4a|amr|mp3|wav|ogg)",
    re.IGNORECASE,
)
_XML_PATH = re.compile(r"[A-Za-z_][\w.]*(?:[/-][A-Za-z_][\w.]*)+")
# Briefcase writes dates as Java's medium style of the United States does.
_BRIEFCASE_TIMES = ("%b %d, %Y %I:%M:%S %p", "%b %d, %Y")
_BRIEFCASE = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}(?: \d{1,2}:\d\d:\d\d [AP]M)?")
_CHOSEN, _NOT_CHOSEN = frozenset({"1", "true", "TRUE", "True"}), frozenset({"0", "false", "FALSE", "False"})


@dataclass(slots=True)
class _Seen:
    """What stands in a column, as far as it was looked at."""

    filled: int = 0
    points: int = 0
    traces: int = 0
    media: int = 0
    ticks: int = 0

    def add(self, text: str) -> None:
        self.filled += 1
        self.points += bool(_POINT.fullmatch(text) and "." in text)
        self.traces += bool(_TRACE.fullmatch(text) and ";" in text)
        self.media += bool(_MEDIA.fullmatch(text))
        self.ticks += text in _CHOSEN or text in _NOT_CHOSEN

    def is_all(self, name: str) -> bool:
        return self.filled > 0 and getattr(self, name) == self.filled


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How the columns of one table of a form become fields.

    Attributes
    ----------
    kept : mapping of str to str
        The export's column for each field that stays as it is.
    points : tuple of mapping
        For each point its columns by part, or its one column under ``"text"``; the first is
        the place of the row.
    choices : mapping of str to tuple of (str, str)
        For each question with several answers the columns and what each stands for.
    trace : str
        Column of a line or an area; empty for none.
    media : tuple of str
        Columns that hold names of files.
    """

    kept: Mapping[str, str]
    points: tuple[Mapping[str, str], ...] = ()
    choices: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    trace: str = ""
    media: tuple[str, ...] = ()

    @property
    def has_place(self) -> bool:
        """Whether the rows of the table can have a position of their own."""
        return bool(self.points or self.trace)

    @property
    def field_names(self) -> tuple[str, ...]:
        """The fields that come out, the place first and what devices note last."""
        names = [name for name in self.kept if name not in LATE_NAMES]
        late = [name for name in LATE_NAMES if name in self.kept]
        return (*names, *self.choices, *(POINT_PARTS if self.points else ()), *late)

    def read_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a row."""
        read = {name: _read_time(values.get(source)) for name, source in self.kept.items()}
        for question, answers in self.choices.items():
            chosen = [name for column, name in answers if read_text(values.get(column)) in _CHOSEN]
            read[question] = ", ".join(chosen) or None
        if self.points:
            read.update(dict.fromkeys(POINT_PARTS))
            # A second point stands in where the first was not taken.
            filled = (point for point in (_read_point(each, values) for each in self.points) if point)
            read.update(next(filled, {}))
        return {name: read[name] for name in self.field_names}

    def read_media(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names of the files that belong to a row."""
        return tuple(name for column in self.media if (name := read_text(values.get(column))))

    def read_trace(self, values: Mapping[str, Any]) -> BaseGeometry | None:
        """Return the line or the area of a row in longitude and latitude; None for none."""
        return read_trace(read_text(values.get(self.trace))) if self.trace else None


def plan_columns(
    names: Sequence[str], rows: Iterable[IncomingRow], dropped: Iterable[str], separator: str
) -> ColumnPlan:
    """Look through the rows of a table and say what its columns are.

    Parameters
    ----------
    names : sequence of str
        The columns in their order.
    rows : iterable of IncomingRow
        The first ``MOST_ROWS_LOOKED_AT`` are looked at.
    dropped : iterable of str
        Columns that are the server's own.
    separator : str
        Between a group and what is in it: ``"/"`` or ``"-"``.
    """
    seen = _look(names, rows)
    # Beside a file's name KoboToolbox gives the address at which the server has it.
    gone = {*dropped, *(f"{name}_URL" for name in names)}
    left = [name for name in names if name not in gone]
    points, taken = _find_points(left, seen)
    left = [name for name in left if name not in taken]
    traces = [name for name in left if seen[name].is_all("traces")]
    media = tuple(name for name in left if seen[name].is_all("media"))
    choices, ticked = _find_choices(left, seen)
    gone = {*media, *traces, *ticked}
    kept = _shorten([name for name in left if name not in gone], separator)
    shortened = _shorten([*choices], separator)
    return ColumnPlan(
        kept=kept,
        points=points,
        choices={short: choices[question] for short, question in shortened.items() if short not in kept},
        trace=traces[0] if traces else "",
        media=media,
    )


def describe_fields(plan: ColumnPlan, rows: Iterable[IncomingRow]) -> tuple[IncomingField, ...]:
    """Return the fields of a planned table with the first values of each; rows as the file has them."""
    first = [plan.read_values(row.values) for _, row in zip(range(SAMPLE_ROWS), rows, strict=False)]
    return tuple(
        IncomingField(name, tuple(text for values in first if (text := write_sample(values.get(name)))))
        for name in plan.field_names
    )


def read_trace(text: str) -> BaseGeometry | None:
    """Return the line or area that a form writes as ``lat lon alt acc;lat lon alt acc;…``."""
    corners = [part.split() for part in text.split(";") if part.strip()]
    if any(len(corner) < 2 for corner in corners):
        return None
    places = [(float(corner[1]), float(corner[0])) for corner in corners]
    if len(places) >= 4 and places[0] == places[-1]:
        return Polygon(places)
    return LineString(places) if len(places) >= 2 else None


def _look(names: Sequence[str], rows: Iterable[IncomingRow]) -> dict[str, _Seen]:
    seen = {name: _Seen() for name in names}
    for _, row in zip(range(MOST_ROWS_LOOKED_AT), rows, strict=False):
        for name, value in row.values.items():
            if name in seen and (text := read_text(value)):
                seen[name].add(text)
    return seen


def _find_points(
    names: Sequence[str], seen: Mapping[str, _Seen]
) -> tuple[tuple[Mapping[str, str], ...], frozenset[str]]:
    """Find the points: four columns, one text, or both, of which the columns say it better."""
    found: list[tuple[int, dict[str, str]]] = []
    taken: set[str] = set()
    by_name = set(names)
    for position, name in enumerate(names):
        for latitude, others in _point_columns(name):
            columns = {
                "latitude": latitude,
                **{part: each for part, each in others.items() if each in by_name},
            }
            if "longitude" not in columns:
                continue
            found.append((position, columns))
            taken |= {*columns.values(), *others.values()} & by_name
            taken |= {each for each in (name_of_point(latitude),) if each in by_name}
    for position, name in enumerate(names):
        if name not in taken and seen[name].is_all("points"):
            found.append((position, {"text": name}))
            taken.add(name)
    # KoboToolbox repeats the first point of a form as ``_geolocation``.
    taken |= {name for name in names if name.rstrip("/01") in ("_geolocation", "_geolocation_")}
    return tuple(columns for _, columns in sorted(found, key=lambda pair: pair[0])), frozenset(taken)


def _point_columns(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    if name.endswith("-Latitude"):
        base = name.removesuffix("-Latitude")
        yield name, {part: f"{base}-{part.capitalize()}" for part in POINT_PARTS[1:]}
    elif re.search(r"(?:^|/)_[^/]+_latitude$", name):
        base = name.removesuffix("latitude")
        yield (
            name,
            {
                "longitude": f"{base}longitude",
                "altitude": f"{base}altitude",
                "accuracy": f"{base}precision",
            },
        )


def name_of_point(latitude: str) -> str:
    """Return the column of the whole point beside its column of the latitude: ``g/_p_latitude``, ``g/p``."""
    group, slash, last = latitude.rpartition("/")
    return f"{group}{slash}{last.removeprefix('_').removesuffix('_latitude')}"


def _find_choices(
    names: Sequence[str], seen: Mapping[str, _Seen]
) -> tuple[dict[str, tuple[tuple[str, str], ...]], frozenset[str]]:
    """Find the columns of 0 and 1 that are the answers to one question, and those that only repeat it."""
    answers: dict[str, list[str]] = {}
    for name in names:
        question, slash, _ = name.rpartition("/")
        if slash and question and seen[name].is_all("ticks"):
            answers.setdefault(question, []).append(name)
    choices: dict[str, tuple[tuple[str, str], ...]] = {}
    ticked: set[str] = set()
    for question, columns in answers.items():
        if question in names:
            ticked.update(columns)
        elif len(columns) > 1:
            ticked.update(columns)
            choices[question] = tuple((name, name.rpartition("/")[2]) for name in columns)
    return choices, frozenset(ticked)


def _shorten(names: Sequence[str], separator: str) -> dict[str, str]:
    """Return columns by their name without the groups before it, where that is still one column's."""
    last = {
        name: name.rpartition(separator)[2] if _XML_PATH.fullmatch(name) and separator in name else name
        for name in names
    }
    counts: dict[str, int] = {}
    for short in last.values():
        counts[short] = counts.get(short, 0) + 1
    return {short if counts[short] == 1 else name: name for name, short in last.items()}


def _read_point(columns: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any] | None:
    if "text" in columns:
        parts = read_text(values.get(columns["text"])).split()
        read: dict[str, Any] = dict(zip(POINT_PARTS, parts, strict=False))
    else:
        read = {part: read_text(values.get(column)) or None for part, column in columns.items()}
    if not read.get("latitude") or not read.get("longitude"):
        return None
    # A place that was tapped on the map comes with an accuracy of 0, which means none.
    accuracy_m = read_number(read.get("accuracy"))
    return {**dict.fromkeys(POINT_PARTS), **read, "accuracy": accuracy_m or None}


def _read_time(value: Any) -> Any:
    if isinstance(value, str) and _BRIEFCASE.fullmatch(value):
        for pattern in _BRIEFCASE_TIMES:
            try:
                # In the clock of the PC that wrote the export.
                return datetime.strptime(value, pattern).replace(tzinfo=VIET_NAM_TIME)
            except ValueError:
                continue
    return value
