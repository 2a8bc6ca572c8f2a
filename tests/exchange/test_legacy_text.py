"""Texts in TCVN3, VNI, decomposed or twice encoded are recognised and come back letter for letter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.exchange.legacy_text import TextForm, convert_text, is_syllable, recognise_form

STATE = "Cộng hòa xã hội chủ nghĩa Việt Nam"
PLACE = "Sạt lở bờ sông tại khu vực mốc giới, ảnh hưởng đường thông tầm nhìn"

# TCVN 5712:1993 and the VNI tables, written once more from the letters' side.
TCVN3_CODES = (
    "ăA8 âA9 êAA ôAB ơAC ưAD đAE ĂA1 ÂA2 ÊA3 ÔA4 ƠA5 ƯA6 ĐA7 àB5 ảB6 ãB7 áB8 ạB9 ằBB ẳBC"
    " ẵBD ắBE ặC6 ầC7 ẩC8 ẫC9 ấCA ậCB èCC ẻCE ẽCF éD0 ẹD1 ềD2 ểD3 ễD4 ếD5 ệD6 ìD7 ỉD8 ĩDC"
    " íDD ịDE òDF ỏE1 õE2 óE3 ọE4 ồE5 ổE6 ỗE7 ốE8 ộE9 ờEA ởEB ỡEC ớED ợEE ùEF ủF1 ũF2 úF3"
    " ụF4 ừF5 ửF6 ữF7 ứF8 ựF9 ỳFA ỷFB ỹFC ýFD ỵFE"
)
TO_TCVN3 = {each[0]: chr(int(each[1:], 16)) for each in TCVN3_CODES.split()}
VNI_CODES = (
    "áaù àaø ảaû ãaõ ạaï âaâ ấaá ầaà ẩaå ẫaã ậaä ăaê ắaé ằaè ẳaú ẵaü ặaë éeù èeø ẻeû ẽeõ ẹeï"
    " êeâ ếeá ềeà ểeå ễeã ệeä óoù òoø ỏoû õoõ ọoï ôoâ ốoá ồoà ổoå ỗoã ộoä ơô ớôù ờôø ởôû ỡôõ"
    " ợôï úuù ùuø ủuû ũuõ ụuï ưö ứöù ừöø ửöû ữöõ ựöï ýyù ỳyø ỷyû ỹyõ ỵî íí ìì ỉæ ĩó ịò đñ"
)
TO_VNI = {each[0]: each[1:] for each in VNI_CODES.split()}
TO_VNI |= {letter.upper(): code.upper() for letter, code in TO_VNI.items()}


def write_tcvn3(text):
    return "".join(TO_TCVN3.get(letter, letter) for letter in text)


def write_vni(text):
    return "".join(TO_VNI.get(letter, letter) for letter in text)


def test_the_name_of_the_state_is_read_as_old_fonts_wrote_it():
    assert convert_text("Céng hßa x· héi chñ nghÜa ViÖt Nam", TextForm.TCVN3) == STATE
    assert convert_text("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", TextForm.VNI) == STATE
    assert convert_text("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", TextForm.VNI) == STATE.upper()


@pytest.mark.parametrize(
    ("write", "form"), [(write_tcvn3, TextForm.TCVN3), (write_vni, TextForm.VNI)], ids=["tcvn3", "vni"]
)
@pytest.mark.parametrize("text", [STATE, PLACE, "Mốc giới 834/1, xã Đàm Thuỷ"])
def test_old_encodings_are_recognised_and_come_back(text, write, form):
    old = write(text)
    found = recognise_form([old])
    assert found.form is form
    assert found.sense > found.sense_as_is
    assert convert_text(old, form) == text


def test_utf8_that_was_read_as_windows_text_is_recognised():
    old = "Má»‘c giá»›i sá»‘ 836 táº¡i xÃ£"
    assert recognise_form([old]).form is TextForm.TWICE_ENCODED
    assert convert_text(old, TextForm.TWICE_ENCODED) == "Mốc giới số 836 tại xã"


def test_decomposed_letters_are_recognised_and_composed():
    old = unicodedata.normalize("NFD", PLACE)
    assert recognise_form([old]).form is TextForm.DECOMPOSED
    assert convert_text(old, TextForm.DECOMPOSED) == PLACE


@pytest.mark.parametrize(
    "text",
    [
        PLACE,
        STATE.upper(),
        "Moc 836, xa Dam Thuy",
        "836(2); 22°51′08.572″",
        "Café, façade, naïve: vị trí số ba",
        "越方界碑 836",
        "",
    ],
)
def test_good_text_is_not_accused(text):
    assert recognise_form([text]).form is TextForm.PLAIN


def test_one_word_alone_is_not_taken_for_an_old_encoding():
    assert recognise_form(["Mèc"]).form is TextForm.PLAIN
    assert recognise_form(["Mèc", "giíi"]).form is TextForm.TCVN3


@pytest.mark.parametrize("word", ["mốc", "Nghiêng", "thuyền", "khuỷu", "quốc", "gì", "giữa", "đường", "Ỷ"])
def test_vietnamese_syllables_are_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["mèc", "giíi", "ViÖt", "façade", "Müller", "stréet"])
def test_other_words_are_not_taken_for_syllables(word):
    assert not is_syllable(word)


LETTERS = sorted(set(TO_TCVN3) | set("abcdeghiklmnopqrstuvxy ,.0123456789/()"))


@given(st.text(LETTERS, max_size=80))
def test_whatever_is_written_in_tcvn3_comes_back(text):
    assert convert_text(write_tcvn3(text), TextForm.TCVN3) == text


@given(st.lists(st.sampled_from([*PLACE.replace(",", "").split(), *STATE.split()]), max_size=20))
def test_words_written_in_vni_come_back(words):
    text = " ".join(words)
    assert convert_text(write_vni(text), TextForm.VNI) == text
