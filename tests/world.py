"""Two agencies ready to work: journals, file plans, templates, keys, each in the other's register."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Agency, Employee
from citizens.models import Case, CaseKind, Channel, Outcome, Topic
from citizens.services import PersonData
from documents import selectors as documents
from documents import services
from documents.models import (
    Document,
    FileIndex,
    FilePlan,
    Flow,
    Journal,
    LetterTemplate,
    PlanState,
    RetentionKind,
)
from documents.reference import load_retention_kinds
from documents.services import AppealCard, IncomingCard, LetterDraft
from exchange import services as exchange
from exchange.models import Correspondent, InboxMessage
from history import clock
from signing import step_up
from signing.step_up import Presented
from tests.exchange.peers import PASSPHRASE, Wire, introduce
from tests.layers import layer
from tests.people import Office
from tests.signing.authenticator import Authenticator
from workflows.models import Visa, WorkItem, WorkKind
from workflows.services import cases, desk, letters

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
Purpose = LetterTemplate.Purpose


@dataclass
class World:
    """The ministry (``office``) and the committee (``office.other``), and the wire between them."""

    office: Office
    wire: Wire = field(default_factory=Wire)
    # By role, of people who have one: they give a code at every signature.
    authenticators: dict[str, Authenticator] = field(default_factory=dict)

    def person(self, name: str) -> Employee:
        """A person by role, their posts read anew."""
        return self.office.person(name)

    @property
    def committee(self) -> Correspondent:
        """The committee in the ministry's register."""
        assert self.office.other is not None
        return Correspondent.objects.get(agency=self.office.agency, exchange_id=self.office.other.agency.exchange_id)

    def item(self, kind: str, case: Case | None = None, document: Document | None = None) -> WorkItem:
        """The open work item of this kind."""
        found = WorkItem.objects.filter(kind=kind, done_at__isnull=True)
        if case is not None:
            found = found.filter(case=case)
        if document is not None:
            found = found.filter(document=document)
        return found.get()

    def appeal(self, *, questions: Sequence[str] = (), complained_of: Employee | None = None) -> Case:
        """Frolova's appeal, registered by the clerk."""
        return services.register_appeal(
            actor=self.person("clerk"),
            agency=self.office.agency,
            appeal=AppealCard(
                kind=CaseKind.APPLICATION,
                channel=Channel.POST,
                summary="Ремонт крыши дома 14 по ул. Соборной",
                text="Ремонт крыши перенесли на 2028 год. Говорят, что дом – памятник. Прошу объяснить причину.",
                received_on=clock.today(),
                topic=Topic.objects.first(),
                new_applicant=PersonData("Фролова", "f", "Мария", "Степановна", "ул. Соборная, д. 14, кв. 7"),
                questions=questions,
                complained_of=complained_of,
            ),
            uploads=[SimpleUploadedFile("Обращение Фроловой.pdf", A_PDF, "application/pdf")],
        )

    def resolved(self, case: Case, side: str = "") -> WorkItem:
        """The head's resolution; the executor has taken the work."""
        executor = self.person(f"{side}executor")
        cases.issue_resolution(
            actor=self.person(f"{side}leader"),
            item=self.item(WorkKind.RESOLVE, case),
            executor=executor,
            text="Прошу рассмотреть.",
            due_on=case.due_on,
        )
        return desk.take(actor=executor, item=self.item(WorkKind.EXECUTE, case))

    def draft(self, purpose: str, side: str = "", **given: object) -> LetterDraft:
        """A letter of a purpose."""
        values: dict[str, object] = {
            "purpose": purpose,
            "subject": "О доме 14 по ул. Соборной",
            "body": "Сообщаем следующее.",
            "approver": self.person(f"{side}unit_head"),
            "signer": self.person(f"{side}leader"),
        }
        if purpose == Purpose.INQUIRY:
            values |= {
                "correspondent_id_code": self.committee.exchange_id,
                "correspondent_name": self.committee.name,
                "reply_due_on": clock.today() + timedelta(days=15),
            }
        return LetterDraft(**(values | given))  # type: ignore[arg-type]

    def submitted(self, case: Case, letter: LetterDraft, side: str = "") -> Document:
        """A letter drafted by the executor and submitted for approval."""
        executor = self.person(f"{side}executor")
        document = letters.draft_letter(actor=executor, item=self.item(WorkKind.EXECUTE, case), letter=letter)
        letters.submit_letter(actor=executor, document=document)
        return document

    def signed(self, document: Document, side: str = "") -> Document:
        """Agreed by the head of unit and signed by the head of the agency."""
        letters.give_visa(
            actor=self.person(f"{side}unit_head"),
            item=self.item(WorkKind.APPROVE, document=document),
            verdict=Visa.Verdict.AGREED,
        )
        shown = documents.shown_digests(document)
        return letters.sign(
            actor=self.person(f"{side}leader"),
            item=self.item(WorkKind.SIGN, document=document),
            passphrase=PASSPHRASE,
            shown=shown,
            presented=self.presented(f"{side}leader", shown),
        )

    def presented(self, role: str, shown: Sequence[str]) -> Presented | None:
        """A recovery code of the person for these files, so that many may be signed at one moment; None without one."""
        held = self.authenticators.get(role)
        if held is None:
            return None
        return step_up.present(actor=self.person(role), code=held.recovery_codes.pop(), shown=shown)

    def registered(self, document: Document, side: str = "") -> Document:
        """Registered by the records office; a letter by exchange is in the outbox then."""
        return letters.register_letter(
            actor=self.person(f"{side}clerk"),
            item=self.item(WorkKind.REGISTER_LETTER, document=document),
            file_index=self.file_of(document.agency),
        )

    def file_of(self, agency: Agency) -> FileIndex:
        """Where an agency files: appeals at the ministry, correspondence at the committee."""
        return FileIndex.objects.filter(agency=agency, year=clock.today().year).earliest("id")

    def deliver(self) -> None:
        """Let the worker deliver all that is due."""
        exchange.deliver_due(transport=self.wire)

    def inquired(self, case: Case) -> Document:
        """An inquiry that has been registered and delivered to the committee."""
        inquiry = self.registered(self.signed(self.submitted(case, self.draft(Purpose.INQUIRY))))
        self.deliver()
        return inquiry

    def register_at_committee(self, message: InboxMessage) -> Case:
        """The committee's clerk registers a package; its decision is delivered."""
        from agencies.models import TermKind

        case = exchange.register_package(
            actor=self.person("other.clerk"),
            message=message,
            card=IncomingCard(summary="", term_kind=TermKind.objects.get(code="agency-inquiry")),
        )
        self.deliver()
        assert case is not None
        return case

    def decided(self, case: Case, outcome: str = "explained", side: str = "") -> None:
        """Every question of the case has its outcome."""
        for question in case.questions.all():
            cases.decide_question(
                actor=self.person(f"{side}executor"),
                question=question,
                outcome=Outcome.objects.get(code=outcome),
                ground="ст. 10 59-ФЗ",
            )

    def ended(self, case: Case, side: str = "") -> Case:
        """Reported, taken off control and filed."""
        cases.report(
            actor=self.person(f"{side}executor"), item=self.item(WorkKind.EXECUTE, case), text="Ответ направлен."
        )
        cases.take_off_control(actor=self.person(f"{side}controller"), item=self.item(WorkKind.CONTROL, case))
        return cases.file_case(
            actor=self.person(f"{side}clerk"),
            item=self.item(WorkKind.FILE, case),
            file_index=self.file_of(case.agency),
        )


