"""The ways to a correspondent: how its messages are built, and how they are handed over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from documents import files
from documents.models import StoredFile
from exchange import folders
from exchange.containers import medo_building, sealing
from exchange.containers.addressing import problem_code, request_headers
from exchange.containers.receipts import ReceiptRefused, TransportReceipt, read_receipt
from exchange.medo import bundles
from exchange.models import Correspondent, DeliveryAttempt, OutboxMessage
from exchange.transport import MEDIA_TYPE, DeliveryFailed, HttpTransport, Transport, chunks
from history import kill_points
from signing.findings import Refused
from signing.limits import Limits
from signing.sources import PathSource

Outcome = DeliveryAttempt.Outcome
# What pieces of a message go through on their way out, unchanged.
Passing = Callable[[Iterator[bytes]], Iterator[bytes]]


class NotDelivered(Exception):
    """A try that settled nothing, with its outcome and a few words for the operator."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome, self.detail = outcome, detail


@dataclass(frozen=True)
class HandedOver:
    """A message that is out of our hands; the receipt is there at once, or comes later as a message of its own."""

    receipt: TransportReceipt | None = None
    body: bytes = b""


class Channel(Protocol):
    """A way to a correspondent."""

    def build(self, message: OutboxMessage) -> sealing.Built:
        """What is sent, written and not in its place as yet.

        Raises:
            SEAL_ERRORS: it cannot be made now.
        """

    def hand_over(self, message: OutboxMessage, sealed: StoredFile, passing: Passing) -> HandedOver:
        """Hand the bytes over, those that take long through ``passing``. Done again, it changes nothing there.

        Raises:
            NotDelivered: nothing is settled.
        """


@dataclass(frozen=True)
class HttpsChannel:
    """The gateway of the correspondent: the sealed receipt is in the answer."""

    way: Transport
    sealer: sealing.Sealer

    def build(self, message: OutboxMessage) -> sealing.Built:
        """See `Channel`: a container ASiC-E under our seal."""
        return self.sealer.build(message)

    def hand_over(self, message: OutboxMessage, sealed: StoredFile, passing: Passing) -> HandedOver:
        """See `Channel`."""
        correspondent = message.correspondent
        try:
            with files.open_stored(sealed) as stream:
                answer = self.way.post(
                    correspondent.endpoint,
                    passing(chunks(stream)),
                    sealed.size,
                    request_headers(message, sealed),
                    is_private=correspondent.is_private_address or settings.EXCHANGE_PRIVATE_ADDRESSES,
                )
        except DeliveryFailed as failed:
            raise NotDelivered(Outcome.UNREACHABLE, failed.detail) from failed
        kill_points.reached("after-post")
        if answer.media_type != MEDIA_TYPE:
            raise NotDelivered(Outcome.NO_RECEIPT, f"{answer.status} {problem_code(answer)}".strip())
        try:
            return HandedOver(read_receipt(answer.body, message, sealed, self.sealer.stampers), answer.body)
        except ReceiptRefused as refused:
            raise NotDelivered(Outcome.WRONG_RECEIPT, refused.reason) from refused


class FolderChannel:
    """A watched folder: a message of МЭДО is laid there for the courier, and its receipt comes back the same way."""

    def build(self, message: OutboxMessage) -> sealing.Built:
        """See `Channel`: ``message.xml`` with its container, kept as one bundle; its signatures bear no time-stamps."""
        return sealing.Built(medo_building.build(message))

    def hand_over(self, message: OutboxMessage, sealed: StoredFile, _passing: Passing) -> HandedOver:
        """See `Channel`."""
        try:
            watched = medo_building.folder_of(message.correspondent)
            package = bundles.read(PathSource(files.path_of(sealed)), Limits.configured())
            folders.lay(folders.place_of(watched.name), message.message_id.hex, package)
        except DeliveryFailed as failed:
            raise NotDelivered(Outcome.UNREACHABLE, failed.detail) from failed
        except (Refused, sealing.NotBuilt) as refused:
            raise NotDelivered(Outcome.NOT_BUILT, str(refused)) from refused
        kill_points.reached("after-post")
        return HandedOver()


def channel_of(message: OutboxMessage, transport: Transport | None = None) -> Channel:
    """The way that the register names, for this message and a few more; ``transport`` carries what goes over HTTPS."""
    if message.correspondent.channel == Correspondent.Channel.FOLDER:
        return FolderChannel()
    return HttpsChannel(transport or HttpTransport(), sealing.Sealer(message.agency, message.correspondent))
