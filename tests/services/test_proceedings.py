"""What the office itself did and wrote, as a person records, finds, corrects and withdraws it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from border_gis.access import Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import GateKind
from border_gis.errors import ConflictError, DataError, ForbiddenError, InputError, NotFoundError
from border_gis.i18n import has_words
from border_gis.proceedings.kinds import ProceedingClass, ProceedingKind
from border_gis.proceedings.model import FIELDS, NamedGate, NamedPaper, ProceedingState
from border_gis.services.everything import search_everything
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.proceeding_drafts import ProceedingDraft
from border_gis.services.proceedings import (
    ProceedingFilter,
    check_proceeding,
    correct_proceeding,
    draft_of_proceeding,
    list_proceedings,
    record_proceeding,
    show_proceeding,
    undo_proceeding_change,
    withdraw_proceeding,
)
from border_gis.services.workflow import keep_proceeding_kind, list_proceeding_kinds
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER, acting

MOMENT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DRAFT = ProceedingDraft(
    kind="gate_upgrade",
    title=" Đề nghị  nâng cấp cửa khẩu ",
    happened=PartialDate(2023, 4),
    until=PartialDate(2023, 6),
    state=ProceedingState.SENT,
    papers=(NamedPaper("Công hàm", "12/UBND", PartialDate(2023, 4, 11)), NamedPaper("", "")),
    offices=("Bộ Ngoại giao", " "),
    reference_text="834/1-835",
    gates=(NamedGate("Trà Lĩnh", GateKind.INTERNATIONAL), NamedGate(" ")),
    units=("huyện Trùng Khánh",),
    incidents=("CB-2022-003",),
    text="ghi chú",
    source="báo cáo",
)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


def test_it_is_recorded_with_a_number_and_what_it_is_related_to(workspace):
    saved = record_proceeding(workspace, DRAFT, recorded_at=MOMENT)
    assert (saved.number, saved.province) == ("CT-CB-2023-001", "Cao Bằng")
    assert saved.title == "Đề nghị nâng cấp cửa khẩu"
    assert saved.papers == DRAFT.papers[:1]
    assert (saved.offices, saved.gates) == (("Bộ Ngoại giao",), DRAFT.gates[:1])
    page = show_proceeding(workspace, "ct-cb-2023-001")
    assert page.proceeding == saved
    assert [incident.number for incident in page.incidents] == ["CB-2022-003"]
    assert page.kind.group is ProceedingClass.GATE
    (entry,) = page.changes
    assert (entry.kind, entry.author, entry.recorded_at) == ("added", workspace.actor.name, MOMENT)
    assert entry.after["incidents"] == ["CB-2022-003"]


def test_the_same_form_sent_twice_is_recorded_once(workspace):
    first = record_proceeding(workspace, DRAFT, "11111111-0000-4000-8000-000000000001")
    assert record_proceeding(workspace, DRAFT, "11111111-0000-4000-8000-000000000001") == first


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "party"}, "proceedings.unknown_kind"),
        ({"title": " "}, "proceedings.no_title"),
        ({"happened": None}, "proceedings.no_date"),
        ({"until": PartialDate(2023, 3)}, "proceedings.ends_before"),
        ({"incidents": ("CB-1999-001",)}, "proceedings.unknown_incident"),
        ({"reference_text": "đâu đó"}, "reference.not_a_reference"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_recorded(workspace, change, code):
    count = len(list_proceedings(workspace))
    draft = replace(DRAFT, **change)
    codes = [finding.code for finding in check_proceeding(workspace, draft)]
    assert len(codes) == 1
    with pytest.raises(InputError) as error:
        record_proceeding(workspace, draft)
    assert error.value.code == codes[0]
    assert code.split(".")[0] in codes[0]
    assert len(list_proceedings(workspace)) == count


def test_a_good_draft_is_silent(workspace):
    assert check_proceeding(workspace, DRAFT) == ()


def test_a_correction_needs_a_reason_and_is_seen_and_undone(workspace):
    saved = record_proceeding(workspace, DRAFT)
    draft = replace(draft_of_proceeding(workspace, saved), state=ProceedingState.ISSUED, incidents=())
    with pytest.raises(InputError, match="no_reason"):
        correct_proceeding(workspace, saved, draft, " ")
    changed = correct_proceeding(workspace, saved, draft, "đã ban hành")
    assert (changed.state, changed.incidents) == (ProceedingState.ISSUED, ())
    page = show_proceeding(workspace, saved.id)
    correction = page.changes[-1]
    assert correction.before == {"state": "sent", "incidents": ["CB-2022-003"]}
    with pytest.raises(ConflictError):
        correct_proceeding(workspace, saved, replace(draft, state=ProceedingState.HELD), "khác")
    assert undo_proceeding_change(workspace, correction.id, "nhầm") == saved
    assert show_proceeding(workspace, saved.id).undone == {correction.id}


def test_a_draft_of_a_record_that_nobody_changes_changes_nothing(workspace):
    saved = record_proceeding(workspace, DRAFT)
    assert correct_proceeding(workspace, saved, draft_of_proceeding(workspace, saved), "xem lại") == saved
    assert len(show_proceeding(workspace, saved.id).changes) == 1


def test_what_is_withdrawn_is_not_listed_stays_to_be_seen_and_can_come_back(workspace):
    saved = record_proceeding(workspace, DRAFT)
    with pytest.raises(InputError, match="no_reason"):
        withdraw_proceeding(workspace, saved.number, "")
    assert withdraw_proceeding(workspace, saved.number, "ghi hai lần").is_withdrawn
    assert saved.id not in {each.id for each in list_proceedings(workspace)}
    assert saved.id in {each.id for each in list_proceedings(workspace, ProceedingFilter(withdrawn=True))}
    with pytest.raises(InputError, match="is_withdrawn"):
        withdraw_proceeding(workspace, saved.number, "lần nữa")
    withdrawal = show_proceeding(workspace, saved.id).changes[-1]
    undo_proceeding_change(workspace, withdrawal.id)
    assert saved in list_proceedings(workspace)
    with pytest.raises(DataError):
        undo_proceeding_change(workspace, withdrawal.id)


def test_the_list_is_narrowed_by_words_kind_and_days(workspace):
    saved = record_proceeding(workspace, DRAFT)

    def found(**wish):
        return [each.number for each in list_proceedings(workspace, ProceedingFilter(**wish))]

    assert list_proceedings(workspace)[0] == saved
    assert found(text="12/UBND") == found(text="nang cap trung khanh") == [saved.number]
    assert found(text="bản giốc", kinds=("gate_opening",)) == ["CT-CB-2022-032"]
    assert saved.number in found(first=PartialDate(2023), last=PartialDate(2023))
    assert found(first=PartialDate(2023, 7)) == []
    assert saved.number not in found(last=PartialDate(2022))
    # A date known by its year may lie in any month of it.
    assert len(found(first=PartialDate(2022, 5, 11), last=PartialDate(2022, 5, 11))) == 47


def test_above_the_clearance_there_is_no_such_thing_and_no_trace_of_it(workspace):
    secret = record_proceeding(workspace, replace(DRAFT, secrecy=Secrecy.MAT))
    low = acting(workspace, OFFICER, Role.RECORDER, Secrecy.NONE)
    assert secret.id not in {each.id for each in list_proceedings(low)}
    with pytest.raises(NotFoundError) as hidden:
        show_proceeding(low, secret.number)
    with pytest.raises(NotFoundError) as absent:
        show_proceeding(low, "CT-CB-1999-001")
    assert hidden.value.code == absent.value.code
    assert low.store.register_changes(secret.id) == ()
    assert secret.id not in {change.object_id for change in low.store.register_history("proceedings")}
    with pytest.raises(NotFoundError):
        withdraw_proceeding(low, secret.id, "không được thấy")
    with pytest.raises(ForbiddenError):
        record_proceeding(low, replace(DRAFT, secrecy=Secrecy.MAT))


def test_a_recorder_does_not_lower_a_level_by_a_correction_or_by_undoing_one(workspace):
    saved = record_proceeding(workspace, DRAFT)
    raised = correct_proceeding(workspace, saved, replace(DRAFT, secrecy=Secrecy.MAT), "có nội dung mật")
    recorder = acting(workspace, OFFICER, Role.RECORDER, Secrecy.TUYET_MAT)
    with pytest.raises(ForbiddenError):
        correct_proceeding(recorder, raised, DRAFT, "hạ")
    with pytest.raises(ForbiddenError):
        undo_proceeding_change(recorder, show_proceeding(workspace, saved.id).changes[-1].id)
    assert show_proceeding(workspace, saved.id).proceeding.secrecy is Secrecy.MAT


def test_who_does_not_see_an_incident_neither_learns_of_it_nor_unties_it(workspace):
    hidden = record_incident(
        workspace, IncidentDraft("Việc mật", "fence", place_text="739-741", secrecy=Secrecy.MAT)
    )
    saved = record_proceeding(workspace, replace(DRAFT, incidents=("CB-2022-003", hidden.number)))
    low = acting(workspace, OFFICER, Role.RECORDER, Secrecy.NONE)
    page = show_proceeding(low, saved.id)
    assert [incident.number for incident in page.incidents] == ["CB-2022-003"]
    assert hidden.id not in page.proceeding.incidents
    assert page.changes[0].after["incidents"] == ["CB-2022-003"]
    draft = replace(draft_of_proceeding(low, page.proceeding), incidents=())
    assert correct_proceeding(low, page.proceeding, draft, "không liên quan").incidents == ()
    assert show_proceeding(workspace, saved.id).proceeding.incidents == (hidden.id,)


def test_a_viewer_records_nothing(workspace):
    viewer = acting(workspace, OFFICER, Role.VIEWER)
    with pytest.raises(ForbiddenError):
        record_proceeding(viewer, DRAFT)


def test_an_office_adds_a_kind_of_its_own_and_records_under_it(workspace):
    kind = ProceedingKind(
        "radio_talk", {"vi": "phát thanh", "en": "radio talk"}, ProceedingClass.MEETING, is_own=True
    )
    assert kind in keep_proceeding_kind(workspace, kind)
    assert kind in list_proceeding_kinds(workspace)
    assert record_proceeding(workspace, replace(DRAFT, kind="radio_talk")).kind == "radio_talk"
    with pytest.raises(InputError):
        keep_proceeding_kind(workspace, replace(kind, step="no_such_step"))
    with pytest.raises(ForbiddenError):
        keep_proceeding_kind(acting(workspace, OFFICER, Role.RECORDER), kind)


def test_every_field_state_and_class_has_words():
    codes = [f"proceeding_field.{name}" for name in FIELDS]
    codes += [f"proceeding_state.{state}" for state in ProceedingState]
    codes += [f"proceeding_class.{group}" for group in ProceedingClass]
    assert [code for code in codes if not has_words(code)] == []


def test_the_search_over_everything_finds_it_by_words_paper_gate_and_number(workspace):
    saved = record_proceeding(workspace, DRAFT)
    for text in ("CT-CB-2023-001", "12/UBND", '"Bộ Ngoại giao"', "nang cap trung khanh"):
        assert saved in search_everything(workspace, text).proceedings
    withdraw_proceeding(workspace, saved.id, "ghi nhầm")
    assert saved.id not in {each.id for each in search_everything(workspace, "12/UBND").proceedings}
    secret = record_proceeding(workspace, replace(DRAFT, secrecy=Secrecy.MAT))
    assert search_everything(workspace, secret.number).level is Secrecy.MAT
    low = acting(workspace, OFFICER, Role.VIEWER, Secrecy.NONE)
    assert search_everything(low, secret.number).proceedings == ()
