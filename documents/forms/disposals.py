"""Forms of a disposal: the commission's appraisal, and the number of the act as confirmation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Post
from documents.forms.fields import ShortDateField
from documents.models import DisposalLine, Verdict
from documents.services import Appraisal, Minutes
from history import clock


class AppraisalForm(forms.Form):
    """The minutes of the expert commission, and its verdict on each file."""

    number = forms.CharField(label=_("Number of the minutes"), max_length=40, required=False)
    minutes_on = ShortDateField(label=_("Date of the minutes"), initial=clock.today)
    members = forms.MultipleChoiceField(
        label=_("Who sat on the commission"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )

    def __init__(self, *args: Any, lines: Sequence[DisposalLine], posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.posts = {str(post.pk): post for post in posts}
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, post in self.posts.items():
            groups.setdefault(str(post.unit), []).append((key, f"{post.employee.short_name}, {post.title}"))
        field_of(self, "members", forms.MultipleChoiceField).choices = list(groups.items())
        if len(groups) == 1:
            self.initial.setdefault("members", list(self.posts))
        for line in lines:
            which = f"{line.file.index}/{line.file.year}"
            self.fields[f"verdict_{line.ordinal}"] = forms.ChoiceField(
                label=f"{which}: {_('decision of the commission')}",
                choices=[("", "—"), *Verdict.choices],
                required=False,
                initial=line.verdict,
            )
            self.fields[f"reason_{line.ordinal}"] = forms.CharField(
                label=f"{which}: {_('ground of the verdict')}", max_length=300, required=False, initial=line.reason
            )
            self.fields[f"keep_until_{line.ordinal}"] = forms.DateField(
                label=f"{which}: {_('keep until')}",
                required=False,
                initial=line.keep_until,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    @property
    def rows(self) -> list[tuple[DisposalLine, Any, Any, Any]]:
        """Each file with its three fields."""
        return [
            (line, self[f"verdict_{line.ordinal}"], self[f"reason_{line.ordinal}"], self[f"keep_until_{line.ordinal}"])
            for line in self.lines
        ]

    def minutes(self) -> Minutes:
        """The minutes as the service takes them."""
        data = self.cleaned_data
        return Minutes(data["number"], data["minutes_on"], [self.posts[key] for key in data["members"]])

    def verdicts(self) -> dict[int, Appraisal]:
        """The verdicts by the number of the line."""
        data = self.cleaned_data
        return {
            line.ordinal: Appraisal(
                data[f"verdict_{line.ordinal}"], data[f"reason_{line.ordinal}"], data[f"keep_until_{line.ordinal}"]
            )
            for line in self.lines
        }


class DestroyForm(forms.Form):
    """The number of the act, written down once more."""

    act_number = forms.CharField(
        label=_("Number of the act, once more"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
