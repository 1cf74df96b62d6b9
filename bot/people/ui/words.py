"""Short words about people and times that several surfaces share."""

from bot.core.datewords import WEEKDAYS
from bot.people.model import Person
from bot.people.rules import Rhythm
from bot.slack.templates import Words

TEAM = Words("people/team")


def short(person: Person) -> str:
    """The first name where nobody else here has it, else the whole one."""
    return person.short_name or person.name


def rhythm_words(rhythm: Rhythm) -> str:
    """ "every Wednesday at 10:00 in each person's own time" """
    return TEAM("rhythm", cadence=rhythm.cadence.value, day=rhythm.weekday, at=rhythm.at)


def closing_words(rhythm: Rhythm, zone: str) -> str:
    """ "closes Friday 09:00, digest Friday 10:00 (Lisbon)" """
    return TEAM(
        "closing",
        cadence=rhythm.cadence.value,
        closes_day=rhythm.closes_weekday,
        closes_at=rhythm.closes_at,
        digest_day=rhythm.digest_weekday,
        digest_at=rhythm.digest_at,
        place=place_words(zone),
    )


def place_words(zone: str) -> str:
    """The city of an IANA zone: "Europe/Lisbon" is in Lisbon."""
    return zone.rpartition("/")[2].replace("_", " ")


def weekday_words(days: str) -> str:
    """ "Monday to Friday" of the digits 01234; days with gaps are listed."""
    numbers = sorted({int(digit) for digit in days})
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and numbers == list(range(first, last + 1)):
        return f"{WEEKDAYS[first]} to {WEEKDAYS[last]}"
    return ", ".join(WEEKDAYS[number] for number in numbers)
