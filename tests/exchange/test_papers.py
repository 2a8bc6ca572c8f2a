"""Pages and texts of papers are looked at without trusting them."""

import io
import zipfile

import pytest
from PIL import Image

from border_gis.errors import DataError
from border_gis.exchange import papers
from border_gis.exchange.papers import count_pages, draw_page, read_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def build_pdf(*colours, size=(300, 400)):
    pages = [Image.new("RGB", size, colour) for colour in colours]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:])
    return made.getvalue()


def build_docx(body, head="<?xml version='1.0' encoding='UTF-8'?>"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"{head}<w:document {SPACE}><w:body>{body}</w:body></w:document>"
        )
    return made.getvalue()


def test_the_pages_of_a_pdf_are_counted_and_drawn():
    pdf = build_pdf("red", "lime")
    assert count_pages(pdf) == 2
    second = Image.open(io.BytesIO(draw_page(pdf, 1, 150)))
    assert (second.format, second.size) == ("JPEG", (150, 200))
    red, green, blue = second.getpixel((75, 100))
    assert green > 240
    assert red < 20
    assert blue < 20


def test_a_page_as_tall_as_a_tower_is_drawn_small():
    image = Image.open(io.BytesIO(draw_page(build_pdf("red", size=(2, 4000)), 0, 100)))
    assert image.size[1] <= 401


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 10_000, b"<html></html>", b"", build_pdf("red")[:200]]
)
def test_a_pdf_that_is_none_is_said_to_be_damaged(content):
    with pytest.raises(DataError, match=r"papers\.damaged"):
        count_pages(content)


def test_a_page_that_is_not_there_is_no_page():
    with pytest.raises(DataError, match=r"papers\.damaged"):
        draw_page(build_pdf("red"), 5, 100)


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(papers, "_MOST_SECONDS", 0.001)
    with pytest.raises(DataError, match=r"papers\.too_slow"):
        count_pages(build_pdf("red"))


def test_the_text_of_a_word_file_is_read_by_paragraphs():
    body = (
        "<w:p><w:r><w:t>Biên bản </w:t></w:r><w:r><w:t>khảo sát</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Mốc</w:t><w:tab/><w:t>632</w:t><w:br/><w:t>&lt;script&gt;</w:t></w:r></w:p>"
    )
    read = read_text(build_docx(body), WORD)
    assert (read.text, read.is_whole) == ("Biên bản khảo sát\nMốc\t632\n<script>", True)


def test_a_long_text_is_cut_and_said_to_go_on():
    read = read_text(build_docx("<w:p><w:r><w:t>" + "a" * 50_000 + "</w:t></w:r></w:p>"), WORD)
    assert (len(read.text), read.is_whole) == (papers.MOST_TEXT_LETTERS, False)
    assert not read_text(b"a" * 100_000, "text/plain").is_whole
    assert read_text("ghi chú\r\n".encode("utf-16"), "text/plain").text == "ghi chú\n"


def test_entities_that_unfold_without_end_are_refused():
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE w:document [<!ENTITY e0 "aaaaaaaaaa">{bomb}]>'
    with pytest.raises(DataError, match=r"papers\.too_large_inside"):
        read_text(build_docx("<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", head), WORD)


def test_a_word_file_that_is_a_bomb_inside_is_refused(monkeypatch):
    monkeypatch.setattr(papers, "_MOST_XML_BYTES", 1_000)
    with pytest.raises(DataError, match=r"papers\.too_large_inside"):
        read_text(build_docx("<w:p/>" * 500), WORD)


@pytest.mark.parametrize("content", [b"PK\x03\x04 no", build_docx("<w:p>"), b"\xd0\xcf\x11\xe0"])
def test_a_damaged_word_file_is_refused_in_words(content):
    with pytest.raises(DataError, match=r"papers\.damaged"):
        read_text(content, WORD)
