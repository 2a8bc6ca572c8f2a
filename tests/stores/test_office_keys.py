"""A key that was lost or stolen is replaced; the office stays, and its former key signs nothing more."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from border_gis.access import Role
from border_gis.access.office_cards import (
    OfficeKey,
    read_card,
    read_key,
    read_signed_card,
    write_card,
    write_key,
)
from border_gis.errors import BorderGisError, ConflictError, DataError, ForbiddenError, InputError
from border_gis.services.office_cards import (
    KEY_NAME,
    distrust_office,
    find_trusted,
    list_card_entries,
    list_offices,
    load_key,
    make_entry,
    show_own_card,
    trust_office,
    write_own_card,
)
from border_gis.services.package_making import list_packages_made
from border_gis.services.package_taking import list_contradictions, settle_contradiction
from border_gis.services.replaced_keys import accept_new_key, replace_own_key
from border_gis.stores.care import copy_store
from tests.actors import acting
from tests.services.package_offices import make_offices

PASSPHRASE = "một câu đủ dài để khóa"
CALLED = "Đã gọi điện, đọc lại 30 chữ số"


@pytest.fixture
def offices(tmp_path, new_location):
    made = make_offices(tmp_path, new_location, 2)
    yield made
    for office in made:
        office.workspace.close()


@pytest.fixture
def three(tmp_path, new_location):
    made = make_offices(tmp_path, new_location, 3)
    yield made
    for office in made:
        office.workspace.close()


def refuse(code, function, *arguments, **named):
    with pytest.raises(BorderGisError) as refused:
        function(*arguments, **named)
    assert refused.value.code == code
    return refused.value


def key_file(office, number=1):
    return office.folder / (KEY_NAME if number == 1 else f"office-key-{number}.pem")


def replace_key(office, reason="Mất máy giữ khóa", **more):
    return replace_own_key(office.workspace, reason, **more)


def accept(office, other, **more):
    text = write_own_card(other.workspace)
    return accept_new_key(office.workspace, text, read_card(text).key_fingerprint, CALLED, **more)


def test_after_a_new_key_was_accepted_everything_goes_on_under_the_same_office(offices):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    second.report(incident.id, "Đã kiểm tra từ phía mình")
    first.take(second.send(first))
    card = replace_key(first)
    accepted = accept(second, first)
    assert (card.code, card.fingerprint) == (first.code, first.fingerprint)
    assert card.key_fingerprint != first.fingerprint
    assert accepted.card == card == find_trusted(second.workspace, first.code)
    assert accepted.is_signed_by_former
    first.report(incident.id, "Báo cáo sau khi thay khóa")
    package = first.send(second)
    assert (package.package.number, package.package.since) == (2, 1)
    done = second.take(package)
    assert (done.result.new_links, done.result.known_links, done.sender.code) == (1, 0, first.code)
    back = second.report(incident.id, "Trả lời sau khi nhận khóa mới")
    assert first.take(second.send(first)).result.new_links == 1
    assert first.histories() == second.histories()
    assert back.number == incident.number
    assert [each.number for each in list_packages_made(first.workspace)] == [2, 1]
    for office in offices:
        office.assert_sound()


def test_a_contradiction_from_before_is_decided_after_the_key_was_replaced(offices):
    first, second = offices
    incident = first.open_incident()
    second.take(first.send(second))
    first.report(incident.id, "Đã xong", changes={"title": "Sạt lở nặng"})
    second.report(incident.id, "Xem lại", changes={"title": "Sạt lở nhẹ"})
    second.take(first.send(second))
    replace_key(first)
    accept(second, first)
    (found,) = list_contradictions(second.workspace)
    assert found.office.code == first.code
    settle_contradiction(second.workspace, found.open.id, "theirs", "Theo bên kia")
    assert list_contradictions(second.workspace) == ()
    for office in offices:
        office.assert_sound()


def test_what_the_former_key_signs_is_refused_after_the_new_one_was_accepted(offices, tmp_path):
    first, second = offices
    first.open_incident()
    taken = first.send(second)
    second.take(taken)
    first.open_incident("Chưa kịp nhập")
    waiting = first.send(second)
    thief = first.folder / "stolen.pem"
    shutil.copyfile(key_file(first), thief)
    replace_key(first, "Mất USB có khóa")
    accept(second, first)
    before = second.report_ids()
    for package in (taken, waiting):
        error = refuse("packages.former_key", second.take, package)
        assert error.params["office"] == first.code
    assert second.report_ids() == before
    again = first.send(second, since=1)
    assert second.take(again).result.new_links == 1
    for office in offices:
        office.assert_sound()


def test_a_package_of_a_thief_is_refused_although_it_names_the_office(offices):
    first, second = offices
    first.open_incident()
    stolen = key_file(first).read_bytes()
    card = replace_key(first, "Bị lộ khóa")
    accept(second, first)
    first.open_incident("Do kẻ trộm lập")
    # The thief signs with the stolen key, and says it is the new one.
    made = sign_with(first, second, OfficeKey(read_key(stolen).seed))
    refuse("packages.former_key", second.take, made)
    unknown = sign_with(first, second, OfficeKey(b"k" * 32))
    refuse("packages.altered", second.take, unknown)
    assert find_trusted(second.workspace, first.code) == card
    assert second.report_ids() == set()


def sign_with(office, other, key):
    """A package of an office that is signed with another key than it says."""
    from border_gis.services import package_making

    before = package_making.load_key
    package_making.load_key = lambda workspace, passphrase="": (key, show_own_card(workspace))
    try:
        return office.send(other, since=0)
    finally:
        package_making.load_key = before


def test_an_office_that_has_not_heard_yet_refuses_the_new_key_in_words_and_takes_nothing(three):
    first, second, third = three
    incident = first.open_incident()
    third.take(first.send(third))
    replace_key(first)
    accept(second, first)
    first.report(incident.id, "Sau khi thay khóa")
    package = first.send(third)
    error = refuse("packages.unknown_key", third.take, package)
    assert error.params == {"office": first.code, "name": show_own_card(first.workspace).name}
    assert second.take(first.send(second)).result.new_links == 2
    accept(third, first)
    assert third.take(package).result.new_links == 1
    for office in three:
        office.assert_sound()


def test_what_an_office_that_has_not_heard_sealed_for_the_former_key_is_opened_while_that_is_there(offices):
    first, second = offices
    second.open_incident("Gửi cho khóa cũ")
    package = second.send(first)
    replace_key(first)
    assert first.take(package).result.new_links == 1
    key_file(first).unlink()
    second.open_incident("Gửi cho khóa đã mất")
    late = second.send(first)
    refuse("packages.for_lost_key", first.take, late)
    accept(second, first)
    assert first.take(second.send(first, since=1)).result.new_links == 1


def test_a_key_that_is_lost_is_replaced_without_it(offices):
    first, second = offices
    key_file(first).unlink()
    refuse("packages.key_missing", write_own_card, first.workspace)
    replace_key(first)
    done = accept(second, first)
    assert not done.is_signed_by_former
    assert done.card.code == first.code
    first.open_incident()
    assert second.take(first.send(second)).result.new_links == 1


def test_a_damaged_key_is_replaced_too(offices):
    first, second = offices
    key_file(first).write_bytes(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    replace_key(first)
    assert not accept(second, first).is_signed_by_former


def test_a_forgotten_passphrase_is_left_behind_and_a_known_one_opens_the_former_key(offices):
    first, _ = offices
    replace_key(first, passphrase=PASSPHRASE)
    refuse("packages.passphrase_needed", load_key, first.workspace)
    refuse(
        "packages.wrong_passphrase",
        replace_own_key,
        first.workspace,
        "Thử",
        passphrase=PASSPHRASE + " mới",
        former_passphrase="không phải câu đó",
    )
    assert not key_file(first, 3).exists()
    replace_key(first, "Quên mật khẩu", passphrase=PASSPHRASE + " mới")
    key, card = load_key(first.workspace, PASSPHRASE + " mới")
    assert len(card.keys) == 3
    assert [each.public for each in key.former] == []
    assert len(key.lost) == 2
    replace_key(first, "Đổi định kỳ", passphrase=PASSPHRASE + " nữa", former_passphrase=PASSPHRASE + " mới")
    key, card = load_key(first.workspace, PASSPHRASE + " nữa")
    assert [each.public for each in key.former] == [card.former[-1]]


def test_replacing_asks_for_a_reason_an_administrator_and_a_card(offices, tmp_path, new_location):
    first, second = offices
    refuse("packages.without_reason", replace_own_key, first.workspace, "  ")
    text = write_own_card(first.workspace)
    digits = read_card(text).key_fingerprint
    refuse("packages.without_reason", accept_new_key, second.workspace, text, digits, " ")
    for role in (Role.VIEWER, Role.RECORDER, Role.APPROVER):
        with pytest.raises(ForbiddenError):
            replace_own_key(acting(first.workspace, role=role), "Thử")
        with pytest.raises(ForbiddenError):
            accept_new_key(acting(second.workspace, role=role), text, digits, CALLED)
    assert show_own_card(first.workspace).key_fingerprint == first.fingerprint


def test_a_new_key_is_accepted_only_with_the_digits_that_were_read_out(offices):
    first, second = offices
    replace_key(first)
    text = write_own_card(first.workspace)
    for wrong in ("", first.fingerprint, "12345 " * 6):
        refuse("packages.other_fingerprint", accept_new_key, second.workspace, text, wrong, CALLED)
    assert find_trusted(second.workspace, first.code).key_fingerprint == first.fingerprint


def test_who_did_it_when_and_why_stays_written_down(offices):
    first, second = offices
    replace_key(first, "Mất USB")
    accept(second, first)
    (own, *_) = list_card_entries(first.workspace)
    (theirs, *_) = list_card_entries(second.workspace)
    assert (own.deed, own.reason, own.author) == ("own_replaced", "Mất USB", first.workspace.actor.name)
    assert (theirs.deed, theirs.reason) == ("replaced", CALLED)
    told = [each.what for each in second.workspace.store.audit_entries()]
    assert "accept_office_key" in told
    assert "replace_office_key" in [each.what for each in first.workspace.store.audit_entries()]


def test_a_former_card_is_never_trusted_again(offices):
    first, second = offices
    old, old_digits = first.card, first.fingerprint
    replace_key(first)
    middle = write_own_card(first.workspace)
    accept(second, first)
    replace_key(first, "Lại mất")
    accept(second, first)
    for text in (old, middle):
        digits = read_card(text).key_fingerprint
        refuse("packages.card_replaced", trust_office, second.workspace, text, digits)
        refuse("packages.card_replaced", accept_new_key, second.workspace, text, digits, CALLED)
    distrust_office(second.workspace, first.code, "Nghi ngờ")
    refuse("packages.card_replaced", trust_office, second.workspace, old, old_digits)
    now = write_own_card(first.workspace)
    refuse(
        "packages.key_is_accepted",
        accept_new_key,
        second.workspace,
        now,
        read_card(now).key_fingerprint,
        CALLED,
    )
    trust_office(second.workspace, now, read_card(now).key_fingerprint, "Đã rõ")
    assert len(find_trusted(second.workspace, first.code).keys) == 3


def test_a_new_card_is_not_taken_by_the_way_of_a_first_one(offices):
    first, second = offices
    replace_key(first)
    text = write_own_card(first.workspace)
    refuse("packages.card_is_newer", trust_office, second.workspace, text, read_card(text).key_fingerprint)


def test_an_office_that_missed_a_key_accepts_the_one_after_it_and_refuses_the_one_between(offices):
    first, second = offices
    first.open_incident()
    second.take(first.send(second))
    replace_key(first)
    between = write_own_card(first.workspace)
    missed = first.open_incident("Ký bằng khóa ở giữa") and first.send(second)
    replace_key(first, "Lại mất")
    accept(second, first)
    digits = read_card(between).key_fingerprint
    refuse("packages.card_replaced", accept_new_key, second.workspace, between, digits, CALLED)
    refuse("packages.former_key", second.take, missed)
    assert find_trusted(second.workspace, first.code) == show_own_card(first.workspace)
    assert second.take(first.send(second, since=1)).result.new_links == 1
    second.assert_sound()


def test_an_office_that_never_knew_it_trusts_it_with_all_its_keys(three, tmp_path, new_location):
    first = three[0]
    replace_key(first)
    text = write_own_card(first.workspace)
    fresh = make_offices_of(tmp_path / "new", new_location)
    trust_office(fresh.workspace, text, read_card(text).key_fingerprint, CALLED)
    assert find_trusted(fresh.workspace, first.code) == show_own_card(first.workspace)
    refuse("packages.card_replaced", trust_office, fresh.workspace, first.card, first.fingerprint)
    (known,) = list_offices(fresh.workspace)
    assert known.is_trusted
    fresh.workspace.close()


def make_offices_of(folder, locate):
    folder.mkdir()
    return make_offices(folder, locate, 1)[0]


def test_a_thief_who_makes_a_new_card_of_the_office_does_not_get_past_the_telephone_nor_the_real_one(offices):
    first, second = offices
    stolen = read_key(key_file(first).read_bytes())
    known = show_own_card(first.workspace)
    thiefs = OfficeKey(b"t" * 32, former=(stolen,))
    false_card = thiefs.make_card(known.name, known.letters, known.keys)
    text = write_card(false_card, thiefs)
    assert read_signed_card(text) == (false_card, True)
    real = replace_key(first, "Bị lộ khóa")
    # The real office reads out other digits.
    refuse("packages.other_fingerprint", accept_new_key, second.workspace, text, real.key_fingerprint, CALLED)
    accept(second, first)
    digits = false_card.key_fingerprint
    refuse("packages.keys_differ", accept_new_key, second.workspace, text, digits, CALLED)
    refuse("packages.keys_differ", trust_office, second.workspace, text, digits)
    assert find_trusted(second.workspace, first.code) == real


def test_an_office_that_was_distrusted_for_its_stolen_key_is_trusted_again_with_its_new_one(offices):
    first, second = offices
    distrust_office(second.workspace, first.code, "Khóa bị lộ")
    replace_key(first, "Bị lộ khóa")
    first.open_incident()
    package = first.send(second)
    refuse("packages.no_longer_trusted", second.take, package)
    accept(second, first)
    assert second.take(package).result.new_links == 1


def test_the_card_of_another_office_is_not_accepted_for_the_one_that_was_chosen(three):
    first, second, third = three
    replace_key(first)
    text = write_own_card(first.workspace)
    digits = read_card(text).key_fingerprint
    refuse("packages.card_of_another", accept_new_key, second.workspace, text, digits, CALLED, third.code)
    assert find_trusted(second.workspace, first.code).former == ()


def test_our_own_card_is_not_accepted_as_that_of_another_office(offices):
    first, _ = offices
    text = write_own_card(first.workspace)
    refuse(
        "packages.own_card", accept_new_key, first.workspace, text, read_card(text).key_fingerprint, CALLED
    )


def test_the_new_key_of_an_office_that_nobody_knows_here_is_not_accepted(offices, tmp_path, new_location):
    fresh = make_offices_of(tmp_path / "new", new_location)
    replace_key(fresh)
    text = write_own_card(fresh.workspace)
    digits = read_card(text).key_fingerprint
    refuse("packages.unknown_office", accept_new_key, offices[1].workspace, text, digits, CALLED)
    fresh.workspace.close()


def test_two_who_replace_a_key_at_the_same_time_make_one_new_key(offices):
    first, second = offices
    before = show_own_card(first.workspace)
    replace_key(first)
    late = OfficeKey(b"l" * 32).make_card(before.name, before.letters, before.keys)
    with pytest.raises(ConflictError, match=r"packages\.key_replaced_meanwhile"):
        first.workspace.store.append_card_entries([make_entry("own_replaced", late, "Cán bộ", "Cùng lúc")])
    accept(second, first)
    with pytest.raises(ConflictError, match=r"packages\.key_replaced_meanwhile"):
        second.workspace.store.append_card_entries([make_entry("replaced", late, "Cán bộ", "Cùng lúc")])
    assert find_trusted(second.workspace, first.code) == show_own_card(first.workspace)


@pytest.mark.parametrize("deed", ["trusted", "withdrawn"])
def test_a_deed_with_a_card_that_was_replaced_in_between_does_not_bring_its_key_back(offices, deed):
    first, second = offices
    before = find_trusted(second.workspace, first.code)
    replace_key(first)
    accept(second, first)
    with pytest.raises(ConflictError, match=r"packages\.key_replaced_meanwhile"):
        second.workspace.store.append_card_entries([make_entry(deed, before, "Cán bộ", "Cùng lúc")])
    assert find_trusted(second.workspace, first.code) == show_own_card(first.workspace)


def test_a_key_that_an_interrupted_replacement_left_behind_is_taken(offices, monkeypatch):
    first, _ = offices
    store = type(first.workspace.whole_store)

    def lose(self, entries):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(store, "append_card_entries", lose)
        with pytest.raises(KeyboardInterrupt):
            replace_key(first)
    assert not key_file(first, 2).exists()
    assert show_own_card(first.workspace).key_fingerprint == first.fingerprint
    left = OfficeKey(b"r" * 32)
    key_file(first, 2).write_bytes(write_key(left))
    assert replace_key(first).keys[-1] == left.public
    load_key(first.workspace)


@pytest.mark.parametrize("is_copy", [True, False])
def test_a_file_in_the_way_that_is_no_new_key_is_named_and_not_touched(offices, is_copy):
    first, _ = offices
    content = key_file(first).read_bytes() if is_copy else b"-----BEGIN PRIVATE KEY-----\nAA"
    key_file(first, 2).write_bytes(content)
    error = refuse("packages.key_exists", replace_own_key, first.workspace, "Thử")
    assert error.params == {"path": "office-key-2.pem"}
    assert key_file(first, 2).read_bytes() == content
    assert show_own_card(first.workspace).former == ()


def test_a_store_that_moves_keeps_what_was_replaced(offices, new_location):
    first, second = offices
    first.open_incident()
    second.take(first.send(second))
    replace_key(first)
    accept(second, first)
    target = new_location()
    copy_store(second.workspace.whole_store.location, target)
    from border_gis.stores import open_store
    from border_gis.stores.care import verify_store

    assert verify_store(target).findings == ()
    opened = open_store(target)
    cards = [each.card for each in opened.card_entries() if each.deed == "replaced"]
    assert cards == [show_own_card(first.workspace)]
    opened.close()


@pytest.mark.parametrize("field", ["former", "former_signature", "signing_key", "name"])
def test_a_new_card_that_was_changed_is_refused(offices, field):
    first, second = offices
    replace_key(first)
    content = json.loads(write_own_card(first.workspace))
    other = json.loads(first.card)
    changed = {
        "former": [[other["sealing_key"], other["signing_key"]]],
        "former_signature": content["signature"],
        "signing_key": other["signing_key"],
        "name": "Cơ quan khác",
    }
    content[field] = changed[field]
    text = json.dumps(content)
    with pytest.raises(DataError, match=r"packages\.bad_card"):
        accept_new_key(second.workspace, text, content["fingerprint"], CALLED)


def test_a_card_of_too_many_keys_is_none():
    key = OfficeKey(b"a" * 32)
    former = tuple(OfficeKey(bytes([count]) * 32).public for count in range(39))
    card = key.make_card("Biên phòng", "CB", former)
    assert read_card(write_card(card, key)) == card
    too_many = key.make_card("Biên phòng", "CB", (*former, OfficeKey(b"z" * 32).public))
    with pytest.raises(DataError, match=r"packages\.bad_card"):
        read_card(write_card(too_many, key))
    twice = replace(card, former=(*former[:-1], former[0]))
    with pytest.raises(DataError, match=r"packages\.bad_card"):
        read_card(write_card(twice, key))


def test_replacing_ends_where_no_card_could_hold_the_keys(offices, monkeypatch):
    from border_gis.services import replaced_keys

    monkeypatch.setattr(replaced_keys, "MOST_KEYS", 1)
    with pytest.raises(InputError, match=r"packages\.too_many_keys"):
        replace_key(offices[0])
