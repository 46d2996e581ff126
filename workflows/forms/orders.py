"""Forms of a drafted order: writing it, putting it aside, and what the records office confirms."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.forms import field_of
from agencies.models import Employee, Post
from documents import files
from documents import selectors as documents
from documents.forms.fields import UploadField, access_field
from documents.models import ORDERS, Document, DocumentKind, LetterTemplate, OrderPoint
from documents.search.extraction import READABLE, read_apart
from documents.services import OrderDraft, PointDraft, keep_upload
from documents.services.orders import MOST_POINTS
from history import clock
from workflows.forms.base import ActionForm, DateField, EmployeeField, PeopleField
from workflows.forms.incoming import ReadersForm
from workflows.forms.letters import LetterForm
from workflows.models import WorkItem

USUAL_KIND = "Приказ"
BEHIND_POINTS = ("approver", "signer", "readers", "attachment", "access")
OF_POINT = ("point", "executor", "due_on", "controller")
# Rows that stand empty for more points, and in a new order.
MORE_ROWS, FIRST_ROWS = 1, 2
READ_IN_DAYS = 7
_PLACE = re.compile(r"(?:point|executor|due_on|controller)_([1-9][0-9]?)")


class OrderForm(LetterForm):
    """An order: journal, kind, text, points with executors and terms, who agrees, signs and is to read it.

    Fields of the second point and the following ones end with its place, as the errors of the service do.
    """

    purpose = LetterTemplate.Purpose.ORDER

    flow = forms.ChoiceField(label=_("Journal"))
    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=DocumentKind.objects.none(), empty_label=None, to_field_name="name"
    )
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
        help_text=_("The points below follow the text on paper, numbered, with executors and terms."),
    )
    source = UploadField(
        label=_("Text from a file"), required=False, help_text=_("Its text takes the place of the one above.")
    )
    readers = PeopleField(label=_("For acquaintance to"), required=False)
    access = access_field()
    field_order = ("flow", "kind", "subject", "body", "source")

    def prepare(self) -> None:
        """Offer journals, kinds and people, and as many rows of points as there are, and one more."""
        agency = self.item.agency
        journals = documents.own_journals(agency).filter(flow__in=ORDERS)
        field_of(self, "flow", forms.ChoiceField).choices = [(one.flow, one.name) for one in journals]
        field_of(self, "kind", forms.ModelChoiceField).queryset = DocumentKind.objects.filter(is_registered=True)
        self.initial.setdefault("kind", USUAL_KIND)
        super().prepare()
        field_of(self, "readers", PeopleField).offer(rules.holders(agency, rules.Power.DISCUSS))
        executors = [*rules.holders(agency, rules.Power.EXECUTE), *rules.holders(agency, rules.Power.RESOLVE)]
        controllers = rules.holders(agency, rules.Power.CONTROL)
        after = {name: self.fields.pop(name) for name in BEHIND_POINTS if name in self.fields}
        self._offer_points(executors, controllers)
        self.fields |= after

    def _offer_points(self, executors: list[Post], controllers: list[Post]) -> None:
        for place in range(1, self._rows() + 1):
            end = self.ending(place)
            executor, controller = EmployeeField(required=False), EmployeeField(required=False)
            executor.offer(executors)
            controller.offer(controllers, empty=gettext("the signer"))
            told = {"place": place}
            executor.label = gettext("Executor of point %(place)s") % told
            controller.label = gettext("Controller of point %(place)s") % told
            self.fields[f"point{end}"] = forms.CharField(
                label=gettext("Point %(place)s") % told,
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"executor{end}"] = executor
            self.fields[f"due_on{end}"] = DateField(label=gettext("Term of point %(place)s") % told, required=False)
            self.fields[f"controller{end}"] = controller

    def _rows(self) -> int:
        typed = [int(found[1]) for name in self.data if (found := _PLACE.fullmatch(name))] if self.is_bound else []
        known = [int(found[1]) for name in self.initial if (found := _PLACE.fullmatch(name))]
        written = max([*known, 1 if self.initial.get("point") else 0])
        return min(max([*typed, written + MORE_ROWS, FIRST_ROWS]), MOST_POINTS)

    @staticmethod
    def ending(place: int) -> str:
        """How the names of a point's fields end."""
        return "" if place == 1 else f"_{place}"

    def clean(self) -> dict[str, Any]:
        """Text is written or comes from a file; a point that was begun is whole."""
        data = super().clean() or self.cleaned_data
        if data.get("source"):
            data["body"] = self._text_of(data["source"])
        if not (data.get("body") or "").strip() and "source" not in self.errors:
            self.add_error("body", ValidationError(gettext("Write the text of the order."), code="text-missing"))
        for end in map(self.ending, range(1, self._rows() + 1)):
            values = [data.get(f"{name}{end}") for name in OF_POINT]
            if not any(values):
                continue
            for name, message in (
                ("point", gettext("Say what is to be done.")),
                ("executor", gettext("Choose the executor.")),
                ("due_on", gettext("Name the term.")),
            ):
                if not data.get(f"{name}{end}") and f"{name}{end}" not in self.errors:
                    self.add_error(f"{name}{end}", ValidationError(message, code="required"))
        return data

    def _text_of(self, upload: Any) -> str:
        try:
            _name, stored = keep_upload(actor=self.employee, upload=upload)
        except ValidationError as error:
            self.add_error("source", error)
            return ""
        found = read_apart(files.path_of(stored), stored.media_type) if stored.media_type in READABLE else None
        if found is None or not found.text.strip():
            message = gettext("No text could be read from this file: save it as docx, odt or txt.")
            self.add_error("source", ValidationError(message, code="text-unreadable"))
            return ""
        return found.text.strip()

    def order(self) -> OrderDraft:
        """What the service is given."""
        data = self.cleaned_data
        template, template_version = self._template()
        return OrderDraft(
            flow=data["flow"],
            kind=data["kind"],
            subject=data["subject"],
            body=data["body"],
            approver=self.kept_approver or data["approver"],
            signer=data["signer"],
            points=list(self._points()),
            readers=data["readers"],
            access=data["access"],
            stored=[data["attachment"]] if data["attachment"] else (),
            template=template,
            template_version=template_version,
        )

    def _points(self) -> Iterator[PointDraft]:
        data = self.cleaned_data
        for end in map(self.ending, range(1, self._rows() + 1)):
            if data[f"point{end}"]:
                yield PointDraft(
                    text=data[f"point{end}"],
                    executor=data[f"executor{end}"],
                    due_on=data[f"due_on{end}"],
                    controller=data[f"controller{end}"],
                )


