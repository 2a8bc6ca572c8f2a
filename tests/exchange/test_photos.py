"""A photo says where, when and with what it was taken; what is wrong in it is a finding, never an error."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags
from PIL.TiffImagePlugin import IFDRational

from border_gis.exchange.media_types import find_media_type
from border_gis.exchange.photos import TimeZoneSource, note_late, read_photo_facts
from tests.exchange.photo_builders import PLACE, build_photo, build_picture, gps_tags

BASE = ExifTags.Base


def read(content):
    facts = read_photo_facts(content, find_media_type(content))
    assert facts is not None
    return facts


def codes(facts):
    return [finding.code for finding in facts.findings]


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_position_time_direction_and_camera_are_read(image_format):
    facts = read(
        build_photo(
            image_format=image_format,
            gps=gps_tags(
                GPSImgDirection=301.5,
                GPSImgDirectionRef="M",
                GPSAltitude=412.25,
                GPSAltitudeRef=b"\0",
                GPSHPositioningError=4.5,
            ),
            main={BASE.Make: "Nhà máy", BASE.Model: "Máy 12"},
            shot={BASE.DateTimeOriginal: "2022:03:05 14:20:31", BASE.OffsetTimeOriginal: "+07:00"},
        )
    )
    assert (facts.longitude_deg, facts.latitude_deg) == pytest.approx(PLACE, abs=1e-7)
    assert facts.taken_at == datetime(2022, 3, 5, 7, 20, 31, tzinfo=UTC)
    assert facts.zone is TimeZoneSource.CAMERA
    assert (facts.direction_deg, facts.direction_is_magnetic) == (pytest.approx(301.5), True)
    assert (facts.altitude_m, facts.position_error_m) == (pytest.approx(412.25), pytest.approx(4.5))
    assert facts.findings == ()
    assert facts.has_position


@pytest.mark.parametrize(
    ("longitude_deg", "latitude_deg"), [(-70.5, -33.25), (179.999, -0.001), (0.0, 51.5), (106.0, 0.0)]
)
def test_hemispheres_are_signs(longitude_deg, latitude_deg):
    facts = read(build_photo(gps=gps_tags(longitude_deg, latitude_deg)))
    assert (facts.longitude_deg, facts.latitude_deg) == pytest.approx((longitude_deg, latitude_deg), abs=1e-7)


@given(
    st.floats(-180, 180).filter(lambda value: abs(value) > 1e-3),
    st.floats(-90, 90).filter(lambda value: abs(value) > 1e-3),
)
def test_any_position_comes_back(longitude_deg, latitude_deg):
    facts = read(build_photo(build_picture(8, 8), gps=gps_tags(longitude_deg, latitude_deg)))
    assert (facts.longitude_deg, facts.latitude_deg) == pytest.approx((longitude_deg, latitude_deg), abs=1e-6)


def test_a_photo_without_tags_says_only_its_size():
    facts = read(build_photo())
    assert (facts.width_px, facts.height_px) == (64, 48)
    assert (facts.taken_at, facts.zone, facts.camera, facts.findings) == (None, None, "", ())
    assert not facts.has_position


@pytest.mark.parametrize(
    "gps",
    [
        gps_tags(0.0, 0.0),
        gps_tags(GPSLongitudeRef=None),
        gps_tags(GPSLatitudeRef="X"),
        gps_tags(GPSLatitude=None),
        gps_tags(GPSLatitude=(95.0, 0.0, 0.0)),
        gps_tags(GPSLongitude=(200.0, 0.0, 0.0)),
        gps_tags(GPSLatitude=(IFDRational(0, 0), 0.0, 0.0)),
    ],
)
def test_a_position_that_is_none_is_said_and_left_out(gps):
    facts = read(build_photo(gps=gps))
    assert not facts.has_position
    assert codes(facts) == ["photos.bad_position"]


def test_a_position_on_another_datum_is_said():
    facts = read(build_photo(gps=gps_tags(GPSMapDatum="GCJ-02")))
    assert facts.has_position
    assert codes(facts) == ["photos.other_datum"]
    assert codes(read(build_photo(gps=gps_tags(GPSMapDatum="WGS-84")))) == []


def test_a_clock_without_a_zone_is_read_as_viet_nams_and_said_to_be_so():
    facts = read(build_photo(shot={BASE.DateTimeOriginal: "2022:03:05 14:20:31"}))
    assert facts.taken_at == datetime(2022, 3, 5, 7, 20, 31, tzinfo=UTC)
    assert facts.zone is TimeZoneSource.ASSUMED


def satellite(hour, minute=20):
    return gps_tags(GPSDateStamp="2022:03:05", GPSTimeStamp=(float(hour), float(minute), 30.0))


def test_the_satellites_tell_the_zone_of_a_clock():
    facts = read(build_photo(gps=satellite(6), shot={BASE.DateTimeOriginal: "2022:03:05 14:22:00"}))
    assert facts.taken_at == datetime(2022, 3, 5, 6, 22, 0, tzinfo=UTC)
    assert facts.zone is TimeZoneSource.SATELLITE
    assert facts.findings == ()


def test_without_a_clock_the_satellites_tell_the_time():
    facts = read(build_photo(gps=satellite(6)))
    assert facts.taken_at == datetime(2022, 3, 5, 6, 20, 30, tzinfo=UTC)
    assert facts.zone is TimeZoneSource.SATELLITE


def test_a_clock_that_no_zone_explains_is_said():
    facts = read(build_photo(gps=satellite(6, 28), shot={BASE.DateTimeOriginal: "2022:03:05 14:20:31"}))
    assert facts.zone is TimeZoneSource.ASSUMED
    assert codes(facts) == ["photos.clock_differs"]


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "hôm qua", "2022:13:40 25:61:61"]
)
def test_a_time_that_is_none_is_said_and_left_out(text):
    facts = read(build_photo(shot={BASE.DateTimeOriginal: text}))
    assert (facts.taken_at, codes(facts)) == (None, ["photos.bad_time"])


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_size_is_that_of_the_picture_as_it_is_looked_at(orientation):
    facts = read(build_photo(main={BASE.Orientation: orientation}))
    assert (facts.width_px, facts.height_px) == ((48, 64) if orientation > 4 else (64, 48))


def test_the_maker_is_not_said_twice():
    assert read(build_photo(main={BASE.Make: "Apple", BASE.Model: "Apple Phone 9"})).camera == "Apple Phone 9"
    assert read(build_photo(main={BASE.Make: "Maker", BASE.Model: "X\n\t1"})).camera == "Maker X 1"


def test_what_is_no_picture_or_damaged_has_no_facts():
    assert read_photo_facts(b"%PDF-1.7", "application/pdf") is None
    assert read_photo_facts(b"\xff\xd8\xff\xe0" + b"\0" * 50, "image/jpeg") is None
    assert read_photo_facts(build_photo()[:30], "image/jpeg") is None


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=12))
def test_whatever_stands_in_the_tags_is_read_or_left_out(place, garbage):
    good = build_photo(
        build_picture(8, 8),
        gps=gps_tags(GPSImgDirection=10.0),
        main={BASE.Make: "M", BASE.Model: "X"},
        shot={BASE.DateTimeOriginal: "2022:03:05 14:20:31"},
    )
    end = good.index(b"\xff\xdb")
    at = 20 + place % (end - 20)
    bad = good[:at] + garbage + good[at + len(garbage) :]
    facts = read_photo_facts(bad, "image/jpeg")
    if facts is not None and facts.has_position:
        assert -180 <= facts.longitude_deg <= 180
        assert -90 <= facts.latitude_deg <= 90


def test_a_photo_taken_after_it_came_in_is_said():
    facts = read(build_photo(shot={BASE.DateTimeOriginal: "2022:03:05 14:20:31"}))
    assert note_late(facts, facts.taken_at + timedelta(hours=1)) == ()
    (finding,) = note_late(facts, facts.taken_at - timedelta(days=2))
    assert finding.code == "photos.taken_after_intake"
