"""Questions about drafted resolutions and about what a head keeps at hand."""

from django.db.models import F, QuerySet

from agencies.models import Employee
from citizens.models import Case
from workflows.drafted import DraftState, FavouriteExecutor, FavouriteText, ResolutionDraft

SHOWN_OF_AIDE = 50


def for_head(head: Employee) -> QuerySet[ResolutionDraft]:
    """What awaits the head, the cases that are due first at the top."""
    waiting = ResolutionDraft.objects.visible_to(head).waiting().filter(head=head)
    return waiting.select_related(
        *("case__applicant", "case__agency", "executor", "drafted_by", "term_kind"),
    ).order_by(F("case__due_on").asc(), "id")


def of_aide(aide: Employee) -> QuerySet[ResolutionDraft]:
    """What the aide drafted: what the head has returned or not decided, the newest first."""
    mine = ResolutionDraft.objects.visible_to(aide).filter(drafted_by=aide)
    shown = mine.filter(state__in=[DraftState.WAITING, DraftState.RETURNED])
    return shown.select_related("case", "executor", "head", "term_kind").order_by("-id")


def waiting_for(case: Case, head: Employee) -> ResolutionDraft | None:
    """The draft of a case that awaits this head."""
    return case.resolution_drafts.waiting().filter(head=head).select_related("term_kind").first()


def favourites(head: Employee) -> tuple[list[str], list[int]]:
    """The texts that a head keeps at hand, and the numbers of the people."""
    texts = FavouriteText.objects.filter(owner=head).values_list("text", flat=True)
    people = FavouriteExecutor.objects.filter(owner=head).values_list("person", flat=True)
    return list(texts), list(people)


def co_executors(drafts: list[ResolutionDraft]) -> dict[int, list[Employee]]:
    """The co-executors of drafts, by draft; one query for all."""
    people = Employee.objects.in_bulk({key for one in drafts for key in one.co_executors})
    return {one.pk: [people[key] for key in one.co_executors if key in people] for one in drafts}
