"""The providers of online payment: which this stage has, each behind one interface with a self-check."""

from collections.abc import Sequence

from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.onestop.payments.providers.interface import Provider, Way
from chalicelib.onestop.payments.providers.sandbox import Sandbox

__all__ = ["Provider", "Providers", "Sandbox", "Way"]


class Providers:
    """The providers by their codes. `known` are all that are written; a stage uses those whose self-check is clean."""

    def __init__(self, known: Sequence[Provider]) -> None:
        self._known = {one.code: one for one in known}

    def all(self) -> list[Provider]:
        """Those that can be used on this stage."""
        return [one for one in self._known.values() if not one.check()]

    def get(self, code: str) -> Provider:
        """A provider of this stage. Missing `payments/provider-unknown`; Conflict `payments/provider-not-here`."""
        found = self._known.get(code)
        if found is None:
            raise Missing("payments/provider-unknown", "Không có cổng thanh toán này.", "There is no such provider.")
        wrong = found.check()
        if wrong:
            raise Conflict("payments/provider-not-here", wrong[0].vi, wrong[0].en)
        return found

    def usual(self) -> str:
        """The code of the provider that payers are sent to; empty where this stage has none."""
        found = self.all()
        return found[0].code if found else ""
