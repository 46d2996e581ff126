"""A service of the demo, from the ready set: two requests of the eve, one at its papers, one at its decision, and a
complaint about the second, which awaits its resolution.
"""

from datetime import date, datetime, time

from django.utils import timezone

from citizens.models import Appealed, Case, CaseKind, Channel
from citizens.services import PersonData
from demo.office import Office
from demo.people import MEN, WOMEN, Applicant
from documents.services import AppealCard, register_appeal
from history import clock
from workflows.models import WorkItem, WorkKind
from workflows.ready_sets import ready_set
from workflows.services import design_sets, desk, serving
from workflows.serving import Verdict

SERVICE = "extract"
_CLERK_AT, _EXECUTOR_AT = time(17, 40), time(17, 50)
_ADMINISTRATOR, _EXECUTOR = "vetlugin", "akhmetzyanova"


def serve(office: Office, eve: date) -> None:
    """The agency gives extracts from its register; one request waits for the check of its papers, one is decided, and
    its applicant complains of the term.
    """
    ready = ready_set("services")
    assert ready is not None
    clerk, executor = office.person(office.clerk), office.person(_EXECUTOR)
    with clock.at(_at(eve, _CLERK_AT)):
        design_sets.import_set(
            actor=office.person(_ADMINISTRATOR),
            agency=office.agency,
            text=ready.text,
            chosen=[f"case_type/{SERVICE}"],
            note="Услуга органа: выписка из реестра.",
        )
        _registered(office, MEN[-1], "дом по ул. Заречной, 4")
        decided = _registered(office, WOMEN[-1], "дом по ул. Кузнечной, 12")
        serving.accept_papers(actor=clerk, item=_open(decided, WorkKind.CHECK_PAPERS), executor=executor)
    with clock.at(_at(eve, _EXECUTOR_AT)):
        work = _open(decided, WorkKind.EXECUTE)
        desk.take(actor=executor, item=work)
        serving.prepare_decision(
            actor=executor, item=work, verdict=Verdict.GRANTED, ground="", text="Запись реестра № 1174, выписка готова."
        )
        _complained(office, decided)


def _registered(office: Office, applicant: Applicant, what: str) -> Case:
    card = AppealCard(
        kind=CaseKind.SERVICE,
        channel=Channel.PORTAL,
        summary=f"Выписка: {what}",
        text=f"Прошу выдать выписку из реестра: {what}.",
        received_on=clock.today(),
        new_applicant=PersonData(
            last_name=applicant.last_name,
            first_name=applicant.first_name,
            patronymic=applicant.patronymic,
            sex=applicant.sex,
            address="г. Верхнеозёрск, ул. Заречная, д. 4, кв. 9",
        ),
        of_type=SERVICE,
        values={"object": what},
    )
    return register_appeal(actor=office.person(office.clerk), agency=office.agency, appeal=card)


def _complained(office: Office, request: Case) -> Case:
    card = AppealCard(
        kind=CaseKind.SERVICE_COMPLAINT,
        channel=Channel.WEBSITE,
        summary="Жалоба на срок выдачи выписки",
        text=f"По заявлению {request.number} выписку не выдали в названный мне день.",
        received_on=clock.today(),
        applicant=request.applicant,
        appealed=Appealed.TERM,
        about=request,
    )
    return register_appeal(actor=office.person(office.clerk), agency=office.agency, appeal=card)


def _open(case: Case, kind: str) -> WorkItem:
    return WorkItem.objects.get(case=case, kind=kind, done_at__isnull=True)


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
