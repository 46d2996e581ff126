"""Debian's Chromium for tests of pages, driven by Playwright; every console error is kept.

Beside it the headless shell of the same build, where it is installed: the same engine without windows, menus and the
viewer of PDF, for half of the processor. Nothing is proved by the shell that the whole browser would not prove.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

SHELL = shutil.which("chromium-headless-shell")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
OK, REFUSED = 200, 422
# Milliseconds; what comes at all comes sooner, also on a busy machine.
PATIENCE = 30_000
AXE = Axe().axe_script
CONTRAST = "color-contrast"
# Contrast depends on these alone: colour, size and weight of a text, and what lies behind it up to something opaque.
# Marks each element whose text has a look that is not among those that were judged, and tells these looks.
NEW_LOOKS = """judged => {
  const seen = new Set(judged), found = [];
  const opaque = colour => !/^rgba\\(.*, (0|0\\.\\d+)\\)$/.test(colour) && colour !== "transparent";
  for (const element of document.querySelectorAll("body, body *")) {
    const hasText = element.matches("input, select, textarea")
      || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim());
    if (!hasText || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const look = [style.color, style.fontSize, style.fontWeight, style.textShadow,
      element.matches(":disabled, [aria-disabled=true], :disabled *, [aria-disabled=true] *")];
    for (let behind = element; behind; behind = behind.parentElement) {
      const ground = getComputedStyle(behind);
      look.push(ground.backgroundColor, ground.backgroundImage, ground.opacity);
      if (opaque(ground.backgroundColor)) break;
    }
    const told = look.join(" ");
    if (seen.has(told)) continue;
    seen.add(told);
    found.push(told);
    element.setAttribute("data-new-look", "");
  }
  return found;
}"""
# Chromium complains of the status of a refused form, which is right as it is.
TELLS_OF_A_REFUSAL = "status of 422"


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What drives the browsers."""
    # Playwright's loop makes Django think that the tests are asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The browser; without it the pages' tests fail in CI and are left out with a reason elsewhere."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with _started(request, CHROMIUM) as browser:
        yield browser


@pytest.fixture(scope="session")
def shell(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Browser]:
    """Its headless shell, for pages without a PDF; the browser itself where there is none."""
    if SHELL is None:
        yield chromium
        return
    with _started(request, SHELL) as browser:
        yield browser


@contextmanager
def _started(request: pytest.FixtureRequest, program: str) -> Iterator[Browser]:
    driver: Playwright = request.getfixturevalue("driver")
    browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS, headless=True)
    yield browser
    browser.close()


class Reader:
    """A person at a browser window: signs in, opens pages, and notes what the console complains of."""

    def __init__(
        self, browser: Browser, address: str, *, size: dict[str, int], language: str = "ru", scheme: str = "light"
    ):
        self.address = address
        self.context: BrowserContext = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            locale=language,
            color_scheme=scheme,  # type: ignore[arg-type]
            is_mobile=size["width"] < 500,
            has_touch=size["width"] < 500,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and TELLS_OF_A_REFUSAL not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, login: str, password: str) -> None:
        """Sign in on the sign-in page."""
        self.page.goto(f"{self.address}/login/")
        self.page.fill("input[name=username]", login)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def open(self, path: str) -> Page:
        """Open a page; it must answer 200, or 422 for a refused form."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status in (OK, REFUSED), f"{path}: {answer.status}"
        return self.page

    def resize(self, size: dict[str, int]) -> None:
        """Give the window another size."""
        self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def axe_violations(self) -> list[str]:
        """What axe finds on the open page beside contrast: rule and places. A PDF in a frame is not looked into."""
        return self._axe("document", rules={CONTRAST: {"enabled": False}})

    def contrast_violations(self, judged: set[str]) -> list[str]:
        """Pale texts of the open page, among those whose look is not ``judged`` yet; adds the looks.

        Judging every text of every page again takes half the time of all looking.
        """
        new = self.page.evaluate(NEW_LOOKS, sorted(judged))
        judged.update(new)
        return self._axe("'[data-new-look]'", runOnly=[CONTRAST]) if new else []

    def _axe(self, where: str, **options: Any) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self._bring_axe()
        asked = {"resultTypes": ["violations"], "iframes": False, **options}
        found = self.page.evaluate(f"async asked => (await axe.run({where}, asked)).violations", asked)
        return [
            f"{self.page.url} {violation['id']}: {[node['target'] for node in violation['nodes']][:4]}"
            for violation in found
        ]

    def _bring_axe(self) -> None:
        """Into the open page, and by the browser itself into every page after it: half a megabyte travels once."""
        self.page.add_init_script(AXE)
        self.page.evaluate(AXE)

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width

    @property
    def shows_a_paper(self) -> bool:
        """Whether a file stands in a frame of the open page."""
        return self.page.locator("iframe, embed, object").count() > 0

    def close(self) -> None:
        """Close the window."""
        self.context.close()
