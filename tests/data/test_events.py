"""The events of the two reports, as they ship."""

import csv
import tomllib

import pytest

from border_gis.boundary.reference import parse
from border_gis.exchange.demonstration import read_events
from border_gis.incidents.categories import IncidentCategory


@pytest.fixture(scope="module")
def events(data_folder):
    return read_events(data_folder / "incidents" / "events.toml", "vi")


def test_there_are_twenty_three_and_five_of_them_name_no_marker(events):
    assert len(events) == 23
    assert len([event for event in events if not event.places]) == 5


def test_numbers_run_by_province_and_year_of_the_event(events):
    numbers = sorted(event.number for event in events)
    expected = [f"CB-2022-{n:03d}" for n in range(1, 15)] + ["LS-2019-001"]
    assert numbers == expected + [f"LS-2020-{n:03d}" for n in range(1, 9)]
    for event in events:
        prefix, year, _ = event.number.split("-")
        assert {"CB": "Cao Bằng", "LS": "Lạng Sơn"}[prefix] == event.province
        assert int(year) == event.date.year


def test_dates_are_as_precise_as_the_reports(events):
    dates = {event.key: event.date.isoformat() for event in events}
    assert dates["CB-FENCE-1108"] == "2022-05-11"
    assert dates["LS-RIVERSURVEY"] == "2019-11"
    assert sum(event.date.precision == "year" for event in events) == 20


def test_every_category_is_one_that_the_program_offers(events):
    assert {event.category for event in events} <= {category.value for category in IncidentCategory}


def test_every_place_is_a_reference(events):
    for event in events:
        for text in event.places:
            assert len(parse(text)) >= 1


def test_each_event_is_told_in_both_languages(data_folder):
    with (data_folder / "incidents" / "events.toml").open("rb") as file:
        rows = tomllib.load(file)["event"]
    for row in rows:
        for name in ("title", "description"):
            assert row[f"{name}_vi"] != row[f"{name}_en"]
            assert len(row[f"{name}_vi"]) > 10
            assert len(row[f"{name}_en"]) > 10


def test_the_facts_are_those_that_a_careful_reader_found(events, shared_data):
    path = shared_data.parent / "domain" / "report_events.csv"
    if not path.is_file():
        pytest.skip("the table of the reports' events is not there: ../shared/domain beside the repository")
    with path.open(encoding="utf-8") as file:
        facts = {row["id"]: row for row in csv.DictReader(file)}
    assert {event.key for event in events} == facts.keys()
    for event in events:
        fact = facts[event.key]
        assert "; ".join(event.places) == fact["references"], event.key
        assert event.party == fact["party"].lower()
        assert fact["status"].replace(" ", "_").startswith(event.state)
        assert fact["date"].startswith(event.date.isoformat())
        assert event.unit_as_written == fact["unit_as_written"]
        assert event.province == fact["province"]
        assert len(event.sources) == len(fact["source"].split(";"))
