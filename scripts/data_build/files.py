"""Write files the same way every time, so that a second build changes nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DECIMALS = 6


def round_positions(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return degrees rounded to six decimals, about 0.1 m."""
    return np.round(positions, DECIMALS) + 0.0


def format_geojson(features: Iterable[Mapping[str, Any]], **members: Any) -> str:
    """Return a FeatureCollection (RFC 7946, WGS 84), one line for each feature."""
    head = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False)[:-1]
    rows = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{head}, "features": [\n{rows}\n]}}\n'


def format_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a table with a head and line feeds; absent values are empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with line feeds on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
