"""The nightly look: what would be forgotten and what contradicts itself becomes an incident, until it is put right."""

from agencies.models import Agency
from workflows.forgotten_selectors import forgotten
from workflows.incidents import Incident, IncidentKind
from workflows.invariant_selectors import broken
from workflows.services import incidents, timers

SUBJECTS_A_QUERY = 500


def look() -> int:
    """Open an incident for each finding, and settle those of findings that are no more; how many findings there are.

    Timers that came due while no worker ran fire first. Each finding is an act of its own: an interrupted look loses
    nothing, and another one tells nothing twice.
    """
    timers.fire_due()
    return _look_for_forgotten() + _look_for_broken()


def _look_for_forgotten() -> int:
    found = set()
    for agency in Agency.objects.order_by("id"):
        for one in forgotten(agency):
            subject = f"{one.item.pk}:{one.trouble.value}"
            found.add(subject)
            incidents.report(
                IncidentKind.FORGOTTEN,
                subject,
                fault=one.trouble.value,
                agency=agency,
                case=one.item.case,
                document=one.item.document,
            )
    _settle_others(IncidentKind.FORGOTTEN, found)
    return len(found)


def _look_for_broken() -> int:
    found = set()
    for one in broken():
        subject = f"{one.row._meta.label_lower}:{one.row.pk}:{one.breach.value}"
        found.add(subject)
        incidents.report(
            IncidentKind.INVARIANT,
            subject,
            fault=one.breach.value,
            agency=one.agency,
            case=one.case,
            document=one.document,
        )
    _settle_others(IncidentKind.INVARIANT, found)
    return len(found)


def _settle_others(kind: str, found: set[str]) -> None:
    opened = Incident.objects.open().filter(kind=kind).values_list("subject", flat=True)
    over = [subject for subject in opened if subject not in found]
    for start in range(0, len(over), SUBJECTS_A_QUERY):
        incidents.settle(kind, *over[start : start + SUBJECTS_A_QUERY])
