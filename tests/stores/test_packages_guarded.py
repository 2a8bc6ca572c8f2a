"""What may leave in a package and be taken in, whom an office trusts, and that tampering is found."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace

import pytest

from border_gis.access import Role, Secrecy
from border_gis.errors import DataError, ForbiddenError, InputError, NotFoundError, StoreError
from border_gis.exchange.packages.reading import open_package
from border_gis.incidents.foreign import repeat_copy
from border_gis.incidents.integrity import (
    SEALED_FIELDS,
    SealedReport,
    hash_form,
    hash_report,
    read_form,
    write_form,
)
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
    take_package,
)
from border_gis.services.releasing import approve_release, ask_release
from border_gis.stores.care import verify_store
from border_gis.stores.report_rows import seal_report, unseal_report
from tests.actors import acting
from tests.services.package_offices import assert_sound, make_offices

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


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
    assert_sound(first, second)


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
    assert_sound(second)
    set_attachment_level(first.workspace, secret.sha256, Secrecy.NONE, "Giải mật")
    later = first.send(second)
    assert (later.package.reports, later.package.files) == (0, 1)
    second.take(later)
    kept = second.workspace.store.find_attachments((plain.sha256, secret.sha256))
    assert [each.name for each in kept] == ["anh.png", "ghi-chep.txt"]
    assert_sound(second)


@pytest.mark.parametrize("profile", ["province", "counterpart", "public"])
def test_a_profile_that_lets_out_parts_of_reports_makes_no_package(offices, profile):
    first, second = offices
    first.open_incident()
    with pytest.raises(InputError) as error:
        first.send(second, profile=profile)
    assert error.value.code == "packages.partial_profile"


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
    assert error.value.code == "packages.other_fingerprint"
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
    assert error.value.code == "packages.no_longer_trusted"
    assert len(second.report_ids()) == 1
    assert [each.is_trusted for each in list_offices(second.workspace)] == [False]
    with pytest.raises(NotFoundError):
        second.send(first)
    assert_sound(second)


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
    assert error.value.code == "packages.own_chain_broken"


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
    assert_sound(second)
    tamper(second, table, statement.format(table))
    findings = verify_store(second.workspace.whole_store.location).findings
    assert f"verify.{code}" in {finding.code for finding in findings}


def test_a_copy_that_was_sealed_anew_in_our_own_chain_is_found(tmp_path):
    """Somebody who knows the program changes what another office said, and recomputes our hashes."""
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
    "wrong", [{"changes": '{"state":"surveyed"}'}, {"author": "Cán bộ 9"}, {"text": "Đã sửa"}, {}]
)
def test_a_second_copy_that_says_what_its_office_did_not_is_found(tmp_path, wrong):
    places = iter(range(9))
    first, second = make_offices(tmp_path, lambda: str(tmp_path / f"{next(places)}.gpkg"))
    incident = first.open_incident()
    first.report(incident.id, changes={"state": "settled"})
    second.take(first.send(second))
    store = second.workspace.whole_store
    copy = store.reports(incident.id)[-1]
    repeated = repeat_copy(copy, "9b2f6c1e-0000-4000-8000-000000000000", {"state": "settled"})
    values = {**asdict(seal_report(repeated, 1)), **wrong}
    store.append_reports([unseal_report(SealedReport(**values))])
    codes = [finding.code for finding in verify_store(store.location).findings]
    assert codes == (["verify.foreign_stranger"] if wrong else [])


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
        # Only a second copy repeats a report, and these are made here.
        {"particulars": '{"repeats":"x"}'},
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
    assert_sound(second)
