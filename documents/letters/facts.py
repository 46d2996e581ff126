"""What a letter is filled from: the facts of a case and of the people who write it, or an invented example."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from agencies.declension import Declension
from agencies.models import Agency, Employee, Sex, Unit
from citizens.models import Case, Person
from documents.models import Document, Flow, LetterTemplate, State
from documents.signers import signing_post
from history import clock

Purpose = LetterTemplate.Purpose


@dataclass(frozen=True)
class Facts:
    """Everything that fields speak of; what is not known yet is None or empty."""

    agency: Agency
    author: Employee
    author_post: str = ""
    unit_name: str = ""
    unit_code: str = ""
    signer: Employee | None = None
    signer_post: str = ""
    applicant: Person | None = None
    addressee: str = ""
    addressee_address: str = ""
    forwarded_to: str = ""
    number: str = ""
    registered_on: date | None = None
    due_on: date | None = None
    summary: str = ""
    questions: list[str] = field(default_factory=list)
    in_reply_to: str = ""
    subject: str = ""
    body: str = ""
    today: date = field(default_factory=clock.today)
    declension: Declension = field(default_factory=Declension)


def facts_of(
    case: Case | None, author: Employee, *, purpose: str, signer: Employee | None = None, forwarded_to: str = ""
) -> Facts:
    """The facts of a letter that is about to be drafted in a case, or of an order, which has none."""
    if case is None:
        return _facts_without_case(author, signer)
    post = author.main_post
    applicant = case.applicant if purpose in LetterTemplate.OF_APPLICANT else None
    to_whom = applicant if purpose in LetterTemplate.TO_APPLICANT else None
    declension = Declension(case.agency_id)
    return Facts(
        agency=case.agency,
        author=author,
        author_post=post.title if post else "",
        unit_name=post.unit.name if post else "",
        unit_code=post.unit.code if post else "",
        signer=signer,
        signer_post=signing_post(signer) if signer else "",
        applicant=applicant,
        addressee=declension.short(to_whom, "dative") if to_whom else "",
        addressee_address=to_whom.address if to_whom else "",
        forwarded_to=forwarded_to,
        number=case.number,
        registered_on=case.registered_on,
        due_on=case.due_on,
        summary=case.summary,
        questions=list(case.questions.values_list("text", flat=True)),
        in_reply_to=_reply_line(case) if purpose == Purpose.REPLY else "",
        declension=declension,
    )


def _facts_without_case(author: Employee, signer: Employee | None) -> Facts:
    post = author.main_post
    return Facts(
        agency=author.agency,
        author=author,
        author_post=post.title if post else "",
        unit_name=post.unit.name if post else "",
        unit_code=post.unit.code if post else "",
        signer=signer,
        signer_post=signing_post(signer) if signer else "",
        declension=Declension(author.agency.pk),
    )


def facts_of_letter(document: Document) -> Facts:
    """The facts of a drafted letter, with its addressee, heading and text.

    Raises:
        ValueError: it has no case or no author.
    """
    if document.case is None or document.author is None:
        raise ValueError("a letter has a case and an author")
    facts = facts_of(document.case, document.author, purpose=document.purpose, signer=document.signer)
    told = {"subject": document.subject, "body": document.body}
    if document.purpose not in LetterTemplate.TO_APPLICANT:
        names = "; ".join(one.name for one in document.addressees)
        told |= {"addressee": names, "addressee_address": document.correspondent_address}
    return Facts(**(vars(facts) | told))


def made_up_facts(author: Employee, *, purpose: str, declension: Declension | None = None) -> Facts:
    """An invented example in the person's own agency, for a preview where there is no case to show; several of them
    share a ``declension`` of the agency.
    """
    post, today = author.main_post, clock.today()
    agency = author.agency
    applicant = Person(
        last_name="Образцова",
        first_name="Мария",
        patronymic="Степановна",
        sex=Sex.FEMALE,
        address="ул. Примерная, д. 14, кв. 7",
    )
    signer = Employee(last_name="Примеров", first_name="Иван", patronymic="Петрович", sex=Sex.MALE)
    declension = declension or Declension(agency)
    is_answer = purpose in LetterTemplate.TO_APPLICANT
    unit: Unit | None = post.unit if post else None
    return Facts(
        agency=agency,
        author=author,
        author_post=post.title if post else "",
        unit_name=unit.name if unit else "",
        unit_code=unit.code if unit else "",
        signer=signer,
        signer_post="Заместитель министра",
        applicant=applicant if purpose in LetterTemplate.OF_APPLICANT else None,
        addressee=declension.short(applicant, "dative") if is_answer else "Комитет-пример",
        addressee_address=applicant.address if is_answer else "пл. Примерная, д. 1",
        forwarded_to="Комитет-пример",
        number=f"ПР-{today:%y}/1",
        registered_on=today,
        due_on=today + timedelta(days=30),
        summary="Ремонт крыши дома 14",
        questions=["Когда отремонтируют крышу?", "Почему работы перенесли?", "Кто отвечает за дом?"],
        in_reply_to=f"№ 15-02/7 от {today:%d.%m.%Y}",
        subject="О рассмотрении обращения",
        body="Текст письма.",
        declension=declension,
    )


def _reply_line(case: Case) -> str:
    asked = (
        Document.objects.filter(case=case, flow=Flow.INCOMING, state=State.REGISTERED, in_reply_to__isnull=True)
        .order_by("id")
        .first()
    )
    if asked is None or asked.their_date is None:
        return ""
    return f"№ {asked.their_number} от {asked.their_date:%d.%m.%Y}"
