"""What the worker does for the processes by the clock; run twice, it does nothing twice."""

from celery import shared_task

from workflows.services import reminders


@shared_task(name="workflows.tasks.remind_of_terms")
def remind_of_terms() -> int:
    """Remind people of terms that come near or have passed; gives the number of terms."""
    return reminders.remind_of_terms()
