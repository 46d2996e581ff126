"""Fields of registration: a date in four strokes, several files, and files that are kept after an error."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import AccessMark
from documents.files import parts
from documents.models import StoredFile
from history import clock
from history.actors import current_actor

# What the script says.
WORDS = {
    "sending": _("Sending"),
    "waiting": _("The link is lost: going on as soon as it is back."),
    "cancel": _("Stop sending"),
    "cancelled": _("Stopped. Choose a file again."),
    "large": _("The file is larger than is taken."),
    "failed": _("The file could not be sent: try again."),
}
_KEPT = signing.Signer(salt="documents.kept-files")
Kept = list[tuple[str, StoredFile]]


class ShortDateField(forms.Field):
    """A past day as 15.11.2026, 15.11, 1511 or 15112026; without a year the last such day up to today."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "placeholder": _("DD.MM")})

    def prepare_value(self, value: Any) -> Any:
        """A day is shown in full."""
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        """The day.

        Raises:
            ValidationError: ``date-wrong``.
        """
        if value in self.empty_values:
            return None
        found = re.fullmatch(r"(\d{1,2})[. ](\d{1,2})(?:[. ](\d{4}|\d{2}))?", value.strip()) or re.fullmatch(
            r"(\d{2})(\d{2})(\d{4}|\d{2})?", value.strip()
        )
        if found is None:
            raise ValidationError(_("Enter a day, such as 15.11 or 15.11.2026."), code="date-wrong")
        day, month, year = found.groups()
        try:
            return _last(int(day), int(month)) if year is None else date(_full(year), int(month), int(day))
        except ValueError as wrong:
            raise ValidationError(_("There is no such day."), code="date-wrong") from wrong


class UploadInput(forms.ClearableFileInput):
    """Chooses a file, or takes one that `upload.js` sent in parts before the form: then its token comes in its place.

    Without scripts the form carries the file itself.
    """

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With what the script needs: where uploads begin, how large they may be, and its words."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-upload": reverse("documents:upload-begin"),
            "data-limit": settings.UPLOAD_LIMIT,
            "data-words": json.dumps({key: str(words) for key, words in WORDS.items()}, ensure_ascii=False),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The chosen file, or the one that came in parts from this very person."""
        came = self.parted(data, name)
        return came[0] if came else super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Neither way."""
        return f"{name}-parts" not in data and super().value_omitted_from_data(data, files, name)

    @staticmethod
    def parted(data: Any, name: str) -> list[parts.PartedUpload]:
        """The uploads whose tokens came with the form."""
        tokens = data.getlist(f"{name}-parts") if hasattr(data, "getlist") else []
        found = (parts.find(token, current_actor().key) for token in tokens if token)
        return [upload for upload in found if upload is not None]


class UploadField(forms.FileField):
    """A file, sent with the form or in parts before it."""

    widget = UploadInput


class FilesInput(UploadInput):
    """Chooses several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them, whichever way they came."""
        chosen = super(UploadInput, self).value_from_datadict(data, files, name)
        sent = chosen if isinstance(chosen, list | tuple) else [chosen] if chosen else []
        return [*sent, *self.parted(data, name)]


class FilesField(forms.FileField):
    """Several files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of them by itself."""
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in chosen]


def access_field() -> forms.ChoiceField:
    """The access mark of a paper; most have none."""
    return forms.ChoiceField(
        label=_("Access mark"),
        choices=[("", _("none")), *AccessMark.choices],
        required=False,
        help_text=_("A marked paper is seen by those who take part in it or are named, and by their chiefs."),
    )


def token_of(kept: Sequence[tuple[str, StoredFile]]) -> str:
    """What a page sends back to find the files that were kept."""
    return _KEPT.sign_object([(name, stored.pk) for name, stored in kept])


def kept_by(token: str) -> Kept:
    """The files of a token; none for one that this installation did not give."""
    try:
        named = _KEPT.unsign_object(token)
    except signing.BadSignature:
        return []
    stored = StoredFile.objects.in_bulk([key for _name, key in named])
    return [(name, stored[key]) for name, key in named if key in stored]


def _full(year: str) -> int:
    return int(year) if len(year) > 2 else 2000 + int(year)


def _last(day: int, month: int) -> date:
    """The last such day up to today; 29 February is looked for among the last eight years."""
    today = clock.today()
    for year in range(today.year, today.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError("no such day")
