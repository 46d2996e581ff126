"""A guest who came by a link, as the record and the audit of reading know them."""

from dataclasses import dataclass

from citizens.models import GuestLink


@dataclass(frozen=True)
class Visitor:
    """Whoever holds a link and knew its code: no employee, and known by the name that the one who asked them wrote."""

    link: GuestLink

    # By what the audit of reading says that they saw a paper.
    reading_ground = "guest_link"

    @property
    def actor_key(self) -> None:
        """A guest has no account."""
        return

    @property
    def actor_name(self) -> str:
        """Name and whence, as the record keeps them for good."""
        return f"{self.link.guest_name}, {self.link.guest_from}"[:300]

    @property
    def agency_key(self) -> int:
        """To whose record what they do belongs."""
        return self.link.case.agency_id
