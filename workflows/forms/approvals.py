"""Forms of approval: a verdict, delegation, one more approver, the route, an answer, what an agency sets."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import selectors as staff
from agencies.forms import field_of
from agencies.models import Employee, Post
from documents.models import Document
from workflows import approval_selectors
from workflows.approval_selectors import Standing
from workflows.approving import Approval, ApprovalRules, ApprovalStage, FavouriteRoute
from workflows.designed import DesignVersion
from workflows.designed_selectors import ready_reasons
from workflows.designs.reasons import ReasonFor
from workflows.designs.route_shapes import read
from workflows.forms.base import ActionForm, EmployeeField, PhrasesField
from workflows.services.approvals import StageDraft, ready
from workflows.services.approvals.routing import LONGEST_TERM, MOST_STAGES

LONGEST_NUMBER = 9


class VisaForm(ActionForm):
    """Agreeing, perhaps with remarks."""

    remark = forms.CharField(
        label=_("Remarks, if any"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("One a line. With remarks you agree with remarks; the author answers each."),
    )


class RefusalForm(ActionForm):
    """What is to be changed."""

    remark = PhrasesField(
        label=_("Remarks"),
        phrases=(),
        max_length=1000,
        required=False,
        help_text=_("One a line: the author answers each."),
    )

    def prepare(self) -> None:
        """Offer the ready reasons of the agency."""
        field_of(self, "remark", PhrasesField).phrases = ready_reasons(self.item.agency_id, ReasonFor.VISA)


class AnotherApproverForm(ActionForm):
    """Another approver, and why."""

    person = EmployeeField(label=_("To whom"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def prepare(self) -> None:
        """Offer who gives visas and is not in the route."""
        document = self.letter
        approval = approval_selectors.approval_of(document)
        taken = set(approval.approvers.values_list("employee", flat=True)) if approval else {self.employee.pk}
        posts = [post for post in approval_selectors.candidates(document) if post.employee_id not in taken]
        field_of(self, "person", EmployeeField).offer(posts, notes=notes_on(posts))


class RecallForm(forms.Form):
    """Why the document is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class AnswerForm(forms.Form):
    """What the author says to a remark."""

    is_taken = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("taken into account")), ("no", _("declined"))], initial="yes"
    )
    answer = forms.CharField(label=_("Answer"), max_length=1000, required=False)


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # the class takes no arguments at run time
    """What an agency sets about its approvals."""

    class Meta:
        model = ApprovalRules
        fields = ("keeps_unaffected", "lets_add")


