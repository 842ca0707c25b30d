"""What a payment provider is to the platform. One file per vendor stands behind this."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Protocol

from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.payments.balance import Stated
from chalicelib.onestop.payments.model import Order, Verdict


@frozen
class Way:
    """Where the payer's browser goes: an address elsewhere, or a path with a query on this site."""

    address: str = ""
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """A vendor. Nothing that a browser brings back from it is trusted: only `read_notice` and `ask` decide."""

    code: str
    name: Words

    def check(self) -> Sequence[Words]:
        """The self-check: what keeps it from being used on this stage; empty when nothing does."""
        ...

    def start(self, order: Order, back: str) -> Way:
        """Where the payer goes to pay; `back` is the path of this site to which they are sent afterwards."""
        ...

    def read_notice(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Verdict:
        """What a signed notice says. Forbidden `payments/signature-wrong`, `payments/notice-stale`; Invalid
        `payments/notice-malformed`."""
        ...

    def ask(self, order: Order, at: datetime) -> Verdict:
        """What the provider says of an order when it is asked. Unavailable when it does not answer."""
        ...

    def statement(self, unit: str, day: date) -> Sequence[Stated]:
        """What the provider has captured for an agency on a day of Vietnam."""
        ...
