"""PostgreSQL may be asked to bind values itself (``?server_side_binding=true``): what is written is the same."""

from collections.abc import Iterator

import pytest
from django.db import connection

from documents import services
from documents.models import Document
from history.services.verifying import verify_history
from tests.documents.test_register_correspondence import letter
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture
def bound() -> Iterator[None]:
    """A connection whose values the server binds."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    options["server_side_binding"] = True
    yield
    connection.close()
    del options["server_side_binding"]


def test_a_letter_is_registered_with_its_whole_history(world: World, bound: None) -> None:
    """Number, versions, act, entry and index: statements go one by one there."""
    found = services.register_correspondence(
        actor=world.person("clerk"), agency=world.office.agency, letter=letter(their_number="17")
    )

    assert Document.objects.get(pk=found.pk).number
    assert list(verify_history()) == []
