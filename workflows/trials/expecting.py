"""What a line expects, and what was found instead."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from citizens.models import Case, Stage
from workflows.models import UNFINISHED, WorkItem, WorkKind
from workflows.noticing import Notice, NoticeKind
from workflows.trials import words
from workflows.trials.rehearsal import Otherwise, Rehearsal
from workflows.trials.statements import Head, Line


def expect(run: Rehearsal, line: Line) -> None:
    """Look whether it is as the line says.

    Raises:
        Otherwise: it is not.
    """
    _LOOKS[line.head](run, line)


def _stage(run: Rehearsal, line: Line) -> None:
    found = run.case.stage
    if found != line.value:
        raise Otherwise(_("The stage is “%(stage)s”.") % {"stage": Stage(found).label})


def _work(run: Rehearsal, line: Line) -> None:
    lying = _open_work(run)
    of_kind = [item for item in lying if item.kind == line.value]
    theirs = [item for item in of_kind if _lies_with(run, item, line.given(words.WITH))]
    due = line.given(words.DUE)
    if not theirs:
        raise Otherwise(_found(of_kind or lying))
    if due and run.day(due) not in [item.due_on for item in theirs]:
        raise Otherwise(
            _("It is due on %(found)s, and not on %(day)s.")
            % {"found": _day(theirs[0]), "day": f"{run.day(due):%d.%m.%Y}"}
        )


def _no_work(run: Rehearsal, line: Line) -> None:
    found = [
        item for item in _open_work(run) if item.kind == line.value and _lies_with(run, item, line.given(words.WITH))
    ]
    if found:
        raise Otherwise(_found(found))


def _notices(run: Rehearsal, line: Line) -> list[Notice]:
    people = run.cast().meant(line.given(words.TO)) if line.given(words.TO) else None
    told = _told(run).filter(kind=line.value)
    return list(told if people is None else told.filter(person__in=people))


def _told(run: Rehearsal) -> QuerySet[Notice]:
    of_case = Q(case=run.case) | Q(document__case=run.case) | Q(assignment__case=run.case)
    return Notice.objects.filter(of_case).select_related("person").order_by("pk")


def _notice(run: Rehearsal, line: Line) -> None:
    if not _notices(run, line):
        told = dict.fromkeys(f"{one.person.short_name}: {NoticeKind(one.kind).label}" for one in _told(run))
        raise Otherwise(
            _("There is no such notice; there are: %(notices)s.") % {"notices": "; ".join(told)}
            if told
            else _("There is no notice at all.")
        )


def _no_notice(run: Rehearsal, line: Line) -> None:
    if found := _notices(run, line):
        names = ", ".join(dict.fromkeys(one.person.short_name for one in found))
        raise Otherwise(_("Told was: %(people)s") % {"people": names})


def _who_sees(run: Rehearsal, line: Line) -> tuple[list[str], list[str]]:
    seeing: list[str] = []
    blind: list[str] = []
    for person in run.cast().people(line.value):
        sees = Case.objects.visible_to(person).filter(pk=run.case.pk).exists()
        (seeing if sees else blind).append(person.short_name)
    return seeing, blind


def _sees(run: Rehearsal, line: Line) -> None:
    seeing, blind = _who_sees(run, line)
    if not seeing:
        raise Otherwise(_("The case is not seen by %(people)s") % {"people": ", ".join(blind)})


def _sees_not(run: Rehearsal, line: Line) -> None:
    seeing, _blind = _who_sees(run, line)
    if seeing:
        raise Otherwise(_("The case is seen by %(people)s") % {"people": ", ".join(seeing)})


def _open_work(run: Rehearsal) -> list[WorkItem]:
    lying = WorkItem.objects.filter(case=run.case, state__in=UNFINISHED)
    return list(lying.select_related("assignee", "queue_unit").order_by("pk"))


def _lies_with(run: Rehearsal, item: WorkItem, said: str) -> bool:
    if not said:
        return True
    people = run.cast().people(said)
    if item.assignee_id is not None:
        return item.assignee_id in [one.pk for one in people]
    return any(WorkItem.objects.lying_with(one).filter(pk=item.pk).exists() for one in people)


def _found(items: list[WorkItem]) -> str:
    if not items:
        return _("The case has no open work.")
    found = [f"{WorkKind(item.kind).label} – {_whose(item)}, {_day(item)}" for item in items]
    return _("Open work: %(work)s.") % {"work": "; ".join(found)}


def _whose(item: WorkItem) -> str:
    return item.assignee.short_name if item.assignee is not None else str(item.queue_unit)


def _day(item: WorkItem) -> str:
    return f"{item.due_on:%d.%m.%Y}" if item.due_on else "—"


_LOOKS: dict[Head, Callable[[Rehearsal, Line], None]] = {
    Head.STAGE: _stage,
    Head.WORK: _work,
    Head.NO_WORK: _no_work,
    Head.NOTICE: _notice,
    Head.NO_NOTICE: _no_notice,
    Head.SEES: _sees,
    Head.SEES_NOT: _sees_not,
}
