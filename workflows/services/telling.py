"""Items that tell people something they have to know and note: no step of a process lays them."""

from django.utils.translation import gettext as _

from agencies import selectors as staff
from agencies.models import Absence, Agency, Employee, Substitution, Work
from citizens.models import Stage
from documents.models import CheckOut
from history import clock
from workflows.assigned import Assignment, AssignmentState
from workflows.models import Resolution, WorkItem, WorkKind
from workflows.services.laying import unit_of


def tell_holder(held: CheckOut) -> WorkItem:
    """Tell whose check-out was ended by force: which file, by whom, why."""
    document, agency = held.file.document, held.file.document.agency
    by = held.ended_by.short_name if held.ended_by else ""
    return WorkItem.objects.create(
        agency=agency,
        kind=WorkKind.CHECK_IN_FORCED,
        assignee=held.holder,
        queue_unit=document.unit,
        document=document,
        number=document.number,
        title=held.file.name[:300],
        from_whom=by,
        note=held.forced_because,
        due_on=clock.today(),
        created_at=clock.now(),
    )


def tell_issuers(absence: Absence) -> None:
    """Tell those whose assignments lie with the absent person: one item on each one's desk, with what to expect."""
    assigned = Resolution.objects.filter(
        executor=absence.employee, case__executor=absence.employee, case__stage__in=[Stage.IN_WORK, Stage.WAITING]
    )
    told = assigned.order_by("case", "-id").select_related("author", "case__agency")
    by_author: dict[int, tuple[Employee, Agency]] = {}
    for resolution in {one.case_id: one for one in reversed(told)}.values():
        by_author.setdefault(resolution.author_id, (resolution.author, resolution.case.agency))
    given = Assignment.objects.in_force().filter(executor=absence.employee).exclude(state=AssignmentState.REPORTED)
    for one in given.order_by("id").select_related("issuer", "agency"):
        by_author.setdefault(one.issuer_id, (one.issuer, one.agency))
    stand_in = absence.substitutions.filter(work=Work.EXECUTION).select_related("substitute").first()
    for author, agency in by_author.values():
        WorkItem.objects.create(
            agency=agency,
            kind=WorkKind.EXECUTOR_AWAY,
            assignee=author,
            queue_unit=unit_of(author, agency),
            title=_away_in_words(absence, stand_in),
            from_whom=absence.employee.short_name,
            due_on=max(absence.starts_on, clock.today()),
            created_at=clock.now(),
        )


def tell_heads_of_absent(left: Employee) -> None:
    """The nearest heads of absent people for whom somebody stood in who has left: nobody sees the work meanwhile."""
    today = clock.today()
    last = max((post.ends_on for post in left.posts.all() if post.ends_on is not None), default=today)
    stood_in = Substitution.objects.filter(
        substitute=left, absence__is_cancelled=False, absence__ends_on__gte=today, absence__ends_on__gt=last
    ).select_related("absence__employee")
    for absence in {one.absence_id: one.absence for one in stood_in.order_by("id")}.values():
        absent = absence.employee
        for agency in {post.unit.agency_id: post.unit.agency for post in absent.current_posts}.values():
            for head in staff.heads_over(absent, agency):
                WorkItem.objects.create(
                    agency=agency,
                    kind=WorkKind.EXECUTOR_AWAY,
                    assignee=head,
                    queue_unit=unit_of(head, agency),
                    title=_away_in_words(absence, None),
                    from_whom=absent.short_name,
                    note=_("%(person)s, who stood in, has left: name another one, or hand the work over.")
                    % {"person": left.short_name},
                    due_on=today,
                    created_at=clock.now(),
                )


def _away_in_words(absence: Absence, stand_in: Substitution | None) -> str:
    """Who is away, when, and who takes over, in no language: the row keeps it."""
    days = f"{absence.starts_on:%d.%m.%Y}–{absence.ends_on:%d.%m.%Y}"
    return f"{absence.employee.short_name}, {days}" + (f" ⇒ {stand_in.substitute.short_name}" if stand_in else "")
