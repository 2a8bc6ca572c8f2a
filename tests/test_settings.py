"""Settings: what was said, then the environment, then the default."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from border_gis.cli.run import describe_settings
from border_gis.errors import InputError
from border_gis.settings import build_settings


def test_without_anything_said_the_defaults_hold():
    settings = build_settings({})
    assert settings.workspace_folder == Path.cwd() / "workspace"
    assert settings.store_path == Path.cwd() / "workspace" / "border.gpkg"
    assert (settings.language, settings.address, settings.port) == ("vi", "127.0.0.1", 8501)
    assert settings.data_folder == Path(__file__).resolve().parent.parent / "data"


def test_the_environment_is_read():
    settings = build_settings(
        {
            "BORDER_GIS_WORKSPACE": "/tmp/dữ liệu",
            "BORDER_GIS_LANGUAGE": "EN",
            "BORDER_GIS_PORT": "9000",
            "BORDER_GIS_CLICK_TOLERANCE_M": "150.5",
        }
    )
    assert settings.workspace_folder == Path("/tmp/dữ liệu").absolute()
    assert (settings.language, settings.port, settings.click_tolerance_m) == ("en", 9000, 150.5)


def test_what_was_said_goes_before_the_environment():
    environment = {"BORDER_GIS_LANGUAGE": "vi", "BORDER_GIS_PORT": "9000", "BORDER_GIS_WORKSPACE": "a"}
    settings = build_settings(environment, language="en", port="9001", workspace_folder="b")
    assert (settings.language, settings.port, settings.workspace_folder.name) == ("en", 9001, "b")


def test_an_empty_variable_is_as_none():
    assert build_settings({"BORDER_GIS_LANGUAGE": "", "BORDER_GIS_PORT": ""}) == build_settings({})


@pytest.mark.parametrize("port", ["0", "-1", "65536", "x", "80 80", "1e3", ""])
def test_a_port_that_does_not_exist_is_refused(port):
    with pytest.raises(InputError) as caught:
        build_settings({}, port=port)
    assert (caught.value.code, caught.value.params) == ("settings.bad_port", {"value": port})


@pytest.mark.parametrize("tolerance", ["0", "-5", "nan", "inf", "1e9", "1,5", "x"])
def test_a_tolerance_that_is_no_distance_is_refused(tolerance):
    with pytest.raises(InputError) as caught:
        build_settings({"BORDER_GIS_CLICK_TOLERANCE_M": tolerance})
    assert caught.value.code == "settings.bad_tolerance"


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(InputError) as caught:
        build_settings({"BORDER_GIS_LANGUAGE": "fr"})
    assert caught.value.params == {"value": "fr", "known": ["vi", "en"]}


def test_settings_do_not_change():
    with pytest.raises(FrozenInstanceError):
        build_settings({}).port = 1


def test_settings_go_through_the_environment_and_come_back(tmp_path):
    settings = build_settings(
        {"BORDER_GIS_CLICK_TOLERANCE_M": "75"}, workspace_folder=tmp_path, language="en", port=8600
    )
    assert build_settings(describe_settings(settings)) == settings


def test_without_signing_in_the_app_listens_on_this_machine_only():
    assert build_settings({}).sign_in == "off"
    with pytest.raises(InputError, match="address_without_sign_in"):
        build_settings({"BORDER_GIS_ADDRESS": "0.0.0.0"})
    shared = build_settings({"BORDER_GIS_ADDRESS": "0.0.0.0", "BORDER_GIS_SIGN_IN": "Local"})
    assert (shared.address, shared.sign_in) == ("0.0.0.0", "local")
    with pytest.raises(InputError, match="unknown_sign_in"):
        build_settings({"BORDER_GIS_SIGN_IN": "maybe"})


def test_who_is_at_work_is_said_on_the_command_line_or_in_the_environment():
    environment = {"BORDER_GIS_OFFICER": " Cán bộ 1 "}
    assert build_settings(environment).officer == "Cán bộ 1"
    assert build_settings(environment, officer="Cán bộ 2").officer == "Cán bộ 2"
    assert build_settings({}).officer == ""
