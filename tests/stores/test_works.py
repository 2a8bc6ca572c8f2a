"""Works and their histories, on both homes: added, changed, reported further, undone, verified."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from border_gis.access import office_actor
from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.register.marker import Coordinate, MarkerKind
from border_gis.errors import ConflictError, DataError, NotFoundError
from border_gis.services.work_recording import (
    WorkDraft,
    add_work_state,
    change_work,
    draft_of,
    preview_work,
    record_work,
    undo_work_change,
)
from border_gis.services.works import WorkFilter, list_works, show_work, summarise_verdicts, works_as_of
from border_gis.services.workspaces import Workspace
from border_gis.settings import build_settings
from border_gis.stores.care import verify_store
from border_gis.stores.locations import open_home
from border_gis.surveys.area import SurveyArea
from border_gis.works.history import list_states
from border_gis.works.model import WorkKind, WorkParty, WorkState
from border_gis.zones.verdict import Outcome
from tests.stores.builders import NOON, build_marker, build_work
from tests.zones.builders import LINE, at


def note(minutes=0, author="cán bộ 1", reason="đo lại", **values):
    return ChangeNote(author, "PC-01", NOON + timedelta(minutes=minutes), reason, **values)


@pytest.fixture
def fence(store):
    work = build_work(state=WorkState.NOTIFIED, since=None)
    store.add_works([work], note())
    return work


def test_an_added_work_begins_its_history_with_all_that_was_said(store, fence):
    (entry,) = store.register_changes(fence.id)
    assert (entry.kind, entry.author, entry.table, entry.before) == ("added", "cán bộ 1", "works", {})
    assert entry.after["kind"] == "fence"
    assert entry.after["geometry"]["type"] == "LineString"


def test_a_work_that_ships_says_so_in_its_history(store):
    shipped, plain = build_work(demonstration=True), build_work()
    store.add_works([shipped, plain])
    assert store.register_changes(shipped.id)[0].author == "demonstration"
    assert store.register_changes(plain.id)[0].author == ""


def test_a_change_keeps_what_was_and_who_changed_it(store, fence):
    after = replace(fence, kind=WorkKind.SECOND_FENCE, accuracy_m=2.5, agreed=True, agreement_paper="BB 3")
    assert store.change_work(fence, after, note(1)) == after
    assert store.works() == (after,)
    assert store.work(fence.id) == after
    entry = store.register_changes(fence.id)[-1]
    assert entry.before == {"kind": "fence", "accuracy_m": 120.0, "agreed": None, "agreement_paper": ""}
    assert entry.after == {
        "kind": "second_fence",
        "accuracy_m": 2.5,
        "agreed": True,
        "agreement_paper": "BB 3",
    }
    assert (entry.kind, entry.reason) == ("changed", "đo lại")


def test_a_new_place_replaces_the_old_one_in_every_layer(store, fence):
    house = shapely.Polygon([(106.7, 22.8), (106.7001, 22.8), (106.7001, 22.8001)])
    after = replace(fence, geometry=house, illustrative=False)
    store.change_work(fence, after, note(1))
    assert store.works() == (after,)
    store.change_work(after, replace(after, geometry=None), note(2))
    assert store.works()[0].geometry is None


def test_what_stays_the_same_makes_no_entry(store, fence):
    assert store.change_work(fence, fence, note(1)) == fence
    assert len(store.register_changes(fence.id)) == 1


def test_two_people_may_change_different_fields(store, fence):
    store.change_work(fence, replace(fence, name="Hàng rào A"), note(1))
    both = store.change_work(fence, replace(fence, accuracy_m=1.0), note(2))
    assert (both.name, both.accuracy_m) == ("Hàng rào A", 1.0)


def test_whoever_was_overtaken_is_told_by_whom_and_nothing_is_changed(store, fence):
    store.change_work(fence, replace(fence, name="Hàng rào A"), note(1, author="cán bộ 2"))
    with pytest.raises(ConflictError) as error:
        store.change_work(fence, replace(fence, name="Hàng rào B", accuracy_m=1.0), note(2))
    assert error.value.params["author"] == "cán bộ 2"
    assert error.value.params["values"] == {"name": "Hàng rào A"}
    assert store.work(fence.id).accuracy_m == 120.0


def test_an_unknown_work_cannot_be_changed(store):
    ghost = build_work()
    with pytest.raises(NotFoundError):
        store.change_work(ghost, replace(ghost, name="x"), note())
    with pytest.raises(NotFoundError):
        store.add_work_state(ghost.id, WorkState.COMPLETED, note())


def test_states_follow_each_other_and_give_the_work_its_dates(store, fence):
    for minute, (state, when) in enumerate(
        [("staked_out", "2021-03"), ("under_construction", "2021-05-02"), ("extended", "2023")], 1
    ):
        store.add_work_state(
            fence.id, WorkState(state), note(minute, event_date=PartialDate.fromisoformat(when), paper="BB 7")
        )
    now = store.work(fence.id)
    assert (now.state, now.since, now.extended) == (
        WorkState.EXTENDED,
        PartialDate(2021, 5, 2),
        PartialDate(2023),
    )
    states = list_states(now, store.register_changes(fence.id))
    assert [state.state.value for state in states] == [
        "notified",
        "staked_out",
        "under_construction",
        "extended",
    ]
    assert states[1].paper == "BB 7"


def test_a_state_that_becomes_known_late_joins_the_history_and_does_not_turn_the_work_back(store, fence):
    store.add_work_state(fence.id, WorkState.COMPLETED, note(1, event_date=PartialDate(2022, 6)))
    work = store.add_work_state(fence.id, WorkState.STAKED_OUT, note(2, event_date=PartialDate(2021, 2)))
    assert work.state is WorkState.COMPLETED
    states = list_states(work, store.register_changes(fence.id))
    assert [state.state.value for state in states] == ["notified", "staked_out", "completed"]


def test_a_state_that_somebody_else_has_reported_meanwhile_is_a_conflict(store, fence):
    store.add_work_state(fence.id, WorkState.REMOVED, note(1, author="cán bộ 2"))
    with pytest.raises(ConflictError) as error:
        store.add_work_state(fence.id, WorkState.COMPLETED, note(2), seen_state=WorkState.NOTIFIED)
    assert error.value.params["author"] == "cán bộ 2"


def test_undoing_is_another_entry_and_puts_back_what_was(store, fence):
    store.add_work_state(fence.id, WorkState.COMPLETED, note(1, event_date=PartialDate(2022, 6)))
    wrong = store.register_changes(fence.id)[-1]
    assert store.undo_work_change(wrong.id, note(2, reason="ghi nhầm công trình")) == fence
    history = store.register_changes(fence.id)
    assert [entry.kind for entry in history] == ["added", "state", "undone"]
    assert history[-1].undoes == wrong.id
    assert [state.is_undone for state in list_states(fence, history)] == [False, True]


def test_what_was_changed_again_since_cannot_be_undone(store, fence):
    named = store.change_work(fence, replace(fence, name="A"), note(1))
    first = store.register_changes(fence.id)[-1]
    store.change_work(named, replace(named, name="B"), note(2))
    with pytest.raises(ConflictError):
        store.undo_work_change(first.id, note(3))


def test_nothing_is_undone_twice_and_no_addition_is_undone(store, fence):
    store.change_work(fence, replace(fence, name="A"), note(1))
    added, changed = store.register_changes(fence.id)
    store.undo_work_change(changed.id, note(2))
    with pytest.raises(DataError):
        store.undo_work_change(changed.id, note(3))
    with pytest.raises(DataError):
        store.undo_work_change(added.id, note(3))
    with pytest.raises(NotFoundError):
        store.undo_work_change("none of ours", note(3))


HOSTILE = "<script>alert(1)</script> ${x} '); DROP TABLE works; -- \u202e\ufeff {0}"


def test_hostile_texts_come_back_letter_by_letter(store):
    work = build_work(name=HOSTILE, description=HOSTILE * 50, reference_as_written=HOSTILE)
    store.add_works([work], note(author=HOSTILE, reason=HOSTILE, paper=HOSTILE))
    assert store.works() == (work,)
    assert store.register_changes(work.id)[0].reason == HOSTILE


def test_a_text_that_no_home_can_keep_is_refused_and_nothing_is_added(store):
    with pytest.raises(DataError):
        store.add_works([build_work(name="a\0b")], note())
    with pytest.raises(DataError):
        store.add_works([build_work()], note(reason="x" * 1_000_001))
    assert store.works() == ()


# --- verification ----------------------------------------------------------------------------


@pytest.fixture
def kept(store, location):
    """A store with a history of works and markers, closed; its location."""
    work, other, marker = build_work(), build_work(), build_marker()
    store.add_markers([marker])
    store.add_works([work, other], note())
    store.change_work(work, replace(work, name="Hàng rào A"), note(1))
    store.add_work_state(work.id, WorkState.COMPLETED, note(2, event_date=PartialDate(2023)))
    store.change_marker(
        marker, replace(marker, note="đã sơn lại"), author="a", machine="PC-02", reason="", recorded_at=NOON
    )
    store.close()
    return location


def meddle(location, *statements):
    """Change rows as somebody would who has taken the triggers out of the way."""
    home = open_home(location)

    def work(connection):
        if home.kind == "geopackage":
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'register_changes'"
            ):
                connection.execute(f"DROP TRIGGER {name}")
        else:
            connection.execute("ALTER TABLE register_changes DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(statement)

    home.write(work)
    home.close()


def codes(location):
    return [finding.code for finding in verify_store(location).findings]


def test_a_register_that_nobody_meddled_with_fits(kept):
    done = verify_store(kept)
    assert done.findings == ()
    assert done.changes == 5


def test_a_work_that_was_changed_quietly_is_found_and_the_field_named(kept):
    meddle(kept, "UPDATE works SET party = 'vn' WHERE name = 'Hàng rào A'")
    (finding,) = verify_store(kept).findings
    assert finding.code == "verify.register_differs"
    assert finding.params["fields"] == ["party"]


def test_a_work_whose_place_was_moved_quietly_is_found(kept):
    meddle(kept, "UPDATE works SET geometry_type = NULL WHERE name = 'Hàng rào A'")
    assert codes(kept) == ["verify.register_differs"]


def test_a_marker_that_was_changed_quietly_is_found(kept):
    meddle(kept, "UPDATE markers SET note = 'x'")
    assert codes(kept) == ["verify.register_differs"]


def test_a_work_that_was_removed_quietly_is_found(kept):
    removal = [f"DELETE FROM {layer}" for layer in ("work_points", "work_lines", "work_areas")]
    meddle(kept, *removal, "DELETE FROM works")
    assert codes(kept) == ["verify.register_missing"] * 2


def test_an_entry_that_was_rewritten_is_found(kept):
    meddle(kept, "UPDATE register_changes SET author = 'ai đó' WHERE kind = 'state'")
    (finding,) = verify_store(kept).findings
    assert finding.code == "verify.register_chain"
    assert finding.params["reason"].code == "verify.register_content"


def test_an_entry_that_was_taken_out_is_found(kept):
    meddle(kept, "DELETE FROM register_changes WHERE kind = 'changed' AND table_name = 'works'")
    assert {"verify.register_chain", "verify.register_cut_off"} <= set(codes(kept))


def test_the_last_entries_that_were_cut_off_are_found(kept):
    meddle(kept, "DELETE FROM register_changes WHERE kind = 'state'")
    assert "verify.register_cut_off" in codes(kept)


def test_a_hash_that_was_blanked_is_found(kept):
    meddle(kept, "UPDATE register_changes SET hash = '', chain_position = 0 WHERE kind = 'state'")
    assert codes(kept) == ["verify.register_chain"]


def test_entries_from_before_there_were_hashes_are_read_and_covered(store, location):
    marker = build_marker()
    store.add_markers([marker])
    store.close()
    columns = "id, table_name, object_id, recorded_at, author, machine, reason, before, after"
    older = (
        f"INSERT INTO register_changes ({columns}) VALUES ('c1', 'markers', '{marker.id}', "
        "'2026-01-02T03:04:05.000000Z', 'a', 'PC-01', 'b', '{\"note\":\"x\"}', '{\"height_m\":312.25}')"
    )
    meddle(location, older, "UPDATE counters SET value = value + 1 WHERE name = 'register_changes'")
    assert verify_store(location).findings == ()
    from border_gis.stores import open_store

    again = open_store(location)
    work = build_work()
    again.add_works([work], note())
    (entry,) = again.register_changes(marker.id)
    assert (entry.kind, entry.author, entry.before) == ("changed", "a", {"note": "x"})
    again.close()
    assert verify_store(location).findings == ()
    meddle(location, "UPDATE register_changes SET author = 'z' WHERE id = 'c1'")
    assert codes(location) == ["verify.register_chain"]


# --- the services, on both homes -------------------------------------------------------------


@pytest.fixture
def office(store, tmp_path):
    """An office with one line and two markers, in either home."""
    store.add_line(LINE)
    ends = [Coordinate(*map(float, at)) for at in LINE.coordinates[[0, -1]]]
    store.add_markers(
        [
            replace(build_marker(number, kind=MarkerKind.SINGLE), position=end)
            for number, end in zip((834, 835), ends, strict=True)
        ]
    )
    return Workspace(build_settings({}, workspace_folder=tmp_path), store, office_actor("Cán bộ Một"))


def test_a_work_goes_its_whole_way_through_the_services(office):
    longitude_deg, latitude_deg = at(2_000.0, 12.0)
    draft = WorkDraft(
        WorkKind.BUILDING,
        WorkParty.CN,
        WorkState.NOTIFIED,
        place_text=f"{latitude_deg:.7f}, {longitude_deg:.7f}",
        accuracy_m=0.5,
        name="Nhà kho",
    )
    previewed = {
        ruled.rule.article: ruled.verdict.outcome for ruled in preview_work(office, draft).lines[0].verdicts
    }
    work = record_work(office, draft, "tuần tra", recorded_at=NOON)
    assert summarise_verdicts(office)[work.id].outcome is previewed["21(1)"] is Outcome.PROHIBITED
    built = add_work_state(
        office,
        work.id,
        WorkState.COMPLETED,
        event_date=PartialDate(2023),
        recorded_at=NOON + timedelta(days=9),
    )
    changed = change_work(office, built, replace(draft_of(built), agreed=True, agreement_paper="BB 1"))
    page = show_work(office, work.id)
    assert page.work == changed
    assert [change.kind for change in page.changes] == ["added", "state", "changed"]
    assert {change.author for change in page.changes} == {"Cán bộ Một"}
    (then,) = works_as_of(office, NOON.date())
    assert (then.work.state, then.work.agreed) == (WorkState.NOTIFIED, None)
    assert [row.work for row in list_works(office, WorkFilter(text="nha kho", near="834"))] == []
    assert [row.work for row in list_works(office, WorkFilter(text="nha kho", near="834-835"))] == [changed]
    undo_work_change(office, page.changes[-1].id, "nhầm biên bản")
    assert office.works == (built,)
    with pytest.raises(ConflictError):
        change_work(office, changed, replace(draft_of(changed), agreement_paper="BB 2"))
    assert verify_store(office.store.location).findings == ()


def test_survey_areas_share_the_history_and_a_quiet_change_of_one_is_found(store, location):
    area = SurveyArea(
        id="a1",
        name="Khu vực 571-572",
        purpose="fence",
        reference_as_written="571-572",
        geometry=shapely.MultiPolygon([shapely.box(105.7, 23.0, 105.71, 23.01)]),
    )
    who = {"author": "a", "machine": "PC-01", "recorded_at": NOON}
    saved = store.record_survey_area(area, "KS-CB-2022", **who)
    after = replace(saved, name="Tên mới", geometry=shapely.box(105.7, 23.0, 105.72, 23.01))
    store.change_survey_area(saved, after, reason="đo lại", **who)
    store.close()
    assert verify_store(location).findings == ()
    meddle(location, "UPDATE survey_areas SET note = 'x'")
    (finding,) = verify_store(location).findings
    assert (finding.code, finding.params["fields"]) == ("verify.register_differs", ["note"])
