"""People, rules in force, survey areas, and changes of the register."""

from dataclasses import replace
from datetime import date

import pytest
import shapely

from border_gis.access import Person, Role
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.register.marker import Coordinate
from border_gis.errors import ConflictError, DataError, NotFoundError, StoreError
from border_gis.stores.protocol import RuleInForce
from border_gis.surveys.area import SurveyArea
from tests.stores.builders import NOON, build_marker

WHO = {"author": "can-bo-1", "machine": "PC-01", "reason": "kiểm tra thực địa", "recorded_at": NOON}


def test_people_are_added_and_changed_but_a_sign_in_name_belongs_to_one(store):
    person = Person("p1", "can-bo-1", "Cán bộ 1", Role.RECORDER, "Sở Ngoại vụ")
    store.put_person(person)
    store.put_person(replace(person, role=Role.APPROVER, active=False))
    assert store.people() == (replace(person, role=Role.APPROVER, active=False),)
    with pytest.raises(StoreError):
        store.put_person(replace(person, id="p2"))
    assert len(store.people()) == 1


def test_zone_rules_come_back_with_the_time_in_which_they_hold(store):
    rules = (
        RuleInForce("r1", "structures", {"distance_m": 30.0, "exempt": ["fence"]}, date(2010, 7, 14)),
        RuleInForce(
            "r2", "clear_vision", {"distance_m": None}, set_by_office=True, valid_to=date(2030, 1, 1)
        ),
    )
    store.add_zone_rules(rules)
    assert store.zone_rules() == rules
    assert rules[0].is_in_force_on(date(2026, 1, 1))
    assert not rules[0].is_in_force_on(date(2010, 7, 13))
    assert not rules[1].is_in_force_on(date(2030, 1, 2))


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        shapely.Point(106, 22),
        shapely.box(106, 22, 106.1, 22.1),
        shapely.LineString([(106, 22), (106.1, 22)]),
    ],
)
def test_survey_areas_come_back_with_their_geometry(store, geometry):
    area = SurveyArea(
        "s1", "Suối", "river", "1011-1012", geometry, 30.0, PartialDate(2020, 9), "i1", "", "đề án"
    )
    store.add_survey_areas([area])
    assert store.survey_areas() == (area,)


def test_a_changed_marker_keeps_what_it_was(store):
    marker = build_marker()
    store.add_markers([marker])
    after = replace(
        marker, condition="damaged", position=Coordinate(106.75, 22.81), last_inspected=date(2026, 5, 10)
    )
    assert store.change_marker(marker, after, **WHO) == after
    assert store.markers() == (after,)
    (change,) = store.register_changes(marker.id)
    assert change.before["condition"] == "good"
    assert change.after["condition"] == "damaged"
    assert (change.author, change.reason, change.recorded_at) == ("can-bo-1", "kiểm tra thực địa", NOON)
    assert set(change.after) == {"condition", "geom", "last_inspected"}


def test_the_second_of_two_who_change_the_same_field_of_a_marker_is_told(store):
    marker = build_marker()
    store.add_markers([marker])
    store.change_marker(marker, replace(marker, condition="damaged"), **WHO)
    with pytest.raises(ConflictError) as error:
        store.change_marker(marker, replace(marker, condition="lost"), **WHO)
    assert error.value.params["fields"] == ["condition"]
    assert error.value.params["values"] == {"condition": "damaged"}
    assert store.markers()[0].condition == "damaged"


def test_two_who_change_different_fields_of_a_marker_are_both_right(store):
    marker = build_marker()
    store.add_markers([marker])
    store.change_marker(marker, replace(marker, condition="damaged"), **WHO)
    merged = store.change_marker(marker, replace(marker, height_m=99.5), **WHO)
    assert merged == replace(marker, condition="damaged", height_m=99.5) == store.markers()[0]
    assert len(store.register_changes(marker.id)) == 2


def test_changing_a_marker_to_what_it_is_leaves_no_trace(store):
    marker = build_marker()
    store.add_markers([marker])
    store.change_marker(marker, marker, **WHO)
    assert store.register_changes(marker.id) == ()


def test_an_unknown_marker_cannot_be_changed(store):
    with pytest.raises(NotFoundError):
        store.change_marker(build_marker(), build_marker(), **WHO)


def test_texts_of_a_change_must_be_storable(store):
    marker = build_marker()
    store.add_markers([marker])
    with pytest.raises(DataError):
        store.change_marker(marker, replace(marker, condition="lost"), **{**WHO, "reason": "a\0"})
