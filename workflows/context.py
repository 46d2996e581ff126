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

# So many pages beside the desk are one list.
UNGROUPED_AT_MOST = 12


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


@dataclass(frozen=True)
class Group:
    """Pages about one thing, folded or open; without a title where the person has so few that all stand together."""

    title: str
    links: list[Link]
    is_open: bool


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
        "groups": _groups(employee, request.path),
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


def _groups(employee: Employee, path: str) -> list[Group]:
    """The pages that this person may open, by what they are about; nothing else is named. Few need no groups."""
    registers, exchanges = holds(employee, Power.REGISTER), holds(employee, Power.EXCHANGE)
    watches, audits = holds(employee, Power.WATCH_LOAD), holds(employee, Power.WATCH_HISTORY)
    administers, controls = holds(employee, Power.ADMINISTER), holds(employee, Power.CONTROL)
    keeps_templates = holds(employee, Power.KEEP_TEMPLATES)
    resolves = holds(employee, Power.RESOLVE)
    takes_part = bool(may_take_part(employee))
    pages = [
        (
            _("Papers"),
            True,
            [
                (registers, "documents:register-appeal", _("Register an appeal")),
                (registers, "documents:register-correspondence", _("Register a letter")),
                (registers, "documents:register-internal", _("Register an internal document")),
                (takes_part, "documents:search", _("Search")),
                (takes_part, "workflows:cases", _("Cases")),
                (policies.may_see_orders_under_way(employee), "workflows:orders", _("Orders under way")),
                (takes_part, "workflows:assignments", _("Assignments")),
                (takes_part, "citizens:people", _("Applicants")),
                (bool(agencies_seen(employee)), "documents:journals", _("Journals")),
                (registers, "documents:batches", _("Scans")),
                (bool(agencies_seen(employee)), "documents:postal-registers", pgettext("mail", "Post")),
                (bool(agencies_seen(employee)), "documents:file-plans", _("File plan")),
            ],
        ),
        (
            _("Decisions and approvals"),
            True,
            [
                (holds(employee, Power.SIGN), "workflows:signing-folder", _("Signing folder")),
                (resolves or registers, "workflows:drafted", _("Drafted resolutions")),
                (resolves, "workflows:favourites", _("Favourites of resolutions")),
                (holds(employee, Power.EXECUTE) or registers, "workflows:routes", _("Favourite routes")),
            ],
        ),
        (
            _("Control"),
            False,
            [
                (watches, "workflows:control", _("Control desk")),
                (watches, "oversight:stuck", _("Where work gets stuck")),
                (holds(employee, Power.WATCH_LOAD, employee.agency_key), "workflows:processes", _("Processes")),
                (
                    holds(employee, Power.TEST_PROCESSES, employee.agency_key),
                    "workflows:process-tests",
                    _("Tests of processes"),
                ),
                (administers or controls, "workflows:incidents", _("Incidents")),
                (administers or controls, "workflows:moved-terms", _("Terms the calendar moves")),
            ],
        ),
        (
            _("People and time"),
            False,
            [
                (takes_part, "workflows:my-time", _("My time")),
                (employee.main_post is not None, "agencies:structure", _("Structure")),
                (employee.main_post is not None, "agencies:absences", _("Absences")),
                (watches, "oversight:load", _("Load")),
                (watches, "workflows:distribution", _("Distribution")),
                (watches, "oversight:hours", _("Hours")),
                (watches, "oversight:month-sheet", _("Month sheet")),
                (controls, "workflows:time-rules", _("Keeping of time")),
                (administers, "workflows:norms", _("Norms of hours")),
            ],
        ),
        (
            _("Exchange"),
            False,
            [
                (exchanges, "exchange:inbox", _("Exchange: inbox")),
                (exchanges, "exchange:outbox", _("Exchange: outbox")),
                (exchanges, "exchange:correspondents", _("Exchange: correspondents")),
            ],
        ),
        (
            _("Settings"),
            False,
            [
                (keeps_templates, "documents:templates", _("Templates of letters")),
                (keeps_templates or administers, "workflows:approval-rules", _("Rules of approval")),
                (keeps_templates, "agencies:words", _("Corrected words")),
                (administers, "workflows:designs", _("Process designs")),
                (administers, "workflows:rules", _("Automation rules")),
                (administers, "agencies:calendar", _("Working calendar")),
                (administers, "agencies:term-kinds", _("Kinds of terms")),
                (administers, "signing:certificates", _("Certificates")),
                (holds(employee, Power.SIGN), "signing:second-factor", _("Second factor")),
            ],
        ),
        (
            _("History"),
            False,
            [
                (audits, "oversight:acts", _("History of acts")),
                (audits, "oversight:readings", _("Audit of reading")),
                (audits, "oversight:integrity", _("Integrity of the log")),
            ],
        ),
    ]
    found = [
        (
            title,
            is_first,
            [Link(reverse(name), label, path == reverse(name)) for allowed, name, label in links if allowed],
        )
        for title, is_first, links in pages
    ]
    if sum(len(links) for _title, _is_first, links in found) <= UNGROUPED_AT_MOST:
        return [Group("", [link for _title, _is_first, links in found for link in links], is_open=True)]
    return [
        Group(title, links, is_open=is_first or any(one.is_current for one in links))
        for title, is_first, links in found
        if links
    ]


def _link(name: str, label: str, path: str) -> Link:
    address = reverse(name)
    return Link(address, label, is_current=path == address)
