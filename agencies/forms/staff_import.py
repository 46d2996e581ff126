"""Forms of the import of staff: the table, and the confirmation of what its preview showed."""

from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies import sheets
from agencies.forms.structure import DayField
from agencies.models import Agency
from agencies.sheets import SheetRow

SALT = "agencies.staff-import"
# A preview can be confirmed for so many seconds.
CONFIRMED_WITHIN = 3600


class TableForm(forms.Form):
    """A table, and the day from which what it says holds."""

    file = forms.FileField(
        label=_("Table (xlsx or csv)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}), max_length=200
    )
    on = DayField(
        label=_("From"), help_text=_("Renamed and moved units, changed roles and new posts hold from this day.")
    )

    def clean_file(self) -> list[SheetRow]:
        """The rows of the table."""
        upload = self.cleaned_data["file"]
        if upload.size > sheets.BYTES_AT_MOST:
            raise ValidationError(_("The file is too large for a table."), code="table-too-large")
        return sheets.read(upload.read())


class ConfirmForm(forms.Form):
    """What was previewed, signed, so that exactly this is imported; nothing waits on the server meanwhile."""

    table = forms.CharField(widget=forms.HiddenInput)
    expected = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency

    def clean_table(self) -> tuple[list[SheetRow], date]:
        """The rows and the day."""
        try:
            told = signing.loads(self.cleaned_data["table"], salt=SALT, max_age=CONFIRMED_WITHIN)
        except signing.BadSignature as broken:
            raise _outdated() from broken
        if told["agency"] != self.agency.pk:
            raise _outdated()
        rows = [SheetRow(number, tuple(cells)) for number, cells in told["rows"]]
        return rows, date.fromisoformat(told["on"])


def signed_table(agency: Agency, sheet: list[SheetRow], on: date) -> str:
    """A table as `ConfirmForm` takes it back."""
    told = {"agency": agency.pk, "on": on.isoformat(), "rows": [(row.number, row.cells) for row in sheet]}
    return signing.dumps(told, salt=SALT, compress=True)


def _outdated() -> ValidationError:
    return ValidationError(_("The preview is out of date; send the table again."), code="import-preview-outdated")
