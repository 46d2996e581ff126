"""What the worker does when the bell rings or its sweep comes round; all that is true is in the database."""

from celery import shared_task
from django.conf import settings

from exchange.services import delivery, errands, folders, revocation, seal_stamps, watching


@shared_task(name="exchange.tasks.deliver_due")
def deliver_due() -> int:
    """Deliver what is due until nothing is, do the errands asked for, ask authorities that did not answer, stamp seals.

    Run twice, or never rung, it loses and doubles nothing.
    """
    delivered = delivery.deliver_due(at_once=settings.EXCHANGE_AT_ONCE)
    return delivered + errands.run_errands() + revocation.ask_again() + seal_stamps.stamp_due()


@shared_task(name="exchange.tasks.read_folders")
def read_folders() -> int:
    """Take in what couriers have laid in the watched folders, and deliver what follows from it."""
    taken = folders.read_folders()
    if taken:
        delivery.deliver_due()
    return taken


@shared_task(name="exchange.tasks.see_to_register")
def see_to_register() -> int:
    """Tell of certificates that end and of decisions that are late, and ask for the nightly comparisons."""
    return watching.see_to_register()
