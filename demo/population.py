"""Filling a demo node: the stories of its agency, the three appeals of today, and the numbers that journals reach."""

from datetime import date, datetime, time
from itertools import cycle

from django.db import transaction
from django.utils import timezone

from agencies.calendars import calendar_for
from agencies.models import Agency
from citizens import services as citizens
from citizens.models import Case, Channel, Person
from citizens.services import PersonData
from demo import approvals, aside, assignments, mail, service
from demo.diary import Diary
from demo.logins import Logins
from demo.node import LOADER
from demo.office import Office
from demo.papers import letter_scan
from demo.people import CHERNYSHEV, FROLOVA, GUSEV, MEN, STREETS, TOWNS, WOMEN, Home
from demo.roster import ENTRANCE_ROADS, ROADS_A, ROADS_B, Road
from demo.stories import Event, Story, plan, play
from demo.subjects import (
    ENTRANCE,
    HERITAGE_SUBJECTS,
    LIFT_AND_PLAYGROUND,
    ROOF_OF_A_MONUMENT,
    SUBJECTS,
    THIRD_LETTER,
    Subject,
)
from demo.world import AgencySpec
from documents.models import Journal, JournalYear
from history import clock
from history.actors import acting

CHERNYSHEVS_HOME = Home("г. Верхнеозёрск", "ул. Кузнечная", 31, 8)
CALLS_AGAIN = WOMEN[0]
_CHANNELS = (Channel.POST, Channel.PORTAL, Channel.IN_PERSON, Channel.PORTAL, Channel.WEBSITE, Channel.POST)


@transaction.atomic
def populate(agency: Agency, spec: AgencySpec, logins: Logins) -> None:
    """Live through the months before today once: cases in all stages, some late, then the appeals of the demo.

    Nothing happens when the agency has a case already.
    """
    if Case.objects.filter(agency=agency).exists():
        return
    office = Office(agency, spec, logins)
    diary = Diary(calendar_for(agency))
    eve = diary.days_before(clock.today(), 1)
    until = _at(eve, time(15, 30))
    events = plan(_stories(office, diary, eve), diary, until)
    _set_journals(agency, spec, events)
    play(events)
    if spec.node == "a":
        _register_appeals_of_the_demo(office, eve)
        _enter_a_double(office, eve)
        assignments.give(office, eve)
        approvals.go_round(office, eve)
        service.serve(office, eve)
        aside.add(office, eve)
    _see_to_paper(office, eve)


def _stories(office: Office, diary: Diary, eve: date) -> list[tuple[Story, datetime]]:
    """Every story with the moment at which its paper lay before the clerk, the oldest first."""
    is_ministry = office.spec.node == "a"
    subjects = SUBJECTS if is_ministry else HERITAGE_SUBJECTS
    asking = cycle([subject for subject in subjects if subject.inquiry])
    all_subjects = cycle(subjects)
    people = cycle([one for pair in zip(WOMEN, MEN, strict=True) for one in pair])
    channels = cycle(_CHANNELS)
    found = []
    for number, road in enumerate(ROADS_A if is_ministry else ROADS_B):
        subject: Subject = next(asking) if road.asks_others else next(all_subjects)
        story = Story(office, subject, next(people), _home(number), road, next(channels))
        found.append((story, _begins(diary, eve, road, number)))
    if is_ministry:
        for number, road in enumerate(ENTRANCE_ROADS):
            story = Story(office, ENTRANCE, CHERNYSHEV, CHERNYSHEVS_HOME, road, Channel.IN_PERSON)
            found.append((story, _begins(diary, eve, road, number)))
    return sorted(found, key=lambda one: one[1])


def _home(number: int) -> Home:
    street, town = STREETS[number % len(STREETS)], TOWNS[number % len(TOWNS)]
    return Home(town, street, 2 + number * 7 % 61, 1 + number * 13 % 90)


def _begins(diary: Diary, eve: date, road: Road, number: int) -> datetime:
    day = diary.days_before(eve, road.days - 1)
    return _at(day, time(9 + number % 3, number * 17 % 60))


def _set_journals(agency: Agency, spec: AgencySpec, events: list[Event]) -> None:
    """Let each journal begin so that it reaches its number at the end, without a gap."""
    for journal in spec.journals:
        years = [event.at.year for event in events if event.is_end and event.step.numbers == journal.flow]
        with acting(LOADER):
            kept = Journal.objects.get(agency=agency, flow=journal.flow)
            for year in {*years, clock.today().year}:
                JournalYear.objects.create(journal=kept, year=year, last=max(journal.reached - years.count(year), 0))


def _register_appeals_of_the_demo(office: Office, eve: date) -> None:
    """The three appeals that wait for a resolution when the demo begins."""
    clerk, ministry = office.clerk, office.spec.name
    frolova = Home("г. Верхнеозёрск", "ул. Соборная", 14, 7)
    gusev = Home("г. Верхнеозёрск", "пр-т Строителей", 40, 112)
    with clock.at(_at(eve, time(16, 10))):
        text = ROOF_OF_A_MONUMENT.text
        sheets = letter_scan(
            ministry,
            FROLOVA,
            frolova,
            text,
            by_hand=True,
            enclosure="Объявление управляющей организации о переносе ремонта.",
        )
        office.register(office.person(clerk), FROLOVA, frolova, ROOF_OF_A_MONUMENT, Channel.POST, [sheets])
    with clock.at(_at(eve, time(16, 25))):
        sheets = letter_scan(ministry, GUSEV, gusev, LIFT_AND_PLAYGROUND.text, by_hand=False)
        office.register(
            office.person(clerk), GUSEV, gusev, LIFT_AND_PLAYGROUND, Channel.PORTAL, [sheets], co_applicants=13
        )
    with clock.at(_at(eve, time(16, 45))):
        sheets = letter_scan(ministry, CHERNYSHEV, CHERNYSHEVS_HOME, THIRD_LETTER.text, by_hand=True)
        office.register(
            office.person(clerk),
            CHERNYSHEV,
            CHERNYSHEVS_HOME,
            THIRD_LETTER,
            Channel.IN_PERSON,
            [sheets],
            complained_of=office.person("ershov"),
        )


def _enter_a_double(office: Office, eve: date) -> None:
    """A citizen who wrote before calls, and is entered again from the call: two cards for the clerk to merge."""
    known = Person.objects.filter(agency=office.agency, last_name=CALLS_AGAIN.last_name).earliest("id")
    heard = PersonData(
        last_name=known.last_name,
        first_name=f"{known.first_name[0]}.",
        patronymic=f"{known.patronymic[0]}.",
        sex=known.sex,
        address=known.address.replace(", д. ", ", ").replace(", кв. ", "-"),
        phone="8 (8000) 22-47-19",
    )
    with clock.at(_at(eve, time(16, 55))):
        citizens.add_person(actor=office.person(office.clerk), agency=office.agency, person=heard)


def _see_to_paper(office: Office, eve: date) -> None:
    """At the end of the last day: registers of the post, and a pile of scans."""
    with clock.at(_at(eve, time(16, 58))):
        mail.keep_post(office, eve)
        mail.send_scans(office, mail.last_papers(office, 3))


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
