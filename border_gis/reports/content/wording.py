"""Say things in every language of a paper, in the words of its release profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from border_gis.access.profiles import ReleaseProfile
from border_gis.access.wording import Phrase, write_neutrally
from border_gis.boundary.dates import PartialDate
from border_gis.errors import Finding
from border_gis.i18n import format_date, has_words, load_words, translate
from border_gis.i18n.letters import written_in
from border_gis.i18n.values import enum_code
from border_gis.reports.content.model import Cell, Words

SHIPPED = ("shipped.line_world_atlas_10m", "shipped.source_world_atlas_10m")
"""Names and sources of what ships with the program, which have words in every language."""


@dataclass(eq=False)
class Speaker:
    """Who says the words of one paper.

    Attributes
    ----------
    languages : tuple of str
    profile : ReleaseProfile
    phrases : tuple of Phrase
        Words that a neutral profile replaces.
    withheld : list of str
        Records of which a text was kept back because it judges.
    renderings : dict of str to str
        Chinese words that no treaty, law or press text showed, with the Vietnamese: an interpreter
        checks them before print.
    """

    languages: tuple[str, ...]
    profile: ReleaseProfile
    phrases: tuple[Phrase, ...] = ()
    withheld: list[str] = field(default_factory=list)
    renderings: dict[str, str] = field(default_factory=dict)

    def say(self, code: str, params: Mapping[str, Any] | None = None) -> Words:
        """Return the words of a code; a neutral profile has words of its own for some."""
        if self.profile.is_neutral and has_words(f"neutral.{code}"):
            code = f"neutral.{code}"
        return tuple(self._say_in(code, params, language) for language in self.languages)

    def term(self, value: Any) -> Words:
        """Return the words of a member of an enumeration."""
        code = enum_code(value)
        return ("",) * len(self.languages) if code is None else self.say(code)

    def listed(self, kind: str, value: str) -> Words:
        """Return the words of a code of an office's list; one that has none stands as it was written."""
        return self.say(f"{kind}.{value}") if has_words(f"{kind}.{value}") else self.free(value)

    def finding(self, finding: Finding, record: str = "") -> Words:
        """Return the words of a finding; the names in it are said as everywhere in the paper."""
        named = {
            name: self.name(value, record) for name, value in finding.params.items() if isinstance(value, str)
        }
        return self.compose(finding.code, named, finding.params)

    def compose(
        self, code: str, named: Mapping[str, Words], params: Mapping[str, Any] | None = None
    ) -> Words:
        """Return the words of a code with parameters that are words themselves, each in its language."""
        return tuple(
            self.say(code, {**(params or {}), **{name: words[place] for name, words in named.items()}})[place]
            for place in range(len(self.languages))
        )

    def name(self, text: str, record: str = "") -> Words:
        """Return the name of a thing: in each language where it ships with one, otherwise as it stands."""
        written, is_withheld = self._take(text, record)
        if is_withheld:
            return self.say("report.withheld")
        code = _find_shipped(written)
        return (written,) * len(self.languages) if code is None else self.say(code)

    def free(self, text: str, record: str = "") -> Words:
        """Return what a person wrote, as it stands; in other languages it is marked as the original.

        Where the language in which it was written has a column of its own, the others say so instead of
        repeating it. A neutral profile replaces judging words, or keeps the text back.
        """
        written, is_withheld = self._take(text, record)
        if is_withheld:
            return self.say("report.withheld")
        code = _find_shipped(written)
        if code is not None:
            return self.say(code)
        original = written_in(written)
        if original is None:
            return (written,) * len(self.languages)
        beside = f"report.see_original_{original}" if original in self.languages else ""
        marked = self.say(beside) if beside else self.say(f"report.original_{original}", {"text": written})
        return tuple(
            written if language == original else said
            for language, said in zip(self.languages, marked, strict=True)
        )

    def _take(self, text: str, record: str) -> tuple[str, bool]:
        """Return a text in one line, neutrally where the profile asks, and whether it is kept back."""
        written = " ".join(text.split())
        if not self.profile.is_neutral:
            return written, False
        written, left = write_neutrally(written, self.phrases)
        if left:
            self.withheld.append(record)
        return written, bool(left)

    def allows(self, kind: str, *names: str) -> bool:
        """Return whether fields of a kind of record may go out."""
        return self.profile.allows_all(kind, names)

    def cell(self, words: Words) -> Cell:
        """Return words as a cell."""
        return Cell(words=words)

    def when(self, day: PartialDate | None) -> Cell:
        """Return a date as precisely as it is known: a day as a day, a month or a year in words."""
        if day is None:
            return Cell()
        if day.precision == "day":
            return Cell(day=day.first_day)
        return Cell(words=tuple(format_date(day, language) for language in self.languages))

    def join(self, parts: Sequence[Words], between: str = "; ") -> Words:
        """Return several texts as one, language by language."""
        return tuple(
            between.join(part[place] for part in parts if part[place]) for place in range(len(self.languages))
        )

    def _say_in(self, code: str, params: Mapping[str, Any] | None, language: str) -> str:
        entry = load_words().get(code, {})
        if language == "zh" and "zh" not in entry and has_words(f"term.{code}"):
            said = translate(f"term.{code}", params, "zh")
            self.renderings[said] = entry.get("vi", code)
            return said
        return translate(code, params, language)


def _find_shipped(text: str) -> str | None:
    words = load_words()
    return next((code for code in SHIPPED if text in words[code].values()), None)
