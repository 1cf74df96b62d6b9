"""Admins, leaders who leave, days away, and channels that others read or that are gone."""

from datetime import date

from bot.people import service as people
from bot.people.service import SlackChannel
from tests.gallery.company import Company


def who_is_who(company: Company) -> None:
    """Eve takes the admin role, Lena names Ana; guests may own; Bob is away often, Ana says it for Alice."""
    eve, lena = company.hand("eve"), company.hand("lena")
    eve.clicks("people.take_admin", on=eve.opens_home())
    lena.submits(lena.types("/team", "admins")[-1], admins=["ULENA", "UEVE", "UANA"])
    lena.submits(lena.types("/team", "guests")[-1], guests=["UCHARLIE"])
    with company.session() as session:
        bob, alice = company.person(session, "bob"), company.person(session, "alice")
        for week in range(10):
            day = date(2027, 1, 4 + 2 * week)
            people.go_away(session, bob, day, day, by=bob.id, now=company.now_is)
        people.go_away(
            session, alice, date(2027, 2, 1), date(2027, 3, 1), by=company.ids["ana"], now=company.now_is
        )
    for name in ("bob", "ana"):
        company.hand(name).types("/team", "me")


def channels_change(company: Company) -> None:
    """One is shared with another company, one is gone, and a leader leaves."""
    support, billing = company.texts.channel("support"), company.texts.channel("billing")
    _keeps(company, "CSUPPORT", SlackChannel(support, False, False, True, True, ("UALICE", "UCHARLIE")))
    _keeps(company, "CBILLING", SlackChannel(billing, True, True, False, False, ()))
    company.at(16, 16)
    company.hand("ana").types("/team")
    company.hand("ana").clicks("team.accept_channel")
    _keeps(company, "CBILLING", SlackChannel(billing, True, False, True, False, ("UGRACE",)))
    company.settle()


def _keeps(company: Company, channel: str, read: SlackChannel) -> None:
    with company.session() as session:
        people.watch(session, channel)
        people.keep_channel(session, channel, read, now=company.now_is)


SCENES = (who_is_who, channels_change)
