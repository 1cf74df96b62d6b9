"""Checking a form once for everything that is wrong with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.core.errors import InvalidInput, InvalidInputs


class Marks:
    """Collects the refusals of several checks, so that a form comes back once with all of them."""

    def __init__(self) -> None:
        self._errors: dict[str, str] = {}

    @contextmanager
    def check(self) -> Iterator[None]:
        try:
            yield
        except InvalidInput as error:
            self._errors.setdefault(error.field, error.text)

    def add(self, wrong: Mapping[str, str]) -> None:
        for field, sentence in wrong.items():
            self._errors.setdefault(field, sentence)

    def settle(self) -> None:
        """Raises what was collected, if anything."""
        if len(self._errors) == 1:
            raise InvalidInput(*next(iter(self._errors.items())))
        if self._errors:
            raise InvalidInputs(self._errors)
