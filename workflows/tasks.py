"""What the worker does for the processes by the clock; run twice, it does nothing twice."""

from celery import shared_task

from workflows.services import archive_checks, looking, mailing, notices, rules, timers


@shared_task(name="workflows.tasks.remind_of_terms")
def remind_of_terms() -> int:
    """Let the timers of the flows fire: terms that come near or have passed, overdue visas, late replies; how many."""
    return timers.fire_due()


@shared_task(name="workflows.tasks.mail_notices")
def mail_notices() -> int:
    """Mail the notices that are due; gives the number of messages. Run twice, it doubles nothing."""
    return mailing.mail_due()


@shared_task(name="workflows.tasks.clear_notices")
def clear_notices() -> int:
    """Forget notices that are old; what they told of stays where it is."""
    return notices.clear()


@shared_task(name="workflows.tasks.look_for_forgotten")
def look_for_forgotten() -> int:
    """Look for open work that would be forgotten and for records that contradict each other; gives how many there are.

    Each is an incident, until it is put right. Interrupted or run twice, it loses nothing and tells nothing twice.
    """
    return looking.look()


@shared_task(name="workflows.tasks.apply_rules")
def apply_rules() -> int:
    """Apply the automation rules of all agencies; gives how many acted. Run twice, nothing is done twice."""
    return rules.apply_rules()


@shared_task(name="workflows.tasks.check_transfers")
def check_transfers() -> None:
    """Check one paper of a transfer to the archive, and come back for the next: other work goes between."""
    if archive_checks.check_next():
        check_transfers.delay()
