"""Many registrars at the same moment: every number once, none left out, though some are refused midway."""

import pytest
from django.db import connection

from documents import selectors, services
from documents.models import Document, Journal
from history import clock
from history.services.verifying import verify_history
from tests.citizens.test_merging_at_once import at_once
from tests.documents.test_register_correspondence import letter
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
# SQLite lets one write at a time, so more of them would only wait.
REGISTRARS = 16 if connection.vendor == "postgresql" else 4
REFUSED_EVERY = 4


def test_parallel_registrars_leave_no_gap_and_give_no_number_twice(world: World) -> None:
    """Every fourth letter is one that is registered already, which is found only after a number was taken for it."""
    clerk, agency = world.person("clerk"), world.office.agency
    services.register_correspondence(actor=clerk, agency=agency, letter=letter(their_number="0"))
    cards = [letter(their_number=str(n if n % REFUSED_EVERY else 0)) for n in range(REGISTRARS)]

    came = at_once(
        *(lambda card=card: services.register_correspondence(actor=clerk, agency=agency, letter=card) for card in cards)
    )

    refused = REGISTRARS // REFUSED_EVERY
    done = REGISTRARS - refused
    assert came == sorted(["already-registered"] * refused + ["done"] * done)
    journal = Journal.objects.get(agency=agency, flow="incoming")
    rows = selectors.numbers_of_year(journal, clerk, clock.today().year, before=None, size=100)
    assert [row.ordinal for row in rows if row.document] == list(range(done + 1, 0, -1))
    assert len(set(Document.objects.filter(journal=journal).values_list("number", flat=True))) == done + 1
    assert list(verify_history()) == []
