"""``border-gis package``: cards, trust, and packages from one office to another, on the command line."""

import json
import stat

import pytest

from border_gis.cli import main
from tests.actors import OFFICER

PASSPHRASE = "một câu dài để khóa"


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.delenv("BORDER_GIS_OFFICER", raising=False)
    monkeypatch.delenv("BORDER_GIS_KEY_PASSPHRASE", raising=False)

    def call(folder, *words, officer=OFFICER):
        named = ["--officer", officer] if officer else []
        code = main(["package", *words, "--workspace", str(folder), *named])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def offices(run, made_workspace, tmp_path, monkeypatch):
    """Two workspaces that trust each other; the second one's key is locked."""
    import shutil

    folders = {letters: tmp_path / letters for letters in ("CB", "LS")}
    told = {}
    for letters, folder in folders.items():
        shutil.copytree(made_workspace, folder)
        if letters == "LS":
            monkeypatch.setenv("BORDER_GIS_KEY_PASSPHRASE", PASSPHRASE)
        card = tmp_path / f"the-{letters}.json"
        words = ["card", "--name", f"Biên phòng {letters}", "--letters", letters, "-o", str(card), "--json"]
        code, said, _ = run(folder, *words)
        assert code == 0
        told[letters] = json.loads(said)
    for mine, other in (("CB", "LS"), ("LS", "CB")):
        card = str(tmp_path / f"the-{other}.json")
        code, said, _ = run(folders[mine], "trust", card, "--fingerprint", told[other]["fingerprint"])
        assert (code, told[other]["code"] in said) == (0, True)
    return folders, told


def record(folder, title):
    from border_gis.access import office_actor
    from border_gis.services.incidents import IncidentDraft, record_incident
    from border_gis.services.workspaces import open_workspace
    from border_gis.settings import build_settings

    workspace = open_workspace(build_settings({}, workspace_folder=folder)).acting_as(office_actor(OFFICER))
    record_incident(workspace, IncidentDraft(title, "fence", province="Cao Bằng"))
    workspace.close()


def test_a_package_goes_from_one_office_to_the_other(run, offices, tmp_path):
    folders, told = offices
    record(folders["CB"], "Hàng rào mới")
    path = tmp_path / "goi.bgpack"
    code, said, _ = run(folders["CB"], "make", "--to", told["LS"]["code"], "-o", str(path), "--json")
    made = json.loads(said)
    assert (code, made["number"], made["reports"], made["profile"]) == (0, 1, 1, "office")
    code, said, _ = run(folders["LS"], "check", str(path), "--json")
    looked = json.loads(said)
    assert (code, looked["taken"], looked["new"], looked["from"]) == (0, False, 1, told["CB"]["code"])
    code, said, _ = run(folders["LS"], "take", str(path), "--language", "vi")
    assert code == 0
    assert "Đã nhập: 1 báo cáo mới" in said
    code, said, _ = run(folders["LS"], "take", str(path), "--language", "vi")
    assert code == 0
    assert "đã được nhập rồi" in said
    code, said, _ = run(folders["LS"], "list", "--json")
    listed = json.loads(said)
    assert [(each["way"], each["office"]) for each in listed["packages"]] == [("taken", told["CB"]["code"])]
    assert [each["trusted"] for each in listed["offices"]] == [True]


def test_verify_names_the_chains_of_others(run, offices, tmp_path, capsys):
    folders, told = offices
    record(folders["CB"], "Hàng rào mới")
    path = tmp_path / "goi.bgpack"
    run(folders["CB"], "make", "--to", told["LS"]["code"], "-o", str(path))
    run(folders["LS"], "take", str(path))
    assert main(["verify", "--workspace", str(folders["LS"]), "--json"]) == 0
    told_by_verify = json.loads(capsys.readouterr().out)
    assert told_by_verify["other_offices"] == {"offices": 1, "reports": 1, "without_content": 0}
    assert main(["verify", "--workspace", str(folders["LS"]), "--language", "vi"]) == 0
    assert "1 cơ quan khác" in capsys.readouterr().out


def test_dry_run_takes_nothing(run, offices, tmp_path):
    folders, told = offices
    record(folders["CB"], "Hàng rào mới")
    path = tmp_path / "goi.bgpack"
    run(folders["CB"], "make", "--to", told["LS"]["code"], "-o", str(path))
    for _ in range(2):
        code, said, _ = run(folders["LS"], "take", str(path), "--dry-run", "--json")
        assert (code, json.loads(said)["known_already"]) == (0, False)


