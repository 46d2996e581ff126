"""Tests that come with the program: whole roads of an appeal, with invented words, in the language of the reader."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.process_tests import TestedProcess


@dataclass(frozen=True)
class Ready:
    """A test that an agency can take over."""

    name: Promise
    process: TestedProcess
    script: Promise


READY = (
    Ready(
        _("The whole road of an appeal"),
        TestedProcess.CASE,
        _("""# From registration to the file, with every expectation on the way
Appeal: by post; question: When will the roof be repaired?; question: Who answers for the repair?
Stage: awaits a resolution
Work: issue a resolution; with: head of the agency
Does not see: administrator
Head of the agency: Issue the resolution; responsible executor: executor
Stage: in work
Notice: new work for me; to: executor
Sees: executor
Executor: Take into work
Executor: Report the execution; what was done: Done.; refused: question-without-outcome
Executor: Draft the answer to the applicant; heading: On the repair; text: The roof will be repaired next year.
Executor: Submit for approval
Work: give a visa; with: head of a unit
Head of a unit: Agree
Head of the agency: Sign
Records clerk: Register the letter
Records clerk: Dispatch; channel: by post
Executor: Outcomes of the questions; outcome: explained; ground: Programme of repairs
Executor: Report the execution; what was done: The answer was sent.
Stage: reported, on control
Controller: Take off control
Records clerk: File the case
Stage: filed
No work: file the case"""),
    ),
    Ready(
        _("An ended case is taken up again"),
        TestedProcess.CASE,
        _("""# A controller finds that something was left out
Appeal: by post; question: When will the lift run?
Head of the agency: Issue the resolution; responsible executor: executor
Executor: Take into work
Executor: Outcomes of the questions; outcome: withdrawn; ground: Letter of the applicant
Executor: Report the execution; what was done: Withdrawn.
Controller: Take up again; ground: new circumstances; reason: The withdrawal is not proven; refused: case-not-ended
Controller: Take off control
Records clerk: File the case
Stage: filed
Executor: Take up again; ground: new circumstances; reason: It is mine; refused: no-work
Controller: Take up again; ground: new circumstances; reason: The withdrawal is not proven; working days: 5
Stage: in work
Work: execute; with: executor; due: in 5 working days
Executor: Report the execution; what was done: Done.; refused: question-without-outcome"""),
    ),
    Ready(
        _("An overdue visa comes up to the head"),
        TestedProcess.APPROVAL,
        _("""# Nobody acts: the heads are told
Appeal: e-mail; question: When will the yard be lit?
Head of the agency: Issue the resolution; responsible executor: executor
Executor: Take into work
Executor: Draft the answer to the applicant; heading: On the lighting; text: The yard will be lit in autumn.
Executor: Submit for approval
No notice: work of my people is overdue
Passed: 35 days
Work: give a visa; with: head of a unit
Notice: a term comes near or has passed; to: executor
Notice: work of my people is overdue; to: head of the agency"""),
    ),
    Ready(
        _("A letter and a report are returned"),
        TestedProcess.LETTER,
        _("""# Both come back with a remark and are done again
Appeal: in person; question: Why is the stairwell cold?
Head of the agency: Issue the resolution; responsible executor: executor
Executor: Take into work
Executor: Draft the answer to the applicant; heading: On the heating; text: The heating is being adjusted.
Executor: Submit for approval
Head of a unit: Do not agree; refused: remark-missing
Head of a unit: Do not agree; remarks: Name the day.
Notice: my letter came back; to: executor
Work: revise the letter; with: executor
Executor: Submit the new version; text: The heating will be adjusted within ten days.
Head of a unit: Agree
Head of the agency: Sign
Records clerk: Register the letter
Records clerk: Dispatch; channel: by post
Executor: Outcomes of the questions; outcome: explained; ground: Visit of the engineer
Executor: Report the execution; what was done: The answer was sent.
Controller: Return the report; remark: Attach the record of the visit.
Stage: in work
Work: execute; with: executor
Executor: Report the execution; what was done: The answer was sent, the record is attached.
Controller: Take off control
Stage: off control, to be filed"""),
    ),
)
