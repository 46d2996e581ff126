"""The demo's agency A, lived through once for all tests of a module; the database is as before afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from agencies.models import Agency, Employee
from demo import node
from demo.logins import Logins
from demo.population import populate
from demo.world import AGENCY_A


@dataclass(frozen=True)
class Demo:
    """The ministry of the demo."""

    agency: Agency
    logins: Logins

    def person(self, login: str) -> Employee:
        """One of its people."""
        return Employee.objects.get(username=login)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """Prepared as ``prepare_node --node a`` does it."""
    with django_db_blocker.unblock(), transaction.atomic():
        node.load_reference_data()
        logins = Logins("correct horse battery")
        agency = node.prepare_agency(AGENCY_A, logins)
        node.prepare_keys(agency, AGENCY_A, logins)
        populate(agency, AGENCY_A, logins)
        with django_db_blocker.block():
            yield Demo(agency, logins)
        transaction.set_rollback(True)
