"""Read what an office did and wrote that ships as demonstration data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import GateKind
from border_gis.errors import DataError
from border_gis.exchange.demonstration import make_demonstration_id
from border_gis.proceedings.model import NamedGate, NamedPaper, Proceeding, ProceedingState

NUMBER_PREFIX = "CT-CB"


def read_proceedings(path: Path, language: str) -> tuple[Proceeding, ...]:
    """Read proceedings, numbered by year in the order of the file.

    Parameters
    ----------
    path : Path
        ``data/proceedings/cao_bang_2022.toml``.
    language : {"vi", "en"}
        Of titles and texts.

    Raises
    ------
    DataError
        If the file cannot be read, or an entry lacks something.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(
            _read_row(row, content, number, language)
            for number, row in enumerate(content["proceeding"], start=1)
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise DataError("demonstration.unreadable", file=str(path), reason=reason) from error


def _read_row(row: Mapping[str, Any], whole: Mapping[str, Any], number: int, language: str) -> Proceeding:
    happened = PartialDate.fromisoformat(row.get("date", whole["date"]))
    return Proceeding(
        id=make_demonstration_id("proceeding", row["key"]),
        kind=row["kind"],
        title=row[f"title_{language}"],
        happened=happened,
        state=ProceedingState(row.get("state", "unknown")),
        number=f"{NUMBER_PREFIX}-{happened.year}-{number:03d}",
        papers=tuple(NamedPaper(one["title"], one.get("number", "")) for one in row.get("papers", ())),
        offices=tuple(row.get("offices", ())),
        reference_as_written=row.get("reference", ""),
        gates=tuple(
            NamedGate(one["name"], GateKind(one["sought"]) if "sought" in one else None)
            for one in row.get("gates", ())
        ),
        units=tuple(row.get("units", ())),
        incidents=tuple(sorted(make_demonstration_id("incident", key) for key in row.get("incidents", ()))),
        text=row.get(f"text_{language}", ""),
        source=whole[f"source_{language}"],
        province=whole["province"],
        demonstration=True,
    )
