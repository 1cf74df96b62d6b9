"""Home of whoever owns, leads and runs everything, with what could not be sent."""

from bot.core import pending
from bot.outbox.model import Trouble
from tests.gallery.company import Company


def something_cannot_be_sent(company: Company) -> None:
    """A channel is gone and a token is refused: admins are told, and later that it is mended."""
    with company.session() as session:
        for place, reason in (("CPLATFORM", "is_archived"), ("", "token_revoked")):
            session.add(Trouble(place=place, reason=reason, since=company.now_is))
            pending.note(session, "parked", f"{place}:{reason}", company.now_is)
    company.settle()
    company.hand("lena").opens_home()


SCENES = (something_cannot_be_sent,)
