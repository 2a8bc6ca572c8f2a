"""The commands ``serve`` and ``token`` at their doors; what is served is tested in tests/ogc_api."""

import importlib.util
import json
import shutil
import socket
from datetime import UTC, datetime

import pytest

import border_gis.cli.serve as serve
from border_gis.cli import main
from border_gis.cli.serve import choose_url, write_log
from border_gis.errors import InputError
from border_gis.services.service_tokens import opens
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings


@pytest.fixture
def workspace(made_workspace, tmp_path):
    return shutil.copytree(made_workspace, tmp_path / "workspace")


@pytest.fixture
def started(monkeypatch):
    """What the server was asked to serve, in the place of serving it."""
    calls = []

    def remember(application, host, port, announce):
        announce()
        calls.append((host, port))

    monkeypatch.setattr(serve, "listen", remember)
    return calls


def test_it_listens_on_this_machine_only_and_says_where(workspace, started, capsys):
    assert main(["serve", "--workspace", str(workspace), "--officer", "Cán bộ 1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    ((host, port),) = started
    assert host == "127.0.0.1" and said["url"] == f"http://127.0.0.1:{port}/"
    assert (said["profile"], said["collections"]["markers"]) == ("public", 1396)
    assert "works" not in said["collections"]


def test_it_says_in_words_how_much_it_serves(workspace, started, capsys):
    main(["serve", "--workspace", str(workspace), "--officer", "Cán bộ 1", "--language", "en"])
    out, err = capsys.readouterr()
    assert "release profile “Public”" in out and "Markers: 1396" in out.replace(",", "")
    assert "has stopped" in err


def test_nobody_serves_without_a_name(workspace, started, capsys, monkeypatch):
    monkeypatch.delenv("BORDER_GIS_OFFICER", raising=False)
    assert main(["serve", "--workspace", str(workspace)]) == 3
    assert started == []


def test_a_profile_that_needs_a_token_says_how_to_make_one(workspace, started, capsys):
    words = ["serve", "--workspace", str(workspace), "--officer", "Cán bộ 1", "--profile", "province"]
    assert main(words) == 0
    assert "border-gis token make TÊN --profile province" in capsys.readouterr().err
    main(["token", "make", "QGIS", "--workspace", str(workspace), "--officer", "Quản trị"])
    capsys.readouterr()
    main(words)
    assert "token make" not in capsys.readouterr().err
    main([*words, "--host", "127.0.0.2"])
    assert "TLS" in capsys.readouterr().err


def test_an_unknown_profile_is_refused(workspace, started):
    assert main(["serve", "--workspace", str(workspace), "--officer", "A", "--profile", "everybody"]) == 4
    assert started == []


def test_a_port_that_is_taken_is_said(workspace, started, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = ["serve", "--workspace", str(workspace), "--officer", "A"]
        assert main([*words, "--port", str(taken.getsockname()[1])]) == 3
    assert started == []


def test_without_its_packages_it_says_how_to_get_them(workspace, started, capsys, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "pygeoapi" else real(name, *rest)
    )
    assert main(["serve", "--workspace", str(workspace), "--officer", "A"]) == 5
    said = capsys.readouterr().err
    assert "requirements-service.txt" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("said", "host", "url"),
    [
        ("", "127.0.0.1", "http://127.0.0.1:8511"),
        ("https://bien-gioi.internal/ogc/", "127.0.0.1", "https://bien-gioi.internal/ogc"),
        ("http://10.0.0.5:8511", "0.0.0.0", "http://10.0.0.5:8511"),
    ],
)
def test_links_begin_with_the_address_that_people_use(said, host, url):
    assert choose_url(said, host, 8511) == url


@pytest.mark.parametrize(
    "said", ["", "bien-gioi", "ftp://x", "http://", "http://a?b", "https://me:pw@host", "http://[x"]
)
def test_an_address_that_leads_nowhere_is_refused(said):
    with pytest.raises(InputError):
        choose_url(said, "0.0.0.0", 8511)


def test_the_log_is_a_file_in_the_workspace(tmp_path):
    import logging

    before = list(logging.getLogger().handlers)
    write_log(tmp_path / "logs" / "service.log")
    (added,) = [each for each in logging.getLogger().handlers if each not in before]
    logging.getLogger("border_gis.ogc_api.access").info("GET / 200")
    added.close()
    logging.getLogger().removeHandler(added)
    assert "GET / 200" in (tmp_path / "logs" / "service.log").read_text()


def test_a_token_is_printed_once_and_alone(workspace, capsys):
    begin = ["--workspace", str(workspace), "--officer", "Quản trị"]
    assert main(["token", "make", "QGIS", "--profile", "province", *begin]) == 0
    out, err = capsys.readouterr()
    token = out.strip()
    assert len(token) == 43 and token not in err and "province" in err
    opened = open_workspace(build_settings({}, workspace_folder=workspace))
    assert opens(opened, token, "province")
    assert main(["token", "list", *begin]) == 0
    listed = capsys.readouterr().out
    assert "QGIS · province · còn hiệu lực" in listed and token not in listed
    assert main(["token", "withdraw", "QGIS", *begin]) == 0
    assert not opens(opened, token, "province")
    opened.close()
    capsys.readouterr()
    main(["token", "list", "--json", *begin])
    (kept,) = json.loads(capsys.readouterr().out)
    assert (kept["name"], kept["holds"]) == ("QGIS", False)
    assert datetime.fromisoformat(kept["ends_at"]) > datetime.now(UTC)
    assert "sha256" not in kept


@pytest.mark.parametrize(
    "words",
    [["make"], ["withdraw", "nobody"], ["make", "x", "--profile", "public"], ["make", "x", "--days", "900"]],
)
def test_what_makes_no_token_is_said(workspace, words, capsys):
    assert main(["token", *words, "--workspace", str(workspace), "--officer", "A"]) in (3, 7)
    assert "Traceback" not in capsys.readouterr().err
