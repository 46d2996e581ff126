"""What a request says of its body beside it, so that even damaged bytes can be answered; nothing of it is proven."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from documents.models import StoredFile
from exchange.models import OutboxMessage
from exchange.transport import Answer
from signing.verification import verify

MESSAGE_ID, SENDER, RECIPIENT, DIGEST = (
    "Exchange-Message-Id",
    "Exchange-Sender",
    "Exchange-Recipient",
    "Content-Digest",
)
SHA256_BYTES = 32
EXCHANGE_CODE = re.compile(r"[A-Za-z0-9._:-]{1,60}")


def request_headers(message: OutboxMessage, sealed: StoredFile) -> dict[str, str]:
    """What the request says of its body, so that even damaged bytes can be answered under seal."""
    digest = base64.b64encode(bytes.fromhex(sealed.sha256)).decode("ascii")
    return {
        MESSAGE_ID: str(message.message_id),
        SENDER: message.agency.exchange_id,
        RECIPIENT: message.correspondent.exchange_id,
        DIGEST: f"sha-256=:{digest}:",
    }


def problem_code(answer: Answer) -> str:
    """The code of an unsealed refusal (RFC 9457), for the operator's eyes only."""
    try:
        told = json.loads(answer.body)
        code = str(told["code"])
    except (ValueError, KeyError, TypeError):
        return ""
    return code[:60] if code.replace("_", "").isalnum() else ""


@dataclass(frozen=True)
class Address:
    """What the headers of a request claim about its body; nothing of it is proven."""

    message_id: UUID | None = None
    sender: str = ""
    recipient: str = ""
    sha256: str = ""

    @classmethod
    def of_headers(cls, headers: Mapping[str, str]) -> "Address":
        """The claims that are there and readable."""
        return cls(
            message_id=_uuid(headers.get(MESSAGE_ID, "")),
            sender=_code(headers.get(SENDER, "")),
            recipient=_code(headers.get(RECIPIENT, "")),
            sha256=_hex_digest(headers.get(DIGEST, "")),
        )


@dataclass(frozen=True)
class Claims:
    """Who a message says it is from, for and which; used to answer it, proven by its seal only."""

    message_id: UUID | None
    sender: str
    recipient: str


def claims_of(path: Path, address: Address) -> Claims:
    """What the request claims, and where it is silent what the unverified message says."""
    if address.message_id is not None and address.sender and address.recipient:
        return Claims(address.message_id, address.sender, address.recipient)
    said = verify(path, trust=()).claimed_message
    if said is None:
        return Claims(address.message_id, address.sender, address.recipient)
    return Claims(
        address.message_id or said.message_id, address.sender or said.sender.id, address.recipient or said.recipient.id
    )


def _code(text: str) -> str:
    return text if EXCHANGE_CODE.fullmatch(text) else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _hex_digest(header: str) -> str:
    """The SHA-256 in a ``Content-Digest`` field (RFC 9530), empty when there is none."""
    if not (header.startswith("sha-256=:") and header.endswith(":")):
        return ""
    try:
        digest = base64.b64decode(header.removeprefix("sha-256=:")[:-1], validate=True)
    except ValueError:
        return ""
    return digest.hex() if len(digest) == SHA256_BYTES else ""