class ReadyRouteForm(forms.Form):
    """Along which ready route of the agency a draft is sent: at first the one that it goes along, or the first."""

    ready_route = forms.ChoiceField(
        label=_("Route of the approval"),
        choices=[],
        required=False,
        help_text=_("People are those of today. Whoever the letter names is asked only without a ready route."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        document: Document,
        approval: Approval | None,
        drafter: Employee | None = None,
    ) -> None:
        super().__init__(data)
        self.routes = {one.design.code: one for one in ready.routes_for(document)}
        asked = ready.told(document, drafter, self.routes.values()) if drafter is not None and self.routes else {}
        labels = {code: one.label + (f": {asked[code]}" if asked else "") for code, one in self.routes.items()}
        first = next((one for one in self.routes.values() if read(one.content).is_default), None)
        is_drawn = approval is not None and approval.is_drawn
        own = gettext("the route as it is drawn") if is_drawn else gettext("whoever the letter names")
        is_must = first is not None and read(first.content).is_fixed
        choices = [(code, labels[code]) for code in self.routes]
        field_of(self, "ready_route", forms.ChoiceField).choices = choices if is_must else [*choices, ("", own)]
        taken = approval.ready.design.code if approval is not None and approval.ready is not None else ""
        self.initial["ready_route"] = taken or ("" if is_drawn or first is None else first.design.code)

    @property
    def chosen(self) -> DesignVersion | None:
        """The version in force of the route that was chosen; None for what its author drew or named."""
        return self.routes.get(self.cleaned_data.get("ready_route", "")) if self.is_valid() else None


class RouteForm(forms.Form):
    """The route as its author draws it: everything is in the page until it is saved, so that no step loses anything.

    ``people_1`` are those of the first stage in their order, ``add_1`` is who joins them.
    """

    def __init__(
        self, data: QueryDict | None, *, employee: Employee, document: Document, drawn: list[Standing]
    ) -> None:
        super().__init__(data)
        self.employee, self.document = employee, document
        self.focus = ("", "")
        self.posts = approval_selectors.candidates(document)
        self.people = {str(post.employee_id): post for post in reversed(self.posts)}
        self.notes = notes_on(self.posts)
        self.stages = _sent(data, self.people) if data is not None else _drawn(drawn, document, self.people)
        self._offer()

    def _offer(self) -> None:
        taken = {key for stage in self.stages for key in stage.keys}
        free = [post for post in self.posts if str(post.employee_id) not in taken]
        for place, stage in enumerate(self.stages, 1):
            order = forms.ChoiceField(label=_("They are asked"), choices=ApprovalStage.Order.choices, required=False)
            days = forms.IntegerField(
                label=_("Term, working days"), min_value=1, max_value=LONGEST_TERM, required=False
            )
            add = EmployeeField(label=_("Approver"), required=False)
            add.offer(free, notes=self.notes, empty=gettext("choose"))
            self.fields.update({f"order_{place}": order, f"days_{place}": days, f"add_{place}": add})
            self.initial.update({f"order_{place}": stage.order, f"days_{place}": stage.days})
        self.fields["name"] = forms.CharField(label=_("Keep this route as"), max_length=80, required=False)
        self.fields["is_shared"] = forms.BooleanField(label=_("for everybody of my unit"), required=False)

    def clear(self) -> None:
        """Say nothing about what is missing yet: the route is still being drawn."""
        self._errors = ErrorDict()

    def groups(self) -> list[dict[str, Any]]:
        """What the page shows of each stage."""
        return [
            {
                "place": place,
                "people": [
                    (key, self.people[key], self.notes.get(int(key)), self.focus[0] if self.focus[1] == key else "")
                    for key in stage.keys
                ],
                "order": self[f"order_{place}"],
                "days": self[f"days_{place}"],
                "add": self[f"add_{place}"],
            }
            for place, stage in enumerate(self.stages, 1)
        ]

    def drafts(self) -> list[StageDraft]:
        """What the service is given; whoever is chosen beside "add" belongs to the stage."""
        drafts = []
        for place, stage in enumerate(self.stages, 1):
            people = [self.people[key].employee for key in stage.keys]
            added = self.cleaned_data[f"add_{place}"]
            if added is not None:
                people.append(added)
            order = self.cleaned_data[f"order_{place}"] or ApprovalStage.Order.PARALLEL
            drafts.append(StageDraft(people, order, self.cleaned_data[f"days_{place}"]))
        return drafts


class SentStage:
    """A stage as the page sent it."""

    def __init__(self, keys: list[str], order: str, days: str) -> None:
        self.keys, self.order, self.days = keys, order, days


def moved(data: QueryDict, people: Mapping[str, Post], what: str) -> QueryDict:
    """What the page sends after one of its buttons: ``what`` is the verb, the stage, and the place of a person in it.

    Verbs are ``stage`` (add one), ``drop`` (a stage), ``rise`` and ``sink`` (a stage), ``add`` (who was chosen),
    ``out``, ``up`` and ``down`` (a person, who passes into the stage before or after at either end). A button that
    leads nowhere changes nothing.
    """
    verb, *numbers = what.split(":")
    at = [int(one) - 1 for one in numbers if one.isdecimal() and int(one[:LONGEST_NUMBER]) > 0]
    stages = _sent(data, people)
    if verb == "stage" and len(stages) < MOST_STAGES:
        stages.append(SentStage([], ApprovalStage.Order.PARALLEL, ""))
    elif at and at[0] < len(stages):
        _move(data, stages, verb, at)
    return _written(data, stages)


def pressed(data: QueryDict, what: str) -> tuple[str, str]:
    """Which button of which person was pressed, so that the keyboard stays on it while the person moves."""
    verb, at = _aimed(what)
    keys = data.getlist(f"people_{at[0] + 1}") if at else []
    return (verb, str(keys[at[1]])) if len(at) > 1 and at[1] < len(keys) else ("", "")


def favourite(data: QueryDict, route: FavouriteRoute, people: Mapping[str, Post]) -> QueryDict:
    """What the page sends once a favourite route is chosen, without whom may not be picked any more."""
    stages = []
    for one in route.stages:
        keys = [str(key) for key in one["people"] if str(key) in people]
        if keys:
            stages.append(SentStage(keys, one["order"], str(one["days"] or "")))
    return _written(data, stages or [SentStage([], ApprovalStage.Order.PARALLEL, "")])


def notes_on(posts: list[Post]) -> dict[int, str]:
    """What is said of approvers who are away soon: until when, and who stands in."""
    return {key: _away_in_words(one) for key, one in approval_selectors.absences_of(posts).items()}


def _away_in_words(away: staff.Away) -> str:
    days = {"from": f"{away.starts_on:%d.%m}", "until": f"{away.ends_on:%d.%m}"}
    person = approval_selectors.stand_in(away)
    if person is None:
        return gettext("away %(from)s–%(until)s, nobody stands in") % days
    return gettext("away %(from)s–%(until)s, %(person)s stands in") % {**days, "person": person.short_name}


def _aimed(what: str) -> tuple[str, list[int]]:
    """The verb of a button, and what it is about: a stage, and a person in it, counted from 0."""
    verb, *numbers = what.split(":")
    return verb, [int(one) - 1 for one in numbers if one.isdecimal() and len(one) < LONGEST_NUMBER and one.strip("0")]


def _move(data: QueryDict, stages: list[SentStage], verb: str, at: list[int]) -> None:
    place, keys = at[0], stages[at[0]].keys
    beside = place + (1 if verb in ("sink", "down") else -1)
    if verb == "drop" and len(stages) > 1:
        del stages[place]
    elif verb in ("rise", "sink") and 0 <= beside < len(stages):
        stages[place], stages[beside] = stages[beside], stages[place]
    elif verb == "add":
        chosen = data.get(f"add_{place + 1}", "")
        if chosen and all(chosen not in one.keys for one in stages):
            keys.append(chosen)
    elif len(at) > 1 and at[1] < len(keys):
        _move_person(stages, verb, place, at[1], beside)


def _move_person(stages: list[SentStage], verb: str, place: int, index: int, beside: int) -> None:
    keys, step = stages[place].keys, 1 if verb == "down" else -1
    key = keys.pop(index)
    if verb == "out":
        return
    if 0 <= index + step <= len(keys):
        keys.insert(index + step, key)
    elif 0 <= beside < len(stages):
        stages[beside].keys.insert(0 if verb == "down" else len(stages[beside].keys), key)
    else:
        keys.insert(index, key)


def _sent(data: QueryDict, people: Mapping[str, Post]) -> list[SentStage]:
    asked = data.get("stages", "1")
    count = int(asked) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 1
    seen: set[str] = set()
    stages = []
    for place in range(1, min(max(count, 1), MOST_STAGES) + 1):
        keys = [key for key in dict.fromkeys(data.getlist(f"people_{place}")) if key in people and key not in seen]
        seen |= set(keys)
        order = data.get(f"order_{place}", ApprovalStage.Order.PARALLEL)
        stages.append(SentStage(keys, order, data.get(f"days_{place}", "")))
    return stages


def _drawn(drawn: list[Standing], document: Document, people: Mapping[str, Post]) -> list[SentStage]:
    if drawn:
        return [
            SentStage(
                [str(one.employee_id) for one in stage.approvers if str(one.employee_id) in people],
                stage.stage.order,
                str(stage.stage.days or ""),
            )
            for stage in drawn
        ]
    named = str(document.approver_id or "")
    return [SentStage([named] if named in people else [], ApprovalStage.Order.PARALLEL, "")]


def _written(data: QueryDict, stages: list[SentStage]) -> QueryDict:
    written = QueryDict(mutable=True)
    for name in ("name", "is_shared"):
        if name in data:
            written.setlist(name, data.getlist(name))
    written["stages"] = str(len(stages))
    for place, stage in enumerate(stages, 1):
        written.setlist(f"people_{place}", stage.keys)
        written[f"order_{place}"], written[f"days_{place}"] = stage.order, stage.days
    return written
