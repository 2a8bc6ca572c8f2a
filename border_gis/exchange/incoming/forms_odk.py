"""Exports of ODK Central and ODK Briefcase: a table of submissions, one for each group that repeats.

The columns are those that Central (``lib/data/briefcase.js``) and Briefcase
(``docs/export-format.md``) write: ``SubmissionDate`` first, ``KEY`` after what was asked; in
tables of parts ``PARENT_KEY`` and ``KEY``, which say the place of a part in its submission as
``uuid:…/group[1]/inner[2]``. A table of parts is called ``FORM-group.csv``; the photos lie in
``media``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from border_gis.errors import DataError
from border_gis.exchange.incoming.form_columns import plan_columns
from border_gis.exchange.incoming.form_model import FormKind, FormTable, IncomingForm, hold_rows, join_tables
from border_gis.exchange.incoming.media import MediaFolder
from border_gis.exchange.incoming.model import IncomingFile, IncomingRow, Submission
from border_gis.exchange.incoming.text_tables import open_text_table
from border_gis.exchange.incoming.values import read_text

HEADINGS = frozenset(
    {
        *("SubmissionDate", "KEY", "PARENT_KEY", "meta-instanceID", "meta-instanceName", "meta-entity"),
        *("SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"),
        *("ReviewState", "DeviceID", "Edits", "FormVersion", "isValidated", "instanceID", "meta-audit"),
    }
)
_KEPT = frozenset({"SubmissionDate"})


def is_odk_heading(heading: str) -> bool:
    """Return whether only exports of ODK have a column that is called so."""
    return heading in HEADINGS or heading.startswith("SET-OF-")


def is_odk_main(names: frozenset[str]) -> bool:
    """Return whether the columns are those of a table of submissions."""
    return {"SubmissionDate", "KEY"} <= names and "PARENT_KEY" not in names


def open_odk(path: Path, others: Iterable[Path], media: MediaFolder) -> IncomingForm | None:
    """Return the form of a table of submissions; None if the table is none.

    Parameters
    ----------
    path : Path
    others : iterable of Path
        Tables beside it, among which those of its parts are found by their names.
    media : MediaFolder
    """
    file = open_text_table(path, is_odk_heading)
    if not is_odk_main(frozenset(file.layers[0].field_names)):
        return None
    tables = {file.layers[0].name: _table(hold_rows(file))}
    for other in others:
        part = _open_part(path, other)
        if part is not None:
            tables[part.layers[0].name] = _table(hold_rows(part))
    main, *parts = tables
    repeats = tuple(tables[name].as_repeat(main) for name in parts)
    return IncomingForm(FormKind.ODK, join_tables(file, tables), repeats, media)


def is_part_of(path: Path, main: Path) -> bool:
    """Return whether a table is called as those of a form's parts are."""
    return path != main and path.suffix.lower() == ".csv" and path.stem.startswith(f"{main.stem}-")


def _open_part(main: Path, path: Path) -> IncomingFile | None:
    if not is_part_of(path, main) or path.parent != main.parent:
        return None
    try:
        file = open_text_table(path, is_odk_heading)
    except DataError as error:
        if error.code in ("incoming.no_table", "incoming.empty"):
            # A group of which no submission has one: headings and no rows.
            return None
        raise
    return file if {"PARENT_KEY", "KEY"} <= set(file.layers[0].field_names) else None


def _table(file: IncomingFile) -> FormTable:
    layer = file.layers[0]
    sets = {name for name in layer.field_names if name.startswith("SET-OF-")}
    read = partial(file.rows, layer.name)
    plan = plan_columns(layer.field_names, read(), (HEADINGS - _KEPT) | sets, "-")
    return FormTable(layer, read, plan, _identify)


def _identify(row: IncomingRow) -> Submission:
    key = read_text(row.values.get("KEY")).removeprefix("uuid:")
    above = read_text(row.values.get("PARENT_KEY")).removeprefix("uuid:")
    return Submission(key, parent=above.partition("/")[0])
