"""Offices exchange packages: nothing twice, nothing lost, nothing overwritten, and all verifiable."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import asdict, replace

import pytest

from border_gis.access import Role, Secrecy
from border_gis.errors import ConflictError, DataError, ForbiddenError, InputError, NotFoundError, StoreError
from border_gis.exchange.packages.reading import open_package
from border_gis.incidents.foreign import read_office
from border_gis.incidents.integrity import hash_form, read_form, write_form
from border_gis.services.attachments import keep_attachment, set_attachment_level
from border_gis.services.office_cards import (
    distrust_office,
    find_trusted,
    list_offices,
    load_key,
    trust_office,
)
from border_gis.services.package_making import make_package
from border_gis.services.package_taking import (
    _make_taking as make_taking,
)
from border_gis.services.package_taking import (
    count_waiting,
    list_contradictions,
    list_packages_taken,
    settle_contradiction,
    take_package,
)
from border_gis.services.releasing import approve_release, ask_release
from border_gis.stores.care import copy_store, rebuild_view, verify_store
from tests.actors import acting
from tests.services.package_offices import make_offices

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


@pytest.fixture
def offices(tmp_path, new_location):
    made = make_offices(tmp_path, new_location, 2)
    yield made
    for office in made:
        office.workspace.close()


@pytest.fixture
def three(tmp_path, new_location):
    made = make_offices(tmp_path, new_location, 3)
    yield made
    for office in made:
        office.workspace.close()


def assert_all_sound(*offices):
    for office in offices:
        office.assert_sound()


def refused(error, code):
    assert error.value.code == code


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
    assert_all_sound(first, second)
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
    assert_all_sound(second)


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


def test_reports_of_others_are_not_passed_on(three):
    first, second, third = three
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
    refused(error, "packages.nothing_new")


def test_a_number_that_is_taken_here_gets_the_office_behind_it(offices):
    first, second = offices
    ours = second.open_incident(province="Cao Bằng")
    theirs = first.open_incident(province="Cao Bằng")
    assert ours.number == theirs.number
    second.take(first.send(second))
    assert second.workspace.store.incident(theirs.id).number == f"{ours.number}/{first.code}"
    first.report(theirs.id, changes={"state": "surveyed"})
    second.take(first.send(second))
    assert_all_sound(second)


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
    refused(error, "packages.missing")
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
    assert_all_sound(second)


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
    refused(error, "packages.fork")
    assert second.histories() == before
    assert_all_sound(second)
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
    refused(error, "packages.same_id")
    assert second.histories() == before


# --- what offices say of one incident ----------------------------------------------------------


def meet(first, second):
    """Both offices know one incident, and then each sets its state without the other's knowing."""
    incident = first.open_incident()
    second.take(first.send(second))
    first.report(incident.id, "Xong", changes={"state": "settled"})
    second.report(incident.id, "Đã khảo sát", changes={"state": "surveyed", "title": "Tên mới"})
    return incident


def state_of(office, incident):
    return office.workspace.store.incident(incident.id).state.value


def test_contradicting_reports_are_shown_to_a_person_and_neither_is_overwritten(offices):
    first, second = offices
    incident = meet(first, second)
    second.take(first.send(second))
    done = first.take(second.send(first))
    assert [each.field for each in done.result.differences] == ["state"]
    assert (state_of(first, incident), state_of(second, incident)) == ("settled", "surveyed")
    assert first.workspace.store.incident(incident.id).title == "Tên mới"
    (found,) = list_contradictions(first.workspace)
    assert (found.ours, found.open.difference.theirs, found.office.code) == (
        "settled",
        "surveyed",
        second.code,
    )
    assert len(list_contradictions(second.workspace)) == 1
    assert_all_sound(first, second)


@pytest.mark.parametrize(("choice", "state"), [("ours", "settled"), ("theirs", "surveyed")])
def test_a_decision_is_a_report_that_settles_it_in_both_offices(offices, choice, state):
    first, second = offices
    incident = meet(first, second)
    second.take(first.send(second))
    first.take(second.send(first))
    (found,) = list_contradictions(first.workspace)
    settle_contradiction(first.workspace, found.open.id, choice, "Theo biên bản")
    done = second.take(first.send(second))
    assert done.result.differences == ()
    assert state_of(first, incident) == state_of(second, incident) == state
    assert list_contradictions(first.workspace) == list_contradictions(second.workspace) == ()
    assert_all_sound(first, second)
    with pytest.raises(NotFoundError):
        settle_contradiction(first.workspace, found.open.id, choice)


