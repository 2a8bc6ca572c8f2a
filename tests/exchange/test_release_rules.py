"""The profiles that ship: what each lets out, and that no judging word reaches the other side."""

from dataclasses import fields
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.access import Secrecy
from border_gis.access.profiles import KINDS, build_profile
from border_gis.access.wording import Phrase, check_phrases, find_judging, write_neutrally
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.errors import DataError
from border_gis.exchange.release_rules import read_release_rules
from border_gis.incidents.attachments import Attachment
from border_gis.incidents.model import Incident, IncidentPlace, Report
from border_gis.proceedings.model import Proceeding
from border_gis.settings import build_settings
from border_gis.surveys.area import SurveyArea
from border_gis.works.model import Work
from border_gis.zones.verdict import Verdict

FOLDER = build_settings({}).data_folder / "release"
RULES = read_release_rules(FOLDER)
CLASSES = dict(
    zip(
        KINDS,
        (
            Incident,
            IncidentPlace,
            Report,
            Attachment,
            SurveyArea,
            Proceeding,
            Work,
            Verdict,
            Marker,
            Gate,
            BoundaryLine,
            Unit,
        ),
        strict=True,
    )
)
NEUTRAL = [profile for profile in RULES.profiles if profile.is_neutral]


def test_the_profiles_ship_with_names_in_three_languages():
    shipped = {"internal", "office", "province", "counterpart", "public"}
    assert {profile.code for profile in RULES.profiles} == shipped
    assert all(profile.name(language) for profile in RULES.profiles for language in ("vi", "en", "zh"))


@pytest.mark.parametrize("profile", RULES.profiles, ids=lambda profile: profile.code)
def test_a_profile_names_only_fields_that_there_are(profile):
    for kind, names in profile.fields.items():
        assert names - {"*"} <= {field.name for field in fields(CLASSES[kind])}, kind


def test_each_profile_lets_out_no_more_than_the_one_before():
    order = [RULES.profile(code) for code in ("internal", "province", "counterpart", "public")]
    assert set(CLASSES) == set(KINDS)
    for wider, narrower in pairwise(order):
        for kind, cls in CLASSES.items():
            for field in fields(cls):
                assert wider.allows(kind, field.name) or not narrower.allows(kind, field.name)
            assert wider.highest(kind).covers(narrower.highest(kind))


MEASURED = ("distance_m", "side", "inside_m", "article")
"""What both sides can measure of a work goes to the other side, and to nobody else outside."""


def test_measurements_of_works_go_to_the_other_side_and_not_to_the_public():
    assert RULES.profile("counterpart").allows_all("verdict", MEASURED)
    assert not any(RULES.profile("public").allows("verdict", name) for name in MEASURED)


@pytest.mark.parametrize("profile", NEUTRAL, ids=lambda profile: profile.code)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(
            ("incident", name)
            for name in ("category", "party", "state", "description", "source_paper", "awaited")
        ),
        *(("report", field.name) for field in fields(Report)),
        *(("attachment", field.name) for field in fields(Attachment)),
        *(("verdict", field.name) for field in fields(Verdict) if field.name not in MEASURED),
        *(("survey_area", name) for name in ("note", "source", "proposals", "open_questions", "leader")),
        *(("work", name) for name in ("party", "description", "source", "document", "agreed")),
        *(("marker", name) for name in ("coordinate_vn", "condition", "note", "source")),
    ],
)
def test_nothing_internal_is_in_a_profile_for_outside(profile, kind, name):
    assert not profile.allows(kind, name)


@pytest.mark.parametrize("profile", NEUTRAL, ids=lambda profile: profile.code)
def test_nothing_secret_goes_outside_without_a_second_person(profile):
    assert {profile.highest(kind) for kind in KINDS} == {Secrecy.NONE}


def test_a_field_that_no_profile_names_stays_here():
    assert not RULES.profile("province").allows("incident", "a_field_of_tomorrow")
    assert not RULES.profile("counterpart").allows("a kind of tomorrow", "id")


# --- wording -----------------------------------------------------------------------------------


def test_no_neutral_word_judges_itself():
    assert check_phrases(RULES.phrases) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Phía Trung Quốc vi phạm Hiệp định 2009", "Phía Trung Quốc liên quan đến hiệp định 2009"),
        ("Vi phạm tại mốc 834/1", "Có nhận thức khác nhau về tại mốc 834/1"),
        ("xây dựng TRÁI PHÉP", "xây dựng CHƯA ĐƯỢC HAI BÊN THỐNG NHẤT"),
        ("A protest note on a violation", "A note on a matter"),
        ("中方违反协定修建围栏", "中方涉及协定修建围栏"),
    ],
)
def test_judging_words_are_replaced(text, said):
    assert write_neutrally(text, RULES.phrases) == (said, ())


def test_decomposed_letters_and_line_breaks_hide_no_word():
    import unicodedata

    assert write_neutrally(unicodedata.normalize("NFD", "vi\nphạm"), RULES.phrases)[1] == ()
    assert "phạm" not in write_neutrally("vi  phạm", RULES.phrases)[0]


def test_a_word_without_another_is_named():
    text, left = write_neutrally("Ngang nhiên vi phạm", RULES.phrases)
    assert left == ("ngang nhiên",)
    assert "vi phạm" not in text


def test_a_word_inside_another_word_stays():
    assert write_neutrally("inviolations, seriousness", RULES.phrases) == ("inviolations, seriousness", ())


@given(
    st.lists(st.sampled_from([*(p.judging for p in RULES.phrases), "mốc", "fence", "围栏", "."]), max_size=8)
)
def test_after_replacing_only_words_that_were_named_are_left(parts):
    text, left = write_neutrally(" ".join(parts), RULES.phrases)
    assert find_judging(text, RULES.phrases) == left
    assert all(not phrase.neutral for phrase in RULES.phrases if phrase.judging in left)


# --- wrong files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"fields": {"nobody": []}}, {"fields": {"incident": "title"}}, {"levels": {"incident": "secret"}},
     {"names": {"vi": "A"}}, {"code": 4}, {"allow": True}],
)  # fmt: skip
def test_a_profile_that_is_wrong_is_refused_with_the_place(change):
    right = {"code": "a", "names": {"vi": "A", "en": "A", "zh": "A"}, "fields": {}}
    assert build_profile(right, "a.toml").code == "a"
    with pytest.raises(DataError) as error:
        build_profile({**right, **change}, "a.toml")
    assert error.value.params["file"] == "a.toml"


def test_a_folder_without_phrases_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text("code = 'a'", encoding="utf-8")
    with pytest.raises(DataError, match="file_not_found"):
        read_release_rules(tmp_path)
    (tmp_path / "phrases.toml").write_text("[fr]\nx = 'y'", encoding="utf-8")
    with pytest.raises(DataError):
        read_release_rules(tmp_path)


def test_an_unknown_profile_is_named_with_those_there_are():
    with pytest.raises(DataError) as error:
        RULES.profile("press")
    assert error.value.params["known"] == ["counterpart", "internal", "office", "province", "public"]


def test_a_phrase_of_an_office_is_used_too():
    assert write_neutrally("Hàng rào bậy", (Phrase("vi", "bậy", "mới"),)) == ("Hàng rào mới", ())
