"""People of real nodes who work in Chromium: they click and type, from the desk and back to it."""

from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.chromium import LAPTOP, Reader
from tests.nodes import Node, wait_for
from tests.processes.road import A_PDF, logins_of


class Walker:
    """One person at a browser."""

    def __init__(self, reader: Reader, passphrase: str) -> None:
        self.reader, self.page, self.passphrase = reader, reader.page, passphrase

    def go(self, link: str) -> Page:
        """To the desk, and from there by a link beside it."""
        self.reader.open("/")
        beside = self.page.locator(".queues-wide")
        folded = beside.locator("details:not([open])", has=self.page.get_by_text(link, exact=True))
        if folded.count():
            folded.locator("summary").click()
        return self.follow(beside.get_by_role("link", name=link, exact=True))

    def follow(self, control: Locator) -> Page:
        """Click what leads to another page, and wait until that page is here: a reading of words does not wait."""
        with self.page.expect_navigation():
            control.click()
        return self.page

    def has(self, queue: str, number: str = "") -> bool:
        """Whether work of the queue lies on the desk now."""
        return self._row(queue, number).count() > 0

    def take_up(self, queue: str, number: str = "") -> Page:
        """Open the work of this queue from the desk, when it has arrived there."""
        wait_for(lambda: self.has(queue, number), f"{queue} {number} lies on the desk")
        return self.follow(self._row(queue, number).first)

    def do(self, action: str, **fields: str) -> None:
        """Fill the form of an action, send it, and read that it is done."""
        self.attempt(action, **fields)
        expect(self.page.locator(".message-success")).to_be_visible()

    def attempt(self, action: str, **fields: str) -> None:
        """Fill the form of an action and send it."""
        form = self.page.locator(f"form:has(input[name='action'][value='{action}'])")
        if not form.is_visible():
            self.page.locator("details.panel", has=form).locator("summary").click()
        for name, value in fields.items():
            fill(form.locator(f"[name='{name}']"), value)
        self.follow(form.locator("button[type='submit']"))

    def submit_the_draft(self) -> None:
        """From the work to the draft that waits there, and on to approval."""
        self.follow(self.page.locator(".next-step a"))
        self.follow(self.page.get_by_role("button", name="Передать на согласование"))
        expect(self.page.locator(".message-success")).to_be_visible()

    def find(self, number: str) -> "Walker":
        """Open the card of a case by its number, as the search of every page finds it."""
        self.reader.open("/")
        self.page.locator("#search").fill(number)
        with self.page.expect_navigation():
            self.page.locator("#search").press("Enter")
        self.follow(self.page.locator("table.dense tbody").get_by_role("link", name=number, exact=True))
        return self

    def number(self) -> str:
        """The number in the heading of the open card."""
        return str(self.page.locator("h1").text_content()).split(" · ")[0].strip()

    def history(self) -> list[tuple[str, str]]:
        """What the timeline of the open card tells: act and actor."""
        return [
            (
                str(entry.locator(".what").text_content()),
                str(entry.locator(".who").text_content()).split(" ", 2)[2].split(",")[0].strip(),
            )
            for entry in self.page.locator(".timeline li").all()
        ]

    def words(self) -> str:
        """The content of the open page, white space folded."""
        return " ".join(str(self.page.locator("main").text_content()).split())

    def _row(self, queue: str, number: str) -> Locator:
        self.reader.open("/")
        self.follow(self.page.locator(f".queues-wide a[href='/?queue={queue}']"))
        return self.page.locator("table.dense tbody a", has_text=number)


class Streets:
    """Two nodes and everybody who works there."""

    def __init__(self, chromium: Browser, nodes: tuple[Node, Node]) -> None:
        self.chromium = chromium
        self.accounts = {login: (node, row) for node in nodes for login, row in logins_of(node).items()}
        self.people: dict[str, Walker] = {}

    def __getitem__(self, login: str) -> Walker:
        """The person, signed in when first asked for."""
        if login not in self.people:
            node, account = self.accounts[login]
            reader = Reader(self.chromium, node.address, size=LAPTOP)
            reader.sign_in(login, account["password"])
            self.people[login] = Walker(reader, account["passphrase"] or "")
        return self.people[login]

    @property
    def complaints(self) -> list[str]:
        """What the consoles of all of them complained of."""
        return [complaint for person in self.people.values() for complaint in person.reader.complaints]

    def agree_and_sign(self, number: str, approver: str, signer: str) -> None:
        """Visa and signature."""
        self[approver].take_up("approve", number)
        self[approver].do("agree")
        self[signer].take_up("sign", number)
        self[signer].do("sign", passphrase=self[signer].passphrase)

    def register_letter(self, number: str, clerk: str, index: str) -> None:
        """The records office gives the number."""
        self[clerk].take_up("register_letter", number)
        self[clerk].do("register", file_index=index)


def fill(control: Locator, value: str) -> None:
    """Type, or choose the option that contains this text."""
    if control.evaluate("control => control.tagName") != "SELECT":
        control.fill(value)
        return
    chosen: Any = control.locator("option", has_text=value).first.get_attribute("value")
    control.select_option(chosen)


def attach(control: Locator, name: str) -> None:
    """Choose a PDF."""
    control.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": A_PDF})
