"""Open a package: nothing in it is believed before its signature, and nothing is read past its size."""

from __future__ import annotations

import hashlib
import json
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from border_gis.access.office_cards import OfficeCard, OfficeKey, read_fingerprint
from border_gis.access.sealing import open_stream
from border_gis.errors import DataError, ForbiddenError
from border_gis.exchange.packages.manifest import (
    FILES_FOLDER,
    MANIFEST_NAME,
    REPORTS_NAME,
    SIGNATURE_NAME,
    Manifest,
    read_hash,
    read_manifest,
)
from border_gis.incidents.foreign import ChainEntry
from border_gis.incidents.integrity import read_form
from border_gis.incidents.packages import SIGNED_PURPOSE

LARGEST_PACKAGE_BYTES = 4 << 30
_LARGEST_MANIFEST_BYTES = 64 << 20
_LARGEST_SIGNATURE_BYTES = 4_096
_LARGEST_REPORTS_BYTES = 1 << 30
_IN_MEMORY_BYTES = 32 << 20
# What zipfile raises over a directory that is not true: positions before the beginning, odd versions.
_BROKEN = (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError, OSError)


@dataclass(frozen=True)
class OpenedPackage:
    """A package whose signature is that of an office which we trust.

    Attributes
    ----------
    manifest : Manifest
    signed : bytes
        The manifest as it was signed.
    signature : str
        In hexadecimal.
    card : OfficeCard
        As we trust it.
    entries : tuple of ChainEntry
        In the order of the sender.
    """

    manifest: Manifest
    signed: bytes
    signature: str
    card: OfficeCard
    entries: tuple[ChainEntry, ...]
    _archive: zipfile.ZipFile = field(repr=False)

    def read_file(self, sha256: str) -> bytes:
        """Return a file; DataError if it is not what the manifest says."""
        known = next((each for each in self.manifest.files if each.sha256 == sha256), None)
        if known is None:
            raise DataError("packages.altered")
        return _read_whole(self._archive, f"{FILES_FOLDER}{sha256}", known.size_bytes, sha256)


@contextmanager
def open_package(
    path: Path, key: OfficeKey, own: OfficeCard, trusted: Sequence[OfficeCard]
) -> Iterator[OpenedPackage]:
    """Open a package that was sealed for us by an office that we trust.

    Parameters
    ----------
    path : Path
    key : OfficeKey
    own : OfficeCard
        The card of the key.
    trusted : sequence of OfficeCard

    Raises
    ------
    DataError
        If it is no package or not for us, a byte of it was changed, or it holds what does not
        belong in one.
    ForbiddenError
        If the office that signed it is not trusted, or signed with a key that it has replaced, or
        with a new one that was not accepted here.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DataError("packages.cannot_read", path=path.name, reason=error.strerror or "") from error
    if size > LARGEST_PACKAGE_BYTES:
        raise DataError("packages.too_large", path=path.name)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as plain:
        with path.open("rb") as sealed:
            open_stream(sealed, plain, key)
        plain.seek(0)
        try:
            archive = zipfile.ZipFile(plain)
        except _BROKEN as error:
            raise DataError("packages.not_a_package") from error
        with archive:
            yield _read(archive, own, trusted)


def _read(archive: zipfile.ZipFile, own: OfficeCard, trusted: Sequence[OfficeCard]) -> OpenedPackage:
    names = [member.filename for member in archive.infolist()]
    if len(set(names)) != len(names):
        raise DataError("packages.altered")
    signed = _read_member(archive, MANIFEST_NAME, _LARGEST_MANIFEST_BYTES)
    card, signature = _check_signature(
        signed, _read_member(archive, SIGNATURE_NAME, _LARGEST_SIGNATURE_BYTES), trusted
    )
    manifest = read_manifest(signed)
    if manifest.sender.fingerprint != card.fingerprint or manifest.sender.keys[-1] != card.keys[-1]:
        raise DataError("packages.altered")
    if manifest.receiver != own.fingerprint:
        raise DataError("packages.for_another_office")
    if manifest.reports_bytes > _LARGEST_REPORTS_BYTES:
        raise DataError("packages.too_large", path=REPORTS_NAME)
    expected = {MANIFEST_NAME, SIGNATURE_NAME, REPORTS_NAME}
    expected |= {f"{FILES_FOLDER}{each.sha256}" for each in manifest.files}
    if set(names) != expected:
        raise DataError("packages.strange_member", names=sorted(set(names) ^ expected)[:5])
    reports = _read_whole(archive, REPORTS_NAME, manifest.reports_bytes, manifest.reports_sha256)
    entries = tuple(_read_entries(reports))
    gaps = sum(entry.is_gap for entry in entries)
    if (len(entries) - gaps, gaps) != (manifest.reports, manifest.gaps):
        raise DataError("packages.altered")
    return OpenedPackage(manifest, signed, signature, card, entries, archive)


def _check_signature(signed: bytes, content: bytes, trusted: Sequence[OfficeCard]) -> tuple[OfficeCard, str]:
    try:
        said = json.loads(content)
        fingerprint, signature = str(said["fingerprint"]), str(said["signature"])
        written, key = bytes.fromhex(signature), str(said.get("key", fingerprint))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DataError("packages.altered") from error
    card = next((each for each in trusted if each.fingerprint == fingerprint), None)
    if card is None:
        raise ForbiddenError("packages.not_trusted", fingerprint=fingerprint[:40])
    if card.has_signed(written, SIGNED_PURPOSE + signed):
        return card, written.hex()
    if card.had_signed(written, SIGNED_PURPOSE + signed):
        raise ForbiddenError("packages.former_key", office=card.code, name=card.name)
    if read_fingerprint(key) not in ("", *card.key_fingerprints):
        raise ForbiddenError("packages.unknown_key", office=card.code, name=card.name)
    raise DataError("packages.altered")


def _read_entries(content: bytes) -> Iterator[ChainEntry]:
    try:
        *lines, rest = content.decode("utf-8").split("\n")
        if rest:
            raise ValueError(rest[:20])
        for line in lines:
            if line.startswith("{"):
                machine, position, digest = json.loads(line)["gap"]
                if not isinstance(machine, str) or type(position) is not int or position < 1:
                    raise ValueError(line[:100])
                yield ChainEntry(machine, position, read_hash(digest))
            else:
                sealed = read_form(line)
                yield ChainEntry(sealed.machine, sealed.chain_position, sealed.hash, line)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DataError("packages.bad_reports") from error


def _read_whole(archive: zipfile.ZipFile, name: str, size_bytes: int, sha256: str) -> bytes:
    content = _read_member(archive, name, size_bytes)
    if len(content) != size_bytes or hashlib.sha256(content).hexdigest() != sha256:
        raise DataError("packages.altered")
    return content


def _read_member(archive: zipfile.ZipFile, name: str, most_bytes: int) -> bytes:
    """Return a member that is not larger than it may be, whatever the archive says of its size."""
    try:
        with archive.open(name) as member:
            content = member.read(most_bytes + 1)
    except KeyError as error:
        raise DataError("packages.not_a_package") from error
    except (*_BROKEN, zlib.error, RuntimeError, EOFError) as error:
        raise DataError("packages.altered") from error
    if len(content) > most_bytes:
        raise DataError("packages.altered")
    return content
