"""What could not be sent: admins are told, and later that it is mended."""

from sqlalchemy import select

from bot.core import pending
from bot.outbox import service as outbox
from bot.outbox.model import Delivery, Trouble
from tests.gallery.company import Company

PLACE, WHY = "CPLATFORM", "restricted_action"


def something_cannot_be_sent(company: Company) -> None:
    with company.session() as session:
        session.add(Trouble(place=PLACE, reason=WHY, since=company.now_is))
        session.add(Trouble(place="", reason="token_revoked", since=company.now_is))
        outbox.say(session, key="parked", to=PLACE, kind="people.sample", ref=company.ids["platform"])
        session.flush()
        session.scalars(select(Delivery).where(Delivery.key == "parked")).one().why = WHY
        pending.note(session, "parked", "parked", company.now_is)
    company.settle()
    company.hand("lena").opens_home()


SCENES = (something_cannot_be_sent,)
