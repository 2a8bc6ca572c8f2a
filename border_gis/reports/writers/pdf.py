"""Turn a document into PDF by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from border_gis.errors import DataError
from border_gis.i18n.letters import Letters, read_letters

LONGEST_S = 180.0
_PROGRAMS = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


@dataclass(frozen=True, slots=True)
class Converted:
    """A PDF, and how long LibreOffice took for it."""

    content: bytes
    seconds: float


def find_libreoffice() -> str | None:
    """Return the program, or None where it is not installed."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def convert_to_pdf(document: bytes, ending: str = "docx", longest_s: float = LONGEST_S) -> Converted:
    """Return a document as PDF with its letters inside.

    LibreOffice runs with a profile of its own, so that one that is open stays as it is, and two conversions
    do not meet. On Linux the letters that ship with the program are added to those of the system.

    Raises
    ------
    DataError
        LibreOffice is not installed, takes too long, or makes nothing of the document.
    """
    program = find_libreoffice()
    if program is None:
        raise DataError("report.no_libreoffice")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="border-gis-") as name:
        folder = Path(name)
        source = folder / f"paper.{ending}"
        source.write_bytes(document)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--nologo", "--norestore", "--nodefault", "--nolockcheck",
            "--convert-to", "pdf", "--outdir", str(folder / "out"), str(source),
        ]  # fmt: skip
        try:
            said = subprocess.run(
                command,
                cwd=folder,
                env=_environment(folder),
                capture_output=True,
                timeout=longest_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DataError("report.libreoffice_slow", seconds=round(longest_s)) from error
        except OSError as error:
            raise DataError("report.libreoffice_failed", reason=str(error)) from error
        made = folder / "out" / "paper.pdf"
        if not made.is_file():
            reason = said.stderr.decode(errors="replace").strip()[-300:] or f"{said.returncode}"
            raise DataError("report.libreoffice_failed", reason=reason)
        return Converted(made.read_bytes(), time.monotonic() - begun)


def _environment(folder: Path) -> Mapping[str, str]:
    environment = dict(os.environ)
    if sys.platform.startswith("linux"):
        letters = folder / "letters"
        letters.mkdir()
        for each in Letters:
            (letters / each.value).write_bytes(read_letters(each))
        settings = folder / "fonts.conf"
        settings.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
            f"<dir>{letters}</dir><cachedir>{folder / 'letters-cache'}</cachedir>"
            '<match target="pattern"><test name="family"><string>Times New Roman</string></test>'
            '<edit name="family" mode="append" binding="same"><string>Liberation Serif</string></edit>'
            "</match></fontconfig>",
            encoding="utf-8",
        )
        environment["FONTCONFIG_FILE"] = str(settings)
    return environment
