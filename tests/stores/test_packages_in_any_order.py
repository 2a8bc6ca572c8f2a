"""Whatever offices report and in whatever order packages come: all end with the same, and all verifies."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from border_gis.errors import DataError, InputError
from border_gis.services.package_making import PackageOut
from border_gis.services.package_taking import count_waiting, list_contradictions
from border_gis.stores.care import verify_store
from border_gis.stores.report_rows import unseal_report
from border_gis.stores.sealed import read_sealed
from tests.services.package_offices import Office, make_offices

STATES = ("notified", "surveyed", "under_discussion", "settled")
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(("open", "say", "set", "set", "set", "send", "send", "deliver", "deliver")),
        st.integers(0, 2),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    min_size=6,
    max_size=30,
)


@dataclass(frozen=True)
class Setting:
    """A report that set the state of an incident, and the reports that its writer had in view."""

    id: str
    incident_id: str
    value: str
    knew: frozenset[str]


@dataclass
class Border:
    """Offices, the packages on their way, and everything that was ever reported."""

    offices: list[Office]
    on_the_way: list[tuple[Office, PackageOut]] = field(default_factory=list)
    reported: set[str] = field(default_factory=set)
    setters: list[Setting] = field(default_factory=list)

    def begin(self) -> None:
        """Have one incident that all offices know, so that they can contradict each other in it."""
        first, *others = self.offices
        first.open_incident("Vụ chung")
        self.note(first, set())
        for other in others:
            self.send(first, other)
            self.deliver(*self.on_the_way[-1])

    def act(self, action: tuple[str, int, int, int]) -> None:
        kind, who, what, how = action
        office = self.offices[who % len(self.offices)]
        if kind == "send":
            others = [each for each in self.offices if each is not office]
            self.send(office, others[what % len(others)], None if how % 4 else 0)
        elif kind == "deliver":
            if self.on_the_way:
                self.deliver(*self.on_the_way[what % len(self.on_the_way)])
        else:
            self.report(kind, office, what, how)

    def report(self, kind: str, office: Office, what: int, how: int) -> None:
        before = office.histories()
        if kind == "open" or not before:
            office.open_incident(f"Vụ {what}")
        else:
            incident_id = sorted(before)[what % len(before)]
            changes = {"state": STATES[how % len(STATES)]} if kind == "set" else None
            office.report(incident_id, f"Báo cáo {how}", changes=changes)
        self.note(office, {each for reports in before.values() for each in reports})

    def note(self, office: Office, known: set[str]) -> None:
        """Note what an office has just reported, and what it knew: of others by way of others too."""
        for incident_id in office.histories():
            report = office.workspace.store.reports(incident_id)[-1]
            if report.id not in known and "state" in report.changes:
                beyond = {id_ for each in self.setters if each.id in known for id_ in each.knew}
                state = str(report.changes["state"])
                self.setters.append(Setting(report.id, incident_id, state, frozenset(known | beyond)))
        self.reported |= office.report_ids()

    def send(self, office: Office, other: Office, since: int | None = None) -> None:
        try:
            self.on_the_way.append((other, office.send(other, since=since)))
        except InputError as error:
            assert error.code == "packages.nothing_new"

    def deliver(self, office: Office, made: PackageOut) -> bool:
        """Take a package in; where an earlier one is missing, nothing may have happened."""
        before = office.histories()
        try:
            done = office.take(made)
        except DataError as error:
            assert error.code == "packages.missing"
            assert office.histories() == before
            return False
        again = office.take(made)
        assert again.result.is_known
        for incident_id, reports in before.items():
            assert office.histories()[incident_id][: len(reports)] == reports
        return not done.result.is_known

    def bring_together(self) -> None:
        """Send everything to everybody, and deliver the packages from the last to the first."""
        for office, other in itertools.permutations(self.offices, 2):
            self.send(office, other)
        went_on = True
        while went_on:
            delivered = [self.deliver(*each) for each in reversed(self.on_the_way)]
            went_on = any(delivered)


def read_own(office: Office) -> dict[str, Any]:
    """What an office has recorded itself, as it was sealed."""
    with office.workspace.whole_store._home.read() as connection:
        found = [each for each in read_sealed(connection) if " · " not in each.machine]
    return {each.id: unseal_report(each) for each in found}


def assert_all_ended_alike(border: Border) -> None:
    for office in border.offices:
        assert office.report_ids() == border.reported
        assert count_waiting(office.workspace) == 0
        done = verify_store(office.workspace.whole_store.location)
        assert done.findings == ()
        theirs = sum(len(read_own(other)) for other in border.offices if other is not office)
        assert (done.foreign.links, done.foreign.gaps) == (theirs, 0)
    for incident_id in {each for office in border.offices for each in office.histories()}:
        assert_nothing_was_overwritten(border, incident_id)


def assert_nothing_was_overwritten(border: Border, incident_id: str) -> None:
    """What nobody answered stands in every office, or is told there as a contradiction.

    Where packages cross, an office may be told of what a package on its way settles: asked once too often.
    """
    setters = [each for each in border.setters if each.incident_id == incident_id]
    last = [each for each in setters if not any(each.id in other.knew for other in setters)]
    states = {office.code: views_of(office)[incident_id] for office in border.offices}
    told = {
        office.code: {
            each.open.difference.report_id
            for each in list_contradictions(office.workspace)
            if each.incident.id == incident_id
        }
        for office in border.offices
    }
    for office in border.offices:
        for each in last:
            shown = states[office.code] == each.value or each.id in told[office.code]
            assert shown, (office.code, each, states, told)


def views_of(office: Office) -> dict[str, str]:
    return {incident.id: incident.state.value for incident in office.workspace.store.incidents()}


def run(
    folder: Path, locate: Callable[[], str], count: int, actions: list[tuple[str, int, int, int]]
) -> Border:
    border = Border(make_offices(folder, locate, count))
    try:
        border.begin()
        for action in actions:
            border.act(action)
        border.bring_together()
        assert_all_ended_alike(border)
        return border
    finally:
        for office in border.offices:
            office.workspace.close()


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(actions=ACTIONS, count=st.integers(2, 3))
def test_offices_end_with_the_same_reports_whatever_came_when(actions, count):
    with tempfile.TemporaryDirectory() as folder:
        places = itertools.count()
        run(Path(folder), lambda: str(Path(folder) / f"{next(places)}.gpkg"), count, actions)


@pytest.mark.parametrize("seed", range(2))
def test_offices_end_with_the_same_reports_in_both_homes(tmp_path, new_location, seed):
    import random

    chance = random.Random(seed)
    kinds = ("open", "say", "set", "set", "send", "send", "deliver", "deliver")
    actions = [
        (chance.choice(kinds), chance.randrange(3), chance.randrange(100), chance.randrange(100))
        for _ in range(40)
    ]
    run(tmp_path, new_location, 3, actions)


def test_where_nobody_contradicts_anybody_all_see_the_same(tmp_path):
    """One office after the other sets the state, each having seen the last; packages come in any order."""
    places = itertools.count()
    offices = make_offices(tmp_path, lambda: str(tmp_path / f"{next(places)}.gpkg"), 3)
    border = Border(offices)
    first, second, third = offices
    incident = first.open_incident()
    border.note(first, set())
    for office, other, state in (
        (first, second, "notified"),
        (second, first, "surveyed"),
        (first, second, "under_discussion"),
        (second, first, "settled"),
    ):
        known = office.report_ids()
        office.report(incident.id, changes={"state": state})
        border.note(office, known)
        border.send(office, third)
        border.send(office, other)
        border.deliver(*border.on_the_way[-1])
    border.bring_together()
    assert_all_ended_alike(border)
    assert [views_of(office) for office in offices] == [{incident.id: "settled"}] * 3
    assert [list_contradictions(office.workspace) for office in offices] == [()] * 3
    assert third.report_ids() == border.reported
