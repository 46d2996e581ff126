"""The stage: the world with a case in progress and one of everything that an address leads to."""

import io
import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from agencies import services
from agencies.models import Absence, AccessMark, DeclinedWord, Employee, Unit
from agencies.selectors import term_of
from agencies.services import WordForms
from citizens.models import Case, Merge, Person
from citizens.services import PersonData, add_person, merge_persons
from documents import files
from documents.files import PartedUpload, parts
from documents.models import (
    Document,
    DocumentFile,
    DocumentKind,
    Journal,
    LetterTemplate,
    Rendition,
    ReservedNumber,
    SavedFilter,
)
from documents.services import (
    CorrespondenceCard,
    TemplateText,
    add_file,
    add_version,
    check_out,
    make_copies,
    publish_template,
    register_correspondence,
    reserve_number,
    save_filter,
    write_template_draft,
)
from documents.services.renditions import note_made
from exchange.models import InboxMessage, OutboxMessage, Reconciliation
from history import clock
from history.actors import Automatic
from signing.models import SecondFactor
from tests.citizens.talk import Talk, talk_of
from tests.documents.archive import Archive, archive_of
from tests.documents.forms import a_form
from tests.documents.mailroom import Mailroom, mailroom_of
from tests.documents.papers import a_docx
from tests.exchange.peers import a_comparison
from tests.layers import layer
from tests.signing import authenticator
from tests.workflows.approval import Approving, approving_of
from tests.workflows.considering import given_to_read
from tests.workflows.designing import design_of
from tests.workflows.ordering import Ordering, ordering_of
from tests.workflows.ruling import drafted_rule
from tests.workflows.tasks import Tasks, tasks_of
from tests.world import World
from workflows.designed import DesignVersion
from workflows.incidents import Incident, IncidentKind
from workflows.models import Effort, WorkItem
from workflows.noticing import Notice
from workflows.process_tests import ProcessTest
from workflows.services import effort, incidents, letters, process_tests, reminders


@dataclass
class Stage:
    """The world with a case in progress: its inquiry delivered to the other agency, a draft, counted time.

    A card was merged into its applicant's, and another one looks like a double. A letter is registered for information,
    another one for official use only with a paper copy of it, a number reserved, and a search saved. The inquiry has
    working material in two versions, held by the executor; the clerk sends a file. A template has two versions and a
    draft; a word is corrected. Both sides of the exchange were compared, and one letter differs. The head has an
    authenticator. A letter was given for information to two, of whom one has read it. A type of cases has two versions
    and a draft. A reminder failed, which is an open incident. A memo is on approval, with remarks that its author has
    not answered; its route is kept as a favourite. The executor has a draft of an order, and another one on approval.
    """

    world: World
    case: Case
    inquiry: Document
    draft: Document
    execution: WorkItem
    effort: Effort
    absence: Absence
    double: Person
    merge: Merge
    letter: Document
    reserved: ReservedNumber
    working: DocumentFile
    upload: PartedUpload
    restricted: Document
    saved: SavedFilter
    template: LetterTemplate
    word: DeclinedWord
    archive: Archive
    tasks: Tasks
    approving: Approving
    mailroom: Mailroom
    talk: Talk
    comparison: Reconciliation
    factor: SecondFactor
    incident: Incident
    circular: Document
    process_test: ProcessTest
    design: DesignVersion
    rule: DesignVersion
    ordering: Ordering

    @property
    def notice(self) -> Notice:
        """The executor is told of the case's term."""
        return Notice.objects.filter(person=self.colleague, case=self.case, kind="due").earliest("pk")

    @property
    def applicant(self) -> Person:
        """Whose case it is."""
        assert self.case.applicant is not None
        return self.case.applicant

    @property
    def unit(self) -> Unit:
        """Where the case is executed."""
        return self.world.office.units["05"]

    @property
    def colleague(self) -> Employee:
        """Who executes it."""
        return self.world.person("executor")

    @property
    def received(self) -> InboxMessage:
        """The inquiry in the other agency's inbox."""
        return InboxMessage.objects.get(message_id=self.sent.message_id)

    @property
    def sent(self) -> OutboxMessage:
        """The inquiry in the outbox."""
        return OutboxMessage.objects.get(document=self.inquiry)


@layer(under="world")
def stage(world: World) -> Stage:
    """A case in progress."""
    case = world.appeal()
    item = world.resolved(case)
    inquiry = world.inquired(case)
    executor = world.person("executor")
    draft = letters.draft_letter(actor=executor, item=item, letter=world.draft(LetterTemplate.Purpose.ANSWER))
    counted = effort.touch(actor=executor, item=item)
    assert counted is not None
    case.refresh_from_db()
    remind(case)
    day = clock.today() + timedelta(days=200)
    absence = services.enter_absence(
        actor=executor, employee=executor, kind="leave", starts_on=day, ends_on=day, substitutes={}
    )
    assert case.applicant is not None
    double, merged = (_card(world, address) for address in ("Соборная, 14-7", "г. Лесогорье"))
    merge = merge_persons(actor=world.person("clerk"), kept=case.applicant, doubled=merged, reason="Сменила адрес.")
    letter, reserved = _incoming(world)
    working = worked_on(world, inquiry)
    shutil.rmtree(settings.UPLOADS_DIR, ignore_errors=True)  # of earlier stages: no rollback clears a folder
    upload = parts.begin(world.person("clerk").pk, "Скан.pdf", 100)
    return Stage(
        world=world,
        case=case,
        inquiry=inquiry,
        draft=draft,
        execution=item,
        effort=counted,
        absence=absence,
        double=double,
        merge=merge,
        letter=letter,
        reserved=reserved,
        working=working,
        upload=upload,
        restricted=restricted_letter(world),
        saved=save_filter(actor=executor, name="Крыши", asked="q=%D0%BA%D1%80%D1%8B%D1%88%D0%B0", sharing="unit"),
        template=revised_template(world),
        word=corrected_word(world),
        archive=archive_of(world),
        tasks=tasks_of(world),
        approving=approving_of(world),
        mailroom=mailroom_of(world, letter),
        talk=talk_of(world, case),
        comparison=a_comparison(world.committee, inquiry),
        factor=_authenticator_of(world, "leader"),
        incident=incidents.report(IncidentKind.TERM, "agencies.term:0", fault="LookupError", case=case),
        circular=given_to_read(world),
        process_test=a_process_test(world),
        design=design_of(world),
        rule=drafted_rule(world),
        ordering=ordering_of(world),
    )


