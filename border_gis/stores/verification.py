"""Recompute everything that a store can be held against, and say what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from border_gis.errors import BorderGisError, Finding, InputError, Severity
from border_gis.incidents.integrity import (
    SEALED_FIELDS,
    SealedReport,
    checkpoint_figure,
    follow_chain,
)
from border_gis.incidents.model import Report
from border_gis.incidents.view import derive_incident
from border_gis.stores.appending import INCIDENT_LAYERS
from border_gis.stores.attachment_checks import check_attachments
from border_gis.stores.foreign_verification import NO_OTHERS, ForeignVerification, verify_foreign
from border_gis.stores.home import Connection, Home
from border_gis.stores.migrations import tables_at
from border_gis.stores.register_verification import verify_register
from border_gis.stores.report_rows import (
    INCIDENT_COLUMNS,
    incident_layer_values,
    incident_row,
    select_columns,
    unseal_report,
)
from border_gis.stores.schema import GEOMETRY_COLUMN, Table

_BATCH = 1_000
_MOST_FINDINGS = 20
_CHECKPOINT = re.compile(r"(\d+)-[0-9A-F]{4}(?:-[0-9A-F]{4}){4}")


@dataclass(frozen=True, slots=True)
class Verification:
    """What a store was held against, and what came of it.

    Attributes
    ----------
    reports, machines, incidents, attachments : int
        How many were recomputed.
    findings : tuple of Finding
        Empty if all fits. The first that is about a report names the first report that
        does not fit.
    checkpoint : str
        The figure to write down; a later verification held against it notices a cut-off.
    changes : int
        Entries in the history of markers, works and survey areas that were recomputed.
    foreign : ForeignVerification
        The chains of other offices, beside ours.
    """

    reports: int
    machines: int
    incidents: int
    attachments: int
    findings: tuple[Finding, ...]
    checkpoint: str
    changes: int = 0
    foreign: ForeignVerification = NO_OTHERS


@dataclass
class _Heads:
    """The last hash of each machine, at the end and at the moment of a checkpoint."""

    wanted_count: int | None
    count: int = 0
    last: dict[str, str] = field(default_factory=dict)
    at_checkpoint: dict[str, str] = field(default_factory=dict)

    def watch(self, reports: Iterator[SealedReport]) -> Iterator[SealedReport]:
        for report in reports:
            self.count += 1
            self.last[report.machine] = report.hash
            yield report
            if self.count == self.wanted_count:
                self.at_checkpoint = dict(self.last)


def take_checkpoint(home: Home) -> str:
    """Return the figure for the reports that are there now."""
    with home.read() as connection:
        count = int(connection.execute("SELECT count(*) FROM incidents_reports")[0][0])
        heads = connection.execute(
            "SELECT r.machine, r.hash FROM incidents_reports r JOIN "
            "(SELECT machine, max(chain_position) AS position FROM incidents_reports GROUP BY machine) m "
            "ON r.machine = m.machine AND r.chain_position = m.position"
        )
    return checkpoint_figure(count, {str(machine): str(digest) for machine, digest in heads})


def verify_home(home: Home, checkpoint: str | None = None) -> Verification:
    """Recompute chain, view and attachments of a store.

    Parameters
    ----------
    home : Home
    checkpoint : str, optional
        A figure that was written down before.

    Raises
    ------
    InputError
        If the checkpoint is none.
    """
    wanted = None if checkpoint is None else _read_checkpoint(checkpoint)
    findings = list(home.check())
    tables = {table.name: table for table in tables_at(home.schema_version())}
    reports = tables["incidents_reports"]
    with home.read() as connection:
        heads = _Heads(wanted)
        findings += _check_chain(connection, heads, reports)
        if checkpoint is not None and wanted is not None:
            findings += _check_checkpoint(checkpoint, wanted, heads)
        incidents, view_findings = _check_views(home, connection, reports, tables["incidents"])
        attachments, attachment_findings = (
            check_attachments(connection) if "attachments" in tables else (0, [])
        )
        has_history = "register_changes" in tables and "hash" in tables["register_changes"].column_names
        changes, register_findings = verify_register(home, connection) if has_history else (0, [])
        foreign = verify_foreign(connection) if "foreign_reports" in tables else NO_OTHERS
    return Verification(
        reports=heads.count,
        machines=len(heads.last),
        incidents=incidents,
        attachments=attachments,
        findings=(
            *findings,
            *view_findings,
            *attachment_findings[:_MOST_FINDINGS],
            *register_findings,
            *foreign.findings[:_MOST_FINDINGS],
        ),
        checkpoint=checkpoint_figure(heads.count, heads.last),
        changes=changes,
        foreign=foreign,
    )


def _error(code: str, where: str, **params: Any) -> Finding:
    return Finding(code, params, where, Severity.ERROR)


def _read_checkpoint(text: str) -> int:
    found = _CHECKPOINT.fullmatch(text.strip())
    if found is None:
        raise InputError("verify.bad_checkpoint", text=text)
    return int(found.group(1))


def _check_chain(connection: Connection, heads: _Heads, table: Table) -> list[Finding]:
    findings = []
    for broken in follow_chain(heads.watch(_read_all(connection, table))):
        report = broken.report
        findings.append(
            _error(
                f"verify.chain_{broken.reason}",
                report.id,
                id=report.id,
                sequence=report.sequence,
                machine=report.machine,
                author=report.author,
                recorded_at=report.recorded_at,
            )
        )
        if len(findings) == _MOST_FINDINGS:
            break
    expected = connection.execute("SELECT value FROM counters WHERE name = 'report_sequence'")
    # A chain that breaks often is not followed to its end, so the count says nothing then.
    if len(findings) < _MOST_FINDINGS and (not expected or expected[0][0] != heads.count):
        findings.append(
            _error("verify.cut_off", "", expected=expected[0][0] if expected else 0, found=heads.count)
        )
    return findings


def _check_checkpoint(checkpoint: str, wanted: int, heads: _Heads) -> list[Finding]:
    if heads.count < wanted:
        return [_error("verify.checkpoint_cut_off", "", expected=wanted, found=heads.count)]
    if checkpoint_figure(wanted, heads.at_checkpoint) != checkpoint.strip():
        return [_error("verify.checkpoint_differs", "", count=wanted)]
    return []


def _read_all(connection: Connection, table: Table) -> Iterator[SealedReport]:
    last = -1
    columns = select_columns(SEALED_FIELDS, table.column_names)
    select = f"SELECT {columns} FROM {table.name} WHERE sequence > ?"
    while True:
        rows = connection.execute(f"{select} ORDER BY sequence LIMIT {_BATCH}", (last,))
        for row in rows:
            yield SealedReport(*row)
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]


def _check_views(
    home: Home, connection: Connection, reports: Table, incidents: Table
) -> tuple[int, list[Finding]]:
    findings: list[Finding] = []
    count, last = 0, 0
    columns = [name for name in INCIDENT_COLUMNS if name in incidents.column_names]
    select = f"SELECT fid, {', '.join(columns)} FROM {incidents.name} WHERE fid > ?"
    while True:
        rows = connection.execute(f"{select} ORDER BY fid LIMIT {_BATCH}", (last,))
        if rows:
            findings += _compare_views(home, connection, [row[1:] for row in rows], columns, reports)
            count, last = count + len(rows), rows[-1][0]
        if len(rows) < _BATCH:
            break
    with_reports = connection.execute("SELECT count(DISTINCT incident_id) FROM incidents_reports")[0][0]
    if with_reports != count:
        findings.append(_error("verify.incidents_missing", "", expected=with_reports, found=count))
    return count, findings[:_MOST_FINDINGS]


def _compare_views(
    home: Home,
    connection: Connection,
    rows: Sequence[tuple[Any, ...]],
    stored_columns: Sequence[str],
    table: Table,
) -> list[Finding]:
    ids = [row[0] for row in rows]
    marks = ", ".join("?" * len(ids))
    reports: dict[str, list[tuple[int, Report | None]]] = {}
    select = f"SELECT {select_columns(SEALED_FIELDS, table.column_names)} FROM {table.name}"
    for values in connection.execute(f"{select} WHERE incident_id IN ({marks}) ORDER BY sequence", ids):
        sealed = SealedReport(*values)
        reports.setdefault(sealed.incident_id, []).append((sealed.sequence, _try_unseal(sealed)))
    layers: dict[str, set[tuple[Any, ...]]] = {}
    columns = ("place", "part", "number", "title", "category", "party", "state", "date", "reference")
    for layer in INCIDENT_LAYERS:
        wanted = f"SELECT incident_id, {GEOMETRY_COLUMN}, {', '.join(columns)} FROM {layer}"
        for incident_id, geometry, *shown in connection.execute(
            f"{wanted} WHERE incident_id IN ({marks})", ids
        ):
            decoded = home.decode_geometry(geometry)
            text = None if decoded is None else decoded.wkb_hex
            layers.setdefault(incident_id, set()).add((layer, text, *shown))
    findings = []
    places = [INCIDENT_COLUMNS.index(name) for name in stored_columns]
    for row in rows:
        expected = _derive(reports.get(row[0], []), columns, places)
        stored = tuple(bool(value) if isinstance(value, bool) else value for value in row)
        if expected is None or expected[0] != stored or expected[1] != layers.get(row[0], set()):
            findings.append(_error("verify.view_differs", row[0], number=row[1]))
    return findings


def _try_unseal(sealed: SealedReport) -> Report | None:
    try:
        return unseal_report(sealed)
    except (BorderGisError, ValueError, TypeError):
        return None


def _derive(
    known: Sequence[tuple[int, Report | None]], columns: Sequence[str], places: Sequence[int]
) -> tuple[tuple[Any, ...], set[tuple[Any, ...]]] | None:
    reports = [report for _, report in known if report is not None]
    if not known or len(reports) != len(known):
        return None
    try:
        incident = derive_incident(reports)
        layers = {
            (layer, values[GEOMETRY_COLUMN].wkb_hex, *(values[name] for name in columns))
            for layer, values in incident_layer_values(incident)
        }
        row = incident_row(incident, known[0][0], known[-1][0])
        return tuple(row[place] for place in places), layers
    except (BorderGisError, ValueError, TypeError):
        return None
