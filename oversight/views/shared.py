"""What the pages of this room share: who looks, and what is not there for them."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from agencies import sheets
from agencies.models import Employee

PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def viewer(request: HttpRequest) -> Employee:
    """The person who looks."""
    if not isinstance(request.user, Employee):
        raise Http404
    return request.user


def exists_if(is_allowed: bool) -> None:
    """To those who may not see it, a page does not exist."""
    if not is_allowed:
        raise Http404


def address_with(request: HttpRequest, **changed: Any) -> str:
    """The query of this page with other values."""
    return urlencode([(k, v) for k, v in request.GET.items() if k not in changed and v] + list(changed.items()))


def number_before(request: HttpRequest) -> int | None:
    """The number that the asked stretch of a list lies before."""
    before = request.GET.get("before", "")
    return int(before) if before.isdigit() else None


def page_of(request: HttpRequest, found: "QuerySet[Any, Any]") -> "Page[Any]":
    """The page of an ordered list that the address asks for, its rows read; one beyond the last is the last."""
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page


def table_file(kind: str, name: str, lines: Iterable[Sequence[str]]) -> HttpResponse:
    """A table as a file for a spreadsheet, ``xlsx`` or ``csv``."""
    answer = (
        HttpResponse(sheets.xlsx_of(lines), content_type=XLSX)
        if kind == "xlsx"
        else HttpResponse(sheets.csv_of(sheets.harmless(lines)), content_type="text/csv; charset=utf-8")
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
