"""The form of a corrected word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.declension import declined_name, declined_phrase
from agencies.models import GrammarCase, Sex, WordKind
from agencies.models.words import OF_PERSONS
from agencies.services import WordForms

OBLIQUE = [case for case in GrammarCase if case != GrammarCase.NOMINATIVE]
LONGEST = 300


class WordForm(forms.Form):
    """A word in every case. Asked to ``decline``, it wants the nominative alone and offers what the rules say."""

    kind = forms.ChoiceField(label=_("Kind of word"), choices=WordKind.choices, initial=WordKind.POST)
    sex = forms.ChoiceField(label=_("Sex, for names of people"), choices=[("", "—"), *Sex.choices], required=False)
    nominative = forms.CharField(label=GrammarCase.NOMINATIVE.label, max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_asking = bool(self.data) and "decline" in self.data
        for case in OBLIQUE:
            self.fields[case.value] = forms.CharField(label=case.label, max_length=LONGEST, required=not self.is_asking)

    def by_rules(self) -> dict[str, str]:
        """What the rules make of the typed nominative, with what was typed."""
        kind, sex = self.cleaned_data["kind"], self.cleaned_data["sex"]
        text = " ".join(self.cleaned_data["nominative"].split())
        is_name = kind in OF_PERSONS
        made = {
            case.value: declined_name(kind, text, sex or Sex.MALE, case) if is_name else declined_phrase(text, case)
            for case in OBLIQUE
        }
        return {"kind": kind, "sex": sex, "nominative": text, **made}

    def forms_of_word(self) -> WordForms:
        """What the service is given."""
        return WordForms(**self.cleaned_data)
