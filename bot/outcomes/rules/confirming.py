"""Who says that something is done, on values."""

from collections.abc import Collection, Iterable


def first_fit(candidates: Iterable[str | None], *, owner_id: str, able: Collection[str]) -> str | None:
    """The first of the candidates (ids, nearest first) who is `able` to and is not the owner."""
    return next((one for one in candidates if one is not None and one != owner_id and one in able), None)


def next_after(
    candidates: Iterable[str | None], asked: str | None, *, owner_id: str, able: Collection[str]
) -> str | None:
    """Whom to ask when `asked` stays silent: the next fitting candidate after them, else nobody."""
    fitting = list(
        dict.fromkeys(one for one in candidates if one is not None and one != owner_id and one in able)
    )
    if asked not in fitting:
        return fitting[0] if fitting else None
    place = fitting.index(asked) + 1
    return fitting[place] if place < len(fitting) else None
