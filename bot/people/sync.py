"""Keeping up with Slack: who is there, how the teams' channels stand, and whether our token is still taken.

Slack is asked outside of any transaction. What it does not answer is told in a line of the log, and asked
again later.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import IntegrityError

from bot.core.clock import Clock
from bot.core.db import Database, Session
from bot.outbox.sender import Slack
from bot.outbox.service import TOKEN_REFUSED
from bot.people import directory, queries, service

log = logging.getLogger(__name__)

AT_ONCE = 100


class Sync:
    """`slack(workspace)` gives the clients, or None while we have no token of its; `admins` are user ids.

    `learned()` is called after something was read that others may wait for.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        admins: Sequence[str],
        slack: Callable[[str], Slack | None],
        learned: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._admins = admins
        self._slack = slack
        self._learned = learned

    def greet(self, writing: WebClient, reading: WebClient) -> tuple[str, Slack]:
        """Asks Slack who we are and who is there; the workspace's id, and its clients.

        Raises `SlackApiError` when the token is refused. Whatever waited for a good one goes on.
        """
        me = reading.auth_test()
        slack = Slack(writing, reading, me["user_id"], me.get("bot_id") or "", me["url"])
        workspace: str = me["team_id"]

        def welcome(session: Session) -> None:
            service.welcome(
                session, name=me["team"], url=slack.url, bot_user=slack.bot_user, bot_id=slack.bot_id
            )

        self._keep(workspace, welcome)
        self._take_over(workspace, slack)
        return workspace, slack

    def people(self, workspace: str) -> None:
        """Takes over who is in the workspace. Raises what Slack says when it is not about our token."""
        slack = self._slack(workspace)
        if slack is None or self.is_refused(workspace):
            return
        try:
            self._take_over(workspace, slack)
        except SlackApiError as error:
            if not self._is_about_token(workspace, error):
                raise

    def _take_over(self, workspace: str, slack: Slack) -> None:
        users = list(directory.everybody(slack.reading))

        def keep(session: Session) -> None:
            service.keep_all(session, users, admins=self._admins, now=self._clock.now(session))
            service.look_at_all_again(session)

        self._keep(workspace, keep)

    def _keep(self, workspace: str, keep: Callable[[Session], None]) -> None:
        """A replica that starts at the same moment may write the same rows first: then they are there."""
        for is_last in (False, True):
            try:
                with self._database.transaction(workspace) as session:
                    keep(session)
                return
            except IntegrityError:
                if is_last:
                    raise

    def channels(self) -> None:
        """Reads at Slack what we do not know, or not for sure any more, of the channels that teams use."""
        with self._database.across(read_only=True) as session:
            unread = queries.to_read(session, AT_ONCE)
        for workspace, id in unread:
            slack = self._slack(workspace)
            if slack is not None and not self.is_refused(workspace):
                self._read_channel(workspace, id, slack)

    def _read_channel(self, workspace: str, id: str, slack: Slack) -> None:
        with self._asking(workspace, f"channel {id}"):
            found = directory.channel(slack.reading, id)
            read = service.SlackChannel.read(found) if found else None
            with self._database.transaction(workspace) as session:
                service.keep_channel(session, id, read, now=self._clock.now(session))
            self._learned()

    # ---- the token ----

    def is_refused(self, workspace: str) -> bool:
        """Whether Slack has refused our token, and has not taken it since."""
        with self._database.transaction(workspace, read_only=True) as session:
            return queries.workspace(session).revoked_at is not None

    def knock(self, workspace: str) -> None:
        """A refused token may be taken again, when an admin has let the app back in."""
        slack = self._slack(workspace)
        if slack is None or not self.is_refused(workspace):
            return
        with self._asking(workspace, "who we are"):
            self.greet(slack.writing, slack.reading)
            self._learned()

    @contextmanager
    def _asking(self, workspace: str, what: str) -> Iterator[None]:
        try:
            yield
        except SlackApiError as error:
            if not self._is_about_token(workspace, error):
                log.warning("Slack does not tell %s (%s); asked again later", what, error.response["error"])
        except (SlackClientError, OSError) as error:
            log.warning("Slack could not be asked for %s (%s); asked again later", what, error)

    def _is_about_token(self, workspace: str, error: SlackApiError) -> bool:
        why = error.response["error"]
        if why not in TOKEN_REFUSED:
            return False
        with self._database.transaction(workspace) as session:
            service.lose_access(session, why=why, now=self._clock.now(session))
        return True
