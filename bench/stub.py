"""A table that answers at once with what `canned` has made ready: `python -m bench.stub` prints its port and serves.

A process of its own, so that its work is not counted; HTTP/1.1 with connections kept, and the checksum that DynamoDB
sends. An operation without a canned answer is refused, so that a benchmark cannot measure an error by mistake.
"""

from __future__ import annotations

import asyncio
import json
import zlib

from bench import canned

REFUSAL = json.dumps({"__type": "com.amazon.coral.validate#ValidationException", "message": "not canned"}).encode()


class _Connection(asyncio.Protocol):
    def __init__(self, answers: canned.Answers) -> None:
        self._answers = answers
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers the request once all of it is here; clients wait for an answer before they ask again."""
        self._held += data
        head, end, body = self._held.partition(b"\r\n\r\n")
        headers = dict(_header(line) for line in head.split(b"\r\n")[1:])
        if not end or len(body) < int(headers.get(b"content-length", b"0")):
            return
        self._held = b""
        operation = headers.get(b"x-amz-target", b"").decode().rpartition(".")[2]
        self._transport.write(_http(self._answers.answer(operation, body)))


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.strip().lower(), value.strip()


def _http(body: bytes | None) -> bytes:
    status, content = ("200 OK", body) if body is not None else ("400 Bad Request", REFUSAL)
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(content)}\r\n"
        f"x-amzn-RequestId: BENCH\r\nx-amz-crc32: {zlib.crc32(content)}\r\n\r\n"
    )
    return head.encode() + content


async def _serve() -> None:
    answers = canned.Answers()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(answers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
