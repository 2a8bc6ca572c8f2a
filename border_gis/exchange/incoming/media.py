"""The photos and papers beside an export, found by the names that its rows give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from border_gis.errors import Finding, Severity

# Where the exports of QField, ODK and KoboToolbox have them, beside the table.
FOLDERS_BESIDE = ("", "media", "DCIM", "attachments")


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """Files that rows may name.

    Attributes
    ----------
    files : tuple of Path
        That were handed in with the export.
    beside : Path or None
        Folder in which the export lies; what a row names is looked for there, and nowhere
        outside of it.
    """

    files: tuple[Path, ...] = ()
    beside: Path | None = None
    _by_name: dict[str, list[Path]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for path in self.files:
            self._by_name.setdefault(_fold(path.name), []).append(path)

    def find(self, written: str, key: str = "") -> tuple[Path | None, Finding | None]:
        """Return the file that a row names, or what to say where there is none, or more than one.

        Parameters
        ----------
        written : str
            Name or path, as the row has it.
        key : str
            Of the instance: of two files with one name the one in the instance's own folder is
            taken.
        """
        parts = PurePosixPath(written.replace("\\", "/")).parts
        name = parts[-1] if parts else ""
        found = self._by_name.get(_fold(name), [])
        if len(found) > 1:
            found = _narrow(found, parts, key)
        if not found and (path := self._find_beside(parts)) is not None:
            found = [path]
        if len(found) == 1:
            return found[0], None
        code = "forms.media_several" if found else "forms.media_missing"
        return None, Finding(code, {"name": name or written}, "", Severity.WARNING)

    def _find_beside(self, parts: tuple[str, ...]) -> Path | None:
        if self.beside is None or not parts or ".." in parts:
            return None
        home = self.beside.resolve()
        relative = PurePosixPath(*parts)
        for folder in FOLDERS_BESIDE:
            for tail in (relative, PurePosixPath(relative.name)):
                path = (home / folder / tail).resolve()
                if path.is_relative_to(home) and path.is_file():
                    return path
        return None


def list_files(paths: Iterable[Path], most: int) -> tuple[Path, ...]:
    """Return files, and those in folders and the folders in them, without what links lead to.

    Hidden files are left out, and what systems put beside files; at most so many are listed.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for each in inside:
            is_hidden = any(part.startswith((".", "__MACOSX")) for part in each.relative_to(path).parts)
            is_link = each.is_symlink() and each != path
            if len(found) < most and each.is_file() and not is_hidden and not is_link:
                found.append(each)
    return tuple(dict.fromkeys(found))


def _narrow(found: list[Path], parts: tuple[str, ...], key: str) -> list[Path]:
    """Return those in the folder of the instance, or those whose path ends as it is written."""
    instance = key.removeprefix("uuid:").partition("/")[0].strip("{}").lower()
    own = [path for path in found if instance and instance in (part.lower() for part in path.parts)]
    if len(own) == 1:
        return own
    ending = [path for path in found if len(parts) > 1 and path.parts[-len(parts) :] == parts]
    return ending if len(ending) == 1 else found


def _fold(name: str) -> str:
    # KoboToolbox keeps a file without the blanks and brackets of its name.
    return re.sub(r"[^\w.-]", "", unicodedata.normalize("NFC", name).replace(" ", "_")).casefold()
