"""``border-gis serve``: an OGC API Features service for QGIS and other programs, read-only."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.cli.run import choose_port
from border_gis.errors import InputError, StoreError
from border_gis.i18n import translate
from border_gis.settings import LOOPBACK_ADDRESS, Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from border_gis.services.publishing import Publication

NAME = "serve"
EXAMPLE = (
    'border-gis serve --officer "Cán bộ 1"\n'
    'border-gis serve --profile province --port 8512 --officer "Cán bộ 1"'
)

DEFAULT_SERVICE_PORT = 8511
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not listened on
LARGEST_LOG_BYTES = 5_000_000
MOST_AT_ONCE = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where to listen, and what may go out."""
    parser.add_argument("--host", metavar="ADDRESS", default=LOOPBACK_ADDRESS, help="cli.serve.help.host")
    parser.add_argument("--port", metavar="PORT", default=None, help="cli.serve.help.port")
    parser.add_argument("--profile", metavar="PROFILE", default="public", help="cli.serve.help.profile")
    parser.add_argument("--url", metavar="URL", default="", help="cli.serve.help.url")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve what the profile lets out until it is stopped, and print the address."""
    if importlib.util.find_spec("pygeoapi") is None:
        raise StoreError("service.not_installed")
    settings: Settings = arguments.settings
    language = arguments.language
    wanted = DEFAULT_SERVICE_PORT if arguments.port is None else settings.port
    listening = replace(settings, address=arguments.host, port=wanted)
    port = choose_port(listening, is_fixed=arguments.port is not None, language=language)
    url = choose_url(arguments.url, arguments.host, port)
    write_log(settings.logs_folder / "service.log")

    from border_gis.ogc_api.application import build_application
    from border_gis.services.publishing import PUBLIC, start_publication
    from border_gis.services.service_tokens import list_tokens
    from border_gis.services.workspaces import init_workspace

    workspace = init_workspace(settings)
    try:
        publication = start_publication(workspace, arguments.profile)
        application = build_application(publication, url)
        if arguments.profile != PUBLIC:
            if not any(each.profile == arguments.profile for each in list_tokens(workspace)):
                missing = {"profile": arguments.profile}
                print_message(translate("service.no_token_yet", missing, language))
            if arguments.host != LOOPBACK_ADDRESS and not url.startswith("https://"):
                print_message(translate("service.plain_http", None, language))

        def announce() -> None:
            announce_service(publication, url, language, as_json=arguments.json)

        listen(application, arguments.host, port, announce)
    finally:
        workspace.close()
    print_message(translate("cli.serve.stopped", None, language))
    return 0


def choose_url(said: str, host: str, port: int) -> str:
    """Return the address that the service is reached at, without a stroke at its end.

    Raises
    ------
    InputError
        If what was said is no address, or nothing was and the machine listens on all of its own.
    """
    if not said:
        if host in EVERY_ADDRESS:
            raise InputError("service.needs_url", host=host, port=port)
        return f"http://{host}:{port}"
    try:
        parts = urlsplit(said)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_address = is_address and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        is_address = False
    if not is_address:
        raise InputError("service.bad_url", url=said)
    return said.rstrip("/")


def write_log(path: Path) -> None:
    """Let warnings, and a line for each request, go into a file: no token, no header, no question."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=LARGEST_LOG_BYTES, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("border_gis.ogc_api.access").setLevel(logging.INFO)


def announce_service(publication: Publication, url: str, language: str, *, as_json: bool) -> None:
    """Print where the service is and how much of what it hands out."""
    from border_gis.exchange.outgoing.records import LAYERS

    counts = {LAYERS[kind][0]: len(publication.layer(kind).features) for kind in publication.kinds}
    if as_json:
        print_json(
            {"url": f"{url}/", "profile": publication.profile.code, "collections": counts}, indent=None
        )
    else:
        params = {"url": url, "profile": publication.profile.name(language)}
        print_line(translate("cli.serve.address", params, language))
        for name, count in counts.items():
            said = {"name": translate(f"layer.{name}", None, language), "count": count}
            print_line(translate("cli.serve.collection", said, language))
    sys.stdout.flush()


def listen(application: ASGIApp, host: str, port: int, announce: Callable[[], None]) -> None:
    """Serve until Ctrl+C."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                announce()

    configuration = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )
    try:
        Server(configuration).run()
    except KeyboardInterrupt:
        return
