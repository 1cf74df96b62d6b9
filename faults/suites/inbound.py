"""Slack says everything four times, in any order, to two replicas at once: each thing has its effect once."""

import hashlib
import hmac
import json
import random
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select

from bot.core.db import Database
from bot.home.model import Heard
from faults import lives, replica
from faults.judge import Finding
from faults.report import Report
from faults.stage import Stage, free_port

COPIES = 4
POSTMEN = 4
SECRET = "what both sides know"
PATIENCE = 60.0


def play(stage: Stage, *, seed: int, messages: int) -> Report:
    """Each message is one event of Slack's; the bot keeps it and answers it."""
    database = stage.new_database()
    url, ports = database.engine.url.render_as_string(hide_password=False), [free_port(), free_port()]
    database.engine.dispose()
    replicas = [replica.begin(stage, url, port=port, slack_signing_secret=SECRET) for port in ports]
    for port in ports:
        replica.until_ready(port)
    events = [_event(stage, number) for number in range(messages)]
    deliveries = events * COPIES
    random.Random(seed).shuffle(deliveries)
    postmen = [
        lives.begin(partial(_deliver, ports, deliveries[number::POSTMEN])) for number in range(POSTMEN)
    ]
    statuses = Counter(" ".join(lives.wait_for_all(postmen)).split())
    finding = _look(stage, database, messages)
    for life in replicas:
        life.kill()
    lives.wait_for_all(replicas)
    finding.broken += [
        f"{n} deliveries were answered with {status}" for status, n in statuses.items() if status != "200"
    ]
    return Report(
        "inbound",
        cases=messages,
        faults=len(deliveries) - messages,
        finding=finding,
        seed=seed,
        remark=f"each {COPIES} times to two replicas",
    )


def _event(stage: Stage, number: int) -> bytes:
    people = list(stage.slack.conversations.items())
    user, channel = people[number % len(people)]
    ts = f"{1_796_000_000 + number}.000100"
    event = {
        "type": "message",
        "channel_type": "im",
        "user": user,
        "channel": channel,
        "text": "help",
        "ts": ts,
    }
    envelope = {
        "type": "event_callback",
        "team_id": stage.slack.team,
        "event_id": f"Ev{number}",
        "event": {**event, "event_ts": ts},
    }
    return json.dumps(envelope).encode()


def _deliver(ports: Sequence[int], bodies: Sequence[bytes], tell: Any) -> None:
    for number, body in enumerate(bodies):
        tell(f"{_post(ports[number % len(ports)], body)} ")


def _post(port: int, body: bytes) -> int:
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": "v0=" + signature.hexdigest(),
    }
    request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _look(stage: Stage, database: Database, messages: int) -> Finding:
    """Once as many answers stand in Slack as there should be, and a little later."""
    end = time.monotonic() + PATIENCE
    while len(answers := stage.slack.messages()) < messages and time.monotonic() < end:
        lives.pause(0.2)
    lives.pause(1.0)
    answers = stage.slack.messages()
    with database.across(read_only=True) as session:
        kept = session.scalar(select(func.count()).select_from(Heard)) or 0
    finding = Finding(lost=max(messages - len(answers), 0), doubled=max(len(answers) - messages, 0))
    if kept != messages:
        finding.broken.append(f"{kept} messages were kept of {messages}")
    if len(answers) != messages:
        finding.broken.append(f"{len(answers)} answers to {messages} messages")
    return finding
