"""The table of all addresses of the program: who may open each, by which methods, and its arguments in the world."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies import services
from agencies.models import Absence, AccessMark, DeclinedWord, Employee, TermKind, Unit
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
from exchange.models import InboxMessage, OutboxMessage, Receipt
from history import clock
from history.actors import Automatic
from history.models import Act
from tests.documents.archive import Archive, archive_of
from tests.documents.forms import a_form
from tests.documents.papers import a_docx
from tests.layers import layer
from tests.world import World
from workflows.models import Effort, TermReminder, WorkItem
from workflows.services import effort, letters, reminders

ROLES = (
    "clerk",
    "controller",
    "leader",
    "unit_head",
    "executor",
    "auditor",
    "stranger",
    "administrator",
    "other.clerk",
    "other.controller",
    "other.leader",
    "other.unit_head",
    "other.executor",
)
# Who sees the case of the world: the records office, control, the head, the auditor, its executor and their head.
SEE_CASE = ("clerk", "controller", "leader", "unit_head", "executor", "auditor")
SEE_JOURNALS = ("clerk", "controller", "leader", "auditor")
KEEP_JOURNALS = ("controller", "other.controller")
OURS_KEEP = ("controller",)
RECORDS = ("clerk", "controller")
SEE_PLANS = ("controller", "clerk", "leader", "auditor")
ALL_SEE_PLANS = (*SEE_PLANS, "other.clerk", "other.controller", "other.leader")
WITH_DATA = tuple(role for role in ROLES if role != "administrator")
OURS = tuple(role for role in ROLES if not role.startswith("other."))
ADMINISTRATORS = ("administrator",)
KEEP_ABSENCE = ("unit_head", "executor", "administrator")
OTHERS = tuple(role for role in ROLES if role.startswith("other."))
BOTH_SIDES = ("clerk", "controller", "other.clerk", "other.controller")
LEADERS = ("leader", "unit_head", "controller", "other.leader", "other.unit_head", "other.controller")


@dataclass(frozen=True)
class Entry:
    """An address: who opens it, by which methods, and its arguments in the world."""

    opens_to: tuple[str, ...]
    argument: Callable[["Stage"], Any] | None = None
    name: str = "pk"
    methods: tuple[str, ...] = ("GET",)


@dataclass
class Stage:
    """The world with a case in progress: its inquiry delivered to the other agency, a draft, counted time.

    A card was merged into its applicant's, and another one looks like a double. A letter is registered for information,
    another one for official use only with a paper copy of it, a number reserved, and a search saved. The inquiry has
    working material in two versions, held by the executor; the clerk sends a file. A template has two versions and a
    draft; a word is corrected.
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


