"""A request that lost to another one is answered all the same.

Of two transactions that wait for each other the database ends one ("deadlock detected"): nothing of it is kept, and
nothing of it was wrong. Whoever sent it is not asked to send it again.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from history.models.recording import transactions_kept

# Of the standard: a deadlock; a transaction that cannot be put in order with others.
LOST = frozenset({"40P01", "40001"})
# Before another time, in seconds: the other transaction goes on meanwhile and has its locks.
PAUSES = (0.1, 0.5)
# What a request brings in one of these is kept while it is answered. Any other body is a stream, gone once it is read.
FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})


class Again:
    """Let the view answer again where the database ended its transaction in favour of another: twice at most.

    It does not where anything was kept before: a view of several transactions says itself what became of each. Nor
    where the body is no form, as that of a package or of a part of a file: whoever sends those tries again by itself.
    SQLite lets one write at a time and ends none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Remember how many transactions were kept before this one."""
        request.META[_KEPT_BEFORE] = transactions_kept()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The answer of another time, if there is one; what was uploaded is read from its beginning."""
        match = request.resolver_match
        for pause in PAUSES:
            if match is None or not _has_lost(request, exception):
                return None
            time.sleep(pause)
            for _name, files in request.FILES.lists():
                for file in files:
                    file.seek(0)
            try:
                answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
            except OperationalError as failure:
                exception = failure
            else:
                return answer
        return None


def _has_lost(request: HttpRequest, exception: Exception) -> bool:
    """Whether all that the request did was undone by the database in favour of another, and can be done anew."""
    is_lost = isinstance(exception, OperationalError) and getattr(exception.__cause__, "sqlstate", "") in LOST
    return is_lost and request.content_type in FORMS and request.META.get(_KEPT_BEFORE) == transactions_kept()


_KEPT_BEFORE = "mezhved.transactions_kept"

__all__ = ["Again"]
