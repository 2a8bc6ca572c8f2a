"""Where a shared store is: ``postgresql://user@host:5432/database?schema=border_gis``."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from border_gis.errors import InputError

SCHEMES = ("postgresql", "postgres")
DEFAULT_SCHEMA = "border_gis"
DEFAULT_PORT = 5432
_SSL_MODES = ("disable", "prefer", "require", "verify-full")
_PARAMETERS = {"schema", "sslmode", "sslrootcert"}


@dataclass(frozen=True, slots=True)
class PostgisLocation:
    """The parts of a location.

    Attributes
    ----------
    host, database, user, schema : str
    port : int
    password : str or None
    ssl_mode : str
        ``prefer`` encrypts where the server can; ``verify-full`` also makes sure of the server.
    ssl_root : str or None
        File with the certificate that signs the server's.
    """

    host: str
    port: int
    database: str
    user: str
    password: str | None = None
    schema: str = DEFAULT_SCHEMA
    ssl_mode: str = "prefer"
    ssl_root: str | None = None

    def __str__(self) -> str:
        """Return the location as it may be shown: without the password."""
        schema = "" if self.schema == DEFAULT_SCHEMA else f"?schema={self.schema}"
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}{schema}"

    def __repr__(self) -> str:
        return f"PostgisLocation({self})"

    def ssl_context(self) -> ssl.SSLContext | bool | None:
        """Return what the driver wants: None to prefer encryption, False for none."""
        if self.ssl_mode in ("prefer", "disable"):
            return None if self.ssl_mode == "prefer" else False
        if self.ssl_mode == "verify-full":
            return ssl.create_default_context(cafile=self.ssl_root)
        return True


def is_postgis_location(location: object) -> bool:
    """Return whether a location names a database rather than a file."""
    return isinstance(location, str) and location.partition("://")[0].lower() in SCHEMES


def read_location(text: str, environment: Mapping[str, str]) -> PostgisLocation:
    """Read a location.

    Parameters
    ----------
    text : str
    environment : mapping of str to str
        ``PGPASSWORD`` and ``PGUSER`` are read where the text does not have them.

    Raises
    ------
    InputError
        If the text is no such location; the message never shows a password.
    """
    parts = urlsplit(text)
    shown = re.sub(r"//([^/@:]*):[^@/]*@", r"//\1:…@", text)
    try:
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise InputError("store.bad_location", location=shown) from error
    given: dict[str, Any] = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username) if parts.username else environment.get("PGUSER", "")
    database = unquote(parts.path.lstrip("/"))
    ssl_mode = given.get("sslmode", "prefer")
    schema = given.get("schema", DEFAULT_SCHEMA)
    is_good = (
        parts.scheme.lower() in SCHEMES
        and user
        and database
        and set(given) <= _PARAMETERS
        and ssl_mode in _SSL_MODES
        and re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", schema)
    )
    if not is_good:
        raise InputError("store.bad_location", location=shown)
    return PostgisLocation(
        host=parts.hostname or "localhost",
        port=port,
        database=database,
        user=user,
        password=unquote(parts.password) if parts.password else environment.get("PGPASSWORD"),
        schema=schema,
        ssl_mode=ssl_mode,
        ssl_root=given.get("sslrootcert"),
    )
