"""What a search of incidents and reports looks into."""

from __future__ import annotations

import re
from collections.abc import Iterable

from border_gis.boundary.folding import fold_text
from border_gis.incidents.model import Incident, Report

# A Chinese text has no spaces: each of its signs is a word.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_SEARCHED_CHANGES = (
    "number",
    "title",
    "description",
    "source_paper",
    "unit_as_written",
    "province",
)


def write_search_text(incident: Incident) -> str:
    """Return everything of an incident that a search looks into, folded."""
    places = (f"{place.as_written} {place.reference}" for place in incident.places)
    return fold_text(
        " ".join(
            (
                incident.number,
                incident.title,
                incident.description,
                incident.source_paper,
                incident.unit_as_written,
                incident.province,
                *places,
            )
        )
    )


def write_words(text: str) -> str:
    """Return the words of a text, folded, with a space before, between and behind them.

    ``"1108/UBND-NC"`` becomes ``" 1108 ubnd nc "``: found by the number alone, by the whole, and
    not by ``"10"``.
    """
    return f" {' '.join(_WORD.findall(fold_text(text)))} "


def find_words(text: str) -> tuple[tuple[int, int], ...]:
    """Return from where to where the words of a text stand in it, as ``write_words`` takes them."""
    return tuple(match.span() for match in _WORD.finditer(text))


def split_phrases(text: str) -> tuple[str, ...]:
    """Return what a person looks for as phrases, each as ``write_words`` writes it.

    Everything between two spaces is one phrase, and so is everything between quotation marks.
    """
    parts = re.findall(r'"([^"]+)"|(\S+)', text)
    phrases = (write_words(quoted or plain) for quoted, plain in parts)
    return tuple(phrase for phrase in phrases if phrase.strip())


def write_report_words(report: Report) -> str:
    """Return everything of a report that a search looks into, as ``write_words`` does."""
    said = report.particulars
    changed = (report.changes.get(name) for name in _SEARCHED_CHANGES)
    texts = (
        report.text,
        report.source_paper,
        said.from_whom,
        said.to_whom,
        said.paper_number,
        "" if said.follow_up is None else said.follow_up.words,
        *(text for text in changed if isinstance(text, str)),
        *_write_places(report.changes.get("places") or ()),
    )
    return write_words(" ".join(texts))


def _write_places(places: Iterable[dict[str, str]]) -> Iterable[str]:
    for place in places:
        yield str(place.get("as_written") or "")
        yield str(place.get("reference") or "")
