import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The XML signatures of the Java platform look at containers: root.pem container... A line for each: VALID and how many
 * references were proven, or NOT VALID with a reason. Secure validation is on; nothing outside of the container is read.
 */
public final class VerifyContainers {
    private static final String XADES = "http://uri.etsi.org/01903/v1.3.2#";

    private VerifyContainers() {}

    public static void main(String[] args) throws Exception {
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        X509Certificate root;
        try (InputStream pem = Files.newInputStream(Path.of(args[0]))) {
            root = (X509Certificate) certificates.generateCertificate(pem);
        }
        for (int number = 1; number < args.length; number++) {
            System.out.println(judged(args[number], root, certificates));
        }
    }

    private static String judged(String path, X509Certificate root, CertificateFactory certificates) {
        try (ZipFile container = new ZipFile(path)) {
            int proven = 0;
            List<String> signatures = new ArrayList<>();
            container.stream().map(ZipEntry::getName).filter(name -> name.startsWith("META-INF/signatures"))
                .forEach(signatures::add);
            for (String name : signatures) {
                proven += references(container, name, root, certificates);
            }
            return signatures.isEmpty() ? "NOT VALID no signatures" : "VALID " + proven;
        } catch (Exception error) {
            return "NOT VALID " + error;
        }
    }

    private static int references(ZipFile container, String name, X509Certificate root, CertificateFactory certificates)
            throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        builders.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = builders.newDocumentBuilder().parse(container.getInputStream(container.getEntry(name)));
        Element signature = only(document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature"));
        X509Certificate signer = certificateIn(signature, certificates);
        PKIXParameters path = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        path.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(certificates.generateCertPath(List.of(signer)), path);

        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        DOMValidateContext context = new DOMValidateContext(signer.getPublicKey(), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
        context.setIdAttributeNS(only(document.getElementsByTagNameNS(XADES, "SignedProperties")), null, "Id");
        URIDereferencer own = factory.getURIDereferencer();
        context.setURIDereferencer((reference, where) -> {
            String uri = reference.getURI();
            if (uri.startsWith("#")) {
                return own.dereference(reference, where);
            }
            try {
                return new OctetStreamData(container.getInputStream(container.getEntry(uri)));
            } catch (Exception error) {
                throw new javax.xml.crypto.URIReferenceException(error);
            }
        });
        XMLSignature read = factory.unmarshalXMLSignature(context);
        if (!read.validate(context)) {
            throw new IllegalStateException("the signature does not hold");
        }
        return read.getSignedInfo().getReferences().size();
    }

    private static X509Certificate certificateIn(Element signature, CertificateFactory certificates) throws Exception {
        Element keyInfo = only(signature.getElementsByTagNameNS(XMLSignature.XMLNS, "KeyInfo"));
        Element encoded = only(keyInfo.getElementsByTagNameNS(XMLSignature.XMLNS, "X509Certificate"));
        byte[] der = Base64.getMimeDecoder().decode(encoded.getTextContent().getBytes(StandardCharsets.US_ASCII));
        return (X509Certificate) certificates.generateCertificate(new java.io.ByteArrayInputStream(der));
    }

    private static Element only(NodeList found) {
        if (found.getLength() != 1) {
            throw new IllegalStateException(found.getLength() + " elements where one is expected");
        }
        return (Element) found.item(0);
    }
}
