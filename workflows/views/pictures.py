"""Pictures of processes: of one case, and of all of a kind with where time goes; the drawings as files."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.models import Employee
from agencies.rules import Power, holds, may_take_part
from agencies.worktime import working_time_of
from citizens.models import Case
from documents.models import Document
from workflows import selectors
from workflows.models import CaseProcess
from workflows.pictures.drawing import bpmn
from workflows.pictures.names import FLOWS, TITLES, code_of
from workflows.pictures.standing import paces, passages, watches


@require_safe
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The process of a case, or of one of its letters, with the current step."""
    employee = cast("Employee", request.user)
    case = get_object_or_404(Case.objects.visible_to(employee).select_related("agency"), pk=pk)
    seen = Document.objects.visible_to(employee)
    letters = list(selectors.letters(case).filter(process__isnull=False, pk__in=seen).select_related("process"))
    shown = next((letter for letter in letters if str(letter.pk) == request.GET.get("letter")), None)
    code, process = ("letter", shown.process) if shown else _of(case)
    if process is None:
        raise Http404
    context = {
        "case": case,
        "letters": letters,
        "shown": shown,
        "code": code,
        "passages": passages(code, process, case.agency),
        "watches": watches(code, process),
        "title": TITLES[code],
    }
    return render(request, "workflows/case_process.html", context)


def _of(case: Case) -> tuple[str, CaseProcess | None]:
    process = CaseProcess.objects.filter(case=case).first()
    return (code_of(process), process) if process is not None else ("case", None)


@require_safe
def processes(request: HttpRequest) -> HttpResponse:
    """Every kind of process of the reader's agency: its picture, and how each step goes."""
    employee = cast("Employee", request.user)
    if not holds(employee, Power.WATCH_LOAD, employee.agency_key):
        raise Http404
    agency, work = employee.agency, working_time_of(employee.agency)
    kinds: list[dict[str, Any]] = [
        {"code": code, "title": title, "paces": paces(code, agency, work)} for code, title in TITLES.items()
    ]
    return render(request, "workflows/processes.html", {"kinds": kinds})


@require_safe
def drawing(request: HttpRequest, code: str) -> HttpResponse:
    """The drawing of a kind of process as a file of BPMN 2.0, in the language of the reader."""
    employee = cast("Employee", request.user)
    if code not in FLOWS or not (may_take_part(employee) or holds(employee, Power.TEST_PROCESSES)):
        raise Http404
    answer = HttpResponse(bpmn(code), content_type="application/bpmn+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.bpmn"'
    return answer
