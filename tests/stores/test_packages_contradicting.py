"""What offices say of one incident: nothing is overwritten, and nobody is asked what was answered."""

from __future__ import annotations

import pytest

from border_gis.errors import NotFoundError
from border_gis.services.package_taking import count_waiting, list_contradictions, settle_contradiction
from border_gis.stores.care import rebuild_view
from tests.services.package_offices import assert_sound


def meet(first, second):
    """Both offices know one incident, and then each sets its state without the other's knowing."""
    incident = first.open_incident()
    second.take(first.send(second))
    first.report(incident.id, "Xong", changes={"state": "settled"})
    second.report(incident.id, "Đã khảo sát", changes={"state": "surveyed", "title": "Tên mới"})
    return incident


def test_contradicting_reports_are_shown_to_a_person_and_neither_is_overwritten(offices):
    first, second = offices
    incident = meet(first, second)
    second.take(first.send(second))
    done = first.take(second.send(first))
    assert [each.field for each in done.result.differences] == ["state"]
    assert (first.state_of(incident.id), second.state_of(incident.id)) == ("settled", "surveyed")
    assert first.workspace.store.incident(incident.id).title == "Tên mới"
    (found,) = list_contradictions(first.workspace)
    assert (found.ours, found.open.difference.theirs, found.office.code) == (
        "settled",
        "surveyed",
        second.code,
    )
    assert len(list_contradictions(second.workspace)) == 1
    assert_sound(first, second)


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
    assert first.state_of(incident.id) == second.state_of(incident.id) == state
    assert list_contradictions(first.workspace) == list_contradictions(second.workspace) == ()
    assert_sound(first, second)
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
    assert second.state_of(incident.id) == "settled"


def test_an_old_report_that_comes_late_does_not_undo_a_newer_one(three_offices):
    """The third office gets the answer before the question."""
    first, second, third = three_offices
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
    assert [office.state_of(incident.id) for office in (first, third)] == ["settled", "settled"]
    assert third.report_ids() == first.report_ids()
    assert_sound(first, second, third)


# --- packages that cross -----------------------------------------------------------------------


def share(incident_office, *others):
    """All offices know one incident."""
    incident = incident_office.open_incident()
    for other in others:
        other.take(incident_office.send(other))
    return incident


def let_an_answer_come_first(first, second, third):
    """The third gets an answer to what it does not have; what is missing had answered the third's own.

    Returns
    -------
    Incident
    PackageOut
        What is missing.
    """
    incident = share(first, second, third)
    third.report(incident.id, "Đã thông báo", changes={"state": "notified"})
    second.take(third.send(second))
    second.report(incident.id, "Đã khảo sát", changes={"state": "surveyed"})
    missing = second.send(third)
    # Offices tell of their own reports only: the first never hears what the third said.
    first.take(second.send(first))
    first.report(incident.id, "Xong", changes={"state": "settled"})
    third.take(first.send(third))
    return incident, missing


def second_copies(office, incident):
    return [each for each in office.workspace.store.reports(incident.id) if each.is_repeated]


def test_an_answer_that_came_before_what_it_answers_counts_when_that_comes_and_nobody_is_asked_any_more(
    three_offices,
):
    first, second, third = three_offices
    incident, missing = let_an_answer_come_first(first, second, third)
    assert third.state_of(incident.id) == "notified"
    assert [each.open.difference.theirs for each in list_contradictions(third.workspace)] == ["settled"]
    before = third.workspace.store.reports(incident.id)
    done = third.take(missing)
    assert (done.result.copied, done.result.differences) == (1, ())
    assert third.state_of(incident.id) == "settled"
    assert list_contradictions(third.workspace) == ()
    after = third.workspace.store.reports(incident.id)
    assert after[: len(before)] == before
    (repeated,) = second_copies(third, incident)
    assert after[-1] == repeated
    assert [each.id for each in before if each.text == "Xong"] == [repeated.particulars.repeats]
    assert repeated.changes == {"state": "settled"}
    assert rebuild_view(third.workspace.whole_store.location) == 1
    assert third.state_of(incident.id) == "settled"
    first.take(third.send(first))
    second.take(first.send(second))
    assert [office.state_of(incident.id) for office in three_offices] == ["settled"] * 3
    assert [list_contradictions(office.workspace) for office in three_offices] == [()] * 3
    assert_sound(*three_offices)


