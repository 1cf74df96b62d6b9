"""Block Kit's rules as data: which blocks exist, where they may stand, and what they may hold."""
