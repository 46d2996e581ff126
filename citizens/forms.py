"""Forms of this room."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Employee
from citizens.models import Person
from citizens.names import key_of
from citizens.selectors import Pick
from citizens.services.remarks import LONGEST

# «@Петров»: at the beginning of a word, so that an e-mail address names nobody.
_AT = re.compile(r"(?<![^\s(«\"])@(\w[\w-]*)")


class MergeForm(forms.Form):
    """Which of two cards stays, why they are one person, and what is taken over from the other one."""

    kept = forms.TypedChoiceField(label=_("Which card stays"), coerce=int, widget=forms.RadioSelect)
    fill = forms.MultipleChoiceField(
        label=_("Take over to the card that stays"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why it is one person"), max_length=300, help_text=_("Stands in the history of both cards.")
    )

    def __init__(self, *args: Any, cards: tuple[Person, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards = {card.pk: card for card in cards}
        field_of(self, "kept", forms.ChoiceField).choices = [(card.pk, f"№ {card.pk}") for card in cards]
        self.fields["kept"].initial = cards[0].pk
        field_of(self, "fill", forms.MultipleChoiceField).choices = list(self._offered(*cards))

    @property
    def staying(self) -> Person:
        """The card that stays."""
        return self.cards[self.cleaned_data["kept"]]

    @property
    def doubled(self) -> Person:
        """The card that is merged into it."""
        return next(card for key, card in self.cards.items() if key != self.staying.pk)

    @property
    def filled(self) -> list[str]:
        """The ticked contacts that the card that stays has none of."""
        return [name for name in self.cleaned_data["fill"] if not getattr(self.staying, name)]

    @staticmethod
    def _offered(one: Person, other: Person) -> Any:
        for name in Person.CONTACTS:
            known = [value for card in (one, other) if (value := getattr(card, name))]
            if len(known) == 1:
                yield name, f"{Person._meta.get_field(name).verbose_name}: {known[0]}"  # type: ignore[union-attr]


class RemarkForm(forms.Form):
    """What somebody says of a case, whom they mention, and whether those who do not see the case may take part in it.

    A colleague is mentioned by being chosen or by «@» and the surname in the text, if it is that of one who may be.
    """

    text = forms.CharField(
        label=_("Your remark"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("@Surname mentions a colleague. Everybody who sees the case reads it."),
    )
    mentioned = forms.MultipleChoiceField(
        label=_("Mention"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    gives_access = forms.BooleanField(
        label=_("Let those mentioned who do not see the case take part in it as observers"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, picks: Sequence[Pick], may_give: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.person.pk): one.person for one in picks}
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in picks:
            groups.setdefault(one.group, []).append((str(one.person.pk), one.label))
        field_of(self, "mentioned", forms.MultipleChoiceField).choices = list(groups.items())
        if not may_give:
            del self.fields["gives_access"]

    def clean_mentioned(self) -> list[Employee]:
        """The chosen people."""
        return [self.people[key] for key in self.cleaned_data["mentioned"]]

    def clean(self) -> dict[str, Any]:
        """Those whose surnames stand behind «@» in the text are mentioned, too."""
        cleaned = super().clean() or {}
        if "mentioned" not in cleaned or "text" not in cleaned:
            return cleaned
        for name in dict.fromkeys(_AT.findall(cleaned["text"])):
            called = [one for one in self.people.values() if key_of(one.last_name) == key_of(name)]
            if len(called) == 1:
                cleaned["mentioned"].append(called[0])
            elif not {one.pk for one in called} & {one.pk for one in cleaned["mentioned"]}:
                text = _("Several colleagues are called %(name)s: choose from the list.") if called else None
                text = text or _("Nobody whom you may mention is called %(name)s.")
                self.add_error("text", ValidationError(text % {"name": name}, code="mention-unknown"))
        return cleaned


class CorrectionForm(forms.Form):
    """A remark in other words."""

    text = forms.CharField(label=_("Your remark"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
