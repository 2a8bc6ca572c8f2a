"""Incidents that are opened together are numbered in their order, around what is taken, and quickly."""

import pytest

from border_gis.access import Secrecy
from border_gis.errors import StoreError
from border_gis.stores.geopackage.home import GeoPackageConnection
from border_gis.stores.postgis.home import PostgisConnection
from tests.stores.builders import build_incident, build_opening


def open_all(count=0, *numbers, **values):
    stated = [build_opening(build_incident(number=number, **values)) for number in numbers]
    return [build_opening(build_incident(number="", **values)) for _ in range(count)] + stated


def test_numbers_are_given_in_order_around_those_that_are_there_and_those_that_are_stated(store):
    store.append_reports(open_all(0, "CB-2026-002"))
    opened = store.append_reports(open_all(3, "CB-2026-004"), "CB-2026")
    assert [incident.number for incident in opened] == [
        *("CB-2026-001", "CB-2026-003", "CB-2026-005", "CB-2026-004"),
    ]
    (later,) = store.append_reports(open_all(1), "CB-2026")
    assert later.number == "CB-2026-006"


def test_each_level_is_counted_on_its_own_also_when_they_come_together(store):
    both = [*open_all(2), *open_all(2, secrecy=Secrecy.MAT)]
    numbers = [incident.number for incident in store.append_reports(both, "CB-2026")]
    assert numbers[:2] == ["CB-2026-001", "CB-2026-002"]
    assert len({number[:-3] for number in numbers}) == 2
    assert [number[-3:] for number in numbers[2:]] == ["001", "002"]


def test_a_number_that_is_stated_twice_stops_everything(store):
    with pytest.raises(StoreError, match=r"store\.number_taken"):
        store.append_reports(open_all(1, "CB-2026-007", "CB-2026-007"), "CB-2026")
    assert store.incidents() == ()
    (first,) = store.append_reports(open_all(1), "CB-2026")
    assert first.number == "CB-2026-001"


def test_ten_times_as_many_take_hardly_more_questions_to_the_database(store, monkeypatch):
    asked = []
    for kind in (GeoPackageConnection, PostgisConnection):
        real = kind.execute

        def execute(connection, sql, parameters=(), real=real):
            asked.append(sql)
            return real(connection, sql, parameters)

        monkeypatch.setattr(kind, "execute", execute)
    store.append_reports(open_all(30), "CB-2026")
    few = len(asked)
    store.append_reports(open_all(300), "LS-2026")
    assert len(asked) - few < few + 40
