"""A HEIC photo says where and when it was taken though nothing decodes it; no length in it is believed."""

import struct
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import ExifTags

from border_gis.errors import DataError
from border_gis.exchange.heif import MOST_EXIF_BYTES, read_heif
from border_gis.exchange.media_types import check_attachment, find_media_type
from border_gis.exchange.photos import TimeZoneSource, read_photo_facts
from border_gis.exchange.pictures import make_smaller
from tests.exchange.heif_builders import EXIF_ID, PICTURE_ID, box, build_heic, build_tags, full_box
from tests.exchange.photo_builders import PLACE, gps_tags

BASE = ExifTags.Base
TAGS = build_tags(
    gps_tags(GPSHPositioningError=4.5, GPSImgDirection=301.5, GPSImgDirectionRef="M"),
    {BASE.Make: "Nhà máy", BASE.Model: "Máy 12", BASE.Orientation: 6},
    {BASE.DateTimeOriginal: "2022:03:05 14:20:31", BASE.OffsetTimeOriginal: "+07:00"},
)


def read(content):
    facts = read_photo_facts(content, find_media_type(content))
    assert facts is not None
    return facts


def codes(facts):
    return [finding.code for finding in facts.findings]


def assert_all_is_read(facts):
    assert (facts.longitude_deg, facts.latitude_deg) == pytest.approx(PLACE, abs=1e-7)
    assert facts.taken_at == datetime(2022, 3, 5, 7, 20, 31, tzinfo=UTC)
    assert facts.zone is TimeZoneSource.CAMERA
    assert (facts.direction_deg, facts.direction_is_magnetic) == (pytest.approx(301.5), True)
    assert facts.position_error_m == pytest.approx(4.5)
    assert facts.camera
    assert facts.findings == ()


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1", b"hevc"])
def test_position_accuracy_time_and_direction_are_read(brand):
    content = build_heic(TAGS, brand=brand)
    assert check_attachment("IMG_0001.HEIC", content) == "image/heic"
    assert_all_is_read(read(content))


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize(("version", "in_meta"), [(0, False), (1, False), (2, False), (1, True), (2, True)])
def test_tags_are_found_wherever_a_file_may_keep_them(version, in_meta, parts):
    assert_all_is_read(read(build_heic(TAGS, version=version, in_meta=in_meta, parts=parts)))


@pytest.mark.parametrize(
    "prefix", [b"\0\0\0\0", b"\0\0\0\x06Exif\0\0", b"\0\0\0\0Exif\0\0", b"\0\0\0\x09MIME\0Exif"]
)
def test_tags_are_found_although_a_writer_counted_wrongly_what_stands_before_them(prefix):
    assert_all_is_read(read(build_heic(TAGS, prefix=prefix)))


@pytest.mark.parametrize(
    ("turns", "size_px"), [(0, (4032, 3024)), (1, (3024, 4032)), (2, (4032, 3024)), (3, (3024, 4032))]
)
def test_the_size_is_that_of_the_picture_as_it_is_looked_at(turns, size_px):
    facts = read(build_heic(TAGS, quarter_turns=turns))
    assert (facts.width_px, facts.height_px) == size_px


def test_a_file_that_says_no_size_says_the_rest():
    facts = read(build_heic(TAGS, quarter_turns=None))
    assert (facts.width_px, facts.height_px) == (0, 0)
    assert_all_is_read(facts)


def test_a_photo_without_tags_says_only_its_size():
    facts = read(build_heic(None))
    assert (facts.width_px, facts.height_px, facts.taken_at, facts.findings) == (4032, 3024, None, ())
    assert not facts.has_position


def test_the_tags_of_the_picture_that_is_shown_count_and_not_those_of_another():
    others = build_tags(gps_tags(10.0, 10.0))
    payloads = [b"\0\0\0\0" + others, b"\0\0\0\0" + TAGS]
    ids = (7, EXIF_ID)
    entries = [full_box(b"infe", 2, struct.pack(">HH", each, 0), b"Exif\0") for each in ids]
    places = b""
    for number, each in enumerate(ids):
        first = len(payloads[0]) * number
        places += struct.pack(">HHHHII", each, 1, 0, 1, first, len(payloads[number]))
    described = [struct.pack(">HHH", 7, 1, 9), struct.pack(">HHH", EXIF_ID, 1, PICTURE_ID)]
    boxes = [
        full_box(b"pitm", 0, struct.pack(">H", PICTURE_ID)),
        full_box(b"iinf", 0, struct.pack(">H", 2), *entries),
        full_box(b"iloc", 1, b"\x44\x00", struct.pack(">H", 2), places),
        full_box(b"iref", 0, *(box(b"cdsc", each) for each in described)),
        box(b"idat", *payloads),
    ]
    start = box(b"ftyp", b"heic\0\0\0\0")
    assert read_heif(start + full_box(b"meta", 0, *boxes)).exif == TAGS
    del boxes[3]
    assert read_heif(start + full_box(b"meta", 0, *boxes)).exif == others


