"""Marks are drawn on a copy, in Vietnamese too; the original stays as it is."""

import io

import pytest
from PIL import ExifTags, Image, ImageChops

from border_gis.errors import DataError, InputError
from border_gis.exchange.annotating import COLOURS, LONGEST_TEXT, MOST_MARKS, Mark, MarkKind, draw_marks
from border_gis.settings import PROJECT_FOLDER
from tests.exchange.photo_builders import build_bomb, build_photo, build_picture

LETTERS = PROJECT_FOLDER / "static"
GREY = Image.new("RGB", (600, 400), (128, 128, 128))


def drawn(*marks, photo=None):
    return Image.open(io.BytesIO(draw_marks(photo or build_photo(GREY), marks, LETTERS)))


def is_near(pixel, colour, tolerance=40):
    return all(abs(one - other) <= tolerance for one, other in zip(pixel, colour, strict=True))


def test_an_arrow_points_to_its_end():
    image = drawn(Mark(MarkKind.ARROW, 0.2, 0.5, 0.8, 0.5))
    assert is_near(image.getpixel((240, 200)), COLOURS["red"])
    assert is_near(image.getpixel((475, 200)), COLOURS["red"])
    assert is_near(image.getpixel((240, 215)), (128, 128, 128))
    assert is_near(image.getpixel((463, 207)), COLOURS["red"])


@pytest.mark.parametrize("corners", [(0.2, 0.2, 0.8, 0.8), (0.8, 0.8, 0.2, 0.2)])
def test_a_box_has_four_sides_and_nothing_in_it(corners):
    image = drawn(Mark(MarkKind.BOX, *corners, colour="blue"))
    assert is_near(image.getpixel((300, 81)), COLOURS["blue"])
    assert is_near(image.getpixel((122, 200)), COLOURS["blue"])
    assert is_near(image.getpixel((300, 200)), (128, 128, 128))


def test_words_are_written_with_every_accent():
    with_accents = drawn(Mark(MarkKind.TEXT, 0.1, 0.1, text="Kè lấn ra sông Quây Sơn"))
    without = drawn(Mark(MarkKind.TEXT, 0.1, 0.1, text="Ke lan ra song Quay Son"))
    assert ImageChops.difference(with_accents, without).getbbox() is not None
    decomposed = drawn(
        Mark(MarkKind.TEXT, 0.1, 0.1, text="Ke\u0300 la\u0302\u0301n ra so\u0302ng Qua\u0302y So\u031bn")
    )
    assert ImageChops.difference(with_accents, decomposed).getbbox() is None


@pytest.mark.parametrize("text", ["đ", "ệ", "Ữ", "ơ", "Ă", "ỹ", "₫"])
def test_each_letter_of_vietnamese_has_a_shape_of_its_own(text):
    letter = drawn(Mark(MarkKind.TEXT, 0.1, 0.1, text=text))
    missing = drawn(Mark(MarkKind.TEXT, 0.1, 0.1, text="x"))
    assert ImageChops.difference(letter, missing).getbbox() is not None


def test_words_at_the_edge_are_moved_in_and_long_ones_wrapped():
    image = drawn(
        Mark(MarkKind.TEXT, 0.99, 0.99, text="khu vực đã đổ đá hộc dọc bờ sông " * 5, colour="yellow")
    )
    box = ImageChops.difference(image, GREY).point(lambda value: 255 if value > 60 else 0).getbbox()
    assert box is not None
    assert box[2] - box[0] > 400
    assert box[3] - box[1] > 60


@pytest.mark.parametrize("colour", COLOURS)
def test_words_stand_on_a_ground_on_which_they_can_be_read(colour):
    image = drawn(Mark(MarkKind.TEXT, 0.1, 0.1, text="Mốc 632", colour=colour))
    ground = image.getpixel((62, 42))
    assert sum(abs(one - other) for one, other in zip(ground, COLOURS[colour], strict=True)) > 250


def test_a_copy_has_the_full_size_is_upright_and_says_nothing_of_where_it_was_taken():
    photo = build_photo(build_picture(600, 400), main={ExifTags.Base.Orientation: 6})
    image = drawn(Mark(MarkKind.BOX, 0.1, 0.1, 0.2, 0.2), photo=photo)
    assert image.size == (400, 600)
    assert not image.getexif()


def test_the_same_marks_give_the_same_bytes():
    photo, mark = build_photo(GREY), Mark(MarkKind.TEXT, 0.3, 0.3, text="Mốc 632")
    assert draw_marks(photo, [mark], LETTERS) == draw_marks(photo, [mark], LETTERS)


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ([], "annotating.nothing"),
        ([Mark(MarkKind.BOX, 0, 0, 1, 1)] * (MOST_MARKS + 1), "annotating.too_many"),
        ([Mark(MarkKind.BOX, 0, 0, 1.2, 1)], "annotating.bad_mark"),
        ([Mark(MarkKind.BOX, 0, 0, float("nan"), 1)], "annotating.bad_mark"),
        ([Mark(MarkKind.BOX, 0, 0, 1, 1, colour="url(x)")], "annotating.bad_mark"),
        ([Mark(MarkKind.TEXT, 0, 0, text="  ")], "annotating.bad_text"),
        ([Mark(MarkKind.TEXT, 0, 0, text="a" * (LONGEST_TEXT + 1))], "annotating.bad_text"),
        ([Mark(MarkKind.TEXT, 0, 0, text="界碑 632")], "annotating.strange_letters"),
    ],
)
def test_marks_that_cannot_be_drawn_are_refused_in_words(marks, code):
    with pytest.raises(InputError) as error:
        draw_marks(build_photo(GREY), marks, LETTERS)
    assert error.value.code == code


def test_a_bomb_is_not_drawn_on():
    with pytest.raises(DataError, match=r"photos\.too_many_pixels"):
        draw_marks(build_bomb(10_000, 9_000), [Mark(MarkKind.BOX, 0, 0, 1, 1)], LETTERS)
