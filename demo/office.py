"""The agency of a demo node as its stories use it: who does what, and what they write."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.calendars import calendar_for
from agencies.models import Agency, Employee, Role
from citizens.models import Case, CaseKind, Channel, Person, Topic
from citizens.services import PersonData
from demo.logins import Logins
from demo.people import Applicant, Home
from demo.subjects import Inquiry, Subject
from demo.world import GAP, AgencySpec
from documents import letters
from documents.models import Document, FileIndex, LetterTemplate
from documents.selectors import shown_digests
from documents.services import AppealCard, LetterDraft, register_appeal
from history import clock

_INQUIRY_DAYS = 15
_HANDLING_DAYS = 5


class Office:
    """An agency with the people of its specification, found by login."""

    def __init__(self, agency: Agency, spec: AgencySpec, logins: Logins) -> None:
        self.agency = agency
        self.spec = spec
        self._logins = logins
        self._turns: dict[str, int] = {}
        self.clerk = self._holders(Role.CLERK)[0]
        self.controller = self._holders(Role.CONTROLLER)[0]
        self.signer = next(person.login for person in spec.people if person.signs)

    def person(self, login: str) -> Employee:
        """The person with the posts that they hold at the moment of the clock."""
        return Employee.objects.get(username=login)

    def executor_for(self, unit: str) -> str:
        """The executors of a unit in turn."""
        people = self._holders(Role.EXECUTOR, unit)
        turn = self._turns[unit] = self._turns.get(unit, -1) + 1
        return people[turn % len(people)]

    def head_of(self, unit: str) -> str:
        """The head of a unit."""
        return self._holders(Role.UNIT_HEAD, unit)[0]

    def passphrase(self, signer: Employee) -> str:
        """What the signer types."""
        return self._logins.passphrase(signer.username)

    def register(
        self,
        actor: Employee,
        applicant: Applicant,
        home: Home,
        subject: Subject,
        channel: Channel,
        scans: Sequence[SimpleUploadedFile],
        complained_of: Employee | None = None,
        co_applicants: int = 0,
    ) -> Case:
        """Register an appeal of an applicant, who is entered if they never wrote before."""
        known = Person.objects.filter(
            agency=self.agency, last_name=applicant.last_name, first_name=applicant.first_name, address=home.address
        ).first()
        entered = PersonData(
            last_name=applicant.last_name,
            first_name=applicant.first_name,
            patronymic=applicant.patronymic,
            sex=applicant.sex,
            address=home.address,
        )
        card = AppealCard(
            kind=subject.kind,
            channel=channel,
            summary=subject.summary,
            text=subject.text.format(house=home.house),
            received_on=clock.today(),
            topic=Topic.objects.filter(code=subject.topic).first(),
            applicant=known,
            new_applicant=None if known else entered,
            co_applicants=co_applicants,
            complained_of=complained_of,
            questions=[ask.text for ask in subject.asks],
        )
        return register_appeal(actor=actor, agency=self.agency, appeal=card, uploads=scans)

    def inquiry(self, author: Employee, case: Case, inquiry: Inquiry, approver: str) -> LetterDraft:
        """The draft of an inquiry to another body, from the agency's template."""
        template = self._template(LetterTemplate.Purpose.INQUIRY)
        _subject, body = letters.fill(template, case, author)
        head, _gap, _rest = body.partition(f"1) {GAP}")
        points = ";\n".join(f"{number}) {question}" for number, question in enumerate(inquiry.questions, 1))
        return LetterDraft(
            purpose=template.purpose,
            subject=inquiry.subject,
            body=f"{head}{points}.",
            approver=self.person(approver),
            signer=self.person(self.signer),
            correspondent_name=inquiry.addressee,
            correspondent_address=inquiry.address,
            reply_due_on=clock.today() + timedelta(days=_INQUIRY_DAYS),
        )

    def answer(self, author: Employee, case: Case, substance: str, approver: str) -> LetterDraft:
        """The draft of an answer to the applicant, from the agency's template."""
        template = self._template(LetterTemplate.Purpose.ANSWER)
        subject, body = letters.fill(template, case, author)
        return LetterDraft(
            purpose=template.purpose,
            subject=subject,
            body=body.replace(GAP, substance, 1),
            approver=self.person(approver),
            signer=self.person(self.signer),
        )

    def shown(self, letter: Document) -> list[str]:
        """The digests of the files that the signer is shown."""
        return shown_digests(letter)

    def file_for(self, letter: Document) -> FileIndex:
        """Where a letter to another body, or an answer to a citizen, is filed."""
        if letter.purpose in LetterTemplate.TO_APPLICANT | {LetterTemplate.Purpose.FORWARDING}:
            return self.file_of_appeals()
        return self._file("ереписка")

    def file_of_case(self, case: Case) -> FileIndex:
        """Where a case is filed: an appeal with the appeals, an inquiry of another body with the correspondence."""
        return self._file("ереписка") if case.kind == CaseKind.INQUIRY else self.file_of_appeals()

    def file_of_appeals(self) -> FileIndex:
        """The file of citizens' appeals of the year."""
        return self._file("Обращения граждан")

    def within(self, due_on: date) -> date:
        """The term of an assignment: some days before that of the case, never before today."""
        days = calendar_for(self.agency)
        return max(days.previous_working(due_on - timedelta(days=_HANDLING_DAYS)), days.next_working(clock.today()))

    def _file(self, words: str) -> FileIndex:
        return FileIndex.objects.get(agency=self.agency, year=clock.today().year, title__contains=words)

    def _template(self, purpose: str) -> LetterTemplate:
        return LetterTemplate.objects.get(agency=self.agency, purpose=purpose)

    def _holders(self, role: Role, unit: str = "") -> list[str]:
        return [
            person.login
            for person in self.spec.people
            if any(post.role == role and unit in ("", post.unit) for post in person.posts)
        ]
