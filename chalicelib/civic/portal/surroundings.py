"""What the room puts around every page: the notices, the contact line, and the pause of changes during maintenance."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.civic.portal import markup, store
from chalicelib.civic.portal.live import Live
from chalicelib.civic.portal.model import Board
from chalicelib.civic.portal.telling import told
from chalicelib.civic.portal.texts import Text
from chalicelib.cloud.call import Caller
from chalicelib.cloud.page import Html, Told
from chalicelib.foundation.clock import say_moment, vietnam_day
from chalicelib.foundation.errors import Paused
from chalicelib.foundation.values import frozen

GOES_ON = frozenset(
    {
        "dossiers.lookup",
        "me.read",
        "payments.notify",
        "payments.simulate",
        "sessions.close",
        "sessions.open",
        "tickets.take",
    }
)
"""Rules under which something is sent and no citizen's change is made: looking up, signing in and out, taking a number
before a desk, for officers work on, and what a payment provider says: money that it holds is a fact whatever the city
does, and who has gone to the provider's page has paid before the pause began."""


@frozen
class Surroundings:
    """Implements cloud.page's `Around` from what this process keeps for a minute."""

    board: Live[Board]
    line: Live[Text]

    def notices(self, route: str, at: datetime) -> Sequence[Told]:
        """The notices of the moment."""
        return [told(one.notice) for one in self.board.now().shown(at, home=route == "/")]

    def contact(self, lang: str, base: str, at: datetime) -> Html:
        """The contact line in force."""
        text = self.line.now()
        words = store.words_of(text.code, text.in_force(vietnam_day(at)).number)
        return markup.as_line(words.say(lang), base)

    def must_be_open(self, caller: Caller, rule: str, at: datetime) -> None:
        """Raises Paused `portal/maintenance` to citizens and visitors while a notice says so; officers work on."""
        if caller.unit or rule in GOES_ON:
            return
        pause = self.board.now().pause(at)
        if pause is None:
            return
        until = pause.notice.until
        raise Paused(
            "portal/maintenance",
            f"Hệ thống đang bảo trì và chưa nhận nội dung mới. Dự kiến xong lúc {say_moment(until, 'vi')}.",
            f"Maintenance is under way, and nothing new is taken in. It should end at {say_moment(until, 'en')}.",
            max(1, int((until - at).total_seconds())),
        )
