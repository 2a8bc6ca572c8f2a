"""The frame around every command: language, settings, errors and exit codes.

Exit codes: 0 fine; 1 findings; 2 a command line that is not understood; 3 input, 4 data,
5 store or file, 6 coordinate reference system, 7 not found (see `border_gis.errors`);
70 an unexpected error, whose particulars are in a log file; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from border_gis import __version__
from border_gis.cli.arguments import USAGE_ERROR, build_command_parser, build_head_parser, split_at_command
from border_gis.cli.commands import list_commands, load_command
from border_gis.cli.output import print_json, print_line, print_message, use_utf8
from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, translate
from border_gis.services.error_logs import write_error_log
from border_gis.settings import LANGUAGES, Settings, build_settings

FINE = 0
FILE_ERROR = 5
UNEXPECTED = 70
READER_WENT_AWAY = 141

_FILE_REASONS = {
    errno.ENOENT: "cli.file_error.missing",
    errno.EACCES: "cli.file_error.forbidden",
    errno.EPERM: "cli.file_error.forbidden",
    errno.EROFS: "cli.file_error.read_only",
    errno.ENOSPC: "cli.file_error.disk_full",
    errno.EISDIR: "cli.file_error.is_folder",
    errno.ENOTDIR: "cli.file_error.no_folder",
    errno.EEXIST: "cli.file_error.no_folder",
}


def run_command(words: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    words : Sequence[str]
        The words after ``border-gis``.

    Returns
    -------
    int
        See the head of this module.
    """
    use_utf8()
    try:
        code = _run(*split_at_command(words), guess_language(words))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone; what the interpreter flushes at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_WENT_AWAY
    return code


def guess_language(words: Sequence[str]) -> str:
    """Find the language before anything is parsed: what was typed, the environment, Vietnamese."""
    said = os.environ.get("BORDER_GIS_LANGUAGE", "").strip().lower()
    for position, word in enumerate(words):
        if word.startswith("--language="):
            said = word.partition("=")[2]
        elif word == "--language" and position + 1 < len(words):
            said = words[position + 1]
    return said if said in LANGUAGES else LANGUAGES[0]


def _run(head: list[str], rest: list[str], language: str) -> int:
    settings: Settings | None = None
    as_json = "--json" in rest
    try:
        said = build_head_parser(language).parse_args(head)
        if said.version:
            print_line(__version__)
            return FINE
        if not rest:
            build_head_parser(language).print_help()
            return FINE
        name = rest[0]
        if name not in list_commands():
            return _refuse_command(name, language)
        command = load_command(name)
        arguments = build_command_parser(name, command, language).parse_args(rest[1:])
        settings = build_settings(
            os.environ,
            workspace_folder=arguments.workspace,
            language=getattr(arguments, "language", None) or said.language,
            port=getattr(arguments, "port", None),
            officer=getattr(arguments, "officer", None),
        )
        arguments.settings = settings
        arguments.language = settings.language
        return command.run(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FINE
    except BorderGisError as error:
        _report(error.code, error.params, describe_error(error, language), as_json)
        return error.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = _FILE_REASONS.get(error.errno or 0)
        params = {
            "path": str(error.filename or ""),
            "reason": translate(reason, None, language) if reason else error.strerror or str(error),
        }
        code = "cli.file_error" if params["path"] else "cli.system_error"
        _report(code, params, translate(code, params, language), as_json)
        write_error_log(error, settings)
        return FILE_ERROR
    except Exception as error:
        if _was_interrupted(error):
            raise KeyboardInterrupt from error
        path = write_error_log(error, settings)
        params = {"path": str(path)}
        code = "cli.unexpected" if path else "cli.unexpected_unlogged"
        _report(code, params, translate(code, params, language), as_json)
        return UNEXPECTED


def _was_interrupted(error: BaseException) -> bool:
    """Return whether Ctrl+C lies behind an error: libraries wrap what breaks their import off."""
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, KeyboardInterrupt):
            return True
        behind = behind.__cause__ or behind.__context__
    return False


def _refuse_command(name: str, language: str) -> int:
    near = get_close_matches(name, list_commands(), n=1)
    code = "cli.unknown_command_near" if near else "cli.unknown_command"
    params = {"name": name, "near": near[0] if near else "", "known": list(list_commands())}
    print_message(translate(code, params, language))
    return USAGE_ERROR


def _report(code: str, params: Mapping[str, object], message: str, as_json: bool) -> None:
    print_message(message)
    if as_json:
        plain = {
            name: value if isinstance(value, (int, str)) else str(value) for name, value in params.items()
        }
        print_json({"error": {"code": code, "params": plain, "message": message}})
