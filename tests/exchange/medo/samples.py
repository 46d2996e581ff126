"""A passport, a notice and a container that tests of the format start from."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from exchange.medo import containers, messages, passports
from exchange.medo.messages import Communication, MessageType, NoticeType
from exchange.medo.passports import Passport
from signing import cms
from signing.limits import Limits
from signing.sources import BytesSource, Source
from tests.signing.people import MINISTRY, NOW, Ministry, ministry

TEXT = b"%PDF-1.7 a letter"


def a_stamp(name: str) -> passports.Stamp:
    """A stamp on the first page."""
    return passports.Stamp(
        local_name=name,
        position=passports.Position(
            page=1, top_left=passports.Point(x=20, y=30), dimension=passports.Dimension(w=66, h=27)
        ),
    )


def a_passport() -> Passport:
    """The passport of a letter with one attachment."""
    return Passport(
        uid=UUID("7f1f0a52-57c4-4c5f-9a8e-0d3a7a0c2f11"),
        requisites=passports.Requisites(kind=passports.Qualified(value="Письмо", id="1"), annotation="О доме"),
        authors=(
            passports.Author(
                organization=passports.Organization(title=MINISTRY),
                registration=passports.Registration(
                    number="02-07/1164", on=date(2026, 4, 14), stamp=a_stamp("registration.png")
                ),
                signs=(
                    passports.Sign(
                        person=passports.SigningPerson(post="Заместитель министра", name="И. П. Сомова"),
                        signature=passports.DocumentSignature(
                            local_name="signature1.p7s", stamp=a_stamp("signature1.png")
                        ),
                    ),
                ),
            ),
        ),
        addressees=(passports.Addressee(organization=passports.Organization(title="Комитет")),),
        document=passports.MainDocument(local_name="document.pdf", pages=1),
        attachments=(passports.Attachment(local_name="attachment1.txt", order=1, description="План.txt"),),
    )


PASSPORT = a_passport().to_xml()

A_NOTICE = Communication(
    header=messages.Header(
        type=MessageType.NOTIFICATION,
        uid=UUID(int=7),
        created=datetime(2026, 4, 15, 9, tzinfo=UTC),
        source=messages.Partner(uid=UUID(int=8), organization="Комитет"),
    ),
    notification=messages.Notification(
        type=NoticeType.REFUSED,
        uid=a_passport().uid,
        refused=messages.Declined(
            time=datetime(2026, 4, 15, 9, tzinfo=UTC), foundation=messages.Official(organization=MINISTRY), reason="—"
        ),
    ),
)


def files_of(by: Ministry) -> dict[str, Source]:
    """What lies in the container beside its passport."""
    signature = cms.sign(hashlib.sha256(TEXT).digest(), by.official, at=NOW)
    return {
        "document.pdf": BytesSource(TEXT),
        "attachment1.txt": BytesSource("Соборная, 14".encode()),
        "registration.png": BytesSource(b"\x89PNG 1"),
        "signature1.png": BytesSource(b"\x89PNG 2"),
        "signature1.p7s": BytesSource(signature),
    }


def a_container(
    by: Ministry | None = None, passport: Passport | None = None, changed: Mapping[str, bytes] | None = None
) -> bytes:
    """A sealed container; ``changed`` files were so before the whole was sealed."""
    sender = by or ministry()
    files = files_of(sender) | {name: BytesSource(data) for name, data in (changed or {}).items()}
    target = io.BytesIO()
    containers.write(target, passport or a_passport(), files, seal=sender.seal, at=NOW, limits=Limits())
    return target.getvalue()


def opened(data: bytes, by: Ministry | None = None) -> containers.Opened:
    """The container as its addressee reads it."""
    return containers.read(BytesSource(data), trust=(by or ministry()).trust, at=NOW, limits=Limits())


def with_mark(passport: Passport, mark: str) -> Passport:
    """The passport with a classification."""
    return replace(passport, requisites=replace(passport.requisites, classification=passports.Qualified(value=mark)))
