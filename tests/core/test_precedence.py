"""What follows a commit, beside people who wait for an answer."""

import threading

from bot.core.precedence import Precedence

A_WHILE = 10.0


def test_it_runs_at_once_where_nobody_waits() -> None:
    ran: list[None] = []
    Precedence(lambda: ran.append(None), longest=A_WHILE).follow()
    assert ran == [None]


def test_people_pass_first_and_what_follows_them_all_runs_once() -> None:
    ran = threading.Semaphore(0)
    first = Precedence(ran.release, longest=A_WHILE)
    with first.person():
        waits = threading.Thread(target=first.follow)
        waits.start()
        while not first._waiting.locked():
            pass
        first.follow()  # Served by the one that waits: back at once.
        assert not ran.acquire(blocking=False)
    waits.join()
    assert ran.acquire(blocking=False)
    assert not ran.acquire(blocking=False)


def test_it_does_not_wait_for_good() -> None:
    ran: list[None] = []
    first = Precedence(lambda: ran.append(None), longest=0.01)
    with first.person():
        first.follow()
        assert ran == [None]


def test_what_is_committed_while_it_runs_is_followed_once_more() -> None:
    ran: list[None] = []

    def follow() -> None:
        ran.append(None)
        if len(ran) == 1:
            first.follow()

    first = Precedence(follow, longest=A_WHILE)
    first.follow()
    assert ran == [None, None]


def test_a_person_who_fails_is_not_waited_for() -> None:
    first = Precedence(lambda: None, longest=A_WHILE)
    try:
        with first.person():
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert first._people == 0
