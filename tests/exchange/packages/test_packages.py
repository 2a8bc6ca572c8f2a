"""A package comes back as it was, byte for byte the same each time, and nothing strange in it is believed."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from border_gis.access import Secrecy
from border_gis.access.office_cards import OfficeKey
from border_gis.access.sealing import seal_stream
from border_gis.errors import DataError, ForbiddenError, InputError
from border_gis.exchange.packages.manifest import Manifest, PackagedFile, read_manifest, write_manifest
from border_gis.exchange.packages.reading import open_package
from border_gis.exchange.packages.writing import write_package, write_reports, write_zip
from border_gis.incidents.foreign import ChainEntry
from border_gis.incidents.integrity import FIRST_HASH, hash_form, write_form
from border_gis.incidents.packages import SIGNED_PURPOSE, ChainSpan

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
SENDER, RECEIVER, OTHER = (OfficeKey(bytes([seed]) * 32) for seed in (1, 2, 3))
FROM, TO, THIRD = (
    key.make_card(name, letters)
    for key, name, letters in ((SENDER, "Cao Bằng", "CB"), (RECEIVER, "Lạng Sơn", "LS"), (OTHER, "X", "QN"))
)
PHOTO = b"\xff\xd8\xff photo"
PHOTO_HASH = hashlib.sha256(PHOTO).hexdigest()


def make_entry(position=1, previous=FIRST_HASH, text="Sạt lở bờ sông\n\u2028 'x'"):
    form = write_form(
        {
            "sequence": position,
            "id": f"report-{position}",
            "incident_id": "incident",
            "kind": "added",
            "recorded_at": "2026-05-11T12:00:00.000000Z",
            "author": "Cán bộ 1",
            "machine": "PC-01",
            "event_date": None,
            "text": text,
            "source_paper": "",
            "changes": "{}",
            "corrects": None,
            "attachments": "[]",
            "chain_position": position,
            "previous_hash": previous,
            "particulars": "",
        }
    )
    return ChainEntry("PC-01", position, hash_form(form), form)


FIRST = make_entry()
GAP = ChainEntry("PC-01", 2, "a" * 64)
LAST = make_entry(3, GAP.hash)
ENTRIES = (FIRST, GAP, LAST)
REPORTS = write_reports(ENTRIES)


def make_manifest(**values):
    return Manifest(
        **{
            "id": "00000000-0000-4000-8000-000000000001",
            "number": 1,
            "since": 0,
            "sender": FROM,
            "receiver": TO.fingerprint,
            "made_at": NOON,
            "made_by": "Cán bộ 1",
            "profile": "office",
            "approved_by": "",
            "level": Secrecy.NONE,
            "reports": 2,
            "gaps": 1,
            "reports_sha256": hashlib.sha256(REPORTS).hexdigest(),
            "reports_bytes": len(REPORTS),
            "chains": (ChainSpan("PC-01", 0, FIRST_HASH, 3, LAST.hash),),
            "sight": {"steps": [], "late": []},
            "files": (
                PackagedFile(
                    PHOTO_HASH, "a.jpg", "image/jpeg", len(PHOTO), NOON.isoformat(), "Cán bộ 1", "none", ""
                ),
            ),
            **values,
        }
    )


def zip_of(manifest=None, reports=REPORTS):
    target = io.BytesIO()
    write_zip(target, manifest or make_manifest(), reports, lambda _: PHOTO, SENDER)
    return target.getvalue()


def seal(path, content, card=TO):
    with path.open("wb") as target:
        seal_stream(io.BytesIO(content), target, card)
    return path


def read(path, trusted=(FROM,), key=RECEIVER, own=TO):
    with open_package(path, key, own, trusted) as opened:
        return (
            opened.manifest,
            opened.entries,
            [opened.read_file(each.sha256) for each in opened.manifest.files],
        )


def test_a_package_comes_back_as_it_was(tmp_path):
    path = tmp_path / "goi.bgpack"
    digest = write_package(path, make_manifest(), REPORTS, lambda _: PHOTO, SENDER, TO)
    manifest, entries, files = read(path)
    assert (manifest, entries, files) == (make_manifest(), ENTRIES, [PHOTO])
    assert digest == hashlib.sha256(write_manifest(manifest)).hexdigest()
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_reports_make_the_same_zip_byte_for_byte():
    assert zip_of() == zip_of()


def test_each_line_of_a_report_is_its_seal():
    line = REPORTS.decode().split("\n")[0]
    assert hashlib.sha256(line.encode()).hexdigest() == FIRST.hash


def test_nothing_of_the_reports_can_be_read_in_the_file(tmp_path):
    path = tmp_path / "goi.bgpack"
    write_package(path, make_manifest(), REPORTS, lambda _: PHOTO, SENDER, TO)
    content = path.read_bytes()
    assert b"incident" not in content
    assert b"manifest" not in content
    assert PHOTO not in content


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    path = tmp_path / "goi.bgpack"
    path.write_bytes(b"x")
    with pytest.raises(InputError):
        write_package(path, make_manifest(), REPORTS, lambda _: PHOTO, SENDER, TO)
    assert path.read_bytes() == b"x"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_that_is_changed_or_cut_off_is_found(tmp_path, data):
    path = tmp_path / "goi.bgpack"
    content = bytearray(seal(path, zip_of()).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[place] ^= data.draw(st.integers(1, 255))
    else:
        del content[place:]
    path.write_bytes(content)
    with pytest.raises(DataError):
        read(path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_somebody_changed_before_sealing_it_anew_is_found_or_changes_nothing(tmp_path, data):
    """Whoever has our card can seal; the signature is what they do not have."""
    content = bytearray(zip_of())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = seal(tmp_path / "goi.bgpack", bytes(content))
    try:
        found = read(path)
    except (DataError, ForbiddenError):
        return
    assert found == (make_manifest(), ENTRIES, [PHOTO])


@pytest.mark.parametrize("bits", [2, 128])
def test_a_directory_of_the_zip_that_is_not_true_is_refused_in_words_or_changes_nothing(tmp_path, bits):
    content = zip_of()
    for place in range(content.index(b"PK\x01\x02"), len(content)):
        changed = bytearray(content)
        changed[place] ^= bits
        path = seal(tmp_path / "goi.bgpack", bytes(changed))
        try:
            found = read(path)
        except (DataError, ForbiddenError):
            continue
        assert found == (make_manifest(), ENTRIES, [PHOTO])


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04" + bytes(100), b"border-gis package 1\n" * 9])
def test_what_is_no_package_is_refused(tmp_path, content):
    path = tmp_path / "goi.bgpack"
    path.write_bytes(content)
    with pytest.raises(DataError):
        read(path)
    seal(path, content)
    with pytest.raises(DataError):
        read(path)


def test_an_office_that_is_not_trusted_is_refused_before_anything_is_believed(tmp_path):
    path = seal(tmp_path / "goi.bgpack", zip_of())
    for trusted in ((), (THIRD,)):
        with pytest.raises(ForbiddenError) as error:
            read(path, trusted)
        assert error.value.params["fingerprint"] == FROM.fingerprint


def test_a_package_for_another_office_that_was_sealed_for_us_is_refused(tmp_path):
    path = seal(tmp_path / "goi.bgpack", zip_of(make_manifest(receiver=THIRD.fingerprint)))
    with pytest.raises(DataError) as error:
        read(path)
    assert error.value.code == "packages.for_another_office"


def sign_anew(members):
    """A ZIP with a true signature over a manifest, and whatever else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def members_of(manifest, reports=REPORTS):
    signed = write_manifest(manifest)
    said = {"fingerprint": FROM.fingerprint, "signature": SENDER.sign(SIGNED_PURPOSE + signed).hex()}
    return [
        ("manifest.json", signed),
        ("manifest.sig", json.dumps(said)),
        ("reports.jsonl", reports),
        (f"files/{PHOTO_HASH}", PHOTO),
    ]


