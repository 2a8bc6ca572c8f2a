"""Kill an import after each of its statements, and look each time at what is there.

Run as ``python -m tests.services.import_crash KIND FOLDER [LOCATION]``; prints one JSON object.
It forks, so it runs in a process of its own, without threads.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from pathlib import Path

from border_gis.services.workspaces import open_workspace
from border_gis.stores.care import verify_store
from border_gis.stores.geopackage.home import GeoPackageConnection
from border_gis.stores.postgis.home import PostgisConnection
from tests.services.import_homes import KINDS, BringIn, look, open_on, settings_on

WRITING = ("INSERT", "UPDATE", "DELETE", "COMMIT")


def die_after(count: int) -> None:
    """Have this process killed right after so many statements that write."""
    left = [count]
    for kind in (GeoPackageConnection, PostgisConnection):
        real = kind.execute

        def execute(connection, sql, parameters=(), real=real):
            found = real(connection, sql, parameters)
            if sql.startswith(WRITING):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return found

        kind.execute = execute


def bring_in_and_die(bring_in: BringIn, folder: Path, location: str, count: int) -> bool:
    """Bring in with a process that is killed on the way; return whether it was."""
    child = os.fork()
    if child == 0:
        try:
            die_after(count)
            bring_in(open_workspace(settings_on(folder, location)))
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the import failed before it was killed"
    return False


def run(kind: str, folder: Path, location: str) -> dict[str, int]:
    """Kill the import at every statement; return what was counted."""
    told = {"kills": 0, "nothing": 0, "listed": 0, "halves": 0}
    settings = settings_on(folder, location)
    with tempfile.TemporaryDirectory() as files:
        workspace = open_on(folder, location)
        before = look(workspace)
        bring_in = KINDS[kind](workspace, Path(files))
        workspace.close()
        while bring_in_and_die(bring_in, folder, location, told["kills"] + 1):
            told["kills"] += 1
            workspace = open_workspace(settings)
            now, entries = look(workspace), workspace.store.imports()
            workspace.close()
            if now == before and not entries:
                told["nothing"] += 1
            elif entries:
                told["listed"] += 1
            else:
                told["halves"] += 1
        workspace = open_workspace(settings)
        told["entries"] = len(workspace.store.imports())
        again = bring_in(workspace)
        told["same"] = int(again == tuple(reversed(workspace.store.imports())))
        told["new"] = len(look(workspace)["incidents"]) - len(before["incidents"])
        told["files"] = len(workspace.store.attachments())
        workspace.close()
    told["unfit"] = len(verify_store(settings.store_location).findings)
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1], Path(sys.argv[2]), "".join(sys.argv[3:]))) + "\n")
