"""What a new installation needs before anybody can sign in; everything else is entered in pages."""

import re
from dataclasses import dataclass, field

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import reference as agencies_reference
from agencies import services as agencies
from agencies.models import Agency, Employee, Role
from agencies.services import NewPost
from citizens import reference as citizens_reference
from documents import reference as documents_reference
from history import clock
from history.actors import Actor, Automatic, acting

# The code of an agency goes into addresses and names of files of other agencies, and never changes.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,58}[A-Za-z0-9]")
SET_UP = Automatic("set-up")


@dataclass(frozen=True)
class FirstAgency:
    """The first agency of an installation, its first unit, and who administers it.

    ``administrator`` is a person who is not entered yet, without a password.
    """

    agency: Agency
    unit: str
    post: str
    administrator: Employee
    password: str = field(repr=False)


def load_reference_data(actor: Actor = SET_UP) -> None:
    """Enter the kinds of terms, of documents and the like that are missing; those that are there stay as they were
    edited. A release may bring new ones, so this is done at every upgrade.
    """
    with transaction.atomic(), acting(actor):
        agencies_reference.load_reference_data()
        citizens_reference.load_reference_data()
        documents_reference.load_reference_data()


@transaction.atomic
def open_agency(told: FirstAgency) -> Agency:
    """Enter an agency with a unit and an administrator, who enters everybody else in the pages.

    Raises:
        ValidationError: a field is wrong, or the password is too easy; nothing is entered.
    """
    person = told.administrator
    if not CODE.fullmatch(told.agency.exchange_id):
        raise ValidationError({"exchange_id": _("Latin letters, digits and hyphens, three at least.")})
    try:
        validate_password(told.password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    with acting(SET_UP):
        agency = agencies.create_agency(actor=SET_UP, agency=told.agency)
        unit = agencies.create_unit(actor=SET_UP, agency=agency, code="01", name=told.unit)
        post = NewPost(unit=unit, title=told.post, role=Role.ADMINISTRATOR, starts_on=clock.today())
        agencies.hire(actor=SET_UP, employee=person, password=told.password, post=post)
    return agency
