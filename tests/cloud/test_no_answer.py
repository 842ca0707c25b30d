"""What the platform makes of AWS's silence: a transaction without an answer is busy, never a broken program."""

from __future__ import annotations

import pytest
from botocore.exceptions import BotoCoreError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.cloud import table
from chalicelib.cloud.table import Change
from chalicelib.foundation.errors import Unavailable

SILENCE: list[BotoCoreError] = [
    ReadTimeoutError(endpoint_url="http://x"),
    ConnectionClosedError(endpoint_url="http://x"),
    EndpointConnectionError(endpoint_url="http://x"),
]


@pytest.mark.parametrize("silence", SILENCE, ids=lambda one: type(one).__name__)
def test_a_transaction_without_an_answer_is_busy(silence: BotoCoreError, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> None:
        raise TransactWriteError("lost", silence)

    monkeypatch.setattr(TransactWrite, "_commit", lost)
    monkeypatch.setattr(table, "connection", lambda: type("Connected", (), {"connection": None}))
    change = Change()
    with pytest.raises(Unavailable, match="cloud/table-busy"):
        change.commit()


@pytest.mark.parametrize("silence", SILENCE, ids=lambda one: type(one).__name__)
def test_silence_has_no_code(silence: BotoCoreError) -> None:
    assert table.code_of(PutError("lost", silence)) == ""