def test_whoever_had_seen_a_report_may_change_what_it_set(offices):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    second.report(incident.id, changes={"state": "surveyed"})
    first.take(second.send(first))
    first.report(incident.id, changes={"state": "settled"})
    done = second.take(first.send(second))
    assert done.result.differences == ()
    assert state_of(second, incident) == "settled"


def test_an_old_report_that_comes_late_does_not_undo_a_newer_one(three):
    """The third office gets the answer before the question."""
    first, second, third = three
    incident = first.open_incident()
    opening = first.send(third)
    second.take(first.send(second))
    second.report(incident.id, changes={"state": "surveyed"})
    late = second.send(third)
    first.take(second.send(first))
    first.report(incident.id, changes={"state": "settled"})
    third.take(opening)
    third.take(first.send(third))
    done = third.take(late)
    assert done.result.differences == ()
    assert [state_of(office, incident) for office in (first, third)] == ["settled", "settled"]
    assert third.report_ids() == first.report_ids()
    assert_all_sound(first, second, third)


def test_a_report_waits_for_an_incident_of_a_third_office(three):
    first, second, third = three
    incident = first.open_incident()
    second.take(first.send(second))
    second.report(incident.id, "Chờ")
    done = third.take(second.send(third))
    assert (done.result.copied, done.result.waiting, count_waiting(third.workspace)) == (0, 1, 1)
    assert_all_sound(third)
    done = third.take(first.send(third))
    assert (done.result.copied, done.result.waiting) == (2, 0)
    assert third.report_ids() == second.report_ids()
    assert_all_sound(third)


def test_corrections_find_the_report_that_they_correct(offices):
    first, second = offices
    incident = first.open_incident()
    first.report(incident.id, changes={"state": "settled"})
    wrong = first.workspace.store.reports(incident.id)[-1]
    first.report(incident.id, "Nhầm", changes={"state": "surveyed"}, corrects=wrong.id)
    second.take(first.send(second))
    assert state_of(second, incident) == "surveyed"
    assert rebuild_view(second.workspace.whole_store.location) == 1
    assert state_of(second, incident) == "surveyed"
    assert_all_sound(second)


# --- levels ------------------------------------------------------------------------------------


def test_an_incident_above_the_profile_leaves_a_gap_that_keeps_the_chain_verifiable(offices):
    first, second = offices
    plain = first.open_incident(title="Thường")
    secret = first.open_incident(title="Mật", secrecy=Secrecy.MAT)
    first.report(secret.id, "Nội dung mật")
    first.report(plain.id, "Nội dung thường")
    made = first.send(second)
    assert made.kept_back == (secret.id,)
    assert (made.package.reports, made.package.gaps) == (2, 2)
    second.take(made)
    assert set(second.histories()) == {plain.id}
    foreign = verify_store(second.workspace.whole_store.location).foreign
    assert (foreign.links, foreign.gaps, foreign.findings) == (4, 2, ())
    stored = json.dumps([each.manifest for each in second.workspace.whole_store.packages_taken()])
    assert secret.id not in stored
    assert secret.number not in stored


def test_what_a_second_person_lets_out_later_fills_its_gap(offices):
    first, second = offices
    secret = first.open_incident(title="Mật", secrecy=Secrecy.MAT)
    plain = first.open_incident()
    second.take(first.send(second))
    assert set(second.histories()) == {plain.id}
    request = ask_release(first.workspace, "incident", [secret.id], "office", "Phối hợp xử lý")
    approve_release(acting(first.workspace), request.id)
    made = first.send(second)
    assert (made.package.reports, made.package.gaps, made.package.level) == (1, 0, Secrecy.MAT)
    done = second.take(made)
    assert (done.result.filled, done.result.copied) == (1, 1)
    assert second.histories() == first.histories()
    foreign = verify_store(second.workspace.whole_store.location).foreign
    assert (foreign.links, foreign.gaps) == (2, 0)
    assert_all_sound(first, second)


def test_a_report_above_the_clearance_of_whoever_takes_it_in_is_refused(offices):
    first, second = offices
    secret = first.open_incident(secrecy=Secrecy.MAT)
    request = ask_release(first.workspace, "incident", [secret.id], "office", "Phối hợp")
    approve_release(acting(first.workspace), request.id)
    made = first.send(second)
    with pytest.raises(ForbiddenError):
        take_package(acting(second.workspace, clearance=Secrecy.NONE), made.path)
    assert second.histories() == {}