def test_a_locked_key_needs_its_passphrase(run, offices, tmp_path, monkeypatch):
    folders, told = offices
    monkeypatch.setenv("BORDER_GIS_KEY_PASSPHRASE", "một câu khác hẳn")
    record(folders["LS"], "Hàng rào mới")
    words = ["make", "--to", told["CB"]["code"], "-o", str(tmp_path / "x.bgpack")]
    code, _, said = run(folders["LS"], *words)
    assert (code, "Mật khẩu của khóa không đúng" in said) == (3, True)
    assert not (tmp_path / "x.bgpack").exists()
    monkeypatch.setenv("BORDER_GIS_KEY_PASSPHRASE", PASSPHRASE)
    assert run(folders["LS"], *words)[0] == 0


def test_a_key_is_replaced_and_the_other_office_accepts_it(run, offices, tmp_path, monkeypatch):
    folders, told = offices
    monkeypatch.setenv("BORDER_GIS_KEY_PASSPHRASE", PASSPHRASE)
    assert run(folders["LS"], "replace-key")[0] == 3
    code, said, _ = run(folders["LS"], "replace-key", "--reason", "Mất USB", "--json")
    new = json.loads(said)
    assert (code, new["code"]) == (0, told["LS"]["code"])
    assert new["fingerprint"] != told["LS"]["fingerprint"]
    assert stat.S_IMODE((folders["LS"] / "office-key-2.pem").stat().st_mode) == 0o600
    assert b"ENCRYPTED" in (folders["LS"] / "office-key-2.pem").read_bytes()
    card = tmp_path / "the-moi.json"
    assert run(folders["LS"], "card", "-o", str(card))[0] == 0
    heard = ["accept-key", str(card), "--reason", "Đã gọi điện", "--fingerprint"]
    code, _, said = run(folders["CB"], *heard, told["LS"]["fingerprint"])
    assert (code, "không khớp với thẻ" in said) == (3, True)
    code, said, _ = run(folders["CB"], *heard, new["fingerprint"], "--json")
    assert (code, json.loads(said)["signed_by_former_key"]) == (0, True)
    record(folders["LS"], "Hàng rào mới")
    path = tmp_path / "goi.bgpack"
    run(folders["LS"], "make", "--to", told["CB"]["code"], "-o", str(path))
    monkeypatch.delenv("BORDER_GIS_KEY_PASSPHRASE")
    assert run(folders["CB"], "take", str(path))[0] == 0
    code, said, _ = run(folders["CB"], "list", "--json")
    assert [each["fingerprint"] for each in json.loads(said)["offices"]] == [new["fingerprint"]]


def test_only_the_owner_may_read_the_key(offices):
    folders, _ = offices
    for folder in folders.values():
        assert stat.S_IMODE((folder / "office-key.pem").stat().st_mode) == 0o600
    assert b"ENCRYPTED" in (folders["LS"] / "office-key.pem").read_bytes()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["make", "-o", "x.bgpack"], 3),
        (["make", "--to", "QN-00000", "-o", "x.bgpack"], 7),
        (["make", "--to", "CB-1", "-o", "x.bgpack", "--since", "abc"], 3),
        (["take"], 3),
        (["take", "nowhere.bgpack"], 4),
        (["trust", "nowhere.json", "--fingerprint", "1"], 4),
        (["distrust", "QN-00000", "--reason", "x"], 7),
        (["card", "--name", "Lần nữa", "--letters", "CB", "-o", "x.json"], 0),
    ],
)
def test_what_is_wrong_is_said_with_its_exit_code(run, offices, tmp_path, monkeypatch, words, code):
    monkeypatch.chdir(tmp_path)
    folders, _ = offices
    assert run(folders["CB"], *words)[0] == code


def test_an_office_without_a_card_is_told_to_make_one(run, workspace_copy, tmp_path):
    code, _, said = run(workspace_copy, "make", "--to", "LS-1", "-o", str(tmp_path / "x.bgpack"))
    assert (code, "chưa có thẻ" in said) == (7, True)
    code, _, said = run(workspace_copy, "card")
    assert (code, "--name" in said) == (3, True)


def test_trust_that_is_withdrawn_counts(run, offices, tmp_path):
    folders, told = offices
    record(folders["CB"], "Hàng rào mới")
    path = tmp_path / "goi.bgpack"
    run(folders["CB"], "make", "--to", told["LS"]["code"], "-o", str(path))
    assert run(folders["LS"], "distrust", told["CB"]["code"], "--reason", "Khóa bị lộ")[0] == 0
    code, _, said = run(folders["LS"], "take", str(path))
    assert (code, "thôi tin cậy" in said) == (9, True)


def test_nothing_is_made_without_a_name(run, offices, tmp_path):
    folders, told = offices
    words = ["make", "--to", told["LS"]["code"], "-o", str(tmp_path / "x.bgpack")]
    assert run(folders["CB"], *words, officer="")[0] == 3
