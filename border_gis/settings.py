"""Settings of one run: built once at the door, passed in, never global."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from border_gis.errors import InputError

LANGUAGES = ("vi", "en")
DEFAULT_PORT = 8501
LOOPBACK_ADDRESS = "127.0.0.1"
SIGN_INS = ("off", "local", "oidc")
DEFAULT_CLICK_TOLERANCE_M = 2_000.0

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the program was told.

    Attributes
    ----------
    workspace_folder : Path
        Folder of the office's own data; made by ``border-gis init``.
    data_folder : Path
        The data that ships with the program, from which a workspace is built.
    language : str
        Language of messages and pages, ``"vi"`` or ``"en"``.
    address : str
        Address that the app listens on; another than this machine's own only with sign-in.
    port : int
        Port that the app listens on.
    click_tolerance_m : float
        How far from a line a point may lie and still be answered with a reference, in metres
        on the ground.
    store : str
        ``postgresql://user@host/database`` of an office that shares its data; empty for the
        file in the workspace. It may hold a password and is never shown.
    officer : str
        Name of whoever works here, which reports carry; empty until somebody says it.
    sign_in : {"off", "local", "oidc"}
        Off on a PC of its own; accounts of the office, or the institution's OpenID provider.
    subject_claim : str
        Which claim of the provider names the account.
    """

    workspace_folder: Path
    data_folder: Path
    language: str = "vi"
    address: str = LOOPBACK_ADDRESS
    port: int = DEFAULT_PORT
    click_tolerance_m: float = DEFAULT_CLICK_TOLERANCE_M
    store: str = field(default="", repr=False)
    officer: str = ""
    sign_in: str = SIGN_INS[0]
    subject_claim: str = "sub"

    @property
    def store_location(self) -> str:
        """Where the office's data is: a database where one was named, otherwise the file."""
        return self.store or str(self.store_path)

    @property
    def backups_folder(self) -> Path:
        """Where daily backups go, and those before a change of the schema."""
        return self.workspace_folder / "backups"

    @property
    def store_path(self) -> Path:
        """The office's data in one file."""
        return self.workspace_folder / "border.gpkg"

    @property
    def logs_folder(self) -> Path:
        """Where the particulars of unexpected errors go."""
        return self.workspace_folder / "logs"


def build_settings(
    environment: Mapping[str, str],
    *,
    workspace_folder: str | Path | None = None,
    data_folder: str | Path | None = None,
    language: str | None = None,
    port: int | str | None = None,
    officer: str | None = None,
) -> Settings:
    """Build the settings from what was given, then from the environment, then from defaults.

    Parameters
    ----------
    environment : Mapping[str, str]
        Usually ``os.environ``; the variables that are read are ``BORDER_GIS_WORKSPACE``,
        ``BORDER_GIS_DATA``, ``BORDER_GIS_LANGUAGE``, ``BORDER_GIS_PORT``,
        ``BORDER_GIS_CLICK_TOLERANCE_M``, ``BORDER_GIS_STORE``, ``BORDER_GIS_OFFICER``,
        ``BORDER_GIS_SIGN_IN``, ``BORDER_GIS_SUBJECT_CLAIM`` and ``BORDER_GIS_ADDRESS``.
    workspace_folder, data_folder, language, port, officer
        What was said explicitly; ``None`` where nothing was.

    Returns
    -------
    Settings
        With absolute folders.

    Raises
    ------
    InputError
        A language, port, tolerance or way to sign in that does not exist, or an address that
        others can reach although nobody has to sign in.
    """
    workspace = workspace_folder or environment.get("BORDER_GIS_WORKSPACE") or "workspace"
    sign_in = _read_sign_in(environment.get("BORDER_GIS_SIGN_IN") or SIGN_INS[0])
    data = data_folder or environment.get("BORDER_GIS_DATA") or PROJECT_FOLDER / "data"
    return Settings(
        workspace_folder=Path(workspace).expanduser().absolute(),
        data_folder=Path(data).expanduser().absolute(),
        language=_read_language(language or environment.get("BORDER_GIS_LANGUAGE") or LANGUAGES[0]),
        port=_read_port(port if port is not None else environment.get("BORDER_GIS_PORT") or DEFAULT_PORT),
        click_tolerance_m=_read_tolerance_m(
            environment.get("BORDER_GIS_CLICK_TOLERANCE_M") or DEFAULT_CLICK_TOLERANCE_M
        ),
        store=environment.get("BORDER_GIS_STORE", "").strip(),
        address=_read_address(environment.get("BORDER_GIS_ADDRESS") or LOOPBACK_ADDRESS, sign_in),
        sign_in=sign_in,
        subject_claim=environment.get("BORDER_GIS_SUBJECT_CLAIM", "").strip() or "sub",
        officer=(officer or environment.get("BORDER_GIS_OFFICER", "")).strip(),
    )


def _read_language(value: str) -> str:
    language = value.strip().lower()
    if language not in LANGUAGES:
        raise InputError("settings.unknown_language", value=value, known=list(LANGUAGES))
    return language


def _read_sign_in(value: str) -> str:
    sign_in = value.strip().lower()
    if sign_in not in SIGN_INS:
        raise InputError("settings.unknown_sign_in", value=value, known=list(SIGN_INS))
    return sign_in


def _read_address(value: str, sign_in: str) -> str:
    address = value.strip()
    if sign_in == SIGN_INS[0] and address != LOOPBACK_ADDRESS:
        raise InputError("settings.address_without_sign_in", value=value, known=LOOPBACK_ADDRESS)
    return address


def _read_port(value: int | str) -> int:
    try:
        port = int(value)
    except ValueError:
        port = 0
    if not 1 <= port <= 65_535:
        raise InputError("settings.bad_port", value=str(value))
    return port


def _read_tolerance_m(value: float | str) -> float:
    try:
        tolerance_m = float(value)
    except ValueError:
        tolerance_m = 0.0
    if not 0.0 < tolerance_m <= 100_000.0:
        raise InputError("settings.bad_tolerance", value=str(value))
    return tolerance_m
