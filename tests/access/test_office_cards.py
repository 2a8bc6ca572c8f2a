"""Cards of offices say who they are, and the key behind one opens only with its passphrase."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.access.office_cards import (
    OfficeKey,
    is_locked,
    read_card,
    read_fingerprint,
    read_key,
    write_card,
    write_key,
)
from border_gis.errors import DataError, InputError

KEY = OfficeKey(bytes(range(32)))
CARD = KEY.make_card("  Biên phòng   Cao Bằng ", "cb")
SEEDS = st.binary(min_size=32, max_size=32)


@given(SEEDS, st.sampled_from(["CB", "LS", "ĐB", "LCH"]))
def test_a_card_comes_back_from_its_file(seed, letters):
    key = OfficeKey(seed)
    card = key.make_card("Biên phòng tỉnh", letters)
    assert read_card(write_card(card, key)) == card
    assert card.code == f"{letters}-{card.fingerprint[:5]}"


def test_a_name_loses_its_stray_spaces_and_letters_are_capital():
    assert (CARD.name, CARD.letters) == ("Biên phòng Cao Bằng", "CB")


@pytest.mark.parametrize(
    "field", ["name", "letters", "signing_key", "sealing_key", "fingerprint", "signature"]
)
def test_a_card_that_was_changed_is_refused(field):
    content = json.loads(write_card(CARD, KEY))
    other = json.loads(write_card(OfficeKey(b"x" * 32).make_card("Lạng Sơn", "LS"), OfficeKey(b"x" * 32)))
    content[field] = other[field]
    with pytest.raises(DataError):
        read_card(json.dumps(content))


@given(st.one_of(st.text(max_size=200), st.builds(json.dumps, st.dictionaries(st.text(), st.integers()))))
def test_anything_else_is_no_card(text):
    with pytest.raises(DataError):
        read_card(text)


def test_a_fingerprint_is_read_however_it_is_typed():
    digits = CARD.fingerprint.replace(" ", "")
    for typed in (digits, CARD.fingerprint, f" {digits[:10]}-{digits[10:]}\n"):
        assert read_fingerprint(typed) == CARD.fingerprint
    assert read_fingerprint(digits[:-1]) == ""


def test_a_locked_key_opens_with_its_passphrase_and_no_other():
    pem = write_key(KEY, "một câu đủ dài")
    assert is_locked(pem)
    assert read_key(pem, "một câu đủ dài") == KEY
    with pytest.raises(InputError) as wrong:
        read_key(pem, "một câu khác hẳn")
    assert wrong.value.code == "packages.wrong_passphrase"
    with pytest.raises(InputError) as none:
        read_key(pem)
    assert none.value.code == "packages.passphrase_needed"


def test_a_key_without_a_passphrase_opens_without_one():
    pem = write_key(KEY)
    assert not is_locked(pem)
    assert read_key(pem) == KEY


def test_a_passphrase_that_is_too_short_is_refused():
    with pytest.raises(InputError):
        write_key(KEY, "ngắn")


def test_what_is_no_key_is_said_to_be_none():
    with pytest.raises(DataError):
        read_key(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")


def test_a_key_is_not_shown():
    assert KEY.seed.hex() not in repr(KEY)
    assert repr(KEY.seed) not in repr(KEY)


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_a_signature_is_of_one_message_and_one_office(message, other):
    signature = KEY.sign(message)
    assert CARD.has_signed(signature, message)
    assert message == other or not CARD.has_signed(signature, other)
    assert not OfficeKey(b"x" * 32).make_card("Lạng Sơn", "LS").has_signed(signature, message)


@pytest.mark.parametrize(("name", "letters"), [("", "CB"), ("x" * 200, "CB"), ("Cao Bằng", "C1"), ("A", "")])
def test_a_card_needs_a_name_and_the_letters_of_a_province(name, letters):
    with pytest.raises(InputError):
        KEY.make_card(name, letters)
