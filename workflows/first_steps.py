"""What an agency that was just entered still lacks, told to its administrator on the desk until it works."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Post, Role
from agencies.policies import may_administer
from citizens.models import Case
from documents.models import FilePlan, Flow, Journal
from signing.models import Certificate
from workflows.designed import Design

WORKERS = (Role.LEADER, Role.CONTROLLER, Role.CLERK, Role.EXECUTOR)


@dataclass(frozen=True)
class FirstStep:
    """A step, whether it is done, and where; no address where another post does it."""

    title: str
    is_done: bool
    url: str = ""


def first_steps(employee: Employee) -> list[FirstStep]:
    """The steps to the first registered case, for who administers the agency; none for others and after them all.

    One query.
    """
    agency = employee.agency
    if not may_administer(employee, agency):
        return []
    asked = _asked()
    found = Agency.objects.annotate(**asked).values(*asked).get(pk=agency.pk)
    steps = [
        FirstStep(
            _("Say where the agency is: address, telephone, e-mail."), bool(agency.address), reverse("agencies:agency")
        ),
        FirstStep(
            _(
                "Enter units and people, one by one or from a table: at least a head, a head of the records office, "
                "a clerk and an executor."
            ),
            all(found[f"has_{role}"] for role in WORKERS),
            reverse("agencies:import"),
        ),
        FirstStep(
            _("Certificates: an authority of the agency's own or certificates from outside, and a seal."),
            found["has_seal"],
            reverse("signing:certificates"),
        ),
        FirstStep(
            _("Take a ready set: kinds of cases with terms, routes and templates of letters."),
            found["has_designs"],
            reverse("workflows:ready-sets"),
        ),
        FirstStep(_("The head of the records office opens journals for appeals and letters."), found["has_journals"]),
        FirstStep(
            _("The records office drafts the file plan of the year, and the head approves it."), found["has_plan"]
        ),
    ]
    return [] if found["has_cases"] or all(step.is_done for step in steps) else steps


def _asked() -> dict[str, Exists | Q]:
    of_agency = Q(agency=OuterRef("pk"))
    posts = Post.objects.current().filter(unit__agency=OuterRef("pk"))
    return {
        **{f"has_{role}": Exists(posts.filter(role=role)) for role in WORKERS},
        "has_seal": Exists(Certificate.objects.filter(of_agency, kind=Certificate.Kind.SEAL, revoked_at__isnull=True)),
        "has_designs": Exists(Design.objects.filter(of_agency)),
        "has_journals": Exists(Journal.objects.filter(of_agency, flow=Flow.APPEAL, is_closed=False))
        & Exists(Journal.objects.filter(of_agency, flow=Flow.OUTGOING, is_closed=False)),
        "has_plan": Exists(FilePlan.objects.filter(of_agency)),
        "has_cases": Exists(Case.objects.filter(of_agency)),
    }
