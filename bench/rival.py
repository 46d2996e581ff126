"""The same job done by ``signxml``: XAdES over the raw bytes of files, detached, in a zip; for comparison only.

signxml signs XML nodes; the subclass below lets it digest a file as it is. Its exclusive canonicalisation of references
is wrong (see its references without a Transform), so the job is done with the inclusive one.
"""

import io
import zipfile
from typing import Any

from cryptography import x509
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod, SignatureMethod
from signxml.signer import SignatureReference
from signxml.verifier import SignatureConfiguration
from signxml.xades.xades import XAdESSigner, XAdESVerifier

SIGNATURES = "META-INF/signatures0.xml"
C14N = CanonicalizationMethod.CANONICAL_XML_1_0


class RawSigner(XAdESSigner):
    """signxml's signer over files instead of XML nodes."""

    def __init__(self, files: dict[str, bytes], algorithm: SignatureMethod) -> None:
        super().__init__(
            method=SignatureConstructionMethod.detached, signature_algorithm=algorithm, c14n_algorithm=C14N
        )
        self._files = files

    def _unpack(self, data: Any, references: Any) -> Any:
        root = etree.Element("{http://www.w3.org/2000/09/xmldsig#}Signature", nsmap=self.namespaces)
        return root, root, list(self._files.values()), [SignatureReference(URI=name) for name in self._files]

    def _build_transforms_for_reference(self, *, transforms_node: Any, **_kwargs: Any) -> None:
        transforms_node.getparent().remove(transforms_node)

    def _c14n(self, nodes: Any, *args: Any, **kwargs: Any) -> bytes:
        return nodes if isinstance(nodes, bytes) else super()._c14n(nodes, *args, **kwargs)


def build(files: dict[str, bytes], key: Any, chain: list[x509.Certificate]) -> bytes:
    """A zip with the files and their signature."""
    signer = RawSigner(files, SignatureMethod.ECDSA_SHA256)
    signature = signer.sign(b"", key=key, cert=chain, always_add_key_value=False)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(SIGNATURES, etree.tostring(signature))
    return target.getvalue()


def verify(container: bytes, anchor: x509.Certificate) -> int:
    """How many references of the signature in such a zip are right.

    Raises:
        signxml.exceptions.InvalidSignature: it is not.
    """
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    config = SignatureConfiguration(signature_methods=frozenset({SignatureMethod.ECDSA_SHA256}), expect_references=True)
    found = XAdESVerifier().verify(
        content.pop(SIGNATURES), x509_cert=anchor, uri_resolver=content.get, expect_config=config
    )
    return len(found)
