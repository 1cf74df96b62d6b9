"""Where an outcome may stand in the tree, on values."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def loop(parents: Mapping[Key, Key | None], child: Key, parent: Key) -> list[Key] | None:
    """The circle that putting `child` under `parent` would close, from `child` to `child`; None if none."""
    path = [parent]
    while path[-1] != child:
        above = parents.get(path[-1])
        if above is None or above in path:
            return None
        path.append(above)
    return [child, *reversed(path[:-1]), child]


def loop_sentence(numbers: Sequence[int]) -> str:
    """What to tell the person who tried; `numbers` begin and end with the same one."""
    circle = " → ".join(f"O-{number}" for number in numbers)
    return f"That would go round in a circle: {circle}. Choose another one."
