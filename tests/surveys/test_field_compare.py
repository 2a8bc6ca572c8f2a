"""What the field says is taken over, left, or shown as a conflict; by one rule for every field."""

from hypothesis import given
from hypothesis import strategies as st

from border_gis.surveys.field import FieldDeed, FieldKind, FieldRow, PackedObject
from border_gis.surveys.field_compare import FieldOutcome, compare_rows, count_outcomes

WORDS = st.one_of(st.none(), st.sampled_from(["tốt", "hư hỏng", "mất"]))
NAMES = ("condition", "last_inspected")


def build_object(packed, base=None, key="k1"):
    return PackedObject(key, FieldKind.MARKER, "m1", "571", packed, packed if base is None else base)


def build_row(values, key="k1", **others):
    return FieldRow(FieldKind.MARKER, key, values, **others)


def compare_one(packed, office, field, base=None, deeds=(), **others):
    (item,) = compare_rows([build_object(packed, base)], [build_row(field, **others)], {"m1": office}, deeds)
    return item


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, WORDS)), st.fixed_dictionaries(dict.fromkeys(NAMES, WORDS)))
def test_what_the_field_did_not_change_says_nothing_whatever_the_office_did(packed, office):
    assert compare_one(packed, office, packed).outcome is FieldOutcome.SAME


@given(WORDS, WORDS, WORDS)
def test_each_field_falls_under_exactly_one_case(packed, office, field):
    item = compare_one({"condition": packed}, {"condition": office}, {"condition": field})
    if field == packed:
        assert item.outcome is FieldOutcome.SAME
    elif office in (packed, field):
        assert item.outcome is FieldOutcome.TAKE
    else:
        assert item.outcome is FieldOutcome.CONFLICT
        (value,) = item.conflicts
        assert (value.packed, value.office, value.field) == (packed, office, field)


@given(WORDS, WORDS, WORDS)
def test_what_was_taken_over_is_the_same_the_second_time(packed, office, field):
    first = compare_one({"condition": packed}, {"condition": office}, {"condition": field}, note="ghi chú")
    deed = FieldDeed(
        "k1",
        FieldKind.MARKER,
        "m1",
        {"condition": field},
        note="ghi chú",
        set_values={"condition": field},
    )
    assert first.outcome is not FieldOutcome.SAME
    again = compare_one(
        {"condition": packed}, {"condition": field}, {"condition": field}, deeds=[deed], note="ghi chú"
    )
    assert again.outcome is FieldOutcome.SAME


def test_a_profile_that_words_things_otherwise_is_no_change_of_the_office():
    item = compare_one(
        {"condition": "hỏng"}, {"condition": "phá hoại"}, {"condition": "mất"}, base={"condition": "phá hoại"}
    )
    assert item.outcome is FieldOutcome.TAKE


def test_a_column_that_is_gone_says_nothing():
    assert compare_one({"condition": "tốt"}, {"condition": "tốt"}, {}).outcome is FieldOutcome.SAME


def test_a_withdrawn_thing_is_left_with_what_the_field_said_of_it():
    item = compare_one({"condition": "tốt"}, None, {"condition": "mất"})
    assert item.outcome is FieldOutcome.WITHDRAWN
    assert item.values[0].field == "mất"


def test_rows_that_are_gone_doubled_or_strange_are_told_apart():
    objects = [build_object({"condition": None}, key=key) for key in ("a", "b", "c")]
    rows = [
        build_row({"condition": "tốt"}, "b"),
        build_row({"condition": "mất"}, "b"),
        build_row({"condition": None}, "c"),
        build_row({"condition": None}, "c"),
        build_row({"condition": None}, "x"),
        FieldRow(FieldKind.OBSERVATION, "o", {"title": "Sạt lở"}),
    ]
    items = compare_rows(objects, rows, {"m1": {"condition": None}}, ())
    assert count_outcomes(items) == {
        FieldOutcome.DELETED: 1,
        FieldOutcome.DOUBLE: 2,
        FieldOutcome.SAME: 1,
        FieldOutcome.UNKNOWN: 1,
        FieldOutcome.TAKE: 1,
    }


def test_values_set_on_different_days_do_not_stand_against_each_other():
    deeds = [
        FieldDeed(
            "k1", FieldKind.MARKER, "m1", {"condition": "hư hỏng"}, set_values={"condition": "hư hỏng"}
        ),
        FieldDeed("k1", FieldKind.MARKER, "m1", {"condition": "hư hỏng"}, note="x"),
    ]
    item = compare_one({"condition": "tốt"}, {"condition": "hư hỏng"}, {"condition": "mất"}, deeds=deeds)
    assert item.outcome is FieldOutcome.TAKE
