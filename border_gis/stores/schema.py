"""Tables in words that both homes understand; each home writes its own SQL from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "integer", "real", "boolean", "date", "blob"]
GeometryType = Literal["point", "line", "area", "areas"]

GEOMETRY_COLUMN = "geom"
SRS_ID = 4326


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
    type : {"text", "integer", "real", "boolean", "date", "blob"}
        A date is ISO text in a GeoPackage and a date in PostgreSQL; both are read as text.
    required : bool
        Whether NULL is refused.
    unique : bool
    references : str
        ``table(column)`` that the value must be found in; empty for none.
    default : str, int, bool or None
        What rows have that were stored before the column was added; None for nothing.
    """

    name: str
    type: ColumnType = "text"
    required: bool = False
    unique: bool = False
    references: str = ""
    default: str | int | bool | None = None

    def write_default(self, *, truth: tuple[str, str]) -> str:
        """Return the default as SQL; ``truth`` is how false and true are written."""
        if isinstance(self.default, bool):
            return truth[self.default]
        if isinstance(self.default, int):
            return str(self.default)
        return "'" + str(self.default).replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Table:
    """A table, which is a layer where it has a geometry.

    Attributes
    ----------
    name : str
    title : str
        What the layer is called in a GIS, in Vietnamese.
    columns : tuple of Column
        Without the key and the geometry.
    key : str
        Whole number that the home counts up (or, in the reports, the store).
    geometry : {"point", "line", "area", "areas"} or None
        WGS 84 longitude and latitude.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: str = "fid"
    geometry: GeometryType | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Every column in its order: key, geometry, the others."""
        geometry = () if self.geometry is None else (GEOMETRY_COLUMN,)
        return (self.key, *geometry, *(column.name for column in self.columns))


@dataclass(frozen=True, slots=True)
class CreateTable:
    """Make a table and, for a layer, its spatial index."""

    table: Table


@dataclass(frozen=True, slots=True)
class AddColumns:
    """Add columns to a table; a required one needs a default."""

    table: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """Make an index named ``<table>_by_<name>``; ``columns`` as SQL lists them."""

    table: str
    name: str
    columns: str
    unique: bool = False


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """Have the database refuse to change or remove a row of the table."""

    table: str


@dataclass(frozen=True, slots=True)
class Execute:
    """Run a statement that reads the same in both homes."""

    sql: str


Step = CreateTable | AddColumns | CreateIndex | AppendOnly | Execute


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step forward of the schema, done in one transaction."""

    number: int
    name: str
    steps: tuple[Step, ...]
