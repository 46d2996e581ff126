"""The whole path once: a citizen's appeal crosses two agencies, signed, and comes back answered (steps 1 to 5)."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Employee, TermKind
from bench.world import Loopback, World
from citizens.models import Case, Channel, Outcome, Stage
from demo.office import Office
from demo.people import FROLOVA, Home
from demo.subjects import ROOF_OF_A_MONUMENT
from documents import letters as templates
from documents.models import Document, LetterTemplate
from documents.services import IncomingCard, LetterDraft
from exchange.models import InboxMessage, InboxState
from exchange.services import deliver_due, register_package
from history import clock
from workflows.models import Visa, WorkItem, WorkKind, WorkState
from workflows.services import cases, desk, letters

_HOME = Home("г. Верхнеозёрск", "ул. Соборная", 14, 7)
_OPEN = (WorkState.OPEN, WorkState.TAKEN, WorkState.WAITING)


def walk(world: World, scan: bytes) -> Case:
    """From the registration of an appeal to its filing, the other agency's part included."""
    a, wire = world.a, Loopback()
    upload = SimpleUploadedFile("Заявление.pdf", scan, content_type="application/pdf")
    case = a.register(a.person(a.clerk), FROLOVA, _HOME, ROOF_OF_A_MONUMENT, Channel.POST, [upload])
    executor = resolve(a, case, "Запросить комитет, дать ответ.")
    asked = _letter(a, case, executor, _inquiry(a, case, executor, world.b))
    cases.await_reply(actor=executor, item=open_item(case, WorkKind.EXECUTE))
    deliver_due(transport=wire)
    _answer_inquiry(world, asked)
    deliver_due(transport=wire)
    _register_reply(a, asked)
    deliver_due(transport=wire)
    _letter(a, case, executor, a.answer(executor, case, "Ремонт намечен на 2028 год.", _head(a)))
    item = open_item(case, WorkKind.DISPATCH)
    letters.dispatch(actor=taken(a.person(a.clerk), item), item=item, channel=Channel.POST, note="заказным письмом")
    _finish(a, case, executor, "explained")
    case.refresh_from_db()
    if case.stage != Stage.FILED:
        raise AssertionError(f"the path ended at {case.stage}")
    return case


def resolve(office: Office, case: Case, text: str) -> Employee:
    executor = office.person(office.executor_for(_unit(office)))
    leader = office.person(office.signer)
    item = open_item(case, WorkKind.RESOLVE)
    cases.issue_resolution(
        actor=taken(leader, item), item=item, executor=executor, text=text, due_on=office.within(case.due_on)
    )
    return taken(executor, open_item(case, WorkKind.EXECUTE))


def _letter(office: Office, case: Case, author: Employee, draft: LetterDraft) -> Document:
    """Draft, submit, agree, sign, register; by exchange it is then in the outbox."""
    letter = letters.draft_letter(actor=author, item=open_item(case, WorkKind.EXECUTE), letter=draft)
    letters.submit_letter(actor=author, document=letter)
    item = open_item(case, WorkKind.APPROVE)
    head = taken(office.person(_head(office)), item)
    letters.give_visa(actor=head, item=item, verdict=Visa.Verdict.AGREED, remark="")
    item = open_item(case, WorkKind.SIGN)
    signer = taken(office.person(office.signer), item)
    letters.sign(actor=signer, item=item, passphrase=office.passphrase(signer), shown=office.shown(letter))
    item = open_item(case, WorkKind.REGISTER_LETTER)
    clerk = taken(office.person(office.clerk), item)
    return letters.register_letter(actor=clerk, item=item, file_index=office.file_for(letter))


def _inquiry(office: Office, case: Case, author: Employee, other: Office) -> LetterDraft:
    template = LetterTemplate.objects.get(agency=office.agency, purpose=LetterTemplate.Purpose.INQUIRY)
    subject, body = templates.fill(template, case, author)
    return LetterDraft(
        purpose=template.purpose,
        subject=subject,
        body=body,
        approver=office.person(_head(office)),
        signer=office.person(office.signer),
        correspondent_id_code=other.agency.exchange_id,
        correspondent_name=other.agency.name,
        correspondent_address=other.agency.address,
        reply_due_on=clock.today() + timedelta(days=15),
    )


def _answer_inquiry(world: World, asked: Document) -> None:
    """The other agency registers the inquiry, answers it and files its case."""
    office = world.b
    message = InboxMessage.objects.get(
        agency=office.agency, state=InboxState.WAITING, document__their_number=asked.number
    )
    clerk = office.person(office.clerk)
    kind = TermKind.objects.get(code="agency-inquiry")
    case = register_package(actor=clerk, message=message, card=IncomingCard(asked.subject, kind))
    assert case is not None
    executor = resolve(office, case, "Подготовить ответ.")
    incoming = case.documents.get(number=case.number)
    reply = LetterDraft(
        purpose=LetterTemplate.Purpose.REPLY,
        subject="О предоставлении сведений",
        body="Дом включён в реестр. Проект возвращён на доработку, разрешение не выдавалось.",
        approver=office.person(_head(office)),
        signer=office.person(office.signer),
        correspondent_id_code=incoming.correspondent_id_code,
        correspondent_name=incoming.correspondent_name,
        in_reply_to=incoming,
    )
    _letter(office, case, executor, reply)
    _finish(office, case, executor, "replied")


def _register_reply(office: Office, asked: Document) -> None:
    message = InboxMessage.objects.get(agency=office.agency, state=InboxState.WAITING, document__in_reply_to=asked)
    kind = TermKind.objects.get(code="agency-inquiry")
    register_package(actor=office.person(office.clerk), message=message, card=IncomingCard("Ответ на запрос", kind))


def _finish(office: Office, case: Case, executor: Employee, outcome: str) -> None:
    """Outcomes, report, off control, filed."""
    for question in case.questions.all():
        lawful = Outcome.objects.get(code=outcome)
        cases.decide_question(actor=executor, question=question, outcome=lawful, ground="Реестр объектов")
    cases.report(actor=executor, item=open_item(case, WorkKind.EXECUTE), text="Ответ направлен.")
    item = open_item(case, WorkKind.CONTROL)
    cases.take_off_control(actor=taken(office.person(office.controller), item), item=item)
    item = open_item(case, WorkKind.FILE)
    clerk = taken(office.person(office.clerk), item)
    cases.file_case(actor=clerk, item=item, file_index=office.file_of_case(case))


def taken(person: Employee, item: WorkItem) -> Employee:
    """The person, who has the item in work now."""
    if item.state == WorkState.OPEN:
        desk.take(actor=person, item=item)
    return person


def open_item(case: Case, kind: str) -> WorkItem:
    return WorkItem.objects.filter(case=case, kind=kind, state__in=_OPEN).latest("id")


def _unit(office: Office) -> str:
    return "05" if office.spec.node == "a" else "03"


def _head(office: Office) -> str:
    return office.head_of(_unit(office))
