"""How many characters of prose are read in a second, and how well.

The texts are those of the tests: over a thousand short ones with what a careful reader finds in
them, and, where it is there, a real annual report. Beside the grammar stands what people write
instead: one regular expression behind the word "mốc".
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Row
from border_gis.boundary.reference import Reading, ReferenceEnd, find

TITLE = "References in prose: speed, and readings that are exactly right"

TEXTS = Path(__file__).parent.parent / "tests" / "boundary" / "reference" / "texts"
LONG_TEXT = 2_000_000
_PLAIN = re.compile(
    r"(?:mốc|M|界碑|marker)\s*(?:giới|số)?\s*(\d+)(?:/(\d+))?(?:\((\d)\))?(?:\s*[-–]\s*(\d+)(?:/(\d+))?)?"
)

Ends = tuple[tuple[object, ...], ...]


def run() -> list[Row]:
    """Read the texts with the grammar and with a regular expression."""
    items = [
        json.loads(line)
        for path in sorted(TEXTS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    prose = "\n\n".join(item["text"] for item in items)
    prose = (prose * (LONG_TEXT // len(prose) + 1))[:LONG_TEXT]
    ways: dict[str, Callable[[str], list[Ends]]] = {"grammar": _read, "regular expression": _match}
    return [_measure(name, way, items, prose) for name, way in ways.items()]


def _measure(name: str, way: Callable[[str], list[Ends]], items: list[dict], prose: str) -> Row:
    expected = right = found = 0
    for item in items:
        wanted = [_wanted(reference) for reference in item["references"]]
        read = way(item["text"])
        expected, found = expected + len(wanted), found + len(read)
        for ends in read:
            if ends in wanted:
                wanted.remove(ends)
                right += 1
    started = time.perf_counter()
    way(prose)
    seconds = time.perf_counter() - started
    return {
        "way": name,
        "texts": len(items),
        "references": expected,
        "found of them, %": round(100 * right / expected, 2),
        "right of the found, %": round(100 * right / max(found, 1), 2),
        "characters a second": round(len(prose) / seconds),
    }


def _wanted(reference: dict) -> Ends:
    best = reference["readings"][0]
    ends = (best["from"], best["to"])
    return tuple((e["number"], e["sub"], e["position"], e["offset_m"]) for e in ends if e is not None)


def _read(text: str) -> list[Ends]:
    return [_ends(reference.readings[0]) for reference in find(text)]


def _ends(reading: Reading) -> Ends:
    return tuple(_end(end) for end in (reading.start, reading.end) if end is not None)


def _end(end: ReferenceEnd) -> tuple[object, ...]:
    return (end.marker.number, end.marker.sub, end.marker.position, end.offset_m)


def _match(text: str) -> list[Ends]:
    def number(value: str | None) -> int | None:
        return int(value) if value else None

    found = []
    for match in _PLAIN.finditer(text):
        one, sub, position, other, other_sub = map(number, match.groups())
        ends: Ends = ((one, sub, position, None),)
        found.append(ends if other is None else (*ends, (other, other_sub, None, None)))
    return found
