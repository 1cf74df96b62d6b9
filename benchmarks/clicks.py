"""A status click: from the signed request to the answer, with the write committed in between.

In turns with it, the empty command of a bare Bolt app. Before each of the two the bot comes to rest, as it
does after one person's click.
"""

import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import postbox, processes
from benchmarks.empty import COMMAND
from benchmarks.figures import Measured, Spread
from benchmarks.harbor import OPEN_HOURS, Harbor, Template, new_folder
from benchmarks.postbox import Postbox, Postman
from benchmarks.processes import Broken, Json
from tests.support.slack import Shown

CLICKS = 100
WARMING = 10
ON_TRACK, UNDO = "checkin.on_track", "checkin.undo"


def measure(template: Template, folder: Path) -> Measured:
    """How long a click takes, as a part of what the empty command takes."""
    with postbox.opened() as box, template.running(box.url) as harbor:
        harbor.travel(OPEN_HOURS)
        harbor.rest()
        with empty_app(harbor, new_folder(folder)) as to_empty, postman_of(harbor) as to_bot:
            return _compared(harbor, _Prompts(harbor, box, to_bot), to_bot, to_empty)


def _compared(harbor: Harbor, prompts: "_Prompts", to_bot: Postman, to_empty: Postman) -> Measured:
    clicks: list[float] = []
    commands: list[float] = []
    for payload in prompts.clicks(WARMING + CLICKS):
        clicks.append(to_bot.deliver(payload))
        harbor.rest()
        commands.append(to_empty.deliver(command(harbor, len(commands))))
    kept, bare = Spread(clicks[WARMING:]), Spread(commands[WARMING:])
    return Measured(
        "A status click, kept, to an empty command of bare Bolt",
        kept.p50 / bare.p50,
        "",
        1.0,
        {"On track, signed, kept on SQLite": kept, "empty command, signed, default settings": bare},
    )


class _Prompts:
    """Everybody's prompts, and the clicks that are still to be made there."""

    def __init__(self, harbor: Harbor, box: Postbox, to_bot: Postman) -> None:
        self._harbor = harbor
        self._box = box
        self._to_bot = to_bot
        known = harbor.slack.get("workspace")["users"]
        self._owners = [one["name"] for one in known if one["dm"] and self._has(one["name"], ON_TRACK)]
        if not self._owners:
            raise Broken("nobody is asked how it is going")

    def clicks(self, count: int) -> Iterator[bytes]:
        """That many clicks on *On track*, each to be delivered before the next is asked for.

        What is answered everywhere is taken back, so that every click has something to write.
        """
        made = 0
        while True:
            for name in self._owners:
                while (place := self._find(name, ON_TRACK)) is not None:
                    yield self._press(place)
                    made += 1
                    if made == count:
                        return
                    self._check_answered(name, place)
                self._take_back(name)

    def _check_answered(self, name: str, place: Json) -> None:
        self._harbor.rest()
        if self._find(name, ON_TRACK) == place:
            raise Broken(f"{name}'s click on {place['action_id']} changed nothing")

    def _take_back(self, name: str) -> None:
        place = self._find(name, UNDO)
        if place is None:
            raise Broken(f"{name} cannot take the last answer back")
        self._to_bot.deliver(self._press(place))
        self._harbor.rest()

    def _press(self, place: Json) -> bytes:
        """What Slack delivers of a click there."""
        self._harbor.slack.post("action", place)
        return self._box.take()

    def _has(self, name: str, action: str) -> bool:
        return self._find(name, action) is not None

    def _find(self, name: str, action: str) -> Json | None:
        """The first button of that action in the newest message that has one."""
        client = self._harbor.slack.person(name)
        for message in client.messages()[::-1]:
            button = _button(message, action)
            if button is not None:
                return {"user": client.id, "channel": message.channel, "message_ts": message.ts, **button}
        return None


def _button(message: Shown, action: str) -> Json | None:
    for block in message.raw.get("blocks") or []:
        for element in block.get("elements") or [] if block["type"] == "actions" else []:
            if element.get("action_id", "").partition(":")[0] == action:
                return {"block_id": block["block_id"], "action_id": element["action_id"]}
    return None


def command(harbor: Harbor, number: int) -> bytes:
    """What Slack delivers of the command that does nothing."""
    user, channel = harbor.info["users"]["alice"], harbor.info["channels"]["support"]
    return urllib.parse.urlencode(
        {
            "token": "verification",
            "team_id": harbor.slack.get("workspace")["team"]["id"],
            "team_domain": "harbor",
            "channel_id": channel,
            "channel_name": "support",
            "user_id": user,
            "user_name": "alice",
            "command": COMMAND,
            "text": "",
            "api_app_id": "A0EMPTY",
            "is_enterprise_install": "false",
            "response_url": f"{harbor.info['url']}/hooks/none",
            "trigger_id": f"{number}.0.empty",
        }
    ).encode()


@contextmanager
def empty_app(harbor: Harbor, folder: Path) -> Iterator[Postman]:
    secret = harbor.info["signing_secret"]
    environment = {
        "SLACK_BOT_TOKEN": harbor.info["bot_token"],
        "SLACK_SIGNING_SECRET": secret,
        "SLACK_API_URL": harbor.info["api_url"],
    }
    with processes.running("empty", ["benchmarks.empty"], folder, environment) as process:
        port = processes.first_line(process)["port"]
        with postbox.postman(port, secret) as to_empty:
            yield to_empty


@contextmanager
def postman_of(harbor: Harbor) -> Iterator[Postman]:
    with postbox.postman(harbor.port, harbor.info["signing_secret"]) as to_bot:
        yield to_bot
