"""Kill writers at random moments and hold what they were told was saved against the store.

Run as ``python -m tests.stores.crash LOCATION KILLS``; prints one JSON object. It forks, so it
runs in a process of its own, without threads.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from uuid import uuid4

from border_gis.stores import create_store, open_store
from border_gis.stores.care import verify_store
from tests.stores.builders import build_incident, build_opening, build_report

LONGEST_LIFE_S = {"file": 0.08, "database": 0.2}
REPORTS_IN_ONE = 3


def write_until_killed(location: str, pipe: int) -> None:
    """Append incidents of three reports each; say through the pipe when one is acknowledged."""
    store = open_store(location)
    while True:
        incident = build_incident(id=str(uuid4()))
        opening = build_opening(incident)
        more = [build_report(incident.id, 1, changes={"state": "surveyed"}), build_report(incident.id, 2)]
        os.write(pipe, f"?{incident.id}\n".encode())
        store.append_reports([opening, *more], "CB-2026")
        os.write(pipe, f"!{incident.id}\n".encode())


def kill_one(location: str, life_s: float, *, after_saving: bool) -> tuple[set[str], set[str]]:
    """Start a writer, kill it a while after it began, or after it was told that one is saved.

    Waiting for the writer's own words, and not for a time, a busy machine kills as many in the
    middle of their work as an idle one. Returns what it began and what it was told is saved.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            write_until_killed(location, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        heard = [said.readline()]
        if after_saving:
            heard.append(said.readline())
        time.sleep(life_s)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the writer failed before it was killed"
        lines = [line.decode().strip() for line in (*heard, *said.readlines())]
    return ({line[1:] for line in lines if line[:1] == "?"}, {line[1:] for line in lines if line[:1] == "!"})


def run(location: str, kills: int, seed: int) -> dict[str, int]:
    """Kill writers one after the other; return what was counted, all of it seen in the store."""
    dice = random.Random(seed)
    longest_s = LONGEST_LIFE_S["database" if location.startswith("postgresql") else "file"]
    create_store(location).close()
    begun: set[str] = set()
    acknowledged: set[str] = set()
    lost = halves = unfit = 0
    for kill in range(1, kills + 1):
        began, saved = kill_one(location, dice.uniform(0.0, longest_s), after_saving=kill % 3 == 0)
        begun |= began
        acknowledged |= saved
        store = open_store(location)
        lost += len(saved - {incident.id for incident in store.incidents()})
        for incident_id in began:
            halves += len(store.reports(incident_id)) not in (0, REPORTS_IN_ONE)
        store.close()
        if kill % 20 == 0 or kill == kills:
            unfit += len(verify_store(location).findings)
    store = open_store(location)
    stored = {incident.id for incident in store.incidents()}
    store.close()
    return {
        "kills": kills,
        "begun": len(begun),
        "acknowledged": len(acknowledged),
        "stored": len(stored),
        "lost": lost + len(acknowledged - stored),
        "halves": halves,
        "unfit": unfit,
        "strangers": len(stored - begun),
    }


if __name__ == "__main__":
    chosen_seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10**9)
    sys.stdout.write(
        json.dumps({"seed": chosen_seed, **run(sys.argv[1], int(sys.argv[2]), chosen_seed)}) + "\n"
    )
