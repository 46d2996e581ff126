"""The form of the signing folder: which letters, as they were shown, and the passphrase that signs them all."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents import selectors as documents
from signing.forms import CodeField
from workflows.models import WorkItem

# The number of a work item, and the SHA-256 digests of what was shown of its letter.
MARK = re.compile(r"([0-9]{1,18}):((?:[0-9a-f]{64})(?:,[0-9a-f]{64})*)")


def mark_of(item: WorkItem) -> str:
    """What a ticked box sends: the letter, and what the page shows of it now."""
    assert item.document is not None
    return f"{item.pk}:{','.join(documents.shown_digests(item.document))}"


class ChosenField(forms.Field):
    """Ticked letters with the digests of what was shown of each; gives both by the number of the work item."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": _("Choose the letters to be signed: open each, and tick it.")}

    def clean(self, value: Any) -> dict[int, tuple[str, ...]]:
        """Digests by work item; what does not read as such was not sent by the page, and chooses nothing."""
        found = [MARK.fullmatch(one) for one in value or ()]
        chosen = {int(one[1]): tuple(one[2].split(",")) for one in found if one}
        if not chosen:
            raise ValidationError(self.error_messages["required"], code="nothing-chosen")
        return chosen


class FolderForm(forms.Form):
    """One passphrase for several letters, and one code where the agency wants one."""

    chosen = ChosenField()
    passphrase = forms.CharField(
        label=_("Passphrase of your key"), widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    code = CodeField()

    def __init__(self, *args: Any, asks_code: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not asks_code:
            del self.fields["code"]
