"""Bad input to the forms of ``workflows``."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from citizens.models import Case
from documents.models import Document
from tests.exchange.peers import PASSPHRASE
from tests.pages.bad_input.trying import TOMORROW, YESTERDAY, Try, at
from tests.stage import Stage
from workflows.drafted import ResolutionDraft
from workflows.models import WorkItem, WorkKind


def work(role: str, kind: str, **where: Any) -> Callable[[Stage], str]:
    """The address of a work item of this kind that lies with this role."""

    def address(house: Stage) -> str:
        lying = WorkItem.objects.lying_with(house.world.person(role)).filter(kind=kind, **where)
        return reverse("workflows:item", args=[lying.order_by("id")[0].pk])

    return address


def execution(house: Stage) -> str:
    """The work of the stage: a case in work without outcomes."""
    return reverse("workflows:item", args=[house.execution.pk])


DRAFT = at("workflows:draft", lambda house: house.draft.pk)
EFFORT = at("workflows:correct-effort", lambda house: house.effort.pk)
ROUTE = at("workflows:approval-route", lambda house: house.draft.pk)
TERM = at("workflows:case-term", lambda house: house.case.pk)
LETTER = {"subject": "О крыше", "body": "Сообщаем следующее."}


def forwarding(house: Stage) -> str:
    """Forwarding the case of the stage to the committee."""
    return f"{reverse('workflows:case-pass-on', args=[house.case.pk])}?whom=cRU-VO-KOOKN&act=forward"


def earlier_answer(house: Stage) -> str:
    """An answer that was dispatched, to be taken over into the draft of the stage."""
    earlier = Document.objects.filter(purpose="answer", state="dispatched").latest("pk")
    return f"{reverse('workflows:reuse-answer', args=[house.draft.pk])}?answer={earlier.pk}"


CASE_ASSIGN = at("workflows:case-assign", lambda house: house.case.pk)
ASSIGNMENT = at("workflows:assignment", lambda house: house.tasks.point.pk)
TRIES = {
    "a norm of no hours": Try(
        "administrator", at("workflows:norms"), {"execute": "0", "sign": "0.5"}, "execute", ("sign",)
    ),
    "a test of a process with a line that cannot be read": Try(
        "administrator",
        at("workflows:process-test-new"),
        {
            "name": "Взятие в работу",
            "process": "case",
            "script": "Обращение: почта\nИсполнитель: Взять",
            "action": "run",
        },
        "script",
        ("name", "script"),
    ),
    "a type of cases without a code": Try(
        "administrator",
        at("workflows:designs"),
        {"code": "О доме", "name": "О домах", "name_en": "Houses", "kind": "application"},
        "code",
        ("name", "name_en"),
    ),
    "a rule without a name in English": Try(
        "administrator",
        at("workflows:rules"),
        {"code": "warn", "name": "Сказать контролёру", "name_en": "", "when": "reported"},
        "name_en",
        ("code", "name", "when"),
    ),
    "a route of an approval without a code": Try(
        "administrator",
        at("workflows:designs"),
        {"of": "approval_route", "code": "О доме", "name": "Обычный", "name_en": "Usual"},
        "code",
        ("name", "name_en"),
    ),
    "a list of reasons without a name": Try(
        "administrator",
        at("workflows:designs"),
        {"of": "reason_list", "code": "why", "name": "", "name_en": "Return"},
        "name",
        ("code", "name_en"),
    ),
    "a case taken up again for longer than allowed": Try(
        "controller",
        at("workflows:case-reopen", lambda house: house.case.pk),
        {"ground": "order", "reason": "Неполный ответ", "questions": ["1"], "to": "executor", "days": "99"},
        "days",
        ("reason", "days"),
    ),
    "a registration cancelled as a double of nothing": Try(
        "controller",
        at("workflows:case-cancel", lambda house: house.case.pk),
        {"ground": "double", "double": "ОГ-0", "reason": "Дубль"},
        "double",
        ("double", "reason"),
    ),
    "a registration restored without a reason": Try(
        "controller", at("workflows:case-restore", lambda house: house.case.pk), {"reason": " "}, "reason"
    ),
    "a drafted resolution for nobody": Try(
        "clerk",
        lambda _house: f"/cases/{Case.objects.filter(stage='registered').latest('pk').pk}/resolution/",
        {"executor": "", "text": "Прошу рассмотреть.", "due_on": TOMORROW},
        "executor",
        ("text", "due_on"),
    ),
    "a drafted resolution returned without a remark": Try(
        "leader",
        lambda _house: f"/resolutions/drafted/?draft={ResolutionDraft.objects.waiting().get().pk}",
        {"action": "return", "remark": " "},
        "remark",
    ),
    "a favourite text without words": Try(
        "leader", lambda _house: "/resolutions/favourites/", {"action": "keep-text", "text": " "}, "text"
    ),
    "nobody as a favourite": Try(
        "leader", lambda _house: "/resolutions/favourites/", {"action": "keep-person", "person": ""}, "person"
    ),
    "an earlier answer that is none": Try(
        "executor",
        earlier_answer,
        {"text": " "},
        "text",
    ),
    "a forwarding of nothing by nobody": Try(
        "executor",
        forwarding,
        {**LETTER, "notice_subject": "О переадресации", "notice_body": "Направлено в комитет.", "approver": "0"},
        "approver",
        ("body", "notice_body"),
    ),
    "an assignment for nobody": Try(
        "leader",
        CASE_ASSIGN,
        {"points": "1", "executor": "", "text": "Подготовить справку.", "due_on": TOMORROW},
        "executor",
        ("text", "due_on"),
    ),
    "an assignment without words": Try(
        "executor",
        at("workflows:pass-on", lambda house: house.tasks.point.pk),
        {"points": "1", "executor": "999999", "text": "", "due_on": TOMORROW},
        "executor",
        ("due_on",),
    ),
    "a draft of an assignment without a term": Try(
        "clerk",
        at("workflows:document-assign", lambda house: house.tasks.letter.pk),
        {"points": "x", "executor": "", "text": "Доложить.", "due_on": "завтра"},
        "due_on",
        ("text",),
    ),
    "the term of an assignment in the past": Try(
        "leader", ASSIGNMENT, {"action": "term", "due_on": YESTERDAY, "reason": "Нужно раньше."}, "due_on", ("reason",)
    ),
    "an assignment given to nobody": Try(
        "leader", ASSIGNMENT, {"action": "executor", "executor": "0", "reason": "Занят."}, "executor", ("reason",)
    ),
    "nobody as a co-executor": Try("leader", ASSIGNMENT, {"action": "co_executor", "co_executors": ""}, "co_executors"),
    "an assignment cancelled without a reason": Try(
        "leader", ASSIGNMENT, {"action": "cancel", "reason": " "}, "reason"
    ),
    "interim information without words": Try("executor", ASSIGNMENT, {"action": "progress", "text": ""}, "text"),
    "a shorter term asked for": Try(
        "executor", ASSIGNMENT, {"action": "ask", "due_on": TOMORROW, "reason": "Раньше."}, "due_on", ("reason",)
    ),
    "an assignment disputed without a reason": Try(
        "executor", work("executor", WorkKind.ACCEPT), {"action": "dispute", "reason": ""}, "reason"
    ),
    "an assignment reported without words": Try(
        "executor", work("executor", WorkKind.DO), {"action": "report", "text": " "}, "text"
    ),
    "an assignment reported before the co-executors": Try(
        "executor", work("executor", WorkKind.DO), {"action": "report", "text": "Сделано."}, "", ("text",)
    ),
    "an input without words": Try(
        "stranger", work("stranger", WorkKind.DELIVER, state="taken"), {"action": "deliver", "text": ""}, "text"
    ),
    "a report on an assignment returned without a remark": Try(
        "controller", work("controller", WorkKind.CHECK), {"action": "return", "remark": ""}, "remark"
    ),
    "a draft of an assignment declined without a remark": Try(
        "leader", work("leader", WorkKind.APPROVE_ASSIGNMENT), {"action": "decline", "remark": " "}, "remark"
    ),
    "a disputed assignment given to nobody": Try(
        "leader", work("leader", WorkKind.DISPUTE), {"action": "reassign", "executor": ""}, "executor"
    ),
    "a disputed assignment upheld without a remark": Try(
        "leader", work("leader", WorkKind.DISPUTE), {"action": "uphold", "remark": ""}, "remark"
    ),
    "a longer term of an assignment on no day": Try(
        "leader",
        work("leader", WorkKind.LONGER),
        {"action": "grant", "due_on": "", "reason": "Да."},
        "due_on",
        ("reason",),
    ),
    "a longer term of an assignment declined without a reason": Try(
        "leader", work("leader", WorkKind.LONGER), {"action": "decline", "remark": " "}, "remark"
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
    "a visa delegated to nobody": Try(
        "unit_head",
        work("unit_head", WorkKind.APPROVE),
        {"action": "delegate", "person": "0", "reason": "Вопрос правовой."},
        "person",
        ("reason",),
    ),
    "one more approver without a reason": Try(
        "unit_head",
        work("unit_head", WorkKind.APPROVE),
        {"action": "add_approver", "person": "999999", "reason": " "},
        "person",
    ),
    "a route with nobody in it": Try(
        "executor", ROUTE, {"stages": "1", "order_1": "parallel", "days_1": "5"}, "", ("days_1",)
    ),
    "a stage of a hundred days": Try(
        "executor", ROUTE, {"stages": "x", "order_1": "sequence", "days_1": "100", "name": "Общий"}, "days_1", ("name",)
    ),
    "a stage in an order that is none": Try(
        "executor", ROUTE, {"stages": "1", "order_1": "backwards", "days_1": "3"}, "order_1", ("days_1",)
    ),
    "a paper taken back without a reason": Try(
        "executor", at("workflows:approval", lambda house: house.approving.paper.pk), {"action": "recall"}, "reason"
    ),
    "a remark declined without a word": Try(
        "executor",
        at("workflows:remark-answer", lambda house: house.approving.remark.pk),
        {"is_taken": "no", "answer": " "},
        "answer",
        ("is_taken",),
    ),
    "a remark answered by neither": Try(
        "executor",
        at("workflows:remark-answer", lambda house: house.approving.remark.pk),
        {"is_taken": "perhaps", "answer": "Так."},
        "is_taken",
        ("answer",),
    ),
    "a signature without the code of one's authenticator": Try(
        "leader", work("leader", WorkKind.SIGN), {"action": "sign", "passphrase": PASSPHRASE, "code": " "}, "code"
    ),
    "a signature returned without a remark": Try(
        "leader", work("leader", WorkKind.SIGN), {"action": "return", "remark": " "}, "remark"
    ),
    "no letter of the folder ticked": Try(
        "leader", at("workflows:signing-folder"), {"action": "sign", "passphrase": PASSPHRASE}
    ),
    "a letter of the folder returned without a remark": Try(
        "leader", at("workflows:signing-folder"), {"action": "return", "remark": " "}, "remark"
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
    "time deleted without a reason": Try(
        "executor", at("workflows:effort-delete", lambda house: house.effort.pk), {"reason": " "}, "reason"
    ),
    "time added to no work": Try(
        "executor",
        at("workflows:effort-add"),
        {"item": "0", "starts_at": f"{YESTERDAY}T10:00:00", "ends_at": f"{YESTERDAY}T11:00:00", "reason": "Читала."},
        "item",
        ("starts_at", "ends_at", "reason"),
    ),
    "counting that never stops": Try(
        "controller", at("workflows:time-rules"), {"action": "idle", "minutes": "100"}, "minutes", ("minutes",)
    ),
    "a month closed before it is over": Try(
        "controller", at("workflows:time-rules"), {"action": "close", "month": f"{TOMORROW[:7]}"}, "month", ("month",)
    ),
    "work handed over to nobody": Try(
        "leader",
        at("workflows:hand-over", lambda house: house.execution.pk),
        {"to": "", "reason": "Занят."},
        "to",
        ("reason",),
    ),
    "all work handed over to nobody": Try(
        "leader",
        at("workflows:hand-over-all", lambda house: house.colleague.pk),
        {"to": "0", "reason": "Уходит."},
        "to",
        ("reason",),
    ),
}