def test_who_may_not_see_an_incident_sends_a_gap_and_is_told_nothing(offices):
    first, second = offices
    first.open_incident(secrecy=Secrecy.MAT)
    first.open_incident()
    low = replace(first, workspace=acting(first.workspace, role=Role.APPROVER, clearance=Secrecy.NONE))
    made = low.send(second, profile="internal")
    assert made.kept_back == ()
    assert made.package.gaps == 1
    second.take(made)
    assert len(second.histories()) == 1


def test_files_go_with_their_reports_unless_their_level_is_above_the_profile(offices):
    first, second = offices
    incident = first.open_incident()
    plain = keep_attachment(first.workspace, "anh.png", PNG)
    secret = keep_attachment(first.workspace, "ghi-chep.txt", b"noi dung mat", secrecy=Secrecy.MAT)
    first.report(incident.id, "Ảnh", attachments=(plain.sha256, secret.sha256))
    made = first.send(second)
    assert (made.package.files, made.files_kept_back) == (1, 1)
    second.take(made)
    assert [each.sha256 for each in second.workspace.store.attachments()] == [plain.sha256]
    assert second.workspace.store.attachment_content(plain.sha256) == PNG
    assert_all_sound(second)
    set_attachment_level(first.workspace, secret.sha256, Secrecy.NONE, "Giải mật")
    later = first.send(second)
    assert (later.package.reports, later.package.files) == (0, 1)
    second.take(later)
    kept = second.workspace.store.find_attachments((plain.sha256, secret.sha256))
    assert [each.name for each in kept] == ["anh.png", "ghi-chep.txt"]
    assert_all_sound(second)


@pytest.mark.parametrize("profile", ["province", "counterpart", "public"])
def test_a_profile_that_lets_out_parts_of_reports_makes_no_package(offices, profile):
    first, second = offices
    first.open_incident()
    with pytest.raises(InputError) as error:
        first.send(second, profile=profile)
    refused(error, "packages.partial_profile")


def test_demonstration_data_never_goes_out(offices):
    first, second = offices
    first.open_incident()
    demonstration = first.workspace.store.incidents()[0]
    from tests.stores.builders import build_incident, build_opening

    first.workspace.whole_store.append_reports(
        [build_opening(build_incident(number="X-1", demonstration=True))]
    )
    second.take(first.send(second))
    assert set(second.histories()) == {demonstration.id}


# --- trust -------------------------------------------------------------------------------------


def test_an_office_is_trusted_only_with_the_fingerprint_that_was_read_out(offices):
    first, second = offices
    distrust_office(first.workspace, second.code, "Thử")
    with pytest.raises(InputError) as error:
        trust_office(first.workspace, second.card, first.fingerprint)
    refused(error, "packages.other_fingerprint")
    with pytest.raises(NotFoundError):
        find_trusted(first.workspace, second.code)
    trust_office(first.workspace, second.card, second.fingerprint)
    assert find_trusted(first.workspace, second.code).fingerprint == second.fingerprint


def test_an_office_that_is_trusted_no_longer_is_refused_and_what_it_sent_stays(offices):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    first.report(incident.id)
    made = first.send(second)
    distrust_office(second.workspace, first.code, "Khóa bị lộ")
    with pytest.raises(ForbiddenError) as error:
        second.take(made)
    refused(error, "packages.no_longer_trusted")
    assert len(second.report_ids()) == 1
    assert [each.is_trusted for each in list_offices(second.workspace)] == [False]
    with pytest.raises(NotFoundError):
        second.send(first)
    assert_all_sound(second)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.RECORDER])
def test_only_an_approver_makes_and_takes_packages(offices, role, tmp_path):
    first, second = offices
    first.open_incident()
    made = first.send(second)
    with pytest.raises(ForbiddenError):
        make_package(acting(first.workspace, role=role), second.code, tmp_path / "x.bgpack")
    with pytest.raises(ForbiddenError):
        take_package(acting(second.workspace, role=role), made.path)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.RECORDER, Role.APPROVER])
def test_only_an_administrator_trusts(offices, role):
    first, second = offices
    with pytest.raises(ForbiddenError):
        trust_office(acting(first.workspace, role=role), second.card, second.fingerprint)
    with pytest.raises(ForbiddenError):
        distrust_office(acting(first.workspace, role=role), second.code, "x")


def test_what_went_out_is_in_the_log(offices):
    first, second = offices
    first.open_incident()
    first.send(second)
    entries = first.workspace.whole_store.audit_entries(50)
    assert ("exported", "package", 1, second.code) in [
        (each.kind, each.what, each.count, each.reason) for each in entries
    ]
    assert ("people", "trust_office", second.code) in [
        (each.kind, each.what, each.subject) for each in entries
    ]


# --- tampering in the store --------------------------------------------------------------------


