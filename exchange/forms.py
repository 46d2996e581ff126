"""Forms of the exchange: packages, deliveries, the register of correspondents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import TermKind, TermUse
from documents.models import DocumentKind
from exchange.containers.vocabulary import STAGES
from exchange.models import FOLDER_NAME, Correspondent
from exchange.refusals import REASONS
from exchange.services.naming import FolderEntry
from exchange.services.register import AUTHORITY, SEAL, Entry
from signing.certificates import LONGEST, CertificateFacts, certificates_of_file


class RegisterForm(forms.Form):
    """What the clerk adds to what the package says of itself; a reply joins its case and needs no term."""

    summary = forms.CharField(label=_("Summary"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    term_kind = forms.ModelChoiceField(
        label=_("Kind of term"),
        queryset=TermKind.objects.none(),
        required=False,
        empty_label=_("no term, the head decides what is done"),
    )

    def __init__(self, *args: Any, is_reply: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_reply:
            del self.fields["term_kind"]
        else:
            field_of(self, "term_kind", forms.ModelChoiceField).queryset = (
                TermKind.objects.offered().filter(used_for=TermUse.PAPER).order_by("name")
            )


class RefuseForm(forms.Form):
    """Why a package is not registered."""

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: [("", "—"), *REASONS.items()])
    comment = forms.CharField(
        label=_("Comment for the sender"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """Why a person steps in."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class StageForm(forms.Form):
    """What happened to the letter of a correspondent."""

    stage = forms.ChoiceField(label=_("What happened"), choices=lambda: [("", "—"), *STAGES.items()])
    note = forms.CharField(label=_("Note for the sender"), max_length=400, required=False)


class ManyForm(forms.Form):
    """What is to be done to several messages at once; a reason is needed for all but a new try."""

    RETRY, PARK, RESUME = "retry", "park", "resume"

    step = forms.ChoiceField(
        label=_("What to do"),
        choices=[(RETRY, _("try again now")), (PARK, _("park")), (RESUME, _("resume"))],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A step into a delivery has its reason in the record."""
        data = super().clean() or self.cleaned_data
        if data.get("step") in (self.PARK, self.RESUME) and not data.get("reason", "").strip():
            self.add_error("reason", ValidationError(_("Give the reason."), code="reason-missing"))
        return data


class CorrespondentForm(forms.Form):
    """An entry of the register of correspondents."""

    exchange_id = forms.CharField(
        label=_("Exchange code"), max_length=60, help_text=_("As it stands on the card that the agency gave you.")
    )
    name = forms.CharField(label=_("Name of the agency"), max_length=300)
    head = forms.CharField(label=_("Addressee"), max_length=300, required=False)
    address = forms.CharField(
        label=_("Postal address"),
        max_length=300,
        required=False,
        help_text=_("Letters to it bear the address; without one nothing is sent to it by post."),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=Correspondent.Channel.choices,
        help_text=_("On paper and by e-mail the records office dispatches letters itself and notes it."),
    )
    endpoint = forms.CharField(label=_("Address of its gateway"), max_length=300, required=False)
    is_private_address = forms.BooleanField(
        label=_("The address is inside our network"),
        required=False,
        help_text=_("Without this mark nothing is ever sent to an address inside the network."),
    )
    is_test = forms.BooleanField(label=_("Test: nothing it sends counts as real"), required=False)
    decision_days = forms.IntegerField(
        label=_("Working days agreed for its decision"), min_value=1, max_value=60, initial=5
    )
    document_kinds = forms.MultipleChoiceField(
        label=_("Kinds of documents exchanged"),
        choices=lambda: [(name, name) for name in DocumentKind.objects.values_list("name", flat=True)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all kinds."),
    )

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["exchange_id"]

    def entry(self, exchange_id: str = "") -> Entry:
        """What the service is given."""
        data = dict(self.cleaned_data)
        return Entry(exchange_id=data.pop("exchange_id", exchange_id), **data)


class FolderForm(forms.Form):
    """The watched folder of a correspondent and both ids in МЭДО; where it lies is a matter of the settings."""

    name = forms.RegexField(
        FOLDER_NAME,
        label=_("Folder"),
        max_length=60,
        error_messages={"invalid": _("Small Latin letters, digits, - and _ only; the first is no sign.")},
        help_text=_("Its name below the folder of exchange. A new one is made, with its four parts."),
    )
    their_uid = forms.UUIDField(label=_("Their id in MEDO"), help_text=_("As the other side or the operator told."))
    our_uid = forms.UUIDField(label=_("Our id in MEDO"))

    def entry(self) -> FolderEntry:
        """What the service is given."""
        return FolderEntry(**self.cleaned_data)


class CertificateForm(forms.Form):
    """A certificate as a file, or, once its facts were shown, as the text that was read from it."""

    use = forms.ChoiceField(
        label=_("What for"),
        choices=[(SEAL, _("seal of the correspondent")), (AUTHORITY, _("authority of its officials and seals"))],
    )
    file = forms.FileField(
        label=_("File with the certificate, PEM or DER"), required=False, max_length=200, allow_empty_file=True
    )
    pem = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST * 2)

    found: list[CertificateFacts]  # what `clean` has read

    def clean(self) -> dict[str, Any]:
        """Read what was given; the file counts before the text."""
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        if upload and upload.size > LONGEST:
            self.add_error("file", ValidationError(_("This is no certificate in PEM or DER."), code="too-large"))
            return data
        given = upload.read() if upload else data.get("pem", "").encode("utf-8")
        try:
            self.found = certificates_of_file(given)
        except ValidationError as error:
            self.add_error("file", error)
        return data

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has seen what the certificates say."""
        return not self.cleaned_data.get("file")


class DropForm(ReasonForm):
    """Which certificate is trusted no longer, and why."""

    use = forms.ChoiceField(choices=[(SEAL, SEAL), (AUTHORITY, AUTHORITY)], widget=forms.HiddenInput)
    fingerprint = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
