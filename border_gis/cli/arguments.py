"""Argument parsing that speaks the language of the person who types."""

from __future__ import annotations

import argparse
import functools
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from border_gis.cli.commands import Command, list_commands
from border_gis.i18n import has_words, translate
from border_gis.settings import LANGUAGES

USAGE_ERROR = 2
_PLACEHOLDER = "COMMAND"

# What argparse says in English, and the code that says it in the person's language.
_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (?P<names>.+)", re.DOTALL), "cli.usage.required"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)", re.DOTALL), "cli.usage.unrecognized"),
    (re.compile(r"argument (?P<name>\S+): expected (one|at least one) argument"), "cli.usage.value_missing"),
    (re.compile(r"argument (?P<name>\S+): invalid \S+ value: (?P<value>.+)"), "cli.usage.bad_value"),
    (
        re.compile(r"argument (?P<name>\S+): invalid choice: (?P<value>.+) \(choose from (?P<known>.+)\)"),
        "cli.usage.bad_choice",
    ),
)


class WordsFormatter(argparse.RawDescriptionHelpFormatter):
    """Help in one language; a ``help`` that is a code is shown in words."""

    def __init__(self, prog: str, *, language: str, **options: Any) -> None:
        super().__init__(prog, **options)
        self._language = language

    def _get_help_string(self, action: argparse.Action) -> str | None:
        text = action.help
        if text and has_words(text):
            return translate(text, None, self._language).replace("%", "%%")
        return text

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Add the usage line under a heading in the person's language."""
        heading = prefix if prefix is not None else translate("cli.help.usage", None, self._language) + " "
        super().add_usage(usage, actions, groups, heading)


class CommandParser(argparse.ArgumentParser):
    """A parser whose headings and complaints are in one language.

    Parameters
    ----------
    language : str
        Language of everything that the parser says.
    **options
        As for `argparse.ArgumentParser`.
    """

    def __init__(self, *, language: str, **options: Any) -> None:
        formatter = functools.partial(WordsFormatter, language=language)
        super().__init__(formatter_class=formatter, add_help=False, allow_abbrev=False, **options)
        self.language = language
        self._positionals.title = translate("cli.help.arguments", None, language)
        self._optionals.title = translate("cli.help.options", None, language)
        self.add_argument("-h", "--help", action="help", help="cli.help.help")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, how it is meant, and end with 2."""
        said = explain_usage(message, self.language)
        advice = translate("cli.usage.advice", {"command": self.prog}, self.language)
        sys.stderr.write(f"{said}\n{self.format_usage().rstrip()}\n{advice}\n")
        raise SystemExit(USAGE_ERROR)


def explain_usage(message: str, language: str) -> str:
    """Say a complaint of argparse in the person's language."""
    for pattern, code in _COMPLAINTS:
        match = pattern.fullmatch(message)
        if match is not None:
            return translate(code, match.groupdict(), language)
    return translate("cli.usage.other", {"message": message}, language)


def build_head_parser(language: str) -> CommandParser:
    """Build the parser of what stands before the command."""
    rows = "\n".join(f"  {name:<14} {_summary(name, language)}" for name in list_commands())
    heading = translate("cli.help.commands", None, language)
    advice = translate("cli.usage.advice", {"command": f"border-gis {_PLACEHOLDER}"}, language)
    parser = CommandParser(
        language=language,
        prog="border-gis",
        usage=f"border-gis [--language {{{','.join(LANGUAGES)}}}] [--version] {_PLACEHOLDER} …",
        description=translate("cli.help.description", None, language),
        epilog=f"{heading}\n{rows}\n\n{advice}",
    )
    parser.add_argument("--version", action="store_true", help="cli.help.version")
    parser.add_argument("--language", choices=LANGUAGES, default=None, help="cli.help.language")
    return parser


def build_command_parser(name: str, command: Command, language: str) -> CommandParser:
    """Build the parser of one command: its own arguments, and those that all have."""
    example = translate("cli.help.example", None, language)
    lines = "\n".join(f"  {line}" for line in command.EXAMPLE.strip().splitlines())
    parser = CommandParser(
        language=language,
        prog=f"border-gis {name}",
        description=_summary(name, language),
        epilog=f"{example}\n{lines}",
    )
    command.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="cli.help.json")
    # A command that writes papers has --language for these: its messages follow what stands before it.
    if not getattr(command, "WRITES_PAPERS", False):
        parser.add_argument("--language", choices=LANGUAGES, default=None, help="cli.help.language")
    parser.add_argument("--workspace", metavar="FOLDER", default=None, help="cli.help.workspace")
    return parser


def add_officer_argument(parser: argparse.ArgumentParser) -> None:
    """Add who is at work, for a command that writes; ``BORDER_GIS_OFFICER`` says it otherwise."""
    parser.add_argument("--officer", metavar="NAME", default=None, help="cli.help.officer")


def split_at_command(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split a command line before its command, the first word that is no option."""
    position = 0
    while position < len(words) and words[position].startswith("-"):
        position += 2 if words[position] == "--language" else 1
    return list(words[:position]), list(words[position:])


def _summary(name: str, language: str) -> str:
    return translate(f"cli.{name.replace('-', '_')}.summary", None, language)
