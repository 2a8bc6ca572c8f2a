"""Incidents: reports are appended, the view is kept in step, numbers are given once."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.errors import ConflictError, DataError, NotFoundError, StoreError
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.incidents.view import derive_incident
from border_gis.stores import IncidentQuery
from tests.stores.builders import NOON, build_incident, build_opening, build_report


def test_an_opened_incident_gets_a_number_and_is_what_was_said(store):
    incident = build_incident()
    (opened,) = store.append_reports([build_opening(incident)], "CB-2026")
    assert opened == replace(incident, number="CB-2026-001")
    assert store.incident(incident.id) == store.incident("cb-2026-001") == opened
    assert store.incidents() == (opened,)


def test_numbers_run_for_each_prefix_and_are_never_given_twice(store):
    for _ in range(3):
        store.append_reports([build_opening()], "CB-2026")
    store.append_reports([build_opening()], "LS-2026")
    own = build_incident(number="CB-2026-004")
    store.append_reports([build_opening(own)])
    store.append_reports([build_opening()], "CB-2026")
    assert sorted(incident.number for incident in store.incidents()) == [
        "CB-2026-001", "CB-2026-002", "CB-2026-003", "CB-2026-004", "CB-2026-005", "LS-2026-001",
    ]  # fmt: skip
    with pytest.raises(StoreError, match=r"store\.number_taken"):
        store.append_reports([build_opening(build_incident(number="CB-2026-002"))])
    with pytest.raises(DataError, match=r"store\.no_number_prefix"):
        store.append_reports([build_opening()])


def test_reports_come_back_as_they_were_appended(store):
    opening = build_opening()
    paper = store.add_attachment("biên bản.pdf", "application/pdf", b"%PDF-1.7", NOON, "can-bo-2")
    further = [
        build_report(opening.incident_id, 1),
        build_report(opening.incident_id, 2, changes={"state": "surveyed", "title": "Tên mới"}),
        build_report(opening.incident_id, 3, corrects=opening.id, changes={"party": "natural"}),
        build_report(opening.incident_id, 4, event_date=None, text="", attachments=(paper.sha256,)),
    ]
    store.append_reports([opening], "CB-2026")
    for report in further:
        store.append_reports([report])
    found = store.reports(opening.incident_id)
    assert found[1:] == tuple(further)
    assert found[0].changes["number"] == "CB-2026-001"
    assert replace(found[0], changes=opening.changes) == opening


def test_the_view_is_what_the_reports_say(store):
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    for minutes, changes in enumerate(
        ({"state": "surveyed"}, {"date": "2026-05-10"}, {"places": []}), start=1
    ):
        (view,) = store.append_reports([build_report(opening.incident_id, minutes, changes=changes)])
        assert (
            view == store.incident(opening.incident_id) == derive_incident(store.reports(opening.incident_id))
        )
    assert view.state is IncidentState.SURVEYED
    assert view.date == PartialDate(2026, 5, 10)
    assert view.places == ()


def test_a_correction_counts_where_the_corrected_report_stands(store):
    opening = build_opening()
    wrong = build_report(opening.incident_id, 1, changes={"state": "completed", "party": "vn"})
    later = build_report(opening.incident_id, 2, changes={"state": "settled"})
    right = build_report(
        opening.incident_id, 3, corrects=wrong.id, changes={"state": "surveyed", "party": None}
    )
    store.append_reports([opening, wrong, later], "CB-2026")
    (view,) = store.append_reports([right])
    assert view.state is IncidentState.SETTLED
    assert view.party is IncidentParty.CN
    known_then = derive_incident(store.reports(opening.incident_id), NOON + timedelta(minutes=1))
    assert (known_then.state, known_then.party) == (IncidentState.COMPLETED, IncidentParty.VN)


def test_appending_the_same_reports_again_changes_nothing(store):
    opening = build_opening()
    further = build_report(opening.incident_id, changes={"state": "surveyed"})
    first = store.append_reports([opening, further], "CB-2026")
    again = store.append_reports([opening, further], "CB-2026")
    assert again == first
    assert len(store.reports(opening.incident_id)) == 2
    with pytest.raises(StoreError, match=r"store\.report_exists"):
        store.append_reports([replace(further, text="khác")])


def test_appending_is_all_or_nothing(store):
    opening = build_opening()
    with pytest.raises(NotFoundError):
        store.append_reports([opening, build_report("no-such-incident")], "CB-2026")
    assert store.incidents() == ()
    assert store.reports(opening.incident_id) == ()
    (opened,) = store.append_reports([opening], "CB-2026")
    assert opened.number == "CB-2026-001"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"author": " "}, "store.report_without"),
        ({"machine": ""}, "store.report_without"),
        ({"recorded_at": NOON.replace(tzinfo=None)}, "store.time_without_zone"),
        ({"text": "a\0"}, "store.text_not_storable"),
        ({"text": "x" * 1_000_001}, "store.text_too_long"),
        ({"kind": "removed"}, "store.bad_report_kind"),
        ({"kind": "corrected"}, "store.bad_report_kind"),
        ({"changes": {"colour": "red"}}, "incident.unknown_field"),
        ({"changes": {"state": "flying"}}, "incident.bad_value"),
        ({"changes": {"title": 5}}, "incident.bad_value"),
        ({"changes": {"date": "2026-02-30"}}, "incident.bad_value"),
        ({"changes": {"places": [{"as_written": "a", "accuracy_m": float("nan")}]}}, "incident.bad_value"),
        (
            {"changes": {"places": [{"as_written": "a", "geometry": {"type": "Blob"}}]}},
            "store.bad_geometry_of_place",
        ),
        ({"changes": {"number": "CB-1"}}, "store.number_is_fixed"),
    ],
)
def test_a_report_that_cannot_be_history_is_refused_by_name(store, values, code):
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    with pytest.raises((DataError, StoreError)) as error:
        store.append_reports([build_report(opening.incident_id, **values)])
    assert error.value.code == code
    assert len(store.reports(opening.incident_id)) == 1


def test_a_correction_must_name_a_report_of_the_same_incident(store):
    one, other = build_opening(), build_opening()
    store.append_reports([one, other], "CB-2026")
    with pytest.raises(NotFoundError, match=r"store\.unknown_report"):
        store.append_reports([build_report(one.incident_id, corrects=other.id, changes={"party": "vn"})])


def test_a_report_cannot_name_a_file_that_is_not_there(store):
    opening = build_opening()
    with pytest.raises(NotFoundError, match=r"attachments\.missing"):
        store.append_reports([opening, build_report(opening.incident_id, attachments=("a" * 64,))], "CB-2026")
    assert store.incidents() == ()


def test_the_second_of_two_who_change_the_same_field_is_told_and_nothing_is_lost(store):
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    seen = {opening.incident_id: opening.id}
    first = build_report(opening.incident_id, 1, changes={"state": "surveyed"}, author="can-bo-1")
    store.append_reports([first], seen=seen)
    second = build_report(
        opening.incident_id, 2, changes={"state": "settled", "title": "Tên"}, author="can-bo-2"
    )
    with pytest.raises(ConflictError) as error:
        store.append_reports([second], seen=seen)
    assert error.value.params["fields"] == ["state"]
    assert error.value.params["author"] == "can-bo-1"
    assert error.value.params["values"] == {"state": "surveyed"}
    assert store.incident(opening.incident_id).state is IncidentState.SURVEYED
    store.append_reports([second], seen={opening.incident_id: first.id})
    assert store.incident(opening.incident_id).state is IncidentState.SETTLED
    assert len(store.reports(opening.incident_id)) == 3


def test_two_who_change_different_fields_are_both_right(store):
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    seen = {opening.incident_id: opening.id}
    store.append_reports([build_report(opening.incident_id, 1, changes={"state": "surveyed"})], seen=seen)
    store.append_reports([build_report(opening.incident_id, 2, changes={"title": "Tên mới"})], seen=seen)
    store.append_reports([build_report(opening.incident_id, 3, text="chỉ thêm lời")], seen=seen)
    view = store.incident(opening.incident_id)
    assert (view.state, view.title) == (IncidentState.SURVEYED, "Tên mới")


def fill(store):
    incidents = [
        build_incident(title="Kè chống xói lở", category="revetment", province="Cao Bằng"),
        build_incident(
            title="Thiết bị bay", category="drone", province="Lạng Sơn", places=(), date=PartialDate(2020)
        ),
        build_incident(
            title="Hàng rào 100%", category="fence", province="Cao Bằng", state=IncidentState.SETTLED
        ),
        build_incident(title="Đường tuần tra", category="patrol_road", party=IncidentParty.JOINT, date=None),
    ]
    store.append_reports([build_opening(incident) for incident in incidents], "CB-2026")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (IncidentQuery(), ["Đường tuần tra", "Hàng rào 100%", "Thiết bị bay", "Kè chống xói lở"]),
        (IncidentQuery(text="ke xoi"), ["Kè chống xói lở"]),
        (IncidentQuery(text="đường TUẦN"), ["Đường tuần tra"]),
        (IncidentQuery(text="duong tuan"), ["Đường tuần tra"]),
        (IncidentQuery(text="100%"), ["Hàng rào 100%"]),
        (IncidentQuery(text="_ang"), []),
        (IncidentQuery(text="834/1 ha lang", limit=2), ["Đường tuần tra", "Hàng rào 100%"]),
        (IncidentQuery(categories=("fence", "drone")), ["Hàng rào 100%", "Thiết bị bay"]),
        (IncidentQuery(parties=("joint",)), ["Đường tuần tra"]),
        (IncidentQuery(states=("settled",)), ["Hàng rào 100%"]),
        (IncidentQuery(provinces=("Lạng Sơn",)), ["Thiết bị bay"]),
        (IncidentQuery(years=(2020,)), ["Thiết bị bay"]),
        (IncidentQuery(placed=False), ["Thiết bị bay"]),
        (IncidentQuery(placed=True, limit=1), ["Đường tuần tra"]),
        (
            IncidentQuery(box=(106.72, 22.83, 106.73, 22.84)),
            ["Đường tuần tra", "Hàng rào 100%", "Kè chống xói lở"],
        ),
        (IncidentQuery(box=(100, 10, 101, 11)), []),
    ],
)
def test_incidents_are_found_by_what_is_asked(store, query, titles):
    fill(store)
    assert [incident.title for incident in store.find_incidents(query)] == titles
    assert store.count_incidents(replace(query, limit=None)) >= len(titles)


def test_pages_follow_one_another_without_gap_or_overlap(store):
    fill(store)
    page = store.find_incidents(IncidentQuery(limit=3))
    rest = store.find_incidents(IncidentQuery(limit=3, before=page[-1].id))
    assert [*page, *rest] == list(store.incidents())
    assert len(rest) == 1


def test_an_unknown_incident_is_named(store):
    with pytest.raises(NotFoundError) as error:
        store.incident("CB-1999-001")
    assert error.value.params == {"id": "CB-1999-001"}


def test_threads_may_share_one_store(store):
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    failures = []

    def work(number):
        try:
            for minutes in range(10):
                store.append_reports([build_report(opening.incident_id, minutes, machine=f"PC-{number}")])
                assert store.incident(opening.incident_id).number == "CB-2026-001"
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.reports(opening.incident_id)) == 61