def a_process_test(world: World) -> ProcessTest:
    """A short test of a process that passed."""
    controller = world.person("controller")
    script = "Обращение: почта\nСтадия: ожидает резолюции"
    test = process_tests.write_test(
        actor=controller, agency=world.office.agency, name="Регистрация", process="case", script=script
    )
    walked = {"case": {"nodes": ["resolution", "start"], "ways": [["start", "resolution"]]}}
    return process_tests.note_run(actor=controller, test=test, script=script, is_passed=True, failure="", walked=walked)


def revised_template(world: World) -> LetterTemplate:
    """The template of answers, edited: its second version is in force, and the third is a draft."""
    keeper = world.person("controller")
    template = LetterTemplate.objects.get(agency=world.office.agency, purpose=LetterTemplate.Purpose.ANSWER)
    form = files.store(io.BytesIO(a_form("{{ letter_text }}")), name="Форма.docx")
    for closing in ("", "\n\nС уважением, {agency}."):
        text = TemplateText("О рассмотрении обращения", "{greeting}\n\nВаше обращение рассмотрено." + closing, form)
        write_template_draft(actor=keeper, template=template, name="Ответ заявителю", text=text)
        if not closing:
            publish_template(actor=keeper, template=template)
    return LetterTemplate.objects.get(pk=template.pk)


def corrected_word(world: World) -> DeclinedWord:
    """A post whose declension was corrected."""
    title = "советник юстиции"
    forms = WordForms("post", title, "советника юстиции", "советнику юстиции", *[title] * 3)
    return services.correct_word(actor=world.person("controller"), agency=world.office.agency, forms=forms)


def worked_on(world: World, document: Document) -> DocumentFile:
    """Working material in its second version, converted for reading, and held by the executor."""
    executor = world.person("executor")
    texts = ["Сообщаем следующее.", "Прошу рассмотреть."]  # as papers of the world say
    kept = [files.store(io.BytesIO(a_docx(*words)), name="Расчёт.docx") for words in (texts[:1], texts)]
    entry = add_file(actor=executor, document=document, name="Расчёт.docx", stored=kept[0], role="working")
    second = add_version(actor=executor, entry=entry, name="Расчёт.docx", stored=kept[1], remark="С итогом.")
    note_made(
        actor=Automatic("files"),
        rendition=Rendition.objects.get(source=kept[1]),
        made=document.files.get(role="main", is_current=True).stored,
    )
    check_out(actor=executor, entry=second, reason="Сверяю с актом.")
    return second


def _authenticator_of(world: World, role: str) -> SecondFactor:
    """In force from now on: whoever has it gives a code at every signature."""
    world.authenticators[role] = authenticator.set_up(world.person(role))
    return authenticator.factor_of(world.person(role))


def remind(case: Case) -> None:
    """The executor is told of the case's term."""
    term = term_of(case)
    assert term is not None
    reminders.tell(actor=reminders.REMINDERS, term=term, days_before=3)


def _incoming(world: World) -> tuple[Document, ReservedNumber]:
    """A letter registered for information, and a number reserved for the next one."""
    agency = world.office.agency
    card = CorrespondenceCard(
        correspondent_name="МУП «Водоканал»",
        their_number="17-04/88",
        their_date=clock.today(),
        summary="О ремонте водовода",
        received_on=clock.today(),
        channel="post",
        kind=DocumentKind.objects.get(name="Письмо"),
    )
    letter = register_correspondence(actor=world.person("clerk"), agency=agency, letter=card)
    journal = Journal.objects.get(agency=agency, flow="incoming")
    kept = reserve_number(actor=world.person("controller"), journal=journal, reason="Для письма прокуратуры")
    return letter, kept


def restricted_letter(world: World) -> Document:
    """A letter for official use only, registered for information, with a paper copy."""
    clerk = world.person("clerk")
    card = CorrespondenceCard(
        correspondent_name="Управление ФСБ по области",
        their_number="7/12",
        their_date=clock.today(),
        summary="О защите объектов",
        received_on=clock.today(),
        channel="in_person",
        kind=DocumentKind.objects.get(name="Письмо"),
        access=AccessMark.OFFICIAL,
    )
    letter = register_correspondence(actor=clerk, agency=world.office.agency, letter=card)
    make_copies(actor=clerk, document=letter, count=1)
    return letter


def _card(world: World, address: str) -> Person:
    """Another card of the same name, with a phone."""
    person = PersonData("Фролова", "f", "Мария", "Степановна", address, phone="8 900 111-22-33")
    return add_person(actor=world.person("clerk"), agency=world.office.agency, person=person)
