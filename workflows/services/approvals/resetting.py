"""Which visas stand when another version is submitted."""

from history import clock
from workflows.approval_selectors import rules_of
from workflows.approving import Approval, Approver, ApproverState, StageState, Visa

Verdict = Visa.Verdict


def falls(visa: Visa, *, digest: str, is_kept_with_stage: bool) -> bool:
    """Whether a visa falls when content of this digest is submitted.

    A refusal always does: the approver is asked whether their remarks are met. Whoever agreed without remarks to the
    very same content has said what there is to say. All others fall, unless the agency keeps the visas of stages that
    nobody had remarks in.
    """
    if visa.verdict == Verdict.RETURNED:
        return True
    if visa.verdict == Verdict.AGREED and visa.digest == digest:
        return False
    return not is_kept_with_stage


def reset(approval: Approval, digest: str) -> list[Visa]:
    """Let fall what another content resets, and set the route back to it."""
    keeps = rules_of(approval.agency_id).keeps_unaffected
    fallen = []
    for stage in approval.stages.all():
        approvers = list(stage.approvers.select_related("visa"))
        is_kept = keeps and all(_is_plain(one) for one in approvers)
        for one in approvers:
            visa = one.visa
            if visa is not None and falls(visa, digest=digest, is_kept_with_stage=is_kept):
                visa.fallen_at = clock.now()
                visa.save()
                fallen.append(visa)
                one.visa = visa = None
            one.state = ApproverState.WAITING if visa is None else ApproverState.SPOKEN
            one.save()
        has_spoken = all(one.state == ApproverState.SPOKEN for one in approvers)
        stage.state, stage.due_on = StageState.DONE if has_spoken else StageState.WAITING, None
        stage.save()
    return fallen


def _is_plain(approver: Approver) -> bool:
    return approver.visa is not None and approver.visa.verdict == Verdict.AGREED
