"""The words of scripts: those of the pages themselves, in every language of the program, so that both never differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from agencies.models import Role
from citizens.models import Channel, Stage
from documents.models import LetterTemplate
from workflows import actions, approval_actions, assigned_actions, case_actions, own_step_actions, service_actions
from workflows import execution_actions as execution
from workflows.action import Action
from workflows.case_actions import CaseAction
from workflows.forms.base import DateField, EmployeeField, PeopleField
from workflows.forms.cases import OutcomesForm
from workflows.forms.letters import FORMS_BY_PURPOSE
from workflows.models import WorkKind
from workflows.noticing import NoticeKind
from workflows.trials.statements import Head, Taken

HEADS: dict[Head, Any] = {
    Head.APPEAL: pgettext_lazy("process test", "appeal"),
    Head.PASSED: pgettext_lazy("process test", "passed"),
    Head.STAGE: pgettext_lazy("process test", "stage"),
    Head.WORK: pgettext_lazy("process test", "work"),
    Head.NO_WORK: pgettext_lazy("process test", "no work"),
    Head.NOTICE: pgettext_lazy("process test", "notice"),
    Head.NO_NOTICE: pgettext_lazy("process test", "no notice"),
    Head.SEES: pgettext_lazy("process test", "sees"),
    Head.SEES_NOT: pgettext_lazy("process test", "does not see"),
}
REFUSED, WORK, OUTCOME, GROUND = "refused", "work", "outcome", "ground"
WITH, DUE, TO = "with", "due", "to"
QUESTION, KIND, SUMMARY, REGISTRAR, COMPLAINED_OF = "question", "kind", "summary", "registrar", "complained_of"
TYPE, FILLED, ROUTE, APPEALED = "type", "filled", "route", "appealed"
FIELDS: dict[str, tuple[Any, Taken]] = {
    REFUSED: (pgettext_lazy("process test", "refused"), Taken.TEXT),
    WORK: (pgettext_lazy("process test", "work"), Taken.WORD),
    OUTCOME: (pgettext_lazy("process test", "outcome"), Taken.TEXT),
    GROUND: (pgettext_lazy("process test", "ground"), Taken.TEXT),
    WITH: (pgettext_lazy("process test", "with"), Taken.WHO),
    DUE: (pgettext_lazy("process test", "due"), Taken.DAY),
    TO: (pgettext_lazy("process test", "to"), Taken.WHO),
    QUESTION: (pgettext_lazy("process test", "question"), Taken.TEXT),
    KIND: (pgettext_lazy("process test", "kind"), Taken.WORD),
    SUMMARY: (pgettext_lazy("process test", "summary"), Taken.TEXT),
    REGISTRAR: (pgettext_lazy("process test", "registered by"), Taken.WHO),
    COMPLAINED_OF: (pgettext_lazy("process test", "complains of"), Taken.WHO),
    TYPE: (pgettext_lazy("process test", "type of case"), Taken.TEXT),
    FILLED: (pgettext_lazy("process test", "field"), Taken.TEXT),
    ROUTE: (pgettext_lazy("process test", "route"), Taken.TEXT),
    APPEALED: (pgettext_lazy("process test", "appealed"), Taken.TEXT),
}
OF_HEAD: dict[Head, tuple[str, ...]] = {
    Head.APPEAL: (QUESTION, KIND, SUMMARY, REGISTRAR, COMPLAINED_OF, TYPE, FILLED, APPEALED),
    Head.WORK: (WITH, DUE),
    Head.NO_WORK: (WITH,),
    Head.NOTICE: (TO,),
    Head.NO_NOTICE: (TO,),
}
VALUES: dict[Head, Any] = {
    Head.APPEAL: Channel,
    Head.STAGE: Stage,
    Head.WORK: WorkKind,
    Head.NO_WORK: WorkKind,
    Head.NOTICE: NoticeKind,
    Head.NO_NOTICE: NoticeKind,
}
YES = pgettext_lazy("process test", "yes")
# A page of its own, with buttons instead of actions of a work item.
SUBMIT, DISCARD = _("Submit for approval"), _("Discard the draft")
# So many words are told as those that were likely meant; so few are all told where none is alike.
MEANT_AT_MOST, FEW = 4, 12
# What nobody writes: keys and digests are the run's own, files are not read.
UNWRITTEN = (forms.HiddenInput, forms.PasswordInput, forms.FileInput)


@dataclass(frozen=True)
class Doing:
    """An action as scripts name it: its label in each language, and the fields of its form."""

    label: Any
    fields: Mapping[str, tuple[Any, Taken]]


def fold(text: object) -> str:
    """A word as it is compared: without case, double spaces, and the dots of ё."""
    return " ".join(str(text).casefold().replace("ё", "е").split())


def in_all(label: object) -> list[str]:
    """A label in every language of the program, as it is compared."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(fold(label))
    return found


