"""Make again what ships under data/: ``python -m scripts.build_data`` from the repository's root.

    python -m scripts.build_data --countries countries-10m.json    # a copy that lies there
    python -m scripts.build_data --fetch                           # or get the package with npm
    python -m scripts.build_data                                   # only what follows from the line

The line and the countries come from npm world-atlas 2.0.2. The register and the works follow
from the line and from the facts that are kept by hand: data/markers/anchors.csv, named.csv,
gates.csv and data/incidents/events.toml. A second build changes nothing.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from border_gis.boundary.register import Register
from border_gis.exchange.lines import read_line
from border_gis.exchange.registers import read_register
from scripts.data_build import atlas
from scripts.data_build.files import write_text
from scripts.data_build.register import build_register
from scripts.data_build.works import build_works

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"


def build_boundary(countries_file: Path, data_folder: Path) -> None:
    """Write the line and the countries around it."""
    topology = atlas.read_topology(countries_file)
    write_text(data_folder / "boundary" / "line.geojson", atlas.format_line(atlas.build_line(topology)))
    write_text(data_folder / "boundary" / "countries.geojson", atlas.format_countries(topology))


def build_demonstration(data_folder: Path) -> None:
    """Write what follows from the line and the facts: the register, then the works."""
    line = read_line(data_folder / "boundary" / "line.geojson")
    register_file = data_folder / "markers" / "register.csv"
    write_text(register_file, build_register(line, data_folder / "markers"))
    markers, _ = read_register(register_file)
    works = build_works(line, Register(markers), data_folder / "incidents" / "events.toml")
    write_text(data_folder / "fences" / "works.geojson", works)


def main(argv: Sequence[str] | None = None) -> int:
    """Build what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--countries", type=Path, help="countries-10m.json of world-atlas 2.0.2")
    parser.add_argument("--fetch", action="store_true", help="get that file with npm pack")
    parser.add_argument("--data", type=Path, default=DATA_FOLDER, help="folder to write to")
    arguments = parser.parse_args(argv)
    if arguments.fetch:
        with tempfile.TemporaryDirectory() as folder:
            build_boundary(atlas.fetch_package(Path(folder)), arguments.data)
    elif arguments.countries:
        build_boundary(arguments.countries, arguments.data)
    build_demonstration(arguments.data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
