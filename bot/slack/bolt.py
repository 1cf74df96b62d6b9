"""Bolt as this bot uses it: a request is answered on the thread that brought it, when its work is kept."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.core.precedence import Precedence


def app(
    client: WebClient,
    *,
    signing_secret: str,
    authorize: Callable[[str | None, str | None], AuthorizeResult | None],
    precedence: Precedence,
) -> App:
    """`authorize(team id, enterprise id)`: as whom the bot speaks there; None where it is not installed."""
    return _Answering(
        precedence,
        client=client,
        signing_secret=signing_secret or "unused with Socket Mode",
        # Bolt goes by the names of the arguments, and hands a bound method its own self a second time.
        authorize=lambda team_id, enterprise_id: authorize(team_id, enterprise_id),
        process_before_response=True,
        listener_executor=_Inline(),
        attaching_conversation_kwargs_enabled=False,
    )


class _Answering(App):
    """Bolt, which says when it has somebody to answer, by whatever way they came."""

    def __init__(self, precedence: Precedence, **given: Any) -> None:
        super().__init__(**given)
        self._precedence = precedence

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        with self._precedence.person():
            return super().dispatch(req)


class _Inline(Executor):
    """Runs a listener at once: Bolt's own pool would make it wait for a turn of a polling loop."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (a future keeps whatever was raised)
            future.set_exception(error)
        return future
