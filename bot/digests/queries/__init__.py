"""What others may ask about digests."""

from bot.digests.queries.facts import (
    Counts as Counts,
    Facts as Facts,
    Finished as Finished,
    Line as Line,
    Look as Look,
    Still as Still,
    Worse as Worse,
)
from bot.digests.queries.gathering import (
    Against as Against,
    against_last as against_last,
    gather as gather,
    of_digest as of_digest,
    preview as preview,
)
from bot.digests.queries.heard import Heard as Heard, has_met as has_met
from bot.digests.queries.leaves import Leaf as Leaf
from bot.digests.queries.looks import (
    LookFacts as LookFacts,
    evidence as evidence,
    facts_of as facts_of,
    look as look,
    look_facts as look_facts,
    looked as looked,
    message_key as message_key,
    notice_key as notice_key,
    open_looks as open_looks,
)
from bot.digests.queries.owed import Owed as Owed, What as What
from bot.digests.queries.plans import (
    Reader as Reader,
    details_key as details_key,
    key as key,
    last_period as last_period,
    last_posted as last_posted,
    open_ones as open_ones,
    planned as planned,
)
from bot.digests.queries.scope import (
    Scope as Scope,
    Under as Under,
    scope_of_leader as scope_of_leader,
    scope_of_team as scope_of_team,
    scope_of_team_for as scope_of_team_for,
)
from bot.digests.queries.trees import Forest as Forest, forest as forest, runs as runs