def about_order(employee: Employee, document: Document | None = None) -> WorkItem:
    """What the form of an order is about while no work on it lies on a desk: never saved."""
    return WorkItem(agency=document.agency if document is not None else employee.agency, document=document)


def order_values(document: Document) -> dict[str, Any]:
    """What an order says beside what any letter does, as the form that changes it begins with."""
    values: dict[str, Any] = {
        "flow": document.flow,
        "kind": document.kind.name if document.kind else "",
        "access": document.access,
        "readers": [str(key) for key in document.intended_readers.values_list("person", flat=True)],
    }
    for place, point in enumerate(document.points.all(), 1):
        end = OrderForm.ending(place)
        values |= {
            f"point{end}": point.text,
            f"executor{end}": str(point.executor_id),
            f"due_on{end}": point.due_on,
            f"controller{end}": str(point.controller_id or ""),
        }
    return values


class WhyDiscardedForm(ActionForm):
    """Why an order comes to nothing."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class PointsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of points of an order, each in one line."""

    def label_from_instance(self, obj: OrderPoint) -> str:
        """What is done, by whom, until when."""
        return f"{obj.ordinal}. {obj.text} ({obj.executor.short_name}, {obj.due_on:%d.%m.%Y})"


class IntoEffectForm(ReadersForm):
    """What the signed order says: which of its points are issued, who reads it; all of it unless it is changed."""

    points = PointsField(
        label=_("Points to issue"),
        queryset=OrderPoint.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = DateField(label=_("Read by"), required=False)
    field_order = ("points", "readers", "due_on")

    def prepare(self) -> None:
        """Everything is chosen as the order was signed."""
        super().prepare()
        found = self.letter.points.select_related("executor")
        field_of(self, "points", PointsField).queryset = found
        if not found:
            del self.fields["points"]
        self.initial.setdefault("points", [one.pk for one in found])
        chosen = [str(key) for key in self.letter.intended_readers.values_list("person", flat=True)]
        self.initial.setdefault("readers", chosen)
        self.initial.setdefault("due_on", clock.today() + timedelta(days=READ_IN_DAYS))

    def issued(self) -> list[OrderPoint]:
        """The points that are issued."""
        return list(self.cleaned_data.get("points", ()))
