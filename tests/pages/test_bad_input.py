"""Bad input to every form: a message beside its field, in the reader's words; what was typed stays, nothing changes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from agencies.models import GrammarCase, OfficeHours, OwnDay, Term, TermKind
from citizens.models import Outcome
from documents.models import Document, DocumentFile, JournalYear
from exchange.models import InboxMessage, InboxState, OutboxMessage
from history import clock
from history.models import Act
from tests.addresses import Stage, address_of
from tests.exchange.peers import PASSPHRASE
from tests.world import A_PDF
from workflows.models import WorkItem, WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F46")]

REFUSED = 422
TOMORROW, YESTERDAY = (f"{clock.today() + timedelta(days=days):%Y-%m-%d}" for days in (1, -1))
APPEAL = {
    "last_name": "Фролова",
    "sex": "f",
    "kind": "application",
    "channel": "post",
    "received_on": YESTERDAY,
    "co_applicants": "0",
    "summary": "О крыше",
    "text": "Крыша течёт.",
}
TOMORROW_IN_WORDS = f"{clock.today() + timedelta(days=1):%d.%m.%Y}"
INCOMING = {
    "correspondent_name": "МУП «Водоканал»",
    "their_number": "17-04/88",
    "their_date": "01.02.2026",
    "summary": "О ремонте водовода",
    "kind": "Письмо",
    "channel": "post",
    "received_on": "02.02.2026",
}
LETTER = {"subject": "О крыше", "body": "Сообщаем следующее."}


@dataclass(frozen=True)
class Try:
    """Who sends what where, and beside which field the message stands; none: above the form."""

    role: str
    address: Callable[[Stage], str]
    sent: dict[str, Any]
    beside: str = ""
    kept: tuple[str, ...] = ()
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    is_asked: bool = False


def at(name: str, key: Callable[[Stage], Any] | None = None) -> Callable[[Stage], str]:
    """The address of a page, with the key of its row."""
    return lambda house: reverse(name, args=[key(house)] if key else [])


def work(role: str, kind: str, **where: Any) -> Callable[[Stage], str]:
    """The address of a work item of this kind that lies with this role."""

    def address(house: Stage) -> str:
        lying = WorkItem.objects.lying_with(house.world.person(role)).filter(kind=kind, **where)
        return reverse("workflows:item", args=[lying.order_by("id")[0].pk])

    return address


def waiting(_house: Stage) -> int:
    """A package that awaits registration."""
    return InboxMessage.objects.filter(state=InboxState.WAITING).order_by("id")[0].pk


def execution(house: Stage) -> str:
    """The work of the stage: a case in work without outcomes."""
    return reverse("workflows:item", args=[house.execution.pk])


def unit(house: Stage) -> int:
    """The unit where the case of the stage is executed."""
    return house.unit.pk


def colleague(house: Stage) -> int:
    """Its executor."""
    return house.colleague.pk


def post(house: Stage) -> int:
    """The executor's post."""
    return house.colleague.posts.get().pk


