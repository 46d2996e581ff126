"""The form of norms of hours: a field a kind of work."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms

from workflows.models import NEWS, WorkKind
from workflows.norms import HOURS_AT_MOST

AN_HOUR = timedelta(hours=1)


class NormsForm(forms.Form):
    """Hours of one piece of work of each kind; an empty field says nothing."""

    def __init__(self, data: Any = None, *, norms: Mapping[str, timedelta]) -> None:
        super().__init__(data)
        for kind in WorkKind:
            if kind in NEWS:
                continue
            label = str(kind.label)
            self.fields[kind.value] = forms.DecimalField(
                label=label[:1].upper() + label[1:],
                required=False,
                min_value=Decimal("0.02"),
                max_value=HOURS_AT_MOST,
                max_digits=6,
                decimal_places=2,
            )
            if kind in norms:
                self.initial[kind.value] = round(Decimal(norms[kind] / AN_HOUR), 2).normalize()

    def given(self) -> dict[str, timedelta | None]:
        """For the service, in whole minutes."""
        return {
            kind: None if hours is None else timedelta(minutes=round(hours * 60))
            for kind, hours in self.cleaned_data.items()
        }
