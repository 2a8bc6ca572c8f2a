"""Small pictures are made of the original without trusting it."""

import io

import pytest
from PIL import ExifTags, Image

from border_gis.errors import DataError
from border_gis.exchange.pictures import make_smaller
from tests.exchange.photo_builders import build_bomb, build_photo, build_picture, gps_tags


def opened(content):
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF", "GIF"])
def test_a_small_picture_is_a_jpeg_that_fits(image_format):
    small = opened(make_smaller(build_photo(build_picture(800, 600), image_format), 200))
    assert (small.format, small.size) == ("JPEG", (200, 150))


def test_a_picture_that_is_small_already_is_not_blown_up():
    assert opened(make_smaller(build_photo(), 500)).size == (64, 48)


def test_a_small_picture_is_turned_the_right_way():
    small = opened(make_smaller(build_photo(main={ExifTags.Base.Orientation: 6}), 64))
    assert small.size == (48, 64)
    top, bottom = small.getpixel((24, 5)), small.getpixel((24, 60))
    assert top[0] > top[2]
    assert bottom[2] > bottom[0]


def test_a_small_picture_says_nothing_of_where_it_was_taken():
    small = opened(make_smaller(build_photo(gps=gps_tags(), main={ExifTags.Base.Make: "Hãng"}), 64))
    assert not small.getexif()


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert opened(make_smaller(build_photo(image, "PNG"), 20)).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_are_shown_in_eight():
    image = Image.new("I;16", (20, 20), 40_000)
    image.paste(10_000, (0, 0, 10, 20))
    small = opened(make_smaller(build_photo(image, "PNG"), 20))
    assert small.getpixel((15, 10))[0] > small.getpixel((3, 10))[0]


@pytest.mark.parametrize("bomb", [build_bomb(), build_bomb(10_000, 9_000), build_bomb(2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(bomb):
    with pytest.raises(DataError, match=r"photos\.(too_many_pixels|damaged)"):
        make_smaller(bomb, 100)


def test_a_progressive_jpeg_may_have_fewer_pixels(monkeypatch):
    made = io.BytesIO()
    build_picture(400, 400).save(made, "JPEG", progressive=True)
    monkeypatch.setattr("border_gis.exchange.pictures.MOST_PIXELS_PROGRESSIVE", 400 * 399)
    with pytest.raises(DataError, match=r"photos\.too_many_pixels"):
        make_smaller(made.getvalue(), 100)
    assert opened(make_smaller(build_photo(build_picture(400, 400)), 100)).size == (100, 100)


@pytest.mark.parametrize("length", [4, 30, 200, 700])
def test_a_damaged_picture_is_refused_in_words(length):
    with pytest.raises(DataError, match=r"photos\.damaged"):
        make_smaller(build_photo(build_picture(400, 300))[:length], 100)


def test_a_picture_format_that_is_not_wanted_is_not_tried():
    made = io.BytesIO()
    build_picture().save(made, "EPS")
    with pytest.raises(DataError, match=r"photos\.damaged"):
        make_smaller(made.getvalue(), 100)
