"""Small values as short text come back as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.commons.worktime import Happening
from chalicelib.onestop.dossiers import packing
from chalicelib.onestop.dossiers.model import WAYS, Asked, Delivery, DeliveryState, Payment, PaymentState

MOMENTS = st.integers(1_577_923_200, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, tz=UTC))
HAPPENINGS = st.builds(
    Happening,
    kind=st.sampled_from(sorted(packing.LETTERS)),
    at=MOMENTS,
    amount=st.integers(0, 400),
    reason_code=st.sampled_from(sorted(packing.REASONS)),
)
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


@given(st.lists(HAPPENINGS, max_size=8))
def test_a_clock(happenings: list[Happening]) -> None:
    assert packing.unpack_clock(packing.pack_clock(happenings)) == tuple(happenings)


SUMS = st.integers(0, 10**12)
RECEIPTS = st.from_regex(r"([0-9]{6}/20[0-9]{2})?", fullmatch=True)


@given(
    st.sampled_from(get_args(PaymentState)), SUMS, st.from_regex(r"([0-9]{6}/20[0-9]{2})?", fullmatch=True), SUMS, SUMS
)
def test_a_payment(state: PaymentState, amount: int, receipt: str, paid: int, demanded: int) -> None:
    payment = Payment(state, amount, receipt, paid, demanded) if state else Payment()
    assert packing.unpack_payment(packing.pack_payment(payment)) == payment


@given(st.sampled_from(WAYS), st.sampled_from(get_args(DeliveryState)), WORDS)
def test_a_delivery(way: str, state: DeliveryState, reference: str) -> None:
    delivery = Delivery(way, state, reference)  # type: ignore[arg-type]
    assert packing.unpack_delivery(packing.pack_delivery(delivery)) == delivery


@given(st.dictionaries(WORDS, WORDS, max_size=3), st.dictionaries(WORDS, WORDS, max_size=3))
def test_a_request(papers: dict[str, str], fields: dict[str, str]) -> None:
    asked = Asked(papers, fields, ("one", "two"))
    assert packing.unpack_asked(packing.pack_asked(asked)) == asked
    assert packing.pack_asked(None) is None
