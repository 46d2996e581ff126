"""What every page of a signed-in person shows around its content: queues with counters, and where else they may go."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agencies.models import Employee
from agencies.rules import Power, agencies_seen, holds, may_take_part
from workflows import list_selectors, notice_selectors, policies, selectors
from workflows.models import WorkKind


@dataclass(frozen=True)
class Queue:
    """A kind of work, or a list beside it, with its counter; None where it was not counted."""

    kind: str
    label: str
    count: int | None


@dataclass(frozen=True)
class Link:
    """A page beside the desk."""

    address: str
    label: str
    is_current: bool


def workplace(request: HttpRequest) -> dict[str, Any]:
    """Queues and links of the person, asked for only by pages that show them."""
    return {"workplace": SimpleLazyObject(lambda: _workplace(request))}


def _workplace(request: HttpRequest) -> dict[str, Any]:
    employee = request.user
    if not isinstance(employee, Employee):
        return {}
    counts = selectors.counters(employee)
    post = employee.main_post
    on_desk = request.path == reverse("workflows:desk")
    return {
        "queues": [Queue(kind, str(WorkKind(kind).label), count) for kind, count in counts.items()],
        "total": sum(counts.values()),
        "notices": notice_selectors.unread_count(employee),
        "notices_most": notice_selectors.COUNTED_AT_MOST,
        "queue": (request.GET.get("list") or request.GET.get("queue", "")) if on_desk else None,
        "lists": _lists(employee, is_counted=on_desk),
        "links": [Link(address, label, request.path == address) for address, label in _links(employee)],
        "post": post.title if post else "",
        "agency": post.unit.agency.short_name if post else "",
    }


def _lists(employee: Employee, *, is_counted: bool) -> list[Queue]:
    """What the person waits for, follows and looks after; counted where they look at the desk."""
    if not may_take_part(employee):
        return []
    return [
        Queue(name, str(title), list_selectors.LISTS[name](employee).count() if is_counted else None)
        for name, title in list_selectors.TITLES.items()
        if name != list_selectors.OVERDUE or list_selectors.leads(employee)
    ]


def _links(employee: Employee) -> list[tuple[str, str]]:
    """The pages that this person may open; nothing else is named."""
    registers, exchanges = holds(employee, Power.REGISTER), holds(employee, Power.EXCHANGE)
    watches, audits = holds(employee, Power.WATCH_LOAD), holds(employee, Power.WATCH_HISTORY)
    administers, controls = holds(employee, Power.ADMINISTER), holds(employee, Power.CONTROL)
    keeps_templates = holds(employee, Power.KEEP_TEMPLATES)
    resolves = holds(employee, Power.RESOLVE)
    takes_part = bool(may_take_part(employee))
    pages = [
        (registers, "documents:register-appeal", _("Register an appeal")),
        (registers, "documents:register-correspondence", _("Register a letter")),
        (registers, "documents:register-internal", _("Register an internal document")),
        (holds(employee, Power.SIGN), "workflows:signing-folder", _("Signing folder")),
        (resolves or registers, "workflows:drafted", _("Drafted resolutions")),
        (resolves, "workflows:favourites", _("Favourites of resolutions")),
        (takes_part, "documents:search", _("Search")),
        (takes_part, "workflows:cases", _("Cases")),
        (policies.may_see_orders_under_way(employee), "workflows:orders", _("Orders under way")),
        (takes_part, "workflows:assignments", _("Assignments")),
        (holds(employee, Power.EXECUTE) or registers, "workflows:routes", _("Favourite routes")),
        (takes_part, "workflows:my-time", _("My time")),
        (watches, "workflows:control", _("Control desk")),
        (takes_part, "citizens:people", _("Applicants")),
        (employee.main_post is not None, "agencies:structure", _("Structure")),
        (employee.main_post is not None, "agencies:absences", _("Absences")),
        (bool(agencies_seen(employee)), "documents:journals", _("Journals")),
        (registers, "documents:batches", _("Scans")),
        (bool(agencies_seen(employee)), "documents:postal-registers", pgettext("mail", "Post")),
        (bool(agencies_seen(employee)), "documents:file-plans", _("File plan")),
        (keeps_templates, "documents:templates", _("Templates of letters")),
        (keeps_templates or administers, "workflows:approval-rules", _("Rules of approval")),
        (keeps_templates, "agencies:words", _("Corrected words")),
        (exchanges, "exchange:inbox", _("Exchange: inbox")),
        (exchanges, "exchange:outbox", _("Exchange: outbox")),
        (exchanges, "exchange:correspondents", _("Exchange: correspondents")),
        (watches, "oversight:load", _("Load")),
        (holds(employee, Power.WATCH_LOAD, employee.agency_key), "workflows:processes", _("Processes")),
        (
            holds(employee, Power.TEST_PROCESSES, employee.agency_key),
            "workflows:process-tests",
            _("Tests of processes"),
        ),
        (holds(employee, Power.SIGN), "signing:second-factor", _("Second factor")),
        (watches, "workflows:distribution", _("Distribution")),
        (watches, "oversight:hours", _("Hours")),
        (watches, "oversight:stuck", _("Where work gets stuck")),
        (watches, "oversight:month-sheet", _("Month sheet")),
        (controls, "workflows:time-rules", _("Keeping of time")),
        (administers or controls, "workflows:incidents", _("Incidents")),
        (administers, "signing:certificates", _("Certificates")),
        (administers, "agencies:calendar", _("Working calendar")),
        (administers, "agencies:term-kinds", _("Kinds of terms")),
        (administers, "workflows:designs", _("Process designs")),
        (administers, "workflows:rules", _("Automation rules")),
        (administers, "workflows:norms", _("Norms of hours")),
        (administers or controls, "workflows:moved-terms", _("Terms the calendar moves")),
        (audits, "oversight:acts", _("History of acts")),
        (audits, "oversight:readings", _("Audit of reading")),
        (audits, "oversight:integrity", _("Integrity of the log")),
    ]
    return [(reverse(name), label) for allowed, name, label in pages if allowed]
