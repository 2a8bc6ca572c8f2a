"""What the rows of a file would become: things of ours, row by row, with what is to be said of each."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from border_gis.crs import Zone
from border_gis.errors import Finding, Severity
from border_gis.exchange.incoming.matching import FieldMap
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.positions import RowPosition, read_position, read_positions
from border_gis.exchange.incoming.values import read_text
from border_gis.exchange.legacy_text import TextForm, convert_text

Thing = TypeVar("Thing")
_ROWS_PLACED_TOGETHER = 2_000
_LETTERS_OF_UUID = 32


@dataclass(frozen=True, slots=True)
class ProposedRow(Generic[Thing]):
    """What one row would become.

    Attributes
    ----------
    number : int
        Where it stands in the file.
    thing : object or None
        None where the row cannot be used.
    findings : tuple of Finding
        With an error among them the row is not brought in.
    """

    number: int
    thing: Thing | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the row can be brought in."""
        return self.thing is not None and all(each.severity is not Severity.ERROR for each in self.findings)


@dataclass(frozen=True, slots=True)
class RowReader:
    """How the rows of one layer are read.

    Attributes
    ----------
    fields : FieldMap
    crs : str or None
        What the layer states, or a person chose.
    zones : tuple of Zone
        The office's own.
    text_form : TextForm
        What its texts are converted from, as a person agreed.
    file_name, layer : str
    file_hash : str
        SHA-256 of the file: the same row of the same file always becomes the same thing.
    column_forms : mapping of str to TextForm
        Fields of the file that are written otherwise than the rest.
    """

    fields: FieldMap
    crs: str | None = None
    zones: tuple[Zone, ...] = ()
    text_form: TextForm = TextForm.PLAIN
    file_name: str = ""
    layer: str = ""
    file_hash: str = ""
    column_forms: Mapping[str, TextForm] = field(default_factory=dict)
    _sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    _placed: dict[int, tuple[IncomingRow, RowPosition]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sources", dict(self.fields.sources))

    def cell(self, row: IncomingRow, name: str) -> Any:
        """Return what a row holds for one of our fields; None where nothing fills it."""
        source = self._sources.get(name)
        value = None if source is None else row.values.get(source)
        if not isinstance(value, str) or not (self.column_forms or self.text_form is not TextForm.PLAIN):
            return value
        form = self.column_forms.get(source or "", self.text_form)
        return value if form is TextForm.PLAIN else convert_text(value, form)

    def text(self, row: IncomingRow, name: str) -> str:
        """Return the same as text, empty for nothing."""
        return "" if name not in self._sources else read_text(self.cell(row, name))

    def convert(self, text: str) -> str:
        """Return a text in composed Unicode."""
        return text if self.text_form is TextForm.PLAIN else convert_text(text, self.text_form)

    def position(self, row: IncomingRow) -> RowPosition:
        """Return where a row lies; CrsError if nothing says in which CRS it is written."""
        known = self._placed.get(row.number)
        if known is not None and known[0] is row:
            return known[1]
        return read_position(row, self._sources, self.crs, self.zones)

    def place(self, rows: Sequence[IncomingRow]) -> None:
        """Find out where rows lie before they are asked for, all at once; CrsError as `position`."""
        found = read_positions(rows, self._sources, self.crs, self.zones)
        self._placed.clear()
        self._placed.update((row.number, (row, at)) for row, at in zip(rows, found, strict=True))

    def id_of(self, row: IncomingRow, own: str = "") -> str:
        """Return the row's own UUID where it has one, otherwise one that it always gets again.

        What was submitted by a form keeps its id from one export to the next.
        """
        key = "" if row.submission is None else row.submission.key
        written = (own or key).strip().removeprefix("uuid:")
        if len(written) >= _LETTERS_OF_UUID:
            with contextlib.suppress(ValueError):
                return str(UUID(written))
        name = f"border-gis:import:{self.fields.target}:{self.file_hash}:{self.layer}:{row.number}"
        if key:
            name = f"border-gis:form:{self.fields.target}:{key}"
        return str(uuid5(NAMESPACE_URL, name))

    def source_of(self, row: IncomingRow) -> str:
        """Return where a thing came from: the file and the row."""
        return f"{self.file_name}#{row.number}"


@dataclass(slots=True)
class RowFindings:
    """What is found in one row while it is read."""

    row: IncomingRow
    found: list[Finding] = field(default_factory=list)

    def say(self, code: str, severity: Severity = Severity.WARNING, **params: Any) -> None:
        """Keep one thing that is not as it should be."""
        self.found.append(Finding(code, {"row": self.row.number, **params}, str(self.row.number), severity))


Build = Callable[[RowReader, IncomingRow, RowFindings], Thing | None]


def propose_rows(
    rows: Iterable[IncomingRow], reader: RowReader, build: Build[Thing]
) -> Iterator[ProposedRow[Thing]]:
    """Yield what each row would become.

    Parameters
    ----------
    rows : iterable of IncomingRow
    reader : RowReader
    build : callable
        Makes the thing of one row and says what it finds.

    Raises
    ------
    CrsError
        Coordinates of which nothing says in which CRS they are: a person has to choose.
    """
    waiting = iter(rows)
    while some := list(islice(waiting, _ROWS_PLACED_TOGETHER)):
        reader.place(some)
        for row in some:
            findings = RowFindings(row)
            thing = build(reader, row, findings)
            yield ProposedRow(row.number, thing, tuple(findings.found))
