"""Offices exchange packages: nothing twice, nothing lost, a fork refused, and all verifiable."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from border_gis.access import Secrecy
from border_gis.errors import ConflictError, DataError, InputError
from border_gis.incidents.foreign import read_office
from border_gis.services.package_taking import (
    count_waiting,
    list_packages_taken,
    take_package,
)
from border_gis.stores.care import copy_store, rebuild_view, verify_store
from tests.services.package_offices import assert_sound

# --- the plain way -----------------------------------------------------------------------------


def test_reports_come_over_with_their_office_and_both_stay_verifiable(offices):
    first, second = offices
    incident = first.open_incident(title="Sạt lở bờ sông Quây Sơn")
    first.report(incident.id, "Đã khảo sát")
    done = second.take(first.send(second))
    assert (done.result.new_links, done.result.copied, done.result.differences) == (2, 2, ())
    assert done.incidents[0].title == "Sạt lở bờ sông Quây Sơn"
    assert second.histories() == first.histories()
    reports = second.workspace.store.reports(incident.id)
    assert {read_office(report.machine) for report in reports} == {first.code}
    assert second.workspace.store.incident(incident.id).number == incident.number
    assert_sound(first, second)
    foreign = verify_store(second.workspace.whole_store.location).foreign
    assert (foreign.links, foreign.gaps, foreign.offices) == (2, 0, 1)


def test_the_same_package_again_changes_nothing(offices):
    first, second = offices
    first.open_incident()
    made = first.send(second)
    second.take(made)
    before = second.workspace.store.reports(next(iter(second.histories())))
    again = second.take(made)
    assert again.result.is_known
    assert (again.result.new_links, again.result.copied) == (0, 0)
    assert second.workspace.store.reports(before[0].incident_id) == before
    assert len(list_packages_taken(second.workspace)) == 1


def test_everything_sent_once_more_brings_only_what_is_new(offices):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    first.report(incident.id)
    done = second.take(first.send(second, since=0))
    assert (done.result.known_links, done.result.new_links) == (1, 1)
    assert second.report_ids() == first.report_ids()
    assert_sound(second)


def test_looking_takes_nothing(offices):
    first, second = offices
    first.open_incident()
    looked = second.take(first.send(second), dry_run=True)
    assert looked.result.new_links == 1
    assert second.histories() == {}
    assert list_packages_taken(second.workspace) == ()


def test_our_own_chain_is_not_touched(offices):
    first, second = offices
    own = second.open_incident()
    second.report(own.id)
    before = second.workspace.whole_store.own_chains(0, [own.id]).links
    first.open_incident()
    second.take(first.send(second))
    assert second.workspace.whole_store.own_chains(0, [own.id]).links == before
    second.report(own.id)
    chain = second.workspace.whole_store.own_chains(0, [own.id]).links
    assert [link.entry.position for link in chain] == [1, 2, 3]


def test_reports_of_others_are_not_passed_on(three_offices):
    first, second, third = three_offices
    theirs = first.open_incident()
    own = second.open_incident()
    second.take(first.send(second))
    third.take(second.send(third))
    assert set(third.histories()) == {own.id}
    assert theirs.id not in third.histories()


def test_there_is_nothing_to_send_twice(offices):
    first, second = offices
    first.open_incident()
    first.send(second)
    with pytest.raises(InputError) as error:
        first.send(second)
    assert error.value.code == "packages.nothing_new"


def test_a_number_that_is_taken_here_gets_the_office_behind_it(offices):
    first, second = offices
    ours = second.open_incident(province="Cao Bằng")
    theirs = first.open_incident(province="Cao Bằng")
    assert ours.number == theirs.number
    second.take(first.send(second))
    assert second.workspace.store.incident(theirs.id).number == f"{ours.number}/{first.code}"
    first.report(theirs.id, changes={"state": "surveyed"})
    second.take(first.send(second))
    assert_sound(second)


def test_a_report_waits_for_an_incident_of_a_third_office(three_offices):
    first, second, third = three_offices
    incident = first.open_incident()
    second.take(first.send(second))
    second.report(incident.id, "Chờ")
    done = third.take(second.send(third))
    assert (done.result.copied, done.result.waiting, count_waiting(third.workspace)) == (0, 1, 1)
    assert_sound(third)
    done = third.take(first.send(third))
    assert (done.result.copied, done.result.waiting) == (2, 0)
    assert third.report_ids() == second.report_ids()
    assert_sound(third)


def test_corrections_find_the_report_that_they_correct(offices):
    first, second = offices
    incident = first.open_incident()
    first.report(incident.id, changes={"state": "settled"})
    wrong = first.workspace.store.reports(incident.id)[-1]
    first.report(incident.id, "Nhầm", changes={"state": "surveyed"}, corrects=wrong.id)
    second.take(first.send(second))
    assert second.state_of(incident.id) == "surveyed"
    assert rebuild_view(second.workspace.whole_store.location) == 1
    assert second.state_of(incident.id) == "surveyed"
    assert_sound(second)


def test_a_store_with_chains_of_others_moves_to_another_home_whole(offices, new_location):
    first, second = offices
    first.open_incident(secrecy=Secrecy.MAT)
    first.open_incident()
    second.take(first.send(second))
    target = new_location()
    copy_store(second.workspace.whole_store.location, target)
    done = verify_store(target)
    assert (done.findings, done.foreign.links, done.foreign.gaps) == ((), 2, 1)


def test_a_package_taken_from_a_copy_of_its_file_is_the_same_package(offices, tmp_path):
    first, second = offices
    first.open_incident()
    made = first.send(second)
    copied = tmp_path / "tên khác.bgpack"
    shutil.copy(made.path, copied)
    second.take(made)
    assert take_package(second.workspace, copied).result.is_known


# --- what is missing, what has forked ----------------------------------------------------------


def test_a_package_that_is_missing_is_named_and_nothing_is_taken(offices):
    first, second = offices
    incident = first.open_incident()
    sent = [first.send(second)]
    for _ in range(3):
        first.report(incident.id)
        sent.append(first.send(second))
    second.take(sent[0])
    before = second.histories()
    with pytest.raises(DataError) as error:
        second.take(sent[3])
    assert error.value.code == "packages.missing"
    assert error.value.params["numbers"] == [2, 3]
    assert second.histories() == before
    for made in sent[1:]:
        second.take(made)
    assert second.histories() == first.histories()


def test_a_lost_package_is_made_again_from_the_one_before(offices):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    first.report(incident.id)
    first.send(second).path.unlink()
    first.report(incident.id)
    second.take(first.send(second, since=1))
    assert second.histories() == first.histories()
    first.report(incident.id)
    second.take(first.send(second))
    assert second.histories() == first.histories()
    assert_sound(second)


def test_a_history_that_was_written_anew_is_a_fork_and_nothing_is_taken(offices, tmp_path, new_location):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    # The first office goes on from an old backup and forgets what it had sent.
    backup = new_location()
    copy_store(first.workspace.whole_store.location, backup)
    first.report(incident.id, "Bị quên")
    second.take(first.send(second))
    restored = replace(first, workspace=reopen(first, backup), packages=[None] * 5)
    restored.report(incident.id, "Viết lại")
    before = second.histories()
    with pytest.raises(ConflictError) as error:
        second.take(restored.send(second))
    assert error.value.code == "packages.fork"
    assert second.histories() == before
    assert_sound(second)
    restored.workspace.close()


def reopen(office, location):
    from border_gis.services.workspaces import Workspace
    from border_gis.stores import open_store

    return Workspace(office.workspace.settings, open_store(location), office.workspace.actor)


def test_a_report_with_the_id_of_one_of_ours_and_other_words_is_shown_and_nothing_is_taken(offices):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    ours = second.report(incident.id, "Của ta")
    taken = second.workspace.store.reports(ours.id)[-1]
    forged = replace(taken, text="Của họ", changes={}, machine="PC-01")
    first.workspace.whole_store.append_reports([forged])
    before = second.histories()
    with pytest.raises(ConflictError) as error:
        second.take(first.send(second))
    assert error.value.code == "packages.same_id"
    assert second.histories() == before
