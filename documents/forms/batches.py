"""Forms of batches of scans: the file, where pages belong, why they belong nowhere."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Employee
from documents.forms.fields import ShortDateField
from documents.forms.files import KeptFileForm
from documents.models import BatchPart, Document

LONGEST_PAGES = 200


class BatchForm(KeptFileForm):
    """The PDF of a batch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Scans in one PDF")
        self.fields["file"].help_text = _("Up to 2000 pages, a separator sheet before each paper.")


class PlaceForm(forms.Form):
    """On which card pages of a batch belong: ``document`` is the newest paper of the number that the person sees."""

    number = forms.CharField(label=_("Number of the paper"), max_length=60)
    on = ShortDateField(
        label=_("of"), required=False, help_text=_("The date of the paper, if several have this number.")
    )
    pages = forms.CharField(
        label=pgettext_lazy("scans", "Pages"),
        max_length=LONGEST_PAGES,
        required=False,
        help_text=_("Only some of them: 2-4, 7"),
    )

    def __init__(self, *args: Any, employee: Employee, part: BatchPart | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.part = employee, part
        self.document: Document | None = None

    def clean_pages(self) -> list[int]:
        """The page numbers, none for all of them."""
        numbers: list[int] = []
        for piece in filter(None, (one.strip() for one in self.cleaned_data["pages"].split(","))):
            found = re.fullmatch(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?", piece)
            if found is None:
                raise ValidationError(_("Write pages as 2-4, 7."), code="pages-wrong")
            numbers += range(int(found[1]), min(int(found[2] or found[1]), int(found[1]) + 2000) + 1)
        return numbers

    def clean(self) -> dict[str, Any]:
        """Find the paper."""
        cleaned = super().clean() or {}
        if self.part is None or "number" not in cleaned or "on" not in cleaned:
            return cleaned
        found = Document.objects.visible_to(self.employee).filter(
            agency=self.part.batch.agency_id, number=cleaned["number"].strip()
        )
        if cleaned["on"]:
            found = found.filter(registered_on=cleaned["on"])
        papers = list(found.order_by("-id")[:2])
        if not papers:
            self.add_error("number", ValidationError(_("No paper that you see has this number."), code="paper-unknown"))
        elif len(papers) > 1:
            self.add_error(
                "on", ValidationError(_("Several papers have this number: name the date."), code="paper-unclear")
            )
        else:
            self.document = papers[0]
        return cleaned
