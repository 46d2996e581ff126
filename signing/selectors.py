"""Questions to the certificates that the installation knows."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.db.models import Q, QuerySet

from agencies.models import Agency, Employee
from history import clock
from history.prepared import Given, Prepared
from signing.anchors import certificates_in, read_bundle
from signing.models import Certificate, SecondFactor, StampAuthority

WARNED_BEFORE = (60, 30, 7)  # days


def certificate_of(employee: Employee, at: datetime | None = None) -> Certificate | None:
    """The newest certificate of a person that is valid at that moment (now if none is given)."""
    found = Certificate.objects.filter(kind=Certificate.Kind.PERSON, employee=employee)
    return _in_force(found, at or clock.now()).first()


def seal_of(agency: Agency, at: datetime | None = None) -> Certificate | None:
    """The newest certificate of an agency's seal that is valid at that moment (now if none is given)."""
    return _of_agency(agency, Certificate.Kind.SEAL, at)


def authority_of(agency: Agency, at: datetime | None = None) -> Certificate | None:
    """The newest authority of an agency that is valid at that moment (now if none is given)."""
    return _of_agency(agency, Certificate.Kind.AUTHORITY, at)


def stamper_of(agency: Agency, at: datetime | None = None) -> Certificate | None:
    """The newest certificate of an agency's own time-stamps that is valid at that moment (now if none is given)."""
    return _of_agency(agency, Certificate.Kind.STAMPER, at)


def stamp_authority_of(agency: Agency) -> StampAuthority | None:
    """What the administrators of an agency entered of its time-stamp authority."""
    return _STAMP_AUTHORITY.first(agency=agency)


def stamp_anchors(agency: Agency | int) -> list[x509.Certificate]:
    """Outside authorities that an agency trusts for time-stamps: its own choice, and the file of the installation."""
    entered = [row[0] for row in _STAMP_ANCHORS.values(agency=agency)]
    kept = read_bundle(Path(settings.TIMESTAMP_ANCHORS_FILE)) if settings.TIMESTAMP_ANCHORS_FILE else []
    return [*certificates_in(entered), *kept]


def certificates_of(agency: Agency, before: int | None, size: int) -> list[Certificate]:
    """Certificates of an agency, the newest first, from before the one with this number."""
    found = Certificate.objects.filter(agency=agency)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[:size])


def factor_of(employee: Employee) -> SecondFactor | None:
    """The second factor of a person: in force, or begun."""
    return SecondFactor.objects.standing().filter(employee=employee).first()


def factor_in_force(employee: Employee) -> SecondFactor | None:
    """The second factor that guards a person's keys."""
    return SecondFactor.objects.in_force().filter(employee=employee).first()


def factors_of(agency: Agency) -> list[SecondFactor]:
    """Second factors in force of those who hold or held a post in the agency."""
    people = Employee.objects.of_agency(agency)
    return list(SecondFactor.objects.in_force().filter(employee__in=people).select_related("employee").order_by("id"))


def ending(agency: Agency) -> list[tuple[Certificate, int]]:
    """Certificates in force that end within `WARNED_BEFORE` days and have no successor, with the days that are left."""
    now = clock.now()
    in_force = Certificate.objects.filter(agency=agency, revoked_at__isnull=True, valid_to__gte=now)
    near = in_force.filter(valid_to__lte=now + timedelta(days=max(WARNED_BEFORE))).select_related("employee")
    return [
        (one, (one.valid_to - now).days)
        for one in near.order_by("valid_to", "id")
        if not in_force.filter(kind=one.kind, employee=one.employee_id, valid_to__gt=one.valid_to).exists()
    ]


def trust_anchors(agency: Agency | None = None) -> list[x509.Certificate]:
    """Authorities of this installation, or of one agency on it; those of correspondents are in their register."""
    rows = _AUTHORITIES.values() if agency is None else _OWN_AUTHORITIES.values(agency=agency)
    return certificates_in(row[0] for row in rows)


def _of_agency(agency: Agency, kind: Certificate.Kind, at: datetime | None) -> Certificate | None:
    return _IN_FORCE.first(agency=agency, kind=kind.value, moment=at or clock.now())


def _authorities() -> "QuerySet[Certificate, Any]":
    return Certificate.objects.filter(kind=Certificate.Kind.AUTHORITY).order_by("id").values_list("pem")


def _in_force(certificates: "QuerySet[Certificate]", moment: datetime | Given) -> "QuerySet[Certificate]":
    """Those that are good at the moment, the newest first."""
    counts = Q(revoked_at__isnull=True) | Q(revoked_at__gt=moment)
    found = certificates.filter(counts, valid_from__lte=moment, valid_to__gte=moment)
    return found.order_by("-valid_from", "-id")


_IN_FORCE = Prepared(
    lambda: _in_force(Certificate.objects.filter(kind=Given("kind"), agency=Given("agency")), Given("moment"))[:1]
)
_AUTHORITIES = Prepared(_authorities)
_OWN_AUTHORITIES = Prepared(lambda: _authorities().filter(agency=Given("agency")))
_STAMP_AUTHORITY = Prepared(lambda: StampAuthority.objects.filter(agency=Given("agency")).order_by("id")[:1])
_STAMP_ANCHORS = Prepared(
    lambda: StampAuthority.objects.filter(agency=Given("agency")).exclude(anchors="").values_list("anchors")
)
