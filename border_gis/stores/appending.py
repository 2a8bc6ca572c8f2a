"""Append reports inside a transaction: number, seal, store, and bring the view in step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from border_gis.access import Secrecy
from border_gis.errors import ConflictError, DataError, Finding, NotFoundError, StoreError
from border_gis.incidents.integrity import FIRST_HASH, SEALED_FIELDS
from border_gis.incidents.model import Incident, IncidentParty, IncidentState, Report
from border_gis.incidents.view import TIE_FIELDS, derive_incident, extend_incident
from border_gis.stores.home import Connection, Home, insert_rows
from border_gis.stores.migrations import current_table
from border_gis.stores.numbering import Numbering
from border_gis.stores.report_rows import (
    INCIDENT_COLUMNS,
    incident_layer_values,
    incident_row,
    read_incident,
    seal_report,
    unseal_report,
)
from border_gis.stores.report_words import add_words
from border_gis.stores.schema import GEOMETRY_COLUMN, Table
from border_gis.stores.sealed import read_reports, read_sealed

INCIDENT_LAYERS = ("incident_points", "incident_lines", "incident_areas")
INCIDENTS = current_table("incidents")
_SELECT_INCIDENT = f"SELECT {', '.join(INCIDENT_COLUMNS)} FROM incidents"
_OPENED, _LAST = INCIDENT_COLUMNS.index("opened_sequence"), INCIDENT_COLUMNS.index("last_sequence")
_MOST_IDS = 500


@dataclass
class _View:
    """The view of one incident while reports are appended to it."""

    incident: Incident | None
    opened_sequence: int
    last_sequence: int
    is_new: bool
    added: list[Report] = field(default_factory=list)
    read_again: bool = False
    before: Incident | None = None


def append_reports(
    home: Home,
    connection: Connection,
    reports: Sequence[Report],
    number_prefix: str,
    seen: Mapping[str, str],
    *,
    may_lack_files: bool = False,
) -> tuple[Incident, ...]:
    """Do the work of ``Store.append_reports`` inside a transaction that holds the write lock.

    Reports of another office may name files that did not come with them (``may_lack_files``).
    """
    stored = _find_stored(connection, reports)
    new = [report for report in reports if report.id not in stored]
    views = _read_views(connection, reports)
    _check_seen(connection, new, views, seen)
    if not may_lack_files:
        _check_attachments(connection, new)
    sequence = _counter(connection, "report_sequence")
    numbering = Numbering(connection, [each for each in new if each.kind == "opened"], number_prefix)
    heads: dict[str, tuple[int, str]] = {}
    sealed_rows: list[tuple[Any, ...]] = []
    numbered: list[tuple[int, Report]] = []
    for given in new:
        report = _place_in_history(connection, given, views, numbering)
        if report.machine not in heads:
            heads[report.machine] = _read_head(connection, report.machine)
        position, previous = heads[report.machine]
        sequence += 1
        sealed = seal_report(report, sequence, position + 1, previous)
        heads[report.machine] = (sealed.chain_position, sealed.hash)
        sealed_rows.append(tuple(getattr(sealed, name) for name in SEALED_FIELDS))
        # As it will be read: JSON makes lists of tuples.
        as_read = unseal_report(sealed)
        numbered.append((sequence, as_read))
        _extend(views[report.incident_id], as_read, sequence)
    insert_rows(connection, "incidents_reports", SEALED_FIELDS, sealed_rows)
    add_words(connection, numbered)
    connection.execute("UPDATE counters SET value = ? WHERE name = 'report_sequence'", (sequence,))
    changed = [view for view in views.values() if view.added]
    for view in changed:
        if view.read_again:
            view.incident = derive_incident(read_reports(connection, view.added[0].incident_id))
    _write_views(home, connection, changed)
    return tuple(view.incident for view in views.values() if view.incident is not None)


def rebuild_views(home: Home, connection: Connection, reports: Table, incidents: Table) -> int:
    """Derive every incident again from its reports; return how many there are.

    Parameters
    ----------
    home : Home
    connection : Connection
    reports, incidents : Table
        As the schema of this store has them, which may be an older one.
    """
    for layer in INCIDENT_LAYERS:
        connection.execute(f"DELETE FROM {layer}")
    connection.execute("DELETE FROM incidents")
    by_incident: dict[str, list[tuple[int, Report]]] = {}
    for sealed in read_sealed(connection, table=reports):
        by_incident.setdefault(sealed.incident_id, []).append((sealed.sequence, unseal_report(sealed)))
    views = [
        _View(derive_incident([report for _, report in known]), known[0][0], known[-1][0], is_new=True)
        for known in by_incident.values()
    ]
    _write_views(home, connection, views, incidents)
    if "particulars" in reports.column_names:
        connection.execute("DELETE FROM report_words")
        numbered = (one for known in by_incident.values() for one in known)
        add_words(connection, sorted(numbered, key=lambda one: one[0]))
    return len(views)


def _find_stored(connection: Connection, reports: Sequence[Report]) -> set[str]:
    stored: set[str] = set()
    ids = [report.id for report in reports]
    if len(set(ids)) != len(ids):
        raise DataError("store.report_twice")
    by_id = {report.id: report for report in reports}
    for start in range(0, len(ids), _MOST_IDS):
        some = ids[start : start + _MOST_IDS]
        for sealed in read_sealed(connection, f"WHERE id IN ({', '.join('?' * len(some))})", some):
            if not _is_same(unseal_report(sealed), by_id[sealed.id]):
                raise StoreError("store.report_exists", id=sealed.id)
            stored.add(sealed.id)
    return stored


def _is_same(stored: Report, given: Report) -> bool:
    number = stored.changes.get("number")
    if stored.kind == "opened" and number is not None and "number" not in given.changes:
        given = replace(given, changes={**given.changes, "number": number})
    return seal_report(stored, 1).hash == seal_report(given, 1).hash


def _read_views(connection: Connection, reports: Sequence[Report]) -> dict[str, _View]:
    ids = list(dict.fromkeys(report.incident_id for report in reports))
    found: dict[str, _View] = {}
    for start in range(0, len(ids), _MOST_IDS):
        some = ids[start : start + _MOST_IDS]
        condition = f"WHERE id IN ({', '.join('?' * len(some))})"
        for row in connection.execute(f"{_SELECT_INCIDENT} {condition}", some):
            known = read_incident(row)
            found[row[0]] = _View(known, row[_OPENED], row[_LAST], is_new=False, before=known)
    return {incident_id: found.get(incident_id) or _View(None, 0, 0, is_new=True) for incident_id in ids}


def _check_seen(
    connection: Connection, new: Sequence[Report], views: Mapping[str, _View], seen: Mapping[str, str]
) -> None:
    for incident_id, report_id in seen.items():
        ours = {name for report in new if report.incident_id == incident_id for name in report.changes}
        view = views.get(incident_id)
        if not ours or view is None or view.incident is None:
            continue
        later = read_sealed(
            connection,
            "WHERE incident_id = ? AND sequence > "
            "(SELECT coalesce(max(sequence), 0) FROM incidents_reports WHERE id = ? AND incident_id = ?)",
            (incident_id, report_id, incident_id),
        )
        for report in map(unseal_report, later):
            both = sorted(ours & set(report.changes))
            if both:
                raise ConflictError(
                    "store.changed_meanwhile",
                    number=view.incident.number,
                    fields=both,
                    author=report.author,
                    recorded_at=report.recorded_at,
                    values={name: report.changes[name] for name in both},
                    changes=[_say_change(name, report.changes[name]) for name in both],
                    report_id=report.id,
                )


def _say_change(name: str, value: Any) -> Finding:
    """Return one changed field so that it can be said in words."""
    said = value
    if name == "state" and value is not None:
        said = IncidentState(value)
    elif name == "party" and value is not None:
        said = IncidentParty(value)
    elif name == "category" and value is not None:
        said = Finding(f"incident_category.{value}")
    elif name == "secrecy" and value is not None:
        said = Secrecy(value)
    elif name in TIE_FIELDS:
        said = len(value or ())
    elif name == "places":
        said = [place["as_written"] for place in value or ()]
    return Finding("store.changed_field", {"field": Finding(f"incident_field.{name}"), "value": said or "–"})


def _check_attachments(connection: Connection, new: Sequence[Report]) -> None:
    for sha256 in sorted({sha256 for report in new for sha256 in report.attachments}):
        if not connection.execute("SELECT 1 FROM attachments WHERE sha256 = ?", (sha256,)):
            raise NotFoundError("attachments.missing", sha256=sha256)


def _place_in_history(
    connection: Connection,
    report: Report,
    views: Mapping[str, _View],
    numbering: Numbering,
) -> Report:
    view = views[report.incident_id]
    if report.kind == "opened":
        if view.incident is not None:
            raise StoreError("store.incident_exists", number=view.incident.number)
        return replace(report, changes={**report.changes, "number": numbering.take(report)})
    if view.incident is None:
        raise NotFoundError("store.unknown_incident", id=report.incident_id)
    if report.changes.get("number", view.incident.number) != view.incident.number:
        raise DataError("store.number_is_fixed", number=view.incident.number)
    for named in (report.corrects, report.particulars.answers, *report.particulars.closes):
        if named is None or any(earlier.id == named for earlier in view.added):
            continue
        known = connection.execute(
            "SELECT kind FROM incidents_reports WHERE id = ? AND incident_id = ?",
            (named, report.incident_id),
        )
        if not known:
            raise NotFoundError("store.unknown_report", id=named, number=view.incident.number)
    return report


def _counter(connection: Connection, name: str) -> int:
    return int(connection.execute("SELECT value FROM counters WHERE name = ?", (name,))[0][0])


def _read_head(connection: Connection, machine: str) -> tuple[int, str]:
    rows = connection.execute(
        "SELECT chain_position, hash FROM incidents_reports WHERE machine = ? "
        "ORDER BY chain_position DESC LIMIT 1",
        (machine,),
    )
    return (int(rows[0][0]), str(rows[0][1])) if rows else (0, FIRST_HASH)


def _extend(view: _View, report: Report, sequence: int) -> None:
    extended = extend_incident(view.incident, report)
    if extended is None:
        view.read_again = True
    else:
        view.incident = extended
    view.added.append(report)
    view.opened_sequence = view.opened_sequence or sequence
    view.last_sequence = sequence


def _write_views(
    home: Home, connection: Connection, views: Sequence[_View], table: Table = INCIDENTS
) -> None:
    stored = table.column_names
    columns = tuple(name for name in INCIDENT_COLUMNS if name in stored)
    places = [INCIDENT_COLUMNS.index(name) for name in columns]
    known = [(view, view.incident) for view in views if view.incident is not None]
    insert_rows(
        connection,
        "incidents",
        columns,
        [
            [row[place] for place in places]
            for row in (
                incident_row(incident, view.opened_sequence, view.last_sequence)
                for view, incident in known
                if view.is_new
            )
        ],
    )
    assignments = ", ".join(f"{name} = ?" for name in INCIDENT_COLUMNS)
    layers: dict[str, list[dict[str, Any]]] = {}
    for view, incident in known:
        if incident == view.before:
            # Words were added and nothing else: what is shown stays as it is.
            connection.execute(
                "UPDATE incidents SET last_sequence = ? WHERE id = ?", (view.last_sequence, incident.id)
            )
            continue
        if not view.is_new:
            row = incident_row(incident, view.opened_sequence, view.last_sequence)
            connection.execute(f"UPDATE incidents SET {assignments} WHERE id = ?", (*row, incident.id))
            for layer in INCIDENT_LAYERS:
                connection.execute(f"DELETE FROM {layer} WHERE incident_id = ?", (incident.id,))
        for layer, values in incident_layer_values(incident):
            values[GEOMETRY_COLUMN] = home.encode_geometry(values[GEOMETRY_COLUMN])
            layers.setdefault(layer, []).append(values)
    for layer, rows in layers.items():
        insert_rows(connection, layer, tuple(rows[0]), [tuple(values.values()) for values in rows])