REGISTER = at("documents:register-appeal")
LETTER_IN = at("documents:register-correspondence")
DRAFT = at("workflows:draft", lambda house: house.draft.pk)
EFFORT = at("workflows:correct-effort", lambda house: house.effort.pk)
QUARANTINED = at("exchange:discard", lambda _house: InboxMessage.objects.get(state=InboxState.QUARANTINED).pk)
MERGE = partial(address_of, "citizens:merge")
TERM = at("workflows:case-term", lambda house: house.case.pk)
CALENDAR = at("agencies:calendar-year", lambda _house: 2026)
KIND = at("agencies:term-kind", lambda _house: TermKind.objects.get(code="press-inquiry").pk)
PLACE = {"title": "куратор", "role": "executor", "position": "member"}
TRIES = {
    "an agency without a name": Try(
        "administrator", at("agencies:agency"), {"name": "", "short_name": "Минжилкомхоз"}, "name", ("short_name",)
    ),
    "a unit with an index that is taken": Try(
        "administrator",
        at("agencies:unit-new"),
        {"kind": "staff", "code": "05", "name": "Отдел", "starts_on": YESTERDAY},
        "",
        ("code", "name"),
    ),
    "a unit renamed tomorrow": Try(
        "administrator",
        at("agencies:unit-rename", unit),
        {"code": "05", "name": "Отдел", "on": TOMORROW},
        "on",
        ("name", "on"),
    ),
    "a unit moved below one that is not there": Try(
        "administrator",
        at("agencies:unit-move", unit),
        {"parent": "0", "on": YESTERDAY},
        "parent",
    ),
    "a unit merged into none": Try(
        "administrator",
        at("agencies:unit-merge", lambda house: house.world.office.units["08"].pk),
        {"into": "", "on": YESTERDAY},
        "into",
        ("on",),
    ),
    "a unit closed tomorrow": Try(
        "administrator", at("agencies:unit-close", unit), {"ends_on": TOMORROW}, "ends_on", ("ends_on",)
    ),
    "an employee without a unit": Try(
        "administrator",
        at("agencies:hire"),
        PLACE | {"last_name": "Новый", "first_name": "Пётр", "sex": "m", "username": "new", "starts_on": YESTERDAY},
        "unit",
        ("last_name", "username", "title"),
    ),
    "an employee with a login in Cyrillic": Try(
        "administrator", at("agencies:hire"), PLACE | {"username": "новый"}, "username", ("title",)
    ),
    "particulars without a surname": Try(
        "administrator",
        at("agencies:employee-change", colleague),
        {"last_name": "", "phone": "1"},
        "last_name",
        ("phone",),
    ),
    "a post in a unit that is not there": Try(
        "administrator",
        at("agencies:appoint", colleague),
        PLACE | {"unit": "0", "starts_on": YESTERDAY, "is_acting": "on"},
        "unit",
        ("title",),
    ),
    "a dismissal on no day": Try("administrator", at("agencies:dismiss", colleague), {"ends_on": "no"}, "ends_on"),
    "a password that is too short": Try(
        "administrator", at("agencies:password", colleague), {"password": "short"}, "password"
    ),
    "a transfer to nowhere": Try(
        "administrator", at("agencies:transfer", post), PLACE | {"unit": "", "on": YESTERDAY}, "unit", ("title", "on")
    ),
    "a place in the unit that was held before": Try(
        "administrator", at("agencies:position", post), {"position": "member", "on": YESTERDAY}, "", ("on",)
    ),
    "a post that ends before it begins": Try(
        "administrator", at("agencies:post-end", post), {"ends_on": "1999-12-31"}, "", ("ends_on",)
    ),
    "a program instead of a table": Try(
        "administrator",
        at("agencies:import"),
        {"on": YESTERDAY},
        "file",
        ("on",),
        {"file": ("run.exe", b"MZ\x90\x00\x03\x00")},
    ),
    "a structure of the thirty-first of February": Try(
        "executor", at("agencies:structure"), {"on": "2026-02-31"}, "on", is_asked=True
    ),
    "a search until before since": Try(
        "clerk",
        at("documents:search"),
        {"q": "крыша", "since": "02.02.2026", "until": "01.01.2026"},
        "until",
        ("q", "since", "until"),
        is_asked=True,
    ),
    "a search of the thirty-first of February": Try(
        "clerk", at("documents:search"), {"q": "крыша", "since": "31.02.2026"}, "since", ("q", "since"), is_asked=True
    ),
    "a search filter without a name": Try(
        "clerk", at("documents:filter-new"), {"name": "", "sharing": "unit"}, "name", ("sharing",)
    ),
    "a search filter of nothing": Try("clerk", at("documents:filter-new"), {"name": "Всё", "sharing": "unit"}),
    "a search filter shared with the world": Try(
        "executor",
        at("documents:filter-change", lambda house: house.saved.pk),
        {"name": "Всё", "sharing": "world"},
        "sharing",
        ("name",),
    ),
    "an appeal without a surname": Try(
        "clerk", REGISTER, APPEAL | {"last_name": ""}, "last_name", ("summary", "text"), {"scan": ("Скан.pdf", A_PDF)}
    ),
    "an appeal received tomorrow": Try("clerk", REGISTER, APPEAL | {"received_on": TOMORROW}, "received_on", ("text",)),
    "an appeal with a wrong e-mail": Try("clerk", REGISTER, APPEAL | {"email": "no"}, "email", ("email", "text")),
    "a program instead of a scan": Try(
        "clerk", REGISTER, APPEAL, "scan", ("last_name", "text"), {"scan": ("run.exe", b"MZ\x90\x00\x03\x00")}
    ),
    "a letter of nobody": Try(
        "clerk",
        LETTER_IN,
        INCOMING | {"correspondent_name": ""},
        "correspondent_name",
        ("their_number", "their_date", "summary"),
        {"scans": ("Письмо.pdf", A_PDF)},
    ),
    "a letter of a day that is none": Try(
        "clerk", LETTER_IN, INCOMING | {"their_date": "31.02"}, "their_date", ("their_date", "summary")
    ),
    "a letter received tomorrow": Try(
        "clerk", LETTER_IN, INCOMING | {"received_on": TOMORROW_IN_WORDS}, "received_on", ("summary",)
    ),
    "a letter dated after its receipt": Try(
        "clerk", LETTER_IN, INCOMING | {"received_on": "01.02.2020", "their_date": "02.02.2020"}, "their_date"
    ),
    "a letter with half a page": Try("clerk", LETTER_IN, INCOMING | {"pages": "0"}, "pages", ("summary",)),
    "a memo signed by nobody": Try(
        "clerk",
        at("documents:register-internal"),
        {"flow": "internal", "kind": "Служебная записка", "subject": "О поверке счётчиков", "signer": ""},
        "signer",
        ("flow", "subject"),
        {"scans": ("Записка.pdf", A_PDF)},
    ),
    "a journal whose numbers would not differ": Try(
        "controller",
        at("documents:journal-change", lambda house: house.reserved.journal_id),
        {"name": "Входящие", "pattern": "вх/{yy}"},
        "pattern",
        ("name", "pattern"),
    ),
    "a number reserved without a reason": Try(
        "controller", at("documents:reserve", lambda house: house.reserved.journal_id), {"reason": ""}, "reason"
    ),
    "a reserved number cancelled without a reason": Try(
        "controller", at("documents:reserved-cancel", lambda house: house.reserved.pk), {"reason": " "}, "reason"
    ),
    "a paper cancelled without a reason": Try(
        "controller", at("documents:number-cancel", lambda house: house.letter.pk), {"reason": ""}, "reason"
    ),
    "a program as working material": Try(
        "executor",
        at("documents:file-add", lambda house: house.inquiry.pk),
        {"role": "working"},
        "file",
        ("role",),
        {"file": ("run.exe", b"MZ\x90\x00\x03\x00")},
    ),
    "a file of no role": Try(
        "executor",
        at("documents:file-add", lambda house: house.inquiry.pk),
        {"role": "main"},
        "role",
        (),
        {"file": ("Расчёт.pdf", A_PDF)},
    ),
    "a version of which nothing is new": Try(
        "executor",
        at("documents:file-version", lambda house: house.working.pk),
        {"remark": " "},
        "remark",
        (),
        {"file": ("Расчёт.pdf", A_PDF)},
    ),
    "a file checked out without a reason": Try(
        "executor", at("documents:file-check-out", lambda house: house.working.pk), {"reason": ""}, "reason"
    ),
    "a file checked in by force without a reason": Try(
        "unit_head", at("documents:file-check-in-force", lambda house: house.working.pk), {"reason": " "}, "reason"
    ),
    "a template with a field that is not there": Try(
        "controller",
        at("documents:template-edit", lambda house: house.template.pk),
        {"name": "Ответ", "subject": "О доме", "body": "{nothing}"},
        "body",
        ("name", "subject", "body"),
    ),
    "a template of an inquiry that names the applicant": Try(
        "controller",
        at("documents:template-new"),
        {"purpose": "inquiry", "name": "Запрос о доме", "subject": "О {applicant_name_genitive}", "body": "Прошу."},
        "subject",
        ("name", "body"),
    ),
    "a template with a program instead of a form": Try(
        "controller",
        at("documents:template-new"),
        {"purpose": "answer", "name": "Ответ с формой", "subject": "О доме", "body": "Сообщаем."},
        "docx",
        ("name", "body"),
        {"docx": ("run.exe", b"MZ\x90\x00\x03\x00")},
    ),
    "a name without a sex": Try(
        "controller",
        at("agencies:word-new"),
        {"kind": "surname", **dict.fromkeys((case.value for case in GrammarCase), "Гусев")},
        "sex",
        ("nominative", "dative"),
    ),
    "a plan of a far year": Try("controller", at("documents:file-plans"), {"year": "2099"}, "year", ("year",)),
    "a file without a title": Try(
        "controller",
        at("documents:plan-file-add", lambda house: house.archive.draft.pk),
        {"index": "02-15", "title": "", "article": "ст. 70"},
        "title",
        ("index", "article"),
    ),
    "a row of a plan without an index": Try(
        "controller",
        at("documents:plan-file-change", lambda house: house.archive.row.pk),
        {"index": "", "title": "Переписка о воде"},
        "index",
        ("title",),
    ),
    "a new kind of retention without years": Try(
        "controller",
        at("documents:retention-kind-new"),
        {"name": "Акты", "span": "years", "years": "", "source": "Перечень, ст. 12"},
        "years",
        ("name", "source"),
    ),
    "a kind of retention edited without a reason": Try(
        "controller",
        at("documents:retention-kind", lambda house: house.archive.row.kind_id),
        {"name": "Переписка", "span": "years", "years": "5", "source": "Перечень, ст. 70", "reason": ""},
        "reason",
        ("name", "years", "source"),
    ),
    "a volume of five sheets": Try(
        "controller",
        at("documents:filing-rule"),
        {"sheets_at_most": "5", "source": "Инструкция, п. 4"},
        "sheets_at_most",
        ("source",),
    ),
    "a document filed nowhere": Try(
        "clerk",
        at("documents:file-document", lambda house: house.letter.pk),
        {"file_index": "", "sheets": "3"},
        "file_index",
        ("sheets",),
    ),
    "a filing undone without a reason": Try(
        "controller", at("documents:filing-undo", lambda house: house.archive.filing.pk), {"reason": " "}, "reason"
    ),
    "a volume closed with less than nothing in it": Try(
        "clerk", at("documents:volume", lambda house: house.archive.filing.volume_id), {"sheets": "-1"}, "sheets"
    ),
    "no other kind of retention chosen": Try(
        "controller",
        at("documents:plan-file", lambda house: house.archive.filing.volume.file_id),
        {"action": "kind", "kind-kind": "", "kind-reason": "Уточнено"},
        "kind-kind",
        ("kind-reason",),
    ),
    "a disposal given up without a reason": Try(
        "controller",
        at("documents:disposal", lambda house: house.archive.disposal.pk),
        {"action": "give-up", "reason": ""},
        "reason",
    ),
    "a resolution for nobody": Try(
        "leader",
        work("leader", WorkKind.RESOLVE),
        {"action": "resolve", "executor": "", "text": "Рассмотреть.", "due_on": TOMORROW},
        "executor",
        ("text", "due_on"),
    ),
    "an urgent resolution without words": Try(
        "leader",
        work("leader", WorkKind.RESOLVE),
        {"action": "resolve", "executor": "", "text": "", "term_kind": "assignment-prompt"},
        "executor",
        ("term_kind",),
    ),
    "a term extended by too much": Try(
        "leader", TERM, {"action": "extend", "days": "31", "reason": "Ждём сведений."}, "days", ("reason",)
    ),
    "a term extended without a reason": Try(
        "leader", TERM, {"action": "extend", "days": "5", "reason": ""}, "reason", ("days",)
    ),
    "a longer term asked for without a number": Try(
        "executor", TERM, {"action": "ask", "days": "много", "reason": "Ждём сведений."}, "days", ("days", "reason")
    ),
    "a longer term granted for no day": Try(
        "leader",
        work("leader", WorkKind.EXTEND),
        {"action": "grant", "days": "0", "reason": "Да."},
        "days",
        ("reason",),
    ),
    "a longer term declined without a reason": Try(
        "leader", work("leader", WorkKind.EXTEND), {"action": "decline", "remark": " "}, "remark"
    ),
    "the term of no assignment changed": Try(
        "leader",
        TERM,
        {"action": "change", "due_on": TOMORROW, "reason": "Нужно раньше."},
        "resolution",
        ("due_on", "reason"),
    ),
    "a day of the agency that is no day": Try(
        "administrator",
        CALENDAR,
        {"action": "day", "day": "31.02", "kind": "off", "reason": "День области"},
        "day",
        ("reason",),
    ),
    "a day of the agency without a reason": Try(
        "administrator",
        CALENDAR,
        {"action": "day", "day": "2026-04-02", "kind": "off", "reason": ""},
        "reason",
        ("day",),
    ),
    "hours that end before they begin": Try(
        "administrator",
        CALENDAR,
        {
            "action": "hours",
            **{f"{name}_{day}": "09:00" for day in range(5) for name in ("opens_at", "break_from", "break_until")},
            **{f"closes_at_{day}": "08:00" for day in range(5)},
        },
        "",
        ("closes_at_0",),
    ),
    "a kind of term without a length": Try(
        "administrator", KIND, {"action": "edit", "length": "", "note": "Проба"}, "length", ("note",)
    ),
    "terms computed anew without a reason": Try(
        "controller", at("workflows:moved-terms"), {"terms": [], "reason": ""}, "", ()
    ),
    "an inquiry to nobody": Try(
        "executor", execution, LETTER | {"action": "inquiry"}, "correspondent", ("subject", "body")
    ),
    "an answer without a text": Try(
        "executor", execution, LETTER | {"action": "answer", "body": ""}, "body", ("subject",)
    ),
    "a draft without a heading": Try(
        "executor", DRAFT, LETTER | {"action": "submit", "subject": ""}, "subject", ("body",)
    ),
    "a new version without a text": Try(
        "executor", work("executor", WorkKind.REVISE), LETTER | {"action": "revise", "body": ""}, "body", ("subject",)
    ),
    "a visa returned without a remark": Try(
        "unit_head", work("unit_head", WorkKind.APPROVE), {"action": "return", "remark": ""}, "remark"
    ),
    "a signature with a wrong passphrase": Try(
        "leader", work("leader", WorkKind.SIGN), {"action": "sign", "passphrase": PASSPHRASE + "!"}, "passphrase"
    ),
    "a signature returned without a remark": Try(
        "leader", work("leader", WorkKind.SIGN), {"action": "return", "remark": " "}, "remark"
    ),
    "a letter registered under no index": Try(
        "clerk", work("clerk", WorkKind.REGISTER_LETTER), {"action": "register", "file_index": ""}, "file_index"
    ),
    "a letter dispatched by no channel": Try(
        "clerk",
        work("clerk", WorkKind.DISPATCH),
        {"action": "dispatch", "channel": "pigeon", "note": "№ 5"},
        "channel",
        ("note",),
    ),
    "a report without words": Try("executor", execution, {"action": "report", "text": " "}, "text"),
    "a report without outcomes": Try(
        "executor", execution, {"action": "report", "text": "Всё сделано."}, "", ("text",)
    ),
    "a report returned without a remark": Try(
        "controller", work("controller", WorkKind.CONTROL), {"action": "return", "remark": ""}, "remark"
    ),
    "a case filed under no index": Try(
        "clerk", work("clerk", WorkKind.FILE), {"action": "file", "file_index": ""}, "file_index"
    ),
    "a delivery problem closed without words": Try(
        "clerk", work("clerk", WorkKind.DELIVERY_PROBLEM), {"action": "acknowledge", "note": ""}, "note"
    ),
    "a package registered without a summary": Try(
        "other.clerk", at("exchange:register", waiting), {"summary": ""}, "summary"
    ),
    "a package refused without a reason": Try(
        "other.clerk", at("exchange:refuse", waiting), {"reason": "", "comment": "нет листа 3"}, "reason", ("comment",)
    ),
    "an entry of the quarantine closed without a reason": Try("other.clerk", QUARANTINED, {"reason": ""}, "reason"),
    "time that ends before it starts": Try(
        "executor",
        EFFORT,
        {"starts_at": f"{YESTERDAY}T10:00:00", "ends_at": f"{YESTERDAY}T09:00:00", "reason": "Ошибся."},
        "ends_at",
        ("starts_at", "reason"),
    ),
    "time corrected without a reason": Try(
        "executor",
        EFFORT,
        {"starts_at": f"{YESTERDAY}T10:00:00", "ends_at": f"{YESTERDAY}T11:00:00", "reason": ""},
        "reason",
        ("starts_at", "ends_at"),
    ),
    "an absence that ends before it starts": Try(
        "executor",
        at("agencies:absence-new"),
        {"employee": "", "kind": "trip", "starts_on": TOMORROW, "ends_on": YESTERDAY, "ground": "приказ № 5"},
        "employee",
        ("starts_on", "ends_on", "ground"),
    ),
    "an absence without a last day": Try(
        "executor", at("agencies:absence-end", lambda house: house.absence.pk), {"ends_on": ""}, "ends_on"
    ),
    "a substitute who was not offered": Try(
        "executor",
        at("agencies:absence-substitutes", lambda house: house.absence.pk),
        {"execution": "999999"},
        "execution",
    ),
    "a merge without a reason": Try("clerk", MERGE, {"fill": "phone", "reason": " "}, "reason", ("fill",)),
    "a merge into a card of somebody else": Try(
        "clerk", MERGE, {"kept": "999999", "reason": "Тот же телефон."}, "kept", ("reason",)
    ),
    "acts until a day before the first": Try(
        "auditor",
        at("oversight:acts"),
        {"since": TOMORROW, "until": YESTERDAY, "number": "ОГ"},
        "until",
        ("since", "number"),
        is_asked=True,
    ),
}


