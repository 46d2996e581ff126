"""What the worker does for the processes by the clock; run twice, it does nothing twice."""

import logging

from celery import shared_task

from agencies.models import Agency
from workflows.forgotten_selectors import forgotten
from workflows.services import reminders

logger = logging.getLogger(__name__)


@shared_task(name="workflows.tasks.remind_of_terms")
def remind_of_terms() -> int:
    """Remind people of terms that come near or have passed; gives the number of terms."""
    return reminders.remind_of_terms()


@shared_task(name="workflows.tasks.look_for_forgotten")
def look_for_forgotten() -> int:
    """Look for open work that would be forgotten, and log each piece as an error; gives how many there are.

    It changes nothing, so nothing is lost when it is interrupted or run twice.
    """
    found = [one for agency in Agency.objects.order_by("id") for one in forgotten(agency)]
    for one in found:
        logger.error("forgotten work %s of agency %s: %s", one.item.pk, one.item.agency_id, one.trouble.value)
    return len(found)
