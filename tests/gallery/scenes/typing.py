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
    alice, lena = company.hand("alice"), company.hand("lena")
    for name, command in company.listeners.commands.items():
        for word in ("", *command.words):
            for rest in ("", "O-3", company.texts.line()):
                alice.types(name, f"{word} {rest}".strip())
            lena.types(name, word)
        alice.types(name, "help")
        alice.types(name, "hepl")
        company.hand("charlie").types(name)
    for rest in ("list all", "list team", "list at risk", "list late", f"list <@{alice.slack_id}>", "find e"):
        lena.types("/outcome", rest)
    alice.types("/outcome", "Refunds are paid <@UBOB> by 13 December")
    priya = company.hand("priya")
    priya.submits(priya.clicks("outcome.word", on=priya.types("/outcome", "show O-2")[-1]), word="Soon")
    alice.submits(
        alice.types("/outcome", "add")[-1], title="Improve quality", owner="UALICE", due="2026-12-18"
    )
    for shortcut in company.listeners.shortcuts:
        alice.uses_shortcut(shortcut.callback)


SCENES = (texts_are_heard, every_command)
