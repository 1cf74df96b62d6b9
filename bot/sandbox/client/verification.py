"""What Slack asks of an app's addresses before it uses them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client.payloads import usable
from bot.sandbox.delivery.answers import Answer, Delivery, Outcome
from bot.sandbox.ids import secret
from bot.sandbox.platform import Platform
from bot.sandbox.wire import Refused


async def verify(platform: Platform) -> Json:
    """Asks the address of events for a challenge, and those of commands for a sign of life (`ssl_check`)."""
    app = usable(platform)
    if app.manifest.socket_mode:
        raise Refused("socket_mode", "In Socket Mode the app has no addresses.")
    verified = []
    if app.manifest.events and app.url_for("events_api"):
        await _challenge(platform, app)
        # As in Slack's settings, where whoever enters the address again also switches events on again.
        platform.events.volume.start()
        verified.append("events")
    for command in app.manifest.commands:
        await _check(platform, app, command)
        verified.append(command)
    return {"verified": verified}


async def _challenge(platform: Platform, app: App) -> None:
    challenge = secret(48)
    payload = {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
    outcome = await platform.courier.send(app, Delivery("events_api", "url_verification", payload))
    if not isinstance(outcome, Answer) or _echoed(outcome.body) != challenge:
        raise Refused(
            "url_not_verified",
            "Your URL didn't respond with the value of the challenge parameter. " + _why(outcome),
        )


def _echoed(body: Any) -> Any:
    """The challenge in an answer: as JSON, as a form, or as the text itself."""
    if type(body) is dict:
        return body.get("challenge")
    if type(body) is not str:
        return None
    return parse_qs(body).get("challenge", [body.strip()])[0]


async def _check(platform: Platform, app: App, command: str) -> None:
    payload = {"token": app.verification_token, "ssl_check": "1"}
    delivery = Delivery("slash_commands", "ssl_check", payload, command=command)
    outcome = await platform.courier.send(app, delivery)
    if not isinstance(outcome, Answer):
        raise Refused("url_not_verified", f"The URL of {command} did not answer. {_why(outcome)}")


def _why(outcome: Outcome) -> str:
    if isinstance(outcome, Answer):
        return f"It said {outcome.body!r}."
    return f"{outcome.reason}: {outcome.detail}".rstrip(": ")
