"""Two requests that wait for each other: the one that the database ends is answered all the same."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from agencies.models import Unit
from config import urls
from history.models.recording import recording
from tests.people import Office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.services,
]
tried: list[bytes] = []
_meeting: dict[str, threading.Event] = {}


def rename(name: str, *units: Unit) -> None:
    """Rename units one after another."""
    for unit in units:
        fresh = Unit.objects.get(pk=unit.pk)
        fresh.name = name
        fresh.save()


def crossing(request: HttpRequest) -> HttpResponse:
    """Rename the first unit, and the second one when somebody else has renamed it and wants the first."""
    first, second = Unit.objects.order_by("pk")[:2]
    is_form = request.content_type == "multipart/form-data"
    tried.append(request.FILES["file"].read() if is_form else request.read())  # type: ignore[union-attr]  # one file
    if "before" in request.GET:
        with recording():
            rename("До того", first)
    with recording():
        rename("Наш", first)
        _meeting["ours"].set()
        assert _meeting["theirs"].wait(20)
        rename("Наш", second)
    return HttpResponse("renamed")


urlpatterns = [path("crossing/", crossing), *urls.urlpatterns]


@pytest.fixture
def other(office: Office, settings: Any) -> Iterator[threading.Thread]:
    """Somebody who renames the same units in the other order, and whom the database lets go on."""
    settings.ROOT_URLCONF = __name__
    tried.clear()
    _meeting.update(ours=threading.Event(), theirs=threading.Event())
    first, second = Unit.objects.order_by("pk")[:2]

    def cross() -> None:
        try:
            assert _meeting["ours"].wait(20)
            with recording():
                with connection.cursor() as cursor:  # who looks for a deadlock first is ended
                    cursor.execute("SET LOCAL deadlock_timeout = '60s'")
                rename("Их", second)
                _meeting["theirs"].set()
                rename("Их", first)
        finally:
            connection.close()

    thread = threading.Thread(target=cross)
    thread.start()
    yield thread
    thread.join(20)
    assert not thread.is_alive()


def post(office: Office, address: str, *, as_stream: bool = False) -> Any:
    """Send a file there, in a form or as the body itself."""
    client = Client(raise_request_exception=False)
    client.force_login(office.person("clerk"))
    if as_stream:
        return client.post(address, b"abc", content_type="application/octet-stream")
    return client.post(address, {"file": SimpleUploadedFile("a.txt", b"abc")})


def names() -> set[str]:
    """Names of the two units."""
    return set(Unit.objects.order_by("pk")[:2].values_list("name", flat=True))


def test_a_request_that_the_database_ended_is_answered_again(office: Office, other: threading.Thread) -> None:
    """With all that was sent with it."""
    answer = post(office, "/crossing/")

    assert (answer.status_code, answer.content) == (200, b"renamed")
    assert tried[:2] == [b"abc", b"abc"]
    assert names() == {"Наш"}


def test_what_was_kept_before_is_not_done_twice(office: Office, other: threading.Thread) -> None:
    """The view of several transactions fails as it did."""
    answer = post(office, "/crossing/?before")

    other.join(20)
    assert answer.status_code == 500
    assert tried == [b"abc"]
    assert names() == {"Их"}


def test_a_stream_that_was_read_is_not_answered_as_an_empty_one(office: Office, other: threading.Thread) -> None:
    """A package or a part of a file is gone once it is read: an answer to nothing would be a refusal for good."""
    answer = post(office, "/crossing/", as_stream=True)

    other.join(20)
    assert answer.status_code == 500
    assert tried == [b"abc"]
    assert names() == {"Их"}
