"""Pages of tests of processes: the list, writing and running, coverage, the words of scripts."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.forms import refuse
from agencies.models import Agency, Employee
from history.selectors import timeline
from workflows import policies
from workflows.forms.process_tests import ProcessTestForm
from workflows.pictures.names import TITLES
from workflows.process_tests import ProcessTest, TestedProcess, TestOutcome
from workflows.services import process_tests as services
from workflows.trials import help as words
from workflows.trials.coverage import coverage
from workflows.trials.ready import READY
from workflows.trials.running import Report, run

ACTS_SHOWN = 20


@require_safe
def tests(request: HttpRequest) -> HttpResponse:
    """The tests of the agency with their last outcomes; there are never more than fit on a page."""
    agency = _agency(_employee(request))
    rows = list(_tests(request).filter(agency=agency).select_related("last_run_by").order_by("process", "name"))
    context = {
        "rows": rows,
        "agency": agency,
        "passed": sum(one.last_outcome == TestOutcome.PASSED for one in rows),
        "ready": [str(one.name) for one in READY if str(one.name) not in {row.name for row in rows}],
    }
    return render(request, "workflows/process_tests.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a test; it can be tried before it is kept."""
    return _written(request, None, _agency(_employee(request)))


@require_http_methods(["GET", "POST"])
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """A test: its script, changed or tried, and what became of it."""
    found = get_object_or_404(_tests(request).select_related("agency", "last_run_by"), pk=pk)
    return _written(request, found, found.agency)


@require_POST
def run_all(request: HttpRequest) -> HttpResponse:
    """Run every test of the agency, one after another, each in a transaction of its own."""
    employee = _employee(request)
    agency = _agency(employee)
    reports = [_run_and_note(employee, one) for one in ProcessTest.objects.filter(agency=agency).order_by("pk")]
    failed = sum(not one.is_passed for one in reports)
    if not reports:
        messages.warning(request, _("There is no test yet."))
    elif failed:
        said = ngettext("%(count)s test went otherwise.", "%(count)s tests went otherwise.", failed)
        messages.error(request, said % {"count": failed})
    else:
        messages.success(request, _("All tests passed."))
    return redirect("workflows:process-tests")


@require_POST
def take_ready(request: HttpRequest) -> HttpResponse:
    """Take over the tests that come with the program."""
    employee = _employee(request)
    ready = [(str(one.name), one.process.value, str(one.script)) for one in READY]
    try:
        made = services.write_ready_tests(actor=employee, agency=_agency(employee), ready=ready)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("%(count)s test is put in: run it.", "%(count)s tests are put in: run them.", len(made))
        messages.success(request, said % {"count": len(made)})
    return redirect("workflows:process-tests")


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a test is to be deleted, and delete it."""
    found = get_object_or_404(_tests(request), pk=pk)
    if request.method == "POST":
        services.delete_test(actor=_employee(request), test=found)
        messages.success(request, _("The test is deleted."))
        return redirect("workflows:process-tests")
    return render(request, "workflows/process_test_delete.html", {"test": found})


@require_safe
def covered(request: HttpRequest) -> HttpResponse:
    """The pictures of the processes with what the last runs of the agency's tests walked."""
    agency = _agency(_employee(request))
    runs = list(ProcessTest.objects.filter(agency=agency).exclude(walked={}).values_list("walked", flat=True))
    kinds: list[dict[str, Any]] = [
        {"code": code, "title": title, "covered": coverage(code, runs)}
        for code, title in TITLES.items()
        if code in TestedProcess.values
    ]
    return render(request, "workflows/process_coverage.html", {"kinds": kinds, "runs": len(runs)})


@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """All words of scripts."""
    _agency(_employee(request))
    context = {"key_words": words.key_words(), "buttons": words.buttons(), "roles": words.roles()}
    return render(request, "workflows/process_test_words.html", context)


def _written(request: HttpRequest, found: ProcessTest | None, agency: Agency) -> HttpResponse:
    employee, action = _employee(request), request.POST.get("action", "save")
    initial = {"name": found.name, "process": found.process, "script": found.script} if found else {}
    form = ProcessTestForm(request.POST or None, agency=agency, initial=initial)
    report: Report | None = None
    if request.method == "POST" and form.is_valid():
        if action == "try":
            report = run(form.cleaned_data["script"], agency)
        else:
            try:
                kept = _kept(employee, agency, form, found)
            except ValidationError as error:
                refuse(form, error)
            else:
                if action != "run":
                    messages.success(request, _("The test is kept."))
                    return redirect("workflows:process-test", kept.pk)
                found, report = kept, _run_and_note(employee, kept)
                found = ProcessTest.objects.select_related("agency", "last_run_by").get(pk=kept.pk)
    context = {
        "form": form,
        "test": found,
        "report": report,
        "acts": timeline(found).reverse()[:ACTS_SHOWN] if found is not None else [],
        "example": words.example(),
    }
    return render(request, "workflows/process_test.html", context, status=422 if form.errors else 200)


def _kept(employee: Employee, agency: Agency, form: ProcessTestForm, found: ProcessTest | None) -> ProcessTest:
    """The test as it was typed: what is to be run need not have been changed."""
    data = form.cleaned_data
    try:
        return services.write_test(
            actor=employee,
            agency=agency,
            name=data["name"],
            process=data["process"],
            script=data["script"],
            test=found,
        )
    except ValidationError as error:
        if found is not None and getattr(error, "code", "") == "nothing-changed":
            return found
        raise


def _run_and_note(employee: Employee, test: ProcessTest) -> Report:
    report = run(test.script, test.agency)
    services.note_run(
        actor=employee,
        test=test,
        script=test.script,
        is_passed=report.is_passed,
        failure=report.failure,
        walked=report.walked,
    )
    return report


def _tests(request: HttpRequest) -> Any:
    return ProcessTest.objects.visible_to(_employee(request))


def _employee(request: HttpRequest) -> Employee:
    return cast("Employee", request.user)


def _agency(employee: Employee) -> Agency:
    """The agency whose processes the person tests."""
    if employee.main_post is None or not policies.may_test_processes(employee, employee.agency):
        raise Http404
    return employee.agency