def same(label: object, said: str) -> bool:
    """Whether somebody who wrote this meant that label."""
    return fold(said) in in_all(label)


def key_of(choices: Any, said: str) -> str:
    """The value of a choice whose label was written, in any language; empty where there is none."""
    return _by_label(choices).get(fold(said), "")


@cache
def _by_label(choices: Any) -> dict[str, str]:
    return {word: str(one.value) for one in choices for word in in_all(one.label)}


def role_of(said: str) -> str:
    """The role that was named."""
    return key_of(Role, said)


def head_of(said: str) -> Head | None:
    """The key word that a line begins with."""
    return _heads().get(fold(said))


@cache
def _heads() -> dict[str, Head]:
    return {word: head for head, label in HEADS.items() for word in in_all(label)}


@cache
def doings() -> dict[str, Doing]:
    """Everything that a person can do in a script, by the English label of its button."""
    found: dict[str, Doing] = {}
    for action in _offered():
        with override("en"):
            key = str(action.label)
        known = found[key].fields if key in found else {}
        found[key] = Doing(action.label, {**known, **_fields(action)})
    for one in case_actions.ACTIONS:
        with override("en"):
            found[str(one.label)] = Doing(one.label, _fields(one))
    for label, fields in ((SUBMIT, {ROUTE: FIELDS[ROUTE]}), (DISCARD, {})):
        with override("en"):
            found[str(label)] = Doing(label, fields)
    return found


@cache
def _doings_by_label() -> dict[str, str]:
    return {word: key for key, one in doings().items() for word in in_all(one.label)}


def doing_of(said: str) -> Doing | None:
    """The action whose button was named."""
    key = _doings_by_label().get(fold(said))
    return doings()[key] if key is not None else None


def key_of_doing(said: str) -> str:
    """The key of the action whose button was named."""
    return _doings_by_label().get(fold(said), "")


def _offered() -> Iterable[Action]:
    yield from (
        execution.TAKE,
        execution.AWAIT,
        execution.INQUIRY,
        execution.ANSWER,
        execution.INTERIM,
        execution.REPLY,
    )
    yield from (
        service_actions.DECIDE,
        service_actions.DECIDE_COMPLAINT,
        service_actions.PROSECUTOR,
        execution.OUTCOMES,
        execution.REPORT,
        own_step_actions.DONE,
        own_step_actions.RETURN,
    )
    for some in (*actions.SIMPLE.values(), *assigned_actions.BY_KIND.values()):
        yield from some
    yield from (*approval_actions.VERDICTS, approval_actions.DELEGATE, approval_actions.ADD, assigned_actions.BEGIN)
    yield from (actions.revision_of(purpose) for purpose in LetterTemplate.Purpose.values if _is_written(purpose))


def _is_written(purpose: str) -> bool:
    return purpose in FORMS_BY_PURPOSE


def _fields(action: Action | CaseAction) -> dict[str, tuple[Any, Taken]]:
    shown: dict[str, tuple[Any, Taken]] = {
        name: (field.label, _taken(field))
        for name, field in action.form.base_fields.items()
        if field.label is not None and name != "code" and not isinstance(field.widget, UNWRITTEN)
    }
    if action is own_step_actions.DONE:
        shown[FILLED] = FIELDS[FILLED]
    return shown | {OUTCOME: FIELDS[OUTCOME], GROUND: FIELDS[GROUND]} if action.form is OutcomesForm else shown


def _taken(field: forms.Field) -> Taken:
    if isinstance(field, EmployeeField | PeopleField):
        return Taken.WHO
    if isinstance(field, DateField):
        return Taken.DAY
    if isinstance(field, forms.BooleanField):
        return Taken.TICK
    is_word = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    return Taken.WORD if is_word else Taken.TEXT


def fields_of(head: Head, doing: Doing | None) -> dict[str, tuple[Any, Taken]]:
    """The fields that a line may have, by their keys."""
    if doing is not None:
        return {**doing.fields, WORK: FIELDS[WORK], REFUSED: FIELDS[REFUSED]}
    return {key: FIELDS[key] for key in OF_HEAD.get(head, ())}


def nearest(said: str, words: Iterable[object]) -> list[str]:
    """Which of these words were likely meant, the likeliest first; all of them where none is alike and they are few."""
    known = {written: str(word) for word in words for written in in_all(word)}
    alike = get_close_matches(fold(said), list(known), n=3, cutoff=0.5)
    alike += [word for word in known if fold(said) and fold(said) in word]
    meant = list(dict.fromkeys(known[word] for word in alike))[:MEANT_AT_MOST]
    every = list(dict.fromkeys(known.values()))
    return meant if meant or len(every) > FEW else every


def label_of(choices: Any, key: str) -> str:
    """The label of a choice in the language of the reader."""
    return str(choices(key).label)
