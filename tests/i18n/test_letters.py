"""The letters that ship: whole, licensed, and told apart by script."""

import io

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from border_gis.i18n.letters import (
    CHINESE_SERIF_FAMILY,
    FOLDER,
    Letters,
    is_chinese,
    read_letters,
    split_scripts,
)

VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ“”–±²°′"


@pytest.mark.parametrize("letters", list(Letters))
def test_every_file_is_a_font_that_may_be_embedded(letters):
    font = TTFontFile(io.BytesIO(read_letters(letters)))
    assert len(font.charToGlyph) > 500
    wanted = "中越陆地边界联合委员会" if "Noto" in letters else VIETNAMESE
    assert [letter for letter in wanted if ord(letter) not in font.charToGlyph] == []


def test_the_chinese_letters_are_all_of_gb_2312_under_the_name_that_documents_say():
    font = TTFontFile(io.BytesIO(read_letters(Letters.CHINESE_SERIF)))
    assert CHINESE_SERIF_FAMILY in str(font.familyName)
    missing = [
        bytes([high, low]).decode("gb2312")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if not (high == 0xD7 and low > 0xF9)
        and ord(bytes([high, low]).decode("gb2312")) not in font.charToGlyph
    ]
    assert missing == []


def test_the_licence_stands_beside_the_letters():
    said = (FOLDER / "LICENSE.txt").read_text(encoding="utf-8")
    for words in ("SIL OPEN FONT LICENSE Version 1.1", "Liberation", "Noto", "Reserved Font Name"):
        assert words in said


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Mốc 571", [(False, "Mốc 571")]),
        ("571号界碑 – Cao Bằng", [(False, "571"), (True, "号界碑 "), (False, "– Cao Bằng")]),
        ("", []),
    ],
)
def test_a_text_is_cut_where_its_script_changes(text, runs):
    assert split_scripts(text) == runs
    assert "".join(run for _, run in split_scripts(text)) == text


def test_punctuation_of_chinese_counts_as_chinese():
    assert all(map(is_chinese, "，。（）：；"))
    assert not any(map(is_chinese, "aễ–“”1"))
