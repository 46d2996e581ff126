"""The people of the world at browser windows of their own, each signed in when first asked for."""

from playwright.sync_api import Browser

from tests.chromium import LAPTOP, Reader
from tests.people import PASSWORD
from tests.world import World


class Readers(dict[str, Reader]):
    """Readers by role."""

    def __init__(
        self, chromium: Browser, address: str, world: World, *, language: str = "ru", scheme: str = "light"
    ) -> None:
        super().__init__()
        self.chromium, self.address, self.world = chromium, address, world
        self.language, self.scheme = language, scheme

    def __missing__(self, role: str) -> Reader:
        reader = Reader(self.chromium, self.address, size=LAPTOP, language=self.language, scheme=self.scheme)
        reader.sign_in(self.world.person(role).username, PASSWORD)
        self[role] = reader
        return reader

    @property
    def complaints(self) -> list[str]:
        """What the consoles of all of them complained of."""
        return [complaint for reader in self.values() for complaint in reader.complaints]
