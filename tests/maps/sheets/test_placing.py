"""Labels on a printed map never cover each other."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from border_gis.maps.sheets.layout import Box
from border_gis.maps.sheets.placing import Label, place_labels

FRAME = Box(0.0, 0.0, 180.0, 200.0)
INSIDE = st.floats(2.0, 178.0)

labels = st.lists(
    st.builds(
        Label,
        text=st.sampled_from(["571", "737/1", "836(2)", "CB-2022-004"]),
        x_mm=INSIDE,
        y_mm=INSIDE,
        width_mm=st.floats(3.0, 18.0),
        height_mm=st.just(2.5),
        radius_mm=st.just(0.9),
    ),
    max_size=40,
)


@given(labels)
def test_no_two_labels_overlap_and_none_leaves_the_frame(given_labels):
    placed, left_out = place_labels(given_labels, FRAME)
    assert len(placed) + len(left_out) == len(given_labels)
    for one, other in combinations(placed, 2):
        assert not one.box.overlaps(other.box)
    assert all(FRAME.holds(each.box) for each in placed)


@given(labels)
def test_no_label_covers_a_symbol(given_labels):
    placed, _ = place_labels(given_labels, FRAME)
    for each in placed:
        for label in given_labels:
            x, y, r = label.x_mm, label.y_mm, label.radius_mm
            assert not each.box.overlaps(Box(x - r, y - r, x + r, y + r))


def test_forty_markers_on_a_line_all_find_a_place():
    row = [Label(str(700 + n), 5.0 + n * 4.2, 100.0, 5.5, 2.5, 0.9) for n in range(40)]
    placed, left_out = place_labels(row, FRAME)
    assert left_out == ()
    assert len(placed) == 40


def test_a_label_alone_stands_close_by_without_a_leading_line():
    (placed,), _ = place_labels([Label("571", 50.0, 50.0, 5.0, 2.5, 0.9)], FRAME)
    assert placed.leader is None
    assert placed.box.left < 53.0


def test_a_crowd_that_cannot_fit_is_counted_not_stacked():
    crowd = [Label(str(n), 90.0, 100.0, 60.0, 20.0, 0.9) for n in range(60)]
    placed, left_out = place_labels(crowd, FRAME)
    assert left_out
    assert len(placed) + len(left_out) == 60
