"""What a package says of itself: from whom, for whom, which links of which chains, which files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from border_gis.access import Secrecy
from border_gis.access.office_cards import OfficeCard, build_card, describe_card
from border_gis.errors import DataError
from border_gis.incidents.foreign import read_sight
from border_gis.incidents.packages import ChainSpan

FORMAT = "border-gis package"
VERSION = 1
MANIFEST_NAME = "manifest.json"
SIGNATURE_NAME = "manifest.sig"
REPORTS_NAME = "reports.jsonl"
FILES_FOLDER = "files/"
_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_POSITION = 10**12


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file that goes with the reports.

    Attributes
    ----------
    sha256, name, media_type : str
    size_bytes : int
    received_at : str
        UTC, ISO 8601.
    received_by, secrecy, made_from : str
    """

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    received_at: str
    received_by: str
    secrecy: str
    made_from: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is signed.

    Attributes
    ----------
    id : str
        UUID.
    number, since : int
        1, 2, 3, … for each receiver; the package that it goes on from.
    sender : OfficeCard
    receiver : str
        Fingerprint.
    made_at : datetime
        Aware, UTC.
    made_by, profile, approved_by : str
    level : Secrecy
    reports, gaps : int
    reports_sha256 : str
        Of the file of reports.
    reports_bytes : int
    chains : tuple of ChainSpan
    sight : mapping
        What the sender had seen of other offices, as ``write_sight`` writes it.
    files : tuple of PackagedFile
    previous : str
        SHA-256 of the manifest of the package that it goes on from; empty for none.
    """

    id: str
    number: int
    since: int
    sender: OfficeCard
    receiver: str
    made_at: datetime
    made_by: str
    profile: str
    approved_by: str
    level: Secrecy
    reports: int
    gaps: int
    reports_sha256: str
    reports_bytes: int
    chains: tuple[ChainSpan, ...]
    sight: Mapping[str, Any]
    files: tuple[PackagedFile, ...] = ()
    previous: str = ""


def write_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as it is signed: one text for one manifest."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "id": manifest.id,
        "number": manifest.number,
        "since": manifest.since,
        "from": describe_card(manifest.sender),
        "to": manifest.receiver,
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "made_by": manifest.made_by,
        "profile": manifest.profile,
        "approved_by": manifest.approved_by,
        "level": manifest.level.value,
        "reports": manifest.reports,
        "gaps": manifest.gaps,
        "reports_sha256": manifest.reports_sha256,
        "reports_bytes": manifest.reports_bytes,
        "chains": [asdict(span) for span in manifest.chains],
        "sight": dict(manifest.sight),
        "files": [asdict(each) for each in manifest.files],
        "previous": manifest.previous,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest of a package.

    Raises
    ------
    DataError
        If it is none of this version.
    """
    try:
        read = json.loads(content)
        if (read["format"], read["version"]) != (FORMAT, VERSION):
            raise DataError("packages.other_version", version=str(read["version"]), known=VERSION)
        manifest = Manifest(
            id=str(UUID(read["id"])),
            number=_count(read["number"]),
            since=_count(read["since"]),
            sender=build_card(read["from"]),
            receiver=_text(read["to"]),
            made_at=_read_moment(read["made_at"]),
            made_by=_text(read["made_by"]),
            profile=_text(read["profile"]),
            approved_by=_text(read["approved_by"]),
            level=Secrecy(read["level"]),
            reports=_count(read["reports"]),
            gaps=_count(read["gaps"]),
            reports_sha256=read_hash(read["reports_sha256"]),
            reports_bytes=_count(read["reports_bytes"]),
            chains=tuple(_read_span(each) for each in _list(read["chains"])),
            sight=read["sight"],
            files=tuple(_read_file(each) for each in _list(read["files"])),
            previous=_text(read["previous"]),
        )
        read_sight(manifest.sight, "")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError("packages.bad_manifest") from error
    return manifest


def read_hash(value: Any) -> str:
    """Return a SHA-256 in hexadecimal; ValueError if it is none."""
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise ValueError(value)
    return value


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _MOST_POSITION:
        raise ValueError(value)
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _read_moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


def _read_span(each: Mapping[str, Any]) -> ChainSpan:
    return ChainSpan(
        machine=_text(each["machine"]),
        from_position=_count(each["from_position"]),
        from_hash=read_hash(each["from_hash"]),
        to_position=_count(each["to_position"]),
        to_hash=read_hash(each["to_hash"]),
    )


def _read_file(each: Mapping[str, Any]) -> PackagedFile:
    _read_moment(each["received_at"])
    return PackagedFile(
        sha256=read_hash(each["sha256"]),
        name=_text(each["name"]),
        media_type=_text(each["media_type"]),
        size_bytes=_count(each["size_bytes"]),
        received_at=_text(each["received_at"]),
        received_by=_text(each["received_by"]),
        secrecy=Secrecy(each["secrecy"]).value,
        made_from=_text(each["made_from"]),
    )