def everything() -> list[Any]:
    """What a refused form must leave as it was: acts, numbers, work, documents, messages."""
    return [
        Act.objects.exclude(verb="documents.file_read").count(),
        list(JournalYear.objects.order_by("pk").values_list("pk", "last")),
        list(WorkItem.objects.order_by("pk").values_list("pk", "state", "assignee", "done_at")),
        list(DocumentFile.objects.order_by("pk").values_list("pk", "is_current")),
        list(Document.objects.order_by("pk").values_list("pk", "state", "number", "subject", "body")),
        list(Term.objects.order_by("pk").values_list("pk", "due_on", "state")),
        [OwnDay.objects.count(), OfficeHours.objects.count()],
        list(InboxMessage.objects.order_by("pk").values_list("pk", "state")),
        list(OutboxMessage.objects.order_by("pk").values_list("pk", "state")),
    ]


def send(house: Stage, one: Try, language: str) -> tuple[int, Any]:
    """Status and page of the answer."""
    client = Client(headers={"accept-language": language})
    client.force_login(house.world.person(one.role), backend="agencies.backends.EmployeeBackend")
    uploads = {name: SimpleUploadedFile(*upload) for name, upload in one.files.items()}
    address = one.address(house)
    if one.is_asked:
        answer = client.get(address, one.sent)
    else:
        answer = client.post(address, hidden(client, address, one.sent.get("action")) | one.sent | uploads)
    text = answer.content.decode()
    return answer.status_code, html.fromstring(text) if text else None


