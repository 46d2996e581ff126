"""What happens to cases calls automation rules: an event only notes that a rule has to look at a case.

The worker asks its conditions and acts, in a transaction of its own. So no rule holds up or undoes what happened.
"""

from citizens.models import Case
from history import clock
from workflows import rule_selectors as selectors
from workflows.designed import DesignVersion
from workflows.designs.rule_shapes import STEPS, When, read
from workflows.models import WorkItem
from workflows.ruled import RuleFiring
from workflows.services import incidents

JOB = "workflows.tasks.apply_rules"


def call(when: When, case: Case, *, key: int = 0, step: str = "") -> None:
    """Note that something happened to a case, for the rules that fire at it. Part of the transaction of the event; one
    query where no rule does. ``key`` names the event among those of its kind of the case.
    """
    called = []
    for version in selectors.listening(case.agency_id):
        rule = read(version.content)
        if rule.when == when and (not rule.steps or step in rule.steps):
            called.append(firing_of(version, case.pk, when, key=key))
    if called:
        RuleFiring.objects.bulk_create(called, ignore_conflicts=True)
        incidents.ring_on_commit(JOB)


def step_laid(item: WorkItem) -> None:
    """The case of a laid item has come to a step of its road; work beside the road is none."""
    if item.case is not None and item.kind in STEPS:
        call(When.STEP, item.case, key=item.pk, step=item.kind)


def firing_of(version: DesignVersion, case: int, when: str, **more: object) -> RuleFiring:
    """A firing that waits for the worker, not saved yet."""
    given: dict[str, object] = {"happens_on": clock.today(), **more}
    return RuleFiring(
        design_id=version.design_id, version=version, case_id=case, occasion=when, at=clock.now(), **given
    )
