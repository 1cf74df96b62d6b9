"""What is registered and not in the gallery."""

from collections.abc import Iterable, Iterator

from bot.slack.listeners import Listeners
from tests.gallery.shown import Shown, verb

SCENES = "tests/gallery/scenes"


def missing(shown: Iterable[Shown], kinds: Iterable[str], on: Listeners) -> list[str]:
    """A sentence for each, which says what to add."""
    everything = list(shown)
    return [*_kinds(everything, kinds), *_forms(everything, on), *_actions(everything, on)]


def _kinds(shown: list[Shown], kinds: Iterable[str]) -> Iterator[str]:
    seen = {one.name for one in shown}
    for kind in sorted(set(kinds) - seen):
        yield f"No message of the kind {kind} is in the gallery: let it be said in a scene of {SCENES}."


def _forms(shown: list[Shown], on: Listeners) -> Iterator[str]:
    seen = {one.view.get("callback_id") for one in shown}
    for callback in sorted({name for kind, name in on.entries if kind == "submit"} - seen):
        yield f"The form {callback} is not in the gallery: let somebody open it in a scene of {SCENES}."


def _actions(shown: list[Shown], on: Listeners) -> Iterator[str]:
    seen = {verb(element["action_id"]) for one in shown for _, element in one.pressable()}
    for action in sorted({name for kind, name in on.entries if kind == "action"} - seen):
        yield (
            f"Nothing in the gallery offers {action}: let it be shown in a scene of {SCENES}, "
            "or remove what nobody can click."
        )
