"""Looks behind every button: what it leads to is shown too, and nothing of it is kept."""

from collections import Counter as Tally
from collections.abc import Iterator

from tests.gallery.company import Company, Hand
from tests.gallery.counter import choice
from tests.gallery.shown import MESSAGE, Json, Shown, verb
from tests.support.forms import filled

# Of each button in each kind of message, and of each form, this many are tried.
OFTEN = 1
# So far from the message or page where it begins.
DEEP = 4
# Who reads what is said in channels, from a member to whoever leads everything.
READERS = ("alice", "ana", "lena")
# Whose Home is looked at every time: who owns, and who leads and runs everything.
AT_HOME = ("alice", "lena")


class Explorer:
    """Goes on from where it was: what has been tried in one scene is not tried again in the next."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._tried: Tally[tuple[str, ...]] = Tally()
        self._looked_from = 0

    def explore(self) -> None:
        """From everything that was said since the last time, as it reads now, and from everybody's Home."""
        company = self._company
        company.settle()
        standing = {
            one.at["message_ts"]: one for one in company.shown[self._looked_from :] if one.surface == MESSAGE
        }
        company.counter.keeps = False
        try:
            for name in AT_HOME:
                self._follow(company.hand(name).opens_home(), name, 0)
            for one in standing.values():
                for reader in [one.who] if one.who else READERS:
                    self._follow(one, reader, 0)
        finally:
            company.counter.keeps = True
        self._looked_from = len(company.shown)

    def _follow(self, shown: Shown, who: str, depth: int) -> None:
        if depth > DEEP:
            return
        hand = self._company.hand(who)
        for found in [*self._clicks(shown, hand), *self._sends(shown, hand)]:
            self._follow(found, who, depth + 1)

    def _clicks(self, shown: Shown, hand: Hand) -> Iterator[Shown]:
        for block, element in shown.pressable():
            if element.get("url") or self._is_enough(shown.surface, shown.name, verb(element["action_id"])):
                continue
            yield from hand.uses(shown, block, element)

    def _sends(self, shown: Shown, hand: Hand) -> Iterator[Shown]:
        """The form as it was opened, and with everything filled in."""
        if "submit" not in shown.view:
            return
        inputs = {block["block_id"]: block["element"] for block in shown.blocks if block["type"] == "input"}
        if self._is_enough(shown.name, *inputs):
            return
        yield from hand.sends(shown, {})
        yield from hand.sends(shown, {name: self._typed(shown, hand, one) for name, one in inputs.items()})

    def _typed(self, shown: Shown, hand: Hand, element: Json) -> Json:
        texts = self._company.texts
        match element["type"]:
            case "plain_text_input":
                return filled(element, texts.title()[: element.get("max_length", 3000)])
            case "external_select":
                return filled(element, next((one["value"] for one in hand.looks_up(shown, element)), None))
            case _:
                return choice(element)

    def _is_enough(self, *what: str) -> bool:
        self._tried[what] += 1
        return self._tried[what] > OFTEN
