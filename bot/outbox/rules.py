"""Decisions on values: what an answer of Slack means, how long to wait, when two renderings are the same."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum, auto
from typing import Any

MAX_CLAIMS = 8
RETRY_PARKED_AFTER = 1800.0
LONGEST_WAIT = 3600.0
# What is put off further than anybody ever does was written by a clock that has been set back since. The
# seconds are for whoever began to look before another one ordered the longest wait, and sees a little more.
TOO_LONG = LONGEST_WAIT + 5.0
# The slowest lane there can be opens again within that time: one call a minute, sixteen times slowed down.
LONGEST_PAUSE = 960.0
VIA_USES = 5
VIA_LIFE = 1800.0  # seconds


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Priority(IntEnum):
    """What goes first when Slack's limits make something wait."""

    ASK = 0
    REMINDER = 1
    PROMPT = 2
    DIGEST = 3


class State(StrEnum):
    """Where a message stands. Once `sent` it stays so: an edit that is due does not change it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    PARKED = "parked"
    SET_ASIDE = "set aside"


OPEN = (State.WAITING, State.SENDING)


class Verdict(Enum):
    """What follows from an answer that is not yes."""

    UNREACHED = auto()  # certainly not done: Slack never saw it
    RETRY = auto()  # certainly not done; may work later
    LIMITED = auto()  # certainly not done; Slack says when to come back
    UNCLEAR = auto()  # may have been done
    PARK = auto()  # certainly not done; a person must mend something
    REFUSED = auto()  # certainly not done, and never will be as it stands: our mistake
    GONE = auto()  # the message cannot be changed any more


@dataclass(frozen=True)
class Posted:
    """Where a message stands in Slack."""

    channel: str
    ts: str


LIMITED = words(
    """
    ratelimited rate_limited
    """
)

# Slack says of the first two that some of the operation may have succeeded. The last two speak of an earlier
# message with the same client_msg_id, so it is worth looking for it.
UNCLEAR = words(
    """
    fatal_error internal_error service_unavailable request_timeout duplicate_channel_not_found
    duplicate_message_not_found
    """
)

# Slack takes nothing from us any more, until it is given another token or takes this one again.
TOKEN_REFUSED = words(
    """
    account_inactive token_revoked token_expired invalid_auth not_authed
    """
)

# Trouble with the whole workspace is told once, not once for each channel.
WORKSPACE_WIDE = TOKEN_REFUSED | words(
    """
    no_token missing_scope not_allowed_token_type access_denied accesslimited app_access_restricted
    ekm_access_denied enterprise_is_restricted org_login_required team_access_not_granted team_not_found
    two_factor_setup_required message_limit_exceeded messages_tab_disabled is_bot no_permission
    """
)

PARK = WORKSPACE_WIDE | words(
    """
    is_archived is_inactive channel_not_found channel_is_limited_access not_in_channel user_disabled
    user_not_found user_not_visible posting_to_channel_denied external_channel_migrating
    restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel
    restricted_action_non_threadable_channel restricted_action_thread_locked
    """
)

REFUSED = words(
    """
    invalid_blocks invalid_blocks_format block_mismatch msg_too_long msg_blocks_too_long no_text
    markdown_text_conflict cannot_reply_to_message thread_not_found invalid_arguments invalid_arg_name
    invalid_array_arg invalid_charset invalid_form_data invalid_json json_not_object invalid_post_type
    missing_post_type invalid_metadata_format invalid_metadata_schema metadata_too_large
    metadata_must_be_sent_from_app unknown_method method_deprecated deprecated_endpoint
    """
)

GONE = words(
    """
    message_not_found cant_update_message edit_window_closed cant_delete_message
    """
)


def verdict(status: int, error: str) -> Verdict:
    """`status` is the HTTP status; `error` is Slack's word, or whatever stood there instead."""
    if status == 429 or error in LIMITED:
        return Verdict.LIMITED
    if status >= 500 or status == 408 or error in UNCLEAR:
        return Verdict.UNCLEAR
    if error in PARK:
        return Verdict.PARK
    if error in REFUSED:
        return Verdict.REFUSED
    if error in GONE:
        return Verdict.GONE
    # Only a word of Slack's is a refusal: a 200 that cannot be read may be the cut-off end of a yes.
    is_word = re.fullmatch(r"[a-z][a-z0-9_]*", error) is not None
    return Verdict.RETRY if is_word or status >= 400 else Verdict.UNCLEAR


def retry_after(header: str | None) -> float:
    """Seconds to stay away after a 429: what Slack says, within reason; 30 when it does not say."""
    try:
        seconds = int(header or 30)
    except ValueError:
        seconds = 30
    return min(max(float(seconds), 1.0), LONGEST_WAIT)


def backoff(base: float, attempts: int) -> float:
    """Seconds before attempt number `attempts + 1`; doubles, at most an hour."""
    return min(base * 2.0 ** max(attempts - 1, 0), LONGEST_WAIT)


def place_of(to: str, reason: str) -> str:
    """What has to be mended: the channel or person, or "" for the whole workspace."""
    return "" if reason in WORKSPACE_WIDE else to


def digest(said: Mapping[str, Any]) -> str:
    """Equal for equal renderings."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def permalink(url: str, channel: str, ts: str, thread_ts: str | None) -> str:
    """Slack's address of a message; `url` is the workspace's own."""
    link = f"{url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts else link
