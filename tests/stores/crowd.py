"""Many processes write to one store at once, one durable report in each transaction.

Run as ``python -m tests.stores.crowd LOCATION PROCESSES TRANSACTIONS``; prints one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from uuid import uuid4

from border_gis.stores import create_store, open_store
from border_gis.stores.care import verify_store
from tests.stores.builders import build_opening, build_report


def write(location: str, number: int, transactions: int, start_at: float, pipe: int) -> None:
    """Open an incident of its own and a share of a common one; say how long each took."""
    store = open_store(location)
    common = store.incident("CB-2026-001")
    opening = build_opening(machine=f"PC-{number:02d}")
    time.sleep(max(0.0, start_at - time.time()))
    waits = []
    for count in range(transactions):
        begun = time.perf_counter()
        if count == 0:
            store.append_reports([opening], "CB-2026")
        else:
            owner = common.id if count % 5 == 0 else opening.incident_id
            changes = {"state": "surveyed" if count % 2 else "reported"}
            report = build_report(owner, count, id=str(uuid4()), machine=f"PC-{number:02d}", changes=changes)
            store.append_reports([report])
        waits.append(time.perf_counter() - begun)
    store.close()
    os.write(pipe, (json.dumps({"worst_s": max(waits), "ended": time.time()}) + "\n").encode())


def run(location: str, processes: int, transactions: int) -> dict[str, float]:
    """Let them write; return counts and figures."""
    store = create_store(location)
    store.append_reports([build_opening()], "CB-2026")
    store.close()
    reading, writing = os.pipe()
    start_at = time.time() + 0.5
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                write(location, number, transactions, start_at, writing)
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        children.append(child)
    os.close(writing)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    with os.fdopen(reading) as said:
        told = [json.loads(line) for line in said]
    verified = verify_store(location)
    elapsed_s = max(one["ended"] for one in told) - start_at if told else 0.0
    return {
        "processes": processes,
        "failed": failed,
        "expected": processes * transactions + 1,
        "stored": verified.reports,
        "unfit": len(verified.findings),
        "elapsed_s": round(elapsed_s, 3),
        "reports_per_s": round(processes * transactions / elapsed_s, 1) if elapsed_s else 0.0,
        "worst_wait_s": round(max((one["worst_s"] for one in told), default=0.0), 3),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))) + "\n")
