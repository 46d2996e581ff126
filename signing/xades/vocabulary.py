"""Names and identifiers of XML signatures that our profile uses; nothing outside this list is accepted."""

import re

from lxml import etree

ASIC = "http://uri.etsi.org/02918/v1.2.1#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
PREFIXES = {"asic": ASIC, "ds": DS, "xades": XADES}

EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SIGNED_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"

XS_ID = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")


def asic(name: str) -> str:
    """A name of the container's own vocabulary."""
    return f"{{{ASIC}}}{name}"


def ds(name: str) -> str:
    """A name of XML signatures."""
    return f"{{{DS}}}{name}"


def xades(name: str) -> str:
    """A name of XAdES."""
    return f"{{{XADES}}}{name}"


def canonical(element: etree._Element) -> bytes:
    """The exclusive canonical form, without comments, of an element where it stands."""
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)
