"""A person at a browser without the browser: signs in, reads pages, fills the forms that stand on them."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpx
from lxml import html

OK = 200


@dataclass
class Page:
    """A page as its reader got it."""

    url: str
    status: int
    text: str
    tree: Any = field(repr=False)

    def form(self, action_part: str = "", *, with_field: str = "") -> Any:
        """The form whose address contains this, or that has this field.

        Raises:
            AssertionError: there is none.
        """
        for form in self.tree.forms:
            names = set(form.fields.keys()) | {str(name) for name in form.xpath(".//button/@name")}
            if action_part in (form.action or "") and (not with_field or with_field in names):
                return form
        found = [(form.action, sorted(map(str, form.fields.keys()))) for form in self.tree.forms]
        raise AssertionError(f"no form {action_part} {with_field} at {self.url}: {found}")

    def action(self, name: str) -> Any:
        """The form of a work item that does this action.

        Raises:
            AssertionError: the page does not offer it.
        """
        for form in self.tree.forms:
            if "action" in form.fields and form.fields["action"] == name:
                return form
        offered = [form.fields["action"] for form in self.tree.forms if "action" in form.fields]
        raise AssertionError(f"no action {name} at {self.url}, only {offered}: {self.words[:400]}")

    @property
    def words(self) -> str:
        """The visible text, white space folded."""
        return " ".join(self.tree.text_content().split())

    def links(self, part: str) -> list[str]:
        """Addresses on the page that contain this."""
        return [str(href) for href in self.tree.xpath("//a/@href") if part in href]


class Person:
    """One person signed in at one node."""

    def __init__(self, address: str, login: str, password: str) -> None:
        self.client = httpx.Client(
            base_url=address, follow_redirects=True, timeout=60, headers={"Accept-Language": "ru"}
        )
        page = self.get("/login/")
        landed = self.send(page, page.form(with_field="password"), username=login, password=password)
        assert "/login/" not in landed.url, f"{login} could not sign in: {landed.words[:300]}"

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._page(self.client.get(path))

    def send(self, page: Page, form: Any, *, files: dict[str, Any] | None = None, **filled: Any) -> Page:
        """Send a form of a page with these fields filled in, the others as they stood."""
        values: dict[str, Any] = {}
        for name, value in form.fields.items():
            if value is not None and not (files and name in files):
                values[name] = list(value) if isinstance(value, (set, list)) or hasattr(value, "add") else value
        values |= filled
        values = {name: value for name, value in values.items() if value is not None}
        headers = {"Referer": page.url}
        target = urljoin(page.url, form.action or page.url)
        return self._page(self.client.post(target, data=values, files=files, headers=headers))

    def work(self, kind: str, number: str = "") -> Page:
        """Open the work of this kind, and of this number, that lies on the desk.

        Raises:
            AssertionError: there is none.
        """
        desk = self.get(f"/?queue={kind}")
        for link in desk.tree.xpath("//table//a[contains(@href, '/work/')]"):
            if number in (link.text or ""):
                return self.get(link.get("href"))
        raise AssertionError(f"no {kind} {number} on the desk: {desk.words[:600]}")

    def do(self, page: Page, action: str, *, files: dict[str, Any] | None = None, **filled: Any) -> Page:
        """Do an action of a work item's page.

        Raises:
            AssertionError: it was refused.
        """
        done = self.send(page, page.action(action), files=files, **filled)
        assert done.status == OK, f"{action} refused at {done.url}: {done.words[:800]}"
        return done

    def _page(self, response: httpx.Response) -> Page:
        is_html = "html" in response.headers.get("content-type", "")
        tree = html.fromstring(response.text, base_url=str(response.url)) if is_html and response.text.strip() else None
        return Page(str(response.url), response.status_code, response.text if is_html else "", tree)

    def close(self) -> None:
        """Leave."""
        self.client.close()
