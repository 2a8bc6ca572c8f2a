"""Write a package: the same reports and files at the same moment make the same ZIP, byte for byte."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO
from uuid import uuid4

from border_gis.access.office_cards import OfficeCard, OfficeKey
from border_gis.access.sealing import seal_stream
from border_gis.errors import InputError, StoreError
from border_gis.exchange.packages.manifest import (
    FILES_FOLDER,
    MANIFEST_NAME,
    REPORTS_NAME,
    SIGNATURE_NAME,
    Manifest,
    write_manifest,
)
from border_gis.incidents.foreign import ChainEntry
from border_gis.incidents.packages import SIGNED_PURPOSE

SUFFIX = ".bgpack"
_IN_MEMORY_BYTES = 32 << 20
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_reports(entries: Iterable[ChainEntry]) -> bytes:
    """Return the file of reports, one on each line.

    A line that begins with ``[`` is the canonical form of a report: the SHA-256 of the line is
    its seal. One that begins with ``{`` is a gap: machine, position and seal, without content.
    """
    lines = (
        json.dumps([entry.machine, entry.position, entry.hash], ensure_ascii=False).join(('{"gap":', "}"))
        if entry.is_gap
        else entry.form
        for entry in entries
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def write_zip(
    target: IO[bytes], manifest: Manifest, reports: bytes, read_file: Callable[[str], bytes], key: OfficeKey
) -> bytes:
    """Write the signed ZIP; return the manifest as it was signed."""
    signed = write_manifest(manifest)
    signature = {
        "fingerprint": manifest.sender.fingerprint,
        "signature": key.sign(SIGNED_PURPOSE + signed).hex(),
    }
    if manifest.sender.former:
        signature["key"] = manifest.sender.key_fingerprint
    with zipfile.ZipFile(target, "w") as archive:
        _add(archive, MANIFEST_NAME, signed, zipfile.ZIP_DEFLATED)
        _add(archive, SIGNATURE_NAME, json.dumps(signature).encode(), zipfile.ZIP_STORED)
        _add(archive, REPORTS_NAME, reports, zipfile.ZIP_DEFLATED)
        for each in manifest.files:
            _add(archive, f"{FILES_FOLDER}{each.sha256}", read_file(each.sha256), zipfile.ZIP_STORED)
    return signed


def write_package(
    path: Path,
    manifest: Manifest,
    reports: bytes,
    read_file: Callable[[str], bytes],
    key: OfficeKey,
    receiver: OfficeCard,
) -> str:
    """Write a package, sealed for the receiver; return the SHA-256 of its manifest.

    Raises
    ------
    InputError
        If there is a file of that name already.
    StoreError
        If it cannot be written; then there is nothing.
    """
    if path.exists():
        raise InputError("packages.file_exists", path=path.name)
    building = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as plain:
            signed = write_zip(plain, manifest, reports, read_file, key)
            plain.seek(0)
            with building.open("xb") as sealed:
                seal_stream(plain, sealed, receiver)
                sealed.flush()
                os.fsync(sealed.fileno())
        building.rename(path)
    except OSError as error:
        raise StoreError("packages.cannot_write", path=path.name, reason=error.strerror or "") from error
    finally:
        with contextlib.suppress(OSError):
            building.unlink(missing_ok=True)
    return hashlib.sha256(signed).hexdigest()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, method: int) -> None:
    member = zipfile.ZipInfo(name, _FIRST_MOMENT)
    member.compress_type = method
    member.create_system = 3
    member.external_attr = 0o600 << 16
    archive.writestr(member, content)
