"""The form of a test of a process: its name, what it is about, and a script that can be read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from workflows.process_tests import LENGTH_AT_MOST, TestedProcess
from workflows.trials.cast import Cast
from workflows.trials.language import read
from workflows.trials.statements import Wrong

ROWS_AT_LEAST, ROWS_AT_MOST = 12, 40


class ProcessTestForm(forms.Form):
    """A script with wrong lines is refused with each of them; what was typed stays."""

    name = forms.CharField(label=_("Name of the test"), max_length=120)
    process = forms.ChoiceField(label=_("Process"), choices=TestedProcess.choices)
    script = forms.CharField(
        label=_("Script"),
        max_length=LENGTH_AT_MOST,
        widget=forms.Textarea(attrs={"rows": ROWS_AT_LEAST, "spellcheck": "false"}),
        help_text=_("One step a line: who does what, what passes, what is expected. Words are those of the pages."),
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        self.wrong: list[Wrong] = []
        typed = str(self["script"].value() or "")
        rows = min(max(ROWS_AT_LEAST, typed.count("\n") + 2), ROWS_AT_MOST)
        self.fields["script"].widget.attrs["rows"] = rows

    def clean_script(self) -> str:
        """The script, if every line of it can be read."""
        text: str = self.cleaned_data["script"]
        self.wrong = read(text, Cast(self.agency)).wrong
        if self.wrong:
            raise ValidationError(_("Some lines cannot be read: see below."), code="script-wrong")
        return text