FORM = ("GET", "POST")
ACT = ("POST",)
OTHER_RECORDS = ("other.clerk", "other.controller")
TABLE: dict[str, Entry] = {
    "workflows:desk": Entry(ROLES),
    "workflows:item": Entry(("executor",), lambda stage: stage.execution.pk, methods=FORM),
    "workflows:reminder-seen": Entry(
        ("executor",), lambda stage: TermReminder.objects.get(case=stage.case).pk, methods=ACT
    ),
    "workflows:release": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:pause": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:touch": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:efforts": Entry(("executor",), lambda stage: stage.execution.pk),
    "workflows:correct-effort": Entry(("executor",), lambda stage: stage.effort.pk, methods=FORM),
    "workflows:draft": Entry(("executor",), lambda stage: stage.draft.pk, methods=FORM),
    "workflows:cases": Entry(WITH_DATA),
    "workflows:case": Entry(SEE_CASE, lambda stage: stage.case.pk),
    "workflows:case-term": Entry(SEE_CASE, lambda stage: stage.case.pk, methods=FORM),
    "workflows:moved-terms": Entry(("controller", "administrator", "other.controller"), methods=FORM),
    "workflows:document": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
    "agencies:login": Entry(ROLES, methods=FORM),
    "agencies:logout": Entry(ROLES, methods=ACT),
    "agencies:language": Entry(ROLES, methods=ACT),
    "agencies:health": Entry(ROLES),
    "agencies:absences": Entry(ROLES),
    "agencies:absence-new": Entry(ROLES, methods=FORM),
    "agencies:absence-substitutes": Entry(KEEP_ABSENCE, lambda stage: stage.absence.pk, methods=FORM),
    "agencies:absence-end": Entry(KEEP_ABSENCE, lambda stage: stage.absence.pk, methods=FORM),
    "agencies:absence-cancel": Entry(KEEP_ABSENCE, lambda stage: stage.absence.pk, methods=ACT),
    "agencies:structure": Entry(ROLES),
    "agencies:chart": Entry(ROLES),
    "agencies:chart-svg": Entry(ROLES),
    "agencies:unit": Entry(OURS, lambda stage: stage.unit.pk),
    "agencies:people": Entry(ROLES),
    "agencies:employee": Entry(OURS, lambda stage: stage.colleague.pk),
    "agencies:agency": Entry(ADMINISTRATORS, methods=FORM),
    "agencies:unit-new": Entry(ADMINISTRATORS, methods=FORM),
    "agencies:unit-rename": Entry(ADMINISTRATORS, lambda stage: stage.unit.pk, methods=FORM),
    "agencies:unit-move": Entry(ADMINISTRATORS, lambda stage: stage.unit.pk, methods=FORM),
    "agencies:unit-merge": Entry(ADMINISTRATORS, lambda stage: stage.unit.pk, methods=FORM),
    "agencies:unit-close": Entry(ADMINISTRATORS, lambda stage: stage.unit.pk, methods=FORM),
    "agencies:unit-reopen": Entry(ADMINISTRATORS, lambda stage: stage.unit.pk, methods=ACT),
    "agencies:unit-take-back": Entry(ADMINISTRATORS, lambda stage: stage.unit.pk, methods=ACT),
    "agencies:hire": Entry(ADMINISTRATORS, methods=FORM),
    "agencies:employee-change": Entry(ADMINISTRATORS, lambda stage: stage.colleague.pk, methods=FORM),
    "agencies:appoint": Entry(ADMINISTRATORS, lambda stage: stage.colleague.pk, methods=FORM),
    "agencies:dismiss": Entry(ADMINISTRATORS, lambda stage: stage.colleague.pk, methods=FORM),
    "agencies:password": Entry(ADMINISTRATORS, lambda stage: stage.colleague.pk, methods=FORM),
    "agencies:account-close": Entry(ADMINISTRATORS, lambda stage: stage.colleague.pk, methods=ACT),
    "agencies:account-open": Entry(ADMINISTRATORS, lambda stage: stage.colleague.pk, methods=ACT),
    "agencies:transfer": Entry(ADMINISTRATORS, lambda stage: stage.colleague.posts.get().pk, methods=FORM),
    "agencies:position": Entry(ADMINISTRATORS, lambda stage: stage.colleague.posts.get().pk, methods=FORM),
    "agencies:post-end": Entry(ADMINISTRATORS, lambda stage: stage.colleague.posts.get().pk, methods=FORM),
    "agencies:import": Entry(ADMINISTRATORS, methods=FORM),
    "agencies:import-sample": Entry(ADMINISTRATORS, lambda _stage: "csv", name="kind"),
    "agencies:calendar": Entry(("administrator",), methods=FORM),
    "agencies:calendar-year": Entry(("administrator",), lambda _stage: 2026, name="number", methods=FORM),
    "agencies:term-kinds": Entry(("administrator",)),
    "agencies:term-kind": Entry(
        ("administrator",), lambda _stage: TermKind.objects.get(code="appeal-answer").pk, methods=FORM
    ),
    "agencies:words": Entry(KEEP_JOURNALS),
    "agencies:word-new": Entry(KEEP_JOURNALS, methods=FORM),
    "agencies:word": Entry(OURS_KEEP, lambda stage: stage.word.pk, methods=FORM),
    "agencies:word-drop": Entry(OURS_KEEP, lambda stage: stage.word.pk, methods=ACT),
    "citizens:people": Entry(WITH_DATA),
    "citizens:person-options": Entry(BOTH_SIDES),
    "citizens:person": Entry(SEE_CASE, lambda stage: stage.applicant.pk),
    "citizens:merge": Entry(RECORDS, lambda stage: {"pk": stage.applicant.pk, "other": stage.double.pk}, methods=FORM),
    "citizens:undo-merge": Entry(RECORDS, lambda stage: stage.merge.pk, methods=ACT),
    "documents:register-appeal": Entry(BOTH_SIDES, methods=FORM),
    "documents:register-correspondence": Entry(BOTH_SIDES, methods=FORM),
    "documents:register-internal": Entry(BOTH_SIDES, methods=FORM),
    "documents:acknowledgement": Entry(SEE_CASE, lambda stage: stage.case.pk),
    "documents:card-print": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
    "documents:case-access": Entry(SEE_CASE, lambda stage: stage.case.pk, methods=FORM),
    "documents:access": Entry(("clerk",), lambda stage: stage.restricted.pk, methods=FORM),
    "documents:copies": Entry(("clerk",), lambda stage: stage.restricted.pk, methods=FORM),
    "documents:copies-print": Entry(("clerk",), lambda stage: stage.restricted.pk),
    "documents:file": Entry(SEE_CASE, lambda stage: stage.inquiry.files.latest("pk").pk),
    "documents:files": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
    "documents:file-add": Entry(("clerk", "controller", "executor"), lambda stage: stage.inquiry.pk, methods=FORM),
    "documents:file-preview": Entry(SEE_CASE, lambda stage: stage.inquiry.files.latest("pk").pk),
    "documents:file-readable": Entry(SEE_CASE, lambda stage: stage.working.pk),
    "documents:file-convert": Entry(SEE_CASE, lambda stage: stage.working.pk, methods=ACT),
    "documents:file-compare": Entry(SEE_CASE, lambda stage: stage.working.pk),
    "documents:file-version": Entry(("clerk", "controller", "executor"), lambda stage: stage.working.pk, methods=FORM),
    "documents:file-check-out": Entry(
        ("clerk", "controller", "executor"), lambda stage: stage.working.pk, methods=FORM
    ),
    "documents:file-check-in": Entry(("clerk", "controller", "executor"), lambda stage: stage.working.pk, methods=ACT),
    "documents:file-check-in-force": Entry(("controller", "unit_head"), lambda stage: stage.working.pk, methods=FORM),
    "documents:upload-begin": Entry(ROLES, methods=ACT),
    "documents:upload": Entry(("clerk",), lambda stage: stage.upload.key_of_address, name="token", methods=FORM),
    "documents:upload-cancel": Entry(("clerk",), lambda stage: stage.upload.key_of_address, name="token", methods=ACT),
    "documents:journals": Entry((*SEE_JOURNALS, "other.clerk", "other.controller", "other.leader")),
    "documents:journal": Entry(
        SEE_JOURNALS, lambda stage: Journal.objects.get(agency=stage.case.agency, flow="appeal").pk
    ),
    "documents:journal-new": Entry(KEEP_JOURNALS, methods=FORM),
    "documents:journal-change": Entry(OURS_KEEP, lambda stage: stage.reserved.journal_id, methods=FORM),
    "documents:journal-close": Entry(OURS_KEEP, lambda stage: stage.reserved.journal_id, methods=ACT),
    "documents:journal-reopen": Entry(OURS_KEEP, lambda stage: stage.reserved.journal_id, methods=ACT),
    "documents:numbers": Entry(SEE_JOURNALS, lambda stage: stage.reserved.journal_id),
    "documents:reserve": Entry(OURS_KEEP, lambda stage: stage.reserved.journal_id, methods=FORM),
    "documents:reserved-cancel": Entry(OURS_KEEP, lambda stage: stage.reserved.pk, methods=FORM),
    "documents:number-cancel": Entry(OURS_KEEP, lambda stage: stage.letter.pk, methods=FORM),
    "documents:search": Entry(WITH_DATA),
    "documents:filter-new": Entry(WITH_DATA, methods=FORM),
    "documents:filter-change": Entry(("executor",), lambda stage: stage.saved.pk, methods=FORM),
    "documents:filter-delete": Entry(("executor",), lambda stage: stage.saved.pk, methods=FORM),
    "documents:templates": Entry(KEEP_JOURNALS),
    "documents:template-new": Entry(KEEP_JOURNALS, methods=FORM),
    "documents:template": Entry(OURS_KEEP, lambda stage: stage.template.pk),
    "documents:template-edit": Entry(OURS_KEEP, lambda stage: stage.template.pk, methods=FORM),
    "documents:template-compare": Entry(OURS_KEEP, lambda stage: stage.template.pk),
    "documents:template-preview": Entry(OURS_KEEP, lambda stage: stage.template.pk),
    "documents:template-publish": Entry(OURS_KEEP, lambda stage: stage.template.pk, methods=ACT),
    "documents:template-drop": Entry(OURS_KEEP, lambda stage: stage.template.pk, methods=ACT),
    "documents:template-back": Entry(OURS_KEEP, lambda stage: {"pk": stage.template.pk, "number": 1}, methods=ACT),
    "documents:template-docx": Entry(OURS_KEEP, lambda stage: {"pk": stage.template.pk, "number": 3}),
    "documents:working-form": Entry(("executor",), lambda stage: stage.draft.pk, methods=ACT),
    "documents:template-retire": Entry(OURS_KEEP, lambda stage: stage.template.pk, methods=ACT),
    "documents:template-revive": Entry(OURS_KEEP, lambda stage: stage.template.pk, methods=ACT),
    "documents:file-plans": Entry(ALL_SEE_PLANS, methods=FORM),
    "documents:file-plan": Entry(SEE_PLANS, lambda stage: stage.archive.draft.pk, methods=FORM),
    "documents:plan-print": Entry(SEE_PLANS, lambda stage: stage.archive.past.pk),
    "documents:plan-file-add": Entry(OURS_KEEP, lambda stage: stage.archive.draft.pk, methods=FORM),
    "documents:year-end": Entry(SEE_PLANS, lambda stage: stage.archive.past.pk, methods=FORM),
    "documents:plan-file": Entry(SEE_PLANS, lambda stage: stage.archive.filing.volume.file_id, methods=FORM),
    "documents:plan-file-change": Entry(OURS_KEEP, lambda stage: stage.archive.row.pk, methods=FORM),
    "documents:plan-file-delete": Entry(OURS_KEEP, lambda stage: stage.archive.row.pk, methods=ACT),
    "documents:volume": Entry(SEE_PLANS, lambda stage: stage.archive.filing.volume_id, methods=FORM),
    "documents:file-document": Entry(RECORDS, lambda stage: stage.letter.pk, methods=FORM),
    "documents:filing-undo": Entry(OURS_KEEP, lambda stage: stage.archive.filing.pk, methods=FORM),
    "documents:retention-kinds": Entry(ALL_SEE_PLANS, methods=FORM),
    "documents:retention-kind-new": Entry(KEEP_JOURNALS, methods=FORM),
    "documents:retention-kind": Entry(OURS_KEEP, lambda stage: stage.archive.row.kind_id, methods=FORM),
    "documents:filing-rule": Entry(KEEP_JOURNALS, methods=FORM),
    "documents:inventory": Entry(SEE_PLANS, lambda stage: stage.archive.inventory.pk, methods=FORM),
    "documents:inventory-print": Entry(SEE_PLANS, lambda stage: stage.archive.inventory.pk),
    "documents:disposals": Entry(ALL_SEE_PLANS, methods=FORM),
    "documents:disposal": Entry(SEE_PLANS, lambda stage: stage.archive.disposal.pk, methods=FORM),
    "documents:disposal-print": Entry(SEE_PLANS, lambda stage: stage.archive.disposal.pk),
    "exchange:messages": Entry(ROLES, methods=ACT),
    "exchange:receipts": Entry((), lambda _stage: uuid4(), name="message_id"),
    "exchange:inbox": Entry(BOTH_SIDES),
    "exchange:outbox": Entry(BOTH_SIDES),
    "exchange:package": Entry(OTHER_RECORDS, lambda stage: stage.received.pk),
    "exchange:register": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:refuse": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:discard": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:received-container": Entry(OTHER_RECORDS, lambda stage: stage.received.pk),
    "exchange:outgoing": Entry(RECORDS, lambda stage: stage.sent.pk),
    "exchange:retry": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:park": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:resume": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:sent-container": Entry(RECORDS, lambda stage: stage.sent.pk),
    "exchange:receipt": Entry(RECORDS, lambda stage: Receipt.objects.get(message=stage.sent).pk),
    "oversight:acts": Entry(("auditor",)),
    "oversight:changes": Entry(("auditor",), lambda stage: stage.case.pk),
    "oversight:person-changes": Entry(("auditor",), lambda stage: stage.applicant.pk),
    "oversight:entry": Entry(
        ("auditor",),
        lambda stage: (
            Act.objects.filter(subject_type="citizens.case", subject_key=stage.case.pk).earliest("pk").entry_id
        ),
        name="key",
    ),
    "oversight:readings": Entry(("auditor",)),
    "oversight:case-readings": Entry(("auditor",), lambda stage: stage.case.pk),
    "oversight:person-readings": Entry(("auditor",), lambda stage: stage.applicant.pk),
    "oversight:integrity": Entry(("auditor",)),
    "oversight:rights": Entry(("executor", "auditor", "administrator"), lambda stage: stage.colleague.pk),
    "oversight:load": Entry(LEADERS),
    "oversight:load-list": Entry(
        ("leader", "unit_head", "controller"), lambda stage: {"pk": stage.execution.assignee_id, "figure": "open"}
    ),
    "oversight:case-hours": Entry(("leader", "unit_head", "controller"), lambda stage: stage.case.pk),
}
PUBLIC = {"agencies:login", "agencies:language", "agencies:health", "exchange:messages", "exchange:receipts"}


def addresses() -> Iterator[str]:
    """Names of all addresses of the program."""

    def walk(patterns: list[Any], namespace: str) -> Iterator[str]:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace)
            elif isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name}"

    return walk(get_resolver().url_patterns, "")


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
        restricted=_restricted(world),
        saved=save_filter(actor=executor, name="Крыши", asked="q=%D0%BA%D1%80%D1%8B%D1%88%D0%B0", sharing="unit"),
        template=_template(world),
        word=_word(world),
        archive=archive_of(world),
    )


def _template(world: World) -> LetterTemplate:
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


def _word(world: World) -> DeclinedWord:
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


def _restricted(world: World) -> Document:
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


def address_of(name: str, stage: Stage) -> str:
    """The address with its arguments in the world."""
    entry = TABLE[name]
    given = entry.argument(stage) if entry.argument else {}
    return reverse(name, kwargs=given if isinstance(given, dict) else {entry.name: given})
