"""Doing what a line says, through the same forms and services that the pages use."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from agencies.models import Employee, Role
from citizens.models import Appealed, CaseKind, Channel
from citizens.services import PersonData
from documents.models import Document, State
from documents.services import AppealCard, register_appeal
from history import clock
from workflows import actions, case_actions
from workflows.action import Action
from workflows.approval_selectors import approval_of
from workflows.case_actions import CaseAction
from workflows.designed import DesignVersion
from workflows.designed_selectors import types_offered
from workflows.designs.route_shapes import read as read_route
from workflows.designs.shapes import read
from workflows.forms.approvals import ReadyRouteForm
from workflows.forms.base import EmployeeField, PeopleField
from workflows.forms.cases import OutcomesForm
from workflows.forms.letters import ShownInput
from workflows.forms.own_fields import PREFIX as OWN
from workflows.models import UNFINISHED, WorkItem, WorkKind
from workflows.services import letters, timers
from workflows.services.own_steps import YES
from workflows.trials import words
from workflows.trials.rehearsal import NO_WORK, Otherwise, Rehearsal, codes_of, words_of
from workflows.trials.statements import Given, Line, Taken

# The applicant of every test: nobody.
APPLICANT = ("Проверкина", "f", "Вера", "Ивановна", "ул. Примерная, д. 1, кв. 1")
SUMMARY, QUESTION = "Проверка процесса", "Когда будет дан ответ?"
TYPED = "—"
OFFERED_SHOWN = 8


def register(run: Rehearsal, line: Line) -> None:
    """Register the appeal of the script, of an applicant who does not exist."""
    cast = run.cast()
    registrar = _first(cast.people(line.given(words.REGISTRAR) or str(Role.CLERK.label)))
    complained = cast.people(line.given(words.COMPLAINED_OF)) if line.given(words.COMPLAINED_OF) else []
    questions = line.all_given(words.QUESTION)
    chosen = _type_named(run, line)
    card = AppealCard(
        kind=line.given(words.KIND) or (chosen.content["kind"] if chosen else CaseKind.APPLICATION.value),
        channel=line.value,
        summary=line.given(words.SUMMARY) or SUMMARY,
        text="\n".join(questions) or QUESTION,
        received_on=clock.today(),
        new_applicant=PersonData(*APPLICANT),
        complained_of=complained[0] if complained else None,
        questions=questions,
        of_type=chosen.design.code if chosen else "",
        values=dict(_filled(given) for given in line.all_given(words.FILLED)),
        appealed=words.key_of(Appealed, line.given(words.APPEALED)) or line.given(words.APPEALED),
    )
    _tried(line, lambda: register_appeal(actor=registrar, agency=run.agency, appeal=card), run.keep)


def _type_named(run: Rehearsal, line: Line) -> DesignVersion | None:
    """The type of cases that the line names by its code or its name; none where it names none.

    Raises:
        Otherwise: the agency offers no such type.
    """
    said = line.given(words.TYPE)
    if not said:
        return None
    offered = types_offered(run.agency)
    for version in offered:
        design = read(version.content)
        if words.fold(said) in map(words.fold, (version.design.code, design.name, design.name_en)):
            return version
    codes = ", ".join(version.design.code for version in offered) or "—"
    raise Otherwise(_("No type of cases is called so; there are: %(codes)s.") % {"codes": codes})


def _filled(given: str) -> tuple[str, str]:
    """A field of the type and what is written into it: «code = value»."""
    code, _equals, value = given.partition("=")
    return code.strip(), value.strip()


def pass_time(run: Rehearsal, line: Line) -> None:
    """Let days pass one after another, each with what the worker does on it for the case."""
    assert line.span is not None
    last = run.after(line.span)
    while run.today < last:
        run.next_day()
        with clock.at(run.now):
            if run.kept_case is not None:
                timers.fire_due(of_case=run.kept_case)


def do(run: Rehearsal, line: Line) -> None:
    """Let a person press the button that the line names, with what it says in the fields.

    Raises:
        Otherwise: they do not have it, or were refused; or were not refused, though the line expects it.
    """
    people = run.cast().people(line.who)
    if words.same(words.SUBMIT, line.value) or words.same(words.DISCARD, line.value):
        _with_draft(run, line, people)
        return
    of_case = next((one for one in case_actions.ACTIONS if words.same(one.label, line.value)), None)
    if of_case is not None:
        _with_case(run, line, people, of_case)
        return
    found = next(_offers(run, line, people), None)
    if found is None:
        if line.given(words.REFUSED) == NO_WORK:
            return
        raise Otherwise(_without(run, people))
    actor, item, action = found
    _tried(line, lambda: _filled_and_done(run, line, actor, item, action))


def _with_draft(run: Rehearsal, line: Line, people: list[Employee]) -> None:
    drafts = Document.objects.filter(case=run.case, state=State.DRAFT, author__in=people).order_by("-pk")
    draft = drafts.first()
    if draft is None:
        if line.given(words.REFUSED) == NO_WORK:
            return
        raise Otherwise(_("No draft of a letter lies with them."))
    author = next(one for one in people if one.pk == draft.author_id)
    if words.same(words.DISCARD, line.value):
        _tried(line, lambda: letters.discard_draft(actor=author, document=draft))
        return
    route = _route_named(draft, line.given(words.ROUTE))
    _tried(line, lambda: letters.submit_letter(actor=author, document=draft, route=route))


def _route_named(draft: Document, said: str) -> DesignVersion | None:
    """The ready route that the line names by its code or its name, else what the page of the draft would take.

    Raises:
        Otherwise: the agency offers no such route for the letter.
    """
    offered = ReadyRouteForm(None, document=draft, approval=approval_of(draft))
    if not said:
        return offered.routes.get(offered.initial["ready_route"])
    for code, version in offered.routes.items():
        route = read_route(version.content)
        if words.fold(said) in map(words.fold, (code, route.name, route.name_en)):
            return version
    codes = ", ".join(offered.routes) or "—"
    raise Otherwise(_("No ready route for this letter is called so; there are: %(codes)s.") % {"codes": codes})


def _with_case(run: Rehearsal, line: Line, people: list[Employee], action: CaseAction) -> None:
    case = run.case
    who = [one for one in people if action.may(one, case)]
    if not who:
        if line.given(words.REFUSED) == NO_WORK:
            return
        raise Otherwise(_("This is not theirs to do with the case."))
    actor = who[0]
    blank = action.form(None, employee=actor, case=case)
    bound = action.form(_data(run, line, blank), employee=actor, case=case)

    def done() -> None:
        if not bound.is_valid():
            raise ValidationError(
                [_beside(bound, name, one) for name, some in bound.errors.as_data().items() for one in some]
            )
        action.do(actor, case, bound)

    _tried(line, done)


def _offers(run: Rehearsal, line: Line, people: list[Employee]) -> Iterator[tuple[Employee, WorkItem, Action]]:
    """Everybody meant who has work with that button, the newest work first."""
    for person in people:
        for item in work_of(run, person):
            if line.given(words.WORK) not in ("", item.kind):
                continue
            for action in actions.actions_of(item):
                if words.same(action.label, line.value):
                    yield person, item, action


def work_of(run: Rehearsal, person: Employee) -> list[WorkItem]:
    """The open work of the case that lies with a person, the newest first."""
    lying = WorkItem.objects.lying_with(person).filter(case=run.case, state__in=UNFINISHED)
    return list(
        lying.select_related("agency", "case__agency", "case__applicant", "document", "assignment").order_by("-pk")
    )


def _without(run: Rehearsal, people: list[Employee]) -> str:
    """What those who lack the button have instead."""
    found = [f"{one.short_name}: {_told(item)}" for one in people for item in work_of(run, one)]
    if found:
        return _("They have no such button; what lies with them: %(work)s.") % {"work": "; ".join(found)}
    return _("No work of the case lies with them.")


def _told(item: WorkItem) -> str:
    buttons = ", ".join(str(one.label) for one in actions.actions_of(item))
    return f"{WorkKind(item.kind).label} ({buttons})"


def _filled_and_done(run: Rehearsal, line: Line, actor: Employee, item: WorkItem, action: Action) -> None:
    initial = actions.letter_values(item.document) if action.name == "revise" and item.document else {}
    blank = action.form(None, None, employee=actor, item=item, initial=dict(initial))
    data = _data(run, line, blank)
    bound = action.form(data, None, employee=actor, item=item, initial=dict(initial))
    if not bound.is_valid():
        raise ValidationError(
            [_beside(bound, name, one) for name, some in bound.errors.as_data().items() for one in some]
        )
    action.do(actor, item, bound)


def _beside(form: forms.Form, name: str, error: ValidationError) -> ValidationError:
    """An error of a field with the label of that field."""
    label = form.fields[name].label if name in form.fields else ""
    said = " ".join(error.messages)
    return ValidationError(f"{label}: {said}" if label else said, code=error.code)


def _data(run: Rehearsal, line: Line, form: forms.Form) -> QueryDict:
    """What a browser would send: what the page fills in by itself, changed by what the line says."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        given = _given(line, form, name)
        values = _values(run, field, given) if given is not None else _prefilled(form, name, field)
        data.setlist(name, [value for value in values if value])
    return data


