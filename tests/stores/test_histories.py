"""Histories are asked for across incidents: reports, words, and what was known when."""

from datetime import timedelta

from border_gis.incidents.particulars import Particulars
from border_gis.incidents.search import split_phrases
from border_gis.stores import IncidentQuery, open_store
from border_gis.stores.care import rebuild_view
from tests.stores.builders import NOON, build_incident, build_opening, build_report
from tests.stores.test_integrity import run_raw


def open_two(store):
    first, second = build_opening(), build_opening(build_incident(title="Đường tuần tra", works=("w1",)))
    store.append_reports([first, second], "CB-2026")
    return first.incident_id, second.incident_id


def find(store, text, **options):
    return [report.text for report in store.find_reports(split_phrases(text), 10, **options)]


def test_reports_of_several_incidents_come_in_their_order(store):
    first, second = open_two(store)
    store.append_reports([build_report(first, 1), build_report(second, 2), build_report(first, 3)])
    found = store.reports_of([first, second, "none"])
    assert {one: len(reports) for one, reports in found.items()} == {first: 3, second: 2, "none": 0}
    assert found[first] == store.reports(first)


def test_reports_are_found_by_whole_words_without_accents_the_newest_first(store):
    first, _ = open_two(store)
    store.append_reports([
        build_report(first, 1, text="Hội đàm tại cửa khẩu"),
        build_report(first, 2, text="Biên bản hội đàm", particulars=Particulars(paper_number="1108/UBND-NC")),
    ])  # fmt: skip
    assert find(store, "hoi dam") == ["Biên bản hội đàm", "Hội đàm tại cửa khẩu"]
    assert find(store, "1108") == find(store, "1108/ubnd-nc") == ["Biên bản hội đàm"]
    assert find(store, "110") == find(store, "oi dam") == []
    assert find(store, "110", whole_words=False) == ["Biên bản hội đàm"]
    assert find(store, '"cua khau hoi"') == []
    assert find(store, "%") == find(store, "") == find(store, "_____") == []


def test_words_are_kept_for_reports_of_before_and_derived_again_with_the_view(store, location, tmp_path):
    first, _ = open_two(store)
    store.append_reports([build_report(first, 1, text="Sạt lở taluy")])
    store.close()
    run_raw(location, "DELETE FROM report_words")
    again = open_store(location, tmp_path)
    assert find(again, "sat lo") == ["Sạt lở taluy"]
    again.close()
    run_raw(location, "UPDATE report_words SET words = ' khac '")
    rebuild_view(location)
    again = open_store(location, tmp_path)
    assert find(again, "sat lo") == ["Sạt lở taluy"]
    again.close()


def test_what_was_known_at_a_moment_is_told_by_incident(store):
    first, second = open_two(store)
    later = NOON + timedelta(minutes=5)
    store.append_reports([build_report(first, 5)])
    assert store.incidents_opened_by(NOON) == {first, second}
    assert store.incidents_opened_by(NOON - timedelta(seconds=1)) == frozenset()
    assert store.incidents_unchanged_since(NOON) == {second}
    assert store.incidents_unchanged_since(later) == {first, second}


def test_incidents_are_asked_for_by_what_they_name_and_by_what_is_to_do(store):
    first, second = open_two(store)
    assert [one.id for one in store.find_incidents(IncidentQuery(tied_to=("works", "w1")))] == [second]
    assert store.find_incidents(IncidentQuery(tied_to=("works", "w%"))) == ()
    assert store.count_incidents(IncidentQuery(has_follow_up=True)) == 0
    store.append_reports([build_report(first, particulars=Particulars(step="note", awaits=("reply",)))])
    assert [one.id for one in store.find_incidents(IncidentQuery(awaits_reply=True))] == [first]
