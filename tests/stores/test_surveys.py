"""Survey areas: numbered, changed with history, never overwritten unseen."""

from dataclasses import replace

import pytest
import shapely

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import ConflictError, NotFoundError
from border_gis.surveys.area import SurveyArea, SurveyConduct, SurveyState
from tests.stores.builders import NOON

WHO = {"author": "can-bo-1", "machine": "PC-01", "recorded_at": NOON}


def build_area(**values):
    return SurveyArea(
        **{
            "id": "6b0b0a66-0000-4000-8000-000000000001",
            "name": "Khu vực 571-572",
            "purpose": "fence",
            "reference_as_written": "571-572",
            "geometry": shapely.MultiPolygon(
                [shapely.box(105.7, 23.0, 105.71, 23.01), shapely.box(105.72, 23.0, 105.73, 23.01)]
            ),
            "surveyed": PartialDate(2022, 6),
            "surveyed_until": PartialDate(2022, 6, 12),
            "conduct": SurveyConduct.BILATERAL,
            "state": SurveyState.SURVEYED,
            "leader": "Sở Ngoại vụ",
            "participants": ("Bộ Chỉ huy BĐBP tỉnh", "Uỷ ban nhân dân xã 'A'"),
            "programme": "Kế hoạch 12/KH",
            "width_vn_m": 250.0,
            "width_cn_m": 300.0,
            "proposals": "Đề nghị khảo sát song phương",
            "open_questions": "Chưa có tọa độ mốc",
            "province": "Cao Bằng",
            "secrecy": Secrecy.MAT,
            **values,
        }
    )


def test_a_survey_area_comes_back_as_it_was_with_a_number(store):
    saved = store.record_survey_area(build_area(), "KS-CB-2022", **WHO)
    assert saved == replace(build_area(), number="KS-CB-2022-C-001")
    assert store.survey_areas() == (saved,)
    assert store.survey_area(saved.id) == store.survey_area("ks-cb-2022-c-001") == saved
    again = store.record_survey_area(build_area(id="another"), "KS-CB-2022", **WHO)
    assert again.number == "KS-CB-2022-C-002"


def test_an_area_that_is_not_there_is_named(store):
    with pytest.raises(NotFoundError) as error:
        store.survey_area("KS-CB-1999-001")
    assert error.value.params["area"] == "KS-CB-1999-001"


def test_an_empty_number_finds_no_area(store):
    store.add_survey_areas([build_area()])
    with pytest.raises(NotFoundError):
        store.survey_area("")


def test_a_change_keeps_what_was_before(store):
    saved = store.record_survey_area(build_area(), "KS-CB-2022", **WHO)
    other = shapely.box(105.7, 23.0, 105.71, 23.01)
    after = replace(saved, state=SurveyState.CLOSED, geometry=other, name="Tên mới", secrecy=Secrecy.NONE)
    assert store.change_survey_area(saved, after, reason="khảo sát xong", **WHO) == after
    assert store.survey_areas() == (after,)
    opened, changed = store.register_changes(saved.id)
    assert opened.before == {}
    assert opened.after["number"] == "KS-CB-2022-C-001"
    assert changed.before["state"] == "surveyed"
    assert changed.after["state"] == "closed"
    assert set(changed.after) == {"state", "geometry", "name", "secrecy"}
    assert (changed.author, changed.reason, changed.recorded_at) == ("can-bo-1", "khảo sát xong", NOON)


def test_two_persons_change_different_fields_and_neither_is_lost(store):
    saved = store.record_survey_area(build_area(), "KS-CB-2022", **WHO)
    store.change_survey_area(saved, replace(saved, note="ghi chú"), reason="", **WHO)
    both = store.change_survey_area(saved, replace(saved, proposals="khác"), reason="", **WHO)
    assert (both.note, both.proposals) == ("ghi chú", "khác")


def test_a_field_that_somebody_else_changed_is_not_overwritten(store):
    saved = store.record_survey_area(build_area(), "KS-CB-2022", **WHO)
    store.change_survey_area(saved, replace(saved, note="một"), reason="", **WHO)
    with pytest.raises(ConflictError) as error:
        store.change_survey_area(saved, replace(saved, note="hai"), reason="", **WHO)
    assert [finding.code for finding in error.value.params["fields"]] == ["area_field.note"]
    assert store.survey_area(saved.id).note == "một"


def test_a_change_that_changes_nothing_leaves_no_trace(store):
    saved = store.record_survey_area(build_area(), "KS-CB-2022", **WHO)
    assert store.change_survey_area(saved, saved, reason="", **WHO) == saved
    assert len(store.register_changes(saved.id)) == 1
