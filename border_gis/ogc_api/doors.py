"""What every request passes before and after it is answered: the token, the headers, the log."""

from __future__ import annotations

import base64
import binascii
import logging
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ACCESS_LOG = logging.getLogger("border_gis.ogc_api.access")
CHALLENGES = ("Bearer", 'Basic realm="border-gis", charset="UTF-8"')
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
LONGEST_LOGGED_PATH = 200
LONGEST_CREDENTIALS = 400


def read_token(authorization: str) -> str:
    """Return the token of an ``Authorization`` header; empty where there is none.

    QGIS 3.22 and browsers know no bearer tokens: they send it as the password of HTTP's own
    sign-in, with any name.
    """
    kind, _, rest = authorization.strip().partition(" ")
    given = rest.strip()
    if len(given) > LONGEST_CREDENTIALS:
        return ""
    if kind.lower() == "bearer":
        return given
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


class TokenDoor:
    """Let in who brings a token that opens the profile.

    Parameters
    ----------
    app : ASGIApp
    opens : callable
        Whether a token opens the profile now; may take its time.
    refuse : ASGIApp
        Answers whoever has none.
    """

    def __init__(self, app: ASGIApp, opens: Callable[[str], bool], refuse: ASGIApp) -> None:
        self._app, self._opens, self._refuse = app, opens, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = read_token(Headers(scope=scope).get("authorization", ""))
        is_right = bool(token) and await run_in_threadpool(self._opens, token)
        await (self._app if is_right else self._refuse)(scope, receive, send)


class HeadersDoor:
    """Say on every answer that pages run no script and ask no other host, and that nothing is kept."""

    def __init__(self, app: ASGIApp, *, is_public: bool) -> None:
        self._app, self._cache = app, "no-cache" if is_public else "no-store"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = CONTENT_POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Cache-Control"] = self._cache
                headers["Vary"] = "Accept, Accept-Language, Authorization"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class LogDoor:
    """Write down what was asked for and how it went: no header, and nothing behind the question mark."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and write a line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, sent = time.perf_counter(), 0, 0

        async def send_and_count(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_and_count)
        finally:
            # As it came, with its percent signs: no line of the log can be made up.
            path = scope.get("raw_path", b"").partition(b"?")[0][:LONGEST_LOGGED_PATH]
            ACCESS_LOG.info(
                "%s %s %s %d %d %.0f ms",
                (scope.get("client") or ("-",))[0],
                scope["method"][:10],
                path.decode("ascii", "backslashreplace"),
                status,
                sent,
                (time.perf_counter() - started) * 1000,
            )
