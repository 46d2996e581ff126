"""What a check of a container can find: stable codes with their meaning in plain words."""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

DETAIL_AT_MOST = 300


class Stage(StrEnum):
    """The parts of a check, in the order in which they are reached."""

    STRUCTURE = "structure"
    XML = "xml"
    FORM = "form"
    COVERAGE = "coverage"
    SIGNATURE = "signature"
    CERTIFICATE = "certificate"
    CARD = "card"
    TIME_STAMP = "time-stamp"
    REVOCATION = "revocation"

    @property
    def topic(self) -> str:
        """What this part looks at, in a few words."""
        return str(_TITLES[self])

    @property
    def meaning(self) -> str:
        """What it means when this part holds."""
        return str(_STAGES[self])


_TITLES: dict[Stage, Any] = {
    Stage.STRUCTURE: _("structure of the container"),
    Stage.XML: _("XML of the container"),
    Stage.FORM: _("form of the signatures"),
    Stage.COVERAGE: _("files and their digests"),
    Stage.SIGNATURE: _("values of the signatures"),
    Stage.CERTIFICATE: _("certificates"),
    Stage.CARD: _("card of the document"),
    Stage.TIME_STAMP: _("time-stamps"),
    Stage.REVOCATION: _("revocation of certificates"),
}
_STAGES: dict[Stage, Any] = {
    Stage.STRUCTURE: _("the container is whole and built as the format says"),
    Stage.XML: _("its XML is plain and safe to read"),
    Stage.FORM: _("the signatures have the form and the algorithms of the format"),
    Stage.COVERAGE: _("each signature covers every file, and no file was changed"),
    Stage.SIGNATURE: _("the signatures were made with the keys of their certificates"),
    Stage.CERTIFICATE: _("the certificates are issued by a trusted authority, in force and meant for signing"),
    Stage.CARD: _("the card agrees with the files and with those who signed"),
    Stage.TIME_STAMP: _("a time-stamp authority that is trusted proves when each signature was there"),
    Stage.REVOCATION: _("no certificate was revoked before its signature was proven to be there"),
}