def test_a_cut_off_file_says_what_is_left_of_it_and_that_it_is_cut_off():
    content = build_heic(TAGS, in_meta=True)
    facts = read(content[:-1_000])
    assert facts.has_position
    assert codes(facts) == ["photos.cut_off"]
    without = read(build_heic(TAGS)[:-200])
    assert not without.has_position
    assert codes(without) == ["photos.cut_off", "photos.bad_tags"]


def test_a_file_that_goes_on_after_its_boxes_is_whole():
    assert_all_is_read(read(build_heic(TAGS) + b"\0\0\0\x7ftrailer of a maker"))


@pytest.mark.parametrize("length", range(12, 700, 7))
def test_a_file_cut_off_anywhere_is_read_as_far_as_it_goes_or_not_at_all(length):
    facts = read_photo_facts(build_heic(TAGS)[:length], "image/heic")
    assert facts is None or "photos.cut_off" in codes(facts) or "photos.bad_tags" in codes(facts)


def test_a_box_that_is_shorter_than_its_own_head_does_not_stop_the_program():
    content = build_heic(TAGS)
    at = content.index(b"iloc") - 4
    for size in (2, 7):
        assert read_heif(content[:at] + struct.pack(">I", size) + content[at + 4 :]) is None


def test_lengths_that_lie_are_damage_and_take_no_memory():
    content = build_heic(TAGS)
    at = content.index(b"iloc")
    last_extent = at + 4 + 4 + 2 + 2 + 2 * 16 - 4
    (length,) = struct.unpack_from(">I", content, last_extent)
    assert length == len(TAGS) + 10
    lying = content[:last_extent] + b"\xff\xff\xff\xff" + content[last_extent + 4 :]
    tracemalloc.start()
    facts = read(lying)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert codes(facts) == ["photos.cut_off", "photos.bad_tags"]
    assert peak < 5_000_000


def test_one_piece_named_again_and_again_is_not_put_together():
    piece = bytes(500_000)
    extents = struct.pack(">HHHH", EXIF_ID, 0, 0, 60_000 // 8) + struct.pack(">II", 600, len(piece)) * (
        60_000 // 8
    )
    places = full_box(b"iloc", 1, b"\x44\x00", struct.pack(">H", 1), extents)
    items = full_box(
        b"iinf", 0, struct.pack(">H", 1), full_box(b"infe", 2, struct.pack(">HH", EXIF_ID, 0), b"Exif\0")
    )
    content = box(b"ftyp", b"heic\0\0\0\0") + full_box(b"meta", 0, items, places) + box(b"mdat", piece)
    tracemalloc.start()
    found = read_heif(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.is_exif_damaged, found.exif) == (True, b"")
    assert peak < 3 * MOST_EXIF_BYTES


def test_a_directory_of_far_too_many_entries_is_given_up():
    endless = full_box(b"iinf", 1, b"\xff\xff\xff\xff", box(b"free") * 30_000)
    assert read_heif(box(b"ftyp", b"heic\0\0\0\0") + full_box(b"meta", 0, endless)) is None
    many = box(b"free") * 30_000
    assert read_heif(box(b"ftyp", b"heic\0\0\0\0") + many + build_heic(TAGS)) is None


def test_directories_of_tags_that_name_themselves_end():
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    again = (
        b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entry + struct.pack("<HHII", 0x8825, 4, 1, 8)
    )
    facts = read(build_heic(again + struct.pack("<I", 8)))
    assert (facts.has_position, facts.taken_at) == (False, None)


def test_tags_that_are_none_are_said():
    facts = read(build_heic(b"MM\0*" + b"\xff" * 40))
    assert (facts.has_position, facts.taken_at) == (False, None)
    assert codes(read(build_heic(b"not a header at all"))) == ["photos.bad_tags"]


def test_what_is_no_picture_inside_has_no_facts():
    assert read_photo_facts(box(b"ftyp", b"heic\0\0\0\0"), "image/heic") is None
    assert read_photo_facts(box(b"ftyp", b"heic\0\0\0\0") + box(b"meta"), "image/heic") is None
    assert read_photo_facts(b"", "image/heic") is None


@given(st.lists(st.tuples(st.integers(0, 700), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4))
@example([(20, b"\0\0\0\0")])
def test_whatever_stands_in_the_file_is_read_or_left_out(changes):
    content = bytearray(build_heic(TAGS, picture=b"\0" * 50))
    for place, garbage in changes:
        at = place % len(content)
        content[at : at + len(garbage)] = garbage
    facts = read_photo_facts(bytes(content), "image/heic")
    if facts is not None and facts.has_position:
        assert -180 <= facts.longitude_deg <= 180
        assert -90 <= facts.latitude_deg <= 90


def test_a_small_picture_of_it_is_refused_in_words():
    with pytest.raises(DataError, match=r"photos\.heic_not_shown"):
        make_smaller(build_heic(TAGS), 100)
