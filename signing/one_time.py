"""One-time codes by the clock (RFC 6238), recovery codes, and how the secret behind them is kept; no rows here.

Codes are six digits of HMAC-SHA-1 over steps of thirty seconds, which every authenticator knows.
"""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

STEP = 30  # seconds
DIGITS = 6
WINDOW = 1  # steps before and after the present one
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: a digest of so much chance cannot be guessed back


def new_secret() -> bytes:
    """A secret for an authenticator, by chance."""
    return secrets.token_bytes(SECRET_BYTES)


def step_at(moment: datetime) -> int:
    """The number of the step that a moment lies in."""
    return int(moment.timestamp()) // STEP


def code_of(secret: bytes, step: int) -> str:
    """The code of a step."""
    return _totp(secret).generate(step * STEP).decode("ascii")


def matching_step(secret: bytes, code: str, moment: datetime) -> int | None:
    """The step whose code this is, of the present one and its neighbours; None when it is of none."""
    now, found = step_at(moment), None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(code_of(secret, step).encode("ascii"), code.encode("utf-8")):
            found = step
    return found


def address_for_authenticator(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code holds: an ``otpauth`` address."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def written(secret: bytes) -> str:
    """The secret as a person types it where no QR code can be read: base32 in groups of four."""
    return _grouped(base64.b32encode(secret).decode("ascii").rstrip("="))


def seal(secret: bytes) -> str:
    """The secret as it lies in the database: of no use without the node's own secret key."""
    return _box().encrypt(secret).decode("ascii")


def unseal(sealed: str) -> bytes:
    """The secret again.

    Raises:
        cryptography.fernet.InvalidToken: it was sealed under another secret key of the node.
    """
    return _box().decrypt(sealed.encode("ascii"))


def new_recovery_codes() -> list[str]:
    """Codes for the day when the authenticator is lost; each serves once."""
    made = (base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)) for _code in range(RECOVERY_CODES))
    return [_grouped(one.decode("ascii")) for one in made]


def digest_of(recovery_code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    return hashlib.sha256(re.sub(r"[\s-]", "", recovery_code).upper().encode("utf-8")).hexdigest()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, hashes.SHA1(), STEP)  # noqa: S303  # in HMAC, as RFC 6238 and authenticators have it


def _grouped(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _box() -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"mezhved second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