def hidden(client: Client, address: str, action: str | None) -> dict[str, str]:
    """What the page sends along with an action by itself."""
    if action is None:
        return {}
    form = f"//form[.//*[@name='action'][@value='{action}']]"
    page: Any = html.fromstring(client.get(address).content.decode())
    return {str(one.name): str(one.value or "") for one in page.xpath(f"{form}//input[@type='hidden']")}


def flaws(one: Try, page: Any, language: str) -> Iterator[str]:
    """What the page of a refused form does wrong."""
    said = page.xpath("//*[contains(@class, 'alert-danger')]")
    if one.beside:
        controls = page.xpath(f"//form//*[@name='{one.beside}'][@aria-invalid='true']")
        if not controls:
            yield f"{one.beside} is not marked"
            return
        described = str(controls[0].get("aria-describedby", "")).split()
        said = [text for name in described if name.endswith("_error") for text in page.xpath(f"//*[@id='{name}']")]
    words = " ".join(" ".join(text.text_content() for text in said).split())
    if not words or bool(re.search("[А-Яа-я]", words)) != (language == "ru"):
        yield f"says {words!r}"
    for name in one.kept:
        values = [str(control.value).strip() for control in page.xpath(f"//form//*[@name='{name}']") if control.value]
        if one.sent[name] not in values:
            yield f"{name} is lost: {values}"
    for name, content in one.files.values():
        if content == A_PDF and name not in page.text_content():
            yield f"{name} has to be chosen again"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_bad_input_is_told_beside_its_field_and_changes_nothing(house: Stage, language: str) -> None:
    """Every form of the program, sent with something missing or wrong."""
    before, wrong = everything(), []
    for name, one in TRIES.items():
        status, page = send(house, one, language)
        if status != REFUSED:
            wrong.append(f"{name}: {status}")
            continue
        wrong += [f"{name}: {flaw}" for flaw in flaws(one, page, language)]
        if everything() != before:
            wrong.append(f"{name}: something was changed")
            before = everything()

    assert wrong == [], "\n".join(wrong)


def test_outcomes_are_noted_all_or_none(house: Stage) -> None:
    """A question without a ground is told beside it, and the other question stays undecided."""
    case = house.world.appeal(questions=["Когда отремонтируют крышу?", "Кто отвечает за ремонт?"])
    item = house.world.resolved(case)
    first, second = case.questions.all()
    outcome = str(Outcome.objects.get(code="explained").pk)
    given = {f"outcome_{first.pk}": outcome, f"ground_{first.pk}": "ст. 10", f"outcome_{second.pk}": outcome}
    one = Try(
        "executor",
        lambda _house: reverse("workflows:item", args=[item.pk]),
        {"action": "outcomes", **given, f"ground_{second.pk}": ""},
        f"ground_{second.pk}",
        tuple(given),
    )
    before = everything()

    status, page = send(house, one, "ru")

    assert (status, list(flaws(one, page, "ru"))) == (REFUSED, [])
    assert everything() == before
    assert set(case.questions.values_list("outcome", flat=True)) == {None}