def refuse(tmp_path, members):
    path = seal(tmp_path / "goi.bgpack", sign_anew(members))
    with pytest.raises(DataError) as error:
        read(path)
    return error.value.code


def test_a_package_put_together_by_hand_is_read(tmp_path):
    """The twin of those below."""
    path = seal(tmp_path / "goi.bgpack", sign_anew(members_of(make_manifest())))
    assert read(path)[1] == ENTRIES


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "files/../../x", "..\\x", "files/abc", "more"]
)
def test_a_member_that_is_not_listed_is_refused_and_written_nowhere(tmp_path, name):
    assert refuse(tmp_path, [*members_of(make_manifest()), (name, b"x")]) == "packages.strange_member"
    assert [path.name for path in tmp_path.iterdir()] == ["goi.bgpack"]


@pytest.mark.parametrize("left_out", range(4))
def test_a_member_that_is_listed_and_missing_is_refused(tmp_path, left_out):
    members = members_of(make_manifest())
    del members[left_out]
    assert refuse(tmp_path, members).startswith("packages.")


def test_a_member_that_stands_there_twice_is_refused(tmp_path):
    members = members_of(make_manifest())
    with pytest.warns(UserWarning, match="Duplicate"):
        content = sign_anew([*members, members[2]])
    path = seal(tmp_path / "goi.bgpack", content)
    with pytest.raises(DataError):
        read(path)


