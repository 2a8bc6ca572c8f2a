"""Unpack an archive that an office brings, into a folder and nowhere else."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from border_gis.errors import DataError

MOST_BYTES = 2_000_000_000
MOST_FILES = 20_000
_MOST_TIMES_LARGER = 200
_BLOCK_BYTES = 1_000_000


def unpack_archive(path: Path, folder: Path) -> tuple[Path, ...]:
    """Unpack a ZIP file and return the files that came out, in the order of their names.

    Nothing is written outside the folder: a name with ``..``, a drive or a root is refused,
    and with it the archive, since no office tool makes one. Links are not made.

    Raises
    ------
    DataError
        It is damaged, locked with a password, names files outside, or unpacks to more than
        2 GB, to 200 times its size, or to more than 20,000 files.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(path, entries)
            return tuple(sorted(_unpack(archive, entry, folder, path.name) for entry in entries))
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise DataError("incoming.not_an_archive", path=path.name) from error
    except (RuntimeError, NotImplementedError) as error:
        # Python says so of archives with a password, or packed in a way that it does not know.
        raise DataError("incoming.locked_archive", path=path.name) from error


def _check(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or ":" in name or "\0" in name:
            raise DataError("incoming.name_outside", path=path.name, name=entry.filename)
    unpacked = sum(entry.file_size for entry in entries)
    largest = max(path.stat().st_size * _MOST_TIMES_LARGER, 10_000_000)
    if unpacked > min(MOST_BYTES, largest) or len(entries) > MOST_FILES:
        raise DataError("incoming.unpacks_too_large", path=path.name, megabytes=MOST_BYTES // 1_000_000)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, archive_name: str) -> Path:
    target = folder.joinpath(*PurePosixPath(entry.filename.replace("\\", "/")).parts)
    if not target.resolve().is_relative_to(folder.resolve()):
        raise DataError("incoming.name_outside", path=archive_name, name=entry.filename)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as source, target.open("wb") as written:
        while block := source.read(_BLOCK_BYTES):
            # The size that an archive states need not be true.
            left -= len(block)
            if left < 0:
                raise DataError("incoming.not_an_archive", path=archive_name)
            written.write(block)
    return target