class Code(Enum):
    """A reason to refuse. The name is the stable code that receipts and programs see; it never changes its meaning."""

    stage: Stage
    _meaning: Any

    def __new__(cls, stage: Stage, meaning: Any) -> "Code":
        """Number the codes, so that equal stages and untranslated meanings never make two codes one."""
        code = object.__new__(cls)
        code._value_ = len(cls.__members__)
        code.stage = stage
        code._meaning = meaning
        return code

    def __str__(self) -> str:
        return self.name

    @property
    def meaning(self) -> str:
        """What it says, in the current language."""
        return str(self._meaning)

    # the zip
    UNREADABLE = Stage.STRUCTURE, _("the file cannot be read")
    NOT_A_CONTAINER = Stage.STRUCTURE, _("this is no container")
    LEADING_DATA = Stage.STRUCTURE, _("there is data before the container begins")
    TRAILING_DATA = Stage.STRUCTURE, _("there is data after the container ends")
    HIDDEN_DATA = Stage.STRUCTURE, _("there is data between the entries of the container")
    OVERLAP = Stage.STRUCTURE, _("entries of the container overlap")
    HEADERS_DIFFER = Stage.STRUCTURE, _("the two descriptions of an entry differ")
    ENCRYPTED = Stage.STRUCTURE, _("an entry is encrypted")
    SYMLINK = Stage.STRUCTURE, _("an entry is a link")
    UNSUPPORTED_FEATURE = Stage.STRUCTURE, _("the container uses a feature of zip that the format does not allow")
    TOO_MANY_FILES = Stage.STRUCTURE, _("there are more files than allowed")
    FILE_TOO_LARGE = Stage.STRUCTURE, _("a file is larger than allowed")
    RATIO = Stage.STRUCTURE, _("an entry is compressed more than allowed")
    CONTENT_DAMAGED = Stage.STRUCTURE, _("the content of an entry is damaged")
    # names
    DUPLICATE_NAME = Stage.STRUCTURE, _("two entries have one name")
    NAME_CLASH_CASE = Stage.STRUCTURE, _("names of entries differ by the case of letters only")
    NAME_CLASH_UNICODE = Stage.STRUCTURE, _("names of entries differ by their Unicode form only")
    NAME_NUL = Stage.STRUCTURE, _("a name contains a zero byte")
    PATH_DRIVE = Stage.STRUCTURE, _("a name begins with a drive letter")
    PATH_ABSOLUTE = Stage.STRUCTURE, _("a name is an absolute path")
    PATH_TRAVERSAL = Stage.STRUCTURE, _("a name leads out of the folder")
    PATH_SEPARATOR = Stage.STRUCTURE, _("a name contains a path separator")
    BAD_NAME = Stage.STRUCTURE, _("a name has characters that are not allowed, or is too long")
    # what an ASiC-E holds
    MIMETYPE_MISSING = Stage.STRUCTURE, _("the entry mimetype is missing")
    MIMETYPE_NOT_FIRST = Stage.STRUCTURE, _("the entry mimetype is not the first")
    MIMETYPE_COMPRESSED = Stage.STRUCTURE, _("the entry mimetype is compressed")
    MIMETYPE_EXTRA = Stage.STRUCTURE, _("the entry mimetype has an extra field")
    MIMETYPE_WRONG = Stage.STRUCTURE, _("the entry mimetype names another format")
    MANIFEST_MISSING = Stage.STRUCTURE, _("the manifest is missing")
    MANIFEST_INVALID = Stage.STRUCTURE, _("the manifest does not have its form")
    MANIFEST_MISMATCH = Stage.STRUCTURE, _("the manifest disagrees with the entries")
    UNEXPECTED_FILE = Stage.STRUCTURE, _("there is a file that has no place here")
    WRITTEN_OTHERWISE = Stage.STRUCTURE, _("the container is not written in the one form that the format has")
    NESTED_TOO_DEEP = Stage.STRUCTURE, _("there is a container inside the container of the document")
    PAYLOAD_COMPRESSED = Stage.STRUCTURE, _("the container of the document is compressed instead of stored")
    # XML
    NOT_WELL_FORMED = Stage.XML, _("the XML cannot be read")
    XML_TOO_LARGE = Stage.XML, _("the XML is larger than allowed")
    DOCTYPE = Stage.XML, _("the XML has a document type declaration")
    PROCESSING_INSTRUCTION = Stage.XML, _("the XML has a processing instruction")
    COMMENT = Stage.XML, _("the XML has a comment")
    ENCODING = Stage.XML, _("the XML is neither in UTF-8 nor in UTF-16")
    TOO_DEEP = Stage.XML, _("the elements of the XML are nested too deep")
    EMPTY_ELEMENT = Stage.XML, _("an element of the XML is empty")
    # the form of a signature
    SIGNATURE_MISSING = Stage.FORM, _("there is no signature")
    SIGNATURE_COUNT = Stage.FORM, _("a signature file does not hold exactly one signature")
    OBJECT_COUNT = Stage.FORM, _("the signature does not have exactly one object")
    SIGNED_PROPERTIES_COUNT = Stage.FORM, _("the signature does not have its signed properties exactly once")
    MANIFEST_IN_SIGNATURE = Stage.FORM, _("the signature hides its references in a manifest")
    UNSIGNED_PROPERTIES = Stage.FORM, _("the signature has unsigned properties outside the list")
    DUPLICATE_ID = Stage.FORM, _("two elements have one identifier")
    BAD_ID = Stage.FORM, _("an identifier does not have its form")
    WRONG_TARGET = Stage.FORM, _("the signed properties belong to another signature")
    SIGNATURE_SHAPE = Stage.FORM, _("the signature does not have the form of the format")
    CANONICALIZATION = Stage.FORM, _("a canonical form outside the list")
    TRANSFORM = Stage.FORM, _("a transformation outside the list")
    DIGEST_ALGORITHM = Stage.FORM, _("a digest algorithm outside the list")
    SIGNATURE_ALGORITHM = Stage.FORM, _("a signature algorithm outside the list")
    DETACHED_UNREADABLE = Stage.FORM, _("the detached signature cannot be read")
    DETACHED_COUNT = Stage.FORM, _("a detached signature does not have exactly one signer")
    GOST_NOT_CHECKED = Stage.FORM, _("the signature is one of GOST, which this installation does not check")
    # what it covers
    PROPERTIES_NOT_SIGNED = Stage.COVERAGE, _("the signature does not cover its own properties")
    REFERENCE_EXTRA = Stage.COVERAGE, _("the signature refers to something that is no file of the container")
    REFERENCE_TWICE = Stage.COVERAGE, _("the signature refers to a file twice")
    FILE_MISSING = Stage.COVERAGE, _("a signed file is missing")
    FILE_NOT_COVERED = Stage.COVERAGE, _("a file is not covered by the signature")
    DIGEST_MISMATCH = Stage.COVERAGE, _("a file was changed after it was signed")
    PROPERTIES_DIGEST_MISMATCH = Stage.COVERAGE, _("the signed properties were changed after signing")
    FORMAT_MISMATCH = Stage.COVERAGE, _("the signed media types disagree with the files")
    SIGNATURE_TWICE = Stage.COVERAGE, _("one signature stands in two files")
    # the key and the value
    KEY_TYPE = Stage.SIGNATURE, _("the key does not fit the signature algorithm or is not allowed")
    KEY_TOO_SHORT = Stage.SIGNATURE, _("the key is too short")
    SIGNATURE_INVALID = Stage.SIGNATURE, _("the signature was not made with this key, or what it covers was changed")
    # the certificate
    CERT_UNREADABLE = Stage.CERTIFICATE, _("the certificate cannot be read")
    CERT_DIGEST_MISMATCH = Stage.CERTIFICATE, _("the signature names another certificate")
    UNKNOWN_AUTHORITY = Stage.CERTIFICATE, _("the certificate was not issued by a trusted authority")
    NOT_AN_AUTHORITY = Stage.CERTIFICATE, _("the issuer of the certificate may not issue certificates")
    CERT_ALGORITHM = Stage.CERTIFICATE, _("the certificate is signed with an algorithm outside the list")
    CERT_EXTENSION = Stage.CERTIFICATE, _("the certificate has a critical extension that is not understood")
    CERT_EXTRA = Stage.CERTIFICATE, _("a certificate was brought along that leads to no authority")
    CERT_EXPIRED = Stage.CERTIFICATE, _("the certificate has expired")
    CERT_NOT_YET_VALID = Stage.CERTIFICATE, _("the certificate is not yet valid")
    WRONG_KEY_USAGE = Stage.CERTIFICATE, _("the certificate is not meant for signing documents")
    SIGNING_TIME_OUTSIDE = Stage.CERTIFICATE, _("the stated time of signing is outside the validity of the certificate")
    SIGNING_TIME_AHEAD = Stage.CERTIFICATE, _("the stated time of signing is in the future")
    # the time-stamp
    TIME_STAMP_UNREADABLE = Stage.TIME_STAMP, _("the time-stamp cannot be read")
    TIME_STAMP_IMPRINT = Stage.TIME_STAMP, _("the time-stamp was given to another signature")
    TIME_STAMP_ALGORITHM = Stage.TIME_STAMP, _("the time-stamp uses an algorithm outside the list")
    TIME_STAMP_USAGE = Stage.TIME_STAMP, _("the certificate of the time-stamp is not meant for time-stamps alone")
    TIME_STAMP_UNTRUSTED = Stage.TIME_STAMP, _("the time-stamp was not given by a trusted authority")
    TIME_STAMP_INVALID = Stage.TIME_STAMP, _("the time-stamp was not made with the key of its certificate")
    TIME_STAMP_OUTSIDE = Stage.TIME_STAMP, _("the time-stamp is outside the validity of the signer's certificate")
    TIME_STAMP_BEFORE_SIGNING = Stage.TIME_STAMP, _("the time-stamp is earlier than the stated time of signing")
    TIME_STAMP_AHEAD = Stage.TIME_STAMP, _("the time-stamp is in the future")
    # revocation
    REVOKED = Stage.REVOCATION, _("the certificate was revoked")
    REVOCATION_UNKNOWN = Stage.REVOCATION, _("nobody can say whether the certificate was revoked")
    REVOCATION_UNREADABLE = Stage.REVOCATION, _("an answer about revocation cannot be read")
    REVOCATION_INVALID = Stage.REVOCATION, _("the answer about revocation was not given by the authority")
    REVOCATION_OTHER_CERTIFICATE = Stage.REVOCATION, _("the answer about revocation is about another certificate")
    REVOCATION_OLDER = Stage.REVOCATION, _("the answer about revocation is older than the time-stamp")
    REVOCATION_STALE = Stage.REVOCATION, _("the answer about revocation was out of date")
    # the card
    CARD_MISSING = Stage.CARD, _("there is neither a passport of a document nor a message")
    SCHEMA_INVALID = Stage.CARD, _("the card does not have its form")
    PASSPORT_FILE_MISSING = Stage.CARD, _("a file named in the passport is missing")
    FILE_NOT_IN_PASSPORT = Stage.CARD, _("a file is not named in the passport")
    PASSPORT_DIGEST_MISMATCH = Stage.CARD, _("a file differs from what the passport says")
    SIGNER_NOT_IN_PASSPORT = Stage.CARD, _("a person signed whom the passport does not name")
    SIGNER_MISSING = Stage.CARD, _("a person whom the passport names did not sign")
    SEAL_COUNT = Stage.CARD, _("the message does not bear exactly one seal")
    NOT_A_SEAL = Stage.CARD, _("the message is signed by a certificate that is no seal")
    SEAL_ORGANISATION = Stage.CARD, _("the seal belongs to another organisation than the message names")
    PAYLOAD_MISSING = Stage.CARD, _("the document of the message is missing")
    PAYLOAD_EXTRA = Stage.CARD, _("a message without a document carries one")
    PAYLOAD_MISMATCH = Stage.CARD, _("the document differs from the one that the message names")


