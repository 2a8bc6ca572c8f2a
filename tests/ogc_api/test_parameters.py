"""What stands behind the question mark: read, or refused with the parameter and the value."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.errors import InputError
from border_gis.ogc_api.parameters import check_parameters, read_box, read_interval

degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))


@given(degrees)
def test_a_box_is_read_as_it_was_written(numbers):
    west, south, east, north = numbers
    asked = (west, min(south, north), east, max(south, north))
    assert read_box(",".join(map(repr, asked))) == asked
    west, south, east, north = asked
    assert read_box(f"{west},{south},-5,{east},{north},9000") == asked


@given(st.text())
def test_any_text_is_a_box_or_is_refused(text):
    try:
        west, south, east, north = read_box(text)
    except InputError as error:
        assert error.code == "service.bad_parameter"
    else:
        assert south <= north and max(abs(west), abs(east)) <= 180


@given(st.dates(min_value=date(1, 1, 2)), st.dates(min_value=date(1, 1, 2)))
def test_an_interval_is_read_as_it_was_written(one, other):
    begins, ends = sorted((one, other))
    assert read_interval(f"{begins}/{ends}") == (begins, ends)
    assert read_interval(f"../{ends}") == (None, ends) == read_interval(f"/{ends}")
    assert read_interval(f"{begins}/..") == (begins, None)
    assert read_interval(str(begins)) == (begins, begins)
    if begins != ends:
        with pytest.raises(InputError):
            read_interval(f"{ends}/{begins}")


@given(st.text())
def test_any_text_is_an_interval_or_is_refused(text):
    try:
        begins, ends = read_interval(text)
    except InputError as error:
        assert error.code == "service.bad_parameter"
    else:
        assert begins is None or ends is None or begins <= ends


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2022-05-11T16:59:59Z", date(2022, 5, 11)),
        ("2022-05-11T17:00:00Z", date(2022, 5, 12)),
        ("2022-05-12T00:00:00+07:00", date(2022, 5, 12)),
        ("2022-05-11T18:30:00.5Z", date(2022, 5, 12)),
    ],
)
def test_a_moment_is_a_day_in_viet_nam(moment, day):
    assert read_interval(moment) == (day, day)
    assert read_interval(f"{moment}/..") == (day, None)
    assert day - timedelta(days=1) not in read_interval(moment)


def test_a_parameter_that_nobody_knows_is_named_with_those_that_there_are():
    with pytest.raises(InputError) as refused:
        check_parameters([("colour", "red")], {"f", "limit"}, ("vi", "en"), ("name",))
    assert refused.value.params == {"parameter": "colour", "known": ["f", "limit", "name"]}
    check_parameters(
        [("f", "json"), ("limit", "3"), ("name", "red")], {"f", "limit"}, ("vi", "en"), ("name",)
    )


def test_what_was_sent_is_shortened_before_it_is_said_again():
    with pytest.raises(InputError) as refused:
        check_parameters([("limit", "a\u202eb" * 500)], {"limit"}, ("vi",))
    assert len(refused.value.params["value"]) == 80 and "\u202e" not in refused.value.params["value"]
