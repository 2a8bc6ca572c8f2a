"""An export of a form for the field: what was submitted, the parts that repeat, and the photos."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from border_gis.exchange.incoming.form_columns import ColumnPlan, describe_fields
from border_gis.exchange.incoming.media import MediaFolder
from border_gis.exchange.incoming.model import IncomingFile, IncomingLayer, IncomingRow, Submission

WGS84 = "EPSG:4326"
MOST_ROWS_HELD = 50_000


class FormKind(StrEnum):
    """What wrote the export."""

    KOBO = "kobo"
    ODK = "odk"
    QFIELD = "qfield"


@dataclass(frozen=True, slots=True)
class FormRepeat:
    """A table of parts of which a submission can have several.

    Attributes
    ----------
    layer : str
    parent : str
        Layer that holds the submissions.
    has_place : bool
        Whether its rows can have positions of their own.
    has_text : bool
        Whether its rows say anything besides the names of files.
    """

    layer: str
    parent: str
    has_place: bool
    has_text: bool


@dataclass(frozen=True, slots=True)
class IncomingForm:
    """An export that was looked into.

    Attributes
    ----------
    kind : FormKind
    file : IncomingFile
        The tables as layers, those of the submissions before those of parts; every row has its
        ``submission``.
    repeats : tuple of FormRepeat
    media : MediaFolder
    """

    kind: FormKind
    file: IncomingFile
    repeats: tuple[FormRepeat, ...]
    media: MediaFolder

    def repeats_of(self, layer: str) -> tuple[FormRepeat, ...]:
        """Return the tables of parts that belong to a layer."""
        return tuple(repeat for repeat in self.repeats if repeat.parent == layer)

    @property
    def main_layers(self) -> tuple[IncomingLayer, ...]:
        """The layers that are no parts of others."""
        parts = {repeat.layer for repeat in self.repeats}
        return tuple(layer for layer in self.file.layers if layer.name not in parts)


Identify = Callable[[IncomingRow], Submission]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of an export while it is opened.

    Attributes
    ----------
    layer : IncomingLayer
        As the file has it.
    read : callable
        Yields its rows as the file has them.
    plan : ColumnPlan
    identify : callable
        Says which submission a row is, without its media.
    """

    layer: IncomingLayer
    read: Callable[[], Iterator[IncomingRow]]
    plan: ColumnPlan
    identify: Identify

    def describe(self) -> IncomingLayer:
        """Return the layer as it is shown."""
        is_shape = bool(self.plan.trace)
        return IncomingLayer(
            name=self.layer.name,
            fields=describe_fields(self.plan, self.read()),
            count=self.layer.count,
            geometry_kind=self.layer.geometry_kind,
            crs=WGS84 if is_shape or self.plan.points else self.layer.crs,
            findings=self.layer.findings,
        )

    def rows(self) -> Iterator[IncomingRow]:
        """Yield the rows with their fields, places, media and names."""
        for row in self.read():
            known = self.identify(row)
            yield IncomingRow(
                number=row.number,
                values=self.plan.read_values(row.values),
                geometry=row.geometry or self.plan.read_trace(row.values),
                submission=Submission(known.key, known.parent, known.alias, self.plan.read_media(row.values)),
            )

    def as_repeat(self, parent: str) -> FormRepeat:
        """Return what the table is as one of parts."""
        has_place = self.plan.has_place or bool(self.layer.geometry_kind)
        return FormRepeat(self.layer.name, parent, has_place, bool({*self.plan.kept, *self.plan.choices}))


def hold_rows(file: IncomingFile) -> IncomingFile:
    """Return the file so that the rows of a layer are read from it once, unless they are very many.

    A form is looked through several times, and a workbook takes long to read.
    """
    held: dict[str, tuple[IncomingRow, ...]] = {}

    def read(name: str) -> Iterator[IncomingRow]:
        if name not in held:
            rows = tuple(itertools.islice(file.read(name), MOST_ROWS_HELD + 1))
            if len(rows) > MOST_ROWS_HELD:
                return file.read(name)
            held[name] = rows
        return iter(held[name])

    return IncomingFile(file.path, file.format, file.layers, read)


def join_tables(file: IncomingFile, tables: Mapping[str, FormTable]) -> IncomingFile:
    """Return the file with its tables read as those of a form."""
    layers = tuple(table.describe() for table in tables.values())
    return IncomingFile(file.path, file.format, layers, lambda name: tables[name].rows())
