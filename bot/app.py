"""The composition root: everything is built here from settings, and nowhere else.

Tests build the bot in the same way, with a database and a Slack of their own.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import MetaData

from bot import schedule
from bot.asks import handlers as ask_handlers
from bot.checkins import handlers as checkin_handlers, notices as checkin_notices
from bot.core import calendar
from bot.core.clock import Clock, TravelClock, WallClock
from bot.core.db import Base, Database, Session
from bot.core.errors import NotAllowed
from bot.core.jobs import Due
from bot.core.runner import Fired, Runner
from bot.core.ticker import Job, Ticker
from bot.digests import handlers as digest_handlers, notices as digest_notices
from bot.escalations import handlers as escalation_handlers, notices as escalation_notices
from bot.home import handlers as home_handlers, notices as home_notices, page as home_page
from bot.needs import handlers as need_handlers, notices as need_notices
from bot.outbox import recovery, service as outbox
from bot.outbox.kinds import Kind
from bot.outbox.sender import Sender, Slack
from bot.outbox.setup import Timings
from bot.outcomes import handlers as outcome_handlers, notices as outcome_notices
from bot.people import handlers as people_handlers, notices as people_notices, service as people
from bot.people.model import Person
from bot.people.sync import Sync
from bot.settings import Settings
from bot.slack import client
from bot.slack.listeners import BEFORE_SLACK_GIVES_UP, Deadlines, Edge, Listeners, Sender as From
from bot.slack.socket_mode import SocketMode
from bot.web import server
from bot.web.http import Http

log = logging.getLogger(__name__)

REGISTER: tuple[Callable[[Listeners], None], ...] = (
    people_handlers.register,
    ask_handlers.register,
    outcome_handlers.register,
    need_handlers.register,
    checkin_handlers.register,
    escalation_handlers.register,
    digest_handlers.register,
    home_handlers.register,
)
KINDS: tuple[Kind, ...] = (
    *people_notices.KINDS,
    *outcome_notices.KINDS,
    *need_notices.KINDS,
    *checkin_notices.KINDS,
    *escalation_notices.KINDS,
    *digest_notices.KINDS,
)

PASS_EVERY = 5
SYNC_EVERY = 24 * 3600
CHANNELS_EVERY = 60
ACCESS_EVERY = 60
FORGET_EVERY = 3600
SETTLE_ROUNDS = 200
REFUSED = (
    "Slack refuses our token: install the app again and start me with its new SLACK_BOT_TOKEN. "
    "Nothing is lost; what has to be said waits."
)

PAUSED = (
    "Sending is paused, because the database was restored from a backup. "
    "`throughline resume` lets messages go out again."
)


def metadata() -> MetaData:
    """Every table of the bot (importing this module has imported every feature)."""
    return Base.metadata


def listeners() -> Listeners:
    """Everything that people can do, registered."""
    on = Listeners()
    for register in REGISTER:
        register(on)
    return on


class Bot:
    """One process of the bot, built and not yet started. `dues`: what falls due beside the product's own."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        dues: Iterable[Due] = (),
        deadlines: Deadlines = BEFORE_SLACK_GIVES_UP,
        timings: Timings | None = None,
    ) -> None:
        calendar.use_packaged_zones()
        self.settings = settings
        self.clock: Clock = clock or (TravelClock() if settings.time_travel else WallClock())
        self.listeners = listeners()
        kinds = {kind.name: kind for kind in (*KINDS, *home_notices.kinds(self.listeners))}
        self.database = Database(settings.database_url, {"consumers": schedule.CONSUMERS, "kinds": kinds})
        self.runner = Runner(self.database, self.clock, schedule.SWEEPS, (*schedule.DUE, *dues))
        self.sender = Sender(
            database=self.database,
            clock=self.clock,
            kinds=kinds,
            slack=self._slack_of,
            base_url=settings.slack_api_url,
            posts_per_minute=settings.posts_per_minute,
            updates_per_minute=settings.updates_per_minute,
            timings=timings,
        )
        self._sync = Sync(
            self.database,
            self.clock,
            admins=settings.admin_ids,
            slack=self._slack_of,
            learned=self._learned,
        )
        self.ticker = Ticker(
            [
                Job("pass", PASS_EVERY, self._pass),
                Job("access", ACCESS_EVERY, self.regain_access),
                Job("people", SYNC_EVERY, self.sync),
                Job("channels", CHANNELS_EVERY, self.sync_channels),
                Job("forget", FORGET_EVERY, lambda: schedule.forget_old(self.database, self.clock)),
            ]
        )
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="after")
        self.edge = Edge(
            listeners=self.listeners,
            database=self.database,
            clock=self.clock,
            admit=self._admit,
            base_url=settings.slack_api_url,
            pool=self._pool,
            clicked=lambda session, click: outbox.touch_at(session, click.channel, click.ts, click.via),
            committed=self._committed,
            refresh_home=self._refresh_home,
            deadlines=deadlines,
        )
        self._slack: tuple[str, Slack] | None = None
        self._travelling = threading.Lock()
        self._socket: SocketMode | None = None
        self._http: Http | None = None

    # ---- start and stop ----

    @property
    def workspace(self) -> str:
        if self._slack is None:
            raise RuntimeError("not connected to a workspace yet")
        return self._slack[0]

    def connect(self) -> None:
        """Asks Slack who we are and who is there. Raises `SlackApiError` when the token is refused."""
        token, url = self.settings.slack_bot_token, self.settings.slack_api_url
        # Only then: whoever clicks is looked for among the people we know.
        self._slack = self._sync.greet(client.writing(token, url), client.reading(token, url))
        self.sync_channels()

    def sync(self) -> None:
        """Takes over who is in the workspace, and how the teams' channels stand."""
        if self._slack is not None:
            self._sync.people(self.workspace)
            self.sync_channels()

    def sync_channels(self) -> None:
        """Reads at Slack what we do not know, or not for sure any more, of the channels that teams use."""
        self._sync.channels()

    def regain_access(self) -> None:
        """When Slack refuses our token: asks whether it takes it again, and goes on then."""
        if self._slack is not None:
            self._sync.knock(self.workspace)

    def _learned(self) -> None:
        self.sender.wake()
        self.ticker.wake("pass")

    def start(self) -> None:
        """Connects, then listens, sends and works on what is due, all on threads of their own.

        Raises `SlackApiError` when a token is refused and `OSError` when Slack cannot be reached; it may be
        called again then.
        """
        if self._slack is None:
            self.connect()
        self.listen()
        self.sender.start()
        self.ticker.start()

    def listen(self) -> None:
        """Opens the ways in: Slack's, and the operator's."""
        if self._http is None:
            self.serve()
        if self.settings.uses_socket_mode:
            self._socket = self._socket or SocketMode(
                self.bolt(), self.settings.slack_app_token, self.settings.slack_api_url
            )
            self._socket.connect()

    def serve(self) -> None:
        """Opens the HTTP port alone, so that health can be asked for before Slack is reached.

        Raises `OSError` when the port cannot be had.
        """
        self._http = Http(self.flask(), host=self.settings.host, port=self.settings.port)
        self._http.start()

    @property
    def port(self) -> int:
        """The port that HTTP is served on (also when the settings said 0)."""
        assert self._http is not None
        return self._http.port

    def stop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._http is not None:
            self._http.stop()
        self.ticker.stop()
        self.sender.stop()
        self._pool.shutdown(wait=True)
        self.database.engine.dispose()

    # ---- what Slack reaches ----

    def bolt(self) -> App:
        app = App(
            client=client.writing(None, self.settings.slack_api_url),
            signing_secret=self.settings.slack_signing_secret or "unused with Socket Mode",
            # Bolt hands a bound method its own self a second time. With None it knows what to do.
            authorize=lambda team_id, enterprise_id: self._authorize(team_id, enterprise_id),  # type: ignore[arg-type,return-value]
            process_before_response=True,
            listener_executor=_Inline(),
            attaching_conversation_kwargs_enabled=False,
        )
        self.edge.install(app)
        return app

    def flask(self) -> Flask:
        return server.create(
            slack=None if self.settings.uses_socket_mode else self._slack_over_http(),
            not_ready=self.not_ready,
            figures=self.figures,
            travel=self._travel() if self.settings.time_travel else None,
        )

    def _slack_over_http(self) -> Callable[[], Response]:
        handler = SlackRequestHandler(self.bolt())

        def answer() -> Response:
            if self._slack is None:
                # Slack repeats what is refused in this way.
                return Response(status=503)
            answered: Response = handler.handle(request)
            return answered

        return answer

    def _authorize(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        if self._slack is None or team_id != self._slack[0]:
            return None
        slack = self._slack[1]
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=slack.bot_user,
            bot_id=slack.bot_id,
            bot_token=self.settings.slack_bot_token,
        )

    def _admit(self, session: Session, sender: From, *, guests: bool, now: datetime) -> Person:
        try:
            return people.admit(session, sender.slack_id, sender.home, guests=guests, now=now)
        except NotAllowed:
            if people.find(session, sender.slack_id) is None:
                self._pool.submit(self.sync)
            raise

    def _slack_of(self, workspace: str) -> Slack | None:
        return self._slack[1] if self._slack is not None and self._slack[0] == workspace else None

    # ---- what runs after commits and by the clock ----

    def _committed(self) -> None:
        self.sender.wake()
        self.ticker.wake("pass")
        self.ticker.wake("channels")

    def _pass(self) -> None:
        if self.runner.run():
            self.sender.wake()
        soon = self.runner.until_next_due()
        if soon is not None and soon < timedelta(seconds=PASS_EVERY):
            self.ticker.wake_in("pass", soon.total_seconds())

    def _refresh_home(self, workspace: str, slack_id: str) -> None:
        slack = self._slack_of(workspace)
        if slack is None:
            return
        with self.database.transaction(workspace, read_only=True) as session:
            found = people.find(session, slack_id)
            page = home_page.home(session, found, self.clock.now(session)) if found else None
        if page is not None:
            self.edge.publish_home(slack.writing, slack_id, page)

    # ---- operator ----

    def not_ready(self) -> Sequence[str]:
        """What keeps this process from doing its work, in words; empty when all is well."""
        if not self.database.is_reachable():
            return ["the database cannot be reached"]
        wrong = [f"late: {name}" for name in self.ticker.late()]
        with self.database.across(read_only=True) as session:
            if recovery.paused(session) is not None:
                wrong.append(PAUSED)
        if self._slack is None:
            wrong.append("not connected to Slack")
        elif self._sync.is_refused(self.workspace):
            wrong.append(REFUSED)
        if self.settings.uses_socket_mode and not (self._socket and self._socket.is_connected):
            wrong.append("the socket to Slack is down")
        return wrong

    def figures(self) -> Mapping[str, float]:
        with self.database.across(read_only=True) as session:
            return outbox.figures(session)

    def settle(self) -> list[Fired]:
        """Does everything that is due and sends everything that is said, in the caller's thread."""
        fired: list[Fired] = []
        for _ in range(SETTLE_ROUNDS):
            self.sync_channels()
            done = self.runner.run()
            fired.extend(done)
            if not self.sender.drain(hurry=True) and not done:
                return fired
        log.error("the bot does not come to rest")
        return fired

    def travel(self, to: datetime | None) -> tuple[datetime, list[Fired]]:
        """Moves business time on to `to`, or to what is due next, with everything that happens on the way."""
        assert isinstance(self.clock, TravelClock)
        with self._travelling:
            fired = self.settle()
            while True:
                here = self.now()
                due = self.runner.next_due(here)
                if due is None and to is None:
                    return here, fired
                stop = due if to is None else min(due or to, to)
                assert stop is not None
                self.set_clock(max(stop, here))
                fired.extend(self.settle())
                if to is None or stop >= to:
                    return self.now(), fired

    def _travel(self) -> server.Travel:
        def to(moment: datetime | None) -> tuple[datetime, list[tuple[datetime, str]]]:
            arrived, fired = self.travel(moment)
            due = Counter(
                (one.at.replace(second=0, microsecond=0), one.what) for one in fired if not one.is_reaction
            )
            return arrived, [(at, what if n == 1 else f"{what}, {n} times") for (at, what), n in due.items()]

        return server.Travel(secret=self.settings.operator_secret, now=self.now, to=to)

    def now(self) -> datetime:
        with self.database.across(read_only=True) as session:
            return self.clock.now(session)

    def set_clock(self, moment: datetime) -> None:
        """Business time goes on from `moment`; nothing that lies between is done."""
        assert isinstance(self.clock, TravelClock)
        with self.database.across() as session:
            self.clock.travel(session, moment + timedelta(milliseconds=1))


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    dues: Iterable[Due] = (),
    deadlines: Deadlines = BEFORE_SLACK_GIVES_UP,
    timings: Timings | None = None,
) -> Bot:
    return Bot(settings, clock=clock, dues=dues, deadlines=deadlines, timings=timings)


class _Inline(Executor):
    """Runs a listener at once: Bolt's own pool would make it wait for a turn of a polling loop."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (a future keeps whatever was raised)
            future.set_exception(error)
        return future
