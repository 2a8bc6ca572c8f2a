"""Take a package of another office in: their chain as it is, and a copy of each report in our history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from border_gis.errors import BorderGisError, ConflictError, DataError
from border_gis.incidents.foreign import (
    ChainEntry,
    Difference,
    is_same_report,
    read_office,
)
from border_gis.incidents.integrity import SealedReport, read_form, write_canonical
from border_gis.incidents.model import Report
from border_gis.incidents.packages import Known, TakeResult, Taking, check_links
from border_gis.stores.appending import append_reports
from border_gis.stores.foreign_histories import Histories
from border_gis.stores.home import Connection, Home, insert_rows
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import check_report, check_text, unseal_report, write_time
from border_gis.stores.sealed import read_sealed

WAITING = (
    "FROM foreign_reports f WHERE NOT f.is_gap "
    "AND NOT EXISTS (SELECT 1 FROM incidents_reports r WHERE r.id = f.report_id)"
)
"""The reports of other offices that have no place in our history yet."""

_LINK_COLUMNS = tuple(name for name in current_table("foreign_reports").column_names if name != "fid")
_TAKEN_COLUMNS = tuple(name for name in current_table("packages_taken").column_names if name != "fid")
_MOST_IDS = 500


def take_in(home: Home, connection: Connection, taking: Taking) -> TakeResult:
    """Do the work of ``PackagesKept.take_package`` inside a transaction that holds the write lock."""
    package = taking.package
    if connection.execute("SELECT 1 FROM packages_taken WHERE id = ?", (package.id,)):
        return TakeResult(is_known=True, known_links=len(taking.entries))
    known = _read_known(connection, package.fingerprint)
    last_number = connection.execute(
        "SELECT coalesce(max(number), 0) FROM packages_taken WHERE fingerprint = ?", (package.fingerprint,)
    )[0][0]
    new = check_links(taking.chains, taking.entries, known, package.since, int(last_number))
    row = {name: getattr(package, name) for name in _TAKEN_COLUMNS}
    row["recorded_at"] = write_time(package.recorded_at)
    for name in ("author", "machine"):
        check_text(row[name], name)
    insert_rows(connection, "packages_taken", _TAKEN_COLUMNS, [tuple(row.values())])
    sealed = [(entry, None if entry.is_gap else _read(entry)) for entry in new]
    _check_ids(connection, package.fingerprint, [each for _, each in sealed if each is not None])
    insert_rows(
        connection,
        "foreign_reports",
        _LINK_COLUMNS,
        [_write_link(package.id, package.fingerprint, entry, report) for entry, report in sealed],
    )
    copied, differences, incident_ids = append_waiting(home, connection, package.id)
    return TakeResult(
        new_links=len(new),
        known_links=len(taking.entries) - len(new),
        filled=sum((entry.machine, entry.position) in known for entry in new),
        copied=copied,
        waiting=int(connection.execute(f"SELECT count(*) {WAITING}")[0][0]),
        differences=tuple(each for each in differences if not each.is_superseded),
        incident_ids=incident_ids,
    )


def append_waiting(
    home: Home, connection: Connection, package_id: str
) -> tuple[int, list[Difference], tuple[str, ...]]:
    """Give every report of other offices that can have it a place in our history.

    Returns
    -------
    int, list of Difference, tuple of str
        How many, what stays as it was here, and the incidents.
    """
    waiting = [
        (str(fingerprint), _read(ChainEntry("", 0, "", form)))
        for fingerprint, form in connection.execute(
            f"SELECT f.fingerprint, f.form {WAITING} ORDER BY f.fingerprint, f.origin_sequence"
        )
    ]
    if not waiting:
        return 0, [], ()
    histories = Histories(connection, {sealed.incident_id for _, sealed in waiting})
    copies: list[Report] = []
    while waiting:
        left = []
        for fingerprint, sealed in waiting:
            report = _unseal(sealed)
            if histories.can_take(report):
                copies.append(histories.take(report, sealed, fingerprint))
            else:
                left.append((fingerprint, sealed))
        if len(left) == len(waiting):
            break
        waiting = left
    repeated, differences = histories.finish()
    append_reports(home, connection, [*copies, *repeated], "", {}, may_lack_files=True)
    insert_rows(
        connection,
        "foreign_differences",
        tuple(name for name in current_table("foreign_differences").column_names if name != "fid"),
        [_write_difference(package_id, fingerprint, each) for fingerprint, each in differences],
    )
    incident_ids = tuple(dict.fromkeys(copy.incident_id for copy in copies))
    return len(copies), [each for _, each in differences], incident_ids


def _read_known(connection: Connection, fingerprint: str) -> Known:
    known: dict[tuple[str, int], tuple[str, bool]] = {}
    for machine, position, digest, is_gap in connection.execute(
        "SELECT origin_machine, chain_position, hash, is_gap FROM foreign_reports WHERE fingerprint = ?",
        (fingerprint,),
    ):
        before = known.get((machine, position))
        known[machine, position] = (digest, not is_gap or (before is not None and before[1]))
    return known


def _check_ids(connection: Connection, fingerprint: str, new: Sequence[SealedReport]) -> None:
    """Raise ConflictError if a report has the id of another one that is here with other words."""
    by_id = {sealed.id: sealed for sealed in new}
    if len(by_id) != len(new):
        raise ConflictError("packages.id_twice")
    ids = list(by_id)
    for start in range(0, len(ids), _MOST_IDS):
        some = ids[start : start + _MOST_IDS]
        marks = ", ".join("?" * len(some))
        for report_id, office, form in connection.execute(
            f"SELECT report_id, fingerprint, form FROM foreign_reports WHERE report_id IN ({marks})", some
        ):
            theirs, known = by_id[report_id], read_form(form)
            if office == fingerprint or not is_same_report(unseal_report(known), _unseal(theirs)):
                raise _differs(theirs)
        for known in read_sealed(connection, f"WHERE id IN ({marks})", some):
            is_own = not read_office(known.machine)
            if is_own and not is_same_report(unseal_report(known), _unseal(by_id[known.id])):
                raise _differs(by_id[known.id])


def _differs(theirs: SealedReport) -> ConflictError:
    moment = _unseal(theirs).recorded_at
    return ConflictError("packages.same_id", id=theirs.id, author=theirs.author, recorded_at=moment)


def _read(entry: ChainEntry) -> SealedReport:
    try:
        return read_form(entry.form)
    except ValueError as error:
        raise DataError("packages.chain_broken", machine=entry.machine, position=entry.position) from error


def _unseal(sealed: SealedReport) -> Report:
    """Return a report of another office; DataError if it is none that we could have recorded."""
    try:
        report = unseal_report(sealed)
        check_report(report)
        if report.is_repeated:
            raise ValueError(report.particulars.repeats)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, BorderGisError):
            raise
        raise DataError("packages.bad_reports") from error
    return report


def _write_link(
    package_id: str, fingerprint: str, entry: ChainEntry, report: SealedReport | None
) -> tuple[Any, ...]:
    content = (None, None, None) if report is None else (report.sequence, report.id, report.incident_id)
    return (
        package_id,
        fingerprint,
        entry.machine,
        entry.position,
        entry.hash,
        entry.is_gap,
        *content,
        entry.form,
    )


def _write_difference(package_id: str, fingerprint: str, difference: Difference) -> tuple[Any, ...]:
    return (
        str(uuid4()),
        package_id,
        fingerprint,
        difference.incident_id,
        difference.report_id,
        difference.field,
        write_canonical(difference.theirs),
        write_canonical(difference.ours),
        difference.our_report_id,
        difference.is_superseded,
    )
