"""An administrator replaces the key of the office, and accepts the new key of another one."""

import json

import pytest

from border_gis.services.office_cards import (
    find_key_file,
    find_trusted,
    list_card_entries,
    make_own_card,
    show_own_card,
    trust_office,
    write_own_card,
)
from border_gis.services.replaced_keys import replace_own_key
from tests.ui.test_packages_page import open_office, open_tab, save

pytestmark = pytest.mark.browser


@pytest.fixture
def other(made_workspace, tmp_path):
    import shutil

    workspace = open_office(shutil.copytree(made_workspace, tmp_path / "other"))
    make_own_card(workspace, "Biên phòng Lạng Sơn", "LS")
    yield workspace
    workspace.close()


def test_a_key_is_replaced_and_that_of_another_office_accepted(visit, shared_app, other, tmp_path):
    ours = open_office(shared_app.workspace)
    if show_own_card(ours) is None:
        make_own_card(ours, "Biên phòng Cao Bằng", "CB")
    before = show_own_card(ours)
    theirs = show_own_card(other)
    trust_office(ours, write_own_card(other), theirs.fingerprint)
    # The key is lost.
    find_key_file(ours, before).unlink()
    app = visit("vi", viewport={"width": 1366, "height": 768}).go("packages")
    page = app.page
    open_tab(app, 3)

    # Our own: not without a reason, and not without being sure.
    own = page.locator(".st-key-panel_own_card")
    own.get_by_text("không ở trên máy này").wait_for()
    own.get_by_role("button", name=app.say("packages.replace_key")).click()
    app.rest()
    form = page.get_by_role("dialog")
    form.get_by_text("phải đưa thẻ mới và đọc lại 30 chữ số").wait_for()
    form.get_by_label(app.say("packages.reason")).fill("Mất USB có khóa")
    press = form.get_by_role("button", name=app.say("packages.replace_key"))
    press.click()
    page.get_by_text(app.say("packages.not_sure")).wait_for()
    assert show_own_card(ours) == before
    form.get_by_text(app.say("packages.replace_key_sure")).click()
    press.click()
    page.get_by_text(app.say("packages.key_replaced")).wait_for()
    now = show_own_card(ours)
    assert (now.code, len(now.keys)) == (before.code, len(before.keys) + 1)
    own.get_by_text(now.key_fingerprint).wait_for()
    card = json.loads(save(app, "download_card", tmp_path / "card.json").read_text(encoding="utf-8"))
    assert card["fingerprint"] == now.key_fingerprint
    assert list_card_entries(ours)[0].reason == "Mất USB có khóa"

    # Theirs: wrong digits first, then those that were read out.
    new = replace_own_key(other, "Bị lộ khóa")
    path = tmp_path / "the-moi-LS.json"
    path.write_text(write_own_card(other), encoding="utf-8")
    panel = page.locator(f".st-key-panel_office_{theirs.code}")
    panel.get_by_role("button", name=app.say("packages.accept_key")).click()
    app.rest()
    form = page.get_by_role("dialog")
    form.locator("input[type=file]").set_input_files(path)
    form.get_by_text("the-moi-LS.json").wait_for()
    form.get_by_label(app.say("packages.reason")).fill("Đã gọi điện")
    form.get_by_label(app.say("packages.typed_fingerprint")).fill(theirs.fingerprint)
    press = form.get_by_role("button", name=app.say("packages.accept_key"))
    press.click()
    page.get_by_text("không khớp với thẻ").wait_for()
    form.get_by_label(app.say("packages.typed_fingerprint")).fill(new.key_fingerprint)
    press.click()
    page.get_by_text(f"Đã nhận khóa mới của {theirs.code}").wait_for()
    assert find_trusted(ours, theirs.code) == new
    panel.get_by_text(new.key_fingerprint).wait_for()
    panel.get_by_text("khóa thứ 2").wait_for()
    ours.close()
    app.assert_calm()
