"""What leaves the office: only the fields of its profile, in neutral words, above it with a second person."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from border_gis.access import Actor, Role, Secrecy
from border_gis.errors import DataError, ForbiddenError, InputError, NotFoundError
from border_gis.incidents.model import IncidentPlace
from border_gis.incidents.view import open_incident
from border_gis.services.audit import list_audit_entries
from border_gis.services.incidents import add_report
from border_gis.services.releasing import (
    approve_release,
    ask_release,
    list_releases,
    prepare_release,
    record_export,
    release_rules,
    write_level,
    write_mark,
)
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from tests.actors import OFFICER, acting
from tests.stores.builders import build_incident

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path):
    settings = build_settings({}, workspace_folder=tmp_path, officer=OFFICER)
    create_store(settings.store_path).close()
    opened = open_workspace(settings)
    yield opened
    opened.close()


def keep(workspace, **values):
    incident = replace(build_incident(), **values)
    report = open_incident(incident, recorded_at=NOW, author=OFFICER, machine="may-1")
    return workspace.store.append_reports([report], "CB-2026")[0]


TITLE = "Phía Trung Quốc vi phạm Hiệp định tại mốc 834/1"


def test_the_other_side_gets_no_internal_field_and_no_judging_word(workspace):
    place = IncidentPlace("mốc 834/1", {"type": "Point", "coordinates": [106.0, 22.0]}, "834/1", "l", 5.0)
    made = keep(
        workspace,
        title=TITLE,
        description="Vi phạm nghiêm trọng",
        source_paper="Công văn mật 12",
        places=(place,),
    )
    release = prepare_release(workspace, "incident", [made.id], "counterpart")
    (record,) = release.records
    assert set(record.fields) == {"number", "title", "date", "places", "province", "demonstration"}
    assert record.fields["places"] == [{"geometry": dict(place.geometry), "reference": "834/1"}]
    said = json.dumps(record.fields, ensure_ascii=False).casefold()
    for word in ("vi phạm", "nghiêm trọng", "công văn mật", OFFICER.casefold()):
        assert word not in said
    assert record.fields["title"].startswith("Phía Trung Quốc")


def test_a_text_for_which_there_are_no_other_words_is_kept_back_and_named(workspace):
    made = keep(workspace, title="Cố tình lấn chiếm")
    release = prepare_release(workspace, "incident", [made.id], "counterpart")
    assert release.records[0].fields["title"] == ""
    (finding,) = release.findings
    assert (finding.code, finding.where, finding.params["field"]) == (
        "release.judging_words",
        made.id,
        "title",
    )
    assert finding.params["words"] == ["cố tình", "lấn chiếm"]


def test_inside_the_office_nothing_is_left_out_or_rewritten(workspace):
    made = keep(workspace, title=TITLE)
    (record,) = prepare_release(workspace, "incident", [made.id], "internal").records
    assert record.fields["title"] == TITLE
    assert record.fields["party"] == made.party.value


def test_reports_go_to_the_province_without_who_wrote_them_and_nowhere_else(workspace):
    made = keep(workspace)
    (record,) = prepare_release(workspace, "report", [made.id], "province").records
    assert not {"author", "machine", "changes", "recorded_at"} & set(record.fields)
    (outside,) = prepare_release(workspace, "report", [made.id], "counterpart").records
    assert outside.fields == {}


def test_what_is_above_its_profile_stays_until_a_second_person_lets_it_out(workspace):
    made, other = keep(workspace, secrecy=Secrecy.MAT), keep(workspace, id="another")
    ids = [made.id, other.id]
    before = prepare_release(workspace, "incident", ids, "counterpart")
    assert (before.withheld, before.level) == ((made.id,), Secrecy.NONE)
    with pytest.raises(InputError):
        ask_release(workspace, "incident", ids, "counterpart", " ")
    request = ask_release(workspace, "incident", ids, "counterpart", "Họp hai bên")
    assert prepare_release(workspace, "incident", ids, "counterpart").withheld == (made.id,)
    with pytest.raises(ForbiddenError, match="own_request"):
        approve_release(workspace, request.id)
    approve_release(acting(workspace), request.id)
    after = prepare_release(workspace, "incident", ids, "counterpart")
    assert (after.withheld, after.level, after.approved_by) == ((), Secrecy.MAT, "Cán bộ 2")
    assert prepare_release(workspace, "incident", ids, "public").withheld == (made.id,)
    with pytest.raises(DataError):
        approve_release(acting(workspace), request.id, approved=False)


def test_what_was_declined_stays(workspace):
    made = keep(workspace, secrecy=Secrecy.MAT)
    request = ask_release(workspace, "incident", [made.id], "public", "Báo chí hỏi")
    approve_release(acting(workspace), request.id, approved=False, reason="Không")
    assert prepare_release(workspace, "incident", [made.id], "public").withheld == (made.id,)


def test_an_approval_counts_only_up_to_the_level_that_was_approved(workspace):
    made = keep(workspace, secrecy=Secrecy.MAT)
    request = ask_release(workspace, "incident", [made.id], "public", "Họp")
    approve_release(acting(workspace), request.id)
    add_report(workspace, made.id, changes={"secrecy": "tuyet_mat"})
    assert prepare_release(workspace, "incident", [made.id], "public").withheld == (made.id,)


def test_an_account_cannot_approve_its_own_request_under_another_name(workspace):
    made = keep(workspace, secrecy=Secrecy.MAT)
    first = workspace.acting_as(Actor("a", Role.APPROVER, Secrecy.TUYET_MAT, "p1"))
    request = ask_release(first, "incident", [made.id], "public", "Họp")
    with pytest.raises(ForbiddenError):
        approve_release(workspace.acting_as(Actor("b", Role.APPROVER, Secrecy.TUYET_MAT, "p1")), request.id)
    approve_release(workspace.acting_as(Actor("a", Role.APPROVER, Secrecy.TUYET_MAT, "p2")), request.id)


def test_nobody_sees_or_approves_a_request_above_their_clearance(workspace):
    made = keep(workspace, secrecy=Secrecy.TOI_MAT)
    request = ask_release(workspace, "incident", [made.id], "public", "Họp")
    lower = acting(workspace, clearance=Secrecy.MAT)
    assert list_releases(lower) == ()
    with pytest.raises(NotFoundError):
        approve_release(lower, request.id)
    with pytest.raises(NotFoundError):
        prepare_release(lower, "incident", [made.id], "internal")


def test_every_export_is_written_down_without_texts_or_places(workspace):
    mark = record_export(
        workspace,
        "docx",
        subject="incident",
        count=3,
        profile="province",
        level=Secrecy.MAT,
        reason="Báo cáo",
    )
    (entry,) = list_audit_entries(workspace)
    assert (entry.kind, entry.what, entry.subject, entry.count) == ("exported", "docx", "incident", 3)
    assert (entry.profile, entry.level, entry.reason) == ("province", Secrecy.MAT, "Báo cáo")
    assert mark.released_at == entry.recorded_at
    assert list_audit_entries(acting(workspace, clearance=Secrecy.NONE)) == ()


def test_an_export_above_its_profile_is_refused_and_the_refusal_written_down(workspace):
    with pytest.raises(ForbiddenError, match="above_profile"):
        record_export(workspace, "docx", subject="incident", count=1, profile="public", level=Secrecy.MAT)
    assert [entry.kind for entry in list_audit_entries(workspace)] == ["refused"]
    record_export(
        workspace,
        "docx",
        subject="incident",
        count=1,
        profile="public",
        level=Secrecy.MAT,
        approved_by="Cán bộ 2",
    )


def test_the_mark_says_profile_person_moment_and_level_in_three_languages(workspace):
    mark = record_export(workspace, "docx", subject="incident", count=1, level=Secrecy.TUYET_MAT)
    for language, words in {
        "vi": ("TUYỆT MẬT – Hồ sơ phát hành: Nội bộ", OFFICER),
        "en": ("TUYỆT MẬT (TOP SECRET) – Release profile: Internal", OFFICER),
        "zh": ("绝密 – 发布范围：内部", OFFICER),
    }.items():
        assert all(word in write_mark(mark, language) for word in words)
        assert str(mark.released_at.year) in write_mark(mark, language)
    approved = replace(mark, approved_by="Cán bộ 2", level=Secrecy.NONE)
    assert write_mark(approved, "vi").endswith("Người duyệt: Cán bộ 2.")
    assert write_level(Secrecy.NONE, "vi") == ""


def test_a_kind_that_cannot_be_released_and_a_record_that_is_not_there_are_named(workspace):
    with pytest.raises(InputError):
        prepare_release(workspace, "person", ["a"], "public")
    for kind in ("incident", "survey_area", "attachment", "work", "marker", "gate", "line"):
        with pytest.raises(NotFoundError):
            prepare_release(workspace, kind, ["a"], "internal")
    assert {profile.code for profile in release_rules(workspace).profiles} >= {"internal", "public"}
