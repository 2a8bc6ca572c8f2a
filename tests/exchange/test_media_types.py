"""A file is what its content says, whatever its name."""

import io
import zipfile

import pytest

from border_gis.errors import DataError
from border_gis.exchange.media_types import MOST_BYTES, check_attachment, find_media_type


def zip_of(*names, mimetype=None):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


FILES = [
    ("biên bản.pdf", b"%PDF-1.7\n", "application/pdf"),
    ("ảnh.JPG", b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png"),
    ("a.tif", b"II*\x00" + b"\0" * 20, "image/tiff"),
    ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
    ("a.heic", b"\0\0\0\x18ftypheic\0\0", "image/heic"),
    ("a.mp4", b"\0\0\0\x18ftypisom\0\0", "video/mp4"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "application/x-ole-storage"),
    ("a.rtf", b"{\\rtf1 }", "application/rtf"),
    (
        "a.docx",
        zip_of("[Content_Types].xml", "word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "a.xlsx",
        zip_of("[Content_Types].xml", "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "a.odt",
        zip_of("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
        "application/vnd.oasis.opendocument",
    ),
    ("a.kmz", zip_of("doc.kml"), "application/vnd.google-earth.kmz"),
    ("a.zip", zip_of("a.bin"), "application/zip"),
    ("a.geojson", '{"type":"Point","tên":"Đường"}'.encode(), "text/plain"),
    ("a.txt", "ghi chú\r\n".encode("utf-16"), "text/plain"),
]


@pytest.mark.parametrize(("name", "content", "media_type"), FILES, ids=[name for name, *_ in FILES])
def test_a_file_that_is_what_its_name_says_is_kept(name, content, media_type):
    assert check_attachment(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "attachments.empty"),
        ("a.pdf", b"\xff\xd8\xff\xe0", "attachments.other_type"),
        ("ảnh.jpg", b"MZ\x90\x00" + b"\x01" * 50, "attachments.unknown_type"),
        ("a.exe", b"%PDF-1.7", "attachments.other_type"),
        ("không đuôi", b"%PDF-1.7", "attachments.other_type"),
        ("a.docx", zip_of("xl/workbook.xml"), "attachments.other_type"),
        ("a.docx", b"PK\x03\x04 broken", "attachments.unknown_type"),
        ("a.txt", b"a\0b", "attachments.unknown_type"),
    ],
)
def test_a_file_that_is_not_is_refused_by_name(name, content, code):
    with pytest.raises(DataError) as error:
        check_attachment(name, content)
    assert (error.value.code, error.value.params["name"]) == (code, name)


def test_a_file_larger_than_the_limit_is_refused():
    with pytest.raises(DataError, match=r"attachments\.too_large"):
        check_attachment("a.pdf", b"%PDF-" + b"\0" * MOST_BYTES)


def test_a_program_is_no_kind_that_is_kept():
    assert find_media_type(b"\x7fELF\x02\x01\x01" + b"\0" * 30) is None
    assert find_media_type(b"MZ" + bytes(range(200))) is None


def deflated(*sizes):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<x/>")
        for number, size in enumerate(sizes):
            with archive.open(f"{number}.bin", "w", force_zip64=True) as part:
                for _ in range(size // 1_000_000):
                    part.write(b"\0" * 1_000_000)
    return made.getvalue()


def test_an_archive_that_unpacks_to_a_multiple_of_itself_is_refused():
    for name in ("a.docx", "a.zip"):
        content = deflated(60_000_000) if name == "a.docx" else zip_of(*(f"{n}" for n in range(20_001)))
        with pytest.raises(DataError) as error:
            check_attachment(name, content)
        assert (error.value.code, error.value.params["name"]) == ("attachments.zip_bomb", name)


def test_an_archive_of_ordinary_papers_is_kept():
    assert check_attachment("a.docx", deflated(40_000_000)).endswith("wordprocessingml.document")
