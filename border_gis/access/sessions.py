"""How long a sign-in lasts, and how long an account is locked after wrong passwords."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

IDLE_FOR = timedelta(minutes=30)
"""A sign-in ends when nothing was done for so long."""

LASTS_FOR = timedelta(hours=10)
"""A sign-in ends after so long whatever is done: a working day."""

FREE_ATTEMPTS = 5
"""So many wrong passwords in a row cost nothing but the typing."""

FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody's sign-in, kept by the server and never sent to the browser.

    Attributes
    ----------
    person_id : str
    token : str
        Random; tells one sign-in from the next.
    started_at, seen_at : datetime
        Aware, UTC.
    must_change : bool
        True until the person has chosen a password of their own: nothing else can be done.
    """

    person_id: str
    token: str = field(repr=False)
    started_at: datetime
    seen_at: datetime
    must_change: bool = False

    def is_over(self, now: datetime) -> bool:
        """Return whether it has ended by itself."""
        return now - self.seen_at > IDLE_FOR or now - self.started_at > LASTS_FOR

    def seen(self, now: datetime) -> SignIn:
        """Return it after something was done."""
        return replace(self, seen_at=now)


def lock_after(failures: int) -> timedelta:
    """Return how long no password is taken after so many wrong ones in a row: twice as long each time."""
    if failures < FREE_ATTEMPTS:
        return timedelta(0)
    doublings = min(failures - FREE_ATTEMPTS, 10)
    return min(FIRST_LOCK * 2**doublings, LONGEST_LOCK)
