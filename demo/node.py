"""Setting a demo node up: one agency with its people, journals, file plan, keys, and its card.

Every part is done once: a second run finds it done and changes nothing but the card, whose address may be new.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from agencies import services as agencies
from agencies.models import Agency, Employee, Unit
from agencies.services import NewPost
from demo.archive import lay_out_plans
from demo.logins import Logins
from demo.world import AgencySpec, PersonSpec, PostSpec
from documents.models import Journal, LetterTemplate
from exchange.services import correspondents
from history import clock
from history.actors import Automatic, acting
from signing import log_key, selectors
from signing import services as signing
from signing.signers import in_process

LOADER = Automatic("demo loader")
# Agency and keys of the demo are older than its oldest letter.
AGE = timedelta(days=200)


@transaction.atomic
def prepare_agency(spec: AgencySpec, logins: Logins) -> Agency:
    """The agency of the node with units, people, journals, file plan and templates."""
    agency = Agency.objects.filter(exchange_id=spec.exchange_id).first()
    if agency is not None:
        return agency
    today = clock.today()
    with clock.at(clock.now() - AGE - timedelta(hours=1)), acting(LOADER):
        return _make_agency(spec, logins, today)


def _make_agency(spec: AgencySpec, logins: Logins, today: date) -> Agency:
    agency = agencies.create_agency(
        actor=LOADER,
        agency=Agency(
            name=spec.name,
            short_name=spec.short_name,
            exchange_id=spec.exchange_id,
            place=spec.place,
            address=spec.address,
            phone=spec.phone,
            email=spec.email,
        ),
    )
    units = {
        unit.code: agencies.create_unit(actor=LOADER, agency=agency, code=unit.code, name=unit.name)
        for unit in spec.units
    }
    for person in spec.people:
        _hire(person, units, logins.password, today)
    _lay_out_records(agency, spec, units, today.year)
    return agency


def prepare_keys(agency: Agency, spec: AgencySpec, logins: Logins) -> None:
    """The authority, the seal and certificates of those who sign, where they are not there yet.

    ``logins`` must be saved before, so that no key is ever made whose passphrase nobody knows.
    """
    log_key.make_log_key()
    with clock.at(clock.now() - AGE), in_process():  # the signer process starts after the set-up
        if selectors.authority_of(agency) is None:
            signing.make_authority(actor=LOADER, agency=agency, is_test=True)
        if selectors.seal_of(agency) is None:
            signing.issue_seal(actor=LOADER, agency=agency)
        if selectors.stamper_of(agency) is None:
            signing.issue_stamper(actor=LOADER, agency=agency)
        for person in spec.people:
            employee = Employee.objects.get(username=person.login)
            if person.signs and selectors.certificate_of(employee) is None:
                signing.issue_person_certificate(
                    actor=LOADER, employee=employee, passphrase=logins.passphrase(person.login)
                )


def write_card(agency: Agency) -> None:
    """The card that other agencies enter in their registers of correspondents: ``public/card.json``."""
    folder = settings.DATA_DIR / "public"
    folder.mkdir(exist_ok=True)
    (folder / "card.json").write_text(correspondents.own_card(agency).written(), encoding="utf-8")


def _hire(person: PersonSpec, units: dict[str, Unit], password: str, today: date) -> None:
    employee = Employee(
        username=person.login,
        last_name=person.last_name,
        first_name=person.first_name,
        patronymic=person.patronymic,
        sex=person.sex,
        phone=person.phone,
    )
    first, *later = person.posts
    agencies.hire(actor=LOADER, employee=employee, password=password, post=_post(first, units, today))
    for spec in later:
        agencies.appoint(actor=LOADER, employee=employee, post=_post(spec, units, today))


def _post(spec: PostSpec, units: dict[str, Unit], today: date) -> NewPost:
    starts_on = today - timedelta(days=spec.since)
    order = f"приказ от {starts_on:%d.%m.%Y} № 87-лс" if spec.is_acting else ""
    return NewPost(
        unit=units[spec.unit],
        title=spec.title,
        role=spec.role,
        position=spec.position,
        starts_on=starts_on,
        ends_on=None if spec.until is None else today - timedelta(days=spec.until),
        is_acting=spec.is_acting,
        acting_order=order,
    )


def _lay_out_records(agency: Agency, spec: AgencySpec, units: dict[str, Unit], year: int) -> None:
    """Journals, file plans, and templates of letters."""
    for journal in spec.journals:
        Journal.objects.create(agency=agency, flow=journal.flow, name=journal.name, pattern=journal.pattern)
    lay_out_plans(actor=LOADER, agency=agency, spec=spec, units=units, year=year)
    for template in spec.templates:
        LetterTemplate.objects.create(
            agency=agency, purpose=template.purpose, name=template.name, subject=template.subject, body=template.body
        )
