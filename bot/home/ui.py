"""How *Waiting for you* looks."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.slack.blocks import Block, Item, Message, context, divider, header, section
from bot.slack.templates import Words

WAITING = Words("home/waiting")
AT_ONCE = 6


def waiting_message(items: Sequence[Item]) -> Message:
    """One thing stands alone; several get a heading. `covers` are the ids that are really shown."""
    if not items:
        text = WAITING("nothing")
        return Message(text, [section(text)])
    if len(items) == 1:
        return Message(items[0].text, items[0].blocks, (items[0].id,))
    shown = items[:AT_ONCE]
    blocks: list[Block] = [header(WAITING("heading", count=len(items)))]
    for item in shown:
        blocks += [divider(), *item.blocks]
    if len(items) > len(shown):
        blocks.append(context(WAITING("more", count=len(items) - len(shown))))
    text = WAITING("lock_screen", count=len(items), first=Markup(items[0].text))
    return Message(text, blocks, tuple(item.id for item in shown))


def moved_down() -> Message:
    text = WAITING("moved_down")
    return Message(text, [context(text)])
