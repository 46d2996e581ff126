"""A faulty wire: forwards HTTP requests to one address, and by chance cuts, halves, delays, doubles or drips them.

It understands as much of HTTP as it takes to know where a request ends. The chances come from a seed.
"""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections import Counter
from dataclasses import dataclass

from deploy.ports import free_port

HOST = "127.0.0.1"
PIECE = 16 * 1024
FAULTS = (
    "cut before the request",
    "cut in the request",
    "cut after the request",
    "cut reply",
    "half a reply",
    "late reply",
    "duplicate request",
    "late duplicate",
    "slow request",
    "slow reply",
    "reset",
)


class Cut(Exception):
    """One end has gone."""


@dataclass(frozen=True)
class Request:
    """A request as it came: what stands before its body, and its body."""

    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        """All of it; the answering side closes at the end of its reply, which so needs no measuring."""
        first, _end, fields = self.head.partition(b"\r\n")
        kept = [field for field in fields.split(b"\r\n") if field and not field.lower().startswith(b"connection:")]
        return b"\r\n".join([first, *kept, b"Connection: close", b"", b""]) + self.body


class Proxy:
    """Listens at ``port`` and forwards to ``target``; ``share`` is the part of the requests that a fault meets."""

    def __init__(self, target: int, seed: int, *, late: float) -> None:
        """``late``, in seconds, is longer than the sender waits."""
        self.port, self.target, self.share = free_port(), target, 0.0
        self.faults: Counter[str] = Counter()
        self.requests = 0
        self.unlike: list[str] = []
        self._chance, self._late = random.Random(seed), late
        self._only = ""
        self._replays: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"proxy to {target}", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        self._is_up.wait(10)

    def stop(self) -> None:
        """End with everything that is under way."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def is_running(self) -> bool:
        """Whether it listens."""
        return self._thread.is_alive()

    def always(self, fault: str) -> None:
        """From now on this fault meets every request; the empty one gives the choice back to chance."""
        self._only = fault

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, HOST, self.port))
        self._is_up.set()
        self._loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = self._only or (self._chance.choice(FAULTS) if self._chance.random() < self.share else "")
        self.requests += 1
        self.faults[fault or "none"] += 1
        try:
            await self._carry(fault, reader, writer)
        except (Cut, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            _reset(writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _carry(self, fault: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if fault == "cut before the request":
            raise Cut
        request = await _read_request(reader)
        if fault == "cut in the request":
            await self._say_half(request)
            raise Cut
        reply = await self._asked(request, is_slow=fault == "slow request")
        if fault == "duplicate request":
            self._compare(reply, await self._asked(request))
        elif fault == "late duplicate":
            self._replay(request, reply)
        elif fault == "late reply":
            await asyncio.sleep(self._late)
        elif fault in ("cut after the request", "reset", "cut reply"):
            if fault == "cut reply":
                writer.write(reply[: reply.find(b"\r\n\r\n") + 4])
                await writer.drain()
            if fault == "reset":
                _reset(writer)
            return
        elif fault == "half a reply":
            writer.write(reply[: len(reply) - len(reply) // 3])
            await writer.drain()
            return
        await _write(writer, reply, is_slow=fault == "slow reply")

    async def _asked(self, request: Request, *, is_slow: bool = False) -> bytes:
        """The whole reply of the target."""
        reader, writer = await asyncio.open_connection(HOST, self.target)
        try:
            await _write(writer, request.whole, is_slow=is_slow)
            return await reader.read(-1)
        finally:
            writer.close()

    async def _say_half(self, request: Request) -> None:
        _reader, writer = await asyncio.open_connection(HOST, self.target)
        whole = request.whole
        writer.write(whole[: len(whole) - len(request.body) // 2 - 1])
        await writer.drain()
        await asyncio.sleep(0.05)
        _reset(writer)
        writer.close()

    def _replay(self, request: Request, first: bytes) -> None:
        """Ask once more when the sender has long had its answer."""

        async def later() -> None:
            await asyncio.sleep(self._late)
            with contextlib.suppress(OSError):
                self._compare(first, await self._asked(request))

        task = self._loop.create_task(later())
        self._replays.add(task)
        task.add_done_callback(self._replays.discard)

    def _compare(self, first: bytes, second: bytes) -> None:
        """Two receipts for the same bytes are one and the same."""
        receipts = [reply.partition(b"\r\n\r\n")[2] for reply in (first, second) if _is_receipt(reply)]
        if len(receipts) == 2 and receipts[0] != receipts[1]:
            self.unlike.append("the same request twice got two receipts")


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for field in head.split(b"\r\n"):
        name, _colon, value = field.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return Request(head, await reader.readexactly(length))


async def _write(writer: asyncio.StreamWriter, whole: bytes, *, is_slow: bool) -> None:
    size = max(1, len(whole) // 20) if is_slow else PIECE
    for start in range(0, len(whole), size):
        writer.write(whole[start : start + size])
        await writer.drain()
        if is_slow:
            await asyncio.sleep(0.05)


def _is_receipt(reply: bytes) -> bool:
    head = reply.partition(b"\r\n\r\n")[0]
    return head.startswith(b"HTTP/1.1 200") and b"asic-e" in head


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the other end is told of no orderly end."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
