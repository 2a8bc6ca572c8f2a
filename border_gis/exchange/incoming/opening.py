"""Open a file that an office brings, whatever it is."""

from __future__ import annotations

from pathlib import Path

from border_gis.errors import DataError
from border_gis.exchange.incoming import sheets, text_tables, vectors
from border_gis.exchange.incoming.headings import IsKnown, knows_none
from border_gis.exchange.incoming.model import IncomingFile

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
SUFFIXES = (*text_tables.SUFFIXES, *WORKBOOK_SUFFIXES, *vectors.DRIVERS)


def open_incoming(path: Path, is_known: IsKnown = knows_none, encoding: str | None = None) -> IncomingFile:
    """Look into a file: its layers, their fields and first rows.

    Parameters
    ----------
    path : Path
        By its ending: a table of text, a workbook, or any vector format of
        ``vectors.DRIVERS``. An archive is unpacked first (``archives``).
    is_known : callable
        Whether a heading is one that the program knows: it tells headings from titles.
    encoding : str, optional
        Of the texts of a shapefile that does not say it rightly.

    Raises
    ------
    DataError
        The file is missing, of another kind, damaged, or empty.
    """
    if not path.is_file():
        raise DataError("exchange.file_not_found", path=str(path))
    suffix = path.suffix.lower()
    if suffix in text_tables.SUFFIXES:
        return text_tables.open_text_table(path, is_known)
    if suffix in WORKBOOK_SUFFIXES:
        return sheets.open_workbook(path, is_known)
    if suffix in vectors.DRIVERS:
        return vectors.open_vector(path, encoding)
    raise DataError("incoming.unknown_format", path=path.name, known=list(SUFFIXES))
