"""Looking outcomes up: by number and words, in their tree, through somebody's eyes, and what waits."""

from bot.outcomes.queries.cards import Card as Card, card as card
from bot.outcomes.queries.eyes import (
    as_owner as as_owner,
    confirmer as confirmer,
    is_private as is_private,
    is_visible as is_visible,
    may as may,
    next_confirmer as next_confirmer,
    roles as roles,
    visible as visible,
    visible_to as visible_to,
)
from bot.outcomes.queries.finding import (
    Page as Page,
    Wanted as Wanted,
    Which as Which,
    find as find,
    listed as listed,
    possible_parents as possible_parents,
    similar as similar,
)
from bot.outcomes.queries.lookup import (
    NOT_HERE as NOT_HERE,
    active_leaves as active_leaves,
    by_form as by_form,
    by_number as by_number,
    changes as changes,
    condition_of as condition_of,
    contributors as contributors,
    flags as flags,
    history as history,
    last_change as last_change,
    last_changes as last_changes,
    last_claim as last_claim,
    last_condition as last_condition,
    leaves_of as leaves_of,
    leaves_of_each as leaves_of_each,
    leaves_of_team as leaves_of_team,
    open_amendment as open_amendment,
    open_claim as open_claim,
    open_condition as open_condition,
    outcome as outcome,
    outcome_or_nothing as outcome_or_nothing,
    owned_by as owned_by,
    subject as subject,
    unasked as unasked,
    unasked_claims as unasked_claims,
)
from bot.outcomes.queries.owed import (
    ASKED_TWICE as ASKED_TWICE,
    Waiting as Waiting,
    WaitingFor as WaitingFor,
    item_name as item_name,
    seen_parent as seen_parent,
    waiting as waiting,
)
from bot.outcomes.queries.past import Event as Event, events as events
from bot.outcomes.queries.trees import (
    Node as Node,
    RollUp as RollUp,
    ancestors as ancestors,
    below as below,
    children as children,
    height as height,
    intents as intents,
    is_leaf as is_leaf,
    roll_ups as roll_ups,
    rolled_up as rolled_up,
    tree as tree,
    with_children as with_children,
)
