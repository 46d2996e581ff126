"""XML from outside: what is not plain is refused before any part of it is used."""

import pytest

from signing import strictxml
from signing.findings import Refused
from signing.limits import Limits

pytestmark = pytest.mark.feature("F02")

LAUGHS = """<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>"""

REFUSED = {
    "a DOCTYPE": ("DOCTYPE", b"<!DOCTYPE a><a/>"),
    "entities that multiply": ("DOCTYPE", LAUGHS.encode()),
    "an entity of a file": ("DOCTYPE", b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'),
    "a DOCTYPE in UTF-16": ("DOCTYPE", "<!DOCTYPE a><a/>".encode("utf-16")),
    "a processing instruction": ("PROCESSING_INSTRUCTION", b"<a><?php exit ?></a>"),
    "a style sheet": ("PROCESSING_INSTRUCTION", b'<?xml-stylesheet href="x"?><a/>'),
    "a comment": ("COMMENT", b"<a>1<!-- -->2</a>"),
    "windows-1251": ("ENCODING", '<?xml version="1.0" encoding="windows-1251"?><a/>'.encode("cp1251")),
    "Latin": ("ENCODING", b'<?xml version="1.0" encoding="iso-8859-1"?><a/>'),
    "UTF-7": ("ENCODING", b'<?xml version="1.0" encoding="utf-7"?><a/>'),
    "UTF-32": ("ENCODING", "<a/>".encode("utf-32")),
    "65 levels": ("TOO_DEEP", b"<a>" * 65 + b"</a>" * 65),
    "an element that is not closed": ("NOT_WELL_FORMED", b"<a><b></a>"),
    "an unknown entity": ("NOT_WELL_FORMED", b"<a>&b;</a>"),
    "bytes that are no UTF-8": ("NOT_WELL_FORMED", b"<a>\xff</a>"),
    "nothing": ("NOT_WELL_FORMED", b""),
    "more than allowed": ("XML_TOO_LARGE", b"<a>" + b" " * 2000 + b"</a>"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_plain_is_refused_with_its_code(case: str) -> None:
    """Each kind has a code of its own."""
    code, data = REFUSED[case]

    with pytest.raises(Refused) as refused:
        strictxml.parse(data, "card.xml", Limits(xml_size=1000))

    assert refused.value.code == code
    assert refused.value.finding.where == "card.xml"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "UTF-16LE"])
def test_plain_xml_in_utf_8_and_utf_16_is_read(encoding: str) -> None:
    """With a byte order mark and without one."""
    declared = "UTF-16" if encoding.lower().startswith("utf-16") else "UTF-8"
    mark = "\ufeff" if encoding == "UTF-16LE" else ""
    data = f'{mark}<?xml version="1.0" encoding="{declared}"?><письмо дом="14"/>'.encode(encoding)

    root = strictxml.parse(data, "card.xml", Limits())

    assert (root.tag, root.get("дом")) == ("письмо", "14")


def test_sixty_four_levels_are_read() -> None:
    """The limit itself is allowed."""
    root = strictxml.parse(b"<a>" * 64 + b"</a>" * 64, "card.xml", Limits())

    assert len(list(root.iter())) == 64
