"""The forms in which people say what they need."""

from bot.needs import ui
from bot.outcomes.model import Outcome


def test_the_title_above_the_form_is_inert_as_everywhere() -> None:
    shown = ui.form(Outcome(id="1", number=7, title="Ring <!channel> & <http://evil.test|us>")).blocks[0]
    assert shown["elements"][0]["text"] == (
        "*What Ring &lt;!channel&gt; &amp; &lt;http://evil.test|us&gt; needs* _O-7_"
    )
