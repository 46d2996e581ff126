"""Forms about the addressees of a letter: to whom else it goes, and how it leaves for each of them."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.rules import CLOSED_CHANNELS
from citizens.models import Channel
from documents.models import Document, LetterAddressee, LetterTemplate
from exchange.models import Correspondent
from workflows.forms.base import ActionForm

DISPATCH_CHANNELS = [
    (channel.value, channel.label) for channel in (Channel.POST, Channel.IN_PERSON, Channel.PORTAL, Channel.EMAIL)
]


def offered_bodies(agency: Agency) -> QuerySet[Correspondent]:
    """The correspondents to whom letters of the agency go."""
    return Correspondent.objects.filter(agency=agency, is_closed=False).order_by("name", "id")


class FurtherField(forms.MultipleChoiceField):
    """A choice of further addressees; a script narrows its list by what is typed. Gives `Correspondent` rows."""

    narrows = _("Narrow the list")

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": _("Also to"),
            "required": False,
            "widget": forms.CheckboxSelectMultiple,
            "help_text": _("One letter with one number; each addressee gets it, and is named in it."),
        }
        super().__init__(**options | kwargs)
        self.bodies: dict[str, Correspondent] = {}

    def offer(self, agency: Agency, closed: Sequence[str], asked_by: LetterAddressee | None = None) -> None:
        """Offer the correspondents of the agency; ``closed`` are those whom the letter names and who are so no more.

        Whom the letter answers it goes to already.
        """
        bodies = offered_bodies(agency).exclude(exchange_id=agency.exchange_id)
        self.bodies = {
            str(one.pk): one
            for one in bodies
            if asked_by is None or not LetterAddressee(one.name, one.exchange_id).is_same(asked_by)
        }
        self.choices = [(key, one.name) for key, one in self.bodies.items()]
        if closed:
            said = _("No letters go any more to: %(names)s. The letter names them no longer once you save it.")
            self.help_text = said % {"names": "; ".join(closed)}

    def clean(self, value: Any) -> Any:
        """The bodies that were ticked, in the order of the list; one that was not offered is refused."""
        ticked = super().clean(value)
        return [one for key, one in self.bodies.items() if key in ticked]


def further_of(bodies: Iterable[Correspondent]) -> list[LetterAddressee]:
    """Correspondents as addressees: the records office sends it to whoever does not take part in the exchange."""
    return [
        LetterAddressee(one.head or one.name, one.exchange_id if one.is_exchanging else "", one.address)
        for one in bodies
    ]


def further_values(document: Document) -> dict[str, Any]:
    """What a form begins with: entries of the register that a letter names, and the names of those that are gone."""
    named = document.addressees[1:]
    if not named:
        return {}
    bodies = offered_bodies(document.agency)
    offered = [(str(one.pk), LetterAddressee(one.head or one.name, one.exchange_id)) for one in bodies]
    found = [(one.name, next((key for key, body in offered if one.is_same(body)), "")) for one in named]
    return {
        "further": [key for _name, key in found if key],
        "closed": [name for name, key in found if not key],
    }


class DispatchForm(ActionForm):
    """How the letter leaves: for each addressee to whom it did not go by exchange when it was registered."""

    channel = forms.ChoiceField(label=_("Channel"), choices=DISPATCH_CHANNELS)
    note = forms.CharField(label=_("Postal identifier or note"), max_length=200, required=False)

    def prepare(self) -> None:
        """A letter with an access mark is offered the channels that are closed."""
        letter = self.letter
        self.addressees = letter.addressees
        for place, one in enumerate(self.addressees):
            if letter.goes_by_exchange(one):
                for name in _fields(place):
                    self.fields.pop(name, None)
            else:
                self._ask(place, one)

    def _ask(self, place: int, to: LetterAddressee) -> None:
        """The two fields of an addressee, which name it where it is one of several."""
        for name, of_first in zip(_fields(place), _fields(0), strict=True):
            field = self.fields[name] = deepcopy(self.base_fields[of_first])
            if len(self.addressees) > 1:
                field.label = f"{to.name}: {str(field.label).lower()}"
        channel = self.fields[_fields(place)[0]]
        assert isinstance(channel, forms.ChoiceField)
        offered = DISPATCH_CHANNELS
        if self.letter.purpose not in LetterTemplate.TO_APPLICANT:
            channel.help_text = _("By e-mail, the note says to which address.")
        if place and not to.address:
            offered = [("", "—"), *((value, label) for value, label in offered if value != Channel.POST)]
        if self.letter.access:
            offered = [(value, label) for value, label in offered if value in CLOSED_CHANNELS]
            channel.help_text = _("A paper for official use only leaves on paper alone.")
        channel.choices = offered

    def ways(self) -> dict[str, Any]:
        """What the service is given; nothing of those to whom it went by exchange."""
        said = [tuple(self.cleaned_data.get(name, "") for name in _fields(at)) for at in range(len(self.addressees))]
        (channel, note), *others = said
        return {"channel": channel, "note": note, "others": others}


def _fields(place: int) -> tuple[str, str]:
    return (f"channel_{place}", f"note_{place}") if place else ("channel", "note")
