"""A small proxy that adds the headers of the shipped sample, and nothing else, to what the app answers."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CADDYFILE = ROOT / "docs" / "reverse-proxy" / "Caddyfile"
NGINX = ROOT / "docs" / "reverse-proxy" / "nginx.conf"
POLICY = "Content-Security-Policy"
# Only sense it makes over TLS, which the test does without.
ONLY_WITH_TLS = "Strict-Transport-Security"


def read_caddyfile() -> dict[str, dict[str, str]]:
    """The headers of the sample for Caddy: for pages, and for frames."""
    text = CADDYFILE.read_text(encoding="utf-8")
    both = dict(re.findall(r'^\theader ([A-Z][\w-]+) "(.*)"$', text, re.MULTILINE))
    named = {
        kind: dict(re.findall(rf'^\theader @{kind} ([\w-]+) "(.*)"$', text, re.MULTILINE)) | both
        for kind in ("pages", "frames")
    }
    assert "@pages not path /component/*" in text
    assert "@frames path /component/*" in text
    return named


def read_nginx() -> dict[str, dict[str, str]]:
    """The headers of the sample for nginx: for pages, and for frames."""
    text = NGINX.read_text(encoding="utf-8")
    both = dict(re.findall(r'^ +add_header ([\w-]+) "(.*)" always;$', text, re.MULTILINE))
    assert f"add_header {POLICY} $content_policy always;" in text
    policies = dict(re.findall(r'^ +(default|~\^/component/) "(.*)";$', text, re.MULTILINE))
    return {
        "pages": {POLICY: policies["default"]} | both,
        "frames": {POLICY: policies["~^/component/"]} | both,
    }


class HeaderProxy:
    """A listener on the loopback address, one thread for each connection.

    Attributes
    ----------
    url : str
    """

    def __init__(self, upstream_port: int) -> None:
        self._upstream_port = upstream_port
        self._headers = read_caddyfile()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(visitor,), daemon=True).start()

    def _serve(self, visitor: socket.socket) -> None:
        with contextlib.suppress(OSError), visitor:
            head, rest = _read_head(visitor)
            if not head:
                return
            upgrades = re.search(rb"^upgrade: *websocket", head, re.IGNORECASE | re.MULTILINE) is not None
            if not upgrades:
                head = re.sub(rb"\r\nconnection:[^\r]*", b"", head, flags=re.IGNORECASE)
                head = head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
            with socket.create_connection(("127.0.0.1", self._upstream_port)) as app:
                app.sendall(head + rest)
                threading.Thread(target=_pump, args=(visitor, app), daemon=True).start()
                answer, rest = _read_head(app)
                path = head.split(b" ", 2)[1].decode("ascii", "replace")
                visitor.sendall((answer if upgrades else self._add(answer, path)) + rest)
                _pump(app, visitor)

    def _add(self, answer: bytes, path: str) -> bytes:
        added = self._headers["frames" if path.startswith("/component/") else "pages"]
        lines = answer[:-4].decode("latin-1").split("\r\n")
        names = {name.lower() for name in added} | {"server"}
        kept = [line for line in lines if line.partition(":")[0].lower() not in names]
        more = [f"{name}: {value}" for name, value in added.items() if name != ONLY_WITH_TLS]
        return "\r\n".join([*kept, *more, "", ""]).encode("latin-1")


def _read_head(source: socket.socket) -> tuple[bytes, bytes]:
    read = b""
    while b"\r\n\r\n" not in read:
        more = source.recv(65_536)
        if not more:
            return b"", b""
        read += more
    end = read.index(b"\r\n\r\n") + 4
    return read[:end], read[end:]


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while more := source.recv(65_536):
            target.sendall(more)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
