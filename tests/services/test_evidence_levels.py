"""Levels of files, set by persons; files that somebody has altered in the store."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from border_gis.access import OFFICE, Role, Secrecy
from border_gis.errors import DataError, ForbiddenError, InputError, NotFoundError, StoreError
from border_gis.i18n import describe_error
from border_gis.services.attachments import (
    keep_attachment,
    list_attachments,
    list_level_changes,
    read_attachment,
    set_attachment_level,
)
from border_gis.services.backups import list_daily_backups, take_daily_backup
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from tests.stores.test_integrity import run_raw, unlock


@pytest.fixture
def workspace(tmp_path):
    settings = build_settings({}, workspace_folder=tmp_path)
    create_store(settings.store_path).close()
    opened = open_workspace(settings)
    yield opened.acting_as(replace(OFFICE, name="can-bo-1"))
    opened.close()


def acting(workspace, role, clearance=Secrecy.TUYET_MAT):
    return workspace.acting_as(replace(OFFICE, name="can-bo-2", role=role, clearance=clearance))


def test_a_level_is_set_at_intake_raised_by_a_recorder_and_lowered_by_an_approver_only(workspace):
    kept = keep_attachment(workspace, "a.pdf", b"%PDF-1.7", secrecy=Secrecy.MAT)
    assert kept.secrecy is Secrecy.MAT
    recorder, approver = acting(workspace, Role.RECORDER), acting(workspace, Role.APPROVER)
    raised = set_attachment_level(recorder, kept.sha256, Secrecy.TUYET_MAT, "theo công văn 12")
    assert list_attachments(workspace, [kept.sha256]) == (raised,)
    with pytest.raises(ForbiddenError, match=r"access\.role_needed"):
        set_attachment_level(recorder, kept.sha256, Secrecy.NONE, "giải mật")
    with pytest.raises(InputError, match=r"attachments\.level_without_reason"):
        set_attachment_level(approver, kept.sha256, Secrecy.NONE, " ")
    set_attachment_level(approver, kept.sha256, Secrecy.NONE, "giải mật")
    assert [(each.secrecy, each.reason) for each in list_level_changes(workspace, kept.sha256)] == [
        (Secrecy.TUYET_MAT, "theo công văn 12"),
        (Secrecy.NONE, "giải mật"),
    ]


def test_setting_the_level_that_is_set_leaves_no_trace(workspace):
    kept = keep_attachment(workspace, "a.pdf", b"%PDF-1.7")
    assert set_attachment_level(workspace, kept.sha256, Secrecy.NONE, "") == kept
    assert list_level_changes(workspace, kept.sha256) == ()


def test_the_same_file_again_is_one_with_the_higher_of_its_levels(workspace):
    first = keep_attachment(workspace, "a.pdf", b"%PDF-1.7")
    assert keep_attachment(workspace, "b.pdf", b"%PDF-1.7", secrecy=Secrecy.MAT).secrecy is Secrecy.MAT
    assert keep_attachment(workspace, "c.pdf", b"%PDF-1.7").secrecy is Secrecy.MAT
    assert workspace.store.attachments() == (replace(first, secrecy=Secrecy.MAT),)


def test_what_somebody_may_not_see_is_as_if_it_were_not_there(workspace):
    secret = keep_attachment(workspace, "bí mật.pdf", b"%PDF-1.7", secrecy=Secrecy.TOI_MAT)
    plain = keep_attachment(workspace, "a.txt", b"a")
    other = acting(workspace, Role.APPROVER, Secrecy.MAT)
    assert list_attachments(other, [secret.sha256, plain.sha256]) == (plain,)
    for service in (
        lambda: read_attachment(other, secret.sha256),
        lambda: list_level_changes(other, secret.sha256),
        lambda: set_attachment_level(other, secret.sha256, Secrecy.NONE, "x"),
    ):
        with pytest.raises(NotFoundError) as error:
            service()
        with pytest.raises(NotFoundError) as unknown:
            read_attachment(other, "0" * 64)
        assert error.value.code == unknown.value.code
        assert set(error.value.params) == set(unknown.value.params)


def test_handing_in_a_file_that_is_kept_at_a_level_one_may_not_see_says_nothing_of_it(workspace):
    secret = keep_attachment(workspace, "bí mật.pdf", b"%PDF-1.7", secrecy=Secrecy.TOI_MAT)
    other = acting(workspace, Role.RECORDER, Secrecy.NONE)
    answer = keep_attachment(other, "của tôi.pdf", b"%PDF-1.7")
    assert (answer.name, answer.received_by, answer.secrecy) == ("của tôi.pdf", "can-bo-2", Secrecy.NONE)
    assert workspace.store.attachments() == (secret,)


def test_an_altered_file_is_found_when_it_is_opened_and_its_incident_is_named(workspace):
    incident = record_incident(workspace, IncidentDraft(title="Kè", category="revetment"))
    kept = keep_attachment(workspace, "ảnh kè.pdf", b"%PDF-1.7 goc")
    add_report(workspace, incident.id, attachments=(kept.sha256,))
    location = str(workspace.settings.store_path)
    run_raw(location, *unlock(location, "attachments"), "UPDATE attachments SET content = x'2550'")
    with pytest.raises(StoreError) as error:
        read_attachment(workspace, kept.sha256)
    assert error.value.code == "attachments.altered"
    for language in ("vi", "en"):
        said = describe_error(error.value, language)
        assert incident.number in said
        assert "ảnh kè.pdf" in said
        assert "border-gis verify" in said


@pytest.mark.parametrize("name", ["../../x.pdf", "C:\\x.pdf", "x.pdf\0", "x\u202e.pdf"])
def test_a_file_is_kept_under_a_bare_name(workspace, name):
    assert keep_attachment(workspace, name, b"%PDF-1.7").name == "x.pdf"


def test_a_name_that_hides_another_ending_is_refused(workspace):
    with pytest.raises(DataError, match=r"attachments\.other_type"):
        keep_attachment(workspace, "ảnh\u202efdp.exe", b"%PDF-1.7")


def test_daily_backups_from_before_a_file_was_altered_are_not_removed(workspace):
    keep_attachment(workspace, "a.pdf", b"%PDF-1.7 goc")
    first = date(2026, 1, 1)
    assert take_daily_backup(workspace.settings, first).findings == ()
    location = str(workspace.settings.store_path)
    run_raw(location, *unlock(location, "attachments"), "UPDATE attachments SET content = x'2550'")
    for number in range(1, 12):
        assert take_daily_backup(workspace.settings, first + timedelta(days=number)).findings
    assert len(list_daily_backups(workspace.settings)) == 12
