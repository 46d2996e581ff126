"""Forms of a transfer to the archive: the archive's name, a decision on a paper, the reception."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms.fields import ShortDateField
from documents.models import TransferDecision
from history import clock


class TransferActForm(forms.Form):
    """Which archive takes the files."""

    archive = forms.CharField(label=_("Archive"), max_length=300, required=False)


class PaperDecisionForm(forms.Form):
    """What is decided on a paper that is not in order."""

    decision = forms.ChoiceField(label=_("Decision"), choices=TransferDecision.choices, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class ReceptionForm(forms.Form):
    """The archive's own act."""

    number = forms.CharField(label=_("Number of the archive's act"), max_length=40, required=False)
    received_on = ShortDateField(label=_("Received on"), initial=clock.today)
