"""Exports of KoboToolbox: a workbook with a sheet for each group that repeats, or a table of text.

The columns are those that its export writes (``formpack``, ``reporting/export.py`` and
``schema/fields.py``): ``_index`` in every sheet that has parts or is forced to have it,
``_parent_table_name`` and ``_parent_index`` in sheets of parts, and what is copied from the
submission as ``_submission_…``. Names or labels stand as headings, groups before them or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from border_gis.exchange.incoming.form_columns import plan_columns
from border_gis.exchange.incoming.form_model import (
    FormKind,
    FormTable,
    IncomingForm,
    hold_rows,
    join_tables,
)
from border_gis.exchange.incoming.media import MediaFolder
from border_gis.exchange.incoming.model import IncomingFile, IncomingLayer, IncomingRow, Submission
from border_gis.exchange.incoming.values import read_text

HEADINGS = frozenset(
    {
        *("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status"),
        *("_submitted_by", "__version__", "_tags", "_index", "_parent_table_name", "_parent_index"),
        *("meta/instanceID", "meta/rootUuid", "meta/deprecatedID", "meta/instanceName", "formhub/uuid"),
        *("_attachments", "_xform_id_string", "_supplementalDetails"),
        *("_submission__id", "_submission__uuid", "_submission__submission_time"),
        *("_submission__validation_status", "_submission__notes", "_submission__status"),
        *("_submission__submitted_by", "_submission___version__", "_submission__tags"),
        *("_submission_meta/rootUuid", "instanceID", "rootUuid"),
    }
)
_KEPT = frozenset({"_submission_time"})
_LONGEST_SHEET_NAME = 31


def is_kobo_main(names: frozenset[str]) -> bool:
    """Return whether the columns are those of a sheet of submissions."""
    has_own = bool(names & {"_uuid", "meta/rootUuid", "meta/instanceID"}) and bool(
        names & {"_submission_time", "_index", "_id"}
    )
    return has_own and "_parent_index" not in names


def open_kobo(file: IncomingFile, media: MediaFolder) -> IncomingForm | None:
    """Return the form of a workbook or table; None if KoboToolbox did not write it."""
    mains = [layer for layer in file.layers if is_kobo_main(frozenset(layer.field_names))]
    if not mains:
        return None
    file = hold_rows(file)
    main = mains[0]
    parts = [layer for layer in file.layers if "_parent_index" in layer.field_names]
    roots = _index_rows(file, main, parts)
    tables = {main.name: _table(file, main, roots)}
    for part in parts:
        tables[part.name] = _table(file, part, roots)
    repeats = tuple(tables[part.name].as_repeat(main.name) for part in parts)
    return IncomingForm(FormKind.KOBO, join_tables(file, tables), repeats, media)


def _table(file: IncomingFile, layer: IncomingLayer, roots: Mapping[tuple[str, str], str]) -> FormTable:
    read = partial(file.rows, layer.name)
    plan = plan_columns(layer.field_names, read(), HEADINGS - _KEPT, "/")
    if "_parent_index" in layer.field_names:
        return FormTable(layer, read, plan, partial(_identify_part, layer.name, roots))
    return FormTable(layer, read, plan, _identify)


def _identify(row: IncomingRow) -> Submission:
    """Return which submission a row is: an edited one keeps its root, and its number on the server."""
    number = read_text(row.values.get("_id"))
    return Submission(_find_key(row.values), alias=f"kobo:{number}" if number else "")


def _find_key(values: Mapping[str, Any]) -> str:
    for name in ("meta/rootUuid", "rootUuid", "_uuid", "meta/instanceID", "instanceID"):
        if key := read_text(values.get(name)).removeprefix("uuid:"):
            return key
    number = read_text(values.get("_id"))
    return f"kobo:{number}" if number else ""


def _identify_part(layer: str, roots: Mapping[tuple[str, str], str], row: IncomingRow) -> Submission:
    index = read_text(row.values.get("_index"))
    root = roots.get((layer, index), "")
    return Submission(f"{root}/{layer}[{_place_in(root, layer, index, roots)}]" if root else "", parent=root)


def _place_in(root: str, layer: str, index: str, roots: Mapping[tuple[str, str], str]) -> int:
    """Return which part of its submission it is, from 1: its index counts through the whole export."""
    here = int(index) if index.isdecimal() else 1
    first = here
    while roots.get((layer, str(first - 1))) == root:
        first -= 1
    return here - first + 1


def _index_rows(
    file: IncomingFile, main: IncomingLayer, parts: list[IncomingLayer]
) -> dict[tuple[str, str], str]:
    """Return the key of the submission for each sheet and index, through parts of parts."""
    roots = {
        (main.name, read_text(row.values.get("_index")) or str(place)): _find_key(row.values)
        for place, row in enumerate(file.rows(main.name), start=1)
    }
    by_uuid = {read_text(row.values.get("_uuid")): _find_key(row.values) for row in file.rows(main.name)}
    sheets = {layer.name[:_LONGEST_SHEET_NAME]: layer.name for layer in (main, *parts)}
    # A part comes after what it is a part of, as a sheet and in the sheet.
    for part in parts:
        for place, row in enumerate(file.rows(part.name), start=1):
            written = read_text(row.values.get("_parent_table_name"))[:_LONGEST_SHEET_NAME]
            above = sheets.get(written, main.name)
            root = roots.get((above, read_text(row.values.get("_parent_index"))), "")
            own = read_text(row.values.get("_submission__uuid")).removeprefix("uuid:")
            roots[part.name, read_text(row.values.get("_index")) or str(place)] = root or by_uuid.get(
                own, own
            )
    return roots
