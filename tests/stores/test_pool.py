"""Idle connections are used again, by one thread at a time, and never by a forked child."""

import os
import threading

import pytest

from border_gis.stores.pool import Pool


class Member:
    made = 0

    def __init__(self):
        type(self).made += 1
        self.closed = False

    def close(self):
        self.closed = True


def build_pool(most_idle=2):
    class Counted(Member):
        made = 0

    return Pool(Counted, most_idle), Counted


def test_a_connection_that_was_given_back_is_used_again():
    pool, kind = build_pool()
    first = pool.take()
    pool.give_back(first)
    assert pool.take() is first
    assert kind.made == 1


def test_two_at_once_never_get_the_same():
    pool, _ = build_pool()
    assert pool.take() is not pool.take()


def test_more_than_enough_are_closed():
    pool, _ = build_pool(most_idle=1)
    one, other = pool.take(), pool.take()
    pool.give_back(one)
    pool.give_back(other)
    assert (one.closed, other.closed) == (False, True)


def test_after_closing_whatever_comes_back_is_closed_too():
    pool, _ = build_pool()
    idle, busy = pool.take(), pool.take()
    pool.give_back(idle)
    pool.close()
    assert (idle.closed, busy.closed) == (True, False)
    pool.give_back(busy)
    assert busy.closed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows does not fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_makes_its_own_and_leaves_the_parents_alone():
    pool, _ = build_pool()
    parents = pool.take()
    pool.give_back(parents)
    child = os.fork()
    if child == 0:
        os._exit(0 if pool.take() is not parents and not parents.closed else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert pool.take() is parents


def test_many_threads_hold_no_connection_in_common():
    pool, _ = build_pool(most_idle=3)
    held, shared = set(), []

    def work():
        for _ in range(200):
            member = pool.take()
            if id(member) in held:
                shared.append(member)
            held.add(id(member))
            held.discard(id(member))
            pool.give_back(member)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared == []
