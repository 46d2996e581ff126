"""Questions about applicants: finding them, and what they wrote before."""

from django.db.models import Count, Q, QuerySet

from agencies.models import Employee
from citizens.models import Case, Person
from citizens.names import key_of


def find_people(employee: Employee, text: str, limit: int = 20) -> QuerySet[Person]:
    """Applicants whose name begins so, among those the person sees; ё counts as е. Walks an index, not the table."""
    key = key_of(text)
    people = Person.objects.visible_to(employee)
    if not key:
        return people.none()
    return (
        people.filter(Q(name_key__gte=key) & Q(name_key__lt=key + "\U0010ffff"))
        .annotate(case_count=Count("cases"))
        .order_by("name_key", "id")[:limit]
    )


def earlier_cases(person: Person, employee: Employee) -> QuerySet[Case]:
    """Cases of an applicant that the person sees, newest first."""
    return Case.objects.visible_to(employee).filter(applicant=person).order_by("-registered_on", "-id")
