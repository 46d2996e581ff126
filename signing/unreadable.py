"""What reading a certificate, a list or a token of anybody may fail with: its reader answers with a code of its own."""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,  # a kind of text in a name that the library does not know
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
