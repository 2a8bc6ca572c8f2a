"""Take a package of another office in: their chain as it is, and a copy of each report in our history."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from border_gis.errors import BorderGisError, ConflictError, DataError
from border_gis.incidents.foreign import (
    OURS,
    ChainEntry,
    Difference,
    Origin,
    Setter,
    Sight,
    copy_report,
    find_differences,
    has_followed,
    is_same_report,
    read_office,
    read_sight,
)
from border_gis.incidents.integrity import SealedReport, read_form, write_canonical
from border_gis.incidents.model import Report
from border_gis.incidents.packages import Known, TakeResult, Taking, check_links
from border_gis.stores.appending import append_reports
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
    differences: list[tuple[str, Difference]] = []
    while waiting:
        left = []
        for fingerprint, sealed in waiting:
            report = _unseal(sealed)
            if not histories.can_take(report):
                left.append((fingerprint, sealed))
                continue
            copy, found = histories.take(report, sealed, fingerprint)
            copies.append(copy)
            differences += [(fingerprint, each) for each in found]
        if len(left) == len(waiting):
            break
        waiting = left
    append_reports(home, connection, copies, "", {}, may_lack_files=True)
    insert_rows(
        connection,
        "foreign_differences",
        tuple(name for name in current_table("foreign_differences").column_names if name != "fid"),
        [_write_difference(package_id, fingerprint, each) for fingerprint, each in differences],
    )
    incident_ids = tuple(dict.fromkeys(copy.incident_id for copy in copies))
    return len(copies), [each for _, each in differences], incident_ids


@dataclass
class _History:
    """What our history holds of one incident while reports are taken into it."""

    number: str = ""
    report_ids: set[str] = field(default_factory=set)
    setters: dict[str, list[Setter]] = field(default_factory=dict)


class Histories:
    """The histories that the reports of other offices belong to.

    Parameters
    ----------
    connection : Connection
    incident_ids : iterable of str
    """

    def __init__(self, connection: Connection, incident_ids: Iterable[str]) -> None:
        self._connection = connection
        self._by_incident: dict[str, _History] = {}
        self._numbers: set[str] = set()
        # Who reports here knows everything that stands in our history before.
        self._seen_here: dict[tuple[str, str, int], int | None] = {}
        self._sights = {**_read_sights(connection), OURS: Sight({}, self._seen_here)}
        ids = sorted(incident_ids)
        for start in range(0, len(ids), _MOST_IDS):
            self._read(ids[start : start + _MOST_IDS])

    def can_take(self, report: Report) -> bool:
        """Return whether everything that a report names is there."""
        history = self._by_incident.get(report.incident_id)
        if report.kind == "opened":
            if history is not None:
                raise ConflictError("packages.opened_twice", number=history.number)
            return True
        if history is None:
            return False
        named = (report.corrects, report.particulars.answers, *report.particulars.closes)
        return all(each is None or each in history.report_ids for each in named)

    def take(
        self, report: Report, sealed: SealedReport, fingerprint: str
    ) -> tuple[Report, tuple[Difference, ...]]:
        """Return the copy of a report that goes into our history, and the fields that stay as they are."""
        history = self._by_incident.setdefault(report.incident_id, _History())
        code = _write_code(self._connection, fingerprint)
        if report.kind == "opened":
            history.number = self._find_number(str(report.changes.get("number", "")), code)
        origin = Origin(fingerprint, sealed.machine, sealed.chain_position, sealed.sequence)
        differences = find_differences(report, origin, history.setters, self._sights)
        left_out = {each.field for each in differences}
        copy = copy_report(report, code, history.number, left_out)
        self._add(history, report, (origin,), left_out)
        return copy, differences

    def has_decided(self, difference: Difference) -> bool:
        """Return whether a later report has set the field, by somebody who knew of theirs."""
        history = self._by_incident.get(difference.incident_id, _History())
        setters = history.setters.get(difference.field, [])
        places = [place for place, each in enumerate(setters) if each.report_id == difference.report_id]
        if not places:
            return False
        theirs = setters[places[0]]
        return any(
            each.counts and has_followed(each, theirs, setters, self._sights)
            for each in setters[places[0] + 1 :]
        )

    def _read(self, ids: Sequence[str]) -> None:
        marks = ", ".join("?" * len(ids))
        origins: dict[str, list[Origin]] = {}
        for report_id, *place in self._connection.execute(
            "SELECT report_id, fingerprint, origin_machine, chain_position, origin_sequence "
            f"FROM foreign_reports WHERE NOT is_gap AND incident_id IN ({marks})",
            ids,
        ):
            origins.setdefault(report_id, []).append(Origin(*place))
        for incident_id, number in self._connection.execute(
            f"SELECT id, number FROM incidents WHERE id IN ({marks})", ids
        ):
            self._by_incident[incident_id] = _History(number)
        left_out: dict[str, dict[str, Any]] = {}
        for report_id, name, theirs in self._connection.execute(
            f"SELECT report_id, field, theirs FROM foreign_differences WHERE incident_id IN ({marks})", ids
        ):
            left_out.setdefault(report_id, {})[name] = json.loads(theirs)
        for sealed in read_sealed(self._connection, f"WHERE incident_id IN ({marks})", ids):
            places = origins.get(sealed.id, [])
            for each in places:
                self._seen_here[each.office, each.machine, each.position] = sealed.sequence
            if not read_office(sealed.machine):
                places = [*places, Origin(OURS, sealed.machine, sealed.chain_position, sealed.sequence)]
            report, others = unseal_report(sealed), left_out.get(sealed.id, {})
            said = replace(report, changes={**report.changes, **others})
            self._add(self._by_incident[sealed.incident_id], said, tuple(places), others)

    @staticmethod
    def _add(
        history: _History, report: Report, origins: tuple[Origin, ...], left_out: Container[str]
    ) -> None:
        history.report_ids.add(report.id)
        for name, value in report.changes.items():
            setter = Setter(report.id, origins, value, counts=name not in left_out)
            history.setters.setdefault(name, []).append(setter)

    def _find_number(self, number: str, code: str) -> str:
        """Return the number of an incident here: its own, or with its office where that is taken."""
        taken = self._connection.execute("SELECT 1 FROM incidents WHERE number = ?", (number,))
        if taken or number in self._numbers or not number:
            number = f"{number}/{code}"
        self._numbers.add(number)
        return number


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


def _read_sights(connection: Connection) -> dict[str, Sight]:
    """Return what each office had seen, as its last package says."""
    own = connection.execute("SELECT fingerprint FROM office_cards WHERE deed = 'own'")
    own_fingerprint = str(own[0][0]) if own else ""
    taken = connection.execute("SELECT fingerprint, manifest FROM packages_taken ORDER BY number, fid")
    manifests = {str(fingerprint): str(manifest) for fingerprint, manifest in taken}
    try:
        return {
            fingerprint: read_sight(json.loads(manifest)["sight"], own_fingerprint)
            for fingerprint, manifest in manifests.items()
        }
    except (ValueError, KeyError) as error:
        raise DataError("packages.bad_manifest") from error


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
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, BorderGisError):
            raise
        raise DataError("packages.bad_reports") from error
    return report


def _write_code(connection: Connection, fingerprint: str) -> str:
    letters = connection.execute("SELECT letters FROM office_cards WHERE fingerprint = ?", (fingerprint,))
    return f"{letters[0][0]}-{fingerprint[:5]}"


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
