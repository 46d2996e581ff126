"""Cards that disagree with what lies beside them, with who signed, or with their schema; the right hands signed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding

from signing.containers.layout import ASIC_E
from signing.messages import DOCUMENT_FILE, DocumentBody, Message
from signing.packages import CARD_TYPE
from signing.passports import FileRole, Passport, PassportFile, PassportSigner, SignerRole
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, Raw, assembled, changed, data_of
from tests.signing.people import EMPTY, MAIN, document_body, message_with, ministry, signer, subject
from tests.signing.vectors.certificates import shown
from tests.signing.vectors.vector import (
    NOTICE,
    Entries,
    Vector,
    carrying,
    container_of,
    document,
    message,
    notice,
    of_document,
    of_message,
    passport,
    sealed_over,
    signed_over,
    with_card,
    with_signature,
)

IN_PASSPORT: dict[str, tuple[bytes, bytes]] = {
    "an unknown element": (b"<signer ", b"<sygner "),
    "an identifier that is none": (b'documentId="', b'documentId="x'),
    "an identifier in capitals": (b'documentId="7f', b'documentId="7F'),
    "a day written as in letters": (b'replyDueOn="2026-04-29"', b'replyDueOn="29.04.2026"'),
    "a day that does not exist": (b'replyDueOn="2026-04-29"', b'replyDueOn="2026-02-30"'),
    "a registration": (b'kind="', b'number="02-07/1164" kind="'),
    "words between elements": (b"<file ", b"text<file "),
    "another vocabulary": (b"urn:mezhved:passport:1", b"urn:mezhved:passport:2"),
    "another version": (b'version="1.0"', b'version="2.0"'),
    "no kind": (' kind="Письмо"'.encode(), b""),
    "an empty kind": ('kind="Письмо"'.encode(), b'kind=""'),
    "two lines in one": ('kind="Письмо"'.encode(), 'kind="Пись&#10;мо"'.encode()),
    "a name that leads elsewhere": (b'name="text.pdf"', b'name="../text.pdf"'),
    "a size below nothing": (b'size="0"', b'size="-1"'),
    "a size without an end": (b'size="0"', b'size="99999999999999999999999"'),
    "a digest in capitals": (b'sha256="', b'sha256="A'),
    "an unknown role of a file": (b'role="main"', b'role="letter"'),
    "an unknown role of a signer": (b'role="approving"', b'role="chief"'),
    "a media type without a kind": (b'mediaType="text/plain"', b'mediaType="text"'),
    "two files of one name": (b'name="empty.bin"', b'name="text.pdf"'),
    "two files of one identifier": (b'id="file-1"', b'id="file-0"'),
    "a value of another schema": (
        b"<passport ",
        b'<passport xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="author" ',
    ),
    "a line without an end": (b'unit="', b'unit="' + b"a" * 7_000_000),
    "a millennium": (b'replyDueOn="2026-04-29"', b'replyDueOn="12026-04-29"'),
}

IN_MESSAGE: dict[str, tuple[bytes, bytes]] = {
    "an unknown element": (b"<recipient ", b"<recipiant "),
    "two recipients": (b"<recipient ", b'<recipient id="a" name="a"/><recipient '),
    "no identifier": (b" messageId=", b" massageId="),
    "an identifier that is none": (b'messageId="', b'messageId="0'),
    "a sequence below nothing": (b'sequence="7"', b'sequence="-7"'),
    "a sequence without an end": (b'sequence="7"', b'sequence="99999999999"'),
    "a sequence in words": (b'sequence="7"', b'sequence="seven"'),
    "a moment without a zone": (b'09:30:00Z"', b'09:30:00"'),
    "a moment in another zone": (b'09:30:00Z"', b'09:30:00+03:00"'),
    "a moment that does not exist": (b'09:30:00Z"', b'25:30:00Z"'),
    "an unknown urgency": (b'urgency="normal"', b'urgency="now"'),
    "another protocol": (b'protocol="1.0"', b'protocol="2.0"'),
    "a test that is neither": (b'isTest="true"', b'isTest="maybe"'),
    "another vocabulary": (b"urn:mezhved:message:1", b"urn:mezhved:message:2"),
    "two registrations": (b"<registration ", b'<registration number="1" on="2026-04-14"/><registration '),
    "an empty number": (b'number="02-07/1164"', b'number=""'),
    "two bodies": (
        b"<document ",
        b'<decision-refused documentId="7f1f0a52-57c4-4c5f-9a8e-0d3a7a0c2f11" reason="a"/><document ',
    ),
    "a code with a space": (b'<recipient id="', b'<recipient id=" '),
    "a head of a log without an end": (
        b"</message>",
        b'<log-head note="a" key="%s" since="%s"/></message>' % (b"0" * 64, b"9" * 30),
    ),
    "a cosignature without an end": (
        b"</message>",
        b'<log-cosignature line="a" key="%s" size="%s"/></message>' % (b"0" * 64, b"9" * 30),
    ),
    "a head without a key": (b"</message>", b'<log-head note="a"/></message>'),
}


def vectors() -> Iterator[Vector]:
    """All of them."""
    for name, (old, new) in IN_PASSPORT.items():
        yield of_document(f"a passport with {name}", "SCHEMA_INVALID", _passport(old, new))
    for name, (old, new) in IN_MESSAGE.items():
        yield of_message(f"a message with {name}", "SCHEMA_INVALID", _message(old, new))
    yield from _files()
    yield from _signers()
    yield from _seals()
    yield from _payloads()


def _passport(old: bytes, new: bytes) -> Callable[[Entries], bytes]:
    return lambda entries: signed_over(entries, {Passport.FILE: _put(data_of(entries, Passport.FILE), old, new)})


def _message(old: bytes, new: bytes) -> Callable[[Entries], bytes]:
    return lambda entries: sealed_over(entries, _put(data_of(entries, Message.FILE), old, new))


def _put(xml: bytes, old: bytes, new: bytes) -> bytes:
    assert old in xml, old
    return xml.replace(old, new, 1)


def _files() -> Iterator[Vector]:
    first, *rest = passport().files
    for name, change in {
        "another size": {"size": first.size + 1},
        "another digest": {"sha256": "0" * 64},
        "another media type": {"media_type": "text/html"},
    }.items():
        said = (replace(first, **change), *rest)  # type: ignore[arg-type]  # fields by name
        yield of_document(f"a passport with {name}", "PASSPORT_DIGEST_MISMATCH", with_card, files=said)
    yield of_document(
        "a file that the passport does not name", "FILE_NOT_IN_PASSPORT", lambda e: with_card(e, files=tuple(rest))
    )
    more = (*passport().files, replace(first, id="more", name="more.pdf"))
    yield of_document(
        "a file that only the passport names", "PASSPORT_FILE_MISSING", lambda e: with_card(e, files=more)
    )
    yield of_document("neither passport nor message", "CARD_MISSING", _without_card)
    yield Vector("a message among the files of a document", "UNEXPECTED_FILE", _with_a_message)
    for name, inner in {
        "the document itself": assembled(list(document())),
        "a container of one file": _asic_s(),
    }.items():
        yield of_document(f"a container inside the document: {name}", "NESTED_TOO_DEEP", _with_file, MAIN, inner)
    yield of_document("a file called a container", "NESTED_TOO_DEEP", _called_container)
    inside = assembled(forge.changed(list(document()), "mimetype", extra=bytes(4) * 400))
    yield of_document(
        "a container behind a long extra field", "NESTED_TOO_DEEP", lambda e: _with_file(e, EMPTY, inside)
    )


def _asic_s() -> bytes:
    return assembled([Raw(b"mimetype", b"application/vnd.etsi.asic-s+zip"), Raw(b"a.txt", b"a")])


def _with_file(entries: Entries, name: str, content: bytes) -> bytes:
    """Another content of a file, in the passport and under the signature as well."""
    files = tuple(
        replace(one, size=len(content), sha256=sha256(content).hexdigest()) if one.name == name else one
        for one in passport().files
    )
    card = replace(passport(), files=files).to_xml()
    return signed_over(entries, {Passport.FILE: card, name: content})


def _without_card(_entries: Entries) -> bytes:
    return container_of([("card.xml", CARD_TYPE, passport().to_xml())], ministry().official)


def _called_container(entries: Entries) -> bytes:
    """The media type of a container in passport, manifest and signature."""
    files = tuple(replace(one, media_type=ASIC_E) if one.name == MAIN else one for one in passport().files)
    card = replace(passport(), files=files).to_xml()
    renamed = [
        replace(one, data=one.data.replace(b"application/pdf", ASIC_E.encode()))
        if one.name.startswith(b"META-INF")
        else one
        for one in entries
    ]
    return signed_over(renamed, {Passport.FILE: card})


def _signers() -> Iterator[Vector]:
    ershov, named = PassportSigner("Ершов Павел Дмитриевич", "начальник отдела"), passport().signers
    yield of_document(
        "a signer whom the passport does not name", "SIGNER_NOT_IN_PASSPORT", lambda e: with_card(e, signers=(ershov,))
    )
    yield of_document("a signer who is missing", "SIGNER_MISSING", lambda e: with_card(e, signers=(*named, ershov)))
    namesake = replace(named[0], name="Сомова Ирина")
    yield of_document(
        "a signer with half a name", "SIGNER_NOT_IN_PASSPORT", lambda e: with_card(e, signers=(namesake,))
    )
    by_visa = (replace(ershov, role=SignerRole.VISA),)
    yield of_document("only a visa, of another", "SIGNER_NOT_IN_PASSPORT", lambda e: with_card(e, signers=by_visa))
    seal = ministry().seal
    der = seal.certificate.public_bytes(Encoding.DER)
    yield of_document("a seal for an official", "SIGNER_NOT_IN_PASSPORT", lambda e: with_signature(e, shown(der), seal))
    other = signer(ministry().authority, whose=subject("Ершов", "Павел Дмитриевич"))
    shown_der = other.certificate.public_bytes(Encoding.DER)
    yield of_document(
        "the signature of somebody else", "SIGNER_NOT_IN_PASSPORT", lambda e: with_signature(e, shown(shown_der), other)
    )


def _seals() -> Iterator[Vector]:
    elsewhere = ministry(organisation_id="somebody-else")
    yield Vector("a seal of another organisation", "SEAL_ORGANISATION", lambda: notice(seal=elsewhere.seal))
    yield Vector(
        "a sender that the seal does not know",
        "SEAL_ORGANISATION",
        lambda: notice(sender=replace(message_with(NOTICE).sender, id="committee")),
    )
    yield Vector(
        "a sender in other letters",
        "SEAL_ORGANISATION",
        lambda: notice(sender=replace(message_with(NOTICE).sender, id="Ministry-Housing.verkhneozersk")),
    )
    yield Vector("a notice signed by an official", "NOT_A_SEAL", lambda: notice(seal=ministry().official))
    yield of_message("a message signed by an official", "NOT_A_SEAL", _sealed_by_official)
    yield of_message(
        "two seals",
        "SEAL_COUNT",
        lambda e: assembled([*e, Raw(b"META-INF/signatures1.xml", data_of(e, SIGNATURE_FILE))]),
    )
    yield of_message("no seal", "SIGNATURE_MISSING", lambda e: assembled(forge.without(e, SIGNATURE_FILE)))


def _sealed_by_official(entries: Entries) -> bytes:
    official = ministry().official
    return with_signature(entries, shown(official.certificate.public_bytes(Encoding.DER)), official)


def _payloads() -> Iterator[Vector]:
    body = replace(document_body(), payload_sha256="0" * 64)
    other_id = DocumentBody(UUID(int=1), document_body().registration)
    yield of_message(
        "another digest of the document", "PAYLOAD_MISMATCH", lambda e: sealed_over(e, message_with(body).to_xml())
    )
    yield of_message("a number for another document", "PAYLOAD_MISMATCH", lambda e: sealed_over(e, _for(e, other_id)))
    yield of_message(
        "a document under a notice", "PAYLOAD_EXTRA", lambda e: sealed_over(e, message_with(NOTICE).to_xml())
    )
    yield Vector(
        "a number without a document", "PAYLOAD_MISSING", lambda: _without_document(message_with(body).to_xml())
    )
    yield of_message(
        "a compressed document",
        "PAYLOAD_COMPRESSED",
        lambda e: assembled(changed(e, "document.asice", method=forge.DEFLATED)),
    )
    yield of_message("a passport beside the message", "UNEXPECTED_FILE", _with_a_passport)
    whole = assembled(list(message()))
    yield Vector("a message inside a message", "CARD_MISSING", lambda: carrying(whole))
    yield Vector("a notice inside a message", "CARD_MISSING", lambda: carrying(notice()))
    yield Vector("a PDF in place of the document", "NOT_A_CONTAINER", lambda: carrying(b"%PDF-1.7"))
    yield Vector("nothing in place of the document", "NOT_A_CONTAINER", lambda: carrying(b""))


def _for(entries: Entries, body: DocumentBody) -> bytes:
    digest = sha256(data_of(entries, "document.asice")).hexdigest()
    return message_with(replace(body, payload_sha256=digest)).to_xml()


def _without_document(card: bytes) -> bytes:
    return container_of([(Message.FILE, CARD_TYPE, card)], ministry().seal)


def _with_a_passport(entries: Entries) -> bytes:
    """A message that is a document at the same time, all of it under the seal."""
    card = (Message.FILE, CARD_TYPE, data_of(entries, Message.FILE))
    document = (DOCUMENT_FILE, ASIC_E, data_of(entries, DOCUMENT_FILE))
    return container_of([card, document, (Passport.FILE, CARD_TYPE, passport().to_xml())], ministry().seal)


def _with_a_message() -> bytes:
    """A document one of whose files, named in its passport, would make it a message when it stands alone."""
    content = message_with(NOTICE).to_xml()
    described = PassportFile(
        "a", Message.FILE, "a.xml", CARD_TYPE, len(content), sha256(content).hexdigest(), FileRole.MAIN
    )
    card = replace(passport(), files=(described,)).to_xml()
    files = [(Passport.FILE, CARD_TYPE, card), (Message.FILE, CARD_TYPE, content)]
    return carrying(container_of(files, ministry().official))
