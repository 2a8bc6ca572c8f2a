"""What a verdict says can be said in Vietnamese, English and Chinese."""

import re
from enum import Enum

import pytest

from border_gis.boundary.parties import Party, Side
from border_gis.i18n import LANGUAGES, describe_value, load_words
from border_gis.works.model import WorkKind, WorkParty
from border_gis.zones.law import AskedOf
from border_gis.zones.subjects import Activity
from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome
from tests.zones.builders import BOOK

CHINESE = re.compile("[\u4e00-\u9fff]")
ENUMERATIONS = [Outcome, Certainty, AskedOf, Activity, WorkKind, WorkParty, Party, Side]


@pytest.mark.parametrize("code", [code for code in load_words() if code.startswith("zones.")])
def test_a_reason_is_said_in_every_language(code):
    entry = load_words()[code]
    assert set(LANGUAGES) <= set(entry)
    assert CHINESE.search(entry["zh"])


def test_the_same_values_stand_in_every_language():
    for code, entry in load_words().items():
        if code.startswith("zones."):
            named = {language: set(re.findall(r"\{(\w+)", entry[language])) for language in LANGUAGES}
            assert named["vi"] == named["en"] == named["zh"], code


@pytest.mark.parametrize("kind", ENUMERATIONS, ids=[kind.__name__ for kind in ENUMERATIONS])
def test_every_member_of_a_list_has_words_in_chinese(kind: type[Enum]):
    silent = [member.value for member in kind if not CHINESE.search(describe_value(member, "zh"))]
    assert silent == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=[rule.id for rule in BOOK.rules])
def test_a_rule_has_its_text_in_every_language(rule):
    assert all(rule.text[language].strip() for language in LANGUAGES)
    assert CHINESE.search(rule.text["zh"])
