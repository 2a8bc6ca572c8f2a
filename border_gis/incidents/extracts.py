"""The part of a text in which somebody found what they looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from border_gis.boundary.folding import fold_text
from border_gis.incidents.model import Report
from border_gis.incidents.search import find_words

LETTERS_AROUND = 60
"""So much of a text is shown on each side of what was found in it."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A part of a text.

    Attributes
    ----------
    text : str
        As it was written, on one line, with an ellipsis where it was cut.
    marks : tuple of (int, int)
        From where to where in it stand the words that were looked for.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def extract_report(report: Report, phrases: Sequence[str]) -> Extract | None:
    """Return the part of a report in which phrases occur; None if they occur in nothing that it says.

    Parameters
    ----------
    report : Report
    phrases : sequence of str
        As ``split_phrases`` returns them.
    """
    said = report.particulars
    texts = (
        report.text,
        said.paper_number,
        report.source_paper,
        said.from_whom,
        said.to_whom,
        "" if said.follow_up is None else said.follow_up.words,
        str(report.changes.get("description") or ""),
        str(report.changes.get("source_paper") or ""),
    )
    found = [(_count(text, phrases), text) for text in texts if text]
    most, text = max(found, key=lambda each: each[0], default=(0, ""))
    return cut_extract(text, phrases) if most else None


def cut_extract(text: str, phrases: Sequence[str]) -> Extract:
    """Return the surroundings of the place where most of the phrases occur, each of them marked.

    Parameters
    ----------
    text : str
    phrases : sequence of str
        As ``split_phrases`` returns them. Without any of them in it the text's beginning is returned.
    """
    line = " ".join(text.split())
    spans = _find_spans(line, phrases)
    start, end = _find_densest(line, spans)
    first = 0 if start <= LETTERS_AROUND else _word_begin(line, start - LETTERS_AROUND)
    last = len(line) if len(line) - end <= LETTERS_AROUND else line.rfind(" ", end, end + LETTERS_AROUND)
    last = last if last > end else min(end + LETTERS_AROUND, len(line))
    before, behind = "… " if first else "", " …" if last < len(line) else ""
    moved = len(before) - first
    marks = tuple((low + moved, high + moved) for low, high in spans if first <= low and high <= last)
    return Extract(before + line[first:last] + behind, marks)


def _count(text: str, phrases: Iterable[str]) -> int:
    return sum(bool(_find_spans(text, (phrase,))) for phrase in phrases)


def _find_spans(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Return from where to where the phrases stand in a text, in order, none over another."""
    words = [(fold_text(text[low:high]), low, high) for low, high in find_words(text)]
    found: list[tuple[int, int]] = []
    for phrase in phrases:
        wanted = phrase.split()
        for row in range(len(words) - len(wanted) + 1):
            some = words[row : row + len(wanted)]
            if [word for word, _, _ in some] == wanted:
                found.append((some[0][1], some[-1][2]))
    spans: list[tuple[int, int]] = []
    for low, high in sorted(found):
        if not spans or low >= spans[-1][1]:
            spans.append((low, high))
    return spans


def _find_densest(line: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return from where to where most different words stand near each other, the first such place."""
    best, most = (0, 0), 0
    for row, (start, end) in enumerate(spans):
        near = [span for span in spans[row:] if span[1] - start <= LETTERS_AROUND] or [(start, end)]
        different = len({fold_text(line[low:high]) for low, high in near})
        if different > most:
            best, most = (start, near[-1][1]), different
    return best


def _word_begin(line: str, at: int) -> int:
    space = line.find(" ", at)
    return at if space < 0 or space > at + LETTERS_AROUND // 2 else space + 1
