"""Words that judge, and what is said to the other side in their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

# Chinese is written without spaces: a phrase stands wherever its characters do.
_WITHOUT_SPACES = "zh"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that is not said to the other side.

    Attributes
    ----------
    language : {"vi", "en", "zh"}
    judging : str
        As it is written, small letters, composed accents.
    neutral : str
        What is said in its place; empty where a person has to find other words.
    """

    language: str
    judging: str
    neutral: str = ""


def write_neutrally(text: str, phrases: Sequence[Phrase]) -> tuple[str, tuple[str, ...]]:
    """Return a text with neutral words in the place of judging ones, and what has no such words.

    Parameters
    ----------
    text : str
        In any of the languages.
    phrases : sequence of Phrase
        A longer phrase goes before a shorter one that it holds.

    Returns
    -------
    text : str
        Its letters composed; a capital at the start of a phrase stays one.
    left : tuple of str
        The judging phrases that are still in it.
    """
    written = unicodedata.normalize("NFC", text)
    known = _order(tuple(phrases))
    for phrase, pattern in known:
        if phrase.neutral:
            written = pattern.sub(partial(_replace, phrase.neutral), written)
    return written, find_judging(written, phrases)


def find_judging(text: str, phrases: Sequence[Phrase]) -> tuple[str, ...]:
    """Return the judging phrases in a text, each once."""
    written = unicodedata.normalize("NFC", text)
    return tuple(phrase.judging for phrase, pattern in _order(tuple(phrases)) if pattern.search(written))


def check_phrases(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Return the phrases whose neutral words judge themselves; there should be none."""
    known = tuple(phrases)
    return tuple(each for each in known if each.neutral and find_judging(each.neutral, known))


@lru_cache(maxsize=8)
def _order(phrases: tuple[Phrase, ...]) -> tuple[tuple[Phrase, re.Pattern[str]], ...]:
    longest_first = sorted(phrases, key=lambda phrase: -len(phrase.judging))
    return tuple((phrase, _write_pattern(phrase)) for phrase in longest_first)


def _write_pattern(phrase: Phrase) -> re.Pattern[str]:
    words = unicodedata.normalize("NFC", phrase.judging).split()
    inside = r"\s+".join(re.escape(word) for word in words)
    if phrase.language != _WITHOUT_SPACES:
        inside = rf"(?<!\w){inside}(?!\w)"
    return re.compile(inside, re.IGNORECASE)


def _replace(said: str, found: re.Match[str]) -> str:
    before = found[0]
    if len(before) > 1 and before.isupper():
        return said.upper()
    return said[:1].upper() + said[1:] if before[:1].isupper() else said
