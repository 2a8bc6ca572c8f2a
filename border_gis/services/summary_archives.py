"""The summaries of all survey areas at once, in one file to be taken."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from border_gis.access import Role, Secrecy, highest_level
from border_gis.errors import BorderGisError, DataError
from border_gis.services.paper_files import Progress
from border_gis.services.permissions import needs
from border_gis.services.summaries import SummaryFiles, SummaryRequest, make_all_summaries
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class SummaryArchive:
    """The summaries of all areas.

    Attributes
    ----------
    content : bytes
        ZIP with the files of every area; empty where none could be made.
    made : tuple of (str, SummaryFiles)
        By the number of the area; the files themselves are in the archive.
    refused : tuple of (str, BorderGisError)
        Areas that have none, and why.
    """

    content: bytes
    made: tuple[tuple[str, SummaryFiles], ...]
    refused: tuple[tuple[str, BorderGisError], ...]

    @property
    def level(self) -> Secrecy:
        """The highest level of the papers in it."""
        return highest_level(files.paper.secrecy for _, files in self.made)

    @property
    def trouble(self) -> DataError | None:
        """Why there are no PDFs, where they were asked for and the rest could be made."""
        return next((files.trouble for _, files in self.made if files.trouble is not None), None)


@needs(Role.RECORDER)
def make_summary_archive(
    workspace: Workspace, request: SummaryRequest, progress: Progress | None = None
) -> SummaryArchive:
    """Return the summaries of all areas that the actor may see; one that may not go out stops no other.

    Raises
    ------
    InputError
        A language or format is none that there is.
    DataError
        There is no such profile.
    """
    made: list[tuple[str, SummaryFiles]] = []
    refused: list[tuple[str, BorderGisError]] = []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, found in make_all_summaries(workspace, request, progress):
            if isinstance(found, BorderGisError):
                refused.append((number, found))
                continue
            made.append((number, found))
            for name, content in found.files.items():
                archive.writestr(name, content)
    return SummaryArchive(packed.getvalue() if made else b"", tuple(made), tuple(refused))
