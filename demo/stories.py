"""The lives of the demo's cases: which step comes when, and how each is done through the services of the rooms.

Everything is dated with the moment at which it would have happened; nothing is written past the services.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from agencies.models import Employee
from citizens.models import Case, Channel, Outcome
from demo.diary import Diary
from demo.office import Office
from demo.papers import letter_scan
from demo.people import Applicant, Home
from demo.roster import Road
from demo.subjects import Subject
from documents.models import Document, Flow, LetterTemplate
from history import clock
from workflows.models import Effort, Visa, WorkItem, WorkKind, WorkState
from workflows.services import cases, desk, effort, letters, own_time

# Pages report activity more often than this; see `workflows.services.effort`.
_TOUCH = timedelta(seconds=85)
_TOUCHES = 3
_OPEN = (WorkState.OPEN, WorkState.TAKEN, WorkState.WAITING)
_HOURS_A_DAY = 7.5
_OFFICIAL_REPORT = "Ответ направлен заявителю, все вопросы рассмотрены."


@dataclass(frozen=True)
class Step:
    """A step of a case: who does it, how many working hours after the step before it, for how long, and how."""

    name: str
    who: str
    gap: float
    minutes: int
    do: Callable[[Employee], None]
    kind: str = ""
    numbers: str = ""


class Story:
    """One case of the demo from its registration to where its road ends."""

    def __init__(
        self, office: Office, subject: Subject, applicant: Applicant, home: Home, road: Road, channel: Channel
    ) -> None:
        self.office = office
        self.subject = subject
        self.applicant = applicant
        self.home = home
        self.road = road
        self.channel = channel
        self.executor = office.executor_for(subject.unit)
        self.approver = office.head_of(subject.unit)
        self._case: Case | None = None
        self._letter: Document | None = None

    def steps(self) -> Iterator[Step]:
        """The steps of the road up to where it stops, that one included."""
        for step in self._whole_road():
            yield step
            if step.name == self.road.stops:
                return

    @property
    def pace(self) -> float:
        """What stretches the gaps of the road, so that a case on its way came to where it is not long ago."""
        if self.road.pace:
            return self.road.pace
        if not self.road.stops:
            return 1.0
        gaps = [step.gap for step in self.steps()]
        walked = sum(gaps if self.road.is_begun else gaps[:-1])
        return max((self.road.days - 1) * _HOURS_A_DAY / walked, 0.3) if walked else 1.0

    def item(self, step: Step) -> WorkItem | None:
        """The open work item of the step; None for registration."""
        if not step.kind:
            return None
        items = WorkItem.objects.filter(case=self._case, kind=step.kind, state__in=_OPEN)
        return items.order_by("-id").first()

    def _whole_road(self) -> Iterator[Step]:
        office = self.office
        yield Step("register", office.clerk, 0, 9, self._register, numbers=Flow.APPEAL)
        yield Step("resolve", office.signer, 4, 4, self._resolve, WorkKind.RESOLVE)
        if self.road.asks_others and self.subject.inquiry:
            yield from self._inquiry()
        yield Step("draft", self.executor, 22, 45, self._draft_answer, WorkKind.EXECUTE)
        if self.road.is_returned or self.road.stops == "revise":
            yield Step("return", self.approver, 5, 6, self._return, WorkKind.APPROVE)
            yield Step("revise", self.executor, 9, 25, self._revise, WorkKind.REVISE)
        yield Step("visa", self.approver, 6, 5, self._agree, WorkKind.APPROVE)
        yield Step("sign", office.signer, 5, 4, self._sign, WorkKind.SIGN)
        yield Step("number", office.clerk, 2, 4, self._number, WorkKind.REGISTER_LETTER, Flow.OUTGOING)
        yield Step("send", office.clerk, 1, 4, self._send, WorkKind.DISPATCH)
        yield Step("report", self.executor, 3, 8, self._report, WorkKind.EXECUTE)
        if self.road.is_report_returned:
            yield Step("return-report", office.controller, 4, 5, self._return_report, WorkKind.CONTROL)
            yield Step("report-again", self.executor, 6, 6, self._report, WorkKind.EXECUTE)
        yield Step("accept", office.controller, 5, 5, self._accept, WorkKind.CONTROL)
        yield Step("file", office.clerk, 7, 4, self._file, WorkKind.FILE)

    def _inquiry(self) -> Iterator[Step]:
        office = self.office
        yield Step("inquire", self.executor, 7, 30, self._draft_inquiry, WorkKind.EXECUTE)
        yield Step("visa-inquiry", self.approver, 4, 4, self._agree, WorkKind.APPROVE)
        yield Step("sign-inquiry", office.signer, 4, 3, self._sign, WorkKind.SIGN)
        yield Step("number-inquiry", office.clerk, 2, 4, self._number, WorkKind.REGISTER_LETTER, Flow.OUTGOING)
        yield Step("send-inquiry", office.clerk, 1, 3, self._send, WorkKind.DISPATCH)
        yield Step("wait", self.executor, 1, 3, self._wait, WorkKind.EXECUTE)
        yield Step("go-on", self.executor, 64, 4, self._go_on, WorkKind.AWAIT_REPLY)

    @property
    def case(self) -> Case:
        """The case as it is now; to be asked after its registration."""
        assert self._case is not None
        self._case.refresh_from_db()
        return self._case

    @property
    def letter(self) -> Document:
        """The letter that is on its way, as it is now."""
        assert self._letter is not None
        return Document.objects.get(pk=self._letter.pk)

    def _register(self, actor: Employee) -> None:
        text = self.subject.text.format(house=self.home.house)
        is_paper = self.channel in (Channel.POST, Channel.IN_PERSON)
        scan = letter_scan(self.office.spec.name, self.applicant, self.home, text, by_hand=is_paper)
        self._case = self.office.register(actor, self.applicant, self.home, self.subject, self.channel, [scan])

    def _resolve(self, actor: Employee) -> None:
        case = self.case
        cases.issue_resolution(
            actor=actor,
            item=self._item(WorkKind.RESOLVE),
            executor=self.office.person(self.executor),
            text=self.subject.task,
            due_on=self.office.within(case.due_on),
        )

    def _draft_inquiry(self, actor: Employee) -> None:
        inquiry = self.subject.inquiry
        assert inquiry is not None
        draft = self.office.inquiry(actor, self.case, inquiry, self.approver)
        self._submit(actor, letters.draft_letter(actor=actor, item=self._item(WorkKind.EXECUTE), letter=draft))

    def _draft_answer(self, actor: Employee) -> None:
        draft = self.office.answer(actor, self.case, self.subject.answer, self.approver)
        self._submit(actor, letters.draft_letter(actor=actor, item=self._item(WorkKind.EXECUTE), letter=draft))
        self._correct_effort(actor)

    def _submit(self, actor: Employee, document: Document) -> None:
        self._letter = document
        letters.submit_letter(actor=actor, document=document)

    def _return(self, actor: Employee) -> None:
        remark = (
            self.subject.remarks[0] if self.subject.remarks else "Сократите вводную часть, начните с ответа на вопрос."
        )
        self._visa(actor, Visa.Verdict.RETURNED, remark)

    def _agree(self, actor: Employee) -> None:
        self._visa(actor, Visa.Verdict.AGREED, "")

    def _visa(self, actor: Employee, verdict: str, remark: str) -> None:
        letters.give_visa(actor=actor, item=self._item(WorkKind.APPROVE), verdict=verdict, remark=remark)

    def _revise(self, actor: Employee) -> None:
        addition = "Дополнительные вопросы можно задать исполнителю по телефону, указанному в письме."
        draft = self.office.answer(actor, self.case, f"{self.subject.answer}\n\n{addition}", self.approver)
        letters.revise(actor=actor, item=self._item(WorkKind.REVISE), letter=draft)

    def _sign(self, actor: Employee) -> None:
        shown = self.office.shown(self.letter)
        passphrase = self.office.passphrase(actor)
        letters.sign(actor=actor, item=self._item(WorkKind.SIGN), passphrase=passphrase, shown=shown)

    def _number(self, actor: Employee) -> None:
        index = self.office.file_for(self.letter)
        letters.register_letter(actor=actor, item=self._item(WorkKind.REGISTER_LETTER), file_index=index)

    def _send(self, actor: Employee) -> None:
        is_inquiry = self.letter.purpose == LetterTemplate.Purpose.INQUIRY
        channel = Channel.POST if is_inquiry or self.channel == Channel.IN_PERSON else self.channel
        note = "заказным письмом" if channel == Channel.POST else ""
        letters.dispatch(actor=actor, item=self._item(WorkKind.DISPATCH), channel=channel, note=note)

    def _wait(self, actor: Employee) -> None:
        cases.await_reply(actor=actor, item=self._item(WorkKind.EXECUTE))

    def _go_on(self, actor: Employee) -> None:
        cases.go_on(actor=actor, item=self._item(WorkKind.AWAIT_REPLY))

    def _report(self, actor: Employee) -> None:
        for question, ask in zip(self.case.questions.all(), self.subject.asks, strict=True):
            if question.outcome_id is None:
                outcome = Outcome.objects.get(code=ask.outcome)
                cases.decide_question(actor=actor, question=question, outcome=outcome, ground=ask.ground)
        cases.report(actor=actor, item=self._item(WorkKind.EXECUTE), text=_OFFICIAL_REPORT)

    def _return_report(self, actor: Employee) -> None:
        remark = "Уточните, направлена ли копия ответа управляющей организации."
        cases.return_report(actor=actor, item=self._item(WorkKind.CONTROL), remark=remark)

    def _accept(self, actor: Employee) -> None:
        cases.take_off_control(actor=actor, item=self._item(WorkKind.CONTROL))

    def _file(self, actor: Employee) -> None:
        cases.file_case(actor=actor, item=self._item(WorkKind.FILE), file_index=self.office.file_of_case(self.case))

    def _item(self, kind: str) -> WorkItem:
        return WorkItem.objects.filter(case=self._case, kind=kind, state__in=_OPEN).latest("id")

    def _correct_effort(self, actor: Employee) -> None:
        """The draft was also worked on away from the screen, which the executor adds by hand."""
        item = self._item(WorkKind.EXECUTE)
        effort.pause(actor=actor, item=item)
        stretch = item.efforts.filter(employee=actor).latest("starts_at")
        began = stretch.starts_at
        if clock.now() - began > timedelta(minutes=10):
            own_time.correct_effort(
                actor=actor,
                effort=stretch,
                starts_at=began,
                ends_at=clock.now(),
                reason="Работа с бумажными материалами дела",
            )


@dataclass(frozen=True)
class Event:
    """The beginning or the end of a step at its moment."""

    at: datetime
    order: tuple[int, int, int]
    story: Story
    step: Step
    is_end: bool


def plan(stories: list[tuple[Story, datetime]], diary: Diary, until: datetime) -> list[Event]:
    """Lay the steps of all stories into the working time of their people; nothing comes after ``until``."""
    events: list[Event] = []
    for number, (story, begins) in enumerate(stories):
        moment = begins
        for place, step in enumerate(story.steps()):
            start = diary.book(step.who, diary.later(moment, step.gap * story.pace), step.minutes)
            moment = start + timedelta(minutes=step.minutes)
            is_last = step.name == story.road.stops
            if moment >= until or (is_last and not story.road.is_begun):
                break
            events.append(Event(start, (number, place, 0), story, step, is_end=False))
            if is_last:
                break
            events.append(Event(moment, (number, place, 1), story, step, is_end=True))
    return sorted(events, key=lambda event: (event.at, event.order))


def play(events: list[Event]) -> None:
    """Let everything happen in the order of time; at the end everybody leaves the desk."""
    for event in events:
        if event.is_end:
            _end(event)
        else:
            _begin(event)
    for running in Effort.objects.filter(is_running=True).select_related("employee", "item"):
        with clock.at(running.ends_at):
            effort.pause(actor=running.employee, item=running.item)


def _begin(event: Event) -> None:
    """The person takes the item into work and is active on it for a while."""
    item = event.story.item(event.step)
    if item is None:
        return
    with clock.at(event.at):
        actor = event.story.office.person(event.step.who)
        if item.state == WorkState.OPEN:
            item = desk.take(actor=actor, item=item)
    active = min(timedelta(minutes=event.step.minutes), _TOUCH * _TOUCHES)
    for number in range(active // _TOUCH + 1):
        with clock.at(event.at + number * _TOUCH):
            effort.touch(actor=actor, item=item)


def _end(event: Event) -> None:
    with clock.at(event.at):
        event.step.do(event.story.office.person(event.step.who))
