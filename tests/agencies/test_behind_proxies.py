"""The address of whoever asks, with and without proxies of our own before the program."""

from typing import Any

import pytest
from django.test import Client

from history.models import Act
from tests.people import PASSWORD, Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F37")]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "unknown", "127.0.0.1"),
    ],
)
def test_the_record_keeps_the_address_that_our_outermost_proxy_saw(
    office: Office, settings: Any, proxies: int, forwarded: str, seen: str
) -> None:
    """Not one that the asker wrote, and none at all from the header where there is no proxy."""
    settings.PROXIES = proxies

    Client().post(
        "/login/",
        {"username": office.person("clerk").username, "password": PASSWORD},
        headers={"x-forwarded-for": forwarded} if forwarded else {},
    )

    assert Act.objects.filter(verb="agencies.signed_in").latest("pk").address == seen
