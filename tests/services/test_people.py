"""Accounts: opened, changed, locked and closed; passwords that are never kept; sign-ins that end."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from border_gis.access import Actor, Role, Secrecy
from border_gis.access.sessions import IDLE_FOR, LASTS_FOR, LONGEST_LOCK, SignIn, lock_after
from border_gis.cli import main
from border_gis.errors import ForbiddenError, InputError, NotFoundError
from border_gis.services.people import (
    add_person,
    change_own_password,
    change_person,
    list_people,
    set_password,
)
from border_gis.services.signing_in import continue_sign_in, list_officers, recognise, sign_in, take_office
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store, open_store
from tests.actors import acting
from tests.stores.conftest import cluster, home, location, new_location

__all__ = ["cluster", "home", "location", "new_location"]

FIRST, SECOND = "mật khẩu lần đầu", "mật khẩu của riêng tôi"
NAME = "Cán bộ 1"


@pytest.fixture
def workspace(location, tmp_path):
    create_store(location).close()
    environment = {"BORDER_GIS_STORE": location, "BORDER_GIS_OFFICER": "Quản trị"}
    opened = open_workspace(build_settings(environment, workspace_folder=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def person(workspace):
    return add_person(workspace, NAME, Role.RECORDER, clearance=Secrecy.MAT, password=FIRST)


def fail(workspace, times, now):
    for _ in range(times):
        with pytest.raises(ForbiddenError, match="sign_in_failed"):
            sign_in(workspace, NAME, "sai hoàn toàn rồi", now)


def test_whoever_signs_in_works_in_their_role_up_to_their_clearance(workspace, person):
    known = sign_in(workspace, " cán  BỘ 1", FIRST)
    assert known.must_change
    assert continue_sign_in(workspace, known) == Actor(NAME, Role.RECORDER, Secrecy.MAT, person.id)


def test_the_first_password_has_to_be_changed_and_that_ends_the_sign_in(workspace, person):
    known = sign_in(workspace, NAME, FIRST)
    signed_in = workspace.acting_as(continue_sign_in(workspace, known))
    for old, new, code in [
        ("sai mật khẩu cũ", SECOND, "old_password_wrong"),
        (FIRST, FIRST, "same_password"),
        (FIRST, "ngắn", "password_length"),
        (FIRST, "aaaaaaaaaaaaaaaa", "too_easy"),
        (FIRST, f"xin chào {NAME.upper()}!", "too_easy"),
        (FIRST, "dài" * 100, "password_length"),
    ]:
        with pytest.raises(InputError, match=code):
            change_own_password(signed_in, old, new)
    change_own_password(signed_in, FIRST, SECOND)
    assert continue_sign_in(workspace, known) is None
    with pytest.raises(ForbiddenError):
        sign_in(workspace, NAME, FIRST)
    assert not sign_in(workspace, NAME, SECOND).must_change


def test_the_store_holds_no_password_and_a_salted_argon2_hash(workspace, person):
    other = add_person(workspace, "Cán bộ 2", Role.VIEWER, password=FIRST)
    hashes = [workspace.store.credentials(each.id).password_hash for each in (person, other)]
    assert all(each.startswith("$argon2id$") for each in hashes)
    assert len(set(hashes)) == 2
    assert FIRST not in "".join(hashes) + repr(workspace.store.credentials(person.id))


def test_an_account_is_locked_after_five_wrong_passwords_and_longer_each_time(workspace, person):
    now = datetime.now(UTC)
    fail(workspace, 4, now)
    assert sign_in(workspace, NAME, FIRST, now)
    fail(workspace, 5, now)
    with pytest.raises(ForbiddenError):
        sign_in(workspace, NAME, FIRST, now + timedelta(seconds=29))
    fail(workspace, 1, now + timedelta(seconds=31))
    with pytest.raises(ForbiddenError):
        sign_in(workspace, NAME, FIRST, now + timedelta(seconds=31 + 59))
    assert sign_in(workspace, NAME, FIRST, now + timedelta(seconds=31 + 61))
    assert workspace.store.credentials(person.id).failures == 0


def test_a_lock_grows_to_an_hour_and_no_further():
    waits = [lock_after(failures) for failures in range(30)]
    assert waits[:5] == [timedelta(0)] * 5
    assert waits[5:8] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_LOCK


def test_nothing_tells_an_unknown_name_from_a_wrong_password(workspace, person):
    said = set()
    change_person(workspace, add_person(workspace, "Cán bộ 9", Role.VIEWER, password=FIRST).id, active=False)
    for name, password in [
        ("Không có ai", FIRST),
        (NAME, "sai hoàn toàn rồi"),
        ("Cán bộ 9", FIRST),
        (NAME, "x" * 999),
    ]:
        with pytest.raises(ForbiddenError) as error:
            sign_in(workspace, name, password)
        said.add(str(error.value))
    assert len(said) == 1


def test_a_failed_attempt_is_written_down_without_what_was_typed(workspace, person):
    with pytest.raises(ForbiddenError):
        sign_in(workspace, FIRST, "gõ nhầm ô tên")
    fail(workspace, 1, datetime.now(UTC))
    entries = workspace.store.audit_entries()
    assert [entry.subject for entry in entries if entry.kind == "sign_in_failed"] == [NAME, ""]
    assert FIRST not in repr(entries)


def test_a_sign_in_ends_when_nothing_is_done_and_after_a_working_day(workspace, person):
    now = datetime.now(UTC)
    known = sign_in(workspace, NAME, FIRST, now)
    assert continue_sign_in(workspace, known, now + IDLE_FOR)
    assert continue_sign_in(workspace, known, now + IDLE_FOR + timedelta(seconds=1)) is None
    busy = replace(known, seen_at=now + LASTS_FOR)
    assert continue_sign_in(workspace, busy, now + LASTS_FOR)
    assert continue_sign_in(workspace, busy, now + LASTS_FOR + timedelta(seconds=1)) is None
    assert known.token not in repr(known)
    assert sign_in(workspace, NAME, FIRST).token != known.token


def test_a_change_of_role_counts_at_once_and_a_closed_account_is_out(workspace, person):
    known = sign_in(workspace, NAME, FIRST)
    change_person(workspace, person.id, role=Role.VIEWER, clearance=Secrecy.NONE, unit="Phòng 2")
    add_person(workspace, "Quản trị", Role.ADMINISTRATOR, password=FIRST)
    assert continue_sign_in(workspace, known).role is Role.VIEWER
    change_person(workspace, person.id, active=False)
    assert continue_sign_in(workspace, known) is None
    assert continue_sign_in(workspace, replace(known, person_id="nobody")) is None


def test_a_password_set_by_the_administrator_opens_the_lock_and_has_to_be_changed(workspace, person):
    fail(workspace, 7, datetime.now(UTC))
    set_password(workspace, person.id, SECOND)
    assert sign_in(workspace, NAME, SECOND).must_change
    with pytest.raises(NotFoundError):
        set_password(workspace, "nobody", SECOND)


def test_an_account_needs_a_name_of_its_own_and_a_way_in(workspace, person):
    for name, options, code in [
        ("CÁN BỘ 1", {"password": FIRST}, "name_taken"),
        (" ", {"password": FIRST}, "bad_name"),
        ("a\u200bb", {"password": FIRST}, "bad_name"),
        ("x" * 81, {"password": FIRST}, "bad_name"),
        ("Cán bộ 2", {}, "no_way_in"),
    ]:
        with pytest.raises(InputError, match=code):
            add_person(workspace, name, Role.VIEWER, **options)
    assert [each.sign_in_name for each in list_people(workspace)] == [NAME]


def test_nobody_gives_a_clearance_above_their_own_and_one_administrator_stays(workspace):
    first = add_person(workspace, "Quản trị", Role.ADMINISTRATOR, password=FIRST)
    for change in ({"role": Role.APPROVER}, {"active": False}):
        with pytest.raises(InputError, match="last_administrator"):
            change_person(workspace, first.id, **change)
    lower = acting(workspace, clearance=Secrecy.MAT)
    with pytest.raises(ForbiddenError):
        add_person(lower, "Cán bộ 3", Role.VIEWER, clearance=Secrecy.TOI_MAT, password=FIRST)
    high = add_person(workspace, "Cán bộ 4", Role.VIEWER, clearance=Secrecy.TUYET_MAT, password=FIRST)
    with pytest.raises(ForbiddenError):
        set_password(lower, high.id, SECOND)


def test_the_institution_names_somebody_who_has_an_account(workspace):
    person = add_person(workspace, NAME, Role.RECORDER, subject="7f3a")
    known = recognise(workspace, "7f3a")
    assert continue_sign_in(workspace, known).person_id == person.id
    for subject in ("", " ", "7f3b"):
        with pytest.raises(ForbiddenError, match="unknown_subject"):
            recognise(workspace, subject)
    with pytest.raises(ForbiddenError, match="sign_in_over"):
        recognise(workspace, "7f3a", datetime.now(UTC) - LASTS_FOR - timedelta(minutes=1))
    with pytest.raises(ForbiddenError):
        sign_in(workspace, NAME, FIRST)
    with pytest.raises(InputError, match="subject_taken"):
        add_person(workspace, "Cán bộ 2", Role.VIEWER, subject="7f3a")


def test_names_of_a_pc_without_accounts_are_remembered_the_last_first(workspace):
    settings = workspace.settings
    assert list_officers(settings) == ()
    for name in ("Cán bộ 1", "Cán bộ 2", "Cán  bộ 1"):
        assert take_office(settings, name).role is Role.ADMINISTRATOR
    assert list_officers(settings) == ("Cán bộ 1", "Cán bộ 2")
    for wrong in ("", "a\nb\0", "x" * 81):
        with pytest.raises(InputError):
            take_office(settings, wrong)
    (settings.workspace_folder / "officers.json").write_text("{", encoding="utf-8")
    assert list_officers(settings) == ()


def test_a_sign_in_says_when_it_is_over():
    now = datetime.now(UTC)
    known = SignIn("p", "t", now, now)
    assert not known.seen(now + IDLE_FOR).is_over(now + 2 * IDLE_FOR)


# --- on the command line -----------------------------------------------------------------------


def test_the_first_administrator_is_made_on_the_command_line(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "workspace"
    folder.mkdir()
    create_store(folder / "border.gpkg").close()
    monkeypatch.setattr("sys.stdin", io.StringIO(FIRST + "\n"))
    words = ["person", "add", "Quản trị", "--role", "administrator", "--clearance", "mat"]
    assert main([*words, "--workspace", str(folder)]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(SECOND + "\n"))
    assert main(["person", "password", "quản trị", "--workspace", str(folder)]) == 0
    assert main(["person", "list", "--json", "--workspace", str(folder)]) == 0
    said = capsys.readouterr()
    assert '"role": "administrator"' in said.out
    assert FIRST not in said.out + said.err
    assert main(["person", "password", "ai đó", "--workspace", str(folder)]) == 7
    assert main(["person", "add", "--workspace", str(folder)]) == 3
    store = open_store(folder / "border.gpkg")
    (person,) = store.people()
    assert (person.sign_in_name, person.clearance) == ("Quản trị", Secrecy.MAT)
    store.close()
