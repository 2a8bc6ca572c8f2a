"""Whatever offices report and in whatever order packages come: all end with the same, and all verifies."""

from __future__ import annotations

import itertools
import random
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
from border_gis.services.package_taking import count_waiting, list_contradictions, settle_contradiction
from border_gis.stores.care import verify_store
from border_gis.stores.report_rows import unseal_report
from border_gis.stores.sealed import read_sealed
from tests.services.package_offices import Office, make_offices

STATES = ("notified", "surveyed", "under_discussion", "settled")
KINDS = (
    *("open", "say", "set", "set", "set", "tell", "decide"),
    *("send", "send", "deliver", "deliver", "deliver"),
)
ACTIONS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 2), st.integers(0, 99), st.integers(0, 99)),
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
    arrived: set[str] = field(default_factory=set)
    opened: list[str] = field(default_factory=list)
    reported: set[str] = field(default_factory=set)
    setters: list[Setting] = field(default_factory=list)

    def begin(self) -> None:
        """Have one incident that all offices know, so that they can contradict each other in it."""
        first, *others = self.offices
        self.opened.append(first.open_incident("Vụ chung").id)
        self.note(first, set())
        for other in others:
            self.send(first, other)
            self.deliver(*self.on_the_way[-1])

    def begin_crossing(self) -> None:
        """Have an answer arrive before what it answers, which is on its way and answers what is shown."""
        first, second, third = self.offices
        for office, other, how in ((third, second, 1), (second, first, 2), (first, third, 3)):
            self.report("set", office, 0, how)
            self.send(office, other)
            self.deliver(*self.on_the_way[-1])
        self.send(second, third)

    def act(self, action: tuple[str, int, int, int]) -> None:
        kind, who, what, how = action
        office = self.offices[who % len(self.offices)]
        others = [each for each in self.offices if each is not office]
        if kind == "tell":
            # As if it had the others on the telephone: what it says is on its way at once.
            self.report("set", office, what, how)
            for other in others:
                self.send(office, other)
        elif kind == "send":
            self.send(office, others[what % len(others)], None if how % 4 else 0)
        elif kind == "deliver":
            left = [each for each in self.on_the_way if each[1].package.id not in self.arrived]
            if left:
                # Now any of them, now one of the last two, so that packages overtake each other.
                self.deliver(*(left if how % 2 else left[-2:])[what % min(len(left), 99 if how % 2 else 2)])
        else:
            self.report(kind, office, what, how)

    def report(self, kind: str, office: Office, what: int, how: int) -> None:
        before = office.histories()
        asked = list_contradictions(office.workspace)
        if kind == "decide":
            if asked:
                choice = "theirs" if how % 2 else "ours"
                settle_contradiction(office.workspace, asked[what % len(asked)].open.id, choice)
        elif kind == "open" or not before:
            self.opened.append(office.open_incident(f"Vụ {what}").id)
        else:
            known = [each for each in self.opened if each in before]
            incident_id = known[what % len(known)]
            changes = {"state": STATES[how % len(STATES)]} if kind == "set" else None
            office.report(incident_id, f"Báo cáo {how}", changes=changes)
        self.note(office, {each for reports in before.values() for each in reports})

    def note(self, office: Office, known: set[str]) -> None:
        """Note what an office has just reported, and what it knew: of others by way of others too."""
        for incident_id in office.histories():
            report = office.workspace.store.reports(incident_id)[-1]
            if report.id not in known and "state" in report.changes:
                others = (each for each in self.setters if each.incident_id == incident_id)
                beyond = {id_ for each in others if each.id in known for id_ in each.knew}
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
        self.arrived.add(made.package.id)
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
            left = [each for each in self.on_the_way if each[1].package.id not in self.arrived]
            delivered = [self.deliver(*each) for each in reversed(left)]
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
        assert_what_nobody_answered_stands(border, incident_id)


def assert_what_nobody_answered_stands(border: Border, incident_id: str) -> None:
    """Every office shows what nobody answered and is asked about what else nobody answered, and no more."""
    setters = [each for each in border.setters if each.incident_id == incident_id]
    last = [each for each in setters if not any(each.id in other.knew for other in setters)]
    states = {office.code: views_of(office)[incident_id] for office in border.offices}
    if len({each.value for each in last}) == 1:
        assert set(states.values()) == {last[0].value}, (states, last)
    for office in border.offices:
        shown = states[office.code]
        told = {
            each.open.difference.report_id: each.open.difference.theirs
            for each in list_contradictions(office.workspace)
            if each.incident.id == incident_id
        }
        assert shown in {each.value for each in last}, (office.code, shown, last)
        assert told == {each.id: each.value for each in last if each.value != shown}, (office.code, told)


def assert_decisions_end_it(border: Border) -> None:
    """One office decides everything that it is asked; then all show the same and nobody is asked."""
    first = border.offices[0]
    for _ in range(100):
        if not list_contradictions(first.workspace):
            break
        border.report("decide", first, 0, 1)
    border.bring_together()
    assert_all_ended_alike(border)
    assert [list_contradictions(office.workspace) for office in border.offices] == [()] * len(border.offices)
    assert len({tuple(sorted(views_of(office).items())) for office in border.offices}) == 1


def views_of(office: Office) -> dict[str, str]:
    return {incident.id: incident.state.value for incident in office.workspace.store.incidents()}


def run(
    folder: Path,
    locate: Callable[[], str],
    count: int,
    actions: list[tuple[str, int, int, int]],
    *,
    crossing: bool = False,
) -> Border:
    border = Border(make_offices(folder, locate, count))
    try:
        border.begin()
        if crossing and count == 3:
            border.begin_crossing()
        for action in actions:
            border.act(action)
        border.bring_together()
        assert_all_ended_alike(border)
        assert_decisions_end_it(border)
        return border
    finally:
        for office in border.offices:
            office.workspace.close()


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(actions=ACTIONS, count=st.integers(2, 3), crossing=st.booleans())
def test_offices_end_with_the_same_reports_whatever_came_when(actions, count, crossing):
    with tempfile.TemporaryDirectory() as folder:
        places = itertools.count()

        def locate() -> str:
            return str(Path(folder) / f"{next(places)}.gpkg")

        run(Path(folder), locate, count, actions, crossing=crossing)


@pytest.mark.parametrize("seed", range(6))
def test_offices_end_with_the_same_reports_in_both_homes(tmp_path, new_location, seed):
    chance = random.Random(seed)
    actions = [
        (chance.choice(KINDS), chance.randrange(3), chance.randrange(100), chance.randrange(100))
        for _ in range(20)
    ]
    run(tmp_path, new_location, 3, actions, crossing=seed % 2 == 1)


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