def test_a_damaged_own_chain_makes_no_package(tmp_path):
    first, second = make_offices(
        tmp_path, lambda: str(tmp_path / f"{len(list(tmp_path.glob('*.gpkg')))}.gpkg")
    )
    first.open_incident()
    tamper(first, "incidents_reports", "UPDATE incidents_reports SET text = 'khác'")
    with pytest.raises(StoreError) as error:
        first.send(second)
    refused(error, "packages.own_chain_broken")


def tamper(office, table, statement):
    location = str(office.workspace.whole_store.location)
    with sqlite3.connect(location) as connection:
        for action in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {table}_refuse_{action}")
        connection.execute(statement)


@pytest.mark.parametrize(
    ("table", "statement", "code"),
    [
        ("foreign_reports", "UPDATE {} SET form = replace(form, 'Hai', 'Ba')", "foreign_chain"),
        ("foreign_reports", "UPDATE {} SET report_id = 'x' WHERE chain_position = 2", "foreign_chain"),
        ("foreign_reports", "DELETE FROM {} WHERE chain_position = 2", "foreign_chain"),
        ("foreign_reports", "DELETE FROM {} WHERE chain_position = 3", "foreign_cut_off"),
        ("foreign_reports", "DELETE FROM {} WHERE chain_position = 3", "foreign_stranger"),
        ("packages_taken", "UPDATE {} SET manifest = replace(manifest, 'CB', 'LS')", "foreign_signature"),
        ("packages_taken", "UPDATE {} SET signature = 'zz'", "foreign_signature"),
        ("office_cards", "UPDATE {} SET letters = 'QN' WHERE deed = 'trusted'", "foreign_signature"),
    ],
)
def test_verify_finds_what_was_changed_of_another_offices_chain(tmp_path, table, statement, code):
    places = iter(range(9))
    first, second = make_offices(tmp_path, lambda: str(tmp_path / f"{next(places)}.gpkg"))
    incident = first.open_incident()
    for text in ("Hai", "Ba"):
        first.report(incident.id, text)
    second.take(first.send(second))
    assert_all_sound(second)
    tamper(second, table, statement.format(table))
    findings = verify_store(second.workspace.whole_store.location).findings
    assert f"verify.{code}" in {finding.code for finding in findings}


def test_a_copy_that_was_sealed_anew_in_our_own_chain_is_found(tmp_path):
    """Somebody who knows the program changes what another office said, and recomputes our hashes."""
    from border_gis.incidents.integrity import SEALED_FIELDS, SealedReport, hash_report

    places = iter(range(9))
    first, second = make_offices(tmp_path, lambda: str(tmp_path / f"{next(places)}.gpkg"))
    first.open_incident()
    second.take(first.send(second))
    location = str(second.workspace.whole_store.location)
    with sqlite3.connect(location) as connection:
        connection.execute("DROP TRIGGER incidents_reports_refuse_update")
        row = connection.execute(f"SELECT {', '.join(SEALED_FIELDS)} FROM incidents_reports").fetchone()
        values = dict(zip(SEALED_FIELDS, row, strict=True)) | {"text": "Đã sửa"}
        connection.execute(
            "UPDATE incidents_reports SET text = ?, hash = ?", (values["text"], hash_report(values))
        )
    assert SealedReport(**values).text == "Đã sửa"
    codes = [finding.code for finding in verify_store(location).findings]
    assert codes == ["verify.foreign_copy"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"recorded_at": "hôm qua"},
        {"changes": "[1]"},
        {"changes": '{"state":"xong"}'},
        {"changes": '{"secrecy":"rất mật"}'},
        {"changes": "{"},
        {"kind": "forged"},
        {"attachments": "5"},
        {"event_date": "32/13"},
        {"particulars": '{"step":7}'},
        {"author": ""},
    ],
)
def test_a_signed_report_that_nobody_could_have_recorded_is_refused_in_words(offices, wrong):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    first.report(incident.id)
    key, own = load_key(second.workspace)
    with open_package(
        first.send(second).path, key, own, [find_trusted(second.workspace, first.code)]
    ) as found:
        (entry,) = found.entries
        taking = make_taking(found, "Cán bộ 1")
    values = {**asdict(read_form(entry.form)), **wrong}
    form = write_form(values)
    forged = replace(entry, form=form, hash=hash_form(form))
    (span,) = taking.chains
    taking = replace(taking, entries=(forged,), chains=(replace(span, to_hash=forged.hash),))
    with pytest.raises(DataError):
        second.workspace.store.take_package(taking)
    assert len(second.report_ids()) == 1
    assert_all_sound(second)


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
