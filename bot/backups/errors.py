class Refused(Exception):
    """It cannot be done, and nothing was changed; the sentence says what to do."""
