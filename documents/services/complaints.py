"""What registering a complaint about a service asks beside what is asked of every appeal (210-ФЗ ch. 2.1)."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from citizens.models import Appealed, Case, CaseKind

# The kind of term of cases whose type names none.
_USUAL_TERMS: dict[str, str] = {CaseKind.SERVICE: "service-request", CaseKind.SERVICE_COMPLAINT: "service-complaint"}
# A complaint about these is considered within five working days (210-ФЗ art. 11.2 p. 6).
_APPEALED_SHORT = (Appealed.PAPERS_REFUSED, Appealed.CORRECTION)
_SHORT_TERM = "service-complaint-papers"


def usual_term(kind: str, appealed: str) -> str:
    """The code of the kind of term of an appeal whose type names none."""
    if appealed in _APPEALED_SHORT:
        return _SHORT_TERM
    return _USUAL_TERMS.get(kind, "appeal-answer")


def requests_known(actor: Employee, agency: Agency) -> QuerySet[Case]:
    """Requests for services of the agency that the actor sees: the ones that a complaint may name."""
    return Case.objects.visible_to(actor).filter(agency=agency, kind=CaseKind.SERVICE)


def complaint_objections(
    *, actor: Employee, agency: Agency, kind: str, appealed: str, about: Case | None
) -> dict[str, ValidationError]:
    """Why an appeal cannot be registered as it is, by the field at fault; nothing where it can.

    A complaint about a service says what is appealed, and the request that it may name is one that its registrar sees;
    no other appeal says either. At most one query.
    """
    if kind != CaseKind.SERVICE_COMPLAINT:
        if appealed or about is not None:
            message = _("Only a complaint about a service says what is appealed, and about which request.")
            return {"kind": ValidationError(message, code="not-a-complaint")}
        return {}
    found: dict[str, ValidationError] = {}
    if not appealed:
        message = _("Choose what is appealed: the term depends on it (210-FZ art. 11.2).")
        found["appealed"] = ValidationError(message, code="appealed-missing")
    elif appealed not in Appealed.values:
        found["appealed"] = ValidationError(_("There is no such choice."), code="appealed-unknown")
    if about is not None and not requests_known(actor, agency).filter(pk=about.pk).exists():
        message = _("The agency has no request for a service under this number.")
        found["about"] = ValidationError(message, code="request-unfit")
    return found
