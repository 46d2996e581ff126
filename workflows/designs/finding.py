"""Collecting what stands in the way of publishing a design."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflows.designs.kinds import Objections

NAME_AT_MOST = 200


class Found:
    """What was found so far."""

    def __init__(self) -> None:
        self.objections: Objections = {}

    def add(self, field: str, code: str, message: str) -> None:
        """Something that stands in the way, beside a field or, with an empty name, beside none."""
        self.objections.setdefault(field, []).append(ValidationError(message, code=code))

    def require_names(self, prefix: str, name: str, name_en: str) -> None:
        """Both names: ``name-missing``, ``name-too-long``."""
        for field, value in (("name", name), ("name_en", name_en)):
            if not value:
                self.add(prefix + field, "name-missing", _("Name it in both languages."))
            elif len(value) > NAME_AT_MOST:
                self.add(prefix + field, "name-too-long", _("At most 200 characters."))

    def require_known(self, field: str, code: str, message: str, given: Iterable[str], known: Iterable[str]) -> None:
        """Each of the given codes is a known one."""
        if not set(given) <= set(known):
            self.add(field, code, message)
