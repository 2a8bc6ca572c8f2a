"""What every paper of the office has in common: its head, and the way from content to files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from border_gis.access import Role
from border_gis.errors import DataError
from border_gis.reports.content.chapters_of_place import name_province
from border_gis.reports.content.model import PaperHead
from border_gis.reports.content.wording import Speaker
from border_gis.reports.writers.pdf import convert_to_pdf
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

Progress = Callable[[str, float], None]

_FIRST_SHARE, _LAST_SHARE = 0.5, 0.7
"""Of the work: before the first file is written, and when only the PDF is left."""


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """A paper as files.

    Attributes
    ----------
    files : mapping of str to bytes
        By name.
    libreoffice_s : float
        How long LibreOffice took; 0 without a PDF.
    trouble : DataError or None
        Why there is no PDF, where one was asked for and the rest could be made.
    """

    files: Mapping[str, bytes]
    libreoffice_s: float = 0.0
    trouble: DataError | None = None


@needs(Role.VIEWER)
def write_head(
    workspace: Workspace,
    speaker: Speaker,
    province: str,
    year: int,
    *,
    symbol: str = "",
    day: date | None = None,
) -> PaperHead:
    """Return the head of an office's paper: what it has set of itself, otherwise what its province says.

    Parameters
    ----------
    workspace : Workspace
    speaker : Speaker
        Says it in the languages of the paper.
    province : str
        Where it is written; empty for a place that is left open.
    year : int
        Written where the day is open.
    symbol : str
        Number and symbol of the paper.
    day : date or None
    """
    places = name_province(speaker, province) if province else ("",) * len(speaker.languages)
    parent = tuple(
        speaker.say("report.parent_organ", {"province": place})[number] for number, place in enumerate(places)
    )

    def said(name: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        own = str(workspace.store.setting(name, "")).strip()
        return (own,) * len(otherwise) if own else otherwise

    return PaperHead(
        parent_organ=said("paper_parent_organ", parent),
        organ=said("paper_organ", speaker.say("report.organ")),
        symbol=symbol,
        place=places,
        day=day,
        year=year,
        signer_title=said("paper_signer_title", speaker.say("report.director")),
        recipients=(speaker.say("report.committee"), speaker.say("report.file_copy")),
    )


def write_files(
    formats: Iterable[str],
    writers: Mapping[str, Callable[[], bytes]],
    name_file: Callable[[str], str],
    tell: Progress,
) -> WrittenFiles:
    """Write a paper in the formats that are asked for; the PDF is made of the document by LibreOffice.

    Parameters
    ----------
    formats : iterable of str
    writers : mapping of str to callable
        By format, in the order in which they are written; ``"docx"`` among them.
    name_file : callable
        Returns the name of a file for its format.
    tell : callable
        Is told each step and the share of the work that is done by then.

    Raises
    ------
    DataError
        Only a PDF was asked for, and LibreOffice is not there or fails.
    """
    wanted = set(formats)
    files: dict[str, bytes] = {}
    document = b""
    for place, (kind, write) in enumerate(writers.items()):
        if kind in wanted or (kind == "docx" and "pdf" in wanted):
            tell(kind, _FIRST_SHARE + (_LAST_SHARE - _FIRST_SHARE) * place / len(writers))
            content = write()
            document = content if kind == "docx" else document
            if kind in wanted:
                files[name_file(kind)] = content
    seconds, trouble = 0.0, None
    if "pdf" in wanted:
        tell("pdf", _LAST_SHARE)
        try:
            converted = convert_to_pdf(document)
            seconds = converted.seconds
            files[name_file("pdf")] = converted.content
        except DataError as error:
            if not files:
                raise
            trouble = error
    tell("done", 1.0)
    return WrittenFiles(MappingProxyType(files), seconds, trouble)


def save_files(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write files into a folder; return where they are.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise DataError("report.cannot_write", folder=str(folder), reason=error.strerror or "") from error
    return tuple(folder / name for name in files)


def say_nothing(_step: str, _share: float) -> None:
    """Tell nobody how far the work is."""
