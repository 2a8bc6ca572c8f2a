"""Lines, markers, works, gates and units come back as they went in."""

import numpy as np
import pytest
import shapely

from border_gis.boundary.reference import MarkerReference
from border_gis.errors import DataError
from border_gis.stores import create_store, open_store
from tests.stores.builders import build_gate, build_line, build_marker, build_unit, build_work


def test_a_line_comes_back_with_every_digit(store):
    line = build_line()
    store.add_line(line)
    (found,) = store.lines()
    assert np.array_equal(found.coordinates, line.coordinates)
    assert not found.coordinates.flags.writeable
    for name in (
        "id",
        "name",
        "left_party",
        "legal_status",
        "source",
        "accuracy_m",
        "valid_from",
        "valid_to",
    ):
        assert getattr(found, name) == getattr(line, name)


@pytest.mark.parametrize("is_assumed", [True, False])
def test_a_line_keeps_whether_its_accuracy_was_stated(store, is_assumed):
    store.add_line(build_line(accuracy_assumed=is_assumed))
    assert [line.accuracy_assumed for line in store.lines()] == [is_assumed]


def test_markers_come_back_in_the_order_of_their_numbers(store):
    markers = [build_marker(835), build_marker(834, 1), build_marker(834), build_marker(834, 1, 2)]
    store.add_markers(markers)
    assert [str(marker.reference) for marker in store.markers()] == ["834", "834/1", "834/1(2)", "835"]
    assert set(store.markers()) == set(markers)


def test_a_marker_of_which_little_is_known_keeps_its_gaps(store):
    bare = build_marker(
        sub=2, accuracy_m=None, size=None, planter=None, side=None, coordinate_vn=None,
        coordinate_agreed=None, height_m=None, condition=None, last_inspected=None, demonstration=True,
    )  # fmt: skip
    store.add_markers([bare])
    assert store.markers() == (bare,)


def test_a_register_may_hold_the_same_number_twice_for_the_checks_to_find(store):
    store.add_markers([build_marker(5), build_marker(5)])
    assert [marker.reference for marker in store.markers()] == [MarkerReference(5)] * 2


GEOMETRIES = [
    None,
    shapely.Point(106.1, 22.1),
    shapely.MultiPoint([(106.1, 22.1), (106.2, 22.2)]),
    shapely.LineString([(106.1, 22.1), (106.2, 22.2)]),
    shapely.MultiLineString([[(106.1, 22.1), (106.2, 22.2)], [(106.3, 22.3), (106.4, 22.4)]]),
    shapely.Polygon([(106, 22), (107, 22), (107, 23)], [[(106.5, 22.1), (106.8, 22.1), (106.8, 22.4)]]),
    shapely.MultiPolygon([shapely.box(106, 22, 106.1, 22.1), shapely.box(106.2, 22.2, 106.3, 22.3)]),
    shapely.GeometryCollection([shapely.Point(106, 22), shapely.LineString([(106.1, 22.1), (106.2, 22.2)])]),
]


def test_works_come_back_with_geometries_of_every_kind(store):
    works = [build_work(geometry=geometry) for geometry in GEOMETRIES]
    store.add_works(works)
    assert store.works() == tuple(works)


def test_gates_come_back_with_and_without_a_place(store):
    gates = (build_gate(), build_gate(name="Lối mở", kind=None, position=None))
    store.add_gates(gates)
    assert store.gates() == gates


def test_units_come_back_with_their_dates_and_areas(store):
    units = (
        build_unit(),
        build_unit(geometry=None, valid_from=None),
        build_unit(geometry=shapely.MultiPolygon([shapely.box(106, 22, 106.1, 22.1)])),
    )
    store.add_units(units)
    assert store.units() == units


@pytest.mark.parametrize(
    "geometry", [shapely.Point(), shapely.Point(float("nan"), 1), shapely.Point(552212, 2507940)]
)
def test_a_geometry_that_is_no_place_on_earth_is_refused_and_nothing_is_added(store, geometry):
    with pytest.raises(DataError) as error:
        store.add_works([build_work(), build_work(geometry=geometry)])
    assert error.value.code in ("store.empty_geometry", "store.not_degrees")
    assert store.works() == ()


def test_a_unit_that_is_no_area_is_refused(store):
    with pytest.raises(DataError, match=r"store\.bad_geometry_type"):
        store.add_units([build_unit(geometry=shapely.Point(106, 22))])


def test_adding_is_all_or_nothing(store):
    known = build_marker(1)
    store.add_markers([known])
    with pytest.raises(DataError, match=r"store\.id_exists"):
        store.add_markers([build_marker(2), build_marker(3, id=known.id)])
    assert store.markers() == (known,)


def test_a_text_that_cannot_be_stored_is_refused_by_name(store):
    for text in ("a\0b", "a\ud800b"):
        with pytest.raises(DataError, match=r"store\.text_not_storable"):
            store.add_markers([build_marker(note=text)])
    assert store.markers() == ()


def test_every_change_of_anything_raises_the_data_version(store):
    versions = [store.data_version()]
    for change in (
        lambda: store.add_line(build_line()),
        lambda: store.add_markers([build_marker()]),
        lambda: store.add_works([build_work()]),
        lambda: store.add_gates([build_gate()]),
        lambda: store.add_units([build_unit()]),
        lambda: store.set_setting("a", 1),
    ):
        change()
        versions.append(store.data_version())
    assert versions == sorted(set(versions))
    assert store.register_version() == 5


def test_settings_keep_plain_values(store):
    assert store.setting("zone") is None
    assert store.setting("zone", 9210) == 9210
    for value in (9210, "Cao Bằng", None, [1, 2.5, {"a": True}]):
        store.set_setting("zone", value)
        assert store.setting("zone") == value


def test_demonstration_data_of_any_kind_is_noticed(new_location):
    for add, thing in (
        ("add_markers", [build_marker(demonstration=True)]),
        ("add_works", [build_work(demonstration=True)]),
        ("add_gates", [build_gate(demonstration=True)]),
        ("add_units", [build_unit(demonstration=True)]),
        ("add_line", build_line(demonstration=True)),
    ):
        store = create_store(new_location())
        assert not store.holds_demonstration()
        getattr(store, add)(thing)
        assert store.holds_demonstration()
        store.close()


def test_everything_is_there_after_closing_and_opening(location):
    store = create_store(location)
    marker, work = build_marker(), build_work()
    store.add_markers([marker])
    store.add_works([work])
    store.close()
    again = open_store(location)
    assert again.markers() == (marker,)
    assert again.works() == (work,)
    assert again.check() == ()
    again.close()
