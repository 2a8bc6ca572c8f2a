"""A private PostgreSQL server on a free loopback port, run as a user other than root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL_COMMAND = "sudo apt-get install --no-install-recommends postgresql-15 postgresql-15-postgis-3"
_BIN_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))


def find_programs() -> Path | None:
    """Return the folder of the newest server that has PostGIS; None if there is none."""
    for folder in reversed(_BIN_FOLDERS):
        share = Path("/usr/share/postgresql") / folder.parts[-2] / "extension" / "postgis.control"
        if (folder / "initdb").exists() and share.exists():
            return folder
    return None


class Cluster:
    """A running server; ``location(schema)`` names a store in it."""

    def __init__(self, programs: Path, folder: Path, user: str | None, is_durable: bool) -> None:
        self.programs, self.folder, self.user, self.is_durable = programs, folder, user, is_durable
        self.port = _free_port()

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            user=self.user,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "''",
            "max_connections": "60",
            "fsync": "on" if self.is_durable else "off",
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-w", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def location(self, schema: str = "border_gis", database: str = "border") -> str:
        return f"postgresql://border@127.0.0.1:{self.port}/{database}?schema={schema}"


@contextmanager
def run_cluster(*, is_durable: bool = False) -> Iterator[Cluster]:
    """Make a server, run it, and take it away afterwards.

    Without ``is_durable`` it does not wait for the disk, which only a power cut could show.
    """
    programs = find_programs()
    assert programs is not None
    user = None
    if os.geteuid() == 0:
        user = next(name for name in ("postgres", "nobody") if _has_user(name))
    folder = Path(tempfile.mkdtemp(prefix="border-gis-postgres-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        cluster = Cluster(programs, folder, user, is_durable)
        cluster.run(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "border",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        cluster.start()
        try:
            cluster.run("createdb", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "border", "border")
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_user(name: str) -> bool:
    import pwd  # not on Windows

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
