"""Bad input to the forms of ``documents``."""

from datetime import timedelta

from history import clock
from tests.documents.archive import at_step
from tests.pages.bad_input.trying import A_PROGRAM, TOMORROW, YESTERDAY, Try, at
from tests.world import A_PDF

REGISTER = at("documents:register-appeal")
LETTER_IN = at("documents:register-correspondence")
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
NEXT_WEEK = f"{clock.today() + timedelta(days=7):%d.%m.%Y}"  # ahead still after a midnight in mid-run
INCOMING = {
    "correspondent_name": "МУП «Водоканал»",
    "their_number": "17-04/88",
    "their_date": "01.02.2026",
    "summary": "О ремонте водовода",
    "kind": "Письмо",
    "channel": "post",
    "received_on": "02.02.2026",
}
BATCH = at("documents:batch", lambda house: house.mailroom.batch.pk)
REGISTER_103 = at("documents:postal-register", lambda house: house.mailroom.open.pk)
GUESTS = at("documents:guest-links", lambda house: house.case.pk)
GUEST = {"action": "make", "guest_name": "Воронов И. М.", "guest_from": "Институт", "reason": "Экспертиза"}
DECIDING = at("documents:transfer", lambda house: at_step(house.archive, "checked").pk)
CONFIRMING = at("documents:transfer", lambda house: at_step(house.archive, "approved").pk)
TRIES = {
    "nothing decided on a paper that is not in order": Try(
        "controller", DECIDING, {"action": "decide", "reason": "Подпись не сошлась"}, "decision", ("reason",)
    ),
    "a paper kept back from the archive without a reason": Try(
        "controller", DECIDING, {"action": "decide", "decision": "keep", "reason": " "}, "reason", ("decision",)
    ),
    "an act of transfer for no archive": Try("controller", DECIDING, {"action": "draw", "archive": " "}, "archive"),
    "an act of transfer before all papers are decided": Try(
        "controller", DECIDING, {"action": "draw", "archive": "Областной архив"}, kept=("archive",)
    ),
    "a reception without the number of the archive's act": Try(
        "controller",
        CONFIRMING,
        {"action": "confirm", "number": " ", "received_on": f"{clock.today():%d.%m.%Y}"},
        "number",
        ("received_on",),
    ),
    "a reception ahead": Try(
        "controller",
        CONFIRMING,
        {"action": "confirm", "number": "7", "received_on": NEXT_WEEK},
        "received_on",
        ("number", "received_on"),
    ),
    "a reception on no day": Try(
        "controller",
        CONFIRMING,
        {"action": "confirm", "number": "7", "received_on": "31.02.2026"},
        "received_on",
        ("number", "received_on"),
    ),
    "a transfer to the archive given up without a reason": Try(
        "controller",
        at("documents:transfer", lambda house: house.archive.transfer.pk),
        {"action": "give-up", "reason": " "},
        "reason",
    ),
    "a link for a guest until yesterday": Try(
        "executor", GUESTS, GUEST | {"ends_on": YESTERDAY}, "ends_on", ("guest_name", "guest_from", "reason")
    ),
    "a link for nobody": Try(
        "executor", GUESTS, GUEST | {"ends_on": TOMORROW, "guest_name": " "}, "guest_name", ("reason",)
    ),
    "an end of a link without a reason": Try("executor", GUESTS, {"action": "end", "reason": " "}, "reason"),
    "a link without its code": Try(
        "executor", at("documents:guest-enter", lambda house: house.talk.made.token), {"code": ""}, "code"
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
    "a program instead of a scan": Try("clerk", REGISTER, APPEAL, "scan", ("last_name", "text"), {"scan": A_PROGRAM}),
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
        "clerk", LETTER_IN, INCOMING | {"received_on": NEXT_WEEK}, "received_on", ("summary",)
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
        {"file": A_PROGRAM},
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
        {"docx": A_PROGRAM},
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
    "a batch of nothing": Try("clerk", at("documents:batches"), {}, "file"),
    "a program as a batch": Try("clerk", at("documents:batches"), {}, "file", files={"file": A_PROGRAM}),
    "pages put on the card of nobody": Try(
        "clerk",
        BATCH,
        {"action": "place", "part": "1", "number": "нет такого", "on": "", "pages": "1"},
        "number",
        ("number", "pages"),
    ),
    "pages that are none": Try(
        "clerk", BATCH, {"action": "place", "part": "1", "number": "1", "pages": "первая"}, "pages", ("number", "pages")
    ),
    "pages discarded without a reason": Try(
        "clerk", BATCH, {"action": "discard", "part": "1", "reason": " "}, "reason"
    ),
    "a register of next week": Try(
        "clerk", at("documents:postal-registers"), {"on": NEXT_WEEK, "office": "1"}, "on", ("on", "office")
    ),
    "a letter that never left": Try(
        "clerk", REGISTER_103, {"action": "list", "number": "нет такого"}, "number", ("number",)
    ),
    "a register handed in next week": Try("clerk", REGISTER_103, {"action": "hand-in", "on": NEXT_WEEK}, "on", ("on",)),
    "a register given up without a reason": Try("clerk", REGISTER_103, {"action": "give-up", "reason": ""}, "reason"),
    "a program as a table of identifiers": Try(
        "clerk", REGISTER_103, {"action": "identifiers"}, "file", files={"file": A_PROGRAM}
    ),
    "a wrong identifier": Try(
        "clerk",
        at("documents:postal-item", lambda house: house.mailroom.item.pk),
        {"kind": "registered", "identifier": "10100080000018", "note": "с уведомлением"},
        "identifier",
        ("identifier", "note"),
    ),
    "an item lighter than nothing": Try(
        "clerk",
        at("documents:postal-item", lambda house: house.mailroom.item.pk),
        {"kind": "registered", "mass": "-1", "note": "x"},
        "mass",
        ("mass", "note"),
    ),
    "a letter returned for nothing": Try(
        "clerk",
        at("documents:postal-delivery", lambda house: house.mailroom.posted.pk),
        {"delivery": "returned", "on": "", "reason": ""},
        "on",
    ),
    "a disposal given up without a reason": Try(
        "controller",
        at("documents:disposal", lambda house: house.archive.disposal.pk),
        {"action": "give-up", "reason": ""},
        "reason",
    ),
}