@dataclass(frozen=True)
class Finding:
    """A reason to refuse, with its particulars and its place in the container."""

    kind: Code
    detail: str = ""
    where: str = ""

    @property
    def code(self) -> str:
        """The stable code."""
        return self.kind.name

    @property
    def reason(self) -> str:
        """The meaning in plain words, with the particulars, of which a stranger may have sent any length."""
        return f"{self.kind.meaning}: {self.detail[:DETAIL_AT_MOST]}" if self.detail else self.kind.meaning

    def inside(self, outer: str) -> "Finding":
        """The same, seen from the container that holds this one."""
        return replace(self, where=f"{outer}/{self.where}" if self.where else outer)

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return {"code": self.code, "reason": self.reason, "where": self.where}


class Refused(Exception):
    """A check ended with a finding after which nothing else can be trusted."""

    def __init__(self, kind: Code, detail: str = "", where: str = "") -> None:
        super().__init__(f"{kind.name} {detail} {where}".strip())
        self.finding = Finding(kind, detail, where)

    @property
    def code(self) -> str:
        """The stable code."""
        return self.finding.code


def refuse(kind: Code, detail: object = "", where: str = "") -> NoReturn:
    """Stop a check.

    Raises:
        Refused: always.
    """
    raise Refused(kind, str(detail), where)
