"""An extract shows the words that were found as they were written, with what stands around them."""

from hypothesis import given
from hypothesis import strategies as st

from border_gis.incidents.extracts import LETTERS_AROUND, cut_extract
from border_gis.incidents.search import split_phrases, write_words

WORDS = st.lists(st.sampled_from(["Đồn", "biên", "phòng", "mốc", "834/1", "(sửa)", "会谈", "ảnh", "x" * 90]))


def marked(text, searched):
    extract = cut_extract(text, split_phrases(searched))
    return [extract.text[low:high] for low, high in extract.marks]


def test_words_are_marked_with_their_accents_and_not_inside_words():
    assert marked("Đã gia cố chân mốc", "gia co") == ["gia", "cố"]
    assert marked("Đã gia cố chân mốc", '"gia co"') == ["gia cố"]
    assert marked("Công văn 1108/UBND-NC ngày 5/3", "1108/ubnd-nc") == ["1108/UBND-NC"]
    assert marked("双方会谈纪要", "会谈") == ["会谈"]
    assert marked("gia cường", "gi") == []


def test_a_short_text_is_whole_and_a_long_one_is_cut_on_both_sides():
    assert cut_extract("Đã gia cố", split_phrases("gia")).text == "Đã gia cố"
    extract = cut_extract("a b c " * 60 + "ĐÍCH " + "d e f " * 60, split_phrases("dich"))
    assert extract.text.startswith("… ")
    assert extract.text.endswith(" …")
    assert [extract.text[low:high] for low, high in extract.marks] == ["ĐÍCH"]


@given(WORDS, WORDS)
def test_whatever_is_marked_is_what_was_looked_for_and_the_extract_stays_short(before, behind):
    text = " ".join([*before, "đích đến", *behind])
    extract = cut_extract(text, split_phrases('"dich den"'))
    assert extract.marks
    for low, high in extract.marks:
        assert write_words(extract.text[low:high]) == " dich den "
    assert len(extract.text) <= 2 * LETTERS_AROUND + len("… đích đến …") + 1
