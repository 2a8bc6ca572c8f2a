"""Idle connections, for whichever thread asks next; each is used by one thread at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """Anything that can be closed."""

    def close(self) -> None:
        """Close it."""
        ...


Member = TypeVar("Member", bound=Closable)


class Pool(Generic[Member]):
    """Connections that wait for their next use.

    Parameters
    ----------
    connect : callable
        Makes a new connection.
    most_idle : int
        How many are kept open while nobody uses them.
    """

    def __init__(self, connect: Callable[[], Member], most_idle: int = 4) -> None:
        self._connect = connect
        self._most_idle = most_idle
        self._lock = threading.Lock()
        self._idle: list[Member] = []
        self._process = os.getpid()
        self._closed = False

    def take(self) -> Member:
        """Return an idle connection, or a new one."""
        with self._lock:
            if self._process != os.getpid():
                # After a fork these belong to the parent; even closing them here would do harm.
                self._forgotten, self._idle = self._idle, []
                self._process = os.getpid()
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def give_back(self, member: Member) -> None:
        """Keep a connection for its next use, or close it where enough are kept."""
        with self._lock:
            if not self._closed and len(self._idle) < self._most_idle:
                self._idle.append(member)
                return
        member.close()

    def close(self) -> None:
        """Close what is idle, and from now on every connection after its use."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for member in idle:
            member.close()
