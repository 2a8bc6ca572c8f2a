"""What a file holds that an office brings: its layers, their fields, and their rows one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from border_gis.errors import Finding, NotFoundError

SAMPLE_ROWS = 20
"""So many first rows are shown, and used to see what a field is."""


@dataclass(frozen=True, slots=True)
class IncomingField:
    """A column, or an attribute of features.

    Attributes
    ----------
    name : str
        As the file has it, in composed Unicode; unique in its layer.
    samples : tuple of str
        First values that are not empty.
    """

    name: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """What makes a row the same row in the next export of a form.

    Attributes
    ----------
    key : str
        Of the instance, or of the part of it that repeats; stays when the submission is edited.
        Empty where the export names none.
    parent : str
        Key of the instance that a part belongs to; empty for an instance.
    alias : str
        Another name that stays, such as the server's own number; empty for none.
    media : tuple of str
        Names or paths of the photos and papers that belong to it, as the form has them.
    """

    key: str
    parent: str = ""
    alias: str = ""
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One row or feature.

    Attributes
    ----------
    number : int
        As a person finds it in the file: the row of the sheet or the line of the table,
        for a layer the feature's place from 1.
    values : mapping of str to Any
        By the field's name: text, number, bool, date, datetime or None.
    geometry : shapely geometry or None
        In the coordinates of the file, without heights.
    submission : Submission or None
        Where the row comes from a form.
    is_aside : bool
        Whether it tells of no thing: the title of a part of the table, a total, a footnote.
    """

    number: int
    values: Mapping[str, Any]
    geometry: BaseGeometry | None = None
    submission: Submission | None = None
    is_aside: bool = False

    def write_aside(self) -> str:
        """Return what an aside says."""
        return next((str(value) for value in self.values.values() if value not in (None, "")), "")


@dataclass(frozen=True, slots=True)
class IncomingLayer:
    """A sheet, a table or a layer.

    Attributes
    ----------
    name : str
    fields : tuple of IncomingField
    count : int or None
        Number of rows, where the file says it without being read whole.
    geometry_kind : str
        ``"Point"``, ``"LineString"``, …; ``"Unknown"`` where kinds are mixed; empty for a table.
    crs : str or None
        WKT or EPSG code that the file states; None where it states none.
    findings : tuple of Finding
        What a person should know of the layer before using it.
    """

    name: str
    fields: tuple[IncomingField, ...]
    count: int | None = None
    geometry_kind: str = ""
    crs: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields in their order."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that was looked into; its rows are read when they are asked for.

    Attributes
    ----------
    path : Path
    format : str
        For example ``"csv"``, ``"xlsx"``, ``"GeoJSON"``.
    layers : tuple of IncomingLayer
    read : callable
        Given the name of a layer, yields its rows; memory stays bounded.
    """

    path: Path
    format: str
    layers: tuple[IncomingLayer, ...]
    read: Callable[[str], Iterator[IncomingRow]]

    def layer(self, name: str | None = None) -> IncomingLayer:
        """Return a layer by its name, or the first.

        Raises
        ------
        NotFoundError
            There is no such layer.
        """
        for layer in self.layers:
            if name is None or layer.name == name:
                return layer
        raise NotFoundError(
            "incoming.no_layer", path=self.path.name, layer=name or "", known=[x.name for x in self.layers]
        )

    def rows(self, layer: str | None = None) -> Iterator[IncomingRow]:
        """Yield the rows of a layer, in the order of the file."""
        return self.read(self.layer(layer).name)


def write_sample(value: Any) -> str:
    """Return a value as the first rows show it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value).strip()


def name_fields(headings: list[str]) -> list[str]:
    """Return headings that are not empty and unique: what has none is called by its column."""
    named: list[str] = []
    for position, heading in enumerate(headings):
        name = " ".join(heading.split()) or letter_of_column(position)
        unique, count = name, 1
        while unique in named:
            count += 1
            unique = f"{name} ({count})"
        named.append(unique)
    return named


def letter_of_column(position: int) -> str:
    """Return the letters of a spreadsheet's column, counted from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
