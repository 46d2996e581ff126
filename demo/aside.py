"""What stands beside the stories of the demo: a discussion, a registration that was a mistake, an expert commission."""

from datetime import date, datetime, time

from django.utils import timezone

from agencies import services as agencies
from agencies.models import Position, Role, UnitKind
from agencies.services import NewPost
from citizens import services as citizens
from citizens.models import Case, CaseKind, Channel, Stage
from demo.node import LOADER
from demo.office import Office
from documents.services import AppealCard, register_appeal
from history import clock
from workflows.services.cancelling import cancel_case
from workflows.undoing import CancellationGround

_AT, _CANCELLED_AT = time(17, 52), time(17, 54)
_COMMISSION = (
    ("krechetova", "председатель экспертной комиссии", Role.CONTROLLER, Position.HEAD),
    ("melnik", "секретарь экспертной комиссии", Role.CLERK, Position.MEMBER),
)


def add(office: Office, eve: date) -> None:
    """A question in a case and its answer, a letter registered twice, and the commission for acts of destruction."""
    with clock.at(_at(eve, _AT)):
        _discuss(office)
        _appoint_commission(office)
        twice = _register_twice(office)
    with clock.at(_at(eve, _CANCELLED_AT)):
        first, second = twice
        cancel_case(
            actor=office.person("krechetova"),
            case=second,
            ground=CancellationGround.DOUBLE,
            reason="То же письмо пришло по почте и через портал.",
            double_of=first,
        )


def _discuss(office: Office) -> None:
    executor, head = office.person("akhmetzyanova"), office.person("ershov")
    case = Case.objects.filter(agency=office.agency, executor=executor, stage=Stage.IN_WORK).earliest("id")
    asked = citizens.write_remark(
        actor=executor, case=case, text="Смету прошлого года брать за основу или запросить новую?", mentioned=[head]
    )
    citizens.write_remark(actor=head, case=case, text="Запросите новую: цены с весны изменились.", in_reply_to=asked)


def _appoint_commission(office: Office) -> None:
    unit = agencies.create_unit(
        actor=LOADER, agency=office.agency, code="К-1", name="Экспертная комиссия", kind=UnitKind.COMMISSION
    )
    for login, title, role, position in _COMMISSION:
        post = NewPost(unit, title, role, starts_on=clock.today(), is_main=False, position=position)
        agencies.appoint(actor=LOADER, employee=office.person(login), post=post)


def _register_twice(office: Office) -> tuple[Case, Case]:
    """An appeal that is in the journal already comes by another way and is registered anew."""
    first = Case.objects.filter(
        agency=office.agency, kind=CaseKind.APPLICATION, stage=Stage.IN_WORK, complained_of=None
    ).latest("id")
    card = AppealCard(
        kind=first.kind,
        channel=Channel.PORTAL,
        summary=first.summary,
        text=first.text,
        received_on=clock.today(),
        applicant=first.applicant,
        topic=first.topic,
    )
    return first, register_appeal(actor=office.person(office.clerk), agency=office.agency, appeal=card)


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