def _given(line: Line, form: forms.Form, name: str) -> Given | None:
    if name.startswith(OWN):
        filled = dict(_filled(one) for one in line.all_given(words.FILLED))
        value = filled.get(name.removeprefix(OWN))
        return Given(words.FILLED, Taken.TEXT, value) if value is not None else None
    if isinstance(form, OutcomesForm):
        word, _underscore, key = name.partition("_")
        ordinal = next(one.ordinal for one in form.questions if str(one.pk) == key)
        wanted = [f"{word} {ordinal}", word]
    else:
        wanted = [name]
    return next((one for key in wanted for one in line.fields if one.key == key), None)


def _prefilled(form: forms.Form, name: str, field: forms.Field) -> list[str]:
    if isinstance(field.widget, ShownInput):
        return [field.widget.digests]
    if isinstance(field.widget, forms.PasswordInput):
        return [TYPED]
    value = form.get_initial_for_field(field, name)
    value = field.prepare_value(value)
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return ["" if value in (None, False) else str(value)]


def _values(run: Rehearsal, field: forms.Field, given: Given) -> list[str]:
    if isinstance(field, EmployeeField | PeopleField):
        wanted = [key for name in given.value.split(",") for key in run.cast().meant(name.strip())]
        offered = [str(key) for key in wanted if str(key) in field.people]
        if not offered:
            raise ValidationError(_("%(person)s is not offered there.") % {"person": given.value}, code="not-offered")
        return offered if isinstance(field, PeopleField) else offered[:1]
    if given.taken == Taken.DAY:
        return [run.day(given.value).isoformat()]
    if given.taken == Taken.TICK:
        return ["on"]
    if isinstance(field, forms.ChoiceField):
        return [_chosen(field, given.value)]
    return [given.value]


