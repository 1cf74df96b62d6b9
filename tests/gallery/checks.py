"""What must hold for everything that is shown: Slack's rules, as the sandbox knows them, and our own."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.digests.ui.size import words
from bot.sandbox.blockkit.payloads import check_message_blocks, check_view, is_too_long
from bot.slack import templates
from bot.slack.listeners import NOT_SAVED, OUTDATED, TOO_LATE, Listeners
from tests.gallery.shown import ERRORS, HOME, MODAL, Json, Shown, verb
from tests.gallery.texts import LINK, NOBODY

# A longer text can be posted, but never edited.
EDITABLE = 4_000
LONGEST_ERROR = 2_000
LONGEST_TITLE = 24
DIGEST_WORDS = 200
DIGESTS = ("digests.team", "digests.leader")
# What a text would do in mrkdwn: call everybody or a group, name somebody, make a link of its own.
LET_THROUGH = re.compile(rf"<!(?:channel|here|everyone|subteam)|<@{NOBODY}|<#C0SECRET|<{LINK}|<!date\^0\^")
LETTERS = re.compile(f"[{''.join(map(chr, templates.MARKS))}]")
SHOWN_AS_IT_IS = re.compile(r"\*[^*\s][^*]*\*|_[^_\s][^_]*_|`|&(?:amp|lt|gt);|<[!@#]")
BROKEN = ("Something went wrong on my side", NOT_SAVED, TOO_LATE, OUTDATED)


def problems(shown: Shown, on: Listeners, *, is_worst: bool = True) -> list[str]:
    """What is wrong with it, in words; empty when all is well. Only at its worst somebody types marks."""
    found = [*_slack(shown), *_text(shown), *_words(shown), *_pictures(shown.blocks), *_buttons(shown, on)]
    return found if is_worst else [*found, *_marks(shown), *_cut(shown)]


def _slack(shown: Shown) -> Iterator[str]:
    if shown.surface in (HOME, MODAL):
        yield from (f"Slack refuses it: {one}" for one in check_view(_as_sent(shown.view)))
    elif shown.surface != ERRORS:
        blocks = _as_sent(shown.blocks)
        yield from (f"Slack refuses it: {one}" for one in check_message_blocks(blocks))
        if is_too_long(blocks):
            yield "Slack refuses it: msg_blocks_too_long"


def _as_sent(part: Any) -> Any:
    return json.loads(json.dumps(part))


def _text(shown: Shown) -> Iterator[str]:
    if shown.surface in (HOME, MODAL):
        return
    text = shown.text or ""
    if not text.strip():
        yield "its text is empty: a lock screen shows nothing"
    most = LONGEST_ERROR if shown.surface == ERRORS else EDITABLE
    if len(text) > most:
        yield f"its text has {len(text)} characters, {most} are the most"


def _words(shown: Shown) -> Iterator[str]:
    for kind, text in _texts(shown):
        if kind != "plain_text" and (found := LET_THROUGH.search(text)):
            yield f"what somebody typed is live: {found[0]}"
        if templates.TURNING.search(text):
            yield "a typed text turns the words around it"
        if any(one in text for one in BROKEN):
            yield f"it is broken: {text[:120]}"
    if shown.name in DIGESTS and (count := words(shown.blocks)) > DIGEST_WORDS:
        yield f"a digest of {count} words, {DIGEST_WORDS} are the most"


def _marks(shown: Shown) -> Iterator[str]:
    """Where nobody typed any, all marks are ours: they format in mrkdwn, and have no place in plain_text."""
    for kind, text in _texts(shown):
        if LETTERS.search(text):
            yield f"marks of our own are taken for typed ones: {text[:80]}"
        if kind == "plain_text" and (found := SHOWN_AS_IT_IS.search(text)):
            yield f"plain text shows {found[0]} as it stands"


def _cut(shown: Shown) -> Iterator[str]:
    """What is too long is cut on the way, to exactly what fits: on any day the words are ours."""
    for part in ("title", "submit", "close"):
        text = shown.view.get(part, {}).get("text", "")
        if len(text) == LONGEST_TITLE and text.endswith("…"):
            yield f"the {part} of a form is cut: {text}"


def _texts(shown: Shown) -> Iterator[tuple[str, str]]:
    """(mrkdwn or plain_text, what stands there); not what a field begins with, which is the person's own."""
    if shown.text is not None:
        yield ("plain_text" if shown.surface == ERRORS else "mrkdwn"), shown.text
    yield from _in(shown.view or shown.blocks)


def _in(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        if part.get("type") in ("mrkdwn", "plain_text"):
            yield part["type"], part["text"]
        for one in part.values():
            yield from _in(one)
    elif isinstance(part, list):
        for one in part:
            yield from _in(one)


def _pictures(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        for one in (block, block.get("accessory") or {}, *block.get("elements", ())):
            if one.get("type") == "image" and not one.get("alt_text", "").strip():
                yield "a picture says nothing in words"


def _buttons(shown: Shown, on: Listeners) -> Iterator[str]:
    for _, element in shown.pressable():
        if on.find("action", element["action_id"]) is None and not element.get("url"):
            yield f"a dead button: nothing is registered for {verb(element['action_id'])}"
    for block in shown.blocks:
        element = block.get("element") or block.get("accessory") or {}
        if element.get("type") == "external_select" and on.find("options", element["action_id"]) is None:
            yield f"a dead search: nothing is registered for {element['action_id']}"
    if "submit" in shown.view and on.find("submit", shown.view["callback_id"]) is None:
        yield f"a dead form: nothing is registered for {shown.view['callback_id']}"
