"""The form of how a person wants to be told."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agencies.models import Weekday
from workflows.noticing import NoticeKind, NoticeSettings, NoticeWay, Rhythm

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
NO_HOUR = [("", "—"), *HOURS]


def _hour(text: str) -> int | None:
    return int(text) if text else None


class NoticeSettingsForm(forms.Form):
    """A way for each kind of notice, then when mail is sent."""

    def __init__(self, data: Any = None, *, chosen: NoticeSettings) -> None:
        super().__init__(data, initial=self._initial(chosen))
        for kind, label in NoticeKind.choices:
            field = forms.ChoiceField(label=str(label).capitalize(), choices=NoticeWay.choices)
            self.fields[f"way_{kind}"] = field
        self.fields["rhythm"] = forms.ChoiceField(label=_("When mail is sent"), choices=Rhythm.choices)
        self.fields["hour"] = forms.TypedChoiceField(label=_("Hour of the digest"), choices=HOURS, coerce=int)
        self.fields["weekday"] = forms.TypedChoiceField(
            label=_("Day of the weekly digest"), choices=_days(), coerce=int
        )
        hours: dict[str, Any] = {"choices": NO_HOUR, "coerce": _hour, "empty_value": None, "required": False}
        self.fields["quiet_from"] = forms.TypedChoiceField(label=_("No mail from"), **hours)
        self.fields["quiet_until"] = forms.TypedChoiceField(label=_("No mail until"), **hours)
        self.fields["is_working_days_only"] = forms.BooleanField(
            label=_("Mail on working days only, by the agency's calendar"), required=False
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language of mail"), choices=settings.LANGUAGES)

    @staticmethod
    def _initial(chosen: NoticeSettings) -> dict[str, Any]:
        ways = {f"way_{kind}": chosen.way_of(kind) for kind in NoticeKind.values}
        names = ("rhythm", "hour", "weekday", "quiet_from", "quiet_until", "is_working_days_only", "language")
        return ways | {name: getattr(chosen, name) for name in names}

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as `set_notices` takes it."""
        data = dict(self.cleaned_data)
        ways = {kind: data.pop(f"way_{kind}") for kind in NoticeKind.values}
        return data | {"ways": ways}


def _days() -> list[tuple[int, Any]]:
    return [(int(value), label) for value, label in Weekday.choices]
