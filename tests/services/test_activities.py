"""What a person does with the office's own plans."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from border_gis.access import Actor, Role
from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from border_gis.services.activities import (
    activity_deadlines,
    change_activity,
    close_activity,
    list_activities,
    list_kinds,
    plan_activity,
    record_answer,
    record_notice,
    show_activity,
)
from border_gis.services.activity_drafts import ActivityDraft, preview_activity
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.zones.deadlines import DeadlineState
from border_gis.zones.planned import ActivityState, EntryKind
from border_gis.zones.subjects import Activity

BLASTING = "agreement-2009.15-4"
START = datetime.now(VIET_NAM_TIME).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=30)
DRAFT = ActivityDraft(Activity.BLASTING, START, title="Mở đường", place_text="834/1-835")


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened.acting_as(Actor("Nguyễn Văn A", Role.RECORDER))
    opened.close()


def test_a_draft_shows_what_it_needs_before_anything_is_recorded(workspace):
    preview = preview_activity(workspace, DRAFT)
    assert preview.can_be_recorded
    assert BLASTING in {need.rule.id for need in preview.requirements}
    assert [each.due for each in preview.deadlines] == [START - timedelta(hours=48)]
    assert list_activities(workspace) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place_text": " "}, "activities.no_place"),
        ({"place_text": "9999"}, "activities.not_placed"),
        ({"place_text": "hôm qua"}, "reference.not_understood"),
        ({"start": None}, "activities.no_start"),
        ({"end": (START - timedelta(days=3)).date()}, "activities.ends_before"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_recorded(workspace, change, code):
    draft = replace(DRAFT, **change)
    assert code.partition(".")[2] in {
        each.code.partition(".")[2] for each in preview_activity(workspace, draft).findings
    }
    with pytest.raises(InputError):
        plan_activity(workspace, draft)
    assert list_activities(workspace) == ()


def test_a_plan_is_followed_to_its_end_and_says_who_did_what(workspace):
    page = plan_activity(workspace, DRAFT, "a1")
    assert plan_activity(workspace, DRAFT, "a1").last_entry == page.last_entry
    later = replace(DRAFT, start=START + timedelta(days=1))
    page = change_activity(workspace, "a1", later, page.last_entry, "mưa lớn")
    other = workspace.acting_as(Actor("Trần Thị B", Role.RECORDER))
    page = record_notice(
        other, "a1", sent=today_in_viet_nam(), paper="12/CV", rules=(BLASTING,), seen=page.last_entry
    )
    assert page.activity.state is ActivityState.NOTICE_SENT
    (deadline,) = page.deadlines
    assert (deadline.due, deadline.state) == (START - timedelta(hours=24), DeadlineState.MET)
    page = record_answer(
        workspace, "a1", received=today_in_viet_nam(), paper="7/CN", agreed=True, rules=(BLASTING,),
        seen=page.last_entry,
    )  # fmt: skip
    page = close_activity(
        workspace, "a1", ActivityState.CANCELLED, happened=today_in_viet_nam(), text="hết vốn",
        seen=page.last_entry,
    )  # fmt: skip
    told = [(entry.kind, entry.author, entry.text) for entry in page.entries]
    assert told == [
        (EntryKind.PLANNED, "Nguyễn Văn A", ""),
        (EntryKind.CHANGED, "Nguyễn Văn A", "mưa lớn"),
        (EntryKind.NOTICE_SENT, "Trần Thị B", ""),
        (EntryKind.ANSWERED, "Nguyễn Văn A", ""),
        (EntryKind.CANCELLED, "Nguyễn Văn A", "hết vốn"),
    ]
    assert page.entries[1].changes == {"start": (START + timedelta(days=1)).isoformat()}
    assert page.deadlines == () == activity_deadlines(workspace, today_in_viet_nam())
    with pytest.raises(InputError, match="is_closed"):
        change_activity(workspace, "a1", DRAFT, page.last_entry, "x")


def test_what_cannot_be_recorded_is_refused_in_words(workspace):
    page = plan_activity(workspace, DRAFT, "a1")
    seen, today = page.last_entry, today_in_viet_nam()
    with pytest.raises(InputError, match="no_reason"):
        change_activity(workspace, "a1", DRAFT, seen, " ")
    with pytest.raises(InputError, match="no_paper"):
        record_notice(workspace, "a1", sent=today, paper="", rules=(BLASTING,), seen=seen)
    with pytest.raises(InputError, match="no_rule"):
        record_notice(workspace, "a1", sent=today, paper="1", rules=("agreement-2009.20-own",), seen=seen)
    with pytest.raises(InputError, match="in_future"):
        record_notice(
            workspace, "a1", sent=today + timedelta(days=1), paper="1", rules=(BLASTING,), seen=seen
        )
    with pytest.raises(InputError, match="no_reason"):
        close_activity(workspace, "a1", ActivityState.CANCELLED, happened=today, seen=seen)
    with pytest.raises(InputError, match="not_closed"):
        close_activity(workspace, "a1", ActivityState.PLANNED, happened=today, seen=seen)
    with pytest.raises(ConflictError):
        close_activity(workspace, "a1", ActivityState.DONE, happened=today, seen="other")
    with pytest.raises(NotFoundError):
        show_activity(workspace, "nothing")
    assert len(show_activity(workspace, "a1").entries) == 1


def test_a_viewer_reads_and_records_nothing(workspace):
    viewer = workspace.acting_as(Actor("C", Role.VIEWER))
    assert Activity.DRONE_FLIGHT in list_kinds(viewer)
    assert preview_activity(viewer, DRAFT).can_be_recorded
    with pytest.raises(ForbiddenError):
        plan_activity(viewer, DRAFT)


def test_the_list_of_what_is_due_holds_every_plan_the_first_first(workspace):
    plan_activity(workspace, DRAFT, "a1")
    plan_activity(workspace, replace(DRAFT, kind=Activity.AERIAL_SURVEY_ACROSS, start=START.date()), "a2")
    found = activity_deadlines(workspace, today_in_viet_nam())
    assert [(each.subject_id, each.code.removeprefix("zones.")) for each in found] == [
        ("a2", "due_notice"),
        ("a2", "due_reply"),
        ("a1", "due_notice"),
    ]
    assert [each.due for each in found][:2] == [
        START.date() - timedelta(days=30),
        START.date() - timedelta(days=10),
    ]
    assert isinstance(found[0].due, date)
    much_later = START + timedelta(days=5)
    assert {each.state for each in activity_deadlines(workspace, much_later.date())} == {DeadlineState.MISSED}


def test_a_place_with_several_readings_is_chosen(workspace):
    draft = replace(DRAFT, place_text="53.1-54.2")
    preview = preview_activity(workspace, draft)
    if len(preview.choices) > 1:
        assert not preview.can_be_recorded
        assert preview_activity(workspace, replace(draft, choice=preview.choices[0])).activity is not None
    else:
        assert preview.activity is not None


def test_plans_that_are_checked_together_say_what_each_says_alone_under_every_line(workspace):
    first = workspace.lines[0]
    moved = np.add(first.coordinates, [0.0, 0.05])
    workspace.store.add_line(replace(first, id="other", name="other", coordinates=moved))
    for number, kind in enumerate((Activity.BLASTING, Activity.DRONE_FLIGHT, Activity.MARKER_REPAIR)):
        plan_activity(workspace, replace(DRAFT, kind=kind), f"a{number}")
    together = activity_deadlines(workspace, today_in_viet_nam())
    assert {each.subject_id for each in together} == {"a0", "a1", "a2"}
    for number in range(3):
        page = show_activity(workspace, f"a{number}", today_in_viet_nam())
        assert all(len(need.verdicts) == 2 for need in page.requirements)
        assert page.deadlines == tuple(each for each in together if each.subject_id == f"a{number}")
