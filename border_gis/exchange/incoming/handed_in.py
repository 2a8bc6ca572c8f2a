"""What somebody has handed in at once: tables to be read, photos, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from border_gis.exchange.incoming.archives import MOST_FILES, unpack_archive
from border_gis.exchange.incoming.forms import leave_out_parts
from border_gis.exchange.incoming.media import list_files
from border_gis.exchange.incoming.opening import SUFFIXES
from border_gis.exchange.incoming.photos import is_photo

ARCHIVES = (".zip",)
TRACKS = (".gpx",)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Files that were handed in together, unpacked.

    Attributes
    ----------
    files : tuple of Path
        All of them.
    tables : tuple of Path
        Those that can be read one at a time, without the tables of parts of a form.
    photos : tuple of Path
    """

    files: tuple[Path, ...] = ()
    tables: tuple[Path, ...] = ()
    photos: tuple[Path, ...] = ()

    @property
    def tracks(self) -> tuple[Path, ...]:
        """The tracks among them, in which photos without a place can be looked up."""
        return tuple(path for path in self.tables if path.suffix.lower() in TRACKS)

    @property
    def has_photos_only(self) -> bool:
        """Whether there is nothing to be read but photos, and tracks for their places."""
        return bool(self.photos) and len(self.tracks) == len(self.tables)


def sort_handed_in(paths: Iterable[Path], folder: Path) -> HandedIn:
    """Unpack the archives among files and folders, and say what is to be read of them.

    Parameters
    ----------
    paths : iterable of Path
    folder : Path
        Where archives are unpacked, each into a folder of its own.

    Raises
    ------
    DataError
        An archive is damaged, hostile, or unpacks to far too much.
    """
    found: list[Path] = []
    for path in list_files(paths, MOST_FILES):
        if path.suffix.lower() in ARCHIVES:
            inside = folder / f"{len(found)}-{path.stem}"
            unpack_archive(path, inside)
            found += list_files([inside], MOST_FILES)
        else:
            found.append(path)
    tables = [path for path in found if path.suffix.lower() in SUFFIXES]
    return HandedIn(tuple(found), leave_out_parts(tables), tuple(path for path in found if is_photo(path)))