def _chosen(field: forms.ChoiceField, said: str) -> str:
    """The value of the choice whose label, or a part of it, was written; of a row also by its code."""
    wanted, channel = words.fold(said), words.key_of(Channel, said)
    # Whatever language the page of the run has, «yes» of a field is «yes».
    yes = YES if wanted in words.in_all(words.YES) else ""
    known = [(str(value), label) for value, label in _choices(field)]
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        known = [(str(row.pk), str(row)) for row in field.queryset]
        for row in field.queryset:
            if wanted == words.fold(getattr(row, "code", "")):
                return str(row.pk)
    for value, label in known:
        if wanted in words.in_all(label) or (value and value in (channel, yes)):
            return value
    for value, label in known:
        if value and wanted in words.fold(label):
            return value
    offered = ", ".join(str(label) for value, label in known[:OFFERED_SHOWN] if value)
    raise ValidationError(
        _("“%(said)s” is not offered there; what is: %(offered)s.") % {"said": said, "offered": offered},
        code="not-offered",
    )


def _choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    found: Any = field.choices
    return [] if isinstance(field, forms.ModelChoiceField) else list(found)


def _tried(line: Line, act: Callable[[], Any], keep: Callable[[Any], None] | None = None) -> None:
    """Do it by itself; whether it was refused as the line says."""
    expected = line.given(words.REFUSED)
    try:
        with transaction.atomic():
            done = act()
    except (ValidationError, PermissionDenied) as error:
        if not expected:
            raise Otherwise(_("Refused: %(words)s") % {"words": words_of(error)}) from error
        if expected not in codes_of(error):
            raise Otherwise(_("Refused for another reason: %(words)s") % {"words": words_of(error)}) from error
        return
    if expected:
        raise Otherwise(_("It was not refused."))
    if keep is not None:
        keep(done)


def _first(people: list[Employee]) -> Employee:
    if not people:
        raise Otherwise(_("The agency has nobody who could do it."))
    return people[0]
