"""The pages of corrected words."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import DeclinedWord
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F45")]
FORMS = {
    "genitive": "секретаря-референта",
    "dative": "секретарю-референту",
    "accusative": "секретаря-референта",
    "instrumental": "секретарём-референтом",
    "prepositional": "секретаре-референте",
}


def browser(office: Office) -> Client:
    """The head of the records office signed in."""
    client = Client()
    client.force_login(office.person("controller"), backend="agencies.backends.EmployeeBackend")
    return client


def test_the_rules_decline_a_word_first_and_nothing_is_saved_by_that(office: Office) -> None:
    """The nominative alone is asked for."""
    page = browser(office).post(
        reverse("agencies:word-new"),
        {"kind": "unit", "sex": "", "nominative": "Правовой  отдел", "decline": "1"},
    )

    assert page.status_code == 200
    assert 'value="Правовому отделу"' in page.text
    assert not DeclinedWord.objects.exists()


def test_a_word_is_entered_found_changed_and_taken_back(office: Office) -> None:
    """With all its forms, which are wanted then."""
    client, post = browser(office), {"kind": "post", "sex": "", "nominative": "секретарь-референт"}

    assert client.post(reverse("agencies:word-new"), post).status_code == 422
    assert client.post(reverse("agencies:word-new"), post | FORMS).status_code == 302
    word = DeclinedWord.objects.get()
    found = client.get(reverse("agencies:words"), {"q": "секрет"}).text
    nothing = client.get(reverse("agencies:words"), {"q": "министр"}).text
    changed = client.post(reverse("agencies:word", args=[word.pk]), post | FORMS | {"dative": "секретарь-референту"})

    assert ("секретарю-референту" in found, "секретарю-референту" in nothing) == (True, False)
    assert changed.status_code == 302
    assert DeclinedWord.objects.get().dative == "секретарь-референту"
    assert client.post(reverse("agencies:word-drop", args=[word.pk])).status_code == 302
    assert not DeclinedWord.objects.exists()
