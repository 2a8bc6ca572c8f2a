"""Cells are read as offices fill them: words in three languages, dates of spreadsheets, numbers."""

from datetime import UTC, date, datetime

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.errors import InputError
from border_gis.exchange.incoming.values import read_cell_date, read_code, read_number, read_text, read_yes
from border_gis.i18n import LANGUAGES, translate
from border_gis.i18n.values import enum_code
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.works.model import WorkKind, WorkParty, WorkState


@pytest.mark.parametrize("codes", [WorkKind, WorkParty, WorkState, IncidentParty, IncidentState])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_read_back_from_its_words(codes, language):
    for member in codes:
        assert read_code(translate(enum_code(member), None, language), codes) is member
        assert read_code(member.value, codes) is member


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HÀNG RÀO THÉP GAI", WorkKind.FENCE),
        ("hàng rào dài 200 m", WorkKind.FENCE),
        ("Camera.", WorkKind.SURVEILLANCE),
        ("铁丝网", WorkKind.FENCE),
        ("tàu vũ trụ", None),
        ("", None),
        (None, None),
    ],
)
def test_works_are_named_as_reports_name_them(text, expected):
    assert read_code(text, WorkKind) is expected


@pytest.mark.parametrize(("text", "expected"), [("TQ", "cn"), ("Việt Nam", "vn"), ("hai bên", "joint")])
def test_sides_are_named_as_reports_name_them(text, expected):
    assert read_code(text, WorkParty) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2022, 5, 11), "2022-05-11"),
        (datetime(2022, 5, 11, 8, 30), "2022-05-11"),  # noqa: DTZ001 - spreadsheets know no zone
        (datetime(2022, 5, 10, 23, 30, tzinfo=UTC), "2022-05-11"),
        ("2022-05-10T23:30:00Z", "2022-05-11"),
        ("2022-05-11 08:00", "2022-05-11"),
        (44692, "2022-05-11"),
        ("44692", "2022-05-11"),
        (44692.0, "2022-05-11"),
        ("11/5/2022", "2022-05-11"),
        ("ngày 11 tháng 5 năm 2022", "2022-05-11"),
        ("5/2022", "2022-05"),
        ("2022", "2022"),
        (2022, "2022"),
        ("quý II/2022", "2022"),
        ("Q3 2022", "2022"),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_as_precisely_as_they_are_written(value, expected):
    assert read_cell_date(value) == (None if expected is None else PartialDate.fromisoformat(expected))


@pytest.mark.parametrize("value", ["31/02/2022", "hôm qua", "11.5", "12/13/2022"])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(InputError):
        read_cell_date(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12,5", 12.5),
        ("12.5 m", 12.5),
        (12, 12.0),
        ("1.234,5", 1234.5),
        ("", None),
        ("không rõ", None),
        (True, None),
    ],
)
def test_numbers_have_a_point_or_a_comma_and_sometimes_a_unit(value, expected):
    assert read_number(value) == expected


def test_yes_no_and_neither():
    assert [read_yes(value) for value in ("x", "Có", True, "không", None, "có thể")] == [
        True,
        True,
        True,
        False,
        False,
        None,
    ]
    assert read_text(836.0) == "836"
