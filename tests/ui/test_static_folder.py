"""The static folder is served to anybody: it holds what is vendored, and nothing else."""

from pathlib import Path

from border_gis.settings import PROJECT_FOLDER, build_settings

STATIC = PROJECT_FOLDER / "static"
PUBLIC = {".js", ".css", ".woff2", ".png", ".svg", ".ttf", ".gz", ".txt", ".md", ".toml", ""}


# Whoever adds a folder says here that everybody on the network may read it.
FOLDERS = {
    "be-vietnam-pro-5.3.0",
    "geographiclib-geodesic-2.2.0",
    "leaflet-1.9.4",
    "leaflet.fullscreen-3.0.0",
    "paper-letters-1",
}


def test_the_static_folder_holds_public_assets_with_their_licences_and_nothing_else():
    assert {path.name for path in STATIC.iterdir() if path.is_dir()} == FOLDERS
    assert {path.name for path in STATIC.iterdir() if path.is_file()} == {"README.md", "vendored.toml"}
    assert [name for name in FOLDERS if not list((STATIC / name).glob("LICENSE*"))] == []
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix not in PUBLIC or path.is_symlink()] == []
    assert [path for path in files if path.suffix == "" and path.name != "LICENSE"] == []


def test_nothing_that_an_office_writes_lies_under_the_static_folder(tmp_path):
    settings = build_settings({}, workspace_folder=tmp_path)
    for path in (settings.store_path, settings.logs_folder, settings.backups_folder, settings.data_folder):
        assert not Path(path).resolve().is_relative_to(STATIC)
