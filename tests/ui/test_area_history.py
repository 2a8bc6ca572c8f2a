"""The history of a survey area says what was changed in words, and how it came into the register."""

from dataclasses import replace

import pytest

from border_gis.services.surveys import SurveyDraft, change_area, draft_of, record_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

pytestmark = pytest.mark.browser


def test_changes_of_an_area_are_told_in_words(visit, shared_app):
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace, officer=OFFICER))
    draft = SurveyDraft("Đồi Ngỗng", reference_text="600-602", participants=("Sở Ngoại vụ", "Đồn 1"))
    area = record_area(workspace, draft)
    change_area(workspace, area, replace(draft_of(area), purpose="fence", participants=("Đồn 1",)), "xem lại")
    workspace.close()

    app = visit().go("history", of=f"area:{area.id}")
    app.expect_title("Đồi Ngỗng")
    told = app.page.locator(".st-key-panel_history .bg-history")
    told.nth(1).wait_for()
    changed, added = told.all_inner_texts()
    assert "Mục đích khảo sát: nội dung khác → hàng rào" in changed
    assert "Cơ quan tham gia: Sở Ngoại vụ; Đồn 1 → Đồn 1" in changed
    assert app.say("ui.register_entered") in added
    assert area.id not in added
    app.assert_calm()
