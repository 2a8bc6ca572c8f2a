"""``border-gis references``: all marker references in a text."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from border_gis.boundary.reference import FoundReference, Reading, ReferenceEnd, find, format_reading
from border_gis.cli.output import print_json, print_line
from border_gis.errors import DataError, InputError
from border_gis.i18n import translate

NAME = "references"
EXAMPLE = "border-gis references bao-cao.txt --json\ntype bao-cao.txt | border-gis references - --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and the choice of JSON Lines."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="cli.references.file")
    parser.add_argument("--jsonl", action="store_true", help="cli.references.jsonl")


def run(arguments: argparse.Namespace) -> int:
    """Write the references of a text, or of each line of a JSON Lines file."""
    text = _read(arguments.file)
    if arguments.jsonl:
        for record in _read_lines(text):
            print_json({"id": record["id"], "references": _as_json(find(record["text"]))}, indent=None)
        return 0
    found = find(text)
    if arguments.json:
        print_json(_as_json(found))
        return 0
    for reference in found:
        written = " | ".join(format_reading(reading, arguments.language) for reading in reference.readings)
        shown = " ".join(reference.text.split())
        print_line(f"{reference.start}-{reference.end}\t{shown}\t{written}")
    if not found:
        print_line(translate("cli.references.none", {}, arguments.language))
    return 0


def _read(name: str) -> str:
    if name == "-":
        raw = sys.stdin.buffer.read()
    else:
        path = Path(name)
        if not path.exists():
            raise InputError("reference.file_not_found", file=name)
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise InputError("reference.file_not_readable", file=name, reason=error.strerror or "") from error
    return _decode(raw, name)


def _decode(raw: bytes, name: str) -> str:
    """Read UTF-8 with or without a mark, or UTF-16 with one; refuse what is no text."""
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError("reference.not_text", file=name, byte=error.start + 1) from error
    if "\x00" in text:
        raise DataError("reference.not_text", file=name, byte=text.index("\x00") + 1)
    return text


def _read_lines(text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError("reference.bad_json_line", line=number, reason=error.msg) from error
        if not (isinstance(record, dict) and "id" in record and isinstance(record.get("text"), str)):
            raise DataError("reference.bad_json_record", line=number)
        yield record


def _as_json(found: Iterable[FoundReference]) -> list[dict[str, Any]]:
    return [
        {
            "text": reference.text,
            "start": reference.start,
            "end": reference.end,
            "readings": [_reading_as_json(reading) for reading in _two_as_one(reference.readings)],
        }
        for reference in found
    ]


def _two_as_one(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Write "mốc 571 và mốc 572" as two readings: both markers, and the stretch between them."""
    kinds = [reading.kind for reading in readings]
    if kinds != ["range", "point", "point"]:
        return readings
    return (Reading("point", readings[1].start, readings[2].start), readings[0])


def _reading_as_json(reading: Reading) -> dict[str, Any]:
    value: dict[str, Any] = {
        "kind": reading.written_kind,
        "from": _end_as_json(reading.start),
        "to": None if reading.end is None else _end_as_json(reading.end),
    }
    if reading.kind == "offset":
        value["direction"] = None if reading.direction is None else reading.direction.value
        value["approximate"] = reading.approximate
    return value


def _end_as_json(end: ReferenceEnd) -> dict[str, Any]:
    offset = end.offset_m
    if offset is not None and offset.is_integer():
        offset = int(offset)
    marker = end.marker
    return {"number": marker.number, "sub": marker.sub, "position": marker.position, "offset_m": offset}
