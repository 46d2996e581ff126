"""Forms that help an executor to write: questions and inputs put into the text, an earlier answer taken over."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case
from workflows import helping_selectors

LONGEST_SHOWN = 200


class CollectForm(forms.Form):
    """What is put into the text of a draft: headings of questions, and what others delivered, each with its author.

    Authors are named here alone: the letter speaks for the agency.
    """

    questions = forms.MultipleChoiceField(
        label=_("Questions as headings"), widget=forms.CheckboxSelectMultiple, required=False
    )
    inputs = forms.MultipleChoiceField(
        label=_("What co-executors delivered"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None, *, case: Case, reader: Employee) -> None:
        super().__init__(data, auto_id="collect_%s")
        self.asked = {str(one.pk): one for one in case.questions.all()}
        self.delivered = {str(one.pk): one for one in helping_selectors.inputs(case, reader)}
        questions, inputs = self.fields["questions"], self.fields["inputs"]
        assert isinstance(questions, forms.MultipleChoiceField)
        assert isinstance(inputs, forms.MultipleChoiceField)
        questions.choices = [(key, f"{one.ordinal}. {one.text}") for key, one in self.asked.items()]
        inputs.choices = [
            (key, f"{one.executor.short_name}, {one.number}: {one.report[:LONGEST_SHOWN]}")
            for key, one in self.delivered.items()
        ]
        if len(self.asked) < 2:  # one question needs no heading
            del self.fields["questions"]
        if not self.delivered:
            del self.fields["inputs"]

    def added_to(self, data: QueryDict) -> QueryDict:
        """What was sent, with the chosen texts at the end of the letter's text."""
        chosen = [f"По вопросу «{self.asked[key].text}»:" for key in self.cleaned_data.get("questions", ())]
        chosen += [self.delivered[key].report for key in self.cleaned_data.get("inputs", ())]
        found = data.copy()
        found["body"] = "\n\n".join(part for part in (data.get("body", "").rstrip(), *chosen) if part)
        for name in ("questions", "inputs"):
            found.setlist(name, [])
        return found


class ReuseForm(forms.Form):
    """The text that is taken over, as the person leaves it."""

    text = forms.CharField(label=_("Text that is taken over"), widget=forms.Textarea(attrs={"rows": 12}))
