"""What a key is asked to sign, read from the very bytes: which files a signature would cover.

Of XAdES they are a ``SignedInfo``, of CMS the signed attributes; whatever else is no signature over files.
"""

from base64 import b64decode
from binascii import Error as NotBase64

from signing import der, strictxml
from signing.findings import Refused
from signing.limits import Limits
from signing.passports import Passport
from signing.xades.vocabulary import SHA256, SIGNED_PROPERTIES_TYPE, ds

_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_XML_BEGINS = b"<"


class NotOverFiles(ValueError):
    """The bytes are of no signature over files."""


def files_in(data: bytes) -> frozenset[str]:
    """The SHA-256 digests of the files that the bytes cover, without the passport, which names the same files.

    Raises:
        NotOverFiles: they cover none, or cannot be read.
    """
    try:
        found = _in_signed_info(data) if data.startswith(_XML_BEGINS) else _in_attributes(data)
    except (Refused, der.NotDer, NotBase64, ValueError) as error:
        raise NotOverFiles(str(error)) from error
    if not found:
        raise NotOverFiles("no file is covered")
    return found


def _in_signed_info(data: bytes) -> frozenset[str]:
    root = strictxml.parse(data, "SignedInfo", Limits())
    if root.tag != ds("SignedInfo"):
        raise NotOverFiles(str(root.tag)[:100])
    digests = set()
    for reference in root.iter(ds("Reference")):
        uri = reference.get("URI", "")
        is_own = uri.startswith("#") and reference.get("Type") == SIGNED_PROPERTIES_TYPE
        if is_own or uri == Passport.FILE:
            continue
        method, value = reference.find(ds("DigestMethod")), reference.find(ds("DigestValue"))
        if method is None or value is None or method.get("Algorithm") != SHA256:
            raise NotOverFiles("a reference without its SHA-256")
        digests.add(b64decode(value.text or "", validate=True).hex())
    return frozenset(digests)


def _in_attributes(data: bytes) -> frozenset[str]:
    digests = set()
    for attribute in der.parse(data).expect(der.SET).children:
        kind, values = attribute.expect(der.SEQUENCE).children
        if kind.oid == _MESSAGE_DIGEST:
            digests |= {one.expect(der.OCTET_STRING).content.hex() for one in values.children}
    return frozenset(digests)