def equip(office: Office) -> World:
    """Give both agencies what they need to work."""
    assert office.other is not None
    introduce(office, office.other)
    for one, index, title, code in (
        (office, "02-07", "Обращения граждан и документы по ним", "appeals"),
        (office.other, "03-04", "Переписка об охране памятников", "correspondence"),
    ):
        for flow, name, pattern in (
            (Flow.APPEAL, "Обращения граждан", "ОГ-{letter}-{n}/{yy}"),
            (Flow.OUTGOING, "Исходящие", "{index}/{n}"),
            (Flow.INTERNAL, "Внутренние документы", "СЗ-{unit}/{n}"),
            (Flow.ORDER, "Приказы", "{n}-п"),
        ):
            Journal.objects.create(agency=one.agency, flow=flow, name=name, pattern=pattern)
        unit = one.units["02"]
        load_retention_kinds(one.agency)
        year = clock.today().year
        FilePlan.objects.create(agency=one.agency, year=year, state=PlanState.APPROVED)
        kind = RetentionKind.objects.get(agency=one.agency, code=code)
        FileIndex.objects.create(
            agency=one.agency, unit=unit, year=year, index=index, title=title, kind=kind, retention="5 лет ЭПК"
        )
        for purpose, name, body in (
            (Purpose.INQUIRY, "Межведомственный запрос", "Прошу сообщить о доме по вопросу: {summary}."),
            (Purpose.ANSWER, "Ответ о доме", "{greeting}\n\nВаше обращение № {case_number} рассмотрено."),
            (Purpose.REPLY, "Ответ на запрос", "На ваш запрос {in_reply_to} сообщаем."),
        ):
            LetterTemplate.objects.create(agency=one.agency, purpose=purpose, name=name, subject="О доме", body=body)
    return World(office)


@layer(under="office")
def world(office: Office) -> World:
    """Two agencies ready to work."""
    return equip(office)
