"""Names as long and as strange as Slack and our own forms allow."""

from datetime import date

from bot.outbox.kinds import Skip
from bot.people import service as people
from bot.sandbox.blockkit.payloads import check_message_blocks
from bot.slack.blocks import Message
from tests.people.desk import KINDS, Desk, form, words

LONG = "Ünïcödé ✨ " * 19 + "<&>"


def test_everything_fits_and_nothing_typed_becomes_a_link(desk: Desk) -> None:
    ids = desk.world.ids
    with desk.session() as session:
        for name in ("ana", "alice", "eve", "bob"):
            who = desk.world.person(session, name)
            who.name = who.full_name = who.short_name = LONG[:200]
        support, cx = desk.world.team(session, "support"), desk.world.team(session, "cx")
        support.name, cx.name = f"1 {LONG[-76:]}", f"2 {LONG[-76:]}"
        everybody = [ids[name] for name in ("ana", "alice", "bob")]
        people.set_members(session, cx, everybody, by=None, now=desk.world.now)
        bob = desk.world.person(session, "bob")
        for week in range(12):
            first = date(2027, 1, 4 + 2 * week)
            people.go_away(session, bob, first, first, by=ids["ana"], now=desk.world.now)
    for who in ("ana", "alice", "eve"):
        assert "&lt;&amp;&gt;" in words(desk.types(who, "list"))
        desk.clicks(who, "people.stored")
        desk.clicks(who, "people.settings")
    form(desk.clicks("bob", "people.settings"))
    opened = form(desk.clicks("ana", "team.change", team=ids["support"]))
    desk.clicks_in("ana", opened, "team.more")
    desk.clicks("ana", "people.away", team=ids["support"])
    desk.types("eve", "admins")
    assert len(rendered(desk)) == 7


def rendered(desk: Desk) -> list[Message]:
    """Every kind of notice, about Support and Ana."""
    ids = desk.world.ids
    with desk.session() as session:
        alice = desk.world.person(session, "alice")
        away = people.go_away(
            session, alice, date(2027, 2, 1), date(2027, 3, 1), by=ids["ana"], now=desk.world.now
        )
        people.keep_channel(session, "CSUPPORT", None, now=desk.world.now)
        people.keep_channel(session, "CSUPPORT", people.SlackChannel(
            "x" * 80, True, True, True, True, ("UCHARLIE",)), now=desk.world.now)  # fmt: skip
        desk.world.person(session, "ana").is_gone = True
        refs = {
            "people.channel_read_by_others": f"{ids['support']}:CSUPPORT",
            "people.channel_lost": f"{ids['support']}:CSUPPORT",
            "people.leader_left": f"{ids['support']}:{ids['ana']}",
            "people.admin_taken": ids["eve"],
            "people.admin_named": f"{ids['eve']}:{ids['ana']}",
            "people.away_noted": away.id,
            "people.sample": ids["support"],
        }
        found = [KINDS[kind].render(session, ref, desk.world.now) for kind, ref in refs.items()]
    for one in found:
        assert not isinstance(one, Skip)
        assert len(one.text) <= 3000
        assert not check_message_blocks(list(one.blocks))
    return [one for one in found if isinstance(one, Message)]
