"""What the worker does when the bell rings or its sweep comes round; all that is true is in the database."""

from celery import shared_task

from exchange.services import delivery


@shared_task(name="exchange.tasks.deliver_due")
def deliver_due() -> int:
    """Deliver what is due until nothing is. Run twice, or never rung, it loses and doubles nothing."""
    return delivery.deliver_due()
