"""Forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.models import Person


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
        self.fields["kept"].choices = [(card.pk, f"№ {card.pk}") for card in cards]  # type: ignore[attr-defined]
        self.fields["kept"].initial = cards[0].pk
        self.fields["fill"].choices = list(self._offered(*cards))  # type: ignore[attr-defined]

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
