"""The parts of a paper: headings, paragraphs, facts, tables, pictures, with their records beside them.

All words stand in every language of the paper, in the same order. Figures stand once, as numbers;
each writer puts them into the separators of each language, or into a typed cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy
from border_gis.i18n import format_date, format_number

Words = tuple[str, ...]
"""The same in each language of the paper."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value.

    Attributes
    ----------
    number : float or None
    format_spec : str
        How a number is written, for example ``",.1f"``; its rounding holds for every format.
    day : date or None
    words : tuple of str
        What is written instead of a number or a day; the same once where no language matters.
    unit : str
    """

    number: float | None = None
    format_spec: str = ",.0f"
    day: date | None = None
    words: Words = ()
    unit: str = ""

    @property
    def value(self) -> float | date | None:
        """Return the number as it is rounded on paper, or the day; None for words."""
        if self.number is None:
            return self.day
        return float(format(self.number, self.format_spec).replace(",", ""))

    def write(self, language: str, place: int = 0) -> str:
        """Return the value in words of a language, which is the one at a place of the paper."""
        if self.number is not None:
            return self._with_unit(format_number(self.number, language, self.format_spec))
        if self.day is not None:
            return format_date(self.day, language)
        if not self.words:
            return "–"
        return self.words[place if place < len(self.words) else 0] or "–"

    def _with_unit(self, said: str) -> str:
        return f"{said}\u00a0{self.unit}" if self.unit else said


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key : str
        Name of the column in a layer.
    title : tuple of str
    width : float
        Share of the width of the page, against the other columns.
    is_figure : bool
        True where it holds numbers or days.
    """

    key: str
    title: Words
    width: float = 1.0
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    cells : tuple of Cell
    record : str
        Number of the record that it comes from.
    geometry : shapely geometry or None
        WGS 84; for the annex in a GIS.
    """

    cells: tuple[Cell, ...]
    record: str = ""
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 numbers the chapters."""

    text: Words
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``mark`` says what it is: plain text, a note, a warning, or an item of a list."""

    text: Words
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one to a line; ``record`` is where they come from."""

    key: str
    caption: Words
    rows: tuple[tuple[Words, Cell, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name of its own, the same in every format.

    Attributes
    ----------
    key : str
        Name of the sheet or layer.
    caption : tuple of str
    columns : tuple of Column
    rows : tuple of Row
    """

    key: str
    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that fills its own page.

    Attributes
    ----------
    png : bytes
    caption : tuple of str
    width_mm, height_mm : float
        Size on paper.
    """

    png: bytes
    caption: Words
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that stands in the text, below the table that it draws.

    Attributes
    ----------
    png : bytes
    caption : tuple of str
        For those who do not see it.
    width_mm, height_mm : float
        Size on paper.
    """

    png: bytes
    caption: Words
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph with what is said of it.

    Attributes
    ----------
    jpeg : bytes
    width_px, height_px : int
    caption : tuple of str
    """

    jpeg: bytes
    width_px: int
    height_px: int
    caption: Words


@dataclass(frozen=True, slots=True)
class PhotoPages:
    """Photographs on pages of their own, after the signatures."""

    heading: Words
    photos: tuple[Photo, ...]


Block = Heading | Paragraph | Facts | Table | Picture | Chart | PhotoPages


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What stands at the head and the foot of an official paper (Decree 30/2020).

    Attributes
    ----------
    parent_organ, organ : tuple of str
    symbol : str
        Number and symbol, for example ``Số:        /BC-SNgV``; the number is often left open.
    place : tuple of str
    day : date or None
        None leaves day and month open, to be written by hand.
    year : int
        Written where the day is open.
    signer_title : tuple of str
    signer_name : str
        Only what a person has typed.
    recipients : tuple of tuple of str
    """

    parent_organ: Words
    organ: Words
    symbol: str = ""
    place: Words = ()
    day: date | None = None
    year: int = 0
    signer_title: Words = ()
    signer_name: str = ""
    recipients: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper.

    Attributes
    ----------
    name : str
        For the names of its files.
    languages : tuple of str
    title, subtitle : tuple of str
    head : PaperHead
    blocks : tuple of Block
    profile : str
        Code of the release profile.
    secrecy : Secrecy
    is_joint : bool
        True for a paper that both sides sign: no national head, two signatures.
    marks : tuple of tuple of str
        Demonstration data, a line without legal value.
    """

    name: str
    languages: tuple[str, ...]
    title: Words
    subtitle: Words
    head: PaperHead
    blocks: tuple[Block, ...]
    profile: str
    secrecy: Secrecy = Secrecy.NONE
    is_joint: bool = False
    marks: tuple[Words, ...] = ()

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, in the order in which it stands."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def facts(self) -> Iterator[Facts]:
        """Every list of names and values."""
        return (block for block in self.blocks if isinstance(block, Facts))
