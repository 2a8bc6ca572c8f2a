"""The histories that reports of other offices are taken into: what counts here, and what is for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from border_gis.errors import ConflictError, DataError
from border_gis.incidents.foreign import (
    NEVER_IN_DISPUTE,
    OURS,
    Difference,
    Origin,
    Sight,
    copy_report,
    read_office,
    read_sight,
    repeat_copy,
)
from border_gis.incidents.integrity import SealedReport
from border_gis.incidents.model import Report
from border_gis.incidents.standing import NOT_SET, FieldSetters, Setter, Shown, find_other, may_count
from border_gis.incidents.view import read_said
from border_gis.stores.home import Connection
from border_gis.stores.report_rows import unseal_report
from border_gis.stores.sealed import read_sealed

_MOST_IDS = 500


@dataclass
class _History:
    """What our history holds of one incident while reports are taken into it.

    Attributes
    ----------
    sights : mapping of str to Sight
    number : str
    reports : dict of str to Report
        As they stand here, in their order.
    fields : dict of str to FieldSetters
    told : set of (str, str)
        Reports and fields of which a person was told that they contradict.
    left_out : list of (str, str)
        Of the reports that were taken: fields that their copies do not have.
    """

    sights: Mapping[str, Sight]
    number: str = ""
    reports: dict[str, Report] = field(default_factory=dict)
    fields: dict[str, FieldSetters] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    _origins: dict[str, tuple[Origin, ...]] = field(default_factory=dict)
    _roots: dict[str, str] = field(default_factory=dict)
    _shown: dict[str, Any] | None = None

    def add(self, report: Report, said: Mapping[str, Any], origins: tuple[Origin, ...]) -> None:
        """Add a report of our history, which sets what its office said."""
        first = report.particulars.repeats
        if first is not None:
            self._roots[report.id] = self._roots.get(first, first)
        else:
            self._set_fields(report, said, origins)
        self._place(report)

    def take(self, report: Report, origin: Origin, code: str) -> Report:
        """Take a report of another office and return its copy, which may lack fields."""
        shown = dict(self.read_shown())
        setters = self._set_fields(report, report.changes, (origin,))
        left_out = [
            name
            for name, setter in setters.items()
            if not self.fields[name].is_undisputed
            and not may_count(name, setter, shown.get(name, NOT_SET), self.fields[name].list_standing())
        ]
        self.left_out += [(report.id, name) for name in left_out]
        copy = copy_report(report, code, self.number, left_out)
        self._place(copy)
        return copy

    def repeat_answers(self) -> list[Report]:
        """Add second copies of the reports that answered what is shown, and return them."""
        changes: dict[str, dict[str, Any]] = {}
        shown = self.read_shown()
        for name, setters in self.fields.items():
            other = None if setters.is_undisputed else find_other(name, shown.get(name, NOT_SET), setters)
            if other is not None and read_office(self.reports[other.report_id].machine):
                changes.setdefault(other.report_id, {})[name] = other.value
        copies = [repeat_copy(self.reports[first], str(uuid4()), values) for first, values in changes.items()]
        for copy in copies:
            self.add(copy, {}, ())
        return copies

    def read_shown(self) -> Mapping[str, Any]:
        """Return the values that the fields have here."""
        if self._shown is None:
            said = read_said(tuple(self.reports.values()))
            self._shown = {}
            for report_id in self.reports:
                self._shown.update(said.get(report_id, {}))
        return self._shown

    def list_contradictions(self) -> Iterator[tuple[str, Setter]]:
        """Yield the fields, and the reports that nobody has answered and that say something else."""
        shown = self.read_shown()
        for name, setters in self.fields.items():
            if not setters.is_undisputed:
                value = shown.get(name, NOT_SET)
                yield from ((name, each) for each in setters.list_standing() if each.value != value)

    def find_source(self, name: str, shown: Shown) -> str:
        """Return the id of a report that says what a field has here; one that stands, if there is one."""
        setters = self.fields[name]
        saying = [each for each in (*setters, *setters.list_standing()) if each.value == shown]
        return saying[-1].report_id if saying else ""

    def find_office(self, report_id: str) -> str:
        """Return the fingerprint of another office that a report came from; empty if it is ours alone."""
        return next((each.office for each in self._origins[report_id] if each.office != OURS), "")

    def find_value(self, report_id: str, name: str) -> Any:
        """Return what a report says of a field; None if it takes the field back."""
        found = next(each.value for each in self.fields[name] if each.report_id == report_id)
        return None if found is NOT_SET else found

    def _set_fields(
        self, report: Report, said: Mapping[str, Any], origins: tuple[Origin, ...]
    ) -> dict[str, Setter]:
        corrected = report.corrects or ""
        root_id = self._roots.get(corrected, corrected)
        self._roots[report.id] = root_id or report.id
        self._origins[report.id] = origins
        setters = {}
        for name, value in said.items():
            if name == NEVER_IN_DISPUTE:
                continue
            told = NOT_SET if root_id and value is None else value
            setters[name] = Setter(report.id, origins, told, report.recorded_at, root_id)
            self.fields.setdefault(name, FieldSetters(self.sights)).add(
                setters[name], self._origins.get(root_id, origins)
            )
        return setters

    def _place(self, report: Report) -> None:
        self.reports[report.id] = report
        if self._shown is not None and report.corrects is None and not report.is_repeated:
            self._shown.update(report.changes)
        else:
            self._shown = None


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
        self._touched: dict[str, _History] = {}
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
        return all(each is None or each in history.reports for each in named)

    def take(self, report: Report, sealed: SealedReport, fingerprint: str) -> Report:
        """Take a report of another office; return the copy that goes into our history."""
        if report.incident_id not in self._by_incident:
            self._by_incident[report.incident_id] = _History(self._sights)
        history = self._touched[report.incident_id] = self._by_incident[report.incident_id]
        code = _write_code(self._connection, fingerprint)
        if report.kind == "opened":
            history.number = self._find_number(str(report.changes.get("number", "")), code)
        origin = Origin(fingerprint, sealed.machine, sealed.chain_position, sealed.sequence)
        return history.take(report, origin, code)

    def finish(self) -> tuple[list[Report], list[tuple[str, Difference]]]:
        """Return what else goes into our history after what was taken, and what to keep of differences.

        Returns
        -------
        list of Report
            Second copies of reports of which what they answered has come only now.
        list of (str, Difference)
            With the fingerprints of the other offices.
        """
        repeated: list[Report] = []
        differences: list[tuple[str, Difference]] = []
        for incident_id, history in self._touched.items():
            repeated += history.repeat_answers()
            differences += _describe_differences(incident_id, history)
        return repeated, differences

    def is_open(self, difference: Difference) -> bool:
        """Return whether nobody has answered a report, and the field has another value here."""
        history = self._by_incident.get(difference.incident_id)
        if history is None or difference.field not in history.fields:
            return False
        shown = history.read_shown().get(difference.field, NOT_SET)
        return any(
            each.report_id == difference.report_id and each.value != shown
            for each in history.fields[difference.field].list_standing()
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
            self._by_incident[incident_id] = _History(self._sights, number)
        left_out: dict[str, dict[str, Any]] = {}
        for incident_id, report_id, name, theirs, is_superseded in self._connection.execute(
            "SELECT incident_id, report_id, field, theirs, is_superseded FROM foreign_differences "
            f"WHERE incident_id IN ({marks})",
            ids,
        ):
            left_out.setdefault(report_id, {})[name] = json.loads(theirs)
            if not is_superseded and incident_id in self._by_incident:
                self._by_incident[incident_id].told.add((report_id, name))
        for sealed in read_sealed(self._connection, f"WHERE incident_id IN ({marks})", ids):
            places = origins.get(sealed.id, [])
            for each in places:
                self._seen_here[each.office, each.machine, each.position] = sealed.sequence
            if not read_office(sealed.machine):
                places = [*places, Origin(OURS, sealed.machine, sealed.chain_position, sealed.sequence)]
            report = unseal_report(sealed)
            said = {**report.changes, **left_out.get(sealed.id, {})}
            self._by_incident[sealed.incident_id].add(report, said, tuple(places))

    def _find_number(self, number: str, code: str) -> str:
        """Return the number of an incident here: its own, or with its office where that is taken."""
        taken = self._connection.execute("SELECT 1 FROM incidents WHERE number = ?", (number,))
        if taken or number in self._numbers or not number:
            number = f"{number}/{code}"
        self._numbers.add(number)
        return number


def _describe_differences(incident_id: str, history: _History) -> Iterator[tuple[str, Difference]]:
    """Yield every field that a copy lacks, and every contradiction of which nobody was told."""
    shown = history.read_shown()
    contradicting = {(each.report_id, name) for name, each in history.list_contradictions()}
    for report_id, name in dict.fromkeys((*history.left_out, *sorted(contradicting - history.told))):
        office = history.find_office(report_id)
        if not office:
            continue
        value = shown.get(name, NOT_SET)
        yield (
            office,
            Difference(
                report_id=report_id,
                incident_id=incident_id,
                field=name,
                theirs=history.find_value(report_id, name),
                ours=None if value is NOT_SET else value,
                our_report_id=history.find_source(name, value),
                is_superseded=(report_id, name) not in contradicting,
            ),
        )


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


def _write_code(connection: Connection, fingerprint: str) -> str:
    letters = connection.execute("SELECT letters FROM office_cards WHERE fingerprint = ?", (fingerprint,))
    return f"{letters[0][0]}-{fingerprint[:5]}"
