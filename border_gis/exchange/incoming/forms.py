"""Recognise the exports of forms among the files that an office brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from border_gis.errors import DataError
from border_gis.exchange.incoming.form_model import IncomingForm
from border_gis.exchange.incoming.forms_kobo import HEADINGS as KOBO_HEADINGS
from border_gis.exchange.incoming.forms_kobo import is_kobo_main, open_kobo
from border_gis.exchange.incoming.forms_odk import HEADINGS as ODK_HEADINGS
from border_gis.exchange.incoming.forms_odk import is_odk_main, is_part_of, open_odk
from border_gis.exchange.incoming.forms_qfield import open_qfield
from border_gis.exchange.incoming.media import MediaFolder
from border_gis.exchange.incoming.opening import WORKBOOK_SUFFIXES, open_incoming
from border_gis.exchange.incoming.sheets import open_workbook, read_first_cells
from border_gis.exchange.incoming.targets import is_known_heading

TABLES = (".csv", *WORKBOOK_SUFFIXES)
GEOPACKAGE = ".gpkg"


def open_form(path: Path, others: Iterable[Path] = (), *, reads_beside: bool = False) -> IncomingForm | None:
    """Look into a file that may be the export of a form.

    Parameters
    ----------
    path : Path
        A workbook or table of KoboToolbox, the table of submissions of ODK, or a GeoPackage.
    others : iterable of Path
        Files that came with it: tables of parts, photos, papers.
    reads_beside : bool
        Whether photos and tables may also be looked for in the folder of the file: not where a
        person has handed in single files.

    Returns
    -------
    IncomingForm or None
        None for any other file, which is read as ``open_incoming`` reads it.

    Raises
    ------
    DataError
        The file cannot be read at all.
    """
    suffix = path.suffix.lower()
    if suffix not in (*TABLES, GEOPACKAGE):
        return None
    given = tuple(other for other in others if other != path)
    media = MediaFolder(given, path.parent if reads_beside else None)
    if suffix in WORKBOOK_SUFFIXES and not any(
        is_kobo_main(frozenset(names)) for names in read_first_cells(path).values()
    ):
        # A workbook is slow to read: one that is no form's is read once, by whoever reads it.
        return None
    if suffix in WORKBOOK_SUFFIXES:
        return open_kobo(open_workbook(path, _is_heading, has_merged=False), media)
    file = open_incoming(path, _is_heading)
    if suffix == GEOPACKAGE:
        return open_qfield(file, media)
    names = frozenset(file.layers[0].field_names)
    if suffix == ".csv" and is_odk_main(names):
        beside = sorted(path.parent.glob("*.csv")) if reads_beside else ()
        return open_odk(path, dict.fromkeys((*given, *beside)), media)
    return open_kobo(file, media)


def leave_out_parts(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return files without the tables of parts of an ODK form among them: they come with their form.

    So do the tables in which ODK notes which question was open when.
    """
    return tuple(
        path
        for path in paths
        if not _is_audit(path)
        and not (any(is_part_of(path, other) for other in paths if other != path) and _is_part(path))
    )


def _is_audit(path: Path) -> bool:
    is_table = path.suffix.lower() == ".csv"
    return is_table and (path.stem.endswith(" - audit") or path.parent.name == "media")


def _is_part(path: Path) -> bool:
    try:
        names = frozenset(open_incoming(path, _is_heading).layers[0].field_names)
    except DataError as error:
        # Headings and no rows: a group of which no submission has one.
        return error.code in ("incoming.no_table", "incoming.empty")
    return {"PARENT_KEY", "KEY"} <= names


def _is_heading(heading: str) -> bool:
    return heading in KOBO_HEADINGS or heading in ODK_HEADINGS or is_known_heading(heading)
