"""Bad input to the forms of drafted orders, and of a set of designs with a hostile template."""

from tests.documents.forms import a_form, with_part
from tests.pages.bad_input.trying import A_PROGRAM, TOMORROW, Try, at
from tests.workflows.sets import a_template, coded, the_file

ORDER_NEW = at("workflows:order-new")
ORDER = {"flow": "order", "kind": "Приказ", "subject": "О подготовке к зиме", "body": "ПРИКАЗЫВАЮ:"}
ORDER_DRAFT = at("workflows:order", lambda house: house.ordering.draft.pk)
MACROS = with_part(a_form("{{ summary }}"), "word/vbaProject.bin", "x")
TRIES = {
    "an order without a text": Try("executor", ORDER_NEW, ORDER | {"body": " "}, "body", ("flow", "kind", "subject")),
    "a point of an order that nobody executes": Try(
        "executor",
        ORDER_NEW,
        ORDER | {"point": "Проверить крыши.", "executor": "", "due_on": TOMORROW},
        "executor",
        ("subject", "body", "point", "due_on"),
    ),
    "an order in a journal of letters": Try(
        "executor", ORDER_NEW, ORDER | {"flow": "outgoing"}, "flow", ("subject", "body")
    ),
    "an order whose text is a program": Try(
        "executor", ORDER_NEW, ORDER, "source", ("subject",), files={"source": A_PROGRAM}
    ),
    "a drafted order without a heading": Try(
        "executor", ORDER_DRAFT, ORDER | {"action": "save", "subject": " "}, "subject", ("body",)
    ),
    "a drafted order discarded without a reason": Try(
        "executor", ORDER_DRAFT, {"action": "discard", "reason": " "}, "reason"
    ),
    "an order taken back without a reason": Try(
        "executor",
        at("workflows:order-take-back", lambda house: house.ordering.submitted.pk),
        {"reason": " "},
        "reason",
    ),
    "a set whose template has macros": Try(
        "administrator",
        at("workflows:designs-import"),
        {"action": "look"},
        "file",
        files={"file": ("set.json", the_file(templates=[a_template(name="Answer", docx=coded(MACROS))]).encode())},
    ),
}