def test_reports_that_unpack_to_more_than_was_signed_are_not_unpacked(tmp_path):
    bomb = bytes(50_000_000)
    assert refuse(tmp_path, members_of(make_manifest(), bomb)) == "packages.altered"
    bomb_manifest = members_of(make_manifest())
    bomb_manifest[0] = ("manifest.json", bytes(70_000_000))
    assert refuse(tmp_path, bomb_manifest) == "packages.altered"


@pytest.mark.parametrize(
    "lines",
    [
        ["[]"],
        ["{}"],
        ['{"gap": ["PC-01", 2, "zz"]}'],
        ['{"gap": ["PC-01", 0, "' + "a" * 64 + '"]}'],
        ['{"gap": ["PC-01", true, "' + "a" * 64 + '"]}'],
        ["[" * 100_000],
        [FIRST.form.replace('",', '", ', 1)],
        [FIRST.form.replace("[1,1", "[1,1.0", 1)],
    ],
)
def test_a_line_that_is_no_report_is_refused_although_it_was_signed(tmp_path, lines):
    reports = "".join(f"{line}\n" for line in lines).encode()
    manifest = make_manifest(
        reports=1, gaps=0, reports_sha256=hashlib.sha256(reports).hexdigest(), reports_bytes=len(reports)
    )
    assert refuse(tmp_path, members_of(manifest, reports)) == "packages.bad_reports"


def test_a_manifest_that_counts_wrongly_is_refused(tmp_path):
    assert refuse(tmp_path, members_of(make_manifest(reports=3))) == "packages.altered"


def test_a_manifest_of_another_version_says_so():
    content = json.loads(write_manifest(make_manifest()))
    content["version"] = 2
    with pytest.raises(DataError) as error:
        read_manifest(json.dumps(content).encode())
    assert error.value.code == "packages.other_version"


@pytest.mark.parametrize("name", [*json.loads(write_manifest(make_manifest()))])
def test_a_manifest_with_anything_missing_or_of_the_wrong_kind_is_refused(name):
    content = json.loads(write_manifest(make_manifest()))
    for wrong in ({}, -1, None):
        with pytest.raises(DataError):
            read_manifest(json.dumps({**content, name: wrong}).encode())
    del content[name]
    with pytest.raises(DataError):
        read_manifest(json.dumps(content).encode())


def test_a_manifest_comes_back_as_it_was():
    manifest = replace(make_manifest(), sight={"steps": [[TO.fingerprint, "PC-02", [[1, 2]]]], "late": []})
    assert read_manifest(write_manifest(manifest)) == manifest
