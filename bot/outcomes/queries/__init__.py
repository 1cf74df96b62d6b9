"""Looking outcomes up: by number and words, in their tree, through somebody's eyes, and what waits."""

from bot.outcomes.queries.eyes import (
    confirmer as confirmer,
)
from bot.outcomes.queries.eyes import (
    is_private as is_private,
)
from bot.outcomes.queries.eyes import (
    is_visible as is_visible,
)
from bot.outcomes.queries.eyes import (
    may as may,
)
from bot.outcomes.queries.eyes import (
    next_confirmer as next_confirmer,
)
from bot.outcomes.queries.eyes import (
    roles as roles,
)
from bot.outcomes.queries.eyes import (
    visible as visible,
)
from bot.outcomes.queries.eyes import (
    visible_to as visible_to,
)
from bot.outcomes.queries.finding import (
    Page as Page,
)
from bot.outcomes.queries.finding import (
    Wanted as Wanted,
)
from bot.outcomes.queries.finding import (
    Which as Which,
)
from bot.outcomes.queries.finding import (
    due_between as due_between,
)
from bot.outcomes.queries.finding import (
    find as find,
)
from bot.outcomes.queries.finding import (
    listed as listed,
)
from bot.outcomes.queries.finding import (
    possible_parents as possible_parents,
)
from bot.outcomes.queries.finding import (
    similar as similar,
)
from bot.outcomes.queries.lookup import (
    active_leaves as active_leaves,
)
from bot.outcomes.queries.lookup import (
    by_form as by_form,
)
from bot.outcomes.queries.lookup import (
    by_number as by_number,
)
from bot.outcomes.queries.lookup import (
    changes as changes,
)
from bot.outcomes.queries.lookup import (
    condition_of as condition_of,
)
from bot.outcomes.queries.lookup import (
    contributors as contributors,
)
from bot.outcomes.queries.lookup import (
    flags as flags,
)
from bot.outcomes.queries.lookup import (
    history as history,
)
from bot.outcomes.queries.lookup import (
    last_change as last_change,
)
from bot.outcomes.queries.lookup import (
    last_changes as last_changes,
)
from bot.outcomes.queries.lookup import (
    last_claim as last_claim,
)
from bot.outcomes.queries.lookup import (
    last_condition as last_condition,
)
from bot.outcomes.queries.lookup import (
    leaves_of as leaves_of,
)
from bot.outcomes.queries.lookup import (
    leaves_of_team as leaves_of_team,
)
from bot.outcomes.queries.lookup import (
    open_amendment as open_amendment,
)
from bot.outcomes.queries.lookup import (
    open_claim as open_claim,
)
from bot.outcomes.queries.lookup import (
    open_condition as open_condition,
)
from bot.outcomes.queries.lookup import (
    outcome as outcome,
)
from bot.outcomes.queries.lookup import (
    owned_by as owned_by,
)
from bot.outcomes.queries.lookup import (
    subject as subject,
)
from bot.outcomes.queries.owed import (
    ASKED_TWICE as ASKED_TWICE,
)
from bot.outcomes.queries.owed import (
    Waiting as Waiting,
)
from bot.outcomes.queries.owed import (
    WaitingFor as WaitingFor,
)
from bot.outcomes.queries.owed import (
    is_waiting as is_waiting,
)
from bot.outcomes.queries.owed import (
    item_name as item_name,
)
from bot.outcomes.queries.owed import (
    seen_parent as seen_parent,
)
from bot.outcomes.queries.owed import (
    waiting as waiting,
)
from bot.outcomes.queries.trees import (
    Node as Node,
)
from bot.outcomes.queries.trees import (
    RollUp as RollUp,
)
from bot.outcomes.queries.trees import (
    ancestors as ancestors,
)
from bot.outcomes.queries.trees import (
    below as below,
)
from bot.outcomes.queries.trees import (
    children as children,
)
from bot.outcomes.queries.trees import (
    height as height,
)
from bot.outcomes.queries.trees import (
    intents as intents,
)
from bot.outcomes.queries.trees import (
    is_leaf as is_leaf,
)
from bot.outcomes.queries.trees import (
    roll_ups as roll_ups,
)
from bot.outcomes.queries.trees import (
    rolled_up as rolled_up,
)
from bot.outcomes.queries.trees import (
    tree as tree,
)
from bot.outcomes.queries.trees import (
    with_children as with_children,
)
