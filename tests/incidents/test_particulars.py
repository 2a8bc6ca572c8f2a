"""What a report says besides its words comes back as it was said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.incidents.particulars import (
    NO_PARTICULARS,
    FollowUp,
    Particulars,
    describe_particulars,
    read_particulars,
)

PARTIAL_DATES = st.dates(date(1950, 1, 1), date(2100, 1, 1)).flatmap(
    lambda day: st.sampled_from(
        [
            PartialDate(day.year),
            PartialDate(day.year, day.month),
            PartialDate(day.year, day.month, day.day),
        ]
    )
)
TEXTS = st.text(max_size=8)
PARTICULARS = st.builds(
    Particulars,
    step=TEXTS,
    from_whom=TEXTS,
    to_whom=TEXTS,
    paper=TEXTS,
    paper_number=TEXTS,
    paper_date=st.none() | PARTIAL_DATES,
    awaits=st.lists(TEXTS, max_size=3).map(tuple),
    answers=st.none() | st.text(min_size=1, max_size=8),
    repeats=st.none() | st.text(min_size=1, max_size=8),
    follow_up=st.none() | st.builds(FollowUp, st.dates(), TEXTS),
    closes=st.lists(TEXTS, max_size=3).map(tuple),
)


@given(PARTICULARS, st.sampled_from(Secrecy))
def test_what_is_written_down_is_read_back(particulars, secrecy):
    assert read_particulars(describe_particulars(particulars, secrecy)) == (particulars, secrecy)


def test_nothing_said_is_nothing_written():
    assert describe_particulars(NO_PARTICULARS, Secrecy.NONE) == {}
    assert read_particulars({}) == (NO_PARTICULARS, Secrecy.NONE)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"weather": "rain"}, "incident.unknown_field"),
        ({"step": 5}, "incident.bad_value"),
        ({"awaits": [1]}, "incident.bad_value"),
        ({"paper_date": "2022-02-30"}, "incident.bad_value"),
        ({"follow_up": {"words": "x"}}, "incident.bad_value"),
        ({"follow_up": {"day": "soon"}}, "incident.bad_value"),
        ({"secrecy": "very"}, "incident.bad_value"),
        ({"answers": 7}, "incident.bad_value"),
        ({"repeats": 7}, "incident.bad_value"),
    ],
)
def test_what_a_report_does_not_have_is_refused_by_name(said, code):
    with pytest.raises(DataError) as error:
        read_particulars(said)
    assert error.value.code == code
