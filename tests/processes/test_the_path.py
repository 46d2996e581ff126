"""The whole path of an appeal over two agencies on two real nodes, each step by a person in Chromium."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.nodes import Node, wait_for
from tests.processes.walkers import Streets, attach, fill

APPEAL = {
    "last_name": "Фролова",
    "first_name": "Мария",
    "patronymic": "Степановна",
    "address": "ул. Соборная, д. 14, кв. 7",
    "summary": "Ремонт крыши дома 14 по ул. Соборной",
    "text": "Ремонт крыши перенесли на 2028 год. Говорят, что дом – памятник. Прошу объяснить причину и назвать срок.",
    "questions": "Почему перенесли ремонт?\nКогда он будет?",
    "topic": "Капитальный ремонт",
}
# What the card of the case tells, each act once and in this order, with who did it; two letters left.
ROAD = [
    ("обращение зарегистрировано", "Мельник О. П."),
    ("вынесена резолюция", "Сомова И. П."),
    ("возвращено с замечанием", "Ершов П. Д."),
    ("письмо исправлено и передано повторно", "Ахметзянова Д. Р."),
    ("передано на доставку", "Мельник О. П."),
    ("письмо отправлено", "Мельник О. П."),
    ("начато ожидание ответа", "Ахметзянова Д. Р."),
    ("поступил ожидаемый ответ, работа продолжена", "процесс"),
    ("письмо отправлено", "Мельник О. П."),
    ("доложено об исполнении", "Ахметзянова Д. Р."),
    ("снято с контроля", "Кречетова Н. Ю."),
    ("списано в дело", "Мельник О. П."),
]
# An inquiry names no applicant, so its delivery is not told there.
OF_THE_APPLICANT = [act for act in ROAD if act[0] != "передано на доставку"]


@pytest.fixture
def streets(chromium: Browser, nodes: tuple[Node, Node]) -> Streets:
    """Both agencies at work."""
    return Streets(chromium, nodes)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.feature("F01", "F04", "F16")
def test_an_appeal_crosses_two_agencies_and_comes_back_answered(streets: Streets) -> None:
    """Steps 1 to 6 of the first issue: only by clicking and typing in the pages."""
    number = register_appeal(streets)
    resolve(streets, number, "somova", "Ахметзянова")
    inquire(streets, number)
    reply_at_the_committee(streets, number)
    answer_the_applicant(streets, number)
    end(streets, number)

    told = streets["melnik"].find(number).history()
    streets["melnik"].follow(streets["melnik"].page.get_by_role("link", name="Фролова Мария Степановна"))
    told_of_the_applicant = streets["melnik"].history()

    assert [act for act in told if act[0] in dict(ROAD)] == ROAD, told
    assert [act for act in told_of_the_applicant if act[0] in dict(ROAD)] == OF_THE_APPLICANT, told_of_the_applicant
    assert all(actor for _act, actor in told)
    assert {("этап", "ожидает резолюции", "в работе"), ("на контроле", "да", "нет")} <= changes_seen_by_the_auditor(
        streets, number
    )
    assert {"Ахметзянова Д. Р.", "Сомова И. П.", "Мельник О. П."} <= hours_seen_by_the_manager(streets, number)
    assert streets.complaints == []


def register_appeal(streets: Streets) -> str:
    """Step 1: the clerk enters the appeal with its PDF; gives its number."""
    clerk = streets["melnik"]
    page = clerk.go("Зарегистрировать обращение")
    for name, value in APPEAL.items():
        fill(page.locator(f"[name='{name}']"), value)
    expect(page.locator("#known-applicants")).to_contain_text("не известен")
    attach(page.locator("[name='scan']"), "Обращение.pdf")
    clerk.follow(page.get_by_role("button", name="Зарегистрировать", exact=True))
    number = clerk.number()
    assert re.fullmatch(r"ОГ-Ф-\d+/\d\d", number)
    printed = str(page.get_by_role("link", name="Уведомление о регистрации").get_attribute("href"))
    assert page.request.get(clerk.reader.address + printed).body().startswith(b"%PDF-")
    return number


def resolve(streets: Streets, number: str, head: str, executor: str) -> None:
    """Step 2: a resolution with a ready phrase."""
    page = streets[head].take_up("resolve", number)
    page.locator("[name='text']").fill("")
    page.locator(".phrases button").first.press("Enter")
    expect(page.locator("[name='text']")).not_to_have_value("")
    streets[head].do("resolve", executor=executor)


def inquire(streets: Streets, number: str) -> None:
    """Step 3: time is counted and paused; an inquiry comes back once with a remark, is agreed, signed, registered."""
    executor = streets["akhmetzyanova"]
    page = executor.take_up("execute", number)
    executor.do("take")
    expect(page.locator("[data-spent]")).to_be_visible()
    page.get_by_role("button", name="Приостановить").click()
    expect(page.get_by_text("Пауза: время не учитывается.")).to_be_visible()
    executor.follow(page.get_by_role("link", name="Продолжить"))
    executor.do("inquiry", correspondent="Комитет", body="Прошу сообщить, включён ли дом в реестр.", approver="Ершов")
    executor.submit_the_draft()
    streets["ershov"].take_up("approve", number)
    streets["ershov"].do("return", remark="Сошлитесь на закон.")
    executor.take_up("revise", number)
    assert "Сошлитесь на закон." in executor.words()
    executor.do("revise", body="Прошу в 15-дневный срок (ч. 2 ст. 10 59-ФЗ) сообщить, включён ли дом в реестр.")
    streets.agree_and_sign(number, "ershov", "somova")
    streets.register_letter(number, "melnik", "02-07")
    executor.take_up("execute", number)
    executor.do("await")
    assert "исполняющий обязанности" in streets["melnik"].find(number).words().lower()


def reply_at_the_committee(streets: Streets, number: str) -> None:
    """Step 4: the package lies on the desk of B, is registered and answered; the case at A goes on by itself."""
    clerk = streets["chernykh"]
    page = clerk.take_up("register")
    for shown in ("Министерство", "02-07/", "Сомова Ирина Павловна", ".pdf", "исполняющий обязанности"):
        assert shown.lower() in clerk.words().lower(), shown
    clerk.follow(page.get_by_role("button", name="Зарегистрировать", exact=True))
    theirs = clerk.number()
    case_at_a = streets["akhmetzyanova"]
    wait_for(lambda: f"№ {theirs} от" in case_at_a.find(number).words(), "A is told the number that B gave")
    resolve(streets, theirs, "zavyalov", "Фёдоров")
    streets["fyodorov"].take_up("execute", theirs)
    streets["fyodorov"].do("take")
    streets["fyodorov"].do("reply", body="Дом включён в реестр. Задание на ремонт выдано.", approver="Носов")
    streets["fyodorov"].submit_the_draft()
    streets.agree_and_sign(theirs, "nosov", "zavyalov")
    streets.register_letter(theirs, "chernykh", "03-04")
    clerk.find(theirs).follow(page.locator("#documents").get_by_role("link", name="03-04/").first)
    assert re.search(r"02-07/\d+ от \d\d", clerk.words())


def answer_the_applicant(streets: Streets, number: str) -> None:
    """Step 5: the answer is drafted, agreed, signed, registered, dispatched; its copy carries number and mark."""
    executor = streets["akhmetzyanova"]
    executor.take_up("execute", number)
    executor.do("answer", body="Уважаемая Мария Степановна!\n\nДом включён в реестр.", approver="Ершов")
    executor.submit_the_draft()
    streets.agree_and_sign(number, "ershov", "somova")
    streets.register_letter(number, "melnik", "02-07")
    streets["melnik"].take_up("dispatch")
    streets["melnik"].do("dispatch", channel="почта", note="80100012345678")


def end(streets: Streets, number: str) -> None:
    """Step 5: no report without outcomes, then outcomes, report, control, filing."""
    executor = streets["akhmetzyanova"]
    page = executor.take_up("execute", number)
    executor.attempt("report", text="Ответ направлен.")
    expect(page.locator(".alert-danger")).to_contain_text("ч. 1 ст. 10 59-ФЗ")
    assert page.locator("[name='text']").input_value() == "Ответ направлен."
    questions = page.locator("select[name^='outcome_']").all()
    names = [str(control.get_attribute("name")) for control in questions]
    grounds = {name.replace("outcome", "ground"): "ст. 10 59-ФЗ" for name in names}
    executor.do("outcomes", **dict.fromkeys(names, "Разъяснено"), **grounds)
    executor.do("report", text="Ответ направлен.")
    streets["krechetova"].take_up("control", number)
    streets["krechetova"].do("accept")
    streets["melnik"].take_up("file", number)
    streets["melnik"].do("file", file_index="02-07")


def changes_seen_by_the_auditor(streets: Streets, number: str) -> set[tuple[str, ...]]:
    """Step 6: field, before and after of every change of the case; nothing there can be sent."""
    auditor = streets["sedykh"]
    page = auditor.find(number).page
    forms = [page.locator("main form[method=post]").count()]
    auditor.follow(page.get_by_role("link", name="Изменения полей"))
    forms.append(page.locator("main form[method=post]").count())
    assert forms == [0, 0]
    rows = page.locator("table tbody tr").all()
    return {tuple(" ".join(text.split()) for text in row.locator("td").all_text_contents()[-3:]) for row in rows}


def hours_seen_by_the_manager(streets: Streets, number: str) -> set[str]:
    """Step 6: whose hours on the case the head sees, beside the load of the people."""
    head = streets["somova"]
    head.go("Нагрузка")
    assert "Ахметзянова Д. Р." in head.words()
    page = head.find(number).page
    head.follow(page.locator("a[href^='/oversight/cases/']", has_text="Часы"))
    return set(page.locator("table", has_text="По сотрудникам").locator("tbody th").all_text_contents())
