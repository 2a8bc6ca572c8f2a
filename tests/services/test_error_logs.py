"""An error log says what went wrong and where in the program, and never with what."""

import errno
import sqlite3
import sys

import pytest

from border_gis.errors import DataError, StoreError
from border_gis.services.error_logs import write_error_log
from border_gis.settings import build_settings

SECRETS = ("Kè lấn sông Quây Sơn", "106.721234", "22.834567", "mat-khau-123", "Nguyễn Văn Thử")


def log_of(error, tmp_path):
    settings = build_settings({}, workspace_folder=tmp_path)
    path = write_error_log(error, settings)
    assert path is not None
    assert path.parent == settings.logs_folder
    return path.read_text(encoding="utf-8")


def raised(make):
    try:
        make()
    except Exception as error:  # noqa: BLE001 - whatever it was, it is what the test is about
        return error
    raise AssertionError("nothing was raised")


def fail_with_text():
    float(SECRETS[0])


def fail_with_position():
    {}[(float(SECRETS[1]), float(SECRETS[2]))]


def fail_with_chain():
    try:
        raise ValueError(f"postgresql://can-bo:{SECRETS[3]}@host/db")
    except ValueError as error:
        raise StoreError("store.failed", path=SECRETS[3], reason=SECRETS[0]) from error


def fail_in_database():
    raise type("DatabaseError", (Exception,), {})({"C": "23505", "R": "_bt_check_unique", "D": SECRETS[4]})


def fail_with_notes():
    error = DataError("places.no_such", text=SECRETS[0])
    error.add_note(SECRETS[4])
    raise error


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        (fail_with_text, "ValueError"),
        (fail_with_position, "KeyError"),
        (fail_with_chain, "StoreError: store.failed (path, reason)"),
        (fail_in_database, "DatabaseError: 23505 _bt_check_unique"),
        (fail_with_notes, "DataError: places.no_such (text)"),
    ],
)
def test_a_log_names_error_and_place_without_passwords_texts_or_positions(fail, expected, tmp_path):
    log = log_of(raised(fail), tmp_path)
    assert expected in log
    assert f"in {fail.__name__}" in log
    assert not [secret for secret in SECRETS if secret in log]


def test_the_first_error_of_a_chain_stands_first(tmp_path):
    log = log_of(raised(fail_with_chain), tmp_path)
    assert log.index("builtins.ValueError") < log.index("StoreError")


def test_what_the_system_says_is_kept(tmp_path):
    assert "No space left" in log_of(OSError(errno.ENOSPC, "x", SECRETS[0]), tmp_path)
    log = log_of(raised(lambda: sqlite3.connect(":memory:").execute("SELECT 1 FROM nothing")), tmp_path)
    assert "SQLITE_ERROR" in log


def test_what_a_command_was_given_is_left_out(tmp_path, monkeypatch):
    given = ["/opt/x/border-gis", "incident", "--store", f"postgresql://a:{SECRETS[3]}@h/d", SECRETS[0]]
    monkeypatch.setattr(sys, "argv", given)
    log = log_of(ValueError("x"), tmp_path)
    assert "\nborder-gis incident\n" in log
    assert not [secret for secret in SECRETS if secret in log]
