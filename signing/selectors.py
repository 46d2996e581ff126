"""Questions to the certificates that the installation knows."""

from datetime import datetime

from cryptography import x509
from django.db.models import QuerySet

from agencies.models import Agency, Employee
from history import clock
from signing.anchors import certificates_in
from signing.models import Certificate


def certificate_of(employee: Employee, at: datetime | None = None) -> Certificate | None:
    """The newest certificate of a person that is valid at that moment (now if none is given)."""
    return _valid(Certificate.objects.filter(kind=Certificate.Kind.PERSON, employee=employee), at)


def seal_of(agency: Agency, at: datetime | None = None) -> Certificate | None:
    """The newest certificate of an agency's seal that is valid at that moment (now if none is given)."""
    return _valid(Certificate.objects.filter(kind=Certificate.Kind.SEAL, agency=agency), at)


def authority_of(agency: Agency, at: datetime | None = None) -> Certificate | None:
    """The newest authority of an agency that is valid at that moment (now if none is given)."""
    return _valid(Certificate.objects.filter(kind=Certificate.Kind.AUTHORITY, agency=agency), at)


def trust_anchors(agency: Agency | None = None) -> list[x509.Certificate]:
    """Authorities of this installation, or of one agency on it; those of correspondents are in their register."""
    authorities = Certificate.objects.filter(kind=Certificate.Kind.AUTHORITY).order_by("id")
    if agency is not None:
        authorities = authorities.filter(agency=agency)
    return certificates_in(authorities.values_list("pem", flat=True))


def _valid(certificates: "QuerySet[Certificate]", at: datetime | None) -> Certificate | None:
    moment = at or clock.now()
    return certificates.filter(valid_from__lte=moment, valid_to__gte=moment).order_by("-valid_from", "-id").first()
