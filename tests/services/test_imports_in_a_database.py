"""What forms and photos become in a file they become in a database too: their main tests, once more."""

from uuid import uuid4

import pytest

from tests.services import test_form_imports as forms
from tests.services import test_photo_imports as photos
from tests.services.import_homes import open_on
from tests.stores.conftest import cluster

__all__ = ["cluster"]


@pytest.fixture
def workspace(cluster, workspace_copy):
    opened = open_on(workspace_copy, cluster.location(f"s_{uuid4().hex[:12]}"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "main_test",
    [
        forms.test_submissions_become_incidents_with_accuracy_photos_and_further_reports,
        forms.test_the_next_export_adds_only_what_is_new_and_an_edit_is_shown_and_not_taken,
        forms.test_a_form_is_taken_back_whole_and_can_come_in_again,
        forms.test_a_form_of_odk_comes_in_with_its_photos,
        forms.test_a_geopackage_of_qfield_comes_in_with_the_photos_of_its_table,
        forms.test_a_form_as_works_has_no_files_and_says_so,
        photos.test_photos_of_one_incident_come_in_with_one_report_and_change_nothing_else,
        photos.test_photos_with_one_title_make_one_new_incident_with_place_date_and_ties,
        photos.test_undo_hides_what_is_new_and_corrects_what_was_added,
        photos.test_a_new_incident_that_was_reported_on_since_is_not_undone,
    ],
    ids=lambda test: test.__name__.removeprefix("test_"),
)
def test_it_holds_in_a_database_too(main_test, workspace, tmp_path):
    main_test(workspace, tmp_path)
