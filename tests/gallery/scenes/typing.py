"""What people type: commands with every word, and texts of which the bot has to make something."""

from tests.gallery.company import Company


def texts_are_heard(company: Company) -> None:
    alice = company.hand("alice")
    for text in ("help", "pause", "resume", "settings", company.texts.line(), "list mine", "checkin now",
                 f"show {company.texts.line()}", "/outcome add", "outcome drop O-3"):  # fmt: skip
        alice.says(text)
    company.hand("omar").says(company.texts.line())
    company.hand("charlie").says(company.texts.line())


def every_command(company: Company) -> None:
    """Each word of each command: alone, with a number, and with far too much."""
    for who in ("alice", "lena", "charlie"):
        hand = company.hand(who)
        for name, command in company.listeners.commands.items():
            for word in ("", "help", "hepl", *command.words):
                for rest in ("", "O-3", company.texts.line()):
                    hand.types(name, f"{word} {rest}".strip())
    for shortcut in company.listeners.shortcuts:
        company.hand("alice").uses_shortcut(shortcut.callback)


SCENES = (texts_are_heard, every_command)
