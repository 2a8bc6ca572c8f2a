"""A name that came from elsewhere is only ever a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.exchange.file_names import LONGEST_NAME, clean_file_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("biên bản.pdf", "biên bản.pdf"),
        ("biên bản 632-633 (lần 2).v2.pdf", "biên bản 632-633 (lần 2).v2.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"..\..\Windows\win.ini", "win.ini"),
        (r"C:\Giấy tờ\ảnh.jpg", "ảnh.jpg"),
        ("C:ảnh.jpg", "ảnh.jpg"),
        ("/tuyệt/đối.txt", "đối.txt"),
        ("a\0.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("aux.tar.gz", "_aux.tar.gz"),
        ("công văn.pdf. . ", "công văn.pdf"),
        ("ảnh\u202efdp.exe", "ảnhfdp.exe"),
        ("\u200f\u2066a.png\u2069", "a.png"),
        ('a<script>"|?*.txt', "a_script_____.txt"),
        ("", "tep"),
        ("..", "tep"),
        (".pdf", "tep.pdf"),
        ("e\u0323\u0302.txt", "ệ.txt"),
    ],
)
def test_a_name_loses_what_is_no_name(given_name, kept):
    assert clean_file_name(given_name) == kept


def test_a_long_name_keeps_its_ending():
    assert clean_file_name("a" * 5000 + ".pdf") == "a" * (LONGEST_NAME - 4) + ".pdf"


@given(st.text(max_size=300))
def test_whatever_came_the_result_is_one_part_of_a_path_and_stays_as_it_is(text):
    name = clean_file_name(text)
    assert 0 < len(name) <= LONGEST_NAME + 20
    assert not set(name) & set('/\\:<>"|?*\0\r\n\u202e')
    assert name not in (".", "..")
    assert clean_file_name(name) == name
