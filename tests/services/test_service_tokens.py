"""Tokens of the service: shown once, kept as a hash, ended by time or by an administrator."""

import json
from datetime import UTC, datetime, timedelta

import pytest

import border_gis.services.service_tokens as tokens
from border_gis.access import Actor, Role, Secrecy
from border_gis.errors import DataError, ForbiddenError, InputError, NotFoundError
from border_gis.services.audit import list_audit_entries
from border_gis.services.service_tokens import list_tokens, make_token, opens, withdraw_token
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from tests.actors import OFFICER, acting
from tests.stores.conftest import cluster, home, location, new_location

__all__ = ["cluster", "home", "location", "new_location"]


@pytest.fixture
def workspace(location, tmp_path):
    create_store(location).close()
    opened = open_workspace(
        build_settings({"BORDER_GIS_STORE": location}, workspace_folder=tmp_path, officer=OFFICER)
    )
    yield opened
    opened.close()


def test_a_token_opens_its_profile_and_no_other(workspace):
    _, token = make_token(workspace, "QGIS", "province")
    assert opens(workspace, token, "province")
    assert not opens(workspace, token, "internal")


@pytest.mark.parametrize("wrong", ["", "x", "ω", "\udcff", "a" * 100_000])
def test_a_wrong_token_opens_nothing(workspace, wrong):
    _, token = make_token(workspace, "QGIS", "province")
    assert not opens(workspace, wrong, "province")
    assert not opens(workspace, token + wrong if wrong else token[:-1], "province")


def test_the_token_itself_is_kept_nowhere(workspace):
    made, token = make_token(workspace, "QGIS", "province")
    kept = json.dumps(workspace.store.setting("ogc_api.tokens"))
    assert token not in kept and made.sha256 in kept
    assert token not in repr(made) and made.sha256 not in repr(made)
    assert not opens(workspace, made.sha256, "province"), "what is kept must not be a token itself"


def test_a_withdrawn_token_opens_nothing_from_then_on(workspace):
    _, token = make_token(workspace, "QGIS", "province")
    withdraw_token(workspace, " qgis ")
    assert not opens(workspace, token, "province")
    (kept,) = list_tokens(workspace)
    assert (kept.withdrawn_by, kept.holds_at(datetime.now(UTC))) == (OFFICER, False)
    with pytest.raises(NotFoundError, match="token_unknown"):
        withdraw_token(workspace, "QGIS")


def test_a_token_ends_by_itself(workspace, monkeypatch):
    made, token = make_token(workspace, "QGIS", "province", days=1)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return made.ends_at + timedelta(seconds=1)

    assert opens(workspace, token, "province")
    monkeypatch.setattr(tokens, "datetime", Later)
    assert not opens(workspace, token, "province")


def test_two_tokens_are_two(workspace):
    first, one = make_token(workspace, "QGIS", "province")
    with pytest.raises(InputError, match="token_name_taken"):
        make_token(workspace, "qgis", "internal")
    _, other = make_token(workspace, "Máy khác", "province")
    assert one != other
    withdraw_token(workspace, first.name)
    assert opens(workspace, other, "province") and not opens(workspace, one, "province")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"profile": "public"}, InputError),
        ({"profile": "nobody"}, DataError),
        ({"days": 0}, InputError),
        ({"days": 367}, InputError),
        ({"name": "  "}, InputError),
    ],
)
def test_what_makes_no_sense_makes_no_token(workspace, values, error):
    given = {"name": "QGIS", "profile": "province", "days": 30, **values}
    with pytest.raises(error):
        make_token(workspace, given["name"], given["profile"], days=given["days"])
    assert list_tokens(workspace) == ()


def test_only_an_administrator_makes_tokens_and_none_for_more_than_they_may_see(workspace):
    with pytest.raises(ForbiddenError):
        make_token(acting(workspace, role=Role.APPROVER), "QGIS", "province")
    low = workspace.acting_as(Actor("Quản trị", Role.ADMINISTRATOR, Secrecy.MAT))
    make_token(low, "QGIS", "province")
    with pytest.raises(ForbiddenError, match="above_clearance"):
        make_token(low, "QGIS 2", "internal")


def test_making_and_withdrawing_are_written_down_without_the_token(workspace):
    _, token = make_token(workspace, "QGIS", "province")
    withdraw_token(workspace, "QGIS")
    entries = list_audit_entries(workspace)
    assert [each.what for each in entries] == ["withdraw_token", "make_token"]
    assert token not in repr(entries)
