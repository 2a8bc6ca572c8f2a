"""What is sealed for one office is read by that office only, whole and unchanged."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.access.office_cards import OfficeKey
from border_gis.access.sealing import open_stream, seal_stream
from border_gis.errors import DataError

KEY = OfficeKey(b"k" * 32)
CARD = KEY.make_card("Cao Bằng", "CB")
PIECE = 1 << 20


def seal(content):
    target = io.BytesIO()
    seal_stream(io.BytesIO(content), target, CARD)
    return target.getvalue()


def unseal(content, key=KEY):
    target = io.BytesIO()
    open_stream(io.BytesIO(content), target, key)
    return target.getvalue()


@given(st.binary(max_size=5_000))
def test_what_was_sealed_comes_back(content):
    assert unseal(seal(content)) == content


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
def test_pieces_are_put_together_again(size):
    content = random.Random(size).randbytes(size)
    assert unseal(seal(content)) == content


def test_any_byte_that_is_changed_is_found():
    sealed = seal(b"noi dung")
    for place in range(len(sealed)):
        for bit in (1, 128):
            changed = bytearray(sealed)
            changed[place] ^= bit
            with pytest.raises(DataError):
                unseal(bytes(changed))


@pytest.mark.parametrize("length", [0, 5, 40, -1, -PIECE - 16])
def test_a_piece_that_is_missing_at_the_end_is_found(length):
    sealed = seal(b"x" * (2 * PIECE + 5))
    with pytest.raises(DataError):
        unseal(sealed[:length])


def test_pieces_in_another_order_are_found():
    sealed = seal(bytes(PIECE) + b"1" * PIECE + b"2")
    head = len(sealed) - 2 * (PIECE + 16) - 17
    first, second = sealed[head : head + PIECE + 16], sealed[head + PIECE + 16 : head + 2 * (PIECE + 16)]
    with pytest.raises(DataError):
        unseal(sealed[:head] + second + first + sealed[head + 2 * (PIECE + 16) :])


def test_another_office_is_told_that_it_is_not_for_it():
    with pytest.raises(DataError) as error:
        unseal(seal(b"x"), OfficeKey(b"z" * 32))
    assert error.value.code == "packages.for_another_office"
