"""The form for a team."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from bot.core.calendar import Cadence
from bot.core.datewords import WEEKDAYS
from bot.people.rules import Rhythm
from bot.people.service import Draft
from bot.people.ui.words import TEAM
from bot.slack.blocks import (
    Block,
    Element,
    Modal,
    actions,
    asks,
    button,
    channel_input,
    choice,
    choices,
    context,
    line_input,
    people_input,
    person_input,
    search,
    time_input,
)
from bot.slack.templates import unescaped

ABOVE = "above"
"""The option that leaves a setting to the team above."""


def team_form(
    draft: Draft,
    *,
    team_id: str | None,
    parent: str | None,
    above: Rhythm,
    is_only: bool = False,
    has_more: bool = False,
) -> Modal:
    """`parent` is the name of the team above, `above` its rhythm (else the usual one).

    `is_only`: there is no other team that it could be part of.
    """
    pick = search("team.parents", (draft.parent_id, parent) if draft.parent_id and parent else None)
    part_of = asks("parent", "Part of", pick, optional=True, hint=TEAM("hint_parent"))
    hint_channel = TEAM("hint_channel", is_only=is_only)
    fields = [
        asks("name", "Name", line_input(draft.name)),
        *([] if is_only else [part_of]),
        asks("leader", "Leader", person_input(draft.leader)),
        asks("deputy", "Deputy", person_input(draft.deputy), optional=True, hint=TEAM("hint_deputy")),
        asks("members", "Members", people_input(draft.members)),
        asks("channel", "Channel", channel_input(draft.channel), optional=True, hint=hint_channel),
        *_when(draft.settings, parent, above),
    ]
    end = _more(draft.settings, parent, above) if has_more else [actions(_more_button())]
    value = {"team": team_id} if team_id else {}
    title = "Change the team" if team_id else "New team"
    return Modal("team.change", title, [*fields, *end, context(TEAM("who_reads"))], "Save", value=value)


def _more_button() -> Element:
    return button("More settings", "team.more")


def _when(settings: Mapping[str, Any], parent: str | None, above: Rhythm) -> list[Block]:
    day = _weekday(settings.get("weekday"), parent, above.weekday)
    own_time = f"{TEAM('hint_at')} {_above_time(parent, above.at)}"
    return [
        asks("weekday", "Day of the check-in", day),
        asks("at", "Time of the check-in", _time(settings.get("at")), optional=True, hint=own_time),
    ]


def _more(settings: Mapping[str, Any], parent: str | None, above: Rhythm) -> list[Block]:
    closes, digest = _above_time(parent, above.closes_at), _above_time(parent, above.digest_at)
    zone = settings.get("zone")
    return [
        asks("cadence", "How often", _cadence(settings.get("cadence"), parent, above.cadence)),
        asks(
            "closes_weekday",
            "Closes on",
            _weekday(settings.get("closes_weekday"), parent, above.closes_weekday),
        ),
        asks("closes_at", "Closes at", _time(settings.get("closes_at")), optional=True, hint=closes),
        asks(
            "digest_weekday",
            "Digest on",
            _weekday(settings.get("digest_weekday"), parent, above.digest_weekday),
        ),
        asks("digest_at", "Digest at", _time(settings.get("digest_at")), optional=True, hint=digest),
        asks(
            "zone",
            "Time zone of the team",
            search("team.zones", (zone, zone) if zone else None),
            optional=True,
            hint=TEAM("hint_zone"),
        ),
        asks("private", "Who sees it", _private(bool(settings.get("is_private"))), optional=True),
    ]


def _private(is_private: bool) -> Element:
    return choices([("private", TEAM("private_text"))], ["private"] if is_private else [])


def _weekday(own: int | None, parent: str | None, above: int) -> Element:
    text = unescaped(TEAM("above_day", parent=parent, day=above))
    days = [(str(number), name) for number, name in enumerate(WEEKDAYS)]
    return choice([(ABOVE, text), *days], ABOVE if own is None else str(own))


def _cadence(own: Cadence | None, parent: str | None, above: Cadence) -> Element:
    text = unescaped(TEAM("above_cadence", parent=parent, cadence=above.value))
    listed = [(one.value, TEAM("cadence_name", cadence=one.value)) for one in Cadence]
    return choice([(ABOVE, text), *listed], own.value if own else ABOVE)


def _time(own: time | None) -> Element:
    return time_input(f"{own:%H:%M}" if own else None)


def _above_time(parent: str | None, at: time) -> str:
    return unescaped(TEAM("above_time", parent=parent, at=at))