def test_a_value_that_two_have_set_does_not_stay_when_each_of_them_is_answered_by_another(three_offices):
    """The first answers the one and the second the other; the third has shown both as one value."""
    first, second, third = three_offices
    incident = share(first, second, third)
    third.report(incident.id, changes={"state": "notified"})
    first.take(third.send(first))
    first.report(incident.id, "Xong", changes={"state": "settled"})
    second.report(incident.id, changes={"state": "notified"})
    second.report(incident.id, "Đã khảo sát", changes={"state": "surveyed"})
    third.take(second.send(third))
    assert third.state_of(incident.id) == "notified"
    third.take(first.send(third))
    assert third.state_of(incident.id) == "settled"
    assert [each.open.difference.theirs for each in list_contradictions(third.workspace)] == ["surveyed"]
    assert second_copies(third, incident) == []
    assert_sound(*three_offices)


def test_the_second_copy_of_a_report_does_not_go_out_and_is_no_answer_to_anything(three_offices):
    first, second, third = three_offices
    incident, missing = let_an_answer_come_first(first, second, third)
    second.report(incident.id, changes={"state": "under_discussion"})
    third.take(missing)
    third.take(second.send(third))
    assert third.state_of(incident.id) == "settled"
    assert [each.open.difference.theirs for each in list_contradictions(third.workspace)] == [
        "under_discussion"
    ]
    done = second.take(third.send(second, since=0))
    assert {each.machine.split(" · ")[0] for each in second.workspace.store.reports(incident.id)} >= {
        first.code,
        third.code,
    }
    assert (done.result.new_links, second.state_of(incident.id)) == (0, "under_discussion")


def test_who_corrects_the_second_copy_corrects_the_report_in_every_office(three_offices):
    first, second, third = three_offices
    incident, missing = let_an_answer_come_first(first, second, third)
    third.take(missing)
    (repeated,) = second_copies(third, incident)
    third.report(incident.id, "Nhầm", changes={"state": "completed"}, corrects=repeated.id)
    assert third.state_of(incident.id) == "completed"
    assert third.workspace.store.reports(incident.id)[-1].corrects == repeated.particulars.repeats
    first.take(third.send(first))
    assert (first.state_of(incident.id), count_waiting(first.workspace)) == ("completed", 0)
    assert_sound(*three_offices)


def test_a_correction_of_a_report_that_stands_twice_counts_where_it_stands_last(three_offices):
    first, second, third = three_offices
    incident, missing = let_an_answer_come_first(first, second, third)
    third.take(missing)
    wrong = first.workspace.store.reports(incident.id)[-1]
    first.report(incident.id, "Nhầm", changes={"state": "completed"}, corrects=wrong.id)
    third.take(first.send(third))
    assert third.state_of(incident.id) == first.state_of(incident.id) == "completed"
    first.report(incident.id, "Không phải", changes={"state": None}, corrects=wrong.id)
    third.take(first.send(third))
    assert list_contradictions(third.workspace) == ()
    assert_sound(first, third)


def test_of_a_chain_of_reports_that_contradict_ours_only_the_last_is_asked_about(offices):
    first, second = offices
    incident = meet(first, second)
    first.report(incident.id, changes={"state": "completed"})
    done = second.take(first.send(second))
    assert [each.theirs for each in done.result.differences] == ["completed"]
    (found,) = list_contradictions(second.workspace)
    assert (found.ours, found.open.difference.theirs) == ("surveyed", "completed")
    first.report(incident.id, changes={"state": "surveyed"})
    second.take(first.send(second))
    assert list_contradictions(second.workspace) == ()
    assert_sound(second)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_levels_the_higher_is_shown_in_whatever_order_they_come_and_the_lower_is_asked_about(
    three_offices, turned
):
    first, second, third = three_offices
    incident = share(first, second, third)
    first.report(incident.id, changes={"secrecy": "mat"})
    second.report(incident.id, changes={"secrecy": "toi_mat"})
    for office in (second, first) if turned else (first, second):
        third.take(office.send(third, profile="internal"))
    assert third.workspace.store.incident(incident.id).secrecy.value == "toi_mat"
    assert [each.open.difference.theirs for each in list_contradictions(third.workspace)] == ["mat"]
    assert_sound(third)


def test_a_store_that_kept_an_answered_value_shows_the_same_until_the_next_package(
    three_offices, monkeypatch
):
    """As it was taken in before: what came late took its place, and the answer to it stayed a question."""
    first, second, third = three_offices
    incident, missing = let_an_answer_come_first(first, second, third)
    with monkeypatch.context() as patch:
        patch.setattr("border_gis.stores.foreign_histories.may_count", lambda *of: True)
        patch.setattr("border_gis.stores.foreign_histories.find_other", lambda *of: None)
        third.take(missing)
    assert third.state_of(incident.id) == "surveyed"
    assert [each.open.difference.theirs for each in list_contradictions(third.workspace)] == ["settled"]
    assert_sound(third)
    second.report(incident.id, "Chỉ thêm lời")
    third.take(second.send(third))
    assert (third.state_of(incident.id), list_contradictions(third.workspace)) == ("settled", ())
    assert_sound(third)
