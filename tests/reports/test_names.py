"""Names in the language of each column; what exists in one language only is marked as its original."""

from dataclasses import replace

import pytest

from border_gis.exchange.release_rules import read_release_rules
from border_gis.i18n.letters import is_chinese, written_in
from border_gis.reports.content.chapters_of_place import name_line
from border_gis.reports.content.model import Paragraph
from border_gis.reports.content.wording import SHIPPED, Speaker
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import Workspace
from border_gis.settings import build_settings
from border_gis.surveys.contents import LineInArea
from tests.reports.conftest import AREA

THREE = ("vi", "zh", "en")
RULES = read_release_rules(build_settings({}).data_folder / "release")


def speak(*languages, profile="internal"):
    return Speaker(languages, RULES.profile(profile), RULES.phrases)


@pytest.fixture(scope="module")
def lines(office: Workspace) -> tuple[LineInArea, ...]:
    return gather_area(office, AREA).lines


def test_the_line_that_ships_is_called_in_the_language_of_each_column(lines):
    vietnamese, chinese, english = name_line(speak(*THREE), lines[0])
    assert vietnamese == "Đường khái quát (minh họa, không có giá trị pháp lý)"
    assert "Generalised line" in english
    assert written_in(english) is None
    assert all(is_chinese(letter) for letter in chinese)


def test_every_shipped_text_is_one_that_the_data_has(office):
    from border_gis.i18n import load_words

    told = {text for line in office.lines[:1] for text in (line.name, line.source)}
    assert told <= {text for code in SHIPPED for text in load_words()[code].values()}


def test_a_line_of_the_office_keeps_its_name_beside_its_own_column_and_is_marked_without_one(lines):
    own = lines[1]
    vietnamese, chinese, english = name_line(speak(*THREE), own)
    assert own.line.name in vietnamese
    assert written_in(chinese) == "zh"
    assert own.line.name not in chinese + english
    (alone,) = name_line(speak("zh"), own)
    assert "〔越南文原文〕" + own.line.name in alone


@pytest.mark.parametrize(
    ("languages", "text", "said"),
    [
        (("vi",), "Đề nghị đo lại", ("Đề nghị đo lại",)),
        (("zh",), "Đề nghị đo lại", ("〔越南文原文〕Đề nghị đo lại",)),
        (("en",), "Đề nghị đo lại", ("[Vietnamese original] Đề nghị đo lại",)),
        (("vi", "zh"), "Đề nghị đo lại", ("Đề nghị đo lại", "（仅有越南文，见原文）")),
        (("vi", "zh"), "建议重新测量", ("(chỉ có tiếng Trung, xem nguyên văn)", "建议重新测量")),
        (("vi",), "建议重新测量", ("[Nguyên văn tiếng Trung] 建议重新测量",)),
        (THREE, "571-572", ("571-572",) * 3),
    ],
)
def test_free_text_says_in_which_language_it_was_written(languages, text, said):
    assert speak(*languages).free(text) == said


@pytest.mark.parametrize(
    ("text", "language"),
    [("Mốc 571", "vi"), ("hàng rào", "vi"), ("571号界碑", "zh"), ("KS-CB-2022-001", None), ("fence", None)],
)
def test_letters_show_the_language(text, language):
    assert written_in(text) == language


def test_a_judging_name_of_a_line_or_place_does_not_leave(lines):
    """Names are texts of persons as well: those of lines, their sources, and places as written."""
    speaker = speak("vi", profile="counterpart")
    judged = replace(lines[1], line=replace(lines[1].line, name="Đường lấn chiếm năm 2020"))
    assert "lấn chiếm" not in name_line(speaker, judged)[0]
    assert speaker.withheld
    assert speaker.name("571-572, nơi bị xâm phạm") == ("(nội dung cần viết lại trước khi gửi)",)
    assert "vi phạm" not in speaker.name("vi phạm tại 571-572")[0]


def test_no_paragraph_of_a_chinese_paper_has_vietnamese_that_is_not_marked(make):
    for block in make(("zh",)).paper.blocks:
        if isinstance(block, Paragraph) and "EPSG" not in block.text[0] and block.mark != "note":
            (text,) = block.text
            assert not any(written_in(letter) == "vi" for letter in text) or "原文" in text, text
