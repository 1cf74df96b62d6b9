"""What may go wrong and is meant for the eyes of the person who caused it.

Every message says what to do next. Whatever is not one of these is a bug: the person gets a reference
number and the operator a log line.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class UserError(Exception):
    """A sentence for the person who acted; the edge shows it where they are looking."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class InvalidInput(UserError):
    """Marks one field of the submitted form. `field` is the name the form gave to its input."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class InvalidInputs(UserError):
    """Marks several fields at once, so that nobody corrects a form three times."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


class NotFound(UserError):
    """What was named does not exist here, or is not for this person's eyes (told apart for nobody)."""


class NotAllowed(UserError):
    """The person may not do this; the text says who may, or what to do instead."""


class Outdated(UserError):
    """The thing changed since the person looked at it."""


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
