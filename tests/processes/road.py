"""The road of issue and reply over two real nodes, walked through their pages by people without a browser."""

import json
import re
from typing import Any

from tests.browsing import Page, Person
from tests.nodes import Node, wait_for

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Town:
    """Two nodes and the people who are signed in at them."""

    def __init__(self, first: Node, second: Node) -> None:
        self.nodes = {"a": first, "b": second}
        self.logins = {name: logins_of(node) for name, node in self.nodes.items()}
        self._people: dict[str, Person] = {}

    def person(self, login: str) -> Person:
        """A person, signed in once."""
        if login not in self._people:
            name = next(name for name, logins in self.logins.items() if login in logins)
            address = self.nodes[name].address
            self._people[login] = Person(address, login, self.logins[name][login]["password"])
        return self._people[login]

    def passphrase(self, login: str) -> str:
        """What a signer types."""
        return str(next(logins[login]["passphrase"] for logins in self.logins.values() if login in logins))

    def register_appeal(self) -> str:
        """Frolova's appeal at A; gives its number."""
        clerk = self.person("melnik")
        page = clerk.get("/register/appeal/")
        done = clerk.send(
            page,
            page.form(with_field="last_name"),
            files={"scan": ("Обращение.pdf", A_PDF, "application/pdf")},
            last_name="Фролова",
            first_name="Мария",
            patronymic="Степановна",
            sex="f",
            address="ул. Соборная, д. 14, кв. 7",
            summary="Ремонт крыши дома 14 по ул. Соборной",
            text="Ремонт крыши перенесли на 2028 год. Прошу объяснить причину и назвать срок.",
        )
        assert "/cases/" in done.url, done.words[:800]
        return str(done.tree.xpath("//h1")[0].text_content()).split(" · ")[0].strip()

    def resolve(self, number: str, head: str, executor: str) -> None:
        """The head's resolution; the executor takes the work."""
        person = self.person(head)
        page = person.work("resolve", number)
        person.do(page, "resolve", executor=_option(page, "executor", executor), text="Прошу рассмотреть.")
        self.person(executor).do(self.person(executor).work("execute", number), "take")

    def draft(self, number: str, executor: str, purpose: str, body: str, approver: str) -> None:
        """Draft a letter and submit it for approval."""
        person = self.person(executor)
        page = person.work("execute", number)
        filled: dict[str, Any] = {"body": body, "subject": "О доме 14 по ул. Соборной"}
        if purpose == "inquiry":
            filled["correspondent"] = _first_option(page, "correspondent")
        filled |= {"approver": _option(page, "approver", approver), "signer": _first_option(page, "signer")}
        drafted = person.do(page, purpose, **filled)
        draft = person.get(drafted.links("/drafts/")[-1])
        done = person.send(draft, draft.form(with_field="body"), action="submit")
        assert done.status == 200, done.words[:800]

    def sign(self, number: str, approver: str, signer: str) -> None:
        """Visa and signature."""
        person = self.person(approver)
        person.do(person.work("approve", number), "agree")
        head = self.person(signer)
        head.do(head.work("sign", number), "sign", passphrase=self.passphrase(signer))

    def register_letter(self, number: str, clerk: str) -> None:
        """The records office gives the number; a letter by exchange goes into the outbox."""
        person = self.person(clerk)
        page = person.work("register_letter", number)
        person.do(page, "register", file_index=_first_option(page, "file_index"))

    def inquiry_in_outbox(self) -> str:
        """Everything at A up to the moment when the inquiry is in the outbox; gives the number of the case."""
        number = self.register_appeal()
        self.resolve(number, "somova", "akhmetzyanova")
        self.draft(number, "akhmetzyanova", "inquiry", "Прошу сообщить, включён ли дом в реестр.", "ershov")
        self.sign(number, "ershov", "somova")
        self.register_letter(number, "melnik")
        waiting = self.person("akhmetzyanova")
        waiting.do(waiting.work("execute", number), "await")
        return number

    def package_at_b(self) -> Page:
        """The package on the desk of B's clerk, when it has come."""
        clerk = self.person("chernykh")
        wait_for(lambda: clerk.get("/?queue=register").links("/work/"), "the package lies on B's desk")
        return clerk.get(clerk.get("/?queue=register").links("/work/")[0])

    def reply_of_b(self) -> None:
        """B registers the package, resolves, drafts a reply, signs and registers it."""
        clerk = self.person("chernykh")
        page = self.package_at_b()
        done = clerk.send(page, page.form("/register/"))
        number = re.search(r"\d+-вх/\d\d", done.words)
        assert number is not None, done.words[:600]
        self.resolve(number[0], "zavyalov", "fyodorov")
        self.draft(number[0], "fyodorov", "reply", "Дом включён в реестр. Задание на ремонт выдано.", "nosov")
        self.sign(number[0], "nosov", "zavyalov")
        self.register_letter(number[0], "chernykh")

    def is_back_in_work(self, number: str) -> bool:
        """Whether the waiting case has gone on by itself."""
        page = self.person("akhmetzyanova").get("/?queue=execute")
        return any(number in (link.text or "") for link in page.tree.xpath("//table//a"))

    def close(self) -> None:
        """Everybody leaves."""
        for person in self._people.values():
            person.close()


def logins_of(node: Node) -> dict[str, dict[str, Any]]:
    """Who can sign in at a demo node, by login."""
    found: dict[str, dict[str, Any]] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "login" in value:
                found[value["login"]] = value
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(json.loads(node.manage("demo_logins", "--json")))
    return found


def _option(page: Page, field: str, login: str) -> str:
    surnames = {
        "akhmetzyanova": "Ахметзянова",
        "ershov": "Ершов",
        "fyodorov": "Фёдоров",
        "nosov": "Носов",
    }
    for option in page.tree.xpath(f"//select[@name='{field}']//option"):
        if surnames[login] in (option.text or ""):
            return str(option.get("value"))
    raise AssertionError(f"{login} is not offered as {field}")


def _first_option(page: Page, field: str) -> str:
    values = page.tree.xpath(f"//select[@name='{field}']//option/@value")
    return str(next(value for value in values if value))
